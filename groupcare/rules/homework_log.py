"""What a member wrote down day by day between two sessions: a log of its own for each kind of homework.

A log's days begin with the day after the homework was set. A day that was left blank is not known, which is not none.
Pacing steps are 10 to 20 % a week (clinical facts, section 4): the program proposes, people decide.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from groupcare.rules.curriculum import HomeworkKind, HomeworkTask

MOST_FLARES: Final = 100
"""The most flares or low moments between two sessions; more is a slip of the pen [P]."""
MOST_TRIALS: Final = 50
LONGEST_WORDS: Final = 2_000
STEP_PERCENT: Final = (10, 20)
MINUTES: Final = "min"
DAY: Final = "day"
TIME: Final = "time"


class PracticeLog(Struct, frozen=True, kw_only=True, tag="practice"):
    """A skill practised: each day done or not, None where it was left blank. `minutes` are those of each day, or empty
    where only marks were made."""

    done: tuple[bool | None, ...]
    minutes: tuple[int | None, ...] = ()


class PacedLog(Struct, frozen=True, kw_only=True, tag="paced activity"):
    """An activity by the clock, not by the pain: the `planned` amount a time in `unit`, and what was done each day."""

    unit: str
    planned: float
    amounts: tuple[float | None, ...]


class ThoughtLog(Struct, frozen=True, kw_only=True, tag="thought record"):
    """Of so many flares or low moments, in how many a fairer thought was found."""

    flares: int
    reframed: int


class ActivityRestLog(Struct, frozen=True, kw_only=True, tag="activity-rest log"):
    """Hours up and about, and hours resting or lying down in the day, a day each."""

    active: tuple[float | None, ...]
    resting: tuple[float | None, ...]


class Trial(Struct, frozen=True, kw_only=True):
    """One behavioural experiment: what was feared and what happened, each 0 to 10 or in words, and what was learned."""

    feared: int | str
    happened: int | str
    learned: str = ""


class ExperimentLog(Struct, frozen=True, kw_only=True, tag="experiment"):
    """Behavioural experiments that were tried, in their order."""

    trials: tuple[Trial, ...]


class OwnTaskLog(Struct, frozen=True, kw_only=True, tag="own task"):
    """A member's own task, which was set in their own words: each day done or not, and what they wrote about it."""

    done: tuple[bool | None, ...]
    words: str = ""


Log = PracticeLog | PacedLog | ThoughtLog | ActivityRestLog | ExperimentLog | OwnTaskLog

LOG_OF: Final = {
    HomeworkKind.practice: PracticeLog,
    HomeworkKind.paced_activity: PacedLog,
    HomeworkKind.thought_record: ThoughtLog,
    HomeworkKind.activity_rest_log: ActivityRestLog,
    HomeworkKind.experiment: ExperimentLog,
    HomeworkKind.own_task: OwnTaskLog,
}


class DayMark(StrEnum):
    """One day of a log."""

    done = "●"
    some = "◐"
    none = "○"
    blank = "·"


DAY_MARK_WORDS: Final = "● done  ◐ less than was set  ○ not done  · left blank"


def log_days(set_on: date, days: int) -> tuple[date, ...]:
    """The days of a log: `days` of them, from the day after it was set."""
    return tuple(set_on + timedelta(days=n) for n in range(1, days + 1))


def unit_of(task: HomeworkTask) -> str:
    """What an amount of this task is counted in: minutes where nothing else is said."""
    return task.unit or MINUTES


def amount_of(task: HomeworkTask) -> float:
    """How much of it was set a time; 0 where that was left open."""
    return task.amount if task.unit else float(task.minutes)


def counted_in(task: HomeworkTask) -> str:
    """What is counted of it: a day, or a time where several may come in one day (flares, experiments)."""
    return TIME if task.kind in (HomeworkKind.thought_record, HomeworkKind.experiment) else DAY


def counted_together(tasks: Iterable[HomeworkTask]) -> str:
    """What is counted of several: days, times, or days and times; days of none."""
    counted = {counted_in(task) for task in tasks} or {DAY}
    return " and ".join(f"{one}s" for one in (DAY, TIME) if one in counted)


# --- what a log says -------------------------------------------------------------------------------------------------


def times_in(log: Log) -> int:
    """How often the homework was done: days for most kinds; reframed flares, experiments tried, days written up."""
    match log:
        case PracticeLog(done=done) | OwnTaskLog(done=done):
            return sum(one is True for one in done)
        case PacedLog(amounts=amounts):
            return sum(bool(one) for one in amounts)
        case ThoughtLog(reframed=reframed):
            return reframed
        case ActivityRestLog():
            return sum(one is not None for one in either(log))
        case ExperimentLog(trials=trials):
            return len(trials)


def day_marks(log: Log, task: HomeworkTask) -> tuple[DayMark, ...]:
    """A mark a day; nothing where the log is not kept by days. Less than was set a time is a day on which it was done,
    and shown as less."""
    match log:
        case PracticeLog(done=done, minutes=minutes):
            each = minutes or (None,) * len(done)
            return tuple(_mark(one, amount, task.minutes) for one, amount in zip(done, each, strict=True))
        case OwnTaskLog(done=done):
            return tuple(_mark(one, None, 0) for one in done)
        case PacedLog(amounts=amounts, planned=planned):
            return tuple(_mark(None if one is None else one > 0, one, planned) for one in amounts)
        case ActivityRestLog():
            return tuple(DayMark.blank if one is None else DayMark.done for one in either(log))
        case _:
            return ()


def day_values(log: Log) -> tuple[str, ...]:
    """What stands in the log for each day: 15, 6/4, – where it was left blank; nothing where it is not kept by days."""
    match log:
        case PracticeLog(done=done, minutes=minutes):
            return tuple(map(_value, minutes)) if minutes else ("",) * len(done)
        case PacedLog(amounts=amounts):
            return tuple(map(_value, amounts))
        case ActivityRestLog(active=active, resting=resting):
            pairs = zip(active, resting, strict=True)
            return tuple("–" if a is None and r is None else f"{_value(a)}/{_value(r)}" for a, r in pairs)
        case OwnTaskLog(done=done):
            return ("",) * len(done)
        case _:
            return ()


def _value(one: float | None) -> str:
    return "–" if one is None else f"{one:g}"


def log_words(log: Log) -> str:
    """What the log comes to beyond the days done, in words; empty where it says no more."""
    match log:
        case PracticeLog(minutes=minutes):
            each = mean([m for m in minutes if m])
            return "" if each is None else f"{each:g} min a time"
        case PacedLog(unit=unit, planned=planned, amounts=amounts):
            each = mean([one for one in amounts if one])
            set_ = f", {planned:g} planned" if planned else ""
            return f"none done{set_}" if each is None else f"{each:g} {unit} a time{set_}"
        case ThoughtLog(flares=flares, reframed=reframed):
            return f"a fairer thought in {reframed} of {flares} {'flare' if flares == 1 else 'flares'}"
        case ActivityRestLog(active=active, resting=resting):
            hours = ((mean(active), "active"), (mean(resting), "resting"))
            return ", ".join(f"{words} {h:g} h" for h, words in hours if h is not None) + " a day"
        case ExperimentLog(trials=trials):
            return " · ".join(_trial_words(trial) for trial in trials)
        case OwnTaskLog(words=words):
            return f"“{words}”" if words else ""


def _trial_words(trial: Trial) -> str:
    learned = f", learned “{trial.learned}”" if trial.learned else ""
    return f"feared {_said(trial.feared)}, happened {_said(trial.happened)}{learned}"


def _said(of: int | str) -> str:
    return f"{of} of 10" if isinstance(of, int) else f"“{of}”"


def _mark(done: bool | None, amount: float | None, wanted: float) -> DayMark:
    if done is None:
        return DayMark.blank
    if not done:
        return DayMark.none
    return DayMark.some if amount is not None and amount < wanted else DayMark.done


def either(log: ActivityRestLog) -> tuple[float | None, ...]:
    """A value a day on which anything was written, None where nothing was."""
    return tuple(b if a is None else a for a, b in zip(log.active, log.resting, strict=True))


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of what is known, to one decimal; None of nothing."""
    known = [one for one in values if one is not None]
    return round(sum(known) / len(known), 1) if known else None


# --- the next step of a paced activity -------------------------------------------------------------------------------


class NextStep(Struct, frozen=True, kw_only=True):
    """An amount a time to propose for the coming week, from `least` to `most`; both the same where it stays."""

    least: float
    most: float
    unit: str
    why: str


def next_step(log: PacedLog, days_set: int) -> NextStep | None:
    """What to propose after this log: 10 to 20 % more where it was done as often as set and by the clock, else the
    same again. None where no amount had been set. People decide."""
    if log.planned <= 0:
        return None
    done = [one for one in log.amounts if one]
    over = sum(one > log.planned * (100 + STEP_PERCENT[1]) / 100 for one in done)
    if over:
        why = f"more than the next step on {over} {'day' if over == 1 else 'days'}, so stop by the clock first"
    elif len(done) < days_set:
        why = f"done {len(done)} of {days_set} times, so the same again"
    elif any(one < log.planned for one in done):
        why = "not always for as long as was planned, so the same again"
    else:
        least, most = (_rounded(log.planned, percent) for percent in STEP_PERCENT)
        return NextStep(least=least, most=most, unit=log.unit, why="done as set, so 10 to 20 % more")
    return NextStep(least=log.planned, most=log.planned, unit=log.unit, why=why)


def _rounded(planned: float, percent: int) -> float:
    """So many percent more: in whole units from ten on, in tenths below, and never less than one such step."""
    grain = 1.0 if planned >= 10 else 0.1
    return round(max(planned + grain, round(planned * (100 + percent) / 100 / grain) * grain), 1)
