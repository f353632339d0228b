"""The cells of a referral file: texts, answers and dates, each read as it is or left empty with a remark."""

import re
from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct

from groupcare.exchange.csv_text import CELL
from groupcare.exchange.referral_columns import Header, fold
from groupcare.rules.intake import MODES, Remark
from groupcare.rules.text import NAME, TextRefused, clean

EARLIEST: Final = 1900  # the first year a date may have

_NOTHING = frozenset(("", "na", "n/a", "null", "-", "."))
NO_NAME = frozenset(("", "n/a", "-", "."))  # Na and Null are family names
_ANSWERS = {"": None, "0": 0, "1": 1, "2": 2, "3": 3}  # what nearly every cell holds, so read without more ado
_YES_NO = {"": None, "yes": 1, "y": 1, "true": 1, "1": 1, "no": 0, "n": 0, "false": 0, "0": 0}
_SURVEY_MISSING = (7, 9)
_NO_ANSWER = frozenset(
    (
        *("refused", "refuses", "declined", "dont know", "do not know", "dk", "unknown", "not known", "not sure"),
        *("missing", "blank", "not asked", "not answered", "unanswered", "no answer", "not done", "skipped"),
        *("not applicable", "prefer not to say"),
    )
)
_MODES = {
    **{mode.replace(" ", ""): mode for mode in MODES},
    **dict.fromkeys(("inperson", "facetoface", "f2f", "inclinic"), "in person"),
    **dict.fromkeys(("telephone", "byphone", "bytelephone", "phonecall", "tel"), "phone"),
    **dict.fromkeys(("videocall", "byvideo", "telehealth", "videoconference"), "video"),
    **dict.fromkeys(("paperform", "onpaper", "form"), "paper"),
    **dict.fromkeys(
        ("interpreter", "withinterpreter", "withaninterpreter", "viainterpreter"), "through an interpreter"
    ),
}
_WHOLE = re.compile(r"([0-9]{1,6})(?:[.,]0+)?")
_TIME = r"(?:[T ][0-2]?[0-9](?::[0-5][0-9]){1,2}(?:\.[0-9]+)?(?: ?[AaPp][Mm])?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{2})\2([0-9]{2})" + _TIME)
_PARTS = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})" + _TIME)


class Unreadable(ValueError):
    """A cell, or by it the row, that cannot be taken."""

    def __init__(self, reason: str, column: str) -> None:
        self.column = column
        super().__init__(reason)


class _NoOrder(Unreadable):
    """A date that only the order of its column would tell."""


class Order(Enum):
    """How a column's dates that do not begin with the year are written."""

    day_first = "day first"
    month_first = "month first"
    needless = "no date of the column needs it"
    undecided = "no date of the column shows whether the day or the month comes first"
    contradictory = "some dates of the column have the day first and some the month"


class Often(Struct):
    """A remark on many cells of a column, made once: where the first of them stands, and how many there are."""

    line: int
    column: str
    reason: str
    count: int = 0

    def remark(self) -> Remark:
        """As it is told."""
        many = f" (in {self.count:,} rows, this the first)" if self.count > 1 else ""
        return Remark(line=self.line, column=self.column, reason=f"{self.reason}{many}")


class Reading(Struct, frozen=True):
    """A row being read: its cells, and where its warnings go."""

    line: int
    cells: list[str]
    header: Header
    orders: dict[str, Order]
    warnings: list[Remark]
    often: dict[tuple[str, str], Often]

    def cell(self, column: str) -> str:
        """What stands in the column; nothing where the file has none."""
        index = self.header.at.get(column)
        return "" if index is None else self.cells[index].strip()

    def warn(self, column: str, reason: str) -> None:
        """Make a remark on this row."""
        self.warnings.append(Remark(line=self.line, column=column, reason=reason))

    def warn_once(self, column: str, reason: str) -> None:
        """Make a remark on this and all other rows of which the same is said."""
        self.often.setdefault((column, reason), Often(self.line, column, reason)).count += 1


def text_in(of: Reading, column: str, *, no: frozenset[str] = _NOTHING, limit: int = NAME, lines: bool = False) -> str:
    """The text in the column, empty where it says nothing or is longer than `limit`."""
    try:
        text = clean(of.cell(column), limit=limit, lines=lines)
    except TextRefused:
        of.warn(column, f"more than {limit:,} characters: left empty, for nothing is cut")
        return ""
    return "" if text.casefold() in no else text


def mode_in(of: Reading) -> str:
    """How the measures were asked, in our word where we have one."""
    said = text_in(of, "mode")
    return _MODES.get(fold(said), said)


def _says_nothing(of: Reading, column: str, cell: str) -> bool:
    """Whether a cell that is no answer says why there is none; that is never a score."""
    if _words(cell) not in _NO_ANSWER:
        return False
    of.warn_once(column, "a word such as refused, unknown or don't know: left empty, as missing")
    return True


def _words(cell: str) -> str:
    """Letters and spaces alone: don’t know, Don't-know and DONT KNOW are one."""
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"['’]", "", cell.casefold())).split())


def _is_survey_code(of: Reading, column: str, answer: int | None) -> bool:
    if answer not in _SURVEY_MISSING:
        return False
    of.warn_once(column, "7 and 9 mean refused and don't know in surveys: left empty, as missing")
    return True


def _plain(cell: str) -> str:
    """A cell that is not a text, without invisible characters; empty where it says that there is nothing."""
    cell = clean(cell, limit=4 * CELL)  # beyond what composing can make of a cell
    return "" if cell.casefold() in _NOTHING else cell


def _whole(cell: str) -> int | None:
    return int(found[1]) if (found := _WHOLE.fullmatch(cell)) else None


def answer_in(of: Reading, column: str, *, most: int = 3) -> int | None:
    """The answer or total from 0 to `most`, None where it is missing."""
    if (cell := of.cell(column)) in _ANSWERS:
        return _ANSWERS[cell]
    cell = _plain(cell)
    answer = _whole(cell)
    if not cell or (answer is not None and answer <= most):
        return answer
    if not _is_survey_code(of, column, answer) and not _says_nothing(of, column, cell):
        expected = "0, 1, 2 or 3" if most == 3 else f"a whole number from 0 to {most}"
        of.warn(column, f"expected {expected}: left empty")
    return None


def yes_no_in(of: Reading, column: str) -> int | None:
    """Yes as 1 and no as 0, None where it is missing."""
    if (cell := of.cell(column).casefold()) in _YES_NO:
        return _YES_NO[cell]
    cell = _plain(cell)
    answer = _YES_NO.get(cell, _whole(cell))
    if not cell or answer in (0, 1):
        return answer
    if not _is_survey_code(of, column, answer) and not _says_nothing(of, column, cell):
        of.warn(column, "expected yes or no, as yes/no, y/n or 1/0: left empty")
    return None


def check_total(of: Reading, column: str, answers: tuple[int | None, ...], stated: int | None) -> None:
    """A remark where the answers there are cannot make the total that is stated."""
    if stated is None:
        return
    least = sum(answer for answer in answers if answer is not None)
    greatest = least + 3 * answers.count(None)
    if not least <= stated <= greatest:
        allowed = f"make {least}" if least == greatest else f"allow {least} to {greatest}"
        of.warn(column, f"{stated} is stated, but the answers to the items {allowed}")


def date_in(of: Reading, column: str) -> date | None:
    """The date in the column, None where it is empty. Raises Unreadable."""
    cell = _plain(of.cell(column))
    if not cell:
        return None
    if iso := _ISO.fullmatch(cell):
        year, month, day = int(iso[1]), int(iso[3]), int(iso[4])
    elif parts := _PARTS.fullmatch(cell):
        first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
        order = of.orders[column]
        if order in (Order.undecided, Order.contradictory) and first != second:
            raise _NoOrder(f"{order.value}; expected YYYY-MM-DD", column)
        day, month = (second, first) if order is Order.month_first else (first, second)
    elif _says_nothing(of, column, cell):
        return None
    else:
        expected = "a date as YYYY-MM-DD, or with day and month before a year of four digits"
        raise Unreadable(f"expected {expected}", column)
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise Unreadable("no such day in the calendar", column) from error
    if year < EARLIEST:
        raise Unreadable(f"a date before {EARLIEST}", column)
    return found


def born_in(of: Reading, received_on: date) -> date | None:
    """The birth date, None where there is none that can be."""
    try:
        born = date_in(of, "date_of_birth")
        if born is not None and born > received_on:
            raise Unreadable("after received_on", "date_of_birth")
    except Unreadable as why:
        _not_read(of, why, "left empty")
        return None
    return born


def asked_on_in(of: Reading, column: str) -> date | None:
    """The day a measure was asked; None where the row does not say so."""
    try:
        return date_in(of, column)
    except Unreadable as why:
        _not_read(of, why, "taken as asked on received_on")
        return None


def _not_read(of: Reading, why: Unreadable, instead: str) -> None:
    (of.warn_once if isinstance(why, _NoOrder) else of.warn)(why.column, f"{why}: {instead}")


def as_meant(order: Order, day_first: bool | None) -> Order:
    """The order as somebody says it is meant, where the column does not show it."""
    if order is not Order.undecided or day_first is None:
        return order
    return Order.day_first if day_first else Order.month_first


def order_of(cells: Iterable[str]) -> Order:
    """The one order of a column's dates. A part that can be no month decides, a part that can be no day does not."""
    parts = filter(None, (_PARTS.fullmatch(_plain(cell)) for cell in cells))
    pairs = {(int(part[1]), int(part[3])) for part in parts}
    day_first = any(12 < first <= 31 and second <= 12 for first, second in pairs)
    month_first = any(12 < second <= 31 and first <= 12 for first, second in pairs)
    if day_first and month_first:
        return Order.contradictory
    if day_first or month_first:
        return Order.day_first if day_first else Order.month_first
    both = any(first != second and 1 <= first <= 12 and 1 <= second <= 12 for first, second in pairs)
    return Order.undecided if both else Order.needless
