"""What stood in the way of a group's homework, and what members wrote that helped: without names, to bring along."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from groupcare.queries.homework_groups import InTheWay
from groupcare.rules.words import count
from groupcare.tui.dialogs import BOX
from groupcare.tui.modal import Modal
from groupcare.tui.safe import joined, plain


class BarriersDialog(Modal[None]):
    """To read; b or escape closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,b,q,enter", "dismiss", "back")]
    DEFAULT_CSS = f"""
    BarriersDialog {{ {BOX} }}
    BarriersDialog .way {{ padding: 0 1; height: auto; }}
    BarriersDialog .quote {{ padding: 0 1 0 3; height: auto; }}
    """

    def __init__(self, group_name: str, found: Sequence[InTheWay]) -> None:
        super().__init__()
        self.group_name, self.found = group_name, found

    def compose(self) -> ComposeResult:
        box = VerticalScroll(*self._rows())
        box.border_title = plain(f"In the way, and what helped · {self.group_name}")
        box.border_subtitle = plain("↑↓ scroll · esc back")
        yield box

    def _rows(self) -> Iterator[Static]:
        if not self.found:
            words = "Nobody has named a barrier yet, or written what helped. Both come with what is handed in."
            yield Static(plain(words), classes="words")
        for one in self.found:
            times = f"  {count(one.times, 'time')}" if one.barrier else ""
            yield Static(joined((one.barrier or "nothing in the way", "bold"), (times, "$text-quiet")), classes="way")
            for words in one.helped:
                yield Static(plain(f"“{words}”"), classes="quote")
            if not one.helped:
                yield Static(plain("nobody has written yet what helped", "$text-quiet"), classes="quote")
