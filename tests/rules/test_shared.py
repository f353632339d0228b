"""Shared reports: nothing that stands on few people is shown, nor can it be worked out from what is."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import msgspec.structs as structs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from groupcare.rules.attendance import Rate
from groupcare.rules.reports import (
    FEWEST,
    Answer,
    Cell,
    Kind,
    Row,
    Series,
    fewer,
    number,
    people,
    share,
    text,
)
from groupcare.rules.shared import HIDDEN, LEGEND, shared, to_hide
from groupcare.rules.ties import Tie, Ties, across, by_kind, by_path, down, expanded
from tests.rules.test_reports import ASKED


def answer(
    rows: Sequence[Sequence[Cell]], ties: Sequence[Ties] = (), tells: Sequence[tuple[int, int]] = (), sums: int = 0
) -> Answer:
    """These cells as an answer; the last `sums` rows are sums."""
    return Answer(
        key="stays",
        question="Who stays?",
        sentence="3 of 7 stayed.",
        headings=("Group", *(str(n) for n in range(1, len(rows[0])))),
        rows=tuple(Row(cells=tuple(row), sums=r >= len(rows) - sums) for r, row in enumerate(rows)),
        series=Series(title="", unit="%", bars=()),
        definition=("What is counted.",),
        by=ASKED.by,
        at=ASKED.at,
        ties=tuple(ties),
        tells=tuple(tells),
    )


def table(parts: Sequence[Sequence[int]]) -> Answer:
    """Counts with their sums at the right and below, both declared."""
    whole = [*([*row, sum(row)] for row in parts)]
    whole.append([sum(row[c] for row in whole) for c in range(len(whole[0]))])
    rows = [[text(f"G{r}"), *map(people, row)] for r, row in enumerate(whole)]
    wide, last = len(whole[0]), len(whole) - 1
    ties = [down([(last, range(last))], range(1, wide + 1)), across(wide, range(1, wide))]
    return answer(rows, ties, sums=1)


def shown(found: Answer) -> list[list[str]]:
    return [[cell.shown for cell in row.cells[1:]] for row in shared(found).rows]


def test_few_are_hidden_and_nobody_is_shown() -> None:
    rows = [[text("A"), people(0), people(1), people(4), people(5), number(3), text("moved 2", 2), text("", 0)]]
    assert shown(answer(rows)) == [["0", HIDDEN, HIDDEN, "5", "3", HIDDEN, "–"]]


def test_the_next_smallest_part_is_hidden_where_a_sum_would_tell_the_hidden_one() -> None:
    rows = [[text(name), people(n)] for name, n in (("A", 3), ("B", 7), ("C", 9), ("all", 19))]
    assert shown(answer(rows, [Tie((3, 1), ((0, 1), (1, 1), (2, 1)))], sums=1)) == [[HIDDEN], [HIDDEN], ["9"], ["19"]]


def test_hidden_parts_that_are_few_together_hide_a_third() -> None:
    rows = [[text(name), people(n)] for name, n in (("A", 1), ("B", 2), ("C", 9), ("all", 12))]
    assert shown(answer(rows, [Tie((3, 1), ((0, 1), (1, 1), (2, 1)))], sums=1)) == [
        [HIDDEN],
        [HIDDEN],
        [HIDDEN],
        ["12"],
    ]


def test_five_of_one_each_hide_their_sum() -> None:
    rows = [*([text(str(n)), people(1)] for n in range(5)), [text("all"), people(5)]]
    assert shown(answer(rows, [Tie((5, 1), tuple((r, 1) for r in range(5)))], sums=1)) == [[HIDDEN]] * 6


def test_a_sum_of_one_row_is_hidden_with_it() -> None:
    rows = [[text("A"), people(3)], [text("All of it"), people(3)]]
    assert shown(answer(rows, [down(by_kind(["it"]), [1])], sums=1)) == [[HIDDEN], [HIDDEN]]


def test_a_share_that_tells_a_hidden_count_is_hidden_with_it_but_not_the_other_way() -> None:
    counts = (("A", 20, 8), ("B", 20, 3), ("C", 20, 18), ("all", 60, 29))
    rows = [[text(name), people(of), people(n), share(Rate(n, of))] for name, of, n in counts]
    ties = [down([(3, [0, 1, 2])], [1, 2])]
    assert shown(answer(rows, ties, [(3, 2)], sums=1)) == [
        ["20", HIDDEN, HIDDEN],
        ["20", HIDDEN, HIDDEN],
        ["20", "18", HIDDEN],
        ["60", "29", "48 %"],
    ]


@pytest.mark.parametrize(
    ("rate", "behind"), [((8, 12), 4), ((11, 12), 1), ((1, 12), 1), ((12, 12), 12), ((0, 9), 9), ((0, 0), 0)]
)
def test_behind_a_share_stand_the_fewer_of_those_it_tells_apart(rate: tuple[int, int], behind: int) -> None:
    assert fewer(Rate(*rate)) == (share(Rate(*rate)).people or 0) == behind


def test_a_shared_copy_has_no_sentence_or_chart_and_says_what_is_hidden() -> None:
    found = shared(table([[3, 9], [8, 6]]))
    assert found.sentence == "Shared copy: 4 of 9 numbers are hidden."
    assert (found.shared, found.series.bars, found.definition[0]) == (True, (), LEGEND)
    assert shared(found) == found
    hidden = [cell for row in found.rows for cell in row.cells if cell.shown == HIDDEN]
    assert all(cell.value is None and cell.kind is Kind.number for cell in hidden)


def test_where_nobody_has_said_what_adds_up_the_rows_around_are_hidden_whole() -> None:
    rows = [[text(name), people(n), people(9)] for name, n in (("A", 3), ("B", 7), ("all", 19))]
    found = structs.replace(answer(rows, sums=1), ties=None)
    assert shown(found) == [[HIDDEN, HIDDEN], ["7", "9"], [HIDDEN, HIDDEN]]
    few = structs.replace(found, rows=found.rows[1:])
    assert shown(few) == [["7", "9"], ["19", "9"]]


def test_rows_of_one_key_are_taken_together_by_the_next_above_them() -> None:
    rows = [
        ("m", ()),
        ("n", ()),
        ("m", ("c",)),
        ("m", ("c", "1")),
        ("m", ("c", "2")),
        ("m", ("d", "3")),
        ("n", ("d", "3")),
    ]
    assert by_path(rows) == [(0, [2, 5]), (1, [6]), (2, [3, 4])]


def test_sums_by_kind_stand_below_their_rows_and_the_sum_of_all_last() -> None:
    assert by_kind(["c", "d", "c"]) == [(3, [0, 2]), (4, [1]), (5, [3, 4])]
    assert by_kind(["c", "c"]) == [(2, [0, 1])]
    assert by_kind(["c"], ["c", "d"]) == [(1, [0]), (3, [1, 2])]
    assert by_kind([]) == []


# --- against whoever tries to work it out ----------------------------------------------------------------------------

COUNTS = st.integers(2, 4).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 12), min_size=wide, max_size=wide), min_size=2, max_size=4)
)


def rank(rows: Sequence[Sequence[int]]) -> int:
    """By plain elimination on a full matrix."""
    left, found = [[Fraction(n) for n in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        for row in left[found + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        found += 1
    return found


BRIDGE = [[3, 4, 9, 9], [4, 3, 2, 9], [9, 9, 3, 4], [9, 9, 4, 3]]
"""Two are hidden in each line at least, and yet the first two rows less the first two columns give the 2."""


@settings(deadline=None)
@given(COUNTS)
@example(BRIDGE)
@example([[3, 0, 5], [0, 10, 6], [10, 0, 0]])
def test_no_hidden_number_follows_from_the_sums(parts: list[list[int]]) -> None:
    found = table(parts)
    hidden = sorted(to_hide(found))
    assert {(r, c) for r, row in enumerate(found.rows) for c, cell in enumerate(row.cells)
            if cell.people and cell.people < FEWEST} <= set(hidden)  # fmt: skip
    equations = [
        [int(at == tie.whole) - int(at in tie.parts) for at in hidden]
        for tie in expanded(found.ties or (), len(found.rows))
    ]
    whole = rank(equations)
    for place in range(len(hidden)):
        alone = [int(n == place) for n in range(len(hidden))]
        assert rank([*equations, alone]) == whole + 1, f"{hidden[place]} can be worked out in {parts}"


@settings(deadline=None)
@given(COUNTS)
def test_each_hidden_part_of_a_shown_sum_could_be_five_or_more(parts: list[list[int]]) -> None:
    found = table(parts)
    hidden = to_hide(found)
    value = {
        at: found.rows[at[0]].cells[at[1]].value for at in product(range(len(parts) + 1), range(1, len(parts[0]) + 2))
    }
    for tie in expanded(found.ties or (), len(found.rows)):
        gone = [at for at in tie.parts if at in hidden]
        if gone and tie.whole not in hidden:
            assert sum(int(value[at] or 0) for at in gone) - (len(gone) - 1) >= FEWEST


@settings(deadline=None)
@given(COUNTS)
def test_nothing_is_hidden_where_nobody_is_few(parts: list[list[int]]) -> None:
    many = [[n if n == 0 else n + FEWEST for n in row] for row in parts]
    assert to_hide(table(many)) == frozenset()
