"""What is due, and experiments, by command: for people and for machines."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command

CSV = "external_id,family_name,given_name,received_on\nA1,Ruiz,Elena,2026-10-05\n"


@pytest.fixture
def ruiz(groupcare: Command, tmp_path: Path) -> str:
    file = tmp_path / "one.csv"
    file.write_text(CSV)
    groupcare("referrals", "import", file)
    return "GC-0001"


def test_a_person_is_due_what_is_asked_at_intake_until_it_is_given(groupcare: Command, ruiz: str) -> None:
    assert "PCS" in groupcare("due", ruiz).out
    groupcare("measure", ruiz, "pcs", "3333333333332")
    names = [one["name"] for one in groupcare("due", ruiz, "--json").json["due"]]
    assert "PSEQ" in names
    assert "PCS" not in names


def test_all_who_have_no_seat_yet_are_listed_once_they_are_screened(groupcare: Command, ruiz: str) -> None:
    assert "has given what is asked" in groupcare("due").out
    groupcare("screen", "--all", ok=False)
    assert "Ruiz, Elena" in groupcare("due").out
    (one,) = groupcare("due", "--json").json
    assert "PCS" in one["measures"]


def test_experiments_ask_for_one_person_or_one_group(groupcare: Command, ruiz: str) -> None:
    assert groupcare("experiments", ruiz).out == f"{ruiz} Ruiz, Elena: none tried yet\n"
    assert groupcare("experiments", ruiz, "--json").json["tried"] == []
    done = groupcare("experiments", ok=False)
    assert (done.code, "Say a client, or --group GROUP" in done.err) == (1, True)


def test_a_session_that_is_not_a_number_is_refused(groupcare: Command, ruiz: str) -> None:
    done = groupcare("due", "--session", "G-001", "first", ok=False)
    assert (done.code, "a session's number is a whole number" in done.err) == (1, True)
