"""Finding a file by typing: the folders and CSV files of the folder typed so far, and what they complete it to."""

import os
from pathlib import Path
from typing import NamedTuple

ENDINGS = (".csv", ".tsv", ".txt")
MOST = 500


class Entry(NamedTuple):
    """A folder, or a file that could hold referrals. `path` is what would stand in the field."""

    path: str
    name: str
    is_folder: bool
    size: int = 0


def place_of(typed: str) -> Path:
    """The path meant, with ~ as the home folder."""
    return Path(typed.strip() or ".").expanduser()


def entries(typed: str) -> list[Entry]:
    """What lies in the folder typed so far and begins as the rest does, folders first; nothing where it is not one."""
    head, tail = os.path.split(typed.strip())
    folder = place_of(head) if head else Path()
    found = []
    try:
        for one in os.scandir(folder):
            if one.name.startswith(".") or not one.name.casefold().startswith(tail.casefold()):
                continue
            shown = os.path.join(head, one.name)
            if one.is_dir():
                found.append(Entry(f"{shown}{os.sep}", f"{one.name}{os.sep}", True))
            elif one.name.casefold().endswith(ENDINGS):
                found.append(Entry(shown, one.name, False, one.stat().st_size))
    except OSError:
        return []
    return sorted(found, key=lambda e: (not e.is_folder, e.name.casefold()))[:MOST]


def completed(typed: str) -> str:
    """As far as everything that could be meant goes on in the same letters."""
    found = entries(typed)
    common = os.path.commonprefix([entry.path for entry in found])  # noqa: RUF071  # by letters, as typed
    return common if len(common) > len(typed.strip()) else typed.strip()


def size_words(size: int) -> str:
    """12 kB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
