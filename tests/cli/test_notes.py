"""Notes by command: shown, edited, signed, added to, with JSON."""

import pytest

from groupcare.acts import session
from groupcare.queries import access as access_query
from groupcare.rules.attendance import Mark
from tests.cli.conftest import Command, as_people_have_it
from tests.clinic import PASSPHRASE, House, looked_at, new_group, seated, sessions


@pytest.fixture
def closed(house: House) -> Command:
    """The command on a store with one closed session: two were there, one was absent."""
    dana = house.sign_in()
    group = new_group(dana, facilitators=("Dana Reyes",))
    members, first = seated(dana, group), sessions(dana, group)[0]
    for member, mark in zip(members, (Mark.attended, Mark.attended, Mark.absent), strict=True):
        session.mark(dana, first.id, member.id, mark, session.Details(mood=6 if mark is Mark.attended else None))
    looked_at(dana, first)
    session.close_session(dana, first.id)
    env = {"GROUPCARE_STORE": str(house.folder), "GROUPCARE_PASSPHRASE": PASSPHRASE, "GROUPCARE_STAFF": "Dana Reyes"}
    return Command(house.folder, {**as_people_have_it(), **env})


def test_the_notes_of_a_session_are_finished_without_a_screen(closed: Command, house: House) -> None:
    shown = closed("notes", "show", "G-001", "1").out
    assert "GC-0001 Alvarez, Rosa · draft" in shown
    assert "  Participation: Mood 6 of 10." in shown
    (rosa,) = closed.json("notes", "show", "G-001", "1", "--member", "GC-0001")
    assert (rosa["client"], rosa["status"], rosa["remarks"]) == ("GC-0001", "draft", [])
    assert rosa["drafted"] == list(rosa["sections"])

    kept = closed("notes", "edit", "G-001", "1", "response", "Sat by Kim.", "--member", "Alvarez, Rosa")
    assert kept.out == "The note on Alvarez, Rosa was kept.\n"
    assert "Response: “Kim” is a name of another member." in kept.err
    refused = closed("notes", "sign", "G-001", "1", "--member", "GC-0001", ok=False)
    assert (refused.code, refused.out) == (1, "")
    left = closed.json("notes", "sign", "G-001", "1", "--all")
    assert [one["client"] for one in left if one["status"] == "draft"] == [None, "GC-0001"]

    closed("notes", "edit", "G-001", "1", "process", "Talk was lively.")
    brief = closed("notes", "sign", "G-001", "1", ok=False)
    assert "by the clock 12:00–12:00, less than half of 90 minutes: look at the times" in brief.err
    assert closed("notes", "sign", "G-001", "1", "--over-advice").out == "The note on the group was signed.\n"
    closed("notes", "edit", "G-001", "1", "response", "Calmer at the end.", "--member", "GC-0001")
    signed = closed.json("notes", "sign", "G-001", "1", "--member", "GC-0001")
    assert (signed["status"], signed["signed_by"]) == ("signed", "Dana Reyes")
    assert "an addendum" in closed("notes", "edit", "G-001", "1", "risk", "x", "--member", "GC-0001", ok=False).err
    added = closed.json("notes", "addendum", "G-001", "1", "Left early.", "--member", "GC-0001")
    assert [(a["text"], a["by"]) for a in added["addenda"]] == [("Left early.", "Dana Reyes")]
    assert "  addendum, Dana Reyes, " in closed("notes", "show", "G-001", "1", "--member", "GC-0001").out
    assert closed.json("verify")["faults"] == []
    looked = {line.what for line in access_query.access_log(house.sign_in("Mona Manager"))}
    assert "session note" in looked


def test_other_roles_and_wrong_names_are_refused_in_a_line(closed: Command) -> None:
    for words, sentence in (
        (("notes", "show", "G-001", "2"), "planned; notes are written once it is closed"),
        (("notes", "show", "G-001", "1", "--member", "Nobody"), "There is no client 'Nobody'"),
        (("notes", "addendum", "G-001", "1", "x"), "not signed yet: edit it instead"),
        (("notes", "show", "G-001", "1", "--as", "Ines Intake"), "To see notes takes the role"),
    ):
        done = closed(*words, ok=False)
        assert (done.code, done.out) == (1, "")
        assert sentence in done.err.splitlines()[-1]
