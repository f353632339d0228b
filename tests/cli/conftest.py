"""The command as people and scripts run it: a real process with its own environment, on a real store."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clinic import PASSPHRASE


def as_people_have_it() -> dict[str, str]:
    """The environment without what tests set: no store of ours, and Python keeps what it has compiled."""
    own = ("GROUPCARE", "PYTHONDONTWRITEBYTECODE")
    return {key: value for key, value in os.environ.items() if not key.startswith(own)}


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Command:
    """Runs `groupcare` on one store, as Dana Reyes unless another is named."""

    store: Path
    env: dict[str, str]

    def __call__(self, *words: str | Path, ok: bool = True, **env: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "groupcare", *map(str, words)],
            env={**self.env, **env},
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        if ok:
            assert done.returncode == 0, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def json(self, *words: str | Path, ok: bool = True) -> Any:
        return self(*words, "--json", ok=ok).json


@pytest.fixture
def bare(tmp_path: Path) -> Command:
    """The command where no store has been made yet."""
    kept = as_people_have_it()
    store = tmp_path / "store"
    env = {**kept, "GROUPCARE_STORE": str(store), "GROUPCARE_PASSPHRASE": PASSPHRASE, "COLUMNS": "100"}
    return Command(store, env)


@pytest.fixture
def groupcare(bare: Command) -> Command:
    """The command on a new store of a clinic in New York."""
    bare(
        "init", "--name", "Hill Clinic", "--staff", "Dana Reyes", "--roles", "intake,facilitator,clinician",
        "--zone", "America/New_York",
    )  # fmt: skip
    return bare
