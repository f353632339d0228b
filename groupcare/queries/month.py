"""One month of all groups: weeks of days with their sessions, closed days, and what clashes."""

from datetime import date, time, timedelta

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.sign_in import SignIn
from groupcare.record.taken import Diary
from groupcare.rules.coverage import NOT_DELIVERED
from groupcare.rules.group import Session, SessionStatus, leaders_of, room_of, session_titles


class MonthSession(Struct, frozen=True, kw_only=True):
    """A session in the month. `against` are clashes and absences in a few words each."""

    session: str
    group: str
    name: str
    number: int
    date: date
    start: time
    minutes: int
    room: str
    leaders: tuple[str, ...]
    titles: tuple[str, ...]
    status: SessionStatus
    against: tuple[str, ...]


class MonthDay(Struct, frozen=True, kw_only=True):
    """A day, with why it is closed."""

    on: date
    closed: str
    sessions: tuple[MonthSession, ...]


class Month(Struct, frozen=True, kw_only=True):
    """The weeks that touch a month, Monday first; `first` is the month's first day. Days of the months before and after
    stand without their sessions.
    """

    first: date
    today: date
    weeks: tuple[tuple[MonthDay, ...], ...]

    @property
    def sessions(self) -> tuple[MonthSession, ...]:
        """All sessions shown, by time."""
        return tuple(s for week in self.weeks for day in week for s in day.sessions)


def month(who: SignIn, first: date) -> Month:
    """The month of that day. Sessions of every group stand in it, those over with their status."""
    may_see(who, "groups")
    first = first.replace(day=1)
    closed, diary = who.closed(first - timedelta(days=7)), Diary(who)
    day = first - timedelta(days=first.weekday())
    weeks = []
    while day < first or day.month == first.month:
        weeks.append(tuple(_day(who, day + timedelta(days=n), first.month, closed, diary) for n in range(7)))
        day += timedelta(days=7)
    return Month(first=first, today=who.today(), weeks=tuple(weeks))


def _day(who: SignIn, on: date, month: int, closed: dict[date, str], diary: Diary) -> MonthDay:
    if on.month != month:
        return MonthDay(on=on, closed="", sessions=())
    found = sorted(who.of(Session).linked(date=on.isoformat()), key=lambda s: (s.start, s.number))
    sessions = [_session(session, closed, diary) for session in found]
    return MonthDay(on=on, closed=closed.get(on, ""), sessions=tuple(sessions))


def _session(session: Session, closed: dict[date, str], diary: Diary) -> MonthSession:
    group = diary.group(session.group)
    against: list[str] = []
    if session.status not in NOT_DELIVERED:
        against = [clash.words for clash in diary.against(diary.taken(session, group))]
        if session.status is SessionStatus.planned and session.date in closed and session.date not in group.keep:
            against.append(f"closed: {closed[session.date]}")
    staff = diary.staff
    return MonthSession(
        session=session.id,
        group=group.id,
        name=group.name,
        number=session.number,
        date=session.date,
        start=session.start,
        minutes=session.minutes,
        room=room_of(session, group),
        leaders=tuple(staff[i].name for i in leaders_of(session, group) if i in staff),
        titles=session_titles(session, {m.number: m.title for m in group.curriculum.module}),
        status=session.status,
        against=tuple(dict.fromkeys(against)),
    )
