"""Which readings count as those of a member's start and end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.measures_due import NEAR
from groupcare.rules.start_end import END_OPEN, Scored, end_reading, start_reading

START, END = date(2026, 6, 2), date(2026, 7, 21)


def on(day: date, *after: int) -> list[Scored]:
    """Readings so many days after a day; the value is the number of days."""
    return [Scored(day + timedelta(days=n), n) for n in after]


@pytest.mark.parametrize(
    ("days", "chosen"),
    [
        ((-13,), -13),
        ((-14,), None),
        ((-10, -3), -3),
        ((-3, 0, 7), 0),
        ((-3, 7), -3),
        ((-20, 7, 9), 7),
        ((14,), 14),
        ((15,), None),
        ((), None),
    ],
)
def test_the_start_reading_is_the_last_of_the_two_weeks_before_else_the_first_within_two_weeks_after(
    days: tuple[int, ...], chosen: int | None
) -> None:
    found = start_reading(on(START, *days), START)
    assert (found.value if found else None) == chosen


@pytest.mark.parametrize(
    ("days", "chosen"),
    [((-13,), -13), ((-14,), None), ((-7, 0, 20), 0), ((-7, 20), -7), ((20, 30), 20), ((42,), 42), ((43,), None)],
)
def test_the_end_reading_is_the_last_of_the_two_weeks_before_else_the_first_within_six_weeks_after(
    days: tuple[int, ...], chosen: int | None
) -> None:
    found = end_reading(on(END, *days), END)
    assert (found.value if found else None) == chosen


def test_somebody_who_left_after_a_week_has_no_end_reading_from_their_start() -> None:
    left = START + timedelta(days=7)
    given = on(START, 0)
    first = start_reading(given, START)
    assert end_reading(given, left, first) is None
    later = end_reading([*given, *on(left, 9)], left, first)
    assert later is not None
    assert later.value == 9


def test_what_is_asked_for_another_referral_after_the_end_is_no_end_reading() -> None:
    again = [Scored(END + timedelta(days=20), 15, "second")]
    assert end_reading(again, END, referrals={"first"}) is None
    assert end_reading(again, END, referrals={"second"}) == again[0]
    before = Scored(END, 9, "second")  # entered late, when they had been referred again
    assert end_reading([before, *again], END, referrals={"first"}) == before


def test_of_two_readings_of_one_day_the_later_kept_counts() -> None:
    found = start_reading([Scored(START, 12), Scored(START, 11)], START)
    assert found is not None
    assert found.value == 11


@given(st.lists(st.integers(-60, 160)), st.integers(0, 100))
def test_whatever_was_given_the_end_is_later_than_the_start_and_both_are_in_their_spans(
    days: list[int], length: int
) -> None:
    given, end = on(START, *days), START + timedelta(days=length)
    first = start_reading(given, START)
    last = end_reading(given, end, first)
    if first is not None:
        assert START - NEAR < first.on <= START + NEAR
    if last is not None:
        assert end - NEAR < last.on <= end + END_OPEN
        assert first is None or last.on > first.on
    if first is None:
        assert not any(START - NEAR < one.on <= START + NEAR for one in given)
