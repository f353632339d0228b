"""The homework that serves an objective of a plan: what was set for it since the plan's day, and what came of it."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from groupcare.rules.attendance import Rate
from groupcare.rules.homework import Homework, done
from groupcare.rules.homework_log import DAY, counted_in
from groupcare.rules.plan import Plan
from groupcare.rules.practising import awaited


class LinkedHomework(Struct, frozen=True, kw_only=True):
    """One kind of task set for an objective: how often, how often nothing was handed in, how often it is still to come
    in, and the days done of those set, among what was handed in; `counted` says whether they are days or times."""

    objective: str
    what: str
    times: int
    not_handed_in: int
    to_come: int
    days: Rate
    counted: str = DAY


def linked_homework(plan: Plan, tasks: Iterable[Homework], today: date) -> tuple[LinkedHomework, ...]:
    """By objective and task, in the order of the keys."""
    linked: dict[tuple[str, str], list[Homework]] = {}
    for task in tasks:
        if task.objective is not None and task.set_on >= plan.content.dated:
            linked.setdefault((task.objective, task.task.what), []).append(task)
    return tuple(_of(objective, what, found, today) for (objective, what), found in sorted(linked.items()))


def _of(objective: str, what: str, tasks: Sequence[Homework], today: date) -> LinkedHomework:
    known = [(days, task.days_set) for task in tasks if (days := done(task)) is not None]
    to_come = sum(awaited(task, today) for task in tasks)
    return LinkedHomework(
        objective=objective,
        what=what,
        times=len(tasks),
        not_handed_in=len(tasks) - len(known) - to_come,
        to_come=to_come,
        days=Rate(sum(days for days, _ in known), sum(of for _, of in known)),
        counted=counted_in(tasks[0].task),
    )
