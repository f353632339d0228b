"""Make-ups: a module that a member has outside the session at which their own group teaches it.

Either as a guest at another group's session, or individually with a member of staff. It counts for the module and is
shown as what it is.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec import Struct

from groupcare.rules import schedule
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.coverage import TO_COME, delivers
from groupcare.rules.curriculum import Curriculum, waits_for
from groupcare.rules.group import IN_GROUP, Group, GroupStatus, Member, Session
from groupcare.rules.kept import Kept
from groupcare.rules.words import listed


class MakeUpStatus(StrEnum):
    """Where a make-up stands."""

    arranged = "arranged"
    done = "done"
    missed = "missed"
    cancelled = "cancelled"


class MakeUp(Kept, frozen=True, kw_only=True):
    """One module for one member: at `session` of another group, or individually where there is none, on day `on`.

    `group` is the member's own, `by` the member of staff who arranged it or, individually, gives it. `due` is its day
    until it is known what came of it.
    """

    client: str
    member: str
    group: str
    module: int
    on: date
    by: str
    session: str | None = None
    status: MakeUpStatus = MakeUpStatus.arranged
    minutes: int | None = None
    words: str = ""
    due: date | None = None


MOST_MINUTES = 480
"""A make-up alone with somebody lasts no longer than the longest session."""


class MakeUpCase(Struct, frozen=True, kw_only=True):
    """All that decides about one make-up. `had` is what they will have had by then; `own` are their sessions to come.

    Of one at another group's `session`: `expected` are those who have a seat there or come as guests, `apart` whether
    one of them must not sit with this person, `there` whether they have a place in that group themselves. `blocked` are
    the words of open safety findings and holds.
    """

    member: Member
    module: int
    curriculum: Curriculum
    had: frozenset[int]
    arranged: bool
    today: date
    blocked: tuple[str, ...] = ()
    own: tuple[Session, ...] = ()
    group: Group | None = None
    session: Session | None = None
    expected: int = 0
    apart: bool = False
    there: bool = False


def reasons_against_make_up(case: MakeUpCase) -> list[str]:
    """Every reason, in a sentence each, why this make-up cannot be arranged; none where it can."""
    reasons = []
    if case.member.status not in IN_GROUP:
        reasons.append(f"Their place is {case.member.status}.")
    if case.curriculum.find(case.module) is None:
        reasons.append(f"{case.curriculum.name} has no module {case.module}.")
    if case.module in case.had:
        reasons.append(f"Module {case.module} needs no make-up: they have had it, or will by then.")
    if case.arranged:
        reasons.append(f"A make-up of module {case.module} is arranged already.")
    before = [n for n in waits_for(case.curriculum, case.module) if n not in case.had]
    if before:
        reasons.append(f"Module {case.module} comes after {listed([str(n) for n in before])}, not had by then.")
    if case.session is not None and case.group is not None:
        reasons.extend(_against_session(case, case.session, case.group))
    return reasons


def _against_session(case: MakeUpCase, session: Session, group: Group) -> Iterable[str]:
    yield from (f"Safety: {words}" for words in case.blocked)
    if group.status in (GroupStatus.finished, GroupStatus.cancelled):
        yield f"{group.name} is {group.status}."
    if group.curriculum.id != case.curriculum.id:
        yield f"{group.name} runs another curriculum."
    if case.there:
        yield "They have a place in that group themselves."
    if session.status not in TO_COME or session.date < case.today:
        yield "This session is not to come any more."
    elif case.module not in delivers(session):
        yield f"This session does not teach module {case.module}."
    if case.expected >= group.seats:
        yield f"All {group.seats} seats are taken at that session."
    if case.apart:
        yield "Someone who is expected there must not sit with this person."
    if any(_at_once(session, one) for one in case.own):
        yield "It clashes with a session of their own group."


def _at_once(one: Session, other: Session) -> bool:
    first, second = (schedule.meet(0, (), s.date, s.start, s.minutes, s.zone) for s in (one, other))
    return first.utc_start < second.utc_end and second.utc_start < first.utc_end


def outcome(one: MakeUp, session: Session, mark: Attendance | None) -> tuple[MakeUpStatus, str]:
    """What came of a make-up at a session that was held, with a word where the mark alone does not tell."""
    if mark is None:
        return MakeUpStatus.cancelled, "not marked at the session"
    if mark.mark in (Mark.held, Mark.cancelled):
        return MakeUpStatus.cancelled, str(mark.mark)
    if mark.mark is not Mark.attended:
        return MakeUpStatus.missed, ""
    if one.module not in delivers(session):
        return MakeUpStatus.cancelled, "the session did not cover the module"
    return MakeUpStatus.done, ""
