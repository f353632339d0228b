"""Who stays: what became of each member's time in a group, and the answer that a report gives.

Nobody is dropped: who still attends, never came or has not come yet is counted as such. What a running group will come
to is not known, so shares are of groups that are over.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.attendance import Rate, Rates
from groupcare.rules.group import GroupStatus, MemberStatus
from groupcare.rules.people import EndReason
from groupcare.rules.reports import (
    FEWEST,
    Answer,
    Asked,
    Row,
    Series,
    added,
    answer,
    bar,
    grouped,
    number,
    share,
    share_words,
    text,
)
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


class StayOf(Struct, frozen=True, kw_only=True):
    """One member's stay, with the names of the group and of its curriculum."""

    group: str
    curriculum: str
    stay: Stay


STAY_HEADINGS = (
    *("Group", "Began", "Completed", "Completed %", "Left early", "Attended less", "Still running", "Never came"),
    *("Not come yet", "Of held", "Of planned", "Best reachable", "Reasons for leaving"),
)


def who_stays(every: Sequence[StayOf], attended: Mapping[int, Rate], asked: Asked) -> Answer:
    """Retention by group and by curriculum; `attended` are those there of those marked, by number of the session."""
    groups, curricula = grouped((s.group, s) for s in every), grouped((s.curriculum, s) for s in every)
    rows = [_stay_row(name, of) for name, of in groups.items()]
    rows += [_stay_row(f"All of {name}", of, sums=True) for name, of in curricula.items()]
    if len(curricula) > 1:
        rows.append(_stay_row("All groups", every, sums=True))
    bars = (bar(f"session {n}", attended[n]) for n in sorted(attended))
    shares = sorted({s.stay.completion_percent for s in every})
    enough = " or ".join(f"{percent} %" for percent in shares) or "the curriculum's share"
    return answer(
        "stays",
        asked,
        _stay_sentence([s.stay for s in every]),
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
            "members. Best reachable: if they attend all that is left.",
            f"Not counted: waitlists, and places entered in error. Fewer than {FEWEST} people are never a percentage.",
        ),
    )


def _stay_sentence(every: Sequence[Stay]) -> str:
    over = Counter(course(s) for s in every if s.over)
    running = Counter(course(s) for s in every if not s.over)
    began = sum(over[c] for c in BEGAN)
    said = []
    if began:
        done = share_words(Rate(over[Course.completed], began))
        said.append(
            f"In groups that are over, {done} of those who began completed, {over[Course.left]} left early and "
            f"{over[Course.to_the_end]} stayed but attended less"
        )
    here, gone = running[Course.running], running[Course.left]
    if here or gone:
        said.append(f"in running groups {count(here, 'member attends', 'members attend')} and {gone} left early")
    if not said:
        return "No member has attended a session yet; this fills as sessions are marked."
    words = "; ".join(said)
    return f"{words[0].upper()}{words[1:]}."


def _stay_row(name: str, every: Sequence[StayOf], *, sums: bool = False) -> Row:
    stays = [s.stay for s in every]
    courses = [(course(s), s) for s in stays]
    seen = Counter(c for c, _ in courses)
    over = Counter(c for c, s in courses if s.over)
    reasons = Counter(str(s.reason or "not said") for c, s in courses if c is Course.left)
    began = [s for c, s in courses if c in BEGAN]
    return Row(
        cells=(
            text(name),
            number(len(began)),
            number(seen[Course.completed]),
            share(Rate(over[Course.completed], sum(over[c] for c in BEGAN))),
            number(seen[Course.left]),
            number(seen[Course.to_the_end]),
            number(seen[Course.running]),
            number(seen[Course.never_came]),
            number(seen[Course.to_come]),
            share(added(s.own.held for s in stays), len(stays)),
            share(added(s.own.planned for s in stays), len(stays)),
            share(added(s.own.reachable for s in stays), len(stays)),
            text(", ".join(f"{reason} {n}" for reason, n in reasons.most_common())),
        ),
        sums=sums,
    )
