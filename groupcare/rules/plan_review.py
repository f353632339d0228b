"""A review of a plan, filled from what the record tells of the time since the last one: a draft for people to finish.

How far a goal was reached is suggested from its objectives and never set without a person [P]. Each objective with a
reading gives a level on the scale of `attainment`. Met is 0, as expected; +1 where it is beyond its target by a fifth
of the way from baseline to target, +2 by half of it. On its line is 0, too. Behind its line, or over its day, is −1,
and −2 from half of the way on; reliably worse is −2. The goal's level is the one nearest to their mean, the lower
of two that are equally near. What has no reading is not counted, nor is pain intensity, which is no measure of success.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from groupcare.rules.attainment import LEVELS, level_sign
from groupcare.rules.attendance import Mark, rates
from groupcare.rules.group import Session
from groupcare.rules.homework import Adherence
from groupcare.rules.homework_readings import score_words
from groupcare.rules.measures import Measure
from groupcare.rules.numbers import number
from groupcare.rules.objectives import FIFTH, Progress, Standing
from groupcare.rules.outcomes import Reading, change_words, gained
from groupcare.rules.plan import REVIEW_DAYS, Goal, PlanContent, PlanReview, Reviewed, ScoreAim
from groupcare.rules.regained import Regained
from groupcare.rules.words import count, rate, whole_day

HALF = 0.5
NO_SUCCESS = "not the measure of success"
NOT_ATTENDED = (
    (Mark.excused, "told us ahead"),
    (Mark.absent, "absent without notice"),
    (Mark.held, "held by us"),
    (Mark.cancelled, "cancelled by us"),
)


class Suggested(Struct, frozen=True, kw_only=True):
    """The level that a goal's objectives suggest, None where nothing is known of them, and why."""

    goal: int
    level: int | None
    why: str

    @property
    def words(self) -> str:
        """Suggested: 0 as expected (1.1 met; 1.2 no data, not counted)."""
        if self.level is None:
            return f"Nothing is suggested ({self.why})." if self.why else "Nothing is suggested: it has no objective."
        return f"Suggested: {level_sign(self.level)} {LEVELS[self.level]} ({self.why})."


class Told(Struct, frozen=True, kw_only=True):
    """What the record tells of a plan from day `since` to day `on`, both in it."""

    since: date
    on: date
    objectives: tuple[Progress, ...]
    attended: str = ""
    practised: str = ""
    measures: tuple[str, ...] = ()
    regained: tuple[str, ...] = ()


class ReviewDraft(Struct, frozen=True, kw_only=True):
    """A review as far as the record can fill it, what is suggested for each goal, and the day of the next one."""

    since: date
    review: PlanReview
    suggested: tuple[Suggested, ...]
    next_on: date


def reviewed_since(content: PlanContent, on: date) -> date:
    """The first day that a review on `on` looks at: the day after the last review before it, else the plan's own."""
    before = [review.on for review in content.review if review.on < on]
    return max(before) + timedelta(days=1) if before else min(content.dated, on)


def next_review(on: date, working: tuple[int, ...], closed: Mapping[date, str], days: int = REVIEW_DAYS) -> date:
    """The day to propose for the review of a plan of that day, or reviewed on it: the last working day within so many
    days, the last of them where none is one. `working` are ISO weekdays, `closed` the clinic's closed days."""
    last = on + timedelta(days=days)
    each = (last - timedelta(days=back) for back in range(days))
    return next((day for day in each if day.isoweekday() in working and day not in closed), last)


def review_draft(content: PlanContent, told: Told, measures: Mapping[str, Measure], next_on: date) -> ReviewDraft:
    """The draft, with the day proposed for the next one; nothing in it is anybody's judgement yet."""
    return ReviewDraft(
        since=told.since,
        review=PlanReview(
            on=told.on,
            objective=tuple(map(reviewed, told.objectives)),
            attended=told.attended,
            practised=told.practised,
            measures=told.measures,
            regained=told.regained,
        ),
        suggested=tuple(suggested(goal, told.objectives, measures) for goal in content.goal),
        next_on=next_on,
    )


def reviewed(found: Progress) -> Reviewed:
    """An objective written down as it stands."""
    return Reviewed(
        key=found.objective.key,
        words=found.objective.words,
        standing=str(found.standing),
        baseline=found.baseline,
        latest=found.latest.value if found.latest else None,
        latest_on=found.latest.on if found.latest else None,
        target=found.target,
        unit=found.unit,
        baseline_prorated=found.line is not None and found.line.prorated,
        latest_prorated=found.latest is not None and found.latest.prorated,
    )


# --- what is suggested ----------------------------------------------------------------------------------------------


def level_of(found: Progress) -> int | None:
    """The level that one objective suggests; None where it has no reading to go by."""
    if found.standing is Standing.worse:
        return -2
    line = found.line
    span = abs(line.target - line.baseline) if line else 0.0
    if found.standing is Standing.met:
        return _beyond(found, span)
    if found.standing is Standing.on_track:
        return 0
    if found.latest is None:
        return None
    return -2 if found.behind is not None and span and found.behind >= HALF * span else -1


def _beyond(found: Progress, span: float) -> int:
    if found.latest is None or found.line is None or not span:
        return 0
    over = gained(found.better, found.line.target, found.latest.value) or 0.0
    return 2 if over >= HALF * span else 1 if over >= FIFTH * span else 0


def suggested(goal: Goal, progress: Iterable[Progress], measures: Mapping[str, Measure]) -> Suggested:
    """What the objectives of a goal suggest for it."""
    keys = {objective.key for objective in goal.objective}
    levels: list[int] = []
    said: list[str] = []
    for found in progress:
        if found.objective.key not in keys:
            continue
        level = level_of(found)
        words = f"{found.objective.key} {found.standing}"
        if _is_intensity(found, measures):
            words += f": {NO_SUCCESS}, not counted"
        elif level is None:
            words += ", not counted"
        else:
            levels.append(level)
            words += ", beyond its target" if level > 0 else ""
        said.append(words)
    total, many = sum(levels), len(levels)
    level = -((many - 2 * total) // (2 * many)) if many else None  # the mean, a half to the lower level
    return Suggested(goal=goal.number, level=level, why="; ".join(said))


def _is_intensity(found: Progress, measures: Mapping[str, Measure]) -> bool:
    aim = found.objective.aim
    measure = measures.get(aim.measure) if isinstance(aim, ScoreAim) else None
    return measure is not None and measure.intensity


# --- what the record tells, in words --------------------------------------------------------------------------------


def reviewed_in_words(one: Reviewed) -> str:
    """1.2 Practise on five days: 0 → 4, target 5 (of 7 days), Tue 6 Oct 2026: on track – what was said."""
    words = f"{one.key} {one.words.rstrip('. ')}"
    read = (one.baseline, one.baseline_prorated), (one.latest, one.latest_prorated)
    values = [score_words(value, prorated=prorated) for value, prorated in read if value is not None]
    parts = []
    if one.latest is not None or one.target is not None:
        parts.append(" → ".join(values) or "no start")
    if one.target is not None:
        parts.append(f"target {number(one.target)}" + (f" ({one.unit})" if one.unit else ""))
    if one.latest_on is not None:
        parts.append(whole_day(one.latest_on))
    words += f": {', '.join(parts)}" if parts else ""
    return f"{words}: {one.standing}" + (f" – {one.said}" if one.said else "")


def told_in_words(review: PlanReview) -> Iterator[str]:
    """What a review was filled with, but for the objectives: a line each."""
    for title, words in (("Attended", review.attended), ("Practised", review.practised)):
        if words:
            yield f"{title}: {words}"
    yield from (f"Measure: {words}" for words in review.measures)
    yield from (f"Regained: {words}" for words in review.regained)


def attended_words(
    group: str, sessions: Sequence[Session], marks: Mapping[str, Mark], told: tuple[date, date], left: date | None
) -> str:
    """Pain Skills: 6/8 75 % of its held sessions, 1 told us ahead, 1 absent without notice.

    `sessions` are those of the member's time in the group, `told` the first and last day looked at, `left` the day on
    which they left. Empty where no session was held then.
    """
    first, last = told
    mine = [s for s in sessions if first <= s.date <= last]
    found = rates(mine, marks, first, left)
    counted = [(sum(marks.get(s.id) is mark for s in mine), words) for mark, words in NOT_ATTENDED]
    more = [f"{many} {words}" for many, words in counted if many]
    if found.not_marked:
        more.append(f"{found.not_marked} not marked yet")
    if not found.held.of and not more:
        return ""
    held = f"{rate(found.held)} of the sessions held" if found.held.of else "no session marked"
    return f"{group}: {', '.join((held, *more))}"


def practised_words(found: Adherence, counted: str = "days") -> str:
    """11/15 73 % of the days set in what came in, 1 not handed in, quality 3 of 4; empty where nothing was set.
    `counted` says of what it is: days, times, or both."""
    if not found.with_unknown.of:
        return ""
    parts = [f"{rate(found.known)} of the {counted} set in what came in"] if found.known.of else []
    if found.not_handed_in:
        parts.append(f"{count(found.not_handed_in, 'piece')} not handed in")
    if found.quality is not None:
        parts.append(f"quality {number(found.quality)} of 4")
    return ", ".join(parts)


def measure_words(measure: Measure, readings: Iterable[Reading], since: date, on: date) -> str:
    """PHQ-9 16, moderately severe, on Tue 8 Sep 2026 → 9, mild, on …: 7 points lower, better: important (…).

    From the last reading before `since`, else the first one from then on, to the newest up to `on`; empty where it was
    not given in that time.
    """
    known = sorted((r for r in readings if r.value is not None and r.on <= on), key=lambda r: r.on)
    within = [r for r in known if r.on >= since]
    if not within:
        return ""
    first, last = [*(r for r in known if r.on < since), within[0]][-2:][0], within[-1]
    note = f" ({NO_SUCCESS})" if measure.intensity else ""
    now = f"{last.says}, on {whole_day(last.on)}"
    if first is last or first.value is None or last.value is None:
        return f"{measure.name}{note} {now}: given once"
    changed = change_words(measure, first.value, last.value)
    return f"{measure.name}{note} {first.says}, on {whole_day(first.on)} → {now}: {changed}"


def regained_words(one: Regained) -> str:
    """Gardening, Tue 6 Oct 2026: “I potted two plants.” Matters: the garden was ours."""
    said = f"{one.activity}, {whole_day(one.on)}"
    said += f": “{one.words}”" if one.words else ""
    return f"{said} Matters: {one.mattered}" if one.mattered else said
