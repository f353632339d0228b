"""What becomes of a group's sessions when one of them is lost, or when the whole group moves.

Pure: sessions in, the new plan out, with nothing saved. Sessions that were held or have begun are never touched, none
lands on a closed day, dates stay in order and apart, local times stay as they are, and only `drop` loses a module.
Here is what a plan is and what all ways need; a lost session stands in lost_session.py, the whole group in moved.py.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from enum import StrEnum

from msgspec import Struct, structs

from groupcare.rules.group import Session, SessionKind, SessionStatus

LONGEST_SEARCH = 366
"""Days within which a session must find its next open meeting day."""
DAY = timedelta(days=1)
OVER = (SessionStatus.cancelled, SessionStatus.not_held)


class Way(StrEnum):
    """What becomes of a lost session's modules."""

    push = "push"
    merge = "merge"
    add = "add"
    drop = "drop"


class Ground(Struct, frozen=True, kw_only=True):
    """When a group may meet: its weekdays (ISO numbers), the days that are closed with why, and not before today."""

    weekdays: tuple[int, ...]
    closed: Mapping[date, str]
    today: date


class Change(Struct, frozen=True, kw_only=True):
    """One session as it was, and as it would be."""

    before: Session
    after: Session

    @property
    def moves(self) -> bool:
        """Whether people would have to come at another time."""
        return (self.before.date, self.before.start) != (self.after.date, self.after.start)


class Reflow(Struct, frozen=True, kw_only=True):
    """The new plan: sessions that change, sessions that are added (without an id yet), modules that nobody teaches any
    more, and the day of the last session of the course (boosters and follow-ups aside) before and after.
    """

    changes: tuple[Change, ...]
    added: tuple[Session, ...] = ()
    dropped: tuple[int, ...] = ()
    last_before: date | None = None
    last: date | None = None


class ReflowImpossible(ValueError):
    """It cannot be done so; the message says why, in a sentence."""


class MoveTo(Struct, frozen=True, kw_only=True):
    """Where a whole group moves: what is None stays. Only sessions still to come are moved."""

    first: date | None = None
    weekdays: tuple[int, ...] | None = None
    start: time | None = None
    room: str | None = None


def place(session: Session) -> tuple[date, int]:
    """Where a session stands in its group's order."""
    return session.date, session.number


def in_order(sessions: Iterable[Session]) -> list[Session]:
    """By date."""
    return sorted(sessions, key=place)


def live(sessions: Iterable[Session]) -> list[Session]:
    """Those that were neither cancelled nor not held, in order."""
    return [s for s in in_order(sessions) if s.status not in OVER]


def to_come(sessions: Iterable[Session]) -> list[Session]:
    """Planned sessions of the course, in order."""
    return [s for s in in_order(sessions) if s.status is SessionStatus.planned and s.kind is SessionKind.module]


def afterwards(sessions: Iterable[Session]) -> list[Session]:
    """Planned boosters and follow-ups, in order."""
    return [s for s in in_order(sessions) if s.status is SessionStatus.planned and s.kind is not SessionKind.module]


def last_day(sessions: Iterable[Session]) -> date | None:
    """The day of the last session of the course, boosters and follow-ups aside."""
    return max((s.date for s in live(sessions) if s.kind is SessionKind.module), default=None)


def on_day(session: Session, on: date) -> Session:
    """The session on that day, and due on it."""
    return session if session.date == on else structs.replace(session, date=on, due=on)


def whole(
    sessions: Sequence[Session],
    changed: Iterable[Session],
    added: tuple[Session, ...],
    ground: Ground,
    *,
    anew: bool = False,
    rooms: Collection[str] = (),
) -> Reflow:
    """The plan with these changes; boosters and follow-ups keep their distance from the last session.

    `anew` puts them on the new weekdays; sessions of ids in `rooms` are in another room from now on.
    """
    anew_of = {s.id: s for s in changed}
    after = [anew_of.get(s.id, s) for s in sessions]
    before_last, last = last_day(sessions), last_day([*after, *added])
    by = last - before_last if last is not None and before_last is not None else timedelta()
    for session in _shifted(after, added, last, by, ground, anew=anew):
        anew_of[session.id] = session
    after = [_going_on(anew_of.get(s.id, s), [*(anew_of.get(o.id, o) for o in sessions), *added]) for s in sessions]
    added = tuple(_going_on(s, [*after, *added]) for s in added)
    after = [_risen(b, a, b.id in rooms) for b, a in zip(sessions, after, strict=True)]
    changes = tuple(
        Change(before=b, after=a) for b, a in sorted(zip(sessions, after, strict=True), key=_by_before) if a != b
    )
    return Reflow(
        changes=changes,
        added=added,
        dropped=_dropped(changes, [*after, *added]),
        last_before=before_last,
        last=last,
    )


def _by_before(pair: tuple[Session, Session]) -> tuple[date, int]:
    return place(pair[0])


def _shifted(
    sessions: Sequence[Session],
    added: Sequence[Session],
    last: date | None,
    by: timedelta,
    ground: Ground,
    *,
    anew: bool,
) -> list[Session]:
    """Boosters and follow-ups to come, on the first open meeting day at their old distance."""
    waiting = [s for s in afterwards(sessions) if s.date >= ground.today]
    taken = {s.date for s in live([*sessions, *added]) if s not in waiting}
    if not by and not anew and not any(s.date in taken for s in waiting):
        return []
    found: list[Session] = []
    for session in waiting:
        least = max([ground.today, *(on + DAY for on in (last,) if on), *(s.date + DAY for s in found)])
        if not by and not anew and session.date >= least and session.date not in taken:
            found.append(session)
            continue
        day = next_open(max(session.date + by, least), ground, taken)
        found.append(on_day(session, day))
    return found


def _risen(before: Session, after: Session, other_room: bool) -> Session:
    """With a risen sequence where a calendar shows something else from now on."""
    shown = ("date", "start", "modules", "status", "room")
    rises = other_room or any(getattr(before, name) != getattr(after, name) for name in shown)
    return structs.replace(after, sequence=before.sequence + rises)


def _going_on(session: Session, every: Sequence[Session]) -> Session:
    """A module goes on later only where a later session still has it."""
    if session.status is not SessionStatus.planned or not session.continues:
        return session
    later = {n for s in live(every) if place(s) > place(session) for n in s.modules}
    kept = tuple(n for n in session.continues if n in later)
    return session if kept == session.continues else structs.replace(session, continues=kept)


def _dropped(changes: Iterable[Change], after: Sequence[Session]) -> tuple[int, ...]:
    """Modules of sessions lost now that no session ends, or will."""
    lost = [n for c in changes if c.after.status in OVER and c.before.status not in OVER for n in c.before.modules]
    taught = {n for s in live(after) for n in (s.covered if s.status is SessionStatus.held else s.modules)
              if n not in s.continues}  # fmt: skip
    return tuple(dict.fromkeys(n for n in lost if n not in taught))


def next_open(first: date, ground: Ground, taken: Collection[date]) -> date:
    """The first open meeting day from a day on that is not taken. Raises ReflowImpossible."""
    for ahead in range(LONGEST_SEARCH):
        day = first + timedelta(days=ahead)
        if day.isoweekday() in ground.weekdays and day not in ground.closed and day not in taken:
            return day
    raise ReflowImpossible(f"No open meeting day is found within a year of {say_day(first)}.")


def say_day(day: date) -> str:
    """Tue 6 Oct 2026."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"


NextOpen = Callable[[date], date]


def open_day_finder(ground: Ground, taken: Collection[date]) -> NextOpen:
    """The first open meeting day from a day on that is not taken. The function raises ReflowImpossible."""
    return lambda first: next_open(first, ground, taken)
