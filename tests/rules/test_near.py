"""Who may be the same person is pointed out where a person would look twice, and found among many as among two."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.near import FILLER, NearIndex, Traits, near, one_edit
from groupcare.rules.people import Client, could_be_one

BORN = date(1980, 2, 3)


def traits(family: str = "Ruiz", given: str = "Elena", born: date | None = BORN, phone: str = "") -> Traits:
    return Traits(Client(number=1, family_name=family, given_name=given, date_of_birth=born, phone=phone))


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        (traits(), traits(), "one name and birth date"),
        (traits(), traits("RUÍZ", "elena"), "one name and birth date"),
        (traits(), traits(born=None), "one name, a birth date not known"),
        (traits(born=None), traits(born=None), "one name, no birth date"),
        (traits(), traits(born=date(1980, 3, 2)), ""),
        (traits(), traits("Ruis"), "one birth date, names one letter apart"),
        (traits(), traits("Riuz"), "one birth date, names one letter apart"),
        (traits(), traits("Ruis", "Elen"), ""),
        (traits(), traits("Ruis", born=None), ""),
        (traits(), traits("Elena", "Ruiz"), "one birth date, family and given name swapped"),
        (traits(phone="+1 (212) 555-0137"), traits("Brandt", "Kim", phone="2125550137"), "one birth date and phone"),
        (traits(phone="+44 7700 900123"), traits("Brandt", "Kim", phone="07700 900123"), "one birth date and phone"),
        (traits(phone="0137"), traits("Brandt", "Kim", phone="0137"), ""),
        (traits(phone="2125550137"), traits("Brandt", "Kim", date(1981, 2, 3), "2125550137"), ""),
        (traits("", ""), traits("", ""), ""),
        (traits("", "", None), traits("", "", None), ""),
    ],
)
def test_the_reason_is_told_in_words_and_both_ways(a: Traits, b: Traits, reason: str) -> None:
    assert near(a, b) == near(b, a) == reason


def test_what_keeps_people_from_being_placed_is_not_widened() -> None:
    ruiz = Client(id="a", number=1, family_name="Ruiz", given_name="Elena", date_of_birth=BORN)
    ruis = Client(id="b", number=2, family_name="Ruis", given_name="Elena", date_of_birth=BORN)
    assert near(Traits(ruiz), Traits(ruis))
    assert not could_be_one(ruiz, ruis)


letters = st.text("abc", max_size=5)


def edits(text: str) -> set[str]:
    """Every text one edit away, by making each."""
    made = set()
    for i in range(len(text) + 1):
        made |= {text[:i] + c + text[i:] for c in "abc"}
        made |= {text[:i] + c + text[i + 1 :] for c in "abc" if i < len(text)} | {text[:i] + text[i + 1 :]}
        if i + 1 < len(text):
            made.add(text[:i] + text[i + 1] + text[i] + text[i + 2 :])
    return made - {text}


@given(letters, letters)
def test_one_edit_is_what_one_edit_makes(a: str, b: str) -> None:
    assert one_edit(a, b) == one_edit(b, a) == (b in edits(a))


people = st.builds(
    traits,
    st.sampled_from(["", "Ruiz", "Ruis", "Elena", "Brandt"]),
    st.sampled_from(["", "Elena", "Ruiz", "Elen"]),
    st.sampled_from([None, BORN, date(1990, 9, 9)]),
    st.sampled_from(["", "2125550137", "2125550138"]),
)


@given(st.lists(people, max_size=8), people)
def test_among_many_the_same_are_found_as_one_by_one(known: list[Traits], one: Traits) -> None:
    found = NearIndex(known).near(one, most=99)
    assert {id(other): reason for other, reason in found} == {id(k): near(one, k) for k in known if near(one, k)}


def test_a_birth_date_of_very_many_is_no_birth_date_and_still_finds_the_same_name() -> None:
    index = NearIndex(traits(f"Family{n}", born=date(1900, 1, 1)) for n in range(FILLER + 1))
    assert index.is_filler(date(1900, 1, 1))
    assert index.near(traits("Family", born=date(1900, 1, 1))) == []
    [(_, reason)] = index.near(traits("Family7", born=date(1900, 1, 1)))
    assert reason == "one name and birth date"
