"""Coverage: which modules of a curriculum each member has had, which they need next, and when they can be through.

A module is had by attending a session that covered it, by a make-up that names it, in an earlier place of the same
curriculum, or where a clinician waived it. What was planned but not covered is had by nobody. Nothing here judges: a
module not had is a fact, and who makes it up is for people to arrange.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct, structs

from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.curriculum import Admission, Curriculum
from groupcare.rules.group import Member, MemberStatus, Pause, Session, SessionStatus
from groupcare.rules.path import Step, path

NOT_DELIVERED = (SessionStatus.cancelled, SessionStatus.not_held)
TO_COME = (SessionStatus.planned, SessionStatus.in_progress)


class Standing(StrEnum):
    """How a member stands to one column of the grid."""

    attended = "attended"
    made_up = "made up"
    individually = "individually"
    waived = "waived"
    earlier = "in an earlier place"
    excused = "excused"
    absent = "absent"
    held = "held by us"
    cancelled = "cancelled by us"
    not_marked = "not marked"
    to_come = "to come"
    before = "before joining"
    on_hold = "on hold"
    left = "left"
    nothing = "not delivered"


MARKED = {
    Mark.attended: Standing.attended,
    Mark.excused: Standing.excused,
    Mark.absent: Standing.absent,
    Mark.held: Standing.held,
    Mark.cancelled: Standing.cancelled,
}


class Elsewhere(Struct, frozen=True, kw_only=True):
    """Modules that a member has had outside their own group's sessions, by how; a waived one need not be had."""

    made_up: frozenset[int] = frozenset()
    individually: frozenset[int] = frozenset()
    waived: frozenset[int] = frozenset()
    earlier: frozenset[int] = frozenset()

    @property
    def modules(self) -> frozenset[int]:
        """All of them."""
        return self.made_up | self.individually | self.waived | self.earlier

    def standing(self, number: int) -> Standing | None:
        """How that module was had."""
        for standing, numbers in (
            (Standing.made_up, self.made_up),
            (Standing.individually, self.individually),
            (Standing.earlier, self.earlier),
            (Standing.waived, self.waived),
        ):
            if number in numbers:
                return standing
        return None


NOTHING = Elsewhere()


class Taught(Struct, frozen=True, kw_only=True):
    """One column: modules, and the sessions that cover or are to cover them."""

    modules: tuple[int, ...]
    sessions: tuple[Session, ...]


class Coverage(Struct, frozen=True, kw_only=True):
    """One member over all columns. `had` of `needed` required modules have been had.

    `path` is an order of what is still open that the curriculum allows; its first module is `next`, to be had on
    `next_on`, or by a make-up where no session to come covers it. `finish_on` is the last day needed of those to come,
    with `make_ups` modules besides to be made up elsewhere. A module taught while the member was not marked is unknown,
    and none of these until somebody marks it.
    """

    standings: tuple[Standing, ...]
    had: int
    needed: int
    next: int | None
    next_on: date | None
    finish_on: date | None
    make_ups: int
    path: tuple[Step, ...] = ()

    @property
    def has_had_all(self) -> bool:
        """Whether a person may call it completed."""
        return self.had == self.needed


def has_seat(member: Member, on: date) -> bool:
    """Whether a member is expected at a session of that day: not before joining, after leaving, or while on hold."""
    seated = (MemberStatus.planned, MemberStatus.active, MemberStatus.on_hold, MemberStatus.finished)
    return member.status in seated and is_in(on, member.start, member.end, member.paused)


def is_in(on: date, joined: date, left: date | None, paused: Sequence[Pause] = ()) -> bool:
    """Whether that day lies within a member's time, those on hold left out."""
    return joined <= on and (left is None or on <= left) and not any(pause.covers(on) for pause in paused)


def sessions_of(member: Member, sessions: Iterable[Session]) -> list[Session]:
    """The sessions of a member's time in the group; those while they were on hold count in no rate."""
    return [s for s in sessions if is_in(s.date, member.start, member.end, member.paused)]


def delivers(session: Session) -> tuple[int, ...]:
    """Modules that a session covered, or is to cover; none where it did not take place."""
    if session.status in NOT_DELIVERED:
        return ()
    if session.status is SessionStatus.held:
        return session.covered
    return tuple(number for number in session.modules if number not in session.continues)


def columns(curriculum: Curriculum, sessions: Sequence[Session]) -> tuple[Taught, ...]:
    """A column for each module; in a rolling group one for each session, since a module may come round again."""
    ordered = sorted(sessions, key=lambda s: (s.date, s.number))
    if curriculum.admission is Admission.rolling:
        return tuple(Taught(modules=delivers(s), sessions=(s,)) for s in ordered if delivers(s))
    return tuple(
        Taught(modules=(m.number,), sessions=tuple(s for s in ordered if m.number in delivers(s)))
        for m in curriculum.module
    )


def modules_had(
    sessions: Iterable[Session], marks: Mapping[str, Attendance], elsewhere: Elsewhere = NOTHING
) -> frozenset[int]:
    """All that a member has had: at these sessions, as they are marked, and elsewhere."""
    attended = {s.id: s for s in sessions if (mark := marks.get(s.id)) is not None and mark.mark is Mark.attended}
    return elsewhere.modules | _made_up(marks) | {number for s in attended.values() for number in delivers(s)}


def _made_up(marks: Mapping[str, Attendance]) -> frozenset[int]:
    return frozenset(a.makes_up for a in marks.values() if a.makes_up is not None and a.mark is Mark.attended)


def coverage(
    curriculum: Curriculum,
    taught: Sequence[Taught],
    marks: Mapping[str, Attendance],
    joined: date,
    left: date | None,
    today: date,
    *,
    paused: Sequence[Pause] = (),
    elsewhere: Elsewhere = NOTHING,
) -> Coverage:
    """One member's coverage; `marks` are theirs by session id."""
    elsewhere = structs.replace(elsewhere, made_up=elsewhere.made_up | _made_up(marks))
    sessions = {s.id: s for column in taught for s in column.sessions}
    had = modules_had(sessions.values(), marks, elsewhere)
    needed = [m.number for m in curriculum.module if m.required]
    mine = [s for s in sessions.values() if is_in(s.date, joined, left, paused)]
    coming = _coming(mine, marks, today)
    dated = {number for _, numbers in coming for number in numbers}
    unknown = {n for n in needed if n not in had and n not in dated and _not_marked(n, mine, marks, today)}
    due = {n for s in sessions.values() if is_in(s.date, joined, left) for n in delivers(s)}
    steps = path(
        curriculum,
        had | unknown,
        [n for n in needed if n not in had | unknown],
        coming,
        first=due.union(curriculum.individual_first),
    )
    return Coverage(
        standings=tuple(_standing(column, marks, elsewhere, joined, left, paused, today) for column in taught),
        had=sum(n in had for n in needed),
        needed=len(needed),
        next=steps[0].module if steps else None,
        next_on=steps[0].on if steps else None,
        finish_on=max((step.on for step in steps if step.on is not None), default=None),
        make_ups=sum(step.on is None for step in steps),
        path=steps,
    )


def _not_marked(module: int, mine: Iterable[Session], marks: Mapping[str, Attendance], today: date) -> bool:
    """Whether it was taught while nobody has marked this member: unknown, so neither had nor missed."""
    return any(module in delivers(s) and _at(s, marks.get(s.id), today) is Standing.not_marked for s in mine)


def _coming(
    mine: Iterable[Session], marks: Mapping[str, Attendance], today: date
) -> list[tuple[date, tuple[int, ...]]]:
    """The sessions to come at which this member may be, in order, with what they teach."""
    return [
        (session.date, delivers(session))
        for session in sorted(mine, key=lambda s: (s.date, s.number))
        if session.status in TO_COME and session.date >= today and session.id not in marks
    ]


def _standing(
    column: Taught,
    marks: Mapping[str, Attendance],
    elsewhere: Elsewhere,
    joined: date,
    left: date | None,
    paused: Sequence[Pause],
    today: date,
) -> Standing:
    """The best of what is known; of misses, the latest."""
    mine = [s for s in column.sessions if is_in(s.date, joined, left, paused)]
    found = [_at(s, marks.get(s.id), today) for s in mine]
    if Standing.attended in found:
        return Standing.attended
    had = [elsewhere.standing(number) for number in column.modules]
    if had and had[0] is not None and None not in had:
        return had[0]
    if mine:
        return next((s for s in reversed(found) if s is not Standing.to_come), Standing.to_come)
    if any(s.date < joined for s in column.sessions):
        return Standing.before
    if any(is_in(s.date, joined, left) for s in column.sessions):
        return Standing.on_hold
    return Standing.left if column.sessions else Standing.nothing


def _at(session: Session, mark: Attendance | None, today: date) -> Standing:
    if mark is not None:
        return MARKED[mark.mark]
    begun = session.status is not SessionStatus.planned or session.date < today
    return Standing.not_marked if begun else Standing.to_come
