"""`Questions`: the questions that can be asked, one under the other, or in a row where there is little room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from groupcare.rules.reports import QUESTIONS
from groupcare.tui.safe import joined, plain

SHORT = {
    "stays": "Stays",
    "helps": "Helps",
    "practises": "Practises",
    "waits": "Waits",
    "goes_on": "Goes on",
    "seats": "Seats",
}
"""The questions as they stand in a row; the whole one heads its answer."""
MARK = 2
"""Cells before each question: a mark and a blank."""


class Questions(Widget, can_focus=True):
    """One of them is asked at a time. In a row left and right go from one to the next, else up and down too."""

    DEFAULT_CSS = "Questions { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "ask(-1)", "Before", show=False),
        Binding("right", "ask(1)", "After", show=False),
        Binding("up,k", "along(-1)", "Up", show=False),
        Binding("down,j", "along(1)", "Down", show=False),
    ]
    asked: reactive[str] = reactive(next(iter(QUESTIONS)))
    in_row: reactive[bool] = reactive(False)

    @dataclass
    class Asked(Message):
        """Another question is asked."""

        key: str

    @dataclass
    class Along(Message):
        """Up or down where the questions stand in a row: it is the answer that moves."""

        by: int

    def render(self) -> Content:
        shown, mark = (self._row(), " ▸") if self.in_row else (list(QUESTIONS), "▸ ")
        words = short if self.in_row else QUESTIONS.__getitem__
        said = [
            plain(f"{mark}{words(key)}", "bold $primary") if key == self.asked else plain(f"  {words(key)}")
            for key in shown
        ]
        return joined("" if self.in_row else "\n").join(said)

    def _row(self) -> list[str]:
        """From the first question on if there is room up to the one asked, else from a later one on."""
        keys = list(QUESTIONS)
        while keys[0] != self.asked and _ends(keys, self.asked) > self.size.width:
            keys.pop(0)
        return keys

    def ask(self, key: str) -> None:
        """Ask this one."""
        if key != self.asked:
            self.asked = key
            self.post_message(self.Asked(key))

    def action_ask(self, by: int) -> None:
        keys = list(QUESTIONS)
        self.ask(keys[max(0, min(len(keys) - 1, keys.index(self.asked) + by))])

    def action_along(self, by: int) -> None:
        if self.in_row:
            self.post_message(self.Along(by))
        else:
            self.action_ask(by)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if not self.in_row:
            asked = list(QUESTIONS)[offset.y : offset.y + 1]
        else:
            row = self._row()
            asked = [key for key in row if offset.x < _ends(row, key)][:1]
        if asked:
            self.ask(asked[0])


def short(key: str) -> str:
    """A question in a word."""
    return SHORT.get(key, QUESTIONS[key])


def _ends(row: Sequence[str], key: str) -> int:
    """How many cells of a row there are up to the end of this question."""
    upto = row[: row.index(key) + 1]
    return sum(MARK + len(short(one)) for one in upto)
