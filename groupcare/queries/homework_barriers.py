"""What stands in the way of a group's homework: who named it, what helped, which ideas there are, and what they did."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.queries.stored import folded
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import IN_GROUP, Member
from groupcare.rules.homework import Barrier, Homework, Tried
from groupcare.rules.idea import Idea, IdeaKind
from groupcare.rules.people import Client, full_name


class NamedBy(Struct, frozen=True, kw_only=True):
    """A member who named a barrier, how often, and the newest homework against which an idea would be offered."""

    member: str
    client_number: int
    name: str
    times: int
    homework: str
    in_group: bool


class IdeaLine(Struct, frozen=True, kw_only=True):
    """An idea or resource, and how often it was offered, tried and helped in this group against this barrier."""

    idea: str
    kind: IdeaKind
    what: str
    more: str
    offered: int
    tried: int
    helped: int


class Offer(Struct, frozen=True, kw_only=True):
    """An idea that was offered to a member, of which nobody has asked yet what came of it."""

    homework: str
    idea: str
    what: str
    client_number: int
    name: str
    offered_on: date


class InTheWay(Struct, frozen=True, kw_only=True):
    """One barrier, how often and by whom it was named, and what members wrote that helped them then, the newest first.

    Where no barrier was named, `barrier` is None. No words of `helped` stand with a name. `ideas` are those kept for
    this barrier, what helped most often first; `offers` those to be asked about.
    """

    barrier: Barrier | None
    times: int
    named: tuple[NamedBy, ...]
    helped: tuple[str, ...]
    ideas: tuple[IdeaLine, ...]
    offers: tuple[Offer, ...]


def in_the_way(who: SignIn, group_id: str) -> list[InTheWay]:
    """What stood in the way of a group's homework, the most frequent first; last what helped where nothing did."""
    may_see(who, "homework")
    with who.db.engine.snapshot():
        tasks = [t for t in who.of(Homework).linked(group=group_id) if t.practice]
        members = {m.id: m for m in who.of(Member).linked(group=group_id)}
        clients = {i: who.of(Client).get(i) for i in {t.client for t in tasks}}
        ideas = {i.id: i for i in who.of(Idea).all()} if tasks else {}
    tasks.sort(key=lambda t: (t.practice.on if t.practice else t.set_on, t.set_on), reverse=True)
    found = []
    for barrier in (*Barrier, None):
        these = [t for t in tasks if t.practice and t.practice.barrier is barrier]
        helped = dict.fromkeys(t.practice.helped for t in these if t.practice and t.practice.helped)
        if not these or (barrier is None and not helped):
            continue
        found.append(
            InTheWay(
                barrier=barrier,
                times=len(these),
                named=_named(these, members, clients) if barrier else (),
                helped=tuple(helped),
                ideas=_ideas(barrier, these, ideas) if barrier else (),
                offers=_offers(these, ideas, clients),
            )
        )
    return sorted(found, key=lambda b: (b.barrier is None, -b.times))


def open_offers(who: SignIn, group_id: str, member: str | None = None) -> tuple[Offer, ...]:
    """All ideas that were offered in a group, or to one member of it, and of which nobody has asked yet what came of
    them, by name."""
    may_see(who, "homework")
    with who.db.engine.snapshot():
        of_group = who.of(Homework).linked(group=group_id)
        tasks = [t for t in of_group if t.tried and member in (None, t.member)]
        clients = {i: who.of(Client).get(i) for i in {t.client for t in tasks}}
        ideas = {i.id: i for i in who.of(Idea).all()} if tasks else {}
    return _offers(tasks, ideas, clients)


def _named(tasks: Sequence[Homework], members: dict[str, Member], clients: dict[str, Client]) -> tuple[NamedBy, ...]:
    """Newest first as the tasks are; told by name, those who are still in the group first."""
    times = Counter(t.member for t in tasks)
    newest = {t.member: t for t in reversed(tasks)}
    lines = (
        NamedBy(
            member=member,
            client_number=clients[task.client].number,
            name=full_name(clients[task.client]),
            times=times[member],
            homework=task.id,
            in_group=members[member].status in IN_GROUP,
        )
        for member, task in newest.items()
    )
    return tuple(sorted(lines, key=lambda n: (not n.in_group, folded(n.name), n.client_number)))


def _ideas(barrier: Barrier, tasks: Sequence[Homework], ideas: dict[str, Idea]) -> tuple[IdeaLine, ...]:
    given: dict[str, list[Tried]] = {}
    for one in (one for task in tasks for one in task.tried):
        given.setdefault(one.idea, []).append(one)
    shown = [i for i in ideas.values() if (i.barrier is barrier and not i.withdrawn) or i.id in given]
    lines = [
        IdeaLine(
            idea=idea.id,
            kind=idea.kind,
            what=idea.what,
            more=" · ".join(part for part in (idea.mattered, idea.new_way, idea.where) if part),
            offered=len(given.get(idea.id, ())),
            tried=sum(one.tried is True for one in given.get(idea.id, ())),
            helped=sum(one.helped is True for one in given.get(idea.id, ())),
        )
        for idea in shown
    ]
    return tuple(sorted(lines, key=lambda i: (-i.helped, -i.tried, folded(i.what))))


def _offers(tasks: Sequence[Homework], ideas: dict[str, Idea], clients: dict[str, Client]) -> tuple[Offer, ...]:
    offers = (
        Offer(
            homework=task.id,
            idea=one.idea,
            what=ideas[one.idea].what if one.idea in ideas else "an idea that is no longer kept",
            client_number=clients[task.client].number,
            name=full_name(clients[task.client]),
            offered_on=one.offered_on,
        )
        for task in tasks
        for one in task.tried
        if one.tried is None
    )
    return tuple(sorted(offers, key=lambda o: (folded(o.name), o.client_number, o.offered_on)))
