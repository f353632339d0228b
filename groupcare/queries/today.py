"""Today: what needs this person now, the most urgent first, each line leading to where it is mended; and the week.

Everything comes from open work (documents that carry a `due`) or from the sessions of the last few days, so that ten
years of closed work cost nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct

from groupcare.queries.consents import ending
from groupcare.queries.draft_needs import draft_needs
from groupcare.queries.intake_measures import intake_need
from groupcare.queries.make_ups import make_up_needs
from groupcare.queries.measure_needs import measure_needs
from groupcare.queries.needs import ALL, Need, Section, in_days, name_and_number
from groupcare.queries.notes import notes_needs
from groupcare.queries.permissions import can_see, may_see
from groupcare.queries.place_needs import place_needs
from groupcare.queries.plan_needs import plan_needs
from groupcare.queries.planning_needs import hindered, to_tell
from groupcare.queries.reached import reached_needs
from groupcare.queries.safety_needs import safety_needs
from groupcare.queries.suggestions import look_needs, suggestion_needs
from groupcare.queries.week import SeatLine, WeekLine, seat_lines, waits, week
from groupcare.record.lookups import (
    OPEN_GROUPS,
    GroupOutline,
    contacts_since,
    expected_members,
    group_outlines,
    is_called_first,
    latest_screening,
    needs_screening,
)
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.backups import Backup
from groupcare.rules.clinic import LONGEST_BACK, Role, working_days_back
from groupcare.rules.consent import called
from groupcare.rules.group import Member, Session, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.on_call import OnCallNow, on_call_at
from groupcare.rules.people import Client, Contact, ContactKind, Referral, ReferralStatus
from groupcare.rules.policy import Route
from groupcare.rules.words import count, day, moment

CALL_DAYS = 3
"""Somebody absent without notice stands on the list for so many working days, or until somebody reached out [P]."""


class Today(Struct, frozen=True, kw_only=True):
    """All of it, as of that day in the clinic's zone."""

    on: date
    needs: tuple[Need, ...]
    week: tuple[WeekLine, ...]
    seats: tuple[SeatLine, ...]
    waiting: int
    longest_wait: int
    on_call: tuple[OnCallNow, ...]
    crisis_line: str
    backup: str


def today(who: SignIn) -> Today:
    """What needs this person's roles now, and the week around it."""
    may_see(who, "today")
    with who.db.engine.snapshot():
        return _today(who)


def _today(who: SignIn) -> Today:
    on, every = who.today(), {group.id: group for group in group_outlines(who)}
    groups = {i: group for i, group in every.items() if group.status in OPEN_GROUPS}
    seated = {i: who.of(Member).linked(group=i) for i in groups}
    needs = [*safety_needs(who, on)]
    if can_see(who, "sessions"):
        needs += _to_call(who, on, every)
    if can_see(who, "groups"):
        needs += to_tell(who, on, every)
    if can_see(who, "sessions"):
        needs += [*_sessions(who, on, every), *hindered(who, on)]
        needs += [*make_up_needs(who, on), *suggestion_needs(who), *place_needs(who, every)]
    if can_see(who, "notes"):
        needs += notes_needs(who, on, every)
    if can_see(who, "referrals"):
        needs += [*_referrals(who, on), *intake_need(who, on)]
    if can_see(who, "plans"):
        needs += [*_homework(who, on, every), *look_needs(who, on), *plan_needs(who, on, groups, seated)]
        needs += [*draft_needs(who, on, groups, seated), *measure_needs(who, on, every, seated)]
        needs += reached_needs(who, groups, seated)
    needs += [*_consents(who, on), *_contacts(who, on)]
    waiting = waits(who, on)
    clinic = who.clinic
    return Today(
        on=on,
        needs=tuple(needs),
        week=tuple(week(who, on, groups)),
        seats=tuple(seat_lines(groups, seated)),
        waiting=len(waiting),
        longest_wait=max(waiting, default=0),
        on_call=on_call_at(clinic, schedule.local(who.now(), clinic.zone)),
        crisis_line=clinic.crisis_line,
        backup=_backup_words(who, on),
    )


def _backup_words(who: SignIn, on: date) -> str:
    """How old the last backup is; nothing where the record cannot be opened again anyway."""
    if who.opened.slot is None:
        return ""
    made = max((b.at for b in who.of(Backup).all()), default=None)
    return f"Last backup {moment(made, who.clinic.zone, on)}" if made else "No backup was ever made."


# --- sessions -------------------------------------------------------------------------------------------------------


def _to_call(who: SignIn, on: date, groups: Mapping[str, GroupOutline]) -> list[Need]:
    """Members absent without notice at a session of the last days, until there is a contact with them since then.

    Those held, or with an open alert, come first.
    """
    found: dict[str, tuple[Session, bool]] = {}
    for session in _held_lately(who, on):
        for attendance in who.of(Attendance).linked(session=session.id):
            client = attendance.client
            if attendance.mark is not Mark.absent:
                continue
            if contacts_since(who, client, session):
                found.pop(client, None)
                continue
            found[client] = session, is_called_first(who, client)
    needs = []
    for client, (session, at_risk) in sorted(found.items(), key=lambda item: (not item[1][1], item[1][0].date)):
        name, number = name_and_number(who, client)
        phone = who.of(Client).get(client).phone
        words = f"absent {day(session.date, on)}, not called yet · {phone or 'no number'}"
        need = Need(
            section=Section.sessions,
            kind="chart",
            id=client,
            place="contacts",
            name=name,
            client_number=number,
            words=words,
            more="call first" if at_risk else groups[session.group].name,
            late=at_risk or session.date < on,
        )
        needs.append(need)
    return needs


def _held_lately(who: SignIn, on: date) -> Iterator[Session]:
    """Sessions held today or within the last working days, the oldest first."""
    first = working_days_back(on, CALL_DAYS, who.clinic.working_days, who.closed(on - timedelta(days=LONGEST_BACK)))
    for back in range((on - first).days, -1, -1):
        for session in who.of(Session).linked(date=(on - timedelta(days=back)).isoformat()):
            if session.status is SessionStatus.held:
                yield session


def _sessions(who: SignIn, on: date, groups: Mapping[str, GroupOutline]) -> Iterator[Need]:
    """Sessions of today, and earlier ones that nobody has closed."""
    for session in sorted(who.of(Session).open_work(on.isoformat()), key=lambda s: (s.date, s.start)):
        group = groups[session.group]
        expected = expected_members(who, session)
        known = {a.member for a in who.of(Attendance).linked(session=session.id)}
        marked = sum(m.id in known for m in expected)
        late = session.date < on
        titles = ", ".join(group.modules[n] for n in session.modules if n in group.modules)
        words = f"session {session.number}: {titles}"
        if session.status is SessionStatus.in_progress or marked or late:
            left = len(expected) - marked
            words = f"session {session.number}: " + (
                f"{left} of {len(expected)} not marked" if left else "all marked, to close"
            )
        yield Need(
            section=Section.sessions,
            kind="session",
            id=session.id,
            name=group.name,
            words=words,
            more=str(session.status) if session.status is not SessionStatus.planned else f"{len(expected)} expected",
            since=f"{session.start:%H:%M}" if not late else day(session.date, on),
            late=late,
        )


# --- referrals ------------------------------------------------------------------------------------------------------


def _referrals(who: SignIn, on: date) -> Iterator[Need]:
    """Each referral that waits for somebody: to be screened, completed, or decided."""
    for referral in who.of(Referral).open_work(on.isoformat()):
        if referral.status is ReferralStatus.waitlisted:
            continue
        name, number = name_and_number(who, referral.client)
        waited = (on - referral.received_on).days
        if referral.status is ReferralStatus.ended:
            words = "said “not now”: time to look again"
            waited = 0
        else:
            words = _referral_words(who, referral)
        yield Need(
            section=Section.referrals,
            kind="screening",
            id=referral.id,
            name=name,
            client_number=number,
            words=words,
            since=count(waited, "day") if waited else "",
            late=waited > 14,
        )


def _referral_words(who: SignIn, referral: Referral) -> str:
    screening = latest_screening(who, referral.id)
    if screening is None or needs_screening(who, referral, screening):
        return "to screen"
    if screening.route is Route.incomplete:
        missing = screening.missing[0].what if screening.missing else "answers"
        more = len(screening.missing) - 1
        return f"incomplete: {missing}" + (f" and {more} more" if more > 0 else "")
    return f"to decide: the policy suggests {screening.route}"


# --- homework, plans, contacts --------------------------------------------------------------------------------------


def _homework(who: SignIn, on: date, groups: Mapping[str, GroupOutline]) -> Iterator[Need]:
    waiting: dict[str, list[Homework]] = {}
    for homework in who.of(Homework).open_work(ALL):
        waiting.setdefault(homework.group, []).append(homework)
    for group, tasks in waiting.items():
        oldest = min(task.due for task in tasks if task.due is not None)
        yield Need(
            section=Section.homework,
            kind="homework",
            id=group,
            name=groups[group].name,
            words=f"{count(len(tasks), 'log')} to review",
            since=count((on - oldest).days, "day"),
            late=(on - oldest).days > 14,
        )


def _consents(who: SignIn, on: date) -> Iterator[Need]:
    for consent in ending(who, on):
        name, number = name_and_number(who, consent.client)
        late = consent.due is not None and consent.due < on
        yield Need(
            section=Section.consents,
            kind="chart",
            id=consent.client,
            place="overview",
            name=name,
            client_number=number,
            words=f"{called(consent)} {'has ended' if late else 'ends soon'}",
            since=in_days(consent.due, on),
            late=late,
        )


def _contacts(who: SignIn, on: date) -> Iterator[Need]:
    for contact in who.of(Contact).open_work(on.isoformat()):
        of_intake = contact.kind is ContactKind.intake and Role.intake in who.staff.roles
        if contact.by != who.staff_id and Role.clinician not in who.staff.roles and not of_intake:
            continue
        name, number = name_and_number(who, contact.client)
        yield Need(
            section=Section.contacts,
            kind="screening" if contact.referral is not None and can_see(who, "screenings") else "chart",
            id=contact.referral if contact.referral is not None and can_see(who, "screenings") else contact.client,
            name=name,
            client_number=number,
            words=contact.next_step,
            since=in_days(contact.due, on),
            late=contact.due is not None and contact.due < on,
        )
