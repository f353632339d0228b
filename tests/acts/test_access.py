"""The access log: who looked at whose chart; it is never shortened and holds no name."""

import pytest
from sqlcipher3 import dbapi2 as sqlite

from groupcare.acts import access, drafts, refer
from groupcare.acts.watch import Watch
from groupcare.queries.access import access_log
from groupcare.record.errors import NotPermitted
from tests.clinic import House, row
from tests.tui.kit import NARROW, program


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
    assert access_log(dana, client="nobody") == []
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
