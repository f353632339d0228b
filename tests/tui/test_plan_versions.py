"""A review opened filled, changed and signed; the versions of a plan; closing one and reading it afterwards."""

import pytest

from groupcare.acts import SignIn
from groupcare.acts import plan as acts
from groupcare.queries import access, find
from groupcare.queries.chart import chart
from groupcare.record.lookups import open_plan
from groupcare.rules.people import Client
from groupcare.rules.plan import Plan, PlanReview, PlanStatus
from groupcare.rules.plan_edit import change_goal
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Form
from groupcare.tui.lines import Lines
from groupcare.tui.members.plan_review_form import ReviewDialog
from groupcare.tui.members.plan_versions import PlanVersionsPage
from tests.clinic import House
from tests.tui.chart_scene import Scene
from tests.tui.kit import LOOKS, NARROW, WIDE, Run, program

pytestmark = pytest.mark.usefixtures("played")


async def at_plan(run: Run, client: Client, line: str = "") -> None:
    run.app.open_place("plan", client.id)
    await run.settle()
    if line:
        assert run.app.screen.query_one("#plan-lines", Lines).go_to(line)
        await run.settle()


def filled(run: Run, **values: str) -> None:
    run.app.screen.query_one(Form).fill(values)


def plan_of(who: SignIn, client: Client) -> Plan:
    plan = open_plan(who, client.id)
    assert plan is not None
    return plan


def review_of(who: SignIn, client: Client) -> PlanReview:
    return plan_of(who, client).content.review[-1]


# --- reviews --------------------------------------------------------------------------------------------------------


async def test_a_filled_review_is_kept_and_signed_in_one_go(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await at_plan(run, seen.rosa)
        await run.press("r")
        run.shows("3/4 75 % of the sessions held", "11/15 73 % of the days set", "PHQ-9 16", "→ 9, mild")
        run.shows("Suggested: 0 as expected (1.1 no data, not counted; 1.2 on track).")
        filled(run, level1="0", told1_1="20 minutes by now", agreed="She calls the physiotherapist.")
        await run.press("ctrl+s", "y")
        run.shows("signed by Dana Reyes", "review on Mon 4 Jan 2027")
    kept = review_of(dana, seen.rosa)
    assert plan_of(dana, seen.rosa).status is PlanStatus.signed
    assert [(one.goal, one.level) for one in kept.attained] == [(1, 0)], "what nobody rated is not rated"
    assert [(o.key, o.standing, o.said) for o in kept.objective] == [
        ("1.1", "no data", "20 minutes by now"),
        ("1.2", "on track", ""),
        ("2.1", "on track", ""),
    ]
    assert kept.attended.startswith("Pain Skills, Autumn A: 3/4")
    assert kept.next == "She calls the physiotherapist."


async def test_a_review_of_another_day_is_filled_anew_and_looked_at_once_more(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await at_plan(run, seen.rosa)
        await run.press("r")
        filled(run, on="5 oct 2026", note="At home.")
        await run.press("ctrl+s")
        run.shows(
            "Filled anew with what the record told on Mon 5 Oct", "2.1 Lower the PHQ-9: 16, target 8 (PHQ-9): no data"
        )
        run.shows("At home.", "31 Dec 2026")
        assert plan_of(dana, seen.rosa).content.review == ()
        await run.press("ctrl+s", "n")
    kept = review_of(dana, seen.rosa)
    assert (kept.on.day, kept.note, kept.objective[2].latest) == (5, "At home.", None)
    assert str(plan_of(dana, seen.rosa).content.review_on) == "2026-12-31", "Sunday 3 January is no working day"


async def test_what_cannot_be_a_review_is_said_where_it_is_typed(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at_plan(run, seen.rosa)
        await run.press("r")
        for values, sentence in (
            ({"on": "tomorrow"}, "A review has taken place by today."),
            ({"on": "6 oct 2026", "said1": "went well"}, "Say how far goal 1 was reached"),
            ({"said1": "", "next": "soon"}, "'soon' is no day"),
        ):
            filled(run, **values)
            await run.press("ctrl+s")
            assert isinstance(run.app.screen, ReviewDialog)
            assert sentence in str(run.app.screen.query_one("#fault").render())
    assert plan_of(dana, seen.rosa).content.review == ()


async def test_a_review_that_was_made_keeps_what_it_was_filled_with(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await at_plan(run, seen.rosa)
        await run.press("r", "ctrl+s", "n")
        before = review_of(dana, seen.rosa)
        await at_plan(run, seen.rosa, "review 0")
        run.shows("Reviewed on Tue 6 Oct", "1.2 Practise what the group sets: 0 → 4, target 5 (of 7 days)")
        run.shows("Practised: 11/15 73 %")
        await run.press("e")
        run.shows("What the record told that day stays as it was.")
        filled(run, level2="2", note="Added.")
        await run.press("ctrl+s")
    after = review_of(dana, seen.rosa)
    assert (after.note, [one.level for one in after.attained]) == ("Added.", [2])
    assert (after.objective, after.measures, after.attended) == (before.objective, before.measures, before.attended)


# --- versions -------------------------------------------------------------------------------------------------------


def changed(who: SignIn, client: Client, words: str, *, sign: bool = True) -> None:
    kept = acts.write_plan(who, client.id, change_goal(2, words, "")(plan_of(who, client).content))
    if sign:
        acts.sign_plan(who, kept.id)


@LOOKS
async def test_versions_say_who_signed_when_and_what_changed(
    seen: Scene, dana: SignIn, house: House, size: tuple[int, int]
) -> None:
    changed(house.sign_in("Carl Clinician"), seen.rosa, "Lift mood, day by day.")
    changed(dana, seen.rosa, "Sleep through.", sign=False)
    async with program(dana, size) as run:
        await at_plan(run, seen.rosa)
        await run.press("V")
        assert isinstance(run.app.screen, PlanVersionsPage)
        run.shows("Dana Reyes · not signed, 1 change", "Carl Clinician · 1 change", "Dana Reyes · first version")
        run.shows("What changed since it was signed", "goal 2 words: Lift mood, day by day. → Sleep through.")
        run.frame("plan-versions")
        await run.press("down")
        run.shows("goal 2 words: Lift mood. → Lift mood, day by day.")
        await run.press("down")
        run.shows("The whole plan", "date: Tue 8 Sep")
        await run.press("tab", "escape")
        assert isinstance(run.app.screen, PlanVersionsPage), "out of the text first"
        await run.press("escape")
        run.shows("[p Plan]" if size == WIDE else "Plan")
    assert "plan versions" in {line.what for line in access.access_log(house.sign_in("Mona Manager"))}


async def test_hostile_words_are_shown_as_they_are_in_versions(seen: Scene, dana: SignIn) -> None:
    changed(dana, seen.rosa, "[/red] walk [@click=app.quit]x[/]")
    async with program(dana, NARROW) as run:
        run.app.open_place("plan versions", seen.rosa.id)
        await run.settle()
        run.shows("[/red] walk [@click=app.quit]x[/]")


async def test_a_person_who_never_had_a_plan_has_no_versions_and_is_told_what_to_do(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at_plan(run, seen.kim)
        await run.press("V")
        assert not isinstance(run.app.screen, PlanVersionsPage)
        run.app.open_place("plan versions", seen.kim.id)
        await run.settle()
        run.shows("No plan was ever written for this person")
        await run.press("tab", "enter")


# --- closing --------------------------------------------------------------------------------------------------------


async def test_a_plan_is_closed_with_a_reason_read_afterwards_and_followed_by_another(
    seen: Scene, dana: SignIn
) -> None:
    async with program(dana, NARROW) as run:
        await at_plan(run, seen.rosa)
        await run.press("X", "ctrl+s")
        run.shows("Why is needed.")
        assert isinstance(run.app.screen, FormDialog)
        await run.type("Moves to another town")
        await run.press("ctrl+s")
        run.shows("Closed Rosa A.'s plan.", "No plan now. n writes one", "no plan: p writes one")
        await run.press("V")
        run.shows(
            "Plan of Tue 8 Sep, closed Tue 6 Oct by Dana Reyes",
            "Closed: Moves to another town",
            "1.1: Gardening by the clock",
        )
        await run.press("escape", "s", "p", "ctrl+s")
        await run.until("Wrote Rosa A.'s plan.")
    found = chart(dana, find.client(dana, seen.rosa.id))
    assert found.plan is not None
    assert (found.plan.status, found.plans_closed, found.plan_missing) == (PlanStatus.draft, 1, False)


async def test_closing_is_undone_by_one_key_and_not_for_facilitators(seen: Scene, dana: SignIn, house: House) -> None:
    async with program(dana, NARROW) as run:
        await at_plan(run, seen.rosa)
        await run.press("X")
        await run.type("by mistake")
        await run.press("ctrl+s", "ctrl+z")
        run.shows("signed by Dana Reyes")
    async with program(house.sign_in("Fay Facilitator"), NARROW) as run:
        await at_plan(run, seen.rosa)
        await run.press("X")
        assert not isinstance(run.app.screen, FormDialog)
    assert plan_of(dana, seen.rosa).status is PlanStatus.signed


# --- Today ----------------------------------------------------------------------------------------------------------


async def test_from_today_to_the_changed_plan_signed_and_off_the_list(seen: Scene, dana: SignIn) -> None:
    changed(dana, seen.rosa, "Sleep through.", sign=False)
    async with program(dana, WIDE) as run:
        run.shows("plan changed and not signed again")
        assert run.app.screen.query_one("#needs", Lines).go_to(f"plan {seen.rosa.id}")
        await run.press("enter", "f9", "y", "escape")
        run.shows("Needs you now")
        assert "not signed again" not in run.text
