"""Whom to phone about safety: who is on call at this hour, who covers, and the crisis line where nobody is."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.clinic import Clinic, OnCall
from groupcare.rules.on_call import DAYS, Hours, on_call_at, read_hours, until, whom_to_call

TUESDAY = datetime.combine(date(2026, 10, 6), time(14))
LEE = OnCall(name="Dr Lee", phone="555-0137", hours="Mon-Fri 08:00-18:00")
OSEI = OnCall(name="Dr Osei", phone="555-0140", hours="18:00-08:00")


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("Mon-Fri 08:00-18:00", Hours(frozenset({1, 2, 3, 4, 5}), time(8), time(18))),
        ("18:00-8:00", Hours(frozenset(range(1, 8)), time(18), time(8))),
        ("Sat, Sunday", Hours(frozenset({6, 7}))),
        ("fri - mon", Hours(frozenset({5, 6, 7, 1}))),
        ("until 18:00", None),
        ("weekdays", None),
        ("25:00-26:00", None),
        ("", None),
    ],
)
def test_hours_are_read_as_people_write_them_and_not_guessed(words: str, hours: Hours | None) -> None:
    assert read_hours(words) == hours


def test_who_is_on_call_now_is_named_first_and_who_covers_after() -> None:
    clinic = Clinic(name="C", zone="America/New_York", on_call=(OSEI, LEE))
    assert whom_to_call(clinic, TUESDAY).startswith(
        "On call: Dr Lee 555-0137 until 18:00; then Dr Osei 555-0140 18:00-08:00. Crisis line: 988"
    )
    night = whom_to_call(clinic, TUESDAY + timedelta(hours=12))
    assert night.startswith("On call: Dr Osei 555-0140 until 08:00; then Dr Lee")


def test_where_nobody_is_on_call_it_says_so_and_names_the_crisis_line() -> None:
    nobody = whom_to_call(Clinic(name="C", zone="Europe/Paris", crisis_line="3114", emergency="112"), TUESDAY)
    assert nobody == "Nobody is on call in this record. Crisis line: 3114. In danger: 112."
    asleep = whom_to_call(Clinic(name="C", zone="Europe/Paris", on_call=(LEE,)), TUESDAY + timedelta(hours=8))
    assert asleep.startswith("Nobody is on call at this hour. At other hours: Dr Lee 555-0137 Mon-Fri 08:00-18:00.")
    always = OnCall(name="Dr Lee", phone="555-0137", hours="ask the desk after six")
    words = whom_to_call(Clinic(name="C", zone="Europe/Paris", on_call=(always,)), TUESDAY)
    assert words.startswith("On call: Dr Lee 555-0137 ask the desk after six.")


times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(st.sets(st.integers(1, 7), min_size=1), times, times, st.datetimes(TUESDAY, TUESDAY + timedelta(days=400)))
def test_hours_written_down_hold_just_the_instants_they_say(
    days: set[int], start: time, end: time, at: datetime
) -> None:
    words = ", ".join(DAYS[day - 1] for day in sorted(days)) + f" {start:%H:%M}-{end:%H:%M}"
    hours = read_hours(words)
    assert hours == Hours(frozenset(days), start, end)
    inside = []
    for back in (0, 1):
        day = (at - timedelta(days=back)).date()
        begins = datetime.combine(day, start)
        length = timedelta(days=end <= start) + (datetime.combine(day, end) - begins)
        if day.isoweekday() in days and begins <= at < begins + length:
            inside.append(begins + length)
    assert until(hours, at) == (inside[0] if inside else None)


def test_everybody_on_the_list_stays_on_it_at_every_hour() -> None:
    clinic = Clinic(name="C", zone="Europe/Paris", on_call=(LEE, OSEI))
    for hour in range(24 * 7):
        assert {one.person for one in on_call_at(clinic, TUESDAY + timedelta(hours=hour))} == {LEE, OSEI}


@pytest.mark.parametrize(
    ("words", "on", "clock", "ends"),
    [
        ("Tue 18:00-08:00", 7, "02:00", "08:00"),
        ("Tue 18:00-08:00", 6, "18:00", "08:00"),
        ("Tue 18:00-08:00", 7, "08:00", None),
        ("Tue 18:00-08:00", 6, "17:59", None),
        ("Tue 08:00-18:00", 6, "08:00", "18:00"),
        ("Tue 08:00-18:00", 6, "18:00", None),
    ],
)
def test_a_span_holds_its_first_minute_the_night_after_and_not_the_minute_it_ends(
    words: str, on: int, clock: str, ends: str | None
) -> None:
    hours = read_hours(words)
    assert hours is not None
    found = until(hours, datetime.combine(date(2026, 10, on), time.fromisoformat(clock)))
    assert (None if found is None else f"{found:%H:%M}") == ends


def test_of_several_on_call_all_are_named_in_the_clinics_order_and_who_covers_stands_last() -> None:
    kim = OnCall(name="Dr Kim", phone="555-0141", hours="Tue 12:00-20:00")
    noa = OnCall(name="Dr Noa", phone="555-0142", hours="Sat")
    clinic = Clinic(name="C", zone="Europe/Paris", on_call=(OSEI, LEE, noa, kim))
    assert [one.person for one in on_call_at(clinic, TUESDAY)] == [LEE, kim, OSEI, noa]
    assert whom_to_call(clinic, TUESDAY).startswith(
        "On call: Dr Lee 555-0137 until 18:00; Dr Kim 555-0141 until 20:00; "
        "then Dr Osei 555-0140 18:00-08:00; Dr Noa 555-0142 Sat."
    )
