"""`Questions`: the questions that can be asked, one under the other, or in a row where there is little room."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from groupcare.rules.reports import QUESTIONS
from groupcare.tui.safe import joined

ROW_GAP = 1


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
        said = [
            joined((f"▸ {words} ", "bold $primary")) if key == self.asked else joined(f"  {words} ")
            for key, words in QUESTIONS.items()
        ]
        return joined(" " * ROW_GAP if self.in_row else "\n").join(said)

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
        left = 0
        for place, (key, words) in enumerate(QUESTIONS.items()):
            right = left + len(words) + 3
            if (left <= offset.x < right) if self.in_row else place == offset.y:
                self.ask(key)
            left = right + ROW_GAP
