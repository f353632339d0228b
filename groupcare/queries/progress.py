"""A person's progress: each measure's readings over time, and where each objective of the plan stands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Member
from groupcare.rules.homework import Homework
from groupcare.rules.homework_readings import Point, homework_readings
from groupcare.rules.measures import Assessment, Band, Better, Measure
from groupcare.rules.objective_reading import ObjectiveReading
from groupcare.rules.objectives import Progress, progress
from groupcare.rules.outcomes import Move, Reading, Sure, change_words, moved, reading
from groupcare.rules.plan import Objective, Plan, ScoreAim


class MeasurePart(Struct, frozen=True, kw_only=True):
    """A measure's readings in time order; `move` is the change from the first value to the last, None for fewer than
    two, and `change` the same in words with thresholds and sources."""

    measure: str
    name: str
    title: str
    better: Better
    bands: tuple[Band, ...]
    band_source: str
    lowest: float
    greatest: float
    readings: tuple[Reading, ...]
    move: Move | None
    change: str
    unit: str = ""
    intensity: bool = False


def measure_parts(who: SignIn, assessments: Iterable[Assessment]) -> tuple[MeasurePart, ...]:
    """Each measure that was ever asked, in the order of the library; one that the library no longer has comes last."""
    given: dict[str, list[Assessment]] = {}
    for assessment in sorted(assessments, key=lambda a: a.on):
        given.setdefault(assessment.measure, []).append(assessment)
    measures = who.library.measures
    order = [*(name for name in measures if name in given), *(name for name in given if name not in measures)]
    return tuple(_part(name, measures.get(name), given[name]) for name in order)


def _part(name: str, measure: Measure | None, given: Sequence[Assessment]) -> MeasurePart:
    if measure is None:
        gone = "this measure is not in the library"
        readings = [Reading(assessment=a.id, on=a.on, value=None, sure=None, band=None, says=gone) for a in given]
        return MeasurePart(
            measure=name,
            name=name,
            title=name,
            better=Better.none,
            bands=(),
            band_source="",
            lowest=0,
            greatest=0,
            readings=tuple(readings),
            move=None,
            change="",
        )
    readings = [reading(measure, a) for a in given]
    values = [r.value for r in readings if r.value is not None]
    return MeasurePart(
        measure=name,
        name=measure.name,
        title=measure.title,
        better=measure.better,
        bands=measure.band,
        band_source=measure.band_source,
        lowest=measure.lowest,
        greatest=measure.highest,
        readings=tuple(readings),
        move=moved(measure, values[0], values[-1]) if len(values) > 1 else None,
        change=change_words(measure, values[0], values[-1]) if len(values) > 1 else "",
        unit=measure.unit,
        intensity=measure.intensity,
    )


def objectives(
    who: SignIn,
    plan: Plan,
    parts: Iterable[MeasurePart],
    tasks: Sequence[Homework],
    members: Iterable[Member],
    today: date,
) -> tuple[Progress, ...]:
    """Every objective of the plan in its order. Scores come from `parts`, all else from the homework set for them
    since the plan's date and from what was written down by hand; the line begins with the first session after that day
    in a group that the plan is linked to."""
    dated = plan.content.dated
    starts = [m.start for m in members if m.group and m.plan == plan.id and m.start >= dated]
    readings = {p.measure: p.readings for p in parts}
    told = who.of(ObjectiveReading).linked(plan=plan.id)
    return tuple(
        progress(
            objective,
            _points(objective, readings, [t for t in tasks if t.objective == objective.key and t.set_on >= dated]),
            who.library.measures.get(objective.aim.measure) if isinstance(objective.aim, ScoreAim) else None,
            dated=dated,
            first_session=min(starts, default=None),
            today=today,
            told=[r for r in told if r.objective == objective.key and r.on <= today],
        )
        for goal in plan.content.goal
        for objective in goal.objective
    )


def _points(objective: Objective, readings: Mapping[str, Sequence[Reading]], tasks: Sequence[Homework]) -> list[Point]:
    match objective.aim:
        case ScoreAim(measure=measure):
            known = readings.get(measure, ())
            return [Point(r.on, r.value, prorated=r.sure is Sure.prorated) for r in known if r.value is not None]
        case aim:
            return homework_readings(aim, tasks)
