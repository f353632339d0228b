"""Lawful erasure takes out one person everywhere, and the ledger still proves itself."""

import pytest

from groupcare.acts import Refused, SignIn, drafts, erasing, refer, safety
from groupcare.queries import history
from groupcare.record.errors import NotFound, NotPermitted
from groupcare.rules.people import Client, Contact, Referral
from groupcare.rules.safety import ConcernKind
from groupcare.rules.screening import PHQ9
from tests.clinic import House, row

WORDS = ("Zyxwvut", "Plughxyzzy")


@pytest.fixture
def planted(house: House) -> tuple[SignIn, Client]:
    """A manager, and a client whose name and words stand in several documents, one of them taken out again."""
    dana = house.sign_in("Dana Reyes")
    made = refer.refer(dana, row(family_name=WORDS[0], given_name="Q", reason=WORDS[1]))
    client = dana.of(Client).get(dana.of(Referral).get(made.id).client)
    refer.record_answers(dana, made.id, PHQ9, (1, 0, 1, 0, 1, 0, 1, 0, 0, None))
    drafts.keep_draft(dana, f"contact {client.id}", {"words": WORDS[1]})
    return dana, client


def content(who: SignIn) -> str:
    """Everything that the database holds, as text."""
    sql = who.db.engine._sql
    tables = [row[0] for row in sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(str(row) for table in tables for row in sql.execute(f'SELECT * FROM "{table}"').fetchall())


def test_nothing_of_the_person_is_left_and_the_chain_is_whole(planted: tuple[SignIn, Client]) -> None:
    dana, client = planted
    assert all(word in content(dana) for word in WORDS)
    erased = erasing.erase(dana, client.id, "Request of 3 Oct 2026, GDPR art. 17")
    assert erased.number == "GC-0001"
    assert erased.documents >= 3
    left = content(dana)
    assert not [word for word in WORDS if word in left]
    proof = history.proof(dana)
    assert proof.faults == ()
    assert proof.erased >= erased.documents
    assert dana.of(Client).find(client.id) is None
    assert "Request of 3 Oct 2026" in left


def test_what_was_taken_out_before_is_erased_from_the_ledger_too(planted: tuple[SignIn, Client]) -> None:
    dana, client = planted
    with dana.db.transaction(dana.staff_id, "clinician", "add a contact"):
        call = dana.db.table("contact").insert({"client": client.id, "outcome": "Frobozz"})
    with dana.db.transaction(dana.staff_id, "clinician", "undo"):
        dana.db.table("contact").remove(doc_ids=[call])
    assert "Frobozz" in content(dana)
    erasing.erase(dana, client.id, "court order")
    assert "Frobozz" not in content(dana)
    assert history.proof(dana).faults == ()


def test_history_says_that_somebody_was_erased_and_nothing_of_them(planted: tuple[SignIn, Client]) -> None:
    dana, client = planted
    erasing.erase(dana, client.id, "court order")
    happened = history.history(dana, client.id)
    assert happened[-1].act == "erase"
    assert all(change.erased or change.act == "erase" for change in happened)
    assert not any(change.fields for change in happened)


def test_others_stay_as_they_were(planted: tuple[SignIn, Client]) -> None:
    dana, client = planted
    other = refer.refer(dana, row(family_name="Stays", given_name="Sam"))
    erasing.erase(dana, client.id, "court order")
    assert dana.of(Referral).get(other.id).number == 2
    third = refer.refer(dana, row(family_name="New", given_name="Nia"))
    assert dana.of(Client).get(third.client).number == 3, "a number is never given again"


def test_an_open_alert_an_empty_authority_and_another_role_refuse(planted: tuple[SignIn, Client], house: House) -> None:
    dana, client = planted
    with pytest.raises(Refused, match="on which authority"):
        erasing.erase(dana, client.id, "  ")
    with pytest.raises(NotPermitted, match="takes the role manager"):
        erasing.erase(house.sign_in("Carl Clinician"), client.id, "court order")
    with pytest.raises(NotFound):
        erasing.erase(dana, "nobody", "court order")
    safety.raise_concern(dana, client.id, ConcernKind.self_harm, "said so")
    with pytest.raises(Refused, match="open safety alert"):
        erasing.erase(dana, client.id, "court order")
    assert dana.of(Client).get(client.id) == client
    assert dana.of(Contact).count() == 0
    assert history.proof(dana).faults == ()
