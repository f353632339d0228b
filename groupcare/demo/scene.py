"""When and by whom things happen in the fictitious clinic: a clock that can be set, working days, and a diary.

Everything is noted in the diary for its instant and done in order of time, so that the ledger reads like a real one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from operator import itemgetter

from groupcare.acts import SignIn
from groupcare.rules import schedule
from groupcare.rules.homework import Homework
from groupcare.rules.library import Library

WEEKEND = (6, 7)
EARLY, MORNING, NOON, AFTERNOON, EVENING = time(9, 20), time(10, 40), time(12, 0), time(14, 30), time(16, 50)
MINUTES_APART = 3
"""Between two things that the diary has for one time."""


class Clock:
    """Hands out the instant it was set to, which never goes back."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, to: datetime) -> None:
        self.now = max(self.now, to)

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Days:
    """The days around today on which the clinic works."""

    today: date
    closed: Mapping[date, str]

    def works(self, day: date) -> bool:
        return day.isoweekday() not in WEEKEND and day not in self.closed

    def latest(self, day: date) -> date:
        """That day, or the last working day before it."""
        while not self.works(day):
            day -= timedelta(days=1)
        return day

    def next(self, day: date) -> date:
        """That day, or the first working day after it."""
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def before(self, number: int) -> date:
        """The working day that lies so many working days before today."""
        day = self.today
        for _ in range(number):
            day = self.latest(day - timedelta(days=1))
        return day


@dataclass
class Scene:
    """What the acts of the story share. People and groups are known by the keys of people.py and runs.py."""

    staff: Mapping[str, SignIn]
    library: Library
    clock: Clock
    days: Days
    zone: str
    clients: dict[str, str] = field(default_factory=dict)
    referrals: dict[str, str] = field(default_factory=dict)
    """The newest referral of each person."""
    groups: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, Sequence[str]] = field(default_factory=dict)
    """Ids of a group's sessions in order."""
    members: dict[tuple[str, str], str] = field(default_factory=dict)
    """By group and person."""
    homework: dict[tuple[str, str, int], Homework] = field(default_factory=dict)
    """By group, person and the session at which it was set."""
    planned: set[str] = field(default_factory=set)
    """People whose plan has been written."""
    _diary: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)

    def on(self, day: date, at: time, act: Callable[..., object], *given: object, **more: object) -> None:
        """Note in the diary that `act(scene, ...)` happens then, in the clinic's local time."""
        self.at(schedule.at(day, at, self.zone), act, *given, **more)

    def at(self, instant: datetime, act: Callable[..., object], *given: object, **more: object) -> None:
        """Note in the diary that `act(scene, ...)` happens at that instant."""
        self._diary.append((instant, partial(act, self, *given, **more)))

    def play(self) -> None:
        """Do all that stands in the diary, in order of time."""
        for instant, act in sorted(self._diary, key=itemgetter(0)):
            self.clock.set(instant)
            act()
            self.clock.forward(minutes=MINUTES_APART)
        self._diary.clear()
