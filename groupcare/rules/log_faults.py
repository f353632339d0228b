"""Logs that cannot be: why one cannot be taken as it was written, in a sentence each."""

from collections.abc import Sequence
from math import isfinite
from typing import Final

from groupcare.rules.curriculum import HomeworkTask
from groupcare.rules.homework_log import (
    LOG_OF,
    LONGEST_WORDS,
    MINUTES,
    MOST_FLARES,
    MOST_TRIALS,
    ActivityRestLog,
    ExperimentLog,
    Log,
    OwnTaskLog,
    PacedLog,
    PracticeLog,
    ThoughtLog,
    Trial,
    either,
)

DAY_MINUTES: Final = 24 * 60
DAY_HOURS: Final = 24
MOST_AMOUNT: Final = 100_000
"""The most of any unit that is done in a day (steps, say); more is a slip of the pen [P]."""


def fault_in_log(task: HomeworkTask, log: Log, days: int) -> str | None:
    """Why a log of this task cannot be taken, in a sentence; None when it can. `days` are those that it may tell of."""
    if not isinstance(log, LOG_OF[task.kind]):
        return f"This homework is kept as a log of its own kind: {task.kind}."
    written = _days_written(log)
    if written > days:
        return f"The log tells of {written} days; from the day after it was set until it was handed in were {days}."
    return _fault(log)


def _fault(log: Log) -> str | None:
    match log:
        case PracticeLog():
            return _practice_fault(log)
        case PacedLog():
            return _paced_fault(log)
        case ThoughtLog(flares=flares, reframed=reframed):
            if not 0 <= flares <= MOST_FLARES:
                return f"The flares must be from 0 to {MOST_FLARES}."
            if not 0 <= reframed <= flares:
                return "A fairer thought can be found in no more flares than there were."
            return None
        case ActivityRestLog():
            return _activity_rest_fault(log)
        case ExperimentLog(trials=trials):
            return _trials_fault(trials)
        case OwnTaskLog(done=done, words=words):
            if all(one is None for one in done):
                return "The log is empty: say of at least one day whether it was done."
            if len(words) > LONGEST_WORDS:
                return f"The words of a log must be at most {LONGEST_WORDS:,} characters. Nothing was cut or saved."
            return None


def _practice_fault(log: PracticeLog) -> str | None:
    if all(one is None for one in log.done):
        return "The log is empty: say of at least one day whether it was done."
    if log.minutes and len(log.minutes) != len(log.done):
        return "The log must have minutes for each of its days, or for none."
    for done, minutes in zip(log.done, log.minutes, strict=False):
        if minutes is not None and not 0 <= minutes <= DAY_MINUTES:
            return f"The minutes of a day must be from 0 to {DAY_MINUTES:,}."
        if (minutes is None and done is not None) or (minutes is not None and done is not (minutes > 0)):
            return "A day with minutes is a day on which it was done, and one with 0 minutes is not."
    return None


def _paced_fault(log: PacedLog) -> str | None:
    if all(one is None for one in log.amounts):
        return "The log is empty: say of at least one day how much was done."
    if not log.unit.strip():
        return "The log must say what its amounts are counted in."
    most = DAY_MINUTES if log.unit == MINUTES else MOST_AMOUNT
    if not all(isfinite(one) and 0 <= one <= most for one in (log.planned, *_known(log.amounts))):
        return f"The amount of a day must be from 0 to {most:,}."
    return None


def _activity_rest_fault(log: ActivityRestLog) -> str | None:
    if len(log.active) != len(log.resting):
        return "The log must have hours active and hours resting for the same days."
    if all(one is None for one in either(log)):
        return "The log is empty: write hours active and hours resting of at least one day."
    if not all(isfinite(one) and 0 <= one <= DAY_HOURS for one in (*_known(log.active), *_known(log.resting))):
        return f"Hours of a day must be from 0 to {DAY_HOURS}."
    if any((a or 0) + (b or 0) > DAY_HOURS for a, b in zip(log.active, log.resting, strict=True)):
        return f"Hours active and hours resting are more than the {DAY_HOURS} of a day."
    return None


def _trials_fault(trials: Sequence[Trial]) -> str | None:
    if len(trials) > MOST_TRIALS:
        return f"There must be at most {MOST_TRIALS} experiments."
    for trial in trials:
        for said, of in ((trial.feared, "feared"), (trial.happened, "happened")):
            if isinstance(said, int) and not 0 <= said <= 10:
                return f"What {of} is a number from 0 to 10, or words."
            if isinstance(said, str) and not said.strip():
                return f"An experiment says what {of}, as a number from 0 to 10 or in words."
        texts = (said for said in (trial.feared, trial.happened, trial.learned) if isinstance(said, str))
        if any(len(text) > LONGEST_WORDS for text in texts):
            return f"The words of a log must be at most {LONGEST_WORDS:,} characters. Nothing was cut or saved."
    return None


def _known(values: Sequence[float | None]) -> list[float]:
    return [one for one in values if one is not None]


def _days_written(log: Log) -> int:
    """The place of the last day that something is written for."""
    match log:
        case PracticeLog(done=days) | OwnTaskLog(done=days):
            each: Sequence[object] = days
        case PacedLog(amounts=amounts):
            each = amounts
        case ActivityRestLog():
            each = either(log) if len(log.active) == len(log.resting) else ()
        case _:
            each = ()
    return max((place for place, one in enumerate(each, 1) if one is not None), default=0)
