"""The copy of a report for others: small numbers hidden, and what would give them away.

A number behind which 1 to 4 people stand is hidden (primary suppression). Where a table also shows sums, a single
hidden part is the sum less the other parts, so further cells are hidden until none can be worked out: complementary
suppression (Cox 1980, J Am Stat Assoc 75:377; Hundepool et al. 2012, Statistical Disclosure Control, chapter 4). The
next smallest goes first. What is hidden, by whichever of the two, reads alike: telling them apart would give away which
of them is under five, and often how many it is.

Three things are made sure of: no sum gives a single hidden cell; the hidden parts of a sum together leave room for each
of them to be five or more, also where a hidden part is itself a sum of which parts are shown; and no combination of
sums gives a hidden cell exactly, which is asked of the equations themselves. Numbers that stand in no cell but follow
from some that do (`Answer.unshown`) are cared for alike. Nobody is 0, and is shown: it tells of no one. Longest waits
are one person's and always hidden.

What it cannot do: two copies about overlapping periods can be taken from each other, and the questions of one report
are hidden each by itself. The definition of a shared copy warns of the first.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec import structs

from groupcare.rules.reports import FEWEST, Answer, Cell, Row
from groupcare.rules.ties import At, Tie, expanded

HIDDEN = "hidden"
LEGEND = (
    f"Shared copy: hidden is every number that stands on fewer than {FEWEST} people, and others from which such a "
    "number could be worked out. Give out one copy of a period: two that overlap can be taken from each other."
)


def shared(found: Answer) -> Answer:
    """The answer for others: without its sentence and its chart, whose numbers stand in no table."""
    if found.shared:
        return found
    hidden = {(r, c) for r, c in to_hide(found) if c < len(found.headings)}
    rows = tuple(
        Row(cells=tuple(_hidden(c) if (r, n) in hidden else c for n, c in enumerate(row.cells)), sums=row.sums)
        for r, row in enumerate(found.rows)
    )
    told = {
        (r, n) for r, row in enumerate(found.rows) for n, c in enumerate(row.cells) if c.people is not None
    } | hidden
    sentence = f"Shared copy: {len(hidden):,} of {len(told):,} numbers are hidden." if found.rows else found.sentence
    return structs.replace(
        found,
        sentence=sentence,
        rows=rows,
        series=structs.replace(found.series, bars=()),
        definition=(LEGEND, *found.definition),
        shared=True,
    )


def _hidden(cell: Cell) -> Cell:
    return structs.replace(cell, shown=HIDDEN, value=None, people=None)


def to_hide(found: Answer) -> frozenset[At]:
    """The cells, by row and column, that a shared copy hides, and the unshown numbers that would give them away."""
    cells = (((r, c), cell.people) for r, row in enumerate(found.rows) for c, cell in enumerate(row.cells))
    people = {at: n for at, n in (*cells, *found.unshown) if n}
    hidden = {at for at, n in people.items() if n < FEWEST}
    if found.ties is None:
        return frozenset(hidden | _around(found, people, hidden))
    ties = _known(expanded(found.ties, len(found.rows)), people)
    while (
        more := _given_away(found, people, hidden)
        or _by_weight(found, ties, people, hidden)
        or _by_a_sum(ties, people, hidden)
        or _by_all(ties, people, hidden)
    ):
        hidden |= more
    return frozenset(hidden)


def _around(found: Answer, people: dict[At, int], hidden: set[At]) -> set[At]:
    """Where nobody has said what adds up: all of each row in which a cell is hidden, and of each row of sums."""
    rows = {r for r, _ in hidden} | {r for r, row in enumerate(found.rows) if row.sums and hidden}
    return {at for at in people if at[0] in rows}


def _known(ties: Iterable[Tie], people: dict[At, int]) -> list[Tie]:
    """Ties among cells that tell of somebody; of a sum of nobody nothing is to be hidden."""
    some = ((tie.whole, tuple(p for p in tie.parts if p in people)) for tie in ties if tie.whole in people)
    return [Tie(whole, parts) for whole, parts in some if parts]


def _given_away(found: Answer, people: dict[At, int], hidden: set[At]) -> set[At]:
    """Cells that tell a hidden one."""
    return {
        (r, this)
        for this, that in found.tells
        for r in range(len(found.rows))
        if (r, that) in hidden and (r, this) not in hidden and (r, this) in people
    }


def _by_weight(found: Answer, ties: Iterable[Tie], people: dict[At, int], hidden: set[At]) -> set[At]:
    """Means to hide where all of a sum are shown, and not how many stand behind each: that could be worked out."""
    weighs, more = dict(found.weighs), set()
    for tie in ties:
        column = tie.whole[1]
        if column in weighs and len(tie.parts) > 1 and hidden.isdisjoint((tie.whole, *tie.parts)):
            unknown = [at for at in tie.parts if (at[0], weighs[column]) in hidden]
            more |= {min(unknown, key=lambda at: (people[at], at))} if unknown else set()
    return more


def _by_a_sum(ties: Sequence[Tie], people: dict[At, int], hidden: set[At]) -> set[At]:
    """The next smallest cell of each sum that leaves its hidden cells too little room."""
    sums: dict[At, list[Tie]] = {}
    for tie in ties:
        if tie.whole in hidden:
            sums.setdefault(tie.whole, []).append(tie)
    more = set()
    for tie in ties:
        parts = [at for at in tie.parts if at in hidden]
        if tie.whole in hidden:
            told = not parts
        else:
            told = len(parts) == 1 or (bool(parts) and _spare(parts, sums, people, hidden) + 1 < FEWEST)
        if told:
            more |= _next(tie, people, hidden)
    return more


def _spare(parts: Iterable[At], sums: Mapping[At, Sequence[Tie]], people: dict[At, int], hidden: set[At]) -> int:
    """How many of the people in these hidden cells, besides one in each, any one of the cells could hold. Of a cell
    that is a sum itself only its hidden parts can."""
    spare = 0
    for at in parts:
        below = (_spare([p for p in tie.parts if p in hidden], sums, people, hidden) for tie in sums.get(at, ()))
        spare += min((people[at] - 1, *below))
    return spare


def _next(tie: Tie, people: dict[At, int], hidden: set[At]) -> set[At]:
    """The smallest part that still shows, else the sum."""
    left = [at for at in tie.parts if at not in hidden] or [at for at in (tie.whole,) if at not in hidden]
    return {min(left, key=lambda at: (people[at], at))} if left else set()


def _by_all(ties: Sequence[Tie], people: dict[At, int], hidden: set[At]) -> set[At]:
    """A cell to hide where all sums together give a hidden one exactly: beside that one, else beside any."""
    known = _determined([_equation(tie, hidden) for tie in ties])
    if not known:
        return set()
    beside = [tie for tie in ties if tie.whole in known or not known.isdisjoint(tie.parts)]
    further = [tie for tie in ties if tie.whole in hidden or not hidden.isdisjoint(tie.parts)]
    return next((more for tie in (*beside, *further) if (more := _next(tie, people, hidden))), set())


def _equation(tie: Tie, hidden: set[At]) -> dict[At, Fraction]:
    """The hidden cells of a sum with their factors; what they come to is known."""
    factors = {at: Fraction(-1) for at in tie.parts if at in hidden}
    return factors | {tie.whole: Fraction(1)} if tie.whole in hidden else factors


def _determined(equations: Iterable[dict[At, Fraction]]) -> set[At]:
    """The unknowns to which these equations leave one value, whatever it is (Gauss-Jordan elimination)."""
    solved: dict[At, dict[At, Fraction]] = {}
    used: dict[At, set[At]] = {}
    for given in sorted(equations, key=len):
        row = dict(given)
        for at in [at for at in row if at in solved]:
            _take(row, solved[at], at)
        if not row:
            continue
        pivot = min(row, key=lambda at: (len(used.get(at, ())), at))
        factor = row[pivot]
        row = {at: f / factor for at, f in row.items()}
        for other in list(used.get(pivot, ())):
            before = set(solved[other])
            _take(solved[other], row, pivot)
            for at in before - solved[other].keys():
                used[at].discard(other)
            for at in solved[other].keys() - before:
                used.setdefault(at, set()).add(other)
        solved[pivot] = row
        for at in row:
            used.setdefault(at, set()).add(pivot)
    return {at for at, row in solved.items() if len(row) == 1}


def _take(row: dict[At, Fraction], other: dict[At, Fraction], pivot: At) -> None:
    """Take so much of the other equation from this one that the pivot drops out."""
    factor = row[pivot]
    for at, f in other.items():
        left = row.get(at, Fraction(0)) - factor * f
        if left:
            row[at] = left
        else:
            row.pop(at, None)
