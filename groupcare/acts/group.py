"""Making a group from a curriculum. People are given seats in it by `seating`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.acts.seating import SeatPlan as SeatPlan
from groupcare.acts.seating import preview_seat as preview_seat
from groupcare.acts.seating import seat as seat
from groupcare.acts.seating import seat_case as seat_case
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.record.taken import YEARS_AHEAD, Diary, taken
from groupcare.rules import layout, schedule
from groupcare.rules.clashes import Clash
from groupcare.rules.clinic import Staff
from groupcare.rules.closures import UnknownPlace, public_holidays
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.group import (
    MOST_FOR_90853,
    MOST_SEATS,
    Group,
    GroupStatus,
    Session,
    SessionStatus,
    remarks_on_seats,
)
from groupcare.rules.layout import LayoutFault, Slot
from groupcare.rules.people import Referral, ReferralStatus
from groupcare.rules.reflow import Ground, ReflowImpossible, open_day_finder
from groupcare.rules.schedule import Meeting, Schedule, ScheduleImpossible
from groupcare.rules.text import clean

ALL = "9999-12-31"
"""Open work due by whatever day."""


class NewGroup(Struct, frozen=True, kw_only=True):
    """What a group is made from. Weekdays are ISO numbers; `minutes` None takes the curriculum's.

    `skip_words` say why a date in `skip` is skipped; sessions are held on dates in `keep`, closed or not. `order` and
    `afterwards` are texts as rules/layout.py reads them; a rolling group goes `rounds` times through its modules.
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
    order: str = ""
    rounds: int = 1
    afterwards: str = ""


class GroupPlan(Struct, frozen=True, kw_only=True):
    """The group as it would be, its dates (boosters and follow-ups last), and what to know before saving: `notes` on
    the whole, `clashes` by date.
    """

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
    if not 1 <= new.seats <= MOST_SEATS:
        raise Refused(f"A group has from 1 to {MOST_SEATS} seats.")
    if not 0 <= new.minimum <= new.seats:
        raise Refused("The members that it takes to run are from 0 to the number of seats.")
    if not date(2000, 1, 1) <= new.first <= date(2100, 1, 1):
        raise Refused("The first date must lie between the years 2000 and 2100.")
    closed = _closed_for(who, new)
    try:
        course = layout.slots(new.curriculum, clean(new.order, of="The order"), new.rounds)
        modules = [slot.modules for slot in course]
        laid = schedule.lay_out(modules, new.first, new.weekdays, new.start, minutes, new.zone, closed)
        laid = _with_afterwards(laid, course, new, minutes, closed)
    except (ScheduleImpossible, LayoutFault, ReflowImpossible) as impossible:
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
        facilitators=facilitators(who, new.facilitators),
        country=new.country,
        subdivision=new.subdivision,
        skip=new.skip,
        keep=tuple(sorted(new.keep)),
    )
    notes = [*layout.remarks(new.curriculum, course), *_notes(who, new, group, laid)]
    return GroupPlan(group=group, schedule=laid, notes=tuple(notes), clashes=tuple(_clashes(who, group, laid)))


def _with_afterwards(
    laid: Schedule, course: Sequence[Slot], new: NewGroup, minutes: int, closed: Mapping[date, str]
) -> Schedule:
    """The dates with what goes on in the next meeting, and boosters and follow-ups behind them."""
    meetings = [
        structs.replace(meeting, continues=slot.continues) for meeting, slot in zip(laid.meetings, course, strict=True)
    ]
    last = meetings[-1].date
    ground = Ground(weekdays=new.weekdays, closed=closed, today=last)
    wanted = layout.afterwards(clean(new.afterwards, of="What comes afterwards"))
    for after, on in layout.days_afterwards(last, wanted, open_day_finder(ground, {last})):
        meeting = schedule.meet(len(meetings) + 1, (), on, new.start, minutes, new.zone)
        meetings.append(structs.replace(meeting, kind=after.kind))
    return structs.replace(laid, meetings=tuple(meetings))


def _closed_for(who: SignIn, new: NewGroup) -> dict[date, str]:
    years = range(new.first.year, new.first.year + YEARS_AHEAD + 1)
    try:
        holidays = public_holidays(new.country, new.subdivision, years)
    except UnknownPlace as unknown:
        raise Refused(str(unknown)) from None
    closures = {closure.on: closure.reason for closure in who.clinic.closures}
    skipped = {on: clean(new.skip_words.get(on, ""), of="The words") or "skipped on request" for on in new.skip}
    return {on: why for on, why in {**holidays, **closures, **skipped}.items() if on not in new.keep}


def facilitators(who: SignIn, names: Sequence[str]) -> tuple[str, ...]:
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
    """Sessions of other groups at the same time in the same room, with the same facilitator, or with somebody who
    waits for this curriculum; and facilitators who are away.
    """
    diary = Diary(who)
    waiting = frozenset(_waiting_for(who, group.curriculum.id))
    found: list[Clash] = []
    for meeting in laid.meetings:
        one = taken(_session(group, meeting), group, diary.staff, waiting)
        found.extend(diary.against(structs.replace(one, whose="of those who wait for it")))
    return found


def _waiting_for(who: SignIn, curriculum: str) -> Iterator[str]:
    for referral in who.of(Referral).open_work(ALL):
        if referral.status is ReferralStatus.waitlisted and referral.curriculum in ("", curriculum):
            yield referral.client


def _session(group: Group, meeting: Meeting) -> Session:
    return Session(
        group=group.id,
        number=meeting.number,
        modules=meeting.modules,
        date=meeting.date,
        start=meeting.start,
        minutes=group.minutes,
        zone=group.zone,
        due=meeting.date,
        kind=meeting.kind,
        continues=meeting.continues,
    )


def make_group(who: SignIn, new: NewGroup) -> tuple[Group, GroupPlan]:
    """Save the group with all its sessions, and with its own copy of the curriculum."""
    with act(who, "make a group", why=_why(new)):
        planned = preview_group(who, new)
        number = who.of(Group).next_number()
        group = who.of(Group).add(structs.replace(planned.group, number=number))
        for meeting in planned.schedule.meetings:
            who.of(Session).add(_session(group, meeting))
        return group, planned


def _why(new: NewGroup) -> str:
    """What was said of single dates, for the ledger."""
    skipped = [f"{on}: {words}" for on, words in sorted(new.skip_words.items()) if words and on in new.skip]
    return "\n".join([*skipped, *(f"{on}: kept" for on in sorted(new.keep))])


def finish_group(who: SignIn, group_id: str) -> None:
    """Within an act: a group none of whose sessions is to come any more is finished."""
    open_ = (SessionStatus.planned, SessionStatus.in_progress)
    if not any(s.status in open_ for s in who.of(Session).linked(group=group_id)):
        who.of(Group).change(who.of(Group).get(group_id), status=GroupStatus.finished)
