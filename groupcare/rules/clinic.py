"""The clinic and its staff: name, zone, working days, closures, who is on call, and who may do what."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.kept import Kept


class Role(StrEnum):
    """What a member of staff may do; one person may hold several."""

    intake = "intake"
    facilitator = "facilitator"
    clinician = "clinician"
    manager = "manager"


ANYONE = (Role.clinician, Role.facilitator, Role.intake, Role.manager)
"""Every role; the first that a person holds is the one recorded."""


class Closure(Struct, frozen=True, kw_only=True):
    """A day on which the clinic holds no groups, and why."""

    on: date
    reason: str


class OnCall(Struct, frozen=True, kw_only=True):
    """Whom to phone about safety, in this order."""

    name: str
    phone: str
    hours: str = ""


class Clinic(Kept, frozen=True, kw_only=True):
    """The one clinic of a store. Its zone decides "today" and due dates. Weekdays are ISO numbers, Monday 1."""

    name: str
    zone: str
    country: str | None = None
    subdivision: str | None = None
    working_days: tuple[int, ...] = (1, 2, 3, 4, 5)
    closures: tuple[Closure, ...] = ()
    crisis_line: str = "988, call or text"
    emergency: str = "911 and the nearest emergency department"
    on_call: tuple[OnCall, ...] = ()
    lock_minutes: int = 10


class Away(Struct, frozen=True, kw_only=True):
    """Days on which a member of staff leads no group, both included."""

    first: date
    last: date
    reason: str = ""


class Staff(Kept, frozen=True, kw_only=True):
    """A person who works here. Whoever has left keeps the name on what they did, and can no longer sign in."""

    name: str
    roles: tuple[Role, ...]
    credentials: str = ""
    phone: str = ""
    left_on: date | None = None
    away: tuple[Away, ...] = ()


def closed_days(clinic: Clinic, holidays: Mapping[date, str]) -> dict[date, str]:
    """All closed days with their reasons: public holidays and the clinic's own, the clinic's words winning."""
    return {**holidays, **{closure.on: closure.reason for closure in clinic.closures}}


def add_working_days(start: date, days: int, working: tuple[int, ...], closed: Mapping[date, str]) -> date:
    """The day `days` working days after `start`, passing weekends and closed days. With no working days, plain days."""
    if not working:
        return start + timedelta(days=days)
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.isoweekday() in working and day not in closed:
            days -= 1
    return day


LONGEST_BACK = 31
"""Looking back over working days ends after so many days, however long the clinic was closed."""


def working_days_back(end: date, days: int, working: tuple[int, ...], closed: Mapping[date, str]) -> date:
    """The day `days` working days before `end`, passing weekends and closed days. With no working days, plain days."""
    if not working:
        return end - timedelta(days=days)
    day = end
    for back in range(1, LONGEST_BACK + 1):
        if days <= 0:
            break
        day = end - timedelta(days=back)
        days -= day.isoweekday() in working and day not in closed
    return day
