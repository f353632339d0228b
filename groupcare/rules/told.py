"""Readings of objectives that somebody told or saw: what can be written down of an aim, and how it reads.

A score comes with its measure and is never written down by hand. A milestone is reached or not; everything else has a
value in the aim's own unit.
"""

from collections.abc import Iterable
from datetime import date
from math import isfinite

from groupcare.rules.homework_readings import Point
from groupcare.rules.numbers import number
from groupcare.rules.objective_reading import ObjectiveReading
from groupcare.rules.plan import Aim, AmountAim, CountAim, DaysAim, MilestoneAim, ScoreAim

MOST = 100_000
"""No amount that a plan works towards is greater."""
WEEKLY = 200
"""Times a week, at the most."""


def told_points(aim: Aim, readings: Iterable[ObjectiveReading]) -> list[Point]:
    """These readings as points of that aim's line; none for milestones and scores."""
    if isinstance(aim, MilestoneAim | ScoreAim):
        return []
    return [Point(r.on, r.value, told=True) for r in readings if r.value is not None]


def reached(readings: Iterable[ObjectiveReading]) -> list[ObjectiveReading]:
    """The newest readings of a milestone, in time order, that without a break say that it is reached."""
    found: list[ObjectiveReading] = []
    for one in sorted(readings, key=lambda r: r.on, reverse=True):
        if one.reached is not True:
            break
        found.insert(0, one)
    return found


def told_fault(aim: Aim, on: date, value: float | None, is_reached: bool | None, today: date) -> str:
    """Why this cannot be a reading of that aim, in a sentence; empty where it can."""
    if on > today:
        return "A reading is of today or of a day before."
    if isinstance(aim, ScoreAim):
        return "A score comes with its measure: enter the measure, and this objective moves by itself."
    if isinstance(aim, MilestoneAim):
        return "" if is_reached is not None and value is None else "Say whether it is reached, or not yet."
    if value is None or is_reached is not None or not isfinite(value):
        return f"Say a number {unit_words(aim)}.".replace(" .", ".")
    most = _most(aim)
    return "" if 0 <= value <= most else f"It is from 0 to {number(most)} {unit_words(aim)}."


def _most(aim: Aim) -> float:
    match aim:
        case DaysAim(of=of):
            return of
        case CountAim():
            return WEEKLY
        case _:
            return MOST


def unit_words(aim: Aim) -> str:
    """What a value counts: minutes, a week, of 7 days; nothing for milestones and scores."""
    match aim:
        case AmountAim(unit=unit):
            return unit
        case CountAim():
            return "a week"
        case DaysAim(of=of, what=what):
            return f"of {of} {what}"
        case _:
            return ""


def reading_words(aim: Aim, reading: ObjectiveReading) -> str:
    """20 minutes; 4 of 7 days; reached; not yet."""
    if reading.value is None:
        return "reached" if reading.reached else "not yet"
    return f"{number(reading.value)} {unit_words(aim)}".rstrip()
