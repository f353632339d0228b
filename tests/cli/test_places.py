"""Places and make-ups without a screen, with the same words and refusals."""

from pathlib import Path

from tests.cli.conftest import Command, Done, as_people_have_it
from tests.clinic import PASSPHRASE, House
from tests.tui.test_places import Two


class AsDana(Command):
    """Several people can sign in here: each command says who."""

    def __call__(self, *words: str | Path, ok: bool = True, **env: str) -> Done:
        return super().__call__(*words, "--as", "Dana Reyes", ok=ok, **env)


def test_a_member_is_held_waived_moved_ended_and_comes_back_by_command(house: House) -> None:
    of = Two(house)
    house.close()
    run = AsDana(house.folder, _env(house))
    one, kim = "G-001", "Brandt, Kim"
    found = run.json("make-up", "find", one, kim, "1")
    assert found["alone_against"] == []
    assert run.json("make-up", "arrange", one, kim, "1")["status"] == "arranged"
    assert "arranged already" in run("make-up", "arrange", one, kim, "1", ok=False).err
    assert run.json("make-up", "done", one, kim, "1", "--minutes", "45")["minutes"] == 45
    assert "individually" not in run("make-up", "list", one, kim).out
    assert run.json("member", "hold", one, kim, "--why", "An operation.")["status"] == "on hold"
    assert run.json("member", "resume", one, kim)["status"] == "active"
    assert "Not had yet" in run("member", "finish", one, kim, ok=False).err
    assert "module 8 is waived" in run("member", "waive", one, kim, "8", "--why", "Had it elsewhere.").out
    assert "the plan was looked at" in run("member", "looked", one, kim).out
    assert run.json("member", "follow-up", one, kim, "--due", "2030-01-02")["next_step"] == "get in touch with them"
    ended = run.json("member", "end", one, kim, "--reason", "moved-away")
    assert (ended["status"], ended["reason"]) == ("finished", "moved away")
    assert run.json("member", "return", one, kim)["came_from"] == of.members[1].id
    assert run("member", "end", one, "Nobody", "--reason", "declined", ok=False).code == 1
    assert run("member", "end", one, kim, "--reason", "bored", ok=False).code == 2


def _env(house: House) -> dict[str, str]:
    return {
        **as_people_have_it(),
        "GROUPCARE_STORE": str(house.folder),
        "GROUPCARE_PASSPHRASE": PASSPHRASE,
        "COLUMNS": "100",
    }
