"""Safety findings enter the record: each with its hold, and with the alert that tells whom it concerns.

They are raised as soon as an answer that shows them is kept, by whatever door it came in, and not only at screening.
"""

from collections.abc import Iterable, Sequence

from msgspec import structs

from groupcare.record.lookups import administered, answered_for
from groupcare.record.sign_in import SignIn
from groupcare.rules.cssrs import WAITED_FOR, unanswered
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Referral, ReferralStatus
from groupcare.rules.policy import GRAVITY, Kind
from groupcare.rules.safety import (
    SCREENING,
    Alert,
    AlertStatus,
    ConcernKind,
    Hold,
    SafetyFinding,
    due_at,
    form_of,
    joined,
    needed_again,
    new_findings,
    said_again,
)
from groupcare.rules.screening import (
    CSSRS,
    CSSRS_SINCE_LAST,
    GAD7,
    PHQ9,
    UNASKED,
    AlertNeeded,
    Answered,
    Finding,
    Outcome,
    screen,
)


def raise_findings(
    who: SignIn,
    referral: Referral,
    answered: Answered,
    outcome: Outcome,
    *,
    screening: str | None = None,
    more_to_come: bool = False,
    anew: frozenset[str] = frozenset(),
) -> None:
    """Keep what is new among the outcome's blocking findings, hold the person, and open the alert. Inside an act.

    With `more_to_come` the interview goes on, and what it has not asked yet is no reason for an alert. `anew` are the
    rules of what was seen or reported just now, though it may have been before.
    """
    known = who.of(SafetyFinding).linked(client=referral.client)
    fresh = new_findings(outcome.findings, known, anew)
    alerts = who.of(Alert).linked(client=referral.client)
    again = said_again([f for f in outcome.findings if f not in fresh], known, alerts, anew)
    for finding in fresh:
        keep_finding(who, referral, finding, screening=screening)
    if fresh:
        open_hold(who, referral.client, tuple(f.detail for f in fresh))
    asked = answered.cssrs is not None and not unanswered(answered.cssrs.answers)
    if asked and not any(UNASKED in needed.rules for needed in outcome.alerts):
        note_answered(who, referral.client)
    rules = {f.rule for f in fresh}
    for needed in outcome.alerts:
        unasked = UNASKED in needed.rules and not (more_to_come and not _item_9(who, outcome))
        if UNASKED in needed.rules:
            said = _asks_again(who, outcome, alerts)
        else:
            said = [f for f in again if f.rule in needed.rules]
        if rules.intersection(needed.rules) or unasked or said:
            open_alert(who, referral.client, needed_again(needed, again, who.today()), again=said)


def keep_finding(
    who: SignIn, referral: Referral, finding: Finding, *, screening: str | None = None, ended_by: str | None = None
) -> SafetyFinding:
    """A finding becomes the person's. Inside an act."""
    return who.of(SafetyFinding).add(
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
            raised_at=who.now(),
            raised_by=who.staff_id,
            ended_by=ended_by,
        )
    )


ANSWERED = "answered since; it stays open until somebody closes it"


def note_answered(who: SignIn, client: str) -> None:
    """An alert that waits for answers waits no longer once they are there, and says so. It does not close by itself.
    Inside an act.
    """
    for alert in who.of(Alert).linked(client=client):
        waits = UNASKED in alert.rules and alert.status is not AlertStatus.closed
        if waits and (alert.unasked_since is not None or ANSWERED not in alert.because):
            told = alert.because if ANSWERED in alert.because else (*alert.because, ANSWERED)
            who.of(Alert).change(alert, because=told, unasked_since=None)


def _item_9(who: SignIn, outcome: Outcome) -> Finding | None:
    """That item 9 of the PHQ-9 is above 0: the C-SSRS is then asked in the same contact, which may break off."""
    rules = {rule.id for rule in who.policy.rule if rule.kind is Kind.item and rule.measure == PHQ9}
    return next((finding for finding in outcome.findings if finding.rule in rules), None)


def _asks_again(who: SignIn, outcome: Outcome, alerts: Iterable[Alert]) -> list[Finding]:
    """Item 9 of a form for which no alert has asked for the C-SSRS yet: it is asked for anew, once for each form."""
    item_9 = _item_9(who, outcome)
    if item_9 is None or any((UNASKED, form_of(item_9.evidence)) in alert.again for alert in alerts):
        return []
    return [structs.replace(item_9, rule=UNASKED)]


def raise_from_answers(
    who: SignIn,
    referral: Referral,
    *,
    kept: Assessment | None = None,
    under_way: bool = False,
    more_to_come: bool = False,
    anew: frozenset[str] = frozenset(),
) -> None:
    """Raise what the answers kept so far already show, before anybody has screened or decided. Inside an act.

    `kept` is the form that was just kept: it is looked at, too, where a newer one has taken its place in screening.

    While a form is still being answered (`under_way`) nothing is raised from a total: a slip of the finger in it would
    stay with the person until a clinician has evaluated it. Nor is what only an answer that is still to come would
    settle ("urgent until asked"): that is raised as soon as the form is left. All else single answers raise at once.
    `more_to_come` and `anew` are as in `raise_findings`.
    """
    policy = who.policy
    if referral.status is ReferralStatus.seated:  # what measures show in a group is watched form by form
        seen = (rule for rule in policy.rule if rule.kind in (Kind.imminent, Kind.observation))
        policy = structs.replace(policy, rule=tuple(seen))
    if under_way:
        done = (rule for rule in policy.rule if rule.kind is not Kind.total and rule.sign not in WAITED_FOR)
        policy = structs.replace(policy, rule=tuple(done))
    answered = answered_for(who, referral)
    outcome = screen(answered, policy, who.library.measures, who.today())
    if kept is not None and (late := _overtaken(who, answered, kept)) is not None:
        by_itself = screen(late, policy, who.library.measures, who.today())
        outcome = structs.replace(
            outcome,
            findings=(*outcome.findings, *by_itself.findings),
            alerts=(*outcome.alerts, *(a for a in by_itself.alerts if UNASKED not in a.rules)),
        )
    if referral.status is ReferralStatus.seated:
        outcome = structs.replace(outcome, alerts=tuple(a for a in outcome.alerts if UNASKED not in a.rules))
    raise_findings(who, referral, answered, outcome, more_to_come=more_to_come, anew=anew)


FORMS = {PHQ9: "phq9", GAD7: "gad7", CSSRS: "cssrs", CSSRS_SINCE_LAST: "cssrs"}
"""Where screening is told of each measure."""


def _overtaken(who: SignIn, answered: Answered, kept: Assessment) -> Answered | None:
    """A form by itself that screening does not read, a newer one being there: entered late, or corrected since."""
    form = administered(who, kept)
    read = (answered.phq9, answered.gad7, answered.cssrs)
    if kept.measure not in FORMS or any(one is not None and one.evidence == form.evidence for one in read):
        return None
    return structs.replace(Answered(evaluated=answered.evaluated), **{FORMS[kept.measure]: form})


def open_hold(who: SignIn, client: str, because: tuple[str, ...], *, until_asked: bool = False) -> Hold:
    """Hold a person's seat and attendance, or add to the hold that stands. Call it inside an act.

    One `until_asked` stands until the C-SSRS has been asked, and is a hold of its own.
    """
    for hold in who.of(Hold).linked(client=client):
        if hold.released_by is None and hold.until_asked == until_asked:
            return who.of(Hold).change(hold, because=tuple(dict.fromkeys((*hold.because, *because))))
    hold = Hold(
        client=client,
        because=because,
        opened_at=who.now(),
        opened_by=who.staff_id,
        due=who.today(),
        until_asked=until_asked,
    )
    return who.of(Hold).add(hold)


def release_asked(who: SignIn, client: str, assessment: str) -> None:
    """The C-SSRS has been asked in full: a hold that stood until then ends by it, and nothing else. Inside an act."""
    for hold in who.of(Hold).linked(client=client):
        if hold.released_by is None and hold.until_asked:
            who.of(Hold).change(hold, released_by=assessment, due=None)


JOINED = (SCREENING, ConcernKind.self_harm)
"""Kinds of alerts that what answers show belongs to: somebody works on that very matter already."""


def open_alert(
    who: SignIn,
    client: str,
    needed: AlertNeeded,
    *,
    anew: bool = False,
    session: str | None = None,
    again: Sequence[Finding] = (),
) -> None:
    """A person has one open alert about suicide: what answers show joins it, and asks for action again. Inside an act.

    `anew` says that it has happened again, though for reasons that the alert gives already; `session` where. `again`
    are those of its findings that are open already and were shown again.
    """
    shown = tuple((f.rule, form_of(f.evidence)) for f in again)
    due = due_at(needed.respond, who.now(), who.clinic, who.closed(who.today()))
    open_ = [a for a in who.of(Alert).linked(client=client) if a.status is not AlertStatus.closed]
    if joins := [a for a in open_ if a.kind in JOINED]:
        more = joined(max(joins, key=lambda a: GRAVITY[a.level]), needed, due, anew=anew or bool(again))
        since = more.unasked_since or (who.now() if UNASKED in needed.rules else None)
        told = (*more.again, *shown)
        who.of(Alert).save(structs.replace(more, session=session or more.session, again=told, unasked_since=since))
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
            session=session,
            again=shown,
            unasked_since=who.now() if UNASKED in needed.rules else None,
        )
    )
