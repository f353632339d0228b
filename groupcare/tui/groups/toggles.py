"""Several of a few: names in a row, wrapped where they must be, each switched on or off with space."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from groupcare.tui.safe import cut, joined

MARK = {True: "■", False: " "}


class Toggles(Widget, can_focus=True):
    """Left and right move, space switches, enter goes on. It holds the values that are on, in the order offered."""

    DEFAULT_CSS = """
    Toggles { height: auto; min-height: 1; width: 1fr; background: $panel; }
    Toggles:focus { background: $block-cursor-background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "left", show=False),
        Binding("right", "step(1)", "right", show=False),
        Binding("space", "switch", "on or off", id="switch", tooltip="Switch this one on or off", show=False),
        Binding("enter", "screen.focus_next", "next field", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Somebody switched one."""

        toggles: "Toggles"

        @property
        def control(self) -> "Toggles":
            return self.toggles

    def __init__(self, options: Iterable[tuple[str, str]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.place = 0
        self._on: set[str] = set()

    @property
    def value(self) -> str:
        """The values that are on, with spaces between."""
        return " ".join(value for value, _ in self.options if value in self._on)

    @value.setter
    def value(self, text: str) -> None:
        self._on = set(text.split())
        self.refresh()

    def action_step(self, by: int) -> None:
        self.place = max(0, min(len(self.options) - 1, self.place + by))
        self.refresh()

    def action_switch(self) -> None:
        if self.options:
            self._on ^= {self.options[self.place][0]}
            self.refresh()
            self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        for row, line in enumerate(self._rows(self.size.width)):
            for place, x, width in line if offset is not None and row == offset.y else ():
                if offset is not None and x <= offset.x < x + width:
                    self.place = place
                    self.action_switch()

    def _rows(self, width: int) -> list[list[tuple[int, int, int]]]:
        """Each line of names: (place, x, width)."""
        rows: list[list[tuple[int, int, int]]] = [[]]
        x = 0
        for place, (_, words) in enumerate(self.options):
            needed = min(cell_len(cut(words, width)) + 1, max(width, 2))
            if x and x + needed > width:
                rows.append([])
                x = 0
            rows[-1].append((place, x, needed))
            x += needed + 1
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        lines = []
        for row in self._rows(self.size.width):
            parts = []
            for place, _, width in row:
                value, words = self.options[place]
                on = value in self._on
                style = "bold" if on else "$text-quiet"
                if self.has_focus and place == self.place:
                    style = "bold reverse"
                parts.append(joined((f"{MARK[on]}{cut(words, width - 1)}", style), " "))
            lines.append(Content("").join(parts))
        return Content("\n").join(lines)
