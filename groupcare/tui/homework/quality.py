"""`Quality`: five anchored answers of which one may be chosen, by digit, arrow or click."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from groupcare.rules.homework import QUALITY
from groupcare.tui.safe import joined


class Quality(Widget, can_focus=True):
    """The anchors of a review, and which of them is chosen. It keeps nothing."""

    DEFAULT_CSS = f"Quality {{ height: {len(QUALITY)}; padding: 0 1; }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "Up", show=False),
        Binding("down,j", "step(1)", "Down", show=False),
    ]
    chosen: reactive[int | None] = reactive(None)
    answers: reactive[bool] = reactive(True)
    """Whether there is anything to give a quality to."""

    @dataclass
    class Chosen(Message):
        """A person has chosen."""

        quality: int

    def render(self) -> Content:
        return joined("\n").join(self._anchor(n, words) for n, words in enumerate(QUALITY))

    def _anchor(self, n: int, words: str) -> Content:
        if not self.answers:
            return joined((f"  {n}  {words}", "$text-quiet"))
        if n == self.chosen:
            return joined((f"● {n}  {words}", "bold reverse" if self.has_focus else "bold"))
        return joined(("○ ", "$text-quiet"), (f"{n}", "$accent"), f"  {words}")

    def choose(self, quality: int) -> None:
        """Show it as chosen, and say so."""
        if self.answers:
            self.chosen = quality
            self.post_message(self.Chosen(quality))

    def action_step(self, by: int) -> None:
        place = 0 if self.chosen is None else self.chosen + by
        self.choose(max(0, min(len(QUALITY) - 1, place)))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y < len(QUALITY):
            self.choose(offset.y)
