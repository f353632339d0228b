"""A session that is lost, or led by somebody else: the effect before it is saved, then all of it in one transaction."""

from collections.abc import Sequence
from datetime import date

from msgspec import structs

from groupcare.acts.act import act
from groupcare.acts.effects import Effect
from groupcare.acts.group import facilitators
from groupcare.acts.more_sessions import add_afterwards as add_afterwards
from groupcare.acts.more_sessions import add_session as add_session
from groupcare.acts.more_sessions import preview_afterwards as preview_afterwards
from groupcare.acts.more_sessions import preview_session as preview_session
from groupcare.acts.moving import move_group as move_group
from groupcare.acts.moving import preview_move as preview_move
from groupcare.acts.rescheduled import effect, reflowed, save, sessions_of, with_group
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules import lost_session, reflow, schedule
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.group import Group, Session, SessionStatus
from groupcare.rules.reflow import Reflow, Way
from groupcare.rules.text import clean


def preview_loss(
    who: SignIn, session_id: str, way: Way, on: date | None = None, status: SessionStatus | None = None
) -> Effect:
    """What `lose_session` would do. Raises Refused."""
    session, group = with_group(who, session_id)
    return effect(who, group, _lost(who, group, session, way, "", on, status))


def lose_session(
    who: SignIn,
    session_id: str,
    way: Way,
    reason: str,
    on: date | None = None,
    status: SessionStatus | None = None,
) -> Effect:
    """A session cannot be held, or was not: it moves on with all after it, or it is over and its modules go where
    `way` says. `on` is a day chosen for `add`. Without `status` it is cancelled before its time, not held after it.
    """
    reason = clean(reason, of="The reason")
    if not reason:
        raise Refused("Say why the session is not held.")
    with act(who, "reschedule", why=reason if way is Way.push else ""):
        session, group = with_group(who, session_id)
        plan = _lost(who, group, session, way, reason, on, status)
        return save(who, group, group, plan)


def _lost(
    who: SignIn,
    group: Group,
    session: Session,
    way: Way,
    reason: str,
    on: date | None,
    status: SessionStatus | None,
) -> Reflow:
    begins = schedule.at(session.date, session.start, session.zone)
    if status is SessionStatus.not_held and who.now() < begins:
        raise Refused("This session is still to come: cancel it, or push, merge, add or drop it.")
    status = status or (SessionStatus.cancelled if who.now() < begins else SessionStatus.not_held)
    marks = who.of(Attendance).linked(session=session.id)
    if session.status is SessionStatus.in_progress and not any(a.mark is Mark.attended for a in marks):
        status = SessionStatus.not_held
    elif session.status is not SessionStatus.planned:
        raise Refused(f"This session is {session.status}; it cannot be cancelled or lost any more.")
    over = structs.replace(session, status=status, reason=reason, due=None)
    return reflowed(who, group, lambda s, ground: lost_session.lose(s, session, way, ground, over, on))


def preview_substitute(
    who: SignIn, session_id: str, leaders: Sequence[str] | None = None, room: str | None = None
) -> Effect:
    """What `substitute` would do. Raises Refused."""
    session, group = with_group(who, session_id)
    return effect(who, group, _substituted(who, group, session, leaders, room))


def substitute(who: SignIn, session_id: str, leaders: Sequence[str] | None = None, room: str | None = None) -> Effect:
    """Others lead this one session, or it is in another room; empty gives back the group's own, None changes nothing.

    Who really led it is noted when it is begun.
    """
    with act(who, "reschedule"):
        session, group = with_group(who, session_id)
        return save(who, group, group, _substituted(who, group, session, leaders, room))


def _substituted(
    who: SignIn, group: Group, session: Session, leaders: Sequence[str] | None, room: str | None
) -> Reflow:
    if session.status not in (SessionStatus.planned, SessionStatus.in_progress):
        raise Refused(f"This session is {session.status}; who led it stays as it is.")
    wanted = session.leaders if leaders is None else facilitators(who, leaders)
    own_room = session.room if room is None else clean(room, of="The room")
    own_room = "" if own_room == group.room else own_room
    after = structs.replace(
        session,
        leaders=() if set(wanted) == set(group.facilitators) else wanted,
        room=own_room,
        sequence=session.sequence + (own_room != session.room),
    )
    if after == session:
        raise Refused("That is how it is already. Nothing was changed.")
    last = reflow.last_day(sessions_of(who, group))
    return Reflow(changes=(reflow.Change(before=session, after=after),), last_before=last, last=last)
