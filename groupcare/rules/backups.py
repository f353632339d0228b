"""Backups: what the record notes of each, how the program's own are named, and which of them are kept."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime

from groupcare.rules.kept import Kept

DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""How many days, weeks and months keep a backup of their own, counted from the newest."""
_AUTOMATIC = re.compile(r"groupcare-automatic-([0-9]{4}-[0-9]{2}-[0-9]{2})\.zip")


class Backup(Kept, frozen=True, kw_only=True):
    """One backup: when (UTC), under which file name, of how many bytes.

    `acts` is the number of the newest act that stands in it and `head` that act's fingerprint: its own act comes after.
    """

    at: datetime
    file: str
    size: int
    acts: int
    head: str
    automatic: bool = False


def name_for(on: date) -> str:
    """The name of a backup of that day that a person makes; it says nothing of the clinic."""
    return f"groupcare-{on.isoformat()}.zip"


def automatic_name(on: date) -> str:
    """The name of the program's own backup of that day. Only files of such a name are ever deleted."""
    return f"groupcare-automatic-{on.isoformat()}.zip"


def automatic_date(name: str) -> date | None:
    """The day of the program's own backup of that name, None for any other file."""
    found = _AUTOMATIC.fullmatch(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def to_keep(dates: Iterable[date]) -> set[date]:
    """Of these days' backups, those to keep: of each of the newest 7 days, 4 weeks and 12 months the newest.

    Weeks are ISO weeks. Days, weeks and months without a backup are not counted, so a long pause deletes nothing.
    """
    newest_first = sorted(set(dates), reverse=True)
    kept = _newest_of_each(newest_first, DAILY, lambda day: day)
    kept |= _newest_of_each(newest_first, WEEKLY, lambda day: day.isocalendar()[:2])
    return kept | _newest_of_each(newest_first, MONTHLY, lambda day: (day.year, day.month))


def _newest_of_each(newest_first: list[date], periods: int, period_of: Callable[[date], object]) -> set[date]:
    found: dict[object, date] = {}
    for day in newest_first:
        found.setdefault(period_of(day), day)
    return set(list(found.values())[:periods])
