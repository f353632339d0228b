"""Readings of objectives by hand: where a member says that they are, or somebody saw it; put right, and taken back."""

from datetime import date
from typing import Any

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.objective_reading import ObjectiveReading
from groupcare.rules.plan import Aim, Plan, PlanStatus, objective
from groupcare.rules.text import PROSE, clean
from groupcare.rules.told import told_fault
from groupcare.rules.words import day


def record_reading(
    who: SignIn,
    plan_id: str,
    key: str,
    *,
    on: date | None = None,
    value: float | None = None,
    reached: bool | None = None,
    said: str = "",
    session: str | None = None,
) -> ObjectiveReading:
    """Write down where an objective stood on a day, today by default: a `value` in its own unit, or of a milestone
    whether it is `reached`. Raises Refused for scores, for what cannot be, and for a second reading of one day.
    """
    with act(who, "record a reading"):
        plan = who.of(Plan).get(plan_id)
        aim = _aim(plan, key)
        when = on or who.today()
        for other in _of(who, plan_id, key):
            if other.on == when:
                raise Refused(f"A reading of {day(when, who.today())} is written down already: put that one right.")
        reading = ObjectiveReading(
            client=plan.client,
            plan=plan.id,
            objective=key,
            by=who.staff_id,
            session=session,
            **_told(who, aim, when, value, reached, said),
        )
        return who.of(ObjectiveReading).add(reading)


def correct_reading(
    who: SignIn,
    reading_id: str,
    *,
    on: date,
    value: float | None = None,
    reached: bool | None = None,
    said: str = "",
    over_rev: int | None = None,
) -> ObjectiveReading:
    """Put a reading right. Raises Refused as `record_reading` does, and Stale where somebody did so since."""
    with act(who, "record a reading"):
        reading = who.of(ObjectiveReading).get(reading_id)
        aim = _aim(who.of(Plan).get(reading.plan), reading.objective)
        if any(o.on == on and o.id != reading.id for o in _of(who, reading.plan, reading.objective)):
            raise Refused(f"Another reading of {day(on, who.today())} is written down already.")
        fields = {"rev": reading.rev if over_rev is None else over_rev, "by": who.staff_id}
        return who.of(ObjectiveReading).change(reading, **fields, **_told(who, aim, on, value, reached, said))


def take_back_reading(who: SignIn, reading_id: str) -> None:
    """Take a reading back that was a mistake; the ledger keeps that it was there."""
    with act(who, "record a reading"):
        readings = who.of(ObjectiveReading)
        readings.table.remove(doc_ids=[readings.get(reading_id).id])


def _of(who: SignIn, plan: str, key: str) -> list[ObjectiveReading]:
    return [r for r in who.of(ObjectiveReading).linked(plan=plan) if r.objective == key]


def _aim(plan: Plan, key: str) -> Aim:
    if plan.status is PlanStatus.closed:
        raise Refused("This plan is closed; its readings stay as they are.")
    found = objective(plan.content, key)
    if found is None:
        raise Refused(f"The plan has no objective {key}.")
    return found.aim


def _told(who: SignIn, aim: Aim, on: date, value: float | None, reached: bool | None, said: str) -> dict[str, Any]:
    against = told_fault(aim, on, value, reached, who.today())
    if against:
        raise Refused(against)
    words = clean(said, of="How it is known", limit=PROSE, lines=True)
    return {"on": on, "value": value, "reached": reached, "said": words}
