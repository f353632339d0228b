"""A text that changes with every key, and lays the screen out anew only where it needs another number of lines."""

from textual.content import Content
from textual.widgets import Static

from groupcare.tui.safe import joined


class Sentences(Static):
    """A Static that is told, rather than updated."""

    def tell(self, text: Content, *, fixed: bool = False) -> None:
        """Show this, as it stands. A `fixed` one has its height from the page, whatever it says."""
        before = self.content
        if not isinstance(before, Content):
            self.update(text)
        elif (before.plain, before.spans) != (text.plain, text.spans):
            width = self.content_size.width
            self.update(
                text, layout=not fixed and (not width or before.get_height({}, width) != text.get_height({}, width))
            )


def packed(options: list[tuple[str, str]], width: int) -> Content:
    """Keys with their words, in as few lines as hold them; no option is broken over two."""
    lines: list[list[Content]] = [[]]
    used = 0
    for key, word in options:
        one = joined((key, "bold $accent"), f" {word}")
        if lines[-1] and used + 2 + one.cell_length > width:
            lines.append([])
            used = 0
        used += one.cell_length + (2 if lines[-1] else 0)
        lines[-1].append(one)
    return joined("\n").join([joined("  ").join(line) for line in lines])
