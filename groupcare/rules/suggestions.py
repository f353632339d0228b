"""What a curriculum's attendance policy suggests about one member. A person decides, and nothing follows by itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.attendance import Mark, misses_in_a_row, rates
from groupcare.rules.curriculum import Admission, AttendancePolicy
from groupcare.rules.group import Session, SessionStatus
from groupcare.rules.own_round import own_round
from groupcare.rules.words import count

THEIRS = (Mark.attended, Mark.absent, Mark.excused)
"""Marks that tell of a member's own coming or not; held or cancelled by us stand outside."""


class Rule(StrEnum):
    """What a suggestion rests on."""

    row = "in a row"
    window = "in a window"
    total = "in total"
    reach = "out of reach"


class Suggestion(Struct, frozen=True, kw_only=True):
    """What was seen, and the next step that it suggests."""

    rule: Rule
    seen: str
    step: str

    @property
    def sentence(self) -> str:
        """Both as one sentence."""
        return f"{self.seen[0].upper()}{self.seen[1:]}: {self.step}."


CALL, LOOK = "call them", "look at the plan together"


def suggestions(
    policy: AttendancePolicy,
    sessions: Sequence[Session],
    marks: Mapping[str, Mark],
    admission: Admission = Admission.closed,
) -> tuple[Suggestion, ...]:
    """What the policy suggests over the sessions of a member's time in the group; `marks` are by session id.

    What can still be reached is a matter of their own round where the group's `admission` is rolling.
    """
    counted = (Mark.absent, Mark.excused) if policy.count_excused else (Mark.absent,)
    how = "" if policy.count_excused else " without notice"
    marked = [marks[s.id] for s in _in_order(sessions) if marks.get(s.id) in THEIRS]
    found = []
    row = misses_in_a_row(sessions, marks, counted)
    if row >= policy.call_after_misses:
        found.append(Suggestion(rule=Rule.row, seen=f"missed {_sessions(row)} in a row{how}", step=CALL))
    lately = sum(mark in counted for mark in marked[-policy.window :]) if policy.window else 0
    if policy.window and lately >= policy.window_misses:
        span = min(policy.window, len(marked))
        found.append(Suggestion(rule=Rule.window, seen=f"missed {lately} of the last {span} sessions{how}", step=CALL))
    total = sum(mark in counted for mark in marked)
    if policy.total_misses and total >= policy.total_misses:
        found.append(Suggestion(rule=Rule.total, seen=f"missed {_sessions(total)} in all{how}", step=LOOK))
    best = rates(own_round(admission, sessions, marks), marks, date.min).reachable
    if best.of and 100 * best.done < policy.completion_percent * best.of:
        seen = f"{policy.completion_percent} % can no longer be reached, at best {best.done} of {best.of}"
        found.append(Suggestion(rule=Rule.reach, seen=seen, step=LOOK))
    return tuple(found)


def last_miss(sessions: Sequence[Session], marks: Mapping[str, Mark]) -> str:
    """The id of the latest session missed, with or without notice; empty where none was."""
    missed = [s for s in _in_order(sessions) if marks.get(s.id) in (Mark.absent, Mark.excused)]
    return missed[-1].id if missed else ""


def _in_order(sessions: Sequence[Session]) -> list[Session]:
    held = (s for s in sessions if s.status not in (SessionStatus.cancelled, SessionStatus.not_held))
    return sorted(held, key=lambda s: (s.date, s.number))


def _sessions(number: int) -> str:
    return count(number, "session")
