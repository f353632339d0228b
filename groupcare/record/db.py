"""GroupDB: TinyDB's interface and query language over the engine, with one transaction an act.

Reading works as in TinyDB. Writing works as in TinyDB *inside* `with db.transaction(...)`, and is refused outside: so
every change stands in the ledger, with who did it and in which act, or did not happen. Equality on a link becomes
SQL; the rest of a query is tested by TinyDB itself. The private hooks of TinyDB 4.9 that this rests on
(`_read_table`, `_update_table`, `_get_next_id`, `QueryInstance._hash`) are held by contract tests.
"""

import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from groupcare.record import ledger
from groupcare.record.engine import Engine
from groupcare.record.errors import AlreadyRecorded, Damaged, Refused
from groupcare.record.rows import ChangeRow, LedgerRow, Row
from groupcare.record.schema import TABLES

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The instant, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def new_id() -> str:
    """32 hex digits."""
    return uuid.uuid4().hex


class StoredDocument(Document):
    """A document with its id and revision. Its content is a copy; change it with `update` inside a transaction."""

    doc_id: str  # type: ignore[assignment]  # TinyDB's own type is int; ours are document_id_class = str
    rev: int

    def __init__(self, value: Mapping[str, Any], doc_id: str) -> None:
        super().__init__(value, doc_id)  # type: ignore[arg-type]
        self.rev = value.rev if isinstance(value, StoredDocument) else 0


def load(row: Row) -> StoredDocument:
    """The document of a row. Raises Damaged."""
    try:
        content = msgspec.json.decode(row.doc)
    except msgspec.DecodeError:
        content = None
    if not isinstance(content, dict):
        raise Damaged(f"The document {row.id} cannot be read. Run `groupcare verify`, and restore the newest backup.")
    document = StoredDocument(content, row.id)
    document.rev = row.rev
    return document


def end_of(until: str) -> str:
    """Up to where open work is asked for: a date takes in all of that day; an instant is compared as it stands."""
    return until if "T" in until else until + "T~"


def _own(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """TinyDB's own Document as ours, so that it keeps its id."""
    if isinstance(document, Document) and not isinstance(document, StoredDocument):
        return StoredDocument(document, document.doc_id)  # type: ignore[arg-type]
    return document


class EngineStorage(Storage):
    """Where TinyDB expects a storage. Whole-database reads and writes, TinyDB's own way, are refused."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.changes: list[ChangeRow] | None = None
        self.fresh: set[str] = set()
        self.revs: dict[str, int] = {}

    def read(self) -> dict[str, dict[str, Any]] | None:
        raise Refused("The record is never read as a whole; ask a table.")

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        raise Refused("The record is never written as a whole; nothing was changed.")

    def close(self) -> None:
        self.engine.close()

    def note(self, table: str, before: Row | None, after: Row | None, content: Mapping[str, Any] | None = None) -> None:
        """Write one changed document and remember the change for the ledger; `content` is what it holds, if known."""
        if self.changes is None:
            raise Refused("Nothing is written outside a transaction; nothing was changed.")
        row = after or before
        assert row is not None
        if after is not None:
            self.engine.write(table, after, new=before is None)
            rev = after.rev
        else:
            self.engine.delete(table, row.id)
            rev = row.rev + 1
        self.revs[row.id] = rev
        salt = secrets.token_bytes(ledger.SALT_BYTES)
        old, new = before and before.doc, after and after.doc
        self.changes.append(
            ChangeRow(
                seq=0,
                n=len(self.changes),
                client=_client_of(table, row, content),
                table=table,
                id=row.id,
                rev=rev,
                before=old,
                after=new,
                salt=salt,
                digest=ledger.digest(salt, old, new),
            )
        )

    def erase(self, table: str, doc_id: str, client: str) -> bool:
        """Take a document out and blank all that the ledger holds of it; the row for this holds no content either.

        Gives whether it was still stored: what was taken out before has left content in the ledger, too.
        """
        if self.changes is None:
            raise Refused("Nothing is erased outside a transaction; nothing was changed.")
        stored = self.engine.read(table, doc_id) is not None
        if stored:
            self.engine.delete(table, doc_id)
        rev = self.engine.last_rev(doc_id) + 1
        self.engine.blank(doc_id)
        salt = secrets.token_bytes(ledger.SALT_BYTES)
        digest = ledger.digest(salt, None, None)
        row = ChangeRow(0, len(self.changes), client, table, doc_id, rev, None, None, salt, digest)
        self.changes.append(row)
        return stored

    def erase_words(self, table: str, doc_id: str, without: Callable[[str], str | None]) -> bool:
        """Take words out of a document and out of all that the ledger holds of it; gives whether they were in it.

        `without` gives a stored text without them, None where it does not hold them. Changes that hold them are
        blanked, since the ledger is never rewritten; what is stored now is a change of its own that comes from nothing.
        """
        if self.changes is None:
            raise Refused("Nothing is erased outside a transaction; nothing was changed.")
        rows = self.engine.changes_of(doc_id)
        holding = [c for c in rows if any(t is not None and without(t) is not None for t in (c.before, c.after))]
        if not holding:
            return False
        for change in holding:
            self.engine.blank_change(change.seq, change.n)
        stored, rev = self.engine.read(table, doc_id), rows[-1].rev + 1
        after = None if stored is None else without(stored.doc) or stored.doc
        if after is not None:
            self.engine.write(table, Row(doc_id, rev, after), new=False)
        before = None if stored is None or rows[-1] in holding or rows[-1].salt is None else stored.doc
        salt = secrets.token_bytes(ledger.SALT_BYTES)
        digest = ledger.digest(salt, before, after)
        client = rows[-1].client
        self.changes.append(ChangeRow(0, len(self.changes), client, table, doc_id, rev, before, after, salt, digest))
        return True


def _client_of(table: str, row: Row, content: Mapping[str, Any] | None) -> str | None:
    if table == "client":
        return row.id
    if "client" not in TABLES[table].links:
        return None
    client = (msgspec.json.decode(row.doc) if content is None else content).get("client")
    return client if isinstance(client, str) else None


class _Rows(MutableMapping[str, Any]):
    """A table as TinyDB's updaters see it: loaded row by row, with every row that was touched remembered."""

    def __init__(self, storage: EngineStorage, table: str) -> None:
        self._engine, self._storage, self._table = storage.engine, storage, table
        self._before: dict[str, Row | None] = {}
        self._now: dict[str, dict[str, Any] | None] = {}

    def _touch(self, doc_id: str) -> dict[str, Any] | None:
        if doc_id not in self._now:
            row = None if doc_id in self._storage.fresh else self._engine.read(self._table, doc_id)
            self._before[doc_id] = row
            self._now[doc_id] = None if row is None else load(row)
        return self._now[doc_id]

    def __getitem__(self, doc_id: str) -> Any:
        document = self._touch(doc_id)
        if document is None:
            raise KeyError(doc_id)
        return document

    def __setitem__(self, doc_id: str, document: Mapping[str, Any]) -> None:
        if not isinstance(doc_id, str):
            raise Refused("Ids of the record are text; nothing was changed.")
        self._touch(doc_id)
        self._now[doc_id] = dict(document)

    def __delitem__(self, doc_id: str) -> None:
        if self._touch(doc_id) is None:
            raise KeyError(doc_id)
        self._now[doc_id] = None

    def __contains__(self, doc_id: object) -> bool:
        return isinstance(doc_id, str) and self._touch(doc_id) is not None

    def __iter__(self) -> Iterator[str]:
        stored = self._engine.ids(self._table)
        known = set(stored)
        yield from (i for i in stored if self._now.get(i, True) is not None)
        yield from (i for i, document in self._now.items() if i not in known and document is not None)

    def __len__(self) -> int:
        changed = sum((d is not None) - (self._before[i] is not None) for i, d in self._now.items())
        return self._engine.count(self._table) + changed

    def clear(self) -> None:
        for doc_id in list(self):
            del self[doc_id]

    def _next_rev(self, doc_id: str) -> int:
        if doc_id in self._storage.fresh:
            self._storage.fresh.discard(doc_id)
            return 1
        return max(self._storage.revs.get(doc_id, 0), self._engine.last_rev(doc_id)) + 1

    def changed(self) -> Iterator[tuple[Row | None, Row | None]]:
        """What each touched document was and is now, where that differs."""
        for doc_id, document in self._now.items():
            before = self._before[doc_id]
            text = None if document is None else msgspec.json.encode(dict(document)).decode()
            if text is None:
                if before is not None:
                    yield before, None
            elif before is None:
                yield None, Row(doc_id, self._next_rev(doc_id), text)
            elif text != before.doc:
                yield before, Row(doc_id, before.rev + 1, text)


class GroupTable(Table):
    """One kind of document. All of TinyDB's methods work, and `open_work` is added."""

    document_class = StoredDocument  # type: ignore[assignment]
    document_id_class = str  # type: ignore[assignment]
    _storage: EngineStorage

    def __init__(self, storage: EngineStorage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        if name not in TABLES:
            raise Refused(f"There is no table {name!r} in the record.")
        super().__init__(storage, name, cache_size=0)

    @property
    def _engine(self) -> Engine:
        return self._storage.engine

    def search(self, cond: QueryLike) -> list[Any]:
        """Documents that match, oldest first."""
        rows = self._engine.select(self.name, self._links_in(cond))
        return [document for document in map(load, rows) if cond(document)]

    def get(self, cond: QueryLike | None = None, doc_id: Any = None, doc_ids: Any = None) -> Any:
        """As TinyDB's: by id, by several ids, or the first that matches."""
        if doc_id is not None:
            row = self._engine.read(self.name, str(doc_id))
            return None if row is None else load(row)
        if doc_ids is not None:
            return [load(row) for row in self._engine.read_several(self.name, map(str, doc_ids))]
        if cond is not None:
            return next(iter(self.search(cond)), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def __iter__(self) -> Iterator[Any]:
        return map(load, self._engine.select(self.name, {}))

    def add(self, document: Mapping[str, Any]) -> str:
        """As `insert`, of a document without an id: it gets a new one, under which nothing needs to be looked up."""
        row = Row(new_id(), 1, msgspec.json.encode(document).decode())
        self._storage.note(self.name, None, row, document)
        return row.id

    def insert(self, document: Mapping[str, Any]) -> Any:
        """As TinyDB's."""
        return super().insert(_own(document))

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[Any]:
        """As TinyDB's."""
        return super().insert_multiple(map(_own, documents))

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[Any]:
        """As TinyDB's."""
        return super().upsert(_own(document), cond)

    def erase(self, doc_id: str, client: str) -> bool:
        """Take a client's document out for good, with all that the ledger holds of it; only in an act of erasure."""
        return self._storage.erase(self.name, doc_id, client)

    def erase_words(self, doc_id: str, without: Callable[[str], str | None]) -> bool:
        """Take words out of a document for good, and out of what the ledger holds of it; only in an act of erasure."""
        return self._storage.erase_words(self.name, doc_id, without)

    def open_work(self, until: str) -> list[StoredDocument]:
        """Documents holding open work that is due up to `until`, longest due first."""
        return [load(row) for row in self._engine.open_work(self.name, end_of(until))]

    def update(self, fields: Any, cond: QueryLike | None = None, doc_ids: Iterable[Any] | None = None) -> list[Any]:
        """As TinyDB's; a condition is looked up first, so that only what matches is touched."""
        if doc_ids is None and cond is not None:
            doc_ids = [document.doc_id for document in self.search(cond)]
        return super().update(fields, None, doc_ids)

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[Any] | None = None) -> list[Any]:
        """As TinyDB's; a condition is looked up first, so that only what matches is touched."""
        if doc_ids is None and cond is not None:
            doc_ids = [document.doc_id for document in self.search(cond)]
        return super().remove(None, doc_ids)

    def _links_in(self, cond: QueryLike) -> dict[str, str]:
        found: dict[str, str] = {}
        _equalities(getattr(cond, "_hash", None), TABLES[self.name].links, found)
        return found

    def _read_table(self) -> Any:
        return _Rows(self._storage, self.name)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        if self._storage.changes is None:
            raise Refused("Nothing is written outside a transaction; nothing was changed.")
        rows = _Rows(self._storage, self.name)
        updater(rows)
        for before, after in rows.changed():
            self._storage.note(self.name, before, after)

    def _get_next_id(self) -> Any:
        fresh = new_id()
        self._storage.fresh.add(fresh)  # nobody can have it: it is neither looked up nor has it a history
        return fresh


def _equalities(hashed: Any, links: tuple[str, ...], found: dict[str, str]) -> None:
    """Collect `link == text` from a query's hash, where it must hold for the whole to hold."""
    if not isinstance(hashed, tuple) or not hashed:
        return
    if hashed[0] == "and":
        for part in hashed[1]:
            _equalities(part, links, found)
    elif hashed[0] == "==" and len(hashed[1]) == 1 and hashed[1][0] in links and isinstance(hashed[2], str):
        found.setdefault(hashed[1][0], hashed[2])


class Transaction:
    """One act under way. `seq` and `head` are known once it has been committed."""

    def __init__(self, tx: str, at: datetime) -> None:
        self.tx, self.at = tx, at
        self.seq: int | None = None
        self.head: bytes = b""


class GroupDB(TinyDB):
    """The record of one store, on one connection."""

    table_class = GroupTable  # type: ignore[assignment]
    default_table_name = "clinic"
    _storage: EngineStorage

    def __init__(
        self, path: Path, key: bytes, *, clock: Clock = utc_now, create: bool = False, durable: bool = True
    ) -> None:
        super().__init__(Engine(path, key, create=create, durable=durable), storage=EngineStorage)
        self.clock = clock
        self.done: list[int] = []
        """Ledger numbers of the acts done on this connection, oldest first; undoing takes them off again."""

    @property
    def engine(self) -> Engine:
        """The engine beneath, for proof, history and backup."""
        return self._storage.engine

    @property
    def is_writing(self) -> bool:
        """Whether an act is under way on this connection."""
        return self._storage.changes is not None

    def tables(self) -> set[str]:
        """Names of all tables of the record."""
        return set(TABLES)

    def drop_table(self, name: str) -> None:
        """Refused, before anything is touched."""
        raise Refused("Tables of the record are never dropped; nothing was changed.")

    def drop_tables(self) -> None:
        """Refused, before anything is touched."""
        raise Refused("Tables of the record are never dropped; nothing was changed.")

    @contextmanager
    def transaction(
        self, staff: str, role: str, act: str, reason: str = "", tx: str | None = None, *, note_always: bool = False
    ) -> Iterator[Transaction]:
        """Everything written inside lasts together with its ledger row, or none of it does.

        `staff` is an id, `reason` a code; free words go into a `reason` document. `tx` is a UUID of the caller's, by
        which a retry is known (AlreadyRecorded). An act that changed nothing leaves no row unless `note_always`.
        """
        storage = self._storage
        if storage.changes is not None:
            raise Refused("An act is under way on this connection already.")
        self.engine.begin()
        try:
            current = Transaction(tx or new_id(), self.clock().astimezone(UTC))
            if tx is not None and self.engine.has_transaction(tx):
                raise AlreadyRecorded("This was saved already, and only once.")
            storage.changes = []
            yield current
            self._write_ledger(current, (staff, role, act, reason), note_always)
            self.engine.commit()
            if current.seq is not None:
                self.done.append(current.seq)
        except BaseException:
            self.engine.rollback()
            raise
        finally:
            storage.changes = None
            storage.fresh.clear()
            storage.revs.clear()

    def _write_ledger(self, current: Transaction, who: tuple[str, str, str, str], note_always: bool) -> None:
        changes = self._storage.changes or []
        if not changes and not note_always:
            return
        seq, prev = self.engine.head()
        entry = LedgerRow(seq + 1, current.tx, current.at.isoformat(timespec="seconds")[:19] + "Z", *who, prev, b"")
        rows = [ChangeRow(seq + 1, *change[1:]) for change in changes]
        entry = entry._replace(hash=ledger.chain(entry, rows))
        self.engine.append(entry, rows)
        current.seq, current.head = seq + 1, entry.hash
