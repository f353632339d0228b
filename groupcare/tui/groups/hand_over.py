"""Handing a session over: another facilitator gives their passphrase, and goes on from the same line."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from groupcare.acts import RecordError, SignIn, store
from groupcare.rules.clinic import Role, Staff
from groupcare.tui.dialogs import BOX, Choice, Choose
from groupcare.tui.modal import Modal
from groupcare.tui.safe import plain

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def who_takes_over(people: Sequence[Staff]) -> Choose:
    """Whoever may lead, by letter."""
    choices = [Choice(one.name, letter, one.name) for one, letter in zip(people, LETTERS, strict=False)]
    return Choose("Who takes over", choices, "From then on everything is recorded as theirs; what you did stays yours.")


def may_lead(people: Iterable[Staff], who: SignIn) -> list[Staff]:
    """The other facilitators who work here."""
    here = [one for one in people if one.left_on is None and one.id != who.staff_id]
    return [one for one in here if Role.facilitator in one.roles]


class TakeOver(Modal[SignIn | None]):
    """Asks for the passphrase of whoever takes over; gives them signed in. A wrong one opens nothing."""

    HELP = "Whoever takes over gives their own passphrase; what was marked before stays as it is."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]
    DEFAULT_CSS = f"""
    TakeOver {{ {BOX} }}
    TakeOver > VerticalScroll {{ width: 56; }}
    TakeOver #wrong {{ color: $warning; height: auto; padding: 0 1; }}
    TakeOver Input {{ margin: 0 1; }}
    """

    def __init__(self, who: SignIn, name: str) -> None:
        super().__init__()
        self.who, self.name_ = who, name
        self._busy = False

    def compose(self) -> ComposeResult:
        words = Static(plain(f"{self.name_}, give your passphrase."), classes="words")
        box = VerticalScroll(words, Input(password=True, compact=True), Static(id="wrong"))
        box.border_title, box.border_subtitle = plain("Taking over"), plain("enter take over · esc back")
        box.can_focus = False
        yield box

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        typed, event.input.value = event.value, ""
        if typed and not self._busy:
            self._busy = True
            self._sign_in(typed)

    @work(thread=True, group="acts")
    def _sign_in(self, passphrase: str) -> None:
        try:
            found = store.sign_in_beside(self.who, self.name_, passphrase)
        except RecordError as refused:
            self.app.call_from_thread(self._wrong, str(refused))
            return
        self.app.call_from_thread(self._right, found)

    def _wrong(self, sentence: str) -> None:
        self._busy = False
        for words in self.query("#wrong").results(Static):
            words.update(plain(sentence))

    def _right(self, found: SignIn) -> None:
        if self.app.screen is self:
            self.dismiss(found)
        else:
            self.app.call_later(partial(found.close))
