"""Does it help: the answer as a page shows it, and the list by name of who lacks a reading behind it."""

import csv
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from groupcare.acts import SignIn
from groupcare.acts.measuring import record_measure
from groupcare.queries import reports
from groupcare.rules.group import Member
from groupcare.rules.people import Client
from tests.clinic import House, all_present, new_group, seated, sessions
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, WIDE, program

ITEMS = {"bpi-interference": 7, "pseq": 10, "bpi-severity": 4}
AT_START = {"bpi-interference": (7, 5, 6, 4, 8, 6), "pseq": (1, 3, 2, 4, 1, 2), "bpi-severity": (6, 5, 7, 4, 8, 6)}
AT_END = {"bpi-interference": (0, 4, 5, 4, 5, 5), "pseq": (0, 4, 4, 4, 3, 3), "bpi-severity": (0, 5, 6, 5, 7, 6)}
"""What each of six members answers to every item."""


def fill_in(who: SignIn, member: Member, forms: dict[str, tuple[int, ...]], place: int) -> None:
    for measure, answers in forms.items():
        record_measure(who, member.client, measure, (answers[place],) * ITEMS[measure])


@pytest.fixture
def over(house: House, dana: SignIn) -> SignIn:
    """A group of seven, over since yesterday, Tuesday 24 November; six filled in forms at its start, five at its end,
    and all were asked a PHQ-9 at intake."""
    made = new_group(dana)
    members = seated(dana, made, 7)
    all_present(dana, sessions(dana, made)[0], members)
    for place in range(6):
        fill_in(dana, members[place], AT_START, place)
    house.clock.forward(weeks=7)
    for place in range(1, 6):
        fill_in(dana, members[place], AT_END, place)
    house.clock.forward(days=1)
    return dana


@LOOKS
async def test_it_is_answered_in_a_sentence_a_chart_and_a_table_with_pain_itself_last(
    over: SignIn, size: tuple[int, int]
) -> None:
    async with program(over, size, mode="reports") as run:
        await run.press("right")
        run.shows("On BPI interference 5 members have a start and an end reading", "2 of 7", "m who lacks a reading")
        run.shows("BPI severity, not success")
        run.frame("outcomes")
        await run.press("end")
        run.shows("no effect size and no percentage")
        await run.press("home", "space")
        if size == NARROW:
            run.frame("outcomes-table")


@LOOKS
async def test_m_names_who_lacks_a_reading_and_enter_opens_their_measures(over: SignIn, size: tuple[int, int]) -> None:
    async with program(over, size, mode="reports") as run:
        await run.press("right", "m")
        run.shows("Missing readings · 7 members · 7 can still be asked", "▸ Alvarez, Rosa", "Tue 5 Jan 2027")
        run.frame("missing-readings")
        await run.press("down", "enter")
        run.shows("Brandt, Kim", "[m Measures]", "PSEQ · higher is better")
        await run.press("escape", "escape")
        run.shows("Does it help?")


async def test_names_hidden_are_hidden_here_too(over: SignIn) -> None:
    async with program(over, WIDE, mode="reports") as run:
        await run.press("right", "m", "f2")
        run.shows("GC-0001")
        assert "Alvarez" not in run.text


async def test_m_is_there_for_this_question_alone_and_not_for_managers(house: House, over: SignIn) -> None:
    async with program(over, NARROW, mode="reports") as run:
        assert "who lacks a reading" not in run.text
        await run.press("m")
        run.shows("▸Stays")
    async with program(house.sign_in("Mona Manager"), NARROW, mode="reports") as run:
        await run.press("right")
        run.shows("On BPI interference 5 members")
        assert "who lacks a reading" not in run.text
        await run.press("m")
        run.shows("▸Helps")


async def test_the_list_says_when_nobody_lacks_a_reading(dana: SignIn) -> None:
    async with program(dana, NARROW, mode="reports") as run:
        await run.press("right", "m")
        run.shows("Nobody whose programme is over lacks a reading.")


@SIZES
async def test_hostile_names_are_shown_literally(over: SignIn, size: tuple[int, int]) -> None:
    with over.db.transaction(over.staff_id, "intake", "rename"):
        for person, name in zip(list(over.of(Client).all()), HOSTILE, strict=True):
            over.of(Client).save(structs.replace(person, family_name=name[:60]))
    async with program(over, size, mode="reports") as run:
        await run.press("right", "m")
        run.shows("[/red] O'Neil", "[@click=app.quit]", "שלום עולם", "王 小明", "🧑‍🔬 Ana")


async def test_the_table_goes_out_as_numbers(over: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = reports.answer(over, "helps")
    async with program(over, WIDE, mode="reports") as run:
        await run.press("right", "x", "enter")
        run.shows(f"Wrote {len(found.rows)} rows")
    name = f"does-it-help-{date(2026, 11, 25).isoformat()}.csv"
    with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["Where"], first["Measure"], first["Both"], first["Recovered"]) == (
        *("Pain Skills, Autumn A", "BPI interference", "5", ""),
    )
    assert float(first["Effect size"]) > 0
    assert float(first["Better by"]) == 1.2
