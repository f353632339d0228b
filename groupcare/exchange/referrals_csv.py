"""Referral files: a CSV of people referred, read into rows that intake can preview before anything is written.

It owns what a file may hold (header names, dates, answers; the text itself is csv_text's) and says, by line and
column, what it could not read: a cell that cannot be read is left empty with a warning; a row is rejected only where
it names nobody, has the wrong number of cells or no readable `received_on`. It refuses (FileFault) a file that is not
text, has no known header or two columns of one meaning, or is larger than the limits. It guesses nothing: the order
of day and month is decided by a whole column or not at all. No remark repeats what a cell holds, because remarks go
to logs. Whether a person or a referral is already in the record is not asked here.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from operator import attrgetter
from pathlib import Path
from typing import Final

from msgspec import Struct

from groupcare.exchange.csv_text import CELL, LARGEST, Broken, Record, encoding_of, records_of, table_of
from groupcare.exchange.files import FileFault, read_bytes
from groupcare.rules.intake import ReferralRow, Remark
from groupcare.rules.text import NAME, TextRefused, clean

COLUMNS: Final = 5_000  # in the header
PASSAGE: Final = 2_000  # characters in a reason or a diagnosis
EARLIEST: Final = 1900  # the first year a date may have

DELIMITERS: Final = ",;\t|"

PHQ9: Final = tuple(f"phq9_{n}" for n in range(1, 10))
GAD7: Final = tuple(f"gad7_{n}" for n in range(1, 8))
CSSRS: Final = (*(f"cssrs_{n}" for n in range(1, 7)), "cssrs_6_recent")

# True synonyms only, since two columns of one meaning refuse the file: "mobile" may stand beside "phone", a bare "id"
# may number the lines of the file, and "PHQ-9" may be the total or a ninth item.
_SYNONYMS: Final = {
    "external_id": "mrn medicalrecordnumber patientid patientnumber clientid clientnumber chartnumber",
    "family_name": "lastname surname familynames lastnames",
    "given_name": "givennames firstname firstnames forename forenames",
    "preferred_name": "knownas nickname nametouse",
    "date_of_birth": "dob birthdate dateborn birthday",
    "phone": "telephone tel phonenumber telephonenumber",
    "email": "emailaddress",
    "received_on": "received datereceived receiveddate referraldate dateofreferral referredon datereferred",
    "source": "referralsource sourceofreferral",
    "referrer": "referredby referrername referringprovider referringclinician referringphysician referringdoctor",
    "reason": "reasonforreferral referralreason presentingproblem",
    "diagnosis": "diagnoses dx primarydiagnosis",
    "phq9_total": "phq9score phq9sum phq9totalscore totalphq9",
    "phq9_difficulty": "phq910 phq9q10 phq9item10 dpq100",
}
_BEFORE_NUMBER = ("", "q", "item", "question", "0", "q0", "item0")
_RECENT = ("recent", "past3months", "last3months", "within3months", "withinthepast3months", "pastthreemonths")

_NOTHING = frozenset(("", "na", "n/a", "null", "-", "."))
_NO_NAME = frozenset(("", "n/a", "-", "."))  # Na and Null are family names
_ANSWERS = {"": None, "0": 0, "1": 1, "2": 2, "3": 3}  # what nearly every cell holds, so read without more ado
_YES_NO = {"": None, "yes": 1, "y": 1, "true": 1, "1": 1, "no": 0, "n": 0, "false": 0, "0": 0}
_SURVEY_MISSING = (7, 9)
_WHOLE = re.compile(r"([0-9]{1,6})(?:[.,]0+)?")
_TIME = r"(?:[T ][0-2]?[0-9](?::[0-5][0-9]){1,2}(?:\.[0-9]+)?(?: ?[AaPp][Mm])?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})" + _TIME)
_PARTS = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})" + _TIME)


class ReferralFile(Struct, frozen=True, kw_only=True):
    """What a file holds, a rejected row in one remark. Nothing from the line `stopped_at` on could be read."""

    rows: tuple[ReferralRow, ...]
    rejected: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    stopped_at: int | None = None


def read(path: Path, *, day_first: bool | None = None) -> ReferralFile:
    """The referrals in that file, with a remark for all that could not be read. Raises FileFault.

    `day_first` says how dates such as 01/02/2026 are meant where the column itself does not show it.
    """
    raw = read_bytes(path, LARGEST, "; split it and import the parts")
    encoding, warnings = encoding_of(path, raw)
    header = _header(path, raw, encoding)
    table, broken = table_of(path, raw, encoding, header.delimiter)
    rejected: list[Remark] = []
    if broken is not None:
        rejected.append(Remark(line=broken.line, column="", reason=f"{broken}; nothing from this line on was read"))
    fitting: list[Record] = []
    for line, cells in table:
        if reason := _misfit(cells, header):
            rejected.append(Remark(line=line, column="", reason=reason))
        else:
            fitting.append((line, cells))
    warnings += _unread_columns(header, fitting)
    orders = {
        column: _meant(_order(cells[index] for _, cells in fitting), day_first)
        for column, index in header.at.items()
        if column in ("date_of_birth", "received_on")
    }
    rows: list[ReferralRow] = []
    for line, cells in fitting:
        try:
            rows.append(_row(_Reading(line, cells, header, orders, warnings)))
        except _Unreadable as why:
            rejected.append(Remark(line=line, column=why.column, reason=str(why)))
    return ReferralFile(
        rows=tuple(rows),
        rejected=tuple(sorted(rejected, key=attrgetter("line"))),
        warnings=tuple(sorted(warnings, key=attrgetter("line"))),
        stopped_at=None if broken is None else broken.line,
    )


# The header and the columns.


class _Header(Struct, frozen=True, kw_only=True):
    """Where each known column stands. `least`: cells a row must have, for spreadsheets add nameless columns."""

    line: int
    delimiter: str
    names: tuple[str, ...]
    known: tuple[str, ...]
    at: dict[str, int]
    least: int


def _aliases() -> Iterator[tuple[str, str]]:
    """Every folded header there is, with its column."""
    for column, synonyms in _SYNONYMS.items():
        yield from ((name, column) for name in (_fold(column), *synonyms.split()))
    for column in (*PHQ9, *GAD7, *CSSRS[:6]):
        measure, _, number = column.partition("_")
        yield from ((f"{measure}{before}{number}", column) for before in _BEFORE_NUMBER)
    yield from ((f"dpq0{column[-1]}0", column) for column in PHQ9)  # as the NHANES survey names them
    for before in _BEFORE_NUMBER:
        yield f"cssrs{before}6lifetime", "cssrs_6"
        yield from ((f"cssrs{before}6{recent}", "cssrs_6_recent") for recent in _RECENT)


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


_COLUMNS: Final = dict(_aliases())


def _column(cell: str) -> str:
    """The column that a header cell means, else nothing. A cell with a delimiter in it was cut with the wrong one."""
    if any(delimiter in cell for delimiter in DELIMITERS):
        return ""
    return _COLUMNS.get(_fold(clean(cell[:NAME], limit=CELL)), "")


def _header(path: Path, raw: bytes, encoding: str) -> _Header:
    """The header under the delimiter that makes most of it known."""
    best, line, broken = None, 1, ""
    for delimiter in DELIMITERS:
        try:
            line, cells = next(records_of(raw, encoding, delimiter), (1, list[str]()))
            if len(cells) > COLUMNS:
                raise Broken(line, f"more than {COLUMNS:,} columns")
        except Broken as why:
            broken = f" (line {why.line}: {why})"
            continue
        names = tuple(clean(cell[:NAME], limit=CELL) for cell in cells)
        known = tuple(_column(cell) for cell in cells)
        if any(known) and (best is None or sum(map(bool, known)) > sum(map(bool, best.known))):
            at = {column: index for index, column in reversed(list(enumerate(known))) if column}
            least = max(index for index, name in enumerate(names, start=1) if name)
            best = _Header(line=line, delimiter=delimiter, names=names, known=known, at=at, least=least)
    if best is None:
        expected = "expected a CSV text with a header row of known columns, such as external_id, family_name"
        raise FileFault(path, None if broken else line, f"{expected}, received_on, phq9_1; none was found{broken}")
    for index, column in enumerate(best.known):
        if column and best.at[column] != index:
            twins = f"“{best.names[best.at[column]]}” and “{best.names[index]}”"
            places = f"columns {best.at[column] + 1} and {index + 1}"
            raise FileFault(path, best.line, f"one column for {column}; {twins} ({places}) both mean it")
    return best


def _unread_columns(header: _Header, table: list[Record]) -> list[Remark]:
    remarks = []
    for name, column in zip(header.names, header.known, strict=True):
        if name and not column:
            shown = name if len(name) <= 40 else f"{name[:39]}…"
            remarks.append(Remark(line=header.line, column=shown, reason="an unknown column: not read"))
    nameless = {index for index, name in enumerate(header.names) if not name}
    if nameless:  # spreadsheets write empty ones behind the others, which are nobody's loss
        used = {index for _, cells in table for index, cell in enumerate(cells) if index in nameless and cell.strip()}
        for index in sorted(used):
            reason = f"column {index + 1} has no name in the header: not read"
            remarks.append(Remark(line=header.line, column="", reason=reason))
    return remarks


def _misfit(cells: list[str], header: _Header) -> str:
    """Why these cells cannot be a row under that header; empty where they can."""
    width = len(header.names)
    if len(cells) < header.least or any(map(str.strip, cells[width:])):
        return f"expected {width} cells, found {len(cells)}"
    if max(map(len, cells)) > CELL:
        return f"a cell of more than {CELL:,} characters"
    return ""


# The rows and their cells.


class _Unreadable(ValueError):
    """A cell, or by it the row, that cannot be taken."""

    def __init__(self, reason: str, column: str) -> None:
        self.column = column
        super().__init__(reason)


class _Order(Enum):
    """How a column's dates that are not ISO are written."""

    day_first = "day first"
    month_first = "month first"
    undecided = "no date of the column shows whether the day or the month comes first"
    contradictory = "some dates of the column have the day first and some the month"


class _Reading(Struct, frozen=True):
    """A row being read: its cells, and the list its warnings go to."""

    line: int
    cells: list[str]
    header: _Header
    orders: dict[str, _Order]
    warnings: list[Remark]

    def cell(self, column: str) -> str:
        index = self.header.at.get(column)
        return "" if index is None else self.cells[index].strip()

    def warn(self, column: str, reason: str) -> None:
        self.warnings.append(Remark(line=self.line, column=column, reason=reason))


def _row(of: _Reading) -> ReferralRow:
    """The row, its faulty cells left empty with warnings. Raises _Unreadable where the row is to be rejected."""
    external_id = _text(of, "external_id")
    family, given, preferred = (
        _text(of, name, no=_NO_NAME) for name in ("family_name", "given_name", "preferred_name")
    )
    if not (external_id or family or given or preferred):
        raise _Unreadable("neither a name nor an external_id that can be kept", "")
    received_on = _date(of, "received_on")
    if received_on is None:
        missing = "empty" if "received_on" in of.header.at else "the file has no such column"
        raise _Unreadable(f"{missing}; expected a date as YYYY-MM-DD", "received_on")
    phq9 = tuple(_answer(of, column) for column in PHQ9)
    phq9_total = _answer(of, "phq9_total", most=27)
    _check_total(of, phq9, phq9_total)
    return ReferralRow(
        line=of.line,
        external_id=external_id,
        family_name=family,
        given_name=given,
        preferred_name=preferred,
        date_of_birth=_date_of_birth(of, received_on),
        phone=_text(of, "phone"),
        email=_text(of, "email"),
        received_on=received_on,
        source=_text(of, "source"),
        referrer=_text(of, "referrer", no=_NO_NAME),
        reason=_text(of, "reason", limit=PASSAGE, lines=True),
        diagnosis=_text(of, "diagnosis", limit=PASSAGE, lines=True),
        phq9=phq9,
        phq9_difficulty=_answer(of, "phq9_difficulty"),
        phq9_total=phq9_total,
        gad7=tuple(_answer(of, column) for column in GAD7),
        cssrs=tuple(_yes_no(of, column) for column in CSSRS),
    )


def _text(of: _Reading, column: str, *, no: frozenset[str] = _NOTHING, limit: int = NAME, lines: bool = False) -> str:
    try:
        text = clean(of.cell(column), limit=limit, lines=lines)
    except TextRefused:
        of.warn(column, f"more than {limit:,} characters: left empty, for nothing is cut")
        return ""
    return "" if text.casefold() in no else text


def _plain(cell: str) -> str:
    """A cell that is not a text, without invisible characters; empty where it says that there is nothing."""
    cell = clean(cell, limit=4 * CELL)  # beyond what composing can make of a cell
    return "" if cell.casefold() in _NOTHING else cell


def _whole(cell: str) -> int | None:
    return int(found[1]) if (found := _WHOLE.fullmatch(cell)) else None


def _answer(of: _Reading, column: str, *, most: int = 3) -> int | None:
    if (cell := of.cell(column)) in _ANSWERS:
        return _ANSWERS[cell]
    cell = _plain(cell)
    answer = _whole(cell)
    if not cell or (answer is not None and answer <= most):
        return answer
    if answer in _SURVEY_MISSING:
        of.warn(column, "7 and 9 mean refused and don't know in surveys: left empty, as missing")
    else:
        expected = "0, 1, 2 or 3" if most == 3 else f"a whole number from 0 to {most}"
        of.warn(column, f"expected {expected}: left empty")
    return None


def _yes_no(of: _Reading, column: str) -> int | None:
    if (cell := of.cell(column).casefold()) in _YES_NO:
        return _YES_NO[cell]
    cell = _plain(cell)
    answer = _YES_NO.get(cell, _whole(cell))
    if not cell or answer in (0, 1):
        return answer
    of.warn(column, "expected yes or no, as yes/no, y/n or 1/0: left empty")
    return None


def _check_total(of: _Reading, phq9: tuple[int | None, ...], stated: int | None) -> None:
    if stated is None:
        return
    least = sum(answer for answer in phq9 if answer is not None)
    greatest = least + 3 * phq9.count(None)
    if not least <= stated <= greatest:
        allowed = f"make {least}" if least == greatest else f"allow {least} to {greatest}"
        of.warn("phq9_total", f"{stated} is stated, but the answers to the items {allowed}")


def _date(of: _Reading, column: str) -> date | None:
    """The date in the column, None where it is empty. Raises _Unreadable."""
    cell = _plain(of.cell(column))
    if not cell:
        return None
    if iso := _ISO.fullmatch(cell):
        year, month, day = map(int, iso.groups())
    elif parts := _PARTS.fullmatch(cell):
        first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
        order = of.orders[column]
        if order not in (_Order.day_first, _Order.month_first) and first != second:
            raise _Unreadable(f"{order.value}; expected YYYY-MM-DD", column)
        day, month = (second, first) if order is _Order.month_first else (first, second)
    else:
        expected = "a date as YYYY-MM-DD, or with day and month before a year of four digits"
        raise _Unreadable(f"expected {expected}", column)
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise _Unreadable("no such day in the calendar", column) from error
    if year < EARLIEST:
        raise _Unreadable(f"a date before {EARLIEST}", column)
    return found


def _date_of_birth(of: _Reading, received_on: date) -> date | None:
    try:
        born = _date(of, "date_of_birth")
        if born is not None and born > received_on:
            raise _Unreadable("after received_on", "date_of_birth")
    except _Unreadable as why:
        of.warn(why.column, f"{why}: left empty")
        return None
    return born


def _meant(order: _Order, day_first: bool | None) -> _Order:
    if order is not _Order.undecided or day_first is None:
        return order
    return _Order.day_first if day_first else _Order.month_first


def _order(cells: Iterable[str]) -> _Order:
    """The one order of a column's dates. A part that can be no month decides, a part that can be no day does not."""
    parts = filter(None, (_PARTS.fullmatch(_plain(cell)) for cell in cells))
    pairs = {(int(part[1]), int(part[3])) for part in parts}
    day_first = any(12 < first <= 31 and second <= 12 for first, second in pairs)
    month_first = any(12 < second <= 31 and first <= 12 for first, second in pairs)
    if day_first and month_first:
        return _Order.contradictory
    if day_first or month_first:
        return _Order.day_first if day_first else _Order.month_first
    return _Order.undecided
