"""Today: what needs this person now, the most urgent first, each line leading to where it is mended; and the week.

Everything comes from open work (documents that carry a `due`) or from the sessions of the last few days, so that ten
years of closed work cost nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from groupcare.queries.alerts import alerts_told
from groupcare.queries.consents import ending
from groupcare.queries.permissions import can_see, may_see
from groupcare.queries.week import Seated, SeatLine, WeekLine, seat_lines, waits, week
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
from groupcare.rules.calls import waits as waits_to_be_called
from groupcare.rules.clinic import LONGEST_BACK, Role, Staff, working_days_back
from groupcare.rules.consent import Consent, called
from groupcare.rules.first_attendance import AHEAD, PLAN_DRAFT, due_before_first, is_to_be_signed
from groupcare.rules.group import IN_GROUP, GroupStatus, Member, Session, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.on_call import OnCallNow, on_call_at
from groupcare.rules.people import Client, Contact, ContactKind, Referral, ReferralStatus, full_name
from groupcare.rules.plan import Plan
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, AlertStatus, Evaluation, Handoff, Hold, SafetyFinding, can_wait
from groupcare.rules.safety_work import PhonedDecision
from groupcare.rules.words import ago, count, day, moment

ALL = "9999-12-31"
NO_OWNER = "no owner"
CALL_DAYS = 3
"""Somebody absent without notice stands on the list for so many working days, or until somebody reached out [P]."""


class Section(StrEnum):
    """The parts of the list, in this order."""

    safety = "Safety"
    sessions = "Sessions"
    referrals = "Referrals"
    homework = "Homework"
    plans = "Plans and measures"
    consents = "Consents"
    contacts = "Contacts"


class Need(Struct, frozen=True, kw_only=True):
    """Something that needs this person. `kind`, `id` and `place` say which page mends it, and where on it; `name` is a
    client's, or a group's where `client_number` is 0.

    `grave` is for safety, `late` for what is overdue; `since` and `more` are short words.
    """

    section: Section
    kind: str
    id: str
    words: str
    place: str = ""
    name: str = ""
    client_number: int = 0
    phone: str = ""
    since: str = ""
    more: str = ""
    grave: bool = False
    late: bool = False

    @property
    def key(self) -> str:
        """What tells it from all others, and says where it leads."""
        return f"{self.kind} {self.id} {self.place}".rstrip()


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
    on, every = who.today(), {group.id: group for group in group_outlines(who)}
    groups = {i: group for i, group in every.items() if group.status in OPEN_GROUPS}
    seated = {i: who.of(Member).linked(group=i) for i in groups}
    needs = [*_safety(who, on)]
    if can_see(who, "sessions"):
        needs += [*_to_call(who, on, every), *_sessions(who, on, every)]
    if can_see(who, "referrals"):
        needs += _referrals(who, on)
    if can_see(who, "plans"):
        needs += [*_homework(who, on, every), *_plans(who, on, groups, seated)]
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


def _client(who: SignIn, client: str) -> tuple[str, int]:
    found = who.of(Client).get(client)
    return full_name(found), found.number


# --- safety ---------------------------------------------------------------------------------------------------------


def _safety(who: SignIn, on: date) -> Iterator[Need]:
    """Alerts first, urgent and without any action above all; then handoffs not yet seen, and holds nobody works on."""
    now = who.now()
    staff = {s.id: s.name for s in who.of(Staff).all()}
    alerts = list(alerts_told(who, who.of(Alert).open_work(ALL)))
    alerts.sort(key=lambda a: (a.level is not Route.urgent, a.status is AlertStatus.acted, a.due or now))
    dropped = {c.client: c for c in who.of(Contact).open_work(ALL) if waits_to_be_called(c)}
    screens = can_see(who, "screenings")
    handoffs = who.of(Handoff).open_work(ALL) if screens else []
    alerted = {a.client for a in alerts if a.level is Route.urgent}
    unseen = [h for h in handoffs if h.first_seen_on is None and h.client not in alerted and _is_urgent(who, h.client)]
    for handoff in unseen:
        yield _handed_over(who, handoff, on, f"urgent, not yet seen · {_handoff_words(handoff, on)}", grave=True)
    for alert in alerts:
        name, number = _client(who, alert.client)
        phone = who.of(Client).get(alert.client).phone
        acted = alert.status is AlertStatus.acted
        late = alert.due is not None and alert.due < now
        yield Need(
            section=Section.safety,
            kind="alert",
            id=alert.id,
            name=name,
            client_number=number,
            phone=(call.callback or phone) if (call := dropped.get(alert.client)) is not None else phone,
            words=f"{'call dropped, not reached since · ' if call is not None else ''}{_urgency(alert)}"
            f"{alert.because[0] if alert.because else ''}",
            more=staff.get(alert.owner or "", NO_OWNER),
            since=ago(alert.opened_at, now),
            grave=not acted and (not can_wait(alert) or late),
            late=late and not acted,
        )
    if not screens:
        return
    for handoff in handoffs:
        waits = handoff.accepted_on is None or (handoff.due is not None and handoff.due <= on)
        if waits and handoff not in unseen and handoff.client not in alerted:
            yield _handed_over(who, handoff, on, _handoff_words(handoff, on))
    worked_on = {alert.client for alert in alerts} | {handoff.client for handoff in handoffs}
    if Role.clinician in who.staff.roles:
        yield from _phoned(who, on)
        for hold in who.of(Hold).open_work(ALL):
            if hold.client not in worked_on:
                name, number = _client(who, hold.client)
                yield Need(
                    section=Section.safety,
                    kind="chart",
                    id=hold.client,
                    name=name,
                    client_number=number,
                    words=_hold_words(who, hold, on),
                    since=ago(hold.opened_at, now),
                )


def _is_urgent(who: SignIn, client: str) -> bool:
    return any(f.route is Route.urgent and f.ended_by is None for f in who.of(SafetyFinding).linked(client=client))


def _handed_over(who: SignIn, handoff: Handoff, on: date, words: str, *, grave: bool = False) -> Need:
    """Somebody handed to individual care stays on the list until they are accepted there, urgent ones until seen."""
    name, number = _client(who, handoff.client)
    return Need(
        section=Section.safety,
        kind="chart",
        id=handoff.client,
        name=name,
        client_number=number,
        phone=handoff.phone,
        words=words,
        more=f"to {handoff.to}",
        since=_days(handoff.due, on),
        grave=grave,
        late=handoff.due is not None and handoff.due < on,
    )


def _phoned(who: SignIn, on: date) -> Iterator[Need]:
    """What was decided by phone and is not signed yet."""
    for phoned in who.of(PhonedDecision).open_work(ALL):
        name, number = _client(who, phoned.client)
        yield Need(
            section=Section.safety,
            kind="chart",
            id=phoned.client,
            name=name,
            client_number=number,
            words=f"decided by phone, to be signed: {phoned.decision}",
            more=phoned.clinician,
            since=_days(phoned.due, on),
            late=phoned.due is not None and phoned.due < on,
        )


def _urgency(alert: Alert) -> str:
    """Urgent stays above all until it is closed: acted on is not yet seen by whoever takes over."""
    if alert.level is not Route.urgent:
        return ""
    return "urgent, not yet handed over · " if alert.status is AlertStatus.acted else "urgent · "


def _hold_words(who: SignIn, hold: Hold, on: date) -> str:
    """Why somebody is held, and what a clinician has signed since the hold began, if anything."""
    why = hold.because[0] if hold.because else ""
    signed = [e for e in who.of(Evaluation).linked(client=hold.client) if e.at >= hold.opened_at]
    if not signed:
        return f"on hold, to be evaluated: {why}"
    last = max(signed, key=lambda e: e.at)
    when = day(schedule.local(last.at, who.clinic.zone).date(), on)
    return f"on hold, evaluated {when}: {last.verdict}"


def _backup_words(who: SignIn, on: date) -> str:
    """How old the last backup is; nothing where the record cannot be opened again anyway."""
    if who.opened.slot is None:
        return ""
    made = max((b.at for b in who.of(Backup).all()), default=None)
    return f"Last backup {moment(made, who.clinic.zone, on)}" if made else "No backup was ever made."


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
        name, number = _client(who, client)
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
        marked = len(who.of(Attendance).linked(session=session.id))
        late = session.date < on
        titles = ", ".join(group.modules[n] for n in session.modules if n in group.modules)
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


def _plans(who: SignIn, on: date, groups: Mapping[str, GroupOutline], seated: Seated) -> Iterator[Need]:
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
    for i, group in groups.items():
        for member in seated[i]:
            if member.status not in IN_GROUP:
                continue
            first = member.start - AHEAD <= on <= member.start + LATELY
            if first and (need := _first_attendance(who, on, group, member)) is not None:
                yield need
            elif member.plan is None:
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


def _consents(who: SignIn, on: date) -> Iterator[Need]:
    for consent in ending(who, on):
        name, number = _client(who, consent.client)
        late = consent.due is not None and consent.due < on
        yield Need(
            section=Section.consents,
            kind="chart",
            id=consent.client,
            place="overview",
            name=name,
            client_number=number,
            words=f"{called(consent)} {'has ended' if late else 'ends soon'}",
            since=_days(consent.due, on),
            late=late,
        )


LATELY = timedelta(days=28)
"""What was due before a first session stands on the list for so long after it [P]."""


def _first_attendance(who: SignIn, on: date, group: GroupOutline, member: Member) -> Need | None:
    """What is missing of somebody who attends for the first time soon, or did lately."""
    contacts, consents = who.of(Contact).linked(client=member.client), who.of(Consent).linked(client=member.client)
    plan = who.of(Plan).find(member.plan) if member.plan is not None else None
    missing = due_before_first(contacts, consents, plan is not None, on)
    behind = [s for s in who.of(Session).linked(group=group.id) if s.status is SessionStatus.held]
    held = sum(s.date >= member.start for s in behind)
    parts = [f"{', '.join(missing)}: due before the first session, {day(member.start, on)}"] if missing else []
    if is_to_be_signed(plan.status if plan is not None else None, held):
        parts.append("plan to be signed by session 2")
    if not parts:
        return None
    name, number = _client(who, member.client)
    return Need(
        section=Section.plans,
        kind="plan" if missing in ((), (PLAN_DRAFT,)) else "chart",
        id=member.client,
        name=name,
        client_number=number,
        words="; ".join(parts),
        more=group.name,
        since=_days(member.start, on) if member.start >= on else "",
        late=member.start <= on,
    )


def _contacts(who: SignIn, on: date) -> Iterator[Need]:
    for contact in who.of(Contact).open_work(on.isoformat()):
        of_intake = contact.kind is ContactKind.intake and Role.intake in who.staff.roles
        if contact.by != who.staff_id and Role.clinician not in who.staff.roles and not of_intake:
            continue
        name, number = _client(who, contact.client)
        yield Need(
            section=Section.contacts,
            kind="screening" if contact.referral is not None and can_see(who, "screenings") else "chart",
            id=contact.referral if contact.referral is not None and can_see(who, "screenings") else contact.client,
            name=name,
            client_number=number,
            words=contact.next_step,
            since=_days(contact.due, on),
            late=contact.due is not None and contact.due < on,
        )
