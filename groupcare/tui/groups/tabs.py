"""Tabs on one line, the one that is open in brackets. Pages switch them by keys; a click does it, too."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from groupcare.tui.safe import joined


class Tabs(Widget):
    """Names in a row. It only shows and says; the page switches."""

    DEFAULT_CSS = "Tabs { height: 1; padding: 0 1; }"
    chosen: reactive[str] = reactive("")

    @dataclass
    class Clicked(Message):
        """A name was clicked."""

        name: str

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.names = tuple(names)

    def render(self) -> Content:
        return joined(*(self._drawn(name) for name in self.names))

    def _drawn(self, name: str) -> tuple[str, str]:
        return (f"[{name}]", "bold $primary") if name == self.chosen else (f" {name} ", "$text-quiet")

    def on_click(self, event: events.Click) -> None:
        x = 1
        for name in self.names:
            if x <= event.x < x + len(name) + 2:
                self.post_message(self.Clicked(name))
            x += len(name) + 2
