"""Diagnoses: found by code and by words, categories and pairs that exclude each other told apart from the rest."""

import pytest

from groupcare.exchange.library import shipped_library
from groupcare.rules.diagnoses import code_in

KNOWN = shipped_library().diagnoses


@pytest.mark.parametrize("code", ["G89.29", "M54.50", "M79.7", "F32.1", "F33.1", "F41.1", "F43.23", "G47.00", "F45.42"])
def test_the_diagnoses_of_this_field_can_be_billed(code: str) -> None:
    found = KNOWN.find(code)
    assert found is not None
    assert found.billable


@pytest.mark.parametrize("code", ["M54.5", "F32", "F33", "G89.2", "M25.5", "M25.56", "G43.7", "F43.2", "G47.0"])
def test_a_category_names_the_codes_under_it(code: str) -> None:
    found = KNOWN.find(code)
    assert found is not None
    assert not found.billable
    assert found.instead
    assert all(one.startswith(code) for one in found.instead)


def test_no_code_is_both_and_every_category_can_be_replaced() -> None:
    assert not set(KNOWN.billable) & set(KNOWN.category)
    assert all(any(code.startswith(category) for code in KNOWN.billable) for category in KNOWN.category)
    billable = [code for code in KNOWN.billable if any(o != code and o.startswith(code) for o in KNOWN.billable)]
    assert billable == []


def test_a_pair_that_excludes_each_other_is_told_once_whatever_the_order() -> None:
    assert list(KNOWN.excluding(["F33.1", "G89.29", "F32.1 depression"])) == [("F33.1", "F32.1")]
    assert list(KNOWN.excluding(["F32.1", "F32.9", "G89.29", "M54.50", "F41.1"])) == []
    assert list(KNOWN.excluding(["F32.1", "F32.1"])) == []


@pytest.mark.parametrize(
    ("words", "first"),
    [("m54.5", "M54.50"), ("M545", "M54.50"), ("low back vertebrae", "M54.51"), ("fibro", "M79.7"), ("ptsd", "F43.10")],
)
def test_search_takes_a_code_with_and_without_its_dot_or_words(words: str, first: str) -> None:
    assert KNOWN.search(words)[0].code == first


def test_nothing_typed_finds_nothing() -> None:
    assert KNOWN.search("  ") == ()
    assert KNOWN.search("no such illness") == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("M54.50 low back pain", "M54.50"),
        (" f32.1", "F32.1"),
        ("G43.E01", "G43.E01"),
        ("back pain", ""),
        ("F32.12345", ""),
    ],
)
def test_a_code_begins_the_text(text: str, code: str) -> None:
    assert code_in(text) == code
