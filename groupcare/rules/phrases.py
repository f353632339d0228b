"""Phrases looked for in what a clinician wrote: whole words, whatever their case, hyphens and punctuation.

The lists are data (data/plan-check.toml) that a clinician can read and change. Where a phrase comes of several parts
it is any beginning, then words that may stand between, then any ending.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from msgspec import Struct

BEFORE = 5
"""So many words before a phrase are looked at for one that turns it round, such as “not”."""
BETWEEN = 4
"""At most so many words stand between a beginning and an ending."""
_CLAUSE = re.compile(r"[.;:,!?()\[\]\n–—/]+(?![0-9])")
_APOSTROPHES = str.maketrans("", "", "'’")


class Phrases(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is looked for. `harmless` phrases are passed over; a phrase that one of `turned_by` stands shortly before
    means the opposite. `begin`, `between` and `end` make phrases of parts; with `then` only those count that end the
    clause or go on with one of these words (or with a number)."""

    phrases: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()
    turned_by: tuple[str, ...] = ()
    begin: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    then: tuple[str, ...] = ()

    def found(self, text: str) -> str:
        """The first of these phrases in the text, as it is written there (in small letters), or nothing."""
        for clause in _CLAUSE.split(text):
            said = _words(clause)
            for place, size in self._places(said):
                before = said[max(0, place - BEFORE) : place]
                if not any(_at(before, _listed(turn)) for turn in self.turned_by):
                    return " ".join(said[place : place + size])
        return ""

    def _places(self, said: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """Where a phrase stands, and of how many words it is."""
        harmless = {
            at + step for words in map(_listed, self.harmless) for at in _at(said, words) for step in range(len(words))
        }
        beginning = _by_first_word(self.phrases)
        for place, word in enumerate(said):
            whole = [len(words) for words in beginning.get(word, ()) if _stands(said, place, words)]
            for size in (*whole, *self._of_parts(said, place)):
                if harmless.isdisjoint(range(place, place + size)):
                    yield place, size

    def _of_parts(self, said: tuple[str, ...], place: int) -> Iterator[int]:
        for begin in map(_listed, self.begin):
            if begin[:1] != said[place : place + 1] or not _stands(said, place, begin):
                continue
            after = place + len(begin)
            after += len(list(takewhile(self.between.__contains__, said[after : after + BETWEEN])))
            for end in map(_listed, self.end):
                if _stands(said, after, end) and self._goes_on(said, after + len(end)):
                    yield after + len(end) - place

    def _goes_on(self, said: tuple[str, ...], place: int) -> bool:
        return not self.then or place >= len(said) or said[place] in self.then or said[place][0].isdecimal()


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold().translate(_APOSTROPHES)))


@lru_cache(maxsize=4096)
def _listed(phrase: str) -> tuple[str, ...]:
    """A phrase of the lists in words; what people wrote is not kept."""
    return _words(phrase)


@lru_cache(maxsize=64)
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The phrases of one list, in words, by the word they begin with: a long plan is read word by word."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for words in filter(None, map(_listed, phrases)):
        found[words[0]] = (*found.get(words[0], ()), words)
    return found


def _stands(said: tuple[str, ...], place: int, words: tuple[str, ...]) -> bool:
    return bool(words) and said[place : place + len(words)] == words


def _at(said: tuple[str, ...], words: tuple[str, ...]) -> list[int]:
    first = words[0] if words else ""
    return [place for place, word in enumerate(said) if word == first and _stands(said, place, words)]


class PlanWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lists that the plan check reads with, each for what it is named."""

    pain_as_target: Phrases = Phrases()
    pain_unit: Phrases = Phrases()
    pain_measures: tuple[str, ...] = ()
    acute_advice: Phrases = Phrases()
    medical_change: Phrases = Phrases()
    professional: Phrases = Phrases()
    exposure: Phrases = Phrases()
    avoidance: Phrases = Phrases()
    active: Phrases = Phrases()
    passive: Phrases = Phrases()
    neither: Phrases = Phrases()
    depression: Phrases = Phrases()
