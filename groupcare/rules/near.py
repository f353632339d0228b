"""Who may be the same person though not everything agrees: pointed out to somebody who looks, and decides nothing.

Wider than `people.could_be_one`, which keeps people from being placed. Nobody is made one by it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from groupcare.rules.text import name_key

PHONE_DIGITS = 9
"""Last digits by which phone numbers are compared: prefixes of country and line are written in many ways."""
LEAST_PHONE_DIGITS = 7
FILLER = 100
"""So many people of one birth date tell that it stands for none: their names are not compared letter by letter."""


class Person(Protocol):
    """Whom to compare: a client, or a row of a file."""

    @property
    def family_name(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def date_of_birth(self) -> date | None: ...
    @property
    def phone(self) -> str: ...


class Traits:
    """What comparing needs of one person, worked out once; `number` is whatever the caller knows them by."""

    __slots__ = ("born", "name", "number", "phone", "swapped")

    def __init__(self, person: Person, number: int = 0) -> None:
        self.number = number
        self.born = person.date_of_birth
        self.name = name_key(person.family_name, person.given_name)
        self.swapped = name_key(person.given_name, person.family_name)
        self.phone = phone_key(person.phone)


def phone_key(phone: str) -> str:
    """The digits by which a phone number is compared; nothing where there are too few."""
    digits = "".join(c for c in phone if c.isdecimal())
    return digits[-PHONE_DIGITS:] if len(digits) >= LEAST_PHONE_DIGITS else ""


def near(a: Traits, b: Traits) -> str:
    """Why the two may be one person, in words; nothing where no reason is seen."""
    if a.name and a.name == b.name:
        if a.born == b.born:
            return "one name and birth date" if a.born else "one name, no birth date"
        return "one name, a birth date not known" if None in (a.born, b.born) else ""
    if a.born is None or a.born != b.born:
        return ""
    if a.name and a.name == b.swapped:
        return "one birth date, family and given name swapped"
    if a.phone and a.phone == b.phone:
        return "one birth date and phone"
    if a.name and b.name and one_edit(a.name, b.name):
        return "one birth date, names one letter apart"
    return ""


def one_edit(a: str, b: str) -> bool:
    """Whether one letter more, less or other, or two neighbours swapped, makes one of the other."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        return rest_a[1:] == rest_b[1:] or (rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:])
    return rest_a[1:] == rest_b if len(a) > len(b) else rest_a == rest_b[1:]


class NearIndex:
    """Finds who is near among many, without comparing each with each."""

    def __init__(self, people: Iterable[Traits] = ()) -> None:
        self._by_name: dict[tuple[str, date | None], list[Traits]] = {}
        self._of_name: dict[str, list[Traits]] = {}
        self._by_birth: dict[date, list[Traits]] = {}
        self._by_swapped: dict[tuple[str, date], list[Traits]] = {}
        self._by_phone: dict[tuple[str, date], list[Traits]] = {}
        for person in people:
            self.add(person)

    def add(self, one: Traits) -> None:
        """Take one more into account."""
        if one.name:
            self._by_name.setdefault((one.name, one.born), []).append(one)
            self._of_name.setdefault(one.name, []).append(one)
        if one.born is None:
            return
        self._by_birth.setdefault(one.born, []).append(one)
        if one.name:
            self._by_swapped.setdefault((one.swapped, one.born), []).append(one)
        if one.phone:
            self._by_phone.setdefault((one.phone, one.born), []).append(one)

    def near(self, one: Traits, most: int = 3) -> list[tuple[Traits, str]]:
        """At most so many who may be the same person, each with the reason."""
        found: dict[int, tuple[Traits, str]] = {}
        for other in self._candidates(one):
            if len(found) >= most:
                break
            if id(other) not in found and (reason := near(one, other)):
                found[id(other)] = (other, reason)
        return list(found.values())

    def is_filler(self, born: date | None) -> bool:
        """Whether so many have this birth date that it can be nobody's."""
        return born is not None and len(self._by_birth.get(born, ())) > FILLER

    def _candidates(self, one: Traits) -> Iterator[Traits]:
        if one.born is None:
            yield from self._of_name.get(one.name, ())
            return
        yield from self._by_name.get((one.name, one.born), ())
        yield from self._by_name.get((one.name, None), ())
        yield from self._by_swapped.get((one.name, one.born), ())
        if one.phone:
            yield from self._by_phone.get((one.phone, one.born), ())
        if not self.is_filler(one.born):
            yield from self._by_birth.get(one.born, ())
