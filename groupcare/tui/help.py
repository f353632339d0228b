"""Help for the page one is on: what it is for, and every key that does something there now."""

from textwrap import wrap
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from groupcare.tui.chrome import key_of
from groupcare.tui.modal import Modal
from groupcare.tui.page import Page
from groupcare.tui.safe import fit, joined

KEY, WORDS = 10, 56
"""Cells for a key, and for what it does, on the narrowest screen."""


class HelpPage(Modal[None]):
    """Over the page it is about; any of its keys, or escape, closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "dismiss", "close", key_display="esc")
    ]
    DEFAULT_CSS = """
    HelpPage { align: center middle; background: $background 60%; }
    HelpPage VerticalScroll {
        width: 76; max-width: 96%; height: auto; max-height: 90%; border: round $border; padding: 1 2;
        background: $surface;
    }
    """

    def __init__(self, page: Page[Any]) -> None:
        super().__init__()
        self.page = page
        self.text = self._text()

    def compose(self) -> ComposeResult:
        scroll = VerticalScroll(Static(self.text))
        scroll.border_title = "Help"
        scroll.border_subtitle = "esc close"
        yield scroll

    def _text(self) -> Content:
        words = " ".join(self.page.HELP.split())
        parts: list[Content] = [joined(words, ("\nDigits are only ever answers.\n\n", "$text-quiet"))]
        seen: set[str] = set()
        for active in self.page.active_bindings.values():
            binding = active.binding
            if not binding.id or binding.id in seen or not active.enabled:
                continue
            seen.add(binding.id)
            said = binding.description + (f": {binding.tooltip}" if binding.tooltip else "")
            lines = wrap(said[:1].upper() + said[1:], WORDS)
            parts.append(joined((fit(key_of(binding), KEY), "bold $accent"), f"\n{' ' * KEY}".join(lines), "\n"))
        return Content("").join(parts)
