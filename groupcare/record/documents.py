"""The typed edge of the record: frozen Structs in and out of TinyDB documents.

A stored document carries the number of its schema. An older one is upgraded in memory as it is read and rewritten only
when it next changes; a newer one is refused. Saving an older revision over a newer one is refused, with both at hand.
"""

from collections.abc import Callable, Iterator
from functools import cache
from math import isfinite
from typing import Any, Generic, TypeVar

import msgspec
from tinydb import where
from tinydb.queries import QueryLike

from groupcare.record.db import GroupDB, GroupTable, StoredDocument, end_of, load
from groupcare.record.errors import Damaged, NewerStore, NotFound, Refused, Stale
from groupcare.record.rows import Row
from groupcare.record.schema import TABLE_OF, Table
from groupcare.rules.kept import Kept

K = TypeVar("K", bound=Kept)

SCHEMA = "schema"


def decode(spec: Table, document: StoredDocument) -> Any:
    """The Struct of a stored document. Raises NewerStore or Damaged."""
    content = dict(document)
    schema = content.pop(SCHEMA, 1)
    if isinstance(schema, int) and schema > spec.schema:
        raise NewerStore(f"A {spec.name} was written by a newer GroupCare. Nothing was changed; use the newer program.")
    try:
        for older in range(schema, spec.schema):
            content = spec.upgrades[older](content)
        found = msgspec.convert({**content, "id": document.doc_id, "rev": document.rev}, spec.kind)
    except (msgspec.ValidationError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise Damaged(
            f"The {spec.name} {document.doc_id} cannot be read as one. Run `groupcare verify`; `groupcare history` "
            "shows its earlier versions."
        ) from None
    return found


def encode(spec: Table, kept: Kept) -> dict[str, Any]:
    """A Struct as the document to store: without id and rev, with its schema number."""
    content: dict[str, Any] = msgspec.to_builtins(kept)
    del content["id"], content["rev"]
    if _holds_floats(spec.kind) and not _finite(content):
        raise Refused(f"A number of this {spec.name} is none. Nothing was saved; enter it again.")
    return {SCHEMA: spec.schema, **content}


@cache
def _holds_floats(kind: type[Kept]) -> bool:
    return "'type': 'number'" in repr(msgspec.json.schema(kind))


def _finite(value: object) -> bool:
    """Whether every number can be read back: JSON has no infinity and no NaN."""
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    return all(map(_finite, value)) if isinstance(value, list | tuple) else True


@cache
def _decoder(kind: type[Kept]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def newest_begin(spec: Table) -> str:
    """How the stored text of a document of the newest schema begins, as the record writes it."""
    return f'{{"{SCHEMA}":{spec.schema},'


class Records(Generic[K]):
    """All documents of one kind, as Structs. Writing needs a transaction of the same GroupDB."""

    def __init__(self, db: GroupDB, kind: type[K]) -> None:
        self.spec = TABLE_OF[kind]
        self.table: GroupTable = db.table(self.spec.name)  # type: ignore[assignment]
        self._db = db
        self._begins = newest_begin(self.spec)

    def _of_row(self, row: Row) -> K:
        """Straight from the text where that is of the newest schema; by way of the document where it is not."""
        if row.doc.startswith(self._begins):
            try:
                found: K = _decoder(self.spec.kind).decode(row.doc)
            except (msgspec.MsgspecError, ArithmeticError, ValueError):
                return self._typed(load(row))  # which says what is wrong with it
            msgspec.structs.force_setattr(found, "id", row.id)
            msgspec.structs.force_setattr(found, "rev", row.rev)
            return found
        return self._typed(load(row))

    def _typed(self, document: StoredDocument) -> K:
        found: K = decode(self.spec, document)
        return found

    def find(self, doc_id: str) -> K | None:
        """The document of that id, or None."""
        row = self._db.engine.read(self.spec.name, str(doc_id))
        return None if row is None else self._of_row(row)

    def get(self, doc_id: str) -> K:
        """The document of that id. Raises NotFound."""
        found = self.find(doc_id)
        if found is None:
            raise NotFound(f"There is no {self.spec.name} {doc_id!r} in the record.")
        return found

    def numbered(self, number: int) -> K | None:
        """The document of that number, or None."""
        row = self._db.engine.by_number(self.spec.name, number)
        return None if row is None else self._of_row(row)

    def next_number(self) -> int:
        """The next free number; ask inside the transaction that uses it."""
        return self._db.engine.next_number(self.spec.name)

    def search(self, cond: QueryLike) -> list[K]:
        """Documents that match a TinyDB query, oldest first."""
        return [self._typed(document) for document in self.table.search(cond)]

    def linked(self, **links: str) -> list[K]:
        """Documents with these links, oldest first: `linked(client=id)`."""
        if set(links).issubset(self.spec.links) and all(isinstance(value, str) for value in links.values()):
            return [self._of_row(row) for row in self._db.engine.select(self.spec.name, links)]
        conditions = [where(name) == value for name, value in links.items()]
        query = conditions[0]
        for condition in conditions[1:]:
            query = query & condition
        return self.search(query)

    def all(self) -> Iterator[K]:
        """Every document, oldest first."""
        return map(self._of_row, self._db.engine.select(self.spec.name, {}))

    def open_work(self, until: str) -> list[K]:
        """Documents holding open work due up to `until`, longest due first."""
        return [self._of_row(row) for row in self._db.engine.open_work(self.spec.name, end_of(until))]

    def count(self) -> int:
        """How many there are."""
        return len(self.table)

    def add(self, kept: K) -> K:
        """Store a new document; gives it back with its id and revision."""
        content = encode(self.spec, kept)
        if kept.id:
            self.table.insert(StoredDocument(content, kept.id))
            return self.get(kept.id)
        return msgspec.structs.replace(kept, id=self.table.add(content), rev=1)

    def save(self, kept: K) -> K:
        """Store a changed document over the revision that it came from. Raises Stale when there is a newer one."""
        content = encode(self.spec, kept)

        def put(document: dict[str, Any]) -> None:
            document.clear()
            document.update(content)

        stored = self.table.get(doc_id=kept.id)
        if stored is None:
            raise NotFound(f"There is no {self.spec.name} {kept.id!r} in the record.")
        if stored.rev != kept.rev:
            raise Stale(
                f"Somebody else saved this {self.spec.name} meanwhile (version {stored.rev}; yours began from "
                f"{kept.rev}). Nothing was overwritten: look at theirs, then save again."
            )
        if self._typed(stored) == kept:
            return kept
        self.table.update(put, doc_ids=[kept.id])
        return msgspec.structs.replace(kept, rev=kept.rev + 1)

    def change(self, kept: K, **fields: Any) -> K:
        """`save` with these fields set."""
        return self.save(msgspec.structs.replace(kept, **fields))


def watch(db: GroupDB, on_change: Callable[[], None]) -> Callable[[], None]:
    """A function to call now and then: it calls `on_change` when another connection has committed since."""
    seen = db.engine.data_version()

    def look() -> None:
        nonlocal seen
        now = db.engine.data_version()
        if now != seen:
            seen = now
            on_change()

    return look
