"""A store's folder is made whole or not at all, and what is no store, or a newer one, is told in a sentence."""

import os
import signal
import sqlite3
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from groupcare.record import store
from groupcare.record.db import GroupDB
from groupcare.record.engine import Engine
from groupcare.record.errors import Damaged, NewerStore, NotFound, RecordError, Refused
from groupcare.record.schema import APPLICATION_ID, STORE_FORMAT
from tests.record.kit import KEY, acting, faults, hear, put, raw, start


def test_a_store_takes_its_place_once_it_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "down" / "store"
    with store.make(folder) as fresh:
        (fresh / "x").write_text("x")
        assert not folder.exists()
    assert [found.name for found in folder.iterdir()] == ["x"]
    assert list(folder.parent.iterdir()) == [folder]


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with store.make(tmp_path / "store") as fresh:
        (fresh / "x").write_text("x")
    assert (tmp_path / "store" / "x").exists()


def test_a_link_to_an_empty_folder_is_used_or_refused(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "store").symlink_to(tmp_path / "disk")
    try:
        with store.make(tmp_path / "store") as fresh:
            (fresh / "x").write_text("x")
    except Refused:
        assert list((tmp_path / "disk").iterdir()) == []
    else:
        assert (tmp_path / "store" / "x").exists()


@pytest.mark.parametrize("said", ["", "store"])
def test_the_folder_one_stands_in_is_used_or_refused_and_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    here = tmp_path / "store"
    here.mkdir()
    monkeypatch.chdir(here)
    try:
        with store.make(tmp_path / said if said else Path()) as fresh:
            (fresh / "x").write_text("x")
    except Refused:
        assert list(tmp_path.iterdir()) == [here]
        assert list(here.iterdir()) == []
    else:
        assert (here / "x").exists()
    assert Path.cwd() == here


def test_a_folder_that_holds_anything_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "letter").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for place in ("store", "file"):
        with pytest.raises(Refused, match="Nothing was changed"), store.make(tmp_path / place):
            pytest.fail("begun")
    with pytest.raises(Refused, match="No store can be made"), store.make(tmp_path / "file" / "store"):
        pytest.fail("begun")
    assert (tmp_path / "store" / "letter").read_text() == "mine"
    assert (tmp_path / "file").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_store_made_there_meanwhile_by_another_is_not_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with pytest.raises(RecordError), store.make(folder) as fresh:  # noqa: PT012  it fails at its end
        (fresh / "x").write_text("late")
        folder.mkdir()
        (folder / "x").write_text("first")
    assert (folder / "x").read_text() == "first"
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_failure_in_the_midst_leaves_nothing_at_all(tmp_path: Path, failure: type[BaseException]) -> None:
    with pytest.raises(failure), store.make(tmp_path / "store") as fresh:  # noqa: PT012
        (fresh / "x").write_text("x")
        raise failure
    assert list(tmp_path.iterdir()) == []


def test_killed_in_the_midst_there_is_no_half_store_and_it_can_be_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    maker = start("make_halfway", folder)
    assert hear(maker) == "midway"
    os.kill(maker.pid, signal.SIGKILL)
    maker.communicate()
    assert not folder.exists()
    with store.make(folder) as fresh:
        (fresh / "x").write_text("x")
    assert (folder / "x").exists()


def test_where_there_is_no_store_is_told_with_what_to_do(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NotFound, match="groupcare init"):
            store.open_store(place, None, "a long enough passphrase")
        with pytest.raises(NotFound, match="groupcare init"):
            store.names(place)
    assert list(tmp_path.iterdir()) == []


# --- the record's file ------------------------------------------------------------------------------------------------


def test_a_missing_record_is_told_and_not_made(path: Path) -> None:
    with pytest.raises(Damaged, match="There is no record at"):
        GroupDB(path, KEY)
    assert list(path.parent.iterdir()) == []


def test_a_record_is_never_made_over_a_file(db: GroupDB, path: Path) -> None:
    put(db, "alert", "a", {"n": 1})
    with pytest.raises((RecordError, FileExistsError)):
        GroupDB(path, KEY, create=True)
    assert db.table("alert").count(lambda found: True) == 1


def test_a_file_that_is_no_record_is_told_and_left_as_it_is(path: Path) -> None:
    plain = path.with_name("plain.db")
    sqlite3.connect(plain).execute("CREATE TABLE t (x)").connection.close()
    cipher = path.with_name("cipher.db")
    with raw(cipher) as sql:
        sql.execute("CREATE TABLE t (x)")
    text = path.with_name("letter.txt")
    text.write_text("Dear Ana, " * 1000)
    empty = path.with_name("empty")
    empty.touch()
    for file in (plain, cipher, text, empty):
        before = file.read_bytes()
        with pytest.raises(Damaged):
            GroupDB(file, KEY)
        assert file.read_bytes() == before
    with pytest.raises(Damaged):
        GroupDB(path.parent, KEY)


def test_a_record_of_a_newer_format_is_refused_and_nothing_was_changed(db: GroupDB, path: Path) -> None:
    put(db, "alert", "a", {"n": 1})
    db.close()
    with raw(path) as sql:
        sql.execute(f"PRAGMA user_version = {STORE_FORMAT + 1}")
    before = path.read_bytes()
    with pytest.raises(NewerStore, match="Nothing was changed; use the newer program"):
        GroupDB(path, KEY)
    assert path.read_bytes() == before


def test_a_record_bears_our_mark_and_format(db: GroupDB, path: Path) -> None:
    with raw(path) as sql:
        assert sql.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert sql.execute("PRAGMA user_version").fetchone()[0] == STORE_FORMAT
        assert sql.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_each_connection_is_set_to_lose_nothing(db: GroupDB) -> None:
    other = GroupDB(db.engine.path, KEY)
    for engine in (db.engine, other.engine):
        settings = [engine._one(f"PRAGMA {name}")[0] for name in ("synchronous", "journal_mode", "recursive_triggers")]
        assert settings == [2, "wal", 1]
        assert engine._one("PRAGMA temp_store")[0] == 2
        assert engine._one("PRAGMA busy_timeout")[0] == 10_000
    other.close()


def test_a_closed_record_is_one_whole_file(db: GroupDB, path: Path) -> None:
    put(db, "alert", "a", {"n": 1})
    db.close()
    assert [found.name for found in path.parent.iterdir()] == ["record.db"]
    again = GroupDB(path, KEY)
    assert faults(again) == ()
    again.close()


def test_a_copy_is_whole_encrypted_and_opens_with_the_same_key(db: GroupDB, path: Path) -> None:
    for n in range(20):
        put(db, "alert", str(n), {"n": n})
    copy = path.with_name("copy.db")
    db.engine.backup_into(copy)
    put(db, "alert", "later", {})
    with pytest.raises(RecordError):
        db.engine.backup_into(copy)
    with pytest.raises(sqlcipher.DatabaseError):
        sqlcipher.connect(str(copy)).execute("SELECT * FROM alert")
    copied = GroupDB(copy, KEY)
    assert len(copied.table("alert")) == 20
    assert faults(copied) == ()
    assert copied.engine.head()[0] == 20
    put(copied, "alert", "own", {})
    assert faults(copied) == ()
    copied.close()


def test_an_error_of_the_database_is_a_sentence_without_its_words(db: GroupDB) -> None:
    with pytest.raises(RecordError) as told:
        db.engine.select("no such table", {})
    assert "no such table" not in str(told.value)
    assert isinstance(db.engine, Engine)


def test_a_store_made_before_there_was_a_table_gets_it_when_it_is_opened(path: Path, db: GroupDB) -> None:
    with acting(db):
        db.table("contact").insert({"client": "c"})
    db.engine._sql.execute("DROP TABLE alert")
    db.close()
    again = GroupDB(path, KEY)
    assert again.table("alert").all() == []
    with acting(again):
        again.table("alert").insert({"client": "c"})
    assert faults(again) == ()
    again.close()
