"""How a referral goes on: a person's decision beside what the policy suggests, and the way to individual care."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from groupcare.rules.kept import Kept
from groupcare.rules.people import EndReason
from groupcare.rules.policy import BLOCKING, GRAVITY, Route
from groupcare.rules.screening import Screening
from groupcare.rules.words import count


class Handoff(Kept, frozen=True, kw_only=True):
    """A person handed to individual care: sent, accepted, first seen, re-screened. `due` is the next step's day."""

    client: str
    referral: str
    to: str
    sent_on: date
    sent_by: str
    phone: str = ""
    outside: bool = False
    accepted_on: date | None = None
    accepted_by: str = ""
    first_seen_on: date | None = None
    rescreen_on: date | None = None
    due: date | None = None


class Choice(StrEnum):
    """What a person decides about a referral."""

    group = "group"
    individual = "individual care"
    not_now = "not now"
    declined = "declined"
    other_service = "other service"
    unable_to_reach = "unable to reach"


END_REASONS = {
    Choice.not_now: EndReason.not_now,
    Choice.declined: EndReason.declined,
    Choice.other_service: EndReason.other_service,
    Choice.unable_to_reach: EndReason.unable_to_reach,
}


class Decision(Kept, frozen=True, kw_only=True):
    """A person's own decision beside what the policy suggested."""

    client: str
    referral: str
    choice: Choice
    suggested: Route
    reason: str
    by: str
    at: datetime
    screening: str | None = None
    policy_version: str = ""
    curriculum: str = ""
    review_on: date | None = None


def reasons_against_decision(
    choice: Choice, screening: Screening | None, blocked: Sequence[str], is_clinician: bool, reason: str
) -> list[str]:
    """Every reason, a sentence each, why this decision cannot be recorded."""
    reasons: list[str] = []
    if choice in END_REASONS and blocked and not is_clinician:
        reasons.append("A safety finding is open: a clinician decides how this referral ends.")
    if choice is Choice.unable_to_reach and blocked:
        reasons.append("A safety finding is open: this person cannot be closed as unable to reach.")
    if screening is None:
        return [*reasons, "There is no screening to decide on yet."] if choice is Choice.group else reasons
    if choice is Choice.group:
        reasons.extend(_against_group(screening, blocked, is_clinician))
    if differs(choice, screening.route) and not reason.strip():
        reasons.append(f"The policy suggests {screening.route}; say why the decision differs.")
    return reasons


def covers(decision: Decision, screening: Screening | None) -> bool:
    """Whether a decision for the group still holds: made on this screening, or on one that was no milder."""
    if decision.choice is not Choice.group or screening is None:
        return False
    if decision.screening == screening.id:
        return True
    order = GRAVITY.get(screening.route)
    return order is not None and order <= GRAVITY.get(decision.suggested, GRAVITY[Route.group])


def _against_group(screening: Screening, blocked: Sequence[str], is_clinician: bool) -> Iterable[str]:
    if screening.route is Route.urgent:
        yield "An urgent route is never overridden: evaluate, ask the C-SSRS anew, then screen again."
    elif screening.route is Route.incomplete:
        yield f"The screening is incomplete: {count(len(screening.missing), 'answer')} could still change the route."
    elif screening.route is not Route.group and not is_clinician:
        yield f"The route is {screening.route}: a clinician decides."
    for words in blocked:
        yield f"Open until a clinician's evaluation: {words}."


def differs(choice: Choice, route: Route) -> bool:
    """Whether this choice is another than the policy suggests."""
    if choice is Choice.group:
        return route is not Route.group
    if choice is Choice.individual:
        return route not in BLOCKING
    return True
