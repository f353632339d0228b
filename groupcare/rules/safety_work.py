"""The work on somebody's safety: its steps, the safety plan, and what a clinician decided by phone.

The steps are a checklist that is filled in afterwards, never a form in the way of the call [P]; what means safety asks
for follows the safety planning intervention (Stanley & Brown 2012, Cogn Behav Pract 19:256).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from groupcare.rules.kept import Kept
from groupcare.rules.policy import Route
from groupcare.rules.safety import SCREENING, Action, Alert, ConcernKind
from groupcare.rules.screening import UNASKED
from groupcare.rules.watch import ITEM9_MISSING, TOTAL_OPEN


class Step(Struct, frozen=True):
    """One step: its name in the record, and what it says."""

    id: str
    words: str


CLINICIAN = Step("clinician", "The clinician on call was phoned and told the answers")
PLAN = Step("plan", "A safety plan was made, and a copy given")
HANDED = Step("handed", "Somebody else took the person over")
_BY_LEVEL: Mapping[Route, tuple[Step, ...]] = {
    Route.urgent: (
        Step("stayed", "Somebody stayed with the person, or on the line"),
        Step("where", "Asked: where they are, who is with them, a number to call back"),
        CLINICIAN,
        Step("means", "Stored medicines and firearms were asked about, and made safe"),
        PLAN,
        HANDED,
    ),
    Route.individual: (
        Step("asked", "The C-SSRS was asked in full"),
        CLINICIAN,
        PLAN,
        Step("care", "Handed to individual care, and told so"),
    ),
    Route.review: (Step("looked", "A clinician looked at the answers"),),
}
_BY_RULE: Mapping[str, Step] = {
    UNASKED: Step("asked", "The C-SSRS was asked in full"),
    ITEM9_MISSING: Step("filled", "What was not filled in was asked"),
    TOTAL_OPEN: Step("filled", "What was not filled in was asked"),
}
"""What a look at the answers does not do: asked where it is missing, and not where item 9 is 0."""
_BY_KIND: Mapping[str, tuple[Step, ...]] = {
    ConcernKind.self_harm: (
        Step("privately", "Spoken with privately; not sent away alone"),
        Step("asked", "The C-SSRS was asked from the licensed form"),
        CLINICIAN,
        PLAN,
        HANDED,
    ),
    ConcernKind.harm_to_others: (
        Step("privately", "Spoken with privately; the others kept safe"),
        Step("clinician", "The clinician was told who may be in danger"),
        Step("warned", "Whether there is a duty to warn was decided, and done"),
        HANDED,
    ),
    ConcernKind.abuse: (
        Step("words", "Their own words were written down, and no more was asked than needed"),
        Step("clinician", "The clinician was told"),
        Step("reported", "Whether a report is a legal duty was decided, and made"),
    ),
    ConcernKind.medical: (
        Step("help", "The emergency number was phoned, or medical care reached otherwise"),
        Step("clinician", "The clinician was told"),
        Step("accompanied", "Somebody stayed until help was there"),
    ),
    ConcernKind.intoxicated: (
        Step("not-driving", "They did not drive: somebody took them home or fetched them"),
        Step("clinician", "The clinician was told"),
    ),
    ConcernKind.distressed: (
        Step("tonight", "What helps tonight was agreed, and who will ring them"),
        Step("clinician", "The clinician was told"),
    ),
}


def steps_of(alert: Alert) -> tuple[Step, ...]:
    """What is to be done about it: by the kind of a concern, else by the level that answers gave it."""
    if alert.kind != SCREENING:
        return _BY_KIND.get(alert.kind, ())
    asked = [_BY_RULE[rule] for rule in alert.rules if rule in _BY_RULE] if alert.level is Route.review else []
    return (*dict.fromkeys(asked), *_BY_LEVEL.get(alert.level, ()))


def steps_left(alert: Alert) -> tuple[Step, ...]:
    """The steps that nobody has ticked, or that were ticked by mistake."""
    done = ticked(alert)
    return tuple(step for step in steps_of(alert) if step.id not in done)


def ticked(alert: Alert) -> dict[str, Action]:
    """The steps that were taken, by what was said of each last."""
    last = {action.step: action for action in alert.actions if action.step}
    return {step: action for step, action in last.items() if not action.taken_back}


class SafetyPlan(Kept, frozen=True, kw_only=True):
    """That a safety plan was made, when, and whether the person has a copy; and what was said about means.

    `medicines` and `firearms` say in words what is stored and what was made safe; empty where nobody asked.
    """

    client: str
    made_on: date
    copy_given: bool
    by: str
    at: datetime
    medicines: str = ""
    firearms: str = ""
    where_kept: str = ""


class PhonedDecision(Kept, frozen=True, kw_only=True):
    """What a clinician decided by phone, recorded by whoever spoke with them. Every hold stays; the clinician signs it
    on the next working day, on which it is `due` until then.
    """

    client: str
    clinician: str
    decided_at: datetime
    decision: str
    read_back: bool
    recorded_by: str
    alert: str | None = None
    signed_by: str | None = None
    signed_at: datetime | None = None
    due: date | None = None


def newest_plan(plans: Sequence[SafetyPlan]) -> SafetyPlan | None:
    """The safety plan that counts."""
    return max(plans, key=lambda plan: (plan.made_on, plan.at), default=None)
