"""What other processes do in the tests: `python processes.py FUNCTION ARGUMENTS`, a line printed where a test waits."""

import os
import sys
import time
from pathlib import Path

from groupcare.record import engine, keys, store
from groupcare.record.db import GroupDB, StoredDocument
from groupcare.record.errors import RecordError

KEY = bytes(range(32))


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
    """Ready, wait, then so many acts, each acknowledged by its number."""
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


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
