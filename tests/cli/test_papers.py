"""Papers by command: written by number and day for the person alone, over nothing, or to stdout."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command

ROW = "external_id,family_name,given_name,received_on,referrer,reason\nA1,Ruiz,Elena,2026-10-05,Dr Rivera,<b>pain</b>\n"


@pytest.fixture
def clinic(groupcare: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A clinic with one referral; commands run in an empty folder."""
    file = tmp_path / "one.csv"
    file.write_text(ROW)
    groupcare("referrals", "import", file)
    folder = tmp_path / "here"
    folder.mkdir()
    groupcare.env["PYTHONPATH"] = str(Path(__file__).parents[2])
    monkeypatch.chdir(folder)
    return groupcare


def test_a_summary_is_a_file_named_by_number_and_day_that_only_its_owner_reads(clinic: Command) -> None:
    told = clinic("export", "summary", "R-0001")
    [file] = Path.cwd().iterdir()
    assert file.name.startswith("screening-summary-R-0001-20")
    assert file.suffix == ".html"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "only you can read it" in told.out
    content = file.read_text(encoding="utf-8")
    assert content.startswith("<!DOCTYPE html>")
    assert "&lt;b&gt;pain&lt;/b&gt;" in content
    assert clinic.json("access")[0]["what"] == "export of screening-summary R-0001"


def test_over_a_file_it_is_written_only_with_force(clinic: Command) -> None:
    file = Path.cwd() / "own.html"
    file.write_text("mine")
    refused = clinic("export", "summary", "R-0001", "--to", "own.html", ok=False)
    assert (refused.code, "--force" in refused.err, file.read_text()) == (1, True, "mine")
    assert clinic.json("export", "summary", "R-0001", "--to", "own.html", "--force") == {
        "paper": "screening-summary",
        "referral": "R-0001",
        "file": "own.html",
    }
    assert "Ruiz" in file.read_text(encoding="utf-8")
    gone = clinic("export", "summary", "R-0001", "--to", "nowhere/own.html", ok=False)
    assert (gone.code, "there is no folder" in gone.err) == (1, True)


def test_text_goes_to_stdout_and_so_does_html_where_it_is_asked_for(clinic: Command) -> None:
    text = clinic("export", "summary", "R-0001", "--text").out
    assert "SCREENING SUMMARY\nRuiz, Elena · GC-0001" in text
    assert all(len(line) <= 78 for line in text.splitlines())
    assert clinic("export", "summary", "R-0001", "--to", "-").out.startswith("<!DOCTYPE html>")
    assert "SCREENING SUMMARY" in clinic.json("export", "summary", "R-0001", "--text")["content"]
    assert list(Path.cwd().iterdir()) == []
    clinic("export", "summary", "R-0001", "--text", "--to", "own.txt")
    assert "SCREENING SUMMARY" in (Path.cwd() / "own.txt").read_text(encoding="utf-8")


def test_a_reply_needs_a_release_and_without_one_the_acknowledgement_is_offered(clinic: Command) -> None:
    refused = clinic("export", "reply", "R-0001", ok=False)
    assert refused.code == 1
    assert "No release of information from GC-0001 to Dr Rivera is in force" in refused.err
    assert "--acknowledge" in refused.err
    assert list(Path.cwd().iterdir()) == []
    received = clinic("export", "reply", "R-0001", "--acknowledge", "--text").out
    assert "YOUR REFERRAL WAS RECEIVED" in received
    assert "Ruiz" not in received
    clinic("consent", "add", "GC-0001", "release", "--to", "Dr Rivera")
    assert "Thank you for referring Elena Ruiz to us." in clinic("export", "reply", "R-0001", "--text").out
    clinic("export", "reply", "R-0001")
    [file] = Path.cwd().iterdir()
    assert file.name.startswith("reply-R-0001-20")


def test_what_is_not_there_is_a_sentence(clinic: Command) -> None:
    gone = clinic("export", "summary", "R-0099", ok=False)
    assert (gone.code, "There is no referral" in gone.err) == (1, True)
