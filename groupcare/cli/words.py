"""How values are read from a command line: dates, times, roles, answers."""

import argparse
from datetime import date, time

from groupcare.rules.clinic import Role
from groupcare.rules.schedule import WEEKDAYS


def a_date(text: str) -> date:
    """An argument such as 2026-10-06."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a date such as 2026-10-06, not {text!r}") from None


def a_time(text: str) -> time:
    """An argument such as 14:00."""
    try:
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    except ValueError:
        raise argparse.ArgumentTypeError(f"a time such as 14:00, not {text!r}") from None


def weekdays(text: str) -> tuple[int, ...]:
    """An argument such as tue,thu, as ISO numbers."""
    found = []
    for part in text.lower().split(","):
        short = part.strip()[:3]
        if short not in WEEKDAYS:
            raise argparse.ArgumentTypeError(f"weekdays such as tue,thu, not {text!r}")
        found.append(WEEKDAYS.index(short) + 1)
    return tuple(dict.fromkeys(found))


def roles(text: str) -> tuple[Role, ...]:
    """An argument such as intake,clinician."""
    try:
        return tuple(dict.fromkeys(Role(part.strip()) for part in text.lower().split(",")))
    except ValueError:
        raise argparse.ArgumentTypeError(f"roles out of {', '.join(Role)}, not {text!r}") from None


ANSWERS = {"yes": True, "no": False, "unanswered": None}


def named_answer(text: str) -> tuple[str, bool | None]:
    """An argument such as attend=yes or all=no; attend=unanswered takes an answer back."""
    name, _, value = text.partition("=")
    if value.lower() not in ANSWERS:
        raise argparse.ArgumentTypeError(f"NAME=yes, NAME=no or NAME=unanswered (or all=…), not {text!r}")
    return name.strip(), ANSWERS[value.lower()]


def digits(text: str) -> tuple[int | None, ...]:
    """A form's answers as one string: a digit an item, - where unanswered."""
    if any(c not in "0123456789-" for c in text):
        raise argparse.ArgumentTypeError(f"one digit an item and - where unanswered, not {text!r}")
    return tuple(None if c == "-" else int(c) for c in text)


def yes_no(text: str) -> tuple[int | None, ...]:
    """The C-SSRS as one string: y or n a question, - where not asked."""
    if any(c not in "yn-" for c in text.lower()):
        raise argparse.ArgumentTypeError(f"y, n or - a question, not {text!r}")
    return tuple({"y": 1, "n": 0, "-": None}[c] for c in text.lower())
