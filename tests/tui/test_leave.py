"""Leave from the keyboard: noted, with what it leaves without a leader, and taken back."""

from datetime import date

import pytest

from groupcare.acts import SignIn, leave
from groupcare.queries.leave import leaves
from groupcare.rules.clinic import Away, Staff
from groupcare.tui.groups.group import GroupPage
from tests.clinic import House, new_group
from tests.tui.kit import LOOKS, NARROW, program


@pytest.fixture
def led(dana: SignIn) -> SignIn:
    """Dana leads a group on Tuesdays from 6 October on."""
    new_group(dana, facilitators=(dana.staff_id,))
    return dana


@LOOKS
async def test_leave_is_noted_shows_what_it_leaves_open_and_is_taken_back(led: SignIn, size: tuple[int, int]) -> None:
    async with program(led, size) as run:
        await run.press("g", "g", "a")
        run.shows("Dana Reyes", "no leave noted", "Mona Manager")
        await run.press("down", "a")
        run.shows("Away · Dana Reyes")
        await run.type("2026-10-12")
        await run.press("tab")
        await run.type("2026-10-21")
        await run.press("tab")
        await run.type("a [b]walk[/b]")
        await run.press("ctrl+s")
        run.shows("Mon 12 Oct – Wed 21 Oct", "2 sessions to be led · a [b]")
        run.shows("! Tue 13 Oct", "2 · Pain Skills, Autumn A")
        run.frame("leave")
        await run.press("home", "down", "enter")
        assert isinstance(run.app.screen, GroupPage)
        await run.press("escape", "b")
        run.shows("Dana Reyes is not away then")
        assert led.of(Staff).get(led.staff_id).away == ()


async def test_others_see_it_and_note_only_their_own(house: House, led: SignIn) -> None:
    async with program(house.sign_in("Fay Facilitator"), NARROW) as run:
        await run.press("g", "g", "a")
        run.shows("Dana Reyes")
        run.shows("Fay Facilitator")
        while "▸ Dana" not in run.text:
            await run.press("down")
        assert "a away" not in run.text
        await run.press("home")
        while "▸ Fay" not in run.text:
            await run.press("down")
        run.shows("a away")
        await run.press("a")
        run.shows("Away · Fay Facilitator")


def test_leave_that_is_over_is_not_shown_and_the_nearest_stands_first(house: House, led: SignIn) -> None:
    mona = next(one.id for one in led.of(Staff).all() if one.name == "Mona Manager")
    leave.say_away(led, led.staff_id, date(2026, 9, 1), date(2026, 9, 4))
    leave.say_away(led, led.staff_id, date(2026, 11, 2))
    leave.say_away(led, mona, date(2026, 10, 5), date(2026, 10, 9))
    first, second, *rest = leaves(house.sign_in("Ines Intake"))
    assert (first.name, first.away) == ("Mona Manager", Away(first=date(2026, 10, 5), last=date(2026, 10, 9)))
    assert (second.name, [s.number for s in second.led]) == ("Dana Reyes", [])
    assert all(one.away is None for one in rest)
    assert [one.name for one in (first, second, *rest) if one.may_say] == ["Ines Intake"]
