"""A person's time in one group: each session with its mark and the homework set at it, and what that comes to."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from groupcare.queries.homework import Cell, cell, title_of
from groupcare.queries.made_up import MadeUp
from groupcare.rules.attendance import Attendance, Rates, misses_in_a_row, rates
from groupcare.rules.coverage import sessions_of
from groupcare.rules.group import IN_GROUP, Group, Member, Session, SessionStatus
from groupcare.rules.homework import Adherence, Homework, adherence
from groupcare.rules.homework_log import counted_together
from groupcare.rules.own_round import own_round
from groupcare.rules.practising import awaited
from groupcare.rules.suggestions import Suggestion, suggestions


class SessionLine(Struct, frozen=True, kw_only=True):
    """A session from the person's first one on: how they were marked (None: not marked), and the homework set at it."""

    session: str
    number: int
    date: date
    title: str
    status: SessionStatus
    attendance: Attendance | None
    homework: Cell | None


class Attended(Struct, frozen=True, kw_only=True):
    """A person's time in one group: each session, the three rates, and absences without notice in a row up to now.

    `counted` says what `homework` counts: days, times, or both. `made_up` are the make-ups of this place, and `beyond`
    how many sessions come after their own round of a rolling group; neither is in a rate.
    """

    member: str
    group: str
    lines: tuple[SessionLine, ...]
    rates: Rates
    misses: int
    homework: Adherence
    counted: str
    suggested: tuple[Suggestion, ...] = ()
    made_up: tuple[MadeUp, ...] = ()
    beyond: int = 0


def attended(
    group: Group,
    sessions: Iterable[Session],
    member: Member,
    attendance: Iterable[Attendance],
    tasks: Iterable[Homework],
    today: date,
    made_up: tuple[MadeUp, ...] = (),
) -> Attended:
    """A member's time in the group, of all its sessions in order, and all marks and homework of the person."""
    mine = sessions_of(member, sessions)
    found = {a.session: a for a in attendance if a.member == member.id}
    given = {t.session: t for t in tasks if t.member == member.id}
    marks = {session: a.mark for session, a in found.items()}
    own = own_round(group.admission, mine, marks)
    return Attended(
        member=member.id,
        group=group.name,
        lines=tuple(
            SessionLine(
                session=s.id,
                number=s.number,
                date=s.date,
                title=title_of(group, s),
                status=s.status,
                attendance=found.get(s.id),
                homework=cell(given.get(s.id), marks.get(s.id), today),
            )
            for s in mine
        ),
        rates=rates(own, marks, member.start, member.end),
        beyond=len(mine) - len(own),
        misses=misses_in_a_row(mine, marks),
        suggested=suggestions(group.curriculum.attendance, mine, marks, group.admission)
        if member.status in IN_GROUP
        else (),
        homework=adherence_so_far(tuple(given.values()), today),
        counted=counted_together(t.task for t in given.values() if t.practice),
        made_up=made_up,
    )


def adherence_so_far(tasks: Sequence[Homework], today: date) -> Adherence:
    """Adherence over what is due: what is still to come in counts in no rate."""
    return adherence(t for t in tasks if not awaited(t, today))
