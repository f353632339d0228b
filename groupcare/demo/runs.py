"""The four groups of the fictitious clinic, laid out so that two of them meet on the very day that is today."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import NamedTuple

from msgspec import Struct, structs

from groupcare.acts import SignIn
from groupcare.acts.group import NewGroup, preview_group
from groupcare.demo.courses import CLOSED, FINISHED, FORMING, ROLLING, Course
from groupcare.demo.people import DANA, RUTH, TOM
from groupcare.demo.scene import Days
from groupcare.exchange import curriculum_file

COUNTRY = "US"
CLOSED_NOW, ROLLING_NOW, LAST = 4, 7, 8
"""The sessions that the closed and the rolling group hold today, and the last one of the finished group."""
WEEKS_TO_SEARCH = 12
"""Weeks of holidays, at most, by which a group may have begun earlier."""
SEASONS = ("Winter", "Spring", "Summer", "Autumn")


class Run(Struct, frozen=True):
    """One run of a curriculum: its dates, how many sessions lie in the past, and who leads, assesses and reviews."""

    key: str
    new: NewGroup
    dates: tuple[date, ...]
    held: int
    courses: Mapping[str, Course]
    lead: str
    clinician: str

    @property
    def over(self) -> bool:
        return self.held == len(self.dates)


class Runs(NamedTuple):
    """The groups of the clinic, the oldest first."""

    finished: Run
    closed: Run
    rolling: Run
    forming: Run


def lay_out(who: SignIn, days: Days, zone: str) -> Runs:
    """The groups with all their dates. Where today is a holiday, the two that meet today keep no holidays."""
    today = days.today
    eight, twelve = (curriculum_file.read(curriculum_file.find(name)) for name in ("eight-week", "twelve-module"))
    closed = NewGroup(
        curriculum=eight,
        name="Pain Skills",
        first=today,
        start=time(14, 0),
        zone=zone,
        weekdays=(),
        country=None if today in days.closed else COUNTRY,
        seats=10,
        room="Room 2",
        facilitators=(RUTH, DANA),
    )
    rolling = structs.replace(
        closed, curriculum=twelve, name="Coping Twelve", start=time(16, 30), seats=12, facilitators=(TOM, DANA)
    )
    closed, closed_dates = _meeting(who, closed, CLOSED_NOW, today)
    rolling, rolling_dates = _meeting(who, rolling, ROLLING_NOW, today)

    begins = days.next(today + timedelta(days=2))
    ended = days.latest(min(today - timedelta(days=43), rolling_dates[2] - timedelta(days=18)))
    forming = structs.replace(
        closed, country=COUNTRY, start=time(10, 0), seats=10, room="Room 1", facilitators=(TOM, RUTH)
    )
    finished = structs.replace(forming, start=time(15, 0), seats=8, facilitators=(RUTH,))
    forming, forming_dates = _meeting(who, forming, 1, begins)
    finished, finished_dates = _meeting(who, finished, LAST, ended)

    season = _season(closed_dates[0])
    before = _season(finished_dates[0])
    return Runs(
        finished=Run("finished", _named(finished, before), finished_dates, LAST, FINISHED, RUTH, RUTH),
        closed=Run("closed", _named(closed, f"{season} A"), closed_dates, CLOSED_NOW - 1, CLOSED, RUTH, DANA),
        rolling=Run("rolling", rolling, rolling_dates, ROLLING_NOW - 1, ROLLING, TOM, DANA),
        forming=Run("forming", _named(forming, f"{season} B"), forming_dates, 0, FORMING, TOM, RUTH),
    )


def _meeting(who: SignIn, new: NewGroup, number: int, day: date) -> tuple[NewGroup, tuple[date, ...]]:
    """The group, meeting weekly so that its session `number` is on that day, and all its dates."""
    for weeks in range(number - 1, number + WEEKS_TO_SEARCH):
        begun = structs.replace(new, first=day - timedelta(weeks=weeks), weekdays=(day.isoweekday(),))
        dates = tuple(meeting.date for meeting in preview_group(who, begun).schedule.meetings)
        if dates[number - 1] == day:
            return begun, dates
    raise ValueError(f"{new.name} cannot meet on {day}")


def _named(new: NewGroup, run: str) -> NewGroup:
    return structs.replace(new, name=f"{new.name}, {run}")


def _season(day: date) -> str:
    return SEASONS[day.month % 12 // 3]
