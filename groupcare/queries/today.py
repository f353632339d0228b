"""Today: what needs this person now, the most urgent first, each line leading to where it is mended; and the week.

Everything comes from open work (documents that carry a `due`), so that ten years of closed work cost nothing.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from groupcare.queries.permissions import can_see, may_see
from groupcare.queries.week import SeatLine, WeekLine, seat_lines, waits, week
from groupcare.record.lookups import expected_members, latest_screening, needs_screening
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance
from groupcare.rules.clinic import OnCall, Role, Staff
from groupcare.rules.group import IN_GROUP, Group, GroupStatus, Member, Session, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.people import Client, Contact, Referral, ReferralStatus, full_name
from groupcare.rules.plan import Plan
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, AlertStatus, Handoff, Hold
from groupcare.rules.words import ago, count, day

ALL = "9999-12-31"


class Section(StrEnum):
    """The parts of the list, in this order."""

    safety = "Safety"
    sessions = "Sessions"
    referrals = "Referrals"
    homework = "Homework"
    plans = "Plans and measures"
    contacts = "Contacts"


class Need(Struct, frozen=True, kw_only=True):
    """Something that needs this person. `kind` and `id` say which page mends it; `name` is a client's, or a group's
    where `client_number` is 0.

    `grave` is for safety, `late` for what is overdue; `since` and `more` are short words.
    """

    section: Section
    kind: str
    id: str
    words: str
    name: str = ""
    client_number: int = 0
    phone: str = ""
    since: str = ""
    more: str = ""
    grave: bool = False
    late: bool = False


class Today(Struct, frozen=True, kw_only=True):
    """All of it, as of that day in the clinic's zone."""

    on: date
    needs: tuple[Need, ...]
    week: tuple[WeekLine, ...]
    seats: tuple[SeatLine, ...]
    waiting: int
    longest_wait: int
    on_call: tuple[OnCall, ...]
    crisis_line: str


def today(who: SignIn) -> Today:
    """What needs this person's roles now, and the week around it."""
    may_see(who, "today")
    on = who.today()
    needs = [*_safety(who, on)]
    if can_see(who, "sessions"):
        needs += _sessions(who, on)
    if can_see(who, "referrals"):
        needs += _referrals(who, on)
    if can_see(who, "plans"):
        needs += [*_homework(who, on), *_plans(who, on)]
    needs += _contacts(who, on)
    groups = [g for g in who.of(Group).all() if g.status in (GroupStatus.forming, GroupStatus.running)]
    waiting = waits(who, on)
    clinic = who.clinic
    return Today(
        on=on,
        needs=tuple(needs),
        week=tuple(week(who, on, {g.id: g for g in groups})),
        seats=tuple(seat_lines(who, groups)),
        waiting=len(waiting),
        longest_wait=max(waiting, default=0),
        on_call=clinic.on_call,
        crisis_line=clinic.crisis_line,
    )


def _client(who: SignIn, client: str) -> tuple[str, int]:
    found = who.of(Client).get(client)
    return full_name(found), found.number


# --- safety ---------------------------------------------------------------------------------------------------------


def _safety(who: SignIn, on: date) -> Iterator[Need]:
    """Alerts first, urgent and without any action above all; then handoffs not yet seen, and holds nobody works on."""
    now = who.now()
    staff = {s.id: s.name for s in who.of(Staff).all()}
    alerts = who.of(Alert).open_work(ALL)
    alerts.sort(key=lambda a: (a.status is AlertStatus.acted, a.level is not Route.urgent, a.due or now))
    for alert in alerts:
        name, number = _client(who, alert.client)
        phone = who.of(Client).get(alert.client).phone
        acted = alert.status is AlertStatus.acted
        yield Need(
            section=Section.safety,
            kind="alert",
            id=alert.id,
            name=name,
            client_number=number,
            phone=phone,
            words=f"{'urgent · ' if alert.level is Route.urgent else ''}{alert.because[0] if alert.because else ''}",
            more=staff.get(alert.owner or "", "no owner"),
            since=ago(alert.opened_at, now),
            grave=not acted,
            late=alert.due is not None and alert.due < now and not acted,
        )
    if not can_see(who, "screenings"):
        return
    worked_on = {alert.client for alert in alerts}
    for handoff in who.of(Handoff).open_work(on.isoformat()):
        worked_on.add(handoff.client)
        name, number = _client(who, handoff.client)
        yield Need(
            section=Section.safety,
            kind="chart",
            id=handoff.client,
            name=name,
            client_number=number,
            words=_handoff_words(handoff, on),
            more=f"to {handoff.to}",
            since=_days(handoff.due, on),
            late=handoff.due is not None and handoff.due < on,
        )
    if Role.clinician in who.staff.roles:
        for hold in who.of(Hold).open_work(ALL):
            if hold.client not in worked_on:
                name, number = _client(who, hold.client)
                yield Need(
                    section=Section.safety,
                    kind="chart",
                    id=hold.client,
                    name=name,
                    client_number=number,
                    words=f"on hold, to be evaluated: {hold.because[0] if hold.because else ''}",
                    since=ago(hold.opened_at, now),
                )


def _handoff_words(handoff: Handoff, on: date) -> str:
    if handoff.first_seen_on is not None:
        return f"first seen {day(handoff.first_seen_on, on)}: time to screen again"
    if handoff.accepted_on is not None:
        return "accepted, not yet seen: contact this week"
    return "handed off, not yet accepted: contact this week"


def _days(due: date | None, on: date) -> str:
    if due is None:
        return ""
    late = (on - due).days
    return "today" if late == 0 else f"{count(late, 'day')} late" if late > 0 else f"in {count(-late, 'day')}"


# --- sessions -------------------------------------------------------------------------------------------------------


def _sessions(who: SignIn, on: date) -> Iterator[Need]:
    """Sessions of today, and earlier ones that nobody has closed."""
    for session in sorted(who.of(Session).open_work(on.isoformat()), key=lambda s: (s.date, s.start)):
        group = who.of(Group).get(session.group)
        expected = expected_members(who, session)
        marked = len(who.of(Attendance).linked(session=session.id))
        late = session.date < on
        titles = ", ".join(m.title for n in session.modules if (m := group.curriculum.find(n)) is not None)
        words = f"session {session.number}: {titles}"
        if session.status is SessionStatus.in_progress or marked or late:
            left = max(0, len(expected) - marked)
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
        name, number = _client(who, referral.client)
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
    if screening is None or needs_screening(who, referral):
        return "to screen"
    if screening.route is Route.incomplete:
        missing = screening.missing[0].what if screening.missing else "answers"
        more = len(screening.missing) - 1
        return f"incomplete: {missing}" + (f" and {more} more" if more > 0 else "")
    return f"to decide: the policy suggests {screening.route}"


# --- homework, plans, contacts --------------------------------------------------------------------------------------


def _homework(who: SignIn, on: date) -> Iterator[Need]:
    waiting: dict[str, list[Homework]] = {}
    for homework in who.of(Homework).open_work(ALL):
        waiting.setdefault(homework.group, []).append(homework)
    for group, tasks in waiting.items():
        oldest = min(task.due for task in tasks if task.due is not None)
        yield Need(
            section=Section.homework,
            kind="homework",
            id=group,
            name=who.of(Group).get(group).name,
            words=f"{count(len(tasks), 'log')} to review",
            since=count((on - oldest).days, "day"),
            late=(on - oldest).days > 14,
        )


def _plans(who: SignIn, on: date) -> Iterator[Need]:
    for plan in who.of(Plan).open_work((on + timedelta(days=7)).isoformat()):
        name, number = _client(who, plan.client)
        yield Need(
            section=Section.plans,
            kind="plan",
            id=plan.client,
            name=name,
            client_number=number,
            words="plan to review",
            since=_days(plan.due, on),
            late=plan.due is not None and plan.due < on,
        )
    for group in who.of(Group).all():
        if group.status not in (GroupStatus.forming, GroupStatus.running):
            continue
        for member in who.of(Member).linked(group=group.id):
            if member.status in IN_GROUP and member.plan is None:
                name, number = _client(who, member.client)
                yield Need(
                    section=Section.plans,
                    kind="plan",
                    id=member.client,
                    name=name,
                    client_number=number,
                    words="no plan linked",
                    more=group.name,
                    late=group.status is GroupStatus.running,
                )


def _contacts(who: SignIn, on: date) -> Iterator[Need]:
    for contact in who.of(Contact).open_work(on.isoformat()):
        if contact.by != who.staff_id and Role.clinician not in who.staff.roles:
            continue
        name, number = _client(who, contact.client)
        yield Need(
            section=Section.contacts,
            kind="chart",
            id=contact.client,
            name=name,
            client_number=number,
            words=contact.next_step,
            since=_days(contact.due, on),
            late=contact.due is not None and contact.due < on,
        )
