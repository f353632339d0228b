"""Help for the page or dialog one is on: what it is for, and every key that does something there now."""

from collections.abc import Iterator
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

    def __init__(self, page: Page[Any] | Modal[Any]) -> None:
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
        below = "\nDigits are only ever answers. Within a field, help is f1.\n\n"
        parts: list[Content] = [joined(words, (below, "$text-quiet"))]
        for key, said in _keys_of_dialog(self.page) if isinstance(self.page, Modal) else _keys_of_page(self.page):
            lines = wrap(said[:1].upper() + said[1:], WORDS)
            parts.append(joined((fit(key, KEY), "bold $accent"), f"\n{' ' * KEY}".join(lines), "\n"))
        return Content("").join(parts)


def _keys_of_page(page: Page[Any]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for active in page.active_bindings.values():
        binding = active.binding
        if binding.id and binding.id not in seen and active.enabled:
            seen.add(binding.id)
            yield key_of(binding), binding.description + (f": {binding.tooltip}" if binding.tooltip else "")


def _keys_of_dialog(dialog: Modal[Any]) -> Iterator[tuple[str, str]]:
    """Keys that do the same stand together."""
    keys: dict[str, list[str]] = {}
    for binding, words in dialog.keys_here():
        keys.setdefault(words, []).append(key_of(binding))
    for words, several in keys.items():
        yield ", ".join(dict.fromkeys(several)), words
