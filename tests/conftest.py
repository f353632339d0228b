"""Fixtures for every room: a clinic's store made once a process and copied for each test; and one played for weeks."""

import gc
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from groupcare.acts import SignIn
from tests.clinic import House, Template
from tests.tui.chart_scene import Played, Scene

settings.register_profile("mutation", max_examples=25, deadline=None, derandomize=True)
"""Few examples, always the same ones: for mutation testing, which runs the tests of a rule hundreds of times."""
settings.register_profile("patient", deadline=None)
"""How long an example takes tells of the machine, not of the program."""
if settings.get_current_profile_name() == "default":
    settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through all of it again and again for garbage took a sixth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture(scope="session")
def machine_states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("states")


@pytest.fixture(autouse=True)
def own_state(machine_states: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine has seen of stores is each test's own, and never the person's who runs the tests."""
    monkeypatch.setenv("XDG_STATE_HOME", str(machine_states / secrets.token_hex(8)))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template.make(tmp_path_factory.mktemp("template") / "store")


@pytest.fixture(scope="session")
def played(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The clinic after four weeks of a group. The house of a test that asks for this begins as a copy of it."""
    return Played.once(template, tmp_path_factory.mktemp("played") / "store")


@pytest.fixture
def seen(played: Played) -> Scene:
    """Rosa with a signed plan and Kim without one, in a group for four weeks."""
    return played.scene


@pytest.fixture
def house(request: pytest.FixtureRequest, template: Template, tmp_path: Path) -> Iterator[House]:
    """An empty clinic, or the one that `played` made."""
    begins = request.getfixturevalue("played").template if "played" in request.fixturenames else template
    made = House.copy(begins, tmp_path / "store")
    yield made
    made.close()


@pytest.fixture
def dana(house: House) -> SignIn:
    """Dana Reyes, who has all four roles."""
    return house.sign_in()
