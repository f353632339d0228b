"""The access log: who looked at whose chart; it is never shortened and holds no name."""

from datetime import date

import pytest
from sqlcipher3 import dbapi2 as sqlite

from groupcare.acts import access, drafts, refer
from groupcare.acts.watch import Watch
from groupcare.queries.access import Asked, access_log
from groupcare.record.errors import NotPermitted
from tests.clinic import House, row
from tests.tui.kit import NARROW, WIDE, program


async def test_a_chart_that_is_opened_is_noted_once_and_a_manager_reads_it(house: House) -> None:
    dana = house.sign_in("Dana Reyes")
    made = refer.refer(dana, row())
    async with program(house.sign_in("Carl Clinician"), NARROW) as run:
        run.app.open_place("chart", made.client)
        await run.settle()
        await run.press("m", "o", "f2", "f2")
        run.app.open_place("screening", made.id)
        await run.settle()
    looks = access_log(dana)
    assert [(look.by, look.what, look.client) for look in looks] == [
        ("Carl Clinician", "screening", "GC-0001"),
        ("Carl Clinician", "chart", "GC-0001"),
    ]
    assert access_log(dana, Asked(client="nobody")) == []
    with pytest.raises(NotPermitted, match="takes the role manager"):
        access_log(house.sign_in("Carl Clinician"))


def test_the_log_is_never_shortened_or_changed(house: House) -> None:
    dana = house.sign_in("Dana Reyes")
    access.note(dana, "chart", "x")
    for statement in ("DELETE FROM access", "UPDATE access SET what = 'y'"):
        with pytest.raises(sqlite.Error, match="never"):
            dana.db.engine._sql.execute(statement)
    assert [look.client for look in access_log(dana)] == ["erased"]


def test_looking_is_no_change_that_pages_load_anew_for(house: House) -> None:
    dana, other = house.sign_in("Dana Reyes"), house.sign_in("Carl Clinician")
    watch = Watch(dana)
    access.note(other, "chart", "x")
    drafts.keep_draft(other, "refer", {"name": "x"})
    assert not watch.changed()
    refer.refer(house.sign_in("Ines Intake"), row())
    assert watch.changed()
    assert not watch.changed()


async def test_a_manager_reads_the_log_on_its_page_by_person_client_and_day(house: House) -> None:
    dana, carl = house.sign_in("Dana Reyes"), house.sign_in("Carl Clinician")
    first, second = refer.refer(dana, row()), refer.refer(dana, row(family_name="Berg", given_name="[/red]"))
    access.note(carl, "chart", first.client)
    house.clock.forward(days=40)
    access.note(carl, "alert", second.client)
    access.note(dana, "export of report stays")
    house.clock.forward(days=1)
    async with program(house.sign_in("Mona Manager"), NARROW, mode="reports") as run:
        await run.press("l")
        run.shows("Access log", "2 looks", "Carl Clinician", "alert", "GC-0002", "export of report stays", "Sun 15 Nov")
        run.frame("access-log")
        await run.press("down", "enter")
        run.shows("GC-0002 · all days · 1 look")
        await run.press("up", "a", "tab", *["backspace"] * 10, "ctrl+s")
        run.shows("all days · 3 looks", "GC-0001")
        await run.press("a", "tab", *"GC-1", "ctrl+s")
        run.shows("GC-0001 · all days · 1 look", "Tue 6 Oct")
        await run.press("a", "tab", *["backspace"] * 10, "tab", *"2026-10-06", "tab", *"2026-10-06", "ctrl+s")
        run.shows("6 Oct 2026 to 6 Oct 2026 · 1 look")
        await run.press("a", "tab", *"Nobody at all", "ctrl+s")
        run.shows("Which looks?", "Nobody at all")
        await run.press("escape", "escape")
        run.shows("Who stays?")
    assert [a.what for a in access_log(dana, Asked(by=carl.staff_id))] == ["alert", "chart"]


def test_a_day_of_the_log_is_the_clinics_own(house: House) -> None:
    dana = house.sign_in("Dana Reyes")
    house.clock.forward(hours=14)  # 02:00 in New York, 06:00 UTC of Wednesday
    access.note(dana, "chart", "x")
    house.clock.forward(hours=-4)  # 22:00 of Tuesday, 02:00 UTC of Wednesday
    access.note(dana, "alert", "x")
    tuesday, wednesday = date(2026, 10, 6), date(2026, 10, 7)
    assert [a.what for a in access_log(dana, Asked(since=wednesday))] == ["chart"]
    assert [a.what for a in access_log(dana, Asked(until=tuesday))] == ["alert"]


async def test_only_a_manager_is_shown_the_key_to_the_log(house: House) -> None:
    async with program(house.sign_in("Mona Manager"), WIDE, mode="reports") as run:
        run.shows("l access log")
    async with program(house.sign_in("Carl Clinician"), WIDE, mode="reports") as run:
        assert "access log" not in run.text
        await run.press("l")
        run.shows("▸ Who stays?")
