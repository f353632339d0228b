"""Homework by group: which groups have any to review."""

from collections import Counter

from msgspec import Struct

from groupcare.queries.caseload import in_care
from groupcare.queries.members import ALL_TIME
from groupcare.queries.permissions import may_see
from groupcare.record.lookups import group_outlines
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import GroupStatus, Member
from groupcare.rules.homework import Homework
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
