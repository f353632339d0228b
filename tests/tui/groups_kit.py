"""What the screens of groups are tried on: a group with one session held and the next twelve minutes old."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, time

from groupcare.acts import SignIn, group, homework, session
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.group import Group, Member, Session
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.tui.lines import Lines
from tests.clinic import House, all_present, new_group, sessions, waiting
from tests.tui.kit import WIDE, Run, program

PEOPLE = (
    *("Alvarez Rosa", "Brandt Kim", "Cho Min", "Diaz Leo", "Evans Ruth", "Faye Ola", "Gross Ann", "Hale Jo"),
    *("Ito Yuki", "Jung Carl", "Khan Sana", "Lowe Bea", "Mori Ken", "Moss Ken"),
)


@dataclass
class Scene:
    """The group, its members in order, and the session that is on."""

    who: SignIn
    group: Group
    members: list[Member]
    sessions: list[Session]

    @property
    def now(self) -> Session:
        return self.who.of(Session).get(self.sessions[1].id)

    def attendance(self, place: int) -> Attendance | None:
        """What the record has of the member at that place, at the session that is on."""
        found = self.who.of(Attendance).linked(session=self.sessions[1].id)
        return next((a for a in found if a.member == self.members[place].id), None)

    def homework(self, place: int) -> Homework:
        """The homework of the first session."""
        found = self.who.of(Homework).linked(session=self.sessions[0].id)
        return next(h for h in found if h.member == self.members[place].id)


def seat(who: SignIn, of: Group, *names: str) -> list[Member]:
    """Members by family and given name."""
    members = []
    for name in names:
        family, _, given = name.partition(" ")
        referral = waiting(who, of.curriculum.id, family_name=family, given_name=given, phone="555-0101")
        members.append(group.seat(who, of.id, referral.id)[0])
    return members


def scene(house: House, count: int = 4, who: SignIn | None = None) -> Scene:
    """Tuesday 13 October, 14:12: session 2 began at 14:00 by the calendar, and nobody is marked."""
    who = who or house.sign_in()
    made = new_group(who, seats=14, room="Room 2", facilitators=("Dana Reyes", "Fay Facilitator"))
    members = seat(who, made, *PEOPLE[:count])
    dates = sessions(who, made)
    all_present(who, dates[0], members)
    homework.set_homework(who, dates[0].id)
    house.clock.forward(days=7, hours=2, minutes=12)
    return Scene(who, who.of(Group).get(made.id), members, sessions(who, made))


def other_group(who: SignIn) -> Group:
    """A rolling group at another time."""
    return new_group(who, "twelve-module", name="Coping Twelve", start=time(16, 30), seats=12, first=date(2026, 10, 20))


@asynccontextmanager
async def sheet(of: Scene, size: tuple[int, int] = WIDE, number: int = 1, mode: str = "") -> AsyncIterator[Run]:
    """The program on one session's sheet."""
    async with program(of.who, size, mode=mode) as run:
        await opened(run, "session", of.sessions[number].id)
        yield run


async def opened(run: Run, kind: str, key: str, more: str = "") -> None:
    """Open a place, and wait."""
    run.app.open_place(kind, key, more)
    await run.settle()


def line_of(run: Run, name: str) -> str:
    """The line of the screen on which a name stands."""
    return next(line for line in run.lines if name in line)


def list_of(run: Run, name: str) -> Lines:
    return run.app.screen.query_one(f"#{name}", Lines)


def closed_scene(house: House, count: int = 4, who: SignIn | None = None) -> Scene:
    """The second session run and closed: the second member absent, the third excused, the others there."""
    of = scene(house, count, who)
    for place, member in enumerate(of.members):
        what = {1: Mark.absent, 2: Mark.excused}.get(place, Mark.attended)
        mood = 4 + place % 5 if what is Mark.attended else None
        session.mark(of.who, of.now.id, member.id, what, session.Details(late=12 * (place == 0), mood=mood))
    homework.hand_in(of.who, of.homework(0).id, Practice(days=4, on=of.who.today(), barrier=Barrier.time))
    homework.set_homework(of.who, of.now.id)
    house.clock.forward(minutes=76)
    session.close_session(of.who, of.now.id)
    return of
