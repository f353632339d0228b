"""plan progress, reading, regained, told, take-back; export plan and plan-copy: as people and scripts run them."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command

PLAN = Path(__file__).parent.parent / "data" / "plan-chronic-pain.toml"


@pytest.fixture
def planned(groupcare: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A client with the sample plan, signed; in an empty folder."""
    file, folder = tmp_path / "one.csv", tmp_path / "here"
    file.write_text("external_id,received_on,phq9_1\nA1,2026-10-05,0\n", encoding="utf-8")
    folder.mkdir()
    monkeypatch.chdir(folder)
    groupcare.env["PYTHONPATH"] = str(Path(__file__).parents[2])
    groupcare("referrals", "import", file)
    groupcare("plan", "write", "A1", PLAN)
    groupcare("plan", "sign", "A1")
    return groupcare


def key_of(groupcare: Command, words: str) -> str:
    found = groupcare.json("plan", "progress", "A1")["objectives"]
    return str(next(o["objective"] for o in found if words in o["words"].lower()))


def test_readings_what_came_back_and_feedback_by_command(planned: Command) -> None:
    rest = key_of(planned, "rest")
    kept = planned.json("plan", "reading", "A1", rest, "1,5", "--said", "she says")
    planned("plan", "regained", "A1", "Gardening", "--words", "I planted two pots.")
    out = planned("plan", "progress", "A1").out
    assert ": met: tell them" in out
    assert "told " in out
    assert "1.5 hours" in out
    assert "Does again: Gardening" in out
    planned("plan", "told", "A1", rest, "--words", "Well done.")
    found = planned.json("plan", "progress", "A1")
    assert [o["to_tell"] for o in found["objectives"] if o["objective"] == rest] == [False]
    assert found["feedback"][0]["words"] == "Well done."
    planned("plan", "take-back", "A1", kept["reading"])
    planned("plan", "take-back", "A1", found["regained"][0]["id"])
    after = planned.json("plan", "progress", "A1")
    assert (after["readings"], after["regained"]) == ([], [])
    again = planned("plan", "take-back", "A1", kept["reading"], ok=False)
    assert again.err == (
        "groupcare: Nothing of that id was written down by hand of this person; nothing was changed.\n"
    )


def test_what_is_no_reading_is_refused_in_a_sentence(planned: Command) -> None:
    rest = key_of(planned, "rest")
    found = planned.json("plan", "progress", "A1")["objectives"]
    score = next(o["objective"] for o in found if (o["baseline"], o["target"]) == (16, 8))
    assert "Say a number" in planned("plan", "reading", "A1", rest, "much", ok=False).err
    assert "comes with its measure" in planned("plan", "reading", "A1", score, "20", ok=False).err
    assert "no objective 9.9" in planned("plan", "reading", "A1", "9.9", "20", ok=False).err


def test_the_copy_is_given_once_it_is_written_and_not_when_it_is_only_shown(planned: Command) -> None:
    assert "MY PLAN" in planned("export", "plan-copy", "A1", "--text").out
    assert planned.json("plan", "show", "A1")["plan"]["copy_given_on"] is None
    planned("export", "plan-copy", "A1")
    [file] = Path.cwd().iterdir()
    assert file.name.startswith("plan-copy-GC-0001-20")
    assert planned.json("plan", "show", "A1")["plan"]["copy_given_on"] is not None
    assert "export of plan-copy GC-0001" in [look["what"] for look in planned.json("access")]


def test_the_whole_plan_goes_to_whom_a_release_names_and_to_nobody_else(planned: Command) -> None:
    assert "INDIVIDUAL PLAN" in planned("export", "plan", "A1", "--text").out
    refused = planned("export", "plan", "A1", "--to", "Dr Rivera", ok=False)
    assert "No release of information from GC-0001 to Dr Rivera is in force" in refused.err
    planned("consent", "add", "A1", "release", "--to", "Dr Rivera")
    assert "To Dr Rivera" in planned("export", "plan", "A1", "--text", "--to", "Dr Rivera").out
