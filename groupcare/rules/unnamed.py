"""Taking a person's name out of what was written about others: whole words, in any case and with or without accents.

What stands near a name is read with it: initials beside it go, and a name that is somebody else's in full stays.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from groupcare.rules.idea import SHORT
from groupcare.rules.text import name_key

ERASED = "(erased)"
"""What stands where a name stood."""
PARTED = " .'’-"
"""What may stand between a name and its initial, or between two words of one name."""
UNPARTED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts that part no words, or write what follows onto a name: names are looked for within words."""


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    key: str


def name_words(names: Iterable[str]) -> tuple[str, ...]:
    """The words of names by which they are looked for, as they are written, each once; single letters are none."""
    words = (word for name in names for word in _words(name))
    return tuple({word.key: word.text for word in words if len(word.text) > 1 or _unparted(word.text)}.values())


def without_names(text: str, names: Iterable[str], others: Iterable[tuple[str, str]] = ()) -> str:
    """The text without the words of `names`, each run of them replaced by ERASED.

    `others` are given and family names of people who stay: where one of them stands in full (Rosa Osei, Osei, Rosa,
    R. Osei, Rosa O.) it stays whole. Names of at most SHORT letters are taken only as they are written.
    """
    names, key = tuple(names), name_key(text)
    wanted = name_words(names)
    if not any(name_key(word) in key for word in wanted):
        return text
    words = list(_words(text))
    kept = _of_others(words, others)
    keys = {name_key(word) for word in wanted if len(word) > SHORT}
    short = {word for word in wanted if len(word) <= SHORT}
    hit = {n for n, w in enumerate(words) if n not in kept and (w.key in keys or w.text in short)}
    initials = {word.text[0] for name in names for word in _words(name)}
    for n in sorted(hit):
        for beside in (n - 1, n + 1):
            if 0 <= beside < len(words) and beside not in kept and words[beside].text in initials:
                between = text[words[min(n, beside)].end : words[max(n, beside)].start]
                if between in (*PARTED, ". ") and not (beside > n and between == ". "):
                    hit.add(beside)
    spans = [(words[n].start, words[n].end) for n in sorted(hit)]
    spans += _within(text, words, [w for w in wanted if _unparted(w)], kept)
    return _blanked(text, spans)


def _words(text: str) -> Iterator[_Word]:
    at = 0
    for letters, run in groupby(text, key=lambda c: unicodedata.category(c)[0] in "LMN" or c in "\u200c\u200d"):
        found = "".join(run)
        if letters:
            yield _Word(at, at + len(found), found, name_key(found))
        at += len(found)


def _unparted(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith(UNPARTED)


def _of_others(words: Sequence[_Word], others: Iterable[tuple[str, str]]) -> set[int]:
    """Places of the words in which somebody else's name stands in full."""
    said = {way for given, family in others if given and family for way in _ways(given, family)}
    keys, kept = [word.key for word in words], set()
    for length in {len(way) for way in said}:
        for start in range(len(keys) - length + 1):
            if tuple(keys[start : start + length]) in said:
                kept |= set(range(start, start + length))
    return kept


def _ways(given: str, family: str) -> Iterator[tuple[str, ...]]:
    first, last = (tuple(word.key for word in _words(name)) for name in (given, family))
    if first and last:
        yield from ((*first, *last), (*last, *first), (first[0][0], *last), (*first, last[0][0]))


def _within(text: str, words: Sequence[_Word], names: Sequence[str], kept: set[int]) -> Iterator[tuple[int, int]]:
    """Where names of such scripts stand within words; one sign alone only where it is a word of its own."""
    for name in names:
        for n, word in enumerate(words):
            at = word.text.find(name) if n not in kept and (len(name) > 1 or word.text == name) else -1
            while at >= 0:
                yield word.start + at, word.start + at + len(name)
                at = word.text.find(name, at + len(name))


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with those places replaced; places with only blanks, commas and the like between them are one."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if end <= done:
            continue
        between = text[done:start]
        if not parts or between.strip(PARTED + ","):
            parts += [between, ERASED]
        done = end
    return "".join(parts) + text[done:]
