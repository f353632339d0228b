"""The plan check beside the plan, what it leads to, and the parts that it asks for."""

from datetime import date

import pytest

from groupcare.acts import SignIn
from groupcare.queries import find
from groupcare.queries.chart import Chart, chart
from groupcare.rules.consent import ConsentKind
from groupcare.rules.curriculum import Coping
from groupcare.rules.people import Client
from groupcare.rules.plan import Attained, Experiment, PlanContact, PlanContent, PlanStatus, Seen
from groupcare.tui.forms import Form
from groupcare.tui.lines import Lines
from groupcare.tui.members.find_diagnosis import FindDiagnosis
from groupcare.tui.members.plan_dialog import PlanDialog
from tests.clinic import House
from tests.tui.chart_scene import Scene
from tests.tui.kit import HOSTILE, LOOKS, NARROW, WIDE, Run, program

pytestmark = pytest.mark.usefixtures("played")


async def at(run: Run, client: Client, line: str = "") -> Lines:
    run.app.open_place("plan", client.id)
    await run.settle()
    lines = run.app.screen.query_one("#plan-lines", Lines)
    if line:
        assert lines.go_to(line)
        await run.settle()
    return lines


def now(who: SignIn, client: Client) -> Chart:
    return chart(who, find.client(who, client.id))


def content_of(who: SignIn, client: Client) -> PlanContent:
    plan = now(who, client).plan
    assert plan is not None
    return plan.content


def filled(run: Run, **values: str) -> None:
    run.app.screen.query_one(Form).fill(values)


# --- the pane -------------------------------------------------------------------------------------------------------


@LOOKS
async def test_remarks_stand_beside_the_plan_or_one_key_away(seen: Scene, dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size) as run:
        await at(run, seen.rosa)
        run.shows("check · 2 remarks")
        await run.press("w")
        run.shows("Dr Rivera is involved, and no coordination", "Mends it: Name somebody with role and phone")
        run.frame("plan-check")
        await run.press("down")
        run.shows("not marked as agreed with", "Go through it together")
        await run.press("w")
        assert run.app.screen.query_one("#plan-lines", Lines).has_focus


async def test_enter_goes_to_what_a_remark_is_about(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        lines = await at(run, seen.rosa)
        await run.press("w", "down", "enter")
        assert lines.has_focus
        assert lines.key == "heading agreed_with_member"
        run.shows("Agreed with member: not yet")
        await run.press("e")
        assert run.app.screen.focused is not None
        assert run.app.screen.focused.id == "field-agreed_with_member"
        filled(run, agreed_with_member="yes")
        await run.press("ctrl+s")
        run.shows("check · 1 remark")


async def test_enter_on_a_missing_contact_opens_its_form_and_the_remark_goes(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa)
        await run.press("w", "enter")
        assert isinstance(run.app.screen, PlanDialog)
        filled(run, name="Dr Rivera", role="pain physician", phone="555-0144", about="activity, monthly")
        await run.press("ctrl+s")
        run.shows("Coordinated with", "Dr Rivera, pain physician, 555-0144: activity, monthly")
        run.shows("No release to Dr Rivera is in force")
    assert content_of(dana, seen.rosa).contact == (
        PlanContact(name="Dr Rivera", role="pain physician", phone="555-0144", about="activity, monthly"),
    )


async def test_enter_on_a_missing_release_opens_its_form_with_the_very_name_and_the_remark_goes(
    seen: Scene, dana: SignIn
) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa)
        await run.press("w", "enter")
        filled(run, name="Dr Rivera", role="pain physician")
        await run.press("ctrl+s", "w", "home", "enter")
        run.shows("Consent to release of information", "Dr Rivera")
        assert run.app.screen.query_one(Form).value_of("to") == "Dr Rivera"
        await run.press("ctrl+s")
        assert "No release to Dr Rivera" not in run.text, run.text
    (consent,) = now(dana, seen.rosa).consents
    assert (consent.consent.kind, consent.consent.to) == (ConsentKind.release, "Dr Rivera")


async def test_a_remark_is_kept_only_with_a_reason_which_then_stands_there(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa)
        await run.press("w", "k", "ctrl+s")
        run.shows("Why is needed.")
        filled(run, reason="He retires; a new [/red] physician is looked for.")
        await run.press("ctrl+s")
        run.shows("Kept as written", "1 remark · 1 kept")
        await run.press("end")
        run.shows("Kept Tue 6 Oct: He retires; a new [/red] physician is looked for.")
        await run.press("escape")
        assert run.app.screen.query_one("#plan-lines", Lines).has_focus
    plan = now(dana, seen.rosa).plan
    assert plan is not None
    assert plan.status is PlanStatus.signed


async def test_a_facilitator_reads_the_remarks_and_is_told_who_keeps_them(seen: Scene, house: House) -> None:
    fay = house.sign_in("Fay Facilitator")
    async with program(fay, NARROW) as run:
        await at(run, seen.rosa)
        await run.press("w", "k")
        assert "takes the role clinician" in " ".join(n.message for n in run.app._notifications)
        await run.press("enter")
        assert not isinstance(run.app.screen, PlanDialog)
    assert now(fay, seen.rosa).checked.kept == ()


async def test_without_a_plan_there_is_no_check(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.kim)
        assert "Plan check" not in run.text
        await run.press("w")
        run.shows("No plan yet.")


async def test_the_check_follows_as_the_plan_is_written(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa, "goal 1")
        await run.press("e")
        filled(run, words="Be pain-free in the garden.")
        await run.press("ctrl+s")
        run.shows("“pain free”: pain", "3 remarks")


# --- what it asks for -----------------------------------------------------------------------------------------------


@LOOKS
async def test_an_intervention_is_chosen_from_the_library_by_two_letters(
    seen: Scene, dana: SignIn, size: tuple[int, int]
) -> None:
    async with program(dana, size) as run:
        await at(run, seen.rosa, "goal 2")
        await run.press("n", "l", "c")
        run.shows("Behavioural activation", "active, daily", "Murphy 2014")
        run.frame("plan-library")
        await run.press("a")
        filled(run, often="three times a week")
        await run.press("ctrl+s")
        run.shows("Added an intervention to Rosa A.'s plan.")
    added = content_of(dana, seen.rosa).goal[1].intervention[-1]
    assert added.what.startswith("Behavioural activation")
    assert (added.how_often, added.coping) == ("three times a week", Coping.active)


async def test_leaving_the_library_adds_nothing(seen: Scene, dana: SignIn) -> None:
    before = content_of(dana, seen.rosa)
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa)
        await run.press("n", "l", "escape")
        run.shows("Plan of Tue 8 Sep")
        await run.press("n", "l", "m", "escape")
        run.shows("Plan of Tue 8 Sep")
    assert content_of(dana, seen.rosa) == before


@LOOKS
async def test_a_diagnosis_is_found_by_words_and_a_category_is_not_taken(
    seen: Scene, dana: SignIn, size: tuple[int, int]
) -> None:
    async with program(dana, size) as run:
        await at(run, seen.rosa)
        await run.press("n", "d", *"low back")
        run.shows("M54.50", "Low back pain, unspecified", "category")
        run.frame("plan-diagnosis")
        await run.press("end", "ctrl+a", "ctrl+k", *"M54.5", "down", "down", "down", "enter")
        assert isinstance(run.app.screen, FindDiagnosis)
        await run.press("up", "up", "up", "enter")
        run.shows("Added M54.50 to Rosa A.'s plan.")
    assert content_of(dana, seen.rosa).heading.diagnoses == ("G89.29", "F32.1", "M54.50")


async def test_experiments_are_written_before_and_after(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa)
        await run.press("n", "e")
        filled(run, activity="Garden 15 minutes", feared="two days in bed", expected="11")
        await run.press("ctrl+s")
        run.shows("is from 0 to 10.")
        filled(run, expected="9")
        await run.press("ctrl+s")
        run.shows("Experiments", "Garden 15 minutes: feared “two days in bed” (9 of 10)")
        await run.press("f9")
        run.shows("The plan check has", "2 remarks")
        await run.press("y", "e")
        filled(run, on="today", happened="sore that evening", actual="4", learned="sore is not harmed")
        await run.press("ctrl+s")
    assert content_of(dana, seen.rosa).experiment == (
        Experiment(
            activity="Garden 15 minutes",
            feared="two days in bed",
            expected=9,
            on=date(2026, 10, 6),
            happened="sore that evening",
            actual=4,
            learned="sore is not harmed",
        ),
    )
    plan = chart(dana, dana.of(Client).get(seen.rosa.id)).plan
    assert plan is not None
    assert plan.status is PlanStatus.signed


async def test_what_was_left_is_a_ladder_with_the_least_feared_first(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa)
        for activity, fear in (("Stairs", "3"), ("Bus", ""), ("Bending", "6")):
            await run.press("n", "a")
            filled(run, activity=activity, fear=fear)
            await run.press("ctrl+s")
        run.shows("the ladder, least feared first")
        places = [run.text.index(words) for words in ("Stairs: fear 3", "Bending: fear 6", "Gardening: “", "Bus")]
        assert places == sorted(places)
        lines = run.app.screen.query_one("#plan-lines", Lines)
        lines.go_to("avoided 1")
        await run.press("e")
        assert run.app.screen.query_one(Form).value_of("activity") == "Stairs"


@LOOKS
async def test_a_review_holds_how_far_each_goal_was_reached(seen: Scene, dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size) as run:
        await at(run, seen.rosa)
        await run.press("r")
        run.frame("plan-review")
        filled(run, level1="1", said1="The roses.", level2="0", note="Going on.", next="+60")
        await run.press("ctrl+s")
        run.shows("Sign the plan of Rosa A. as it stands here?")
        await run.press("n")
        run.shows("Reviewed Rosa A.'s plan.")
        lines = run.app.screen.query_one("#plan-lines", Lines)
        assert lines.go_to("review 0")
        await run.settle()
        run.shows("Tue 6 Oct: goal 1 +1, goal 2 0; T 56.2; Going on.")
    content = content_of(dana, seen.rosa)
    first, second = content.review[0].attained
    assert first == Attained(goal=1, words=content.goal[0].words, level=1, said="The roses.")
    assert second.level == 0
    assert (content.review_on - date(2026, 10, 6)).days == 60


async def test_a_goal_has_one_task_until_next_time(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "goal 1")
        await run.press("e")
        filled(run, task="Pot two plants on Saturday", weight="12")
        await run.press("ctrl+s")
        run.shows("A goal weighs 1 to 9.")
        filled(run, weight="2")
        await run.press("ctrl+s")
        run.shows("☐ until next time: Pot two plants on Saturday")
    goal = content_of(dana, seen.rosa).goal[0]
    assert (goal.task, goal.weight, goal.own_words) == ("Pot two plants on Saturday", 2, "I want my garden back.")


async def test_the_whole_heading_can_be_written(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa, "plan")
        await run.press("e")
        filled(run, site="low back", duration="3 years", length="12 to 16", individual_clinician="Dr Osei")
        filled(run, individual_seen=Seen.outside.value)
        await run.press("ctrl+s")
        run.shows(
            "Where it hurts: low back", "For how long: 3 years", "Individual clinician: Dr Osei", "Sees them: outside"
        )
        run.shows("Sees them: outside", "Dr Osei sees the person outside")


async def test_hostile_texts_in_the_new_parts_are_shown_as_they_are(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa)
        for text in HOSTILE[:3]:
            await run.press("n", "c")
            filled(run, name=text, role=text, phone="[b]")
            await run.press("ctrl+s")
        await run.press("w")
        run.shows("[/red] O'Neil")
        assert "\x1b" not in run.text


async def test_hostile_words_of_a_goal_are_shown_as_they_are_in_its_review(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "goal 1")
        await run.press("e")
        filled(run, words="[/red] walk [@click=app.quit]x[/]")
        await run.press("ctrl+s", "r")
        run.shows("1 [/red] walk [@click=app.quit]x[/]")
        filled(run, level1="2")
        await run.press("ctrl+s", "n")
        run.shows("Reviewed Rosa A.'s plan.")
