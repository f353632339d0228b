"""What happened to a document or to a person, from the ledger; and the proof that the record is whole."""

import json
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from groupcare.queries.permissions import SEEN_AS, can_see, may_see
from groupcare.record import ledger
from groupcare.record.errors import NotFound
from groupcare.record.ledger import Proof
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.people import Client


class Changed(Struct, frozen=True, kw_only=True):
    """One field of a document, from what to what; None where it was not there."""

    field: str
    before: Any
    after: Any


class Happened(Struct, frozen=True, kw_only=True):
    """One change of one document: when (UTC), who under which role, in which act, and what.

    `withheld` says that what it changed is for other roles than the reader's: the fields are not told.
    """

    seq: int
    at: str
    staff: str
    role: str
    act: str
    reason: str
    table: str
    id: str
    rev: int
    erased: bool
    fields: tuple[Changed, ...]
    withheld: bool = False


def history(who: SignIn, doc_id: str) -> list[Happened]:
    """All changes of that document; of a client, all changes of everything that is theirs. Oldest first."""
    may_see(who, "history")
    mine = {table for table, view in SEEN_AS.items() if can_see(who, view)}
    names = {staff.id: staff.name for staff in who.of(Staff).all()}
    person = who.of(Client).find(doc_id)
    whose = (doc_id, *(person.merged if person is not None else ()))
    rows = who.db.engine.history(whose, whose)
    if not rows:
        raise NotFound(f"Nothing in the ledger is about {doc_id!r}.")
    return [
        Happened(
            seq=entry.seq,
            at=entry.at,
            staff=names.get(entry.staff, entry.staff),
            role=entry.role,
            act=entry.act,
            reason=entry.reason,
            table=change.table,
            id=change.id,
            rev=change.rev,
            erased=change.salt is None,
            fields=tuple(_fields(change.before, change.after)) if change.table in mine else (),
            withheld=change.table not in mine,
        )
        for entry, change in rows
    ]


def _fields(before: str | None, after: str | None) -> list[Changed]:
    old: dict[str, Any] = json.loads(before) if before else {}
    new: dict[str, Any] = json.loads(after) if after else {}
    names = [name for name in dict.fromkeys([*old, *new]) if name != "schema" and old.get(name) != new.get(name)]
    return [Changed(field=name, before=old.get(name), after=new.get(name)) for name in names]


def proof(who: SignIn, progress: Callable[[int, int], None] = lambda done, of: None) -> Proof:
    """Check the whole record: pages, chain, and that the ledger replayed gives the documents."""
    may_see(who, "proof")
    return ledger.verify(who.db.engine, progress)


def against_head(who: SignIn, fingerprint: str) -> str:
    """Why this record is not the one that once had this head fingerprint, as a sentence; empty where it is."""
    may_see(who, "proof")
    return ledger.follows(who.db.engine, fingerprint)
