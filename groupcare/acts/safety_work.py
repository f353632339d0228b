"""What belongs to the work on somebody's safety: the safety plan, and what a clinician decided by phone."""

from datetime import date, datetime

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.clinic import add_working_days
from groupcare.rules.people import Client
from groupcare.rules.safety import Action, Alert, AlertStatus
from groupcare.rules.safety_work import CLINICIAN, PLAN, PhonedDecision, SafetyPlan, steps_left
from groupcare.rules.text import PROSE, clean


def record_safety_plan(
    who: SignIn,
    client: str,
    *,
    made_on: date | None = None,
    copy_given: bool = False,
    medicines: str = "",
    firearms: str = "",
    where_kept: str = "",
    alert: str | None = None,
) -> SafetyPlan:
    """Keep that a safety plan was made, and what was said about stored medicines and firearms.

    With a copy given it ticks that step of the `alert` that it was made for.
    """
    day = made_on or who.today()
    if day > who.today():
        raise Refused("A safety plan cannot have been made in the future.")
    plan = SafetyPlan(
        client=client,
        made_on=day,
        copy_given=copy_given,
        medicines=clean(medicines, of="What was said about medicines", limit=PROSE, lines=True),
        firearms=clean(firearms, of="What was said about firearms", limit=PROSE, lines=True),
        where_kept=clean(where_kept, of="Where it is kept"),
        by=who.staff_id,
        at=who.now(),
    )
    with act(who, "record a safety plan", client=client):
        who.of(Client).get(client)
        if alert is not None and copy_given:
            _tick(who, alert, client, PLAN.id)
        return who.of(SafetyPlan).add(plan)


def _tick(who: SignIn, alert_id: str, client: str, step: str) -> None:
    """What was just recorded is a step of the person's alert. Inside an act."""
    alert = who.of(Alert).get(alert_id)
    if alert.client != client:
        raise Refused("That alert belongs to another person. Nothing was saved.")
    left = {one.id: one.words for one in steps_left(alert)}
    if alert.status is AlertStatus.closed or step not in left:
        return
    action = Action(at=who.now(), by=who.staff_id, what=left[step], step=step)
    who.of(Alert).change(alert, actions=(*alert.actions, action), status=AlertStatus.acted)


def record_phoned_decision(
    who: SignIn,
    client: str,
    clinician: str,
    decision: str,
    *,
    read_back: bool,
    decided_at: datetime | None = None,
    alert: str | None = None,
) -> PhonedDecision:
    """Keep what a clinician decided by phone. It releases nothing; they sign it by the next working day.

    `decided_at` is a UTC instant, now unless given. Raises Refused where it was not read back.
    """
    clinician = clean(clinician, of="The clinician's name")
    decision = clean(decision, of="The decision", limit=PROSE, lines=True)
    if not clinician or not decision:
        raise Refused("A phoned decision needs the clinician's name and what was decided.")
    if not read_back:
        raise Refused("Read it back to the clinician first: a phoned decision counts once they have confirmed it.")
    at = decided_at or who.now()
    if at > who.now():
        raise Refused("This has not happened yet: the time is in the future.")
    with act(who, "record a phoned decision", client=client):
        who.of(Client).get(client)
        if alert is not None:
            _tick(who, alert, client, CLINICIAN.id)
        day = schedule.local(at, who.clinic.zone).date()
        return who.of(PhonedDecision).add(
            PhonedDecision(
                client=client,
                clinician=clinician,
                decided_at=at,
                decision=decision,
                read_back=read_back,
                recorded_by=who.staff_id,
                alert=alert,
                due=add_working_days(day, 1, who.clinic.working_days, who.closed(day)),
            )
        )


def sign_phoned_decision(who: SignIn, decision_id: str) -> PhonedDecision:
    """A clinician signs what was decided by phone. What it was about is evaluated by itself."""
    with act(who, "sign a phoned decision"):
        decision = who.of(PhonedDecision).get(decision_id)
        if decision.signed_by is not None:
            raise Refused("This is signed already.")
        return who.of(PhonedDecision).change(decision, signed_by=who.staff_id, signed_at=who.now(), due=None)
