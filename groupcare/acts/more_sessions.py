"""More sessions for a group: at a date of their own, or so long after the last one."""

from collections.abc import Sequence
from datetime import date, time

from groupcare.acts.act import act
from groupcare.acts.effects import Effect
from groupcare.acts.rescheduled import effect, reflowed, save
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules import layout, lost_session, reflow
from groupcare.rules.group import Group, Session, SessionKind
from groupcare.rules.reflow import Ground, Reflow, ReflowImpossible, live
from groupcare.rules.text import clean


def preview_session(
    who: SignIn, group_id: str, on: date, modules: Sequence[int], kind: SessionKind, start: time | None = None
) -> Effect:
    """What `add_session` would do. Raises Refused."""
    group = who.of(Group).get(group_id)
    return effect(who, group, _further(who, group, on, modules, kind, start))


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
        return save(who, group, group, _further(who, group, on, modules, kind, start))


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
        lost_session.check_own_date(sessions, ground, on)
        last = reflow.last_day(sessions)
        fresh = lost_session.fresh(sessions, like, on)
        return Reflow(changes=(), added=(fresh,), last_before=last, last=reflow.last_day([*sessions, fresh]))

    return reflowed(who, group, added)


def preview_afterwards(who: SignIn, group_id: str, text: str) -> Effect:
    """What `add_afterwards` would do. Raises Refused."""
    group = who.of(Group).get(group_id)
    return effect(who, group, _afterwards(who, group, text))


def add_afterwards(who: SignIn, group_id: str, text: str) -> Effect:
    """Boosters and follow-ups counted from the last session, as typed: booster 3 months, follow-up 6 months."""
    with act(who, "reschedule"):
        group = who.of(Group).get(group_id)
        return save(who, group, group, _afterwards(who, group, text))


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
            found.append(lost_session.fresh([*sessions, *found], like, on))
        return Reflow(changes=(), added=tuple(found), last_before=last, last=last)

    return reflowed(who, group, added)
