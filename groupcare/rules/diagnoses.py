"""Diagnoses: codes with short titles, which of them can be billed, and which exclude each other.

The list is data (data/diagnoses.toml) of one release of ICD-10-CM. It holds what this field meets; a code that is not
in it may be right all the same, so nothing is said of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from msgspec import Struct, field

from groupcare.rules.text import name_key

_CODE = re.compile(r"\s*([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?![0-9A-Z.])", re.IGNORECASE)


class Diagnosis(Struct, frozen=True, kw_only=True):
    """A code with its short title. A category is none that can be billed; `instead` are the codes under it that can."""

    code: str
    title: str
    billable: bool
    instead: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """M54.50 Low back pain, unspecified."""
        return f"{self.code} {self.title}"


class DiagnosisList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file: titles by code, and pairs of beginnings of codes that are not given together."""

    release: str = ""
    source: str = ""
    billable: Mapping[str, str] = field(default_factory=dict)
    category: Mapping[str, str] = field(default_factory=dict)
    exclude_each_other: tuple[tuple[str, str], ...] = ()

    def find(self, text: str) -> Diagnosis | None:
        """The diagnosis whose code begins the text, or None where it is not in the list."""
        code = code_in(text)
        if code in self.billable:
            return Diagnosis(code=code, title=self.billable[code], billable=True)
        if code in self.category:
            under = tuple(one for one in self.billable if one.startswith(code))
            return Diagnosis(code=code, title=self.category[code], billable=False, instead=under)
        return None

    def search(self, words: str, most: int = 50) -> tuple[Diagnosis, ...]:
        """Those whose code begins with what was typed, else with all its words in their title; billable ones first."""
        typed = words.strip().upper()
        wanted = name_key(words).split()
        if not wanted:
            return ()
        codes = (*self.billable, *self.category)
        found = [code for code in codes if code.startswith(typed) or code.replace(".", "").startswith(typed)]
        if not found:
            titles = {**self.billable, **self.category}
            found = [code for code in codes if all(word in name_key(titles[code]) for word in wanted)]
        return tuple(one for code in found[:most] if (one := self.find(code)) is not None)

    def excluding(self, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Pairs of these codes that exclude each other."""
        for one, other in combinations(dict.fromkeys(code for text in texts if (code := code_in(text))), 2):
            if any(_are(one, other, pair) or _are(other, one, pair) for pair in self.exclude_each_other):
                yield one, other


def code_in(text: str) -> str:
    """The code that begins a text such as “M54.50 low back pain”, in capitals; nothing where none does."""
    found = _CODE.match(text)
    return found[1].upper() if found else ""


def _are(one: str, other: str, pair: tuple[str, str]) -> bool:
    return one.startswith(pair[0]) and other.startswith(pair[1])
