"""A hello-world Textual program of the same widgets as Today: what the screens are measured against."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Header, Input, OptionList, Static


class Hello(App[None]):
    """Header, footer, three lists and a text, in panes; and an input, as at the way in."""

    CSS = "Vertical { border: round gray; width: 1fr; height: 1fr; } Input { height: 3; }"
    BINDINGS: ClassVar[list[BindingType]] = [("x", "mark", "mark")]

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal():
            yield Vertical(OptionList(*(f"line {i}" for i in range(14))))
            with Vertical():
                yield Vertical(OptionList("hello", "world"))
                yield Vertical(OptionList("hello", "world"))
                yield Static("HELLO-WORLD")
        yield Input()
        yield Footer()


if __name__ == "__main__":
    Hello().run()
