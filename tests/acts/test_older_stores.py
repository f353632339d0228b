"""A store of format 1, as it was written then, opens in this version and in every later one."""

import shutil
from pathlib import Path

from groupcare.acts import refer, store
from groupcare.exchange.library import shipped_library
from groupcare.queries import groups, history, referrals, today
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
