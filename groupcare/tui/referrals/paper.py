"""A paper form: its digits in one field, shown against the items as they are typed, then taken."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from groupcare.rules.measures import Answers, Measure
from groupcare.tui.dialogs import BOX
from groupcare.tui.forms import TextInput
from groupcare.tui.modal import Modal
from groupcare.tui.safe import joined, plain

BLANK = "-"


class PaperDialog(Modal[Answers | None]):
    """Gives the answers in order, None where a dash stands. An unscored item at the end may be left away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "take these", id="take"),
        Binding("escape", "dismiss(None)", "back", id="leave"),
    ]
    DEFAULT_CSS = f"""
    PaperDialog {{ {BOX} }}
    PaperDialog TextInput {{ width: 24; margin: 0 1; background: $panel; }}
    PaperDialog #against {{ padding: 1 1 0 1; height: auto; }}
    PaperDialog #fault {{ padding: 0 1; height: auto; color: $warning; }}
    """

    def __init__(self, measure: Measure, replaces: bool) -> None:
        super().__init__()
        self.measure, self.replaces = measure, replaces
        self.yes_no = tuple(measure.options) == ("no", "yes")
        self.fewest = len(measure.item) if self.yes_no else sum(item.scored for item in measure.item)

    def compose(self) -> ComposeResult:
        words = f"The {self.fewest} digits as they stand on the paper, - where nothing is marked."
        if self.yes_no:
            words = (
                f"{self.measure.read_from}. y or n for each of its {self.fewest} questions, - where it was not asked."
            )
        if len(self.measure.item) > self.fewest:
            words += f" A {self.fewest + 1}th is the unscored question."
        if self.replaces:
            words += " They replace what is answered here."
        box = VerticalScroll(
            Static(plain(words), classes="words"), TextInput(id="digits"), Static(id="against"), Static(id="fault")
        )
        box.border_title = plain(f"{self.measure.name}{', as asked' if self.yes_no else ' from paper'}")
        box.border_subtitle = plain("enter take these · esc back")
        box.can_focus = False
        yield box

    def on_mount(self) -> None:
        self.query_one(TextInput).focus()
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def on_input_submitted(self) -> None:
        self.action_take()

    def _show(self, typed: str) -> None:
        digits = typed.replace(" ", "")
        lines = []
        for place, item in enumerate(self.measure.item):
            digit = digits[place] if place < len(digits) else ""
            words = self._word(place, digit)
            number = str(place + 1) if item.scored else ""
            text = item.shown if len(item.shown) < 56 else item.shown[:55] + "…"
            style = "bold" if digit else "$text-quiet"
            lines.append(joined((f"{digit or '·'} ", style), (f"{number:>2} ", "$text-quiet"), text, (words, style)))
        self.query_one("#against", Static).update(joined("\n").join(lines))
        self.query_one("#fault", Static).update("")

    def _word(self, place: int, digit: str) -> str:
        if not digit:
            return ""
        if digit == BLANK:
            return "  not answered"
        return "" if self._value(place, digit) is not None else "  no such answer"

    def _value(self, place: int, digit: str) -> int | None:
        item = self.measure.item[place]
        if self.yes_no:
            return {"y": 1, "n": 0}.get(digit.lower())
        return int(digit) if digit in "0123456789" and item.low <= int(digit) <= item.high else None

    def action_take(self) -> None:
        digits = self.query_one(TextInput).value.replace(" ", "")
        if not self.fewest <= len(digits) <= len(self.measure.item):
            what = "answers" if self.yes_no else "digits"
            self._fault(f"{self.fewest} {what} are needed; these are {len(digits)}.")
            return
        for place, digit in enumerate(digits):
            if digit != BLANK and self._value(place, digit) is None:
                known = "y, n" if self.yes_no else f"0 to {self.measure.item[place].high}"
                self._fault(f"{digit!r}, in place {place + 1}, is no answer: {known}, or -.")
                return
        values = [None if digit == BLANK else self._value(place, digit) for place, digit in enumerate(digits)]
        self.dismiss((*values, *(None,) * (len(self.measure.item) - len(values))))

    def _fault(self, sentence: str) -> None:
        self.query_one("#fault", Static).update(plain(sentence))
