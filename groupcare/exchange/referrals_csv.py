"""Referral files: a CSV of people referred, read into rows that intake can preview before anything is written.

Text, columns and cells are read by csv_text, referral_columns and referral_cells. It says, by line and column, what
could not be read: a cell that cannot be read is left empty with a warning; a row is rejected only where
it names nobody, has the wrong number of cells or no readable `received_on`. It refuses (FileFault) a file that is not
text, has no known header or two columns of one meaning, or is larger than the limits. It guesses nothing: the order
of day and month is decided by a whole column or not at all. No remark repeats what a cell holds, because remarks go
to logs; what is said of many cells of a column is said once. Whether a person or a referral is already in the record
is not asked here.
"""

from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Final

from msgspec import Struct

from groupcare.exchange.csv_text import LARGEST, Record, encoding_of, table_of
from groupcare.exchange.files import read_bytes
from groupcare.exchange.referral_cells import (
    NO_NAME,
    Often,
    Order,
    Reading,
    Unreadable,
    answer_in,
    as_meant,
    asked_on_in,
    born_in,
    check_total,
    date_in,
    mode_in,
    order_of,
    text_in,
    yes_no_in,
)
from groupcare.exchange.referral_columns import CSSRS, DATES, GAD7, PHQ9, header_of, misfit, unread_columns
from groupcare.rules.intake import ReferralRow, Remark

STEP: Final = 500  # rows after which progress is told
PASSAGE: Final = 2_000  # characters in a reason or a diagnosis


class ReferralFile(Struct, frozen=True, kw_only=True):
    """What a file holds, a rejected row in one remark. Nothing from the line `stopped_at` on could be read.

    `undecided` are the columns of dates that show no order of day and month, and so need somebody to say it.
    """

    rows: tuple[ReferralRow, ...]
    rejected: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    stopped_at: int | None = None
    undecided: tuple[str, ...] = ()


def read(
    path: Path, *, day_first: bool | None = None, progress: Callable[[int, int], None] = lambda done, of: None
) -> ReferralFile:
    """The referrals in that file, with a remark for all that could not be read. Raises FileFault.

    `day_first` says how dates such as 01/02/2026 are meant where the column itself does not show it. `progress` is
    told how many rows are read, and of how many; what it raises ends the reading.
    """
    raw = read_bytes(path, LARGEST, "; split it and import the parts")
    encoding, warnings = encoding_of(path, raw)
    header = header_of(path, raw, encoding)
    table, broken = table_of(path, raw, encoding, header.delimiter)
    rejected: list[Remark] = []
    if broken is not None:
        rejected.append(Remark(line=broken.line, column="", reason=f"{broken}; nothing from this line on was read"))
    fitting: list[Record] = []
    for line, cells in table:
        if reason := misfit(cells, header):
            rejected.append(Remark(line=line, column="", reason=reason))
        else:
            fitting.append((line, cells))
    warnings += unread_columns(header, fitting)
    orders = {
        column: as_meant(order_of(cells[index] for _, cells in fitting), day_first)
        for column, index in header.at.items()
        if column in DATES
    }
    rows: list[ReferralRow] = []
    often: dict[tuple[str, str], Often] = {}
    for done, (line, cells) in enumerate(fitting):
        if done % STEP == 0:
            progress(done, len(fitting))
        try:
            rows.append(_row(Reading(line, cells, header, orders, warnings, often)))
        except Unreadable as why:
            rejected.append(Remark(line=line, column=why.column, reason=str(why)))
    warnings += [found.remark() for found in often.values()]
    return ReferralFile(
        rows=tuple(rows),
        rejected=tuple(sorted(rejected, key=attrgetter("line"))),
        warnings=tuple(sorted(warnings, key=attrgetter("line"))),
        stopped_at=None if broken is None else broken.line,
        undecided=tuple(column for column in DATES if orders.get(column) is Order.undecided),
    )


def _row(of: Reading) -> ReferralRow:
    """The row, its faulty cells left empty with warnings. Raises Unreadable where the row is to be rejected."""
    external_id = text_in(of, "external_id")
    family, given, preferred = (
        text_in(of, name, no=NO_NAME) for name in ("family_name", "given_name", "preferred_name")
    )
    if not (external_id or family or given or preferred):
        raise Unreadable("neither a name nor an external_id that can be kept", "")
    received_on = date_in(of, "received_on")
    if received_on is None:
        missing = "empty" if "received_on" in of.header.at else "the file has no such column"
        raise Unreadable(f"{missing}; expected a date as YYYY-MM-DD", "received_on")
    phq9 = tuple(answer_in(of, column) for column in PHQ9)
    phq9_total = answer_in(of, "phq9_total", most=27)
    check_total(of, "phq9_total", phq9, phq9_total)
    gad7 = tuple(answer_in(of, column) for column in GAD7)
    gad7_total = answer_in(of, "gad7_total", most=21)
    check_total(of, "gad7_total", gad7, gad7_total)
    return ReferralRow(
        line=of.line,
        external_id=external_id,
        family_name=family,
        given_name=given,
        preferred_name=preferred,
        date_of_birth=born_in(of, received_on),
        phone=text_in(of, "phone"),
        email=text_in(of, "email"),
        received_on=received_on,
        source=text_in(of, "source"),
        referrer=text_in(of, "referrer", no=NO_NAME),
        reason=text_in(of, "reason", limit=PASSAGE, lines=True),
        diagnosis=text_in(of, "diagnosis", limit=PASSAGE, lines=True),
        phq9=phq9,
        phq9_difficulty=answer_in(of, "phq9_difficulty"),
        phq9_total=phq9_total,
        phq9_on=asked_on_in(of, "phq9_on"),
        gad7=gad7,
        gad7_total=gad7_total,
        gad7_on=asked_on_in(of, "gad7_on"),
        cssrs=tuple(yes_no_in(of, column) for column in CSSRS),
        cssrs_on=asked_on_in(of, "cssrs_on"),
        asked_by=text_in(of, "asked_by", no=NO_NAME),
        mode=mode_in(of),
    )
