"""The clinic's own policy, and merging, by command."""

from pathlib import Path

from tests.cli.conftest import Command


def test_a_copy_of_the_policy_is_changed_checked_and_put_in_force(groupcare: Command, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(groupcare("policy", "show").out.replace("at_least = 15", "at_least = 12", 1))
    assert "can be a policy" in groupcare("policy", "check", own).out
    refused = groupcare("policy", "set", own, "--because", "our cut-off", ok=False)
    assert (refused.code, "of its own" in refused.err) == (1, True)
    own.write_text(own.read_text().replace('version = "1"', 'version = "2026-a"'))
    assert "2026-a, is in force" in groupcare("policy", "set", own, "--because", "our cut-off").out
    assert groupcare("policy", "show").out == own.read_text()
    assert [(p["version"], p["in_force"]) for p in groupcare.json("policy", "list")] == [("2026-a", True), ("1", False)]
    assert "at_least = 15" in groupcare("policy", "show", "--version", "1").out


def test_a_policy_that_would_let_people_pass_by_is_refused_with_its_line(groupcare: Command, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        groupcare("policy", "show").out.replace(
            'sign = "method"\nroute = "individual"', 'sign = "method"\nroute = "review"'
        )
    )
    told = groupcare("policy", "check", own, ok=False)
    assert told.code == 1
    assert "own.toml, line" in told.err
    assert "individual or graver" in told.err


def test_two_records_of_one_person_are_merged_once_every_difference_is_decided(
    groupcare: Command, tmp_path: Path
) -> None:
    file = tmp_path / "two.csv"
    file.write_text(
        "received_on,family_name,given_name,phone\n2026-10-01,Ruiz,Elena,555-1\n2026-10-02,Ruiz,Elena,555-2\n"
    )
    groupcare("referrals", "import", file)
    words = ("merge", "GC-0001", "GC-0002", "--because", "one phone bill")
    undecided = groupcare(*words, ok=False)
    assert (undecided.code, "phone (555-1 or 555-2)" in undecided.err) == (1, True)
    assert "GC-0002 still finds this person" in groupcare(*words, "--take", "phone").out
    assert "GC-0001 Ruiz, Elena has no finding" in groupcare("findings", "GC-0002").out
    assert groupcare.json("verify")["faults"] == []
