"""What other processes do in the tests: `python processes.py FUNCTION ARGUMENTS`, a line printed where a test waits."""

import os
import resource
import signal
import sys
import time
from pathlib import Path

from groupcare.record import backup, engine, keys, store
from groupcare.record.db import GroupDB, StoredDocument
from groupcare.record.errors import RecordError

KEY = bytes(range(32))
PASSPHRASE = "a long enough passphrase"


def tell(*words: object) -> None:
    print(*words, flush=True)


def wait() -> None:
    sys.stdin.readline()


def add_one(db: GroupDB, tag: str, *, big: int = 0, midway: bool = False) -> None:
    """One act: the shared counter one up, and one contact and one alert that bear its new value."""
    with db.transaction(tag, "facilitator", "count"):
        counter = db.table("clinic").get(doc_id="counter")
        value = counter["value"] + 1
        db.table("contact").insert({"client": "c", "value": value, "by": tag, "filler": os.urandom(big).hex()})
        if midway:
            tell("midway")
        db.table("clinic").update({"value": value}, doc_ids=["counter"])
        db.table("alert").insert({"client": "c", "value": value, "by": tag})


def count(path: str, tag: str, times: str, big: str = "0") -> None:
    """Ready, wait, then so many acts, each acknowledged by its number; with patience, for the turns are not fair."""
    engine.BUSY_SECONDS = 40
    db = GroupDB(Path(path), KEY)
    tell("ready")
    wait()
    for done in range(int(times)):
        add_one(db, tag, big=int(big))
        tell(done + 1)
    db.close()


def count_and_stop_midway(path: str, tag: str, times: str) -> None:
    """So many whole acts, and one that stands still with a document written and the rest not."""
    db = GroupDB(Path(path), KEY)
    for done in range(int(times)):
        add_one(db, tag)
        tell(done + 1)
    tell("entering")
    sys.stdout.flush()
    with db.transaction(tag, "facilitator", "count"):
        db.table("contact").insert({"client": "c", "value": -1, "by": tag})
        db.table("clinic").update({"value": -1}, doc_ids=["counter"])
        tell("midway")
        wait()


def one_act(path: str, patience: str) -> None:
    """Ready, wait, then one act; tells how many seconds it took, or the sentence."""
    engine.BUSY_SECONDS = float(patience)  # type: ignore[assignment]
    db = GroupDB(Path(path), KEY)
    tell("ready")
    wait()
    begun = time.monotonic()
    try:
        add_one(db, "waiting")
    except RecordError as error:
        tell(type(error).__name__, error)
    else:
        tell("done", round(time.monotonic() - begun, 2))
    db.close()


def write_keys(folder: str) -> None:
    """Write the key file again and again, of changing length."""
    path = Path(folder) / store.KEYS
    file = keys.read_keys(path)
    tell("ready")
    for turn in range(100_000):
        slot = keys.structs.replace(file.slots[0], name="N" * (turn % 7000 + 1))
        keys.write_keys(path, keys.structs.replace(file, slots=(slot,)), KEY)


def make_halfway(folder: str) -> None:
    """Begin to make a store and stand still before it is in place."""
    with store.make(Path(folder)) as fresh:
        db = GroupDB(fresh / store.RECORD, KEY, create=True)
        with db.transaction("s", "manager", "set up the clinic"):
            db.table("clinic").insert(StoredDocument({"name": "Hill Clinic"}, "one"))
        tell("midway")
        wait()


def hold_open(path: str) -> None:
    """Have the record open until told, without writing."""
    db = GroupDB(Path(path), KEY)
    tell("ready")
    wait()
    db.close()


def back_up(folder: str, file: str) -> None:
    """One backup, of a store opened for it."""
    opened = store.open_store(Path(folder), None, PASSPHRASE)
    backup.write_backup(opened, Path(file))
    opened.db.close()


def restore_aside(file: str, folder: str) -> None:
    """One restore, over what stands there."""
    backup.restore(Path(file), Path(folder), aside=True)


def limited(largest: str, function: str, *arguments: str) -> None:
    """Do it while no file may grow beyond so many bytes; tells the sentence that it ends with."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))
    try:
        globals()[function](*arguments)
    except RecordError as error:
        tell(type(error).__name__, error)
    else:
        tell("done")


STEPS = {"open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "os.listdir", "shutil.rmtree"}
"""What Python tells of work on files, before it is done."""


def _kill_at(step: int) -> None:
    """Have this process kill itself before its so-and-so-many-th step on files."""
    done = 0

    def look(event: str, _: object) -> None:
        nonlocal done
        if event in STEPS:
            done += 1
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)


def forking() -> None:
    """For each line `STEP FUNCTION ARGUMENTS`: a child that does it, killed before that step of it (0: by nobody).

    The child's number is told as it begins, and at its end whether it came to it.
    """
    for line in sys.stdin:
        step, function, *arguments = line.split()
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            if int(step):
                _kill_at(int(step))
            globals()[function](*arguments)
            os._exit(0)
        tell(child)
        tell("done" if os.waitpid(child, 0)[1] == 0 else "killed")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
