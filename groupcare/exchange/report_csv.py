"""The table of a report as CSV, for a spreadsheet: numbers as numbers, and no cell that a spreadsheet would run."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from groupcare.exchange.files import FileFault
from groupcare.rules.reports import Answer, Cell, Kind

FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""A text that begins so (behind blanks, too) is a formula to some spreadsheet."""


class AlreadyThere(FileFault):
    """Something stands at that path already; nothing was written."""


def report_csv(answer: Answer) -> bytes:
    """The table with its headings, a unit in brackets where its cells have one; UTF-8 with a mark, as Excel asks.

    Its last line says what it is about, whether it is a shared copy, when it was made, by whom, and from which state of
    the record, for `groupcare verify --head`.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    columns = list(zip(*(row.cells for row in answer.rows), strict=True)) or [()] * len(answer.headings)
    writer.writerow([_heading(h, cells) for h, cells in zip(answer.headings, columns, strict=True)])
    writer.writerows([_value(cell) for cell in row.cells] for row in answer.rows)
    made = f"made {answer.at:%Y-%m-%dT%H:%MZ} by {answer.by}, head fingerprint {answer.head}"
    copy = "shared copy, small numbers hidden" if answer.shared else ""
    writer.writerow([inert("; ".join(part for part in (answer.about, copy, made) if part))])
    return out.getvalue().encode("utf-8-sig")


def table_csv(headings: Sequence[str], rows: Iterable[Sequence[str | int]], last: str) -> bytes:
    """Any table, and a last line about where it comes from; no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (headings, *rows, [last]):
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would take it for a formula."""
    begins = text.lstrip(" \u00a0")[:1]
    return f"'{text}" if begins in FORMULA and begins else text


def _heading(heading: str, cells: tuple[Cell, ...]) -> str:
    known = (cell for cell in cells if cell.kind is not Kind.text and cell.value is not None)
    units = {cell.shown.rpartition(" ")[2] for cell in known if " " in cell.shown}
    return inert(f"{heading} ({units.pop()})" if len(units) == 1 and not units <= set(heading.split()) else heading)


def _value(cell: Cell) -> str | int | float:
    if cell.value is None:
        return "" if cell.shown == "–" else inert(cell.shown)
    return inert(cell.value) if isinstance(cell.value, str) else cell.value


def write_file(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Write the file whole or not at all, readable by its owner only.

    Raises AlreadyThere unless it may `replace` a file, and FileFault where nothing can be written; then all is as
    it was.
    """
    try:
        if not path.parent.is_dir():
            raise FileFault(path, None, f"there is no folder {path.parent} to write into")
        if path.is_dir() or (path.exists() and not path.is_file()):
            raise FileFault(path, None, "something that is no file stands there; choose another name")
        if replace:
            _put_in_place(path, content)
        else:
            _make(path, content)
    except FileExistsError as error:
        raise AlreadyThere(path, None, "a file of this name is there already; nothing was changed") from error
    except (OSError, ValueError) as error:
        if isinstance(error, FileFault):
            raise
        reason = error.strerror or "the system refused" if isinstance(error, OSError) else "no file can have this name"
        raise FileFault(path, None, f"the file cannot be written here ({reason}); nothing was changed") from error


def _make(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        _write(handle, content)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _put_in_place(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".groupcare-", suffix=".tmp", dir=path.parent)
    try:
        _write(handle, content)
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _write(handle: int, content: bytes) -> None:
    with open(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
