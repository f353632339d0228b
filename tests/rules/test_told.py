"""Readings written down by hand: what can be one, how they move an objective, and when a milestone stands as met."""

from datetime import date, timedelta
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.feedback import Feedback
from groupcare.rules.homework_readings import Point
from groupcare.rules.measures import Better
from groupcare.rules.objective_reading import ObjectiveReading
from groupcare.rules.objectives import Progress, Standing, progress
from groupcare.rules.plan import Aim, AmountAim, CountAim, DaysAim, MilestoneAim, Objective, ScoreAim
from groupcare.rules.reached import AGAIN, to_tell
from groupcare.rules.told import reached, reading_words, told_fault, told_points

DAY = date(2026, 10, 6)
TARGET_DAY = DAY + timedelta(days=70)
REST = AmountAim(unit="hours a day", better=Better.lower, baseline=4.5, target=1.5)
WALK = AmountAim(unit="minutes", better=Better.higher, baseline=5, target=30)
OUT, FLARES, WORK = CountAim(target=3, baseline=0), DaysAim(target=4, of=7, what="flares"), MilestoneAim()
VALUED: tuple[Aim, ...] = (REST, WALK, OUT, FLARES)


def told(days: int, value: float | None = None, *, is_reached: bool | None = None) -> ObjectiveReading:
    """A reading so many days after DAY."""
    on = DAY + timedelta(days=days)
    return ObjectiveReading(client="c", plan="p", objective="1.1", on=on, by="s", value=value, reached=is_reached)


def stand(
    aim: Aim, *readings: ObjectiveReading, points: tuple[Point, ...] = (), after: int = 40, weeks: int = 1
) -> Progress:
    """Where an objective with that aim stands so many days after DAY."""
    of = Objective(key="1.1", words="w", aim=aim, by=TARGET_DAY, every_days=7, weeks_in_a_row=weeks)
    today = DAY + timedelta(days=after)
    return progress(of, points, None, dated=DAY, first_session=None, today=today, told=readings)


# --- what can be a reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("aim", VALUED)
def test_a_value_is_a_number_that_there_can_be(aim: Aim) -> None:
    assert told_fault(aim, DAY, 2, None, DAY) == ""
    for impossible in (-1, inf, nan, 1e9):
        assert told_fault(aim, DAY, impossible, None, DAY)
    assert told_fault(aim, DAY, None, None, DAY).startswith("Say a number")
    assert told_fault(aim, DAY, None, True, DAY)


def test_of_so_many_flares_no_more_than_there_were() -> None:
    assert told_fault(FLARES, DAY, 7, None, DAY) == ""
    assert told_fault(FLARES, DAY, 8, None, DAY) == "It is from 0 to 7 of 7 flares."


def test_a_milestone_is_reached_or_not_yet_and_a_score_comes_with_its_measure() -> None:
    assert told_fault(WORK, DAY, None, True, DAY) == told_fault(WORK, DAY, None, False, DAY) == ""
    assert "reached, or not yet" in told_fault(WORK, DAY, 1, None, DAY)
    assert "comes with its measure" in told_fault(ScoreAim(measure="pcs", target=20), DAY, 20, None, DAY)


@given(st.sampled_from((*VALUED, WORK)), st.integers(1, 400))
def test_nothing_is_read_on_a_day_to_come(aim: Aim, days: int) -> None:
    value, is_reached = (None, True) if aim is WORK else (1.0, None)
    assert told_fault(aim, DAY + timedelta(days=days), value, is_reached, DAY)
    assert not told_fault(aim, DAY - timedelta(days=days), value, is_reached, DAY)


def test_readings_say_what_they_count() -> None:
    said = [reading_words(aim, told(0, 2.5)) for aim in VALUED]
    assert said == ["2.5 hours a day", "2.5 minutes", "2.5 a week", "2.5 of 7 flares"]
    assert reading_words(WORK, told(0, is_reached=True)) == "reached"
    assert reading_words(WORK, told(0, is_reached=False)) == "not yet"


# --- how they move an objective -------------------------------------------------------------------------------------


def test_a_told_value_moves_its_objective_and_is_marked_as_told() -> None:
    found = stand(REST, told(14, 3.0))
    assert (found.standing, found.latest) == (Standing.on_track, Point(DAY + timedelta(days=14), 3.0, told=True))
    assert found.note == ""
    assert stand(REST, told(14, 3.0), told(21, 1.5)).standing is Standing.met


def test_told_values_stand_among_those_of_logs_in_the_order_of_days() -> None:
    logged = (Point(DAY + timedelta(days=7), 10), Point(DAY + timedelta(days=21), 20))
    found = stand(WALK, told(14, 12), points=logged)
    assert [(p.value, p.told) for p in found.points] == [(10, False), (12, True), (20, False)]


def test_of_one_day_what_was_told_counts_as_the_newer() -> None:
    on = Point(DAY + timedelta(days=7), 10)
    found = stand(WALK, told(7, 30), points=(on,))
    assert (found.latest and found.latest.value, found.standing) == (30, Standing.met)


@given(st.sampled_from(VALUED), st.lists(st.tuples(st.integers(1, 60), st.integers(0, 7)), max_size=8))
def test_whoever_tells_it_a_reading_counts_the_same(aim: Aim, values: list[tuple[int, int]]) -> None:
    days = dict(values)
    by_hand = stand(aim, *(told(on, value) for on, value in days.items()), after=65)
    logged = stand(aim, points=tuple(Point(DAY + timedelta(days=on), v) for on, v in days.items()), after=65)
    assert (by_hand.standing, by_hand.way, by_hand.reached_on) == (logged.standing, logged.way, logged.reached_on)
    assert len(told_points(aim, [told(on, v) for on, v in days.items()])) == len(days)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 40)), min_size=1, max_size=10), st.integers(1, 3))
def test_what_is_met_was_reached_on_the_day_of_a_reading_and_stays_so_from_then_on(
    values: list[tuple[int, int]], weeks: int
) -> None:
    days = sorted(dict(values).items())
    found = stand(WALK, *(told(on, value) for on, value in days), weeks=weeks)
    assert (found.reached_on is not None) == (found.standing is Standing.met)
    if found.reached_on is None:
        return
    until = [n for n, (on, _) in enumerate(days, 1) if DAY + timedelta(days=on) >= found.reached_on]
    for n in until:
        assert stand(WALK, *(told(on, value) for on, value in days[:n]), weeks=weeks).standing is Standing.met
    if until[0] > 1:
        before = days[: until[0] - 1]
        assert stand(WALK, *(told(on, v) for on, v in before), weeks=weeks).standing is not Standing.met


# --- milestones -----------------------------------------------------------------------------------------------------


def test_a_milestone_is_met_overdue_or_without_data() -> None:
    no, yes = told(20, is_reached=False), told(30, is_reached=True)
    assert stand(WORK).standing is Standing.no_data
    asked = stand(WORK, no)
    assert (asked.standing, asked.note) == (Standing.no_data, "Asked Mon 26 Oct: not yet.")
    assert asked.next_reading == no.on + timedelta(days=7)
    met = stand(WORK, no, yes)
    assert (met.standing, met.reached_on, met.note, met.next_reading) == (Standing.met, yes.on, "", None)
    assert stand(WORK, no, after=71).standing is stand(WORK, after=71).standing is Standing.overdue
    assert stand(WORK, yes, after=71).standing is Standing.met


def test_a_milestone_that_was_lost_again_is_not_met() -> None:
    yes, lost, back = told(10, is_reached=True), told(20, is_reached=False), told(30, is_reached=True)
    assert stand(WORK, yes, lost).standing is Standing.no_data
    assert stand(WORK, back, yes, lost).reached_on == back.on
    assert [r.on for r in reached((back, yes, lost))] == [back.on]


# --- whom to tell ---------------------------------------------------------------------------------------------------


def given_on(days: int, key: str = "1.1") -> Feedback:
    """Feedback so many days after DAY."""
    return Feedback(client="c", plan="p", objective=key, on=DAY + timedelta(days=days), by="s")


def test_what_was_reached_is_told_once() -> None:
    met, near = stand(WALK, told(30, 30)), stand(OUT, told(30, 0))
    assert to_tell((met, near), ()) == (met,)
    assert to_tell((met,), (given_on(30),)) == ()
    assert to_tell((met,), (given_on(30, "1.2"),)) == (met,)


def test_reached_anew_it_is_told_again_but_not_within_four_weeks() -> None:
    met = stand(WALK, told(10, 30), told(20, 10), told(39, 30))
    assert met.reached_on == DAY + timedelta(days=39)
    assert to_tell((met,), (given_on(39 - AGAIN.days),)) == ()
    assert to_tell((met,), (given_on(39 - AGAIN.days - 1),)) == (met,)
