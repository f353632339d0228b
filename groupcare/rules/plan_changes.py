"""What changed from one version of a plan to the next, part by part in words.

A goal is known again by its words, else by its number; an objective by its place in the goal; rows of the functional
analysis, experiments and contacts by what they are called; reviews by their day. Nothing that differs is left unsaid.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from msgspec import Struct

from groupcare.rules.aims import aim_words
from groupcare.rules.measures import Measure
from groupcare.rules.plan import Goal, Heading, Objective, PlanContent
from groupcare.rules.plan_edit import (
    avoided_in_words,
    contact_in_words,
    experiment_in_words,
    intervention_in_words,
    objective_in_words,
    review_in_words,
)
from groupcare.rules.words import whole_day

S = TypeVar("S", bound=Struct)
Measures = Mapping[str, Measure]
NOTHING = "nothing"
LONG_AGO = date(1, 1, 1)
"""Read against this day, every day is said with its year."""
CALLED = {
    "by": "to be reached by",
    "every_days": "days between two readings",
    "baseline_on": "day of the baseline",
    "prorated": "baseline prorated",
    "of": "out of",
    "what": "of what",
    "better": "better is",
    "own_words": "in their own words",
    "task": "until next time",
    "who": "by whom",
    "on": "day",
    "copy_given": "copy given",
}
"""Fields whose name is not how they are spoken of."""


class PlanChange(Struct, frozen=True):
    """One change: the part of the plan ("goal 2", "1.1", "diagnoses", "review") and what became of it."""

    where: str
    words: str


def plan_changes(before: PlanContent, after: PlanContent, measures: Measures) -> tuple[PlanChange, ...]:
    """Every change, in the order of the plan; none for two versions that are the same."""
    found = [*_changes(before, after, measures)]
    if before != after and not found:
        found.append(PlanChange("plan", "its parts stand in another order"))
    return tuple(found)


def _changes(before: PlanContent, after: PlanContent, measures: Measures) -> Iterator[PlanChange]:
    if before.dated != after.dated:
        yield PlanChange("plan", _from_to("date", before.dated, after.dated))
    if before.review_on != after.review_on:
        yield PlanChange("plan", _from_to("review on", before.review_on, after.review_on))
    yield from _goals(before.goal, after.goal, measures)
    rows: tuple[tuple[str, Sequence[Any], Sequence[Any], str, Callable[[Any], str]], ...] = (
        ("functional analysis", before.avoided, after.avoided, "activity", avoided_in_words),
        ("experiments", before.experiment, after.experiment, "activity", lambda e: experiment_in_words(e, LONG_AGO)),
        ("coordination", before.contact, after.contact, "name", contact_in_words),
        ("reviews", before.review, after.review, "on", lambda r: review_in_words(r, LONG_AGO)),
    )
    for where, old, new, name, said in rows:
        yield from _rows(where, old, new, name, said)
    yield from _heading(before.heading, after.heading)


# --- goals ----------------------------------------------------------------------------------------------------------


def _goals(before: Sequence[Goal], after: Sequence[Goal], measures: Measures) -> Iterator[PlanChange]:
    pairs, gone = _same(before, after, ("words", "number"))
    for old, goal in zip(pairs, after, strict=True):
        if old is None:
            yield PlanChange(f"goal {goal.number}", f"new: {goal.words}")
            old = Goal(number=goal.number, words=goal.words, objective=())
        elif old.number != goal.number:
            yield PlanChange(f"goal {goal.number}", f"was goal {old.number}")
        where = f"goal {goal.number}"
        for field in ("words", "own_words", "task", "weight"):
            yield from _field(where, field, getattr(old, field), getattr(goal, field))
        yield from _objectives(old.objective, goal.objective, measures)
        yield from _listed(
            where, [*map(intervention_in_words, old.intervention)], [*map(intervention_in_words, goal.intervention)]
        )
        for one, other in _matched(old.intervention, goal.intervention, intervention_in_words):
            yield from _field(f"{where}, {other.what}", "coping", one.coping, other.coping)
    for goal in gone:
        keys = ", ".join(o.key for o in goal.objective)
        yield PlanChange(f"goal {goal.number}", f"taken out: {goal.words}" + (f" ({keys})" if keys else ""))


def _objectives(before: Sequence[Objective], after: Sequence[Objective], measures: Measures) -> Iterator[PlanChange]:
    old = {o.key.partition(".")[2]: o for o in before}
    new = {o.key.partition(".")[2]: o for o in after}
    for place, objective in new.items():
        if place not in old:
            yield PlanChange(objective.key, f"new: {objective_in_words(objective, measures, LONG_AGO)}")
            continue
        yield from _objective(old[place], objective, measures)
    for place, objective in old.items():
        if place not in new:
            yield PlanChange(objective.key, f"taken out: {objective_in_words(objective, measures, LONG_AGO)}")
    if [*(p for p in old if p in new)] != [*(p for p in new if p in old)]:
        yield PlanChange(", ".join(o.key for o in after), "stand in another order")


def _objective(old: Objective, new: Objective, measures: Measures) -> Iterator[PlanChange]:
    if type(old.aim) is not type(new.aim) or getattr(old.aim, "measure", "") != getattr(new.aim, "measure", ""):
        words = f"{aim_words(old.aim, measures)} → {aim_words(new.aim, measures)}"
        yield PlanChange(new.key, f"measured otherwise: {words}")
    else:
        for field in old.aim.__struct_fields__:
            yield from _field(new.key, field, getattr(old.aim, field), getattr(new.aim, field))
    for field in ("words", "by", "every_days", "baseline_on", "weeks_in_a_row"):
        yield from _field(new.key, field, getattr(old, field), getattr(new, field))


# --- all else -------------------------------------------------------------------------------------------------------


def _heading(before: Heading, after: Heading) -> Iterator[PlanChange]:
    yield from _listed("diagnoses", before.diagnoses, after.diagnoses)
    for field in Heading.__struct_fields__:
        if field != "diagnoses":
            yield from _field("heading", field, getattr(before, field), getattr(after, field))


def _rows(
    where: str, before: Sequence[S], after: Sequence[S], name: str, said: Callable[[S], str]
) -> Iterator[PlanChange]:
    """Rows of one kind: new, changed, taken out."""
    pairs, gone = _same(before, after, (name,))
    for old, row in zip(pairs, after, strict=True):
        if old is None:
            yield PlanChange(where, f"new: {said(row)}")
        elif old != row:
            yield from _row(where, old, row, name, said)
    yield from (PlanChange(where, f"taken out: {said(row)}") for row in gone)


def _row(where: str, old: S, new: S, name: str, said: Callable[[S], str]) -> Iterator[PlanChange]:
    was, now = said(old), said(new)
    if was != now:
        yield PlanChange(where, f"{was} → {now}")
    else:
        differs = [f for f in new.__struct_fields__ if getattr(old, f) != getattr(new, f)]
        called = _value(getattr(new, name))
        yield PlanChange(where, f"{called}: {', '.join(map(_called, differs))} changed")


def _listed(where: str, before: Sequence[str], after: Sequence[str]) -> Iterator[PlanChange]:
    """Texts that came and went; or that they stand in another order."""
    came, went = Counter(after) - Counter(before), Counter(before) - Counter(after)
    yield from (PlanChange(where, f"new: {words}") for words in came.elements())
    yield from (PlanChange(where, f"taken out: {words}") for words in went.elements())
    if tuple(before) != tuple(after) and not came and not went:
        yield PlanChange(where, "stands in another order")


def _field(where: str, field: str, before: Any, after: Any) -> Iterator[PlanChange]:
    if before != after:
        yield PlanChange(where, _from_to(_called(field), before, after))


def _from_to(called: str, before: Any, after: Any) -> str:
    return f"{called}: {_value(before)} → {_value(after)}"


def _called(field: str) -> str:
    return CALLED.get(field, field.replace("_", " "))


def _value(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return whole_day(value)
    if isinstance(value, StrEnum):
        return value.value
    return f"{value:g}" if isinstance(value, float) else str(value)


# --- which part is which --------------------------------------------------------------------------------------------


def _same(before: Sequence[S], after: Sequence[S], by: Iterable[str]) -> tuple[list[S | None], list[S]]:
    """The old part of each new one, in their order, and the old ones that are gone: what is equal first, then what has
    one of these fields in common."""
    left, found = list(before), list[S | None]([None] * len(after))

    def pair(alike: Callable[[S, S], bool]) -> None:
        for place, new in enumerate(after):
            at = next((i for i, one in enumerate(left) if found[place] is None and alike(one, new)), None)
            if at is not None:
                found[place] = left.pop(at)

    pair(lambda one, new: one == new)
    for field in by:
        pair(lambda one, new, field=field: getattr(one, field) == getattr(new, field))  # type: ignore[misc]
    return found, left


def _matched(before: Sequence[S], after: Sequence[S], said: Callable[[S], str]) -> Iterator[tuple[S, S]]:
    """Parts that say the same, in pairs."""
    left = list(before)
    for new in after:
        old = next((one for one in left if said(one) == said(new)), None)
        if old is not None:
            left.remove(old)
            yield old, new
