"""Who is due which measure: by the curriculum's milestones, by meetings, and by the objectives of a plan."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupcare.exchange.curriculum_file import find, read
from groupcare.exchange.library import shipped_library
from groupcare.rules.measures_due import (
    FOLLOW_UP,
    FOLLOW_UP_OPEN,
    LATE,
    NEAR,
    Cadence,
    Course,
    Due,
    Meeting,
    Wanted,
    due,
    wanted_of_course,
)

MEASURES = shipped_library().measures
EIGHT = read(find("eight-week"))
START = date(2026, 9, 1)
"""A Tuesday."""
FIVE = ("bpi-interference", "gad-7", "pcs", "phq-9", "pseq")
many = settings(max_examples=300, deadline=None)


def after(days: int) -> date:
    return START + timedelta(days=days)


def weekly(count: int = 8, start: date = START) -> tuple[Meeting, ...]:
    """Meetings of the eight-week programme, with what its modules ask for."""
    modules = EIGHT.module[:count]
    return tuple(Meeting(on=start + timedelta(weeks=i), measures=m.measures) for i, m in enumerate(modules))


COURSE = Course(milestones=EIGHT.milestones, start=START, meetings=weekly(), length=8)


def asked(today: date, *cadences: Cadence, course: Course = COURSE, **days: tuple[date, ...]) -> dict[str, Due]:
    """What is due, by measure; `days` are those on which a measure was given, with _ for -."""
    known = {name.replace("_", "-"): on for name, on in days.items()}
    return {d.measure: d for d in due(wanted_of_course(course), cadences, known, MEASURES, today)}


# --- any course, any plan, whatever was given ------------------------------------------------------------------------

NAMES = st.sampled_from(["phq-9", "pcs", "peg", "isi", "bpi-interference"])
DAYS = st.integers(-60, 300).map(after)
WANTED = st.builds(Wanted, measure=NAMES, on=DAYS, why=st.sampled_from(["start", "end"]))
CADENCES = st.builds(
    Cadence,
    measure=NAMES,
    since=DAYS,
    every_days=st.integers(1, 100),
    by=DAYS,
    why=st.just("objective 1.1"),
    has_baseline=st.booleans(),
).filter(lambda c: c.by > c.since)
GIVEN = st.dictionaries(NAMES, st.lists(DAYS, max_size=6).map(lambda days: tuple(sorted(days))))
LISTS = (st.lists(WANTED, max_size=5), st.lists(CADENCES, max_size=3), GIVEN, DAYS)


@many
@given(*LISTS)
def test_nothing_is_due_before_its_recall_window_has_passed(
    wanted: list[Wanted], cadences: list[Cadence], known: dict[str, tuple[date, ...]], today: date
) -> None:
    for line in due(wanted, cadences, known, MEASURES, today):
        assert line.since <= today
        for on in known.get(line.measure, ()):
            assert on > today or (today - on).days >= MEASURES[line.measure].window_days


@many
@given(*LISTS, st.integers(1, 400))
def test_what_is_due_stays_due_until_it_is_given(
    wanted: list[Wanted], cadences: list[Cadence], known: dict[str, tuple[date, ...]], today: date, days: int
) -> None:
    known = {name: tuple(on for on in given if on <= today) for name, given in known.items()}
    now, later = (
        {d.measure: d for d in due(wanted, cadences, known, MEASURES, on)}
        for on in (today, today + timedelta(days=days))
    )
    assert set(now) <= set(later)
    assert all(later[name].since <= now[name].since for name in now)


@many
@given(*LISTS)
def test_what_is_given_today_is_not_due_today(
    wanted: list[Wanted], cadences: list[Cadence], known: dict[str, tuple[date, ...]], today: date
) -> None:
    for line in due(wanted, cadences, known, MEASURES, today):
        after_it = {**known, line.measure: (*known.get(line.measure, ()), today)}
        assert line.measure not in {d.measure for d in due(wanted, cadences, after_it, MEASURES, today)}


@many
@given(*LISTS)
def test_a_milestone_that_nothing_was_given_for_is_due_from_its_day_on(
    wanted: list[Wanted], cadences: list[Cadence], known: dict[str, tuple[date, ...]], today: date
) -> None:
    found = {d.measure: d for d in due(wanted, cadences, known, MEASURES, today)}
    assert len(found) == len(due(wanted, cadences, known, MEASURES, today))
    for one in wanted:
        if one.on <= today and not any(on <= today for on in known.get(one.measure, ())):
            assert found[one.measure].since <= one.on
            assert one.why in found[one.measure].why


@many
@given(CADENCES, st.lists(DAYS, max_size=6), DAYS)
def test_an_objective_asks_no_later_than_its_cadence_or_its_own_day(
    cadence: Cadence, given_on: list[date], today: date
) -> None:
    """Where the plan has its baseline: no later than so many days after the last reading, or the objective's day."""
    before = [on for on in given_on if on <= today]
    last = max([*before, cadence.since] if cadence.has_baseline else before, default=None)
    window = timedelta(days=MEASURES[cadence.measure].window_days)
    by = cadence.since if last is None else min(last + timedelta(days=cadence.every_days), cadence.by)
    if last is not None and cadence.by - last < max(window, min(NEAR, timedelta(days=cadence.every_days))):
        return
    if last is not None:
        by = max(by, last + window)
    found = due([], [cadence], {cadence.measure: given_on}, MEASURES, today)
    assert bool(found) is (today >= by)


# --- the eight-week programme ----------------------------------------------------------------------------------------


def test_the_five_are_due_at_the_start_unless_they_were_given_shortly_before() -> None:
    assert set(asked(START)) == set(FIVE)
    assert asked(START)["pcs"] == Due(measure="pcs", since=START, why=("start",))
    shortly = (after(-13),)
    assert set(asked(START, pcs=shortly, pseq=shortly, phq_9=shortly)) == {"bpi-interference", "gad-7"}
    assert "pcs" in asked(START, pcs=(after(-14),))


def test_in_the_programme_only_the_phq_9_is_asked_again() -> None:
    at_start = dict.fromkeys(("bpi_interference", "gad_7", "pcs", "phq_9", "pseq"), (START,))
    for week in range(7):
        assert set(asked(after(7 * week), **at_start)) <= {"phq-9"}
    assert asked(after(21), **at_start)["phq-9"].why == ("meeting 4", "middle")
    assert set(asked(after(49), **at_start)) == set(FIVE)


def test_a_start_that_was_missed_is_late_after_a_week_and_stays_so() -> None:
    assert not asked(START + LATE)["pcs"].is_late(START + LATE)
    week_on = START + LATE + timedelta(days=1)
    assert asked(week_on)["pcs"].is_late(week_on)
    assert asked(after(120))["pcs"].since == START


def test_three_months_after_the_end_some_are_asked_once_more_and_then_no_more() -> None:
    end = after(49)
    all_given = dict.fromkeys(("bpi_interference", "gad_7", "pcs", "phq_9", "pseq"), (START, after(28), end))
    day = end + FOLLOW_UP
    assert not asked(day - timedelta(days=1), **all_given)
    assert {d.why for d in asked(day, **all_given).values()} == {("three months after",)}
    assert set(asked(day, **all_given)) == {"phq-9", "pcs", "bpi-interference", "pseq"}
    assert not asked(day + FOLLOW_UP_OPEN + timedelta(days=1), **all_given)


def test_before_the_first_session_it_is_what_the_curriculum_names_at_the_referral() -> None:
    found = due(wanted_of_course(COURSE, after(-20)), (), {}, MEASURES, after(-5))
    assert {d.measure for d in found} == {*FIVE, "c-ssrs-screener"}
    assert "c-ssrs-screener" not in {
        d.measure for d in due(wanted_of_course(COURSE, after(-20)), (), {}, MEASURES, START)
    }


def test_who_finished_early_is_at_the_end_then_and_who_came_from_another_group_has_no_start() -> None:
    early = Course(milestones=EIGHT.milestones, start=START, meetings=weekly(), length=8, ended=after(30))
    at_start = dict.fromkeys(("bpi_interference", "gad_7", "pcs", "phq_9", "pseq"), (START,))
    assert {d.since for d in asked(after(31), course=early, **at_start).values()} == {after(21), after(30)}
    moved = Course(milestones=EIGHT.milestones, start=START, meetings=weekly(), length=8, continues=True)
    assert set(asked(START, course=moved)) == {"phq-9"}  # which its first module asks for


def test_a_programme_not_planned_to_its_end_has_no_end_until_it_is_over() -> None:
    half = Course(milestones=EIGHT.milestones, start=START, meetings=weekly(5), length=8)
    over = Course(milestones=EIGHT.milestones, start=START, meetings=weekly(5), length=8, over=True)
    known = dict.fromkeys(("bpi_interference", "gad_7", "pcs", "pseq"), (START,))
    assert "pcs" not in asked(after(60), course=half, **known)
    assert asked(after(60), course=over, **known)["pcs"].since == after(28)


# --- objectives ------------------------------------------------------------------------------------------------------

PCS_BY_FOUR = Cadence(measure="pcs", since=START, every_days=28, by=after(84), why="objective 1.1")


@pytest.mark.parametrize(
    ("given_on", "days", "since"),
    [
        ((), 27, None),
        ((), 28, 28),
        ((), 200, 28),
        ((28,), 55, None),
        ((28,), 56, 56),
        ((30,), 58, 58),
        ((60,), 84, 84),  # not 88: its own day comes first
        ((75,), 200, None),  # so near to its day that it stands for it
        ((84,), 200, None),
    ],
)
def test_an_objective_asks_by_its_cadence_until_its_own_day(
    given_on: tuple[int, ...], days: int, since: int | None
) -> None:
    course = Course(milestones=EIGHT.milestones, start=after(1000), meetings=(), length=8)
    found = asked(after(days), PCS_BY_FOUR, course=course, pcs=tuple(map(after, given_on)))
    assert [d.since for d in found.values()] == ([] if since is None else [after(since)])


def test_an_objective_without_a_baseline_asks_at_once() -> None:
    blank = Cadence(measure="peg", since=START, every_days=28, by=after(84), why="objective 2.1", has_baseline=False)
    assert due([], [blank], {}, MEASURES, START) == (Due(measure="peg", since=START, why=("objective 2.1",)),)
    assert due([], [blank], {"peg": (after(-20),)}, MEASURES, after(7)) == ()


def test_a_cadence_shorter_than_the_recall_window_waits_for_the_window() -> None:
    weekly_phq = Cadence(measure="phq-9", since=START, every_days=7, by=after(84), why="objective 3.1")
    assert not due([], [weekly_phq], {"phq-9": (START,)}, MEASURES, after(13))
    assert due([], [weekly_phq], {"phq-9": (START,)}, MEASURES, after(14))


def test_a_measure_that_no_library_has_is_never_due() -> None:
    assert due([Wanted(measure="gone", on=START, why="start")], [], {}, MEASURES, START) == ()
