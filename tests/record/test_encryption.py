"""Nothing of a person can be read in any file below the store's folder, and only the key opens the record."""

import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from groupcare.acts import store as stores
from groupcare.exchange.library import shipped_library
from groupcare.record import store
from groupcare.record.db import GroupDB
from groupcare.record.documents import Records
from groupcare.record.errors import Damaged, WrongPassphrase
from groupcare.rules.clinic import Clinic, Role
from groupcare.rules.people import Client
from tests.record.kit import KEY, acting, document, faults

PLANTED = ("Xyzzyname Quuxfamily", "plughanswer-every-day", "Zoë Ünïque 名前")
SECRET = "a long enough passphrase"


def below(folder: Path) -> list[Path]:
    return [found for found in folder.rglob("*") if found.is_file()]


def found_in(folder: Path) -> set[str]:
    """The planted words that some file below the folder holds, in any encoding that a database may use."""
    spelled = {
        word: [word.encode(c) for c in ("utf-8", "utf-16-le", "utf-16-be", "unicode-escape")] for word in PLANTED
    }
    files = [file.read_bytes() for file in below(folder)]
    return {word for word, spellings in spelled.items() for s in spellings for content in files if s in content}


def planted(db: GroupDB) -> None:
    with acting(db, reason=PLANTED[0]):
        db.table("client").insert(document("c", number=1, family_name=PLANTED[0], given_name=PLANTED[2]))
        db.table("assessment").insert_multiple([{"client": "c", "answer": PLANTED[1]} for _ in range(500)])
        db.table("contact").insert({"client": PLANTED[1], "text": PLANTED[0] * 2000})


def test_the_search_for_planted_words_finds_them_where_they_are(tmp_path: Path) -> None:
    for name, codec in zip(PLANTED, ("utf-8", "utf-16-le", "utf-8"), strict=True):
        (tmp_path / name[:3]).write_bytes(b"\x00" + name.encode(codec))
    assert found_in(tmp_path) == set(PLANTED)


def test_no_planted_name_or_answer_stands_in_any_file_during_and_after(path: Path) -> None:
    db = GroupDB(path, KEY, create=True)
    planted(db)
    assert {file.name for file in below(path.parent)} == {"record.db", "record.db-wal", "record.db-shm"}
    assert found_in(path.parent) == set()
    with acting(db):
        db.table("contact").update({"text": PLANTED[1] * 3000})
        assert found_in(path.parent) == set()
    db.engine.backup_into(path.with_name("copy.db"))
    assert len(db.table("assessment").search(lambda found: PLANTED[1] in found["answer"])) == 500
    assert found_in(path.parent) == set()
    db.close()
    assert {file.name for file in below(path.parent)} == {"record.db", "copy.db"}
    assert found_in(path.parent) == set()


@pytest.mark.usefixtures("cheap_kdf")
def test_no_planted_name_or_passphrase_stands_below_a_stores_folder(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    recovery = stores.make_store(folder, Clinic(name=PLANTED[2], zone="Europe/Paris"), "Dana", list(Role), PLANTED[1])
    with pytest.raises(WrongPassphrase):
        stores.open_store(folder, None, PLANTED[0], shipped_library())
    who = stores.open_store(folder, None, PLANTED[1], shipped_library())
    with who.db.transaction(who.staff_id, "intake", "refer"):
        Records(who.db, Client).add(Client(number=1, family_name=PLANTED[0]))
    assert found_in(tmp_path) == set()
    key = who.opened.database_key
    who.close()
    assert found_in(tmp_path) == set()
    for file in below(folder):
        content = file.read_bytes()
        assert key not in content
        assert key.hex().encode() not in content.lower()
        assert recovery.encode() not in content


def test_the_file_does_not_even_say_that_it_is_a_database(db: GroupDB, path: Path) -> None:
    planted(db)
    assert b"SQLite" not in path.read_bytes()
    assert b"CREATE TABLE" not in path.read_bytes()


def test_the_wrong_key_is_refused_with_a_sentence_and_leaves_the_file_as_it_was(db: GroupDB, path: Path) -> None:
    planted(db)
    db.close()
    before = path.read_bytes()
    for key in (bytes(32), KEY[::-1], KEY[:-1] + b"\x00"):
        with pytest.raises(Damaged, match="not the one these keys belong to"):
            GroupDB(path, key)
    assert path.read_bytes() == before
    GroupDB(path, KEY).close()


def test_nothing_is_printed_over_the_screen_when_a_file_is_damaged(
    db: GroupDB, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    planted(db)
    db.close()
    path.write_bytes(path.read_bytes()[:20_000] + bytes(4096) + path.read_bytes()[24_096:])
    with pytest.raises(Damaged):
        GroupDB(path, bytes(32))
    copy = GroupDB(path, KEY)
    with suppress(Damaged):
        for table in sorted(copy.tables()):
            copy.table(table).search(lambda found: True)
    with suppress(Damaged):
        assert faults(copy)
    copy.close()
    assert capfd.readouterr() == ("", "")


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.usefixtures("cheap_kdf")
def test_a_stores_folder_and_files_are_its_owners_only(tmp_path: Path) -> None:
    os.umask(0o000)
    folder = tmp_path / "deep" / "store"
    stores.make_store(folder, Clinic(name="Hill", zone="Europe/Paris"), "Dana", list(Role), SECRET)
    os.umask(0o000)
    with pytest.raises(WrongPassphrase):
        stores.open_store(folder, None, "not the passphrase", shipped_library())
    os.umask(0o000)
    who = stores.open_store(folder, None, SECRET, shipped_library())
    stores.add_staff(who, "Ines", [Role.intake], SECRET)
    assert mode(folder) == "0o700"
    names = {found.name for found in below(folder)}
    assert {"record.db", "record.db-wal", "record.db-shm", "keys.json", "attempts.log"} == names
    assert {mode(found) for found in below(folder)} == {"0o600"}
    again = who.opened.again().db
    again.table("client").all()
    assert {mode(found) for found in below(folder)} == {"0o600"}
    again.close()
    who.close()
    assert {mode(found) for found in below(folder)} == {"0o600"}
    assert store.names(folder) == ["Dana", "Ines"]


def test_a_record_made_without_a_store_is_its_owners_only_too(path: Path) -> None:
    os.umask(0o000)
    db = GroupDB(path, KEY, create=True)
    planted(db)
    assert {mode(found) for found in below(path.parent)} == {"0o600"}
    db.close()
