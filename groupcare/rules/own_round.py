"""A member's own round: in a rolling group, the sessions until every module has come to them once.

A rolling group goes round its curriculum for as long as it runs. What it plans beyond the round that a member began
with is not planned for them: counted, it would halve the rate of somebody who missed nothing [P]. What they catch up
on there counts for the module and in no rate, as a make-up does.
"""

from collections.abc import Iterable, Mapping

from groupcare.rules.attendance import Mark
from groupcare.rules.coverage import NOT_DELIVERED, delivers
from groupcare.rules.curriculum import Admission
from groupcare.rules.group import Session, SessionKind


def own_round(admission: Admission, sessions: Iterable[Session], marks: Mapping[str, Mark]) -> list[Session]:
    """Of the sessions of a member's time, by day, those over which their rates are; `marks` are by session id.

    A session belongs to their round when a module of it has not come to them before. A module has not come where the
    session was lost or did not cover it, or where we held the member or cancelled for them: then it comes again. In a
    closed group, which goes round once, every session belongs; so do boosters and follow-ups.
    """
    ordered = sorted(sessions, key=lambda s: (s.date, s.number))
    if admission is not Admission.rolling:
        return ordered
    come: set[int] = set()
    mine = []
    for session in ordered:
        taught = {*session.modules, *session.covered}
        if session.kind is SessionKind.module and taught and taught <= come:
            continue
        mine.append(session)
        if session.status not in NOT_DELIVERED and marks.get(session.id) not in (Mark.held, Mark.cancelled):
            come.update(delivers(session))
    return mine
