"""Working on safety: concerns and alerts, handoffs to individual care, and contacts with a person.

GroupCare calls nobody. An alert says whom to phone; here people record that they took it, what they did, and who took
over. Closing needs all of that and a clinician.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from groupcare.acts.act import act
from groupcare.acts.findings import open_hold
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.people import Client, Contact, ContactKind, Referral, ReferralStatus
from groupcare.rules.policy import Route
from groupcare.rules.safety import (
    CONCERN,
    CONCERN_RESPOND,
    HOLDS,
    Action,
    Alert,
    AlertStatus,
    ConcernKind,
    Handoff,
    SafetyFinding,
    due_at,
    reasons_against_closing,
)
from groupcare.rules.safety_work import steps_of
from groupcare.rules.text import PROSE, clean


def raise_concern(who: SignIn, client: str, kind: ConcernKind, words: str, *, session: str | None = None) -> Alert:
    """Open an alert about a person; kinds that hold also become a safety finding and a hold, in the same step."""
    words = clean(words, of="The concern", limit=PROSE, lines=True)
    with act(who, "raise a concern", client=client):
        who.of(Client).get(client)
        respond = CONCERN_RESPOND[kind]
        holds = kind in HOLDS
        rule = f"concern: {kind}"
        detail = f"{CONCERN}{kind}" + (f": {words}" if words else "")
        if holds:
            who.of(SafetyFinding).add(
                SafetyFinding(
                    client=client,
                    rule=rule,
                    route=Route.urgent,
                    detail=detail,
                    source="raised by staff",
                    respond=respond,
                    evidence=who.now().isoformat(),
                    raised_at=who.now(),
                    raised_by=who.staff_id,
                )
            )
            open_hold(who, client, (detail,))
        return who.of(Alert).add(
            Alert(
                client=client,
                kind=str(kind),
                level=Route.urgent if holds else Route.review,
                rules=(rule,),
                because=(detail,),
                session=session,
                opened_at=who.now(),
                opened_by=who.staff_id,
                respond=respond,
                due=due_at(respond, who.now(), who.clinic, who.closed(who.today())),
            )
        )


def take_alert(who: SignIn, alert_id: str) -> Alert:
    """Become the alert's owner; whoever owned it before stays in the ledger."""
    with act(who, "take an alert"):
        alert = _unclosed(who, alert_id)
        status = AlertStatus.owned if alert.status is AlertStatus.open else alert.status
        return who.of(Alert).change(alert, owner=who.staff_id, status=status)


def act_on_alert(who: SignIn, alert_id: str, what: str = "", *, step: str = "", taken_back: bool = False) -> Alert:
    """Add what was done about it, by whom and when; `step` ticks one of its steps, or takes its tick back."""
    what = clean(what, of="What was done", limit=PROSE, lines=True)
    if not what and not step:
        raise Refused("Say what was done.")
    with act(who, "act on an alert"):
        alert = _unclosed(who, alert_id)
        known = {one.id: one.words for one in steps_of(alert)}
        if step and step not in known:
            raise Refused(f"This alert has no step {step!r}; it has {', '.join(known)}.")
        told = f"Not so: {known[step]}" if taken_back else known.get(step, "")
        words = ": ".join(part for part in (told, what) if part)
        action = Action(at=who.now(), by=who.staff_id, what=words, step=step, taken_back=taken_back)
        return who.of(Alert).change(alert, actions=(*alert.actions, action), status=AlertStatus.acted)


def close_alert(who: SignIn, alert_id: str, *, clinician: str, took_over: str = "", in_error: bool = False) -> Alert:
    """Close it. The finding and the hold behind it stay until a clinician's evaluation.

    `in_error` says that it was raised by mistake; what was done tells why.
    """
    clinician, took_over = clean(clinician, of="The clinician"), clean(took_over, of="Who took over")
    with act(who, "close an alert"):
        alert = who.of(Alert).get(alert_id)
        against = reasons_against_closing(alert, clinician, took_over)
        if against:
            raise Refused(" ".join(against))
        return who.of(Alert).change(
            alert,
            status=AlertStatus.closed,
            closed_at=who.now(),
            closed_by=who.staff_id,
            clinician=clinician,
            took_over=took_over,
            in_error=in_error,
            due=None,
        )


def _unclosed(who: SignIn, alert_id: str) -> Alert:
    alert = who.of(Alert).get(alert_id)
    if alert.status is AlertStatus.closed:
        raise Refused("This alert is closed; raise a new one.")
    return alert


def hand_off(who: SignIn, referral_id: str, to: str, *, phone: str = "", outside: bool = False) -> Handoff:
    """Send a person to individual care; from now on a contact a week until they are first seen. To whom they were
    handed before is waited for no longer.
    """
    to, phone = clean(to, of="The provider"), clean(phone, of="The phone number")
    if not to:
        raise Refused("Say to whom the person is handed off.")
    if outside and not phone:
        raise Refused("An outside provider needs a phone number.")
    with act(who, "hand off"):
        referral = who.of(Referral).get(referral_id)
        if referral.status is ReferralStatus.ended:
            raise Refused("This referral has ended; enter a new one.")
        who.of(Referral).change(referral, status=ReferralStatus.individual_care, due=None)
        handed_to_nobody(who, referral.client)
        today = who.today()
        handoff = Handoff(
            client=referral.client,
            referral=referral.id,
            to=to,
            phone=phone,
            outside=outside,
            sent_on=today,
            sent_by=who.staff_id,
            due=_next_contact(who, today),
        )
        return who.of(Handoff).add(handoff)


def accept_handoff(who: SignIn, handoff_id: str, by: str, *, on: date | None = None) -> Handoff:
    """Record that the provider has accepted; `by` is the person there who said so. It is no contact with the person:
    the weekly one stays due.
    """
    by = clean(by, of="Who accepted")
    if not by:
        raise Refused("Say who accepted the person.")
    with act(who, "follow a handoff"):
        handoff = who.of(Handoff).get(handoff_id)
        day = _not_future(who, on)
        return who.of(Handoff).change(handoff, accepted_on=day, accepted_by=by)


def first_seen(who: SignIn, handoff_id: str, *, on: date | None = None) -> Handoff:
    """Record the first individual appointment; the re-screening falls due by the policy's weeks after it."""
    with act(who, "follow a handoff"):
        handoff = who.of(Handoff).get(handoff_id)
        if handoff.accepted_on is None:
            raise Refused("Nobody has accepted this person yet; record that first.")
        day = _not_future(who, on)
        if day < handoff.sent_on:
            raise Refused("The person cannot have been seen before being handed off.")
        again = day + timedelta(weeks=who.policy.rescreen_weeks)
        ended = who.of(Referral).get(handoff.referral).status is ReferralStatus.ended
        return who.of(Handoff).change(handoff, first_seen_on=day, rescreen_on=again, due=None if ended else again)


def handed_to_nobody(who: SignIn, client: str) -> None:
    """No handoff of this person is waited for any more: they go to somebody else, or to a group. Inside an act."""
    for handoff in who.of(Handoff).linked(client=client):
        who.of(Handoff).change(handoff, due=None)


def not_screened_again(who: SignIn, client: str, asked: date | None = None) -> None:
    """Nobody waits any more to screen this person again who has been first seen: they were asked on that day, or it has
    come to a decision. Inside an act.
    """
    for handoff in who.of(Handoff).linked(client=client):
        again = handoff.rescreen_on
        if handoff.due is not None and again is not None and (asked is None or asked >= again):
            who.of(Handoff).change(handoff, due=None)


def _next_contact(who: SignIn, day: date) -> date:
    """Until a person handed off has been first seen there is a contact a week, or as often as the policy says."""
    return day + timedelta(days=who.policy.contact_days)


NO_TOUCH = (ContactKind.call_attempt, ContactKind.coordination, ContactKind.caregiver)
"""Contacts in which the person was not reached, or which were with somebody else."""


def _kept_in_touch(who: SignIn, contact: Contact) -> None:
    """The next weekly contact with somebody who waits for individual care counts from this one."""
    if contact.kind in NO_TOUCH:
        return
    for handoff in who.of(Handoff).linked(client=contact.client):
        later = _next_contact(who, contact.on)
        if handoff.first_seen_on is None and handoff.due is not None and handoff.due < later:
            who.of(Handoff).change(handoff, due=later)


def _not_future(who: SignIn, on: date | None) -> date:
    day = on or who.today()
    if day > who.today():
        raise Refused("This has not happened yet: the day is in the future.")
    return day


def add_contact(
    who: SignIn,
    client: str,
    kind: ContactKind,
    *,
    on: date | None = None,
    with_whom: str = "",
    mode: str = "",
    minutes: int | None = None,
    outcome: str = "",
    next_step: str = "",
    due: date | None = None,
) -> Contact:
    """Keep one touch outside a group session, with its next step if there is one."""
    if minutes is not None and not 0 <= minutes <= 24 * 60:
        raise Refused("The minutes of a contact are from 0 to 1,440.")
    if due is not None and not next_step.strip():
        raise Refused("A day for the next step needs the step in words.")
    contact = Contact(
        client=client,
        kind=kind,
        on=_not_future(who, on),
        by=who.staff_id,
        with_whom=clean(with_whom, of="With whom"),
        mode=clean(mode, of="The mode"),
        minutes=minutes,
        outcome=clean(outcome, of="The outcome", limit=PROSE, lines=True),
        next_step=clean(next_step, of="The next step", limit=PROSE, lines=True),
        due=due,
        at=who.now(),
    )
    with act(who, "add a contact", client=client):
        who.of(Client).get(client)
        _kept_in_touch(who, contact)
        return who.of(Contact).add(contact)


def next_step_done(who: SignIn, contact_id: str) -> Contact:
    """The next step of a contact has been taken."""
    with act(who, "add a contact"):
        return who.of(Contact).change(who.of(Contact).get(contact_id), due=None)


def open_alerts(who: SignIn, client: str) -> Sequence[Alert]:
    """A person's alerts that are not closed, the most urgent first."""
    found = [a for a in who.of(Alert).linked(client=client) if a.status is not AlertStatus.closed]
    return sorted(found, key=lambda a: (a.due is None, a.due))
