"""Running a statement on the record's connection, and telling the database's errors in sentences of ours."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from groupcare.record.errors import Busy, Damaged, DiskFull, RecordError, Refused


def marks(values: Sequence[str]) -> str:
    """A question mark for each value, as SQL wants them."""
    return ", ".join("?" * len(values))


def storable(text: str) -> bool:
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


IN_SENTENCES = _Sentences()
"""`with IN_SENTENCES:` around each statement."""


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


class Statements:
    """What each part of the engine has of its one connection."""

    _sql: Any

    def _one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
        row = self._sql.execute(sql, values).fetchone()
        return tuple(row) if row is not None else ()

    def _must_be_writing(self) -> None:
        """SQLite may take a transaction back by itself, as on a full disk: nothing may then be saved on its own."""
        if not self._sql.in_transaction:
            raise DiskFull("The act was given up meanwhile and nothing of it was saved. Make room, and try again.")
