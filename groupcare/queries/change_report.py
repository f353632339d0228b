"""Start and end readings of everybody whose programme is over: summed up for a report, and by name who lacks one.

Two sets of lines are kept between two askings: by group its meetings and who attended, by person their places and
scores. What they come to is worked out anew only where one of them has changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import TypeAlias

from msgspec import Struct

from groupcare.queries.kept import up_to_date
from groupcare.queries.stored import every
from groupcare.record.lookups import GroupOutline
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.changes import Changes, Taken, changes_of
from groupcare.rules.curriculum import Admission, Milestones
from groupcare.rules.group import GroupStatus, Member, MemberStatus, Session, SessionKind, SessionStatus
from groupcare.rules.measures import Assessment, Better
from groupcare.rules.measures_due import NEAR, Course, Meeting, end_of
from groupcare.rules.outcomes import reading
from groupcare.rules.people import EndReason
from groupcare.rules.start_end import Scored, end_reading, start_reading

Day: TypeAlias = date
ENDED = (MemberStatus.finished, MemberStatus.cancelled)
OUTSIDE = (EndReason.entered_in_error, EndReason.died)
"""Places that ended so are in no count, and nobody is asked for what they lack."""


class _Mark(Struct, frozen=True, gc=False):
    group: str
    member: str
    mark: Mark


class _Meeting(Struct, frozen=True, gc=False):
    group: str
    date: Day
    status: SessionStatus
    kind: SessionKind = SessionKind.module


class _Place(Struct, frozen=True, gc=False):
    client: str
    referral: str
    curriculum: str
    status: MemberStatus
    start: date
    group: str | None = None
    end: date | None = None
    end_reason: EndReason | None = None
    came_from: str | None = None


class _Met(Struct, frozen=True):
    """The days on which a group met or will, in order, and the places of those who attended at least once."""

    days: tuple[date, ...] = ()
    came: frozenset[str] = frozenset()


class _Person(Struct, frozen=True):
    """Somebody's places by id, and their scores by measure, in the order of the record."""

    places: Mapping[str, _Place]
    scores: Mapping[str, tuple[Scored, ...]]


class Outcome(Struct, frozen=True):
    """What became of one member's programme: over for them since `end`, None while they are under way, with what was
    taken of each measure that it asks for."""

    client: str
    group: str
    end: date | None
    taken: tuple[Taken, ...] = ()


class InGroup(Struct, frozen=True):
    """The outcomes of a group's members, what they come to by measure, and how many members are under way."""

    of: tuple[Outcome, ...]
    changes: Mapping[str, Changes]
    under_way: int


class _Kept(Struct, frozen=True):
    """What was found last, and from what."""

    stamp: tuple[date, tuple[GroupOutline, ...]]
    met: Mapping[str, _Met]
    people: Mapping[str, _Person]
    by_person: Mapping[str, tuple[Outcome, ...]]
    by_group: Mapping[str, InGroup]


NEVER = _Met()


def outcomes(who: SignIn, groups: Mapping[str, GroupOutline]) -> Mapping[str, InGroup]:
    """Of everybody who began in one of these groups, by group. Ask inside a snapshot."""
    met = up_to_date(who, "outcomes: met", "group", None, partial(_met, who), partial(_met, who))
    people = up_to_date(who, "outcomes: people", "client", None, partial(_people, who), partial(_people, who))
    stamp = who.today(), tuple(groups.values())
    kept: _Kept | None = who.worked_out.get("outcomes")
    if kept is not None and kept.stamp == stamp and kept.met is met and kept.people is people:
        return kept.by_group
    if kept is not None and kept.stamp != stamp:
        kept = None
    by_person = dict(kept.by_person) if kept else {}
    for client in _touched(kept, met, people):
        by_person[client] = tuple(_outcomes(who, groups, met, client, people[client])) if client in people else ()
    by_group: dict[str, list[Outcome]] = {}
    for outcome in chain.from_iterable(by_person.values()):
        by_group.setdefault(outcome.group, []).append(outcome)
    before = kept.by_group if kept else {}
    found = {i: _in_group(who, tuple(of), before.get(i)) for i, of in by_group.items()}
    who.worked_out["outcomes"] = _Kept(stamp, met, people, by_person, found)
    return found


def _touched(kept: _Kept | None, met: Mapping[str, _Met], people: Mapping[str, _Person]) -> Iterable[str]:
    """Whose outcome may be another than before."""
    if kept is None:
        return people
    gone = kept.people.keys() - people.keys()
    other = {i for i in met.keys() | kept.met.keys() if met.get(i) != kept.met.get(i)}
    return gone | {
        client
        for client, person in people.items()
        if person is not kept.people.get(client) or (other and any(p.group in other for p in person.places.values()))
    }


def _in_group(who: SignIn, of: tuple[Outcome, ...], before: InGroup | None) -> InGroup:
    if before is not None and before.of == of:
        return before
    changes = changes_of((taken for one in of for taken in one.taken), who.library.measures)
    return InGroup(of, changes, sum(one.end is None for one in of))


def _outcomes(
    who: SignIn, groups: Mapping[str, GroupOutline], met: Mapping[str, _Met], client: str, person: _Person
) -> Iterator[Outcome]:
    today = who.today()
    ways = {i: _way(person, i) for i, place in person.places.items() if place.group}
    before = {step for way in ways.values() for step in way[1:]}
    for i, way in ways.items():
        place = person.places[i]
        group = groups.get(place.group or "")
        if group is None or i in before or place.end_reason in OUTSIDE:
            continue
        if not any(step in met.get(person.places[step].group or "", NEVER).came for step in way):
            continue
        end = _end(group, place, met.get(group.id, NEVER), len(way) > 1)
        if end is None or end > today or (end == today and place.status not in ENDED):
            yield Outcome(client, group.id, None)
        else:
            places = [person.places[step] for step in way]
            start = min(p.start for p in places if p.group)
            own = {p.referral for p in places}
            taken = _taken(who, group.milestones or Milestones(), person.scores, start, end, own)
            yield Outcome(client, group.id, end, tuple(taken))


def _way(person: _Person, place: str) -> list[str]:
    """This place and those of the same curriculum that led to it, the newest first."""
    way, now = [place], person.places[place]
    while now.came_from is not None and now.came_from not in way:
        before = person.places.get(now.came_from)
        if before is None or before.curriculum != now.curriculum:
            break
        way.append(now.came_from)
        now = before
    return way


def _end(group: GroupOutline, place: _Place, met: _Met, continues: bool) -> date | None:
    """The day of a member's end, which may lie ahead. Who joins a rolling group ends with their own last module."""
    if place.status in ENDED and place.end is not None:
        return place.end
    days = [day for day in met.days if day >= place.start]
    length = len(days)
    if group.admission is Admission.rolling and not continues:
        alone = group.individual_first or ()
        taught = zip(group.numbers, group.required, strict=False)
        length = sum(n is not None and must is not False and n not in alone for n, must in taught)
    return end_of(
        Course(
            milestones=Milestones(),
            start=place.start,
            meetings=tuple(Meeting(on=day) for day in days),
            length=length,
            over=group.status in (GroupStatus.finished, GroupStatus.cancelled),
        )
    )


def _taken(
    who: SignIn,
    milestones: Milestones,
    given: Mapping[str, tuple[Scored, ...]],
    start: date,
    end: date,
    referrals: Set[str],
) -> Iterator[Taken]:
    """Each measure that the programme asks for at the start or the end, and others that were given at both."""
    asked = {*milestones.start, *milestones.end}
    for measure in who.library.measures.values():
        scores = given.get(measure.id, ())
        if measure.better is Better.none or not (scores or measure.id in asked):
            continue
        near = max(NEAR, timedelta(days=measure.window_days))
        first = start_reading(scores, start, near)
        last = end_reading(scores, end, first, near, referrals)
        if measure.id in asked or (first is not None and last is not None):
            yield Taken(measure.id, first.value if first else None, last.value if last else None)


def _met(who: SignIn, some: Set[str] | None = None) -> dict[str, _Met]:
    meetings: dict[str, list[_Meeting]] = {}
    for _, session in every(who, Session, _Meeting, "group", some):
        lost = session.status in (SessionStatus.cancelled, SessionStatus.not_held)
        if session.kind is SessionKind.module and not lost:
            meetings.setdefault(session.group, []).append(session)
    came: dict[str, set[str]] = {}
    for _, given in every(who, Attendance, _Mark, "group", some):
        if given.mark is Mark.attended:
            came.setdefault(given.group, set()).add(given.member)
    return {
        i: _Met(tuple(sorted(m.date for m in meetings.get(i, ()))), frozenset(came.get(i, ())))
        for i in meetings.keys() | came.keys()
    }


def _people(who: SignIn, some: Set[str] | None = None) -> dict[str, _Person]:
    """Everybody who has or had a seat."""
    places: dict[str, dict[str, _Place]] = {}
    for i, place in every(who, Member, _Place, "client", some):
        if place.status is not MemberStatus.entered_in_error:
            places.setdefault(place.client, {})[i] = place
    seated = {client for client, of in places.items() if any(place.group for place in of.values())}
    given: dict[str, dict[str, list[Scored]]] = {client: {} for client in seated}
    measures = who.library.measures
    for _, assessment in every(who, Assessment, Assessment, "client", some):
        measure = measures.get(assessment.measure)
        if assessment.client not in seated or measure is None or measure.better is Better.none:
            continue
        value = reading(measure, assessment).value
        if value is not None:
            given[assessment.client].setdefault(measure.id, []).append(
                Scored(assessment.on, value, assessment.referral)
            )
    return {c: _Person(places[c], {m: tuple(of) for m, of in given[c].items()}) for c in seated}
