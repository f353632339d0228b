"""What homework that serves an objective tells about it: a reading for each piece that was handed in.

Days and counts are brought to a week, or to the aim's own number of days, by the length of time the homework was set
for. An amount is read where the log is counted in the objective's own unit, and nothing is read from what a log does
not tell: an aim without a reading has none.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from groupcare.rules.curriculum import HomeworkKind
from groupcare.rules.homework import Homework, Practice
from groupcare.rules.homework_log import DAY, ActivityRestLog, PacedLog, PracticeLog, ThoughtLog, counted_in, mean
from groupcare.rules.measures import Better
from groupcare.rules.numbers import number
from groupcare.rules.plan import Aim, AmountAim, CountAim, DaysAim

WEEK = 7
_OFTEN = ("", " a day", " per day", " each day", " daily", " a time", " at a time", " each time")
_SAME_UNIT = {f"{name}{often}": "min" for name in ("min", "mins", "minute", "minutes") for often in _OFTEN} | {
    f"{name}{often}": "h" for name in ("h", "hour", "hours") for often in _OFTEN
}


def score_words(value: float, *, prorated: bool) -> str:
    """14.6 prorated; a number alone where nothing was missing."""
    return f"{number(value)} prorated" if prorated else number(value)


class Point(Struct, frozen=True):
    """A value on a day; `told` of one that was written down by hand, `prorated` of a score that stands in for missing
    answers, which is always said beside it."""

    on: date
    value: float
    told: bool = False
    prorated: bool = False

    @property
    def words(self) -> str:
        """14.6 prorated."""
        return score_words(self.value, prorated=self.prorated)


def homework_readings(aim: Aim, tasks: Iterable[Homework]) -> list[Point]:
    """The readings of these pieces for this aim, each on the day it was handed in; none for scores and milestones."""
    handed_in = [task for task in tasks if task.practice is not None]
    match aim:
        case DaysAim(what="days"):
            return days_done(aim, handed_in)
        case DaysAim():
            return _points((task, _episodes(aim, task)) for task in handed_in)
        case AmountAim():
            return _points((task, _amount(aim, task)) for task in handed_in)
        case CountAim():
            return _points((task, _count(task)) for task in handed_in)
        case _:
            return []


def days_done(aim: DaysAim, tasks: Iterable[Homework]) -> list[Point]:
    """What was handed in, as days of the aim's `of`, by the length of time it was set for; on the day of handing in.

    Homework that is counted in times (flares, experiments) tells of no days. Where the aim asks for minutes a time and
    the log tells them, a day with fewer is not one of them; where less than that was set, what was set is enough.
    """
    return _points(
        (task, round(min(_days(aim, task, task.practice), _length(task)) * aim.of / _length(task), 1))
        for task in tasks
        if task.practice is not None and counted_in(task.task) == DAY
    )


def _days(aim: DaysAim, task: Homework, practice: Practice) -> int:
    log = practice.log
    if aim.minutes and isinstance(log, PracticeLog) and log.minutes:
        enough = min(aim.minutes, task.task.minutes or aim.minutes)
        return sum(minutes >= enough for minutes in log.minutes if minutes)
    return practice.days


def _episodes(aim: DaysAim, task: Homework) -> float | None:
    """A fairer thought in so many of the flares, out of the aim's number of them."""
    log = task.practice.log if task.practice else None
    if not isinstance(log, ThoughtLog) or not log.flares:
        return None
    return round(log.reframed * aim.of / log.flares, 1)


def _amount(aim: AmountAim, task: Homework) -> float | None:
    """What was done a time on the days on which it was; of hours up and about and hours resting the one that the aim
    wants to change: rest is to fall, activity to rise."""
    log = task.practice.log if task.practice else None
    if isinstance(log, PacedLog):
        return mean([one for one in log.amounts if one]) if _unit(log.unit) == _unit(aim.unit) else None
    if isinstance(log, ActivityRestLog) and _unit(aim.unit) == "h":
        return mean(log.resting if aim.better is Better.lower else log.active)
    return None


def _count(task: Homework) -> float | None:
    """Times a week; hours written up are no times that something was done."""
    if task.practice is None or task.task.kind is HomeworkKind.activity_rest_log:
        return None
    return round(task.practice.days * WEEK / _length(task), 1)


def _length(task: Homework) -> int:
    """The days it was set for."""
    return max(1, (task.hand_in_by - task.set_on).days) if task.hand_in_by else WEEK


def _unit(words: str) -> str:
    """What is counted, without how often: of “minutes, 5 days a week” it is minutes."""
    said = " ".join(words.partition(",")[0].casefold().split())
    return _SAME_UNIT.get(said, said)


def _points(values: Iterable[tuple[Homework, float | None]]) -> list[Point]:
    return [Point(task.practice.on, value) for task, value in values if task.practice and value is not None]
