"""Whatever is pressed, nothing crashes and no act is lost; the long run is `python -m tests.tui.random_keys 10000`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from groupcare.acts import SignIn
from groupcare.demo.clinic import DANA, make
from groupcare.exchange.library import shipped_library
from groupcare.queries import history
from tests.tui.random_keys import NOW, PAGES, pages, trial

KEYS = 40
"""On each page; the long run presses ten thousand on each."""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignIn]:
    people = make(tmp_path_factory.mktemp("demo"), shipped_library(), NOW)
    yield people[DANA]
    people[DANA].close()


@pytest.mark.parametrize("place", range(PAGES))
async def test_random_keys_crash_nothing_and_lose_no_act(
    clinic: SignIn, place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    size = ((120, 40), (80, 24))[place % 2]
    await trial(clinic, pages(clinic)[place], KEYS, seed=place, size=size)


def test_there_is_a_trial_for_every_page(clinic: SignIn) -> None:
    assert len(pages(clinic)) == PAGES


def test_the_record_is_whole_after_all_of_it(clinic: SignIn) -> None:
    assert history.proof(clinic).faults == ()
