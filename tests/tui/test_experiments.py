"""Experiments on screen: of a member in the plan, of a group from the homework board, and one made of a fear."""

import msgspec

from groupcare.acts import SignIn, plan
from groupcare.queries.experiments import group_experiments
from groupcare.record.lookups import open_plan
from groupcare.rules.plan import AvoidedActivity
from tests.clinic import House
from tests.queries.test_experiments import play
from tests.tui.kit import LOOKS, NARROW, program

GARDEN = AvoidedActivity(activity="Gardening", belief="bending harms my back", fear=8)


@LOOKS
async def test_from_the_board_a_group_shows_what_was_feared_and_what_was(
    house: House, dana: SignIn, size: tuple[int, int]
) -> None:
    made, _ = play(house, dana)
    async with program(dana, size) as run:
        run.app.open_place("homework", made.id)
        await run.until("Alvarez, Rosa")
        await run.press("x")
        await run.until("less bad than feared in 2 of 3, as bad in 1; feared 7.7, was 4 of 10", "1 told in words")
        run.shows("9 → 4", "Alvarez, Rosa · 2 of 3 less bad, 7.7 → 4", "Walk to the shop", "in words")
        run.frame("experiments")
        await run.press("enter")
        await run.until("plan of")


async def test_a_group_without_experiments_says_where_they_come_from(house: House, dana: SignIn) -> None:
    from tests.queries.scenes import under_way

    scene = under_way(house, dana)
    async with program(dana) as run:
        run.app.open_place("experiments", scene.group.id)
        await run.until("No experiment yet.", "E on an activity that was left")


async def test_a_row_of_the_functional_analysis_becomes_an_experiment_with_one_key(house: House, dana: SignIn) -> None:
    made, members = play(house, dana)
    client = members[0].client
    written = open_plan(dana, client)
    assert written is not None
    plan.write_plan(dana, client, msgspec.structs.replace(written.content, avoided=(GARDEN,)))
    async with program(dana, NARROW) as run:
        run.app.open_place("plan", client)
        await run.until("Gardening")
        lines = run.app.screen.query_one("#plan-lines")
        assert lines.go_to("avoided 0")
        await run.settle()
        await run.press("E")
        run.shows("Gardening", "bending harms my back", "8")
        await run.press("ctrl+s")
        await run.until("Gardening: feared")
        assert lines.key == "experiment 1"
    kept = open_plan(dana, client)
    assert kept is not None
    assert [(e.activity, e.feared, e.expected, e.on) for e in kept.content.experiment[1:]] == [
        ("Gardening", "bending harms my back", 8, None)
    ]
    assert group_experiments(dana, made.id).against.compared == 3, "one that is only planned is compared with nothing"


async def test_a_plan_shows_its_own_experiments_and_those_of_logs_with_what_they_come_to(
    house: House, dana: SignIn
) -> None:
    _, members = play(house, dana)
    async with program(dana) as run:
        run.app.open_place("plan", members[0].client)
        await run.until("Experiments · less bad than feared in 2 of 3, as bad in 1")
        lines = run.app.screen.query_one("#plan-lines")
        tried = [key for key in lines.keys if key.startswith("tried ")]
        assert len(tried) == 2
        lines.go_to(tried[0])
        await run.settle()
        run.shows("Feared:  9 of 10", "Was:     4 of 10")
        await run.press("enter")
        await run.until("Quality")
