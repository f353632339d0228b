"""The clinic's days: which it works on, which it is closed, and which are public holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupcare.rules.clinic import (
    Clinic,
    Closure,
    add_working_days,
    closed_days,
    working_days_back,
)
from groupcare.rules.closures import UnknownPlace, public_holidays

WEEK = (1, 2, 3, 4, 5)
FRIDAY = date(2026, 10, 9)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, date(2026, 10, 12)),
        (FRIDAY, 5, date(2026, 10, 16)),
        (date(2026, 10, 10), 1, date(2026, 10, 12)),
        (date(2026, 10, 11), 5, date(2026, 10, 16)),
    ],
)
def test_working_days_pass_over_the_weekend(start: date, days: int, expected: date) -> None:
    assert add_working_days(start, days, WEEK, {}) == expected


def test_working_days_pass_over_closed_days() -> None:
    assert add_working_days(FRIDAY, 1, WEEK, {date(2026, 10, 12): "Columbus Day"}) == date(2026, 10, 13)


def test_a_clinic_without_working_days_counts_plain_days() -> None:
    assert add_working_days(FRIDAY, 5, (), {}) == date(2026, 10, 14)


def test_working_days_back_pass_over_the_weekend_and_closed_days_and_end() -> None:
    assert working_days_back(date(2026, 10, 13), 3, WEEK, {date(2026, 10, 12): "Columbus Day"}) == date(2026, 10, 7)
    assert working_days_back(FRIDAY, 0, WEEK, {}) == FRIDAY
    assert working_days_back(FRIDAY, 3, (), {}) == date(2026, 10, 6)
    shut = {FRIDAY - timedelta(days=n): "shut" for n in range(400)}
    assert working_days_back(FRIDAY, 3, WEEK, shut) == FRIDAY - timedelta(days=31)


@settings(max_examples=200, deadline=None)
@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.integers(1, 20),
    st.sets(st.integers(1, 7), min_size=1).map(tuple),
    st.sets(st.integers(1, 40)),
)
def test_exactly_that_many_open_days_lie_after_the_start(
    start: date, days: int, working: tuple[int, ...], shut: set[int]
) -> None:
    closed = {start + timedelta(days=n): "shut" for n in shut}
    end = add_working_days(start, days, working, closed)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    open_days = [day for day in between if day.isoweekday() in working and day not in closed]
    assert len(open_days) == days
    assert open_days[-1] == end


def test_the_clinics_own_words_win_over_a_holidays_name() -> None:
    clinic = Clinic(
        name="Hill",
        zone="UTC",
        closures=(Closure(on=date(2026, 12, 25), reason="closed"), Closure(on=date(2026, 12, 24), reason="half day")),
    )
    holidays = {date(2026, 12, 25): "Christmas Day", date(2026, 1, 1): "New Year's Day"}
    assert closed_days(clinic, holidays) == {
        date(2026, 1, 1): "New Year's Day",
        date(2026, 12, 24): "half day",
        date(2026, 12, 25): "closed",
    }


# --- public holidays -------------------------------------------------------------------------------------------------


def test_no_country_has_no_holidays() -> None:
    assert public_holidays(None, None, [2026]) == {}
    assert public_holidays("", "MA", [2026]) == {}


def test_a_country_alone_gives_what_is_kept_nationwide() -> None:
    found = public_holidays("US", None, [2026])
    assert found[date(2026, 11, 26)] == "Thanksgiving Day"
    assert date(2026, 7, 3) in found
    assert date(2026, 4, 20) not in found


def test_a_subdivision_adds_its_own_days_and_may_lack_some_of_the_nations() -> None:
    found = public_holidays("us", "ma", [2026])
    assert "Patriots" in found[date(2026, 4, 20)]
    assert date(2026, 7, 3) not in found


def test_names_are_in_english_where_there_are_such() -> None:
    assert public_holidays("DE", None, [2026])[date(2026, 10, 3)] == "German Unity Day"


def test_only_the_years_that_are_asked_for_are_given_in_order() -> None:
    found = list(public_holidays("US", None, range(2026, 2028)))
    assert found == sorted(found)
    assert {day.year for day in found} == {2026, 2027}


def test_holidays_that_one_caller_changes_are_not_those_of_the_next() -> None:
    public_holidays("US", None, [2026]).clear()
    assert date(2026, 11, 26) in public_holidays("US", None, [2026])


@pytest.mark.parametrize(("country", "subdivision"), [("ZZ", None), ("US", "ZZ"), ("Atlantis", "N"), ("../x", None)])
def test_an_unknown_place_is_refused_and_named(country: str, subdivision: str | None) -> None:
    with pytest.raises(UnknownPlace, match=(subdivision or country).upper().replace(".", r"\.")):
        public_holidays(country, subdivision, [2026])
