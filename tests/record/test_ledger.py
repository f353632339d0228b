"""The ledger: its chain as the formula says, its triggers, and the proof that replaying it gives the documents."""

import ast
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlite

from groupcare.record import ledger
from groupcare.record.db import GroupDB
from groupcare.record.rows import GENESIS
from tests.record.kit import KEY, acting, document, faults, put, raw, tampering

PROVE = Path(__file__).with_name("prove_chain.py")


def proved_without_groupcare(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-I", str(PROVE), str(path), KEY.hex()], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def some_acts(db: GroupDB) -> None:
    """Documents made, changed, changed twice, taken out and put back, and an act without changes."""
    with acting(db, "refer", reason="façade · 名前"):
        db.table("client").insert(document("c", number=1, family_name="O’Brien — 名前 \u0000\n", tags=[1.5, None]))
        db.table("referral").insert(document("r", number=1, client="c"))
    with acting(db, "screen"):
        db.table("referral").update({"status": "screened"})
        db.table("referral").update({"status": "waitlisted"})
    with acting(db, "sign in", note_always=True):
        pass
    with acting(db):
        db.table("referral").remove(doc_ids=["r"])
    put(db, "referral", "r", {"number": 1, "client": "c"})


# --- the chain --------------------------------------------------------------------------------------------------------


def test_a_script_without_groupcare_proves_the_chain_and_the_documents(db: GroupDB, path: Path) -> None:
    some_acts(db)
    assert proved_without_groupcare(path) == "whole"
    with tampering(path) as sql:
        sql.execute("UPDATE ledger SET staff = 'nobody' WHERE seq = 2")
    assert "act 2 is not as it was written" in proved_without_groupcare(path)


def test_that_script_is_short_and_stands_on_its_own() -> None:
    text = PROVE.read_text(encoding="utf-8")
    imported = {
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names
    }
    assert len(text.splitlines()) < 40
    assert imported == {"hashlib", "json", "sys"}
    assert "groupcare" not in text.lower().replace("without groupcare", "")


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
contents = st.dictionaries(
    words, st.one_of(words, st.none(), st.integers(-(2**53), 2**53), st.lists(words)), max_size=3
)


@given(st.lists(st.tuples(words, words, st.lists(contents, max_size=3)), min_size=1, max_size=5))
@settings(max_examples=6, deadline=None)
def test_any_acts_and_any_words_in_them_are_proved_by_both(acts: list[tuple[str, str, list[dict[str, Any]]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = GroupDB(Path(folder) / "record.db", KEY, create=True)
        for act, reason, rows in acts:
            with acting(db, act, reason=reason, note_always=True):
                db.table("contact").insert_multiple(rows)
        proof = ledger.verify(db.engine)
        assert (proof.faults, proof.acts, proof.changes) == ((), len(acts), sum(len(rows) for _, _, rows in acts))
        db.close()
        assert proved_without_groupcare(Path(folder) / "record.db") == "whole"


def test_every_word_of_an_act_and_every_place_it_changed_is_in_its_hash(db: GroupDB) -> None:
    some_acts(db)
    entry = next(iter(db.engine.ledger()))
    changes = [c for c in db.engine.changes() if c.seq == entry.seq]
    assert ledger.chain(entry, changes) == entry.hash
    for field in ("seq", "tx", "at", "staff", "role", "act", "reason", "prev"):
        other = entry._replace(**{field: b"x" if field == "prev" else "x"})  # type: ignore[arg-type]
        assert ledger.chain(other, changes) != entry.hash
    for field in ("n", "client", "table", "id", "rev", "digest"):
        other_change = changes[0]._replace(**{field: b"x" if field == "digest" else "x"})  # type: ignore[arg-type]
        assert ledger.chain(entry, [other_change, *changes[1:]]) != entry.hash
    assert ledger.chain(entry, changes[::-1]) != entry.hash


def test_a_digest_tells_nothing_before_from_nothing_after_and_where_one_ends() -> None:
    salt = bytes(16)
    pairs = [
        (None, "a"),
        ("a", None),
        ("", "a"),
        ("a", ""),
        ("ab", "c"),
        ("a", "bc"),
        ("-", None),
        (None, "-"),
        ("", ""),
    ]
    assert len({ledger.digest(salt, *pair) for pair in pairs}) == len(pairs)


def test_equal_changes_do_not_have_equal_digests(db: GroupDB) -> None:
    with acting(db):
        db.table("alert").insert_multiple([{"item9": 1}, {"item9": 1}])
    first, second = db.engine.changes()
    assert first.after == second.after
    assert first.digest != second.digest
    assert first.salt is not None
    assert len(first.salt) == 16


def test_the_chain_begins_at_nothing_and_the_fingerprint_follows_its_head(db: GroupDB) -> None:
    assert db.engine.head() == (0, GENESIS)
    empty = ledger.verify(db.engine)
    put(db, "alert", "a", {})
    first = ledger.verify(db.engine)
    assert next(iter(db.engine.ledger())).prev == GENESIS
    assert (empty.faults, empty.acts, empty.documents) == ((), 0, 0)
    assert (first.faults, first.acts, first.documents) == ((), 1, 1)
    assert empty.head.startswith("0-")
    assert first.head == ledger.fingerprint(*db.engine.head())
    assert first.head.startswith("1-")
    assert empty.head != first.head


def test_a_proof_of_nothing_wrong_says_so_in_a_line(db: GroupDB) -> None:
    assert list(ledger.faults_of(ledger.verify(db.engine))) == [
        "No fault: the chain is whole and the documents are what it says."
    ]


def test_a_proof_tells_how_far_it_is(db: GroupDB) -> None:
    for _ in range(3):
        with acting(db, note_always=True):
            pass
    told: list[tuple[int, int]] = []
    ledger.verify(db.engine, lambda done, of: told.append((done, of)))
    assert told[-1] == (3, 3)


def test_history_gives_a_documents_changes_and_a_clients_in_order(db: GroupDB) -> None:
    some_acts(db)
    by_id = db.engine.history(["r"])
    by_client = db.engine.history([], clients=["c"])
    assert [(entry.seq, change.rev) for entry, change in by_id] == [(1, 1), (2, 2), (2, 3), (4, 4), (5, 5)]
    assert {change.id for _, change in by_client} == {"c", "r"}
    assert db.engine.history(["gone"]) == []


# --- the triggers -----------------------------------------------------------------------------------------------------

ERASE = "UPDATE change SET before = NULL, after = NULL, salt = NULL"
COPY = "SELECT seq, tx, at, 'other', role, act, reason, prev, hash FROM ledger WHERE seq = 1"
COPY_CHANGE = "SELECT seq, n, client, \"table\", id, rev, before, 'x', salt, digest FROM change WHERE seq = 1 AND n = 0"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger",
        "DELETE FROM ledger WHERE seq = 5",
        "DELETE FROM change",
        "DELETE FROM change WHERE seq = 1",
        "UPDATE ledger SET staff = 'other'",
        "UPDATE ledger SET at = '2020-01-01T00:00:00Z' WHERE seq = 1",
        "UPDATE ledger SET act = act",
        "UPDATE OR REPLACE ledger SET seq = 2 WHERE seq = 1",
        "UPDATE OR REPLACE ledger SET tx = (SELECT tx FROM ledger WHERE seq = 2) WHERE seq = 1",
        "UPDATE OR REPLACE change SET seq = 2, n = 0 WHERE seq = 1 AND n = 0",
        f"INSERT OR REPLACE INTO ledger {COPY}",
        f"REPLACE INTO ledger {COPY}",
        f"INSERT OR REPLACE INTO change {COPY_CHANGE}",
        "INSERT INTO ledger SELECT 1, 'new', at, staff, role, act, reason, prev, hash FROM ledger WHERE seq = 1"
        " ON CONFLICT (seq) DO UPDATE SET staff = 'other'",
        "UPDATE change SET after = 'x' WHERE seq = 1",
        "UPDATE change SET before = 'x'",
        "UPDATE change SET before = NULL, after = NULL WHERE seq = 1",
        "UPDATE change SET salt = NULL WHERE seq = 1",
        "UPDATE change SET after = NULL, salt = NULL WHERE seq = 2",
        f"{ERASE}, digest = x'00'",
        f"{ERASE}, rev = 9",
        f"{ERASE}, id = 'other'",
        f"{ERASE}, client = 'other'",
        f"{ERASE}, client = NULL",
        f"{ERASE}, \"table\" = 'alert'",
        f"{ERASE}, n = n + 10",
        f"{ERASE}, seq = 3",
    ],
)
def test_the_ledger_is_neither_shortened_nor_rewritten(db: GroupDB, path: Path, statement: str) -> None:
    some_acts(db)
    with raw(path) as sql, pytest.raises(sqlite.Error):
        sql.execute(statement)
    with pytest.raises(sqlite.Error):
        db.engine._sql.execute(statement)
    assert faults(db) == ()
    assert db.engine.head()[0] == 5


def test_nothing_of_an_act_whose_row_cannot_be_written_lasts(db: GroupDB, monkeypatch: pytest.MonkeyPatch) -> None:
    some_acts(db)
    monkeypatch.setattr(db.engine, "head", lambda: (1, GENESIS))
    with pytest.raises(Exception, match="could not"), acting(db):
        db.table("alert").insert({"client": "c"})
    monkeypatch.undo()
    assert len(db.table("alert")) == 0
    assert faults(db) == ()


def test_content_can_be_blanked_and_what_stays_still_verifies(db: GroupDB, path: Path) -> None:
    """Lawful erasure: all that the ledger holds of a document is blanked, and a tombstone takes its place."""
    some_acts(db)
    with raw(path) as sql:
        sql.execute(f"{ERASE} WHERE id = 'c'")
        sql.execute("DELETE FROM client WHERE id = 'c'")
    with acting(db, "erase"):
        db.table("client").insert(document("c", number=1, erased="2026-10-06"))
    proof = ledger.verify(db.engine)
    assert proof.faults == ()
    assert proof.erased == 1
    assert db.table("client").get(doc_id="c").rev == 2  # type: ignore[union-attr]
    assert proved_without_groupcare(path) == "whole"


# --- the head fingerprint -------------------------------------------------------------------------------------------


def test_a_head_fingerprint_is_found_again_after_more_acts(db: GroupDB) -> None:
    with acting(db, "refer"):
        db.table("client").insert(document("ana", number=1))
    kept = ledger.fingerprint(*db.engine.head())
    with acting(db, "refer"):
        db.table("client").insert(document("bo", number=2))
    assert ledger.follows(db.engine, kept) == ""
    assert ledger.follows(db.engine, f"  {kept.upper()} ") == ""
    assert ledger.follows(db.engine, ledger.fingerprint(0, bytes(32))) == "", "every record began empty"


def test_an_older_copy_and_another_record_are_told_apart_from_it(db: GroupDB) -> None:
    with acting(db, "refer"):
        db.table("client").insert(document("ana", number=1))
    seq, head = db.engine.head()
    assert "older copy" in ledger.follows(db.engine, ledger.fingerprint(seq + 1, head))
    assert "another record" in ledger.follows(db.engine, ledger.fingerprint(seq, bytes(32)))
    for typed in ("", "x", "1-abc", ledger.fingerprint(seq, head)[:-1], "[/red]"):
        assert "is no head fingerprint" in ledger.follows(db.engine, typed)
