"""Who is due which measure: one person for their chart, everybody at a session for its brief, and groups for Today."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import takewhile

from msgspec import Struct

from groupcare.queries.kept import up_to_date
from groupcare.queries.permissions import may_see
from groupcare.queries.stored import every
from groupcare.record.lookups import expected_members
from groupcare.record.sign_in import SignIn
from groupcare.rules.curriculum import Admission, Milestones
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus, Session, SessionKind, SessionStatus
from groupcare.rules.measures import Assessment
from groupcare.rules.measures_due import Cadence, Course, Due, Meeting, Point, Wanted, due, wanted_of_course
from groupcare.rules.people import Referral, ReferralStatus
from groupcare.rules.plan import Plan, PlanContent, PlanStatus, ScoreAim

IN_PROGRAMME = (MemberStatus.planned, MemberStatus.active, MemberStatus.on_hold, MemberStatus.finished)
"""Who left before the end is asked for nothing more by the programme."""


class MeasureDue(Struct, frozen=True, kw_only=True):
    """A measure that is due, by name, since when and why; `late` after a week."""

    measure: str
    name: str
    since: date
    why: str
    late: bool


class _Asked(Struct, frozen=True, gc=False):
    client: str
    measure: str
    on: date


class _Planned(Struct, frozen=True):
    client: str
    status: PlanStatus
    content: PlanContent


class _Referred(Struct, frozen=True, gc=False):
    client: str
    status: ReferralStatus
    received_on: date


class PersonFacts(Struct, frozen=True):
    """What of one person decides: days by measure, the plan's objectives, and referrals by id with their day."""

    given: dict[str, tuple[date, ...]] = {}
    cadences: tuple[Cadence, ...] = ()
    referrals: dict[str, tuple[date, ReferralStatus]] = {}


class Programme(Struct, frozen=True):
    """What of a group decides: its milestones, its meetings in time order, and how many make a whole programme."""

    milestones: Milestones
    meetings: tuple[Meeting, ...]
    next: date | None
    length: int | None
    over: bool


def measures_due(who: SignIn, client: str, on: date | None = None) -> tuple[MeasureDue, ...]:
    """What this person is due on that day, today by default, the longest due first."""
    may_see(who, "charts")
    day = on or who.today()
    places = [m for m in who.of(Member).linked(client=client) if m.group and m.status in IN_PROGRAMME]
    groups = {m.group: programme(who, m.group) for m in places if m.group}
    return told(who, due_of(who, people(who, {client})[client], places, groups, day), day)


def due_at_session(who: SignIn, session: Session) -> dict[str, tuple[MeasureDue, ...]]:
    """What each member expected at a session is due on its day, by the member's id; who is due nothing is left out."""
    may_see(who, "sessions")
    with who.db.engine.snapshot():
        return due_of_expected(who, session, expected_members(who, session))


def due_of_expected(who: SignIn, session: Session, members: Sequence[Member]) -> dict[str, tuple[MeasureDue, ...]]:
    """The same of members known to be expected. A guest is due what their plan asks for; the milestones are those of
    their own group, and not asked here.

    Kept between two askings: a run sheet asks at each mark, and a mark makes nothing due.
    """
    of, places = programme(who, session.group), {m.client: m for m in members}

    def line(client: str, facts: PersonFacts) -> tuple[MeasureDue, ...]:
        own = [m for m in (places[client],) if m.group == session.group]
        return told(who, due_of(who, facts, own, {session.group: of}, session.date), session.date)

    def make(clients: Set[str]) -> dict[str, tuple[MeasureDue, ...]]:
        return {client: line(client, facts) for client, facts in people(who, clients & places.keys()).items()}

    stamp = (session.id, session.date, of.milestones, of.meetings, of.over, frozenset(places.items()))
    found = up_to_date(who, "due at a session", "client", stamp, lambda: make(places.keys()), make)
    return {places[client].id: lines for client, lines in found.items() if lines and client in places}


def told(who: SignIn, lines: Iterable[Due], on: date) -> tuple[MeasureDue, ...]:
    """By name, in words."""
    measures = who.library.measures
    return tuple(
        MeasureDue(
            measure=d.measure,
            name=measures[d.measure].name,
            since=d.since,
            why=", ".join(d.why),
            late=d.is_late(on),
        )
        for d in lines
    )


def due_of(
    who: SignIn, facts: PersonFacts, places: Sequence[Member], groups: Mapping[str, Programme], on: date
) -> tuple[Due, ...]:
    """What somebody with these places is due on that day."""
    wanted: list[Wanted] = []
    for place in places:
        received = facts.referrals.get(place.referral)
        wanted += wanted_of_course(_course(place, groups[place.group or ""]), received[0] if received else None)
    for received_on, status in facts.referrals.values():
        if status not in (ReferralStatus.ended, ReferralStatus.seated):
            at_intake = (m.id for m in who.library.measures.values() if m.at_intake)
            wanted += (Wanted(measure=m, on=received_on, why=Point.referral) for m in at_intake)
    return due(wanted, facts.cadences, facts.given, who.library.measures, on)


def _course(place: Member, of: Programme) -> Course:
    meetings = tuple(meeting for meeting in of.meetings if meeting.on >= place.start)
    with_the_group = sum(1 for _ in takewhile(lambda meeting: meeting.alone_first, meetings))
    return Course(
        milestones=of.milestones,
        start=place.start,
        meetings=meetings,
        length=of.length + with_the_group if of.length is not None else len(meetings),
        over=of.over,
        ended=place.end if place.status is MemberStatus.finished else None,
        continues=place.came_from is not None,
    )


def programme(who: SignIn, group: str) -> Programme:
    """What of a group decides when its members are due what."""
    found = who.of(Group).get(group)
    modules = {m.number: m for m in found.curriculum.module}
    sessions = [
        s
        for s in sorted(who.of(Session).linked(group=group), key=lambda s: (s.date, s.number))
        if s.kind is SessionKind.module and s.status not in (SessionStatus.cancelled, SessionStatus.not_held)
    ]
    ahead = [s.date for s in sessions if s.status is not SessionStatus.held]
    rolling = found.curriculum.admission is Admission.rolling
    alone = set(found.curriculum.individual_first)
    taught = [m for m in modules.values() if m.required and m.number not in alone]
    return Programme(
        milestones=found.curriculum.milestones,
        meetings=tuple(
            Meeting(
                on=s.date,
                measures=tuple(dict.fromkeys(x for n in s.modules if n in modules for x in modules[n].measures)),
                alone_first=bool(s.modules) and set(s.modules) <= alone,
            )
            for s in sessions
        ),
        next=ahead[0] if ahead else None,
        length=len(taught) if rolling else None,
        over=found.status is GroupStatus.finished,
    )


def people(who: SignIn, clients: Set[str]) -> dict[str, PersonFacts]:
    """What decides of each of these people."""
    given: dict[str, dict[str, list[date]]] = {client: {} for client in clients}
    for _, a in every(who, Assessment, _Asked, "client", clients):
        given[a.client].setdefault(a.measure, []).append(a.on)
    cadences = {
        p.client: tuple(_cadences(p.content))
        for _, p in every(who, Plan, _Planned, "client", clients)
        if p.status in (PlanStatus.signed, PlanStatus.in_review)
    }
    referrals: dict[str, dict[str, tuple[date, ReferralStatus]]] = {client: {} for client in clients}
    for i, r in every(who, Referral, _Referred, "client", clients):
        referrals[r.client][i] = r.received_on, r.status
    return {
        client: PersonFacts(_sorted(given[client]), cadences.get(client, ()), referrals[client]) for client in clients
    }


def _sorted(given: Mapping[str, list[date]]) -> dict[str, tuple[date, ...]]:
    return {measure: tuple(sorted(days)) for measure, days in given.items()}


def _cadences(plan: PlanContent) -> Iterator[Cadence]:
    for goal in plan.goal:
        for o in goal.objective:
            if isinstance(o.aim, ScoreAim):
                known = o.aim.baseline is not None
                yield Cadence(
                    measure=o.aim.measure,
                    since=(o.baseline_on or plan.dated) if known else plan.dated,
                    every_days=o.every_days,
                    by=o.by,
                    why=f"objective {o.key}",
                    has_baseline=known,
                )
