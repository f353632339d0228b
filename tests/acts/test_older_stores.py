"""A store of format 1, as it was written then, opens in this version and in every later one."""

import shutil
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from groupcare.acts import refer, store
from groupcare.exchange.library import shipped_library
from groupcare.queries import groups, history, referrals, today
from groupcare.record import engine, keys
from groupcare.record.errors import Busy
from groupcare.record.schema import STORE_FORMAT
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.people import Client, full_name
from tests.clinic import row

STORE = Path(__file__).resolve().parent.parent / "data" / "store-v1"
HEAD = "12-5fe629c6-980669ee-4e65e7c8-f01b5834"


def test_a_store_of_format_1_opens_and_is_worked_on(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(STORE, folder)
    dana = store.open_store(folder, "Dana Reyes", "a long enough passphrase", shipped_library())
    try:
        assert history.against_head(dana, HEAD) == ""
        assert history.proof(dana).faults == ()
        assert "SEARCH attendance USING INDEX attendance_client" in dana.db.engine.plan("attendance", ["client"])
        assert sorted(full_name(c) for c in dana.of(Client).all()) == ["Okafor, Ada", "Ruiz, Elena"]
        assert [(a.mark, a.mood) for a in dana.of(Attendance).all()] == [(Mark.attended, 6)]
        assert len(referrals.referrals(dana)) == 2
        assert [g.name for g in groups.groups(dana)] == ["Pain Skills A"]
        assert today.today(dana).needs
        refer.refer(dana, row(family_name="New"))
        assert history.proof(dana).faults == ()
        assert dana.db.engine.format() == STORE_FORMAT
    finally:
        dana.close()


def test_an_older_store_is_not_brought_up_to_date_under_a_program_that_has_it_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(STORE, folder)
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    key = keys.open_slot(keys.read_keys(folder / "keys.json").slots[0], "a long enough passphrase")
    before = sqlite.connect(folder / "record.db")
    before.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    before.execute("PRAGMA journal_mode = WAL").fetchall()
    before.execute("SELECT COUNT(*) FROM client").fetchall()
    with pytest.raises(Busy, match="Another program"):
        store.open_store(folder, "Dana Reyes", "a long enough passphrase", shipped_library())
    assert before.execute("PRAGMA user_version").fetchone()[0] == 1
    before.execute("UPDATE client SET rev = rev")
    before.rollback()
    before.close()
    store.open_store(folder, "Dana Reyes", "a long enough passphrase", shipped_library()).close()
