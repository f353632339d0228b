"""What becomes of a group's sessions when the whole group moves, or ends before its time."""

from collections.abc import Sequence

from msgspec import structs

from groupcare.rules.group import Session, SessionKind, SessionStatus
from groupcare.rules.reflow import (
    DAY,
    Ground,
    MoveTo,
    Reflow,
    ReflowImpossible,
    afterwards,
    in_order,
    live,
    next_open,
    on_day,
    say_day,
    to_come,
    whole,
)


def move(sessions: Sequence[Session], to: MoveTo, ground: Ground) -> Reflow:
    """The plan once all sessions to come are moved; `ground` has the new weekdays. Raises ReflowImpossible."""
    chain = [s for s in to_come(sessions) if s.date >= ground.today]
    if not chain:
        raise ReflowImpossible("No session is left to move.")
    behind = [s.date for s in live(sessions) if s not in chain and s.kind is SessionKind.module]
    floor = max([ground.today, *(on + DAY for on in behind)])
    if to.first is not None and to.first < floor:
        raise ReflowImpossible(
            f"{say_day(to.first)} is past." if to.first < ground.today else
            f"Sessions were held or begun up to {say_day(max(behind))}: the rest can only come after."
        )  # fmt: skip
    found: list[Session] = []
    for session in chain:
        on = session.date
        if to.first is not None or to.weekdays is not None:
            earliest = found[-1].date + DAY if found else max(to.first or session.date, floor)
            on = next_open(earliest, ground, ())
        found.append(structs.replace(on_day(session, on), start=to.start or session.start))
    ahead = [s for s in afterwards(sessions) if s.date >= ground.today]
    found += [structs.replace(s, start=to.start or s.start) for s in ahead]
    rooms = {s.id for s in found if not s.room} if to.room is not None else set()
    return whole(sessions, found, (), ground, anew=to.weekdays is not None, rooms=rooms)


def stop(sessions: Sequence[Session], ground: Ground, reason: str) -> Reflow:
    """The plan once the group ends before its time: all that is to come is cancelled. Raises ReflowImpossible where
    what became of an earlier session is not said yet."""
    for session in in_order(sessions):
        if session.status is SessionStatus.in_progress:
            raise ReflowImpossible(f"Session {session.number} is in progress: close it first.")
        if session.status is SessionStatus.planned and session.date < ground.today:
            raise ReflowImpossible(f"Session {session.number} is past and not closed: say first what became of it.")
    gone = [
        structs.replace(s, status=SessionStatus.cancelled, reason=reason, due=None)
        for s in (*to_come(sessions), *afterwards(sessions))
    ]
    plan = whole(sessions, gone, (), ground)
    return structs.replace(plan, dropped=())
