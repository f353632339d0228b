"""Who must not sit in one group: found by typing a name or number, and said why in words."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input

from groupcare.acts import SignIn, person
from groupcare.queries.apart import kept_apart, together_in
from groupcare.rules.people import Client, client_number
from groupcare.tui.dialogs import BOX, FormDialog
from groupcare.tui.forms import Field, TextInput
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.modal import Modal
from groupcare.tui.safe import plain

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp

MOST = 8
NOBODY_YET = "Nobody is kept apart from them. Type a name or number to find who is."


class ApartDialog(Modal[None]):
    """Those kept apart now, until something is typed; then those who fit. Enter asks why, and keeps it."""

    HELP = "Somebody who must not sit in one group with this person: type letters of their name or number."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back"),
        Binding("down", "to_list", "list", show=False),
    ]
    DEFAULT_CSS = f"""
    ApartDialog {{ {BOX} }}
    ApartDialog TextInput {{ width: 1fr; margin: 0 1; background: $panel; }}
    ApartDialog Lines {{ height: {MOST}; margin: 1 0 0 0; background: $surface; }}
    """
    app: "GroupCareApp"

    def __init__(self, client: Client, name: str) -> None:
        super().__init__()
        self.client, self.person = client, name
        self._names: dict[str, str] = {}
        self._apart: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        box = VerticalScroll(
            TextInput(hint="a name or number"),
            Lines(Column(width=1), Column(share=1), Column(most=34), titles=False, empty=NOBODY_YET),
        )
        box.border_title = plain(f"Not in one group with {self.person}")
        box.border_subtitle = plain("enter choose · ↓ list · esc back")
        box.can_focus = False
        yield box

    def on_mount(self) -> None:
        self.query_one(TextInput).focus()
        self._show("")

    def _show(self, typed: str) -> None:
        app = self.app
        pairs = kept_apart(app.who, self.client)
        self._apart = frozenset(one.client for one in pairs)
        if typed.strip():
            fits = [f for f in app.index().find(typed, 50) if f.kind == "client" and f.id != self.client.id]
            found = [(f.id, f.number, f.title, f.detail) for f in fits[:MOST]]
        else:
            found = [(one.client, one.number, one.name, client_number(one.number)) for one in pairs]
        self._names = {id_: _called(number, app.named(name, number)) for id_, number, name, _ in found}
        self.query_one(Lines).put([self._line(*one) for one in found])

    def _line(self, id_: str, number: int, name: str, detail: str) -> Line:
        """The name, and what tells namesakes apart."""
        known = client_number(number) if self.app.names_hidden else detail
        apart = f"kept apart · {known}" if id_ in self._apart else known
        cells = (Cell("⇹" if id_ in self._apart else ""), Cell(self.app.named(name, number)), Cell(apart, "quiet"))
        return Line(id_, cells)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._ask(self.query_one(Lines).key)
        else:
            self.action_to_list()

    def action_to_list(self) -> None:
        self.query_one(Lines).focus()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        event.stop()
        self._ask(event.key)

    def _ask(self, other: str) -> None:
        if other:
            form = apart_form(self.app.who, self.client, self.person, other, self._names[other], other in self._apart)
            self.app.push_screen(form, self._done)

    def _done(self, kept: Client | None) -> None:
        if kept is not None:
            self.dismiss(None)


def apart_form(who: SignIn, client: Client, name: str, other: str, called: str, apart: bool) -> FormDialog[Client]:
    """Why these two must not sit together; or why they may again, where they are kept apart."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Client]:
        do = person.let_together if apart else person.keep_apart
        return lambda who: do(who, client.id, other, values["why"])

    both = "" if apart else ", ".join(together_in(who, client.id, other))
    now = f" They are both in {both} now: this changes nothing there, a person does." if both else ""
    rule = "They may sit in one group again." if apart else "No group seats them both."
    said = f"{name} and {called} may sit together again" if apart else f"{name} and {called} are kept apart"
    return FormDialog(
        f"{'Let together' if apart else 'Keep apart'} · {name} and {called}",
        [Field("why", "Why", "lines", hint="what is known, and from whom", needed=True)],
        act,
        said,
        words=f"{rule}{now}",
        draft=f"apart {client.id} {other}",
    )


def _called(number: int, name: str) -> str:
    known = client_number(number)
    return known if name == known else f"{known} {name}"
