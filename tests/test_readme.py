"""The README is a promise: every command of its walk works when pasted, in order, on a fresh store."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import as_people_have_it

TOP = Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
FINDS_SOMETHING = ("groupcare screen --all",)
"""Commands that exit with 1 in the walk, as the README says."""


def walk() -> list[str]:
    part = README[README.index("## The same without") : README.index("## Commands")]
    blocks = re.findall(r"```sh\n(.*?)```", part, re.DOTALL)
    return [line for block in blocks for line in block.strip().splitlines()]


def test_the_walk_of_the_readme_works_word_by_word(tmp_path: Path) -> None:
    command = tmp_path / "groupcare"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m groupcare "$@"\n')
    command.chmod(0o755)
    (tmp_path / "tests").symlink_to(TOP / "tests")
    env = {
        **as_people_have_it(),
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": str(TOP),
        "GROUPCARE_STORE": str(tmp_path / "store"),
        "GROUPCARE_PASSPHRASE": "several words of mine",
    }
    for line in walk():
        done = subprocess.run(
            ["bash", "-c", line], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == (1 if line in FINDS_SOMETHING else 0), f"{line}\n{done.stdout[-500:]}\n{done.stderr}"
    assert (tmp_path / "pain-skills-a.ics").is_file()


def test_both_set_up_commands_are_single_lines_of_the_readme() -> None:
    assert len(re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)) == 2


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_every_file_the_readme_links_to_is_there(path: str) -> None:
    assert (TOP / path).exists()


def test_every_command_of_the_program_stands_in_the_readme() -> None:
    from groupcare.cli.main import _parser

    table = README[README.index("## Commands") :]
    commands = _parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    for name in commands:
        assert f"`{name}" in table, name
