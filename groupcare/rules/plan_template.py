"""A template: a sound plan in outline, filled in for one person from a few words of theirs and their newest scores.

Texts may hold `{name}` for each thing that the template asks. An objective on a score stands only where the newest
score asks for it; one marked `otherwise` stands only where the one before it does not.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import ceil, floor
from typing import TypeVar

from msgspec import Struct

from groupcare.rules.aims import read_aim
from groupcare.rules.homework_readings import Point
from groupcare.rules.measures import Better, Measure
from groupcare.rules.plan import (
    REVIEW_DAYS,
    AvoidedActivity,
    Goal,
    Heading,
    Intervention,
    Objective,
    PlanContent,
    ScoreAim,
)

Part = TypeVar("Part", AvoidedActivity, Intervention)


class Ask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to ask the person; `usual` stands where they say nothing."""

    name: str
    label: str
    usual: str
    hint: str = ""


class ScoreStart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From a newest score this bad or worse to `part` of it, and at least `gain` points better."""

    measure: str
    from_score: int
    part: float
    gain: float


class ObjectiveOutline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An objective by its aim as text, or on a score."""

    words: str
    weeks: int
    every_days: int
    aim: str = ""
    score: ScoreStart | None = None
    otherwise: bool = False
    weeks_in_a_row: int = 1


class GoalOutline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A goal with its objectives and interventions."""

    words: str
    own_words: str = ""
    objective: tuple[ObjectiveOutline, ...]
    intervention: tuple[Intervention, ...] = ()


class PlanTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole outline; `source` says what it rests on."""

    id: str
    name: str
    source: str
    ask: tuple[Ask, ...]
    goal: tuple[GoalOutline, ...]
    avoided: tuple[AvoidedActivity, ...] = ()
    heading: Heading = Heading()
    review_days: int = REVIEW_DAYS


def fill(
    template: PlanTemplate,
    said: Mapping[str, str],
    scores: Mapping[str, Point],
    measures: Mapping[str, Measure],
    today: date,
    review_on: date | None = None,
) -> PlanContent:
    """A draft of a plan. `said` is what the person said, by name; `scores` are the newest ones, by measure.

    Raises NotAnAim where what was said makes no aim.
    """
    words = {ask.name: said.get(ask.name, "").strip() or ask.usual for ask in template.ask}
    return PlanContent(
        dated=today,
        review_on=review_on or today + timedelta(days=template.review_days),
        heading=template.heading,
        avoided=tuple(_said(row, words) for row in template.avoided),
        goal=tuple(
            Goal(
                number=number,
                words=_text(goal.words, words),
                own_words=_text(goal.own_words, words),
                intervention=tuple(_said(i, words) for i in goal.intervention),
                objective=tuple(_objectives(number, goal, words, scores, measures, today)),
            )
            for number, goal in enumerate(template.goal, start=1)
        ),
    )


def _objectives(
    number: int,
    goal: GoalOutline,
    words: Mapping[str, str],
    scores: Mapping[str, Point],
    measures: Mapping[str, Measure],
    today: date,
) -> Iterator[Objective]:
    place, stands = 0, False
    for outline in goal.objective:
        if outline.otherwise and stands:
            continue
        start = outline.score
        aim = _score_aim(start, scores, measures) if start else read_aim(_text(outline.aim, words), measures)
        stands = aim is not None
        if aim is None:
            continue
        place += 1
        yield Objective(
            key=f"{number}.{place}",
            words=_text(outline.words, words),
            aim=aim,
            by=today + timedelta(weeks=outline.weeks),
            every_days=outline.every_days,
            baseline_on=scores[start.measure].on
            if start
            else today
            if getattr(aim, "baseline", None) is not None
            else None,
            weeks_in_a_row=outline.weeks_in_a_row,
        )


def _score_aim(start: ScoreStart, scores: Mapping[str, Point], measures: Mapping[str, Measure]) -> ScoreAim | None:
    point, measure = scores.get(start.measure), measures.get(start.measure)
    if point is None or measure is None:
        return None
    value = point.value
    if measure.better is Better.higher:
        if value > start.from_score:
            return None
        target = ceil(max(value / start.part, value + start.gain))
    else:
        if value < start.from_score:
            return None
        target = max(0, floor(min(value * start.part, value - start.gain)))
    return ScoreAim(measure=start.measure, baseline=value, target=target)


def _text(text: str, words: Mapping[str, str]) -> str:
    """The text with what was said in its places; begun with a capital, as a sentence."""
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    return text[:1].upper() + text[1:]


def _said(part: Part, words: Mapping[str, str]) -> Part:
    fields = {n: _text(v, words) for n in part.__struct_fields__ if isinstance(v := getattr(part, n), str) and "{" in v}
    return type(part)(**{n: fields.get(n, getattr(part, n)) for n in part.__struct_fields__})
