"""missing-readings by command, on a store made by the acts."""

from datetime import timedelta
from pathlib import Path

import pytest

from groupcare.acts import store
from groupcare.exchange.library import shipped_library
from tests.cli.conftest import Command
from tests.clinic import PASSPHRASE, Clock, all_present, new_group, seated, sessions


@pytest.fixture
def over(groupcare: Command) -> Command:
    """A group of two that began ten weeks ago, and whose members gave nothing but the PHQ-9 at intake."""
    clock = Clock()
    who = store.open_store(Path(groupcare.store), None, PASSPHRASE, shipped_library(), clock)
    clock.now = who.now() - timedelta(weeks=10)
    made = new_group(who, weekdays=(who.today().isoweekday(),))
    all_present(who, sessions(who, made)[0], seated(who, made, 2))
    who.close()
    return groupcare


def test_who_lacks_a_reading_is_listed_for_people_and_for_machines(over: Command) -> None:
    assert "Nobody whose programme is over" in over("missing-readings", "--curriculum", "twelve-module").out
    lines = over("missing-readings").out.splitlines()
    assert lines[0].split()[:3] == ["Number", "Name", "Group"]
    assert [line.split()[0] for line in lines[-2:]] == ["GC-0001", "GC-0002"]
    found = over.json("missing-readings", "--group", "G-001")
    assert {one["name"] for one in found} == {"Alvarez, Rosa", "Brandt, Kim"}
    assert all("PSEQ" in one["no_start"] and "PSEQ" in one["no_end"] for one in found)


def test_a_group_that_nobody_knows_is_refused(over: Command) -> None:
    assert over("missing-readings", "--group", "G-009", ok=False).code == 1
