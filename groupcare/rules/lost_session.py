"""What becomes of a group's sessions when one of them is lost: pushed, merged, given another date, or dropped."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import structs

from groupcare.rules.group import Session, SessionKind, SessionStatus
from groupcare.rules.reflow import (
    DAY,
    OVER,
    Ground,
    Reflow,
    ReflowImpossible,
    Way,
    in_order,
    last_day,
    live,
    next_open,
    on_day,
    place,
    say_day,
    to_come,
    whole,
)


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
            return whole(sessions, changed, (), ground)
        case Way.merge:
            return whole(sessions, [over, _merged(sessions, lost)], (), ground)
        case Way.add:
            return whole(sessions, [over], (_own_date(sessions, lost, ground, on),), ground)
        case Way.drop:
            return whole(sessions, [over], (), ground)


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
        earliest = max(session.date + DAY, found[-1].date + DAY if found else ground.today)
        found.append(on_day(session, next_open(earliest, ground, staying)))
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
        on = next_open(max(last + DAY, ground.today), ground, taken)
    else:
        check_own_date(sessions, ground, on, besides=lost.id)
        course = last_day(s for s in sessions if s.id != lost.id)
        if lost.kind is not SessionKind.module and course is not None and on <= course:
            raise ReflowImpossible(f"This session can only come after the last of the course, on {say_day(course)}.")
    return fresh(sessions, lost, on)


def check_own_date(sessions: Sequence[Session], ground: Ground, on: date, *, besides: str = "") -> None:
    """Raise ReflowImpossible where no session of the group can be held on that day."""
    if on < ground.today:
        raise ReflowImpossible(f"{say_day(on)} is past.")
    if on in ground.closed:
        raise ReflowImpossible(f"{say_day(on)} is closed: {ground.closed[on]}.")
    if any(s.date == on and s.id != besides for s in live(sessions)):
        raise ReflowImpossible(f"The group has a session on {say_day(on)} already.")


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
