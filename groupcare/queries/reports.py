"""Reports: questions that a clinic asks of itself, each answered in a sentence, a table and a chart."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from functools import partial

from msgspec import Struct, structs

from groupcare.queries.kept import up_to_date
from groupcare.queries.permissions import may_see
from groupcare.queries.stored import every
from groupcare.record.errors import NotFound
from groupcare.record.ledger import fingerprint
from groupcare.record.lookups import GroupOutline, group_outlines
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.attendance import Attendance, Mark, Rate, rates
from groupcare.rules.curriculum import AttendancePolicy
from groupcare.rules.going_on import Referred, Standing, how_they_go_on, standing
from groupcare.rules.group import Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Homework, adherence
from groupcare.rules.own_round import own_round
from groupcare.rules.people import EndReason, Referral, ReferralStatus, group_number
from groupcare.rules.policy import Route
from groupcare.rules.practising import Practised, PractisedIn, PractiseOf, awaited, practised, who_practises
from groupcare.rules.reports import QUESTIONS, Answer, Asked, grouped
from groupcare.rules.retention import Stay, Stays, StaysIn, stays, who_stays
from groupcare.rules.safety import Decision, Handoff
from groupcare.rules.screening import Screening
from groupcare.rules.waiting import Waited, WaitsOf, how_long, waits_of

__all__ = ["QUESTIONS", "answer"]

IN_ERROR = EndReason.entered_in_error


def answer(who: SignIn, key: str) -> Answer:
    """The answer to one of QUESTIONS, as the record is now. Raises NotFound."""
    may_see(who, "reports")
    if key not in QUESTIONS:
        raise NotFound(f"There is no report {key!r}; there are {', '.join(QUESTIONS)}.")
    with who.db.engine.snapshot():
        head = fingerprint(*who.db.engine.head())
        return _ANSWERS[key](who, Asked(who.staff.name, who.now(), head))


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
    accepted_on: date | None = None
    first_seen_on: date | None = None


def _groups(who: SignIn) -> tuple[dict[str, GroupOutline], dict[str, str]]:
    """Groups by id in the order of their first day, and their names, with the number where two have one name."""
    groups = {g.id: g for g in sorted(group_outlines(who), key=lambda g: (g.first, g.number))}
    times = Counter(g.name for g in groups.values())
    names = {i: g.name if times[g.name] == 1 else f"{g.name} ({group_number(g.number)})" for i, g in groups.items()}
    return groups, names


def _members(who: SignIn, link: str, some: Set[str] | None) -> Iterator[tuple[str, Member]]:
    """Everybody who has or had a seat."""
    for i, m in every(who, Member, Member, link, some):
        if m.group and m.status is not MemberStatus.entered_in_error and m.end_reason is not IN_ERROR:
            yield i, m


class _Stayed(Struct, frozen=True):
    """What a group adds to the answer: its members' stays, and by session number how many came, of how many."""

    stays: Stays
    attended: Mapping[int, tuple[int, int]]


def _stays(who: SignIn, asked: Asked) -> Answer:
    groups, names = _groups(who)
    make = partial(_stayed, who, groups)
    found = up_to_date(who, "who stays", "group", None, make, make)
    of = [StaysIn(group=names[i], curriculum=g.curriculum_name, stays=found[i].stays) for i, g in groups.items()]
    attended: dict[int, Rate] = {}
    for i in groups:
        for n, (there, marked) in found[i].attended.items():
            before = attended.get(n, Rate(0, 0))
            attended[n] = Rate(before.done + there, before.of + marked)
    return who_stays(of, attended, asked)


def _stayed(who: SignIn, groups: Mapping[str, GroupOutline], some: Set[str] | None = None) -> dict[str, _Stayed]:
    wanted = groups.keys() if some is None else some & groups.keys()
    sessions: dict[str, list[Session]] = {i: [] for i in wanted}
    for i, session in every(who, Session, Session, "group", some):
        sessions[session.group].append(structs.replace(session, id=i))
    marks: dict[str, dict[str, Mark]] = {}
    for _, given in every(who, Attendance, _Mark, "group", some):
        marks.setdefault(given.member, {})[given.session] = given.mark
    members: dict[str, list[Member]] = {i: [] for i in wanted}
    for i, member in _members(who, "group", some):
        members[member.group or ""].append(structs.replace(member, id=i))
    return {i: _stayed_in(groups[i], sessions[i], members[i], marks) for i in wanted}


def _stayed_in(
    group: GroupOutline,
    sessions: Sequence[Session],
    members: Iterable[Member],
    marks: Mapping[str, Mapping[str, Mark]],
) -> _Stayed:
    known, attended = [], dict[int, tuple[int, int]]()
    for member in members:
        mine = marks.get(member.id, {})
        theirs = [s for s in sessions if not any(pause.covers(s.date) for pause in member.paused)]
        theirs = own_round(group.admission, (s for s in theirs if s.date >= member.start), mine)
        whole = rates(theirs, mine, member.start)
        known.append(
            Stay(
                group=group.status,
                status=member.status,
                whole=whole,
                own=whole if member.end is None else rates(theirs, mine, member.start, member.end),
                completion_percent=(group.attendance or AttendancePolicy()).completion_percent,
                reason=member.end_reason,
            )
        )
        for session in sessions:
            if session.status is SessionStatus.held and mine.get(session.id) in THEIRS:
                there, of = attended.get(session.number, (0, 0))
                attended[session.number] = there + (mine[session.id] is Mark.attended), of + 1
    return _Stayed(stays(known), attended)


def _practises(who: SignIn, asked: Asked) -> Answer:
    groups, names = _groups(who)
    today = who.today()
    make = partial(_practised, who, today)
    found = up_to_date(who, "who practises", "group", today, make, make)
    return who_practises([PractisedIn(group=names[i], practised=found[i]) for i in groups if i in found], asked)


def _practised(who: SignIn, today: date, some: Set[str] | None = None) -> dict[str, Practised]:
    tasks: dict[str, dict[str, list[Homework]]] = {}
    for _, task in every(who, Homework, Homework, "group", some):
        tasks.setdefault(task.group, {}).setdefault(task.member, []).append(task)
    return {i: practised(_practised_by(given, today) for given in of.values()) for i, of in tasks.items()}


def _practised_by(given: Sequence[Homework], today: date) -> PractiseOf:
    due = [t for t in given if not awaited(t, today)]
    return PractiseOf(
        adherence=adherence(due),
        barriers=tuple(t.practice.barrier for t in due if t.practice and t.practice.barrier),
        qualities=tuple(t.review.quality for t in due if t.review and t.review.quality is not None),
        to_come=len(given) - len(due),
    )


def _waits(who: SignIn, asked: Asked) -> Answer:
    zone, today = who.clinic.zone, who.today()
    make = partial(_waited, who, zone, today)
    found = up_to_date(who, "how long", "client", (zone, today), make, make)
    return how_long((waited for of in found.values() for waited in of), asked)


def _goes_on(who: SignIn, asked: Asked) -> Answer:
    zone, today = who.clinic.zone, who.today()
    make = partial(_standing, who, zone, today)
    found = up_to_date(who, "how they go on", "client", (zone, today), make, make)
    return how_they_go_on((one for of in found.values() for one in of), asked)


def _waited(who: SignIn, zone: str, today: date, some: Set[str] | None = None) -> dict[str, list[WaitsOf]]:
    return grouped((client, waits_of(of.waited, today)) for client, of in _referred(who, zone, today, some))


def _standing(who: SignIn, zone: str, today: date, some: Set[str] | None = None) -> dict[str, list[Standing]]:
    return grouped((client, standing(of, today)) for client, of in _referred(who, zone, today, some))


def _referred(who: SignIn, zone: str, today: date, some: Set[str] | None) -> Iterator[tuple[str, Referred]]:
    """Every referral that counts, with its client."""
    screenings: dict[str, list[_Screening]] = {}
    for _, screening in every(who, Screening, _Screening, "client", some):
        screenings.setdefault(screening.referral, []).append(screening)
    decided: dict[str, list[date]] = {}
    for _, decision in every(who, Decision, _Decision, "client", some):
        decided.setdefault(decision.referral, []).append(schedule.local(decision.at, zone).date())
    handoffs: dict[str, list[_Handoff]] = {}
    for _, handoff in every(who, Handoff, _Handoff, "client", some):
        handoffs.setdefault(handoff.referral, []).append(handoff)
    seats: dict[str, date] = {}
    for _, member in _members(who, "client", some):
        if member.start <= today and (member.end is None or member.end >= member.start):
            seats[member.referral] = min(member.start, seats.get(member.referral, member.start))
    for i, referral in every(who, Referral, Referral, "client", some):
        if referral.end_reason is IN_ERROR:
            continue
        screened, days, sent = screenings.get(i, []), decided.get(i, []), handoffs.get(i, [])
        given_up = None
        if referral.status in (ReferralStatus.ended, ReferralStatus.individual_care):
            given_up = max((*days, *(h.sent_on for h in sent)), default=referral.received_on)
        waited = Waited(
            route=screened[-1].route if screened else None,
            received=referral.received_on,
            screened=min((s.on for s in screened), default=None),
            decided=min(days, default=None),
            seated=seats.get(i),
            given_up=given_up,
        )
        yield (
            referral.client,
            Referred(
                waited=waited,
                status=referral.status,
                end_reason=referral.end_reason,
                review_on=referral.review_on,
                handed_off=bool(sent),
                accepted=sent[-1].accepted_on if sent else None,
                first_seen=sent[-1].first_seen_on if sent else None,
            ),
        )


THEIRS = (Mark.attended, Mark.excused, Mark.absent)
"""Marks that count in a rate: what the member did."""
_ANSWERS: Mapping[str, Callable[[SignIn, Asked], Answer]] = {
    "stays": _stays,
    "practises": _practises,
    "waits": _waits,
    "goes_on": _goes_on,
}
