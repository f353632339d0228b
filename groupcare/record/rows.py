"""The rows of the record as the engine hands them out: documents, acts of the ledger, and the changes behind them."""

from typing import NamedTuple

GENESIS = bytes(32)
"""What stands before the first row of the ledger."""


class Row(NamedTuple):
    """A stored document: its id, its revision, and its JSON text."""

    id: str
    rev: int
    doc: str


class LedgerRow(NamedTuple):
    """One act in the ledger. `at` is a UTC instant as text."""

    seq: int
    tx: str
    at: str
    staff: str
    role: str
    act: str
    reason: str
    prev: bytes
    hash: bytes


class ChangeRow(NamedTuple):
    """One document changed by an act; before and after are None where it did not exist or was erased."""

    seq: int
    n: int
    client: str | None
    table: str
    id: str
    rev: int
    before: str | None
    after: str | None
    salt: bytes | None
    digest: bytes
