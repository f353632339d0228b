"""Names in what shall hold none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.idea import names_in

NAMES = ("Rosa", "Álvarez", "Ann-Marie", "An", "O'Neil", "小明", "עדה")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rosa walks with a friend", ("Rosa",)),
        ("rosa's way of pacing", ("Rosa",)),
        ("ask ALVAREZ how", ("Álvarez",)),
        ("Ann-Marie's timer", ("Ann", "Marie")),
        ("an hour before breakfast", ()),
        ("An says so", ("An",)),
        ("prosaic, rosary, announce", ()),
        ("小明说散步有用", ("小明",)),
        ("הרעיון של עדה", ("עדה",)),
        ("a walk by the river", ()),
        ("", ()),
    ],
)
def test_a_name_is_found_as_a_word_of_its_own(text: str, found: tuple[str, ...]) -> None:
    assert names_in(text, NAMES) == found


@given(st.text(), st.lists(st.sampled_from(NAMES)), st.text())
def test_a_name_between_two_spaces_is_always_found(before: str, names: list[str], after: str) -> None:
    for name in names:
        assert set(names_in(f"{before} {name} {after}", [name]))
    assert names_in(before, []) == ()
