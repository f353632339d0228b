"""Attendance: what happened to a member at a session, kept as facts and never folded into points.

Not marked is unresolved work, not an absence. Held by us and cancelled by us stand outside every rate, since the
member did not choose them.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.group import Session, SessionStatus
from groupcare.rules.kept import Kept


class Mark(StrEnum):
    """One fact about a member at a session."""

    attended = "attended"
    excused = "excused"
    absent = "absent"
    held = "held by us"
    cancelled = "cancelled by us"


class Mode(StrEnum):
    """How a member took part."""

    in_person = "in person"
    remote = "remote"


class Looked(StrEnum):
    """What somebody saw at item 9 of a paper PHQ-9 before the session was closed."""

    zero = "item 9 at 0"
    above = "item 9 above 0"
    none = "no form handed in"


class Participation(StrEnum):
    """How somebody took part, as the facilitator saw it."""

    active = "took part actively"
    asked = "took part when asked"
    listened = "mostly listened"
    withdrew = "withdrew"


class Attendance(Kept, frozen=True, kw_only=True):
    """A mark with its details. `late` and `left_early` are minutes; a make-up points at the missed session's module.

    `looked` is what was seen on the form they handed in, None while nobody has looked. `pain` is 0 to 10, where the
    curriculum asks for it. `objective` is the key of the plan's objective that was worked on, `response` how they took
    what was done; `note` is the facilitator's, for this member's note.
    """

    session: str
    group: str
    member: str
    client: str
    mark: Mark
    marked_at: datetime
    marked_by: str
    late: int = 0
    left_early: int = 0
    minutes: int | None = None
    mode: Mode = Mode.in_person
    location: str = ""
    phone: str = ""
    mood: int | None = None
    mattered: str = ""
    noticed_ahead: bool = False
    late_entry: bool = False
    makes_up: int | None = None
    looked: Looked | None = None
    pain: int | None = None
    participation: Participation | None = None
    response: str = ""
    objective: str | None = None
    note: str = ""


def minutes_present(planned: int, late: int, left_early: int) -> int:
    """Minutes of a session that a member was there for. Raises ValueError where nothing would be left."""
    if late < 0 or left_early < 0 or late + left_early >= planned:
        raise ValueError(f"Late and early minutes must leave something of the session's {planned} minutes.")
    return planned - late - left_early


class Rate(Struct, frozen=True):
    """So many of so many; `percent` is None where there is nothing to count yet."""

    done: int
    of: int

    @property
    def percent(self) -> int | None:
        """Rounded half up, in whole percent."""
        return None if self.of == 0 else (200 * self.done + self.of) // (2 * self.of)


class Rates(Struct, frozen=True):
    """The three rates, always shown together: over held sessions, over planned ones, and the best still reachable."""

    held: Rate
    planned: Rate
    reachable: Rate
    not_marked: int


def rates(sessions: Sequence[Session], marks: Mapping[str, Mark], joined: date, left: date | None = None) -> Rates:
    """A member's rates over the sessions from `joined` to `left`; `marks` is by session id.

    Sessions before joining, sessions not held or cancelled, and those held by us or cancelled by us do not count. A
    held session without a mark counts in no held rate, and as still reachable.
    """
    mine = [
        s
        for s in sessions
        if s.date >= joined
        and (left is None or s.date <= left)
        and s.status not in (SessionStatus.cancelled, SessionStatus.not_held)
        and marks.get(s.id) not in (Mark.held, Mark.cancelled)
    ]
    marked = [s for s in mine if s.id in marks and (s.status is SessionStatus.held or marks[s.id] is Mark.attended)]
    attended = sum(marks[s.id] is Mark.attended for s in marked)
    lost = sum(marks.get(s.id) in (Mark.absent, Mark.excused) for s in mine)
    not_marked = sum(s.status is SessionStatus.held and s.id not in marks for s in mine)
    return Rates(
        held=Rate(attended, len(marked)),
        planned=Rate(attended, len(mine)),
        reachable=Rate(len(mine) - lost, len(mine)),
        not_marked=not_marked,
    )


def misses_in_a_row(
    sessions: Sequence[Session], marks: Mapping[str, Mark], counted: Collection[Mark] = (Mark.absent,)
) -> int:
    """Misses up to the latest marked session, by default absences without notice; what is not counted as one neither
    counts nor ends it, attending does."""
    row = 0
    for session in sorted(sessions, key=lambda s: (s.date, s.number), reverse=True):
        mark = None if session.status in (SessionStatus.cancelled, SessionStatus.not_held) else marks.get(session.id)
        if mark in counted:
            row += 1
        elif mark is Mark.attended:
            break
    return row
