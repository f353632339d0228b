"""Safety findings enter the record: each with its hold, and with the alert that tells whom it concerns.

They are raised as soon as an answer that shows them is kept, by whatever door it came in, and not only at screening.
"""

from msgspec import structs

from groupcare.record.lookups import answered_for
from groupcare.record.sign_in import SignIn
from groupcare.rules.cssrs import WAITED_FOR
from groupcare.rules.people import Referral
from groupcare.rules.policy import Kind
from groupcare.rules.safety import SCREENING, Alert, AlertStatus, Hold, SafetyFinding, due_at, joined, new_findings
from groupcare.rules.screening import PHQ9, UNASKED, AlertNeeded, Outcome, screen


def raise_findings(
    who: SignIn, referral: Referral, outcome: Outcome, *, screening: str | None = None, more_to_come: bool = False
) -> None:
    """Keep what is new among the outcome's blocking findings, hold the person, and open the alert. Inside an act.

    With `more_to_come` the interview goes on, and what it has not asked yet is no reason for an alert.
    """
    known = who.of(SafetyFinding).linked(client=referral.client)
    fresh = new_findings(outcome.findings, known)
    now = who.now()
    for finding in fresh:
        who.of(SafetyFinding).add(
            SafetyFinding(
                client=referral.client,
                referral=referral.id,
                screening=screening,
                rule=finding.rule,
                route=finding.route,
                detail=finding.detail,
                source=finding.source,
                respond=finding.respond,
                evidence=finding.evidence,
                raised_at=now,
                raised_by=who.staff_id,
            )
        )
    if fresh:
        open_hold(who, referral.client, tuple(f.detail for f in fresh))
    if not any(UNASKED in needed.rules for needed in outcome.alerts):
        _note_answered(who, referral.client)
    rules = {f.rule for f in fresh}
    for needed in outcome.alerts:
        unasked = UNASKED in needed.rules and not (more_to_come and not _item_9(who, outcome))
        if rules.intersection(needed.rules) or unasked:
            _open_alert(who, referral.client, needed)


ANSWERED = "answered since; it stays open until somebody closes it"


def _note_answered(who: SignIn, client: str) -> None:
    """An alert that waits for answers says so once they are there. It does not close by itself."""
    for alert in who.of(Alert).linked(client=client):
        waits = UNASKED in alert.rules and alert.status is not AlertStatus.closed
        if waits and ANSWERED not in alert.because:
            who.of(Alert).change(alert, because=(*alert.because, ANSWERED))


def _item_9(who: SignIn, outcome: Outcome) -> bool:
    """Whether item 9 of the PHQ-9 is above 0: the C-SSRS is then asked in the same contact, which may break off."""
    rules = {rule.id for rule in who.policy.rule if rule.kind is Kind.item and rule.measure == PHQ9}
    return any(finding.rule in rules for finding in outcome.findings)


def raise_from_answers(who: SignIn, referral: Referral, *, under_way: bool = False, more_to_come: bool = False) -> None:
    """Raise what the answers kept so far already show, before anybody has screened or decided. Inside an act.

    While a form is still being answered (`under_way`) nothing is raised from a total: a slip of the finger in it would
    stay with the person until a clinician has evaluated it. Nor is what only an answer that is still to come would
    settle ("urgent until asked"): that is raised as soon as the form is left. All else single answers raise at once.
    `more_to_come` is as in `raise_findings`.
    """
    policy = who.policy
    if under_way:
        done = (rule for rule in policy.rule if rule.kind is not Kind.total and rule.sign not in WAITED_FOR)
        policy = structs.replace(policy, rule=tuple(done))
    outcome = screen(answered_for(who, referral), policy, who.library.measures, who.today())
    raise_findings(who, referral, outcome, more_to_come=more_to_come)


def open_hold(who: SignIn, client: str, because: tuple[str, ...]) -> Hold:
    """Hold a person's seat and attendance, or add to the hold that stands. Call it inside an act."""
    for hold in who.of(Hold).linked(client=client):
        if hold.released_by is None:
            return who.of(Hold).change(hold, because=tuple(dict.fromkeys((*hold.because, *because))))
    hold = Hold(client=client, because=because, opened_at=who.now(), opened_by=who.staff_id, due=who.today())
    return who.of(Hold).add(hold)


def _open_alert(who: SignIn, client: str, needed: AlertNeeded) -> None:
    """A person has one open alert from screening: what is new joins it, and asks for action again."""
    due = due_at(needed.respond, who.now(), who.clinic, who.closed(who.today()))
    for alert in who.of(Alert).linked(client=client):
        if alert.kind == SCREENING and alert.status is not AlertStatus.closed:
            who.of(Alert).save(joined(alert, needed, due))
            return
    who.of(Alert).add(
        Alert(
            client=client,
            level=needed.level,
            rules=needed.rules,
            because=needed.because,
            opened_at=who.now(),
            opened_by=who.staff_id,
            respond=needed.respond,
            due=due,
        )
    )
