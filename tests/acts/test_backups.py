"""Backups as acts: who may make one, what the ledger notes of it, and the program's own, one a day."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from groupcare.acts import Refused, SignIn, backups, refer, store, undo
from groupcare.exchange.library import shipped_library
from groupcare.queries import history
from groupcare.record import backup
from groupcare.record.errors import Busy, DiskFull, NotPermitted, RecordError
from groupcare.rules.backups import Backup, automatic_name
from groupcare.rules.clinic import Role
from tests.clinic import NOON, PASSPHRASE, House, row


def kept(house: House) -> list[str]:
    folder = house.folder / backups.FOLDER
    return sorted(found.name for found in folder.iterdir()) if folder.exists() else []


def test_a_backup_is_an_act_of_a_managers_with_the_head_before_it(house: House, tmp_path: Path) -> None:
    who = house.sign_in("Mona Manager")
    acts, fingerprint = who.db.engine.head()[0], history.proof(who).head
    made = backups.back_up(who, tmp_path / "b.zip")
    assert made == who.of(Backup).get(made.id) == backups.newest(who)
    assert (made.at, made.file, made.automatic) == (NOON, "b.zip", False)
    assert (made.size, made.acts, made.head) == ((tmp_path / "b.zip").stat().st_size, acts, fingerprint)
    entry = list(who.db.engine.ledger())[-1]
    assert (entry.seq, entry.act, entry.role, entry.staff) == (acts + 1, "back up", "manager", who.staff_id)
    assert history.proof(who).faults == ()


def test_the_store_made_from_it_is_proved_and_everybody_signs_in_with_the_passphrase_of_then(
    house: House, tmp_path: Path
) -> None:
    dana = house.sign_in()
    refer.refer(dana, row())
    made = backups.back_up(dana, tmp_path / "b.zip")
    backups.restore(tmp_path / "b.zip", tmp_path / "again")
    for name in ("Dana Reyes", "Ines Intake"):
        who = store.open_store(tmp_path / "again", name, PASSPHRASE, shipped_library())
        proof = history.proof(who)
        assert (proof.faults, proof.head) == ((), made.head)
        assert backups.newest(who) is None
        who.close()


def test_who_is_no_manager_makes_no_backup_and_no_file(house: House, tmp_path: Path) -> None:
    for name in ("Ines Intake", "Fay Facilitator", "Carl Clinician"):
        with pytest.raises(NotPermitted, match="To back up takes the role manager"):
            backups.back_up(house.sign_in(name), tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_a_backup_is_never_undone_and_the_programs_own_does_not_stand_in_the_way_of_undoing(
    house: House, tmp_path: Path
) -> None:
    dana = house.sign_in()
    refer.refer(dana, row())
    assert backups.automatic(dana, NOON) is not None
    assert undo.last_act(dana).act == "refer"  # type: ignore[union-attr]
    backups.back_up(dana, tmp_path / "b.zip")
    with pytest.raises(Refused, match="never undone"):
        undo.undo(dana)


def test_where_the_ledger_cannot_note_it_the_file_stands_and_it_is_said(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana = house.sign_in()

    def busy() -> None:
        raise Busy("Another program is writing.")

    monkeypatch.setattr(dana.db.engine, "begin", busy)
    with pytest.raises(RecordError, match=r"is whole in .*b\.zip, but the ledger has not noted it: Another program"):
        backups.back_up(dana, tmp_path / "b.zip")
    assert backup.read_backup(tmp_path / "b.zip").acts == dana.db.engine.head()[0]


def test_a_folder_is_given_a_dated_name_that_is_free(tmp_path: Path) -> None:
    day = date(2026, 10, 6)
    names = []
    for _ in range(3):
        file = backups.named(tmp_path, day)
        file.touch()
        names.append(file.name)
    assert names == ["groupcare-2026-10-06.zip", "groupcare-2026-10-06-2.zip", "groupcare-2026-10-06-3.zip"]
    assert backups.named(tmp_path / "mine.zip", day) == tmp_path / "mine.zip"


# --- the program's own ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ines Intake", "Mona Manager"])
def test_whoever_is_signed_in_the_program_makes_one_a_day(house: House, name: str) -> None:
    who = house.sign_in(name)
    made = backups.automatic(who, NOON)
    assert made is not None
    assert (made.automatic, made.file) == (True, automatic_name(date(2026, 10, 6)))
    assert backups.newest(who) == made
    assert (house.folder / backups.FOLDER).stat().st_mode & 0o777 == 0o700
    dana = house.sign_in()
    refer.refer(dana, row())
    assert backups.automatic(who, NOON + timedelta(hours=11)) is None
    assert backups.automatic(who, NOON + timedelta(hours=12)) is not None  # past midnight in New York
    assert kept(house) == [automatic_name(date(2026, 10, n)) for n in (6, 7)]
    assert history.proof(dana).faults == ()


def test_while_nothing_is_done_none_is_made_and_a_backup_itself_is_nothing_done(house: House, tmp_path: Path) -> None:
    dana = house.sign_in()
    assert backups.automatic(dana, NOON) is not None
    backups.back_up(dana, tmp_path / "b.zip")
    for days in (1, 2, 30):
        assert backups.automatic(dana, NOON + timedelta(days=days)) is None
    refer.refer(dana, row())
    assert backups.automatic(dana, NOON + timedelta(days=31)) is not None


def test_one_that_was_deleted_is_made_again(house: House, dana: SignIn) -> None:
    made = backups.automatic(dana, NOON)
    assert made is not None
    (house.folder / backups.FOLDER / made.file).unlink()
    assert backups.automatic(dana, NOON) is not None


def test_older_ones_are_deleted_by_the_rule_and_nothing_else_is(house: House, dana: SignIn) -> None:
    folder = house.folder / backups.FOLDER
    folder.mkdir()
    for n in range(1, 61):
        (folder / automatic_name(NOON.date() - timedelta(days=n))).write_text("old")
    (folder / "groupcare-2020-01-01.zip").write_text("made by hand")
    assert backups.automatic(dana, NOON) is not None
    days = ("09-30", "10-01", "10-02", "10-03", "10-04", "10-05", "10-06")
    others = ("08-31", "09-20", "09-27")
    assert kept(house) == [
        "groupcare-2020-01-01.zip",
        *sorted(automatic_name(date.fromisoformat(f"2026-{day}")) for day in (*days, *others)),
    ]


def test_that_another_program_makes_the_days_backup_meanwhile_is_no_failure(
    house: House, dana: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = backup.write_backup

    def late(opened: object, file: Path, progress: object) -> object:
        file.write_text("theirs")
        return write(opened, file)  # type: ignore[arg-type]

    monkeypatch.setattr(backup, "write_backup", late)
    assert backups.automatic(dana, NOON) is None
    assert backups.newest(dana) is None


def test_where_no_folder_can_be_made_it_is_said(house: House, dana: SignIn) -> None:
    (house.folder / backups.FOLDER).write_text("a file")
    with pytest.raises(DiskFull, match="The record is as it was"):
        backups.automatic(dana, NOON)


def test_a_clinic_whose_key_is_in_memory_only_has_none(house: House, dana: SignIn) -> None:
    dana.opened.slot = None
    assert backups.automatic(dana, NOON) is None
    assert kept(house) == []


def test_the_newest_is_told_by_its_instant(dana: SignIn, tmp_path: Path) -> None:
    assert backups.newest(dana) is None
    with dana.db.transaction(dana.staff_id, Role.manager, "back up"):
        for day in (5, 7, 6):
            at = datetime(2026, 10, day, tzinfo=UTC)
            dana.of(Backup).add(Backup(at=at, file="x.zip", size=day, acts=1, head="1-"))
    assert backups.newest(dana).size == 7  # type: ignore[union-attr]
