"""Drafts for a roster and members' own clinicians without a screen."""

from pathlib import Path

from groupcare.acts import measuring
from groupcare.acts import plan as plans
from tests.acts.test_running_a_group import PLAN
from tests.cli.test_places import AsDana, _env
from tests.clinic import House, new_group, seated


def clinic(house: House) -> AsDana:
    dana = house.sign_in()
    members = seated(dana, new_group(dana), 3)
    measuring.record_measure(dana, members[0].client, "pcs", (3,) * 12 + (2,))
    plans.write_plan(dana, members[2].client, PLAN)
    house.close()
    return AsDana(house.folder, _env(house))


def test_a_roster_is_drafted_after_a_dry_run_and_never_over_a_plan(house: House) -> None:
    run = clinic(house)
    ids = [t["id"] for t in run.json("plan", "templates")]
    assert ids == ["chronic-pain", "chronic-pain-depression"]
    assert "chronic-pain-depression" in run("plan", "templates").out
    words: list[str | Path] = ["plan", "draft", "--group", "G-001", "--template", "chronic-pain-depression"]
    dry = run(*words, "--dry-run").out
    assert "GC-0001 Alvarez, Rosa: would be drafted, 3 goals, 7 objectives" in dry
    assert "    to measure or ask: 1.1 minutes now; 1.2 BPI interference; 2." in dry
    assert "GC-0003 Cho, Min: has a plan, draft; none is drafted over it" in dry
    assert dry.endswith("Nothing was written.\n")
    assert run("plan", "show", "GC-0001").out.startswith("GC-0001 Alvarez, Rosa has no plan yet.")
    one = run.json(*words, "--client", "Brandt, Kim")
    assert [(m["client"], m["written"]) for m in one["members"]] == [("GC-0002", True)]
    assert "Drafted 1 plan." in run(*words).out
    assert "PCS 38 → 19" in run("plan", "show", "GC-0001").out.replace("pcs", "PCS")
    assert run.json("plan", "show", "GC-0003")["plan"]["content"]["goal"][0]["words"] == "Do more of what matters."
    again = run(*words, ok=False)
    assert (again.code, "Nobody here is without a plan" in again.err) == (1, True)
    unknown = run("plan", "draft", "--group", "G-001", "--template", "none", ok=False)
    assert "known are chronic-pain, chronic-pain-depression" in unknown.err


def test_own_clinicians_are_shown_and_set_for_one_for_those_without_and_for_all(house: House) -> None:
    run = clinic(house)
    command = ("member", "clinician", "G-001")

    def now() -> list[str | None]:
        return [m["clinician"] for m in run.json(*command)["members"]]

    assert "Brandt, Kim" in run(*command).out
    assert now() == [None, None, None]
    assert "1 member in the care of Carl Clinician" in run(*command, "Brandt, Kim", "--to", "Carl Clinician").out
    run(*command, "--to", "Dana Reyes")
    assert now() == ["Dana Reyes", "Carl Clinician", "Dana Reyes"]
    assert "Everybody here has a clinician" in run(*command, "--to", "Dana Reyes", ok=False).err
    run(*command, "--to", "Carl Clinician", "--all")
    assert now() == ["Carl Clinician"] * 3
    assert "or --all for everybody" in run(*command, "--nobody", ok=False).err
    run(*command, "Cho, Min", "--nobody")
    assert now() == ["Carl Clinician", "Carl Clinician", None]
    assert "is no clinician" in run(*command, "Cho, Min", "--to", "Fay Facilitator", ok=False).err
    assert run(*command, "--to", "Dana Reyes", "--nobody", ok=False).code == 2
