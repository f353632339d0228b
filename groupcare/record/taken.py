"""When rooms, leaders and members are taken up by sessions: read for acts that plan, and for queries that warn."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from msgspec import structs

from groupcare.record.lookups import OPEN_GROUPS, guests_at
from groupcare.record.sign_in import SignIn
from groupcare.rules.clashes import Clash, Taken, absences, clashes
from groupcare.rules.clinic import Away, Staff
from groupcare.rules.closures import public_holidays
from groupcare.rules.coverage import NOT_DELIVERED, has_seat
from groupcare.rules.group import IN_GROUP, Group, Member, Session, SessionStatus, leaders_of, room_of
from groupcare.rules.schedule import meet

YEARS_AHEAD = 3


class Diary:
    """Reads each group, its members and each day's sessions once, for one look at what is taken up."""

    def __init__(self, who: SignIn) -> None:
        self.who = who
        self.staff = {s.id: s for s in who.of(Staff).all()}
        self._groups: dict[str, Group] = {}
        self._members: dict[str, list[Member]] = {}
        self._days: dict[date, list[Taken]] = {}

    def group(self, group_id: str) -> Group:
        """A group, read once."""
        if group_id not in self._groups:
            self._groups[group_id] = self.who.of(Group).get(group_id)
        return self._groups[group_id]

    def taken(self, session: Session, group: Group) -> Taken:
        """A session as it takes up its room and people."""
        members = self._members.get(group.id)
        if members is None:
            members = self._members[group.id] = self.who.of(Member).linked(group=group.id) if group.id else []
        clients = frozenset(m.client for m in members if m.status in IN_GROUP and has_seat(m, session.date))
        guests = frozenset(m.client for m in guests_at(self.who, session)) if session.id else frozenset()
        return structs.replace(taken(session, group, self.staff, clients), guests=guests)

    def on(self, day: date) -> list[Taken]:
        """What is planned, on or held on that day, of all groups that are forming or running."""
        if day not in self._days:
            found = []
            for session in self.who.of(Session).linked(date=day.isoformat()):
                group = self.group(session.group)
                if group.status in OPEN_GROUPS and session.status not in NOT_DELIVERED:
                    found.append(self.taken(session, group))
            self._days[day] = found
        return self._days[day]

    @property
    def away(self) -> dict[str, tuple[Away, ...]]:
        """Leave, by id of staff."""
        return {i: s.away for i, s in self.staff.items() if s.away}

    def against(self, one: Taken) -> Iterator[Clash]:
        """What clashes with this session, and who of its leaders is away. Days beside it count, since a session may go
        on over midnight, and a group may live in another zone.
        """
        days = (one.date + timedelta(days=n) for n in (-1, 0, 1))
        yield from clashes(one, (other for day in days for other in self.on(day)))
        yield from absences(one, self.away)


def taken(session: Session, group: Group, staff: Mapping[str, Staff], clients: frozenset[str]) -> Taken:
    """A session as it takes up its room, its leaders and these clients."""
    meeting = meet(0, (), session.date, session.start, session.minutes, session.zone)
    leaders = tuple((i, staff[i].name if i in staff else "A facilitator") for i in leaders_of(session, group))
    return Taken(
        session=session.id,
        group=group.id,
        name=group.name,
        date=session.date,
        start=session.start,
        begins=meeting.utc_start,
        ends=meeting.utc_end,
        room=room_of(session, group),
        leaders=leaders,
        clients=clients,
    )


def closed_for(who: SignIn, group: Group, first: date) -> dict[date, str]:
    """Days from the year of `first` on when this group does not meet: public holidays where it is, the clinic's
    closures, and what it skips; not what it keeps. Raises UnknownPlace.
    """
    holidays = public_holidays(group.country, group.subdivision, range(first.year, first.year + YEARS_AHEAD + 1))
    closures = {closure.on: closure.reason for closure in who.clinic.closures}
    skipped = dict.fromkeys(group.skip, "skipped on request")
    return {on: why for on, why in {**holidays, **closures, **skipped}.items() if on not in group.keep}


def planned_on(who: SignIn, days: Iterable[date], *, kept: bool = False) -> list[tuple[Group, Session]]:
    """Planned sessions of open groups on these days; with `kept` those, too, that are held in spite of a closure."""
    found = []
    for day in days:
        for session in who.of(Session).linked(date=day.isoformat()):
            group = who.of(Group).get(session.group)
            planned = session.status is SessionStatus.planned and group.status in OPEN_GROUPS
            if planned and (kept or day not in group.keep):
                found.append((group, session))
    return found
