"""Screening a referral, deciding on it, and evaluating what was found.

A screening is kept with the version of the policy it was made under. Each blocking finding becomes a safety finding
of the person, opens a hold, and raises its alert in the same transaction. Nothing here ends a finding but `evaluate`.
"""

from collections.abc import Sequence
from datetime import date

from groupcare.acts.act import act
from groupcare.acts.findings import raise_findings
from groupcare.acts.safety import handed_to_nobody, not_screened_again
from groupcare.record.errors import Refused
from groupcare.record.lookups import answered_for, blocked, blocked_to_place, latest_screening, needs_screening
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Role
from groupcare.rules.group import Member, MemberStatus
from groupcare.rules.people import Referral, ReferralStatus
from groupcare.rules.policy import Policy, Route
from groupcare.rules.safety import (
    END_REASONS,
    Choice,
    Decision,
    Evaluation,
    Hold,
    SafetyFinding,
    Verdict,
    reasons_against_decision,
    reasons_against_standing,
)
from groupcare.rules.safety_work import SafetyPlan
from groupcare.rules.screening import (
    PHQ9,
    Answered,
    Outcome,
    Screening,
    basis,
    phq9_summary,
    screen,
)
from groupcare.rules.text import PROSE, clean

BEFORE_A_PLACE = (ReferralStatus.new, ReferralStatus.screened, ReferralStatus.waitlisted)


def screen_referral(who: SignIn, referral_id: str) -> Screening:
    """Apply the policy to what is known now, keep the screening, and raise what it finds."""
    with act(who, "screen"):
        referral = who.of(Referral).get(referral_id)
        if referral.status is ReferralStatus.ended:
            raise Refused("This referral has ended; enter a new one.")
        policy = who.policy
        answered = answered_for(who, referral)
        outcome = screen(answered, policy, who.library.measures, who.today())
        kept = who.of(Screening).add(_as_kept(who, referral, policy, answered, outcome))
        raise_findings(who, referral, answered, outcome, screening=kept.id)
        if answered.cssrs is not None and outcome.route is not Route.incomplete:
            not_screened_again(who, referral.client, answered.cssrs.on)
        if referral.status is ReferralStatus.new:
            who.of(Referral).change(referral, status=ReferralStatus.screened)
        return kept


def screen_if_complete(who: SignIn, referral_id: str) -> Screening | None:
    """Screen it where nothing that was not asked could change its route; what is screened as it stands stays so.

    For whoever leaves the questions: a referral that only waits to be decided does not wait to be screened.
    """
    referral = who.of(Referral).get(referral_id)
    if referral.status not in BEFORE_A_PLACE or not needs_screening(who, referral):
        return None
    if screen(answered_for(who, referral), who.policy, who.library.measures, who.today()).missing:
        return None
    return screen_referral(who, referral_id)


def _as_kept(
    who: SignIn,
    referral: Referral,
    policy: Policy,
    answered: Answered,
    outcome: Outcome,
) -> Screening:
    given = (answered.phq9, answered.gad7, answered.cssrs, answered.lifetime)
    return Screening(
        client=referral.client,
        referral=referral.id,
        on=who.today(),
        at=who.now(),
        by=who.staff_id,
        policy=policy.name,
        policy_version=policy.version,
        route=outcome.route,
        known=outcome.known,
        worst=outcome.worst,
        findings=outcome.findings,
        missing=outcome.missing,
        phq9=phq9_summary(answered.phq9, who.library.measures[PHQ9]),
        assessments=tuple(g.evidence.split("@")[0] for g in given if g is not None),
        remarks=outcome.remarks,
        basis=basis(policy, answered),
    )


def decide(
    who: SignIn,
    referral_id: str,
    choice: Choice,
    *,
    reason: str = "",
    curriculum: str = "",
    review_on: date | None = None,
) -> Decision:
    """Record a person's decision beside the policy's suggestion, and move the referral accordingly."""
    reason = clean(reason, of="The reason", limit=PROSE, lines=True)
    curriculum = clean(curriculum, of="The curriculum")
    with act(who, "decide") as (_, role):
        referral = who.of(Referral).get(referral_id)
        if referral.status in (ReferralStatus.ended, ReferralStatus.seated):
            raise Refused(f"This referral is {referral.status}; there is nothing left to decide.")
        screening = latest_screening(who, referral_id)
        against = reasons_against_decision(
            choice, screening, _blocked_for(who, referral, choice), role is Role.clinician, reason
        )
        if choice is Choice.group and screening is not None and needs_screening(who, referral):
            against.append("Answers or policy changed since the screening: screen again first.")
        if choice is Choice.group and not curriculum:
            against.append("Say for which curriculum the person waits.")
        if choice is Choice.not_now and (review_on is None or review_on <= who.today()):
            against.append("“Not now” needs a later day on which to look again.")
        if against:
            raise Refused(" ".join(against))
        decision = who.of(Decision).add(
            Decision(
                client=referral.client,
                referral=referral.id,
                choice=choice,
                suggested=screening.route if screening else Route.incomplete,
                reason=reason,
                by=who.staff_id,
                at=who.now(),
                screening=screening.id if screening else None,
                policy_version=screening.policy_version if screening else "",
                curriculum=curriculum,
                review_on=review_on,
            )
        )
        _move(who, referral, decision)
        return decision


def _blocked_for(who: SignIn, referral: Referral, choice: Choice) -> tuple[str, ...]:
    return (blocked_to_place if choice is Choice.group else blocked)(who, referral.client)


def _move(who: SignIn, referral: Referral, decision: Decision) -> None:
    if decision.choice is Choice.group:
        handed_to_nobody(who, referral.client)
    elif decision.choice is not Choice.individual:
        not_screened_again(who, referral.client)
    waiting = [m for m in who.of(Member).linked(referral=referral.id) if m.status is MemberStatus.waitlist]
    if decision.choice is Choice.group:
        for member in waiting:
            who.of(Member).change(member, curriculum=decision.curriculum)
        if not waiting:
            who.of(Member).add(
                Member(
                    client=referral.client,
                    referral=referral.id,
                    curriculum=decision.curriculum,
                    status=MemberStatus.waitlist,
                    start=who.today(),
                )
            )
        who.of(Referral).change(
            referral, status=ReferralStatus.waitlisted, curriculum=decision.curriculum, due=referral.received_on
        )
        return
    for member in waiting:
        who.of(Member).change(member, status=MemberStatus.cancelled, end=who.today())
    if decision.choice is Choice.individual:
        who.of(Referral).change(referral, status=ReferralStatus.individual_care, due=None)
        return
    who.of(Referral).change(
        referral,
        status=ReferralStatus.ended,
        end_reason=END_REASONS[decision.choice],
        review_on=decision.review_on,
        due=decision.review_on,
    )


def evaluate(
    who: SignIn,
    client: str,
    findings: Sequence[str],
    verdict: Verdict,
    text: str,
    *,
    covers_until: date | None = None,
    safety_plan_on: date | None = None,
) -> Evaluation:
    """A clinician's signed evaluation of the findings it names; of nobody's but a hold's where none is open.

    With the verdict that the person may take part, or that a finding was raised in error, it ends them, and the hold
    once none is open. With the verdict of individual care they stand. With `covers_until` it is a standing decision:
    for somebody in a group the same findings at the same level bring no new hold until that day.
    """
    text = clean(text, of="The evaluation", limit=PROSE, lines=True)
    if not text:
        raise Refused("An evaluation needs words: what was seen and why.")
    with act(who, "evaluate", client=client):
        if not findings and not any(h.released_by is None for h in who.of(Hold).linked(client=client)):
            raise Refused("An evaluation names the findings that it ends.")
        if not findings and any(f.ended_by is None for f in who.of(SafetyFinding).linked(client=client)):
            raise Refused("Findings are open: an evaluation names those that it ends.")
        named = [who.of(SafetyFinding).get(f) for f in dict.fromkeys(findings)]
        for finding in named:
            if finding.client != client:
                raise Refused("A finding that is named here belongs to another person. Nothing was signed.")
            if finding.ended_by is not None:
                raise Refused(f"A finding that is named here was evaluated already: {finding.detail}.")
        if covers_until is not None:
            routes, plans = [f.route for f in named], who.of(SafetyPlan).linked(client=client)
            made = safety_plan_on if any(plan.made_on == safety_plan_on for plan in plans) else None
            if against := reasons_against_standing(verdict, routes, who.today(), covers_until, made, who.policy):
                raise Refused(" ".join(against))
        signed = who.of(Evaluation).add(
            Evaluation(
                client=client,
                findings=tuple(f.id for f in named),
                verdict=verdict,
                text=text,
                by=who.staff_id,
                at=who.now(),
                covers=tuple(dict.fromkeys(f.rule for f in named)) if covers_until is not None else (),
                covers_until=covers_until,
                safety_plan_on=safety_plan_on,
            )
        )
        if verdict is Verdict.individual:
            return signed
        for finding in named:
            who.of(SafetyFinding).change(finding, ended_by=signed.id)
        if not any(f.ended_by is None for f in who.of(SafetyFinding).linked(client=client)):
            for hold in who.of(Hold).linked(client=client):
                asked_for = hold.until_asked and named  # only asking ends it, or an evaluation of this very hold
                if hold.released_by is None and not asked_for:
                    who.of(Hold).change(hold, released_by=signed.id, due=None)
        return signed
