"""A whole plan as a clinician lives with it, by the keyboard alone: written, checked, signed, followed through twelve
weeks of a group, reviewed and printed."""

from datetime import date, timedelta

import pytest

from groupcare.rules.people import Client
from groupcare.rules.plan import Plan, PlanStatus
from tests.clinic import House
from tests.tui.kit import NARROW, program
from tests.tui.plan_walk import Walk
from tests.tui.sample_plan import LAST, TRIED, WEEKS, Week, scene

BEGUN = date(2026, 10, 6)
BAND = "Target 20 stays in the 20–30 band (raised)."
RELEASES = [
    "No release to Dr Amara Okafor is in force: nothing may be sent or told.",
    "No release to Joan Petit is in force: nothing may be sent or told.",
]
KEYS = ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3"]


@pytest.mark.long
async def test_a_plan_with_objectives_of_every_kind_is_written_followed_reviewed_and_printed(house: House) -> None:
    dana = house.sign_in()
    of = scene(dana)
    async with program(dana, NARROW, mode="groups") as run:
        walk = Walk(run, house, dana, of)
        await first_meeting(walk)
        await written_and_signed(walk)
        await adapted(walk)
        stand = dict.fromkeys(KEYS, "no data")
        for number, _ in enumerate(WEEKS[1:], start=2):
            await a_week(walk, number, stand)
            if number == 7:
                await tried(walk)
        await the_last(walk, stand)


async def first_meeting(walk: Walk) -> None:
    """The group meets, and from now on it runs; there is no plan yet that homework could serve."""
    walk.later(walk.sessions[0])
    await walk.to_group()
    await walk.press("s", "asterisk", "y", "C", "6", "6", "6", "s", "ctrl+s", "f9", "f9")
    walk.run.shows("Closed session 1.", "running")


async def written_and_signed(walk: Walk) -> None:
    """Every line of it by the keys, then the plan check, then the signature."""
    await walk.chart("p")
    walk.run.shows("No plan yet.")
    await walk.enter_plan()
    assert walk.standings() == dict.fromkeys(KEYS, "no data")
    assert walk.remarks() == [BAND, *RELEASES]
    await walk.press("o", "n", "i", "ctrl+s")  # the first release is offered with the name of who referred her
    await walk.press("n", "i")
    await walk.fill(("Joan Petit",))
    await walk.press("p", "w")
    assert walk.remarks() == [BAND]
    await walk.press("home", "k")
    await walk.run.type("20 is what she chose; the band is looked at together at the review.")
    await walk.press("ctrl+s")
    assert walk.remarks() == []
    await walk.press("w", "f9", "y")
    walk.run.shows("Signed Nora L.'s plan.")
    (plan,) = walk.who.of(Plan).linked(client=walk.scene.nora.id)
    assert (plan.status, plan.due) == (PlanStatus.signed, BEGUN + timedelta(days=90))
    assert walk.who.of(Client).get(plan.client).family_name == "Lindqvist"


async def adapted(walk: Walk) -> None:
    """What the group was set before there was a plan becomes a log that serves it, for Nora alone."""
    what, days, minutes, kind, objective = WEEKS[0].homework
    await walk.to_group()
    await walk.press("h", "end", "e")
    await walk.fill((what, kind, days, minutes, "", "", objective))
    walk.run.shows("Adapted for Nora L.: 7 days.")


async def a_week(walk: Walk, number: int, stand: dict[str, str]) -> None:
    """A meeting; Nora's log of the week before; what is due of her; and where she stands that evening."""
    week = WEEKS[number - 1]
    walk.later(walk.sessions[number - 1])
    await walk.to_group()
    await walk.hold(number, week.homework)
    await walk.hand_in(week.log)
    await evening(walk, week, stand)


async def evening(walk: Walk, week: Week, stand: dict[str, str]) -> None:
    """What is due is entered, what she told is written down, and what she reached is said to her."""
    await walk.chart("m")
    assert walk.due() == set(week.scores)
    for measure, digits in week.scores.items():
        await walk.answer(measure, digits)
    assert walk.due() == set()
    await walk.press("p")
    for objective, (value, said) in week.told.items():
        await walk.told(objective, value, said)
    for activity, words in week.did.items():
        await walk.did(activity, words)
    stand.update(week.stand)
    met = [key for key, standing in week.stand.items() if standing == "met"]
    assert walk.standings() == {**stand, **dict.fromkeys(met, "met: tell them")}
    for key in met:
        await walk.feedback(key)
    assert walk.standings() == stand


async def tried(walk: Walk) -> None:
    """The experiment of the functional analysis, after it; the plan has changed, and is signed again."""
    await walk.to("experiment 0")
    await walk.press("e")
    await walk.fill(TRIED)
    walk.run.shows("plan of Tue 6 Oct, in review")
    await walk.press("f9", "y")
    walk.run.shows("Signed Nora L.'s plan.")


async def the_last(walk: Walk, stand: dict[str, str]) -> None:
    """Twelve weeks after the plan, a week after the last meeting."""
    walk.house.clock.forward(days=7)
    await walk.to_group()
    await walk.hand_in(LAST.log, back=0)
    await evening(walk, LAST, stand)
