"""Which of the program's own backups are kept: enough of each span, never more than that, and always the newest."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.backups import DAILY, MONTHLY, WEEKLY, automatic_date, automatic_name, name_for, to_keep

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31))
SOME = st.lists(DAYS, max_size=200)
LAST = date(2026, 10, 6)


def every_day(days: int) -> list[date]:
    return [LAST - timedelta(days=n) for n in range(days)]


def test_of_two_years_of_days_a_week_four_weeks_and_twelve_months_are_kept() -> None:
    kept = to_keep(every_day(730))
    assert sorted(kept, reverse=True)[:7] == every_day(7)
    assert {date(2026, 9, 27), date(2026, 9, 20)} <= kept  # Sundays, the last of their weeks
    months = {date(2026, n, 1) - timedelta(days=1) for n in range(1, 11)} | {date(2025, 11, 30)}
    assert kept == {*every_day(7), date(2026, 9, 27), date(2026, 9, 20), *months}


@given(SOME)
def test_the_newest_stay_and_nothing_is_made_up(dates: list[date]) -> None:
    kept = to_keep(dates)
    assert kept <= set(dates)
    assert set(sorted(set(dates), reverse=True)[:DAILY]) <= kept
    assert len(kept) <= DAILY + WEEKLY + MONTHLY


@given(SOME)
def test_what_is_kept_is_kept_again(dates: list[date]) -> None:
    assert to_keep(to_keep(dates)) == to_keep(dates)


@given(SOME)
def test_deleting_day_by_day_keeps_what_deleting_once_would(dates: list[date]) -> None:
    kept: set[date] = set()
    for day in sorted(set(dates)):
        kept = to_keep({*kept, day})
    assert kept == to_keep(dates)


@given(SOME)
def test_each_of_the_newest_months_and_weeks_has_its_newest(dates: list[date]) -> None:
    kept = to_keep(dates)
    for periods, of in ((MONTHLY, lambda d: (d.year, d.month)), (WEEKLY, lambda d: d.isocalendar()[:2])):
        for period in sorted({of(d) for d in dates}, reverse=True)[:periods]:
            assert max(d for d in dates if of(d) == period) in kept


@given(DAYS)
def test_a_name_tells_its_day(day: date) -> None:
    assert automatic_date(automatic_name(day)) == day


def test_no_other_file_is_taken_for_one_of_the_programs_own() -> None:
    for name in (
        name_for(LAST),
        "groupcare-automatic-2026-13-01.zip",
        "groupcare-automatic-2026-10-06.zip.part",
        "groupcare-automatic-2026-10-06-2.zip",
        "my groupcare-automatic-2026-10-06.zip",
        "groupcare-automatic-２０２６-10-06.zip",
        "letter.txt",
    ):
        assert automatic_date(name) is None
