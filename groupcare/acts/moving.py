"""A whole group moves: to a new first date, other weekdays, another time or another room."""

from msgspec import structs

from groupcare.acts.act import act
from groupcare.acts.effects import Effect, effect_of
from groupcare.acts.rescheduled import reflowed, save, sessions_of
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Group, SessionStatus
from groupcare.rules.moved import move
from groupcare.rules.reflow import MoveTo, Reflow, live
from groupcare.rules.text import clean


def preview_move(who: SignIn, group_id: str, to: MoveTo) -> Effect:
    """What `move_group` would do. Raises Refused."""
    group = who.of(Group).get(group_id)
    moved, plan = _moved(who, group, to)
    return effect_of(who, moved, sessions_of(who, group), plan, group)


def move_group(who: SignIn, group_id: str, to: MoveTo, reason: str = "") -> Effect:
    """Move all sessions still to come to a new first date, other weekdays, another time or another room."""
    with act(who, "reschedule", why=clean(reason, of="The reason")):
        group = who.of(Group).get(group_id)
        moved, plan = _moved(who, group, to)
        return save(who, moved, group, plan)


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
    plan = reflowed(who, changed, lambda sessions, ground: move(sessions, to, ground))
    sessions = sessions_of(who, group)
    if not any(s.status in (SessionStatus.held, SessionStatus.in_progress) for s in sessions):
        now = {c.before.id: c.after for c in plan.changes}
        first = min((now.get(s.id, s).date for s in live(sessions)), default=group.first)
        changed = structs.replace(changed, first=first)
    return changed, plan
