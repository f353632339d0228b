"""The README's three walks, pressed key by key in the fictitious clinic: each line shows what it promises."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from groupcare.acts import SignIn
from groupcare.demo.clinic import DANA, make
from groupcare.exchange.library import shipped_library
from tests.tui.kit import WIDE, Run, program
from tests.tui.random_keys import NOW

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
WALKS = ("a facilitator", "intake", "a clinician")
NAMED = {
    "esc": "escape", "/": "slash", "?": "question_mark", "*": "asterisk", "]": "right_square_bracket",
    "[": "left_square_bracket", "!": "exclamation_mark",
}  # fmt: skip
KEYS = re.compile(r"[a-zA-Z0-9]|f\d+|enter|tab|home|end|up|down|left|right|space|ctrl\+[a-z]|shift\+tab")
GUARD_SECONDS = 0.6
"""Item 9 and the C-SSRS take nothing within half a second of the answer before."""


def steps(walk: str) -> list[tuple[list[str], list[str]]]:
    """Each line of a walk: what is pressed or typed, and the words it says will stand on the screen."""
    part = README.split(f"## Ten minutes as {walk}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ") and "`" in line]
    return [
        ([wait or word for wait, word in re.findall(r"(wait)|`([^`]+)`", press)], re.findall(r"“([^”]+)”", sees))
        for press, sees in rows
    ]


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[SignIn]:
    people = make(tmp_path, shipped_library(), NOW)
    yield people[DANA]
    people[DANA].close()


async def follow(run: Run, words: list[str]) -> None:
    """Press a key, type a text, or wait a breath."""
    for word in words:
        if word == "wait":
            await run.pilot.pause(GUARD_SECONDS)
        elif word in NAMED:
            await run.press(NAMED[word])
        elif KEYS.fullmatch(word):
            await run.press(word)
        else:
            await run.press(*("space" if c == " " else c for c in word))
    await run.settle()


@pytest.mark.parametrize("walk", WALKS)
async def test_a_walk_of_the_readme_shows_what_it_promises(clinic: SignIn, walk: str) -> None:
    async with program(clinic, WIDE) as run:
        for words, promised in steps(walk):
            await follow(run, words)
            for text in promised:
                assert text in run.text, f"after {' '.join(words)}: {text!r} is not there\n{run.text}"


@pytest.mark.parametrize("walk", WALKS)
def test_every_line_of_a_walk_promises_something(walk: str) -> None:
    assert len(steps(walk)) >= 10
    assert all(words and promised for words, promised in steps(walk))
