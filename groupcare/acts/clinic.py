"""The clinic's own facts: whom to phone about safety, closed days, how soon screens lock. A manager's to change."""

from collections.abc import Iterable
from datetime import date

from msgspec import structs

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.clinic import Clinic, Closure, OnCall
from groupcare.rules.closures import UnknownPlace, public_holidays
from groupcare.rules.text import clean

LOCK_MINUTES = range(1, 61)
"""A screen that nobody touches locks after so many minutes."""
WEEK = range(1, 8)
ANY_YEAR = 2026
"""Whether a place is known does not depend on the year."""


def change_clinic(
    who: SignIn,
    *,
    name: str | None = None,
    zone: str | None = None,
    country: str | None = None,
    subdivision: str | None = None,
    working_days: Iterable[int] | None = None,
    crisis_line: str | None = None,
    emergency: str | None = None,
    lock_minutes: int | None = None,
) -> Clinic:
    """Change what is given; the rest stays. An empty subdivision takes it away. Raises Refused with what is wrong."""
    given = {
        "name": name,
        "zone": zone,
        "country": country,
        "working_days": None if working_days is None else tuple(sorted(set(working_days))),
        "crisis_line": crisis_line,
        "emergency": emergency,
        "lock_minutes": lock_minutes,
    }
    with act(who, "change the clinic"):
        changed = structs.replace(who.clinic, **{field: value for field, value in given.items() if value is not None})
        if subdivision is not None:
            changed = structs.replace(changed, subdivision=subdivision or None)
        return who.of(Clinic).save(checked(changed))


def _needed(text: str, of: str) -> str:
    found = clean(text, of=of)
    if not found:
        raise Refused(f"{of} cannot be empty.")
    return found


def checked(clinic: Clinic) -> Clinic:
    """The clinic with its texts cleaned. Raises Refused with what it cannot be."""
    clinic = structs.replace(
        clinic,
        name=_needed(clinic.name, "The clinic's name"),
        crisis_line=_needed(clinic.crisis_line, "The crisis line"),
        emergency=_needed(clinic.emergency, "What to do in danger"),
    )
    if not schedule.known_zone(clinic.zone):
        raise Refused(f"{clinic.zone!r} is not a time zone; use a name such as America/New_York or Europe/Paris.")
    try:
        public_holidays(clinic.country, clinic.subdivision, [ANY_YEAR])
    except UnknownPlace as unknown:
        raise Refused(str(unknown)) from None
    if not clinic.working_days or not set(clinic.working_days) <= set(WEEK):
        raise Refused("Working days are numbers from 1, Monday, to 7, Sunday, and at least one.")
    if clinic.lock_minutes not in LOCK_MINUTES:
        raise Refused(f"A screen locks after {LOCK_MINUTES.start} to {LOCK_MINUTES.stop - 1} minutes.")
    return clinic


def set_on_call(who: SignIn, people: Iterable[OnCall]) -> Clinic:
    """Whom to phone about safety from now on, in this order, in place of those before."""
    wanted = tuple(
        OnCall(
            name=_needed(person.name, "The name of whoever is on call"),
            phone=_needed(person.phone, f"The phone of {person.name}"),
            hours=clean(person.hours, of="The hours"),
        )
        for person in people
    )
    with act(who, "say who is on call"):
        return who.of(Clinic).change(who.clinic, on_call=wanted)


def close_on(who: SignIn, on: date, reason: str) -> Clinic:
    """A day on which there are no groups. Dates of groups that were made already stay; Today points them out."""
    reason = _needed(reason, "Why the clinic is closed")
    with act(who, "change the clinic"):
        others = [closure for closure in who.clinic.closures if closure.on != on]
        closures = sorted([*others, Closure(on=on, reason=reason)], key=lambda closure: closure.on)
        return who.of(Clinic).change(who.clinic, closures=tuple(closures))


def open_on(who: SignIn, on: date) -> Clinic:
    """A day that was noted as closed is none. Raises Refused where it was not noted."""
    with act(who, "change the clinic"):
        others = tuple(closure for closure in who.clinic.closures if closure.on != on)
        if others == who.clinic.closures:
            raise Refused(f"{on.isoformat()} is not noted as closed; public holidays are left out at a group's dates.")
        return who.of(Clinic).change(who.clinic, closures=others)
