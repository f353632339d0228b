"""A new key for the record: the old one opens nothing any more, whatever moment the power goes."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from groupcare.record import rotation, store
from groupcare.record.db import GroupDB
from groupcare.record.errors import Damaged
from groupcare.record.key_file import KEYS, KEYS_NEXT
from groupcare.record.ledger import verify
from groupcare.record.store import RECORD, open_by_recovery, open_store

PASSPHRASE = "a long enough passphrase"
STAFF = "a" * 32
PROCESS = """
import sys
from pathlib import Path
from groupcare.record import rotation, store
opened = store.open_store(Path(sys.argv[1]), None, sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
rotation.change_key(opened)
print("done", flush=True)
"""


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    """A store with some pages in it, closed; and its recovery key."""
    folder = tmp_path / "store"
    folder.mkdir()
    db, recovery = store.create(folder, STAFF, "Dana Reyes", PASSPHRASE)
    with db.transaction(STAFF, "manager", "refer"):
        for number in range(1, 301):
            db.table("client").insert({"number": number, "family_name": "x" * 500})
    db.close()
    return folder, recovery


def whole(folder: Path) -> int:
    """How many clients a person who signs in finds, the record proved."""
    opened = open_store(folder, None, PASSPHRASE)
    try:
        assert verify(opened.db.engine).faults == ()
        return len(opened.db.table("client"))
    finally:
        opened.db.close()


def test_passphrases_and_recovery_stay_and_the_old_key_opens_nothing(made: tuple[Path, str]) -> None:
    folder, recovery = made
    old_keys = (folder / KEYS).read_bytes()
    opened = open_store(folder, None, PASSPHRASE)
    old = opened.database_key
    rotation.change_key(opened)
    with opened.db.transaction(STAFF, "manager", "refer"):
        opened.db.table("client").insert({"number": 301})
    opened.db.close()
    assert whole(folder) == 301
    by_recovery = open_by_recovery(folder, "Dana Reyes", recovery)
    assert by_recovery.database_key != old
    by_recovery.db.close()
    with pytest.raises(Damaged):
        GroupDB(folder / RECORD, old)
    (folder / KEYS).write_bytes(old_keys)
    with pytest.raises(Damaged):
        open_store(folder, None, PASSPHRASE)


def test_nothing_is_changed_while_another_program_has_it_open(made: tuple[Path, str]) -> None:
    folder, _ = made
    other = open_store(folder, None, PASSPHRASE)
    before = (folder / KEYS).read_bytes()
    other.db.table("client").get(doc_id="x")
    process = subprocess.run(
        [sys.executable, "-c", PROCESS, str(folder), PASSPHRASE],
        input="go\n", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Busy" in process.stderr
    assert (folder / KEYS).read_bytes() == before
    assert not (folder / KEYS_NEXT).exists()
    assert len(other.db.table("client")) == 300
    other.db.close()
    assert whole(folder) == 300


def killed_after(folder: Path, seconds: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS, str(folder), PASSPHRASE],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("go\n")
    process.stdin.flush()
    time.sleep(seconds)
    process.kill()
    process.wait()


@pytest.mark.parametrize("kills", [4, pytest.param(150, marks=pytest.mark.long)])
def test_killed_at_any_moment_the_record_opens_with_the_same_passphrase(made: tuple[Path, str], kills: int) -> None:
    folder, _ = made
    for kill in range(kills):
        killed_after(folder, 0.0007 * kill % 0.06)
        assert whole(folder) == 300


def test_cut_off_before_the_key_file_took_its_place_the_waiting_one_is_used(
    made: tuple[Path, str], tmp_path: Path
) -> None:
    folder, recovery = made
    old_keys = (folder / KEYS).read_bytes()
    opened = open_store(folder, None, PASSPHRASE)
    rotation.change_key(opened)
    opened.db.close()
    shutil.copy(folder / KEYS, folder / KEYS_NEXT)
    (folder / KEYS).write_bytes(old_keys)
    again = tmp_path / "again"
    shutil.copytree(folder, again)
    assert whole(folder) == 300
    assert not (folder / KEYS_NEXT).exists()
    open_by_recovery(again, "Dana Reyes", recovery).db.close()
    assert whole(again) == 300


def test_a_waiting_file_that_was_never_needed_does_no_harm(made: tuple[Path, str]) -> None:
    folder, _ = made
    (folder / KEYS_NEXT).write_text("half a fi")
    assert whole(folder) == 300
