"""A report's table as a file: numbers as numbers, no formulas, and no file of somebody else's gone."""

import csv
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from groupcare.exchange.files import FileFault
from groupcare.exchange.report_csv import AlreadyThere, inert, report_csv, write_file
from groupcare.rules.attendance import Rate
from groupcare.rules.reports import Answer, Bar, Cell, Kind, Row, Series, number, share, text
from groupcare.rules.shared import shared


def answer(*names: str) -> Answer:
    rows = [
        Row(cells=(text(name), number(8), share(Rate(3, 6)), share(Rate(1, 2)), number(7, "d"), number(None, "d")))
        for name in names
    ]
    return Answer(
        key="stays",
        question="Who stays?",
        sentence="Nobody yet.",
        headings=("Group", "Began", "Of held", "Few", "Longest", "So far"),
        rows=tuple(rows),
        series=Series(title="", unit="%", bars=(Bar(label="a", value=1, shown="1 %"),)),
        definition=(),
        by="Dana Reyes",
        at=datetime(2026, 10, 6, tzinfo=UTC),
        head="12-0011aabb",
    )


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_numbers_stand_as_numbers_with_their_unit_in_the_heading() -> None:
    assert read(report_csv(answer("Autumn A"))) == [
        ["Group", "Began", "Of held (%)", "Few", "Longest (d)", "So far"],
        ["Autumn A", "8", "50", "1 of 2", "7", ""],
        ["made 2026-10-06T00:00Z by Dana Reyes, head fingerprint 12-0011aabb"],
    ]


def test_a_table_without_rows_is_its_headings() -> None:
    assert read(report_csv(answer()))[:-1] == [["Group", "Began", "Of held", "Few", "Longest", "So far"]]


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "  =1+1", "\t=1", "＝1", "=cmd|' /C calc'!A0", '=1"; =2']
)
def test_no_cell_is_a_formula(name: str) -> None:
    (row,) = read(report_csv(answer(name)))[1:-1]
    assert row[0] == f"'{name}"


@pytest.mark.parametrize("name", ["Autumn A", "", "A=B", "a, b", 'say "so"', "two\nlines", "שלום", "🧑‍🔬", "– none"])
def test_other_texts_come_back_as_they_were(name: str) -> None:
    (row,) = read(report_csv(answer(name)))[1:-1]
    assert row[0] == name
    assert inert(name) == name


def test_a_column_of_mixed_units_has_none_in_its_heading() -> None:
    made = answer("A", "B")
    first, second = made.rows
    odd = Cell(kind=Kind.number, shown="3 weeks", value=3)
    mixed = Row(cells=(*second.cells[:4], odd, second.cells[5]))
    content = report_csv(Answer(**{f: getattr(made, f) for f in made.__struct_fields__} | {"rows": (first, mixed)}))
    assert read(content)[0][4] == "Longest"


def test_what_it_is_about_and_that_it_is_shared_stand_below_and_hidden_is_not_nothing() -> None:
    found = structs.replace(answer("Autumn A"), about="2026 · Autumn A")
    few = structs.replace(found.rows[0].cells[1], people=3)
    row = structs.replace(found.rows[0], cells=(found.rows[0].cells[0], few, *found.rows[0].cells[2:]))
    written = read(report_csv(shared(structs.replace(found, rows=(row,)))))
    assert written[0] == ["Group", "Began", "Of held", "Few", "Longest (d)", "So far"]
    assert written[1] == ["Autumn A", "hidden", "hidden", "hidden", "7", ""]
    assert written[2] == [
        "2026 · Autumn A; shared copy, small numbers hidden; made 2026-10-06T00:00Z by Dana Reyes, head fingerprint "
        "12-0011aabb"
    ]


def test_a_file_is_written_for_its_owner_and_never_in_place_of_another_unasked(tmp_path: Path) -> None:
    path = tmp_path / "who.csv"
    write_file(path, b"one")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(AlreadyThere, match=r"who\.csv: a file of this name is there already"):
        write_file(path, b"two")
    assert path.read_bytes() == b"one"
    write_file(path, b"two", replace=True)
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["who.csv"]


def test_what_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="there is no folder"):
        write_file(tmp_path / "none" / "who.csv", b"")
    with pytest.raises(FileFault, match="something that is no file"):
        write_file(tmp_path, b"")
    with pytest.raises(FileFault, match="cannot be written here"):
        write_file(tmp_path / ("x" * 300), b"")
    with pytest.raises(FileFault, match="no file can have this name"):
        write_file(tmp_path / "a\0b", b"")


def test_a_dangling_link_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    os.symlink(tmp_path / "elsewhere.csv", link)
    with pytest.raises(AlreadyThere):
        write_file(link, b"x")
    assert not (tmp_path / "elsewhere.csv").exists()
