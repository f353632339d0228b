"""Several programs on one record: none loses what another wrote, each sees it, and waiting ends with a sentence."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from groupcare.record import ledger
from groupcare.record.db import GroupDB
from groupcare.record.documents import watch
from tests.record.kit import KEY, acting, faults, finish, hear, put, say, start


@pytest.fixture
def counter(db: GroupDB) -> GroupDB:
    put(db, "clinic", "counter", {"value": 0})
    return db


def test_eight_programs_with_two_hundred_acts_each_lose_none(counter: GroupDB, path: Path) -> None:
    tags = [f"writer-{n}" for n in range(8)]
    writers = [start("count", path, tag, 200) for tag in tags]
    assert [hear(writer) for writer in writers] == ["ready"] * 8
    for writer in writers:
        say(writer)
    assert [finish(writer).split()[-1] for writer in writers] == ["200"] * 8
    assert counter.table("clinic").get(doc_id="counter")["value"] == 1600  # type: ignore[index]
    for table in ("contact", "alert"):
        assert [found["value"] for found in counter.table(table)] == list(range(1, 1601))
    entries = list(counter.engine.ledger())
    assert [entry.seq for entry in entries] == list(range(1, 1602))
    assert {tag: sum(entry.staff == tag for entry in entries) for tag in tags} == dict.fromkeys(tags, 200)
    assert faults(counter) == ()


def test_a_program_waits_while_another_writes(counter: GroupDB, path: Path) -> None:
    waiting = start("one_act", path, 10)
    assert hear(waiting) == "ready"
    with acting(counter):
        counter.table("clinic").update({"value": 41})
        say(waiting)
        time.sleep(1)
    told, seconds = finish(waiting).split()
    assert told == "done"
    assert float(seconds) > 0.8
    assert counter.table("clinic").get(doc_id="counter")["value"] == 42  # type: ignore[index]


def test_after_the_limit_it_says_that_another_program_is_writing(counter: GroupDB, path: Path) -> None:
    waiting = start("one_act", path, 0.3)
    assert hear(waiting) == "ready"
    with acting(counter):
        say(waiting)
        told = finish(waiting)
    assert told.startswith("Busy Another program is writing to the record and has not finished. Nothing was saved")
    assert counter.engine.head()[0] == 1
    assert faults(counter) == ()


def test_reading_does_not_wait_for_a_program_that_writes(counter: GroupDB, path: Path) -> None:
    reader = GroupDB(path, KEY)
    with acting(counter):
        counter.table("clinic").update({"value": 1})
        assert reader.table("clinic").get(doc_id="counter")["value"] == 0  # type: ignore[index]
        assert ledger.verify(reader.engine).faults == ()
    assert reader.table("clinic").get(doc_id="counter")["value"] == 1  # type: ignore[index]
    reader.close()


def test_a_watch_tells_of_anothers_commit_once_and_of_none_of_ones_own(counter: GroupDB, path: Path) -> None:
    told: list[int] = []
    look = watch(counter, lambda: told.append(1))
    look()
    put(counter, "alert", "own", {})
    look()
    assert told == []
    other = start("one_act", path, 10)
    assert hear(other) == "ready"
    look()
    assert told == []
    say(other)
    finish(other)
    look()
    look()
    assert told == [1]
    with acting(counter, note_always=True):
        look()
    assert told == [1]


def test_a_proof_sees_one_state_while_another_program_writes(counter: GroupDB, path: Path) -> None:
    writer = start("count", path, "writer", 100_000, 3_000)
    assert hear(writer) == "ready"
    say(writer)
    begun, seen = time.monotonic(), set()
    while len(seen) < 3 or time.monotonic() < begun + 1:
        assert time.monotonic() < begun + 60, "nothing is written beside the proof"
        proof = ledger.verify(counter.engine)
        assert proof.faults == ()
        assert proof.changes == 1 + 3 * (proof.acts - 1)
        assert proof.documents == 1 + 2 * (proof.acts - 1)
        assert proof.head.startswith(f"{proof.acts}-")
        seen.add(proof.acts)
    writer.kill()
    writer.communicate()


@contextmanager
def behind_a_reader(db: GroupDB) -> Iterator[GroupDB]:
    """A second program that reads an older state meanwhile, so that not all that was committed can go into the file.

    Then the file has holes that only the file and its -wal together fill; a kill leaves them so as well.
    """
    reader = GroupDB(db.engine.path, KEY)
    with reader.engine.snapshot():
        reader.engine.head()
        put(db, "clinic", "counter", {"value": 1})
        db.engine._sql.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        yield reader
    reader.close()


def test_a_proof_raises_no_false_alarm_while_another_program_reads_an_older_state(counter: GroupDB) -> None:
    with behind_a_reader(counter) as reader:
        assert faults(counter) == ()
        assert faults(reader) == ()


def test_a_proof_raises_no_false_alarm_about_files_as_a_kill_leaves_them(counter: GroupDB, tmp_path: Path) -> None:
    (tmp_path / "left").mkdir()
    with behind_a_reader(counter):
        for name in ("record.db", "record.db-wal"):
            (tmp_path / "left" / name).write_bytes((tmp_path / name).read_bytes())
    left = GroupDB(tmp_path / "left" / "record.db", KEY)
    assert left.table("clinic").get(doc_id="counter")["value"] == 1  # type: ignore[index]
    assert faults(left) == ()
    left.close()


def test_a_snapshot_stays_as_it_was_when_another_program_writes(counter: GroupDB, path: Path) -> None:
    writer = start("one_act", path, 10)
    assert hear(writer) == "ready"
    with counter.engine.snapshot():
        before = counter.engine.head()
        say(writer)
        finish(writer)
        assert counter.engine.head() == before
        assert counter.table("clinic").get(doc_id="counter")["value"] == 0  # type: ignore[index]
    assert counter.engine.head()[0] == before[0] + 1


def test_all_documents_of_a_table_are_read_from_one_state(counter: GroupDB, path: Path) -> None:
    """The sum over a table is right at any moment, though another program moves amounts between its documents."""
    with acting(counter):
        counter.table("alert").insert_multiple([{"n": 50} for _ in range(10)])
    other = GroupDB(path, KEY)
    first, *_, last = (found.doc_id for found in other.table("alert").all())
    total = 0
    for place, found in enumerate(counter.table("alert")):
        total += found["n"]
        if place == 4:
            with acting(other):
                other.table("alert").update({"n": 0}, doc_ids=[first])
                other.table("alert").update({"n": 100}, doc_ids=[last])
    other.close()
    assert total == 500
