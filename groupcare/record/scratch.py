"""A folder to work in beside the place of the result: gone when the work is done, and cleared away after a kill."""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def scratch(parent: Path, name: str) -> Iterator[Path]:
    """A fresh folder `.NAME.xxxxxxxx` in `parent`, its owner's only, deleted at the end unless it was renamed.

    A lock is held on it meanwhile, which ends with the program: so folders of that name that a killed program left
    are told from those that another is working in, and are deleted. Raises OSError where none can be made.
    """
    _clear_leftovers(parent, name)
    folder, handle = _locked_folder(parent, name)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _locked_folder(parent: Path, name: str) -> tuple[Path, int]:
    while True:
        folder = parent / f".{name}.{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue  # another program took it for a leftover, before it was locked
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_nlink and folder.is_dir():
            return folder, handle
        os.close(handle)


def _clear_leftovers(parent: Path, name: str) -> None:
    ours = re.compile(rf"\.{re.escape(name)}\.[0-9a-f]{{8}}")
    try:
        found = [folder for folder in parent.iterdir() if ours.fullmatch(folder.name) and not folder.is_symlink()]
    except OSError:
        return  # a folder that may be written into but not listed
    for folder in found:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)
