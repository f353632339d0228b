"""One act, one transaction: all of it lasts together with its row in the ledger, or none of it happened."""

# ruff: noqa: PT012  what is refused here are whole acts, at whichever of their steps

import os
import random
import signal
import time
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from tinydb import where

from groupcare.record.db import GroupDB
from groupcare.record.documents import Records
from groupcare.record.errors import AlreadyRecorded, DiskFull, RecordError, Refused, Stale
from groupcare.record.schema import Reason
from tests.record.kit import KEY, acting, document, faults, finish, hear, plain, put, say, start


def acts(db: GroupDB) -> list[str]:
    return [entry.act for entry in db.engine.ledger()]


def revs(db: GroupDB, doc_id: str) -> list[int]:
    return [change.rev for _, change in db.engine.history([doc_id])]


def test_an_act_writes_several_tables_and_one_row_of_the_ledger(db: GroupDB) -> None:
    with acting(db, "raise a concern", reason="panic", tx="t" * 32) as transaction:
        db.table("finding").insert(document("f", client="c"))
        db.table("alert").insert(document("a", client="c"))
    entry = next(db.engine.ledger())
    assert (entry.seq, entry.tx, entry.act, entry.reason) == (1, "t" * 32, "raise a concern", "panic")
    assert entry.at == "2026-10-06T16:00:01Z"
    assert [(c.n, c.client, c.table, c.id, c.rev, c.before) for c in db.engine.changes()] == [
        (0, "c", "finding", "f", 1, None),
        (1, "c", "alert", "a", 1, None),
    ]
    assert (transaction.seq, transaction.head) == db.engine.head()


def test_an_act_that_fails_midway_leaves_nothing(db: GroupDB) -> None:
    put(db, "alert", "a", {"n": 1})
    with pytest.raises(KeyError), acting(db):
        db.table("finding").insert({"client": "c"})
        db.table("alert").update({"n": 2})
        db.table("alert").remove(doc_ids=["a"])
        raise KeyError("half way")
    assert plain(db.table("alert").all()) == [("a", {"n": 1})]
    assert len(db.table("finding")) == 0
    assert db.engine.head()[0] == 1
    assert faults(db) == ()


@pytest.mark.parametrize("failure", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_an_act_broken_off_by_the_person_leaves_nothing(db: GroupDB, failure: type[BaseException]) -> None:
    with pytest.raises(failure), acting(db):
        db.table("alert").insert({"n": 1})
        raise failure
    assert len(db.table("alert")) == 0
    put(db, "alert", "a", {"n": 2})
    assert faults(db) == ()


def test_inside_an_act_its_own_writing_is_seen_and_outside_it_is_not(db: GroupDB) -> None:
    other = GroupDB(db.engine.path, KEY)
    with acting(db):
        db.table("alert").insert({"client": "c"})
        assert db.table("alert").count(where("client") == "c") == 1
        assert other.table("alert").count(where("client") == "c") == 0
    assert other.table("alert").count(where("client") == "c") == 1
    other.close()


def test_the_ledgers_numbers_have_no_gap_after_acts_that_failed(db: GroupDB) -> None:
    for n in range(20):
        try:
            with acting(db):
                db.table("alert").insert({"n": n})
                if n % 3 == 0:
                    raise Refused("no")
        except Refused:
            pass
    assert [entry.seq for entry in db.engine.ledger()] == list(range(1, 14))


def test_a_retry_of_the_same_act_is_known_and_does_nothing_twice(db: GroupDB) -> None:
    tx = uuid.uuid4().hex
    with acting(db, tx=tx):
        db.table("alert").insert({"n": 1})
    with pytest.raises(AlreadyRecorded), acting(db, tx=tx):
        db.table("alert").insert({"n": 1})
    assert len(db.table("alert")) == 1
    put(db, "alert", "b", {})
    assert faults(db) == ()


def test_an_act_that_changes_nothing_leaves_no_row(db: GroupDB) -> None:
    put(db, "alert", "a", {"n": 1, "tags": ["x"]})
    with acting(db) as transaction:
        db.table("alert").update({"n": 1}, doc_ids=["a"])
        db.table("alert").update(lambda found: found.update(tags=["x"]))
        db.table("alert").remove(where("n") == 7)
        db.table("alert").update({"n": 1}, doc_ids=["gone"])
    assert transaction.seq is None
    assert db.engine.head()[0] == 1
    assert db.table("alert").get(doc_id="a").rev == 1  # type: ignore[union-attr]


def test_an_act_that_is_noted_always_leaves_a_row_without_changes(db: GroupDB) -> None:
    with acting(db, "sign in", note_always=True) as transaction:
        pass
    assert transaction.seq == 1
    assert acts(db) == ["sign in"]
    assert list(db.engine.changes()) == []
    assert faults(db) == ()


def test_an_act_within_an_act_is_refused_and_the_outer_one_is_not_harmed(db: GroupDB) -> None:
    with acting(db):
        db.table("alert").insert({"n": 1})
        with pytest.raises(Refused, match="under way"), acting(db, "inner"):
            db.table("alert").insert({"n": 2})
        db.table("alert").insert({"n": 3})
    assert [found["n"] for found in db.table("alert")] == [1, 3]
    assert acts(db) == ["test"]


def test_a_reason_in_somebodys_own_words_is_a_change_of_its_clients_history(db: GroupDB) -> None:
    with acting(db, reason="no_show") as transaction:
        db.table("alert").insert(document("a", client="c"))
        reason = Records(db, Reason).add(Reason(tx=transaction.tx, text="She rang.", client="c"))
    entry = next(db.engine.ledger())
    assert "She rang." not in str(entry)
    assert [(c.table, c.id, c.client) for _, c in db.engine.history([], clients=["c"])] == [
        ("alert", "a", "c"),
        ("reason", reason.id, "c"),
    ]


def test_revisions_count_what_was_changed_and_nothing_else(db: GroupDB) -> None:
    put(db, "alert", "a", {"n": 1})
    put(db, "alert", "b", {"n": 1})
    for n in (2, 2, 3):
        with acting(db):
            db.table("alert").update({"n": n}, doc_ids=["a"])
    assert [found.rev for found in db.table("alert")] == [3, 1]  # type: ignore[attr-defined]
    assert revs(db, "a") == [1, 2, 3]


def test_a_document_changed_twice_in_one_act_has_both_changes(db: GroupDB) -> None:
    put(db, "alert", "a", {"n": 1})
    with acting(db):
        db.table("alert").update({"n": 2}, doc_ids=["a"])
        db.table("alert").update({"n": 3}, doc_ids=["a"])
    assert [(c.rev, c.before, c.after) for _, c in db.engine.history(["a"])][1:] == [
        (2, '{"n":1}', '{"n":2}'),
        (3, '{"n":2}', '{"n":3}'),
    ]
    assert faults(db) == ()


def test_a_document_taken_out_and_put_back_goes_on_counting(db: GroupDB) -> None:
    put(db, "alert", "a", {"n": 1})
    with acting(db):
        db.table("alert").remove(doc_ids=["a"])
    with acting(db):
        db.table("alert").insert(document("a", n=2))
    assert db.table("alert").get(doc_id="a").rev == 3  # type: ignore[union-attr]
    assert revs(db, "a") == [1, 2, 3]
    assert faults(db) == ()


def test_a_document_taken_out_and_put_back_in_one_act_goes_on_counting(db: GroupDB) -> None:
    put(db, "alert", "a", {"n": 1})
    with acting(db):
        db.table("alert").remove(doc_ids=["a"])
        db.table("alert").insert(document("a", n=2))
    assert revs(db, "a") == [1, 2, 3]
    assert faults(db) == ()


def test_a_document_made_taken_out_and_made_again_in_one_act_goes_on_counting(db: GroupDB) -> None:
    with acting(db):
        for n in range(2):
            db.table("alert").insert(document("a", n=n))
            db.table("alert").remove(doc_ids=["a"])
        db.table("alert").insert(document("a", n=9))
    assert revs(db, "a") == [1, 2, 3, 4, 5]
    assert faults(db) == ()


def test_a_form_opened_on_an_older_revision_overwrites_nothing(db: GroupDB) -> None:
    records = Records(db, Reason)
    with acting(db):
        mine = records.add(Reason(tx="t", text="first"))
    theirs = records.get(mine.id)
    with acting(db):
        records.change(theirs, text="theirs")
    with pytest.raises(Stale, match="Nothing was overwritten"), acting(db):
        records.add(Reason(tx="t", text="goes with it"))
        records.change(mine, text="mine")
    assert [reason.text for reason in records.all()] == ["theirs"]
    assert faults(db) == ()


def test_a_number_given_twice_is_refused_and_nothing_of_the_act_lasts(db: GroupDB) -> None:
    put(db, "client", "a", {"number": 1, "family_name": "Ruiz"})
    with pytest.raises(RecordError) as refused, acting(db):
        db.table("alert").insert({"client": "b"})
        db.table("client").insert({"number": 1, "family_name": "Okafor"})
    assert "Okafor" not in str(refused.value)
    assert len(db.table("client")) == 1
    assert len(db.table("alert")) == 0


def test_what_cannot_be_written_as_json_is_refused_and_nothing_of_the_act_lasts(db: GroupDB) -> None:
    for content in ({"x": object()}, {"x": "\ud800"}):
        with pytest.raises(Exception), acting(db):  # noqa: B017, PT011  the encoder's own errors
            db.table("alert").insert({"n": 1})
            db.table("alert").insert(content)
    assert len(db.table("alert")) == 0
    assert faults(db) == ()


def test_acts_that_wait_on_one_another_stand_in_the_ledger_in_the_order_of_their_times(db: GroupDB) -> None:
    """An act's time is when it ran on fresh state, not when it began to wait."""
    other = GroupDB(db.engine.path, KEY, clock=db.clock)
    begin = db.engine.begin

    def begin_behind_the_other() -> None:
        put(other, "alert", "first", {})
        begin()

    db.engine.begin = begin_behind_the_other  # type: ignore[method-assign]
    put(db, "alert", "second", {})
    other.close()
    times = [entry.at for entry in db.engine.ledger()]
    assert len(times) == 2
    assert times == sorted(times)


def test_the_ledgers_time_is_utc_in_whatever_zone_the_clock_tells_it(db: GroupDB) -> None:
    db.clock = lambda: datetime(2026, 10, 6, 12, 0, tzinfo=timezone(timedelta(hours=-4)))
    put(db, "alert", "a", {})
    assert [entry.at for entry in db.engine.ledger()] == ["2026-10-06T16:00:00Z"]


# --- a disk without room ----------------------------------------------------------------------------------------------


def allow_pages(db: GroupDB, more: int) -> None:
    pages = db.engine._one("PRAGMA page_count")[0]
    db.engine._one(f"PRAGMA max_page_count = {pages + more}")


def test_without_room_nothing_of_the_act_is_saved_and_nothing_is_lost(db: GroupDB) -> None:
    put(db, "alert", "a", {"n": 1})
    allow_pages(db, 3)
    with pytest.raises(DiskFull, match="nothing was lost"), acting(db):
        db.table("alert").update({"n": 2})
        db.table("contact").insert({"text": "x" * 100_000})
    assert plain(db.table("alert").all()) == [("a", {"n": 1})]
    allow_pages(db, 1000)
    with acting(db):
        db.table("contact").insert({"text": "x" * 100_000})
    assert faults(db) == ()


def test_an_act_that_goes_on_after_the_disk_was_full_is_never_half_saved(db: GroupDB) -> None:
    allow_pages(db, 3)
    try:
        with acting(db):
            db.table("alert").insert(document("before", n=1))
            with pytest.raises(DiskFull):
                db.table("contact").insert({"text": "x" * 100_000})
            db.table("alert").insert(document("after", n=2))
    except RecordError:
        pass
    assert len(db.table("alert")) in (0, 2)
    assert faults(db) == ()


def test_writing_after_the_database_itself_gave_the_act_up_is_refused(db: GroupDB) -> None:
    """SQLite may take a transaction back by itself, as on a full disk; what follows must not be saved on its own."""
    with pytest.raises(RecordError), acting(db):
        db.table("alert").insert(document("before", n=1))
        db.engine._sql.execute("ROLLBACK")
        db.table("alert").insert(document("after", n=2))
    assert plain(db.table("alert").all()) == []
    assert faults(db) == ()


# --- kill -9 ----------------------------------------------------------------------------------------------------------


def counted(path: Path) -> tuple[int, dict[str, Any]]:
    """After a kill: the counter, and what else the acts wrote."""
    db = GroupDB(path, KEY)
    try:
        assert faults(db) == ()
        value = db.table("clinic").get(doc_id="counter")["value"]  # type: ignore[index]
        tables = {name: [found["value"] for found in db.table(name)] for name in ("contact", "alert")}
        return value, tables
    finally:
        db.close()


def test_killed_at_any_moment_no_acknowledged_act_is_lost_and_no_half_act_seen(db: GroupDB, path: Path) -> None:
    put(db, "clinic", "counter", {"value": 0})
    db.close()
    dice, acknowledged = random.Random(4), 0
    for turn in range(10):
        writer = start("count", path, f"writer-{turn}", 100_000, 20_000)
        assert hear(writer) == "ready"
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
        time.sleep(dice.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        told = writer.communicate()[0].split()
        value, tables = counted(path)
        assert acknowledged + len(told) <= value <= acknowledged + len(told) + 1
        assert tables == {"contact": list(range(1, value + 1)), "alert": list(range(1, value + 1))}
        acknowledged = value
    assert acknowledged > 0


def test_killed_in_the_midst_of_an_act_nothing_of_it_is_there(db: GroupDB, path: Path) -> None:
    put(db, "clinic", "counter", {"value": 0})
    db.close()
    for turn in range(1, 4):
        writer = start("count_and_stop_midway", path, f"writer-{turn}", 2)
        heard = [hear(writer) for _ in range(4)]
        assert heard == ["1", "2", "entering", "midway"]
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
        value, tables = counted(path)
        assert value == 2 * turn
        assert tables == {"contact": list(range(1, value + 1)), "alert": list(range(1, value + 1))}


def test_a_lock_held_by_a_killed_program_is_gone_with_it(db: GroupDB, path: Path) -> None:
    put(db, "clinic", "counter", {"value": 0})
    writer = start("count_and_stop_midway", path, "writer", 0)
    assert [hear(writer), hear(writer)] == ["entering", "midway"]
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    put(db, "alert", "a", {"n": 1})
    other = start("one_act", path, 5)
    assert hear(other) == "ready"
    say(other)
    assert finish(other).startswith("done")


# --- many acts in one commit, for a clinic that is thrown away -------------------------------------------------------


def test_acts_done_together_last_at_once_and_a_refused_one_leaves_nothing(db: GroupDB) -> None:
    other = GroupDB(db.engine.path, KEY)
    with db.engine.together():
        with acting(db, "refer"):
            db.table("client").insert(document("ana", number=1))
        with pytest.raises(ZeroDivisionError), acting(db, "refer"):
            db.table("client").insert(document("bo", number=2))
            raise ZeroDivisionError
        with acting(db, "refer"):
            db.table("client").insert(document("cy", number=3))
        assert len(other.table("client")) == 0
    assert [c.doc_id for c in other.table("client")] == ["ana", "cy"]
    assert faults(db) == ()
    other.close()


def test_nothing_is_left_of_acts_done_together_when_one_breaks_it_off(db: GroupDB) -> None:
    with pytest.raises(ZeroDivisionError), db.engine.together():
        with acting(db, "refer"):
            db.table("client").insert(document("ana", number=1))
        raise ZeroDivisionError
    assert len(db.table("client")) == 0
    with acting(db, "refer"):
        db.table("client").insert(document("bo", number=1))
    assert faults(db) == ()
