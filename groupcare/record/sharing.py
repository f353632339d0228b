"""Whose a store's files are: one account's alone (modes 0700 and 0600), or a Unix group's (2770 and 0660).

The folder's own mode says which, and what is made in it follows. The umask is 077 all the same, so that nothing is open
to others even for a moment: modes are set file by file. SQLite gives its -wal and -shm the record's own.
"""

import grp
import os
import stat
from contextlib import suppress
from pathlib import Path

from groupcare.record.errors import Refused

GROUP_FOLDER, GROUP_FILE = 0o2770, 0o660


def group_id(name: str) -> int:
    """The number of a Unix group. Raises Refused where there is none, or one cannot give it files."""
    try:
        found = grp.getgrnam(name).gr_gid
    except KeyError:
        raise Refused(f"There is no Unix group {name!r} here. Nothing was made; ask who runs this machine.") from None
    if os.geteuid() != 0 and found not in (os.getegid(), *os.getgroups()):
        raise Refused(f"You are not in the Unix group {name!r}. Nothing was made; ask who runs this machine.")
    return found


def group_of(folder: Path) -> int | None:
    """The group that a folder is shared with, or None."""
    try:
        found = folder.stat()
    except OSError:
        return None
    shared = found.st_mode & stat.S_ISGID and found.st_mode & stat.S_IRWXG == stat.S_IRWXG
    return found.st_gid if shared else None


def share(folder: Path, group: int) -> None:
    """Give a folder that was just made, and all in it, to a group. Raises Refused."""
    try:
        for path in (*folder.rglob("*"), folder):
            os.chown(path, -1, group)
            path.chmod(GROUP_FOLDER if path.is_dir() else GROUP_FILE)
    except OSError as error:
        raise Refused(f"The store cannot be given to that group ({error.strerror}). Nothing was changed.") from None


def create(path: Path, flags: int) -> int:
    """Open a file for writing, made where it is missing; the group of its folder may write into it, too."""
    handle = os.open(path, flags | os.O_CREAT, 0o600)
    open_to_group(path)
    return handle


def make_folder(folder: Path) -> None:
    """Make a folder in a store, where it is missing."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if group_of(folder.parent) is not None:
        with suppress(PermissionError):  # it is another's, who has opened it already
            folder.chmod(GROUP_FOLDER)


def open_to_group(path: Path) -> None:
    """Open a file to the group of its folder, where that is shared."""
    if group_of(path.parent) is not None:
        with suppress(PermissionError):
            path.chmod(GROUP_FILE)
