"""How days, times and rates read, and how a day that a person types is read: the same on screens and in commands."""

from datetime import date, datetime, time, timedelta

from groupcare.rules import schedule
from groupcare.rules.attendance import Rate

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


def day(when: date, today: date) -> str:
    """Tue 6 Oct; with the year where it is not this one."""
    return f"{when:%a} {when.day} {when:%b}" + ("" if when.year == today.year else f" {when.year}")


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
