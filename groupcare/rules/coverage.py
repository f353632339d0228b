"""Coverage: which modules of a curriculum each member has had, which they need next, and when they can be through.

A module is had by attending a session that covered it, or by a make-up that names it. What was planned but not covered
is had by nobody. Nothing here judges: a module not had is a fact, and who makes it up is for people to arrange.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.curriculum import Admission, Curriculum
from groupcare.rules.group import Member, MemberStatus, Session, SessionStatus

NOT_DELIVERED = (SessionStatus.cancelled, SessionStatus.not_held)
TO_COME = (SessionStatus.planned, SessionStatus.in_progress)


class Standing(StrEnum):
    """How a member stands to one column of the grid."""

    attended = "attended"
    made_up = "made up"
    excused = "excused"
    absent = "absent"
    held = "held by us"
    cancelled = "cancelled by us"
    not_marked = "not marked"
    to_come = "to come"
    before = "before joining"
    left = "left"
    nothing = "not delivered"


MARKED = {
    Mark.attended: Standing.attended,
    Mark.excused: Standing.excused,
    Mark.absent: Standing.absent,
    Mark.held: Standing.held,
    Mark.cancelled: Standing.cancelled,
}


class Taught(Struct, frozen=True, kw_only=True):
    """One column: modules, and the sessions that cover or are to cover them."""

    modules: tuple[int, ...]
    sessions: tuple[Session, ...]


class Coverage(Struct, frozen=True, kw_only=True):
    """One member over all columns. `had` of `needed` required modules have been had.

    `next` is the module needed next, to be had on `next_on`, or by a make-up where no session to come covers it.
    `finish_on` is the last day needed of those to come, with `make_ups` modules besides to be made up elsewhere. A
    module taught while the member was not marked is unknown, and none of these until somebody marks it.
    """

    standings: tuple[Standing, ...]
    had: int
    needed: int
    next: int | None
    next_on: date | None
    finish_on: date | None
    make_ups: int


def has_seat(member: Member, on: date) -> bool:
    """Whether a member is expected at a session of that day."""
    seated = (MemberStatus.planned, MemberStatus.active, MemberStatus.on_hold, MemberStatus.finished)
    return member.status in seated and member.start <= on and (member.end is None or on <= member.end)


def delivers(session: Session) -> tuple[int, ...]:
    """Modules that a session covered, or is to cover; none where it did not take place."""
    if session.status in NOT_DELIVERED:
        return ()
    return session.covered if session.status is SessionStatus.held else session.modules


def columns(curriculum: Curriculum, sessions: Sequence[Session]) -> tuple[Taught, ...]:
    """A column for each module; in a rolling group one for each session, since a module may come round again."""
    ordered = sorted(sessions, key=lambda s: (s.date, s.number))
    if curriculum.admission is Admission.rolling:
        return tuple(Taught(modules=delivers(s), sessions=(s,)) for s in ordered if delivers(s))
    return tuple(
        Taught(modules=(m.number,), sessions=tuple(s for s in ordered if m.number in delivers(s)))
        for m in curriculum.module
    )


def coverage(
    curriculum: Curriculum,
    taught: Sequence[Taught],
    marks: Mapping[str, Attendance],
    joined: date,
    left: date | None,
    today: date,
) -> Coverage:
    """One member's coverage; `marks` are theirs by session id."""
    made_up = {a.makes_up for a in marks.values() if a.makes_up is not None and a.mark is Mark.attended}
    sessions = {s.id: s for column in taught for s in column.sessions}
    had = made_up | {
        number
        for session in sessions.values()
        if (mark := marks.get(session.id)) is not None and mark.mark is Mark.attended
        for number in delivers(session)
    }
    needed = [m.number for m in curriculum.module if m.required]
    open_ = [number for number in needed if number not in had]
    mine = [s for s in sessions.values() if _within(s, joined, left)]
    coming = _coming(mine, marks, today)
    known = [n for n in open_ if n in coming or not _not_marked(n, mine, marks, today)]
    missed = [n for n in known if n not in coming]
    was_due = [n for n in missed if any(n in delivers(s) for s in mine)]
    soonest = min((n for n in known if n in coming), key=lambda n: (coming[n], n), default=None)
    following = was_due[0] if was_due else soonest if soonest is not None else next(iter(missed), None)
    return Coverage(
        standings=tuple(_standing(column, marks, made_up, joined, left, today) for column in taught),
        had=len(needed) - len(open_),
        needed=len(needed),
        next=following,
        next_on=coming.get(following) if following is not None else None,
        finish_on=max((coming[n] for n in known if n in coming), default=None),
        make_ups=len(missed),
    )


def _within(session: Session, joined: date, left: date | None) -> bool:
    return joined <= session.date and (left is None or session.date <= left)


def _not_marked(module: int, mine: Iterable[Session], marks: Mapping[str, Attendance], today: date) -> bool:
    """Whether it was taught while nobody has marked this member: unknown, so neither had nor missed."""
    return any(module in delivers(s) and _at(s, marks.get(s.id), today) is Standing.not_marked for s in mine)


def _coming(mine: Iterable[Session], marks: Mapping[str, Attendance], today: date) -> dict[int, date]:
    """The first day to come on which each module is taught and this member may be there."""
    found: dict[int, date] = {}
    for session in sorted(mine, key=lambda s: (s.date, s.number)):
        if session.status in TO_COME and session.date >= today and session.id not in marks:
            for number in delivers(session):
                found.setdefault(number, session.date)
    return found


def _standing(
    column: Taught,
    marks: Mapping[str, Attendance],
    made_up: Collection[int],
    joined: date,
    left: date | None,
    today: date,
) -> Standing:
    """The best of what is known; of misses, the latest."""
    mine = [s for s in column.sessions if _within(s, joined, left)]
    found = [_at(s, marks.get(s.id), today) for s in mine]
    if Standing.attended in found:
        return Standing.attended
    if column.modules and all(number in made_up for number in column.modules):
        return Standing.made_up
    if mine:
        return next((s for s in reversed(found) if s is not Standing.to_come), Standing.to_come)
    if any(s.date < joined for s in column.sessions):
        return Standing.before
    return Standing.left if column.sessions else Standing.nothing


def _at(session: Session, mark: Attendance | None, today: date) -> Standing:
    if mark is not None:
        return MARKED[mark.mark]
    begun = session.status is not SessionStatus.planned or session.date < today
    return Standing.not_marked if begun else Standing.to_come
