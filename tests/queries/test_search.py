"""Finding people, groups and sessions from a few letters, as far as one may see them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.acts import SignIn, session
from groupcare.queries.search import Index, _apart, _Entry, _Words, index, search
from groupcare.rules.group import Group
from groupcare.rules.people import Client
from groupcare.rules.text import name_key
from tests.clinic import House, new_group, referred, seated, sessions
from tests.queries.scenes import HOSTILE


def titles(who: SignIn, text: str) -> list[str]:
    return [found.title for found in search(who, text)]


@pytest.fixture
def known(dana: SignIn) -> SignIn:
    """A record with a few people and a group of two sittings."""
    referred(dana, family_name="Çelik", given_name="Ayşe", phone="+90 (555) 010-22", external_id="X-77/b")
    referred(dana, family_name="O'Brien", given_name="Anne-Marie", preferred_name="Nan", date_of_birth=date(1955, 1, 1))
    referred(dana, family_name="Celikova", given_name="Jan")
    referred(dana, family_name="Ruiz", given_name="Elena")
    new_group(dana, name="Autumn A")
    return dana


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("celik", ["Çelik, Ayşe", "Celikova, Jan"]),
        ("ÇELİK", ["Çelik, Ayşe", "Celikova, Jan"]),
        ("ayse celik", ["Çelik, Ayşe"]),
        ("elik", ["Çelik, Ayşe", "Celikova, Jan"]),
        ("obrien", ["O'Brien, Anne-Marie"]),
        ("o'brien", ["O'Brien, Anne-Marie"]),
        ("brien, a", ["O'Brien, Anne-Marie"]),
        ("marie", ["O'Brien, Anne-Marie"]),
        ("nan", ["O'Brien, Anne-Marie"]),
        ("GC-0002", ["O'Brien, Anne-Marie"]),
        ("gc 2", ["O'Brien, Anne-Marie"]),
        ("x-77/B", ["Çelik, Ayşe"]),
        ("x-77", ["Çelik, Ayşe"]),
        ("555 0102", ["Çelik, Ayşe"]),
        ("0102", ["Çelik, Ayşe"]),
        ("autumn", ["Autumn A"]),
        ("g-001", ["Autumn A"]),
        ("autumn a 3", ["Autumn A · session 3"]),
        ("Autumn Session 3", ["Autumn A · session 3"]),
        ("nobody", []),
        ("celik elena", []),
        ("", []),
        ("   ", []),
    ],
)
def test_a_few_letters_find_what_is_meant_the_best_first(known: SignIn, text: str, found: list[str]) -> None:
    assert titles(known, text) == found


def test_a_number_finds_the_person_and_the_group_of_that_number(known: SignIn) -> None:
    assert [(f.kind, f.number, f.rank) for f in search(known, "1")] == [("client", 1, 0), ("group", 1, 0)]


def test_namesakes_are_told_apart_without_their_names_in_the_detail(dana: SignIn) -> None:
    referred(dana)
    referred(dana, date_of_birth=None)
    assert [f.detail for f in search(dana, "ruiz")] == ["GC-0001 · born 1980", "GC-0002"]


def test_what_is_found_leads_to_its_document(known: SignIn) -> None:
    client, group = search(known, "elena")[0], search(known, "autumn")[0]
    meeting = search(known, "autumn a 2")[0]
    assert known.of(Client).get(client.id).given_name == "Elena"
    assert (group.kind, meeting.kind, meeting.number) == ("group", "session", 2)
    assert "Relaxation II" in meeting.detail


def test_cancelled_sessions_are_not_found(known: SignIn) -> None:
    group = search(known, "autumn")[0]
    one = next(s for s in sessions(known, known.of(Group).get(group.id)) if s.number == 2)
    session.cancel_session(known, one.id, "ill")
    assert titles(known, "autumn a 2") == []


def test_the_limit_keeps_the_best(known: SignIn) -> None:
    assert [f.title for f in search(known, "e", limit=1)] == ["Ruiz, Elena"]
    assert len(search(known, "a", limit=2)) == 2


def test_an_index_does_not_change_with_the_record(dana: SignIn) -> None:
    kept = index(dana)
    referred(dana)
    assert kept.find("ruiz") == []
    assert len(index(dana)) == 1


def test_each_role_finds_only_what_it_may_see(house: House, known: SignIn) -> None:
    def kinds(name: str) -> set[str]:
        who = house.sign_in(name)
        return {f.kind for text in ("celik", "autumn", "autumn a 1") for f in search(who, text)}

    assert kinds("Carl Clinician") == kinds("Fay Facilitator") == {"client", "group", "session"}
    assert kinds("Ines Intake") == {"client", "group"}
    assert kinds("Mona Manager") == set()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_found_and_shown_as_they_are(dana: SignIn, name: str) -> None:
    referred(dana, family_name=name, given_name="")
    seated(dana, new_group(dana, name=name), 1)
    assert {f.title for f in search(dana, name)} >= {name}
    assert [f.title for f in search(dana, f"{name} 3") if f.kind == "session"] == [f"{name} · session 3"]


def test_somebody_known_only_by_an_outside_number_is_found_by_it(dana: SignIn) -> None:
    referred(dana, family_name="", given_name="", external_id="N-12345")
    assert titles(dana, "12345") == ["N-12345"]


NAMES = st.text(min_size=1, max_size=12)


def entry(name: str) -> _Entry:
    return _Entry("client", "i", 5, name, "", f" {_Words()[name]} ")


@given(NAMES, NAMES)
def test_every_name_is_found_by_itself_and_any_text_is_taken(name: str, text: str) -> None:
    one = Index((entry(name),))
    if name_key(name) and _apart(name):  # a lone accent is no letter to find by
        assert [f.title for f in one.find(name)] == [name]
    one.find(text)
