"""What the record's tests share: a key, a clock, acts, a hand that tampers, and other processes."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

import groupcare
from groupcare.record import ledger
from groupcare.record.db import GroupDB, StoredDocument, Transaction

KEY = bytes(range(32))
STAFF = "d" * 32
PROCESSES = Path(__file__).with_name("processes.py")
HOUSE = Path(groupcare.__file__).resolve().parent.parent


class Ticking:
    """A clock that goes on by a second each time it is asked."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def acting(db: GroupDB, act: str = "test", **more: Any) -> AbstractContextManager[Transaction]:
    """One act by somebody."""
    return db.transaction(STAFF, "manager", act, **more)


class TakenBack(Exception):
    """Ends an act that is not to last."""


@contextmanager
def taken_back(db: GroupDB) -> Iterator[None]:
    """An act that is taken back at its end, so that the next example finds the record as this one did."""
    with suppress(TakenBack), acting(db):
        yield
        raise TakenBack


def document(doc_id: str, **content: Any) -> StoredDocument:
    """A document that brings its own id."""
    return StoredDocument(content, doc_id)


def put(db: GroupDB, table: str, doc_id: str, content: Mapping[str, Any]) -> None:
    """One act that stores this content, new or not."""
    with acting(db):
        if db.table(table).contains(doc_id=doc_id):
            db.table(table).remove(doc_ids=[doc_id])
        db.table(table).insert(StoredDocument(content, doc_id))


def plain(documents: list[Any]) -> list[tuple[Any, dict[str, Any]]]:
    """Documents as pairs of id and content, so that two stores can be compared."""
    return [(found.doc_id, dict(found)) for found in documents]


def faults(db: GroupDB) -> tuple[str, ...]:
    """What a proof of the whole record finds."""
    return ledger.verify(db.engine).faults


@contextmanager
def raw(path: Path, key: bytes = KEY) -> Iterator[Any]:
    """The database as somebody with the key and without GroupCare sees it."""
    sql = sqlite.connect(str(path), isolation_level=None)
    try:
        sql.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        sql.execute("PRAGMA recursive_triggers = ON")
        yield sql
    finally:
        sql.close()


@contextmanager
def tampering(path: Path) -> Iterator[Any]:
    """As `raw`, with the triggers out of the way, and back again afterwards."""
    with raw(path) as sql:
        triggers = sql.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            sql.execute(f'DROP TRIGGER "{name}"')
        yield sql
        for _, statement in triggers:
            sql.execute(statement)


def start(*arguments: object) -> subprocess.Popen[str]:
    """Another process: a function of processes.py with its arguments."""
    return subprocess.Popen(
        [sys.executable, str(PROCESSES), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HOUSE)},
    )


def say(process: subprocess.Popen[str], line: str = "go") -> None:
    """Send the process a line."""
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    """The next line that the process prints; empty once it has ended."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def finish(process: subprocess.Popen[str]) -> str:
    """What the process still prints until it has ended well."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out
