"""Reports: questions that a clinic asks of itself, each answered in a sentence, a table and a chart."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.queries.stored import every
from groupcare.record.errors import NotFound
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.attendance import Attendance, Mark, Rate, rates
from groupcare.rules.curriculum import AttendancePolicy
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Homework, adherence
from groupcare.rules.people import EndReason, Referral, ReferralStatus, group_number
from groupcare.rules.policy import Route
from groupcare.rules.practising import PractiseOf, awaited, who_practises
from groupcare.rules.reports import QUESTIONS, Answer, Asked
from groupcare.rules.retention import Stay, StayOf, who_stays
from groupcare.rules.safety import Decision, Handoff
from groupcare.rules.screening import Screening
from groupcare.rules.waiting import Waited, how_long

__all__ = ["QUESTIONS", "answer"]

IN_ERROR = EndReason.entered_in_error


def answer(who: SignIn, key: str) -> Answer:
    """The answer to one of QUESTIONS, as the record is now. Raises NotFound."""
    may_see(who, "reports")
    if key not in QUESTIONS:
        raise NotFound(f"There is no report {key!r}; there are {', '.join(QUESTIONS)}.")
    with who.db.engine.snapshot():
        return _ANSWERS[key](who, Asked(who.staff.name, who.now()))


class _Curriculum(Struct, frozen=True):
    name: str
    attendance: AttendancePolicy


class _Group(Struct, frozen=True):
    """The few fields of a group that a report needs: each holds its whole curriculum."""

    number: int
    name: str
    first: date
    status: GroupStatus
    curriculum: _Curriculum


class _Mark(Struct, frozen=True, gc=False):
    member: str
    session: str
    mark: Mark


class _Screening(Struct, frozen=True, gc=False):
    referral: str
    on: date
    route: Route


class _Decision(Struct, frozen=True, gc=False):
    referral: str
    at: datetime


class _Handoff(Struct, frozen=True, gc=False):
    referral: str
    sent_on: date


def _groups(who: SignIn) -> tuple[dict[str, _Group], dict[str, str]]:
    """Groups by id in the order of their first day, and their names, with the number where two have one name."""
    groups = dict(sorted(every(who, Group, _Group), key=lambda g: (g[1].first, g[1].number)))
    times = Counter(g.name for g in groups.values())
    names = {i: g.name if times[g.name] == 1 else f"{g.name} ({group_number(g.number)})" for i, g in groups.items()}
    return groups, names


def _members(who: SignIn) -> list[Member]:
    """Everybody who has or had a seat."""
    return [
        m
        for m in who.of(Member).all()
        if m.group and m.status is not MemberStatus.entered_in_error and m.end_reason is not IN_ERROR
    ]


def _stays(who: SignIn, asked: Asked) -> Answer:
    groups, names = _groups(who)
    sessions: dict[str, list[Session]] = {i: [] for i in groups}
    for session in who.of(Session).all():
        sessions[session.group].append(session)
    marks: dict[str, dict[str, Mark]] = {}
    for _, given in every(who, Attendance, _Mark):
        marks.setdefault(given.member, {})[given.session] = given.mark
    members: dict[str, list[Member]] = {i: [] for i in groups}
    for member in _members(who):
        members[member.group or ""].append(member)
    stays = []
    attended: dict[int, list[bool]] = {}
    for i, group in groups.items():
        for member in members[i]:
            mine = marks.get(member.id, {})
            whole = rates(sessions[i], mine, member.start)
            stay = Stay(
                group=group.status,
                status=member.status,
                whole=whole,
                own=whole if member.end is None else rates(sessions[i], mine, member.start, member.end),
                completion_percent=group.curriculum.attendance.completion_percent,
                reason=member.end_reason,
            )
            stays.append(StayOf(group=names[i], curriculum=group.curriculum.name, stay=stay))
            for session in sessions[i]:
                if session.status is SessionStatus.held and mine.get(session.id) in THEIRS:
                    attended.setdefault(session.number, []).append(mine[session.id] is Mark.attended)
    return who_stays(stays, {n: Rate(sum(there), len(there)) for n, there in attended.items()}, asked)


def _practises(who: SignIn, asked: Asked) -> Answer:
    groups, names = _groups(who)
    today = who.today()
    tasks: dict[str, dict[str, list[Homework]]] = {i: {} for i in groups}
    for _, task in every(who, Homework, Homework):
        tasks[task.group].setdefault(task.member, []).append(task)
    members = []
    for i in groups:
        for given in tasks[i].values():
            due = [t for t in given if not awaited(t, today)]
            members.append(
                PractiseOf(
                    group=names[i],
                    adherence=adherence(due),
                    barriers=tuple(t.practice.barrier for t in due if t.practice and t.practice.barrier),
                    qualities=tuple(t.review.quality for t in due if t.review and t.review.quality is not None),
                    to_come=len(given) - len(due),
                )
            )
    return who_practises(members, asked)


def _waits(who: SignIn, asked: Asked) -> Answer:
    zone, today = who.clinic.zone, who.today()
    screenings: dict[str, list[_Screening]] = {}
    for _, screening in every(who, Screening, _Screening):
        screenings.setdefault(screening.referral, []).append(screening)
    decided: dict[str, list[date]] = {}
    for _, decision in every(who, Decision, _Decision):
        decided.setdefault(decision.referral, []).append(schedule.local(decision.at, zone).date())
    sent: dict[str, list[date]] = {}
    for _, handoff in every(who, Handoff, _Handoff):
        sent.setdefault(handoff.referral, []).append(handoff.sent_on)
    seats: dict[str, date] = {}
    for member in _members(who):
        if member.start <= today and (member.end is None or member.end >= member.start):
            seats[member.referral] = min(member.start, seats.get(member.referral, member.start))
    waited = []
    for i, referral in every(who, Referral, Referral):
        if referral.end_reason is IN_ERROR:
            continue
        screened, days = screenings.get(i, []), decided.get(i, [])
        given_up = None
        if referral.status in (ReferralStatus.ended, ReferralStatus.individual_care):
            given_up = max((*days, *sent.get(i, ())), default=referral.received_on)
        waited.append(
            Waited(
                route=screened[-1].route if screened else None,
                received=referral.received_on,
                screened=min((s.on for s in screened), default=None),
                decided=min(days, default=None),
                seated=seats.get(i),
                given_up=given_up,
            )
        )
    return how_long(waited, today, asked)


THEIRS = (Mark.attended, Mark.excused, Mark.absent)
"""Marks that count in a rate: what the member did."""
_ANSWERS: Mapping[str, Callable[[SignIn, Asked], Answer]] = {
    "stays": _stays,
    "practises": _practises,
    "waits": _waits,
}
