"""A whole run by the keyboard: from the builder through every session and its notes to the certificates."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

import pytest

from groupcare.acts import SignIn
from groupcare.queries.coverage import coverage_grid
from groupcare.rules import schedule
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.note import GroupNote, MemberNote, NoteStatus
from groupcare.rules.people import Client, EndReason
from groupcare.tui.groups import builder
from groupcare.tui.groups.group import GroupPage
from tests.clinic import House, waiting
from tests.tui.groups_kit import list_of
from tests.tui.kit import NARROW, Run, program
from tests.tui.test_builder import begin

NAMES = ("Alvarez Rosa", "Brandt Kim", "Cho Min", "Diaz Leo")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The preview does not wait for more typing."""
    monkeypatch.setattr(builder, "DEBOUNCE", 0.001)


def wait_for(who: SignIn, curriculum: str, *names: str) -> None:
    for name in names:
        family, given = name.split()
        waiting(who, curriculum, family_name=family, given_name=given)


async def typed(run: Run, *values: str) -> None:
    """From field to field with tab; an empty value passes one over."""
    for value in values:
        await run.press("tab")
        if value:
            await run.type(value)


async def seat_all_who_wait(run: Run, count: int) -> None:
    """Give each the seat that they wait for, from the group's page, and come back to it."""
    await run.press("f9")
    await run.until("free to seat")
    for left in range(count, 0, -1):
        await run.press("f9")
        if left > 1:
            await run.until("free to seat")
    await run.press("escape")


def at_its_time(house: House, session: Session, minutes: int = 3) -> None:
    """A few minutes after it was to begin."""
    begins = schedule.at(session.date, session.start, session.zone)
    house.clock.now = datetime.fromtimestamp(begins.timestamp() + 60 * minutes, UTC)


async def run_session(
    run: Run, here: int, *, forms: bool, logs: int, last: bool = False, marks: Sequence[str] = ()
) -> None:
    """The next session, from the group's page and back to it: marks, forms, moods, logs, homework, close, notes.

    Nothing is said of the group's process, over which a clinician signs.
    """
    await run.press("s", *marks, "asterisk", "y", "home")
    for _ in range(here if forms else 0):
        await run.press("q", "0", "down")
    await run.press("C", *"6" * here)
    if logs:
        await run.press("H", *"5" * logs)
    if not last:
        await run.press("s", "ctrl+s")
    await run.press("f9", "f9")
    assert isinstance(run.app.screen, GroupPage), run.text
    run.shows("Closed session")
    await run.press("N", "asterisk", "y", "home", "f9", "y")
    assert "draft" not in run.text, run.text
    await run.press("escape")


def sessions_of(who: SignIn, group: Group) -> list[Session]:
    return sorted(who.of(Session).linked(group=group.id), key=lambda s: (s.date, s.number))


def named(who: SignIn, group: Group, family: str) -> Member:
    """The newest place of that person in the group."""
    found = [m for m in who.of(Member).linked(group=group.id) if who.of(Client).get(m.client).family_name == family]
    return found[-1]


async def test_a_closed_group_of_eight_weeks_from_the_builder_to_its_end(house: House) -> None:
    dana = house.sign_in()
    wait_for(dana, "eight-week", *NAMES[:3])
    async with program(dana, NARROW, mode="groups") as run:
        await begin(run)
        await typed(run, "Pain Skills, Autumn A", "2026-10-06", "", "14:00")
        await run.press("ctrl+s")
        run.shows("Pain Skills, Autumn A", "G-001")
        (group,) = dana.of(Group).all()
        await seat_all_who_wait(run, 3)
        for number, session in enumerate(sessions_of(dana, group), 1):
            at_its_time(house, session)
            await run_session(run, 3, forms=number in (1, 4, 8), logs=0 if number == 1 else 3, last=number == 8)
        run.shows("finished")
        await run.press("tab", "tab")
        for _ in range(3):
            await run.press("home", "L", "c", "ctrl+s")
        await run.press("P", "a")
        run.shows("Certificate")
    assert dana.of(Group).get(group.id).status is GroupStatus.finished
    assert [s.status for s in sessions_of(dana, group)] == [SessionStatus.held] * 8
    assert [s.start for s in sessions_of(dana, group)] == [time(14, 0)] * 8
    assert {m.status for m in dana.of(Member).linked(group=group.id)} == {MemberStatus.finished}
    assert len(dana.of(Homework).linked(group=group.id)) == 7 * 3
    notes = [*dana.of(GroupNote).linked(group=group.id), *dana.of(MemberNote).linked(group=group.id)]
    assert len(notes) == 8 * 4
    left = [(type(n).__name__, dana.of(Session).get(n.session).number) for n in notes if n.status is NoteStatus.draft]
    assert left == []


async def make_up_alone(run: Run, house: House, downs: int, module_down: int = 0) -> None:
    """From the group's page: a module for the member so far down the coverage, alone with whoever is signed in."""
    await run.press("tab", "home", *["down"] * downs, "m", *["down"] * module_down, "enter")
    run.shows("alone with a member of staff")
    await run.press("end", "enter", "ctrl+s", "home", "d")
    await run.type("45")
    await run.press("ctrl+s", "escape", "shift+tab")
    assert isinstance(run.app.screen, GroupPage), run.text


async def test_a_rolling_group_of_twelve_modules_with_who_misses_leaves_returns_and_joins_later(house: House) -> None:
    """Alvarez leaves after module 1 and comes back for 3, Brandt misses 2: both have it alone. Cho joins at 6, with
    module 1 alone before."""
    dana = house.sign_in()
    wait_for(dana, "twelve-module", *NAMES[:2])
    async with program(dana, NARROW, mode="groups") as run:
        await begin(run)
        await run.press("enter", "down", "enter")
        await typed(run, "Coping Twelve", "2026-10-06", "", "16:30")
        await run.until("Preview · 12 sessions")
        await run.press("ctrl+s")
        (group,) = dana.of(Group).all()
        await seat_all_who_wait(run, 2)
        for session in sessions_of(dana, group):
            number = session.number
            if number == 6:
                house.clock.forward(days=1)
                wait_for(dana, "twelve-module", NAMES[2])
                await seat_all_who_wait(run, 1)
                await make_up_alone(run, house, 2)
            at_its_time(house, session)
            here = [m for m in dana.of(Member).linked(group=group.id) if is_expected(m, session)]
            away = ["home", "a"] if number == 2 else []
            there = len(here) - (1 if away else 0)
            await run_session(run, there, forms=number in (1, 3, 6, 9, 12), logs=0, last=number == 12, marks=away)
            if number == 1:
                await run.press("tab", "tab", "home", "L", "e", "enter", "down", "down", "down", "enter", "ctrl+s", "y")
                await run.press("shift+tab", "shift+tab")
                assert named(dana, group, "Alvarez").end_reason is EndReason.times, run.text
            if number == 2:
                house.clock.forward(days=1)
                await run.press("tab", "tab", "end", "L", "b", "1", "y", "shift+tab", "shift+tab")
                assert named(dana, group, "Alvarez").came_from, run.text
                await make_up_alone(run, house, 1)
                await make_up_alone(run, house, 0)
        run.shows("finished")
        await run.press("tab", "tab")
        for family in ("Alvarez", "Brandt"):
            list_of(run, "Roster").go_to(named(dana, group, family).id)
            await run.press("L", "c", "ctrl+s")
            assert named(dana, group, family).end_reason is EndReason.completed, run.text
        await run.press("P", "a")
        run.shows("Certificate of completion", "Rosa Alvarez has completed", "12 modules")
        run.app.clear_notifications()
        await run.settle()
        run.shows("Attended   11 sessions and 1 individual meeting")
    rows = {row.name: row.coverage for row in coverage_grid(dana, dana.of(Group).get(group.id)).rows}
    assert dana.of(Group).get(group.id).status is GroupStatus.finished
    assert {name: of.had for name, of in rows.items()} == {"Alvarez, Rosa": 12, "Brandt, Kim": 12, "Cho, Min": 8}
    assert {m.status for m in dana.of(MakeUp).all()} == {MakeUpStatus.done}


def is_expected(member: Member, session: Session) -> bool:
    """Whether the sheet of that session has them."""
    seated = (MemberStatus.planned, MemberStatus.active)
    return member.status in seated and member.start <= session.date
