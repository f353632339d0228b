"""Closing a session, on one page: who is not marked, concerns, whom to call, what was covered, what goes out."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import leading, safety, session
from groupcare.queries.run_sheet import Closing, SheetRow, closing
from groupcare.rules.attendance import Looked
from groupcare.rules.group import Session, SessionStatus
from groupcare.rules.people import ContactKind
from groupcare.rules.words import count, day, moment
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.groups import closing_lines as drawn
from groupcare.tui.groups import forms, room
from groupcare.tui.groups.closing_lines import (
    CALL,
    CONCERN,
    DEBRIEF,
    FORM,
    HELD,
    HOMEWORK,
    MARK,
    MODULE,
    MORE,
    NOTES,
    PART,
)
from groupcare.tui.groups.saying import say_there
from groupcare.tui.lines import Column, Lines
from groupcare.tui.page import Page
from groupcare.tui.safe import plain

LETTERS = "abcdefghilmnopqrstuvwxyz"


class Covered:
    """Which modules are ticked, and those offered; the run sheet keeps it, so that going back to mark somebody unticks
    and ticks nothing.
    """

    def __init__(self) -> None:
        self.ticked: set[int] | None = None
        self.offered: list[int] = []

    def begin(self, of: Session) -> None:
        """At first all that was planned, but what goes on in a later session."""
        if self.ticked is None:
            self.offered = list(of.modules)
            self.ticked = set(of.modules) - set(of.continues)


class ClosingPage(Page[Closing]):
    """Each line is settled in its place; f9 closes once the record agrees."""

    HELP = """What is left before this session can close. Everybody is marked (enter goes back to the sheet, on that
    person); each PHQ-9 handed in was looked at for item 9 (q); each concern has an owner (o takes it); for who is held
    and was there all the same, enter opens the alert; those absent without notice are called (c keeps a call attempt):
    those marked so before the session can close, the others stay on Today until somebody has; the modules that were
    really covered are ticked (space), and so are the parts of the agenda: what is left out stands in the next brief;
    homework goes out (s). d asks for three minutes on how it went: who was quiet, what drifted, what to carry over. f9
    closes the session, with how many were there; what is missing is said in a sentence."""
    CSS_PATH = "run_sheet.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "close", "close session", id="main", key_display="f9", tooltip="Close it as held"),
        Binding("q", "look", "form looked at", id="look", tooltip="Item 9 of their form: 0, or above", show=False),
        Binding("o", "take", "take it", id="take", tooltip="Own this concern", show=False),
        Binding("c", "called", "call tried", id="called", tooltip="Keep that you tried to call, now", show=False),
        Binding("space", "tick", "covered or not", id="tick", tooltip="Was this covered?", show=False),
        Binding("s", "set_homework", "set homework", id="set", tooltip="Homework until the next session", show=False),
        Binding(
            "d", "debrief", "debrief", id="debrief", tooltip="Three minutes: quiet, drifted, carry over", show=False
        ),
    ]

    def __init__(self, session_id: str, stand_on: Callable[[str], None], covered: Covered | None = None) -> None:
        super().__init__()
        self.session_id, self.stand_on = session_id, stand_on
        self.covered = covered or Covered()

    def body(self) -> Iterable[Widget]:
        yield Pane(
            Static(id="about"),
            Lines(Column(width=2), Column(most=26), Column(share=1), Column(most=30), titles=False, id="closing"),
            title="Closing",
            keys=("look", "take", "called", "tick", "set", "debrief", "back"),
            classes="body",
            id="closing-pane",
        )

    # --- what is shown ------------------------------------------------------------------------------------------

    def load(self) -> Closing:
        return closing(self.who, self.session_id)

    def show(self, found: Closing) -> None:
        sheet = found.sheet
        self.covered.begin(sheet.session)
        one = sheet.session
        name = f"Closing {sheet.group.name} · session {one.number}, {day(one.date, sheet.today)}"
        self.query_one("#closing-pane", Pane).name_it(name)
        first = sum(person.first and not person.reached for person in found.to_call)
        left = len(found.not_marked) + len(found.forms) + sum(not concern.owned for concern in found.concerns) + first
        words = f"{count(left, 'thing')} left before it can close." if left else "Ready: f9 closes the session."
        silent = sum(not person.reached and not person.first for person in found.to_call)
        if silent:
            words += f" {silent} not called yet: they stay on Today."
        if one.status is not SessionStatus.in_progress:
            words = f"This session is {one.status}."
        self.query_one("#about", Static).update(plain(words, "$warning" if left else "bold $success"))
        lines = self.query_one("#closing", Lines)
        lines.put(
            [
                *drawn.people(found, self._person, self._moment),
                *drawn.covered(found, self.covered.offered, self.covered.ticked or ()),
                *drawn.homework(sheet),
                *drawn.afterwards(found),
            ]
        )
        if self.focused is None:
            lines.focus()

    def _row(self, member: str) -> SheetRow | None:
        return next((row for row in self.found.sheet.rows if row.member == member), None)

    def _moment(self, instant: datetime) -> str:
        return moment(instant, self.who.clinic.zone, self.who.today())

    def _person(self, member: str) -> str:
        row = self._row(member)
        return self.named(row.name, row.client_number) if row is not None else "somebody"

    # --- keys ---------------------------------------------------------------------------------------------------

    @property
    def _here(self) -> tuple[str, str]:
        """The kind of line under the cursor, and its id."""
        kind, _, key = self.query_one("#closing", Lines).key.partition(" ")
        return kind, key

    def on_lines_moved(self) -> None:
        self.refresh_bindings()

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action != "back" and (not hasattr(self, "found") or self.has_class("-refused")):
            return False
        kinds = {"look": (FORM,), "take": (CONCERN,), "called": (CALL,), "tick": (MODULE, PART)}
        if action in kinds and self._here[0] not in kinds[action]:
            return False
        return super().allows(action, parameters)

    def on_lines_opened(self) -> None:
        kind, key = self._here
        if kind == MARK:
            self.stand_on(key)
            self.action_back()
        elif kind == FORM:
            self.action_look()
        elif kind == CONCERN:
            self.app.open_place("alert", key)
        elif kind == CALL:
            self.app.open_place("chart", key, "contacts")
        elif kind == HELD:
            here = next(one for one in self.found.held_here if one.member == key)
            self.app.open_place(*(("alert", here.alert) if here.alert else ("chart", here.client)))
        elif kind in (MODULE, PART):
            self.action_tick()
        elif kind == DEBRIEF:
            self.action_debrief()
        elif kind == NOTES:
            self.app.open_place("notes", self.session_id)
        elif kind == HOMEWORK:
            self.action_set_homework()

    @work(group="asking")
    async def action_look(self) -> None:
        member = self._here[1]
        name = self._person(member)
        chosen = await self.app.push_screen_wait(forms.looked_choice(name))
        if chosen is None:
            return
        above = Looked(chosen) is Looked.above
        self.do(
            lambda who: session.look_at_form(who, self.session_id, member, Looked(chosen)),
            forms.looked_words(name, Looked(chosen)),
            then=lambda _: self._tell_whom_to_call(name, self._row(member)) if above else None,
        )

    def _tell_whom_to_call(self, name: str, row: SheetRow | None) -> None:
        self.app.push_screen(forms.above_leaf(self.found.sheet, name, row))

    def action_take(self) -> None:
        alert = self._here[1]
        self.do(lambda who: safety.take_alert(who, alert), "taken: you own this now")

    def action_called(self) -> None:
        client = self._here[1]
        person = next(p for p in self.found.to_call if p.client == client)
        self.do(
            lambda who: safety.add_contact(
                who, client, ContactKind.call_attempt, mode="phone", outcome="Absent from the group without notice."
            ),
            f"kept that you tried to call {self._person(person.member)}",
        )

    @work(group="asking")
    async def action_tick(self) -> None:
        kind, key = self._here
        if kind == PART:
            self.do(lambda who: leading.tick_agenda(who, self.session_id, int(key)), f"agenda part {key} is covered")
            return
        chosen: str | None = key
        if key == MORE:
            modules = [m for m in self.found.sheet.group.curriculum.module if m.number not in self.covered.offered]
            choices = [
                Choice(str(m.number), letter, f"{m.number} {m.title}")
                for m, letter in zip(modules, LETTERS, strict=False)
            ]
            chosen = await self.app.push_screen_wait(Choose("Also covered", choices))
            if chosen is None:
                return
            self.covered.offered.append(int(chosen))
        self.covered.ticked = (self.covered.ticked or set()) ^ {int(str(chosen))}
        self.show(self.found)

    def action_set_homework(self) -> None:
        self.app.push_screen(room.homework_dialog(self.found.sheet))

    def action_debrief(self) -> None:
        self.app.push_screen(room.debrief_dialog(self.found.sheet.session))

    def action_close(self) -> None:
        covered = sorted(self.covered.ticked or ())
        number, group = self.found.sheet.session.number, self.found.sheet.group.id
        self.do(
            lambda who: session.close_session(who, self.session_id, covered),
            f"closed session {number}",
            then=lambda held: self._back_to(group, held),
        )

    def _back_to(self, group: str, held: Session) -> None:
        """Away from here and from the run sheet, to the group."""
        from groupcare.tui.groups.group import GroupPage

        if self.app.screen is not self:
            return
        for _ in range(min(2, len(self.app.screen_stack) - 1)):
            self.app.pop_screen()
        below = self.app.screen
        if isinstance(below, GroupPage) and below.found.group.id == group:
            below.stand_on(held.id)
        else:
            self.app.open_place("group", group, held.id)
        say_there(self.app.screen, f"Closed session {held.number}. N: its notes.")
