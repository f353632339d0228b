"""Changing one part of a plan and leaving all others as they are, so that a change can be made on anybody's version.

A part is known by what it was when the change began: goals by number, objectives by key, interventions and rows of the
functional analysis by what they say.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from groupcare.rules.aims import aim_words
from groupcare.rules.attainment import level_sign, t_score
from groupcare.rules.measures import Measure
from groupcare.rules.plan import (
    AvoidedActivity,
    Experiment,
    Goal,
    Heading,
    Intervention,
    Objective,
    PlanContact,
    PlanContent,
    PlanReview,
)
from groupcare.rules.words import day

T = TypeVar("T")
Change = Callable[[PlanContent], PlanContent]
"""What turns anybody's version of a plan into that version with one part changed."""


class PartGone(ValueError):
    """The part to be changed is no longer in the plan; the message says so."""


def add_goal(words: str, own_words: str = "", task: str = "", weight: int = 1) -> Change:
    """A goal more, last."""

    def change(plan: PlanContent) -> PlanContent:
        number = len(plan.goal) + 1
        goal = Goal(number=number, words=words, own_words=own_words, task=task, weight=weight, objective=())
        return msgspec.structs.replace(plan, goal=(*plan.goal, goal))

    return change


def add_goals(goals: Iterable[Goal]) -> Change:
    """Whole goals more, behind those there are, numbered on."""

    def change(plan: PlanContent) -> PlanContent:
        added = (_renumbered(goal, number) for number, goal in enumerate(goals, start=len(plan.goal) + 1))
        return msgspec.structs.replace(plan, goal=(*plan.goal, *added))

    return change


def change_goal(number: int, words: str, own_words: str, **fields: str | int) -> Change:
    """Other words for a goal; `task` and `weight` where they change, too."""
    return lambda plan: _in_goal(plan, number, lambda goal: _with(goal, words=words, own_words=own_words, **fields))


def take_out_goal(number: int) -> Change:
    """A goal less, with its objectives; the goals after it move up and take their objectives' keys along."""

    def change(plan: PlanContent) -> PlanContent:
        _goal(plan, number)
        kept = [goal for goal in plan.goal if goal.number != number]
        return msgspec.structs.replace(plan, goal=tuple(_renumbered(g, place) for place, g in enumerate(kept, start=1)))

    return change


def _renumbered(goal: Goal, number: int) -> Goal:
    objectives = (_with(o, key=f"{number}.{o.key.partition('.')[2]}") for o in goal.objective)
    return _with(goal, number=number, objective=tuple(objectives))


def add_objective(number: int, objective: Objective, used: Iterable[str] = ()) -> Change:
    """An objective more in that goal, under a key that neither the plan nor anything in `used` has."""

    def add(goal: Goal) -> Goal:
        taken = {key for key in (*(o.key for o in goal.objective), *used) if key.startswith(f"{number}.")}
        last = max((int(key.partition(".")[2]) for key in taken), default=0)
        return _with(goal, objective=(*goal.objective, _with(objective, key=f"{number}.{last + 1}")))

    return lambda plan: _in_goal(plan, number, add)


def change_objective(objective: Objective) -> Change:
    """The objective of that key as it is given here; where it was taken out meanwhile, it comes back."""

    def put(goal: Goal) -> Goal:
        if all(o.key != objective.key for o in goal.objective):
            return _with(goal, objective=(*goal.objective, objective))
        return _with(goal, objective=tuple(objective if o.key == objective.key else o for o in goal.objective))

    return lambda plan: _in_goal(plan, int(objective.key.partition(".")[0]), put)


def take_out_objective(key: str) -> Change:
    """An objective less; the others keep their keys, which homework may name."""

    def out(goal: Goal) -> Goal:
        return _with(goal, objective=tuple(o for o in goal.objective if o.key != key))

    return lambda plan: _in_goal(plan, int(key.partition(".")[0]), out)


def put_intervention(number: int, old: Intervention | None, new: Intervention | None) -> Change:
    """A new intervention in place of an old one of that goal; without an old one it is added, without a new one taken
    out."""
    return lambda plan: _in_goal(plan, number, lambda goal: _with(goal, intervention=_put(goal.intervention, old, new)))


def put_avoided(old: AvoidedActivity | None, new: AvoidedActivity | None) -> Change:
    """The same for a row of the functional analysis."""
    return lambda plan: msgspec.structs.replace(plan, avoided=_put(plan.avoided, old, new))


def put_experiment(old: Experiment | None, new: Experiment | None) -> Change:
    """The same for an experiment."""
    return lambda plan: msgspec.structs.replace(plan, experiment=_put(plan.experiment, old, new))


def put_contact(old: PlanContact | None, new: PlanContact | None) -> Change:
    """The same for a coordination contact."""
    return lambda plan: msgspec.structs.replace(plan, contact=_put(plan.contact, old, new))


def put_review(old: PlanReview | None, new: PlanReview | None, review_on: date | None = None) -> Change:
    """The same for a review, and the day of the next one where it is given."""

    def change(plan: PlanContent) -> PlanContent:
        return msgspec.structs.replace(
            plan, review=_put(plan.review, old, new), review_on=plan.review_on if review_on is None else review_on
        )

    return change


def change_days(dated: date, review_on: date) -> Change:
    """Another day of the plan, or of its review."""
    return lambda plan: msgspec.structs.replace(plan, dated=dated, review_on=review_on)


def change_heading(heading: Heading) -> Change:
    """Another heading."""
    return lambda plan: msgspec.structs.replace(plan, heading=heading)


def _put(parts: Sequence[T], old: T | None, new: T | None) -> tuple[T, ...]:
    if old is None or old not in parts:
        return tuple(parts) if new is None else (*parts, new)
    place = parts.index(old)
    return (*parts[:place], *(() if new is None else (new,)), *parts[place + 1 :])


def _goal(plan: PlanContent, number: int) -> Goal:
    for goal in plan.goal:
        if goal.number == number:
            return goal
    raise PartGone(f"Goal {number} is no longer in the plan: add it anew, or put this under another goal.")


def _in_goal(plan: PlanContent, number: int, change: Callable[[Goal], Goal]) -> PlanContent:
    changed = change(_goal(plan, number))
    return msgspec.structs.replace(plan, goal=tuple(changed if g.number == number else g for g in plan.goal))


def _with(part: T, **fields: object) -> T:
    return msgspec.structs.replace(part, **fields)  # type: ignore[type-var]  # every part is a Struct


# --- in words -------------------------------------------------------------------------------------------------------


def parts_in_words(plan: PlanContent, measures: Mapping[str, Measure], today: date) -> dict[str, str]:
    """Each part of a plan in a line, by what it is called: goal 1, 1.2, intervention of goal 1, review …"""
    found = {"date": day(plan.dated, today), "review": day(plan.review_on, today)}
    found |= {name.replace("_", " "): words for name, words in heading_in_words(plan.heading)}
    for goal in plan.goal:
        found[f"goal {goal.number}"] = goal.words + (f" – “{goal.own_words}”" if goal.own_words else "")
        if goal.weight != 1:
            found[f"weight of goal {goal.number}"] = str(goal.weight)
        if goal.task:
            found[f"task for goal {goal.number}"] = goal.task
        found |= {o.key: objective_in_words(o, measures, today) for o in goal.objective}
        for place, one in enumerate(goal.intervention, start=1):
            found[f"intervention {place} of goal {goal.number}"] = intervention_in_words(one)
    for place, row in enumerate(plan.avoided, start=1):
        found[f"avoided activity {place}"] = avoided_in_words(row)
    for place, tried in enumerate(plan.experiment, start=1):
        found[f"experiment {place}"] = experiment_in_words(tried, today)
    for place, contact in enumerate(plan.contact, start=1):
        found[f"coordination contact {place}"] = contact_in_words(contact)
    for place, review in enumerate(plan.review, start=1):
        found[f"review {place}"] = review_in_words(review, today)
    return found


def differences(
    before: PlanContent, after: PlanContent, measures: Mapping[str, Measure], today: date
) -> list[tuple[str, str, str]]:
    """What differs between two versions: the part, how it was, and how it is; empty where it was or is not there."""
    old, new = parts_in_words(before, measures, today), parts_in_words(after, measures, today)
    return [
        (part, old.get(part, ""), new.get(part, ""))
        for part in dict.fromkeys((*old, *new))
        if old.get(part) != new.get(part)
    ]


def objective_in_words(o: Objective, measures: Mapping[str, Measure], today: date) -> str:
    """Lower the PHQ-9. PHQ-9 16 → 8 by Tue 29 Dec, every 14 days."""
    row = f", {o.weeks_in_a_row} weeks in a row" if o.weeks_in_a_row > 1 else ""
    words = o.words.rstrip() if o.words.rstrip()[-1:] in (".", "!", "?", "") else f"{o.words.rstrip()}."
    return f"{words} {aim_words(o.aim, measures)}{row} by {day(o.by, today)}, every {o.every_days} days"


def intervention_in_words(one: Intervention) -> str:
    """What, by whom, how often."""
    return ", ".join(part for part in (one.what, one.who, one.how_often) if part)


def avoided_in_words(row: AvoidedActivity) -> str:
    """Gardening: rests instead; “bending harms my back”; fear 8; mattered: watching things grow."""
    parts = (
        f"stopped {row.stopped_since}" if row.stopped_since else "",
        f"instead: {row.done_instead}" if row.done_instead else "",
        f"“{row.belief}”" if row.belief else "",
        "" if row.fear is None else f"fear {row.fear}",
        f"mattered: {row.mattered}" if row.mattered else "",
    )
    said = "; ".join(part for part in parts if part)
    return f"{row.activity}: {said}" if said else row.activity


def experiment_in_words(tried: Experiment, today: date) -> str:
    """Gardening 15 minutes, Tue 6 Oct: feared “two days in bed” (9); happened: sore that evening (4); learned: …"""
    parts = (
        _rated(f"feared “{tried.feared}”" if tried.feared else "", "expected", tried.expected),
        _rated(f"happened: {tried.happened}" if tried.happened else "", "was", tried.actual),
        f"learned: {tried.learned}" if tried.learned else "",
    )
    when = f", {day(tried.on, today)}" if tried.on else ""
    said = "; ".join(part for part in parts if part)
    return f"{tried.activity}{when}: {said}" if said else f"{tried.activity}{when}"


def _rated(words: str, name: str, level: int | None) -> str:
    if level is None:
        return words
    return f"{words} ({level} of 10)" if words else f"{name} {level} of 10"


def contact_in_words(contact: PlanContact) -> str:
    """Dr Rivera, pain medicine, 555-0144: activity and antidepressant."""
    said = ", ".join(part for part in (contact.name, contact.role, contact.phone) if part)
    return f"{said}: {contact.about}" if contact.about else said


def review_in_words(review: PlanReview, today: date) -> str:
    """Tue 6 Oct: goal 1 +1, goal 2 0; T 56.2."""
    attained = ", ".join(f"goal {one.goal} {level_sign(one.level)}" for one in review.attained)
    score = t_score((one.level, one.weight) for one in review.attained)
    parts = (attained, "" if score is None else f"T {score:.1f}", review.note)
    return f"{day(review.on, today)}: {'; '.join(part for part in parts if part)}"


def heading_in_words(heading: Heading) -> list[tuple[str, str]]:
    """The heading's fields that hold something, with what they hold."""
    found = []
    for name in heading.__struct_fields__:
        value = getattr(heading, name)
        words = (
            ("yes" if value else "")
            if isinstance(value, bool)
            else ", ".join(value)
            if isinstance(value, tuple)
            else value
        )
        if words:
            found.append((name, words))
    return found
