"""A backup is a whole store in one file, or no file; a restore gives the whole of it, or leaves all as it is."""

import json
import os
import random
import shutil
import signal
import stat
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from msgspec import structs

from groupcare.record import backup, keys, ledger, store
from groupcare.record.backup import MANIFEST, Manifest, read_backup, restore, write_backup
from groupcare.record.db import GroupDB
from groupcare.record.errors import (
    Busy,
    Damaged,
    DiskFull,
    NewerStore,
    NotFound,
    RecordError,
    Refused,
    WrongPassphrase,
)
from groupcare.record.key_file import KEYS
from groupcare.record.schema import STORE_FORMAT
from groupcare.record.scratch import scratch
from groupcare.record.store import RECORD, Opened
from tests.record.kit import KEY, STAFF, Ticking, acting, faults, finish, hear, put, raw, say, start, tampering

PASSPHRASE = "a long enough passphrase"
PLANTED = "Xyzzyname Quuxfamily"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of one person, a planted name and a counter in it, and a backup of that store."""
    made = tmp_path_factory.mktemp("template")
    (made / "store").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "Kdf", partial(keys.Kdf, memory_kib=8 * 1024, passes=1, lanes=1))
        store._write_keys(made / "store", [keys.new_slot(STAFF, "Dana", PASSPHRASE, KEY)], KEY)
    db = GroupDB(made / "store" / RECORD, KEY, clock=Ticking(), create=True)
    put(db, "clinic", "counter", {"value": 0})
    put(db, "client", "ana", {"number": 1, "family_name": PLANTED})
    db.close()
    there = store.open_store(made / "store", None, PASSPHRASE, Ticking())
    write_backup(there, made / "b.zip")
    there.db.close()
    return made


@pytest.fixture
def folder(template: Path, tmp_path: Path, cheap_kdf: None) -> Path:
    """A store of one's own, that nobody has open."""
    return Path(shutil.copytree(template / "store", tmp_path / "store"))


@pytest.fixture
def opened(folder: Path) -> Iterator[Opened]:
    made = store.open_store(folder, None, PASSPHRASE, Ticking())
    yield made
    made.db.close()


@pytest.fixture
def file(template: Path, folder: Path) -> Path:
    """A backup of that store, beside it."""
    return Path(shutil.copy(template / "b.zip", folder.parent / "b.zip"))


def proved(folder: Path, passphrase: str = PASSPHRASE) -> ledger.Proof:
    """The store opened as people do, and proved."""
    there = store.open_store(folder, None, passphrase)
    try:
        proof = ledger.verify(there.db.engine)
        assert proof.faults == ()
        return proof
    finally:
        there.db.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(found.relative_to(folder)): found.read_bytes() for found in folder.rglob("*") if found.is_file()}


def beside(file: Path) -> set[str]:
    """What else lies in the folder of a file, by name."""
    return {found.name for found in file.parent.iterdir()} - {file.name, "store"}


# --- round trip -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["missing", "deep/down/missing", "empty"])
def test_a_store_made_from_its_backup_is_proved_and_goes_on(opened: Opened, tmp_path: Path, place: str) -> None:
    (tmp_path / "empty").mkdir()
    manifest = write_backup(opened, tmp_path / "b.zip")
    restored = restore(tmp_path / "b.zip", tmp_path / place)
    assert (restored.folder, restored.aside, restored.manifest) == (tmp_path / place, None, manifest)
    assert proved(tmp_path / place) == ledger.verify(opened.db.engine)
    assert {found.name for found in (tmp_path / place).iterdir()} == {KEYS, RECORD}
    again = store.open_store(tmp_path / place, None, PASSPHRASE)
    assert again.db.engine._one("PRAGMA journal_mode")[0] == "wal"
    assert again.db.table("client").get(doc_id="ana")["family_name"] == PLANTED  # type: ignore[call-overload]
    put(again.db, "alert", "a", {"n": 1})
    assert faults(again.db) == ()
    again.db.close()


def test_the_manifest_says_what_the_backup_is_and_nothing_of_the_clinic(opened: Opened, tmp_path: Path) -> None:
    manifest = write_backup(opened, tmp_path / "b.zip")
    assert manifest == read_backup(tmp_path / "b.zip")
    assert (manifest.acts, manifest.made_at.tzinfo) == (2, UTC)
    assert manifest.head == ledger.fingerprint(*opened.db.engine.head())
    with zipfile.ZipFile(tmp_path / "b.zip") as zip_:
        assert zip_.testzip() is None
        assert {entry.compress_type for entry in zip_.infolist()} == {zipfile.ZIP_STORED}
        assert zip_.read(KEYS) == (opened.folder / KEYS).read_bytes()
        told = json.loads(zip_.read(MANIFEST))
    assert set(told) == {"format", "made_at", "groupcare", "store_format", "acts", "head", "members"}
    assert set(told["members"]) == {KEYS, RECORD}


def test_the_backup_is_its_owners_only_and_nothing_else_is_left(opened: Opened, tmp_path: Path) -> None:
    os.umask(0)
    file = tmp_path / "b.zip"
    write_backup(opened, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert beside(file) == set()
    restore(file, tmp_path / "again")
    assert stat.S_IMODE((tmp_path / "again").stat().st_mode) == 0o700
    assert {stat.S_IMODE(f.stat().st_mode) for f in (tmp_path / "again").iterdir()} == {0o600}


def test_a_planted_name_stands_in_no_byte_of_it_nor_of_what_it_is_made_from(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, bytes] = {}
    place = backup._put_in_place

    def look(fresh: Path, file: Path) -> None:
        seen.update(contents(fresh.parent))
        place(fresh, file)

    monkeypatch.setattr(backup, "_put_in_place", look)
    put(opened.db, "contact", "call", {"client": "ana", "text": PLANTED * 2000})
    write_backup(opened, tmp_path / "b.zip")
    assert {"b.zip", RECORD} <= set(seen)
    for content in [*seen.values(), (tmp_path / "b.zip").read_bytes()]:
        for codec in ("utf-8", "utf-16-le", "utf-16-be"):
            assert PLANTED.split()[0].encode(codec) not in content


def test_what_another_program_committed_is_in_it_though_it_stands_in_the_wal_only(
    opened: Opened, tmp_path: Path
) -> None:
    other = GroupDB(opened.folder / RECORD, KEY)
    put(other, "alert", "a", {"n": 1})
    assert (opened.folder / f"{RECORD}-wal").stat().st_size > 0
    assert write_backup(opened, tmp_path / "b.zip").acts == 3
    other.close()


def test_backups_while_another_program_writes_are_each_one_state(opened: Opened, tmp_path: Path) -> None:
    writer = start("count", opened.folder / RECORD, "writer", 400, 2_000)
    assert hear(writer) == "ready"
    say(writer)
    seen: list[int] = []
    while writer.poll() is None and len(seen) < 50:
        file = tmp_path / f"{len(seen)}.zip"
        manifest = write_backup(opened, file)
        seen.append(manifest.acts)
        folder = restore(file, tmp_path / "again" / str(len(seen))).folder
        assert proved(folder).acts == manifest.acts
        db = GroupDB(folder / RECORD, KEY)
        value = db.table("clinic").get(doc_id="counter")["value"]  # type: ignore[call-overload]
        assert manifest.acts == value + 2
        assert [found["value"] for found in db.table("contact")] == list(range(1, value + 1))
        assert [found["value"] for found in db.table("alert")] == list(range(1, value + 1))
        db.close()
    assert finish(writer).split()[-1] == "400"
    assert len(set(seen)) > 2
    assert proved(opened.folder).acts == 402


def test_a_passphrase_that_was_valid_then_opens_it_and_a_later_one_does_not(opened: Opened, tmp_path: Path) -> None:
    write_backup(opened, tmp_path / "b.zip")
    with acting(opened.db, note_always=True):
        store.change_passphrase(opened, "another passphrase")
    restore(tmp_path / "b.zip", tmp_path / "again")
    with pytest.raises(WrongPassphrase):
        store.open_store(tmp_path / "again", None, "another passphrase")
    assert proved(tmp_path / "again").acts == 2


# --- what is refused in writing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("links", [True, False])
def test_nothing_is_ever_written_over(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Nor what another program puts there meanwhile, nor where the file system knows no links."""

    def no_link(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr(os, "link", no_link)
    file = tmp_path / "b.zip"
    write_backup(opened, file)
    before = file.read_bytes()
    with pytest.raises(Refused, match="exists already"):
        write_backup(opened, file)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Refused, match="exists already"):
        write_backup(opened, tmp_path / "dangling")
    late = tmp_path / "late.zip"
    monkeypatch.setattr(backup, "read_backup", lambda fresh: [late.write_text("theirs"), read_backup(fresh)][1])
    with pytest.raises(Refused, match="exists already"):
        write_backup(opened, late)
    assert (file.read_bytes(), late.read_text()) == (before, "theirs")
    assert beside(file) == {"late.zip", "dangling"}


def test_a_backup_that_does_not_read_back_gets_no_name(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "read_backup", lambda fresh: structs.replace(read_backup(fresh), acts=7))
    with pytest.raises(Damaged, match="did not read back"):
        write_backup(opened, tmp_path / "b.zip")
    assert beside(tmp_path / "b.zip") == set()


def test_a_record_with_faults_makes_no_backup(opened: Opened, tmp_path: Path) -> None:
    with tampering(opened.folder / RECORD) as sql:
        sql.execute("UPDATE client SET rev = 7")
    with pytest.raises(Damaged, match=r"is not what the ledger says.* No backup was written, and earlier ones stand"):
        write_backup(opened, tmp_path / "b.zip")
    assert beside(tmp_path / "b.zip") == set()


def test_a_key_file_that_something_else_changed_makes_no_backup(opened: Opened, tmp_path: Path) -> None:
    path = opened.folder / KEYS
    path.write_bytes(path.read_bytes().replace(b'"Dana"', b'"Dora"'))
    with pytest.raises(Damaged, match="changed by something other"):
        write_backup(opened, tmp_path / "b.zip")


@pytest.mark.parametrize("times", [1, 100])
def test_keys_changed_meanwhile_are_those_of_the_record_in_it(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    copy, left = opened.db.engine.backup_into, [times]

    def change_meanwhile(path: Path) -> None:
        copy(path)
        if left[0]:
            left[0] -= 1
            with acting(opened.db, note_always=True):
                store.change_passphrase(opened, f"passphrase number {left[0]}")

    monkeypatch.setattr(opened.db.engine, "backup_into", change_meanwhile)
    if times > 1:
        with pytest.raises(Busy, match="No backup was written"):
            write_backup(opened, tmp_path / "b.zip")
        assert beside(tmp_path / "b.zip") == set()
    else:
        assert write_backup(opened, tmp_path / "b.zip").acts == 3
        restore(tmp_path / "b.zip", tmp_path / "again")
        assert proved(tmp_path / "again", "passphrase number 0").acts == 3


def test_without_a_folder_or_a_key_file_nothing_is_written(opened: Opened, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no folder"):
        write_backup(opened, tmp_path / "nowhere" / "b.zip")
    fleeting = Opened(opened.folder, opened.db, None, KEY, [])
    with pytest.raises(Refused, match="in memory only"):
        write_backup(fleeting, tmp_path / "b.zip")
    assert beside(tmp_path / "b.zip") == set()


# --- what is refused in reading ---------------------------------------------------------------------------------------


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as zip_:
        return {name: zip_.read(name) for name in zip_.namelist()}


def rebuilt(file: Path, changed: dict[str, bytes | None], compression: int = zipfile.ZIP_STORED) -> None:
    """The same zip with members changed, or left out where they are None, whole as a zip."""
    now = {**members(file), **changed}
    with zipfile.ZipFile(file, "w", compression) as zip_:
        for name, content in now.items():
            if content is not None:
                zip_.writestr(name, content)


def resaid(file: Path, **fields: object) -> None:
    """The same backup with a manifest that says something else."""
    rebuilt(file, {MANIFEST: json.dumps({**json.loads(members(file)[MANIFEST]), **fields}).encode()})


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]


def flip_in_place(file: Path, name: str) -> None:
    """One bit of a member, its checksum in the zip as it was."""
    whole, content = file.read_bytes(), members(file)[name]
    file.write_bytes(flipped(whole, whole.index(content) + len(content) // 2))


def _twice(file: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(file, "a") as zip_:
        zip_.writestr(KEYS, b"{}")


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "keys.json flipped": (lambda f: flip_in_place(f, KEYS), "keys.json in .* is not as it was written"),
    "record.db flipped": (lambda f: flip_in_place(f, RECORD), "record.db in .* is not as it was written"),
    "manifest flipped": (lambda f: flip_in_place(f, MANIFEST), "manifest.json in .* is not as it was written"),
    "keys.json cut": (lambda f: rebuilt(f, {KEYS: members(f)[KEYS][:-1]}), "keys.json in"),
    "record.db cut": (lambda f: rebuilt(f, {RECORD: members(f)[RECORD][:-4096]}), "record.db in"),
    "manifest cut": (lambda f: rebuilt(f, {MANIFEST: members(f)[MANIFEST][:-1]}), "manifest.json in"),
    "keys.json changed": (lambda f: rebuilt(f, {KEYS: flipped(members(f)[KEYS], 99)}), "keys.json in"),
    "record.db changed": (lambda f: rebuilt(f, {RECORD: flipped(members(f)[RECORD], 99)}), "record.db in"),
    "swapped": (lambda f: rebuilt(f, {KEYS: members(f)[RECORD], RECORD: members(f)[KEYS]}), "keys.json in"),
    "all one": (lambda f: rebuilt(f, dict.fromkeys((KEYS, RECORD, MANIFEST), members(f)[KEYS])), "manifest.json in"),
    "keys.json gone": (lambda f: rebuilt(f, {KEYS: None}), "no backup that GroupCare made"),
    "record.db gone": (lambda f: rebuilt(f, {RECORD: None}), "no backup that GroupCare made"),
    "manifest gone": (lambda f: rebuilt(f, {MANIFEST: None}), "no backup that GroupCare made"),
    "one more": (lambda f: rebuilt(f, {"../record.db": b"x"}), "no backup that GroupCare made"),
    "one twice": (_twice, "no backup that GroupCare made"),
    "compressed": (lambda f: rebuilt(f, {}, zipfile.ZIP_DEFLATED), "manifest.json in"),
    "no hashes": (lambda f: resaid(f, members={}), "manifest.json in"),
    "no number": (lambda f: resaid(f, format="one"), "manifest.json in"),
    "cut short": (lambda f: f.write_bytes(f.read_bytes()[:-30]), "no backup that GroupCare made"),
    "cut in half": (lambda f: f.write_bytes(f.read_bytes()[: f.stat().st_size // 2]), "no backup that GroupCare made"),
    "empty": (lambda f: f.write_bytes(b""), "no backup that GroupCare made"),
    "a letter": (lambda f: f.write_text("Dear Ana"), "no backup that GroupCare made"),
    "an empty zip": (lambda f: zipfile.ZipFile(f, "w").close(), "no backup that GroupCare made"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_backup_is_told_and_the_store_there_stays_as_it_is(file: Path, folder: Path, damage: str) -> None:
    harm, told = DAMAGE[damage]
    harm(file)
    before = contents(folder)
    for place in (folder, folder.with_name("new")):
        with pytest.raises(Damaged, match=f"{told}.* Nothing was changed; take another"):
            restore(file, place, aside=True)
    assert contents(folder) == before
    assert beside(file) == set()


@pytest.mark.parametrize("count", [150, pytest.param(5000, marks=pytest.mark.long)])
def test_whatever_bit_is_flipped_it_is_told_or_what_is_restored_is_the_same(
    file: Path, tmp_path: Path, count: int
) -> None:
    whole, dice = file.read_bytes(), random.Random(count)
    expected = {name: content for name, content in members(file).items() if name != MANIFEST}
    record = whole.index(expected[RECORD])
    around = [i for i in range(len(whole)) if not record + 64 < i < record + len(expected[RECORD]) - 64]
    for turn in range(count):
        at = dice.choice(around)
        file.write_bytes(flipped(whole, at) if turn % 5 else whole[:at])
        into = tmp_path / "out" / str(turn)
        into.mkdir(parents=True)
        try:
            read_backup(file, into)
        except RecordError as error:
            assert "Nothing was changed" in str(error)  # noqa: PT017
        else:
            assert contents(into) == expected


@pytest.mark.parametrize("fields", [{"format": 2}, {"format": 99, "members": {}}, {"store_format": 99}])
def test_a_backup_of_a_newer_program_is_refused(file: Path, folder: Path, fields: dict[str, object]) -> None:
    resaid(file, **fields)
    with pytest.raises(NewerStore, match=r"made by a newer GroupCare.* Nothing was changed"):
        restore(file, folder, aside=True)
    assert beside(file) == set()


def test_an_older_stores_backup_is_restored_and_opens(folder: Path, tmp_path: Path) -> None:
    """One made before there was a table for backups."""
    with raw(folder / RECORD) as sql:
        sql.execute("DROP TABLE backup")
        sql.execute("PRAGMA user_version = 1")
    opened = store.open_store(folder, None, PASSPHRASE)
    assert opened.db.engine.format() == STORE_FORMAT
    assert opened.db.table("backup").all() == []
    write_backup(opened, tmp_path / "b.zip")
    opened.db.close()
    resaid(tmp_path / "b.zip", store_format=1, something_new=True)
    restore(tmp_path / "b.zip", tmp_path / "again")
    assert proved(tmp_path / "again").acts == 2


def test_what_is_no_file_is_told(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(NotFound, match="There is no file"):
        restore(tmp_path / "nowhere.zip", tmp_path / "new")
    with pytest.raises(Refused, match="cannot be read"):
        restore(tmp_path, tmp_path / "new")
    assert {found.name for found in tmp_path.iterdir()} == {"store"}


# --- over a store that stands there -----------------------------------------------------------------------------------


def test_over_a_store_nothing_is_restored_unless_it_is_moved_aside(file: Path, folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(Refused, match="Nothing was changed; add --aside"):
        restore(file, folder)
    assert contents(folder) == before
    restored = restore(file, folder, aside=True, clock=lambda: datetime(2026, 10, 6, 16, 5, 9, tzinfo=UTC))
    assert restored.aside == folder.with_name("store.before-restore-20261006T160509Z")
    assert contents(restored.aside) == before
    assert proved(folder) == proved(restored.aside)
    with pytest.raises(Refused, match=r"exists already\. Nothing was changed"):
        restore(file, folder, aside=True, clock=lambda: datetime(2026, 10, 6, 16, 5, 9, tzinfo=UTC))


def test_a_damaged_store_is_moved_aside_too_and_a_folder_of_other_things_is_not(file: Path, folder: Path) -> None:
    (folder / KEYS).unlink()
    (folder / RECORD).write_bytes(b"burnt")
    aside = restore(file, folder, aside=True).aside
    assert aside is not None
    assert contents(aside) == {RECORD: b"burnt"}
    assert proved(folder).acts == 2
    home = folder.with_name("home")
    home.mkdir()
    (home / "letter").write_text("mine")
    with pytest.raises(Refused, match="other files"):
        restore(file, home, aside=True)
    assert contents(home) == {"letter": b"mine"}


def test_a_store_that_another_program_has_open_is_left_alone(file: Path, folder: Path) -> None:
    other = start("hold_open", folder / RECORD)
    assert hear(other) == "ready"
    before = {name: content for name, content in contents(folder).items() if "-shm" not in name}
    with pytest.raises(Busy, match=r"Another program has this store open\. Nothing was changed"):
        restore(file, folder, aside=True)
    assert {name: content for name, content in contents(folder).items() if "-shm" not in name} == before
    say(other)
    finish(other)
    assert restore(file, folder, aside=True).aside is not None


def test_stopped_between_the_two_renames_both_are_told_and_nothing_is_lost(file: Path, folder: Path) -> None:
    moved = folder.with_name("store.before-restore-20261006T160509Z")
    folder.rename(moved)
    with pytest.raises(NotFound, match=rf"a restore was stopped.* is whole in\s{moved}. Restore again, or rename"):
        store.open_store(folder, None, PASSPHRASE)
    restore(file, folder)
    assert proved(folder) == proved(moved)


# --- leftovers --------------------------------------------------------------------------------------------------------


def test_leftovers_of_a_killed_program_are_cleared_away_and_those_of_one_at_work_are_not(
    opened: Opened, tmp_path: Path
) -> None:
    left = tmp_path / ".groupcare-backup.0123abcd"
    left.mkdir()
    (left / RECORD).write_bytes(b"half")
    mine = tmp_path / ".groupcare-backup.mine"
    mine.mkdir()
    with scratch(tmp_path, "groupcare-backup") as at_work:
        assert not left.exists()
        write_backup(opened, tmp_path / "b.zip")
        assert at_work.is_dir()
    assert beside(tmp_path / "b.zip") == {mine.name}


# --- no room ----------------------------------------------------------------------------------------------------------


def test_without_room_it_is_said_and_nothing_is_left(file: Path, folder: Path, tmp_path: Path) -> None:
    size, before = (folder / RECORD).stat().st_size, contents(folder)
    for largest in (4096, size - 4096, size, file.stat().st_size - 10):
        told = finish(start("limited", largest, "back_up", folder, tmp_path / "full.zip"))
        assert told.startswith("DiskFull"), told
        assert "make room" in told
        assert beside(file) == set()
    for largest in (10, size - 1):
        told = finish(start("limited", largest, "restore_aside", file, folder))
        assert told.startswith("DiskFull The store cannot be written here. Nothing was changed; make room"), told
        assert beside(file) == set()
    assert contents(folder) == before
    assert finish(start("limited", 2 * size, "back_up", folder, tmp_path / "room.zip")) == "done\n"


def test_a_disk_that_cannot_be_written_is_told(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull, match=r"No file was left.* \(No space left on device\)"):
        write_backup(opened, tmp_path / "b.zip")
    assert beside(tmp_path / "b.zip") == set()


# --- kill -9 ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def children() -> Iterator["subprocess.Popen[str]"]:
    """A process that does what it is told in children that can be killed."""
    made = start("forking")
    yield made
    made.kill()
    made.communicate()


def run(children: "subprocess.Popen[str]", step: int, *words: object, after: float | None = None) -> bool:
    """Do it in a child, killed before that step, or after so many seconds; gives whether it came to its end."""
    say(children, " ".join(map(str, (step, *words))))
    child = int(hear(children))
    if after is not None:
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    told = hear(children)
    assert told in ("done", "killed")
    return told == "done"


def whole_or_none(file: Path) -> bool:
    """Whether there is a backup; where there is, it is whole."""
    if not file.exists():
        return False
    assert isinstance(read_backup(file), Manifest)
    return True


def test_killed_at_any_step_there_is_a_whole_backup_or_none(
    children: "subprocess.Popen[str]", folder: Path, tmp_path: Path
) -> None:
    def place(step: int) -> Path:
        (tmp_path / str(step)).mkdir()
        return tmp_path / str(step) / "b.zip"

    step, outcomes = 1, []
    while not run(children, step, "back_up", folder, file := place(step)):
        outcomes.append(whole_or_none(file))
        step += 1
    assert step > 15
    assert outcomes == sorted(outcomes)
    assert not outcomes[0]
    assert outcomes[-1]
    left = tmp_path / str(step // 2) / "b.zip"
    assert run(children, 0, "back_up", folder, left)
    assert beside(left) == set()
    assert proved(folder).acts == 2


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.long)])
def test_killed_at_any_moment_there_is_a_whole_backup_or_none(
    children: "subprocess.Popen[str]", folder: Path, tmp_path: Path, kills: int
) -> None:
    db = GroupDB(folder / RECORD, KEY)
    with acting(db):
        db.table("contact").insert_multiple([{"client": "ana", "text": "x" * 4000} for _ in range(300)])
    db.close()
    begun, dice = time.monotonic(), random.Random(kills)
    assert run(children, 0, "back_up", folder, tmp_path / "whole.zip")
    usual = time.monotonic() - begun
    for turn in range(kills):
        done = run(children, 0, "back_up", folder, tmp_path / f"{turn}.zip", after=dice.uniform(0, usual))
        assert whole_or_none(tmp_path / f"{turn}.zip") >= done
    assert run(children, 0, "back_up", folder, tmp_path / "last.zip")
    assert not [name for name in beside(tmp_path / "last.zip") if not name.endswith(".zip")]
    assert proved(folder).acts == 3


def state(folder: Path, old: int, new: int) -> str:
    """Which store stands there after a kill: the old, the new, or none, the old whole beside it."""
    if folder.exists():
        acts = proved(folder).acts
        assert acts in (old, new)
        return "old" if acts == old else "new"
    moved = sorted(folder.parent.glob("store.before-restore-*"))
    assert proved(moved[-1]).acts == old
    return "none"


def in_the_place_of(folder: Path, old: Path) -> None:
    """The older store again where the restored one was, with nothing beside it of what was done since."""
    for found in [*folder.parent.glob("*store.*"), folder]:
        shutil.rmtree(found, ignore_errors=True)
    shutil.copytree(old, folder)


@pytest.fixture
def two(file: Path, folder: Path, tmp_path: Path) -> Path:
    """A copy of a store that has gone on since its backup."""
    db = GroupDB(folder / RECORD, KEY)
    put(db, "alert", "later", {"n": 1})
    db.close()
    return Path(shutil.copytree(folder, tmp_path / "kept"))


def test_killed_at_any_step_there_is_the_old_store_or_the_whole_new_one(
    children: "subprocess.Popen[str]", file: Path, folder: Path, two: Path
) -> None:
    step, outcomes = 1, []
    while not run(children, step, "restore_aside", file, folder):
        outcomes.append(state(folder, 3, 2))
        if outcomes[-1] == "none":
            assert run(children, 0, "restore_aside", file, folder)
            assert state(folder, 3, 2) == "new"
        in_the_place_of(folder, two)
        step += 1
    assert step > 10
    assert list(dict.fromkeys(outcomes)) == ["old", "none", "new"]
    assert outcomes.count("none") == 1
    assert state(folder, 3, 2) == "new"
    assert {name.split("-")[0] for name in beside(file)} == {"kept", "store.before"}


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.long)])
def test_killed_at_any_moment_there_is_the_old_store_or_the_whole_new_one(
    children: "subprocess.Popen[str]", file: Path, folder: Path, two: Path, kills: int
) -> None:
    begun, dice = time.monotonic(), random.Random(kills)
    assert run(children, 0, "restore_aside", file, folder)
    usual = time.monotonic() - begun
    for _ in range(kills):
        in_the_place_of(folder, two)
        done = run(children, 0, "restore_aside", file, folder, after=dice.uniform(0, usual))
        assert state(folder, 3, 2) == "new" or not done
