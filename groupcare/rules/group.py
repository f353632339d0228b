"""Groups, their sessions and their members: what each is, and when a person may have a seat."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from groupcare.rules.curriculum import Admission, Curriculum, may_take
from groupcare.rules.kept import Kept
from groupcare.rules.people import EndReason, Referral, ReferralStatus, age_on
from groupcare.rules.policy import Policy, Route
from groupcare.rules.screening import Screening

Day: TypeAlias = date
MOST_FOR_90853 = 12
"""Members of a group billed as 90853 (clinical facts, section 4)."""
MOST_SEATS = 40


class GroupStatus(StrEnum):
    """Where a run of a curriculum stands."""

    forming = "forming"
    running = "running"
    finished = "finished"
    cancelled = "cancelled"


class Group(Kept, frozen=True, kw_only=True):
    """One run of a curriculum, with its own copy of it. `number` is shown as G-012. Weekdays are ISO numbers.

    `minimum` is how many members it takes to run, 0 where that was not said. Sessions are held on dates in `keep`,
    closed or not.
    """

    number: int
    name: str
    curriculum: Curriculum
    first: date
    weekdays: tuple[int, ...]
    start: time
    minutes: int
    zone: str
    seats: int
    admission: Admission
    status: GroupStatus = GroupStatus.forming
    room: str = ""
    facilitators: tuple[str, ...] = ()
    country: str | None = None
    subdivision: str | None = None
    skip: tuple[date, ...] = ()
    minimum: int = 0
    keep: tuple[date, ...] = ()


class SessionStatus(StrEnum):
    """Where one meeting stands."""

    planned = "planned"
    in_progress = "in progress"
    held = "held"
    not_held = "not held"
    cancelled = "cancelled"


class SessionKind(StrEnum):
    """What a meeting is for; which modules it delivers is a matter of its own."""

    module = "module"
    booster = "booster"
    follow_up = "follow-up"


class Lead(Struct, frozen=True, kw_only=True):
    """A member of staff who led a session from `since` on, a UTC instant."""

    staff: str
    since: datetime


class AgendaDone(Struct, frozen=True, kw_only=True):
    """A part of the agenda that was covered: its place, from 1, and when, a UTC instant."""

    item: int
    at: datetime


class Debrief(Struct, frozen=True, kw_only=True):
    """Three minutes after a session: who was quiet, what drifted, what to carry over. The next brief shows it."""

    quiet: str = ""
    drifted: str = ""
    carry_over: str = ""


class Session(Kept, frozen=True, kw_only=True):
    """One dated meeting. Planned times are local; actual ones are UTC instants. `due` while a person must act on it.

    `sequence` rises whenever what a calendar shows of it changes. `leaders` and `room` are planned for this session
    alone, empty where they are the group's; `led_by` and `leads` tell who really led it, and from when on. Modules in
    `continues` are planned to go on in a later session, which then covers them. `present` is the head count at the
    close.
    """

    group: str
    number: int
    modules: tuple[int, ...]
    date: Day
    start: time
    minutes: int
    zone: str
    status: SessionStatus = SessionStatus.planned
    sequence: int = 0
    reason: str = ""
    began: datetime | None = None
    ended: datetime | None = None
    led_by: tuple[str, ...] = ()
    covered: tuple[int, ...] = ()
    due: Day | None = None
    kind: SessionKind = SessionKind.module
    leaders: tuple[str, ...] = ()
    room: str = ""
    continues: tuple[int, ...] = ()
    leads: tuple[Lead, ...] = ()
    agenda_done: tuple[AgendaDone, ...] = ()
    debrief: Debrief | None = None
    present: int | None = None


def leaders_of(session: Session, group: Group) -> tuple[str, ...]:
    """Who is to lead a session: those of this session alone, else the group's."""
    return session.leaders or group.facilitators


def room_of(session: Session, group: Group) -> str:
    """Where a session is to be: its own room, else the group's."""
    return session.room or group.room


def session_titles(session: Session, titles: Mapping[int, str]) -> tuple[str, ...]:
    """What a session is about, by the titles of the group's modules; a booster or follow-up says what it is."""
    return titled(session.kind, session.covered or session.modules, session.continues, titles)


def titled(
    kind: SessionKind, modules: Iterable[int], continues: Collection[int], titles: Mapping[int, str]
) -> tuple[str, ...]:
    """What a meeting of this kind is about; modules in `continues` are begun in it."""
    named = tuple(("First part of " if n in continues else "") + titles.get(n, str(n)) for n in modules)
    return named if kind is SessionKind.module else (str(kind).capitalize(), *named)


class MemberStatus(StrEnum):
    """FHIR's EpisodeOfCare states."""

    planned = "planned"
    waitlist = "waitlist"
    active = "active"
    on_hold = "on hold"
    finished = "finished"
    cancelled = "cancelled"
    entered_in_error = "entered in error"


IN_GROUP = (MemberStatus.planned, MemberStatus.active, MemberStatus.on_hold)
"""States of a member who takes a seat."""


class Waived(Struct, frozen=True, kw_only=True):
    """A module that a clinician decided this member need not have, and why."""

    module: int
    on: Day
    by: str
    why: str


class Pause(Struct, frozen=True, kw_only=True):
    """A time in which a member keeps the seat and is expected at no session: `until` is its last day, None while it
    lasts."""

    since: Day
    until: Day | None
    by: str
    why: str

    def covers(self, day: Day) -> bool:
        """Whether that day falls in it."""
        return self.since <= day and (self.until is None or day <= self.until)


class Member(Kept, frozen=True, kw_only=True):
    """A client's place: in a group, or (with no group) on a curriculum's waitlist, waiting since `start`.

    `came_from` is the place they had before, where they were transferred or came back. `due` is the day of a missed
    session while their clinician has not looked at the plan since. `paused` are the times on hold, `end_words` what was
    said of the end.
    """

    client: str
    referral: str
    curriculum: str
    status: MemberStatus
    start: date
    group: str | None = None
    plan: str | None = None
    clinician: str | None = None
    end: date | None = None
    end_reason: EndReason | None = None
    came_from: str | None = None
    waived: tuple[Waived, ...] = ()
    due: date | None = None
    paused: tuple[Pause, ...] = ()
    end_words: str = ""


def has_completed(status: MemberStatus, reason: EndReason | None) -> bool:
    """Whether a place ended because the curriculum was completed, and not by leaving."""
    return status is MemberStatus.finished and reason is EndReason.completed


class SeatCase(Struct, frozen=True, kw_only=True):
    """All that decides about one seat. `born` is the person's birth date, `guardian_agreed` whether a guardian's
    consent is in force.

    `accepted`: a decision for the group covers the current screening. `blocked` are the words of open safety findings
    and holds. `outdated`: answers or policy changed since the current screening. `moved`: they have a place in another
    group, from which they are transferred. `before` are the modules they have had in an earlier place of the same
    curriculum, None for somebody who begins it. `guests` are the sessions to come at which others make something up:
    the day, and how many.
    """

    group: Group
    sessions: tuple[Session, ...]
    members: tuple[Member, ...]
    client: str
    keep_apart: tuple[str, ...]
    referral: Referral
    screening: Screening | None
    accepted: bool
    blocked: tuple[str, ...]
    today: date
    outdated: bool = False
    born: date | None = None
    guardian_agreed: bool = False
    moved: bool = False
    before: frozenset[int] | None = None
    guests: tuple[tuple[Day, int], ...] = ()


def reasons_against_seat(case: SeatCase, policy: Policy) -> list[str]:
    """Every reason, in a sentence each, why this person cannot be seated now; none when the seat is free to take."""
    reasons = [f"Safety: {words}" for words in case.blocked]
    seated = [m for m in case.members if m.status in IN_GROUP]
    if case.group.status in (GroupStatus.finished, GroupStatus.cancelled):
        reasons.append(f"The group is {case.group.status}.")
    if not case.moved:
        reasons.extend(_referral_reasons(case))
    starts = first_session_for(case)
    if starts is None and case.before is not None:
        reasons.append("No session to come teaches a module that they have not had and may take now.")
    elif starts is None:
        reasons.append("The group has no session left to begin with.")
    if not case.moved:
        reasons.extend(_screening_reasons(case.screening, starts or case.today, policy))
    minor = case.born is not None and age_on(case.born, starts or case.today) < policy.adult_age
    if minor and not case.guardian_agreed:
        reasons.append(f"Under {policy.adult_age} on the first session: a guardian's consent in force is needed.")
    if any(m.client == case.client for m in seated):
        reasons.append("This person already has a seat in the group.")
    elif len(seated) >= case.group.seats:
        reasons.append(f"All {case.group.seats} seats are taken.")
    apart = {m.client for m in seated} & set(case.keep_apart)
    if apart:
        reasons.append("Someone in the group must not sit with this person.")
    begun = any(s.status is SessionStatus.held for s in case.sessions)
    if case.group.admission is Admission.closed and begun and case.before is None:
        reasons.append("The group is closed and has begun.")
    return reasons


def _referral_reasons(case: SeatCase) -> Iterable[str]:
    """What is undecided; a transfer rests on the decision that gave the first seat."""
    if case.referral.status is ReferralStatus.ended:
        yield "The referral has ended."
    elif case.referral.status is ReferralStatus.seated:
        yield "This referral has led to a seat already."
    elif case.referral.status is ReferralStatus.individual_care:
        yield "The decision was for individual care."
    elif not case.accepted:
        yield "There is no decision for the group that covers the current screening: decide first."
    if case.accepted and case.referral.curriculum not in ("", case.group.curriculum.id):
        yield f"The decision was for {case.referral.curriculum}; this group runs {case.group.curriculum.id}."
    if case.outdated:
        yield "Answers or policy changed since the screening: screen again first."


def asks_again(case: SeatCase, policy: Policy) -> bool:
    """Whether the screening stands against this seat: there is none, or it is incomplete, outdated or too old."""
    first = first_session_for(case) or case.today
    return case.outdated or any(True for _ in _screening_reasons(case.screening, first, policy))


def first_session_for(case: SeatCase) -> date | None:
    """The day on which a person seated today would first attend: the next session, at an entry module if rolling.

    Whoever goes on with a curriculum begins at the next session with a module that they have not had and may take.
    """
    curriculum = case.group.curriculum
    for session in sorted(case.sessions, key=lambda s: (s.date, s.number)):
        if session.status not in (SessionStatus.planned, SessionStatus.in_progress) or session.date < case.today:
            continue
        if case.before is not None:
            had = case.before
            if any(n not in had and may_take(curriculum, n, had) for n in session.modules):
                return session.date
        elif case.group.admission is Admission.closed:
            return session.date
        else:
            modules = [curriculum.find(n) for n in session.modules]
            if any(m is not None and m.entry for m in modules):
                return session.date
    return None


def _whole_day(when: date) -> str:
    """Tue 6 Oct 2026, as rules/words.py has it, which stands on this module."""
    return f"{when:%a} {when.day} {when:%b} {when.year}"


def _screening_reasons(screening: Screening | None, first: date, policy: Policy) -> Iterable[str]:
    if screening is None:
        yield "There is no screening yet."
        return
    if screening.route is Route.incomplete:
        yield "The screening is incomplete: " + "; ".join(m.what for m in screening.missing[:3]) + "."
    last_day = screening.on + timedelta(days=policy.screening_valid_days)
    if first > last_day:
        yield (
            f"The screening of {_whole_day(screening.on)} is valid until {_whole_day(last_day)}, and the first session "
            f"is on {_whole_day(first)}: a short re-check renews it."
        )


def remarks_on_seats(group: Group, seated: int) -> list[str]:
    """What to know about the number of members."""
    if seated > MOST_FOR_90853:
        return [f"{group.name} would have {seated} members; 90853 is for at most {MOST_FOR_90853}."]
    if seated < group.minimum:
        return [f"{group.name} has {seated} of the {group.minimum} members that it takes to run."]
    return []


def remarks_on_guests(case: SeatCase) -> list[str]:
    """The sessions at which there would be more people than seats, or than 90853 allows: a guest takes a seat for one
    day, and a member does not wait for that [P]."""
    starts, seated = first_session_for(case), sum(m.status in IN_GROUP for m in case.members) + 1
    most = min(case.group.seats, MOST_FOR_90853)
    over = [(on, many) for on, many in case.guests if starts is not None and on >= starts and seated + many > most]
    return [
        f"On {_whole_day(on)} there are {seated + many} people for {most} seats: {many} "
        f"{'guests make' if many > 1 else 'guest makes'} a module up there."
        for on, many in over
    ]
