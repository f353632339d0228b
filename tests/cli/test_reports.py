"""Reports by command: the questions, one answer, the whole report as a document or as tables, and copies to share."""

import csv
from pathlib import Path

import pytest

from groupcare.acts import SignIn
from groupcare.rules.reports import QUESTIONS
from tests.cli.conftest import Command, as_people_have_it
from tests.clinic import PASSPHRASE, House, new_group, seated
from tests.queries.scenes import AFTERNOON, everywhere, under_way


@pytest.fixture
def groupcare(house: House, dana: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command on a clinic with two groups and referrals everywhere, in an empty folder."""
    under_way(house, dana, name="Afternoon", start=AFTERNOON)
    everywhere(house, dana)
    seated(dana, new_group(dana, "twelve-module", name="Coping Twelve", first=dana.today(), weekdays=(1,)), 6)
    house.close()
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    env = {**as_people_have_it(), "GROUPCARE_STORE": str(house.folder), "GROUPCARE_PASSPHRASE": PASSPHRASE,
           "GROUPCARE_STAFF": "Dana Reyes", "COLUMNS": "100", "PYTHONPATH": str(Path(__file__).parents[2])}  # fmt: skip
    return Command(house.folder, env)


def test_the_questions_are_listed_and_each_is_answered(groupcare: Command) -> None:
    assert [one["key"] for one in groupcare.json("report", "list")] == list(QUESTIONS)
    assert "Are seats filled?" in groupcare("report", "list").out
    said = groupcare("report", "show", "seats").out
    assert said.startswith("Are seats filled?\nOf ")
    assert "Coping Twelve" in said
    assert "Offered: the seats of each group." in said


def test_an_answer_is_about_what_was_asked(groupcare: Command) -> None:
    whole = groupcare.json("report", "show", "seats")
    assert (whole["about"], whole["shared"], whole["by"]) == ("", False, "Dana Reyes")
    one = groupcare.json("report", "show", "seats", "--group", "coping twelve", "--since", "2026-01-01")
    assert one["about"] == "from 1 Jan 2026 · Coping Twelve"
    assert next((row["Group"], row["Filled"]) for row in one["rows"]) == ("Coping Twelve", 6)
    by = groupcare.json("report", "show", "goes_on", "--curriculum", "twelve-module")
    assert by["rows"][-1]["All"] == 6
    none = groupcare("report", "show", "stays", "--until", "2020-12-31").out
    assert "There is nothing to count for until 31 Dec 2020." in none


def test_a_shared_answer_hides_small_numbers_for_people_and_for_machines(groupcare: Command) -> None:
    told = groupcare.json("report", "show", "goes_on", "--shared")
    cells = [cell for row in told["rows"] for cell in list(row.values())[1:]]
    assert told["shared"]
    assert "hidden" in cells
    assert not {1, 2, 3, 4} & {cell for cell in cells if isinstance(cell, int)}
    assert told["sentence"].startswith("Shared copy: ")
    assert "hidden" in groupcare("report", "show", "goes_on", "--shared").out


def test_a_table_is_written_once_and_noted(groupcare: Command) -> None:
    assert "rows written to who.csv" in groupcare("report", "show", "stays", "-o", "who.csv").out
    with Path("who.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file))[:2] == ["Group", "Began"]
    refused = groupcare("report", "show", "stays", "-o", "who.csv", ok=False)
    assert (refused.code, "--force" in refused.err) == (1, True)
    assert groupcare.json("report", "show", "stays", "-o", "who.csv", "--force")["file"] == "who.csv"
    assert any(look["what"] == "export of report stays" for look in groupcare.json("access"))


def test_the_whole_report_is_a_document_or_a_table_for_each_question(groupcare: Command) -> None:
    groupcare("report", "write", "--period", "this-year")
    (document,) = Path.cwd().glob("outcome-report-20*.html")
    text = document.read_text()
    assert all(question in text for question in QUESTIONS.values())
    assert "WHO STAYS?" in groupcare("report", "write", "--text").out
    Path("tables").mkdir()
    files = groupcare.json("report", "write", "--csv", "tables", "--shared")["files"]
    assert sorted(map(Path, files)) == sorted(Path("tables").iterdir())
    assert len(files) == len(QUESTIONS)
    assert all("-shared-all-" in file and "hidden" in Path(file).read_text() for file in files)


def test_a_shared_document_says_so(groupcare: Command) -> None:
    said = groupcare("report", "write", "--shared", "--text").out
    assert "shared copy, small numbers hidden" in said
    assert "hidden" in said
    assert "still wait for a first session" not in said


def test_what_cannot_be_asked_is_a_sentence(groupcare: Command) -> None:
    for words, said in (
        (("show", "luck"), "there are stays"),
        (("show", "stays", "--group", "Nobody's"), "There is no group"),
        (("show", "stays", "--curriculum", "x"), "There is no curriculum 'x' here; there are: eight-week"),
        (("show", "stays", "--since", "2026-02-01", "--until", "2026-01-01"), "before it begins"),
        (("write", "--period", "this-year", "--since", "2026-01-01"), "either --period"),
        (("write", "--csv", ".", "--text"), "leave out"),
        (("write", "--csv", "nowhere"), "there is no folder"),
    ):
        refused = groupcare("report", *words, ok=False)
        assert refused.code == 1, words
        assert said in refused.err


def test_the_access_log_is_asked_about_a_person_and_days(groupcare: Command) -> None:
    groupcare("report", "show", "stays", "-o", "stays.csv")
    [look] = groupcare.json("access", "--by", "dana reyes")
    assert look["what"] == "export of report stays"
    assert groupcare.json("access", "--until", "2020-01-01") == []
    refused = groupcare("access", "--by", "Nobody", ok=False)
    assert "Nobody named 'Nobody' has worked here" in refused.err
