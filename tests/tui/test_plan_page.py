"""The plan tab: a first plan in a few keys, every part changed, linked, signed, and two people writing at once."""

from collections.abc import Callable
from datetime import date

import pytest

from groupcare.acts import SignIn, measuring
from groupcare.acts import plan as acts
from groupcare.queries import find
from groupcare.queries.chart import Chart, chart
from groupcare.rules import plan_edit
from groupcare.rules.curriculum import Coping
from groupcare.rules.group import Member, MemberStatus
from groupcare.rules.homework import Homework
from groupcare.rules.measures import Better
from groupcare.rules.people import Client
from groupcare.rules.plan import AmountAim, CountAim, DaysAim, Intervention, Plan, PlanContent, PlanStatus, ScoreAim
from groupcare.tui.dialogs import Choose, Confirm
from groupcare.tui.forms import Form
from groupcare.tui.lines import Lines
from groupcare.tui.members.plan_dialog import PlanDialog
from tests.clinic import House
from tests.tui.chart_scene import Scene, rosas_plan
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, WIDE, Run, program

pytestmark = pytest.mark.usefixtures("played")


async def at(run: Run, client: Client, line: str = "") -> Lines:
    """The plan tab of that person, the cursor on the line of that key."""
    run.app.open_place("plan", client.id)
    await run.settle()
    lines = run.app.screen.query_one("#plan-lines", Lines)
    if line:
        assert lines.go_to(line)
        await run.settle()
    return lines


def now(who: SignIn, client: Client) -> Chart:
    return chart(who, find.client(who, client.id))


def plan_of(who: SignIn, client: Client) -> Plan:
    plan = now(who, client).plan
    assert plan is not None
    return plan


def filled(run: Run, **values: str) -> None:
    """Put these into the fields of the form on the screen, as if typed."""
    run.app.screen.query_one(Form).fill(values)


def told(run: Run) -> str:
    """What stands in the corner now."""
    return " ".join(notice.message for notice in run.app._notifications)


# --- a first plan ---------------------------------------------------------------------------------------------------


async def test_from_the_list_to_a_sound_draft_in_four_keys(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW, mode="members") as run:
        run.app.screen.query_one(Lines).go_to(seen.kim.id)
        keys = ["p", "s", "p", "ctrl+s"]
        await run.press(*keys)
        run.shows("Wrote Kim B.'s plan.", "plan of Tue 6 Oct, draft", "Take up an activity that matters again")
    plan = plan_of(dana, seen.kim)
    assert [len(goal.objective) for goal in plan.content.goal] == [2, 2]
    assert plan.status is PlanStatus.draft
    assert not now(dana, seen.kim).plan_missing
    assert len(keys) == 4


@LOOKS
async def test_the_template_asks_little_and_takes_the_newest_scores(
    seen: Scene, dana: SignIn, size: tuple[int, int]
) -> None:
    acts_on = seen.rosa
    with dana.db.transaction(dana.staff_id, "clinician", "write a plan"):
        dana.of(Plan).change(plan_of(dana, acts_on), status=PlanStatus.closed, due=None)
    async with program(dana, size) as run:
        await at(run, acts_on)
        run.shows("No plan now. n writes one", "V shows what", "f9 write it")
        run.frame("plan-none")
        await run.press("s")
        run.shows("Start from a template", "Chronic pain: take up", "Chronic pain with depression: more")
        await run.press("p")
        run.shows("Chronic pain", "2 goals, 4 objectives", "PHQ-9 9 of Tue 6 Oct", "GAD-7 10 of Tue 8 Sep")
        run.frame("plan-template")
        filled(run, activity="gardening", now="5", target="30", own="I want my garden back.", review="+60")
        await run.press("ctrl+s")
        run.shows("Take up gardening again, in amounts that can be planned.", "GAD-7 10 → 4")
    content = plan_of(dana, acts_on).content
    assert content.goal[0].own_words == "I want my garden back."
    assert content.goal[0].objective[0].aim == AmountAim(unit="minutes", better=Better.higher, baseline=5, target=30)
    assert content.goal[1].objective[1].aim == ScoreAim(measure="gad-7", baseline=10, target=4)
    assert (content.review_on - content.dated).days == 60


@LOOKS
async def test_with_depression_the_template_gives_a_plan_on_which_nothing_is_to_be_remarked(
    seen: Scene, dana: SignIn, size: tuple[int, int]
) -> None:
    measuring.record_measure(dana, seen.kim.id, "phq-9", (2,) * 8 + (0, None))
    measuring.record_measure(dana, seen.kim.id, "pcs", (3,) * 12 + (2,))
    measuring.record_measure(dana, seen.kim.id, "pseq", (2,) * 9 + (0,))
    measuring.record_measure(dana, seen.kim.id, "bpi-interference", (7,) * 7)
    async with program(dana, size) as run:
        await at(run, seen.kim)
        await run.press("s", "d")
        run.shows("3 goals, 8 objectives", "PCS 38 → 19", "PSEQ 18 → 35")
        run.frame("plan-template-depression")
        filled(run, activity="gardening", now="5", target="30", planned="1", thoughts="0", practised="2")
        filled(run, expectations_discussed="yes", agreed_with_member="yes")
        await run.press("ctrl+s")
        run.shows("Wrote Kim B.'s plan.", "Plan check · " if size == WIDE else "Plan ·")
    content = plan_of(dana, seen.kim).content
    assert [len(goal.objective) for goal in content.goal] == [2, 3, 3]
    assert {r.where for r in now(dana, seen.kim).checked.stand} <= {"contact"}


@LOOKS
async def test_a_first_plan_is_a_goal_and_an_objective(seen: Scene, dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size) as run:
        await at(run, seen.kim)
        await run.press("n")
        run.frame("plan-first")
        await run.press(*"Walk the dog", "tab", "tab", *"Round the block", "tab", *"5 of 7 days", "ctrl+s")
        run.shows("Wrote Kim B.'s plan.", "1 Walk the dog", "1.1 Round the block: 5 of 7 days")
    content = plan_of(dana, seen.kim).content
    assert (content.review_on - content.dated).days == 90
    assert content.goal[0].objective[0].aim == DaysAim(target=5)
    assert (content.goal[0].objective[0].by - content.dated).days == 84


async def test_a_baseline_says_when_it_was_read(seen: Scene, dana: SignIn) -> None:
    def read_on() -> date | None:
        return plan_of(dana, seen.kim).content.goal[0].objective[0].baseline_on

    async with program(dana, NARROW) as run:
        await at(run, seen.kim)
        await run.press("n")
        filled(run, words="Walk", objective="Walk by the clock", aim="10 to 30 minutes", read="tomorrow")
        await run.press("ctrl+s")
        run.shows("A baseline is of today or of a day before.")
        filled(run, read="1 oct")
        await run.press("ctrl+s")
        assert read_on() == date(2026, 10, 1)
        await at(run, seen.kim, "objective 1.1")
        await run.press("e")
        filled(run, objective="Walk by the clock, daily")
        await run.press("ctrl+s")
        assert read_on() == date(2026, 10, 1)
        await run.press("e")
        filled(run, aim="12 to 30 minutes")
        await run.press("ctrl+s")
        assert read_on() == dana.today(), "another baseline is not of the day of the one before"
        await run.press("e")
        filled(run, aim="up to 30 minutes")
        await run.press("ctrl+s")
        assert read_on() is None


async def test_an_open_list_is_gone_through_by_typing(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "goal 1")
        await run.press("n", "i", *("tab",), *"Music", "tab", "tab", "tab", "enter", *"pas", "enter", "ctrl+s")
    assert plan_of(dana, seen.rosa).content.goal[0].intervention[-1] == Intervention(
        what="Music", coping=Coping.passive
    )


FAULTS = (
    ("aim", "feel better", "cannot be measured as it stands: write PHQ-9 16"),
    ("aim", "XYZ 38 → 20", "No measure is called so"),
    ("aim", "PHQ-9 → 40", "The PHQ-9 runs from 0 to 27"),
    ("by", "fri", "'fri' is no day"),
    ("by", "yesterday", "must be after the plan's date"),
    ("every", "often", "Days are a whole number"),
    ("review", "yesterday", "The review date must be after"),
    ("words", " ", "Goal is needed"),
)


async def test_what_cannot_stand_is_said_where_it_is_typed(seen: Scene, dana: SignIn) -> None:
    good = {"words": "Walk", "objective": "Walk daily", "aim": "3 a week", "by": "", "every": "", "review": ""}
    async with program(dana, NARROW) as run:
        await at(run, seen.kim)
        await run.press("n")
        for field, typed, sentence in FAULTS:
            filled(run, **{**good, field: typed})
            await run.press("ctrl+s")
            assert isinstance(run.app.screen, PlanDialog)
            assert sentence in " ".join(run.text.replace("│", " ").split())
            assert run.app.screen.query_one(Form).value_of(field) == typed
    assert now(dana, seen.kim).plan is None


async def test_a_half_typed_plan_comes_back(seen: Scene, dana: SignIn, house: House) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.kim)
        await run.press("n", *"Walk the", "escape")
        run.shows("No plan yet")
    async with program(house.sign_in(), NARROW) as run:
        await at(run, seen.kim)
        await run.press("n")
        run.shows("Walk the", "typed before and not saved")


# --- parts ----------------------------------------------------------------------------------------------------------


async def test_an_objective_is_added_under_the_goal_of_the_cursor(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "goal 2")
        await run.press("n", "o")
        filled(run, objective="See friends", aim="1 a week", by="1 dec", row="4")
        await run.press("ctrl+s")
        assert run.app.screen.query_one("#plan-lines", Lines).key == "objective 2.2"
        run.shows("Added an objective to Rosa A.'s plan.", "2.2 See friends: 1 a week by 1 Dec", "in review")
    added = plan_of(dana, seen.rosa).content.goal[1].objective[1]
    assert (added.key, added.aim, added.weeks_in_a_row, added.every_days) == ("2.2", CountAim(target=1), 4, 7)


async def test_goals_interventions_and_activities_are_added(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "goal 1")
        await run.press("n", "g")
        filled(run, words="Sleep through", own="One whole night.")
        await run.press("ctrl+s")
        await run.press("n", "i")
        filled(run, what="Pacing", who="Member", often="daily")
        await run.press("ctrl+s")
        await run.press("n", "a")
        filled(run, activity="Stairs", fear="11")
        await run.press("ctrl+s")
        run.shows("Fear is from 0 to 10.")
        filled(run, fear="7")
        await run.press("ctrl+s")
        run.shows("Stairs: fear 7")
    content = plan_of(dana, seen.rosa).content
    assert (content.goal[2].words, content.goal[2].own_words) == ("Sleep through", "One whole night.")
    assert content.goal[2].intervention[-1] == Intervention(what="Pacing", who="Member", how_often="daily")
    assert (content.avoided[-1].activity, content.avoided[-1].fear) == ("Stairs", 7)


@LOOKS
async def test_an_objective_is_changed_and_the_change_can_be_undone(
    seen: Scene, dana: SignIn, size: tuple[int, int]
) -> None:
    async with program(dana, size) as run:
        await at(run, seen.rosa, "objective 2.1")
        run.frame("plan-objective")
        await run.press("e")
        run.shows("Objective 2.1", "PHQ-9 16 → 8", "1 Dec 2026")
        filled(run, aim="PHQ-9 16 → 7")
        await run.press("ctrl+s")
        run.shows("Changed objective 2.1 of Rosa A.'s plan.", "PHQ-9 16 → 7")
        after = plan_of(dana, seen.rosa)
        assert after.content.goal[1].objective[0].aim == ScoreAim(measure="phq-9", baseline=16, target=7)
        assert after.status is PlanStatus.in_review
        await run.press("ctrl+z")
        run.shows("PHQ-9 16 → 8")
    assert plan_of(dana, seen.rosa).content == rosas_plan(plan_of(dana, seen.rosa).content.dated)


async def test_saving_without_a_change_leaves_the_plan_as_it_is(seen: Scene, dana: SignIn) -> None:
    before = plan_of(dana, seen.rosa)
    async with program(dana, NARROW) as run:
        lines = await at(run, seen.rosa)
        for line in ("goal 1", "objective 1.1", "objective 1.2", "intervention 1 0", "avoided 0", "plan"):
            assert lines.go_to(line)
            await run.press("e", "ctrl+s")
    assert plan_of(dana, seen.rosa) == before, "the same text, and signed as it was"


async def test_the_days_and_what_the_plan_starts_from_are_changed(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa, "plan")
        await run.press("e")
        run.frame("plan-heading-form")
        filled(run, review="1 nov 2026", diagnoses="G89.29, M54.50", risk="None reported", agreed_with_member="yes")
        await run.press("ctrl+s")
        run.shows("review on Sun 1 Nov", "Diagnoses: G89.29, M54.50", "Risk: None reported", "Agreed with member: yes")
    assert plan_of(dana, seen.rosa).content.heading.diagnoses == ("G89.29", "M54.50")


async def test_a_part_is_taken_out_only_after_a_yes(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "objective 1.1")
        await run.press("x")
        assert isinstance(run.app.screen, Confirm)
        run.shows("Take this out of the plan?", "1.1 Gardening by the clock")
        await run.press("n")
        assert len(plan_of(dana, seen.rosa).content.goal[0].objective) == 2
        await run.press("x", "y")
        run.shows("Took an objective out of Rosa A.'s plan.")
    assert [o.key for o in plan_of(dana, seen.rosa).content.goal[0].objective] == ["1.2"]


async def test_goals_move_up_unless_homework_names_the_later_ones(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "goal 1")
        await run.press("x", "y")
        content = plan_of(dana, seen.rosa).content
        assert [(g.number, [o.key for o in g.objective]) for g in content.goal] == [(1, ["1.1"])]
        await run.press("x")
        assert "A plan needs at least one goal" in told(run)


async def test_a_goal_before_one_with_homework_stays(seen: Scene, dana: SignIn) -> None:
    content = plan_of(dana, seen.rosa).content
    with dana.db.transaction(dana.staff_id, "facilitator", "set homework"):
        for task in dana.of(Homework).linked(client=seen.rosa.id):
            dana.of(Homework).change(task, objective="2.1")
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "goal 1")
        await run.press("x")
        assert "Something is recorded for 2.1, and the goals after this one" in told(run)
    assert plan_of(dana, seen.rosa).content == content


# --- link and sign --------------------------------------------------------------------------------------------------


async def test_a_plan_that_is_not_linked_says_so_and_l_links_it(seen: Scene, dana: SignIn) -> None:
    member = dana.of(Member).linked(client=seen.rosa.id)[0]
    with dana.db.transaction(dana.staff_id, "clinician", "write a plan"):
        dana.of(Member).change(member, plan=None)
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa)
        run.shows("not linked to the group: p, then l", "! not linked to Pain Skills, Autumn A: l links it")
        await run.press("l")
        run.shows("Linked Rosa A.'s plan.")
        assert "not linked" not in run.text
    assert dana.of(Member).get(member.id).plan == plan_of(dana, seen.rosa).id


async def test_places_that_are_over_are_not_linked_to_a_later_plan(seen: Scene, dana: SignIn) -> None:
    member = dana.of(Member).linked(client=seen.rosa.id)[0]
    with dana.db.transaction(dana.staff_id, "clinician", "write a plan"):
        dana.of(Member).change(member, plan=None, status=MemberStatus.finished, end=dana.today())
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa)
        assert "not linked" not in run.text
        await run.press("l")
    assert dana.of(Member).get(member.id).plan is None


async def test_f9_signs_after_a_yes_and_only_what_was_read(seen: Scene, dana: SignIn, house: House) -> None:
    acts.write_plan(dana, seen.kim.id, rosas_plan(dana.today()))
    async with program(dana, NARROW) as run:
        await at(run, seen.kim)
        run.shows("Draft of Tue 6 Oct by Dana Reyes, not signed: f9 signs")
        await run.press("f9")
        run.shows("Sign the plan of Kim B. as it stands here?")
        other = house.sign_in("Carl Clinician")
        acts.write_plan(other, seen.kim.id, plan_edit.add_goal("Sleep")(rosas_plan(dana.today())))
        await run.press("y")
        assert "Somebody else saved this plan meanwhile" in told(run)
        await run.until("3 Sleep")
        assert plan_of(dana, seen.kim).status is PlanStatus.draft
        await run.press("f9", "y")
        run.shows("Signed Kim B.'s plan.")
        assert "f9" not in run.text
        await run.press("f9")
        assert not isinstance(run.app.screen, Choose | Confirm)
    assert plan_of(dana, seen.kim).signed_by == dana.staff_id


async def test_a_facilitator_reads_the_plan_and_is_told_who_writes_it(seen: Scene, house: House) -> None:
    fay = house.sign_in("Fay Facilitator")
    acts.write_plan(house.sign_in("Carl Clinician"), seen.kim.id, rosas_plan(fay.today()))
    before = plan_of(fay, seen.kim)
    async with program(fay, NARROW) as run:
        await at(run, seen.kim, "objective 1.1")
        run.shows("Gardening by the clock")
        for key in ("n", "e", "x", "enter"):
            await run.press(key)
            assert "To write a plan takes the role clinician" in told(run)
            run.app.clear_notifications()
        await run.press("f9")
        assert "To sign a plan takes the role clinician" in told(run)
    assert plan_of(fay, seen.kim) == before


# --- two people at once ---------------------------------------------------------------------------------------------


def theirs(house: House, client: Client, change: Callable[[PlanContent], PlanContent]) -> None:
    """Carl, in another program, saves the plan with this change."""
    carl = house.sign_in("Carl Clinician")
    acts.write_plan(carl, client.id, change(plan_of(carl, client).content))


@LOOKS
async def test_when_somebody_saved_meanwhile_both_versions_are_seen_and_nothing_is_lost(
    seen: Scene, dana: SignIn, house: House, size: tuple[int, int]
) -> None:
    async with program(dana, size) as run:
        await at(run, seen.rosa, "goal 2")
        await run.press("e")
        filled(run, words="Lift mood, together.")
        theirs(house, seen.rosa, plan_edit.change_goal(2, "Lift mood, day by day.", ""))
        await run.press("ctrl+s")
        run.shows("Carl Clinician saved this plan meanwhile", "Theirs:", "goal 2: Lift mood, day by day.", "Yours:")
        run.shows("goal 2: Lift mood, together.", "(was: Lift mood.)")
        run.frame("plan-stale")
        assert plan_of(dana, seen.rosa).content.goal[1].words == "Lift mood, day by day."
        await run.press("ctrl+s")
        run.shows("Save yours over theirs?")
        await run.press("n")
        assert run.app.screen.query_one(Form).value_of("words") == "Lift mood, together."
        assert plan_of(dana, seen.rosa).content.goal[1].words == "Lift mood, day by day."
        await run.press("ctrl+s", "y")
        run.shows("Changed goal 2 of Rosa A.'s plan.", "2 Lift mood, together.")
    assert plan_of(dana, seen.rosa).content.goal[1].words == "Lift mood, together."


async def test_saving_over_theirs_keeps_all_else_that_they_changed(seen: Scene, dana: SignIn, house: House) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa, "goal 2")
        await run.press("e")
        filled(run, words="Lift mood, together.")
        theirs(house, seen.rosa, plan_edit.add_goal("Sleep through."))
        await run.press("ctrl+s")
        run.shows("goal 3: Sleep through.")
        await run.press("ctrl+s", "y")
    assert [g.words for g in plan_of(dana, seen.rosa).content.goal][1:] == ["Lift mood, together.", "Sleep through."]


async def test_a_third_version_in_between_asks_again(seen: Scene, dana: SignIn, house: House) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa, "goal 2")
        await run.press("e")
        filled(run, words="Mine.")
        theirs(house, seen.rosa, plan_edit.change_goal(2, "First of theirs.", ""))
        await run.press("ctrl+s", "ctrl+s")
        theirs(house, seen.rosa, plan_edit.change_goal(2, "Second of theirs.", ""))
        await run.press("y")
        run.shows("goal 2: Second of theirs.")
        assert plan_of(dana, seen.rosa).content.goal[1].words == "Second of theirs."
        await run.press("ctrl+s", "y")
    assert plan_of(dana, seen.rosa).content.goal[1].words == "Mine."


async def test_a_goal_that_somebody_took_out_meanwhile_is_not_brought_back_silently(
    seen: Scene, dana: SignIn, house: House
) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa, "goal 2")
        await run.press("e")
        filled(run, words="Mine.")
        theirs(house, seen.rosa, plan_edit.take_out_goal(2))
        await run.press("ctrl+s")
        run.shows("2.1: taken out")
        await run.press("ctrl+s", "y")
        run.shows("Goal 2 is no longer in the plan", "Mine.")
    assert len(plan_of(dana, seen.rosa).content.goal) == 1


async def test_two_first_plans_at_once_become_one_with_both_goals(seen: Scene, dana: SignIn, house: House) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.kim)
        await run.press("n")
        filled(run, words="Walk", objective="Walk daily", aim="3 a week")
        acts.write_plan(house.sign_in("Carl Clinician"), seen.kim.id, rosas_plan(dana.today()))
        await run.press("ctrl+s")
        run.shows("Carl Clinician saved this plan meanwhile", "goal 1: Take up gardening again")
        await run.press("ctrl+s", "y")
        run.shows("3 Walk", "3.1 Walk daily")
    assert [g.number for g in plan_of(dana, seen.kim).content.goal] == [1, 2, 3]


async def test_a_draft_typed_on_an_older_version_asks_before_it_saves(seen: Scene, dana: SignIn, house: House) -> None:
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa, "goal 2")
        await run.press("e", *" more", "escape")
        theirs(house, seen.rosa, plan_edit.change_goal(2, "Lift mood, day by day.", ""))
        run.app._look()
        await run.settle()
        run.shows("Lift mood, day by day.")
        await run.press("e")
        run.shows("Lift mood. more", "typed before the plan was saved again")
        await run.press("ctrl+s")
        run.shows("Save yours over theirs?")
        await run.press("y")
    assert plan_of(dana, seen.rosa).content.goal[1].words == "Lift mood. more"


async def test_looking_into_a_form_leaves_no_draft(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "goal 2")
        await run.press("e", "escape", "e")
        assert "typed before" not in run.text


# --- texts that mean harm -------------------------------------------------------------------------------------------


@SIZES
async def test_hostile_texts_in_a_plan_are_shown_as_they_are(seen: Scene, dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size) as run:
        await at(run, seen.kim)
        await run.press("n")
        filled(run, words="[/red] walk", own="[@click=app.quit]x[/]", objective="{0} %s [b]", aim="3 a week")
        await run.press("ctrl+s")
        run.shows("1 [/red] walk", "{0} %s [b]: 3 a week")
        for text in (HOSTILE[2], HOSTILE[3], HOSTILE[6]):
            await run.press("n", "i")
            filled(run, what=text, who=text, often=text)
            await run.press("ctrl+s")
            assert not isinstance(run.app.screen, Choose | PlanDialog), run.text
        await run.press("home", "down", "x")
        assert "A plan needs at least one goal" in told(run)
        lines = run.app.screen.query_one("#plan-lines", Lines)
        await run.press("end")
        assert "\x1b" not in run.text
        lines.go_to("goal 1")
        await run.settle()
        run.shows("“[@click=app.quit]x[/]”")
