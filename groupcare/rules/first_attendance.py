"""What is due before somebody attends a group for the first time, and by the second session [P].

Safety blocks a seat; these papers do not: a person who is expected comes, and what is missing is done with them.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from groupcare.rules.consent import Consent, ConsentKind, in_force, newest
from groupcare.rules.people import Contact, ContactKind
from groupcare.rules.plan import PlanStatus

AHEAD = timedelta(days=7)
"""So long before the first session it is time."""
PLAN_DRAFT = "plan draft"
SIGNED_BY = 2
"""The plan is signed by this session."""


def due_before_first(
    contacts: Iterable[Contact], consents: Iterable[Consent], has_plan: bool, on: date, alone: Iterable[int] = ()
) -> tuple[str, ...]:
    """What is missing of the modules to be had `alone` with a facilitator, orientation, the confidentiality agreement
    and the plan's draft."""
    missing = [f"module {number} alone" for number in alone]
    if not any(c.kind is ContactKind.orientation for c in contacts):
        missing.append("orientation")
    if not any(c.kind is ConsentKind.group and in_force(c, on) for c in newest(consents)):
        missing.append("confidentiality agreement")
    if not has_plan:
        missing.append(PLAN_DRAFT)
    return tuple(missing)


def is_to_be_signed(plan: PlanStatus | None, held: int) -> bool:
    """Whether a plan that is only a draft is to be signed by the next session; `held` are those behind the member."""
    return plan is PlanStatus.draft and held >= SIGNED_BY - 1
