"""Drafts come back: to the same person, as they were left, and never into the ledger."""

from groupcare.acts import SignIn, drafts
from groupcare.queries import history
from tests.clinic import House

HOSTILE = "[/red] \x1b[31m שלום\n王 \u202e 🧑‍🔬"


def test_a_draft_comes_back_as_it_was_left_after_the_program_is_gone(house: House, dana: SignIn) -> None:
    drafts.keep_draft(dana, "alert 1", {"what": HOSTILE, "who": ""})
    dana.close()
    house._opened.clear()
    again = drafts.draft(house.sign_in(), "alert 1")
    assert again is not None
    assert (again.fields, again.at) == ({"what": HOSTILE, "who": ""}, house.clock())


def test_a_draft_is_its_writers_only(house: House, dana: SignIn) -> None:
    drafts.keep_draft(dana, "note", {"text": "half a sentence"})
    assert drafts.draft(house.sign_in("Fay Facilitator"), "note") is None


def test_keeping_again_replaces_and_an_empty_form_keeps_nothing(dana: SignIn) -> None:
    drafts.keep_draft(dana, "note", {"text": "one"})
    drafts.keep_draft(dana, "note", {"text": "two"})
    kept = drafts.draft(dana, "note")
    assert kept is not None
    assert kept.fields == {"text": "two"}
    drafts.keep_draft(dana, "note", {"text": "  "})
    assert drafts.draft(dana, "note") is None


def test_a_saved_draft_is_forgotten(dana: SignIn) -> None:
    drafts.keep_draft(dana, "note", {"text": "one"})
    drafts.forget_draft(dana, "note")
    assert drafts.draft(dana, "note") is None


def test_drafts_leave_no_row_in_the_ledger_and_the_record_stays_proved(dana: SignIn) -> None:
    before = dana.db.engine.head()
    drafts.keep_draft(dana, "note", {"text": "half a sentence"})
    assert dana.db.engine.head() == before
    assert history.proof(dana).faults == ()
