"""The date maths of a group: which sessions fall when, over holidays and clock changes, in any zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from groupcare.rules.schedule import Schedule, ScheduleImpossible, at, known_zone, lay_out, local, meet

ZONES = (
    "Africa/Casablanca",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
)
zones = st.sampled_from(ZONES)
days = st.dates(date(2005, 1, 1), date(2037, 1, 1))
clocks = st.one_of(
    st.builds(time, st.integers(0, 3), st.sampled_from((0, 10, 15, 30, 45))),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)
weekdays = st.sets(st.integers(1, 7), min_size=1, max_size=7).map(tuple)


def wall(day: date, clock: time, zone: str, fold: int = 0) -> datetime:
    """The UTC instant of a wall time, by the standard library."""
    return datetime.combine(day, clock, ZoneInfo(zone)).replace(fold=fold).astimezone(UTC)


def is_skipped(day: date, clock: time, zone: str) -> bool:
    """Whether the clocks never show this time on this day."""
    return wall(day, clock, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != datetime.combine(day, clock)


def comes_twice(day: date, clock: time, zone: str) -> bool:
    return not is_skipped(day, clock, zone) and wall(day, clock, zone, 0) != wall(day, clock, zone, 1)


def weekly(first: date, clock: time, zone: str, count: int = 1) -> Schedule:
    """Sessions on the weekday of the first date."""
    return lay_out([(n,) for n in range(1, count + 1)], first, [first.isoweekday()], clock, 90, zone, {})


# --- any schedule ----------------------------------------------------------------------------------------------------


@settings(max_examples=250, deadline=None)
@given(
    count=st.integers(1, 14),
    first=days,
    on=weekdays,
    clock=clocks,
    minutes=st.integers(15, 480),
    zone=zones,
    data=st.data(),
)
@example(count=8, first=date(2026, 10, 8), on=(4,), clock=time(14, 0), minutes=90, zone="America/New_York", data=None)
def test_every_schedule_keeps_its_days_its_hour_and_its_closures(
    count: int, first: date, on: tuple[int, ...], clock: time, minutes: int, zone: str, data: st.DataObject | None
) -> None:
    closed: dict[date, str] = {}
    if data is not None:
        ahead = data.draw(st.sets(st.integers(0, 60), max_size=12))
        closed = {first + timedelta(days=n): f"closed {n}" for n in ahead}
    modules = [(n, n + 100) for n in range(1, count + 1)]
    laid = lay_out(modules, first, on, clock, minutes, zone, closed)
    dates = [m.date for m in laid.meetings]

    assert [m.modules for m in laid.meetings] == modules
    assert [m.number for m in laid.meetings] == list(range(1, count + 1))
    assert dates == sorted(set(dates))
    assert {day.isoweekday() for day in dates} <= set(on)
    assert not set(dates) & set(closed)
    assert {m.start for m in laid.meetings} == {clock}
    assert [s.date for s in laid.skipped] == sorted(s.date for s in laid.skipped)
    assert {s.date: s.reason for s in laid.skipped} == {
        day: why for day, why in closed.items() if day.isoweekday() in on and first <= day <= dates[-1]
    }
    assert _open_days_between(first, dates[-1], on, closed) == dates
    for meeting in laid.meetings:
        if not is_skipped(meeting.date, clock, zone):
            assert meeting.utc_start == wall(meeting.date, clock, zone)
        assert meeting.utc_end - meeting.utc_start == timedelta(minutes=minutes)
        assert meeting.end == meeting.utc_end.astimezone(ZoneInfo(zone)).time()


def _open_days_between(first: date, last: date, on: tuple[int, ...], closed: dict[date, str]) -> list[date]:
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if day.isoweekday() in on and day not in closed]


@settings(max_examples=150, deadline=None)
@given(first=days, clock=clocks, zone=zones)
def test_a_remark_stands_wherever_the_clocks_change_between_two_sessions(first: date, clock: time, zone: str) -> None:
    laid = weekly(first, clock, zone, 14)
    assume(not any(is_skipped(m.date, clock, zone) for m in laid.meetings))
    offsets = [datetime.combine(m.date, clock, ZoneInfo(zone)).utcoffset() for m in laid.meetings]
    changed = [n for n in range(2, 15) if offsets[n - 1] != offsets[n - 2]]
    said = [r for r in laid.remarks if "clocks change" in r]
    assert len(said) == len(changed)
    for number, remark in zip(changed, said, strict=True):
        assert f"session {number};" in remark
        assert f"{clock:%H:%M}" in remark


def test_eight_weeks_over_thanksgiving_and_the_end_of_summer_time() -> None:
    closed = {date(2026, 11, 26): "Thanksgiving Day", date(2026, 11, 11): "Veterans Day"}
    laid = lay_out([(n,) for n in range(1, 9)], date(2026, 10, 8), [4], time(14), 90, "America/New_York", closed)
    assert [m.date for m in laid.meetings][-2:] == [date(2026, 11, 19), date(2026, 12, 3)]
    assert [m.utc_start.hour for m in laid.meetings] == [18, 18, 18, 18, 19, 19, 19, 19]
    assert [(s.date, s.reason) for s in laid.skipped] == [(date(2026, 11, 26), "Thanksgiving Day")]
    assert laid.remarks == ("The clocks change before session 5; it stays at 14:00.",)


def test_two_weekdays_give_two_sessions_a_week() -> None:
    laid = lay_out([(1,), (2,), (3,)], date(2026, 10, 6), [2, 4], time(14), 90, "UTC", {})
    assert [m.date.day for m in laid.meetings] == [6, 8, 13]


def test_a_first_date_on_another_weekday_is_remarked_and_the_next_meeting_day_taken() -> None:
    laid = lay_out([(1,)], date(2026, 10, 7), [2], time(14), 90, "UTC", {})
    assert laid.meetings[0].date == date(2026, 10, 13)
    assert "Wed 7 Oct 2026 is not one of the group's days" in laid.remarks[0]


def test_a_session_over_midnight_ends_on_the_next_day() -> None:
    meeting = weekly(date(2026, 10, 6), time(23, 0), "America/New_York").meetings[0]
    assert (meeting.end, meeting.utc_end) == (time(0, 30), datetime(2026, 10, 7, 4, 30, tzinfo=UTC))


def test_a_session_during_which_the_clocks_change_lasts_its_real_minutes() -> None:
    meeting = meet(1, (1,), date(2026, 11, 1), time(0, 30), 90, "America/New_York")
    assert meeting.end == time(1, 0)
    assert meeting.utc_end - meeting.utc_start == timedelta(minutes=90)


# --- hours that do not exist, and hours that come twice --------------------------------------------------------------

SKIPPED = [
    ("America/New_York", date(2026, 3, 8), time(2, 30)),
    ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 10)),
    ("Europe/Dublin", date(2026, 3, 29), time(1, 30)),
    ("Africa/Casablanca", date(2026, 3, 22), time(2, 30)),
    ("Pacific/Apia", date(2011, 12, 30), time(12, 0)),
]
TWICE = [
    ("America/New_York", date(2026, 11, 1), time(1, 30)),
    ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45)),
    ("Europe/Dublin", date(2026, 10, 25), time(1, 30)),
    ("Africa/Casablanca", date(2026, 2, 15), time(2, 30)),
]


@pytest.mark.parametrize(("zone", "day", "clock"), SKIPPED)
def test_a_time_that_the_clocks_skip_is_the_one_after_the_gap(zone: str, day: date, clock: time) -> None:
    assert is_skipped(day, clock, zone)
    began = at(day, clock, zone)
    assert began.astimezone(ZoneInfo(zone)).replace(tzinfo=None) > datetime.combine(day, clock)
    assert began == wall(day, clock, zone)  # as calendars read it: with the offset before the gap


@pytest.mark.parametrize(("zone", "day", "clock"), SKIPPED)
def test_a_session_at_a_time_that_does_not_exist_is_remarked(zone: str, day: date, clock: time) -> None:
    (remark,) = [r for r in weekly(day, clock, zone).remarks if "clocks" in r]
    assert f"Session 1: {clock:%H:%M} does not exist" in remark


def test_a_session_whose_time_does_not_exist_is_not_said_to_stay_at_it() -> None:
    laid = weekly(date(2026, 3, 1), time(2, 30), "America/New_York", 2)
    assert [remark for remark in laid.remarks if "session 2; it stays at 02:30" in remark] == []


@pytest.mark.parametrize(("zone", "day", "clock"), TWICE)
def test_a_time_that_comes_twice_is_the_first_and_remarked(zone: str, day: date, clock: time) -> None:
    assert comes_twice(day, clock, zone)
    laid = weekly(day, clock, zone)
    assert laid.meetings[0].utc_start == wall(day, clock, zone, fold=0) < wall(day, clock, zone, fold=1)
    (remark,) = laid.remarks
    assert f"{clock:%H:%M} comes twice" in remark


@pytest.mark.parametrize(("zone", "day", "clock"), [*SKIPPED, *TWICE])
def test_the_same_hour_a_week_earlier_is_remarked_as_nothing(zone: str, day: date, clock: time) -> None:
    assert weekly(day - timedelta(days=7), clock, zone).remarks == ()


@settings(max_examples=200, deadline=None)
@given(days, clocks, zones)
def test_an_instant_read_back_as_local_time_is_the_wall_time_it_was_made_from(
    day: date, clock: time, zone: str
) -> None:
    assume(not is_skipped(day, clock, zone))
    assert local(at(day, clock, zone), zone) == datetime.combine(day, clock)


# --- what cannot be --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("modules", "on", "closed"),
    [
        ([], [2], {}),
        ([(1,)], [], {}),
        ([(1,)], [0, 8], {}),
        ([(1,)], [2], {date(2026, 10, 6) + timedelta(days=n): "shut" for n in range(2000)}),
        ([(n,) for n in range(200)], [2], {}),
    ],
    ids=["no module", "no weekday", "no such weekday", "always closed", "too many for three years"],
)
def test_an_impossible_schedule_is_refused_with_a_sentence(
    modules: list[tuple[int, ...]], on: list[int], closed: dict[date, str]
) -> None:
    with pytest.raises(ScheduleImpossible, match=r"\.$"):
        lay_out(modules, date(2026, 10, 6), on, time(14), 90, "UTC", closed)


@pytest.mark.parametrize("zone", ZONES)
def test_iana_names_are_zones(zone: str) -> None:
    assert known_zone(zone)


@pytest.mark.parametrize(
    "name", ["", "+02:00", "America", "America/", "Europe/Nowhere", "../etc/passwd", "/etc/passwd", "a\0b", "zone.tab"]
)
def test_anything_else_is_no_zone(name: str) -> None:
    assert not known_zone(name)


def test_a_name_that_means_something_else_on_another_machine_or_by_leap_seconds_is_no_zone() -> None:
    names = ("localtime", "posixrules", "right/Europe/Paris", "posix/Europe/Paris")
    assert [name for name in names if known_zone(name)] == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_makes_the_question_for_a_zone_fail(name: str) -> None:
    assert known_zone(name) in (True, False)
