"""Sessions that are lost or moved: the effect before it is saved, then all of it in one transaction.

Each act has its preview: the same rules on the same record, with nothing saved. Calendars learn of each change by the
session's sequence, and members by the notices of the call sheet, made in the same transaction.
"""

from collections.abc import Callable, Sequence
from datetime import date, time

from msgspec import structs

from groupcare.acts.act import act
from groupcare.acts.effects import Effect, dates_of, effect_of, news
from groupcare.acts.group import facilitators, finish_group
from groupcare.acts.notices import notify
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.record.taken import closed_for
from groupcare.rules import layout, reflow, schedule
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.closures import UnknownPlace
from groupcare.rules.curriculum import Admission
from groupcare.rules.group import IN_GROUP, Group, GroupStatus, Member, Session, SessionKind, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.layout import LayoutFault
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.reflow import OVER, Ground, MoveTo, Reflow, ReflowImpossible, Way, live
from groupcare.rules.text import clean

# --- one session ----------------------------------------------------------------------------------------------------


def preview_loss(
    who: SignIn, session_id: str, way: Way, on: date | None = None, status: SessionStatus | None = None
) -> Effect:
    """What `lose_session` would do. Raises Refused."""
    session, group = _with_group(who, session_id)
    return _effect(who, group, _lost(who, group, session, way, "", on, status))


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
        session, group = _with_group(who, session_id)
        plan = _lost(who, group, session, way, reason, on, status)
        return _save(who, group, group, plan)


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
    return _reflowed(who, group, lambda s, ground: reflow.lose(s, session, way, ground, over, on))


def preview_substitute(
    who: SignIn, session_id: str, leaders: Sequence[str] | None = None, room: str | None = None
) -> Effect:
    """What `substitute` would do. Raises Refused."""
    session, group = _with_group(who, session_id)
    return _effect(who, group, _substituted(who, group, session, leaders, room))


def substitute(who: SignIn, session_id: str, leaders: Sequence[str] | None = None, room: str | None = None) -> Effect:
    """Others lead this one session, or it is in another room; empty gives back the group's own, None changes nothing.

    Who really led it is noted when it is begun.
    """
    with act(who, "reschedule"):
        session, group = _with_group(who, session_id)
        return _save(who, group, group, _substituted(who, group, session, leaders, room))


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
    last = reflow.last_day(_sessions(who, group))
    return Reflow(changes=(reflow.Change(before=session, after=after),), last_before=last, last=last)


# --- more sessions --------------------------------------------------------------------------------------------------


def preview_session(
    who: SignIn, group_id: str, on: date, modules: Sequence[int], kind: SessionKind, start: time | None = None
) -> Effect:
    """What `add_session` would do. Raises Refused."""
    group = who.of(Group).get(group_id)
    return _effect(who, group, _further(who, group, on, modules, kind, start))


def add_session(
    who: SignIn,
    group_id: str,
    on: date,
    modules: Sequence[int] = (),
    kind: SessionKind = SessionKind.module,
    start: time | None = None,
) -> Effect:
    """A further session at a date of its own: with modules, or a booster or follow-up with or without."""
    with act(who, "reschedule"):
        group = who.of(Group).get(group_id)
        return _save(who, group, group, _further(who, group, on, modules, kind, start))


def _further(
    who: SignIn, group: Group, on: date, modules: Sequence[int], kind: SessionKind, start: time | None
) -> Reflow:
    known = {m.number for m in group.curriculum.module}
    if not set(modules) <= known:
        raise Refused(f"The curriculum has the modules {', '.join(map(str, sorted(known)))} and no others.")
    if kind is SessionKind.module and not modules:
        raise Refused("Say which modules it is for; only boosters and follow-ups need none.")
    like = Session(
        group=group.id,
        number=0,
        modules=tuple(dict.fromkeys(modules)),
        date=on,
        start=start or group.start,
        minutes=group.minutes,
        zone=group.zone,
        kind=kind,
    )

    def added(sessions: Sequence[Session], ground: Ground) -> Reflow:
        reflow.check_own_date(sessions, ground, on)
        last = reflow.last_day(sessions)
        fresh = reflow.fresh(sessions, like, on)
        return Reflow(changes=(), added=(fresh,), last_before=last, last=reflow.last_day([*sessions, fresh]))

    return _reflowed(who, group, added)


def preview_afterwards(who: SignIn, group_id: str, text: str) -> Effect:
    """What `add_afterwards` would do. Raises Refused."""
    group = who.of(Group).get(group_id)
    return _effect(who, group, _afterwards(who, group, text))


def add_afterwards(who: SignIn, group_id: str, text: str) -> Effect:
    """Boosters and follow-ups counted from the last session, as typed: booster 3 months, follow-up 6 months."""
    with act(who, "reschedule"):
        group = who.of(Group).get(group_id)
        return _save(who, group, group, _afterwards(who, group, text))


def _afterwards(who: SignIn, group: Group, text: str) -> Reflow:
    said = clean(text, of="What comes afterwards")
    if not said:
        raise Refused("Say what comes afterwards: booster 3 months, follow-up 6 months.")

    def added(sessions: Sequence[Session], ground: Ground) -> Reflow:
        last = reflow.last_day(sessions)
        if last is None:
            raise ReflowImpossible("The group has no session after which it could come.")
        wanted = layout.afterwards(said)
        find = reflow.open_day_finder(ground, {s.date for s in live(sessions)})
        found: list[Session] = []
        for after, on in layout.days_afterwards(last, wanted, lambda first: find(max(first, ground.today))):
            like = Session(group=group.id, number=0, modules=(), date=on, start=group.start, minutes=group.minutes,
                           zone=group.zone, kind=after.kind)  # fmt: skip
            found.append(reflow.fresh([*sessions, *found], like, on))
        return Reflow(changes=(), added=tuple(found), last_before=last, last=last)

    return _reflowed(who, group, added)


# --- the whole group ------------------------------------------------------------------------------------------------


def preview_move(who: SignIn, group_id: str, to: MoveTo) -> Effect:
    """What `move_group` would do. Raises Refused."""
    group = who.of(Group).get(group_id)
    moved, plan = _moved(who, group, to)
    return effect_of(who, moved, _sessions(who, group), plan, group)


def move_group(who: SignIn, group_id: str, to: MoveTo, reason: str = "") -> Effect:
    """Move all sessions still to come to a new first date, other weekdays, another time or another room."""
    with act(who, "reschedule", why=clean(reason, of="The reason")):
        group = who.of(Group).get(group_id)
        moved, plan = _moved(who, group, to)
        return _save(who, moved, group, plan)


def _moved(who: SignIn, group: Group, to: MoveTo) -> tuple[Group, Reflow]:
    if to.weekdays is not None and not (to.weekdays and set(to.weekdays) <= set(range(1, 8))):
        raise Refused("A group needs at least one weekday.")
    to = structs.replace(to, room=None if to.room is None else clean(to.room, of="The room"))
    weekdays = group.weekdays if to.weekdays is None else tuple(sorted(set(to.weekdays)))
    changed = structs.replace(
        group,
        weekdays=weekdays,
        start=to.start or group.start,
        room=group.room if to.room is None else to.room,
    )
    if changed == group and to.first is None:
        raise Refused("Say where to: a first date, weekdays, a time or a room that is not as before.")
    to = structs.replace(to, room=None if changed.room == group.room else to.room)
    plan = _reflowed(who, changed, lambda sessions, ground: reflow.move(sessions, to, ground))
    sessions = _sessions(who, group)
    if not any(s.status in (SessionStatus.held, SessionStatus.in_progress) for s in sessions):
        now = {c.before.id: c.after for c in plan.changes}
        first = min((now.get(s.id, s).date for s in live(sessions)), default=group.first)
        changed = structs.replace(changed, first=first)
    return changed, plan


# --- what all of them do --------------------------------------------------------------------------------------------


def _with_group(who: SignIn, session_id: str) -> tuple[Session, Group]:
    session = who.of(Session).get(session_id)
    return session, who.of(Group).get(session.group)


def _sessions(who: SignIn, group: Group) -> list[Session]:
    return reflow.in_order(who.of(Session).linked(group=group.id))


def _reflowed(who: SignIn, group: Group, plan: Callable[[Sequence[Session], Ground], Reflow]) -> Reflow:
    """Ask the rules; what they cannot do is a refusal."""
    today = who.today(group.zone)
    try:
        closed = closed_for(who, group, min(group.first, today))
        return plan(_sessions(who, group), Ground(weekdays=group.weekdays, closed=closed, today=today))
    except (ReflowImpossible, LayoutFault, UnknownPlace) as impossible:
        raise Refused(str(impossible)) from None


def _effect(who: SignIn, group: Group, plan: Reflow) -> Effect:
    return effect_of(who, group, _sessions(who, group), plan, group)


def _save(who: SignIn, group: Group, before: Group, plan: Reflow) -> Effect:
    """Within an act: keep the plan, all that hangs on its dates, and the notices. Gives the effect, with ids."""
    if group.status is GroupStatus.cancelled:
        raise Refused("The group is cancelled.")
    effect = effect_of(who, group, _sessions(who, before), plan, before)
    if plan.added and group.status is GroupStatus.finished:
        group = structs.replace(group, status=GroupStatus.running)
    if group != before:
        who.of(Group).save(group)
    for change in plan.changes:
        who.of(Session).save(change.after)
        if change.before.date != change.after.date:
            _forget_notice_ahead(who, change.before)
    added = tuple(who.of(Session).add(s) for s in plan.added)
    _move_seats(who, group, plan)
    _move_hand_in(who, group, plan)
    _move_make_ups(who, plan)
    about = [*(c.before.id for c in news(plan, group, before)), *(s.id for s in added)]
    notify(who, group, about, dates_of(plan))
    ends = any(c.after.status in OVER for c in plan.changes)
    if ends and any(s.status is SessionStatus.held for s in _sessions(who, group)):
        finish_group(who, group.id)
    return structs.replace(effect, plan=structs.replace(plan, added=added))


def _forget_notice_ahead(who: SignIn, session: Session) -> None:
    """Somebody who cannot come on the old date has said nothing of the new one; the ledger keeps what they said."""
    ahead = [a.id for a in who.of(Attendance).linked(session=session.id)]
    if ahead:
        who.of(Attendance).table.remove(doc_ids=ahead)


def _move_seats(who: SignIn, group: Group, plan: Reflow) -> None:
    """A seat that begins with a session moves with it; in a rolling group, to the next entry where it is lost."""
    moved = {c.before.date: c.after for c in plan.changes if c.before.status is not SessionStatus.held}
    for member in who.of(Member).linked(group=group.id):
        session = moved.get(member.start)
        if session is None or member.status not in IN_GROUP:
            continue
        start = session.date if session.status not in OVER else _next_entry(who, group, session.date)
        if start is not None and start != member.start:
            who.of(Member).change(member, start=start)


def _next_entry(who: SignIn, group: Group, since: date) -> date | None:
    """The day of the next session at which a member of a rolling group may begin; None where it does not matter."""
    if group.admission is not Admission.rolling:
        return None
    entries = {m.number for m in group.curriculum.module if m.entry}
    coming = (s for s in live(_sessions(who, group)) if s.date >= since and not entries.isdisjoint(s.modules))
    return next((s.date for s in coming), None)


def _move_hand_in(who: SignIn, group: Group, plan: Reflow) -> None:
    """Homework that is not in yet is due at the meeting that is next now."""
    dates = {c.before.date for c in plan.changes}
    coming = live(_sessions(who, group))
    for task in who.of(Homework).linked(group=group.id):
        if task.practice is None and task.hand_in_by in dates:
            following = next((s.date for s in coming if s.date > task.set_on), None)
            if following is not None and following != task.hand_in_by:
                who.of(Homework).change(task, hand_in_by=following)


def _move_make_ups(who: SignIn, plan: Reflow) -> None:
    """Guests come on the day on which the session that they visit is now."""
    for change in plan.changes:
        for one in who.of(MakeUp).linked(session=change.before.id):
            if one.status is MakeUpStatus.arranged and one.on != change.after.date:
                who.of(MakeUp).change(one, on=change.after.date, due=change.after.date)
