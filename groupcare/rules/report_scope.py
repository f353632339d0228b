"""What a report is about, in words, and the periods that are named."""

from datetime import date, timedelta

from groupcare.rules.reports import Scope

PERIODS = {
    "": "all",
    "this-year": "this year",
    "last-year": "last year",
    "last-90-days": "last 90 days",
}
"""Periods that have a name, by what a form or a command calls them."""


class NoPeriod(ValueError):
    """A period that ends before it begins; the message says so."""


def period(name: str, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of a named period; this year is the whole of it, what is still to come too."""
    match name:
        case "this-year":
            return date(today.year, 1, 1), date(today.year, 12, 31)
        case "last-year":
            return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
        case "last-90-days":
            return today - timedelta(days=89), today
    return None, None


def period_named(scope: Scope, today: date) -> str | None:
    """The name of the scope's period, empty for all days; None where it has no name."""
    return next((name for name in PERIODS if period(name, today) == (scope.since, scope.until)), None)


def checked(scope: Scope) -> Scope:
    """The scope, if its period can be. Raises NoPeriod."""
    if scope.since is not None and scope.until is not None and scope.until < scope.since:
        raise NoPeriod(f"The period ends on {_day(scope.until)}, before it begins on {_day(scope.since)}.")
    return scope


def about(scope: Scope, curriculum: str = "", group: str = "") -> str:
    """What it is about, given the names: "2026 · 8 weeks"; empty for everything."""
    return " · ".join(part for part in (period_words(scope.since, scope.until), curriculum, group) if part)


def period_words(since: date | None, until: date | None) -> str:
    """2026, or 1 Jan 2026 to 31 Mar 2026; always with the year, for papers."""
    if since is None and until is None:
        return ""
    if since is None or until is None:
        return f"from {_day(since)}" if since is not None else f"until {_day(until or date.max)}"
    if (since.month, since.day, until.month, until.day) == (1, 1, 12, 31) and since.year == until.year:
        return str(since.year)
    return f"{_day(since)} to {_day(until)}"


def reference(scope: Scope, group: str = "") -> str:
    """By what a file about it is named, such as 2026-G-003: days, the curriculum's id, a group's number; else all."""
    since, until = scope.since, scope.until
    days = [day.isoformat() for day in (since, until) if day is not None]
    if since is not None and period_words(since, until) == str(since.year):
        days = [str(since.year)]
    elif len(days) == 1:
        days.insert(0, "from" if since is not None else "until")
    return "-".join([*days, *(part for part in (scope.curriculum, group) if part)]) or "all"


def _day(when: date) -> str:
    return f"{when.day} {when:%b} {when.year}"
