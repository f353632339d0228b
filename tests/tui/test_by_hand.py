"""The plan tab: readings by hand, what came back, and that somebody was told; and where each of it shows."""

from datetime import timedelta
from pathlib import Path

import pytest

from groupcare.acts import SignIn, readings, regained, session
from groupcare.queries import find
from groupcare.queries.chart import Chart, chart
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Member
from groupcare.rules.people import Client
from groupcare.tui.forms import Form
from groupcare.tui.lines import Lines
from tests.clinic import sessions
from tests.tui.chart_scene import Scene
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, WIDE, Run, program

pytestmark = pytest.mark.usefixtures("played")


def now(who: SignIn, client: Client) -> Chart:
    return chart(who, find.client(who, client.id))


def plan_id(who: SignIn, client: Client) -> str:
    plan = now(who, client).plan
    assert plan is not None
    return plan.id


async def at(run: Run, client: Client, line: str) -> None:
    """The plan tab of that person, the cursor on the line of that key."""
    run.app.open_place("plan", client.id)
    await run.settle()
    assert run.app.screen.query_one("#plan-lines", Lines).go_to(line)
    await run.settle()


# --- readings -------------------------------------------------------------------------------------------------------


@LOOKS
async def test_d_on_an_objective_writes_down_where_it_stands(seen: Scene, dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size) as run:
        await at(run, seen.rosa, "objective 1.1")
        run.shows("d did", "no data")
        await run.press("d")
        run.shows("Reading of 1.1 Gardening by the clock.", "Minutes", "How it is known")
        await run.press(*"18", "tab", "tab", *"by her watch", "ctrl+s")
        run.shows("Wrote down where 1.1 stands", "now 18", "◇ Told: 18 minutes, Tue 6 Oct: by her watch")
        run.app.clear_notifications()
        await run.settle()
        run.frame("plan-told")
    [kept] = now(dana, seen.rosa).told
    assert (kept.value, kept.said, kept.objective) == (18, "by her watch", "1.1")


async def test_a_reading_is_put_right_and_taken_back(seen: Scene, dana: SignIn) -> None:
    readings.record_reading(dana, plan_id(dana, seen.rosa), "1.1", value=18, on=dana.today() - timedelta(days=7))
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "objective 1.1")
        await run.press("d")
        run.shows("a new reading", "Tue 29 Sep: 18 minutes")
        await run.press("1", *("backspace",) * 2, *"12,5", "ctrl+s")
        run.shows("now 12.5")
        await run.press("d", "1", *("backspace",) * 4, "ctrl+s")
        run.shows("Take this reading back?")
        await run.press("y")
        run.shows("no data")
    assert now(dana, seen.rosa).told == ()


async def test_what_is_no_number_stays_in_the_form_with_a_sentence(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "objective 1.1")
        await run.press("d", *"some", "ctrl+s")
        run.shows("This is a number, such as 12 or 4.5.")
        run.app.screen.query_one(Form).fill({"value": "12", "on": "tomorrow"})
        await run.press("ctrl+s")
        run.shows("A reading is of today or of a day before.")
    assert now(dana, seen.rosa).told == ()


async def test_a_score_is_not_written_down_by_hand(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "objective 2.1")
        assert "d did" not in run.text
        await run.press("d")
        run.shows("Lower the PHQ-9")
        assert not run.app.screen.query(Form)


# --- what came back -------------------------------------------------------------------------------------------------


@LOOKS
async def test_d_on_what_was_left_keeps_that_it_came_back(seen: Scene, dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size) as run:
        await at(run, seen.rosa, "avoided 0")
        await run.press("d")
        run.shows("What Rosa A. did", "Gardening")
        await run.press("tab", *"I planted two pots.", "ctrl+s")
        run.shows("Kept what Rosa A. does again", "✓ came back Tue 6 Oct")
        run.app.clear_notifications()
        assert run.app.screen.query_one("#plan-lines", Lines).go_to(f"regained {now(dana, seen.rosa).regained[0].id}")
        await run.settle()
        run.shows("Gardening, Tue 6 Oct: “I planted two pots.”")
        run.frame("plan-regained")
        await run.press("enter")
        run.app.screen.query_one(Form).fill({"mattered": "watching things grow"})
        await run.press("ctrl+s")
        run.shows("What mattered: watching things grow")
    [kept] = now(dana, seen.rosa).regained
    assert (kept.activity, kept.words, kept.mattered) == (
        "Gardening",
        "I planted two pots.",
        "watching things grow",
    )


async def test_somebody_without_a_plan_does_things_again_too(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        run.app.open_place("plan", seen.kim.id)
        await run.settle()
        await run.press("d", *"The choir", "ctrl+s")
        run.shows("The choir, Tue 6 Oct", "No plan: n writes one")
        run.app.screen.query_one("#plan-lines", Lines).action_end(1)
        await run.press("d", *("backspace",) * 9, "ctrl+s")
        run.shows("Take this back?")
        await run.press("y")
        run.shows("No plan yet. n writes one")
    assert now(dana, seen.kim).regained == ()


@pytest.mark.parametrize("text", HOSTILE)
async def test_words_are_shown_as_they_are(seen: Scene, dana: SignIn, text: str) -> None:
    plan = plan_id(dana, seen.rosa)
    regained.keep_regained(dana, seen.rosa.id, text, words=text, mattered=text)
    readings.record_reading(dana, plan, "1.1", value=31, said=text)
    kept = now(dana, seen.rosa).regained[0].activity
    async with program(dana, WIDE) as run:
        await at(run, seen.rosa, f"regained {now(dana, seen.rosa).regained[0].id}")
        run.shows(kept[:8])
        await at(run, seen.rosa, "objective 1.1")
        run.shows(kept[:8])


# --- told -----------------------------------------------------------------------------------------------------------


@SIZES
async def test_from_today_to_the_objective_that_was_reached_until_they_were_told(
    seen: Scene, dana: SignIn, size: tuple[int, int]
) -> None:
    readings.record_reading(dana, plan_id(dana, seen.rosa), "1.1", value=31)
    async with program(dana, size) as run:
        needs = run.app.screen.query_one("#needs", Lines)
        assert needs.go_to(f"reached {seen.rosa.id} 1.1")
        await run.settle()
        run.shows("reached 1.1, and not told yet: Gardening by the clock.")
        await run.press("enter")
        run.shows("met: tell them", "f told", "Reached, and nobody has told them yet")
        assert run.app.screen.query_one("#plan-lines", Lines).key == "objective 1.1"
        await run.press("f", *"Six times what it was.", "ctrl+s")
        run.shows("Kept that Rosa A. was told", "They were told Tue 6 Oct: “Six times what it was.”")
        assert "tell them" not in run.text
        await run.press("escape")
        assert "not told yet" not in run.text
    [kept] = now(dana, seen.rosa).feedback
    assert (kept.objective, kept.words) == ("1.1", "Six times what it was.")


async def test_the_brief_says_what_was_reached_and_not_told(seen: Scene, dana: SignIn) -> None:
    readings.record_reading(dana, plan_id(dana, seen.rosa), "1.1", value=31)
    async with program(dana, WIDE) as run:
        run.app.open_place("session", sessions(dana, seen.group)[4].id)
        await run.settle()
        await run.press("b")
        run.shows("Reached, and not told yet: say so", "Rosa A.: 1.1 Gardening by the clock.")


# --- the copy to take home ------------------------------------------------------------------------------------------


@LOOKS
async def test_the_copy_is_read_saved_and_kept_as_given(
    seen: Scene, dana: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with program(dana, size) as run:
        await at(run, seen.rosa, "plan")
        await run.press("D")
        run.shows("plan, their copy", "goal 2 not in their own words", "whole plan")
        await run.press("p")
        run.shows("My plan · GC-0001", "MY PLAN", "“I WANT MY GARDEN BACK.”")
        run.frame("paper-plan-copy")
        await run.press("f9", "ctrl+s")
        run.shows("Kept that they were given this copy of their plan.")
        await run.press("escape")
        run.shows("A copy was given Tue 6 Oct.")
    plan = now(dana, seen.rosa).plan
    assert plan is not None
    assert (plan.copy_given_on, plan.status) == (dana.today(), "signed")
    assert next(tmp_path.glob("plan-copy-GC-0001-*.html")).stat().st_size > 0


async def test_the_whole_plan_asks_for_whom_it_is(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await at(run, seen.rosa, "plan")
        await run.press("D", "w")
        run.shows("whole plan: for whom?", "for the record", "for the member")
        await run.press("r")
        run.shows("INDIVIDUAL PLAN", "GOAL 1: TAKE UP GARDENING AGAIN")


# --- in the session -------------------------------------------------------------------------------------------------


@SIZES
async def test_y_on_the_run_sheet_keeps_what_they_do_again_as_they_told_it(
    seen: Scene, dana: SignIn, size: tuple[int, int]
) -> None:
    fifth = sessions(dana, seen.group)[4]
    member = next(m for m in dana.of(Member).linked(client=seen.rosa.id) if m.group == seen.group.id)
    session.mark(dana, fifth.id, member.id, Mark.attended)
    session.amend(dana, fifth.id, member.id, mattered="two pots of beans")
    async with program(dana, size) as run:
        run.app.open_place("session", fifth.id)
        await run.settle()
        run.shows("y again")
        await run.press("y")
        run.shows("Rosa A. does again", "two pots of beans")
        await run.press("tab", *"And nothing broke.", "ctrl+s")
        run.shows("Kept what Rosa A. does again.")
        await run.press("ctrl+z")
        assert now(dana, seen.rosa).regained == ()
        await run.press("y")
        run.app.screen.query_one(Form).fill({"activity": "Gardening"})
        await run.press("ctrl+s")
    [kept] = now(dana, seen.rosa).regained
    assert (kept.activity, kept.session, kept.on) == ("Gardening", fifth.id, dana.today())


async def test_somebody_marked_as_away_told_nothing_in_the_session(seen: Scene, dana: SignIn) -> None:
    fifth = sessions(dana, seen.group)[4]
    member = next(m for m in dana.of(Member).linked(client=seen.rosa.id) if m.group == seen.group.id)
    session.mark(dana, fifth.id, member.id, Mark.absent)
    async with program(dana, NARROW) as run:
        run.app.open_place("session", fifth.id)
        await run.settle()
        await run.press("y")
        run.shows("what they do again is for those who are")
        assert not run.app.screen.query(Form)
