"""Behavioural experiments of a person, and of everybody in a group: what was feared against what happened."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.queries.stored import folded
from groupcare.record.sign_in import SignIn
from groupcare.rules.curriculum import HomeworkKind
from groupcare.rules.group import IN_GROUP, Member, MemberStatus
from groupcare.rules.homework import Homework
from groupcare.rules.people import Client, full_name
from groupcare.rules.plan import Plan
from groupcare.rules.tried import Against, TriedExperiment, against, in_order, of_homework, of_plan


class Experiments(Struct, frozen=True, kw_only=True):
    """A person's experiments, by the day they were tried, planned ones last; and what they come to."""

    client: str
    client_number: int
    name: str
    tried: tuple[TriedExperiment, ...]
    against: Against
    in_group: bool = True


class GroupExperiments(Struct, frozen=True, kw_only=True):
    """Those of a group: its members who have any, by name, and all of them taken together."""

    group: str
    people: tuple[Experiments, ...]
    against: Against


def experiments(who: SignIn, client: Client) -> Experiments:
    """Those of a person's plans, closed ones too, and of all their homework."""
    may_see(who, "plans")
    with who.db.engine.snapshot():
        return _of(client, tried(who.of(Plan).linked(client=client.id), who.of(Homework).linked(client=client.id)))


def group_experiments(who: SignIn, group_id: str) -> GroupExperiments:
    """Those of everybody who is or was in the group: of the plan their place is linked to, and of this group's
    homework."""
    may_see(who, "plans")
    with who.db.engine.snapshot():
        members = [m for m in who.of(Member).linked(group=group_id) if m.status is not MemberStatus.entered_in_error]
        tasks = [t for t in who.of(Homework).linked(group=group_id) if t.task.kind is HomeworkKind.experiment]
        people = tuple(_people(who, members, tasks))
    every = [one for person in people for one in person.tried]
    return GroupExperiments(group=group_id, people=people, against=against(every))


def tried(plans: Iterable[Plan], tasks: Iterable[Homework]) -> tuple[TriedExperiment, ...]:
    """All of them in order. One that a later plan took over from an earlier one is told once."""
    planned = dict.fromkeys(one for plan in plans for one in plan.content.experiment)
    return in_order([*of_plan(planned), *of_homework(tasks)])


def _people(who: SignIn, members: Sequence[Member], tasks: Sequence[Homework]) -> Iterator[Experiments]:
    found = []
    for member in members:
        plans = [who.of(Plan).get(member.plan)] if member.plan is not None else []
        some = tried(plans, [t for t in tasks if t.member == member.id])
        if some:
            found.append(_of(who.of(Client).get(member.client), some, in_group=member.status in IN_GROUP))
    yield from sorted(found, key=lambda one: (folded(one.name), one.client_number))


def _of(client: Client, some: tuple[TriedExperiment, ...], *, in_group: bool = True) -> Experiments:
    return Experiments(
        client=client.id,
        client_number=client.number,
        name=full_name(client),
        tried=some,
        against=against(some),
        in_group=in_group,
    )
