"""Whoever holds the key can write into the file behind GroupCare's back: the proof tells what is not as it was."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groupcare.record import ledger
from groupcare.record.db import GroupDB
from groupcare.record.documents import Records
from groupcare.record.errors import Damaged
from groupcare.rules.clinic import Clinic
from tests.record.kit import KEY, acting, document, faults, put, tampering


@pytest.fixture
def kept(db: GroupDB) -> GroupDB:
    """Two clients, of whom one was changed, and a contact that was taken out again."""
    with acting(db, "refer"):
        db.table("client").insert(document("ana", number=1, family_name="Ruiz"))
        db.table("client").insert(document("bo", number=2, family_name="Okafor"))
    with acting(db, "add a contact"):
        db.table("contact").insert(document("call", client="ana", outcome="no answer"))
    with acting(db, "correct"):
        db.table("client").update({"family_name": "Ruiz Soto"}, doc_ids=["ana"])
    with acting(db, "undo"):
        db.table("contact").remove(doc_ids=["call"])
    assert faults(db) == ()
    return db


FORGED = '{"number":2,"family_name":"Forged"}'
BLANK = "UPDATE change SET before = NULL, after = NULL, salt = NULL"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (f"UPDATE client SET doc = '{FORGED}' WHERE id = 'bo'", "stored client bo is not what"),
        ("UPDATE client SET rev = 7 WHERE id = 'bo'", "stored client bo is not what"),
        ("UPDATE client SET number = 7 WHERE id = 'bo'", "client bo is looked up by something else"),
        ("DELETE FROM client WHERE id = 'bo'", "client bo stands in the ledger and is not stored"),
        (f"INSERT INTO contact (id, rev, doc) VALUES ('new', 1, '{FORGED}')", "stored contact new is not what"),
        ("INSERT INTO contact (id, rev, doc) VALUES ('call', 1, '{}')", "stored contact call is not what"),
        (f"UPDATE change SET after = '{FORGED}' WHERE seq = 1 AND n = 1", "Change 1 of act 1"),
        ("UPDATE change SET before = '{}' WHERE seq = 3", "Change 0 of act 3"),
        ("UPDATE change SET salt = zeroblob(16) WHERE seq = 1 AND n = 1", "Change 1 of act 1"),
        ("UPDATE change SET client = 'bo' WHERE seq = 2", "Act 2"),
        ("UPDATE change SET id = 'cy' WHERE seq = 2", "Act 2"),
        ("UPDATE change SET rev = 2 WHERE seq = 2", "Act 2"),
        ("UPDATE change SET n = 5 WHERE seq = 2", "Act 2"),
        ("UPDATE change SET seq = 4, n = 1 WHERE seq = 3", "Act 3"),
        ("DELETE FROM change WHERE seq = 2", "Act 2"),
        ("UPDATE ledger SET staff = 'somebody' WHERE seq = 2", "Act 2"),
        ("UPDATE ledger SET role = 'clinician' WHERE seq = 2", "Act 2"),
        ("UPDATE ledger SET at = '2026-10-06T16:00:03Z' WHERE seq = 2", "Act 2"),
        ("UPDATE ledger SET act = 'refer' WHERE seq = 2", "Act 2"),
        ("UPDATE ledger SET reason = 'x' WHERE seq = 2", "Act 2"),
        ("UPDATE ledger SET tx = 'x' WHERE seq = 2", "Act 2"),
        ("UPDATE ledger SET prev = zeroblob(32) WHERE seq = 2", "Act 2"),
        ("UPDATE ledger SET hash = zeroblob(32) WHERE seq = 2", "Act 2"),
        ("UPDATE ledger SET hash = zeroblob(32) WHERE seq = 4", "Act 4"),
        ("UPDATE ledger SET seq = 9 WHERE seq = 4", "Act 4 is missing"),
        ("DELETE FROM ledger WHERE seq = 2", "Act 2 is missing"),
        ("DELETE FROM ledger WHERE seq = 2", "Changes of act 2 stand without the act"),
        ("DELETE FROM ledger WHERE seq = 4", "Changes of act 4 stand without the act"),
        ("DELETE FROM ledger", "Changes of act 1 stand without the act"),
    ],
)
def test_each_thing_changed_behind_its_back_is_told(kept: GroupDB, path: Path, statement: str, told: str) -> None:
    with tampering(path) as sql:
        assert sql.execute(statement).rowcount > 0
    assert any(told in fault for fault in faults(kept))


def test_contents_swapped_between_two_documents_are_told(kept: GroupDB, path: Path) -> None:
    with tampering(path) as sql:
        docs = dict(sql.execute("SELECT id, doc FROM client").fetchall())
        sql.execute("UPDATE client SET doc = ? WHERE id = 'ana'", (docs["bo"],))
        sql.execute("UPDATE client SET doc = ? WHERE id = 'bo'", (docs["ana"],))
    assert [f for f in faults(kept) if "is not what the ledger says" in f] == [
        f"The stored client {who} is not what the ledger says (version {rev})." for who, rev in (("ana", 2), ("bo", 1))
    ]


def test_two_acts_swapped_are_told(kept: GroupDB, path: Path) -> None:
    with tampering(path) as sql:
        for table in ("ledger", "change"):
            for old, new in ((2, 99), (3, 2), (99, 3)):
                sql.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (new, old))
    assert faults(kept)


def test_an_act_cut_out_with_its_changes_is_told(kept: GroupDB, path: Path) -> None:
    with tampering(path) as sql:
        sql.execute("DELETE FROM change WHERE seq = 2")
        sql.execute("DELETE FROM ledger WHERE seq = 2")
    assert any("Act 2 is missing" in fault for fault in faults(kept))


def test_an_edit_that_was_given_a_fitting_digest_and_hash_breaks_the_chain_behind_it(kept: GroupDB, path: Path) -> None:
    changes = [c for c in kept.engine.changes() if c.seq == 2]
    entry = next(e for e in kept.engine.ledger() if e.seq == 2)
    salt, after = changes[0].salt, '{"client":"ana","outcome":"reached"}'
    assert salt is not None
    forged = [changes[0]._replace(after=after, digest=ledger.digest(salt, None, after))]
    with tampering(path) as sql:
        sql.execute("UPDATE change SET after = ?, digest = ? WHERE seq = 2", (after, forged[0].digest))
        sql.execute("UPDATE ledger SET hash = ? WHERE seq = 2", (ledger.chain(entry, forged),))
    assert any("Act 3" in fault and "does not follow" in fault for fault in faults(kept))


def test_many_faults_are_told_up_to_a_number(db: GroupDB, path: Path) -> None:
    with acting(db):
        db.table("contact").insert_multiple([{"n": n} for n in range(100)])
    with tampering(path) as sql:
        sql.execute("UPDATE contact SET rev = 9")
    assert len(faults(db)) == ledger.MOST_FAULTS


# --- content blanked without an act of erasure ------------------------------------------------------------------------


def test_the_only_change_of_a_document_blanked_is_told(kept: GroupDB, path: Path) -> None:
    with tampering(path) as sql:
        sql.execute(f"{BLANK} WHERE id = 'bo'")
    assert any("client bo was blanked" in fault for fault in faults(kept))


def test_an_earlier_version_blanked_under_a_document_that_lives_on_is_told(kept: GroupDB, path: Path) -> None:
    """The triggers allow it; but no act of erasure followed, and the next change still holds what was there."""
    with tampering(path) as sql:
        sql.execute(f"{BLANK} WHERE seq = 1 AND id = 'ana'")
    assert faults(kept)


def test_the_taking_out_of_a_document_blanked_is_told(kept: GroupDB, path: Path) -> None:
    with tampering(path) as sql:
        sql.execute(f"{BLANK} WHERE seq = 4 AND id = 'call'")
    assert faults(kept)


def test_a_removed_documents_whole_history_blanked_is_told(kept: GroupDB, path: Path) -> None:
    with tampering(path) as sql:
        sql.execute(f"{BLANK} WHERE id = 'call'")
    assert faults(kept)


def test_a_change_edited_and_passed_off_as_erased_is_told(kept: GroupDB, path: Path) -> None:
    """Without its salt a change cannot be checked; then it may hold nothing either."""
    with tampering(path) as sql:
        sql.execute(f"UPDATE change SET salt = NULL, after = '{FORGED}' WHERE seq = 1 AND id = 'ana'")
    assert faults(kept)


# --- the file itself --------------------------------------------------------------------------------------------------


def outcome(path: Path) -> str:
    """What opening and proving this file comes to. Only Damaged may be raised."""
    try:
        db = GroupDB(path, KEY)
        try:
            return "faults" if faults(db) else "clean"
        finally:
            db.close()
    except Damaged:
        return "Damaged"


def test_a_flipped_bit_anywhere_in_the_file_is_never_passed_over(kept: GroupDB, path: Path, tmp_path: Path) -> None:
    kept.close()
    whole, dice = path.read_bytes(), random.Random(7)
    spots = [*range(0, 40, 5), 4095, 4096, len(whole) - 1, *(dice.randrange(len(whole)) for _ in range(60))]
    copy = tmp_path / "copy.db"
    copy.write_bytes(whole)
    assert outcome(copy) == "clean"
    for spot in spots:
        bent = bytearray(whole)
        bent[spot] ^= 1 << dice.randrange(8)
        copy.write_bytes(bent)
        assert outcome(copy) in ("Damaged", "faults"), spot


@pytest.mark.parametrize(
    "bend",
    [
        lambda whole: b"",
        lambda whole: whole[:10],
        lambda whole: whole[:4096],
        lambda whole: whole[:-1],
        lambda whole: whole[:-4096],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:8192] + bytes(4096) + whole[12288:],
        lambda whole: whole[:4096] + whole[8192:12288] + whole[4096:8192] + whole[12288:],
        lambda whole: bytes(len(whole)),
    ],
    ids=["empty", "10 bytes", "one page", "a byte short", "a page short", "half", "zeroes", "pages swapped", "blank"],
)
def test_a_file_cut_short_or_with_pages_out_of_place_is_never_passed_over(
    kept: GroupDB, path: Path, tmp_path: Path, bend: Callable[[bytes], bytes]
) -> None:
    kept.close()
    copy = tmp_path / "copy.db"
    copy.write_bytes(bend(path.read_bytes()))
    assert outcome(copy) in ("Damaged", "faults")


def test_an_index_emptied_behind_its_back_is_told(kept: GroupDB, path: Path) -> None:
    """Looking up a person's contacts would else come back empty, and the proof would call the record whole."""
    put(kept, "contact", "visit", {"client": "ana"})
    with tampering(path) as sql:
        sql.execute("PRAGMA writable_schema = ON")
        old = sql.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact_client'").fetchone()[0]
        new = sql.execute("SELECT rootpage FROM sqlite_master WHERE name = 'handoff_client'").fetchone()[0]
        for name, root in (("contact_client", new), ("handoff_client", old)):
            sql.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", (root, name))
    kept.close()
    assert outcome(path) in ("Damaged", "faults")


@pytest.mark.parametrize("doc", ["{", "[]", "7", "null", "", '"Ruiz"'])
def test_a_stored_text_that_is_no_document_is_damage_and_told_without_its_content(
    db: GroupDB, path: Path, doc: str
) -> None:
    with acting(db):
        clinic = Records(db, Clinic).add(Clinic(name="Hill", zone="Europe/Paris"))
    with tampering(path) as sql:
        sql.execute("UPDATE clinic SET doc = ?", (doc,))
    reads: list[Callable[[], Any]] = [
        lambda: Records(db, Clinic).get(clinic.id),
        lambda: list(Records(db, Clinic).all()),
        lambda: db.table("clinic").search(lambda found: True),
    ]
    for read in reads:
        with pytest.raises(Damaged) as told:
            read()
        assert "Ruiz" not in str(told.value)
    assert faults(db)
