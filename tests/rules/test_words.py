"""How days, times and rates read, and how a typed day is read."""

import contextlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules import words
from groupcare.rules.attendance import Rate

TODAY = date(2026, 10, 6)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def test_a_day_has_a_year_only_where_it_is_not_this_one() -> None:
    assert words.day(TODAY, TODAY) == "Tue 6 Oct"
    assert words.day(date(2027, 1, 4), TODAY) == "Mon 4 Jan 2027"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-10-06", TODAY),
        (" today ", TODAY),
        ("Yesterday", date(2026, 10, 5)),
        ("tomorrow", date(2026, 10, 7)),
        ("+7", date(2026, 10, 13)),
        ("-3", date(2026, 10, 3)),
        ("−3", date(2026, 10, 3)),
        ("6 oct", TODAY),
        ("6 October 2027", date(2027, 10, 6)),
        ("2 Jan", date(2027, 1, 2)),
        ("2 sept.", date(2026, 9, 2)),
        ("29 feb 2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str, read: date) -> None:
    assert words.read_day(typed, TODAY) == read


@pytest.mark.parametrize(
    "typed",
    ["", "6/10/2026", "31 feb", "29 feb", "oct", "+x", "2026-13-01", "+99999999999", "[/red]", "1 novx", "1 ja"],
)
def test_what_could_mean_two_days_or_none_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(words.NotADay, match="is no day"):
        words.read_day(typed, TODAY)


@given(DAYS, DAYS)
def test_a_day_that_is_shown_can_be_typed_again(day: date, today: date) -> None:
    shown = words.day(day, today).split(" ", 1)[1]
    if day.year != today.year or (abs((day - today).days) < 180 and (day.month, day.day) != (2, 29)):
        assert words.read_day(shown, today) == day


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_day_or_a_sentence(text: str) -> None:
    with contextlib.suppress(words.NotADay):
        assert isinstance(words.read_day(text, TODAY), date)


def test_a_moment_of_today_is_its_time_alone() -> None:
    at = datetime(2026, 10, 6, 18, 32, tzinfo=UTC)
    assert words.moment(at, "America/New_York", TODAY) == "14:32"
    assert words.moment(at + timedelta(days=1), "America/New_York", TODAY) == "Wed 7 Oct 14:32"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "now"), (12, "12 min"), (59, "59 min"), (60, "1 h"), (24 * 60, "1 d"), (50 * 60, "2 d")]
)
def test_how_long_ago_in_short_words(minutes: int, said: str) -> None:
    now = datetime(2026, 10, 6, 16, tzinfo=UTC)
    assert words.ago(now - timedelta(minutes=minutes), now) == said


def test_spans_rates_and_counts() -> None:
    assert words.span(time(23, 0), 90) == "23:00–00:30"
    assert words.rate(Rate(5, 6)) == "5/6 83 %"
    assert words.rate(Rate(0, 0)) == "0/0"
    assert (words.count(1, "day"), words.count(0, "day"), words.count(1234, "day")) == ("1 day", "0 days", "1,234 days")


# --- birth dates ----------------------------------------------------------------------------------------------------

BORN = st.dates(date(1907, 1, 1), TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        "1971-03-04",
        "4 mar 1971",
        "4 March 1971",
        "4. mar. 1971",
        "march 4 1971",
        "March 4, 1971",
        "mar 4,1971",
        "04-mar-1971",
        "4mar1971",
    ],
)
def test_a_birth_date_is_read_as_people_type_it(typed: str) -> None:
    assert words.read_birth_date(typed, TODAY) == date(1971, 3, 4)


@pytest.mark.parametrize(("typed", "read"), [("25/12/1980", date(1980, 12, 25)), ("12/25/1980", date(1980, 12, 25)),
                                             ("3.3.1971", date(1971, 3, 3))])  # fmt: skip
def test_numbers_that_can_be_one_day_only_are_read(typed: str, read: date) -> None:
    assert words.read_birth_date(typed, TODAY) == read


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("3/4/1971", "3/4/1971 could be 3 April or 4 March. Write 3 apr 1971 or 1971-04-03."),
        ("04.03.1971", "04.03.1971 could be 4 March or 3 April. Write 4 mar 1971 or 1971-03-04."),
        ("3/4/71", "3/4/71 could be 3 April or 4 March. Write 3 apr 1971 or 1971-04-03."),
        ("25/12/80", "Write the year in full: 25 dec 1980 or 1980-12-25."),
        ("4 mar 71", "Write the year in full: 4 mar 1971 or 1971-03-04."),
        ("3 feb", "A birth date needs its year: 1980-02-03, or 3 feb 1980."),
        ("3/4", "A birth date needs its year: 1980-02-03, or 3 feb 1980."),
        ("31 feb 1980", "'31 feb 1980' is no day. Write 1980-02-03, or 3 feb 1980."),
        ("today", "'today' is no day. Write 1980-02-03, or 3 feb 1980."),
        ("+7", "'+7' is no day. Write 1980-02-03, or 3 feb 1980."),
        ("13/13/1980", "'13/13/1980' is no day. Write 1980-02-03, or 3 feb 1980."),
        ("2031-01-01", "1 Jan 2031 is in the future."),
        ("1802-01-01", "Born 1 Jan 1802? A birth date lies within the last 120 years."),
    ],
)
def test_a_birth_date_that_cannot_be_taken_is_said_with_what_to_write(typed: str, sentence: str) -> None:
    with pytest.raises(words.NotADay) as refused:
        words.read_birth_date(typed, TODAY)
    assert str(refused.value) == sentence


@given(BORN, st.sampled_from(["%Y-%m-%d", "%d %b %Y", "%B %d, %Y", "%B %d %Y", "%d.%b.%Y"]))
def test_a_birth_date_with_its_month_in_words_or_its_year_first_is_that_day(born: date, how: str) -> None:
    assert words.read_birth_date(born.strftime(how), TODAY) == born


@given(BORN, st.sampled_from("/.-"), st.booleans())
def test_a_birth_date_in_numbers_is_never_read_as_another_day(born: date, mark: str, month_first: bool) -> None:
    parts = [str(born.month), str(born.day)] if month_first else [str(born.day), str(born.month)]
    typed = mark.join([*parts, str(born.year)])
    if born.day <= 12 and born.day != born.month:
        with pytest.raises(words.NotADay, match=r"could be .* or "):
            words.read_birth_date(typed, TODAY)
    else:
        assert words.read_birth_date(typed, TODAY) == born


@given(
    st.one_of(st.text(max_size=30), st.from_regex(r"[0-9]{1,4}[/. -]?[0-9a-z]{1,9}[/. ,-]?[0-9]{0,5}", fullmatch=True))
)
def test_whatever_is_typed_as_a_birth_date_gives_a_day_or_a_sentence_about_birth_dates(text: str) -> None:
    try:
        assert date(1900, 1, 1) <= words.read_birth_date(text, TODAY) <= TODAY
    except words.NotADay as refused:
        said = str(refused).replace(text.strip(), "")
        assert "today" not in said
        assert "+7" not in said
