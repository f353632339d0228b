"""The keys of a page in lines of their own, where a border is too short for them. Read from the bindings."""

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from groupcare.tui.chrome import bindings_by_id, key_of
from groupcare.tui.safe import joined

BETWEEN = "  "
"""Between two keys: three lines of them must hold all of a run sheet."""


class Legend(Widget):
    """The bindings of these ids in order, wrapped between keys."""

    DEFAULT_CSS = "Legend { height: auto; padding: 0 1; color: $text-quiet; }"

    def __init__(self, *ids: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ids = ids

    def _rows(self, width: int) -> list[list[Binding]]:
        known = bindings_by_id(self)
        rows: list[list[Binding]] = [[]]
        room = width
        for name in self.ids:
            if (binding := known.get(name)) is None:
                continue
            needed = len(key_of(binding)) + 1 + len(binding.description)
            if rows[-1] and needed > room:
                rows.append([])
                room = width
            rows[-1].append(binding)
            room -= needed + len(BETWEEN)
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        lines = []
        for row in self._rows(self.size.width):
            parts = [joined((key_of(b), "bold $footer-key-foreground"), f" {b.description}") for b in row]
            lines.append(Content(BETWEEN).join(parts))
        return Content("\n").join(lines)
