"""Who stays: what became of each member's time in a group, and the answer that a report gives.

Nobody is dropped: who still attends, never came or has not come yet is counted as such. What a running group will come
to is not known, so shares are of groups that are over.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.attendance import Rate, Rates
from groupcare.rules.group import GroupStatus, MemberStatus
from groupcare.rules.people import EndReason
from groupcare.rules.reports import (
    BY_FIRST_DAY,
    FEWEST,
    Answer,
    Asked,
    Row,
    Series,
    added,
    answer,
    bar,
    grouped,
    people,
    share,
    share_words,
    summed,
    text,
)
from groupcare.rules.ties import across, by_kind, down
from groupcare.rules.words import count


class Course(StrEnum):
    """Where one member's time in a group has come to; every member is in exactly one."""

    to_come = "has not come yet"
    never_came = "never came"
    running = "still running"
    completed = "completed"
    to_the_end = "stayed, attended less"
    left = "left early"


BEGAN = (Course.running, Course.completed, Course.to_the_end, Course.left)
"""Courses of those who attended at least once."""


class Stay(Struct, frozen=True, kw_only=True):
    """One member's time in a group. `whole` are the rates up to the group's end, `own` those up to the member's."""

    group: GroupStatus
    status: MemberStatus
    whole: Rates
    own: Rates
    completion_percent: int
    reason: EndReason | None = None

    @property
    def over(self) -> bool:
        """Whether the whole group is over, so that everybody's course in it is known."""
        return self.group in (GroupStatus.finished, GroupStatus.cancelled)

    @property
    def enough(self) -> bool:
        """Whether enough was attended to have completed: of all that was planned, or for somebody who was finished as
        completed, of all until then."""
        of = self.own.planned if self.reason is EndReason.completed else self.whole.planned
        return of.of > 0 and 100 * of.done >= self.completion_percent * of.of


def course(stay: Stay) -> Course:
    """What became of it so far."""
    gone = stay.status in (MemberStatus.finished, MemberStatus.cancelled)
    ended = gone or stay.over
    if stay.whole.planned.done == 0:
        return Course.never_came if ended else Course.to_come
    if not ended:
        return Course.running
    if stay.enough:
        return Course.completed
    return Course.left if gone else Course.to_the_end


class Stays(Struct, frozen=True, kw_only=True):
    """What several stays come to. `over` are the courses in groups that are over, `running` those in all others;
    `left` are the reasons of those who left early. So many members stand behind each of the three rates (`in_held`)."""

    over: Mapping[Course, int] = {}
    running: Mapping[Course, int] = {}
    left: Mapping[str, int] = {}
    held: Rate = Rate(0, 0)
    planned: Rate = Rate(0, 0)
    reachable: Rate = Rate(0, 0)
    in_held: int = 0
    in_planned: int = 0
    in_reachable: int = 0
    completion_percents: frozenset[int] = frozenset()

    @property
    def courses(self) -> Mapping[Course, int]:
        """Members by what became of their course, in groups that are over and in running ones."""
        return summed((self.over, self.running))


def stays(every: Iterable[Stay]) -> Stays:
    """What these stays come to."""
    known = [(course(stay), stay) for stay in every]
    return Stays(
        over=Counter(c for c, stay in known if stay.over),
        running=Counter(c for c, stay in known if not stay.over),
        left=Counter(str(stay.reason or "not said") for c, stay in known if c is Course.left),
        held=added(stay.own.held for _, stay in known),
        planned=added(stay.own.planned for _, stay in known),
        reachable=added(stay.own.reachable for _, stay in known),
        in_held=sum(stay.own.held.of > 0 for _, stay in known),
        in_planned=sum(stay.own.planned.of > 0 for _, stay in known),
        in_reachable=sum(stay.own.reachable.of > 0 for _, stay in known),
        completion_percents=frozenset(stay.completion_percent for _, stay in known),
    )


def stays_together(every: Iterable[Stays]) -> Stays:
    """Those of several groups as one."""
    found = list(every)
    return Stays(
        over=summed(s.over for s in found),
        running=summed(s.running for s in found),
        left=summed(s.left for s in found),
        held=added(s.held for s in found),
        planned=added(s.planned for s in found),
        reachable=added(s.reachable for s in found),
        in_held=sum(s.in_held for s in found),
        in_planned=sum(s.in_planned for s in found),
        in_reachable=sum(s.in_reachable for s in found),
        completion_percents=frozenset().union(*(s.completion_percents for s in found)),
    )


class StaysIn(Struct, frozen=True, kw_only=True):
    """The stays in one group, with its name and its curriculum's."""

    group: str
    curriculum: str
    stays: Stays


STAY_HEADINGS = (
    *("Group", "Began", "Completed", "Completed %", "Left early", "Attended less", "Still running", "Never came"),
    *("Not come yet", "Of held", "Of planned", "Best reachable", "Reasons for leaving"),
)
REASONS = len(STAY_HEADINGS) - 1
"""The column of several numbers: how many left for each reason is a number of its own, of which sums can be made."""


def who_stays(groups: Sequence[StaysIn], attended: Mapping[int, Rate], asked: Asked) -> Answer:
    """Retention by group and by curriculum; `attended` are those there of those marked, by number of the session."""
    some = [g for g in groups if g.stays.over or g.stays.running]
    by_curriculum = grouped((g.curriculum, g.stays) for g in some)
    curricula = {name: stays_together(of) for name, of in by_curriculum.items()}
    every = stays_together(curricula.values())
    named = [(g.group, g.stays) for g in some] + [(f"All of {name}", of) for name, of in curricula.items()]
    if len(curricula) > 1:
        named.append(("All groups", every))
    rows = [_stay_row(name, of, sums=n >= len(some)) for n, (name, of) in enumerate(named)]
    reasons = {reason: len(STAY_HEADINGS) + n for n, reason in enumerate(every.left)}
    bars = (bar(f"session {n}", attended[n]) for n in sorted(attended))
    enough = " or ".join(f"{percent} %" for percent in sorted(every.completion_percents)) or "the curriculum's share"
    return answer(
        "stays",
        asked,
        _stay_sentence(every),
        STAY_HEADINGS,
        rows,
        Series(title="Attended, of those marked, by session", unit="%", bars=tuple(bars)),
        (
            "A member began who attended at least one session.",
            f"Completed: attended at least {enough} (as the curriculum says) of the sessions planned for them, from "
            "their first one to the group's end. Sessions cancelled or not held, and those for which we held the "
            "member, count for nobody.",
            "Completed % is of those who began, in groups that are over only: in a running group people can still "
            "complete or leave.",
            "Left early: the place ended before enough was attended. Attended less: stayed to the group's end with "
            "less than that.",
            "Of held: attended of the held sessions that were marked. Of planned: of all sessions of their time as "
            "members, in a rolling group of their own round. Best reachable: if they attend all that is left.",
            f"{BY_FIRST_DAY} Not counted: waitlists, and places entered in error. Fewer than {FEWEST} people are never "
            "a percentage.",
        ),
        ties=(
            down(by_kind([g.curriculum for g in some]), (*range(1, REASONS), *reasons.values())),
            across(1, (2, 4, 5, 6)),
            across(4, reasons.values()),
        ),
        tells=((3, 1), (3, 2), (REASONS, 4), *((REASONS, column) for column in reasons.values())),
        unshown=[((r, reasons[why]), n) for r, (_, of) in enumerate(named) for why, n in of.left.items()],
    )


def _stay_sentence(every: Stays) -> str:
    over, running = every.over, every.running
    began = sum(over.get(c, 0) for c in BEGAN)
    said = []
    if began:
        done = share_words(Rate(over.get(Course.completed, 0), began))
        said.append(
            f"In groups that are over, {done} of those who began completed, {over.get(Course.left, 0)} left early and "
            f"{over.get(Course.to_the_end, 0)} stayed but attended less"
        )
    here, gone = running.get(Course.running, 0), running.get(Course.left, 0)
    if here or gone:
        said.append(f"in running groups {count(here, 'member attends', 'members attend')} and {gone} left early")
    if not said:
        return "No member has attended a session yet; this fills as sessions are marked."
    words = "; ".join(said)
    return f"{words[0].upper()}{words[1:]}."


def _stay_row(name: str, of: Stays, *, sums: bool = False) -> Row:
    courses = of.courses
    reasons = sorted(of.left.items(), key=lambda reason: -reason[1])
    return Row(
        cells=(
            text(name),
            people(sum(courses.get(c, 0) for c in BEGAN)),
            people(courses.get(Course.completed, 0)),
            share(Rate(of.over.get(Course.completed, 0), sum(of.over.get(c, 0) for c in BEGAN))),
            people(courses.get(Course.left, 0)),
            people(courses.get(Course.to_the_end, 0)),
            people(courses.get(Course.running, 0)),
            people(courses.get(Course.never_came, 0)),
            people(courses.get(Course.to_come, 0)),
            share(of.held, of.in_held),
            share(of.planned, of.in_planned),
            share(of.reachable, of.in_reachable),
            text(", ".join(f"{reason} {n}" for reason, n in reasons), min(of.left.values(), default=0)),
        ),
        sums=sums,
    )
