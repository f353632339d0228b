"""Groups with their sessions and members: the list, one group, one session."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, time
from functools import partial

from msgspec import Struct

from groupcare.queries.call_sheet import to_tell
from groupcare.queries.kept import up_to_date
from groupcare.queries.permissions import may_see
from groupcare.queries.stored import every
from groupcare.record.lookups import (
    GroupOutline,
    blocked,
    expected_members,
    group_outlines,
    guests_at,
    outline_of,
)
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark, Rates, misses_in_a_row, rates
from groupcare.rules.clinic import Role, Staff
from groupcare.rules.coverage import has_seat, sessions_of
from groupcare.rules.group import (
    IN_GROUP,
    Group,
    GroupStatus,
    Member,
    MemberStatus,
    Session,
    SessionStatus,
    session_titles,
)
from groupcare.rules.homework import Adherence, Homework, adherence
from groupcare.rules.own_round import own_round
from groupcare.rules.people import Client, EndReason, full_name
from groupcare.rules.plan import Plan, PlanStatus
from groupcare.rules.practising import awaited
from groupcare.rules.suggestions import Suggestion, suggestions


class GroupLine(Struct, frozen=True, kw_only=True):
    """One group as a list shows it. `held` of `sessions` meetings have been held; `next_*` tell of the next to come."""

    id: str
    number: int
    name: str
    curriculum: str
    curriculum_name: str
    status: GroupStatus
    seated: int
    seats: int
    held: int
    sessions: int
    next_on: date | None
    next_session: str
    next_start: time | None


def groups(who: SignIn) -> list[GroupLine]:
    """All groups, oldest first."""
    may_see(who, "groups")
    with who.db.engine.snapshot():
        outlines = {outline.id: outline for outline in group_outlines(who)}
        lines = up_to_date(who, "groups", "group", None, partial(_lines, who, outlines), partial(_lines, who, outlines))
    return [lines[i] for i in outlines]


def _lines(who: SignIn, outlines: Mapping[str, GroupOutline], some: Set[str] | None = None) -> dict[str, GroupLine]:
    sessions: dict[str, list[tuple[str, Session]]] = {}
    for i, session in every(who, Session, Session, "group", some):
        sessions.setdefault(session.group, []).append((i, session))
    members: dict[str, list[MemberStatus]] = {}
    for _, member in every(who, Member, _Seated, "group", some):
        members.setdefault(member.group or "", []).append(member.status)
    wanted = outlines.keys() if some is None else some & outlines.keys()
    return {i: _line(outlines[i], sessions.get(i, ()), members.get(i, ())) for i in wanted}


class _Seated(Struct, frozen=True, gc=False):
    status: MemberStatus
    group: str | None = None


def group_line(who: SignIn, group: Group) -> GroupLine:
    """One group with its seats and progress counted."""
    sessions = [(s.id, s) for s in who.of(Session).linked(group=group.id)]
    return _line(outline_of(group), sessions, [m.status for m in who.of(Member).linked(group=group.id)])


def _line(group: GroupOutline, sessions: Iterable[tuple[str, Session]], members: Iterable[MemberStatus]) -> GroupLine:
    to_come, held, not_cancelled = [], 0, 0
    for i, session in sessions:
        held += session.status is SessionStatus.held
        not_cancelled += session.status is not SessionStatus.cancelled
        if session.status in (SessionStatus.planned, SessionStatus.in_progress):
            to_come.append((i, session))
    following, next_ = min(to_come, key=lambda s: (s[1].date, s[1].number), default=("", None))
    return GroupLine(
        id=group.id,
        number=group.number,
        name=group.name,
        curriculum=group.curriculum or "",
        curriculum_name=group.curriculum_name,
        status=group.status,
        seated=sum(status in IN_GROUP for status in members),
        seats=group.seats,
        held=held,
        sessions=not_cancelled,
        next_on=next_.date if next_ else None,
        next_session=following,
        next_start=next_.start if next_ else None,
    )


class Ground(Struct, frozen=True, kw_only=True):
    """What a new group may be made with: staff by id and name, rooms used so far, and the clinic's own place."""

    staff: tuple[tuple[str, str], ...]
    rooms: tuple[str, ...]
    zone: str
    country: str
    subdivision: str
    today: date


def ground(who: SignIn) -> Ground:
    """What the form for a new group offers; those who can lead groups come first."""
    may_see(who, "groups")
    here = [s for s in who.of(Staff).all() if s.left_on is None]
    here.sort(key=lambda s: Role.facilitator not in s.roles)
    clinic = who.clinic
    return Ground(
        staff=tuple((s.id, s.name) for s in here),
        rooms=tuple(sorted({g.room for g in group_outlines(who) if g.room})),
        zone=clinic.zone,
        country=clinic.country or "",
        subdivision=clinic.subdivision or "",
        today=who.today(),
    )


class RosterLine(Struct, frozen=True, kw_only=True):
    """A member of a group. `plan` tells whether an individual plan is linked, `draft` that nobody has signed it yet;
    `clinician` is their own (a name), empty where they have none; `held` whether safety holds them;
    `misses` are absences without notice in a row, up to the latest session marked. `suggested` is what the attendance
    policy suggests for somebody who has a seat; `due` is the day of a missed session while nobody looked at the plan.
    """

    member: str
    client: str
    client_number: int
    name: str
    status: MemberStatus
    start: date
    plan: bool
    held: bool
    rates: Rates
    misses: int
    homework: Adherence
    end: date | None = None
    end_reason: EndReason | None = None
    end_words: str = ""
    due: date | None = None
    suggested: tuple[Suggestion, ...] = ()
    draft: bool = False
    clinician: str = ""


class GroupView(Struct, frozen=True, kw_only=True):
    """One group, whole."""

    line: GroupLine
    group: Group
    facilitators: tuple[str, ...]
    sessions: tuple[Session, ...]
    roster: tuple[RosterLine, ...]


def group_view(who: SignIn, group: Group) -> GroupView:
    """A group with its sessions in order and its roster; homework that is still to come in does not count yet."""
    may_see(who, "groups")
    on = who.today()
    sessions = sorted(who.of(Session).linked(group=group.id), key=lambda s: (s.date, s.number))
    marks: dict[str, dict[str, Mark]] = {}
    for attendance in who.of(Attendance).linked(group=group.id):
        marks.setdefault(attendance.member, {})[attendance.session] = attendance.mark
    tasks: dict[str, list[Homework]] = {}
    for homework in who.of(Homework).linked(group=group.id):
        tasks.setdefault(homework.member, []).append(homework)
    here = {s.id: s.name for s in who.of(Staff).all() if s.left_on is None}
    roster = []
    for member in who.of(Member).linked(group=group.id):
        if member.status is MemberStatus.entered_in_error:
            continue
        client = who.of(Client).get(member.client)
        mine, known = sessions_of(member, sessions), marks.get(member.id, {})
        seated = member.status in IN_GROUP
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
                rates=rates(own_round(group.admission, mine, known), known, member.start, member.end),
                misses=misses_in_a_row(mine, known),
                homework=adherence(h for h in tasks.get(member.id, []) if not awaited(h, on)),
                end=member.end,
                end_reason=member.end_reason,
                end_words=member.end_words,
                due=member.due,
                suggested=suggestions(group.curriculum.attendance, mine, known, group.admission) if seated else (),
                draft=seated and _is_draft(who, member),
                clinician=here.get(member.clinician or "", ""),
            )
        )
    names = [who.of(Staff).get(i).name for i in group.facilitators]
    return GroupView(
        line=group_line(who, group),
        group=group,
        facilitators=tuple(names),
        sessions=tuple(sessions),
        roster=tuple(roster),
    )


def _is_draft(who: SignIn, member: Member) -> bool:
    plan = who.of(Plan).find(member.plan) if member.plan is not None else None
    return plan is not None and plan.status is PlanStatus.draft


class SessionLine(Struct, frozen=True, kw_only=True):
    """One session of a group as its page shows it: how the `expected` are marked, and what homework was set for how
    many. `leaders` lead this session alone, in place of the group's.
    """

    session: Session
    titles: tuple[str, ...]
    expected: int
    here: int
    marked: int
    homework: str
    leaders: tuple[str, ...] = ()


class GroupDays(Struct, frozen=True, kw_only=True):
    """A group with its sessions in order; `to_tell` people are still to be told of a change."""

    line: GroupLine
    group: Group
    facilitators: tuple[str, ...]
    sessions: tuple[SessionLine, ...]
    to_tell: int = 0


def group_days(who: SignIn, group: Group) -> GroupDays:
    """A group's sessions: when, what, who was there, what was set."""
    may_see(who, "groups")
    sessions = sorted(who.of(Session).linked(group=group.id), key=lambda s: (s.date, s.number))
    members = who.of(Member).linked(group=group.id)
    marks: dict[str, list[Mark]] = {}
    for attendance in who.of(Attendance).linked(group=group.id):
        marks.setdefault(attendance.session, []).append(attendance.mark)
    tasks: dict[str, list[Homework]] = {}
    for homework in who.of(Homework).linked(group=group.id):
        tasks.setdefault(homework.session, []).append(homework)
    titles = {m.number: m.title for m in group.curriculum.module}
    lines = []
    for session in sessions:
        there = marks.get(session.id, [])
        lines.append(
            SessionLine(
                session=session,
                titles=session_titles(session, titles),
                expected=sum(has_seat(m, session.date) for m in members) + len(guests_at(who, session)),
                here=there.count(Mark.attended),
                marked=len(there),
                homework=_set_words(tasks.get(session.id, [])),
                leaders=tuple(who.of(Staff).get(i).name for i in session.leaders),
            )
        )
    names = [who.of(Staff).get(i).name for i in group.facilitators]
    return GroupDays(
        line=group_line(who, group),
        group=group,
        facilitators=tuple(names),
        sessions=tuple(lines),
        to_tell=to_tell(who, group.id),
    )


def _set_words(tasks: Sequence[Homework]) -> str:
    if not tasks:
        return ""
    days = sorted({task.days_set for task in tasks})
    return f"{'–'.join(str(d) for d in (days[0], days[-1])[: len(days)])} days, {len(tasks)} members"


class SheetLine(Struct, frozen=True, kw_only=True):
    """One member on a session's sheet; `attendance` and `homework` are None while there is none. A guest makes a module
    up here."""

    member: str
    client_number: int
    name: str
    held: bool
    attendance: Attendance | None
    homework: Homework | None
    guest: bool = False


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
                guest=member.group != group.id,
            )
        )
    titles = {m.number: m.title for m in group.curriculum.module}
    return SessionSheet(
        group=group.name,
        session=session,
        titles=session_titles(session, titles),
        start=session.start,
        lines=tuple(lines),
    )
