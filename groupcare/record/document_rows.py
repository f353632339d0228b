"""The documents' rows: looked up by id, link, number and open work, written and taken out; and the plans of that."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from groupcare.record.rows import Row
from groupcare.record.schema import TABLES, astray_sql, insert_sql, outline_index, outline_sql, update_sql
from groupcare.record.statements import IN_SENTENCES, Statements, storable

LARGEST_NUMBER = 2**63 - 1


class DocumentRows(Statements):
    """The part of the engine that knows the tables of documents."""

    def read(self, table: str, doc_id: str) -> Row | None:
        """One document, or None."""
        if not storable(doc_id):
            return None
        with IN_SENTENCES:
            found = self._one(f'SELECT id, rev, doc FROM "{table}" WHERE id = ?', (doc_id,))
        return Row(*found) if found else None

    def read_several(self, table: str, ids: Iterable[str]) -> list[Row]:
        """Those of these documents that there are, oldest first."""
        wanted = [i for i in dict.fromkeys(ids) if storable(i)]
        sql = f'SELECT id, rev, doc FROM "{table}" WHERE id IN ({", ".join("?" * len(wanted))}) ORDER BY rowid'
        with IN_SENTENCES:
            return [Row(*row) for row in self._sql.execute(sql, wanted)]

    def select(self, table: str, equals: Mapping[str, str]) -> list[Row]:
        """Documents whose links equal these, oldest first; all of them where none is given."""
        if not all(map(storable, equals.values())):
            return []
        where = " AND ".join(f'"{column}" = ?' for column in equals)
        sql = f'SELECT id, rev, doc FROM "{table}"' + (f" WHERE {where}" if where else "") + " ORDER BY rowid"
        with IN_SENTENCES:
            return [Row(*row) for row in self._sql.execute(sql, tuple(equals.values()))]

    def every(self, table: str) -> Iterator[Row]:
        """All documents, oldest first, one by one."""
        with IN_SENTENCES:
            for row in self._sql.execute(f'SELECT id, rev, doc FROM "{table}" ORDER BY rowid'):
                yield Row(*row)

    def open_work(self, table: str, until: str) -> list[Row]:
        """Documents that hold open work due up to `until`, the longest due first."""
        sql = f'SELECT id, rev, doc FROM "{table}" WHERE due IS NOT NULL AND due <= ? ORDER BY due'
        with IN_SENTENCES:
            return [Row(*row) for row in self._sql.execute(sql, (until,))]

    def outlines(self, table: str) -> list[str]:
        """The outlines of all documents as JSON, oldest first, read from the index that holds them."""
        with IN_SENTENCES:
            return [row[0] for row in self._sql.execute(self._outlines_sql(table))]

    @staticmethod
    def _outlines_sql(table: str) -> str:
        spec = TABLES[table]
        return f'SELECT {outline_sql(spec)} FROM "{table}" INDEXED BY "{outline_index(spec)}" ORDER BY rowid'

    def by_number(self, table: str, number: int) -> Row | None:
        """The document of that number, or None."""
        if not 0 < number <= LARGEST_NUMBER:
            return None
        with IN_SENTENCES:
            found = self._one(f'SELECT id, rev, doc FROM "{table}" WHERE number = ?', (number,))
        return Row(*found) if found else None

    def next_number(self, table: str) -> int:
        """The number after the highest ever given, 1 at first. Ask inside a transaction."""
        sql = f"""SELECT MAX(COALESCE((SELECT MAX(number) FROM "{table}"), 0),
            COALESCE((SELECT last FROM numbering WHERE "table" = ?), 0)) + 1"""
        with IN_SENTENCES:
            return int(self._one(sql, (table,))[0])

    def ids(self, table: str) -> list[str]:
        """All ids, oldest first."""
        with IN_SENTENCES:
            return [row[0] for row in self._sql.execute(f'SELECT id FROM "{table}" ORDER BY rowid')]

    def count(self, table: str) -> int:
        """How many documents there are."""
        with IN_SENTENCES:
            return int(self._one(f'SELECT COUNT(*) FROM "{table}"')[0])

    def write(self, table: str, row: Row, *, new: bool) -> None:
        """Store a document; `new` says whether it was not there before."""
        self._must_be_writing()
        with IN_SENTENCES:
            for statement in (insert_sql(table),) if new else update_sql(table):
                self._sql.execute(statement, row)

    def delete(self, table: str, doc_id: str) -> None:
        """Take a document out; its changes stay in the ledger, and its number is not given again."""
        self._must_be_writing()
        with IN_SENTENCES:
            if TABLES[table].numbered:
                self._sql.execute(
                    f"""INSERT INTO numbering SELECT ?, number FROM "{table}" WHERE id = ? AND number IS NOT NULL
                        ON CONFLICT DO UPDATE SET last = MAX(last, excluded.last)""",
                    (table, doc_id),
                )
            self._sql.execute(f'DELETE FROM "{table}" WHERE id = ?', (doc_id,))

    def astray(self, table: str) -> list[str]:
        """Ids of documents that are looked up by something else than stands in them; there should be none."""
        sql = astray_sql(TABLES[table])
        with IN_SENTENCES:
            return [str(row[0]) for row in self._sql.execute(sql)] if sql else []

    def plan(self, table: str, equals: Sequence[str]) -> str:
        """How SQLite would look up documents by these links; for the tests that watch over it."""
        where = " AND ".join(f'"{column}" = ?' for column in equals)
        sql = f'EXPLAIN QUERY PLAN SELECT id, rev, doc FROM "{table}" WHERE {where} ORDER BY rowid'
        return " / ".join(str(row[3]) for row in self._sql.execute(sql, ("",) * len(equals)))

    def plan_open_work(self, table: str) -> str:
        """How SQLite would look up open work; for the tests that watch over it."""
        sql = f'EXPLAIN QUERY PLAN SELECT id, rev, doc FROM "{table}" WHERE due IS NOT NULL AND due <= ? ORDER BY due'
        return " / ".join(str(row[3]) for row in self._sql.execute(sql, ("",)))

    def plan_outlines(self, table: str) -> str:
        """How SQLite would read the outlines; for the tests that watch over it."""
        return " / ".join(str(row[3]) for row in self._sql.execute("EXPLAIN QUERY PLAN " + self._outlines_sql(table)))
