"""A store's folder: record.db, keys.json, and the count of wrong passphrases; made whole, opened by name.

Owns files, permissions and sign-in. What a clinic or a member of staff is, and which acts are written, is acts'.
"""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import structs

from groupcare.record import keys, seen, sharing
from groupcare.record.db import Clock, GroupDB, utc_now
from groupcare.record.errors import Damaged, RecordError, Refused, TooSoon, WrongPassphrase
from groupcare.record.key_file import KEYS, KEYS_NEXT, names
from groupcare.record.scratch import scratch

RECORD, ATTEMPTS = "record.db", "attempts.log"
FREE_ATTEMPTS = 3
LONGEST_WAIT = 60
"""Seconds."""


@contextmanager
def make(folder: Path, *, aside: Path | None = None, group: int | None = None) -> Iterator[Path]:
    """A fresh folder to build a store in; it takes its place as `folder` only once the block is done.

    It is shared with the Unix group that is given, or with that of the folder whose place it takes. Raises Refused when
    something stands there already, unless `aside` is given: it is then renamed to that first.
    """
    os.umask(0o077)
    folder = folder.resolve()
    if folder == Path.cwd():
        raise Refused(f"{folder} is the folder you stand in. Nothing was changed; go one folder up, or name another.")
    if aside is None and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} exists and is not empty. Nothing was changed; choose another folder with --store.")
    with ExitStack() as stack:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = stack.enter_context(scratch(folder.parent, folder.name))
        except OSError as error:
            raise Refused(f"No store can be made at {folder} ({error.strerror}).") from None
        yield fresh
        shared_with = group if group is not None else sharing.group_of(folder)
        if shared_with is not None:
            sharing.share(fresh, shared_with)
        _take_place(fresh, folder, aside)
        keys.sync_folder(folder.parent)


def _take_place(fresh: Path, folder: Path, aside: Path | None) -> None:
    if aside is not None:
        try:
            folder.rename(aside)
        except OSError as error:
            raise Refused(f"{folder} cannot be moved aside ({error.strerror}). Nothing was changed.") from None
    try:
        fresh.rename(folder)  # takes the place of an empty folder, and of nothing else
    except OSError:
        if aside is not None:
            with suppress(OSError):
                aside.rename(folder)
        raise Refused(f"Something else was put at {folder} meanwhile. It was left as it is.") from None


def create(folder: Path, staff: str, name: str, passphrase: str, clock: Clock = utc_now) -> tuple[GroupDB, str]:
    """A new record and key file in `folder` for the first member of staff; gives the recovery key to show once."""
    database_key = secrets.token_bytes(32)
    recovery = _write_keys(folder, [keys.new_slot(staff, name, passphrase, database_key)], database_key)
    return GroupDB(folder / RECORD, database_key, clock=clock, create=True), recovery


def _write_keys(folder: Path, slots: Sequence[keys.Slot], database_key: bytes) -> str:
    recovery, spelled = keys.new_recovery(database_key)
    file = keys.KeyFile(format=keys.FORMAT, store=secrets.token_hex(16), slots=tuple(slots), recovery=recovery)
    keys.write_keys(folder / KEYS, file, database_key)
    return spelled


def create_public(folder: Path, staff: Mapping[str, str], passphrase: str | None, clock: Clock) -> dict[str, "Opened"]:
    """A record that holds nobody's data: `staff` are ids with names, all with one passphrase that everybody knows.

    Without a passphrase the key is in memory only, nobody can open the record again, and writes are not waited for.
    """
    os.umask(0o077)
    key = secrets.token_bytes(32)
    slots: dict[str, keys.Slot | None] = dict.fromkeys(staff)
    if passphrase is not None:
        slots = {i: keys.new_slot(i, name, passphrase, key, public_words=True) for i, name in staff.items()}
        _write_keys(folder, [slot for slot in slots.values() if slot is not None], key)
    db = GroupDB(folder / RECORD, key, clock=clock, create=True, durable=False)
    return {i: Opened(folder, db, slot, key, []) for i, slot in slots.items()}


class Opened:
    """An open store: the record, the slot it was opened with, and when tries failed since the last sign-in.

    `slot` is None where nobody signed in with a passphrase: a clinic whose key is in memory only. `older` is what is to
    be said where the record does not go on from the head that was last seen of it here.
    """

    older = ""

    def __init__(
        self, folder: Path, db: GroupDB, slot: keys.Slot | None, database_key: bytes, failed: list[str]
    ) -> None:
        self.folder, self.db, self.slot, self.database_key, self.failed = folder, db, slot, database_key, failed

    def remember_head(self) -> None:
        """Keep the head outside of the store, so that an older copy put back is noticed."""
        if self.slot is not None:
            with suppress(RecordError):
                seen.remember(keys.read_keys(self.folder / KEYS).store, self.db.engine)

    def forget_failed(self) -> None:
        """Once they stand in the ledger, the wrong tries need not be kept beside it."""
        if self.slot is not None:
            _Attempts(self.folder / ATTEMPTS, self.slot.staff).clear()

    def again(self) -> "Opened":
        """The same on a further connection, for another thread."""
        return Opened(self.folder, self.at(self.folder / RECORD), self.slot, self.database_key, [])

    def at(self, path: Path) -> GroupDB:
        """A record at another place that opens with the same key: a copy of this one."""
        return GroupDB(path, self.database_key, clock=self.db.clock, durable=self.slot is not None)

    def keys_as_stored(self) -> bytes:
        """keys.json byte by byte. Raises as `read_keys`, and Damaged where something else changed it."""
        path = self.folder / KEYS
        file = keys.read_keys(path)
        keys.check_mac(file, self.database_key)
        return path.read_bytes()

    def is_passphrase(self, passphrase: str) -> bool:
        """Whether this is the passphrase of the person signed in; wrong ones are counted and slowed."""
        if self.slot is None:
            return True
        attempts = _Attempts(self.folder / ATTEMPTS, self.slot.staff)
        attempts.check(self.db.clock())
        try:
            keys.open_slot(self.slot, passphrase)
        except WrongPassphrase:
            attempts.note(self.db.clock())
            return False
        return True

    def change_keys(self, change: Callable[[keys.KeyFile, bytes], keys.KeyFile]) -> None:
        """Read keys.json, change it and put it back; call it inside a transaction, so that one writes at a time."""
        path = self.folder / KEYS
        file = keys.read_keys(path)
        keys.check_mac(file, self.database_key)
        keys.write_keys(path, change(file, self.database_key), self.database_key)


def open_store(folder: Path, name: str | None, passphrase: str, clock: Clock = utc_now) -> Opened:
    """Sign in. `name` may be left out where only one person can.

    Raises NotFound, WrongPassphrase, TooSoon, Damaged or NewerStore.
    """
    os.umask(0o077)
    file = keys.read_keys(folder / KEYS)
    if name is None:
        if len(file.slots) != 1:
            names = ", ".join(slot.name for slot in file.slots)
            raise Refused(f"Several people can sign in here: {names}. Say who you are with --as NAME.")
        slot = file.slots[0]
    else:
        slot = file.slot(name)
    attempts = _Attempts(folder / ATTEMPTS, slot.staff)
    attempts.check(clock())
    try:
        database_key = keys.open_slot(slot, passphrase)
    except WrongPassphrase:
        attempts.note(clock())
        raise
    keys.check_mac(file, database_key)
    db, database_key = _record(folder, database_key, clock, lambda f: keys.open_slot(f.slot(slot.staff), passphrase))
    opened = Opened(folder, db, slot, database_key, attempts.made())
    opened.older = seen.older_copy(file.store, db.engine)
    opened.remember_head()
    return opened


def _record(
    folder: Path, database_key: bytes, clock: Clock, by_next: Callable[[keys.KeyFile], bytes]
) -> tuple[GroupDB, bytes]:
    """The record opened with its key; where a change of keys was cut off, with the key file that was waiting."""
    waiting = folder / KEYS_NEXT
    try:
        return GroupDB(folder / RECORD, database_key, clock=clock), database_key
    except Damaged:
        if not waiting.exists():
            raise
    file = keys.read_keys(waiting)
    fresh = by_next(file)
    keys.check_mac(file, fresh)
    db = GroupDB(folder / RECORD, fresh, clock=clock)
    keys.write_keys(folder / KEYS, file, fresh)
    with suppress(OSError):
        waiting.unlink()
    return db, fresh


def open_by_recovery(folder: Path, name: str, spelled: str, clock: Clock = utc_now) -> Opened:
    """The store opened with its recovery key, for the person whose passphrase is lost."""
    os.umask(0o077)
    file = keys.read_keys(folder / KEYS)
    slot = file.slot(name)
    database_key = keys.open_recovery(file.recovery, spelled)
    keys.check_mac(file, database_key)
    db, database_key = _record(folder, database_key, clock, lambda f: keys.open_recovery(f.recovery, spelled))
    return Opened(folder, db, slot, database_key, [])


def change_passphrase(opened: Opened, passphrase: str) -> None:
    """Give the person signed in a new key pair under a passphrase of their own. Call it inside a transaction."""

    def renew(file: keys.KeyFile, database_key: bytes) -> keys.KeyFile:
        if opened.slot is None:
            raise Refused("This clinic has no passphrases. Nothing was changed.")
        fresh = keys.new_slot(opened.slot.staff, opened.slot.name, passphrase, database_key)
        opened.slot = fresh
        slots = tuple(fresh if slot.staff == fresh.staff else slot for slot in file.slots)
        return structs.replace(file, slots=slots)

    opened.change_keys(renew)


class _Attempts:
    """Wrong passphrases since the last sign-in: one line each, appended."""

    def __init__(self, path: Path, staff: str) -> None:
        self.path, self.staff = path, staff

    def _lines(self) -> list[tuple[str, str]]:
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        found = (line.split() for line in text.splitlines())
        return [(parts[0], parts[1]) for parts in found if len(parts) == 2]

    def check(self, now: datetime) -> None:
        """Raise TooSoon while the wait after several wrong tries lasts."""
        tries = self.made()
        if len(tries) < FREE_ATTEMPTS:
            return
        seconds = min(LONGEST_WAIT, 2 ** min(len(tries) - FREE_ATTEMPTS + 1, 10))
        try:
            until = datetime.fromisoformat(tries[-1]).astimezone(UTC) + timedelta(seconds=seconds)
        except (ValueError, OverflowError):
            return
        if now < until <= now + timedelta(seconds=LONGEST_WAIT):
            left = int((until - now).total_seconds()) or 1
            raise TooSoon(f"{len(tries)} wrong passphrases. Wait {left} seconds, then try again.")

    def note(self, now: datetime) -> None:
        """Write down one wrong try."""
        with suppress(OSError):  # where nothing can be written, the passphrase is wrong all the same
            handle = sharing.create(self.path, os.O_APPEND | os.O_WRONLY)
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(f"{self.staff} {now.isoformat()}\n")

    def made(self) -> list[str]:
        """When this person's passphrase was wrong."""
        return [at for staff, at in self._lines() if staff == self.staff]

    def clear(self) -> None:
        """Forget this person's wrong tries."""
        others = "".join(f"{staff} {at}\n" for staff, at in self._lines() if staff != self.staff)
        handle = sharing.create(self.path, os.O_TRUNC | os.O_WRONLY)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(others)


__all__ = [
    "ATTEMPTS",
    "KEYS",
    "RECORD",
    "Opened",
    "change_passphrase",
    "create",
    "create_public",
    "make",
    "names",
    "open_by_recovery",
    "open_store",
]
