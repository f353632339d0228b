"""Undoing the newest act of this sign-in: a new act that puts back what the other changed. The ledger keeps both.

It is done only while every document still is as the act left it and nothing was recorded on it since. What opened or
closed a finding, a hold or an alert is never undone, nor is signing, nor anything about staff and keys: a mistake there
is put right by a person in words.
"""

import json
from collections.abc import Iterator, Sequence

from msgspec import Struct

from groupcare.acts.permissions import ACTS, role_for
from groupcare.record.db import StoredDocument
from groupcare.record.errors import Refused
from groupcare.record.rows import ChangeRow, LedgerRow
from groupcare.record.schema import TABLES
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff

UNTOUCHABLE = frozenset({"finding", "hold", "alert", "evaluation", "phoned_decision", "staff", "clinic", "policy"})
"""Kinds of documents that no undoing changes."""
NEVER = frozenset(
    {
        "sign a plan",
        "sign notes",
        "evaluate",
        "merge",
        "sign a phoned decision",
        "take over a session",
        "back up",
        "keep a daily backup",
    }
)


class LastAct(Struct, frozen=True, kw_only=True):
    """The newest act of this sign-in that is not undone; `never` says in a sentence why it cannot be."""

    seq: int
    act: str
    never: str = ""


def last_act(who: SignIn) -> LastAct | None:
    """What undo would undo now, or None where nothing was done since signing in."""
    if not who.db.done:
        return None
    found = who.db.engine.touched(who.db.done[-1])
    assert found is not None
    entry, tables = found
    return LastAct(seq=entry.seq, act=entry.act, never=_never(entry, tables))


def _never(entry: LedgerRow, tables: set[str]) -> str:
    if entry.act in NEVER or entry.act not in ACTS:
        return f"“{entry.act}” is never undone."
    touched = tables & UNTOUCHABLE
    if touched:
        words = " and ".join(sorted(touched))
        return f"It concerns safety or the clinic itself ({words}), which no undoing changes: a person puts it right."
    return ""


def undo(who: SignIn) -> LastAct:
    """Undo the newest act of this sign-in. Raises Refused with the reason where it stays as it is."""
    last = last_act(who)
    if last is None:
        raise Refused("Nothing was done since you signed in that could be undone.")
    if last.never:
        raise Refused(f"This stays as it is. {last.never}")
    role = role_for(last.act, who.staff)
    with who.db.transaction(who.staff_id, role, "undo", f"{last.seq}: {last.act}"):
        found = who.db.engine.act(last.seq)
        assert found is not None
        changes = found[1]
        against = next(_against(who, changes, last.seq), None)
        if against:
            raise Refused(against)
        for change in reversed(changes):
            _put_back(who, change)
    del who.db.done[-2:]  # what was undone, and the undoing, which is not undone in turn
    return last


def _against(who: SignIn, changes: Sequence[ChangeRow], seq: int) -> Iterator[str]:
    """Why it cannot be undone, in sentences."""
    engine = who.db.engine
    left = {change.id: change for change in changes}
    for change in left.values():
        row = engine.read(change.table, change.id)
        if (row.doc if row else None) != change.after:
            later = engine.last_change(change.id)
            yield f"{_name(who, later)} has changed this {change.table} since. Nothing was undone."
        if change.table == "client" and change.before is not None:
            continue  # what is recorded on a person does not hang on their address
        for table in TABLES.values():
            for other in engine.select(table.name, {change.table: change.id}) if change.table in table.links else ():
                later = engine.last_change(other.id)
                if other.id not in left and later is not None and later.seq > seq and not _own_undo(who, later):
                    words = f"has recorded something on this since ({table.name}). Nothing was undone."
                    yield f"{_name(who, later)} {words}"


def _own_undo(who: SignIn, entry: LedgerRow) -> bool:
    """Undoing one act after the other leaves such changes behind; they put back what was there before."""
    return entry.act == "undo" and entry.staff == who.staff_id


def _name(who: SignIn, entry: LedgerRow | None) -> str:
    staff = who.of(Staff).find(entry.staff) if entry else None
    return staff.name if staff else "Somebody"


def _put_back(who: SignIn, change: ChangeRow) -> None:
    table = who.db.table(change.table)
    if change.before is None:
        table.remove(doc_ids=[change.id])  # type: ignore[list-item]  # TinyDB's own ids are int; ours are text
        return
    before = json.loads(change.before)
    if change.after is None:
        table.insert(StoredDocument(before, change.id))
        return

    def put(document: dict[str, object]) -> None:
        document.clear()
        document.update(before)

    table.update(put, doc_ids=[change.id])  # type: ignore[list-item, arg-type]
