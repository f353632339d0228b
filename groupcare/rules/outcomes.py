"""Outcomes: what one administration of a measure is worth, and whether a change between two counts.

A score has changed reliably or importantly when it moved as far as the measure's own file asks for that kind, with the
source that stands there (clinical facts, section 1); nothing is computed from this clinic's own figures. Where a file
gives several thresholds, the plainly named one decides and the others are named beside it; one that is meant for other
first scores says nothing.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from groupcare.rules import cssrs
from groupcare.rules.measures import Assessment, Better, Change, Measure, Score, band_of, score
from groupcare.rules.numbers import number as number
from groupcare.rules.policy import Sign

IMPORTANT, RELIABLE = "important", "reliable"


class Sure(StrEnum):
    """How a value was come by."""

    total = "total"
    prorated = "prorated"
    stated = "as stated"


class Reading(Struct, frozen=True, kw_only=True):
    """What one administration is worth. `value` is None where no total can be given; `says` is all of it in words."""

    assessment: str
    on: date
    value: float | None
    sure: Sure | None
    band: str | None
    says: str
    score: Score | None = None


def reading(measure: Measure, assessment: Assessment) -> Reading:
    """An administration scored: its total, else the total that was stated, else a prorated one, always labelled."""

    def found(value: float | None, sure: Sure | None, says: str, scored: Score | None) -> Reading:
        band = band_of(measure, value) if value is not None else None
        says = f"{says}, {_band_words(band, scored)}" if band else says
        return Reading(
            assessment=assessment.id, on=assessment.on, value=value, sure=sure, band=band, says=says, score=scored
        )

    try:
        scored = score(measure, assessment.answers)
    except ValueError:
        return found(None, None, "answered on another version of the form", None)
    if measure.better is Better.none:
        return found(None, None, _signs(assessment.answers), scored)
    items = len(measure.scored)
    stated = assessment.stated_total
    if scored.value is not None:
        unit = f" {measure.unit}" if measure.unit else ""
        part = "" if scored.answered == items else f", {scored.answered} of {items} answered"
        return found(scored.value, Sure.total, f"{number(scored.value)}{unit}{part}", scored)
    if stated is not None and scored.least <= stated <= scored.greatest:
        return found(stated, Sure.stated, f"{stated} as stated, {scored.answered} of {items} answered", scored)
    if scored.prorated is not None:
        bounds = f"{scored.least} to {scored.greatest}"
        says = f"{number(scored.prorated)} prorated, {scored.answered} of {items} answered ({bounds} possible)"
        return found(scored.prorated, Sure.prorated, says, scored)
    return found(None, None, f"{scored.answered} of {items} answered", scored)


def _band_words(band: str, scored: Score | None) -> str:
    """Moderate; or moderate, mild to moderate possible, where the answers that are missing leave both open."""
    possible = dict.fromkeys((scored.band_least, scored.band_greatest)) if scored else {}
    return band if len(possible) < 2 else f"{band}, {' to '.join(map(str, possible))} possible"


def _signs(answers: Sequence[int | None]) -> str:
    shown = cssrs.signs(answers)
    words = [str(sign) for sign in Sign if sign in shown]
    if cssrs.unanswered(answers):
        words.append("not all asked")
    return "; ".join(words) or "nothing endorsed"


# --- change ---------------------------------------------------------------------------------------------------------


class Move(Struct, frozen=True, kw_only=True):
    """From one total to another: `points` last less first, whether that is better (None: no change or no direction),
    and which of the measure's thresholds it reached and missed."""

    points: float
    better: bool | None
    reached: tuple[Change, ...]
    missed: tuple[Change, ...]

    @property
    def reliable(self) -> bool | None:
        """Beyond what chance alone would bring; None where the measure gives no threshold."""
        return self._is(RELIABLE)

    @property
    def important(self) -> bool | None:
        """As large as matters to people; None where the measure gives no threshold."""
        return self._is(IMPORTANT)

    def _is(self, kind: str) -> bool | None:
        if any(change.kind == kind for change in self.reached):
            return True
        return False if any(change.kind == kind for change in self.missed) else None


def moved(measure: Measure, first: float, last: float) -> Move:
    """The change from `first` to `last` by the measure's own thresholds."""
    points = round(last - first, 6)
    gain = gained(measure.better, first, last)
    another = band_of(measure, first) != band_of(measure, last)
    about = [c for c in measure.change if c.is_about(first)]
    reached = [c for c in about if gain and c.is_reached(first, last) and (another or not c.new_band)]
    return Move(
        points=points,
        better=None if not gain else gain > 0,
        reached=tuple(reached),
        missed=tuple(c for c in about if c not in reached),
    )


def gained(better: Better, first: float, last: float) -> float | None:
    """By how much `last` is better than `first`, negative where it is worse; None where there is no better."""
    if better is Better.none:
        return None
    return round(first - last if better is Better.lower else last - first, 6)


def needed_words(measure: Measure, first: float) -> str:
    """What a change from this first score takes, with formula, constants and sources; empty where no file says."""
    about = [f"{c.kind}: {c.words(first)}" for c in measure.change if c.is_about(first)]
    return "; ".join(about) if measure.better is not Better.none else ""


def change_words(measure: Measure, first: float, last: float) -> str:
    """7 points lower, better: important (5 or more, Loewe 2004 …), reliable (6 or more, …). Empty for no direction."""
    move = moved(measure, first, last)
    if measure.better is Better.none:
        return ""
    if not move.points:
        return "no change"
    size = number(abs(move.points))
    unit = measure.unit or ("point" if size == "1" else "points")
    way = f"{size} {unit} {'higher' if move.points > 0 else 'lower'}"
    verdict = "better" if move.better else "worse"
    said = [f"{c.kind} ({c.words(first)})" for c in move.reached]
    said += [f"not {c.kind} ({c.words(first)})" for c in move.missed]
    return f"{way}, {verdict}" + (f": {', '.join(said)}" if said else "")
