"""The lines of Today about measures: one a group for its next session, and who is late, for their own clinician."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, timedelta

from msgspec import Struct

from groupcare.queries.caseload import carers_of, staff_here
from groupcare.queries.kept import up_to_date
from groupcare.queries.measures_due import IN_PROGRAMME, PersonFacts, Programme, due_of, people, programme
from groupcare.queries.needs import Need, Section, in_days, name_and_number
from groupcare.record.lookups import GroupOutline
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Role
from groupcare.rules.group import GroupStatus, Member, Session, SessionStatus
from groupcare.rules.measures_due import FOLLOW_UP, FOLLOW_UP_OPEN, Due
from groupcare.rules.words import count

NAMED = 2
"""So many measures are named in a line."""
Seated = Mapping[str, Sequence[Member]]


class _Place(Struct, frozen=True):
    """A member's place with what is late now, and what is due at the next session, or now where there is none.

    With what is late are kept who has them in care and, where that is who asks, the name and number for the line.
    """

    client: str
    group: str
    carers: tuple[str, ...]
    late: tuple[Due, ...]
    ahead: tuple[str, ...]
    name: str = ""
    number: int = 0


def measure_needs(who: SignIn, on: date, every: Mapping[str, GroupOutline], seated: Seated) -> Iterator[Need]:
    """For groups that are open, and those that ended so lately that somebody is still to be asked."""
    of = dict(seated) | {g: who.of(Member).linked(group=g) for g in _ended_lately(who, on, every) if g not in seated}
    groups = up_to_date(
        who,
        "programmes",
        "group",
        frozenset(of),
        lambda: _programmes(who, of),
        lambda some: _programmes(who, some & set(of)),
    )
    places: dict[str, list[Member]] = {}
    for member in (m for members in of.values() for m in members if m.status in IN_PROGRAMME):
        places.setdefault(member.client, []).append(member)

    def make(clients: Set[str]) -> dict[str, tuple[_Place, ...]]:
        return _places(who, on, {c: places[c] for c in clients & places.keys()}, groups, here)

    clients, here = frozenset(places), staff_here(who)
    found = up_to_date(who, "measures due", "client", (on, clients, groups, here), lambda: make(clients), make)
    by_group: dict[str, list[_Place]] = {}
    for place in (place for lines in found.values() for place in lines):
        by_group.setdefault(place.group, []).append(place)
    told, clinician = set[str](), Role.clinician in who.staff.roles
    for group in of:
        lines = by_group.get(group, [])
        for place in lines:
            own = clinician and who.staff_id in place.carers
            if place.late and own and place.client not in told:
                told.add(place.client)
                yield _late(who, on, every[group], place)
        counted = Counter(measure for place in lines for measure in place.ahead)
        if counted:
            ahead = groups[group].next if group in seated else None
            yield _of_group(who, on, every[group], counted, sum(bool(place.ahead) for place in lines), ahead)


def _places(
    who: SignIn,
    on: date,
    places: Mapping[str, Sequence[Member]],
    groups: Mapping[str, Programme],
    here: Set[str],
) -> dict[str, tuple[_Place, ...]]:
    facts = people(who, places.keys())
    return {
        client: tuple(_place(who, on, member, facts[client], groups, here) for member in members)
        for client, members in places.items()
    }


def _place(
    who: SignIn, on: date, member: Member, facts: PersonFacts, groups: Mapping[str, Programme], here: Set[str]
) -> _Place:
    group = member.group or ""
    ahead = groups[group].next
    now = due_of(who, facts, [member], groups, on)
    then = now if ahead is None or ahead <= on else due_of(who, facts, [member], groups, ahead)
    late = tuple(d for d in now if d.is_late(on))
    carers = carers_of(who, member.client, member.clinician, here) if late else ()
    name, number = name_and_number(who, member.client) if who.staff_id in carers else ("", 0)
    return _Place(
        client=member.client,
        group=group,
        carers=carers,
        late=late,
        ahead=tuple(d.measure for d in then),
        name=name,
        number=number,
    )


def _of_group(
    who: SignIn, on: date, group: GroupOutline, counted: Counter[str], people: int, ahead: date | None
) -> Need:
    """PHQ-9 due: 3 at the next session; of more than two measures how many, and each of them beside it."""
    named = [f"{who.library.measures[m].name} due: {many}" for m, many in sorted(counted.items(), key=lambda c: -c[1])]
    few = len(named) <= NAMED
    words = ", ".join(named) if few else f"{len(named)} measures due: {count(people, 'member')}"
    return Need(
        section=Section.plans,
        kind="group",
        id=group.id,
        name=group.name,
        words=words + (" at the next session" if ahead is not None else ", the group has ended"),
        more="" if few else ", ".join(named).replace(" due: ", " "),
        since="" if ahead is None else in_days(max(ahead, on), on),
    )


def _late(who: SignIn, on: date, group: GroupOutline, place: _Place) -> Need:
    return Need(
        section=Section.plans,
        kind="chart",
        id=place.client,
        place="measures",
        name=place.name,
        client_number=place.number,
        words=f"{', '.join(who.library.measures[d.measure].name for d in place.late)} not given yet: "
        f"{place.late[0].why[0]}",
        more=group.name,
        since=in_days(place.late[0].since, on),
        late=True,
    )


def _programmes(who: SignIn, groups: Set[str] | Mapping[str, object]) -> dict[str, Programme]:
    return {group: programme(who, group) for group in groups}


def _ended_lately(who: SignIn, on: date, every: Mapping[str, GroupOutline]) -> Set[str]:
    """Groups that met for the last time within what a follow-up may take."""
    first = on - FOLLOW_UP - FOLLOW_UP_OPEN

    def scan() -> dict[str, bool]:
        met: dict[str, bool] = {}
        for back in range((on - first).days + 1):
            for session in who.of(Session).linked(date=(on - timedelta(days=back)).isoformat()):
                met[session.group] = met.get(session.group, False) or session.status is SessionStatus.held
        return met

    def some(touched: Set[str]) -> dict[str, bool]:
        return {
            g: any(first <= s.date <= on and s.status is SessionStatus.held for s in who.of(Session).linked(group=g))
            for g in touched
        }

    met = up_to_date(who, "met lately", "group", on, scan, some)
    return {g for g, held in met.items() if held and g in every and every[g].status is GroupStatus.finished}
