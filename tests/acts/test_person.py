"""Who somebody is: what an interview asks about the person, and whom they must not sit with."""

import pytest

from groupcare.acts import Refused, SignIn, group, person, refer
from groupcare.acts.person import Person
from groupcare.queries.apart import kept_apart, together_in
from groupcare.record.schema import Reason
from groupcare.rules.people import Client, Interpreter, Referral, interpreter_words, needs_guardian
from tests.clinic import new_group, row, waiting


@pytest.fixture
def ruiz(dana: SignIn) -> Referral:
    return refer.refer(dana, row())


@pytest.fixture
def quist(dana: SignIn) -> Referral:
    return refer.refer(dana, row(family_name="Quist", given_name="Per"))


def test_everything_about_the_person_is_kept_and_can_be_emptied(dana: SignIn, ruiz: Referral) -> None:
    asked = Person(
        family_name="Ruiz",
        preferred_name="Leni",
        language="Spanish",
        interpreting=Interpreter.professional,
        access_needs="a chair with arms",
        guardian="Ana Ruiz",
        guardian_phone="555-0150",
    )
    kept = person.correct_person(dana, ruiz.client, asked)
    assert (kept.language, kept.access_needs, kept.guardian) == ("Spanish", "a chair with arms", "Ana Ruiz")
    assert (kept.interpreter, interpreter_words(kept)) == (True, "professional interpreter")
    assert person.correct_person(dana, ruiz.client, Person(family_name="Ruiz")).guardian == "Ana Ruiz"  # was not asked
    nothing = Person(family_name="Ruiz", interpreting=Interpreter.no, guardian="", guardian_phone="")
    emptied = person.correct_person(dana, ruiz.client, nothing)
    assert (emptied.language, emptied.guardian, emptied.interpreter, interpreter_words(emptied)) == ("", "", False, "")


def test_an_interpreter_noted_before_it_was_asked_who_interprets_is_not_lost(dana: SignIn, ruiz: Referral) -> None:
    with dana.db.transaction(dana.staff_id, "intake", "older"):
        dana.of(Client).change(dana.of(Client).get(ruiz.client), interpreter=True)
    kept = person.correct_person(dana, ruiz.client, Person(family_name="Ruiz"))
    assert kept.interpreter
    assert interpreter_words(kept) == "interpreter needed, not said who"


def test_a_minor_needs_a_guardian_until_one_is_noted(dana: SignIn) -> None:
    client = Client(number=1, date_of_birth=dana.today().replace(year=2010))
    assert needs_guardian(client, dana.today(), 18)
    assert not needs_guardian(Client(number=1, date_of_birth=client.date_of_birth, guardian="A"), dana.today(), 18)
    assert not needs_guardian(Client(number=1, date_of_birth=dana.today().replace(year=2008)), dana.today(), 18)
    assert not needs_guardian(Client(number=1), dana.today(), 18)


def test_two_kept_apart_are_never_seated_together_whichever_of_them_it_was_said_of(dana: SignIn) -> None:
    made = new_group(dana)
    first, second = waiting(dana), waiting(dana, family_name="Quist", given_name="Per")
    person.keep_apart(dana, first.client, second.client, "Neighbours in a lawsuit")
    group.seat(dana, made.id, first.id)
    with pytest.raises(Refused, match="must not sit with"):
        group.seat(dana, made.id, second.id)
    person.let_together(dana, second.client, first.client, "The lawsuit has ended")
    group.seat(dana, made.id, second.id)
    assert together_in(dana, first.client, second.client) == (made.name,)


def test_keeping_apart_says_why_and_stands_with_both(dana: SignIn, ruiz: Referral, quist: Referral) -> None:
    for why in ("", "  "):
        with pytest.raises(Refused, match="Say in words"):
            person.keep_apart(dana, ruiz.client, quist.client, why)
    person.keep_apart(dana, ruiz.client, quist.client, "Formerly married")
    pairs = [kept_apart(dana, dana.of(Client).get(one.client)) for one in (ruiz, quist)]
    assert [[p.name for p in pair] for pair in pairs] == [["Quist, Per"], ["Ruiz, Elena"]]
    assert [r.text for r in dana.of(Reason).all()] == ["Formerly married"]
    with pytest.raises(Refused, match="kept apart already"):
        person.keep_apart(dana, quist.client, ruiz.client, "x")
    with pytest.raises(Refused, match="Say in words"):
        person.let_together(dana, quist.client, ruiz.client, " ")
    person.let_together(dana, quist.client, ruiz.client, "They asked for it")
    with pytest.raises(Refused, match="are not kept apart"):
        person.let_together(dana, ruiz.client, quist.client, "x")


def test_nobody_is_kept_apart_from_themselves(dana: SignIn, ruiz: Referral) -> None:
    with pytest.raises(Refused, match="one and the same"):
        person.keep_apart(dana, ruiz.client, ruiz.client, "x")
