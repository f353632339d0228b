"""Behavioural experiments as one list: those of the plan and those of homework logs; what was feared against what was.

The plan's and the log's are kept as they were told. How bad it was expected to be and was stands from 0 to 10 where it
was told in a number, and in the member's words where it was told in words: words are never made into numbers. One that
was written into both the plan and a log stands twice, for nothing says that the two are one.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.homework import Homework
from groupcare.rules.homework_log import ExperimentLog
from groupcare.rules.plan import Experiment


class Told(StrEnum):
    """Where an experiment was written down."""

    plan = "plan"
    homework = "homework"


class TriedExperiment(Struct, frozen=True, kw_only=True):
    """An experiment. `expected` and `actual` are 0 to 10, `feared` and `happened` words; `on` the day it was tried, of
    homework the day it was handed in. `of` is the homework's id, empty for the plan's."""

    told: Told
    what: str
    feared: str = ""
    expected: int | None = None
    happened: str = ""
    actual: int | None = None
    learned: str = ""
    on: date | None = None
    of: str = ""

    @property
    def is_done(self) -> bool:
        """Whether anything was told of how it went; one that is only planned is not."""
        return self.actual is not None or bool(self.happened)

    @property
    def less(self) -> int | None:
        """By how many points it was less bad than feared, negative where worse; None where a number is missing."""
        return None if self.expected is None or self.actual is None else self.expected - self.actual


class Against(Struct, frozen=True, kw_only=True):
    """Predicted against actual over some experiments. `done` were tried; of the `compared`, both are known in numbers:
    `expected` and `actual` are their means to one decimal (None of none), and each was less bad, as bad or worse."""

    done: int
    compared: int
    expected: float | None
    actual: float | None
    less_bad: int
    as_bad: int
    worse: int


def of_plan(experiments: Iterable[Experiment]) -> Iterator[TriedExperiment]:
    """Those that stand in a plan, planned ones too."""
    for one in experiments:
        yield TriedExperiment(
            told=Told.plan,
            what=one.activity,
            feared=one.feared,
            expected=one.expected,
            happened=one.happened,
            actual=one.actual,
            learned=one.learned,
            on=one.on,
        )


def of_homework(tasks: Iterable[Homework]) -> Iterator[TriedExperiment]:
    """Those of the logs that were handed in."""
    for task in tasks:
        practice = task.practice
        if practice is None or not isinstance(practice.log, ExperimentLog):
            continue
        for trial in practice.log.trials:
            yield TriedExperiment(
                told=Told.homework,
                what=task.task.what,
                feared=trial.feared if isinstance(trial.feared, str) else "",
                expected=trial.feared if isinstance(trial.feared, int) else None,
                happened=trial.happened if isinstance(trial.happened, str) else "",
                actual=trial.happened if isinstance(trial.happened, int) else None,
                learned=trial.learned,
                on=practice.on,
                of=task.id,
            )


def in_order(experiments: Iterable[TriedExperiment]) -> tuple[TriedExperiment, ...]:
    """By the day they were tried; those without a day, which are planned, last."""
    return tuple(sorted(experiments, key=lambda one: (one.on is None, one.on or date.max)))


def against(experiments: Iterable[TriedExperiment]) -> Against:
    """What they come to."""
    done = [one for one in experiments if one.is_done]
    both = [one for one in done if one.less is not None]
    gaps = [one.less or 0 for one in both]
    return Against(
        done=len(done),
        compared=len(both),
        expected=_mean([one.expected or 0 for one in both]),
        actual=_mean([one.actual or 0 for one in both]),
        less_bad=sum(gap > 0 for gap in gaps),
        as_bad=sum(gap == 0 for gap in gaps),
        worse=sum(gap < 0 for gap in gaps),
    )


def _mean(values: list[int]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None


def against_words(found: Against) -> str:
    """Less bad than feared in 3 of 4, worse in 1; feared 7.5, was 3.3 of 10 on average. What else: 2 told in words."""
    if not found.done:
        return "none tried yet"
    if not found.compared:
        return f"{found.done} tried, told in words"
    said = f"less bad than feared in {found.less_bad} of {found.compared}"
    said += f", as bad in {found.as_bad}" if found.as_bad else ""
    said += f", worse in {found.worse}" if found.worse else ""
    mean = "" if found.compared == 1 else " on average"
    said += f"; feared {found.expected:g}, was {found.actual:g} of 10{mean}"
    words = found.done - found.compared
    return said + (f"; {words} told in words" if words else "")


def against_short(found: Against) -> str:
    """The same in few words: 3 of 4 less bad, 7.5 → 3.3."""
    if not found.compared:
        return against_words(found)
    return f"{found.less_bad} of {found.compared} less bad, {found.expected:g} → {found.actual:g}"


def tried_words(one: TriedExperiment) -> str:
    """Feared “two days in bed” (9 of 10); was “sore that evening” (4 of 10); learned “sore is not harmed”."""
    parts = (
        _rated("feared", one.feared, one.expected),
        _rated("was", one.happened, one.actual) if one.is_done else "not tried yet",
        f"learned “{one.learned}”" if one.learned else "",
    )
    return "; ".join(part for part in parts if part)


def _rated(name: str, words: str, level: int | None) -> str:
    if not words:
        return "" if level is None else f"{name} {level} of 10"
    return f"{name} “{words}”" + ("" if level is None else f" ({level} of 10)")
