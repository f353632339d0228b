"""Backups: by a manager to wherever they are kept safe, by the program itself once a day, and back into a store.

The program's own daily backup needs no role: it is nobody's act but the program's, gives nobody anything to read, and
stays in the store's folder. The ledger names the person who was signed in.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from itertools import count
from pathlib import Path

from groupcare.acts.act import act
from groupcare.acts.permissions import role_for
from groupcare.record import backup
from groupcare.record.backup import Restored
from groupcare.record.errors import DiskFull, RecordError, Refused
from groupcare.record.sharing import make_folder
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.backups import Backup, automatic_date, automatic_name, name_for, to_keep

FOLDER = "backups"
BY_HAND, BY_ITSELF = "back up", "keep a daily backup"

restore = backup.restore


def named(path: Path, on: date) -> Path:
    """The file meant: a folder gets one named by the day, with a number where that name is taken."""
    if not path.is_dir():
        return path
    wanted = path / name_for(on)
    others = (wanted.with_stem(f"{wanted.stem}-{n}") for n in count(2))
    return wanted if not wanted.exists() else next(other for other in others if not other.exists())


def back_up(who: SignIn, file: Path, progress: Callable[[int, int], None] = lambda done, of: None) -> Backup:
    """Write the whole store into one new file, proved before it gets its name. Raises Refused where one is there."""
    role_for(BY_HAND, who.staff)
    return _made(who, file, BY_HAND, progress)


def _made(who: SignIn, file: Path, name: str, progress: Callable[[int, int], None]) -> Backup:
    manifest = backup.write_backup(who.opened, file, progress)
    noted = Backup(
        at=manifest.made_at,
        file=file.name,
        size=file.stat().st_size,
        acts=manifest.acts,
        head=manifest.head,
        automatic=name == BY_ITSELF,
    )
    try:
        with act(who, name):
            return who.of(Backup).add(noted)
    except RecordError as error:
        raise RecordError(f"The backup is whole in {file}, but the ledger has not noted it: {error}") from None


def automatic(who: SignIn, now: datetime) -> Backup | None:
    """The program's own backup of today, in the store's folder; older ones that are no longer kept are deleted.

    None where there is one of today already, or nothing was done since the last. It has a connection of its own, so
    that it may run on any thread, and is never the act that undoing would undo.
    """
    if who.opened.slot is None:
        return None
    own = who.again()
    try:
        folder = own.opened.folder / FOLDER
        file = folder / automatic_name(schedule.local(now, own.clinic.zone).date())
        if file.exists() or not _acted(own, folder):
            return None
        role_for(BY_ITSELF, own.staff)
        try:
            make_folder(folder)
        except OSError as error:
            raise DiskFull(f"No backup can be kept in {folder} ({error.strerror}). The record is as it was.") from None
        try:
            made = _made(own, file, BY_ITSELF, lambda done, of: None)
        except Refused:
            if file.exists():
                return None  # another program has made it meanwhile
            raise
        _rotate(folder)
        return made
    finally:
        own.close()


def _acted(who: SignIn, folder: Path) -> bool:
    """Whether anything but backups was done since the newest automatic one that is still there."""
    there = [b.acts for b in who.of(Backup).all() if b.automatic and (folder / b.file).is_file()]
    return who.db.engine.acted_since(max(there, default=0), (BY_HAND, BY_ITSELF))


def _rotate(folder: Path) -> None:
    dated = {file: day for file in folder.iterdir() if (day := automatic_date(file.name)) is not None}
    kept = to_keep(dated.values())
    for file, day in dated.items():
        if day not in kept:
            with suppress(OSError):  # it is tried again after the next backup
                file.unlink()


def newest(who: SignIn) -> Backup | None:
    """The last backup that the record knows of, for a screen to say how old it is, or None."""
    return max(who.of(Backup).all(), key=lambda b: b.at, default=None)


__all__ = ["Backup", "Restored", "automatic", "back_up", "named", "newest", "restore"]
