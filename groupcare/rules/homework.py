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
from groupcare.rules.curriculum import HomeworkTask
from groupcare.rules.kept import Kept

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
    """What a member handed in: on how many days it was done, and what was written about it."""

    days: int
    on: date
    minutes: int | None = None
    difficulty: int | None = None
    barrier: Barrier | None = None
    helped: str = ""
    while_absent: bool = False


class Review(Struct, frozen=True, kw_only=True):
    """What a clinician or facilitator made of it. `quality` is 0 to 4, see QUALITY."""

    quality: int | None
    comment: str
    by: str
    at: datetime


class Homework(Kept, frozen=True, kw_only=True):
    """One task set for one member at one session. `due` is the day it was handed in while nobody has reviewed it."""

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


def fault_in_practice(homework: Homework, practice: Practice, gap_days: int | None) -> str | None:
    """Why a log cannot be taken, in a sentence; None when it can."""
    most = max(gap_days or 7, homework.days_set)
    if not 0 <= practice.days <= most:
        return f"The days done must be from 0 to {most}."
    if practice.minutes is not None and not 0 <= practice.minutes <= 24 * 60:
        return "The minutes must be from 0 to 1,440."
    if practice.difficulty is not None and not 0 <= practice.difficulty <= 10:
        return "The difficulty must be from 0 to 10."
    return None
