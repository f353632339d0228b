"""Plans drafted for a whole roster from its page, and members' own clinicians set there and in the place menu."""

import pytest

from groupcare.acts import SignIn, measuring
from groupcare.acts import plan as plans
from groupcare.record.lookups import open_plan
from groupcare.rules.group import Group, Member
from groupcare.rules.plan import Plan, PlanStatus
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, new_group
from tests.tui.groups_kit import line_of, list_of, opened, seat
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, WIDE, Run, program


@pytest.fixture
def dana(house: House) -> SignIn:
    return house.sign_in()


@pytest.fixture
def group(dana: SignIn) -> Group:
    return new_group(dana)


@pytest.fixture
def members(dana: SignIn, group: Group) -> list[Member]:
    """Four with a seat: the first with scores, the last with a plan."""
    found = seat(dana, group, "Alvarez Rosa", "Brandt Kim", "Cho Min", "Diaz Leo")
    measuring.record_measure(dana, found[0].client, "phq-9", (2,) * 8 + (0, None))
    measuring.record_measure(dana, found[0].client, "pcs", (3,) * 12 + (2,))
    plans.write_plan(dana, found[3].client, PLAN)
    return found


def drafted(who: SignIn, members: list[Member]) -> list[bool]:
    return [open_plan(who, member.client) is not None for member in members]


@LOOKS
async def test_a_roster_is_drafted_from_one_page_after_it_was_seen_and_some_left_out(
    dana: SignIn, group: Group, members: list[Member], size: tuple[int, int]
) -> None:
    async with program(dana, size) as run:
        await opened(run, "group", group.id, "roster")
        run.frame("group-roster-to-draft")
        await run.press("t")
        run.shows("Draft plans · Pain Skills, Autumn A · 3 of 3 chosen", "Nothing is written yet")
        await run.press("t", "d")
        run.shows("Chronic pain with depression", "Still to measure or ask: 1.1 minutes")
        run.frame("plan-drafts")
        await run.press("down", "space")
        run.shows("2 of 3 chosen")
        assert line_of(run, "Brandt, Kim").lstrip("│▸ ").startswith("–")
        await run.press("f9")
        run.shows("Write 2 drafts from “Chronic pain with depression", "Nobody's plan is written over.")
        assert drafted(dana, members) == [False, False, False, True]
        await run.press("y")
        run.shows("Drafted 2 plans.")
        assert drafted(dana, members) == [True, False, True, True]
        run.shows("0 of 1 chosen")
        plan = open_plan(dana, members[0].client)
        assert plan is not None
        assert plan.status is PlanStatus.draft
        await run.press("f9")
        run.shows("0 of 1 chosen")
        await run.press("ctrl+z")
        assert drafted(dana, members) == [False, False, False, True]


@SIZES
async def test_a_chooses_everybody_or_nobody_and_enter_opens_a_plan(
    dana: SignIn, group: Group, members: list[Member], size: tuple[int, int]
) -> None:
    async with program(dana, size) as run:
        await opened(run, "plan drafts", group.id)
        await run.press("a")
        run.shows("0 of 3 chosen")
        assert "f9" not in run.lines[-1]
        await run.press("a", "end")
        run.shows("3 of 3 chosen", "This person has a plan already")
        await run.press("space")
        run.shows("3 of 3 chosen")
        await run.press("enter")
        run.shows("Do more of what matters.")
        await run.press("escape", "home", "f9", "y")
        run.shows("Everybody here has a plan: enter opens it.")
        await run.press("t", "f9", "a")
        assert len(list(dana.of(Plan).all())) == 4


async def test_where_nobody_has_a_seat_the_page_says_what_to_do(dana: SignIn, group: Group) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, "plan drafts", group.id)
        run.shows("Nobody has a seat in this group yet")
        await run.press("space", "a", "t", "f9", "enter", "tab")
        run.shows("Nobody has a seat in this group yet")


async def test_who_may_not_write_plans_is_told_and_a_plan_written_meanwhile_is_passed_over(
    house: House, dana: SignIn, group: Group, members: list[Member]
) -> None:
    async with program(house.sign_in("Fay Facilitator"), NARROW) as run:
        await opened(run, "group", group.id, "roster")
        await run.press("t")
        run.shows("To draft plans takes the role")
    async with program(dana, NARROW) as run:
        await opened(run, "plan drafts", group.id)
        await run.press("f9")
        plans.write_plan(house.sign_in("Carl Clinician"), members[1].client, PLAN)
        await run.press("y")
        assert "1 member passed over" in " ".join(n.message for n in run.app._notifications)
    plan = open_plan(dana, members[1].client)
    assert plan is not None
    assert plan.content == PLAN


async def test_names_and_texts_of_people_are_shown_as_they_are(dana: SignIn, group: Group) -> None:
    from tests.clinic import waiting

    for name in HOSTILE:
        from groupcare.acts import group as groups

        groups.seat(dana, group.id, waiting(dana, family_name=name, given_name="").id)
    async with program(dana, WIDE) as run:
        await opened(run, "plan drafts", group.id)
        run.shows("[/red] O'Neil", "[@click=app.quit]Press", "7 of 7 chosen")
        await opened(run, "group", group.id, "roster")
        await run.press("C")
        run.shows("none yet, 7: ", "[/red] O'Neil")


# --- own clinicians -------------------------------------------------------------------------------------------------


def carers(who: SignIn, members: list[Member]) -> list[str | None]:
    return [who.of(Member).get(member.id).clinician for member in members]


async def chosen(run: Run, **values: str) -> None:
    from groupcare.tui.forms import Form

    run.app.screen.query_one(Form).fill(values)
    await run.press("ctrl+s")


@LOOKS
async def test_a_whole_roster_gets_its_clinician_in_one_form(
    house: House, dana: SignIn, group: Group, members: list[Member], size: tuple[int, int]
) -> None:
    carl = house.sign_in("Carl Clinician").staff_id
    async with program(house.sign_in("Fay Facilitator"), size) as run:
        await opened(run, "group", group.id, "roster")
        await run.press("down", "C")
        run.shows("none yet, 4: ", "those who have none (4)")
        run.frame("own-clinicians")
        await chosen(run, clinician=carl, whom="one")
        run.shows("Set the clinician of 1 member.")
        assert carers(dana, members) == [None, carl, None, None]
        await run.press("C")
        run.shows("none yet, 3: ", "Carl Clinician, 1: Brandt, Kim")
        await chosen(run, clinician=dana.staff_id, whom="none")
        assert carers(dana, members) == [dana.staff_id, carl, dana.staff_id, dana.staff_id]
        await run.press("ctrl+z")
        assert carers(dana, members) == [None, carl, None, None]


@SIZES
async def test_the_place_menu_sets_one_members_clinician_and_takes_it_away(
    house: House, dana: SignIn, group: Group, members: list[Member], size: tuple[int, int]
) -> None:
    carl = house.sign_in("Carl Clinician").staff_id
    async with program(dana, size) as run:
        await opened(run, "group", group.id, "roster")
        list_of(run, "Roster").go_to(members[2].id)
        await run.press("L")
        run.shows("own clinician", "none: whoever signed the plan")
        await run.press("o", "1")
        assert carers(dana, members) == [None, None, carl, None]
        run.shows("Cho, Min: Carl Clinician.")
        await run.press("L")
        run.shows("Carl Clinician")
        await run.press("o", "n")
        assert carers(dana, members) == [None] * 4
    async with program(dana, size) as run:
        await opened(run, "chart", members[0].client)
        await run.press("L", "o", "2")
        assert carers(dana, members)[0] == dana.staff_id
