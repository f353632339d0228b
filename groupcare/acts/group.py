"""Making a group from a curriculum, and seating people in it."""

from collections.abc import Sequence
from datetime import date, time

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.lookups import blocked_to_place, latest_screening, needs_screening
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.clinic import Staff
from groupcare.rules.closures import UnknownPlace, public_holidays
from groupcare.rules.consent import Consent, ConsentKind, in_force, newest
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.group import (
    MOST_FOR_90853,
    Group,
    GroupStatus,
    Member,
    MemberStatus,
    SeatCase,
    Session,
    SessionStatus,
    asks_again,
    first_session_for,
    reasons_against_seat,
    remarks_on_seats,
)
from groupcare.rules.people import Client, Referral, ReferralStatus
from groupcare.rules.safety import Decision, covers
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


class SeatPlan(Struct, frozen=True, kw_only=True):
    """A seat before it is given: every reason against it, and the day from which it would be theirs.

    `ask_again`: the screening is among the reasons, and asking again mends it.
    """

    against: tuple[str, ...]
    starts: date | None
    ask_again: bool = False


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


def preview_seat(who: SignIn, group_id: str, referral_id: str) -> SeatPlan:
    """What `seat` would do, before anything is saved."""
    case = seat_case(who, group_id, referral_id)
    return SeatPlan(
        against=tuple(reasons_against_seat(case, who.policy)),
        starts=first_session_for(case),
        ask_again=asks_again(case, who.policy),
    )


def seat(who: SignIn, group_id: str, referral_id: str) -> tuple[Member, list[str]]:
    """Give a person a seat in a group, with remarks. Raises Refused with every reason against it."""
    with act(who, "seat"):
        case = seat_case(who, group_id, referral_id)
        against = reasons_against_seat(case, who.policy)
        if against:
            raise Refused(" ".join(against))
        starts = first_session_for(case)
        assert starts is not None
        running = case.group.status is GroupStatus.running
        status = MemberStatus.active if running else MemberStatus.planned
        waiting = [m for m in who.of(Member).linked(referral=referral_id) if m.status is MemberStatus.waitlist]
        if waiting:
            member = who.of(Member).change(
                waiting[0],
                status=status,
                group=group_id,
                curriculum=case.group.curriculum.id,
                start=starts,
            )
        else:
            member = who.of(Member).add(
                Member(
                    client=case.client,
                    referral=referral_id,
                    curriculum=case.group.curriculum.id,
                    status=status,
                    group=group_id,
                    start=starts,
                )
            )
        who.of(Referral).change(case.referral, status=ReferralStatus.seated, due=None)
        taken = len([m for m in case.members if m.status in (MemberStatus.planned, MemberStatus.active)]) + 1
        return member, remarks_on_seats(case.group, taken)


def seat_case(who: SignIn, group_id: str, referral_id: str) -> SeatCase:
    """All that decides about this seat, as it is now."""
    group = who.of(Group).get(group_id)
    referral = who.of(Referral).get(referral_id)
    client = who.of(Client).get(referral.client)
    members = tuple(who.of(Member).linked(group=group_id))
    others = [who.of(Client).get(m.client) for m in members]
    apart = {*client.keep_apart, *(c.id for c in others if client.id in c.keep_apart)}
    screening = latest_screening(who, referral_id)
    decisions = who.of(Decision).linked(referral=referral_id)
    consents = newest(who.of(Consent).linked(client=client.id))
    return SeatCase(
        group=group,
        sessions=tuple(who.of(Session).linked(group=group_id)),
        members=members,
        client=client.id,
        keep_apart=tuple(sorted(apart)),
        referral=referral,
        screening=screening,
        accepted=referral.status is ReferralStatus.waitlisted and bool(decisions) and covers(decisions[-1], screening),
        blocked=blocked_to_place(who, client.id),
        today=who.today(group.zone),
        outdated=needs_screening(who, referral),
        born=client.date_of_birth,
        guardian_agreed=any(c.kind is ConsentKind.guardian and in_force(c, who.today()) for c in consents),
    )
