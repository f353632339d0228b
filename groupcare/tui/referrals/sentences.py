"""A text that changes with every key, and lays the screen out anew only where it needs another number of lines."""

from textual.content import Content
from textual.widgets import Static


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
