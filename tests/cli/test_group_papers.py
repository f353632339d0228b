"""Papers of a group by command: each is written, named by number, noted, and refused where it must be."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command, as_people_have_it
from tests.clinic import PASSPHRASE, House
from tests.queries.paper_scene import Printed, finished, noted, printed


@pytest.fixture
def of(house: House) -> Printed:
    """A group with notes, of whom one has finished."""
    dana = house.sign_in()
    of = printed(house, dana)
    noted(dana, of)
    finished(dana, of.members[0])
    house.close()
    return of


@pytest.fixture
def groupcare(house: House, of: Printed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command on that clinic, in an empty folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    env = {**as_people_have_it(), "GROUPCARE_STORE": str(house.folder), "GROUPCARE_PASSPHRASE": PASSPHRASE,
           "GROUPCARE_STAFF": "Dana Reyes", "COLUMNS": "100", "PYTHONPATH": str(Path(__file__).parents[2])}  # fmt: skip
    return Command(house.folder, env)


def test_each_paper_is_a_file_named_by_number_and_day(groupcare: Command) -> None:
    for words, name in (
        (("sign-in", "G-001", "2"), "sign-in-G-001-2"),
        (("sign-in", "G-001", "2", "--slips"), "sign-in-slips-G-001-2"),
        (("roster", "G-001"), "roster-G-001"),
        (("tomorrow", "--day", "2026-10-13"), "expected-2026-10-13"),
        (("handout", "G-001", "1", "2"), "handout-G-001-module-1-2"),
        (("log", "G-001", "2"), "log-G-001-2"),
        (("log", "G-001", "1", "--member", "Alvarez, Rosa"), "log-GC-0001-G-001-1"),
        (("group-note", "G-001", "1"), "group-note-G-001-1"),
        (("member-note", "G-001", "1"), "member-notes-G-001-1"),
        (("member-note", "G-001", "1", "--member", "GC-0001"), "member-note-GC-0001-G-001-1"),
        (("certificate", "G-001", "GC-0001"), "certificate-GC-0001-G-001"),
        (("certificate", "G-001"), "certificates-G-001"),
    ):
        before = set(Path.cwd().iterdir())
        groupcare("export", *words)
        (file,) = set(Path.cwd().iterdir()) - before
        assert file.name.startswith(f"{name}-20")
        assert file.suffix == ".html"
        assert file.stat().st_mode & 0o777 == 0o600
    noted = [(look["what"], look["client"]) for look in groupcare.json("access")]
    assert ("export of certificate GC-0001-G-001", "GC-0001") in noted
    assert {client for what, client in noted if what == "export of member-notes G-001-1"} == {
        f"GC-000{n}" for n in range(1, 5)
    }
    assert any(what == "export of roster G-001" for what, _ in noted)


def test_text_goes_to_stdout_and_json_says_what_was_made(groupcare: Command) -> None:
    assert "SIGN-IN SHEET" in groupcare("export", "sign-in", "G-001", "2", "--text").out
    told = groupcare.json("export", "roster", "G-001", "-o", "own.html")
    assert told == {"paper": "roster", "reference": "G-001", "file": "own.html"}
    refused = groupcare("export", "roster", "G-001", "-o", "own.html", ok=False)
    assert (refused.code, "--force" in refused.err) == (1, True)


@pytest.mark.parametrize(
    "words", [("certificate", "G-001", "GC-0001"), ("member-note", "G-001", "1", "--member", "GC-0001")], ids=["c", "n"]
)
def test_to_somebody_takes_a_release_to_exactly_them(groupcare: Command, words: tuple[str, ...]) -> None:
    groupcare("consent", "add", "GC-0001", "release", "--to", "Dr Lee")
    refused = groupcare("export", *words, "--to", "Dr Rivera", ok=False)
    assert (refused.code, "No release of information from GC-0001 to Dr Rivera" in refused.err) == (1, True)
    assert list(Path.cwd().iterdir()) == []
    text = groupcare("export", *words, "--to", "dr lee", "--text").out
    assert "To Dr Lee" in text
    assert "Sent to Dr Lee by the person's release of information" in text


def test_nobody_is_sent_the_notes_of_others(groupcare: Command) -> None:
    refused = groupcare("export", "member-note", "G-001", "1", "--to", "Dr Lee", ok=False)
    assert (refused.code, "--member" in refused.err) == (1, True)
    own = groupcare("export", "member-note", "G-001", "1", "--member", "GC-0001", "--for-member", "--text").out
    assert "Handed to the person themself" in own


def test_what_a_role_does_not_see_it_does_not_export(groupcare: Command) -> None:
    refused = groupcare("export", "group-note", "G-001", "1", ok=False, GROUPCARE_STAFF="Ines Intake")
    assert (refused.code, "To see notes takes the role" in refused.err) == (1, True)
    assert "ROSTER" in groupcare("export", "roster", "G-001", "--text", GROUPCARE_STAFF="Ines Intake").out
    gone = groupcare("export", "sign-in", "G-001", "99", ok=False)
    assert (gone.code, "has no session 99" in gone.err) == (1, True)
