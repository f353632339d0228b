"""Making a group from a curriculum. People are given seats in it by `seating`."""

from collections.abc import Sequence
from datetime import date, time

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.acts.seating import SeatPlan as SeatPlan
from groupcare.acts.seating import preview_seat as preview_seat
from groupcare.acts.seating import seat as seat
from groupcare.acts.seating import seat_case as seat_case
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.clinic import Staff
from groupcare.rules.closures import UnknownPlace, public_holidays
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.group import MOST_FOR_90853, Group, GroupStatus, Session, SessionStatus, remarks_on_seats
from groupcare.rules.schedule import Schedule, ScheduleImpossible
from groupcare.rules.text import clean, name_key

YEARS_AHEAD = 3


class NewGroup(Struct, frozen=True, kw_only=True):
    """What a group is made from. Weekdays are ISO numbers; `minutes` None takes the curriculum's.

    `skip_words` say why a date in `skip` is skipped; sessions are held on dates in `keep`, closed or not.
    """

    curriculum: Curriculum
    name: str
    first: date
    start: time
    zone: str
    weekdays: tuple[int, ...]
    minutes: int | None = None
    country: str | None = None
    subdivision: str | None = None
    skip: tuple[date, ...] = ()
    skip_words: dict[date, str] = {}
    keep: tuple[date, ...] = ()
    seats: int = 10
    minimum: int = 0
    room: str = ""
    facilitators: tuple[str, ...] = ()


class Clash(Struct, frozen=True, kw_only=True):
    """A room or a facilitator that another group has on that day at that time; `sentence` names the day, too."""

    date: date
    words: str
    sentence: str


class GroupPlan(Struct, frozen=True, kw_only=True):
    """The group as it would be, its dates, and what to know before saving: `notes` on the whole, `clashes` by date."""

    group: Group
    schedule: Schedule
    notes: tuple[str, ...]
    clashes: tuple[Clash, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """All of it, in sentences."""
        return (*self.notes, *(clash.sentence for clash in self.clashes))


def preview_group(who: SignIn, new: NewGroup) -> GroupPlan:
    """Every date before anything is saved. Raises Refused where no group can be made from this."""
    name = clean(new.name, of="The group's name")
    if not name:
        raise Refused("A group needs a name.")
    if not schedule.known_zone(new.zone):
        raise Refused(f"{new.zone!r} is not a time zone; use a name such as America/New_York or Europe/Paris.")
    minutes = new.curriculum.minutes if new.minutes is None else new.minutes
    if not 15 <= minutes <= 480:
        raise Refused("A session lasts from 15 to 480 minutes.")
    if not 1 <= new.seats <= 40:
        raise Refused("A group has from 1 to 40 seats.")
    if not 0 <= new.minimum <= new.seats:
        raise Refused("The members that it takes to run are from 0 to the number of seats.")
    if not date(2000, 1, 1) <= new.first <= date(2100, 1, 1):
        raise Refused("The first date must lie between the years 2000 and 2100.")
    modules = [(module.number,) for module in new.curriculum.module]
    try:
        laid = schedule.lay_out(modules, new.first, new.weekdays, new.start, minutes, new.zone, _closed_for(who, new))
    except ScheduleImpossible as impossible:
        raise Refused(str(impossible)) from None
    group = Group(
        number=0,
        name=name,
        curriculum=new.curriculum,
        first=laid.meetings[0].date,
        weekdays=tuple(sorted(set(new.weekdays))),
        start=new.start,
        minutes=minutes,
        zone=new.zone,
        seats=new.seats,
        minimum=new.minimum,
        admission=new.curriculum.admission,
        room=clean(new.room, of="The room"),
        facilitators=_facilitators(who, new.facilitators),
        country=new.country,
        subdivision=new.subdivision,
        skip=new.skip,
    )
    notes, clashes = _notes(who, new, group, laid), _clashes(who, group, laid)
    return GroupPlan(group=group, schedule=laid, notes=tuple(notes), clashes=tuple(clashes))


def _closed_for(who: SignIn, new: NewGroup) -> dict[date, str]:
    years = range(new.first.year, new.first.year + YEARS_AHEAD + 1)
    try:
        holidays = public_holidays(new.country, new.subdivision, years)
    except UnknownPlace as unknown:
        raise Refused(str(unknown)) from None
    closures = {closure.on: closure.reason for closure in who.clinic.closures}
    skipped = {on: clean(new.skip_words.get(on, ""), of="The words") or "skipped on request" for on in new.skip}
    return {on: why for on, why in {**holidays, **closures, **skipped}.items() if on not in new.keep}


def _facilitators(who: SignIn, names: Sequence[str]) -> tuple[str, ...]:
    """Ids of the staff with these names. Raises Refused for a name that nobody has."""
    known = list(who.of(Staff).all())
    found = []
    for name in names:
        match = [s for s in known if name in (s.id, s.name) or s.name.casefold() == name.casefold()]
        if not match:
            raise Refused(f"Nobody named {name!r} works here; known are {', '.join(s.name for s in known)}.")
        found.append(match[0].id)
    return tuple(dict.fromkeys(found))


def _notes(who: SignIn, new: NewGroup, group: Group, laid: Schedule) -> list[str]:
    warnings = []
    if group.minutes != new.curriculum.minutes:
        warnings.append(f"Sessions of {group.minutes} minutes; the curriculum's agenda takes {new.curriculum.minutes}.")
    if group.first < who.today(group.zone):
        warnings.append(f"The first session, on {group.first.isoformat()}, is in the past.")
    if group.seats > MOST_FOR_90853:
        warnings.extend(remarks_on_seats(group, group.seats))
    return [*warnings, *laid.remarks]


def _clashes(who: SignIn, group: Group, laid: Schedule) -> list[Clash]:
    """Sessions of other groups at the same time in the same room or with the same facilitator."""
    names = {s.id: s.name for s in who.of(Staff).all()}
    others = {g.id: g for g in who.of(Group).all() if g.status in (GroupStatus.forming, GroupStatus.running)}
    found = []
    for meeting in laid.meetings:
        for session in who.of(Session).linked(date=meeting.date.isoformat()):
            other = others.get(session.group)
            if other is None or session.status in (SessionStatus.cancelled, SessionStatus.not_held):
                continue
            theirs = schedule.meet(0, (), session.date, session.start, session.minutes, session.zone)
            if theirs.utc_end <= meeting.utc_start or meeting.utc_end <= theirs.utc_start:
                continue
            when = f"on {meeting.date} at {session.start:%H:%M}."
            if group.room and name_key(group.room) == name_key(other.room):
                words = f"{group.room} is taken by {other.name}"
                found.append(Clash(date=meeting.date, words=words, sentence=f"{words} {when}"))
            both = [names.get(i, "A facilitator") for i in group.facilitators if i in other.facilitators]
            if both:
                words, leads = f"{' and '.join(both)} {'lead' if both[1:] else 'leads'}", f"leads {other.name}"
                found.append(
                    Clash(date=meeting.date, words=f"{words} {other.name}", sentence=f"A facilitator {leads} {when}")
                )
    return found


def make_group(who: SignIn, new: NewGroup) -> tuple[Group, GroupPlan]:
    """Save the group with all its sessions, and with its own copy of the curriculum."""
    with act(who, "make a group", why=_why(new)):
        planned = preview_group(who, new)
        number = who.of(Group).next_number()
        group = who.of(Group).add(structs.replace(planned.group, number=number))
        for meeting in planned.schedule.meetings:
            who.of(Session).add(
                Session(
                    group=group.id,
                    number=meeting.number,
                    modules=meeting.modules,
                    date=meeting.date,
                    start=meeting.start,
                    minutes=group.minutes,
                    zone=group.zone,
                    due=meeting.date,
                )
            )
        return group, planned


def _why(new: NewGroup) -> str:
    """What was said of single dates, for the ledger."""
    skipped = [f"{on}: {words}" for on, words in sorted(new.skip_words.items()) if words and on in new.skip]
    return "\n".join([*skipped, *(f"{on}: kept" for on in sorted(new.keep))])
