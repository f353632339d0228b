"""plan review, versions and close, as people and scripts run them."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command

PLAN = Path(__file__).parent.parent / "data" / "plan-chronic-pain.toml"


@pytest.fixture
def planned(groupcare: Command, tmp_path: Path) -> Command:
    file = tmp_path / "one.csv"
    file.write_text("external_id,received_on,phq9_1\nA1,2026-10-05,0\n", encoding="utf-8")
    groupcare("referrals", "import", file)
    groupcare("plan", "write", "A1", PLAN)
    return groupcare


def test_a_review_is_shown_filled_and_only_written_when_told_to(planned: Command) -> None:
    planned("plan", "sign", "A1")
    shown = planned("plan", "review", "A1").out
    assert shown.startswith("GC-0001: review of ")
    assert "Nothing is suggested (" in shown
    assert planned.json("plan", "review", "A1")["draft"]["review"]["attained"] == []
    assert planned.json("plan", "show", "A1")["plan"]["content"]["review"] == []
    refused = planned("plan", "review", "A1", "--note", "x", ok=False)
    assert (refused.code, refused.err) == (1, "groupcare: Nothing was written: --write keeps a review.\n")
    for said, sentence in (("1=9", "is no attainment"), ("one", "is no attainment"), ("8=0", "There is no goal 8")):
        refused = planned("plan", "review", "A1", "--write", "--attained", said, ok=False)
        assert (refused.code, sentence in refused.err) == (1, True)
    words = ("--attained", "1=+1", "--attained", "2=-2", "--note", "Going on.", "--agreed", "Walk daily.")
    out = planned("plan", "review", "A1", "--write", *words).out
    assert "plan in review" in out
    assert "    Attained: +1 somewhat more than expected\n" in out
    kept = planned.json("plan", "show", "A1")["plan"]
    (review,) = kept["content"]["review"]
    assert [(one["goal"], one["level"]) for one in review["attained"]] == [(1, 1), (2, -2)]
    assert (review["note"], review["next"], kept["status"]) == ("Going on.", "Walk daily.", "in review")
    assert len(review["objective"]) == sum(len(goal["objective"]) for goal in kept["content"]["goal"])


def test_versions_tell_what_changed_and_a_closed_plan_stays_to_be_read(planned: Command, tmp_path: Path) -> None:
    planned("plan", "sign", "A1")
    changed = tmp_path / "changed.toml"
    text = PLAN.read_text(encoding="utf-8")
    assert "Do more of what matters." in text
    changed.write_text(text.replace("Do more of what matters.", "See friends again."), encoding="utf-8")
    planned("plan", "write", "A1", changed)
    assert "  not signed yet, written " in planned("plan", "versions", "A1").out
    planned("plan", "sign", "A1")
    out = planned("plan", "versions", "A1").out
    assert "  version 2, signed " in out
    assert "    goal 2: words: Do more of what matters. → See friends again.\n" in out
    assert planned("plan", "close", "A1", ok=False).code == 2
    assert planned("plan", "close", "A1", "--reason", "moves away").out.endswith(", closed.\n")
    assert planned("plan", "close", "A1", "--reason", "x", ok=False).err == "groupcare: GC-0001 has no open plan.\n"
    (plan,) = planned.json("plan", "versions", "A1")["plans"]
    assert (plan["status"], plan["closed_why"], plan["closed_by"]) == ("closed", "moves away", "Dana Reyes")
    assert [v["number"] for v in plan["versions"]] == [2, 1]
