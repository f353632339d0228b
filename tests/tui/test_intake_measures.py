"""The list of people not yet seated who lack measures of intake, and the way from Today to their answers."""

from groupcare.acts import SignIn
from groupcare.acts.measuring import record_form
from tests.clinic import House, waiting
from tests.queries.test_measures_due import ANSWERS
from tests.tui.kit import LOOKS, program


@LOOKS
async def test_today_leads_to_the_list_and_the_list_to_the_measures_of_a_chart(
    dana: SignIn, size: tuple[int, int]
) -> None:
    people = [waiting(dana, family_name=family) for family in ("Ito", "Kahn", "Lund")]
    record_form(dana, people[0].client, "pcs", ANSWERS["pcs"])
    async with program(dana, size) as run:
        run.shows("not asked yet: 3 people")
        await run.press("enter")
        run.shows("Measures of intake · 3 people not seated yet")
        run.frame("intake-measures")
        await run.press("down", "enter")
        run.shows("Kahn, Elena", "Due, and since when")
        await run.press("escape")
        run.shows("Measures of intake · 3 people")


async def test_the_list_says_when_nobody_lacks_anything(house: House, dana: SignIn) -> None:
    one = waiting(dana, family_name="Ito")
    async with program(dana) as run:
        run.shows("not asked yet at intake")
        run.app.open_place("intake-measures", "all")
        await run.until("Ito, Elena", "not seated yet")
        other = house.sign_in("Carl Clinician")
        for measure in ("pcs", "pseq", "gad-7", "bpi-interference"):
            record_form(other, one.client, measure, ANSWERS[measure])
        await run.until("Everybody who waits for a group")
