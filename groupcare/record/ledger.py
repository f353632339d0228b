"""The ledger's chain: how an act and its changes are hashed, and how the whole is proved.

    digest = SHA-256(salt || part(before) || part(after))      part(None) = "-", part(text) = length ":" UTF-8 bytes
    hash   = SHA-256(prev || header || digest of change 0 || digest of change 1 ...)
    header = JSON without spaces: [seq, tx, at, staff, role, act, reason, [[n, client, table, id, rev], ...]]

Lawful erasure sets before, after and salt of a change to NULL; its digest stays, so the chain still verifies. The act
of erasure is itself a change that leaves a tombstone, so content blanked without such an act is a fault. The chain
makes tampering evident relative to a head fingerprint kept elsewhere; it cannot stop somebody who holds the key from
writing a whole new ledger.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from groupcare.record.engine import Engine
from groupcare.record.rows import GENESIS, ChangeRow, LedgerRow
from groupcare.record.schema import TABLES

SALT_BYTES = 16
ERASURE = "erase"
"""The act of lawful erasure: it leaves a tombstone in the place of each document whose changes it blanked."""
FINGERPRINT_DIGITS = 32
"""Hexadecimal digits of a head fingerprint: 128 bits."""
MOST_FAULTS = 20
"""Faults after which a proof stops listing more."""


def _part(text: str | None) -> bytes:
    if text is None:
        return b"-"
    raw = text.encode()
    return b"%d:" % len(raw) + raw


def digest(salt: bytes, before: str | None, after: str | None) -> bytes:
    """What a change leaves behind for ever, even after its content is erased."""
    return hashlib.sha256(salt + _part(before) + _part(after)).digest()


def chain(entry: LedgerRow, changes: Sequence[ChangeRow]) -> bytes:
    """The hash of an act over its header, its changes' digests and all acts before it (`entry.hash` is not read)."""
    places = [[c.n, c.client, c.table, c.id, c.rev] for c in changes]
    header = [entry.seq, entry.tx, entry.at, entry.staff, entry.role, entry.act, entry.reason, places]
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(entry.prev + text.encode() + b"".join(c.digest for c in changes)).digest()


class Proof(Struct, frozen=True, kw_only=True):
    """What a check of the whole record found. `faults` are sentences; none means that everything agrees."""

    acts: int
    changes: int
    documents: int
    erased: int
    head: str
    faults: tuple[str, ...]


def verify(engine: Engine, progress: Callable[[int, int], None] = lambda done, of: None) -> Proof:
    """Check the pages, the chain, and that replaying the ledger gives exactly the stored documents."""
    with engine.snapshot():
        return _Check(engine, progress).run()


class _Check:
    def __init__(self, engine: Engine, progress: Callable[[int, int], None]) -> None:
        self.engine, self.progress = engine, progress
        self.faults: list[str] = []
        self.state: dict[tuple[str, str], tuple[int, bytes | None, bool]] = {}
        """By table and id: the revision, what the text hashes to (the texts of ten years would fill a small machine),
        and whether it was erased."""
        self.blanked: set[tuple[str, str]] = set()
        self.acts = self.changes = self.erased = 0

    def run(self) -> Proof:
        self.faults.extend(f"The file itself: {fault}" for fault in self.engine.integrity())
        total, head = self.engine.head()
        grouped = groupby(self.engine.changes(), key=lambda c: c.seq)
        waiting = next(grouped, None)
        previous = GENESIS
        for entry in self.engine.ledger():
            own: list[ChangeRow] = []
            while waiting is not None and waiting[0] <= entry.seq:
                rows = list(waiting[1])
                if waiting[0] == entry.seq:
                    own = rows
                else:
                    self._fault(f"Changes of act {waiting[0]} stand without the act.")
                waiting = next(grouped, None)
            self._act(entry, own, previous)
            previous = entry.hash
            if self.acts % 1000 == 0:
                self.progress(self.acts, total)
        if waiting is not None:
            self._fault(f"Changes of act {waiting[0]} stand without the act.")
        documents = self._documents()
        self.progress(total, total)
        return Proof(
            acts=self.acts,
            changes=self.changes,
            documents=documents,
            erased=self.erased,
            head=fingerprint(total, head),
            faults=tuple(self.faults[:MOST_FAULTS]),
        )

    def _fault(self, text: str) -> None:
        self.faults.append(text)

    def _act(self, entry: LedgerRow, changes: list[ChangeRow], previous: bytes) -> None:
        self.acts += 1
        if entry.seq != self.acts:
            self._fault(f"Act {self.acts} is missing from the ledger.")
            self.acts = entry.seq
        if entry.prev != previous:
            self._fault(f"Act {entry.seq} of {entry.at} does not follow the one before it.")
        if chain(entry, changes) != entry.hash:
            self._fault(f"Act {entry.seq} of {entry.at} is not as it was written.")
        for change in changes:
            self._change(entry, change)

    def _change(self, entry: LedgerRow, change: ChangeRow) -> None:
        self.changes += 1
        key = (change.table, change.id)
        rev, now, erased = self.state.get(key, (0, None, False))
        if change.rev != rev + 1:
            self._fault(f"Change {change.n} of act {entry.seq} jumps from version {rev} to {change.rev}.")
        if change.salt is None:
            self.erased += 1
            self.blanked.add(key)
            self.state[key] = (change.rev, None, True)
            if change.before is not None or change.after is not None:
                self._fault(f"Change {change.n} of act {entry.seq} holds content that can no longer be checked.")
            return
        if entry.act == ERASURE:
            self.blanked.discard(key)
        if digest(change.salt, change.before, change.after) != change.digest:
            self._fault(f"Change {change.n} of act {entry.seq} of {entry.at} is not as it was written.")
        if not erased and _hash(change.before) != now:
            self._fault(f"Change {change.n} of act {entry.seq} does not start from what the act before it left.")
        self.state[key] = (change.rev, _hash(change.after), False)

    def _documents(self) -> int:
        count = 0
        for table, doc_id in self.blanked:
            self._fault(f"The {table} {doc_id} was blanked in the ledger without an act of erasure after it.")
        for table in TABLES:
            for row in self.engine.every(table):
                count += 1
                rev, doc, erased = self.state.pop((table, row.id), (0, None, False))
                if not erased and (rev, doc) != (row.rev, _hash(row.doc)):
                    self._fault(f"The stored {table} {row.id} is not what the ledger says (version {row.rev}).")
            for doc_id in self.engine.astray(table):
                self._fault(f"The stored {table} {doc_id} is looked up by something else than stands in it.")
        for (table, doc_id), (_, doc, erased) in self.state.items():
            if doc is not None and not erased:
                self._fault(f"The {table} {doc_id} stands in the ledger and is not stored.")
        return count


def _hash(text: str | None) -> bytes | None:
    return None if text is None else hashlib.sha256(text.encode()).digest()


def fingerprint(seq: int, head: bytes) -> str:
    """The ledger's head for people to keep: its number and the first 16 bytes of its hash, in groups."""
    digits = head.hex()[:FINGERPRINT_DIGITS]
    return f"{seq}-" + "-".join(digits[i : i + 8] for i in range(0, FINGERPRINT_DIGITS, 8))


def follows(engine: Engine, said: str) -> str:
    """Why this record is not one that had that head fingerprint once; empty where it is. Upper case and blanks are
    forgiven, a shortened hash is not."""
    number, _, digits = "".join(said.split()).lower().partition("-")
    if not number.isdigit() or len(digits.replace("-", "")) != FINGERPRINT_DIGITS:
        return f"{said.strip()!r} is no head fingerprint; one looks like {fingerprint(*engine.head())}."
    seq, (last, _) = int(number), engine.head()
    if seq > last:
        return f"The record ends at act {last:,}, before act {seq:,}: it is an older copy, or acts were taken away."
    entry = engine.act(seq) if seq else None
    there = entry[0].hash if entry is not None else GENESIS
    if there.hex()[:FINGERPRINT_DIGITS] != digits.replace("-", ""):
        return f"Act {seq:,} is another one here: this is another record, or everything since was written anew."
    return ""


def faults_of(proof: Proof) -> Iterator[str]:
    """The faults as lines, or one that says there are none."""
    if not proof.faults:
        yield "No fault: the chain is whole and the documents are what it says."
    yield from proof.faults
