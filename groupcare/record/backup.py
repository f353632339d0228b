"""Backup and restore: the whole store in one file, and a store made of such a file again.

A backup is a stored zip of keys.json, of record.db as the database copies itself (encrypted with the same key, with
everything committed until then), and of manifest.json, which has size and SHA-256 of both and the ledger's head. It is
made in a folder of its own beside its place, proved, and only then gets its name: under that name there is a whole
backup or none, and never a file written over.

A restore builds the whole store in a folder beside the place, and moves it there at its end. Where a store stands
there already, its folder is first renamed to NAME.before-restore-TIME. Killed between these two renames, and only
then, nothing stands at the place: the old store is whole under its new name. Run the restore again, or rename it back.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from struct import error as StructError
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import msgspec
from msgspec import Struct

from groupcare import __version__
from groupcare.record import ledger, sharing, store
from groupcare.record.db import Clock, utc_now
from groupcare.record.engine import sole_use
from groupcare.record.errors import Busy, Damaged, DiskFull, NewerStore, NotFound, Refused
from groupcare.record.key_file import ASIDE, KEYS, read_keys
from groupcare.record.keys import sync_folder
from groupcare.record.schema import STORE_FORMAT
from groupcare.record.scratch import scratch
from groupcare.record.store import RECORD, Opened

MANIFEST = "manifest.json"
FORMAT = 1
"""Rises when an older program could no longer restore such a backup rightly."""
LEFTOVER = "groupcare-backup"
MOST_SMALL = 16 * 1024**2
"""Bytes of manifest and key file that are read at most."""
_CHUNK = 1024**2
_TRIES = 5
_NO_ZIP = (BadZipFile, EOFError, NotImplementedError, OverflowError, RuntimeError, StructError, ValueError)
"""What zipfile raises on a file that is none, or no longer."""

Progress = Callable[[int, int], None]


class Member(Struct, frozen=True, kw_only=True):
    """A file of the backup as it was written; `sha256` in hex."""

    size: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backup is: made when (UTC), by which GroupCare, of which store format, with which head of the ledger."""

    format: int
    made_at: datetime
    groupcare: str
    store_format: int
    acts: int
    head: str
    members: dict[str, Member]


class Restored(Struct, frozen=True, kw_only=True):
    """What a restore did; `aside` is where the store now is that stood there before."""

    folder: Path
    manifest: Manifest
    aside: Path | None


def _silent(done: int, of: int) -> None:
    return None


# --- writing ----------------------------------------------------------------------------------------------------------


def write_backup(opened: Opened, file: Path, progress: Progress = _silent) -> Manifest:
    """Make a backup, prove it and put it in place as `file`; others may write to the record meanwhile.

    Raises Refused where there is such a file already, Damaged where the record itself has faults, and DiskFull.
    """
    file = file.absolute()
    if opened.slot is None:
        raise Refused("The key of this clinic is in memory only, so no backup of it could be opened. None was written.")
    if not file.parent.is_dir():
        raise Refused(f"There is no folder {file.parent}. No backup was written; make it, or name another.")
    if os.path.lexists(file):
        raise _there_already(file)
    with (
        _disk(f"No backup can be written to {file.parent}. No file was left, the record is as it was; make room"),
        scratch(file.parent, LEFTOVER) as folder,
    ):
        copy, fresh = folder / RECORD, folder / file.name
        key_file = _copy_record(opened, copy)
        acts, head, store_format = _proved(opened, copy, progress)
        manifest = Manifest(
            format=FORMAT,
            made_at=opened.db.clock().astimezone(UTC),
            groupcare=__version__,
            store_format=store_format,
            acts=acts,
            head=head,
            members={},
        )
        manifest = _write_zip(fresh, manifest, key_file, copy)
        if read_backup(fresh) != manifest:
            raise Damaged("The backup did not read back as it was written. No file was left; use another disk.")
        _put_in_place(fresh, file)
    return manifest


def _there_already(file: Path) -> Refused:
    return Refused(f"{file} exists already. Nothing was written over it; choose another name.")


@contextmanager
def _disk(sentence: str) -> Iterator[None]:
    """Turns what the system says while files are written into a sentence."""
    try:
        yield
    except OSError as error:
        raise DiskFull(f"{sentence}, or choose another place ({error.strerror or type(error).__name__}).") from None


def _copy_record(opened: Opened, copy: Path) -> bytes:
    """Copy the record, and give the key file of the same moment."""
    for _ in range(_TRIES):
        before = opened.keys_as_stored()
        copy.unlink(missing_ok=True)
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        opened.db.engine.backup_into(copy)
        if opened.keys_as_stored() == before:
            return before
    raise Busy("Another program keeps changing who may sign in. No backup was written; try again.")


def _proved(opened: Opened, copy: Path, progress: Progress) -> tuple[int, str, int]:
    """Open the copy as one that was restored, prove all of it, and give its acts, fingerprint and store format."""
    db = opened.at(copy)
    try:
        proof = ledger.verify(db.engine, progress)
        acts, head = db.engine.head()
        if proof.faults:
            raise Damaged(
                f"The record has faults, of which the first is: {proof.faults[0]} No backup was written, and earlier "
                "ones stand. Run `groupcare verify`, and restore the newest backup."
            )
        return acts, ledger.fingerprint(acts, head), db.engine.format()
    finally:
        db.close()


def _write_zip(path: Path, manifest: Manifest, key_file: bytes, record: Path) -> Manifest:
    """Write the members, durably; gives the manifest with what they are."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(handle, "w+b") as out:
        with ZipFile(out, "w", ZIP_STORED) as zip_:
            zip_.writestr(_entry(KEYS, manifest.made_at), key_file)
            digest = hashlib.sha256()
            with record.open("rb") as source, zip_.open(_entry(RECORD, manifest.made_at), "w", force_zip64=True) as to:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    to.write(chunk)
            members = {
                KEYS: Member(size=len(key_file), sha256=hashlib.sha256(key_file).hexdigest()),
                RECORD: Member(size=record.stat().st_size, sha256=digest.hexdigest()),
            }
            manifest = msgspec.structs.replace(manifest, members=members)
            raw = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
            zip_.writestr(_entry(MANIFEST, manifest.made_at), raw)
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _entry(name: str, at: datetime) -> ZipInfo:
    entry = ZipInfo(name, at.timetuple()[:6])
    entry.external_attr = 0o100600 << 16
    return entry


def _put_in_place(fresh: Path, file: Path) -> None:
    """Give a finished file its name, over nothing."""
    if sharing.group_of(file.parent) is not None:
        fresh.chmod(sharing.GROUP_FILE)
    try:
        os.link(fresh, file)
    except FileExistsError:
        raise _there_already(file) from None
    except OSError:  # a file system without links, such as a stick's
        if os.path.lexists(file):
            raise _there_already(file) from None
        fresh.rename(file)
    sync_folder(file.parent)


# --- reading ----------------------------------------------------------------------------------------------------------


def read_backup(file: Path, into: Path | None = None, progress: Progress = _silent) -> Manifest:
    """Check a backup whole, byte by byte, and write its members into a folder where one is given.

    Raises NotFound, Refused, Damaged (with the member that is), NewerStore or DiskFull.
    """
    try:
        with file.open("rb") as raw, ZipFile(raw) as zip_:
            manifest = _manifest(file, zip_)
            if sorted(entry.filename for entry in zip_.infolist()) != sorted((KEYS, RECORD, MANIFEST)):
                raise _no_backup(file)
            for name in (KEYS, RECORD):
                _read_member(file, zip_, name, manifest, into, progress)
            return manifest
    except FileNotFoundError:
        raise NotFound(f"There is no file {file}. Nothing was changed.") from None
    except OSError as error:
        reason = error.strerror or "a file of another kind"
        raise Refused(f"{file} cannot be read ({reason}). Nothing was changed.") from None
    except _NO_ZIP:
        raise _no_backup(file) from None


def _no_backup(file: Path) -> Damaged:
    return Damaged(
        f"{file} is no backup that GroupCare made, or it is damaged or cut short. Nothing was changed; take another."
    )


def _damaged(file: Path, name: str) -> Damaged:
    return Damaged(f"{name} in {file} is not as it was written. Nothing was changed; take another backup.")


def _newer(what: str) -> NewerStore:
    return NewerStore(f"This backup was made by a newer GroupCare ({what}). Nothing was changed; use that program.")


def _manifest(file: Path, zip_: ZipFile) -> Manifest:
    entries = [entry for entry in zip_.infolist() if entry.filename == MANIFEST]
    if len(entries) != 1:
        raise _no_backup(file)
    if entries[0].file_size > MOST_SMALL or entries[0].compress_type != ZIP_STORED:
        raise _damaged(file, MANIFEST)
    try:
        raw = zip_.read(entries[0])
        format_ = msgspec.json.decode(msgspec.json.decode(raw, type=dict[str, msgspec.Raw])["format"], type=int)
        if format_ > FORMAT:
            raise _newer(f"its format is {format_}; this program knows {FORMAT}")
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (*_NO_ZIP, msgspec.MsgspecError, KeyError):
        raise _damaged(file, MANIFEST) from None
    if manifest.store_format > STORE_FORMAT:
        raise _newer(f"its store's format is {manifest.store_format}; this program knows {STORE_FORMAT}")
    if set(manifest.members) != {KEYS, RECORD} or manifest.members[KEYS].size > MOST_SMALL:
        raise _damaged(file, MANIFEST)
    return manifest


def _read_member(
    file: Path, zip_: ZipFile, name: str, manifest: Manifest, into: Path | None, progress: Progress
) -> None:
    entry, said = zip_.getinfo(name), manifest.members[name]
    if entry.file_size != said.size or entry.compress_type != ZIP_STORED:
        raise _damaged(file, name)
    digest, done = hashlib.sha256(), 0
    with _written(into / name if into is not None else None) as out:
        try:
            with zip_.open(entry) as source:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    if out is not None:
                        with _disk("The store cannot be written here. Nothing was changed; make room"):
                            out.write(chunk)
                    done += len(chunk)
                    progress(done // _CHUNK, said.size // _CHUNK)
        except _NO_ZIP:
            raise _damaged(file, name) from None
    if done != said.size or digest.hexdigest() != said.sha256:
        raise _damaged(file, name)


@contextmanager
def _written(path: Path | None) -> Iterator[IO[bytes] | None]:
    """A fresh file, its owner's only, that lasts once the block is done; nothing where no path is given."""
    if path is None:
        yield None
        return
    with _disk("The store cannot be written here. Nothing was changed; make room"):
        out = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
    try:
        yield out
        with _disk("The store cannot be written here. Nothing was changed; make room"):
            out.flush()
            os.fsync(out.fileno())
    finally:
        with suppress(OSError):  # what could not be written is tried once more, and has been said
            out.close()


# --- restoring --------------------------------------------------------------------------------------------------------


def restore(
    file: Path, folder: Path, *, aside: bool = False, clock: Clock = utc_now, progress: Progress = _silent
) -> Restored:
    """Make the store of a backup in `folder`, which must be empty or missing, unless what stands there goes `aside`.

    Nothing is touched before the backup was found whole. Raises as `read_backup`, Refused where something stands there,
    and Busy while a program has that store open. This program must not have it open.
    """
    folder = folder.resolve()
    if _holds_something(folder) and not aside:
        raise Refused(
            f"{folder} holds something already. Nothing was changed; add --aside to have it renamed first, or choose "
            "another folder with --store."
        )
    before = _before_restore(folder, clock()) if _holds_something(folder) else None
    alone = sole_use(folder / RECORD) if before is not None else nullcontext()
    with alone, store.make(folder, aside=before) as fresh:
        manifest = read_backup(file, fresh, progress)
        read_keys(fresh / KEYS)
        sync_folder(fresh)
    return Restored(folder=folder, manifest=manifest, aside=before)


def _holds_something(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _before_restore(folder: Path, now: datetime) -> Path:
    """Where the store that stands there is to go. Raises Refused where it is no store, or the place is taken."""
    if not (folder / KEYS).exists() and not (folder / RECORD).exists():
        raise Refused(f"{folder} holds other files than a store's. Nothing was changed; choose another with --store.")
    beside = folder.with_name(f"{folder.name}{ASIDE}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if os.path.lexists(beside):
        raise Refused(f"{beside} exists already. Nothing was changed; try again in a second.")
    return beside
