"""Text from outside: all letters of all scripts survive, what only harms goes, and nothing is ever cut."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from groupcare.rules.text import NAME, PROSE, TextRefused, clean, clean_all, name_key

JOINERS = "\u200c\u200d"
INVISIBLE_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and marks that are drawn as nothing: fillers, vowels nobody writes, the empty braille cell."""
ZERO_WIDTH = "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TRICKY = [
    *JOINERS,
    *ZERO_WIDTH,
    *BIDI,
    *"\n\r\t\x00\x1b\x07\x7f\x85 aé",
    "\u0301",
    "\u0327",
    "\u1100",
    "\u1161",
    "\u11a8",
]
TRICKY += ["\u2028", "\u2029", "\u00a0", "\u3000", "क", "्", "ष", "م", "ی", "\ud800", "\ufffe", "\U000e0041", "\u0344"]

any_text = st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from(TRICKY)), max_size=40)
any_lines = st.booleans()
many = settings(max_examples=200, deadline=None)


def kept(text: str, lines: bool = False) -> str:
    return clean(text, limit=10_000, lines=lines)


def substance(text: str) -> str:
    """What must never be lost, in canonical form: all but spaces, controls, formats and characters that are none."""
    text = unicodedata.normalize("NFD", text)
    text = "".join(
        c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp") and not _none(c)
    )
    return unicodedata.normalize("NFD", text)


def _none(char: str) -> bool:
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF or char in INVISIBLE_LETTERS


# --- any text at all -------------------------------------------------------------------------------------------------


@many
@given(any_text, any_lines)
@example("a\u200d\u200b\u200db", False)
@example("e\u200b\u0301", False)
@example(" \u200c\n", True)
def test_cleaning_twice_is_cleaning_once(text: str, lines: bool) -> None:
    assert kept(kept(text, lines), lines) == kept(text, lines)


@many
@given(any_text, any_lines)
def test_what_is_kept_is_in_nfc(text: str, lines: bool) -> None:
    assert unicodedata.is_normalized("NFC", kept(text, lines))


@many
@given(any_text, any_lines)
def test_no_control_character_stays_but_a_newline_where_lines_are_meant(text: str, lines: bool) -> None:
    controls = {c for c in kept(text, lines) if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")}
    assert controls <= ({"\n"} if lines else set())


@many
@given(any_text, any_lines)
def test_nothing_invisible_and_nothing_that_turns_direction_stays_but_a_joiner_between_letters(
    text: str, lines: bool
) -> None:
    found = kept(text, lines)
    assert not set(found) & {*ZERO_WIDTH, *BIDI}
    for place, char in enumerate(found):
        if char in JOINERS:
            assert 0 < place < len(found) - 1
            assert {unicodedata.category(found[place - 1])[0], unicodedata.category(found[place + 1])[0]} <= {"L", "M"}


@many
@given(any_text, any_lines)
@example("e\u200b\u0301", False)
def test_no_letter_sign_or_mark_is_ever_lost(text: str, lines: bool) -> None:
    assert substance(kept(text, lines)) == substance(text)


@many
@given(any_text, any_lines)
def test_the_ends_are_trimmed_and_spaces_are_plain(text: str, lines: bool) -> None:
    found = kept(text, lines)
    assert found == found.strip()
    assert {c for c in found if unicodedata.category(c) == "Zs"} <= {" "}


@many
@given(any_text, st.integers(0, 40), any_lines)
def test_a_text_is_kept_whole_or_refused_and_never_cut(text: str, limit: int, lines: bool) -> None:
    whole = kept(text, lines)
    if len(whole) <= limit:
        assert clean(text, limit=limit, lines=lines) == whole
    else:
        with pytest.raises(TextRefused, match=f"{len(whole)} characters; at most {limit} "):
            clean(text, limit=limit, lines=lines)


@many
@given(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=NAME))
def test_letters_and_digits_of_every_script_come_back_as_they_are(text: str) -> None:
    text = unicodedata.normalize("NFC", "".join(c for c in text if c not in INVISIBLE_LETTERS))
    if len(text) <= NAME:
        assert clean(text) == text


# --- names that must survive -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "می‌خواهم",  # Persian, ZWNJ
        "نجمه‌السادات",
        "क्‍ष",  # Devanagari half form, ZWJ
        "শ্র‌ী",
        "ක්‍රිස්ටෝෆර්",  # Sinhala, ZWJ
        "ಅರ್‍ಕಾ",
        "Nguyễn Thị Hằng",
        "Søren Ångström",
        "O’Neill-Smith, Jr.",
        "山田 太郎",
        "김민준",
        "אברהם",
        "Ṛtu",
        "🧘🏽 yoga",
    ],
)
def test_a_name_in_its_own_spelling_comes_back_as_it_is(name: str) -> None:
    name = unicodedata.normalize("NFC", name)
    assert clean(name) == name


@pytest.mark.parametrize(
    "text", ["[/red]", "Smith [Jr]", "[@click=app.bell]x[/]", "=1+1", "<b>", "'; DROP TABLE x;--", "%s {0}"]
)
def test_text_that_looks_like_markup_is_only_text(text: str) -> None:
    assert clean(text) == text


# --- what goes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("Ann\u202egnp.exe", "Anngnp.exe"),
        ("a\u200bb", "ab"),
        ("a\u200cb", "a\u200cb"),
        ("\u200cab\u200d", "ab"),
        ("a\u200c b", "a b"),
        ("1\u200d2", "12"),
        ("م\u200c\u200d\u200cی", "م\u200cی"),
        ("\ufeffAnn", "Ann"),
        ("tab\there", "tab here"),
        ("no\u00a0break", "no break"),
        ("two\nlines", "two lines"),
        ("a\r\nb\rc\u2028d", "a b c d"),
        ("\ud800x", "x"),
        ("  x  ", "x"),
        ("\u200b\u200e\n", ""),
    ],
)
def test_what_only_harms_is_removed_from_a_line(text: str, left: str) -> None:
    assert clean(text) == left


def test_a_name_of_nothing_that_can_be_seen_is_no_name() -> None:
    assert [hex(ord(char)) for char in INVISIBLE_LETTERS if clean(char)] == []


def test_lines_are_kept_where_they_are_meant() -> None:
    assert clean("a\r\nb\rc\u2029\n\nd\n", lines=True) == "a\nb\nc\n\n\nd"


def test_the_sentence_of_a_refusal_names_the_field() -> None:
    with pytest.raises(TextRefused, match=r"^The reason has 20,001 characters; at most 20,000 can be kept\. .*cut"):
        clean("x" * (PROSE + 1), of="The reason", limit=PROSE, lines=True)
    assert len(clean("x" * NAME)) == NAME


def test_every_text_within_a_file_is_cleaned_and_what_is_no_text_left_alone() -> None:
    dirty = {"a": ["x\u202e", {"b": "y\x00\nz"}], "n": 3, "t": ("\x1b", None, True)}
    assert clean_all(dirty, of="A text") == {"a": ["x", {"b": "y\nz"}], "n": 3, "t": ["", None, True]}
    with pytest.raises(TextRefused, match="A text"):
        clean_all({"a": ["x" * (PROSE + 1)]}, of="A text")


# --- finding a name --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("José",), ("JOSE",)),
        (("Jose\u0301",), ("José",)),
        (("Straße",), ("STRASSE",)),
        (("van  der\tBerg",), ("Van der Berg",)),
        (("Ruiz", ""), ("", "ruiz")),
        (("İnci",), ("inci",)),
        (("Ａｎｎ",), ("Ann",)),
    ],
)
def test_two_spellings_of_one_name_meet(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert name_key(*one) == name_key(*other)


def test_two_names_do_not_meet() -> None:
    assert len({name_key(n) for n in ("Ann", "Anne", "Anna", "Øre", "Ore", "李", "王", "علی")}) == 8


@many
@given(any_text)
@example("℡")
@example("𝐀nna")
def test_a_key_is_its_own_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@many
@given(st.text(max_size=20))
def test_a_key_does_not_depend_on_how_the_text_was_composed(text: str) -> None:
    assert name_key(unicodedata.normalize("NFD", text)) == name_key(unicodedata.normalize("NFC", text))
