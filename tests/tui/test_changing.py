"""A group changed and ended from its page, through the keyboard."""

from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, GroupStatus, SessionStatus
from tests.clinic import House, new_group, seated, sessions
from tests.tui.groups_kit import opened, scene
from tests.tui.kit import LOOKS, NARROW, program


@LOOKS
async def test_a_group_is_given_another_name_another_leader_and_seats(house: House, size: tuple[int, int]) -> None:
    of = scene(house, 3)
    async with program(of.who, size) as run:
        await opened(run, "group", of.group.id)
        await run.press("e")
        run.shows("Change Pain Skills, Autumn A", "Dana Reyes", "Fay Facilitator")
        run.frame("group-change")
        await run.press("end")
        await run.type(", Room 3")
        await run.press("tab", "tab", "tab", "end", "backspace", "backspace")
        await run.type("2")
        await run.press("ctrl+s")
        run.shows("3 people have a seat: there cannot be fewer seats than that.")
        run.app.screen.query_one("#field-seats").value = "13"  # type: ignore[attr-defined]
        await run.press("ctrl+s")
        run.shows("! Pain Skills, Autumn A, Room 3 would have 13 members", "Save it so?")
        await run.press("y")
        run.shows("Pain Skills, Autumn A, Room 3", "3 of 13 seats")
    assert (of.who.of(Group).get(of.group.id).seats, of.group.seats) == (13, 14)


async def test_a_facilitator_who_has_left_gives_way_to_another_for_all_that_is_to_come(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, facilitators=("Fay Facilitator",))
    fay = next(s for s in dana.of(Staff).all() if s.name == "Fay Facilitator")
    async with program(dana, NARROW) as run:
        await opened(run, "group", made.id)
        await run.press("e")
        run.app.screen.query_one("#field-lead0").value = dana.staff_id  # type: ignore[attr-defined]
        await run.press("ctrl+s")
        run.shows("Changed Pain Skills, Autumn A.")
    assert made.facilitators == (fay.id,)
    assert dana.of(Group).get(made.id).facilitators == (dana.staff_id,)


@LOOKS
async def test_a_group_with_too_few_members_ends_with_every_effect_shown_first(
    house: House, size: tuple[int, int]
) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    seated(dana, made, 2)
    async with program(dana, size, mode="groups") as run:
        await opened(run, "group", made.id)
        await run.press("X")
        run.shows("Session 1, Tue 6 Oct, is cancelled.", "No session is left then.", "2 people are to be told.")
        run.shows("Its places stay open until somebody transfers or ends each of them")
        run.frame("group-end")
        await run.type("too few members")
        await run.press("ctrl+s")
        run.shows("Pain Skills, Autumn A is cancelled.", "2 to tell")
        await run.press("e", "X")
        run.shows("[Sessions]")
        await run.press("c")
        run.shows("8 sessions, from session 1 on Tue 6 Oct")
    assert dana.of(Group).get(made.id).status is GroupStatus.cancelled
    assert {s.status for s in sessions(dana, made)} == {SessionStatus.cancelled}


async def test_a_group_whose_last_session_was_not_closed_says_so_before_it_ends(house: House) -> None:
    of = scene(house, 1)
    house.clock.forward(days=1)
    async with program(of.who, NARROW) as run:
        await opened(run, "group", of.group.id)
        await run.press("X")
        run.shows("Session 2 is past and not closed: say first what became")


async def test_intake_neither_changes_nor_ends_a_group(house: House) -> None:
    made = new_group(house.sign_in())
    ines = house.sign_in("Ines Intake")
    async with program(ines, NARROW) as run:
        await opened(run, "group", made.id)
        await run.press("e", "X")
        run.shows("[Sessions]")
