"""The Ideas tab of a group: what helps, kept without names, filtered, checked, corrected and withdrawn."""

from groupcare.acts import ideas
from groupcare.acts.ideas import IdeaWords
from groupcare.rules.homework import Barrier
from groupcare.rules.idea import Idea
from tests.clinic import House, new_group, seated
from tests.tui.groups_kit import list_of, opened
from tests.tui.kit import LOOKS, NARROW, program


@LOOKS
async def test_ideas_are_seen_by_barrier_and_module_the_groups_own_first(house: House, size: tuple[int, int]) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    seated(dana, made, 2)
    words = IdeaWords(what="kettle timer", new_way="practise while it boils", barrier=Barrier.time, module=1)
    ideas.add_idea(dana, words, group=made.id)
    ideas.add_idea(dana, IdeaWords(what="Warm pool", where="Hill baths, Tuesdays", module=2), group=made.id)
    ideas.add_idea(dana, IdeaWords(what="[/red] letter to oneself"), curriculum="eight-week")
    async with program(dana, size, mode="groups") as run:
        await opened(run, "group", made.id, "ideas")
        run.shows(
            "[Ideas]", "kettle timer", "Of the same curriculum", "[/red] letter to oneself", "n new", "o of module"
        )
        run.frame("ideas")
        await run.press("b", "t")
        run.shows("Only against time", "kettle timer")
        assert "Warm pool" not in run.text
        await run.press("b", "a", "o", "c")
        run.shows("Only of module 2", "Warm pool")
        assert "kettle timer" not in run.text
        await run.press("o", "i")
        run.shows("Nothing of that kind")


async def test_one_is_added_corrected_checked_and_withdrawn(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    seated(dana, made, 2)
    async with program(dana, NARROW) as run:
        await opened(run, "group", made.id, "ideas")
        run.shows("No ideas yet: n keeps the first")
        assert "checked today" not in run.text
        await run.press("n")
        await run.type("Warm pool")
        await run.press("tab", "tab", "tab")
        await run.type("Hill baths")
        await run.press("ctrl+s")
        run.shows("Warm pool", "Tue 6 Oct")
        house.clock.forward(days=3)
        await run.press("k")
        (pool,) = dana.of(Idea).all()
        assert pool.checked_on == dana.today()
        await run.press("enter")
        run.shows("Correct it", "Hill baths")
        await run.press("end")
        await run.type(" for Kim")
        await run.press("ctrl+s")
        run.shows("“Kim” is a name in this group")
        await run.press("n", *["backspace"] * 8, "ctrl+s")
        await run.press("w")
        run.shows("Take “Warm pool” out of every list?")
        await run.press("y")
        run.shows("No ideas yet")
        await run.press("ctrl+z")
        assert list_of(run, "Ideas").keys == [pool.id]


async def test_intake_reads_ideas_and_is_told_who_keeps_them(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    ideas.add_idea(dana, IdeaWords(what="kettle timer"), group=made.id)
    async with program(house.sign_in("Ines Intake"), NARROW) as run:
        await opened(run, "group", made.id, "ideas")
        run.shows("kettle timer")
        await run.press("n")
        run.shows("To keep an idea takes the role")
