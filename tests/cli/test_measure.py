"""Forms by command: any measure in one word, scored by its own file."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def ruiz(groupcare: Command, tmp_path: Path) -> str:
    file = tmp_path / "one.csv"
    file.write_text("external_id,family_name,given_name,received_on\nA1,Ruiz,Elena,2026-10-05\n")
    groupcare("referrals", "import", file)
    return "GC-0001"


@pytest.mark.parametrize(
    ("measure", "typed", "worth"),
    [
        ("pcs", "3333333333332", "38, clinically relevant"),
        ("bpi-interference", "8t78-77", "7.8, 6 of 7 answered, severe, moderate to severe possible"),
        ("functional-walk", "120", "120 minutes"),
    ],
)
def test_a_form_is_kept_and_scored(groupcare: Command, ruiz: str, measure: str, typed: str, worth: str) -> None:
    assert groupcare("measure", ruiz, measure, typed).out.endswith(f"kept: {worth}.\n")


@pytest.mark.parametrize(
    ("measure", "typed", "says"),
    [
        ("tsk-11", "01234123412", "'0', in place 1, is no answer: 1 to 4"),
        ("phq-9", "12", "9 digits are needed; these are 2"),
        ("abc", "12", "There is no measure 'abc'; known are bpi-interference"),
    ],
)
def test_what_is_no_form_is_refused(groupcare: Command, ruiz: str, measure: str, typed: str, says: str) -> None:
    done = groupcare("measure", ruiz, measure, typed, ok=False)
    assert (done.code, says in done.err) == (1, True)
