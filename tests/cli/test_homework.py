"""Homework by command: set in other words for one, its paper log keyed in as one line, linked, shown."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from groupcare.acts import Refused, SignIn, plan
from groupcare.cli import homework as commands
from groupcare.rules.homework import Homework
from groupcare.rules.homework_log import PacedLog, PracticeLog
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, new_group, seated

Run = Callable[..., Any]


@pytest.fixture
def run(house: House, dana: SignIn, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command of `session homework` in a clinic of which the clock is ours; gives its JSON."""
    made = new_group(dana)
    seated(dana, made, 2)

    @contextmanager
    def ours(_: argparse.Namespace) -> Iterator[SignIn]:
        yield dana

    monkeypatch.setattr(commands, "signed_in", ours)
    parser = argparse.ArgumentParser()
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true")
    commands.add_homework_commands(parser.add_subparsers(), common)

    def command(name: str, *words: str) -> Any:
        args = parser.parse_args(["homework", name, "G-001", "1", *words, "--json"])
        args.run(args)
        return json.loads(capsys.readouterr().out)

    return command


def kept(who: SignIn, name: str) -> Homework:
    (found,) = [h for h in who.of(Homework).all() if h.id == name]
    return found


def test_a_paper_log_is_handed_in_as_one_line(house: House, dana: SignIn, run: Run) -> None:
    run("set")
    house.clock.forward(days=7)
    done = run("hand-in", "GC-0001", "--log", "15 20 0 - 15", "--barrier", "time")
    assert (done["days_done"], done["log"]) == (3, "15 20 0 - 15")
    log = PracticeLog(done=(True, True, False, None, True), minutes=(15, 20, 0, None, 15))
    practice = kept(dana, done["homework"]).practice
    assert practice is not None
    assert (practice.log, practice.barrier) == (log, "time")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--log", "often"), "cannot be read as a log"),
        (("--log", "1111111111"), "tells of 10 days"),
        (("--log", "1101", "--days", "2"), "The log shows 3, not 2"),
        ((), "--days, or --log"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(
    house: House, dana: SignIn, run: Run, words: tuple[str, ...], sentence: str
) -> None:
    run("set")
    house.clock.forward(days=7)
    with pytest.raises(Refused, match=sentence):
        run("hand-in", "GC-0001", *words)


def test_homework_is_set_for_one_in_other_words_and_another_unit(house: House, dana: SignIn, run: Run) -> None:
    run("set")
    own = ("--what", "Walk to the gate", "--kind", "paced activity", "--unit", "steps", "--amount", "200")
    (given,) = run("set", "--member", "GC-0001", *own, "--days", "3")
    assert (given["what"], given["kind"], given["days_set"]) == ("Walk to the gate", "paced activity", 3)
    everybody = [one["what"] for one in run("show")]
    assert sorted(everybody)[-1] == "Walk to the gate"
    assert len(set(everybody)) == 2
    house.clock.forward(days=7)
    done = run("hand-in", "GC-0001", "--log", "200 250 0")
    assert kept(dana, done["homework"]).practice.log == PacedLog(  # type: ignore[union-attr]
        unit="steps", planned=200, amounts=(200.0, 250.0, 0.0)
    )
    with pytest.raises(Refused, match="a unit only with kind paced activity"):
        run("set", "--member", "GC-0002", "--unit", "steps")


def test_homework_is_linked_to_an_objective_and_from_it(dana: SignIn, run: Run) -> None:
    client = kept(dana, run("set", "--member", "GC-0001")[0]["homework"]).client
    with pytest.raises(Refused, match="has no objective"):
        run("link", "GC-0001", "1.1")
    plan.write_plan(dana, client, PLAN)
    assert run("link", "GC-0001", "1.1")["objective"] == "1.1"
    assert run("link", "GC-0001", "none")["objective"] is None
