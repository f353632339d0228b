"""Signing in to a store: by name and passphrase, slowed after wrong ones, which the ledger keeps."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from groupcare.acts import SignIn
from groupcare.acts import store as stores
from groupcare.exchange.library import shipped_library
from groupcare.record import engine, ledger, store
from groupcare.record.db import GroupDB
from groupcare.record.errors import Busy, Damaged, NotFound, RecordError, Refused, TooSoon, WrongPassphrase
from groupcare.rules.clinic import Clinic, Role, Staff
from tests.clinic import Clock

SECRET, OWN = "a long enough passphrase", "one that she chose herself"
pytestmark = pytest.mark.usefixtures("cheap_kdf")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock, cheap_kdf: None) -> Path:
    """The store of a small practice: Dana alone."""
    folder = tmp_path / "store"
    stores.make_store(folder, Clinic(name="Hill", zone="Europe/Paris"), "Dana Reyes", [Role.clinician], SECRET, clock)
    return folder


def enter(folder: Path, clock: Clock, name: str | None = None, passphrase: str = SECRET) -> SignIn:
    return stores.open_store(folder, name, passphrase, shipped_library(), clock)


def wrong(folder: Path, clock: Clock, name: str | None = None, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            enter(folder, clock, name, "not the passphrase")


def noted(folder: Path, clock: Clock, name: str | None = None, passphrase: str = SECRET) -> list[str]:
    """Sign in, and what the ledger then holds about wrong passphrases."""
    who = enter(folder, clock, name, passphrase)
    found = [entry.reason for entry in who.db.engine.ledger() if entry.act == "sign in"]
    assert ledger.verify(who.db.engine).faults == ()
    who.close()
    return found


def test_a_new_store_has_its_clinic_its_first_person_and_one_act(folder: Path, clock: Clock) -> None:
    who = enter(folder, clock)
    assert who.clinic.name == "Hill"
    assert who.staff == who.of(Staff).get(who.staff_id)
    assert who.staff.roles == (Role.clinician, Role.manager)
    assert [(e.act, e.staff, e.role) for e in who.db.engine.ledger()] == [
        ("set up the clinic", who.staff_id, "manager")
    ]
    who.close()


def test_one_person_need_not_say_a_name_and_of_several_each_must(folder: Path, clock: Clock) -> None:
    who = enter(folder, clock)
    stores.add_staff(who, "Ines Intake", [Role.intake], SECRET)
    who.close()
    with pytest.raises(Refused, match="Dana Reyes, Ines Intake"):
        enter(folder, clock)
    for name in ("dana reyes", "INES  INTAKE"):
        enter(folder, clock, name).close()
    with pytest.raises(NotFound, match="Known are: Dana Reyes, Ines Intake"):
        enter(folder, clock, "Dan")
    assert stores.staff_names(folder) == ["Dana Reyes", "Ines Intake"]


def test_each_signs_in_with_their_own_passphrase_as_themselves(folder: Path, clock: Clock) -> None:
    who = enter(folder, clock)
    ines = stores.add_staff(who, "Ines Intake", [Role.intake], OWN)
    who.close()
    wrong_one = [("Dana Reyes", OWN), ("Ines Intake", SECRET)]
    for name, passphrase in wrong_one:
        with pytest.raises(WrongPassphrase, match=name):
            enter(folder, clock, name, passphrase)
    who = enter(folder, clock, "Ines Intake", OWN)
    assert who.staff == ines
    who.close()


def test_a_newcomer_is_to_choose_a_passphrase_and_then_only_that_one_opens(folder: Path, clock: Clock) -> None:
    who = enter(folder, clock)
    assert not stores.must_change_passphrase(who)
    stores.add_staff(who, "Ines Intake", [Role.intake], SECRET)
    who.close()
    ines = enter(folder, clock, "Ines Intake")
    assert stores.must_change_passphrase(ines)
    with pytest.raises(Refused, match="characters"):
        stores.change_own_passphrase(ines, "short")
    stores.change_own_passphrase(ines, OWN)
    assert not stores.must_change_passphrase(ines)
    ines.close()
    wrong(folder, clock, "Ines Intake")
    with pytest.raises(WrongPassphrase):
        enter(folder, clock, "Ines Intake", SECRET)
    ines = enter(folder, clock, "Ines Intake", OWN)
    assert not stores.must_change_passphrase(ines)
    acts = [(entry.act, entry.staff) for entry in ines.db.engine.ledger()]
    assert ("change own passphrase", ines.staff_id) in acts
    ines.close()
    enter(folder, clock, "Dana Reyes").close()


def test_an_act_that_fails_adds_nobody(folder: Path, clock: Clock) -> None:
    who = enter(folder, clock)
    before = (folder / store.KEYS).read_bytes()
    for name, roles in (("Dana  REYES", [Role.intake]), ("", [Role.intake]), ("Ines", [])):
        with pytest.raises(Refused):
            stores.add_staff(who, name, roles, SECRET)
    assert (folder / store.KEYS).read_bytes() == before
    assert who.of(Staff).count() == 1
    who.close()


def test_a_key_file_that_was_changed_is_not_written_over_by_adding_somebody(folder: Path, clock: Clock) -> None:
    who = enter(folder, clock)
    path = folder / store.KEYS
    path.write_text(path.read_text().replace('"given": false', '"given": true'))
    before = path.read_bytes()
    with pytest.raises(Damaged):
        stores.add_staff(who, "Ines", [Role.intake], SECRET)
    assert path.read_bytes() == before
    assert who.of(Staff).count() == 1
    who.close()


# --- wrong passphrases ------------------------------------------------------------------------------------------------


def test_three_wrong_passphrases_are_free_and_then_each_doubles_the_wait(folder: Path, clock: Clock) -> None:
    wrong(folder, clock, times=3)
    for wait in (2, 4, 8, 16, 32, 60, 60):
        with pytest.raises(TooSoon, match=f"Wait {wait} seconds"):
            enter(folder, clock)
        clock.forward(seconds=wait - 1)
        with pytest.raises(TooSoon, match="Wait 1 seconds"):
            enter(folder, clock)
        clock.forward(seconds=1)
        wrong(folder, clock)


def test_while_the_wait_lasts_not_even_the_right_passphrase_opens_and_nothing_is_counted(
    folder: Path, clock: Clock
) -> None:
    wrong(folder, clock, times=3)
    for _ in range(5):
        with pytest.raises(TooSoon):
            enter(folder, clock, passphrase="not the passphrase")
    clock.forward(seconds=2)
    enter(folder, clock).close()


def test_one_persons_wrong_passphrases_do_not_slow_another(folder: Path, clock: Clock) -> None:
    who = enter(folder, clock)
    stores.add_staff(who, "Ines Intake", [Role.intake], SECRET)
    who.close()
    wrong(folder, clock, "Dana Reyes", times=3)
    enter(folder, clock, "Ines Intake").close()
    with pytest.raises(TooSoon):
        enter(folder, clock, "Dana Reyes")


def test_wrong_passphrases_stand_in_the_ledger_after_the_next_sign_in_and_are_forgotten(
    folder: Path, clock: Clock
) -> None:
    assert noted(folder, clock) == []
    clock.now = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)
    wrong(folder, clock, times=2)
    clock.forward(hours=1)
    first = noted(folder, clock)
    assert len(first) == 1
    assert "2 wrong passphrases" in first[0]
    assert "2026-10-06T16:00:00" in first[0]
    assert noted(folder, clock) == first
    wrong(folder, clock, times=3)


def test_wrong_passphrases_are_noted_even_when_the_next_sign_in_is_disturbed(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    other = enter(folder, clock)
    wrong(folder, clock)
    with other.db.transaction(other.staff_id, "manager", "long act"), pytest.raises(Busy):
        enter(folder, clock)
    other.close()
    assert noted(folder, clock) == ["1 wrong passphrases before, the last at 2026-10-06T16:00:00+00:00"]


def test_wrong_passphrases_are_noted_even_when_the_record_could_not_be_opened_at_first(
    folder: Path, clock: Clock
) -> None:
    wrong(folder, clock)
    record = folder / store.RECORD
    record.rename(folder / "aside")
    with pytest.raises(Damaged):
        enter(folder, clock)
    (folder / "aside").rename(record)
    assert len(noted(folder, clock)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{staff}",
        "{staff} soon",
        "{staff} 2026-10-06T15:59:59",
        "{staff} 2026-10-06",
        "{staff} 2026-10-06T15:59:59+00:00 more words",
        "{staff} 9999-12-31T23:59:59+00:00",
        "{staff} 0001-01-01T00:00:00+00:00",
        "\x00\xff\n\n{staff} \x1b[2J",
    ],
)
def test_a_count_of_wrong_passphrases_that_was_cut_short_or_edited_locks_nobody_out(
    folder: Path, clock: Clock, line: str
) -> None:
    staff = store.keys.read_keys(folder / store.KEYS).slots[0].staff
    (folder / store.ATTEMPTS).write_bytes((line.format(staff=staff) + "\n").encode("latin-1") * 5)
    try:
        enter(folder, clock).close()
    except TooSoon:
        clock.forward(seconds=60)
        enter(folder, clock).close()


def test_a_clock_set_back_locks_nobody_out(folder: Path, clock: Clock) -> None:
    wrong(folder, clock, times=6 - 3)
    clock.now = datetime(2020, 1, 1, tzinfo=UTC)
    enter(folder, clock).close()


def test_no_passphrase_stands_in_the_count_of_wrong_ones_or_in_a_sentence(folder: Path, clock: Clock) -> None:
    with pytest.raises(RecordError) as told:
        enter(folder, clock, passphrase="almost my other passphrase")
    assert "almost" not in str(told.value)
    assert b"almost" not in (folder / store.ATTEMPTS).read_bytes()


def test_a_sign_in_that_fails_after_the_record_was_opened_closes_it(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    closed: list[Path] = []
    close = GroupDB.close
    monkeypatch.setattr(GroupDB, "close", lambda db: (closed.append(db.engine.path), close(db)))
    other = enter(folder, clock)
    wrong(folder, clock)
    with other.db.transaction(other.staff_id, "manager", "long act"), pytest.raises(Busy):
        enter(folder, clock)
    assert closed == [folder / store.RECORD]
    other.close()
