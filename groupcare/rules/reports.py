"""What a report is made of: cells, a chart, and the answer that holds them, with shares that small numbers bear.

A percentage of fewer than five is never given; the counts stand in its place.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct

from groupcare.rules.attendance import Rate
from groupcare.rules.ties import At, Ties

T = TypeVar("T")

QUESTIONS = {
    "stays": "Who stays?",
    "helps": "Does it help?",
    "practises": "Who practises?",
    "waits": "How long do people wait?",
    "goes_on": "How do referrals go on?",
    "seats": "Are seats filled?",
}
"""The questions by their keys, in the order of the list."""
FEWEST = 5
"""A percentage needs at least so many."""


class Scope(Struct, frozen=True, kw_only=True):
    """What a report is about: days from `since` to `until` (both in it), a curriculum by id, a group by id; everything
    where nothing is said. Each report says in its definition which day of a group or a referral it goes by."""

    since: date | None = None
    until: date | None = None
    curriculum: str = ""
    group: str = ""

    def has(self, on: date) -> bool:
        """Whether that day is in it."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


EVERYTHING = Scope()
BY_FIRST_DAY = "Where a period is chosen: the groups whose first day lies in it."
BY_RECEIVED = (
    "Where a period is chosen: the referrals received in it; where a curriculum is: those decided for it; where a "
    "group is: those that led to a place in it."
)
"""Which day a report goes by, for its definition."""


class Kind(StrEnum):
    """What a cell holds."""

    text = "text"
    number = "number"
    percent = "percent"


class Cell(Struct, frozen=True, kw_only=True):
    """One cell: as shown, and as a machine takes it (None where there is nothing). `value` of a percent is 0 to 100.

    `people` is how many people stand behind it, None where it tells of nobody: a shared report hides it under FEWEST.
    """

    kind: Kind
    shown: str
    value: str | int | float | None = None
    people: int | None = None


class Row(Struct, frozen=True, kw_only=True):
    """A row of a table; `sums` marks those that sum others up."""

    cells: tuple[Cell, ...]
    sums: bool = False


class Bar(Struct, frozen=True, kw_only=True):
    """One value of a chart; None where too few stand behind it."""

    label: str
    value: float | None
    shown: str


class Series(Struct, frozen=True, kw_only=True):
    """What one chart draws; `unit` is that of all its values."""

    title: str
    unit: str
    bars: tuple[Bar, ...]


class Answer(Struct, frozen=True, kw_only=True):
    """A question with its answer: a sentence, a table, a chart, and beneath them what was counted and what not.

    `at` is the UTC instant and `by` the name of who asked; `head` is the fingerprint of the record it rests on. `about`
    says in words which groups and days it is about, empty for all. `ties` are sums among the cells (None where
    nobody has said which they are); of a pair of columns in `tells` the first gives the second away; of a pair in
    `weighs` the first holds means of as many people as the second says. `unshown` are how many people stand behind
    numbers that no cell holds but that follow from some, in columns beyond the last. In a `shared` one small numbers
    are hidden.
    """

    key: str
    question: str
    sentence: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    series: Series
    definition: tuple[str, ...]
    by: str
    at: datetime
    head: str = ""
    about: str = ""
    ties: tuple[Ties, ...] | None = None
    tells: tuple[tuple[int, int], ...] = ()
    weighs: tuple[tuple[int, int], ...] = ()
    unshown: tuple[tuple[At, int], ...] = ()
    shared: bool = False

    @property
    def name(self) -> str:
        """The question as a part of a file's name: who-stays."""
        return self.question.lower().rstrip("?").replace(" ", "-")


def text(words: str, people: int | None = None) -> Cell:
    """A cell of words."""
    return Cell(kind=Kind.text, shown=words or "–", value=words, people=people if words else None)


def number(value: float | None, unit: str = "", people: int | None = None) -> Cell:
    """A cell of a number; so many `people` stand behind it."""
    shown = "–" if value is None else f"{value:,g}" + (f" {unit}" if unit else "")
    return Cell(kind=Kind.number, shown=shown, value=value, people=None if value is None else people)


def people(n: int) -> Cell:
    """A cell of so many people."""
    return number(n, people=n)


def share(of: Rate, people: int | None = None) -> Cell:
    """So many of so many, in percent where at least FEWEST stand behind it (`people`, else what is counted).

    Behind a share of people stand the fewer of the two that it tells apart: of 12 with 11 done it tells who did not.
    """
    behind = None if not of.of else fewer(of) if people is None else people
    if (of.of if people is None else people) < FEWEST or of.percent is None:
        return Cell(kind=Kind.text, shown=counts(of), value=counts(of) if of.of else None, people=behind)
    return Cell(kind=Kind.percent, shown=f"{of.percent} %", value=of.percent, people=behind)


def fewer(of: Rate) -> int:
    """The fewer of those who did and those who did not, of whom there are any; 0 of nobody."""
    return min((n for n in (of.done, of.of - of.done) if n), default=0)


def counts(of: Rate) -> str:
    """3 of 4."""
    return f"{of.done:,} of {of.of:,}" if of.of else "–"


def share_words(of: Rate, people: int | None = None) -> str:
    """15 of 24 (63 %); without the percentage where too few stand behind it."""
    cell = share(of, people)
    return f"{counts(of)} ({cell.shown})" if cell.kind is Kind.percent else counts(of)


def added(rates: Iterable[Rate]) -> Rate:
    """Rates of several taken as one."""
    every = list(rates)
    return Rate(sum(r.done for r in every), sum(r.of for r in every))


def summed(counts_: Iterable[Mapping[T, int]]) -> Counter[T]:
    """Counts of several taken as one."""
    found: Counter[T] = Counter()
    for one in counts_:
        found.update(one)
    return found


def bar(label: str, of: Rate, people: int | None = None) -> Bar:
    """A share as a bar, without a value where too few stand behind it."""
    cell = share(of, people)
    return Bar(label=label, value=of.percent if cell.kind is Kind.percent else None, shown=cell.shown)


def grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """What belongs to each name, in the order of their first coming."""
    found: dict[str, list[T]] = {}
    for name, one in pairs:
        found.setdefault(name, []).append(one)
    return found


class Asked(Struct, frozen=True):
    """Who asks (a name), when (a UTC instant), the head fingerprint of the record that answers, and what about."""

    by: str
    at: datetime
    head: str = ""
    scope: Scope = EVERYTHING
    about: str = ""


def answer(
    key: str,
    asked: Asked,
    sentence: str,
    headings: Sequence[str],
    rows: Iterable[Row],
    series: Series,
    definition: Sequence[str],
    ties: Iterable[Ties] | None = None,
    tells: Iterable[tuple[int, int]] = (),
    weighs: Iterable[tuple[int, int]] = (),
    unshown: Iterable[tuple[At, int]] = (),
) -> Answer:
    """An answer to one of QUESTIONS; where there is nothing in what was asked about, the sentence says so."""
    counted = tuple(rows)
    return Answer(
        key=key,
        question=QUESTIONS[key],
        sentence=sentence if counted or not asked.about else f"There is nothing to count for {asked.about}.",
        headings=tuple(headings),
        rows=counted,
        series=series,
        definition=tuple(definition),
        by=asked.by,
        at=asked.at,
        head=asked.head,
        about=asked.about,
        ties=None if ties is None else tuple(ties),
        tells=tuple(tells),
        weighs=tuple(weighs),
        unshown=tuple(unshown),
    )
