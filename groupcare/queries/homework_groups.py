"""Homework by group: which groups have any to review, and what stood in the way and what helped, without names."""

from collections import Counter

from msgspec import Struct

from groupcare.queries.homework import in_care
from groupcare.queries.members import ALL_TIME
from groupcare.queries.permissions import may_see
from groupcare.record.lookups import group_outlines
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import GroupStatus, Member
from groupcare.rules.homework import Barrier, Homework
from groupcare.rules.practising import is_new

ORDER = (GroupStatus.running, GroupStatus.forming, GroupStatus.finished, GroupStatus.cancelled)


class BoardGroup(Struct, frozen=True, kw_only=True):
    """A group that a board can show: how many pieces wait for a review, and how many of them in one's own caseload."""

    id: str
    number: int
    name: str
    status: GroupStatus
    to_review: int
    mine: int


def board_groups(who: SignIn) -> list[BoardGroup]:
    """All groups, those with most to review first (one's own caseload before the rest), then the running ones."""
    may_see(who, "homework")
    with who.db.engine.snapshot():
        waiting = [t for t in who.of(Homework).open_work(ALL_TIME) if is_new(t)]
        ours = {i for i in {t.member for t in waiting} if in_care(who, who.of(Member).get(i), who.staff_id)}
        every = Counter(t.group for t in waiting)
        mine = Counter(t.group for t in waiting if t.member in ours)
        groups = group_outlines(who)
    lines = [
        BoardGroup(id=g.id, number=g.number, name=g.name, status=g.status, to_review=every[g.id], mine=mine[g.id])
        for g in groups
    ]
    return sorted(lines, key=lambda g: (-g.mine, -g.to_review, ORDER.index(g.status), -g.number))


class InTheWay(Struct, frozen=True, kw_only=True):
    """One barrier, how often it was named, and what members wrote that helped them then, the newest first.

    Where no barrier was named, `barrier` is None. No words stand with a name.
    """

    barrier: Barrier | None
    times: int
    helped: tuple[str, ...]


def in_the_way(who: SignIn, group_id: str) -> list[InTheWay]:
    """What stood in the way of a group's homework, the most frequent first; last what helped where nothing did."""
    may_see(who, "homework")
    practices = [t.practice for t in who.of(Homework).linked(group=group_id) if t.practice]
    practices.sort(key=lambda p: p.on, reverse=True)
    times = Counter(p.barrier for p in practices)
    found = [
        InTheWay(
            barrier=barrier,
            times=times[barrier],
            helped=tuple(dict.fromkeys(p.helped for p in practices if p.barrier is barrier and p.helped)),
        )
        for barrier in (*Barrier, None)
        if times[barrier]
    ]
    return sorted((b for b in found if b.barrier or b.helped), key=lambda b: (b.barrier is None, -b.times))
