"""Groups with their sessions and members: the list, one group, one session."""

from datetime import date, time

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.lookups import blocked, expected_members
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark, Rates, rates
from groupcare.rules.clinic import Staff
from groupcare.rules.group import IN_GROUP, Group, GroupStatus, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Adherence, Homework, adherence
from groupcare.rules.people import Client, full_name


class GroupLine(Struct, frozen=True, kw_only=True):
    """One group as a list shows it. `held` of `sessions` meetings have been held."""

    id: str
    number: int
    name: str
    curriculum: str
    status: GroupStatus
    seated: int
    seats: int
    held: int
    sessions: int
    next_on: date | None


def groups(who: SignIn) -> list[GroupLine]:
    """All groups, oldest first."""
    may_see(who, "groups")
    return [_line(who, group) for group in who.of(Group).all()]


def _line(who: SignIn, group: Group) -> GroupLine:
    sessions = who.of(Session).linked(group=group.id)
    to_come = [s.date for s in sessions if s.status in (SessionStatus.planned, SessionStatus.in_progress)]
    return GroupLine(
        id=group.id,
        number=group.number,
        name=group.name,
        curriculum=group.curriculum.id,
        status=group.status,
        seated=sum(m.status in IN_GROUP for m in who.of(Member).linked(group=group.id)),
        seats=group.seats,
        held=sum(s.status is SessionStatus.held for s in sessions),
        sessions=sum(s.status is not SessionStatus.cancelled for s in sessions),
        next_on=min(to_come, default=None),
    )


class RosterLine(Struct, frozen=True, kw_only=True):
    """A member of a group. `plan` tells whether an individual plan is linked; `held` whether safety holds them."""

    member: str
    client: str
    client_number: int
    name: str
    status: MemberStatus
    start: date
    plan: bool
    held: bool
    rates: Rates
    homework: Adherence


class GroupView(Struct, frozen=True, kw_only=True):
    """One group, whole."""

    line: GroupLine
    group: Group
    facilitators: tuple[str, ...]
    sessions: tuple[Session, ...]
    roster: tuple[RosterLine, ...]


def group_view(who: SignIn, group: Group) -> GroupView:
    """A group with its sessions in order and its roster."""
    may_see(who, "groups")
    sessions = sorted(who.of(Session).linked(group=group.id), key=lambda s: (s.date, s.number))
    marks: dict[str, dict[str, Mark]] = {}
    for attendance in who.of(Attendance).linked(group=group.id):
        marks.setdefault(attendance.member, {})[attendance.session] = attendance.mark
    tasks: dict[str, list[Homework]] = {}
    for homework in who.of(Homework).linked(group=group.id):
        tasks.setdefault(homework.member, []).append(homework)
    roster = []
    for member in who.of(Member).linked(group=group.id):
        client = who.of(Client).get(member.client)
        roster.append(
            RosterLine(
                member=member.id,
                client=client.id,
                client_number=client.number,
                name=full_name(client),
                status=member.status,
                start=member.start,
                plan=member.plan is not None,
                held=bool(blocked(who, client.id)),
                rates=rates(sessions, marks.get(member.id, {}), member.start, member.end),
                homework=adherence(tasks.get(member.id, [])),
            )
        )
    names = [who.of(Staff).get(i).name for i in group.facilitators]
    return GroupView(
        line=_line(who, group),
        group=group,
        facilitators=tuple(names),
        sessions=tuple(sessions),
        roster=tuple(roster),
    )


class SheetLine(Struct, frozen=True, kw_only=True):
    """One member on a session's sheet; `attendance` and `homework` are None while there is none."""

    member: str
    client_number: int
    name: str
    held: bool
    attendance: Attendance | None
    homework: Homework | None


class SessionSheet(Struct, frozen=True, kw_only=True):
    """A session with everybody expected at it."""

    group: str
    session: Session
    titles: tuple[str, ...]
    start: time
    lines: tuple[SheetLine, ...]


def session_sheet(who: SignIn, session: Session) -> SessionSheet:
    """The sheet of one session: who is expected, what is marked, what homework was set at it."""
    may_see(who, "sessions")
    group = who.of(Group).get(session.group)
    marks = {a.member: a for a in who.of(Attendance).linked(session=session.id)}
    tasks = {h.member: h for h in who.of(Homework).linked(session=session.id)}
    lines = []
    for member in expected_members(who, session):
        client = who.of(Client).get(member.client)
        lines.append(
            SheetLine(
                member=member.id,
                client_number=client.number,
                name=full_name(client),
                held=bool(blocked(who, client.id)),
                attendance=marks.get(member.id),
                homework=tasks.get(member.id),
            )
        )
    found = [group.curriculum.find(n) for n in session.modules]
    return SessionSheet(
        group=group.name,
        session=session,
        titles=tuple(m.title for m in found if m is not None),
        start=session.start,
        lines=tuple(lines),
    )
