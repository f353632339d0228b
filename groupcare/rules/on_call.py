"""Whom to phone about somebody's safety, now: those on call at this hour first, then who covers for them.

Hours are words such as "Mon-Fri 08:00-18:00", "18:00-08:00" or "Sat, Sun", in the clinic's own time. Words that are
none of these are shown as they stand, and leave the person on call at every hour.
"""

import re
from datetime import datetime, time, timedelta

from msgspec import Struct

from groupcare.rules.clinic import Clinic, OnCall

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "|".join(DAYS)
_SPAN = re.compile(rf"({_DAY})[a-z]*(?:\s*[-–]\s*({_DAY})[a-z]*)?")
_HOURS = re.compile(
    rf"(?P<days>(?:(?:{_DAY})[a-z]*(?:\s*[-–]\s*(?:{_DAY})[a-z]*)?[\s,]*)*)"
    r"(?:(?P<from>\d{1,2}:\d\d)\s*[-–]\s*(?P<until>\d{1,2}:\d\d))?"
)


class Hours(Struct, frozen=True):
    """ISO weekdays on which they begin, and local times; an end not after the start is on the next day."""

    days: frozenset[int]
    start: time = time(0)
    end: time = time(0)


def read_hours(words: str) -> Hours | None:
    """The hours that the words say, or None where they say none."""
    match = _HOURS.fullmatch(words.strip().lower())
    if match is None or not words.strip():
        return None
    days: set[int] = set()
    for first, last in _SPAN.findall(match["days"]):
        begin, end = DAYS.index(first), DAYS.index(last or first)
        days |= {(begin + n) % 7 + 1 for n in range((end - begin) % 7 + 1)}
    try:
        start, end_ = time.fromisoformat(_whole(match["from"])), time.fromisoformat(_whole(match["until"]))
    except ValueError:
        return None
    return Hours(frozenset(days or range(1, 8)), start, end_)


def _whole(said: str | None) -> str:
    return (said or "00:00").rjust(5, "0")


def until(hours: Hours, at: datetime) -> datetime | None:
    """When the span that holds this local instant ends; None where none holds it."""
    for back in (0, 1):
        day = (at - timedelta(days=back)).date()
        if day.isoweekday() not in hours.days:
            continue
        begins = datetime.combine(day, hours.start)
        ends = datetime.combine(day + timedelta(days=hours.end <= hours.start), hours.end)
        if begins <= at.replace(tzinfo=None) < ends:
            return ends
    return None


class OnCallNow(Struct, frozen=True):
    """Somebody to phone; `now` says whether it is their hour, `words` how to reach them and until when."""

    person: OnCall
    now: bool
    words: str


def on_call_at(clinic: Clinic, at: datetime) -> tuple[OnCallNow, ...]:
    """Those on call at this local instant in the clinic's order, then the others, who cover."""
    found = []
    for person in clinic.on_call:
        hours = read_hours(person.hours)
        ends = until(hours, at) if hours is not None else None
        now = hours is None or ends is not None
        when = f"until {ends:%H:%M}" if ends is not None and person.hours else person.hours
        found.append(OnCallNow(person, now, " ".join(part for part in (person.name, person.phone, when) if part)))
    return tuple(sorted(found, key=lambda one: not one.now))


def whom_to_call(clinic: Clinic, at: datetime) -> str:
    """Whom to phone now, in words; where nobody is on call it says so and names the crisis line. `at` is local."""
    people = on_call_at(clinic, at)
    now = "; ".join(one.words for one in people if one.now)
    later = "; ".join(one.words for one in people if not one.now)
    if now:
        on_call = f"On call: {now}{f'; then {later}' if later else ''}."
    elif later:
        on_call = f"Nobody is on call at this hour. At other hours: {later}."
    else:
        on_call = "Nobody is on call in this record."
    return f"{on_call} Crisis line: {clinic.crisis_line}. In danger: {clinic.emergency}."
