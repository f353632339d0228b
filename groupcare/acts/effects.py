"""What a change of a group's sessions would do, in sentences, before anything is saved."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct, structs

from groupcare.acts.notices import whom_to_tell
from groupcare.record.lookups import latest_screening
from groupcare.record.sign_in import SignIn
from groupcare.record.taken import Diary
from groupcare.rules import layout
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.clashes import Clash
from groupcare.rules.curriculum import AgendaItem
from groupcare.rules.group import Group, Member, MemberStatus, Session, SessionKind, session_titles
from groupcare.rules.layout import Slot
from groupcare.rules.people import Client
from groupcare.rules.reflow import OVER, Change, Reflow, in_order, live
from groupcare.rules.schedule import known_time
from groupcare.rules.words import count, day, listed, span


class Effect(Struct, frozen=True, kw_only=True):
    """A new plan for a group's sessions: what it does in `sentences`, what to know in `warnings`.

    `tell` is how many members are to be told.
    """

    group: Group
    plan: Reflow
    sentences: tuple[str, ...]
    clashes: tuple[Clash, ...]
    remarks: tuple[str, ...]
    tell: int

    @property
    def warnings(self) -> tuple[str, ...]:
        """Clashes and remarks, a sentence each."""
        return (*self.remarks, *(clash.sentence for clash in self.clashes))


def effect_of(who: SignIn, group: Group, sessions: Sequence[Session], plan: Reflow, before: Group) -> Effect:
    """The effect of this plan on these sessions; `group` as it would be, `before` as it is."""
    told = news(plan, group, before)
    tell = len(whom_to_tell(who, before, dates_of(plan), [c.before.id for c in told])) if told or plan.added else 0
    return Effect(
        group=group,
        plan=plan,
        sentences=tuple(_sentences(who, group, plan, tell)),
        clashes=tuple(_clashes(who, group, plan)),
        remarks=tuple(_remarks(who, group, sessions, plan)),
        tell=tell,
    )


def news(plan: Reflow, group: Group, before: Group) -> list[Change]:
    """Changes that members are told of: another time or room, or that it falls away."""
    return [
        c
        for c in plan.changes
        if c.moves
        or c.before.room != c.after.room
        or (group.room != before.room and not c.after.room)
        or (c.after.status in OVER) != (c.before.status in OVER)
    ]


def dates_of(plan: Reflow) -> list[date]:
    """Every date before and after."""
    both = [d for c in plan.changes for d in (c.before.date, c.after.date)]
    return [*both, *(s.date for s in plan.added)]


def _sentences(who: SignIn, group: Group, plan: Reflow, tell: int) -> Iterator[str]:
    today = who.today(group.zone)
    titles = {m.number: m.title for m in group.curriculum.module}
    for change in plan.changes:
        old, new = change.before, change.after
        if new.status in OVER and old.status not in OVER:
            yield f"Session {old.number}, {day(old.date, today)}, is {new.status}."
        elif change.moves:
            yield (
                f"Session {old.number}: {day(old.date, today)} {old.start:%H:%M} → "
                f"{day(new.date, today)} {new.start:%H:%M}."
            )
        if taken := [n for n in new.modules if n not in old.modules]:
            words = listed([f"“{titles.get(n, n)}”" for n in taken])
            yield f"Session {old.number}, {day(old.date, today)}, takes {words}, too."
    for session in plan.added:
        what = ", ".join(session_titles(session, titles))
        yield f"Added: {day(session.date, today)} {span(session.start, session.minutes)}, {what}."
    if plan.dropped:
        words = listed([f"“{titles.get(n, n)}”" for n in plan.dropped])
        yield f"No other session of this group teaches {words}: members would need a make-up."
    if plan.last is None:
        yield "No session is left then."
    elif plan.last == plan.last_before:
        yield f"The last session stays on {day(plan.last, today)}."
    else:
        was = f" instead of {day(plan.last_before, today)}" if plan.last_before else ""
        yield f"The last session is then {day(plan.last, today)}{was}."
    if tell:
        yield f"{count(tell, 'person is', 'people are')} to be told."


def _clashes(who: SignIn, group: Group, plan: Reflow) -> Iterator[Clash]:
    diary = Diary(who)
    coming = [c.after for c in plan.changes if c.after.status not in OVER and _taken_up_anew(c)]
    for session in in_order([*coming, *plan.added]):
        yield from diary.against(diary.taken(session, group))


def _taken_up_anew(change: Change) -> bool:
    return change.moves or structs.replace(change.after, sequence=0) != structs.replace(change.before, sequence=0)


def _remarks(who: SignIn, group: Group, sessions: Sequence[Session], plan: Reflow) -> Iterator[str]:
    today = who.today(group.zone)
    after = [*_after(sessions, plan), *plan.added]
    for session in plan.added:
        if session.date.isoweekday() not in group.weekdays:
            yield f"{day(session.date, today)} is not one of the group's days."
    for session in [*(c.after for c in plan.changes if c.moves), *plan.added]:
        if not known_time(session.date, session.start, session.zone):
            yield f"{session.start:%H:%M} does not exist on {day(session.date, today)}, when the clocks go forward."
    for change in plan.changes:
        if len(change.after.modules) > len(change.before.modules):
            needed = sum(i.minutes for n in change.after.modules for i in _agenda(group, n))
            yield (
                f"The agendas of session {change.after.number} take {needed} minutes, it has {change.after.minutes}: "
                "choose what to shorten."
            )
    known = set(layout.remarks(group.curriculum, _slots(sessions)))
    for remark in layout.remarks(group.curriculum, _slots(after)):
        if remark not in known and not remark.startswith("Left out"):
            yield remark
    if told := _told_ahead(who, plan):
        names = ", ".join(told).removesuffix(".")
        yield f"Told us they cannot come on the old date: {names}. Ask them about the new one."
    yield from _screenings(who, group, plan, today)


def _agenda(group: Group, number: int) -> Sequence[AgendaItem]:
    module = group.curriculum.find(number)
    return module.agenda if module is not None else ()


def _after(sessions: Sequence[Session], plan: Reflow) -> list[Session]:
    changed = {c.before.id: c.after for c in plan.changes}
    return [changed.get(s.id, s) for s in sessions]


def _slots(sessions: Sequence[Session]) -> list[Slot]:
    return [Slot(s.modules, s.continues) for s in live(sessions) if s.kind is SessionKind.module]


def _told_ahead(who: SignIn, plan: Reflow) -> list[str]:
    """First names and initials of those whose notice was for a date that is none any more."""
    return [_short(who, a.client) for c in plan.changes if c.before.date != c.after.date
            for a in who.of(Attendance).linked(session=c.before.id) if a.mark is Mark.excused]  # fmt: skip


def _short(who: SignIn, client_id: str) -> str:
    client = who.of(Client).get(client_id)
    first = client.preferred_name or client.given_name or client.family_name
    return f"{first} {client.family_name[:1]}." if client.given_name or client.preferred_name else first


def _screenings(who: SignIn, group: Group, plan: Reflow, today: date) -> Iterator[str]:
    """Members who have not begun, and whose screening would be too old on their new first day."""
    new_day = {c.before.date: c.after.date for c in plan.changes if c.before.date < c.after.date}
    valid = timedelta(days=who.policy.screening_valid_days)
    for member in who.of(Member).linked(group=group.id):
        begins = new_day.get(member.start)
        if begins is None or member.status not in (MemberStatus.planned, MemberStatus.active):
            continue
        screening = latest_screening(who, member.referral)
        if screening is not None and member.start <= screening.on + valid < begins:
            until = day(screening.on + valid, today)
            yield f"The screening of {_short(who, member.client)} is valid until {until}: a short re-check renews it."
