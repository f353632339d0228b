"""What Today says of planning: people to tell of a change, sessions led by somebody away, sessions on closed days."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from groupcare.queries.call_sheet import about, is_open
from groupcare.queries.needs import ALL, Need, Section, in_days
from groupcare.queries.permissions import may_see
from groupcare.record import taken
from groupcare.record.lookups import GroupOutline
from groupcare.record.sign_in import SignIn
from groupcare.rules.clashes import is_away
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Session, leaders_of
from groupcare.rules.notice import Notice
from groupcare.rules.words import day

AHEAD = 28
"""Sessions within so many days are looked at."""


def to_tell(who: SignIn, on: date, groups: Mapping[str, GroupOutline]) -> Iterator[Need]:
    """A line for each group with people who are still to be told of a change; the soonest first."""
    waiting: dict[str, list[Notice]] = {}
    for notice in who.of(Notice).open_work(ALL):
        if is_open(who, notice, on):
            waiting.setdefault(notice.group, []).append(notice)
    for group, notices in waiting.items():
        due = min(n.due for n in notices if n.due is not None)
        people = len({n.client for n in notices})
        yield Need(
            section=Section.sessions,
            kind="calls",
            id=group,
            name=groups[group].name,
            words=f"{people} to tell {about(who, notices)}",
            since=in_days(due, on),
            late=due <= on,
        )


def planned_on(who: SignIn, on: date) -> list[tuple[str, Session]]:
    """Sessions planned on a day, with the names of their groups; for whoever closes the clinic on it."""
    may_see(who, "staff")
    return [(group.name, session) for group, session in taken.planned_on(who, [on])]


def hindered(who: SignIn, on: date) -> Iterator[Need]:
    """Planned sessions of the next weeks that nobody can hold as planned: who leads is away, or the clinic closed."""
    last = on + timedelta(days=AHEAD)
    away = {s.id: s for s in who.of(Staff).all() if any(a.last >= on and a.first <= last for a in s.away)}
    closed = {c.on: c.reason for c in who.clinic.closures if on <= c.on <= last}
    days = [on + timedelta(days=n) for n in range(AHEAD + 1)] if away else sorted(closed)
    for group, session in taken.planned_on(who, days, kept=True):
        absent = [away[i].name for i in leaders_of(session, group) if i in away and is_away(away[i].away, session.date)]
        words = [f"{name} is away" for name in absent]
        if session.date in closed and session.date not in group.keep:
            words.append(f"closed, {closed[session.date]}")
        if words:
            yield Need(
                section=Section.sessions,
                kind="group",
                id=group.id,
                place=session.id,
                name=group.name,
                words=f"{', '.join(words)}: session {session.number}, {day(session.date, on)}",
                since=in_days(session.date, on),
                late=(session.date - on).days <= 1,
            )
