"""What is looked at before a note is signed: each remark says where, and why.

Two things block: somebody else's name in a layer, and a danger that the risk section does not speak of. The rest is
advice: a facilitator mends it, a clinician may sign over it.

A name is found by its parts: words of three letters or more, whole, whatever their case and accents. Parts that are
words of the language as well (May, Will, Rose) count where they are written with a capital, since a sentence may say
"may rest"; days and months as a calendar writes them are no names. Parts of two letters count with a capital within a
sentence. In scripts that put no space between words a part counts wherever it stands.

Two members' layers are nearly the same when the words that people wrote in them (drafts, which facts make alike, are
left out) have a Dice coefficient of 90 % or more: twice the words in common, by the words of both [P]. Fewer than eight
words tell nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from groupcare.rules.note import GROUP_SECTIONS, MEMBER_SECTIONS
from groupcare.rules.note_draft import NO_CONCERN, NOT_SEEN, draft_group
from groupcare.rules.note_facts import GroupFacts, MemberFacts
from groupcare.rules.text import name_key
from groupcare.rules.words import count

ALIKE_PERCENT = 90
FEWEST_WORDS = 8
NEEDED = ("attendance", "risk", "plan")
"""Sections without which a member's layer is not whole."""
ALSO_WORDS = frozenset((
    "april", "august", "autumn", "best", "black", "bright", "brown", "close", "cross", "dawn", "day", "faith",
    "field", "fields", "good", "grace", "gray", "green", "hall", "hand", "hands", "hard", "head", "hill", "home",
    "hope", "house", "hunter", "joy", "june", "lane", "light", "little", "long", "love", "low", "major", "march",
    "mark", "may", "mercy", "miles", "min", "moon", "more", "north", "page", "park", "patience", "penny", "price",
    "rain", "read", "rich", "rose", "short", "skip", "small", "stone", "story", "strong", "summer", "sun", "sunny",
    "swift", "trip", "walker", "wells", "west", "white", "will", "winter", "wise", "wood", "woods", "young",
))  # fmt: skip
"""Names that are words as well."""
PARTICLES = frozenset((
    "abu", "bin", "das", "del", "den", "der", "dos", "ibn", "las", "les", "los", "san", "ten", "ter", "the", "und",
    "van", "von",
))  # fmt: skip
"""What stands before many a name and names nobody."""
UNSPACED = frozenset(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"))
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_DAYS = "mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_DATES = re.compile(
    rf"\b(?:(?:{_DAYS})\s+)?(?:\d{{1,2}}\s+(?:{_MONTHS})\b|(?:{_MONTHS})\s+\d{{1,4}}\b)"
    rf"|\b(?:in|since|until|early|late|mid)\s+(?:{_MONTHS})\b",
    re.IGNORECASE,
)


class Remark(Struct, frozen=True):
    """Something to mend: the section it is about (nothing where it is the layer), why, and whether it blocks."""

    where: str
    why: str
    blocks: bool = False


# --- names ----------------------------------------------------------------------------------------------------------


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a text, each with whether it begins a sentence."""
    word, begins, first = "", True, True
    for char in f"{text} ":
        if unicodedata.category(char)[0] in "LM" or char in "\u200c\u200d":
            if not word:
                first = begins
            word += char
            continue
        if word:
            yield word, first
            word, begins = "", False
        if char in ".!?…:\n":
            begins = True


@lru_cache(maxsize=4096)
def _unspaced(part: str) -> bool:
    return any(unicodedata.name(char, "").split(" ")[0] in UNSPACED for char in part)


def parts(names: Iterable[str]) -> frozenset[str]:
    """The parts of these names that are looked for, as keys."""
    return frozenset(part for name in names for part in _parts(name))


@lru_cache(maxsize=4096)
def _parts(name: str) -> frozenset[str]:
    found = set()
    for word, _ in _words(name):
        letters = sum(unicodedata.category(char)[0] == "L" for char in unicodedata.normalize("NFC", word))
        key = name_key(word)
        if letters >= 2 and key not in PARTICLES:
            found.add(key)
    return frozenset(found)


def names_in(text: str, wanted: Iterable[str], allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The words of a text that are one of the `wanted` parts of names, as they are written there.

    `allowed` are phrases of several words in which they are none: staff, modules, whom to phone.
    """
    whole = name_key(text)
    wanted = frozenset(part for part in wanted if part in whole)
    within = tuple(part for part in wanted if _unspaced(part))
    if not wanted:
        return ()
    text = _DATES.sub(" – ", _phrases(allowed).sub(" – ", text))
    found = []
    for word, begins in _words(text):
        key = name_key(word)
        if _fits(key, wanted, within) and (key not in wanted or _is_name(word, key, begins=begins)):
            found.append(word)
    return tuple(dict.fromkeys(found))


def _fits(key: str, wanted: frozenset[str], within: tuple[str, ...]) -> bool:
    return key in wanted or any(part in key for part in within)


@lru_cache(maxsize=16)
def _phrases(allowed: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of these phrases, the longest first; phrases of one word hide nobody's name."""
    several = sorted((re.escape(phrase) for phrase in allowed if len(phrase.split()) > 1), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(several)})(?!\w)" if several else r"(?!)", re.IGNORECASE)


def _is_name(word: str, key: str, *, begins: bool) -> bool:
    if len(word) < 3:
        return word[0].isupper() and not begins
    return key not in ALSO_WORDS or word[0].isupper()


# --- layers ---------------------------------------------------------------------------------------------------------


def remarks_on_names(
    texts: Mapping[str, str], others: Iterable[str], allowed: tuple[str, ...] = (), *, shared: bool = False
) -> list[Remark]:
    """Names of others in a layer, section by section; in the `shared` one any member is another."""
    others = frozenset(others)
    titles = GROUP_SECTIONS if shared else MEMBER_SECTIONS
    who = "a member" if shared else "another member"
    return [
        Remark(section, f"{titles.get(section, section)}: “{word}” is a name of {who}.", blocks=True)
        for section, text in texts.items()
        for word in names_in(text, others, allowed)
    ]


def remarks_on_member(texts: Mapping[str, str], facts: MemberFacts, changed: Iterable[str] = ()) -> list[Remark]:
    """What a member's layer lacks; `changed` are the sections whose facts have changed since they were written."""
    found = []
    risk = texts["risk"].strip()
    if facts.at_risk and (not risk or NO_CONCERN in risk or NOT_SEEN in risk):
        found.append(Remark("risk", "Risk: there is an alert or a hold, and it does not say so.", blocks=True))
    elif facts.at_risk and "risk" in changed:
        found.append(Remark("risk", "Risk: the record changed since this was written; look at it again.", blocks=True))
    elif any(not (risk.in_error or risk.closed or risk.done) for risk in facts.risks):
        found.append(Remark("risk", "Risk: an alert is open and nothing is recorded as done yet."))
    empty = [name for name in NEEDED if not texts[name].strip() and not (found and name == "risk")]
    if facts.came and not (texts["participation"].strip() or texts["response"].strip()):
        empty.insert(0, "participation")
    found += [Remark(name, f"{MEMBER_SECTIONS[name]}: nothing is written yet.") for name in empty]
    if facts.came and facts.objectives and not any(_cites(text, facts) for text in texts.values()):
        keys = ", ".join(facts.objectives[:4])
        found.append(Remark("objective", f"Objective: none of the plan's is named ({keys})."))
    return found


def _cites(text: str, facts: MemberFacts) -> bool:
    return any(re.search(rf"(?<![\d.]){re.escape(key)}(?!\.?\d)", text) for key in facts.objectives)


def remarks_on_group(texts: Mapping[str, str], facts: GroupFacts) -> list[Remark]:
    """Sections of the shared layer that are empty; times too short for the session, until somebody writes of them."""
    found = [
        Remark(name, f"{GROUP_SECTIONS[name]}: nothing is written yet.") for name in texts if not texts[name].strip()
    ]
    drafted = texts["heading"] == draft_group(facts)["heading"]
    if drafted and facts.clock_doubtful and facts.began and facts.ended:
        times = f"{facts.began:%H:%M}–{facts.ended:%H:%M}"
        why = f"by the clock {times}, less than half of {count(facts.minutes, 'minute')}: look at the times."
        found.append(Remark("heading", f"{GROUP_SECTIONS['heading']}: {why}"))
    return found


def percent_alike(one: str, other: str) -> int:
    """The Dice coefficient of two texts' words, in percent; 0 where one is too short to tell."""
    mine, theirs = (Counter(name_key(word) for word, _ in _words(text)) for text in (one, other))
    size = mine.total() + theirs.total()
    if min(mine.total(), theirs.total()) < FEWEST_WORDS:
        return 0
    return 200 * (mine & theirs).total() // size


def nearly_same(written: Mapping[str, str]) -> frozenset[str]:
    """Of texts by member, those that are nearly the same as somebody else's."""
    members, found = list(written), set()
    for place, one in enumerate(members):
        for other in members[place + 1 :]:
            if percent_alike(written[one], written[other]) >= ALIKE_PERCENT:
                found |= {one, other}
    return frozenset(found)


ALIKE = Remark("", "What was written is nearly the same as in another member's note: say what was theirs.")
