"""Which measures somebody is due, and since when.

Two things make a measure due. A milestone: a point of the programme at which the curriculum's file names it (referral,
start, middle, end, three months after), or a meeting whose module names it. And an objective of the plan, every so many
days until its own day.

Whatever asks, a measure is never due before its recall window has passed since it was last given: the same two weeks
are not asked about twice. Answers given up to NEAR before a milestone count for it [P]. What is due stays due until it
is given; only the follow-up ends, FOLLOW_UP_OPEN after its day [P], for it would be no follow-up of that day any more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.curriculum import Milestones
from groupcare.rules.measures import Measure

NEAR = timedelta(days=14)
"""Answers of so short a time before a milestone count for it [P], as those of a screening do."""
FOLLOW_UP = timedelta(weeks=13)
FOLLOW_UP_OPEN = timedelta(days=60)
LATE = timedelta(days=7)
"""Due for longer than this is late [P]: a weekly group has met once meanwhile."""

Given = Mapping[str, Sequence[date]]
"""The days on which each measure was given."""


class Point(StrEnum):
    """The milestones, as a curriculum's file names them."""

    referral = "referral"
    start = "start"
    middle = "middle"
    end = "end"
    three_months = "three months after"


class Wanted(Struct, frozen=True, kw_only=True):
    """A measure wanted on a day, and why; after `until` it is no longer asked for."""

    measure: str
    on: date
    why: str
    until: date | None = None


class Cadence(Struct, frozen=True, kw_only=True):
    """An objective on a measure's score, assessed every so many days from `since` until its day `by`. `has_baseline`:
    the plan gives the score of that first day."""

    measure: str
    since: date
    every_days: int
    by: date
    why: str
    has_baseline: bool = True


class Due(Struct, frozen=True, kw_only=True):
    """A measure that is due since that day, with all that asks for it."""

    measure: str
    since: date
    why: tuple[str, ...]

    def is_late(self, today: date) -> bool:
        """Whether it has been due for longer than a week."""
        return today - self.since > LATE


class Meeting(Struct, frozen=True, kw_only=True):
    """A meeting of the member's group that was held or is to be, with what its modules ask for.

    `alone_first`: who joins later has had what it teaches alone before.
    """

    on: date
    measures: tuple[str, ...] = ()
    alone_first: bool = False


class Course(Struct, frozen=True, kw_only=True):
    """A member's time in a group, from their own start. `meetings` are those from then on, in time order; `length` how
    many make a whole programme. `over`: no more will follow. `ended` is the day on which they finished.

    `continues` something they had begun elsewhere, so that its start asks for nothing.
    """

    milestones: Milestones
    start: date
    meetings: tuple[Meeting, ...]
    length: int
    over: bool = False
    ended: date | None = None
    continues: bool = False


def wanted_of_course(course: Course, received_on: date | None = None) -> Iterator[Wanted]:
    """What a programme asks of a member on which day; at the referral, of `received_on`, until the programme begins."""
    meetings = [m for m in course.meetings if course.ended is None or m.on <= course.ended]
    named = course.milestones
    days: list[tuple[Point, date | None, tuple[str, ...]]] = [
        (Point.start, None if course.continues else course.start, named.start),
        (Point.middle, _meeting_day(meetings, (course.length + 1) // 2), named.middle),
    ]
    end = end_of(course)
    days.append((Point.end, end, named.end))
    if received_on is not None:
        for measure in named.referral:
            yield Wanted(measure=measure, on=received_on, why=Point.referral, until=course.start - timedelta(days=1))
    for point, on, measures in days:
        if on is not None:
            yield from (Wanted(measure=measure, on=on, why=point) for measure in measures)
    for number, meeting in enumerate(meetings, start=1):
        yield from (Wanted(measure=m, on=meeting.on, why=f"meeting {number}") for m in meeting.measures)
    if end is not None:
        after = end + FOLLOW_UP
        for measure in named.three_months:
            yield Wanted(measure=measure, on=after, why=Point.three_months, until=after + FOLLOW_UP_OPEN)


def end_of(course: Course) -> date | None:
    """The day of a course's end, which may lie ahead: when they finished, else its last meeting; None while that cannot
    be told."""
    meetings = [m for m in course.meetings if course.ended is None or m.on <= course.ended]
    end = course.ended or _meeting_day(meetings, course.length)
    return meetings[-1].on if end is None and course.over and meetings else end


def _meeting_day(meetings: Sequence[Meeting], number: int) -> date | None:
    return meetings[number - 1].on if 1 <= number <= len(meetings) else None


def due(
    wanted: Iterable[Wanted],
    cadences: Iterable[Cadence],
    given: Given,
    measures: Mapping[str, Measure],
    today: date,
) -> tuple[Due, ...]:
    """What is due on `today`, one line a measure, the longest due first. What no library has is passed over."""
    found: dict[str, list[tuple[date, str]]] = {}
    for one in wanted:
        measure = measures.get(one.measure)
        over = one.until is not None and today > one.until
        if measure is not None and one.on <= today and not over and not _is_met(one, measure, given, today):
            found.setdefault(one.measure, []).append((one.on, one.why))
    for cadence in cadences:
        measure = measures.get(cadence.measure)
        since = _cadence_due(cadence, measure, given, today) if measure is not None else None
        if since is not None and since <= today:
            found.setdefault(cadence.measure, []).append((since, cadence.why))
    lines = [
        Due(measure=name, since=min(on for on, _ in asked), why=tuple(dict.fromkeys(why for _, why in sorted(asked))))
        for name, asked in found.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.since, line.measure)))


def _is_met(wanted: Wanted, measure: Measure, given: Given, today: date) -> bool:
    near = max(_window(measure), NEAR)
    return any(wanted.on - near < on <= today for on in given.get(wanted.measure, ()))


def _cadence_due(cadence: Cadence, measure: Measure, given: Given, today: date) -> date | None:
    """The day from which on the objective asks for its next reading; None where it asks for no more."""
    window, every = _window(measure), timedelta(days=cadence.every_days)
    readings = [on for on in given.get(cadence.measure, ()) if on <= today]
    known = [*readings, cadence.since] if cadence.has_baseline else readings
    if not known:
        return cadence.since
    last = max(known)
    if cadence.by - last < max(window, min(NEAR, every)):
        return None
    day = max(min(last + every, cadence.by), last + window)
    return max(day, max(readings) + window) if readings else day


def _window(measure: Measure) -> timedelta:
    return timedelta(days=measure.window_days)
