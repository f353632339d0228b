"""Homework: what was set for a member at a session, what was handed in, and what a reviewer made of it.

Days count up to what was set: six of five is five, so that a surplus hides no shortfall elsewhere. Not handed in is
unknown, not none; rates are given with and without it. Adherent is half or more of what was set (Decker 2016, where
the mean was 41 %); quantity and quality are reported apart (Kazantzis 2004).
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.attendance import Rate
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework_log import (
    MOST_FLARES,
    MOST_TRIALS,
    Log,
    day_marks,
    log_days,
    times_in,
)
from groupcare.rules.kept import Kept
from groupcare.rules.log_faults import fault_in_log

ADHERENT_PERCENT = 50
QUALITY = ("not done", "tried, not as meant", "partly as meant", "mostly as meant", "as meant, and used in daily life")


class Barrier(StrEnum):
    """What stood in the way."""

    time = "time"
    pain_flare = "pain flare"
    forgot = "forgot"
    not_understood = "not understood"
    no_use_seen = "no use seen"
    mood = "mood"
    other = "other"


class Practice(Struct, frozen=True, kw_only=True):
    """What a member handed in: on how many days it was done, and what was written about it.

    `log` is what they wrote day by day, where they did; `days` are then those of it, see `times_in`.
    """

    days: int
    on: date
    minutes: int | None = None
    difficulty: int | None = None
    barrier: Barrier | None = None
    helped: str = ""
    while_absent: bool = False
    log: Log | None = None


class Review(Struct, frozen=True, kw_only=True):
    """What a clinician or facilitator made of it. `quality` is 0 to 4, see QUALITY."""

    quality: int | None
    comment: str
    by: str
    at: datetime


class Tried(Struct, frozen=True, kw_only=True):
    """An idea that was offered to a member. `tried` and `helped` are None until they were asked and could tell."""

    idea: str
    offered_on: date
    by: str
    tried: bool | None = None
    helped: bool | None = None


class Homework(Kept, frozen=True, kw_only=True):
    """One task set for one member at one session. `due` is the day it was handed in while nobody has reviewed it.

    `tried` are the ideas that were offered to the member against what stood in the way of it.
    """

    client: str
    member: str
    group: str
    session: str
    task: HomeworkTask
    days_set: int
    set_on: date
    hand_in_by: date | None = None
    objective: str | None = None
    practice: Practice | None = None
    review: Review | None = None
    due: date | None = None
    tried: tuple[Tried, ...] = ()


def days_to_set(days_of_7: int, gap_days: int) -> int:
    """What to set for `gap_days` until the next meeting, from `days_of_7` in a week: at least 1, at most every day."""
    if gap_days <= 0:
        return days_of_7
    return max(1, min(gap_days, (2 * days_of_7 * gap_days + 7) // 14))


def done(homework: Homework) -> int | None:
    """Days done, up to what was set; None while nothing was handed in."""
    return None if homework.practice is None else min(homework.practice.days, homework.days_set)


class Adherence(Struct, frozen=True):
    """Days done of days set: among what was handed in, and with what was not counted as none."""

    known: Rate
    with_unknown: Rate
    quality: float | None
    not_handed_in: int

    @property
    def adherent(self) -> bool | None:
        """Half or more of what was set, among what is known; None while nothing is."""
        return None if self.known.percent is None else 2 * self.known.done >= self.known.of


def adherence(tasks: Iterable[Homework]) -> Adherence:
    """A member's or a group's adherence over these tasks; quality is the mean of the reviews that give one."""
    done_days = known = every = unknown = 0
    qualities: list[int] = []
    for task in tasks:
        every += task.days_set
        days = done(task)
        if days is None:
            unknown += 1
        else:
            done_days += days
            known += task.days_set
        if task.review is not None and task.review.quality is not None:
            qualities.append(task.review.quality)
    return Adherence(
        known=Rate(done_days, known),
        with_unknown=Rate(done_days, every),
        quality=round(sum(qualities) / len(qualities), 2) if qualities else None,
        not_handed_in=unknown,
    )


def most_days(homework: Homework) -> int:
    """On how many days it can have been done: those until the next meeting, a week where none was planned."""
    gap = (homework.hand_in_by - homework.set_on).days if homework.hand_in_by else 7
    return max(gap, homework.days_set)


def dates_of(homework: Homework) -> tuple[date, ...]:
    """The days of its log, beginning with the day after it was set."""
    return log_days(homework.set_on, most_days(homework))


def marks_of(homework: Homework) -> str:
    """●●●○●○○, a mark a day, of a log that was handed in; empty without one, where only the number is known."""
    log = homework.practice.log if homework.practice else None
    return "" if log is None else "".join(day_marks(log, homework.task))


def fault_in_practice(homework: Homework, practice: Practice, gap_days: int | None) -> str | None:
    """Why a log cannot be taken, in a sentence; None when it can."""
    most = max(gap_days or 7, homework.days_set)
    if practice.log is not None:
        fault = fault_in_log(homework.task, practice.log, min(most, (practice.on - homework.set_on).days))
        if fault is not None:
            return fault
        if practice.days != times_in(practice.log):
            return f"The log shows {times_in(practice.log)}, not {practice.days}."
    if not 0 <= practice.days <= _most_times(homework, most):
        return f"The days done must be from 0 to {_most_times(homework, most)}."
    if practice.minutes is not None and not 0 <= practice.minutes <= 24 * 60:
        return "The minutes must be from 0 to 1,440."
    if practice.difficulty is not None and not 0 <= practice.difficulty <= 10:
        return "The difficulty must be from 0 to 10."
    return None


def _most_times(homework: Homework, most: int) -> int:
    """Flares and experiments may come more than once a day; everything else is counted in days."""
    if homework.task.kind is HomeworkKind.thought_record:
        return max(most, MOST_FLARES)
    return max(most, MOST_TRIALS) if homework.task.kind is HomeworkKind.experiment else most
