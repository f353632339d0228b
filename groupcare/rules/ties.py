"""How the cells of a report's table hang together: which are sums of which, and which tell another.

Whoever hides a cell has to know, for a hidden part can be worked out from the sum and the other parts.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct

At: TypeAlias = tuple[int, int]
"""A cell by its row and column, each from 0."""
Pool: TypeAlias = tuple[int, Sequence[int]]
"""A row that takes others together, and those rows."""


class Tie(Struct, frozen=True):
    """A cell that is the sum of others, or takes them together as a rate or a mean does: each follows from the rest."""

    whole: At
    parts: tuple[At, ...]


class Down(Struct, frozen=True):
    """In each of these columns some rows take others together."""

    pools: tuple[tuple[int, tuple[int, ...]], ...]
    columns: tuple[int, ...]


class Across(Struct, frozen=True):
    """In every row a column is the sum of others."""

    whole: int
    parts: tuple[int, ...]


Ties: TypeAlias = Tie | Down | Across


def down(pools: Iterable[Pool], columns: Iterable[int]) -> Down:
    """Rows that take others together, in these columns."""
    return Down(tuple((whole, tuple(parts)) for whole, parts in pools), tuple(columns))


def across(whole: int, parts: Iterable[int]) -> Across:
    """A column that is the sum of others."""
    return Across(whole, tuple(parts))


def expanded(ties: Iterable[Ties], rows: int) -> Iterator[Tie]:
    """Each tie by itself, of a table of so many rows."""
    for tie in ties:
        if isinstance(tie, Down):
            for whole, parts in tie.pools:
                for column in tie.columns:
                    yield Tie((whole, column), tuple((part, column) for part in parts))
        elif isinstance(tie, Across):
            for row in range(rows):
                yield Tie((row, tie.whole), tuple((row, part) for part in tie.parts))
        else:
            yield tie


def by_kind(kinds: Sequence[str], more: Iterable[str] = ()) -> list[Pool]:
    """The pools of a table whose rows are of these kinds: below them a row for each kind, in the order of their first
    coming (`more` are kinds that have no rows above), and where there are several kinds one of all."""
    order = list(dict.fromkeys([*kinds, *more]))
    pools: list[Pool] = [
        (len(kinds) + place, [row for row, kind in enumerate(kinds) if kind == one]) for place, one in enumerate(order)
    ]
    if len(order) > 1:
        pools.append((len(kinds) + len(order), [row for row, _ in pools]))
    return [(whole, parts) for whole, parts in pools if parts]


def by_path(rows: Sequence[tuple[str, tuple[str, ...]]]) -> list[Pool]:
    """The pools of a table whose rows are of a key (such as a measure) and stand at a place in a tree: () for all,
    ("a curriculum",), ("a curriculum", "a group"). Each row takes together the next rows below it of its key."""
    pools: list[Pool] = []
    for whole, (key, path) in enumerate(rows):
        below = [
            (row, other)
            for row, (one, other) in enumerate(rows)
            if one == key and len(other) > len(path) and other[: len(path)] == path
        ]
        between = {other for _, other in below}
        parts = [row for row, other in below if not any(other[:n] in between for n in range(len(path) + 1, len(other)))]
        if parts:
            pools.append((whole, parts))
    return pools
