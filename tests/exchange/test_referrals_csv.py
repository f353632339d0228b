"""What intake can rely on when a file of referrals is read: nothing guessed, nothing cut, nothing silently lost."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from groupcare.exchange import csv_text, referral_columns
from groupcare.exchange.files import FileFault
from groupcare.exchange.referral_cells import _MODES
from groupcare.exchange.referral_columns import CSSRS, GAD7, PHQ9
from groupcare.exchange.referrals_csv import ReferralFile, read
from groupcare.rules.intake import MODES, ReferralRow, Remark
from groupcare.rules.text import clean

NHANES = Path(__file__).parent.parent / "data" / "referrals-nhanes-phq9.csv"
TEXTS = ("family_name", "given_name", "preferred_name", "phone", "email", "source", "referrer", "reason", "diagnosis")
ASKED = ("gad7_total", "phq9_on", "gad7_on", "cssrs_on", "asked_by", "mode")
ALL = ("external_id", *TEXTS[:3], "date_of_birth", *TEXTS[3:5], "received_on", *TEXTS[5:], *PHQ9)
ALL = (*ALL, "phq9_total", "phq9_difficulty", *GAD7, *CSSRS, *ASKED)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "referrals.csv"


def of(file: Path, text: str | bytes) -> ReferralFile:
    """What reading that text gives."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(file)


def fault(file: Path, text: str | bytes) -> str:
    """Why a file of that text is refused."""
    with pytest.raises(FileFault) as caught:
        of(file, text)
    return str(caught.value)


def one(file: Path, **cells: str) -> tuple[ReferralRow, list[tuple[str, str]]]:
    """The row with those cells, and its warnings."""
    cells = {"external_id": "A1", "received_on": "2026-10-05", **cells}
    found = of(file, written([list(cells), list(cells.values())]))
    assert found.rejected == ()
    assert {remark.line for remark in found.warnings} <= {2}
    (row,) = found.rows
    return row, [(remark.column, remark.reason) for remark in found.warnings]


def written(rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def dates(file: Path, *cells: str, column: str = "date_of_birth") -> list[Any]:
    """What a column of those dates is read as: a date, None, or the reason why a row was rejected."""
    rows = [[column, "external_id"], *([cell, f"A{n}"] for n, cell in enumerate(cells))]
    if column == "date_of_birth":
        rows = [[*row, "received_on" if n == 0 else "2026-10-05"] for n, row in enumerate(rows)]
    found = of(file, written(rows))
    read_dates = {row.line: getattr(row, column) for row in found.rows}
    reasons = {remark.line: remark.reason for remark in found.rejected}
    return [read_dates[line] if line in read_dates else reasons[line] for line in range(2, len(rows) + 1)]


class TestWholeFiles:
    def test_reads_every_row_of_a_real_survey(self) -> None:
        found = read(NHANES)
        assert len(found.rows) == 1019
        assert found.rejected == ()
        assert found.warnings == ()
        assert found.stopped_at is None
        totals = [sum(a for a in row.phq9 if a is not None) for row in found.rows if None not in row.phq9]
        assert sum(total >= 20 for total in totals) == 10
        assert sum((row.phq9[8] or 0) >= 1 for row in found.rows) == 51
        assert sum(row.phq9[8] is None for row in found.rows) == 2
        assert found.rows[1] == ReferralRow(
            line=3,
            external_id="NHANES-93713",
            family_name="",
            given_name="",
            preferred_name="",
            date_of_birth=None,
            phone="",
            email="",
            received_on=date(2026, 10, 5),
            source="survey",
            referrer="",
            reason="",
            diagnosis="",
            phq9=(1, 1, 2, 0, 1, 1, 2, 0, 0),
            phq9_difficulty=1,
            phq9_total=None,
            gad7=(None,) * 7,
            cssrs=(None,) * 7,
        )

    def test_reads_every_column(self, file: Path) -> None:
        cells = ["MRN 1", "Ito", "Aiko", "Ai", "1980-02-29", "+1 555 0100", "a@example.org", "2026-10-05", "GP"]
        cells += ["Dr Lee", "Back pain\nsince 2019", "M54.50", *"012301230", "12", "2", *"3210321"]
        cells += ["yes", "No", "y", "N", "1", "0", "YES"]
        cells += ["12", "2026-10-01", "2026-10-02", "2026-10-03", "Nurse Ng", "by phone"]
        found = of(file, written([ALL, cells]))
        assert found.warnings == found.rejected == ()
        assert found.rows == (
            ReferralRow(
                line=2,
                external_id="MRN 1",
                family_name="Ito",
                given_name="Aiko",
                preferred_name="Ai",
                date_of_birth=date(1980, 2, 29),
                phone="+1 555 0100",
                email="a@example.org",
                received_on=date(2026, 10, 5),
                source="GP",
                referrer="Dr Lee",
                reason="Back pain\nsince 2019",
                diagnosis="M54.50",
                phq9=(0, 1, 2, 3, 0, 1, 2, 3, 0),
                phq9_difficulty=2,
                phq9_total=12,
                gad7=(3, 2, 1, 0, 3, 2, 1),
                cssrs=(1, 0, 1, 0, 1, 0, 1),
                gad7_total=12,
                phq9_on=date(2026, 10, 1),
                gad7_on=date(2026, 10, 2),
                cssrs_on=date(2026, 10, 3),
                asked_by="Nurse Ng",
                mode="phone",
            ),
        )

    def test_a_header_alone_is_a_file_of_no_referrals(self, file: Path) -> None:
        assert of(file, "external_id,received_on\n") == ReferralFile(rows=(), rejected=(), warnings=())

    @pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", ",,,\n", "Ito,Aiko\n", "A1,2026-10-05\nexternal_id\n"])
    def test_refuses_a_file_without_a_known_header(self, file: Path, text: str) -> None:
        assert "a header row of known columns" in fault(file, text)

    def test_says_that_a_file_is_empty(self, file: Path) -> None:
        assert "the file is empty" in fault(file, "\n\n")
        assert "the file is empty" not in fault(file, "a,b\n")

    @pytest.mark.parametrize(
        "raw",
        [
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)),
            b"PK\x03\x04\x14\0\x06\0\x08\0",
            b"\xff\xfe\0\0e\0\0\0",
            "external_id,received_on\n".encode("utf-16-le"),
        ],
    )
    def test_refuses_a_binary_file(self, file: Path, raw: bytes) -> None:
        assert "text" in fault(file, raw)

    def test_refuses_what_cannot_be_opened(self, tmp_path: Path) -> None:
        with pytest.raises(FileFault, match="cannot be read"):
            read(tmp_path / "absent.csv")
        with pytest.raises(FileFault, match="cannot be read"):
            read(tmp_path)

    def test_progress_is_told_and_can_end_the_reading(self, file: Path) -> None:
        file.write_text("external_id,received_on\n" + "A1,2026-10-05\n" * 1200)
        told: list[tuple[int, int]] = []
        read(file, progress=lambda done, of: told.append((done, of)))
        assert told == [(0, 1200), (500, 1200), (1000, 1200)]

        def stop(done: int, of: int) -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            read(file, progress=stop)

    def test_refuses_a_file_too_large(self, file: Path) -> None:
        with file.open("wb") as out:
            out.write(b"external_id,received_on\n")
            out.truncate(csv_text.LARGEST + 1)
        with pytest.raises(FileFault, match="at most 64 MiB"):
            read(file)

    def test_takes_50_000_rows_and_refuses_one_more(self, file: Path) -> None:
        text = "external_id,received_on\n" + "A1,2026-10-05\n" * 50_000
        assert len(of(file, text).rows) == 50_000
        assert "at most 50,000 rows; split the file" in fault(file, text + "\nA1,2026-10-05\n")

    def test_rejected_rows_count_towards_the_limit(self, file: Path) -> None:
        assert "50,000" in fault(file, "external_id\n" + "A1\n" * 50_001)


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_reads_accents_in_each_encoding(self, file: Path, encoding: str) -> None:
        found = of(file, "family_name,received_on\nNúñez–Å,2026-10-05\n".encode(encoding))
        assert [row.family_name for row in found.rows] == ["Núñez–Å"]

    def test_reads_utf_16_of_either_byte_order(self, file: Path) -> None:
        text = "\ufefffamily_name,received_on\r\n伊藤🙂,2026-10-05\r\n"
        for encoding in ("utf-16-le", "utf-16-be"):
            (row,) = of(file, text.encode(encoding)).rows
            assert row.family_name == "伊藤🙂"

    def test_says_where_a_file_turned_out_to_be_windows_1252(self, file: Path) -> None:
        text = "family_name,received_on\r\nLee,2026-10-05\r\nNúñez,2026-10-05\r\n"
        (warning,) = of(file, text.encode("cp1252")).warnings
        assert (warning.line, warning.column) == (3, "")
        assert "Windows-1252" in warning.reason
        assert of(file, text.encode()).warnings == ()

    def test_refuses_bytes_that_no_encoding_has(self, file: Path) -> None:
        assert ", line 2: text in UTF-8" in fault(file, b"family_name,received_on\nN\x81\xff,2026-10-05\n")

    def test_refuses_damaged_text_of_a_declared_encoding(self, file: Path) -> None:
        assert "damaged" in fault(file, b"\xef\xbb\xbffamily_name,received_on\nN\xfa\xf1ez,2026-10-05\n")
        assert "damaged" in fault(file, "\ufefffamily_name,received_on\n".encode("utf-16-le") + b"\n")


class TestHeader:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_takes_the_delimiter_that_makes_most_headers_known(self, file: Path, delimiter: str) -> None:
        header = ["received_on", "reason", "family_name", "source,site;code|x"]
        found = of(file, written([header, ["2026-10-05", "a,b;c|d\te", "Ito", ""]], delimiter))
        assert [(row.family_name, row.reason) for row in found.rows] == [("Ito", "a,b;c|d e")]

    def test_takes_the_comma_where_two_delimiters_do_as_well(self, file: Path) -> None:
        found = of(file, "external_id,source|received_on\n")
        assert [remark.column for remark in found.warnings] == ["source|received_on"]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_empty_headers_do_not_hide_the_delimiter(self, file: Path, delimiter: str) -> None:
        found = of(file, "received_on,,\n2026-10-05,,\n".replace(",", delimiter))
        assert [remark.reason for remark in found.rejected] == ["neither a name nor an external_id that can be kept"]

    @pytest.mark.parametrize(
        ("header", "column"),
        [
            ("MRN", "external_id"),
            ("Patient ID", "external_id"),
            ("External-ID", "external_id"),
            ("Surname", "family_name"),
            ("last name", "family_name"),
            ("FAMILY NAME", "family_name"),
            ("First name", "given_name"),
            ("Given names", "given_name"),
            ("Known as", "preferred_name"),
            ("D.O.B.", "date_of_birth"),
            ("birth date", "date_of_birth"),
            ("Date of birth", "date_of_birth"),
            ("Telephone", "phone"),
            ("E-mail", "email"),
            ("email address", "email"),
            ("Referral date", "received_on"),
            ("date received", "received_on"),
            ("Referral source", "source"),
            ("Referred by", "referrer"),
            ("Reason for referral", "reason"),
            ("Dx", "diagnosis"),
            ("PHQ-9 item 1", "phq9_1"),
            ("PHQ9.1", "phq9_1"),
            ("phq9_q1", "phq9_1"),
            ("PHQ-9 Question 9", "phq9_9"),
            ("phq9_09", "phq9_9"),
            ("DPQ090", "phq9_9"),
            ("phq-9 total", "phq9_total"),
            ("phq9_score", "phq9_total"),
            ("PHQ-9 item 10", "phq9_difficulty"),
            ("PHQ-9 difficulty", "phq9_difficulty"),
            ("GAD-7 item 7", "gad7_7"),
            ("GAD-7 total", "gad7_total"),
            ("PHQ-9 date", "phq9_on"),
            ("gad7 asked on", "gad7_on"),
            ("Date of C-SSRS", "cssrs_on"),
            ("Asked by", "asked_by"),
            ("How asked", "mode"),
            ("gad7.q1", "gad7_1"),
            ("C-SSRS 1", "cssrs_1"),
            ("C-SSRS Q6 (lifetime)", "cssrs_6"),
            ("c-ssrs 6 recent", "cssrs_6_recent"),
            ("C-SSRS Q6 (past 3 months)", "cssrs_6_recent"),
            *((column, column) for column in ALL),
        ],
    )
    def test_knows_a_column_by_its_other_names(self, file: Path, header: str, column: str) -> None:
        assert referral_columns._COLUMNS[referral_columns.fold(header)] == column
        found = of(file, written([[header, "unknown"], ["", ""]]))
        assert [remark.column for remark in found.warnings] == ["unknown"]

    def test_no_name_means_two_columns(self) -> None:
        pairs = list(referral_columns._aliases())
        assert len({name for name, _ in pairs}) == len(set(pairs))
        assert all(referral_columns.fold(name) == name for name, _ in pairs)
        assert {column for _, column in pairs} == set(ALL)

    @pytest.mark.parametrize("header", ["PHQ-9", "phq_9", "id", "name", "mobile", "phq9_11", "cssrs_7"])
    def test_leaves_a_doubtful_header_unread_and_says_so(self, file: Path, header: str) -> None:
        found = of(file, f"external_id,received_on,{header}\nA1,2026-10-05,1\n")
        assert found.warnings == (Remark(line=1, column=header, reason="an unknown column: not read"),)
        assert len(found.rows) == 1

    def test_names_unknown_columns_clean_and_short(self, file: Path) -> None:
        found = of(file, f"\n\nexternal_id,received_on,\x1b[31m[/red]\u202e,{'x' * 300}\n")
        assert [(remark.line, remark.column) for remark in found.warnings] == [(3, "[31m[/red]"), (3, "x" * 39 + "…")]

    def test_refuses_two_columns_of_one_meaning_and_names_both(self, file: Path) -> None:
        message = fault(file, "DOB,external_id,received_on,Birth date\n")
        assert "line 1" in message
        assert "“DOB” and “Birth date” (columns 1 and 4)" in message
        assert "phq9_9" in fault(file, "phq9_9,external_id,PHQ-9 item 9\n")
        assert "source" in fault(file, "source,source\n")

    def test_very_many_unknown_columns_are_not_all_named(self, file: Path) -> None:
        found = of(file, "external_id,received_on," + ",".join(f"c{n}" for n in range(1000)) + "\n")
        assert [remark.column for remark in found.warnings] == [*(f"c{n}" for n in range(20)), ""]
        assert found.warnings[-1].reason == "980 more columns are unknown: not read"

    def test_takes_two_unknown_columns_of_one_name(self, file: Path) -> None:
        assert len(of(file, "external_id,note,note\n").warnings) == 2

    def test_warns_of_a_nameless_column_only_where_it_holds_something(self, file: Path) -> None:
        found = of(file, "external_id,,received_on,,\nA1,x,2026-10-05,,\nA2,,2026-10-05\n")
        assert [remark.reason for remark in found.warnings] == ["column 2 has no name in the header: not read"]
        assert [row.external_id for row in found.rows] == ["A1", "A2"]

    def test_refuses_a_header_of_endless_columns(self, file: Path) -> None:
        assert "more than 5,000 columns" in fault(file, "external_id" + "," * 5_000)

    def test_refuses_a_header_whose_quote_is_never_closed(self, file: Path) -> None:
        assert "line 1: a quote that is opened and never closed" in fault(file, '"external_id,received_on\nA1,\n')


class TestRows:
    def test_rejects_a_row_that_names_nobody(self, file: Path) -> None:
        found = of(file, "external_id,family_name,received_on,source\n,,2026-10-05,GP\n,Ito,2026-10-05,GP\n")
        assert [(remark.line, remark.column) for remark in found.rejected] == [(2, "")]
        assert "neither a name nor an external_id" in found.rejected[0].reason
        assert [row.line for row in found.rows] == [3]

    @pytest.mark.parametrize("column", ["external_id", "family_name", "given_name", "preferred_name"])
    def test_any_name_or_the_id_is_enough(self, file: Path, column: str) -> None:
        assert len(of(file, f"{column},received_on\nLee,2026-10-05\n").rows) == 1

    def test_a_row_is_rejected_once_whatever_its_faults(self, file: Path) -> None:
        found = of(file, "external_id,received_on,phq9_1\n,never,8\n")
        assert len(found.rejected) == 1
        assert found.warnings == ()

    @pytest.mark.parametrize("cell", ["", "NA", "yesterday", "2026-02-30", "05/10/26", "1026-10-05", "7", "2026-10"])
    def test_rejects_a_row_without_a_readable_received_on(self, file: Path, cell: str) -> None:
        found = of(file, f"external_id,received_on\nA1,{cell}\n")
        assert found.rows == ()
        assert [(remark.line, remark.column) for remark in found.rejected] == [(2, "received_on")]

    def test_rejects_every_row_of_a_file_without_received_on(self, file: Path) -> None:
        found = of(file, "external_id\nA1\nA2\n")
        assert [(remark.line, remark.column) for remark in found.rejected] == [(2, "received_on"), (3, "received_on")]
        assert "no such column" in found.rejected[0].reason

    def test_rejects_rows_with_the_wrong_number_of_cells(self, file: Path) -> None:
        found = of(file, "external_id,received_on,source\nA1,2026-10-05\nA2,2026-10-05,GP,x\nA3,2026-10-05,GP\n")
        assert [(remark.line, remark.reason) for remark in found.rejected] == [
            (2, "expected 3 cells, found 2"),
            (3, "expected 3 cells, found 4"),
        ]
        assert [row.external_id for row in found.rows] == ["A3"]

    def test_tolerates_surplus_cells_that_are_empty(self, file: Path) -> None:
        found = of(file, "external_id,received_on\nA1,2026-10-05,, ,\nA2,2026-10-05,,x,\n")
        assert [row.external_id for row in found.rows] == ["A1"]
        assert [remark.line for remark in found.rejected] == [3]

    def test_skips_blank_lines_silently(self, file: Path) -> None:
        found = of(file, "\r\nexternal_id,received_on\r\n\r\n  \r\nA1,2026-10-05\r\n,,,\r\n , \r\nA2,2026-10-05")
        assert [(row.external_id, row.line) for row in found.rows] == [("A1", 5), ("A2", 8)]
        assert found.rejected == found.warnings == ()

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_counts_physical_lines_through_quoted_line_breaks(self, file: Path, end: str) -> None:
        lines = ["external_id,reason,received_on", 'A1,"one', "", 'three",2026-10-05', "A2,,never", 'A3,"x', 'y",bad']
        found = of(file, end.join([*lines, "A4,,2026-10-05", ""]))
        assert [(row.external_id, row.line, row.reason) for row in found.rows] == [
            ("A1", 2, "one\n\nthree"),
            ("A4", 8, ""),
        ]
        assert [remark.line for remark in found.rejected] == [5, 6]

    def test_remarks_come_in_the_order_of_the_file(self, file: Path) -> None:
        text = "external_id,received_on,phq9_1,é\nA1,never,1,\nA2,2026-10-05,x,\nA3\nA4,2026-10-05,x,\n,2026-10-05,,\n"
        found = of(file, text.encode("cp1252"))
        assert [remark.line for remark in found.rejected] == [2, 4, 6]
        assert [remark.line for remark in found.warnings] == [1, 1, 3, 5]
        found = of(file, text.replace("é", "e").replace("A4", "Å4").encode("cp1252"))
        assert [remark.line for remark in found.warnings] == [1, 3, 5, 5]

    def test_two_equal_rows_are_both_given(self, file: Path) -> None:
        assert len(of(file, "external_id,received_on\nA1,2026-10-05\nA1,2026-10-05\n").rows) == 2

    def test_reads_quoted_cells_behind_a_space(self, file: Path) -> None:
        (row,) = of(file, 'external_id, received_on, reason\nA1, 2026-10-05, "back, neck"\n').rows
        assert row.reason == "back, neck"


class TestBrokenFiles:
    GOOD = "external_id,family_name,received_on\nA1,Ito,2026-10-05\n"

    @pytest.mark.parametrize(
        ("broken", "reason"),
        [
            ('A2,"Lee,2026-10-05\nA3,Ng,2026-10-05\n', "never closed"),
            ('A2,"Lee,2026-10-05\n' + "A3,Ng,2026-10-05\n" * 20_000, "never closed"),
            ('A2,"Lee"s,2026-10-05\nA3,Ng,2026-10-05\n', "after a closing quote"),
            ("A2,Lee\0,2026-10-05\nA3,Ng,2026-10-05\n", "NUL"),
            ('A2,"Lee\n\0",2026-10-05\nA3,Ng,2026-10-05\n', "NUL"),
            (f"A2,{'x' * 200_000},2026-10-05\nA3,Ng,2026-10-05\n", "100,000 characters"),
            (f"A2,{',' * 1_000_001}\nA3,Ng,2026-10-05\n", "1,000,000 characters"),
        ],
    )
    def test_keeps_what_came_before_and_says_where_reading_stopped(self, file: Path, broken: str, reason: str) -> None:
        found = of(file, self.GOOD + broken)
        assert [row.external_id for row in found.rows] == ["A1"]
        assert found.stopped_at == 3
        (remark,) = found.rejected
        assert (remark.line, remark.column) == (3, "")
        assert reason in remark.reason
        assert "nothing from this line on was read" in remark.reason

    def test_stops_at_endless_blank_lines(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(csv_text, "LINES", 100)
        found = of(file, self.GOOD + "\n" * 98 + "A3,Ng,2026-10-05\n")
        assert found.stopped_at == 101
        assert "more than 100 lines" in found.rejected[0].reason

    def test_a_cell_over_the_limit_rejects_its_row_alone(self, file: Path) -> None:
        found = of(file, self.GOOD + f"A2,{'x' * 100_001},2026-10-05\nA3,Ng,2026-10-05\n")
        assert [row.external_id for row in found.rows] == ["A1", "A3"]
        assert [(remark.line, remark.reason) for remark in found.rejected] == [
            (3, "a cell of more than 100,000 characters")
        ]
        assert found.stopped_at is None

    def test_leaves_the_limit_of_the_csv_module_alone(self, file: Path) -> None:
        before = csv.field_size_limit()
        of(file, self.GOOD + f"A2,{'x' * 200_000},2026-10-05\n")
        assert csv.field_size_limit() == before


class TestDates:
    @pytest.mark.parametrize(
        "cell", ["2026-10-05", " 2026-10-05 ", "2026-10-05T09:30", "2026-10-05 09:30:00", "2026-10-05T09:30:00.000Z"]
    )
    def test_reads_iso_dates_and_the_date_of_iso_times(self, file: Path, cell: str) -> None:
        assert dates(file, cell, column="received_on") == [date(2026, 10, 5)]

    @pytest.mark.parametrize("mark", ["/", ".", "-"])
    def test_one_day_above_12_decides_the_whole_column(self, file: Path, mark: str) -> None:
        cells = ("05/10/1980", "13/10/1980", "1/2/1980")
        read_dates = dates(file, *(cell.replace("/", mark) for cell in cells))
        assert read_dates == [date(1980, 10, 5), date(1980, 10, 13), date(1980, 2, 1)]

    def test_a_second_part_above_12_makes_the_column_month_first(self, file: Path) -> None:
        assert dates(file, "05/10/1980", "12/31/1980") == [date(1980, 5, 10), date(1980, 12, 31)]
        assert dates(file, "05/10/1980", "12/31/1980 0:00") == [date(1980, 5, 10), date(1980, 12, 31)]

    def test_each_column_has_its_own_order(self, file: Path) -> None:
        found = of(file, "external_id,date_of_birth,received_on\nA1,13/02/1980,05/06/2026\nA2,01/02/1980,05/16/2026\n")
        assert [(row.date_of_birth, row.received_on) for row in found.rows] == [
            (date(1980, 2, 13), date(2026, 5, 6)),
            (date(1980, 2, 1), date(2026, 5, 16)),
        ]

    def test_a_column_of_both_orders_is_read_in_neither(self, file: Path) -> None:
        assert dates(file, "13/02/1980", "02/13/1980", "01/02/1980", "1980-02-01") == [None] * 3 + [date(1980, 2, 1)]
        reasons = dates(file, "13/02/2026", "02/13/2026", "01/02/2026", "2026-02-01", column="received_on")
        assert all("some dates of the column have the day first and some the month" in why for why in reasons[:3])
        assert reasons[3] == date(2026, 2, 1)

    def test_a_column_that_shows_no_order_is_not_guessed(self, file: Path) -> None:
        assert dates(file, "01/02/1980", "12/11/1980", "1980-12-31") == [None, None, date(1980, 12, 31)]
        (why,) = dates(file, "01/02/2026", column="received_on")
        assert "no date of the column shows whether the day or the month comes first" in why

    def test_equal_day_and_month_need_no_order(self, file: Path) -> None:
        assert dates(file, "05/05/1980", "05/06/1980") == [date(1980, 5, 5), None]

    def test_rows_that_do_not_fit_the_header_have_no_say(self, file: Path) -> None:
        found = of(file, "external_id,received_on\nA1,05/06/2026\nA2,13/06/2026,x\n")
        assert found.rows == ()

    @pytest.mark.parametrize("nonsense", ["45/02/1980", "02/45/1980", "13/14/1980", "99/99/1980"])
    def test_what_can_be_no_date_in_any_order_has_no_say(self, file: Path, nonsense: str) -> None:
        assert dates(file, nonsense, "01/02/1980") == [None, None]
        assert dates(file, nonsense, "01/02/1980", " 13/02/1980 ")[1:] == [date(1980, 2, 1), date(1980, 2, 13)]

    @pytest.mark.parametrize("cell", ["2026/10/05", "2026.10.05"])
    def test_a_year_that_comes_first_needs_no_order(self, file: Path, cell: str) -> None:
        assert dates(file, cell, column="received_on") == [date(2026, 10, 5)]

    def test_columns_that_need_somebody_to_say_the_order_are_named(self, file: Path) -> None:
        text = "external_id,received_on,date_of_birth,phq9_on,gad7_on,cssrs_on,phq9_1,gad7_1,cssrs_1\n"
        text += "A1,2026-10-05,01/02/1980,13/09/2026,03/03/2026,04/05/2026,1,1,no\n"
        text += "A2,2026-10-05,45/02/1980,01/09/2026,,13/05/2026,1,1,no\n"
        found = of(file, text)
        assert found.undecided == ("date_of_birth",)
        assert [(r.phq9_on, r.gad7_on, r.cssrs_on) for r in found.rows] == [
            (date(2026, 9, 13), date(2026, 3, 3), date(2026, 5, 4)),
            (date(2026, 9, 1), None, date(2026, 5, 13)),
        ]
        assert read(file, day_first=True).undecided == ()
        assert [r.date_of_birth for r in read(file, day_first=True).rows] == [date(1980, 2, 1), None]
        assert [r.date_of_birth for r in read(file, day_first=False).rows] == [date(1980, 1, 2), None]

    def test_what_a_column_itself_shows_is_not_said_otherwise(self, file: Path) -> None:
        file.write_text("external_id,received_on\nA1,13/02/2026\nA2,01/02/2026\n")
        assert [row.received_on for row in read(file, day_first=False).rows] == [date(2026, 2, 13), date(2026, 2, 1)]

    def test_an_order_that_is_not_known_is_one_remark_for_the_whole_column(self, file: Path) -> None:
        found = of(file, "external_id,received_on,date_of_birth\n" + "A1,2026-10-05,01/02/1980\n" * 900)
        [warning] = found.warnings
        assert (warning.line, warning.column) == (2, "date_of_birth")
        assert warning.reason.endswith("left empty (in 900 rows, this the first)")

    @pytest.mark.parametrize("column", ["phq9_on", "gad7_on", "cssrs_on"])
    def test_a_day_that_cannot_be_read_is_the_day_received_with_a_remark(self, file: Path, column: str) -> None:
        row, [(named, why)] = one(file, **{column: "last spring", "phq9_1": "1"})
        assert (getattr(row, column), named) == (None, column)
        assert why.endswith("taken as asked on received_on")

    def test_the_years_begin_with_1900(self, file: Path) -> None:
        assert dates(file, "1900-01-01", "1899-12-31") == [date(1900, 1, 1), None]

    @pytest.mark.parametrize(
        "cell", ["13/02/80", "1980-02-30", "31/02/1980", "1899-12-31", "1980", "Feb 13 1980", "1980-2-3", "13/02-1980"]
    )
    def test_leaves_an_unreadable_date_of_birth_empty_with_a_warning(self, file: Path, cell: str) -> None:
        row, warnings = one(file, date_of_birth=cell)
        assert row.date_of_birth is None
        assert [column for column, _ in warnings] == ["date_of_birth"]
        assert cell not in warnings[0][1]

    def test_nobody_is_born_after_being_referred(self, file: Path) -> None:
        row, warnings = one(file, date_of_birth="2026-10-06")
        assert row.date_of_birth is None
        assert warnings == [("date_of_birth", "after received_on: left empty")]
        row, warnings = one(file, date_of_birth="2026-10-05")
        assert (row.date_of_birth, warnings) == (date(2026, 10, 5), [])

    def test_a_date_to_come_is_not_this_files_business(self, file: Path) -> None:
        assert dates(file, "2999-01-01", column="received_on") == [date(2999, 1, 1)]


class TestAnswers:
    @pytest.mark.parametrize("cell", ["", " ", "NA", "n/a", "NULL", "-", "."])
    @pytest.mark.parametrize("column", ["phq9_9", "phq9_total", "gad7_1", "cssrs_1", "date_of_birth", "phone"])
    def test_what_says_nothing_is_empty_without_a_warning(self, file: Path, column: str, cell: str) -> None:
        row, warnings = one(file, **{column: cell})
        assert warnings == []
        assert row == one(file)[0]

    @pytest.mark.parametrize("cell", ["2", " 2 ", "2.0", "2,0", "02", "2\u200b", "\u00a02"])
    def test_reads_whole_numbers_as_spreadsheets_write_them(self, file: Path, cell: str) -> None:
        row, warnings = one(file, phq9_9=cell, gad7_7=cell, phq9_difficulty=cell)
        assert (row.phq9[8], row.gad7[6], row.phq9_difficulty) == (2, 2, 2)
        assert warnings == []

    @pytest.mark.parametrize("cell", ["4", "-1", "2.5", "x", "1e0", "٣", "²", "2 3", "1" * 5000])
    @pytest.mark.parametrize("column", ["phq9_1", "gad7_7", "phq9_difficulty"])
    def test_leaves_an_unreadable_answer_empty_and_says_what_was_expected(
        self, file: Path, column: str, cell: str
    ) -> None:
        row, warnings = one(file, **{column: cell})
        assert warnings == [(column, "expected 0, 1, 2 or 3: left empty")]
        assert row == one(file)[0]

    @pytest.mark.parametrize("cell", ["7", "9", "7.0"])
    @pytest.mark.parametrize("column", ["phq9_9", "gad7_1", "phq9_difficulty"])
    def test_survey_codes_for_refused_and_do_not_know_are_missing(self, file: Path, column: str, cell: str) -> None:
        row, warnings = one(file, **{column: cell})
        assert [(name, "refused and don't know" in why) for name, why in warnings] == [(column, True)]
        assert row == one(file)[0]

    @pytest.mark.parametrize("cell", ["7", "9", "9.0"])
    @pytest.mark.parametrize("column", CSSRS)
    def test_survey_codes_are_no_answer_to_the_cssrs_either(self, file: Path, column: str, cell: str) -> None:
        row, warnings = one(file, **{column: cell})
        assert row.cssrs == (None,) * 7
        assert [(name, "refused and don't know" in why) for name, why in warnings] == [(column, True)]

    @pytest.mark.parametrize(
        "cell",
        ["Refused", "don't know", "Don’t know", "DONT KNOW", "dk", "unknown", "not asked", "Declined", "(blank)"],
    )
    @pytest.mark.parametrize("column", ["phq9_9", "phq9_total", "gad7_1", "gad7_total", "cssrs_1", "phq9_on"])
    def test_words_for_no_answer_are_missing_and_never_a_score(self, file: Path, column: str, cell: str) -> None:
        row, warnings = one(file, **{column: cell})
        assert warnings == [(column, "a word such as refused, unknown or don't know: left empty, as missing")]
        assert row == one(file)[0]

    def test_what_is_missing_in_many_rows_is_said_once_a_column_with_the_count(self, file: Path) -> None:
        lines = ["external_id,received_on,phq9_9,gad7_1"]
        lines += [f"A{n},2026-10-05,{'7' if n % 2 else '9'},{'refused' if n > 500 else 0}" for n in range(1000)]
        found = of(file, "\n".join(lines))
        assert [(w.line, w.column, w.reason.partition(": ")[2]) for w in found.warnings] == [
            (2, "phq9_9", "left empty, as missing (in 1,000 rows, this the first)"),
            (503, "gad7_1", "left empty, as missing (in 499 rows, this the first)"),
        ]
        assert all(row.phq9[8] is None for row in found.rows)

    @pytest.mark.parametrize("cell", ["28", "-1", "13.5", "high"])
    def test_leaves_a_total_out_of_range_empty(self, file: Path, cell: str) -> None:
        row, warnings = one(file, phq9_total=cell)
        assert row.phq9_total is None
        assert warnings == [("phq9_total", "expected a whole number from 0 to 27: left empty")]

    def test_takes_a_bare_total(self, file: Path) -> None:
        assert [one(file, phq9_total=cell)[0].phq9_total for cell in ("0", "7", "9", "27")] == [0, 7, 9, 27]

    def test_a_stated_total_that_differs_is_kept_with_a_warning_of_both(self, file: Path) -> None:
        row, warnings = one(file, **dict.fromkeys(PHQ9, "1"), phq9_total="12")
        assert row.phq9_total == 12
        assert warnings == [("phq9_total", "12 is stated, but the answers to the items make 9")]
        assert one(file, **dict.fromkeys(PHQ9, "1"), phq9_total="9")[1] == []

    def test_a_total_of_the_gad_7_is_taken_and_compared_likewise(self, file: Path) -> None:
        assert one(file, gad7_total="21")[0].gad7_total == 21
        assert one(file, gad7_total="22")[1] == [("gad7_total", "expected a whole number from 0 to 21: left empty")]
        row, warnings = one(file, **dict.fromkeys(GAD7, "1"), gad7_total="8")
        assert row.gad7_total == 8
        assert warnings == [("gad7_total", "8 is stated, but the answers to the items make 7")]

    @pytest.mark.parametrize(("stated", "warned"), [("6", True), ("7", False), ("13", False), ("14", True)])
    def test_a_stated_total_must_be_possible_with_the_answers_there_are(
        self, file: Path, stated: str, warned: bool
    ) -> None:
        cells = dict.fromkeys(PHQ9[:7], "1")
        why = [("phq9_total", f"{stated} is stated, but the answers to the items allow 7 to 13")] if warned else []
        assert one(file, **cells, phq9_total=stated)[1] == why

    @pytest.mark.parametrize(
        ("cell", "answer"), [("Yes", 1), ("Y", 1), ("1", 1), ("no", 0), ("n", 0), ("0", 0), ("1.0", 1)]
    )
    def test_reads_yes_and_no(self, file: Path, cell: str, answer: int) -> None:
        row, warnings = one(file, cssrs_2=cell, cssrs_6_recent=cell)
        assert row.cssrs == (None, answer, None, None, None, None, answer)
        assert warnings == []

    @pytest.mark.parametrize("cell", ["2", "yes?", "oui", "8"])
    def test_leaves_any_other_word_than_yes_or_no_empty(self, file: Path, cell: str) -> None:
        row, warnings = one(file, cssrs_4=cell)
        assert row.cssrs == (None,) * 7
        assert warnings == [("cssrs_4", "expected yes or no, as yes/no, y/n or 1/0: left empty")]

    def test_keeps_answers_that_the_flow_would_not_have_asked(self, file: Path) -> None:
        row, warnings = one(file, cssrs_2="no", cssrs_5="yes", cssrs_6="no", cssrs_6_recent="yes")
        assert row.cssrs == (None, 0, None, None, 1, 0, 1)
        assert warnings == []


class TestTexts:
    @pytest.mark.parametrize(
        ("cell", "kept"),
        [
            ("[/red]", "[/red]"),
            ("Smith [Jr]", "Smith [Jr]"),
            ("\x1b[31mRed\x1b[0m", "[31mRed[0m"),
            ("\u202eevil\u202c", "evil"),
            ("伊藤", "伊藤"),
            ("Zoë 🙂", "Zoë 🙂"),
            ("Zoe\u0308", "Zoë"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("  two\nlines\t", "two lines"),
            ("=1+1", "=1+1"),
            ("+1", "+1"),
            ("-2", "-2"),
            ("@SUM(A1)", "@SUM(A1)"),
            ("Null", "Null"),
            ("Na", "Na"),
            ("n/a", ""),
            ("-", ""),
            ("x" * 200, "x" * 200),
        ],
    )
    def test_names_are_text_and_kept_clean(self, file: Path, cell: str, kept: str) -> None:
        row, warnings = one(file, family_name=cell)
        assert row.family_name == kept
        assert warnings == []

    @pytest.mark.parametrize(
        ("cell", "mode"),
        [
            ("In person", "in person"),
            ("face-to-face", "in person"),
            ("By phone", "phone"),
            ("Telephone", "phone"),
            ("VIDEO", "video"),
            ("paper form", "paper"),
            ("Interpreter", "through an interpreter"),
            ("  by\tletter ", "by letter"),
            ("[/red]", "[/red]"),
            ("n/a", ""),
        ],
    )
    def test_how_it_was_asked_is_our_word_where_there_is_one(self, file: Path, cell: str, mode: str) -> None:
        row, warnings = one(file, mode=cell, asked_by="Na")
        assert (row.mode, row.asked_by, warnings) == (mode, "Na", [])

    @pytest.mark.parametrize("column", ["given_name", "phone", "email", "source", "referrer", "asked_by", "mode"])
    def test_refuses_a_text_too_long_and_cuts_nothing(self, file: Path, column: str) -> None:
        row, warnings = one(file, **{column: "x" * 201})
        assert getattr(row, column) == ""
        assert warnings == [(column, "more than 200 characters: left empty, for nothing is cut")]

    @pytest.mark.parametrize("column", ["reason", "diagnosis"])
    def test_a_reason_may_be_long_and_have_lines(self, file: Path, column: str) -> None:
        text = "line\n" * 399 + "12345"
        assert one(file, **{column: text}) == one(file, **{column: f"{text}\n"})
        assert getattr(one(file, **{column: text})[0], column) == text
        row, warnings = one(file, **{column: "x" * 2001})
        assert getattr(row, column) == ""
        assert [(name, "2,000" in why) for name, why in warnings] == [(column, True)]

    def test_a_name_too_long_names_nobody(self, file: Path) -> None:
        found = of(file, f"family_name,received_on\n{'x' * 250},2026-10-05\n")
        assert found.rows == ()
        assert [(remark.line, remark.column) for remark in found.rejected] == [(2, "")]
        assert [(remark.line, remark.column) for remark in found.warnings] == [(2, "family_name")]

    @pytest.mark.parametrize("cell", ["NA", "-", "n/a", "."])
    def test_a_placeholder_is_no_external_id(self, file: Path, cell: str) -> None:
        assert of(file, f"external_id,received_on\n{cell},2026-10-05\n").rows == ()

    def test_a_cell_that_only_grows_when_composed_is_read(self, file: Path) -> None:
        row, warnings = one(file, phq9_1="\U0001d160" * 90_000, date_of_birth="\U0001d160" * 90_000)
        assert row == one(file)[0]
        assert len(warnings) == 2

    def test_no_remark_repeats_what_a_cell_holds(self, file: Path) -> None:
        secret = "Xanthippe"
        rows = [ALL, [f"{secret * 30}"] * len(ALL), ["A1", *[f"{secret * 300}"] * (len(ALL) - 1)], [secret] * 3]
        rows.append(["2026-10-05" if name == "received_on" else f"{secret * 300}" for name in ALL])
        rows.append(["2026-10-05" if name == "received_on" else secret for name in ALL])
        found = of(file, written(rows) + f'{secret},"{secret}')
        assert len(found.rejected) == 5
        assert found.warnings
        assert not [remark for remark in (*found.rejected, *found.warnings) if secret in remark.reason + remark.column]


anything_goes = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
known = st.sampled_from(ALL)
bits = st.one_of(known, st.sampled_from([*',;\t|"\n\r\0 ', "\r\n", "2026-10-05", "13/02/1980", "A1", "1"]), st.text())
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=250)


@anything_goes
@given(raw=st.one_of(st.binary(), st.lists(bits).map(lambda parts: "".join(parts).encode("utf-8", "replace"))))
@example(raw=b'source,\n"\r')
def test_any_bytes_at_all_are_read_or_refused(file: Path, raw: bytes) -> None:
    file.write_bytes(raw)
    try:
        found = read(file)
    except FileFault:
        return
    lines = [row.line for row in found.rows] + [remark.line for remark in found.rejected]
    assert len(set(lines)) == len(lines)


@anything_goes
@given(head=st.sampled_from([",".join(ALL), ";".join(ALL)]), body=st.lists(bits).map("".join), rest=st.binary())
def test_any_bytes_below_a_header_are_read_or_refused(file: Path, head: str, body: str, rest: bytes) -> None:
    file.write_bytes(f"{head}\n".encode() + body.encode("utf-8", "replace") + rest)
    try:
        found = read(file)
    except FileFault:
        return
    assert all(row.external_id or row.family_name or row.given_name or row.preferred_name for row in found.rows)
    assert (found.stopped_at is None) == (not any("nothing from this line on" in r.reason for r in found.rejected))


@anything_goes
@given(cells=st.lists(names, min_size=3, max_size=3), reason=names)
def test_texts_come_out_clean(file: Path, cells: list[str], reason: str) -> None:
    row, _ = one(file, family_name=cells[0], given_name=cells[1], referrer=cells[2], reason=reason)
    for name in (row.family_name, row.given_name, row.referrer):
        assert clean(name) == name
    assert clean(row.reason, limit=2000, lines=True) == row.reason
    if len(clean(cells[0], limit=1000)) <= 200 and clean(cells[0], limit=1000).casefold() not in ("n/a", "-", "."):
        assert row.family_name == clean(cells[0])


def plain(lines: bool = False, limit: int = 30) -> st.SearchStrategy[str]:
    """Texts that are clean already and say something."""
    text = st.text(max_size=limit).map(lambda text: clean(text, limit=1000, lines=lines))
    return text.filter(lambda text: text.casefold() not in ("na", "n/a", "null", "-", "."))


answers = st.one_of(st.none(), st.integers(0, 3))
rows = st.builds(
    ReferralRow,
    line=st.just(0),
    external_id=plain().filter(bool),
    **{column: plain(lines=column in ("reason", "diagnosis")) for column in TEXTS},
    date_of_birth=st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2020, 1, 1))),
    received_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    phq9=st.tuples(*[answers] * 9),
    phq9_difficulty=answers,
    phq9_total=st.one_of(st.none(), st.integers(0, 27)),
    gad7_total=st.one_of(st.none(), st.integers(0, 21)),
    **{column: st.one_of(st.none(), st.dates(date(1900, 1, 1))) for column in ("phq9_on", "gad7_on", "cssrs_on")},
    asked_by=plain(),
    mode=st.sampled_from(["", *MODES]) | plain().filter(lambda text: referral_columns.fold(text) not in _MODES),
    gad7=st.tuples(*[answers] * 7),
    cssrs=st.tuples(*[st.one_of(st.none(), st.integers(0, 1))] * 7),
)


def cells_of(row: ReferralRow) -> list[object]:
    """As a file has them; csv writes None as nothing."""
    told = {name: getattr(row, name) for name in ALL if hasattr(row, name)}
    told |= dict(zip((*PHQ9, *GAD7, *CSSRS), (*row.phq9, *row.gad7, *row.cssrs), strict=True))
    return [told[name] for name in ALL]


@anything_goes
@given(
    kept=st.lists(rows, max_size=4),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_what_is_written_is_read_back(file: Path, kept: list[ReferralRow], delimiter: str, encoding: str) -> None:
    raw = written([ALL, *map(cells_of, kept)], delimiter).encode(encoding, "replace")
    if encoding == "cp1252":  # its bytes may by chance be UTF-8; the accent makes sure that they are not
        raw += written([["A1", "\xe9", *[""] * 5, "2026-10-05", *[""] * (len(ALL) - 8)]], delimiter).encode(encoding)
    found = of(file, raw)
    assert found.rejected == ()
    back = [cells_of(row) for row in found.rows][: len(kept)]
    assert back == [[lossy(cell, encoding) for cell in cells_of(row)] for row in kept]


def lossy(cell: object, encoding: str) -> object:
    return cell.encode(encoding, "replace").decode(encoding) if isinstance(cell, str) else cell
