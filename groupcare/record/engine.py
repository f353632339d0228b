"""The engine beneath the record: an encrypted SQLite database (SQLCipher), and all SQL that is run on it.

Owns connections, transactions, snapshots and backup; the rows are read and written in document_rows, ledger_rows and
side_rows. It knows no Structs and no rules; rows come and go as text. Durability: WAL with synchronous=FULL, so an
acknowledged commit survives the loss of power.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from groupcare.record import formats
from groupcare.record.document_rows import DocumentRows
from groupcare.record.errors import Busy, Damaged, Refused
from groupcare.record.ledger_rows import LedgerRows
from groupcare.record.side_rows import SideRows
from groupcare.record.statements import IN_SENTENCES

BUSY_SECONDS = 10
KEY_BYTES = 32
CACHE_KIB = 32 * 1024
"""Decrypted pages kept in memory by a connection, at most."""

_SHARED_LOCK = (510, 0x40000002)
"""Length and place of the bytes that SQLite's connections lock together (part of its file format)."""


class Engine(DocumentRows, LedgerRows, SideRows):
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
        with IN_SENTENCES:
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

    def close(self) -> None:
        """Give the connection back."""
        with IN_SENTENCES:
            self._sql.close()

    def data_version(self) -> int:
        """Changes whenever another connection has committed."""
        with IN_SENTENCES:
            return int(self._one("PRAGMA data_version")[0])

    def format(self) -> int:
        """The store format that this file was written with."""
        with IN_SENTENCES:
            return int(self._one("PRAGMA user_version")[0])

    # --- transactions -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin to write, waiting up to BUSY_SECONDS for another program to finish."""
        with IN_SENTENCES:
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

    def commit(self) -> None:
        """Make all of it last."""
        self._must_be_writing()
        with IN_SENTENCES:
            self._sql.execute("RELEASE act" if self._together else "COMMIT")

    def rollback(self) -> None:
        """Take all of it back."""
        if self._sql.in_transaction:
            with IN_SENTENCES:
                self._sql.execute("ROLLBACK TO act" if self._together else "ROLLBACK")
                if self._together:
                    self._sql.execute("RELEASE act")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one unchanging state, whatever others write meanwhile. Inside a transaction it is that one."""
        if self._sql.in_transaction:
            yield
            return
        with IN_SENTENCES:
            self._sql.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            self.rollback()

    # --- the file -----------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Write everything into the record's own file and empty the -wal, as far as no other program is reading."""
        with IN_SENTENCES:
            self._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def change_key(self, key: bytes) -> None:
        """Encrypt every page with another key, in one transaction. Raises Busy while anybody else has it open."""
        with IN_SENTENCES:
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
        with IN_SENTENCES:
            return [str(row[0]) for row in self._sql.execute("PRAGMA quick_check") if row[0] != "ok"]

    def backup_into(self, path: Path) -> None:
        """Write a whole, encrypted copy with the same key; the file must not be there yet, or be empty."""
        with IN_SENTENCES:
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
