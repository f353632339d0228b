"""A log for a member to fill in on paper: what stands on it for each kind of homework, and in which boxes one writes.

What is written here is what the short form of a log (`rules/log_line.py`) reads back, in the same order.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework import Barrier
from groupcare.rules.homework_log import MINUTES, amount_of, counted_in, unit_of
from groupcare.rules.words import count, day

WEEK = 7


class LogForm(Struct, frozen=True, kw_only=True):
    """A form to fill in. `task` is what is to be done, `often` how often, `how` what to write.

    `columns` are headings, the first one of what stands in each row already; a row has as many cells, empty ones are to
    be filled in. `questions` are lines to answer below it, each with what may be ticked (or nothing: a line to write).
    """

    task: str
    often: str
    how: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    questions: tuple[tuple[str, tuple[str, ...]], ...]


def log_form(task: HomeworkTask, days_set: int, first_day: date, days: int = WEEK) -> LogForm:
    """The form of this task for `days` days from `first_day` on, which is the day after the session."""
    columns, how = _COLUMNS[task.kind](task)
    by_day = counted_in(task) == "day"
    dates = (first_day + timedelta(days=n) for n in range(days))
    names = [day(one, first_day) for one in dates] if by_day else _numbers(max(days_set, days))
    return LogForm(
        task=task.what,
        often=_often(task, days_set, days),
        how=how,
        columns=("Day" if by_day else "", *columns),
        rows=tuple((name, *("",) * len(columns)) for name in names),
        questions=(
            ("What got in the way?", tuple(barrier.value for barrier in Barrier)),
            ("How hard was it? 0 easy, 10 as hard as can be", ()),
            ("What helped?", ()),
        ),
    )


def _often(task: HomeworkTask, days_set: int, days: int) -> str:
    amount = amount_of(task)
    each = f", {amount:g} {unit_of(task)} each time" if amount else ""
    if counted_in(task) != "day":
        return f"{count(days_set, counted_in(task))} before the next session{each}"
    return f"on {days_set} of {count(days, 'day')}{each}"


def _numbers(rows: int) -> Sequence[str]:
    return [str(n) for n in range(1, rows + 1)]


def _practice(task: HomeworkTask) -> tuple[tuple[str, ...], str]:
    if task.minutes:
        return ("Minutes", "What I did right after"), "Write the minutes of each day, 0 where you did not do it."
    return ("Done", "What I did right after"), "Tick each day on which you did it; put 0 where you did not."


def _paced(task: HomeworkTask) -> tuple[tuple[str, ...], str]:
    unit = "minutes" if unit_of(task) == MINUTES else unit_of(task)
    how = f"Stop by the clock, not by the pain. Write the {unit} that you planned and did, 0 where you did none."
    return (f"Planned ({unit})", f"Done ({unit})", "What it was good for"), how


def _thought(task: HomeworkTask) -> tuple[tuple[str, ...], str]:
    how = "A line for each flare or low moment. Leave the fairer thought empty where you found none."
    return ("Day", "What happened", "The thought as it came", "A fairer thought", "What I did next"), how


def _activity_rest(task: HomeworkTask) -> tuple[tuple[str, ...], str]:
    how = "Each evening: hours up and about, and hours resting or lying down in the day. Halves are fine."
    return ("Hours active", "Hours resting", "Notes"), how


def _experiment(task: HomeworkTask) -> tuple[tuple[str, ...], str]:
    how = "Before: what you fear will happen, in words or 0 to 10. After: what happened, and what you learned."
    return ("Day, and what I tried", "What I feared", "What happened", "What I learned"), how


def _own(task: HomeworkTask) -> tuple[tuple[str, ...], str]:
    return (
        "Done",
        "In my own words",
    ), "Tick each day on which you did it, 0 where you did not, and write a line on it."


_COLUMNS = {
    HomeworkKind.practice: _practice,
    HomeworkKind.paced_activity: _paced,
    HomeworkKind.thought_record: _thought,
    HomeworkKind.activity_rest_log: _activity_rest,
    HomeworkKind.experiment: _experiment,
    HomeworkKind.own_task: _own,
}
