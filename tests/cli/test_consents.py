"""Consents by command: recorded, listed, taken back."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def ruiz(groupcare: Command, tmp_path: Path) -> str:
    file = tmp_path / "one.csv"
    file.write_text("external_id,family_name,given_name,received_on,referrer\nA1,Ruiz,Elena,2026-10-05,Dr Rivera\n")
    groupcare("referrals", "import", file)
    return "GC-0001"


def test_a_consent_is_recorded_listed_and_taken_back(groupcare: Command, ruiz: str) -> None:
    assert "No consent of GC-0001 is recorded" in groupcare("consent", "list", ruiz).out
    told = groupcare("consent", "add", ruiz, "release", "--to", "Dr Rivera", "--on", "2026-01-02", "--how", "verbal")
    assert told.out == "GC-0001: release to Dr Rivera: in force.\n"
    [listed] = groupcare.json("consent", "list", ruiz)
    assert (listed["kind"], listed["to"], listed["how"]) == ("release", "Dr Rivera", "verbal")
    assert (listed["state"], listed["by"], listed["signed_on"]) == ("in force", "Dana Reyes", "2026-01-02")
    gone = groupcare.json("consent", "revoke", ruiz, "release")
    assert gone["state"].startswith("revoked ")
    assert "revoked" in groupcare("consent", "list", ruiz).out
    again = groupcare("consent", "revoke", ruiz, "release", ok=False)
    assert again.code == 1
    assert "no consent to take back" in again.err
    assert groupcare.json("verify")["faults"] == []


def test_a_refusal_is_recorded_as_one(groupcare: Command, ruiz: str) -> None:
    assert groupcare.json("consent", "add", ruiz, "remote", "--refused")["given"] is False


def test_which_release_is_taken_back_is_said(groupcare: Command, ruiz: str) -> None:
    for name in ("Dr Rivera", "Dr Lee"):
        groupcare("consent", "add", ruiz, "release", "--to", name)
    refused = groupcare("consent", "revoke", ruiz, "release", ok=False)
    assert (refused.code, "Say which with --to" in refused.err) == (1, True)
    assert groupcare.json("consent", "revoke", ruiz, "release", "--to", "dr lee")["to"] == "Dr Lee"


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("add", "GC-0001", "release"), 1, "to whom information may go"),
        (("add", "GC-0001", "everything"), 2, "invalid choice"),
        (("revoke", "GC-0001", "group"), 1, "No consent to group confidentiality and its limits is recorded"),
        (("list", "GC-0099"), 1, "There is no client"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    groupcare: Command, ruiz: str, words: tuple[str, ...], code: int, why: str
) -> None:
    done = groupcare("consent", *words, ok=False)
    assert done.code == code
    assert why in done.err
