"""Feedback: that a member was told what they have reached."""

from datetime import date

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.feedback import Feedback
from groupcare.rules.plan import Plan, PlanStatus, objective
from groupcare.rules.text import PROSE, clean


def give_feedback(
    who: SignIn, plan_id: str, key: str, words: str = "", *, on: date | None = None, session: str | None = None
) -> Feedback:
    """Keep that the member was told that this objective is reached, today by default, and what was said. Raises Refused
    for an objective that the plan does not have, a closed plan, and a day to come."""
    with act(who, "give feedback"):
        plan = who.of(Plan).get(plan_id)
        if plan.status is PlanStatus.closed:
            raise Refused("This plan is closed.")
        if objective(plan.content, key) is None:
            raise Refused(f"The plan has no objective {key}.")
        when = on or who.today()
        if when > who.today():
            raise Refused("Somebody was told today or on a day before.")
        return who.of(Feedback).add(
            Feedback(
                client=plan.client,
                plan=plan.id,
                objective=key,
                on=when,
                by=who.staff_id,
                words=clean(words, of="What was said", limit=PROSE, lines=True),
                session=session,
            )
        )
