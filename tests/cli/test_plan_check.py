"""plan check, diagnoses search and interventions list, as people and scripts run them."""

from pathlib import Path

from tests.cli.conftest import Command

PLAN = Path(__file__).parent.parent / "data" / "plan-chronic-pain.toml"


def test_a_plan_is_checked_and_every_remark_says_why_and_what_mends_it(groupcare: Command, tmp_path: Path) -> None:
    file, plan = tmp_path / "one.csv", tmp_path / "plan.toml"
    file.write_text("external_id,received_on,phq9_1\nA1,2026-10-05,0\n", encoding="utf-8")
    groupcare("referrals", "import", file)
    assert groupcare("plan", "check", "A1", ok=False).err == "groupcare: GC-0001 has no plan yet.\n"
    text = PLAN.read_text(encoding="utf-8")
    assert "Do more of what matters." in text
    plan.write_text(text.replace("Do more of what matters.", "Be pain-free.").replace("G89.29", "M54.5"), "utf-8")
    groupcare("plan", "write", "A1", plan)
    out = groupcare("plan", "check", "A1").out
    assert "! goal 2: “pain free”: pain itself is the target" in out
    assert "    Choose a code under it: M54.50, M54.51, M54.59.\n" in out
    found = groupcare.json("plan", "check", "A1")
    assert {r["where"] for r in found["remarks"]} >= {"goal 2", "heading diagnoses", "contact", "objective 1.1"}
    assert all(r["why"] and r["mend"] and r["source"] for r in found["remarks"])
    assert found["kept"] == []


def test_diagnoses_are_found_by_code_and_words_without_a_store(bare: Command) -> None:
    assert bare("diagnoses", "search", "m54.5").out.splitlines()[1].split()[0] == "M54.50"
    found = bare.json("diagnoses", "search", "low", "back", "vertebrae")
    assert found["diagnoses"][0]["code"] == "M54.51"
    assert found["release"] == "April 2026"
    assert "No code or title" in bare("diagnoses", "search", "zebra").out


def test_the_library_of_interventions_is_listed(bare: Command) -> None:
    found = bare.json("interventions", "list")
    assert {a["id"] for a in found} == {"act", "cbt", "graded-exposure", "mindfulness"}
    assert "Fear ladder" in bare("interventions", "list").out
