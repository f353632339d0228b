"""What Today says of people's safety: alerts, people handed over and not yet seen, phoned decisions, holds."""

from collections.abc import Iterator
from datetime import date

from groupcare.queries.alerts import alerts_told, dropped_calls
from groupcare.queries.needs import ALL, NO_OWNER, Need, Section, in_days, name_and_number
from groupcare.queries.permissions import can_see
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.clinic import Role, Staff
from groupcare.rules.people import Client
from groupcare.rules.policy import Route
from groupcare.rules.safety import (
    Alert,
    AlertStatus,
    Evaluation,
    Handoff,
    Hold,
    SafetyFinding,
    needs_somebody,
    worked_as_urgent,
)
from groupcare.rules.safety_work import PhonedDecision
from groupcare.rules.words import ago, day

AS_URGENT = "not asked within the day: work it as urgent · "


def safety_needs(who: SignIn, on: date) -> Iterator[Need]:
    """Alerts first, urgent and without any action above all; then handoffs not yet seen, and holds nobody works on."""
    now = who.now()
    staff = {s.id: s.name for s in who.of(Staff).all()}
    alerts = list(alerts_told(who, who.of(Alert).open_work(ALL)))
    dropped = dropped_calls(who)
    wanted = {a.id for a in alerts if needs_somebody(a, now, who.clinic, unreached=a.client in dropped)}
    as_urgent = {a.id for a in alerts if a.level is not Route.urgent and worked_as_urgent(a, now, who.clinic)}
    alerts.sort(key=lambda a: (a.level is not Route.urgent and a.id not in as_urgent, a.id not in wanted, a.due or now))
    screens = can_see(who, "screenings")
    handoffs = who.of(Handoff).open_work(ALL) if screens else []
    alerted = {a.client for a in alerts if a.level is Route.urgent}
    unseen = [h for h in handoffs if h.first_seen_on is None and h.client not in alerted and _is_urgent(who, h.client)]
    for handoff in unseen:
        yield _handed_over(who, handoff, on, f"urgent, not yet seen · {_handoff_words(handoff, on)}", grave=True)
    for alert in alerts:
        name, number = name_and_number(who, alert.client)
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
            words=f"{'call dropped, not reached since · ' if call is not None else ''}"
            f"{AS_URGENT if alert.id in as_urgent else _urgency(alert)}{alert.because[0] if alert.because else ''}",
            more=staff.get(alert.owner or "", NO_OWNER),
            since=ago(alert.opened_at, now),
            grave=alert.id in wanted,
            late=(late and not acted) or alert.id in as_urgent,
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
                name, number = name_and_number(who, hold.client)
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
    name, number = name_and_number(who, handoff.client)
    return Need(
        section=Section.safety,
        kind="chart",
        id=handoff.client,
        name=name,
        client_number=number,
        phone=handoff.phone,
        words=words,
        more=f"to {handoff.to}",
        since=in_days(handoff.due, on),
        grave=grave,
        late=handoff.due is not None and handoff.due < on,
    )


def _phoned(who: SignIn, on: date) -> Iterator[Need]:
    """What was decided by phone and is not signed yet."""
    for phoned in who.of(PhonedDecision).open_work(ALL):
        name, number = name_and_number(who, phoned.client)
        yield Need(
            section=Section.safety,
            kind="chart",
            id=phoned.client,
            name=name,
            client_number=number,
            words=f"decided by phone, to be signed: {phoned.decision}",
            more=phoned.clinician,
            since=in_days(phoned.due, on),
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


def _handoff_words(handoff: Handoff, on: date) -> str:
    if handoff.first_seen_on is not None:
        return f"first seen {day(handoff.first_seen_on, on)}: time to screen again"
    if handoff.accepted_on is not None:
        return "accepted, not yet seen: contact this week"
    return "handed off, not yet accepted: contact this week"
