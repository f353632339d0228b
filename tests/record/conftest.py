"""Fixtures of the record's tests: an empty record, and the process left as it was found."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from groupcare.record import keys
from groupcare.record.db import GroupDB
from tests.record.kit import KEY, Ticking


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """Opening a store narrows the umask of the whole process; each test starts from the usual one."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the record of a test stands."""
    return tmp_path / "record.db"


@pytest.fixture
def db(path: Path) -> Iterator[GroupDB]:
    """An empty record, on a clock that goes on by a second each time it is asked."""
    made = GroupDB(path, KEY, clock=Ticking(), create=True)
    yield made
    made.close()


@pytest.fixture
def cheap_kdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """New slots take the least work that the key file may ask for: 10 ms a sign-in instead of 200."""
    monkeypatch.setattr(keys, "Kdf", partial(keys.Kdf, memory_kib=8 * 1024, passes=1, lanes=1))
