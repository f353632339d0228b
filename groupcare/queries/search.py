"""Finding anything from a few letters: people by part of a name, number, outside number or phone; groups; sessions.

An `Index` is made once, as far as the person who asks may see, and is then searched without the record. Case, accents
and punctuation do not matter.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from functools import partial
from typing import Literal

from msgspec import Struct

from groupcare.queries.kept import up_to_date
from groupcare.queries.permissions import can_see
from groupcare.queries.stored import every, folded
from groupcare.record.lookups import GroupOutline, group_outlines
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Session, SessionStatus
from groupcare.rules.people import Client, client_number, full_name, group_number

KINDS = ("client", "group", "session")
FEWEST_DIGITS = 3
"""Digits from which on a phone number is looked for."""
_SIGNS = re.compile(r"[\W_]+")
_PHONE = re.compile(r"[0-9+()./ -]+")
_NO_DIGIT = re.compile(r"[^0-9]+")
_NUMBER = re.compile(r"(gc|g)?[ -]?0*([0-9]{1,9})")


class Found(Struct, frozen=True, kw_only=True):
    """Something that fits. `number` is the client's, group's or session's own; `rank` is 0 for the best fits.

    `title` holds the name, `detail` what tells namesakes apart and never the name.
    """

    kind: Literal["client", "group", "session"]
    id: str
    number: int
    title: str
    detail: str
    rank: int


class _Entry(Struct, frozen=True, gc=False):
    """What is searched: `words` are the folded words between spaces, `codes` outside numbers, `phone` digits alone."""

    kind: Literal["client", "group", "session"]
    id: str
    number: int
    title: str
    detail: str
    words: str
    codes: tuple[str, ...] = ()
    phone: str = ""


class Index:
    """Everything that one person may find. It does not change; make a new one when the record has."""

    def __init__(self, entries: tuple[_Entry, ...]) -> None:
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, text: str, limit: int = 20) -> list[Found]:
        """Those that fit, the best first: numbers, then names that begin so, then names that hold it somewhere."""
        asked = _Asked(text)
        if not asked.words:
            return []
        fits = [(r, i, e) for i, e in enumerate(self._entries) if asked.perhaps(e) and (r := asked.rank(e)) >= 0]
        return [
            Found(kind=e.kind, id=e.id, number=e.number, title=e.title, detail=e.detail, rank=rank)
            for rank, _, e in sorted(fits, key=lambda fit: fit[:2])[:limit]
        ]


def search(who: SignIn, text: str, limit: int = 20) -> list[Found]:
    """What fits the text, the best first. Whoever asks more than once keeps an `index`."""
    return index(who).find(text, limit)


class _Session(Struct, frozen=True, gc=False):
    group: str
    number: int
    date: date
    status: SessionStatus
    modules: tuple[int, ...]


class _Words(dict[str, str]):
    """The words of a text between spaces; one with signs within also without them: o'brien as o, brien and obrien."""

    def __missing__(self, text: str) -> str:
        key = folded(text)
        apart = _apart(key)
        if apart != key.split():
            whole = ["".join(_apart(word)) for word in key.split()]
            apart += [word for word in whole if word and word not in apart]
        self[text] = words = " ".join(apart)
        return words


def _apart(key: str) -> list[str]:
    """The words of a folded text. Signs part them, but not the vowel signs that many scripts write within a word."""
    if key.isascii():
        return _SIGNS.sub(" ", key).split() or key.split()
    spaced = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in key)
    return spaced.split() or key.split()


def index(who: SignIn) -> Index:
    """All clients by name, groups, and their sessions, as far as this person may see them."""
    people: dict[str, _Entry] = {}
    groups: list[_Entry] = []
    with who.db.engine.snapshot():
        if can_see(who, "members"):
            people = up_to_date(who, "index of people", "client", None, partial(_people, who), partial(_people, who))
        if can_see(who, "groups"):
            groups = list(_groups(who))
    return Index((*sorted(people.values(), key=lambda e: (e.words, e.number)), *groups))


def _people(who: SignIn, some: Set[str] | None = None) -> dict[str, _Entry]:
    words = _Words()
    return {i: _person(i, client, words) for i, client in every(who, Client, Client, "client", some)}


def _person(client_id: str, client: Client, words: _Words) -> _Entry:
    names = [name for name in (client.family_name, client.given_name, client.preferred_name) if name]
    title, number, born = full_name(client), client_number(client.number), client.date_of_birth
    return _Entry(
        "client",
        client_id,
        client.number,
        title,
        f"{number} · born {born.year}" if born else number,
        f" {' '.join([words[name] for name in names or (title,)])} ",
        tuple(folded(i.value) for i in client.identifiers),
        _digits(client.phone),
    )


def _groups(who: SignIn) -> Iterator[_Entry]:
    outlines = {outline.id: outline for outline in group_outlines(who)}
    stamp, make = can_see(who, "sessions"), partial(_met, who, outlines)
    met = up_to_date(who, "index of groups", "group", stamp, make, make)
    for i in outlines:
        yield met[i][0]
    for i in outlines:
        yield from met[i][1:]


def _met(
    who: SignIn, outlines: Mapping[str, GroupOutline], some: Set[str] | None = None
) -> dict[str, tuple[_Entry, ...]]:
    """Each group's entry with those of its sessions."""
    meetings: dict[str, list[tuple[str, _Session]]] = {}
    if can_see(who, "sessions"):
        for i, session in every(who, Session, _Session, "group", some):
            if session.status is not SessionStatus.cancelled:
                meetings.setdefault(session.group, []).append((i, session))
    wanted = outlines.keys() if some is None else some & outlines.keys()
    return {i: tuple(_entries(outlines[i], meetings.get(i, ()))) for i in wanted}


def _entries(group: GroupOutline, meetings: Iterable[tuple[str, _Session]]) -> Iterator[_Entry]:
    words, titles = f" {_Words()[group.name]} ", group.modules
    detail = f"{group_number(group.number)} · {group.curriculum or group.curriculum_name} · {group.status}"
    yield _Entry("group", group.id, group.number, group.name, detail, words)
    for i, s in meetings:
        taught = [titles[n] for n in s.modules if n in titles]
        detail = " · ".join([f"{s.date:%a} {s.date.day} {s.date:%b} {s.date.year}", str(s.status), *taught])
        yield _Entry("session", i, s.number, f"{group.name} · session {s.number}", detail, words)


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", text)


class _Asked:
    """What was typed, taken apart once."""

    def __init__(self, text: str) -> None:
        key = folded(text)
        self.code = key
        self.words = _apart(key)
        number = _NUMBER.fullmatch(key)
        self.prefix = (number.group(1) or "") if number else ""
        self.number = int(number.group(2)) if number else None
        self.phone = _digits(key) if _PHONE.fullmatch(key) else ""
        self.first = self.words[0] if self.words else key
        self.starts = [f" {word}" for word in self.words]
        self.begins = f" {' '.join(self.words)}"

    def perhaps(self, entry: _Entry) -> bool:
        """Whether it is worth a closer look: most are not."""
        return (
            self.first in entry.words
            or entry.number == self.number
            or (self.phone != "" and self.phone in entry.phone)
            or any(self.code in code for code in entry.codes)
        )

    def rank(self, entry: _Entry) -> int:
        """0 the best, -1 where it does not fit."""
        if entry.kind == "session":
            return self._session(entry)
        if self.number == entry.number and self.prefix in ("", "gc" if entry.kind == "client" else "g"):
            return 0
        if entry.codes and self.code in entry.codes:
            return 0
        rank = _names(self.words, self.starts, self.begins, entry.words)
        if rank >= 0:
            return rank
        if len(self.phone) >= FEWEST_DIGITS and self.phone in entry.phone:
            return 3
        return 4 if entry.codes and self.code and any(self.code in code for code in entry.codes) else -1

    def _session(self, entry: _Entry) -> int:
        """A session is asked for by its group's name and its number: autumn a 3, autumn a session 3."""
        if len(self.words) < 2 or self.words[-1] != str(entry.number):
            return -1
        words = [w for w in self.words[:-1] if w != "session"]
        return _names(words, [f" {w}" for w in words], f" {' '.join(words)}", entry.words) if words else -1


def _names(words: list[str], starts: list[str], begins: str, within: str) -> int:
    """1: the name begins so; 2: each word begins one of its words; 4: each stands somewhere in it."""
    if not words:
        return -1
    if within.startswith(begins):
        return 1
    if all(start in within for start in starts):
        return 2
    return 4 if all(word in within for word in words) else -1
