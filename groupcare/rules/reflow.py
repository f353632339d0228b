"""What becomes of a group's sessions when one of them is lost, or when the whole group moves.

Pure: sessions in, the new plan out, with nothing saved. Sessions that were held or have begun are never touched, none
lands on a closed day, dates stay in order and apart, local times stay as they are, and only `drop` loses a module.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from enum import StrEnum

from msgspec import Struct, structs

from groupcare.rules.group import Session, SessionKind, SessionStatus

LONGEST_SEARCH = 366
"""Days within which a session must find its next open meeting day."""
_DAY = timedelta(days=1)
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


# --- one session is lost --------------------------------------------------------------------------------------------


def lose(
    sessions: Sequence[Session], lost: Session, way: Way, ground: Ground, over: Session, on: date | None = None
) -> Reflow:
    """The plan once `lost` is lost in that way; `over` is the session as it stands then, cancelled or not held.

    `on` is a day that was chosen for `add`. Raises ReflowImpossible.
    """
    if lost.status is not SessionStatus.planned and way is Way.push:
        raise ReflowImpossible(f"This session is {lost.status}; only a planned one can move on.")
    match way:
        case Way.push:
            changed = _pushed(sessions, lost, ground)
            return _whole(sessions, changed, (), ground)
        case Way.merge:
            return _whole(sessions, [over, _merged(sessions, lost)], (), ground)
        case Way.add:
            return _whole(sessions, [over], (_own_date(sessions, lost, ground, on),), ground)
        case Way.drop:
            return _whole(sessions, [over], (), ground)


def _pushed(sessions: Sequence[Session], lost: Session, ground: Ground) -> list[Session]:
    """This one and all after it, one meeting day on."""
    later = [s for s in in_order(sessions) if place(s) > place(lost) and s.kind is lost.kind]
    for session in later:
        if session.status not in (*OVER, SessionStatus.planned):
            raise ReflowImpossible(
                f"Session {session.number} after it is {session.status} already; give this one a date of its own."
            )
        if session.status is SessionStatus.planned and session.date < ground.today:
            raise ReflowImpossible(f"Session {session.number} is past and not closed: say first what became of it.")
    chain = [lost, *(s for s in later if s.status is SessionStatus.planned)]
    if lost.kind is not SessionKind.module:
        chain = chain[:1]
    staying = {s.date for s in live(sessions) if s not in chain and s.kind is lost.kind}
    found: list[Session] = []
    for session in chain:
        earliest = max(session.date + _DAY, found[-1].date + _DAY if found else ground.today)
        found.append(_on_day(session, _next_open(earliest, ground, staying)))
    return found


def _merged(sessions: Sequence[Session], lost: Session) -> Session:
    """The next session to come, with the lost one's modules before its own."""
    if not lost.modules:
        raise ReflowImpossible("This session has no modules that another could take.")
    following = (s for s in to_come(sessions) if place(s) > place(lost))
    target = next(following, None)
    if target is None:
        raise ReflowImpossible("No session is left that could take its modules: give them a date of their own.")
    goes_on = (*target.continues, *(n for n in lost.continues if n not in target.modules))
    return structs.replace(
        target,
        modules=tuple(dict.fromkeys((*lost.modules, *target.modules))),
        continues=tuple(dict.fromkeys(goes_on)),
    )


def _own_date(sessions: Sequence[Session], lost: Session, ground: Ground, on: date | None) -> Session:
    """The lost session again, as a further one: on that day, or on the next open meeting day after the last."""
    same = [s for s in live(sessions) if s.kind is lost.kind and s.id != lost.id]
    taken = {s.date for s in live(sessions) if s.id != lost.id}
    if on is None:
        last = max([lost.date, *(s.date for s in same)])
        on = _next_open(max(last + _DAY, ground.today), ground, taken)
    else:
        check_own_date(sessions, ground, on, besides=lost.id)
        course = last_day(s for s in sessions if s.id != lost.id)
        if lost.kind is not SessionKind.module and course is not None and on <= course:
            raise ReflowImpossible(f"This session can only come after the last of the course, on {_day(course)}.")
    return fresh(sessions, lost, on)


def check_own_date(sessions: Sequence[Session], ground: Ground, on: date, *, besides: str = "") -> None:
    """Raise ReflowImpossible where no session of the group can be held on that day."""
    if on < ground.today:
        raise ReflowImpossible(f"{_day(on)} is past.")
    if on in ground.closed:
        raise ReflowImpossible(f"{_day(on)} is closed: {ground.closed[on]}.")
    if any(s.date == on and s.id != besides for s in live(sessions)):
        raise ReflowImpossible(f"The group has a session on {_day(on)} already.")


def fresh(sessions: Iterable[Session], like: Session, on: date) -> Session:
    """A further planned session like this one on that day, with the next number of the group."""
    return Session(
        group=like.group,
        number=max((s.number for s in sessions), default=0) + 1,
        modules=like.modules,
        date=on,
        start=like.start,
        minutes=like.minutes,
        zone=like.zone,
        due=on,
        kind=like.kind,
        continues=like.continues,
    )


# --- the whole group moves ------------------------------------------------------------------------------------------


def move(sessions: Sequence[Session], to: MoveTo, ground: Ground) -> Reflow:
    """The plan once all sessions to come are moved; `ground` has the new weekdays. Raises ReflowImpossible."""
    chain = [s for s in to_come(sessions) if s.date >= ground.today]
    if not chain:
        raise ReflowImpossible("No session is left to move.")
    behind = [s.date for s in live(sessions) if s not in chain and s.kind is SessionKind.module]
    floor = max([ground.today, *(on + _DAY for on in behind)])
    if to.first is not None and to.first < floor:
        raise ReflowImpossible(
            f"{_day(to.first)} is past." if to.first < ground.today else
            f"Sessions were held or begun up to {_day(max(behind))}: the rest can only come after."
        )  # fmt: skip
    found: list[Session] = []
    for session in chain:
        on = session.date
        if to.first is not None or to.weekdays is not None:
            earliest = found[-1].date + _DAY if found else max(to.first or session.date, floor)
            on = _next_open(earliest, ground, ())
        found.append(structs.replace(_on_day(session, on), start=to.start or session.start))
    ahead = [s for s in _afterwards(sessions) if s.date >= ground.today]
    found += [structs.replace(s, start=to.start or s.start) for s in ahead]
    rooms = {s.id for s in found if not s.room} if to.room is not None else set()
    return _whole(sessions, found, (), ground, anew=to.weekdays is not None, rooms=rooms)


# --- what both need -------------------------------------------------------------------------------------------------


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


def _afterwards(sessions: Iterable[Session]) -> list[Session]:
    return [s for s in in_order(sessions) if s.status is SessionStatus.planned and s.kind is not SessionKind.module]


def last_day(sessions: Iterable[Session]) -> date | None:
    """The day of the last session of the course, boosters and follow-ups aside."""
    return max((s.date for s in live(sessions) if s.kind is SessionKind.module), default=None)


def _on_day(session: Session, on: date) -> Session:
    return session if session.date == on else structs.replace(session, date=on, due=on)


def _whole(
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
    waiting = [s for s in _afterwards(sessions) if s.date >= ground.today]
    taken = {s.date for s in live([*sessions, *added]) if s not in waiting}
    if not by and not anew and not any(s.date in taken for s in waiting):
        return []
    found: list[Session] = []
    for session in waiting:
        least = max([ground.today, *(on + _DAY for on in (last,) if on), *(s.date + _DAY for s in found)])
        if not by and not anew and session.date >= least and session.date not in taken:
            found.append(session)
            continue
        day = _next_open(max(session.date + by, least), ground, taken)
        found.append(_on_day(session, day))
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


def _next_open(first: date, ground: Ground, taken: Collection[date]) -> date:
    for ahead in range(LONGEST_SEARCH):
        day = first + timedelta(days=ahead)
        if day.isoweekday() in ground.weekdays and day not in ground.closed and day not in taken:
            return day
    raise ReflowImpossible(f"No open meeting day is found within a year of {_day(first)}.")


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"


NextOpen = Callable[[date], date]


def open_day_finder(ground: Ground, taken: Collection[date]) -> NextOpen:
    """The first open meeting day from a day on that is not taken. The function raises ReflowImpossible."""
    return lambda first: _next_open(first, ground, taken)
