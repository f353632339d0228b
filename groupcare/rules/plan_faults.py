"""What makes a plan unusable: it must be mended before the plan can be kept. Advice is the plan check's."""

import re
from collections.abc import Iterator, Mapping
from math import isfinite

from msgspec import Struct

from groupcare.rules.measures import Measure
from groupcare.rules.plan import AmountAim, CountAim, DaysAim, Objective, PlanContent, ScoreAim


class PlanFault(Struct, frozen=True):
    """Where a plan cannot stand as written (an objective's key, a goal's number, or nothing), and why."""

    where: str
    reason: str


def faults(plan: PlanContent, measures: Mapping[str, Measure]) -> Iterator[PlanFault]:
    """What must be mended before the plan can be kept."""
    if not plan.goal:
        yield PlanFault("", "A plan needs at least one goal.")
    if plan.review_on <= plan.dated:
        yield PlanFault("", "The review date must be after the plan's date.")
    yield from _row_faults(plan)
    keys: set[str] = set()
    for place, goal in enumerate(plan.goal, start=1):
        if goal.number != place:
            yield PlanFault(str(goal.number), f"Goals are numbered 1, 2, 3 …; this one should be {place}.")
        if not goal.words.strip():
            yield PlanFault(str(goal.number), "A goal needs words.")
        if not 1 <= goal.weight <= 9:
            yield PlanFault(str(goal.number), "A goal weighs 1 to 9.")
        for objective in goal.objective:
            if objective.key in keys or not re.fullmatch(rf"{goal.number}\.[1-9][0-9]?", objective.key):
                yield PlanFault(
                    objective.key, f"An objective of goal {goal.number} is keyed {goal.number}.1, {goal.number}.2 …"
                )
            keys.add(objective.key)
            yield from _objective_faults(objective, plan, measures)


def _row_faults(plan: PlanContent) -> Iterator[PlanFault]:
    for row in plan.avoided:
        if row.fear is not None and not 0 <= row.fear <= 10:
            yield PlanFault("", "Fear is from 0 to 10.")
    for tried in plan.experiment:
        if any(n is not None and not 0 <= n <= 10 for n in (tried.expected, tried.actual)):
            yield PlanFault("", "How bad an experiment was expected to be and was is from 0 to 10.")
        if not tried.activity.strip():
            yield PlanFault("", "An experiment needs words on what is tried.")
    for contact in plan.contact:
        if not contact.name.strip():
            yield PlanFault("", "A coordination contact needs a name.")
    for review in plan.review:
        if any(not -2 <= one.level <= 2 or one.weight < 1 for one in review.attained):
            yield PlanFault("", "Attainment is from −2 to +2, and a goal's weight is 1 or more.")


def _objective_faults(o: Objective, plan: PlanContent, measures: Mapping[str, Measure]) -> Iterator[PlanFault]:
    if not o.words.strip():
        yield PlanFault(o.key, "An objective needs words.")
    if o.by <= plan.dated:
        yield PlanFault(o.key, "Its target day must be after the plan's date.")
    if not (1 <= o.every_days <= 366 and 1 <= o.weeks_in_a_row <= 52):
        yield PlanFault(o.key, "It is assessed every 1 to 366 days, and for 1 to 52 weeks in a row.")
    if isinstance(o.aim, ScoreAim | AmountAim) and not all(isfinite(n) for n in (o.aim.target, o.aim.baseline or 0)):
        yield PlanFault(o.key, "Its target and baseline must be numbers.")
    match o.aim:
        case ScoreAim(measure=measure) if measure not in measures:
            yield PlanFault(o.key, f"There is no measure {measure!r}; known are {', '.join(sorted(measures))}.")
        case DaysAim(target=target, of=of) if not 0 < target <= of:
            yield PlanFault(o.key, f"On {target} of {of} cannot be.")
        case CountAim(target=target) if target < 1:
            yield PlanFault(o.key, "A count a week must be 1 or more.")
