"""A name goes out of what was written about others, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.text import name_key
from groupcare.rules.unnamed import ERASED, name_words, without_names

ROSA = ("Rosa", "Alvarez-Brandt")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Rosa was quiet today.", f"{ERASED} was quiet today."),
        ("rosa and ROSA and Rosa’s sister", f"{ERASED} and {ERASED} and {ERASED}’s sister"),
        ("Rosa Alvarez-Brandt spoke; then Kim.", f"{ERASED} spoke; then Kim."),
        ("Álvarez, Rosa: call", f"{ERASED}: call"),
        ("Rosa A. and R. Brandt", f"{ERASED}. and {ERASED}"),
        ("Rosanna drew a rosary.", "Rosanna drew a rosary."),
        ("Rosa Osei led, R. Osei wrote; Rosa listened.", f"Rosa Osei led, R. Osei wrote; {ERASED} listened."),
        ("A plan for all.", "A plan for all."),
    ],
)
def test_whole_words_of_the_name_go_and_others_stay(said: str, left: str) -> None:
    assert without_names(said, ROSA, [("Rosa", "Osei")]) == left


def test_a_short_name_goes_only_as_it_is_written() -> None:
    assert without_names("so So said, so we did", ["So"]) == f"so {ERASED} said, so we did"


def test_a_name_goes_in_a_script_that_parts_no_words() -> None:
    assert without_names("今天小明很安静", ["小明", "王"]) == f"今天{ERASED}很安静"
    assert without_names("민준이 왔다", ["민준"]) == f"{ERASED}이 왔다"


WORDS = st.lists(st.sampled_from(["quiet", "Kim", "rosa", "Rosa", "ROSÁ", "Álvarez", "R.", "walks", "Osei", "a"]))


@given(WORDS, st.sampled_from([" ", ", ", "; ", "\n", "-"]))
def test_no_word_of_the_name_is_left_and_every_other_word_is(said: list[str], between: str) -> None:
    left = without_names(between.join(said), ROSA)
    keys = {name_key(word) for word in name_words(ROSA)}
    kept = [word for word in said if name_key(word) not in keys and word != "R."]
    for word in kept:
        assert left.count(word) >= 1
    assert not keys & {name_key(word.strip("(),;-\n ")) for word in left.replace(between, " ").split()}


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=3))
def test_taking_names_out_never_fails_and_leaves_texts_without_them_alone(text: str, names: list[str]) -> None:
    left = without_names(text, names)
    if not name_words(names):
        assert left == text
    if ERASED not in text and ERASED not in left:
        assert left == text
