"""A template: a sound plan in outline, filled in for one person from a few words of theirs and their newest scores.

Texts may hold `{name}` for each thing that the template asks. An objective on a score stands only where the newest
score asks for it; one marked `otherwise` stands only where the one before it does not. No baseline is made up: where
nothing is known of it the objective stands without, and `to_measure` says what to measure.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

from msgspec import Struct, structs

from groupcare.rules.aims import NUMBER, NotAnAim, read_aim
from groupcare.rules.homework_readings import Point
from groupcare.rules.measures import Measure, Scoring
from groupcare.rules.outcomes import gained, number
from groupcare.rules.plan import (
    REVIEW_DAYS,
    Aim,
    AmountAim,
    AvoidedActivity,
    CountAim,
    DaysAim,
    Goal,
    Heading,
    Intervention,
    Objective,
    PlanContent,
    ScoreAim,
)
from groupcare.rules.targets import sound_target
from groupcare.rules.words import day

Part = TypeVar("Part", AvoidedActivity, Intervention)


OLD_DAYS = 30
"""A baseline that is older than this when the plan is dated is measured anew [P]."""


class Ask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to ask the person; `usual` stands where they say nothing."""

    name: str
    label: str
    usual: str = ""
    hint: str = ""


class ScoreStart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From a newest score this bad or worse on: at most `part` of the way to the best score is left, and at least
    `gain` points are won. `unknown` is the target where there is no score yet; without one, none stands then."""

    measure: str
    from_score: float
    part: float
    gain: float
    unknown: float | None = None


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
    """A whole outline; `source` says what it rests on, `key` chooses it among others."""

    id: str
    name: str
    source: str
    key: str = ""
    ask: tuple[Ask, ...]
    goal: tuple[GoalOutline, ...]
    avoided: tuple[AvoidedActivity, ...] = ()
    heading: Heading = Heading()
    review_days: int = REVIEW_DAYS


class NotANumber(NotAnAim):
    """What was said where an aim takes a number; `ask` is the name of what was asked."""

    def __init__(self, ask: Ask, said: str) -> None:
        super().__init__(f"{ask.label}: “{said}” is no number. Write one alone, such as {ask.hint.split(',')[0]}.")
        self.ask = ask.name


def _check_numbers(template: PlanTemplate, said: Mapping[str, str]) -> None:
    aims = " ".join(outline.aim for goal in template.goal for outline in goal.objective)
    for ask in template.ask:
        text = said.get(ask.name, "").strip()
        if text and f"{{{ask.name}}}" in aims and not re.fullmatch(NUMBER, text):
            raise NotANumber(ask, text)


def fill(
    template: PlanTemplate,
    said: Mapping[str, str],
    scores: Mapping[str, Point],
    measures: Mapping[str, Measure],
    today: date,
    review_on: date | None = None,
) -> PlanContent:
    """A draft of a plan. `said` is what the person said, by name; `scores` are the newest ones, by measure.

    Raises NotAnAim where what was said makes no aim, NotANumber where a number was asked.
    """
    _check_numbers(template, said)
    words = {ask.name: said.get(ask.name, "").strip() or ask.usual for ask in template.ask}
    unsaid = {f"{{{ask.name}}}" for ask in template.ask if not said.get(ask.name, "").strip()}
    found = [(goal, tuple(_objectives(goal, words, scores, measures, today))) for goal in template.goal]
    return PlanContent(
        dated=today,
        review_on=review_on or today + timedelta(days=template.review_days),
        heading=template.heading,
        avoided=tuple(_said(row, words) for row in template.avoided if not _asks(row, unsaid)),
        goal=tuple(
            Goal(
                number=number,
                words=_text(goal.words, words),
                own_words=_text(goal.own_words, words),
                intervention=tuple(_said(i, words) for i in goal.intervention),
                objective=tuple(
                    structs.replace(o, key=f"{number}.{place}") for place, o in enumerate(objectives, start=1)
                ),
            )
            for number, (goal, objectives) in enumerate((pair for pair in found if pair[1]), start=1)
        ),
    )


def _objectives(
    goal: GoalOutline,
    words: Mapping[str, str],
    scores: Mapping[str, Point],
    measures: Mapping[str, Measure],
    today: date,
) -> Iterator[Objective]:
    stands = False
    for outline in goal.objective:
        if outline.otherwise and stands:
            continue
        aim = _aim(outline, words, scores, measures)
        stands = aim is not None
        if aim is None:
            continue
        measured_on = scores[aim.measure].on if isinstance(aim, ScoreAim) and aim.measure in scores else today
        yield Objective(
            key="",
            words=_text(outline.words, words),
            aim=aim,
            by=today + timedelta(weeks=outline.weeks),
            every_days=outline.every_days,
            baseline_on=measured_on if getattr(aim, "baseline", None) is not None else None,
            weeks_in_a_row=outline.weeks_in_a_row,
        )


def _aim(
    outline: ObjectiveOutline, words: Mapping[str, str], scores: Mapping[str, Point], measures: Mapping[str, Measure]
) -> Aim | None:
    """None where the person has already what it would be about."""
    if outline.score is not None:
        return _score_aim(outline.score, scores, measures)
    aim = read_aim(_text(outline.aim, words), measures)
    if isinstance(aim, CountAim | DaysAim) and aim.baseline is not None and aim.baseline >= aim.target:
        return None
    return aim


def _score_aim(start: ScoreStart, scores: Mapping[str, Point], measures: Mapping[str, Measure]) -> ScoreAim | None:
    point, measure = scores.get(start.measure), measures.get(start.measure)
    if measure is None:
        return None
    if point is None:
        return None if start.unknown is None else ScoreAim(measure=start.measure, target=start.unknown)
    if (gained(measure.better, start.from_score, point.value) or 0) > 0:
        return None
    baseline = point.value if measure.scoring is Scoring.sum else round(point.value, 1)
    target = sound_target(measure, baseline, start.part, start.gain)
    if target is None:
        return None
    return ScoreAim(measure=start.measure, baseline=baseline, target=target, prorated=point.prorated)


def to_measure(plan: PlanContent, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """What a fresh draft still needs measured or asked: objectives without a baseline, or with one that is prorated
    or old."""
    found = []
    for o in (o for goal in plan.goal for o in goal.objective):
        match o.aim:
            case ScoreAim(measure=measure, baseline=baseline):
                name = measures[measure].name if measure in measures else measure
            case AmountAim(unit=unit, baseline=baseline):
                name = f"{unit} now"
            case CountAim(baseline=baseline):
                name = "times a week now"
            case DaysAim(of=of, what=what, baseline=baseline):
                name = f"how many of {of} {what} now"
            case _:
                continue
        if baseline is None:
            found.append(f"{o.key} {name}")
        elif getattr(o.aim, "prorated", False):
            found.append(f"{o.key} {name} anew, whole: {number(baseline)} is prorated")
        elif o.baseline_on is not None and (plan.dated - o.baseline_on).days > OLD_DAYS:
            found.append(f"{o.key} {name} anew: {number(baseline)} is of {day(o.baseline_on, plan.dated)}")
    return tuple(found)


def _text(text: str, words: Mapping[str, str]) -> str:
    """The text with what was said in its places; begun with a capital, as a sentence."""
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    return text[:1].upper() + text[1:]


def _said(part: Part, words: Mapping[str, str]) -> Part:
    fields = {n: _text(v, words) for n in part.__struct_fields__ if isinstance(v := getattr(part, n), str) and "{" in v}
    return type(part)(**{n: fields.get(n, getattr(part, n)) for n in part.__struct_fields__})


def _asks(part: AvoidedActivity, names: Collection[str]) -> bool:
    """Whether it takes one of these to be said."""
    texts = [text for n in part.__struct_fields__ if isinstance(text := getattr(part, n), str)]
    return any(name in text for name in names for text in texts)
