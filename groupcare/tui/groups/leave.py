"""Leave: who is away, from when to when, and which sessions need somebody else to lead them."""

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from groupcare.acts import SignIn, leave
from groupcare.queries.leave import Leave, leaves
from groupcare.rules.clinic import Staff
from groupcare.rules.words import count, day
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.members.place_dialogs import read
from groupcare.tui.page import Page

SESSION = "session "
SAY = "say when staff are away"


class LeavePage(Page[tuple[Leave, ...]]):
    """A line a leave, below it the sessions that they were to lead then."""

    HELP = """Who is away, the nearest leave first, and below each the sessions that they were to lead on those days:
    enter opens the group at that session, where somebody else can be named to lead it, and on anybody else notes leave,
    as a does. b takes back the one under the cursor: everybody their own, a manager anybody's. Leave that is over is
    not shown."""
    CSS_PATH = "groups.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "away", "away", id="away", tooltip="Note leave of the person under the cursor"),
        Binding("b", "not_away", "not away", id="not-away", tooltip="Take back the leave under the cursor"),
    ]

    def body(self) -> Iterable[Widget]:
        yield Pane(
            Lines(
                Column("Who", most=24),
                Column("Away", width=25),
                Column("", share=1),
                empty="Nobody works here yet: groupcare staff add.",
                id="leaves",
            ),
            title="Leave",
            keys=("open", "away", "not-away", "filter"),
            classes="body",
        )

    def load(self) -> tuple[Leave, ...]:
        return leaves(self.who)

    def show(self, found: tuple[Leave, ...]) -> None:
        self.query_one("#leaves", Lines).put([line for one in found for line in self._lines(one)])
        self.refresh_bindings()

    def _lines(self, one: Leave) -> Iterator[Line]:
        today, away = self.who.today(), one.away
        if away is None:
            yield Line(_key(one), (one.name, Cell("no leave noted", "quiet"), ""))
            return
        days = (
            day(away.first, today) if away.first == away.last else f"{day(away.first, today)} – {day(away.last, today)}"
        )
        now = away.first <= today
        need = f"{count(len(one.led), 'session')} to be led" if one.led else ""
        words = " · ".join(part for part in ("now" if now else "", need, away.reason) if part)
        yield Line(_key(one), (Cell(one.name, "strong"), days, Cell(words, "warning" if one.led else "quiet")))
        for session in one.led:
            what = f"{session.number} · {session.group_name}"
            yield Line(
                f"{SESSION}{_key(one)} {session.session}", ("", Cell(f"! {day(session.date, today)}", "warning"), what)
            )

    # --- keys ---------------------------------------------------------------------------------------------------

    @property
    def _here(self) -> Leave | None:
        """The leave under the cursor, also where that is on one of its sessions."""
        key = self.query_one("#leaves", Lines).key.removeprefix(SESSION)
        return next((one for one in getattr(self, "found", ()) if key.startswith(_key(one))), None)

    def on_lines_moved(self) -> None:
        self.refresh_bindings()

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("away", "not_away"):
            one = self._here
            return one is not None and one.may_say and self.can(SAY) and (action == "away" or one.away is not None)
        return super().allows(action, parameters)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        if (one := self._here) is None:
            return
        session = next((s for s in one.led if event.key.endswith(f" {s.session}")), next(iter(one.led), None))
        if session is not None:
            self.app.open_place("group", session.group, session.session)
        elif self.allows("away", ()):
            self.action_away()
        else:
            self.app.tell(f"{one.name} leads nothing then; a manager, or they themselves, can change it.")

    def action_away(self) -> None:
        if (one := self._here) is not None:
            self.app.push_screen(self._dialog(one))

    def _dialog(self, one: Leave) -> FormDialog[Staff]:
        today = self.who.today()

        def act(values: dict[str, str]) -> Callable[[SignIn], Staff]:
            first, last = read(values, "first", today), read(values, "last", today)
            if first is None:
                raise FieldFault("first", "First day is needed.")
            return lambda who: leave.say_away(who, one.staff, first, last, values["reason"])

        fields = [
            Field("first", "First day", hint=f"such as {day(today, today)}", needed=True),
            Field("last", "Last day", hint="the same day"),
            Field("reason", "Reason", hint="such as leave"),
        ]
        words = "Sessions that they were to lead on these days stand below and on Today until somebody else leads them."
        return FormDialog(f"Away · {one.name}", fields, act, f"noted when {one.name} is away", words=words)

    def action_not_away(self) -> None:
        if (one := self._here) is not None and one.away is not None:
            on = one.away.first
            self.do(lambda who: leave.say_back(who, one.staff, on), f"{one.name} is not away then")


def _key(one: Leave) -> str:
    return f"{one.staff} {one.away.first if one.away is not None else ''}"
