"""Where the objectives of a plan stand on their lines (clinical facts, section 5).

The line runs straight from the baseline, on the day of the first session or of the plan, to the target on its day.
On track: at or better than the line on the day of the reading. Near: behind it by less than the measure's important
change. Off track: behind by that or more, from the second reading since the baseline on. Reliably worse: worse than
the baseline by the measure's reliable change or more. Overdue: past its day and not met, or not known to be.

Where a measure gives no important change its reliable one is taken; days and counts take one, everything else a fifth
of the way from baseline to target [P]. A baseline that the plan does not give is the last reading before the line
begins, else the first one, which the line then begins with: it is never made up.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.homework_readings import Point
from groupcare.rules.measures import Better, Measure
from groupcare.rules.objective_reading import ObjectiveReading
from groupcare.rules.outcomes import IMPORTANT, RELIABLE, gained
from groupcare.rules.plan import AmountAim, CountAim, DaysAim, MilestoneAim, Objective, ScoreAim
from groupcare.rules.told import reached, told_points
from groupcare.rules.words import day

WEEK = 7
FIFTH = 0.2
FIRST_READING = "the first reading"


class Standing(StrEnum):
    """Where an objective stands."""

    met = "met"
    on_track = "on track"
    near = "near"
    off_track = "off track"
    worse = "reliably worse"
    overdue = "overdue"
    no_data = "no data"


class Line(Struct, frozen=True, kw_only=True):
    """From the baseline to the target; `since` says what day `start` is. `measured_on`: when the baseline was read,
    where the plan gives none; `prorated` where answers were missing from it."""

    start: date
    since: str
    baseline: float
    by: date
    target: float
    measured_on: date | None = None
    prorated: bool = False

    def at(self, day: date) -> float:
        """Where the line is on that day: the baseline before it begins, the target from its end on."""
        if day >= self.by:
            return self.target
        part = max(0, (day - self.start).days) / max(1, (self.by - self.start).days)
        return self.baseline + (self.target - self.baseline) * part


class Progress(Struct, frozen=True, kw_only=True):
    """An objective with where it stands.

    `points` are the readings since the baseline, in time order. `way` is the part of the way from baseline to target
    that the latest has gone, 0 to 1; `behind` its distance from the line, negative where it is better.
    """

    objective: Objective
    kind: str
    unit: str
    better: Better
    baseline: float | None
    target: float | None
    line: Line | None
    points: tuple[Point, ...]
    standing: Standing
    way: float | None
    behind: float | None
    next_reading: date | None
    note: str
    reached_on: date | None = None

    @property
    def latest(self) -> Point | None:
        """The newest reading since the baseline."""
        return self.points[-1] if self.points else None


KINDS = {ScoreAim: "score", AmountAim: "amount", CountAim: "count", DaysAim: "days", MilestoneAim: "milestone"}
NOT_KEPT = "No log tells of this yet: readings come with the logs of homework set for it, or are written down by hand."
MILESTONE = "Reached or not: ask, and write down by hand what is told."


def counted(objective: Objective, points: Sequence[Point]) -> bool:
    """Whether the record is where to look for readings: scores, days of linked homework, and whatever logs tell of."""
    aim = objective.aim
    return bool(points) or isinstance(aim, ScoreAim) or (isinstance(aim, DaysAim) and aim.what == "days")


def progress(
    objective: Objective,
    points: Iterable[Point],
    measure: Measure | None,
    *,
    dated: date,
    first_session: date | None,
    today: date,
    told: Sequence[ObjectiveReading] = (),
) -> Progress:
    """Where the objective stands on `today`. `points` are all readings of what it is about, `told` those of this very
    objective that were written down by hand; `dated` is the plan's day; `measure` the one that a score is of."""
    if isinstance(objective.aim, MilestoneAim):
        return _milestone(objective, told, today)
    known = sorted([*points, *told_points(objective.aim, told)], key=lambda p: p.on)
    kept = counted(objective, known)
    better = _better(objective, measure)
    line = _line(objective, known, dated, first_session)
    baseline_on = (line.measured_on if line else None) or objective.baseline_on or dated
    first_counts = line is not None and line.since == FIRST_READING
    after = tuple(p for p in known if p.on > baseline_on or (first_counts and p.on == baseline_on))
    behind = way = None
    if line is not None and after:
        latest = after[-1]
        gain = gained(better, line.at(latest.on), latest.value)
        behind = None if gain is None else 0.0 - gain
        span = line.target - line.baseline
        way = min(1.0, max(0.0, (latest.value - line.baseline) / span)) if span else None
    last_read = after[-1].on if after else baseline_on
    standing = _standing(objective, after, line, better, measure, behind, today)
    return Progress(
        objective=objective,
        kind=KINDS[type(objective.aim)],
        unit=_unit(objective, measure),
        better=better,
        baseline=line.baseline if line else getattr(objective.aim, "baseline", None),
        target=getattr(objective.aim, "target", None),
        line=line,
        points=after,
        standing=standing,
        way=way,
        behind=behind,
        next_reading=_next_reading(objective, last_read) if kept else None,
        note="" if kept else NOT_KEPT,
        reached_on=_reached_on(objective, after, line.target, better) if line and standing is Standing.met else None,
    )


def _next_reading(objective: Objective, last: date) -> date | None:
    """So many days after the last reading, at the latest on the objective's own day; none after that."""
    return None if last >= objective.by else min(last + timedelta(days=objective.every_days), objective.by)


def _milestone(objective: Objective, told: Sequence[ObjectiveReading], today: date) -> Progress:
    """Met, overdue, or no data: a milestone that was asked about and not reached yet has no line to be on."""
    last = max(told, key=lambda r: r.on, default=None)
    since = reached(told)
    over = today > objective.by
    return Progress(
        objective=objective,
        kind=KINDS[MilestoneAim],
        unit="",
        better=Better.higher,
        baseline=None,
        target=None,
        line=None,
        points=(),
        standing=Standing.met if since else Standing.overdue if over else Standing.no_data,
        way=None,
        behind=None,
        next_reading=None if last is None or since else last.on + timedelta(days=objective.every_days),
        note="" if since else MILESTONE if last is None else f"Asked {day(last.on, today)}: not yet.",
        reached_on=since[0].on if since else None,
    )


def _reached_on(objective: Objective, points: Sequence[Point], target: float, better: Better) -> date:
    """The day from which on every reading has left it met."""
    since = points[-1].on
    for last in range(len(points), 0, -1):
        if not _met(objective, points[:last], target, better):
            break
        since = points[last - 1].on
    return since


def _better(objective: Objective, measure: Measure | None) -> Better:
    if isinstance(objective.aim, ScoreAim):
        return measure.better if measure else Better.none
    return objective.aim.better if isinstance(objective.aim, AmountAim) else Better.higher


def _unit(objective: Objective, measure: Measure | None) -> str:
    match objective.aim:
        case ScoreAim(measure=name):
            return measure.name if measure else name
        case AmountAim(unit=unit):
            return unit
        case CountAim():
            return "a week"
        case DaysAim(of=of, what=what):
            return f"of {of} {what}"
        case _:
            return ""


def _line(objective: Objective, known: Sequence[Point], dated: date, first_session: date | None) -> Line | None:
    if isinstance(objective.aim, MilestoneAim):
        return None
    start, since = dated, "the plan's date"
    if first_session is not None and dated <= first_session < objective.by:
        start, since = first_session, "the first session"
    baseline: float | None = objective.aim.baseline
    measured_on, prorated = None, isinstance(objective.aim, ScoreAim) and objective.aim.prorated
    if baseline is None and known:
        first = next((p for p in reversed(known) if p.on <= start), known[0])
        baseline, measured_on, prorated = first.value, first.on, first.prorated
        if first.on > start:
            start, since = first.on, FIRST_READING
    if baseline is None:
        return None
    return Line(
        start=start,
        since=since,
        baseline=baseline,
        by=objective.by,
        target=objective.aim.target,
        measured_on=measured_on,
        prorated=prorated,
    )


def _standing(
    objective: Objective,
    points: Sequence[Point],
    line: Line | None,
    better: Better,
    measure: Measure | None,
    behind: float | None,
    today: date,
) -> Standing:
    over = today > objective.by
    if not points or line is None or behind is None:
        return Standing.overdue if over else Standing.no_data
    if _met(objective, points, line.target, better):
        return Standing.met
    lost = -(gained(better, line.baseline, points[-1].value) or 0.0)
    reliable = _threshold(measure, RELIABLE, line.baseline)
    if reliable is not None and lost >= reliable:
        return Standing.worse
    if over:
        return Standing.overdue
    if behind <= 0:
        return Standing.on_track
    if len(points) < 2 or behind < _tolerance(objective, measure, line):
        return Standing.near
    return Standing.off_track


def _met(objective: Objective, points: Sequence[Point], target: float, better: Better) -> bool:
    """At or better than the target, for as many weeks in a row as the objective asks: the newest readings, without one
    that misses the target and without a longer gap between two than one missed reading leaves."""
    last = points[-1].on
    longest_gap = WEEK + max(WEEK, objective.every_days)
    first: date | None = None
    for point in reversed(points):
        if (gained(better, target, point.value) or 0.0) < 0 or ((first or last) - point.on).days > longest_gap:
            break
        first = point.on
    return first is not None and (last - first).days >= WEEK * (objective.weeks_in_a_row - 1)


def _threshold(measure: Measure | None, kind: str, first: float) -> float | None:
    """The points it takes from this first score."""
    about = (c for c in measure.change if c.is_about(first)) if measure else ()
    return next((c.needed(first) for c in about if c.kind == kind), None)


def _tolerance(objective: Objective, measure: Measure | None, line: Line) -> float:
    if isinstance(objective.aim, DaysAim | CountAim):
        return 1.0
    known = _threshold(measure, IMPORTANT, line.baseline)
    if known is None:
        known = _threshold(measure, RELIABLE, line.baseline)
    return known if known is not None else FIFTH * abs(line.target - line.baseline)
