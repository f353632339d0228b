"""The short form of a log: one line in which a paper log is keyed in, and read back against its days.

A day each, in order, from the day after the homework was set; - is a day that was left blank. Blank days at the end
are left out.
"""

import re
from collections.abc import Sequence
from typing import TypeVar

from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework_log import (
    ActivityRestLog,
    ExperimentLog,
    Log,
    OwnTaskLog,
    PacedLog,
    PracticeLog,
    ThoughtLog,
    Trial,
    amount_of,
    unit_of,
)

T = TypeVar("T")
BLANK = "-"
SHORT_FORM = {
    HomeworkKind.practice: "minutes of each day: 15 15 0 20 -   or marks: 1101-01",
    HomeworkKind.paced_activity: "amount of each day: 20 20 0 15 -   other than set: 25: 20 20 0",
    HomeworkKind.thought_record: "fairer thought / flares: 4/7",
    HomeworkKind.activity_rest_log: "hours active/resting of each day: 6/4 5.5/5 -",
    HomeworkKind.experiment: "feared / happened / learned; next one: 8 / 3 / it held",
    HomeworkKind.own_task: "marks, then words: 1101-01 sat with my sister",
}
"""What is keyed in for each kind; - is a day left blank."""
_MARKS = re.compile(r"[01\-]+")
_MARK = {"1": True, "0": False, BLANK: None}
_NUMBER = re.compile(r"\d{1,6}([.,]\d{1,2})?", re.ASCII)
_OF = re.compile(r"(\d{1,4})\s*(?:/|of|\s)\s*(\d{1,4})", re.ASCII)


class NotALog(ValueError):
    """A line that is no log of its kind; the message is a sentence that says what would be one."""


def read_log(line: str, task: HomeworkTask) -> Log:
    """The log that this line is the short form of. Raises NotALog; whether it can be is for `fault_in_log` to say."""
    said = line.strip().replace("–", BLANK).replace("−", BLANK)  # as keyboards and papers have them
    match task.kind:
        case HomeworkKind.practice:
            return _practice(said)
        case HomeworkKind.paced_activity:
            return _paced(said, task)
        case HomeworkKind.thought_record:
            return _thought(said)
        case HomeworkKind.activity_rest_log:
            return _activity_rest(said)
        case HomeworkKind.experiment:
            return _experiment(line.strip())
        case HomeworkKind.own_task:
            return _own(said, line.strip())


def log_line(log: Log) -> str:
    """The short form of a log, as `read_log` reads it back."""
    match log:
        case PracticeLog(done=done, minutes=minutes):
            return " ".join(map(_number, minutes)) + _not_marks(minutes) if minutes else _marks(done)
        case PacedLog(planned=planned, amounts=amounts):
            return f"{planned:g}: " + " ".join(map(_number, amounts))
        case ThoughtLog(flares=flares, reframed=reframed):
            return f"{reframed}/{flares}"
        case ActivityRestLog(active=active, resting=resting):
            pairs = zip(active, resting, strict=True)
            return " ".join(BLANK if a is None and r is None else f"{_number(a)}/{_number(r)}" for a, r in pairs)
        case ExperimentLog(trials=trials):
            return "; ".join(f"{t.feared} / {t.happened}" + (f" / {t.learned}" if t.learned else "") for t in trials)
        case OwnTaskLog(done=done, words=words):
            return f"{_marks(done)} {words}".strip()


def _number(value: float | None) -> str:
    return BLANK if value is None else f"{value:.10g}"


def _marks(done: Sequence[bool | None]) -> str:
    return "".join(BLANK if one is None else str(int(one)) for one in done)


def _not_marks(minutes: Sequence[int | None]) -> str:
    """10 alone would be read as two marks: a blank day behind it says that it is minutes."""
    return f" {BLANK}" if len(minutes) == 1 and _MARKS.fullmatch(_number(minutes[0])) else ""


def _practice(said: str) -> PracticeLog:
    words = said.split()
    if all(word in _MARK for word in words) or (len(words) == 1 and _MARKS.fullmatch(words[0])):
        return _marked([_MARK[c] for word in words for c in word])
    minutes = _trimmed([None if word == BLANK else _whole(word, HomeworkKind.practice) for word in words])
    done = [None if one is None else one > 0 for one in minutes]
    return PracticeLog(done=tuple(done), minutes=minutes) if any(one and one > 1 for one in minutes) else _marked(done)


def _marked(days: Sequence[bool | None]) -> PracticeLog:
    done = _trimmed(days)
    if not done:
        raise _no_log(HomeworkKind.practice)
    return PracticeLog(done=done)


def _paced(said: str, task: HomeworkTask) -> PacedLog:
    planned, colon, amounts = said.rpartition(":")
    if colon and not planned.strip():
        raise _no_log(HomeworkKind.paced_activity)
    each = _trimmed([_amount(word, HomeworkKind.paced_activity) for word in amounts.split()])
    if not each:
        raise _no_log(HomeworkKind.paced_activity)
    wanted = _amount(planned.strip(), HomeworkKind.paced_activity) if colon else amount_of(task)
    return PacedLog(unit=unit_of(task), planned=wanted or 0.0, amounts=each)


def _thought(said: str) -> ThoughtLog:
    found = _OF.fullmatch(said)
    if found is None:
        raise _no_log(HomeworkKind.thought_record)
    return ThoughtLog(flares=int(found[2]), reframed=int(found[1]))


def _activity_rest(said: str) -> ActivityRestLog:
    kind = HomeworkKind.activity_rest_log
    pairs: list[tuple[float | None, float | None] | None] = []
    for word in said.split():
        active, slash, resting = word.partition("/")
        if word != BLANK and not slash:
            raise _no_log(kind)
        both = None if word == BLANK else (_amount(active, kind), _amount(resting, kind))
        pairs.append(None if both == (None, None) else both)
    each = _trimmed(pairs)
    if not each:
        raise _no_log(kind)
    return ActivityRestLog(active=tuple(p and p[0] for p in each), resting=tuple(p and p[1] for p in each))


def _experiment(said: str) -> ExperimentLog:
    trials = []
    for one in said.split(";"):
        if not one.strip():
            continue
        parts = [part.strip() for part in one.split("/", 2)]
        if len(parts) < 2 or not parts[0] or not parts[1]:
            raise _no_log(HomeworkKind.experiment)
        feared, happened, learned = (*parts, "")[:3]
        trials.append(Trial(feared=_rated(feared), happened=_rated(happened), learned=learned))
    if not trials:
        raise _no_log(HomeworkKind.experiment)
    return ExperimentLog(trials=tuple(trials))


def _rated(said: str) -> int | str:
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 3 else said


def _own(said: str, whole: str) -> OwnTaskLog:
    marks: list[bool | None] = []
    words = said.split()
    for word in words:
        if not _MARKS.fullmatch(word):
            break
        marks.extend(_MARK[c] for c in word)
        whole = whole[len(word) :].lstrip()
    done = _trimmed(marks)
    if not done:
        raise _no_log(HomeworkKind.own_task)
    return OwnTaskLog(done=done, words=whole)


def _trimmed(days: Sequence[T | None]) -> tuple[T | None, ...]:
    """Without the blank days at the end."""
    last = max((place for place, one in enumerate(days, 1) if one is not None), default=0)
    return tuple(days[:last])


def _whole(word: str, kind: HomeworkKind) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 6):
        raise _no_log(kind)
    return int(word)


def _amount(word: str, kind: HomeworkKind) -> float | None:
    if word == BLANK:
        return None
    if not _NUMBER.fullmatch(word):
        raise _no_log(kind)
    return float(word.replace(",", "."))


def _no_log(kind: HomeworkKind) -> NotALog:
    return NotALog(f"This cannot be read as a log of this kind. Write {SHORT_FORM[kind]}")
