"""The list of members: search, who needs a plan, held people, large clinics."""

from time import process_time

import pytest

from groupcare.acts import SignIn, safety
from groupcare.queries.members import members
from groupcare.rules.people import Client
from groupcare.rules.safety import ConcernKind
from groupcare.tui.lines import Lines
from groupcare.tui.members.chart import ChartPage
from groupcare.tui.members.members import MembersPage
from tests.clinic import House, referred, waiting
from tests.tui.chart_scene import Scene, scene
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, WIDE, program


@pytest.fixture
def seen(house: House, dana: SignIn) -> Scene:
    """Rosa with a plan and Kim without one in a group; Ola waits, Ann is newly referred, and Ada is held."""
    made = scene(house, dana)
    waiting(dana, family_name="Faye", given_name="Ola")
    referred(dana, family_name="Gross", given_name="Ann")
    ada = referred(dana, family_name="Okafor", given_name="Ada")
    safety.raise_concern(dana, ada.client, ConcernKind.self_harm, "said so at the door")
    return made


@LOOKS
async def test_everybody_is_listed_with_where_they_stand(seen: Scene, dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size, mode="members") as run:
        run.shows("Members · 5 people · 1 in a group without a plan", "Alvarez, Rosa", "GC-0001", "1980")
        run.shows("Pain Skills, Autumn A", "review 7 Dec", "no plan: p", "waits for eight-week", "referral new")
        held = next(line for line in run.lines if "Okafor" in line)
        assert "■" in held
        assert isinstance(run.app.focused, Lines)
        run.frame("members")


async def test_p_on_somebody_without_a_plan_opens_the_place_to_write_it(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW, mode="members") as run:
        await run.press("down", "p")
        assert isinstance(run.app.screen, ChartPage)
        run.shows("Brandt, Kim", "[p Plan]", "no plan: p writes one", "n writes one")
        await run.press("escape")
        assert isinstance(run.app.screen, MembersPage)
        assert run.app.screen.query_one("#people", Lines).key == seen.kim.id


async def test_enter_opens_the_chart_and_escape_comes_back_to_the_line(seen: Scene, dana: SignIn) -> None:
    async with program(dana, mode="members") as run:
        await run.press("down", "enter")
        run.shows("Brandt, Kim", "[o Overview]")
        await run.press("escape")
        run.shows("Members · 5 people")


async def test_the_filter_finds_by_letters_of_the_name_number_year_and_group(seen: Scene, dana: SignIn) -> None:
    async with program(dana, mode="members") as run:
        await run.press("slash", *"rosa alv")
        run.shows("Alvarez, Rosa")
        assert "Brandt" not in run.text
        await run.press("escape", "slash", *"gc-0002")
        run.shows("Brandt, Kim")
        assert "Alvarez" not in run.text
        await run.press("escape", "slash", *"autumn", "enter")
        run.shows("Alvarez, Rosa", "Brandt, Kim")
        assert "Faye" not in run.text


async def test_m_shows_members_in_groups_and_n_those_who_need_a_plan(seen: Scene, dana: SignIn) -> None:
    async with program(dana, mode="members") as run:
        await run.press("m")
        run.shows("Members in groups · 2 people", "Alvarez", "Brandt")
        assert "Faye" not in run.text
        await run.press("n")
        run.shows("In a group, without a plan · 1 person", "Brandt")
        assert "Alvarez" not in run.text
        await run.press("n")
        run.shows("Members · 5 people")


async def test_letters_typed_into_the_filter_are_letters(seen: Scene, dana: SignIn) -> None:
    async with program(dana, mode="members") as run:
        await run.press("slash", "m", "n", "p")
        run.shows("/mnp", "No line has")
        assert run.app.screen.query_one(Lines).typing


async def test_an_empty_clinic_says_what_to_do(dana: SignIn) -> None:
    async with program(dana, NARROW, mode="members") as run:
        run.shows("Nobody is known yet", "enters a referral")
        await run.press("p", "enter", "m")
        run.shows("Nobody is in a group now")


async def test_intake_staff_see_people_and_no_plans(seen: Scene, house: House) -> None:
    async with program(house.sign_in("Ines Intake"), mode="members") as run:
        run.shows("Alvarez, Rosa", "Members · 5 people")
        assert "no plan" not in run.text
        assert "review" not in run.text
        assert "needs a plan" not in run.text
        await run.press("n")
        run.shows("Members · 5 people")
        await run.press("p")
        run.shows("To see plans takes the role clinician or facilitator")


async def test_a_manager_alone_reads_why_there_is_nothing_to_see(seen: Scene, house: House) -> None:
    async with program(house.sign_in("Mona Manager"), mode="members") as run:
        run.shows("To see members takes the role")
        await run.press("p", "m", "n", "enter", "slash")


async def test_hidden_names_are_hidden_here(seen: Scene, dana: SignIn) -> None:
    async with program(dana, mode="members") as run:
        await run.press("f2")
        assert "Alvarez" not in run.text
        assert "Rosa" not in run.text
        run.shows("GC-0001")


async def test_what_another_program_changes_is_seen(seen: Scene, dana: SignIn, house: House) -> None:
    async with program(dana, mode="members") as run:
        other = house.sign_in("Carl Clinician")
        safety.raise_concern(other, seen.rosa.id, ConcernKind.self_harm, "")
        run.app._look()
        await run.settle()
        assert "■" in next(line for line in run.lines if "Alvarez" in line)


@SIZES
async def test_names_that_mean_harm_are_shown_as_they_are(dana: SignIn, size: tuple[int, int]) -> None:
    for name in HOSTILE:
        referred(dana, family_name=name)
    async with program(dana, size, mode="members") as run:
        run.shows("[/red] O'Neil", "[@click=app.q", "王", "שלום")
        assert "\x1b" not in run.text
        await run.press("p", "escape", "end", "p", "escape")
        run.shows("Members · 7 people")


def many(who: SignIn, people: int) -> None:
    """That many clients, quickly."""
    with who.db.transaction(who.staff_id, "manager", "set up the clinic"):
        for number in range(1, people + 1):
            born = f"{1940 + number % 60}-01-01"
            document = {"schema": 1, "number": number, "family_name": f"Family{number % 977}", "given_name": "Åse"}
            who.of(Client).table.insert({**document, "date_of_birth": born})


async def test_ten_thousand_people_open_and_filter_without_waiting(dana: SignIn) -> None:
    many(dana, 10_000)
    members(dana)
    async with program(dana, WIDE, mode="today") as run:
        began = process_time()
        await run.press("g", "m")
        opened = process_time() - began
        run.shows("Members · 10,000 people")
        await run.press("slash", *"family77")
        run.shows("Family77")
        began = process_time()
        await run.press("0")
        typed = process_time() - began
        run.shows("/family770", "Family770")
    assert opened < 3
    assert typed < 2
