"""What Today says of places: of a group that is over with places still open, and of who is through a rolling group."""

from collections.abc import Iterator, Mapping, Set
from functools import partial

from msgspec import Struct

from groupcare.queries.kept import up_to_date
from groupcare.queries.needs import Need, Section, name_and_number
from groupcare.queries.stored import every
from groupcare.record.lookups import GroupOutline, through
from groupcare.record.sign_in import SignIn
from groupcare.rules.curriculum import Admission
from groupcare.rules.group import IN_GROUP, GroupStatus, Member, MemberStatus
from groupcare.rules.words import count


class _Place(Struct, frozen=True, gc=False):
    status: MemberStatus
    client: str
    group: str | None = None


class _Open(Struct, frozen=True):
    """The open places of a group that is over, and the clients who have had all of a rolling one."""

    left: int = 0
    through: tuple[str, ...] = ()


def place_needs(who: SignIn, groups: Mapping[str, GroupOutline]) -> Iterator[Need]:
    """A line for each group that is over and for each member who is through; a person completes or ends the place."""
    lines = partial(_lines, who, groups)
    found = up_to_date(who, "open places", "group", None, lines, lines)
    for i, group in groups.items():
        of = found.get(i, _Open())
        if of.left:
            words = f"the group is over: {count(of.left, 'place')} to complete or end"
            yield Need(section=Section.sessions, kind="group", id=i, place="roster", name=group.name, words=words)
        for client in of.through:
            name, number = name_and_number(who, client)
            yield Need(
                section=Section.sessions,
                kind="group",
                id=i,
                place="roster",
                name=name,
                client_number=number,
                words="has had all modules: the place may be completed (L)",
                more=group.name,
            )


def _lines(who: SignIn, groups: Mapping[str, GroupOutline], some: Set[str] | None = None) -> dict[str, _Open]:
    open_: dict[str, list[tuple[str, str]]] = {}
    for i, place in every(who, Member, _Place, "group", some):
        if place.group and place.group in groups and place.status in IN_GROUP:
            open_.setdefault(place.group, []).append((i, place.client))
    return {i: _open(who, groups[i], places) for i, places in open_.items()}


def _open(who: SignIn, group: GroupOutline, places: list[tuple[str, str]]) -> _Open:
    if group.status in (GroupStatus.finished, GroupStatus.cancelled):
        return _Open(left=len(places))
    if group.status is not GroupStatus.running or group.admission is not Admission.rolling:
        return _Open()
    return _Open(through=tuple(m.client for m in through(who, group.id, [who.of(Member).get(i) for i, _ in places])))
