"""The date maths of a group: which sessions fall when.

Sessions keep their local wall time over clock changes: pendulum steps through the days, never a timedelta. Local dates,
times and the IANA zone are what is kept; the UTC start is derived, for calendars and for other programs.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Literal

from msgspec import Struct

from groupcare.rules.group import SessionKind

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_SEARCH = 366 * 3
"""Days after the first date within which every session must find its place."""


class Meeting(Struct, frozen=True, kw_only=True):
    """One planned session. `start` and `end` are local; a session over midnight ends on the next day. Modules in
    `continues` go on in the next.
    """

    number: int
    modules: tuple[int, ...]
    date: date
    start: time
    end: time
    utc_start: datetime
    utc_end: datetime
    kind: SessionKind = SessionKind.module
    continues: tuple[int, ...] = ()


class Skipped(Struct, frozen=True, kw_only=True):
    """A meeting day on which nothing is held, and why."""

    date: date
    reason: str


class Schedule(Struct, frozen=True, kw_only=True):
    """Meetings in order, the days passed over, and remarks in sentences."""

    meetings: tuple[Meeting, ...]
    skipped: tuple[Skipped, ...]
    remarks: tuple[str, ...]


class ScheduleImpossible(ValueError):
    """No schedule can be made; the message says why."""


def known_zone(name: str) -> bool:
    """Whether this is an IANA zone name that means the same on every machine.

    An offset such as +02:00 is none: it knows no clock changes.
    """
    import pendulum  # heavy, and not needed before somebody has signed in

    try:
        pendulum.timezone(name)
    except (ValueError, KeyError, OSError):
        return False
    return name[:1].isalpha() and name.split("/")[0] not in ("localtime", "posixrules", "posix", "right", "Factory")


@cache
def _zone(name: str) -> tzinfo:
    import pendulum

    return pendulum.timezone(name)


def at(day: date, clock: time, zone: str, *, fold: Literal[0, 1] = 0) -> datetime:
    """The UTC instant of a local wall time.

    A time that a clock change skips is the one as long after the gap as it stands in it; of a time that comes twice
    it is the first, with `fold` 1 the second (PEP 495, and what RFC 5545 has calendars do).
    """
    return datetime.combine(day, clock.replace(fold=fold), tzinfo=_zone(zone)).astimezone(UTC)


def known_time(day: date, clock: time, zone: str) -> bool:
    """Whether the clocks of that zone show this time on that day; they skip an hour when they go forward."""
    return local(at(day, clock, zone), zone) == datetime.combine(day, clock)


def local(instant: datetime, zone: str) -> datetime:
    """A UTC instant as naive local wall time."""
    return instant.astimezone(_zone(zone)).replace(tzinfo=None, fold=0)


def meet(number: int, modules: tuple[int, ...], day: date, start: time, minutes: int, zone: str) -> Meeting:
    """One meeting of `minutes` real minutes, with its UTC times worked out."""
    begins = at(day, start, zone)
    ends = begins + timedelta(minutes=minutes)
    return Meeting(
        number=number,
        modules=modules,
        date=day,
        start=start,
        end=local(ends, zone).time(),
        utc_start=begins,
        utc_end=ends,
    )


def lay_out(
    modules: Sequence[tuple[int, ...]],
    first: date,
    weekdays: Sequence[int],
    start: time,
    minutes: int,
    zone: str,
    closed: Mapping[date, str],
) -> Schedule:
    """Give each entry of `modules` (the modules of one session) the next open meeting day from `first` on.

    `weekdays` are ISO numbers, Monday 1; `minutes` is a session's length. Raises ScheduleImpossible where there is no
    weekday, or the closed days leave no room within three years.
    """
    if not weekdays or not modules:
        raise ScheduleImpossible("A group needs at least one weekday and one module.")
    remarks: list[str] = []
    if first.isoweekday() not in weekdays:
        remarks.append(f"{_day(first)} is not one of the group's days; the first session is on the next one.")
    meetings: list[Meeting] = []
    skipped: list[Skipped] = []
    import pendulum

    begin = pendulum.date(first.year, first.month, first.day)
    for ahead in range(LONGEST_SEARCH):
        moment = begin.add(days=ahead)
        day = date(moment.year, moment.month, moment.day)
        if day.isoweekday() not in weekdays:
            continue
        if (reason := closed.get(day)) is not None:
            skipped.append(Skipped(date=day, reason=reason))
            continue
        meetings.append(meet(len(meetings) + 1, modules[len(meetings)], day, start, minutes, zone))
        if len(meetings) == len(modules):
            remarks.extend(_clock_remarks(meetings, zone))
            return Schedule(meetings=tuple(meetings), skipped=tuple(skipped), remarks=tuple(remarks))
    raise ScheduleImpossible(
        f"Only {len(meetings)} of {len(modules)} sessions find an open day within three years of {_day(first)}."
    )


def _clock_remarks(meetings: Sequence[Meeting], zone: str) -> list[str]:
    remarks = []
    previous: timedelta | None = None
    for meeting in meetings:
        wall = local(meeting.utc_start, zone)
        offset = wall.replace(tzinfo=UTC) - meeting.utc_start
        exists = (wall.date(), wall.time()) == (meeting.date, meeting.start)
        if not exists:
            later = "" if wall.date() == meeting.date else " on the day after"
            remarks.append(
                f"Session {meeting.number}: {meeting.start:%H:%M} does not exist on {_day(meeting.date)}, when the "
                f"clocks go forward; it would begin at {wall:%H:%M}{later}."
            )
        elif _comes_twice(meeting, zone):
            remarks.append(
                f"Session {meeting.number}: {meeting.start:%H:%M} comes twice on {_day(meeting.date)}, when the clocks "
                "go back; the first is meant."
            )
        if exists and previous is not None and offset != previous:
            remarks.append(f"The clocks change before session {meeting.number}; it stays at {meeting.start:%H:%M}.")
        previous = offset
    return remarks


def _comes_twice(meeting: Meeting, zone: str) -> bool:
    once = at(meeting.date, meeting.start, zone)
    return at(meeting.date, meeting.start, zone, fold=1) > once


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"
