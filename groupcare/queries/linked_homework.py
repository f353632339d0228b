"""The homework that serves an objective of a plan: what was set for it since the plan's day, and what came of it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from groupcare.rules.attendance import Rate
from groupcare.rules.homework import Homework, done
from groupcare.rules.plan import Plan


class LinkedHomework(Struct, frozen=True, kw_only=True):
    """One kind of task set for an objective: how often, how often nothing was handed in, and the days done of those
    set, among what was handed in."""

    objective: str
    what: str
    times: int
    not_handed_in: int
    days: Rate


def linked_homework(plan: Plan, tasks: Iterable[Homework]) -> tuple[LinkedHomework, ...]:
    """By objective and task, in the order of the keys."""
    linked: dict[tuple[str, str], list[Homework]] = {}
    for task in tasks:
        if task.objective is not None and task.set_on >= plan.content.dated:
            linked.setdefault((task.objective, task.task.what), []).append(task)
    return tuple(_of(objective, what, found) for (objective, what), found in sorted(linked.items()))


def _of(objective: str, what: str, tasks: Sequence[Homework]) -> LinkedHomework:
    known = [(days, task.days_set) for task in tasks if (days := done(task)) is not None]
    return LinkedHomework(
        objective=objective,
        what=what,
        times=len(tasks),
        not_handed_in=len(tasks) - len(known),
        days=Rate(sum(days for days, _ in known), sum(of for _, of in known)),
    )
