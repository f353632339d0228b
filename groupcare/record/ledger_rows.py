"""The ledger's rows: acts and the changes behind them, appended, read, and blanked where a person is erased."""

from collections.abc import Iterator, Sequence

from groupcare.record.rows import GENESIS, ChangeRow, LedgerRow
from groupcare.record.statements import IN_SENTENCES, Statements, marks, storable


class LedgerRows(Statements):
    """The part of the engine that knows the ledger."""

    def head(self) -> tuple[int, bytes]:
        """Number and hash of the newest ledger row; 0 and GENESIS while there is none."""
        with IN_SENTENCES:
            found = self._one("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
        return (int(found[0]), bytes(found[1])) if found else (0, GENESIS)

    def acted_since(self, seq: int, but: Sequence[str] = ()) -> bool:
        """Whether anything was done after that ledger number, acts of these names aside."""
        sql = f"SELECT 1 FROM ledger WHERE seq > ? AND act NOT IN ({', '.join('?' * len(but))}) LIMIT 1"
        with IN_SENTENCES:
            return bool(self._one(sql, (seq, *but)))

    def has_transaction(self, tx: str) -> bool:
        """Whether this transaction is in the ledger."""
        with IN_SENTENCES:
            return bool(self._one("SELECT 1 FROM ledger WHERE tx = ?", (tx,)))

    def append(self, entry: LedgerRow, changes: Sequence[ChangeRow]) -> None:
        """Write one act and the documents that it changed."""
        with IN_SENTENCES:
            self._sql.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry)
            self._sql.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", changes)

    def last_rev(self, doc_id: str) -> int:
        """The highest revision a document ever had, 0 if it never was."""
        with IN_SENTENCES:
            return int(self._one("SELECT COALESCE(MAX(rev), 0) FROM change WHERE id = ?", (doc_id,))[0])

    def ledger(self, after: int = 0) -> Iterator[LedgerRow]:
        """All acts after that number, in order."""
        with IN_SENTENCES:
            for row in self._sql.execute("SELECT * FROM ledger WHERE seq > ? ORDER BY seq", (after,)):
                yield LedgerRow(*row)

    def act(self, seq: int) -> tuple[LedgerRow, list[ChangeRow]] | None:
        """One act with all that it changed, or None."""
        with IN_SENTENCES:
            found = self._one("SELECT * FROM ledger WHERE seq = ?", (seq,))
            rows = self._sql.execute("SELECT * FROM change WHERE seq = ? ORDER BY n", (seq,)).fetchall()
        return (LedgerRow(*found), [ChangeRow(*row) for row in rows]) if found else None

    def touched(self, seq: int) -> tuple[LedgerRow, set[str]] | None:
        """One act and the tables that it changed, or None: without reading what it changed in them."""
        with IN_SENTENCES:
            found = self._one("SELECT * FROM ledger WHERE seq = ?", (seq,))
            tables = {row[0] for row in self._sql.execute('SELECT DISTINCT "table" FROM change WHERE seq = ?', (seq,))}
        return (LedgerRow(*found), tables) if found else None

    def last_change(self, doc_id: str) -> LedgerRow | None:
        """The act that last changed this document, or None."""
        sql = "SELECT l.* FROM change c JOIN ledger l ON l.seq = c.seq WHERE c.id = ? ORDER BY c.seq DESC LIMIT 1"
        with IN_SENTENCES:
            found = self._one(sql, (doc_id,))
        return LedgerRow(*found) if found else None

    def changes(self, after: int = 0) -> Iterator[ChangeRow]:
        """All changes after that ledger number, in order."""
        with IN_SENTENCES:
            for row in self._sql.execute("SELECT * FROM change WHERE seq > ? ORDER BY seq, n", (after,)):
                yield ChangeRow(*row)

    def counted_changes(self) -> Iterator[tuple[int, str, int]]:
        """By act and table, how many documents it changed, in order."""
        with IN_SENTENCES:
            sql = 'SELECT seq, "table", COUNT(*) FROM change GROUP BY seq, "table" ORDER BY seq, MIN(n)'
            yield from self._sql.execute(sql)

    def changed_after(self, seq: int, most: int) -> list[tuple[str, str, str | None, str | None]] | None:
        """Table, id and stored texts before and after of what has changed after that ledger number.

        None where there is more of it than `most`.
        """
        sql = 'SELECT "table", id, before, after FROM change WHERE seq > ? LIMIT ?'
        with IN_SENTENCES:
            found = self._sql.execute(sql, (seq, most + 1)).fetchall()
        return found if len(found) <= most else None

    def history(self, ids: Sequence[str], clients: Sequence[str] = ()) -> list[tuple[LedgerRow, ChangeRow]]:
        """Changes of these documents, and of all that belong to these clients, oldest first, each with its act."""
        if not all(map(storable, (*ids, *clients))):
            return []
        of_clients = f" OR c.client IN ({marks(clients)})" if clients else ""
        sql = f"""SELECT l.*, c.* FROM change c JOIN ledger l ON l.seq = c.seq
            WHERE c.id IN ({marks(ids)}){of_clients} ORDER BY c.seq, c.n"""
        with IN_SENTENCES:
            rows = self._sql.execute(sql, (*ids, *clients)).fetchall()
        return [(LedgerRow(*row[:9]), ChangeRow(*row[9:])) for row in rows]

    def changed_of(self, client: str) -> list[tuple[str, str]]:
        """Table and id of every document that ever belonged to this client."""
        sql = 'SELECT DISTINCT "table", id FROM change WHERE client = ?'
        with IN_SENTENCES:
            return [(str(table), str(doc_id)) for table, doc_id in self._sql.execute(sql, (client,))]

    def changes_of(self, doc_id: str) -> list[ChangeRow]:
        """All changes of one document, in order."""
        with IN_SENTENCES:
            rows = self._sql.execute("SELECT * FROM change WHERE id = ? ORDER BY seq, n", (doc_id,)).fetchall()
        return [ChangeRow(*row) for row in rows]

    def changed_with(self, tables: Sequence[str], text: str) -> list[tuple[str, str]]:
        """Table and id of every document of these tables that ever held this text; reads the whole ledger."""
        sql = f"""SELECT DISTINCT "table", id FROM change
            WHERE "table" IN ({marks(tables)}) AND (instr(before, ?) OR instr(after, ?))"""
        with IN_SENTENCES:
            return [(str(table), str(doc_id)) for table, doc_id in self._sql.execute(sql, (*tables, text, text))]

    def changed_beside(self, table: str, doc_id: str) -> list[str]:
        """Ids of that table's documents that were changed in one act with this document."""
        sql = """SELECT DISTINCT r.id FROM change c JOIN change r ON r.seq = c.seq AND r."table" = ? WHERE c.id = ?"""
        with IN_SENTENCES:
            return [str(row[0]) for row in self._sql.execute(sql, (table, doc_id))]

    def blank(self, doc_id: str) -> None:
        """Take what the ledger holds of a document out of it, overwriting it on the disk; the digests stay."""
        self._must_be_writing()
        with IN_SENTENCES:
            self._sql.execute("UPDATE change SET before = NULL, after = NULL, salt = NULL WHERE id = ?", (doc_id,))

    def blank_change(self, seq: int, n: int) -> None:
        """Take the content of one change out of the ledger, as `blank` does of all of a document's."""
        self._must_be_writing()
        with IN_SENTENCES:
            sql = "UPDATE change SET before = NULL, after = NULL, salt = NULL WHERE seq = ? AND n = ?"
            self._sql.execute(sql, (seq, n))
