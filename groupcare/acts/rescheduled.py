"""What all acts have in common that change a group's sessions: the rules are asked, and what they plan is kept.

Each act has its preview: the same rules on the same record, with nothing saved. Calendars learn of each change by the
session's sequence, and members by the notices of the call sheet, made in the same transaction.
"""

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import structs

from groupcare.acts.effects import Effect, dates_of, effect_of, news
from groupcare.acts.group import finish_group
from groupcare.acts.notices import notify
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.record.taken import closed_for
from groupcare.rules import reflow
from groupcare.rules.attendance import Attendance
from groupcare.rules.closures import UnknownPlace
from groupcare.rules.curriculum import Admission
from groupcare.rules.group import IN_GROUP, Group, GroupStatus, Member, Session, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.layout import LayoutFault
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.reflow import OVER, Ground, Reflow, ReflowImpossible, live


def with_group(who: SignIn, session_id: str) -> tuple[Session, Group]:
    """A session with its group. Raises NotFound."""
    session = who.of(Session).get(session_id)
    return session, who.of(Group).get(session.group)


def sessions_of(who: SignIn, group: Group) -> list[Session]:
    """A group's sessions in order."""
    return reflow.in_order(who.of(Session).linked(group=group.id))


def reflowed(who: SignIn, group: Group, plan: Callable[[Sequence[Session], Ground], Reflow]) -> Reflow:
    """Ask the rules; what they cannot do is a refusal."""
    today = who.today(group.zone)
    try:
        closed = closed_for(who, group, min(group.first, today))
        return plan(sessions_of(who, group), Ground(weekdays=group.weekdays, closed=closed, today=today))
    except (ReflowImpossible, LayoutFault, UnknownPlace) as impossible:
        raise Refused(str(impossible)) from None


def effect(who: SignIn, group: Group, plan: Reflow) -> Effect:
    """What this plan would do to a group that stays as it is otherwise."""
    return effect_of(who, group, sessions_of(who, group), plan, group)


def save(who: SignIn, group: Group, before: Group, plan: Reflow) -> Effect:
    """Within an act: keep the plan, all that hangs on its dates, and the notices. Gives the effect, with ids."""
    if before.status is GroupStatus.cancelled:
        raise Refused("The group is cancelled.")
    shown = effect_of(who, group, sessions_of(who, before), plan, before)
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
    if ends and any(s.status is SessionStatus.held for s in sessions_of(who, group)):
        finish_group(who, group.id)
    return structs.replace(shown, plan=structs.replace(plan, added=added))


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
    coming = (s for s in live(sessions_of(who, group)) if s.date >= since and not entries.isdisjoint(s.modules))
    return next((s.date for s in coming), None)


def _move_hand_in(who: SignIn, group: Group, plan: Reflow) -> None:
    """Homework that is not in yet is due at the meeting that is next now."""
    dates = {c.before.date for c in plan.changes}
    coming = live(sessions_of(who, group))
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
