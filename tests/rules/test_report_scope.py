"""What a report is about: periods by name and in words, and files named by them."""

from datetime import date

import pytest

from groupcare.rules.report_scope import PERIODS, NoPeriod, about, checked, period, period_named, reference
from groupcare.rules.reports import EVERYTHING, Scope

DAY = date(2026, 10, 6)
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 31)
YEAR = Scope(since=JANUARY, until=date(2026, 12, 31))


def test_each_named_period_is_known_again_by_its_days() -> None:
    assert {name: period(name, DAY) for name in PERIODS} == {
        "": (None, None),
        "this-year": (JANUARY, date(2026, 12, 31)),
        "last-year": (date(2025, 1, 1), date(2025, 12, 31)),
        "last-90-days": (date(2026, 7, 9), DAY),
    }
    for name in PERIODS:
        since, until = period(name, DAY)
        assert period_named(Scope(since=since, until=until, group="g"), DAY) == name
    assert period_named(Scope(since=JANUARY), DAY) is None


@pytest.mark.parametrize(
    ("scope", "words", "file"),
    [
        (EVERYTHING, "", "all"),
        (YEAR, "2026", "2026"),
        (Scope(since=JANUARY, until=MARCH), "1 Jan 2026 to 31 Mar 2026", "2026-01-01-2026-03-31"),
        (Scope(since=MARCH), "from 31 Mar 2026", "from-2026-03-31"),
        (Scope(until=MARCH), "until 31 Mar 2026", "until-2026-03-31"),
        (Scope(since=MARCH, until=MARCH), "31 Mar 2026 to 31 Mar 2026", "2026-03-31-2026-03-31"),
    ],
)
def test_a_scope_in_words_and_in_the_name_of_a_file(scope: Scope, words: str, file: str) -> None:
    assert (about(scope), reference(scope)) == (words, file)


def test_names_are_said_and_never_stand_in_the_name_of_a_file() -> None:
    scope = Scope(since=JANUARY, until=date(2026, 12, 31), curriculum="eight-week", group="0f")
    assert about(scope, "Pain skills", "Autumn A") == "2026 · Pain skills · Autumn A"
    assert reference(scope, "G-003") == "2026-eight-week-G-003"


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(NoPeriod, match="ends on 1 Jan 2026, before it begins on 31 Mar 2026"):
        checked(Scope(since=MARCH, until=JANUARY))
    assert checked(YEAR) is YEAR
