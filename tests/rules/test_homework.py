"""Homework: what is set, what is counted, and what is never guessed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from math import floor

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupcare.rules.attendance import Rate
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework import (
    QUALITY,
    Adherence,
    Homework,
    Practice,
    Review,
    adherence,
    days_to_set,
    done,
    fault_in_practice,
)

DAY = date(2026, 10, 6)
TASK = HomeworkTask(kind=HomeworkKind.practice, what="breathing", days=5, minutes=15)


def homework(days_set: int, days: int | None = None, quality: int | None = None) -> Homework:
    """Set on so many days; handed in with so many done, or not at all; reviewed with that quality, or not."""
    return Homework(
        client="c",
        member="m",
        group="g",
        session="s",
        task=TASK,
        days_set=days_set,
        set_on=DAY,
        practice=None if days is None else Practice(days=days, on=DAY),
        review=None
        if quality is None
        else Review(quality=quality, comment="", by="d", at=datetime(2026, 10, 13, tzinfo=UTC)),
    )


# --- what is set -----------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 7), st.integers(1, 60))
def test_what_is_set_follows_the_gap_to_the_next_meeting(days_of_7: int, gap: int) -> None:
    in_proportion = floor(Fraction(days_of_7 * gap, 7) + Fraction(1, 2))
    assert days_to_set(days_of_7, gap) == min(gap, max(1, in_proportion))


@pytest.mark.parametrize(("days", "gap", "to_do"), [(5, 7, 5), (5, 14, 10), (5, 2, 1), (7, 2, 2), (1, 1, 1), (5, 3, 2)])
def test_examples_of_what_is_set(days: int, gap: int, to_do: int) -> None:
    assert days_to_set(days, gap) == to_do


@pytest.mark.parametrize("gap", [0, -3])
def test_with_no_meeting_ahead_a_weeks_worth_is_set(gap: int) -> None:
    assert days_to_set(5, gap) == 5


# --- what is counted -------------------------------------------------------------------------------------------------


def test_six_of_five_days_is_five() -> None:
    assert done(homework(5, 6)) == 5


def test_a_surplus_hides_no_shortfall_elsewhere() -> None:
    assert adherence([homework(5, 10), homework(5, 0)]).known == Rate(5, 10)


def test_not_handed_in_is_unknown_and_not_none() -> None:
    assert done(homework(5)) is None
    found = adherence([homework(5, 4), homework(5)])
    assert found == Adherence(known=Rate(4, 5), with_unknown=Rate(4, 10), quality=None, not_handed_in=1)


def test_nothing_done_is_known_to_be_nothing() -> None:
    found = adherence([homework(5, 0)])
    assert (found.known.percent, found.adherent, found.not_handed_in) == (0, False, 0)


def test_where_nothing_was_handed_in_nobody_is_called_adherent_or_not() -> None:
    found = adherence([homework(5), homework(5)])
    assert (found.known.percent, found.with_unknown.percent, found.adherent) == (None, 0, None)


@pytest.mark.parametrize(("days", "of", "adherent"), [(2, 4, True), (3, 5, True), (2, 5, False), (99, 200, False)])
def test_adherent_is_half_or_more_of_what_was_set_and_not_a_rounded_half(days: int, of: int, adherent: bool) -> None:
    assert adherence([homework(of, days)]).adherent is adherent


def test_quality_is_the_mean_of_the_reviews_that_give_one_apart_from_quantity() -> None:
    found = adherence([homework(5, 5, 4), homework(5, 1, 1), homework(5, 3), homework(5, 0, 0)])
    assert found.quality == pytest.approx(5 / 3, abs=0.005)
    assert adherence([homework(5, 5)]).quality is None


def test_quality_has_five_anchors() -> None:
    assert len(QUALITY) == 5


rows = st.lists(st.tuples(st.integers(1, 7), st.one_of(st.none(), st.integers(0, 20))), max_size=12)


@settings(max_examples=150, deadline=None)
@given(rows)
def test_days_count_task_by_task_up_to_what_was_set(rows: Sequence[tuple[int, int | None]]) -> None:
    found = adherence(homework(days_set, days) for days_set, days in rows)
    handed_in = [(days_set, days) for days_set, days in rows if days is not None]
    assert found.known == Rate(sum(min(pair) for pair in handed_in), sum(days_set for days_set, _ in handed_in))
    assert found.with_unknown == Rate(found.known.done, sum(days_set for days_set, _ in rows))
    assert found.not_handed_in == len(rows) - len(handed_in)


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("practice", "gap"),
    [
        (Practice(days=-1, on=DAY), 7),
        (Practice(days=8, on=DAY), 7),
        (Practice(days=5, on=DAY, minutes=-1), 7),
        (Practice(days=5, on=DAY, difficulty=-1), 7),
        (Practice(days=5, on=DAY, difficulty=11), 7),
        (Practice(days=-1, on=DAY), None),
    ],
)
def test_a_log_that_cannot_be_is_refused_with_a_sentence(practice: Practice, gap: int | None) -> None:
    assert (fault_in_practice(homework(5), practice, gap) or "").endswith(".")


@pytest.mark.parametrize(
    ("practice", "gap"),
    [
        (Practice(days=0, on=DAY), 7),
        (Practice(days=7, on=DAY, minutes=0, difficulty=0), 7),
        (Practice(days=5, on=DAY, difficulty=10), 2),
        (Practice(days=5, on=DAY), None),
    ],
)
def test_more_than_was_set_is_taken_up_to_every_day(practice: Practice, gap: int | None) -> None:
    assert fault_in_practice(homework(5), practice, gap) is None


@settings(max_examples=150, deadline=None)
@given(rows, st.integers(1, 7), st.integers(0, 20))
def test_no_surplus_makes_up_for_days_missed_elsewhere(
    rows: Sequence[tuple[int, int | None]], days_set: int, surplus: int
) -> None:
    before = adherence(homework(of, days) for of, days in rows)
    after = adherence([*(homework(of, days) for of, days in rows), homework(days_set, days_set + surplus)])
    assert after.known == Rate(before.known.done + days_set, before.known.of + days_set)
    assert after.not_handed_in == before.not_handed_in


@settings(max_examples=150, deadline=None)
@given(rows)
def test_the_truth_lies_between_the_rates_with_and_without_what_is_unknown(
    rows: Sequence[tuple[int, int | None]],
) -> None:
    found = adherence(homework(of, days) for of, days in rows)
    sent = (msgspec.structs.replace(homework(of, days), practice=absent(days)) for of, days in rows)
    assert adherence(sent) == found, "absent but sent counts as handed in"
    if found.known.percent is not None and found.with_unknown.percent is not None:
        assert found.with_unknown.percent <= found.known.percent
        assert (found.with_unknown == found.known) == (found.not_handed_in == 0)


def absent(days: int | None) -> Practice | None:
    return None if days is None else Practice(days=days, on=DAY, while_absent=True)
