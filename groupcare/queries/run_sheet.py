"""A session's run sheet, and what closing it still needs.

The sheet is seen in the group room: people stand on it by `room_names`, and nothing on it tells a score or a danger.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from groupcare.queries.measures_due import due_of_expected
from groupcare.queries.permissions import may_see
from groupcare.record.lookups import (
    blocked,
    contacts_since,
    expected_members,
    forms_not_looked_at,
    is_called_first,
    made_up_at,
    open_plan,
    phq9_entered,
)
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.agenda import AgendaNow, Part, agenda_now, agenda_of, not_covered
from groupcare.rules.attendance import Attendance, Mark, Mode
from groupcare.rules.clinic import Staff
from groupcare.rules.curriculum import Module
from groupcare.rules.group import Group, Session, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.measures import Better
from groupcare.rules.people import Client, ContactKind, full_name
from groupcare.rules.plan import Objective
from groupcare.rules.safety import Alert, AlertStatus
from groupcare.rules.screening import PHQ9
from groupcare.rules.text import name_key

OVER = (SessionStatus.cancelled, SessionStatus.not_held)


class SheetRow(Struct, frozen=True, kw_only=True):
    """One member on the sheet. `asked` is the homework of the session before, `given` what was set at this one.

    `makes_up` is the module that a guest from another group makes up here; None for the group's own. `due` are the
    questionnaires due that day, by name; asking about suicide is no form, and is not told in the room. `form`: whoever
    of them is here hands in a PHQ-9, at which somebody looks.
    """

    member: str
    client: str
    client_number: int
    name: str
    held: bool
    new: bool
    missed_last: bool
    has_plan: bool
    attendance: Attendance | None
    asked: Homework | None
    given: Homework | None
    makes_up: int | None = None
    due: tuple[str, ...] = ()
    form: bool = False

    @property
    def here(self) -> Mark | None:
        """What they are marked as, or None."""
        return None if self.attendance is None else self.attendance.mark

    @property
    def has_form(self) -> bool:
        """Whether they are here, and nobody has looked at their form yet."""
        given = self.attendance
        return self.form and given is not None and given.mark is Mark.attended and given.looked is None


class RunSheet(Struct, frozen=True, kw_only=True):
    """A session with everybody expected at it. `starts` and `ends` are the planned instants, UTC; `before` is the
    session before it that took place, or is to. `leaders` are the names behind `session.leads`, in their order.
    """

    session: Session
    group: Group
    of: int
    modules: tuple[Module, ...]
    today: date
    starts: datetime
    ends: datetime
    rows: tuple[SheetRow, ...]
    before: Session | None
    following: Session | None
    whom_to_call: str
    crisis_line: str
    leaders: tuple[str, ...] = ()

    @property
    def agenda(self) -> tuple[Part, ...]:
        """The agenda of what is planned; several modules share one opening and one close."""
        return agenda_of(self.modules, self.session.minutes)

    @property
    def ticked(self) -> dict[int, datetime]:
        """When each part of the agenda that was covered was ticked, by its number from 1."""
        return {done.item: done.at for done in self.session.agenda_done}

    def agenda_at(self, now: datetime) -> AgendaNow | None:
        """Where the agenda stands now; None before the session has begun, and once it is closed."""
        if self.session.began is None or self.session.status is not SessionStatus.in_progress:
            return None
        elapsed = max(0, int((now - self.session.began).total_seconds() // 60))
        return agenda_now(self.agenda, self.ticked.keys(), elapsed)

    @property
    def asks_pain(self) -> bool:
        """Whether the programme asks for pain at the check-in."""
        return "pain" in self.group.curriculum.check_in

    def late_by(self, now: datetime) -> int | None:
        """Minutes since the planned start; None where the clock tells nothing, before the start and after the end."""
        return self._whole(now - self.starts)

    def early_by(self, now: datetime) -> int | None:
        """Minutes until the planned end; None where the clock tells nothing."""
        return self._whole(self.ends - now)

    def _whole(self, span: timedelta) -> int | None:
        minutes = int(span.total_seconds() // 60)
        return minutes if 1 <= minutes < self.session.minutes else None


def run_sheet(who: SignIn, session_id: str) -> RunSheet:
    """The sheet of one session. Raises NotFound."""
    may_see(who, "sessions")
    session = who.of(Session).get(session_id)
    group = who.of(Group).get(session.group)
    sessions = sorted(who.of(Session).linked(group=group.id), key=lambda s: (s.date, s.number))
    before = _before(session, sessions)
    members = expected_members(who, session)
    clients = {m.client: who.of(Client).get(m.client) for m in members}
    members.sort(key=lambda m: name_key(full_name(clients[m.client])))
    due = due_of_expected(who, session, members)
    names = room_names(clients.values())
    marks = {a.member: a for a in who.of(Attendance).linked(session=session.id)}
    last = {a.member: a.mark for a in who.of(Attendance).linked(session=before.id)} if before else {}
    asked = {h.member: h for h in who.of(Homework).linked(session=before.id)} if before else {}
    given = {h.member: h for h in who.of(Homework).linked(session=session.id)}
    modules = tuple(m for n in session.modules if (m := group.curriculum.find(n)) is not None)
    for_all = any(PHQ9 in module.measures for module in modules)
    rows = tuple(
        SheetRow(
            member=m.id,
            client=m.client,
            client_number=clients[m.client].number,
            name=names[m.client],
            held=bool(blocked(who, m.client)),
            new=m.group == group.id and (before is None or m.start > before.date),
            missed_last=last.get(m.id, Mark.attended) in (Mark.absent, Mark.excused, Mark.held),
            has_plan=m.plan is not None,
            attendance=marks.get(m.id),
            asked=asked.get(m.id),
            given=given.get(m.id),
            makes_up=made_up_at(who, session, m.id) if m.group != group.id else None,
            due=tuple(d.name for d in due.get(m.id, ()) if who.library.measures[d.measure].better is not Better.none),
            form=any(d.measure == PHQ9 for d in due.get(m.id, ()))
            or (for_all and not phq9_entered(who, m.client, session.date)),
        )
        for m in members
    )
    meeting = schedule.meet(0, (), session.date, session.start, session.minutes, session.zone)
    later = [s for s in sessions if s.status not in OVER and (s.date, s.number) > (session.date, session.number)]
    clinic = who.clinic
    return RunSheet(
        session=session,
        group=group,
        of=max(s.number for s in sessions),
        modules=modules,
        today=who.today(session.zone),
        starts=meeting.utc_start,
        ends=meeting.utc_end,
        rows=rows,
        before=before,
        following=later[0] if later else None,
        whom_to_call=who.whom_to_call,
        crisis_line=clinic.crisis_line,
        leaders=tuple(who.of(Staff).get(lead.staff).name for lead in session.leads),
    )


def _before(session: Session, sessions: Sequence[Session]) -> Session | None:
    """The group's last session before this one that took place, or is to."""
    earlier = [s for s in sessions if s.status not in OVER and (s.date, s.number) < (session.date, session.number)]
    return earlier[-1] if earlier else None


# --- names for the room ---------------------------------------------------------------------------------------------


def room_names(clients: Iterable[Client]) -> dict[str, str]:
    """First name and initial by client's id; where two would read the same, as many letters as tell them apart, and
    the client's number where the whole names are the same.
    """
    people = list(clients)
    whole = {client.id: name_key(_first(client), client.family_name) for client in people}
    letters = {client.id: 1 for client in people}
    while True:
        alike: dict[str, list[Client]] = defaultdict(list)
        for client in people:
            alike[name_key(_first(client), client.family_name[: letters[client.id]])].append(client)
        longer = [
            client
            for some in alike.values()
            if len({whole[client.id] for client in some}) > 1
            for client in some
            if letters[client.id] < len(client.family_name)
        ]
        if not longer:
            break
        for client in longer:
            letters[client.id] += 1
    return {
        client.id: _room_name(client, letters[client.id]) + (f" {client.number}" if len(some) > 1 else "")
        for some in alike.values()
        for client in some
    }


def _first(client: Client) -> str:
    return client.preferred_name or client.given_name


def _room_name(client: Client, letters: int) -> str:
    first, family = _first(client), client.family_name[:letters]
    if not first:
        return client.family_name or f"{client.number:04d}"
    if not family:
        return first
    return f"{first} {family}" if letters >= len(client.family_name) else f"{first} {family}."


# --- objectives -----------------------------------------------------------------------------------------------------


def objectives_of(who: SignIn, client: str) -> tuple[Objective, ...]:
    """What the client's open plan is to reach, in its order; nothing where there is no plan."""
    may_see(who, "sessions")
    plan = open_plan(who, client)
    return () if plan is None else tuple(o for goal in plan.content.goal for o in goal.objective)


# --- closing --------------------------------------------------------------------------------------------------------


class Concern(Struct, frozen=True, kw_only=True):
    """A concern raised in the session."""

    alert: str
    member: str
    owned: bool


class ToCall(Struct, frozen=True, kw_only=True):
    """Somebody absent without notice. `first` where safety asks for a call today, before the session closes; `tried`
    is when somebody last tried since the session, `reached` whether there was any contact since."""

    member: str
    client: str
    phone: str
    first: bool
    tried: datetime | None
    reached: bool


class HeldHere(Struct, frozen=True, kw_only=True):
    """Somebody held who was there all the same. `alert` is their open one, empty where there is none."""

    member: str
    client: str
    alert: str


class Closing(Struct, frozen=True, kw_only=True):
    """All that closing a session has to settle. `forms` are the members at whose PHQ-9 nobody has looked, `maybe_forms`
    those present who are due one though the module asks for none: they may have handed one in. `open_parts` is what of
    the agenda was left out, `present` the head count, of whom `remote` were not in the room.
    """

    sheet: RunSheet
    not_marked: tuple[str, ...]
    forms: tuple[str, ...]
    concerns: tuple[Concern, ...]
    to_call: tuple[ToCall, ...]
    held_here: tuple[HeldHere, ...]
    open_parts: tuple[tuple[int, Part], ...]
    present: int
    remote: int
    maybe_forms: tuple[str, ...] = ()


def closing(who: SignIn, session_id: str) -> Closing:
    """What closing this session still needs."""
    sheet = run_sheet(who, session_id)
    members = {row.client: row.member for row in sheet.rows}
    alerts = [a for a in who.of(Alert).linked(session=session_id) if a.status is not AlertStatus.closed]
    here = [row.attendance for row in sheet.rows if row.attendance is not None and row.here is Mark.attended]
    unseen, watched = forms_not_looked_at(who, sheet.session), who.library.measures[PHQ9].name
    return Closing(
        sheet=sheet,
        not_marked=tuple(row.member for row in sheet.rows if row.attendance is None),
        forms=tuple(row.member for row in sheet.rows if row.client in unseen),
        concerns=tuple(
            Concern(alert=a.id, member=members.get(a.client, ""), owned=a.status is not AlertStatus.open)
            for a in alerts
        ),
        to_call=tuple(_to_call(who, sheet, row) for row in sheet.rows if row.here is Mark.absent),
        held_here=tuple(_held_here(who, row) for row in sheet.rows if row.held and row.here is Mark.attended),
        open_parts=not_covered(sheet.agenda, sheet.ticked.keys()),
        present=len(here),
        remote=sum(a.mode is Mode.remote for a in here),
        maybe_forms=tuple(
            row.member
            for row in sheet.rows
            if row.attendance in here
            and row.client not in unseen
            and row.attendance is not None
            and row.attendance.looked is None
            and watched in row.due
        ),
    )


def _held_here(who: SignIn, row: SheetRow) -> HeldHere:
    alerts = [a for a in who.of(Alert).linked(client=row.client) if a.status is not AlertStatus.closed]
    return HeldHere(member=row.member, client=row.client, alert=alerts[-1].id if alerts else "")


def _to_call(who: SignIn, sheet: RunSheet, row: SheetRow) -> ToCall:
    contacts = contacts_since(who, row.client, sheet.session)
    tries = [
        contact.at or datetime.combine(contact.on, sheet.session.start, UTC)
        for contact in contacts
        if contact.kind is ContactKind.call_attempt
    ]
    return ToCall(
        member=row.member,
        client=row.client,
        phone=who.of(Client).get(row.client).phone,
        first=is_called_first(who, row.client),
        tried=max(tries, default=None),
        reached=bool(contacts),
    )
