"""The columns of a referral file: by which headers each is known, and where it stands in a file at hand."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from groupcare.exchange.csv_text import CELL, Broken, Record, records_of
from groupcare.exchange.files import FileFault
from groupcare.rules.intake import Remark
from groupcare.rules.text import NAME, clean

COLUMNS: Final = 5_000  # in the header
UNKNOWN: Final = 20  # unknown columns that are named one by one

DELIMITERS: Final = ",;\t|"

PHQ9: Final = tuple(f"phq9_{n}" for n in range(1, 10))
GAD7: Final = tuple(f"gad7_{n}" for n in range(1, 8))
CSSRS: Final = (*(f"cssrs_{n}" for n in range(1, 7)), "cssrs_6_recent")
DATES: Final = ("date_of_birth", "received_on", "phq9_on", "gad7_on", "cssrs_on")

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
    "gad7_total": "gad7score gad7sum gad7totalscore totalgad7",
    "phq9_on": "phq9date dateofphq9 phq9askedon phq9completedon",
    "gad7_on": "gad7date dateofgad7 gad7askedon gad7completedon",
    "cssrs_on": "cssrsdate dateofcssrs cssrsaskedon cssrscompletedon",
    "asked_by": "interviewer administeredby interviewedby whoasked",
    "mode": "howasked modeofadministration administrationmode",
}
_BEFORE_NUMBER = ("", "q", "item", "question", "0", "q0", "item0")
_RECENT = ("recent", "past3months", "last3months", "within3months", "withinthepast3months", "pastthreemonths")


class Header(Struct, frozen=True, kw_only=True):
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
        yield from ((name, column) for name in (fold(column), *synonyms.split()))
    for column in (*PHQ9, *GAD7, *CSSRS[:6]):
        measure, _, number = column.partition("_")
        yield from ((f"{measure}{before}{number}", column) for before in _BEFORE_NUMBER)
    yield from ((f"dpq0{column[-1]}0", column) for column in PHQ9)  # as the NHANES survey names them
    for before in _BEFORE_NUMBER:
        yield f"cssrs{before}6lifetime", "cssrs_6"
        yield from ((f"cssrs{before}6{recent}", "cssrs_6_recent") for recent in _RECENT)


def fold(name: str) -> str:
    """Letters and digits alone: by these headers are compared."""
    return re.sub(r"[\W_]+", "", name.casefold())


_COLUMNS: Final = dict(_aliases())


def _column(cell: str) -> str:
    """The column that a header cell means, else nothing. A cell with a delimiter in it was cut with the wrong one."""
    if any(delimiter in cell for delimiter in DELIMITERS):
        return ""
    return _COLUMNS.get(fold(clean(cell[:NAME], limit=CELL)), "")


def header_of(path: Path, raw: bytes, encoding: str) -> Header:
    """The header under the delimiter that makes most of it known. Raises FileFault."""
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
            best = Header(line=line, delimiter=delimiter, names=names, known=known, at=at, least=least)
    if best is None:
        empty = "the file is empty; " if not raw.strip() else ""
        expected = f"{empty}expected a CSV text with a header row of known columns, such as external_id, family_name"
        raise FileFault(path, None if broken else line, f"{expected}, received_on, phq9_1; none was found{broken}")
    for index, column in enumerate(best.known):
        if column and best.at[column] != index:
            twins = f"“{best.names[best.at[column]]}” and “{best.names[index]}”"
            places = f"columns {best.at[column] + 1} and {index + 1}"
            raise FileFault(path, best.line, f"one column for {column}; {twins} ({places}) both mean it")
    return best


def unread_columns(header: Header, table: list[Record]) -> list[Remark]:
    """A remark for each column that holds something and is not known."""
    remarks = []
    unknown = [name for name, column in zip(header.names, header.known, strict=True) if name and not column]
    for name in unknown[:UNKNOWN]:
        shown = name if len(name) <= 40 else f"{name[:39]}…"
        remarks.append(Remark(line=header.line, column=shown, reason="an unknown column: not read"))
    if more := len(unknown[UNKNOWN:]):
        reason = f"{more:,} more {'column is' if more == 1 else 'columns are'} unknown: not read"
        remarks.append(Remark(line=header.line, column="", reason=reason))
    nameless = {index for index, name in enumerate(header.names) if not name}
    if nameless:  # spreadsheets write empty ones behind the others, which are nobody's loss
        used = {index for _, cells in table for index, cell in enumerate(cells) if index in nameless and cell.strip()}
        for index in sorted(used):
            reason = f"column {index + 1} has no name in the header: not read"
            remarks.append(Remark(line=header.line, column="", reason=reason))
    return remarks


def misfit(cells: list[str], header: Header) -> str:
    """Why these cells cannot be a row under that header; empty where they can."""
    width = len(header.names)
    if len(cells) < header.least or any(map(str.strip, cells[width:])):
        return f"expected {width} cells, found {len(cells)}"
    if max(map(len, cells)) > CELL:
        return f"a cell of more than {CELL:,} characters"
    return ""
