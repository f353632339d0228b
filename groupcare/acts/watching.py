"""Watching somebody in a group: what one of their forms shows is raised with it (rules/watch.py).

What blocks becomes a finding, a hold and an alert in the same step. Where a clinician's standing decision covers it,
the finding is kept as covered and the clinician looks at it as a task; there is no new hold.
"""

from collections.abc import Sequence
from datetime import date

from groupcare.acts.findings import keep_finding, note_answered, open_alert, open_hold, release_asked
from groupcare.record.lookups import administered, evaluated_rules, standing_decisions
from groupcare.record.sign_in import SignIn
from groupcare.rules import cssrs
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Referral
from groupcare.rules.policy import Route, respond_within
from groupcare.rules.safety import Alert, SafetyFinding, needed_again, new_findings, said_again
from groupcare.rules.screening import PHQ9, AlertNeeded, Finding
from groupcare.rules.watch import CSSRS_FORMS, Watched, Watching, is_covered, seen_above, watch

COVERED = "covered: "
"""Begins the rule of a task about a finding that a standing decision covers."""


def watch_form(who: SignIn, referral: Referral, kept: Assessment, *, under_way: bool = False) -> Watching:
    """Raise what this form asks for; while it is `under_way`, what one answer shows by itself. Inside an act."""
    seen = watch(_watched(who, referral.client, kept), who.policy, under_way=under_way)
    if seen.cssrs_asked:
        release_asked(who, referral.client, kept.id)
        note_answered(who, referral.client)
    known = who.of(SafetyFinding).linked(client=referral.client)
    fresh = new_findings(seen.findings, known)
    standing = standing_decisions(who, referral.client)
    covered = [f for f in fresh if is_covered(f, frozenset(standing))]
    others = [f for f in seen.findings if f not in fresh and not is_covered(f, frozenset(standing))]
    again = said_again(others, known, who.of(Alert).linked(client=referral.client))
    for finding in fresh:
        keep_finding(who, referral, finding, ended_by=standing[finding.rule] if finding in covered else None)
    if holding := tuple(f.detail for f in fresh if f not in covered):
        open_hold(who, referral.client, holding)
    if seen.hold:
        open_hold(who, referral.client, (seen.hold,), until_asked=True)
    for needed in seen.alerts:
        of_findings = set(needed.rules) & {f.rule for f in seen.findings}
        said = [f for f in again if f.rule in of_findings]
        if not of_findings or said or of_findings & {f.rule for f in fresh} - {f.rule for f in covered}:
            where = None if _can_wait(needed) else kept.session
            told = needed_again(needed, said, who.today())
            open_alert(who, referral.client, told, anew=True, session=where, again=said)
    if covered:
        open_alert(who, referral.client, _covered_task(who, covered), anew=True)
    return seen


def _can_wait(needed: AlertNeeded) -> bool:
    """Whether a session can be closed before anybody owns it."""
    return respond_within(needed.respond).days > 0


def _covered_task(who: SignIn, covered: Sequence[Finding]) -> AlertNeeded:
    return AlertNeeded(
        level=Route.review,
        respond=f"{who.policy.task_days} days",
        because=tuple(f"{f.detail}; covered by a standing decision" for f in covered),
        rules=tuple(f"{COVERED}{f.rule}" for f in covered),
    )


def _watched(who: SignIn, client: str, kept: Assessment) -> Watched:
    every = sorted(who.of(Assessment).linked(client=client), key=lambda a: a.on)
    before = [a for a in every if a.measure == kept.measure and a.id != kept.id and a.on <= kept.on]
    asked = [a.on for a in every if a.measure in CSSRS_FORMS and a.id != kept.id and not cssrs.unanswered(a.answers)]
    findings = who.of(SafetyFinding).linked(client=client)
    return Watched(
        given=administered(who, kept),
        before=tuple(a.answers for a in before),
        cssrs_on=max(asked, default=None),
        evaluated=evaluated_rules(who, client, findings),
    )


def seen_above_0(who: SignIn, client: str, on: date, session: str) -> None:
    """Item 9 of a paper form was seen above 0: held, and to be asked, until the C-SSRS has been. Inside an act."""
    asked = [a for a in who.of(Assessment).linked(client=client) if a.measure in CSSRS_FORMS]
    if any(a.on >= on and not cssrs.unanswered(a.answers) for a in asked):
        return
    needed = seen_above(who.library.measures[PHQ9])
    open_hold(who, client, needed.because, until_asked=True)
    open_alert(who, client, needed, anew=True, session=session)
