"""People: age, numbers and names as they are shown."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupcare.rules.people import Client, Identifier, age_on, client_number, full_name, group_number, referral_number


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2008, 10, 6), date(2026, 10, 5), 17),
        (date(2008, 10, 6), date(2026, 10, 6), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 12, 31), date(2027, 1, 1), 18),
        (date(2026, 10, 6), date(2026, 10, 6), 0),
    ],
)
def test_age_is_in_completed_years(born: date, day: date, years: int) -> None:
    assert age_on(born, day) == years


@settings(max_examples=150, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 110))
def test_a_birthday_brings_one_more_year_and_the_day_before_it_does_not(born: date, years: int) -> None:
    leap_day = (born.month, born.day) == (2, 29)
    common = (born.year + years) % 4 != 0 or (born.year + years) in (1900, 2100)
    birthday = date(born.year + years, 3, 1) if leap_day and common else born.replace(year=born.year + years)
    assert age_on(born, birthday) == years
    assert age_on(born, date.fromordinal(birthday.toordinal() - 1)) == years - 1


def test_numbers_are_shown_with_their_letters() -> None:
    assert (client_number(42), referral_number(107), group_number(12)) == ("GC-0042", "R-0107", "G-012")
    assert (client_number(123456), referral_number(50000), group_number(1000)) == ("GC-123456", "R-50000", "G-1000")


NUMBER = (Identifier(system="external", value="NH-7"),)


@pytest.mark.parametrize(
    ("client", "shown"),
    [
        (Client(number=1, family_name="Ruiz", given_name="Elena", preferred_name="Lena"), "Ruiz, Elena"),
        (Client(number=1, family_name="Ruiz"), "Ruiz"),
        (Client(number=1, given_name="Elena"), "Elena"),
        (Client(number=1, preferred_name="Lena", identifiers=NUMBER), "Lena"),
        (Client(number=1, identifiers=NUMBER), "NH-7"),
        (Client(number=1), "GC-0001"),
    ],
)
def test_everyone_is_shown_by_some_name(client: Client, shown: str) -> None:
    assert full_name(client) == shown
