"""The engine beneath the record: an encrypted SQLite database (SQLCipher), and all SQL that is run on it.

Owns connections, transactions, rows, the ledger's rows, snapshots and backup. It knows no Structs and no rules; rows
come and go as text. Durability: WAL with synchronous=FULL, so an acknowledged commit survives the loss of power.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from groupcare.record import formats
from groupcare.record.errors import Busy, Damaged, DiskFull, RecordError, Refused
from groupcare.record.rows import GENESIS, ChangeRow, LedgerRow, Row
from groupcare.record.schema import TABLES, astray_sql, insert_sql, outline_index, outline_sql, update_sql

BUSY_SECONDS = 10
KEY_BYTES = 32
CACHE_KIB = 32 * 1024
"""Decrypted pages kept in memory by a connection, at most."""


LARGEST_NUMBER = 2**63 - 1
_SHARED_LOCK = (510, 0x40000002)
"""Length and place of the bytes that SQLite's connections lock together (part of its file format)."""


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _storable(text: str) -> bool:
    """Whether a text can stand in the database at all; odd bytes of a command line cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Sentences:
    """Turns the database's own errors into ours; none of their texts holds a stored value."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if isinstance(error, sqlite.Error):
            raise _told(error) from None


_IN_SENTENCES = _Sentences()


def _told(error: Exception) -> RecordError:
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return Busy("Another program is writing to the record and has not finished. Nothing was saved; try again.")
    if "full" in text or "disk i/o" in text:
        return DiskFull(
            "The disk is full or cannot be written. Nothing of this was saved and nothing was lost; make room."
        )
    if "readonly" in text or "unable to open" in text:
        return Refused("The record cannot be written here: check the folder's permissions. Nothing was saved.")
    if "never" in text:
        return Refused(f"The record refused: {text}.")
    if "not a database" in text or "malformed" in text or "corrupt" in text or "hmac" in text:
        return Damaged("The record's file is damaged or not the one these keys belong to. Restore the newest backup.")
    return RecordError(f"The record could not do this ({type(error).__name__}). Nothing was saved.")


class Engine:
    """One connection; use one a thread. Only a clinic that is thrown away may do without `durable`."""

    def __init__(self, path: Path, key: bytes, *, create: bool = False, durable: bool = True) -> None:
        if len(key) != KEY_BYTES:
            raise Damaged("The key of the record is not one. Restore keys.json from the newest backup.")
        if create:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        elif not path.is_file():
            raise Damaged(f"There is no record at {path}. Restore a backup, or look for the store's folder.")
        self.path = path
        self._together = False
        with _IN_SENTENCES:
            self._sql = sqlite.connect(
                str(path), isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False, cached_statements=256
            )
            self._sql.execute("PRAGMA cipher_log_level = NONE")
            self._sql.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            self._sql.execute("PRAGMA recursive_triggers = ON")
            self._sql.execute("PRAGMA secure_delete = ON")  # what is erased or replaced is overwritten, not only freed
            self._sql.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
            self._sql.execute("PRAGMA temp_store = MEMORY")
            self._sql.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            if create:
                formats.create(self._sql)
            formats.check(self._sql)
            self._sql.execute("PRAGMA journal_mode = WAL")  # a copy that the database made of itself has another one
            formats.bring_up_to_date(self._sql)

    def _one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
        row = self._sql.execute(sql, values).fetchone()
        return tuple(row) if row is not None else ()

    def close(self) -> None:
        """Give the connection back."""
        with _IN_SENTENCES:
            self._sql.close()

    # --- documents ----------------------------------------------------------------------------------------------

    def read(self, table: str, doc_id: str) -> Row | None:
        """One document, or None."""
        if not _storable(doc_id):
            return None
        with _IN_SENTENCES:
            found = self._one(f'SELECT id, rev, doc FROM "{table}" WHERE id = ?', (doc_id,))
        return Row(*found) if found else None

    def read_several(self, table: str, ids: Iterable[str]) -> list[Row]:
        """Those of these documents that there are, oldest first."""
        wanted = [i for i in dict.fromkeys(ids) if _storable(i)]
        sql = f'SELECT id, rev, doc FROM "{table}" WHERE id IN ({", ".join("?" * len(wanted))}) ORDER BY rowid'
        with _IN_SENTENCES:
            return [Row(*row) for row in self._sql.execute(sql, wanted)]

    def select(self, table: str, equals: Mapping[str, str]) -> list[Row]:
        """Documents whose links equal these, oldest first; all of them where none is given."""
        if not all(map(_storable, equals.values())):
            return []
        where = " AND ".join(f'"{column}" = ?' for column in equals)
        sql = f'SELECT id, rev, doc FROM "{table}"' + (f" WHERE {where}" if where else "") + " ORDER BY rowid"
        with _IN_SENTENCES:
            return [Row(*row) for row in self._sql.execute(sql, tuple(equals.values()))]

    def every(self, table: str) -> Iterator[Row]:
        """All documents, oldest first, one by one."""
        with _IN_SENTENCES:
            for row in self._sql.execute(f'SELECT id, rev, doc FROM "{table}" ORDER BY rowid'):
                yield Row(*row)

    def open_work(self, table: str, until: str) -> list[Row]:
        """Documents that hold open work due up to `until`, the longest due first."""
        sql = f'SELECT id, rev, doc FROM "{table}" WHERE due IS NOT NULL AND due <= ? ORDER BY due'
        with _IN_SENTENCES:
            return [Row(*row) for row in self._sql.execute(sql, (until,))]

    def outlines(self, table: str) -> list[str]:
        """The outlines of all documents as JSON, oldest first, read from the index that holds them."""
        with _IN_SENTENCES:
            return [row[0] for row in self._sql.execute(self._outlines_sql(table))]

    @staticmethod
    def _outlines_sql(table: str) -> str:
        spec = TABLES[table]
        return f'SELECT {outline_sql(spec)} FROM "{table}" INDEXED BY "{outline_index(spec)}" ORDER BY rowid'

    def by_number(self, table: str, number: int) -> Row | None:
        """The document of that number, or None."""
        if not 0 < number <= LARGEST_NUMBER:
            return None
        with _IN_SENTENCES:
            found = self._one(f'SELECT id, rev, doc FROM "{table}" WHERE number = ?', (number,))
        return Row(*found) if found else None

    def next_number(self, table: str) -> int:
        """The number after the highest ever given, 1 at first. Ask inside a transaction."""
        sql = f"""SELECT MAX(COALESCE((SELECT MAX(number) FROM "{table}"), 0),
            COALESCE((SELECT last FROM numbering WHERE "table" = ?), 0)) + 1"""
        with _IN_SENTENCES:
            return int(self._one(sql, (table,))[0])

    def ids(self, table: str) -> list[str]:
        """All ids, oldest first."""
        with _IN_SENTENCES:
            return [row[0] for row in self._sql.execute(f'SELECT id FROM "{table}" ORDER BY rowid')]

    def count(self, table: str) -> int:
        """How many documents there are."""
        with _IN_SENTENCES:
            return int(self._one(f'SELECT COUNT(*) FROM "{table}"')[0])

    def write(self, table: str, row: Row, *, new: bool) -> None:
        """Store a document; `new` says whether it was not there before."""
        self._must_be_writing()
        with _IN_SENTENCES:
            for statement in (insert_sql(table),) if new else update_sql(table):
                self._sql.execute(statement, row)

    def delete(self, table: str, doc_id: str) -> None:
        """Take a document out; its changes stay in the ledger, and its number is not given again."""
        self._must_be_writing()
        with _IN_SENTENCES:
            if TABLES[table].numbered:
                self._sql.execute(
                    f"""INSERT INTO numbering SELECT ?, number FROM "{table}" WHERE id = ? AND number IS NOT NULL
                        ON CONFLICT DO UPDATE SET last = MAX(last, excluded.last)""",
                    (table, doc_id),
                )
            self._sql.execute(f'DELETE FROM "{table}" WHERE id = ?', (doc_id,))

    # --- transactions -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin to write, waiting up to BUSY_SECONDS for another program to finish."""
        with _IN_SENTENCES:
            self._sql.execute("SAVEPOINT act" if self._together else "BEGIN IMMEDIATE")

    @contextmanager
    def together(self) -> Iterator[None]:
        """Commit all acts done inside at the end, at once; each is still whole or not at all.

        Only for a clinic that is thrown away: an act is acknowledged here before it lasts.
        """
        self.begin()
        self._together = True
        try:
            yield
        except BaseException:
            self._together = False
            self.rollback()
            raise
        self._together = False
        self.commit()

    def _must_be_writing(self) -> None:
        """SQLite may take a transaction back by itself, as on a full disk: nothing may then be saved on its own."""
        if not self._sql.in_transaction:
            raise DiskFull("The act was given up meanwhile and nothing of it was saved. Make room, and try again.")

    def commit(self) -> None:
        """Make all of it last."""
        self._must_be_writing()
        with _IN_SENTENCES:
            self._sql.execute("RELEASE act" if self._together else "COMMIT")

    def rollback(self) -> None:
        """Take all of it back."""
        if self._sql.in_transaction:
            with _IN_SENTENCES:
                self._sql.execute("ROLLBACK TO act" if self._together else "ROLLBACK")
                if self._together:
                    self._sql.execute("RELEASE act")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one unchanging state, whatever others write meanwhile. Inside a transaction it is that one."""
        if self._sql.in_transaction:
            yield
            return
        with _IN_SENTENCES:
            self._sql.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            self.rollback()

    def data_version(self) -> int:
        """Changes whenever another connection has committed."""
        with _IN_SENTENCES:
            return int(self._one("PRAGMA data_version")[0])

    # --- drafts -------------------------------------------------------------------------------------------------

    def keep_draft(self, staff: str, form: str, at: str, fields: str) -> None:
        """Keep what a person has typed into a form, over what was kept of it before."""
        with _IN_SENTENCES:
            self._sql.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", (staff, form, at, fields))

    def draft(self, staff: str, form: str) -> tuple[str, str] | None:
        """When it was kept (UTC, as text) and the fields as JSON, or None."""
        with _IN_SENTENCES:
            found = self._one("SELECT at, fields FROM draft WHERE staff = ? AND form = ?", (staff, form))
        return (str(found[0]), str(found[1])) if found else None

    def drafts(self, staff: str) -> list[tuple[str, str]]:
        """This person's drafts: form and when it was kept, the newest first."""
        sql = "SELECT form, at FROM draft WHERE staff = ? ORDER BY at DESC"
        with _IN_SENTENCES:
            return [(str(form), str(at)) for form, at in self._sql.execute(sql, (staff,))]

    def forget_draft(self, staff: str, form: str) -> None:
        """A draft that was saved, or given up."""
        with _IN_SENTENCES:
            self._sql.execute("DELETE FROM draft WHERE staff = ? AND form = ?", (staff, form))

    # --- access log ---------------------------------------------------------------------------------------------

    def note_access(self, at: str, staff: str, what: str, client: str) -> None:
        """Note that somebody looked at something about a client, or (with no client) exported something."""
        with _IN_SENTENCES:
            self._sql.execute("INSERT INTO access VALUES (?, ?, ?, ?)", (at, staff, what, client))

    def accesses(self, clients: Sequence[str] = (), since: str = "") -> list[tuple[str, str, str, str]]:
        """When, who, what and whose, the newest first; of these clients, and since an instant, where given."""
        sql = "SELECT at, staff, what, client FROM access WHERE at >= ?"
        sql += (f" AND client IN ({_marks(clients)})" if clients else "") + " ORDER BY rowid DESC"
        with _IN_SENTENCES:
            rows = self._sql.execute(sql, (since, *clients)).fetchall()
        return [(str(at), str(staff), str(what), str(whose)) for at, staff, what, whose in rows]

    # --- ledger -------------------------------------------------------------------------------------------------

    def head(self) -> tuple[int, bytes]:
        """Number and hash of the newest ledger row; 0 and GENESIS while there is none."""
        with _IN_SENTENCES:
            found = self._one("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
        return (int(found[0]), bytes(found[1])) if found else (0, GENESIS)

    def acted_since(self, seq: int, but: Sequence[str] = ()) -> bool:
        """Whether anything was done after that ledger number, acts of these names aside."""
        sql = f"SELECT 1 FROM ledger WHERE seq > ? AND act NOT IN ({', '.join('?' * len(but))}) LIMIT 1"
        with _IN_SENTENCES:
            return bool(self._one(sql, (seq, *but)))

    def has_transaction(self, tx: str) -> bool:
        """Whether this transaction is in the ledger."""
        with _IN_SENTENCES:
            return bool(self._one("SELECT 1 FROM ledger WHERE tx = ?", (tx,)))

    def append(self, entry: LedgerRow, changes: Sequence[ChangeRow]) -> None:
        """Write one act and the documents that it changed."""
        with _IN_SENTENCES:
            self._sql.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry)
            self._sql.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", changes)

    def last_rev(self, doc_id: str) -> int:
        """The highest revision a document ever had, 0 if it never was."""
        with _IN_SENTENCES:
            return int(self._one("SELECT COALESCE(MAX(rev), 0) FROM change WHERE id = ?", (doc_id,))[0])

    def ledger(self, after: int = 0) -> Iterator[LedgerRow]:
        """All acts after that number, in order."""
        with _IN_SENTENCES:
            for row in self._sql.execute("SELECT * FROM ledger WHERE seq > ? ORDER BY seq", (after,)):
                yield LedgerRow(*row)

    def act(self, seq: int) -> tuple[LedgerRow, list[ChangeRow]] | None:
        """One act with all that it changed, or None."""
        with _IN_SENTENCES:
            found = self._one("SELECT * FROM ledger WHERE seq = ?", (seq,))
            rows = self._sql.execute("SELECT * FROM change WHERE seq = ? ORDER BY n", (seq,)).fetchall()
        return (LedgerRow(*found), [ChangeRow(*row) for row in rows]) if found else None

    def touched(self, seq: int) -> tuple[LedgerRow, set[str]] | None:
        """One act and the tables that it changed, or None: without reading what it changed in them."""
        with _IN_SENTENCES:
            found = self._one("SELECT * FROM ledger WHERE seq = ?", (seq,))
            tables = {row[0] for row in self._sql.execute('SELECT DISTINCT "table" FROM change WHERE seq = ?', (seq,))}
        return (LedgerRow(*found), tables) if found else None

    def last_change(self, doc_id: str) -> LedgerRow | None:
        """The act that last changed this document, or None."""
        sql = "SELECT l.* FROM change c JOIN ledger l ON l.seq = c.seq WHERE c.id = ? ORDER BY c.seq DESC LIMIT 1"
        with _IN_SENTENCES:
            found = self._one(sql, (doc_id,))
        return LedgerRow(*found) if found else None

    def changes(self, after: int = 0) -> Iterator[ChangeRow]:
        """All changes after that ledger number, in order."""
        with _IN_SENTENCES:
            for row in self._sql.execute("SELECT * FROM change WHERE seq > ? ORDER BY seq, n", (after,)):
                yield ChangeRow(*row)

    def counted_changes(self) -> Iterator[tuple[int, str, int]]:
        """By act and table, how many documents it changed, in order."""
        with _IN_SENTENCES:
            sql = 'SELECT seq, "table", COUNT(*) FROM change GROUP BY seq, "table" ORDER BY seq, MIN(n)'
            yield from self._sql.execute(sql)

    def changed_after(self, seq: int, most: int) -> list[tuple[str, str, str | None, str | None]] | None:
        """Table, id and stored texts before and after of what has changed after that ledger number.

        None where there is more of it than `most`.
        """
        sql = 'SELECT "table", id, before, after FROM change WHERE seq > ? LIMIT ?'
        with _IN_SENTENCES:
            found = self._sql.execute(sql, (seq, most + 1)).fetchall()
        return found if len(found) <= most else None

    def history(self, ids: Sequence[str], clients: Sequence[str] = ()) -> list[tuple[LedgerRow, ChangeRow]]:
        """Changes of these documents, and of all that belong to these clients, oldest first, each with its act."""
        if not all(map(_storable, (*ids, *clients))):
            return []
        of_clients = f" OR c.client IN ({_marks(clients)})" if clients else ""
        sql = f"""SELECT l.*, c.* FROM change c JOIN ledger l ON l.seq = c.seq
            WHERE c.id IN ({_marks(ids)}){of_clients} ORDER BY c.seq, c.n"""
        with _IN_SENTENCES:
            rows = self._sql.execute(sql, (*ids, *clients)).fetchall()
        return [(LedgerRow(*row[:9]), ChangeRow(*row[9:])) for row in rows]

    def changed_of(self, client: str) -> list[tuple[str, str]]:
        """Table and id of every document that ever belonged to this client."""
        sql = 'SELECT DISTINCT "table", id FROM change WHERE client = ?'
        with _IN_SENTENCES:
            return [(str(table), str(doc_id)) for table, doc_id in self._sql.execute(sql, (client,))]

    def blank(self, doc_id: str) -> None:
        """Take what the ledger holds of a document out of it, overwriting it on the disk; the digests stay."""
        self._must_be_writing()
        with _IN_SENTENCES:
            self._sql.execute("UPDATE change SET before = NULL, after = NULL, salt = NULL WHERE id = ?", (doc_id,))

    def blank_change(self, seq: int, n: int) -> None:
        """Take the content of one change out of the ledger, as `blank` does of all of a document's."""
        self._must_be_writing()
        with _IN_SENTENCES:
            sql = "UPDATE change SET before = NULL, after = NULL, salt = NULL WHERE seq = ? AND n = ?"
            self._sql.execute(sql, (seq, n))

    def changes_of(self, doc_id: str) -> list[ChangeRow]:
        """All changes of one document, in order."""
        with _IN_SENTENCES:
            rows = self._sql.execute("SELECT * FROM change WHERE id = ? ORDER BY seq, n", (doc_id,)).fetchall()
        return [ChangeRow(*row) for row in rows]

    def changed_with(self, tables: Sequence[str], text: str) -> list[tuple[str, str]]:
        """Table and id of every document of these tables that ever held this text; reads the whole ledger."""
        sql = f"""SELECT DISTINCT "table", id FROM change
            WHERE "table" IN ({_marks(tables)}) AND (instr(before, ?) OR instr(after, ?))"""
        with _IN_SENTENCES:
            return [(str(table), str(doc_id)) for table, doc_id in self._sql.execute(sql, (*tables, text, text))]

    def changed_beside(self, table: str, doc_id: str) -> list[str]:
        """Ids of that table's documents that were changed in one act with this document."""
        sql = """SELECT DISTINCT r.id FROM change c JOIN change r ON r.seq = c.seq AND r."table" = ? WHERE c.id = ?"""
        with _IN_SENTENCES:
            return [str(row[0]) for row in self._sql.execute(sql, (table, doc_id))]

    def every_draft(self) -> list[tuple[str, str, str, str]]:
        """Everybody's drafts: whose, of which form, when it was kept, and the fields as JSON."""
        with _IN_SENTENCES:
            rows = self._sql.execute("SELECT staff, form, at, fields FROM draft").fetchall()
        return [(str(staff), str(form), str(at), str(fields)) for staff, form, at, fields in rows]

    def forget_drafts_with(self, text: str) -> None:
        """Drop every draft, whosesoever, whose form or fields hold this text."""
        self._must_be_writing()
        with _IN_SENTENCES:
            self._sql.execute("DELETE FROM draft WHERE instr(form, ?) OR instr(fields, ?)", (text, text))

    def settle(self) -> None:
        """Write everything into the record's own file and empty the -wal, as far as no other program is reading."""
        with _IN_SENTENCES:
            self._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def change_key(self, key: bytes) -> None:
        """Encrypt every page with another key, in one transaction. Raises Busy while anybody else has it open."""
        with _IN_SENTENCES:
            self._sql.execute("PRAGMA locking_mode = EXCLUSIVE")
            try:
                # Without the -wal there is one file to change, and to leave it nobody else may have it open.
                self._sql.execute("PRAGMA journal_mode = DELETE").fetchall()
                self._sql.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"").fetchall()
            finally:
                self._sql.execute("PRAGMA locking_mode = NORMAL")
                self._sql.execute("PRAGMA journal_mode = WAL").fetchall()

    def integrity(self) -> list[str]:
        """What SQLite's own check finds, empty when all is well; every page's MAC is checked as it is read.

        SQLCipher's `cipher_integrity_check` is not asked: it reads the file without its -wal, and calls pages damaged
        that are only not written back yet.
        """
        with _IN_SENTENCES:
            return [str(row[0]) for row in self._sql.execute("PRAGMA quick_check") if row[0] != "ok"]

    def astray(self, table: str) -> list[str]:
        """Ids of documents that are looked up by something else than stands in them; there should be none."""
        sql = astray_sql(TABLES[table])
        with _IN_SENTENCES:
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

    def format(self) -> int:
        """The store format that this file was written with."""
        with _IN_SENTENCES:
            return int(self._one("PRAGMA user_version")[0])

    def backup_into(self, path: Path) -> None:
        """Write a whole, encrypted copy with the same key; the file must not be there yet, or be empty."""
        with _IN_SENTENCES:
            self._sql.execute("VACUUM INTO ?", (str(path),))


@contextmanager
def sole_use(path: Path) -> Iterator[None]:
    """Keep other programs from opening the record at `path` meanwhile. Raises Busy while one has it open.

    Every open connection holds a share of a lock of SQLite's on the file: this takes the whole of it. Locks of the
    program's own connections cannot be told in this way and would be lost, so it must have none.
    """
    if not path.is_file():
        yield
        return
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError as error:
        raise Refused(f"{path} cannot be opened ({error.strerror}). Nothing was changed.") from None
    try:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, *_SHARED_LOCK)
        except OSError:
            raise Busy("Another program has this store open. Nothing was changed; close it, then try again.") from None
        yield
    finally:
        os.close(handle)
