"""CSV text taken apart: the bytes of a file, its encoding, and its records with the lines on which they begin.

It owns the limits of a file and knows nothing of what the columns mean. A file is read as UTF-8, as UTF-16 where it
says so, else as Windows-1252 with a warning.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from groupcare.exchange.files import FileFault
from groupcare.rules.intake import Remark

LARGEST: Final = 64 * 1024 * 1024  # bytes in a file
LINES: Final = 2_000_000  # in a file, with blank ones and those inside cells
ROWS: Final = 50_000  # in a file, without its header and blank lines
ROW: Final = 1_000_000  # characters in a row, over all its lines
CELL: Final = 100_000  # characters in a cell: below the csv module's own limit, which is global and so left alone

Record = tuple[int, list[str]]


class Broken(Exception):
    """From this line on the file cannot be told apart into rows."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        super().__init__(reason)


class _LineRefused(csv.Error):
    """A line that the parser must not see; csv passes it on as it does its own errors."""


def encoding_of(path: Path, raw: bytes) -> tuple[str, list[Remark]]:
    """The encoding, with a warning where it is the old one that takes nearly any byte for a letter."""
    tried = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        raw.decode(tried)
        return tried, []
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n?|\n", raw[: error.start])) + 1
        if tried == "utf-16" or raw.startswith(codecs.BOM_UTF8):
            raise FileFault(path, None, "text; the file is damaged. Save it again as CSV UTF-8") from error
    try:
        raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise FileFault(path, line, "text in UTF-8; save the file again as CSV UTF-8") from error
    reason = "not in UTF-8, so the file was read as Windows-1252: check the accented letters"
    return "cp1252", [Remark(line=line, column="", reason=reason)]


class _Lines:
    """The lines of a file, as the parser asks for them, within the limits. `room` is what the row may still take."""

    def __init__(self, raw: bytes, encoding: str) -> None:
        self._lines = io.TextIOWrapper(io.BytesIO(raw), encoding=encoding, newline="")
        self._left = LINES
        self.room = ROW

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._left -= 1
        self.room -= len(line)
        if "\0" in line:
            raise _LineRefused("NUL bytes, which no text has: the file is damaged, or not saved as CSV UTF-8")
        if self.room < 0:
            raise _LineRefused(f"a row of more than {ROW:,} characters")
        if self._left < 0:
            raise _LineRefused(f"more than {LINES:,} lines")
        return line


def records_of(raw: bytes, encoding: str, delimiter: str) -> Iterator[Record]:
    """Each record that holds anything, with its first line. Raises Broken."""
    lines = _Lines(raw, encoding)
    # Without skipinitialspace a quote after ", " would be a letter, and its text would fall apart at the next comma.
    records = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        first, lines.room = records.line_num + 1, ROW
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            raise Broken(first, _why(error)) from error
        if any(map(str.strip, cells)):
            yield first, cells


def _why(error: csv.Error) -> str:
    if isinstance(error, _LineRefused):
        return str(error)
    if "expected after" in str(error):
        return "text after a closing quote (a quote inside a quoted cell is written twice)"
    return f"a quote that is opened and never closed, or a cell of more than {CELL:,} characters"


def table_of(path: Path, raw: bytes, encoding: str, delimiter: str) -> tuple[list[Record], Broken | None]:
    """The records below the header, and what ended the reading early."""
    table: list[Record] = []
    try:
        for record in records_of(raw, encoding, delimiter):
            if len(table) > ROWS:
                raise FileFault(path, record[0], f"at most {ROWS:,} rows; split the file and import the parts")
            table.append(record)
    except Broken as broken:
        return table[1:], broken
    return table[1:], None
