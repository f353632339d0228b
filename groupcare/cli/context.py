"""What every command shares: the store, the person, printing, and exit codes.

stdout holds the answer alone, JSON with --json; progress and errors go to stderr, one plain line each.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import platformdirs

from groupcare.acts import Refused
from groupcare.rules.text import clean

if TYPE_CHECKING:
    from groupcare.acts import SignIn

DONE, REFUSED, USAGE = 0, 1, 2
"""Exit codes: done (warnings included); refused, or something found that somebody must look at; misused."""

Args = argparse.Namespace
WIDEST = 48
"""Characters of a cell that others follow."""


def store_folder(args: Args) -> Path:
    """The store meant: --store, GROUPCARE_STORE, or the user's data folder."""
    said = args.store or os.environ.get("GROUPCARE_STORE")
    return Path(said).expanduser().absolute() if said else Path(platformdirs.user_data_dir("groupcare"))


def passphrase(prompt: str, variable: str = "GROUPCARE_PASSPHRASE", *, twice: bool = False) -> str:
    """From the environment, else asked for. Raises Refused where there is nobody to ask."""
    from_environment = os.environ.get(variable)
    if from_environment is not None:
        return from_environment
    if not sys.stdin.isatty():
        raise Refused(f"A passphrase is needed: run this in a terminal, or set {variable}.")
    typed = getpass.getpass(f"{prompt}: ")
    if twice and getpass.getpass("Once more: ") != typed:
        raise Refused("The two do not match. Nothing was saved.")
    return typed


@contextmanager
def signed_in(args: Args) -> Iterator["SignIn"]:
    """The person of --as or GROUPCARE_STAFF, signed in for this command."""
    from groupcare.acts import store
    from groupcare.exchange.library import shipped_library

    name = args.as_ or os.environ.get("GROUPCARE_STAFF")
    folder = store_folder(args)
    store.staff_names(folder)
    who = store.open_store(folder, name, passphrase("Passphrase"), shipped_library())
    try:
        if who.opened.older:
            say(who.opened.older)
        _own_passphrase(who)
        yield who
    finally:
        who.close()


def _own_passphrase(who: "SignIn") -> None:
    """A newcomer's passphrase was chosen by somebody else: have it changed, or say that it should be."""
    from groupcare.acts import store

    if not store.must_change_passphrase(who):
        return
    if "GROUPCARE_NEW_PASSPHRASE" in os.environ or sys.stdin.isatty():
        say("Somebody else chose your passphrase. Choose your own now.")
        store.change_own_passphrase(who, passphrase("New passphrase", "GROUPCARE_NEW_PASSPHRASE", twice=True))
    else:
        say("Somebody else chose your passphrase. To change it, sign in at a terminal or set GROUPCARE_NEW_PASSPHRASE.")


def shown(text: str) -> str:
    """Any text as one harmless line."""
    return clean(text, limit=1_000_000)


def say(text: str) -> None:
    """A line for the person, beside the answer."""
    print(shown(text), file=sys.stderr)


def answer_json(value: Any) -> None:
    """The answer as JSON, alone on stdout."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def answer(lines: Iterable[str]) -> None:
    """The answer as lines."""
    for line in lines:
        print(shown(line) if line.strip() == line else _indented(line))


def _indented(line: str) -> str:
    return " " * (len(line) - len(line.lstrip(" "))) + shown(line)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Aligned columns; numbers to the right."""
    last = len(headings) - 1
    cells = [[_cell(cell, cut=i < last) for i, cell in enumerate(row)] for row in rows]
    widths = [max([_width(h), *(_width(row[i]) for row in cells)]) for i, h in enumerate(headings)]
    right = [bool(rows) and all(isinstance(row[i], int) for row in rows) for i in range(len(headings))]
    return [
        "  ".join(_padded(cell, width, r) for cell, width, r in zip(row, widths, right, strict=True)).rstrip()
        for row in [list(headings), *cells]
    ]


def _cell(value: object, *, cut: bool) -> str:
    """One cell; a long one is cut with … unless it is the last of its row."""
    text = shown(str("" if value is None else value))
    return text[: WIDEST - 1] + "…" if cut and len(text) > WIDEST else text


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    import unicodedata

    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class Progress:
    """Says how far long work has come, on a terminal's stderr only."""

    def __init__(self, what: str) -> None:
        self.what, self.live = what, sys.stderr.isatty()

    def __call__(self, done: int, of: int) -> None:
        if self.live:
            end = "\n" if done >= of else ""
            sys.stderr.write(f"\r{self.what} {done:,} of {of:,}{end}")
            sys.stderr.flush()
