"""A paper form: its digits in one field, shown against the items as they are typed, then taken."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from groupcare.rules import entry
from groupcare.rules.measures import Answers, Item, Measure
from groupcare.tui.dialogs import BOX
from groupcare.tui.forms import TextInput
from groupcare.tui.modal import Modal
from groupcare.tui.safe import joined, plain


class PaperDialog(Modal[Answers | None]):
    """Gives the answers in order, None where a dash stands. An unscored item at the end may be left away."""

    HELP = "The digits of a paper form, one after the other; they are shown against its items first."
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

    def __init__(self, measure: Measure, replaces: bool, typed: str = "") -> None:
        super().__init__()
        self.measure, self.replaces, self.typed = measure, replaces, typed
        self.yes_no, self.fewest = entry.asks_yes_no(measure), entry.fewest(measure)

    def compose(self) -> ComposeResult:
        box = VerticalScroll(
            Static(plain(self._words()), classes="words"),
            TextInput(self.typed, id="digits"),
            Static(id="against"),
            Static(id="fault"),
        )
        box.border_title = plain(f"{self.measure.name}{', as asked' if self.yes_no else ' from paper'}")
        box.border_subtitle = plain("enter take these · esc back")
        box.can_focus = False
        yield box

    def _words(self) -> str:
        measure = self.measure
        words = f"The {entry.in_words(measure)}; - where nothing is marked."
        if entry.in_numbers(measure):
            words = f"{measure.title}: {entry.in_words(measure)}; - where it was not done."
        if self.yes_no:
            words = f"{measure.read_from}: {entry.in_words(measure)}, - where it was not asked."
        elif measure.read_from:
            words += f" {measure.read_from}; labels are ours."
        if len(measure.item) > self.fewest:
            words += f" A {self.fewest + 1}th is the unscored question."
        return words + (" They replace what is answered here." if self.replaces else "")

    def on_mount(self) -> None:
        self.query_one(TextInput).focus()
        self._show(self.typed)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def on_input_submitted(self) -> None:
        self.action_take()

    def _show(self, typed: str) -> None:
        given, lines = entry.signs(self.measure, typed), []
        for place, item in enumerate(self.measure.item):
            sign = given[place] if place < len(given) else ""
            words = self._word(item, sign)
            number = f"{place + 1 if item.scored else '':>2} " if item.wording or item.says else ""
            text = item.shown if len(item.shown) < 56 else item.shown[:55] + "…"
            style = "bold" if sign else "$text-quiet"
            shown = "10" if sign.lower() == "t" and item.high == 10 else sign
            lines.append(joined((f"{shown or '·':<2}", style), (number or " ", "$text-quiet"), text, (words, style)))
        self.query_one("#against", Static).update(joined("\n").join(lines))
        self.query_one("#fault", Static).update("")

    def _word(self, item: Item, sign: str) -> str:
        if not sign:
            return ""
        if sign == entry.BLANK:
            return "  not answered"
        return "" if entry.value_of(self.measure, item, sign) is not None else "  no such answer"

    def action_take(self) -> None:
        self.typed = self.query_one(TextInput).value
        try:
            given = entry.read_answers(self.measure, self.typed)
        except ValueError as fault:
            self.query_one("#fault", Static).update(plain(str(fault)))
            return
        self.dismiss(given)
