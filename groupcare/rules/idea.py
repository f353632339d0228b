"""Ideas and resources: what members find for each other, kept without names and found again when it helps."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from groupcare.rules.homework import Barrier
from groupcare.rules.kept import Kept
from groupcare.rules.text import name_key


class IdeaKind(StrEnum):
    """Something that a member does, or somewhere to find more."""

    idea = "idea"
    resource = "resource"


class Idea(Kept, frozen=True, kw_only=True):
    """One thing that helps. Of an idea: the activity (`what`), what `mattered` about it and the `new_way` of doing it.
    Of a resource: its title (`what`), `where` it is and when somebody last `checked_on` it.

    `module` and `barrier` are what it helps with. It holds no client's name.
    """

    kind: IdeaKind
    what: str
    added_on: date
    added_by: str
    mattered: str = ""
    new_way: str = ""
    where: str = ""
    checked_on: date | None = None
    group: str | None = None
    session: str | None = None
    curriculum: str = ""
    module: int | None = None
    barrier: Barrier | None = None
    withdrawn: bool = False


WORD = re.compile(r"[^\W_]+")
SHORT = 2
"""Names of so few letters are also words: they are found only as they are written."""


def names_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The words of `names` that stand in the text as words of their own, as they are written in the name.

    Case and accents make no difference. A script that parts no words is looked through letter by letter.
    """
    key, as_written = name_key(text), set(WORD.findall(text))
    words, found = set(WORD.findall(key)), []
    for word in dict.fromkeys(part for name in names for part in WORD.findall(name)):
        folded = name_key(word)
        if folded == word and not word.isascii():
            there = folded in key if len(word) > 1 else folded in words
        else:
            there = word in as_written if len(word) <= SHORT else folded in words
        if there:
            found.append(word)
    return tuple(found)
