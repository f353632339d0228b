"""How days, times and rates read, and how a day that a person types is read: the same on screens and in commands."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from groupcare.rules import schedule
from groupcare.rules.attendance import Rate
from groupcare.rules.people import born_fault

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


def day(when: date, today: date) -> str:
    """Tue 6 Oct; with the year where it is not this one."""
    return f"{when:%a} {when.day} {when:%b}" + ("" if when.year == today.year else f" {when.year}")


def whole_day(when: date) -> str:
    """Tue 6 Oct 2026: always with the year, for papers, which are read in any year."""
    return f"{when:%a} {when.day} {when:%b} {when.year}"


def whole_moment(instant: datetime, zone: str) -> str:
    """Tue 6 Oct 2026 14:32, local to the zone, of a UTC instant: for papers."""
    wall = schedule.local(instant, zone)
    return f"{whole_day(wall.date())} {wall:%H:%M}"


def moment(instant: datetime, zone: str, today: date) -> str:
    """Tue 6 Oct 14:32, local to the zone, of a UTC instant; only the time where it is today."""
    wall = schedule.local(instant, zone)
    clock = f"{wall:%H:%M}"
    return clock if wall.date() == today else f"{day(wall.date(), today)} {clock}"


def span(start: time, minutes: int) -> str:
    """14:00–15:30, of a local start and a length in minutes."""
    end = (datetime.combine(date(2000, 1, 1), start) + timedelta(minutes=minutes)).time()
    return f"{start:%H:%M}–{end:%H:%M}"


def rate(of: Rate) -> str:
    """5/6 83 %."""
    return f"{of.done}/{of.of}" + ("" if of.percent is None else f" {of.percent} %")


def count(number: int, one: str, many: str = "") -> str:
    """1 session, 2 sessions."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def ago(instant: datetime, now: datetime) -> str:
    """12 min, 3 h, 5 d since that instant."""
    minutes = max(0, int((now - instant).total_seconds() // 60))
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 24 * 60 else f"{minutes // (24 * 60)} d"


class NotADay(ValueError):
    """A text that is no day; the message says what would be one."""


def read_day(text: str, today: date) -> date:
    """A day as typed: 2026-10-06, 6 oct, 6 oct 2027, today, yesterday, +7 or -3 (days from today). Raises NotADay.

    A day and month without a year is the one nearest to today.
    """
    said = text.strip().lower().removesuffix(".")
    if said in ("today", "yesterday", "tomorrow"):
        return today + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[said])
    try:
        if said[:1] in ("+", "-", "−"):
            return today + timedelta(days=int(said.replace("−", "-")))
        if len(parts := said.replace(",", " ").split()) in (2, 3) and not said[:4].isdigit():
            return _named(parts, today)
        return date.fromisoformat(said)
    except (ValueError, OverflowError):
        raise NotADay(f"{text.strip()!r} is no day. Use 2026-10-06, 6 oct, today or +7.") from None


def _named(parts: list[str], today: date) -> date:
    number, month = int(parts[0]), _month(parts[1].removesuffix("."))
    if len(parts) == 3:
        return date(int(parts[2]), month, number)
    near = (
        date(year, month, number)
        for year in (today.year - 1, today.year, today.year + 1)
        if _exists(year, month, number)
    )
    return min(near, key=lambda d: abs((d - today).days))


def _month(said: str) -> int:
    """The number of a month, named whole or by its first three letters or more."""
    fits = [at for at, name in enumerate(MONTH_NAMES, 1) if len(said) >= 3 and name.startswith(said)]
    if not fits:
        raise ValueError(said)
    return fits[0]


def _exists(year: int, month: int, number: int) -> bool:
    try:
        date(year, month, number)
    except ValueError:
        return False
    return True


# --- birth dates ----------------------------------------------------------------------------------------------------

BIRTH_HINT = "1980-02-03, or 3 feb 1980"
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{2}|\d{4}))?")
_PARTS = re.compile(r"[^\W\d_]+|\d+")


def read_birth_date(text: str, today: date) -> date:
    """A birth date as typed: 1971-04-03, 3 apr 1971, april 3, 1971. Raises NotADay with a sentence for its field.

    Its year is always typed, in full. Numbers alone are read only where they can be one day: 3/4/1971 could be two.
    """
    said = text.strip().lower().removesuffix(".")
    numbers = _NUMBERS.fullmatch(said)
    born = _of_numbers(text, numbers, today) if numbers else _of_words(text, said, today)
    fault = born_fault(born, today)
    if fault:
        raise NotADay(fault)
    return born


def _of_numbers(text: str, found: re.Match[str], today: date) -> date:
    first, second, year = int(found[1]), int(found[2]), found[3]
    if year is None:
        raise NotADay(f"A birth date needs its year: {BIRTH_HINT}.")
    full = int(year) if len(year) == 4 else _likely_year(int(year), today)
    days = [
        date(full, month, number)
        for number, month in ((first, second), (second, first))
        if _exists(full, month, number)
    ]
    if not days:
        raise _no_birth_date(text)
    example = f"{_typed(days[0])} or {days[0].isoformat()}"
    if len(set(days)) == 2:
        could = " or ".join(f"{one.day} {one:%B}" for one in days)
        raise NotADay(f"{text.strip()} could be {could}. Write {example}.")
    if len(year) == 2:
        raise NotADay(f"Write the year in full: {example}.")
    return days[0]


def _of_words(text: str, said: str, today: date) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        parts = _PARTS.findall(said)
    names, numbers = [p for p in parts if p.isalpha()], [p for p in parts if p.isdecimal()]
    try:
        if len(names) != 1:
            raise ValueError(said)
        month = _month(names[0])
        if len(numbers) == 1 and len(parts) == 2:
            raise NotADay(f"A birth date needs its year: {BIRTH_HINT}.")
        number, year = (int(one) for one in numbers)
        if len(numbers[1]) > 2:
            return date(year, month, number)
        meant = date(_likely_year(year, today), month, number)
        raise NotADay(f"Write the year in full: {_typed(meant)} or {meant.isoformat()}.")
    except NotADay:
        raise
    except (ValueError, OverflowError):
        raise _no_birth_date(text) from None


def _no_birth_date(text: str) -> NotADay:
    return NotADay(f"{text.strip()!r} is no day. Write {BIRTH_HINT}.")


def _likely_year(of_two_digits: int, today: date) -> int:
    """The newest year that ends so and is not to come: for an example, never for the record."""
    century = today.year - today.year % 100
    return century + of_two_digits if century + of_two_digits <= today.year else century - 100 + of_two_digits


def _typed(when: date) -> str:
    return f"{when.day} {when:%b} {when.year}".lower()
