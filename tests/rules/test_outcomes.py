"""Readings, change by a measure's own thresholds, and where objectives stand on their lines."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.exchange.library import shipped_library
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework import Homework, Practice
from groupcare.rules.homework_readings import Point, days_done
from groupcare.rules.measures import Answers, Assessment, Better, Change, Measure
from groupcare.rules.objectives import Line, Progress, Standing, progress
from groupcare.rules.outcomes import Sure, change_words, gained, moved, reading
from groupcare.rules.plan import AmountAim, CountAim, DaysAim, MilestoneAim, Objective, ScoreAim

MEASURES = shipped_library().measures
PHQ9, GAD7, CSSRS = MEASURES["phq-9"], MEASURES["gad-7"], MEASURES["c-ssrs-screener"]
DAY = date(2026, 10, 6)
TARGET_DAY = DAY + timedelta(days=80)
TOTALS = st.integers(0, 27)


def answered(answers: Answers, measure: str = "phq-9", stated: int | None = None) -> Assessment:
    """One administration on DAY."""
    return Assessment(client="c", measure=measure, version="1", answers=answers, on=DAY, stated_total=stated)


# --- readings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "stated", "value", "sure", "says"),
    [
        ((2,) * 8 + (0, 1), None, 16, Sure.total, "16, moderately severe"),
        ((2,) * 7 + (None, 0, None), None, 15.8, Sure.prorated, "15.8 prorated, 8 of 9 answered (14 to 17 possible)"),
        ((None,) * 10, 16, 16, Sure.stated, "16 as stated, 0 of 9 answered, moderately severe"),
        ((2,) * 8 + (0, None), 3, 16, Sure.total, "16"),
        ((3,) * 5 + (None,) * 5, 3, None, None, "5 of 9 answered"),
        ((None,) * 10, None, None, None, "0 of 9 answered"),
    ],
)
def test_a_reading_says_what_it_is_worth_and_how_sure(
    answers: Answers, stated: int | None, value: float | None, sure: Sure | None, says: str
) -> None:
    found = reading(PHQ9, answered(answers, stated=stated))
    assert (found.value, found.sure) == (value, sure)
    assert found.says.startswith(says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0000.0.", "nothing endorsed"),
        ("1000.0.", "thoughts"),
        ("1.....0", "not all asked"),
        ("1111010", "intent or plan; method; older behaviour; thoughts"),
        ("0.....", "another version of the form"),
    ],
)
def test_a_cssrs_reading_has_no_total_but_its_signs(text: str, says: str) -> None:
    form = tuple(None if c == "." else int(c) for c in text)
    found = reading(CSSRS, answered(form, "c-ssrs-screener"))
    assert found.value is None
    assert says in found.says


def test_nothing_endorsed_is_said_only_when_all_was_asked() -> None:
    assert "nothing endorsed" not in reading(CSSRS, answered((0,) + (None,) * 6, "c-ssrs-screener")).says


# --- change ---------------------------------------------------------------------------------------------------------


def test_a_change_is_named_with_its_thresholds_and_their_sources() -> None:
    words = change_words(PHQ9, 16, 11)
    assert words == (
        "5 points lower, better: important (5 or more, Loewe 2004, Med Care 42:1194), "
        "not reliable (6 or more, NHS Talking Therapies manual)"
    )
    assert change_words(PHQ9, 11, 11) == "no change"
    assert change_words(PHQ9, 11, 12).startswith("1 point higher, worse: not important")
    assert change_words(CSSRS, 0, 1) == ""


def test_of_two_reliable_thresholds_the_plain_one_decides_and_the_stricter_is_named() -> None:
    move = moved(GAD7, 15, 10)
    assert (move.reliable, [c.kind for c in move.missed]) == (True, ["reliable (stricter)"])


def test_a_measure_without_thresholds_says_nothing_about_reliability() -> None:
    move = moved(MEASURES["phq-2"], 6, 0)
    assert (move.reliable, move.important, move.better) == (None, None, True)


@given(TOTALS, TOTALS)
def test_a_change_and_its_way_back_are_equally_large_and_opposite(first: int, last: int) -> None:
    there, back = moved(PHQ9, first, last), moved(PHQ9, last, first)
    assert there.points == -back.points
    assert (there.reliable, there.important) == (back.reliable, back.important)
    assert first == last or there.better is not back.better


@given(TOTALS, TOTALS, TOTALS)
def test_a_larger_change_never_counts_less(first: int, last: int, further: int) -> None:
    near, far = sorted((last, further), key=lambda n: abs(n - first))
    assert set(moved(PHQ9, first, near).reached) <= set(moved(PHQ9, first, far).reached)


@given(TOTALS, TOTALS)
def test_every_threshold_is_either_reached_or_missed(first: int, last: int) -> None:
    move = moved(PHQ9, first, last)
    assert sorted(c.points for c in (*move.reached, *move.missed)) == [5, 6]


# --- objectives -----------------------------------------------------------------------------------------------------

SCORE = Objective(
    key="1.1",
    words="Lower the PHQ-9.",
    aim=ScoreAim(measure="phq-9", baseline=16, target=8),
    by=TARGET_DAY,
    every_days=14,
)


def stand(*values: float, objective: Objective = SCORE, today: date | None = None, every: int = 20) -> Progress:
    """Where the objective stands with these readings, one every so many days; by default on the day of the last."""
    points = [Point(DAY + timedelta(days=every * i), value) for i, value in enumerate(values, start=1)]
    day = today or (points[-1].on if points else DAY)
    return progress(objective, points, PHQ9, dated=DAY, first_session=None, today=day)


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ((), Standing.no_data),
        ((8,), Standing.met),
        ((5,), Standing.met),
        ((14,), Standing.on_track),  # the line is at 14 after 20 of 80 days
        ((10,), Standing.on_track),
        ((15,), Standing.near),
        ((20,), Standing.near),  # 6 behind, but the first reading
        ((14, 17), Standing.off_track),  # the line is at 12: 5 behind
        ((14, 16.9), Standing.near),
        ((14, 12), Standing.on_track),
        ((22,), Standing.worse),  # 6 worse than the baseline
        ((14, 22), Standing.worse),
        ((14, 22, 8), Standing.met),
    ],
)
def test_an_objective_stands_where_its_newest_reading_is_from_the_line(
    values: tuple[float, ...], standing: Standing
) -> None:
    assert stand(*values).standing is standing


def test_past_its_day_an_objective_is_overdue_unless_met() -> None:
    late = TARGET_DAY + timedelta(days=1)
    assert stand(today=late).standing is Standing.overdue
    assert stand(9, today=late).standing is Standing.overdue
    assert stand(8, today=late).standing is Standing.met
    assert stand(9, today=TARGET_DAY).standing is not Standing.overdue


def test_higher_is_better_where_the_measure_says_so() -> None:
    pseq = msgspec.structs.replace(PHQ9, id="pseq", better=Better.higher)
    rising = msgspec.structs.replace(SCORE, aim=ScoreAim(measure="pseq", baseline=18, target=35))
    points = [Point(DAY + timedelta(days=40), 27)]
    found = progress(rising, points, pseq, dated=DAY, first_session=None, today=DAY + timedelta(days=40))
    assert (found.standing, round(found.way or 0, 2)) == (Standing.on_track, 0.53)


def test_the_line_begins_with_the_first_session_after_the_plan_and_says_so() -> None:
    found = progress(SCORE, [], PHQ9, dated=DAY, first_session=DAY + timedelta(days=7), today=DAY)
    assert found.line is not None
    assert (found.line.start, found.line.since) == (DAY + timedelta(days=7), "the first session")
    earlier = progress(SCORE, [], PHQ9, dated=DAY, first_session=DAY - timedelta(days=7), today=DAY)
    assert earlier.line is not None
    assert (earlier.line.start, earlier.line.since) == (DAY, "the plan's date")


def test_readings_up_to_the_baselines_day_are_not_progress() -> None:
    points = [Point(DAY - timedelta(days=1), 3), Point(DAY, 3)]
    found = progress(SCORE, points, PHQ9, dated=DAY, first_session=None, today=DAY)
    assert (found.standing, found.latest) == (Standing.no_data, None)


def test_a_baseline_that_the_plan_does_not_give_is_read_and_never_made_up() -> None:
    bare = msgspec.structs.replace(SCORE, aim=ScoreAim(measure="phq-9", target=8))
    assert progress(bare, [], PHQ9, dated=DAY, first_session=None, today=DAY).line is None
    before = [Point(DAY - timedelta(days=1), 18), Point(DAY + timedelta(days=40), 13)]
    found = progress(bare, before, PHQ9, dated=DAY, first_session=None, today=DAY + timedelta(days=40))
    assert (found.baseline, found.standing, found.behind) == (18, Standing.on_track, 0)
    after = progress(bare, before[1:], PHQ9, dated=DAY, first_session=None, today=DAY + timedelta(days=40))
    assert after.line is not None
    assert (after.line.since, after.standing, after.behind) == ("the first reading", Standing.on_track, 0)
    met = [Point(DAY + timedelta(days=40), 8)]
    assert progress(bare, met, PHQ9, dated=DAY, first_session=None, today=met[0].on).standing is Standing.met


def test_a_baseline_read_with_answers_missing_is_known_to_be_prorated() -> None:
    bare = msgspec.structs.replace(SCORE, aim=ScoreAim(measure="phq-9", target=8))
    for prorated in (True, False):
        points = [Point(DAY, 18, prorated=prorated)]
        line = progress(bare, points, PHQ9, dated=DAY, first_session=None, today=DAY).line
        assert line is not None
        assert line.prorated is prorated


def test_the_next_reading_is_never_after_the_objectives_own_day() -> None:
    def next_after(days: int) -> date | None:
        read = [Point(SCORE.by - timedelta(days=days), 12)]
        return progress(SCORE, read, PHQ9, dated=DAY, first_session=None, today=read[0].on).next_reading

    assert next_after(SCORE.every_days + 3) == SCORE.by - timedelta(days=3)
    assert next_after(SCORE.every_days - 3) == SCORE.by
    assert next_after(0) is None


def test_so_many_weeks_in_a_row_need_all_of_them() -> None:
    weekly = msgspec.structs.replace(SCORE, weeks_in_a_row=4, every_days=7)
    assert stand(8, 7, 8, objective=weekly, every=7).standing is Standing.on_track
    assert stand(8, 7, 8, 8, objective=weekly, every=7).standing is Standing.met
    assert stand(8, 9, 8, 8, objective=weekly, every=7).standing is Standing.on_track
    assert stand(8, 8, objective=weekly, every=28).standing is Standing.on_track  # nobody looked in between


def test_what_no_log_tells_of_has_no_data_and_says_why() -> None:
    aims = (
        AmountAim(unit="hours", better=Better.lower, baseline=4.5, target=1.5),
        CountAim(target=3),
        DaysAim(target=4, of=7, what="flares"),
    )
    for aim in aims:
        found = stand(objective=msgspec.structs.replace(SCORE, aim=aim))
        assert (found.standing, found.points, found.next_reading) == (Standing.no_data, (), None)
        assert "No log tells of this yet" in found.note


def test_a_milestone_is_reached_or_not_and_has_no_line() -> None:
    found = stand(1, 2, objective=msgspec.structs.replace(SCORE, aim=MilestoneAim()))
    assert (found.standing, found.points) == (Standing.no_data, ())
    assert "write down by hand" in found.note


def test_an_amount_and_a_count_stand_on_their_lines_as_their_readings_come_in() -> None:
    resting = AmountAim(unit="hours", better=Better.lower, baseline=4.5, target=1.5)
    assert stand(1.5, objective=msgspec.structs.replace(SCORE, aim=resting)).standing is Standing.met
    weekly = CountAim(target=3, baseline=0)
    found = stand(1, 3, objective=msgspec.structs.replace(SCORE, aim=weekly))
    assert (found.standing, found.way, found.note) == (Standing.met, 1.0, "")


def handed_in(days: int, of: int, gap: int) -> Homework:
    """Homework set on DAY for so many days, handed in after `gap` days."""
    task = HomeworkTask(kind=HomeworkKind.practice, what="breathing", days=5)
    return Homework(
        client="c",
        member="m",
        group="g",
        session="s",
        task=task,
        days_set=of,
        set_on=DAY,
        hand_in_by=DAY + timedelta(days=gap),
        practice=Practice(days=days, on=DAY + timedelta(days=gap)),
    )


def test_homework_counts_as_days_of_the_aims_days_whatever_the_gap() -> None:
    aim = DaysAim(target=5, of=7)
    tasks = [handed_in(4, 5, 7), handed_in(8, 10, 14), msgspec.structs.replace(handed_in(0, 5, 7), practice=None)]
    assert [p.value for p in days_done(aim, tasks)] == [4, 4]


def test_days_are_near_within_one_day_of_the_line() -> None:
    daily = msgspec.structs.replace(SCORE, aim=DaysAim(target=6, baseline=2))
    assert stand(3, 3.5, objective=daily).standing is Standing.near
    assert stand(3, 3, objective=daily).standing is Standing.off_track


READINGS = st.lists(st.integers(0, 27), max_size=6)


@given(READINGS, st.integers(0, 200))
def test_every_objective_stands_somewhere_and_a_better_last_reading_never_stands_worse(
    values: list[int], days: int
) -> None:
    order = [Standing.worse, Standing.off_track, Standing.near, Standing.on_track, Standing.met]
    here = stand(*values, every=10)
    if here.points and values[-1] > 0:
        better = stand(*values[:-1], values[-1] - 1, every=10)
        assert order.index(better.standing) >= order.index(here.standing)
    assert stand(*values, today=DAY + timedelta(days=days), every=10).standing in Standing


@given(st.integers(0, 27), st.integers(0, 27), st.integers(-10, 100))
def test_the_line_stays_between_baseline_and_target(baseline: int, target: int, day: int) -> None:
    line = Line(start=DAY, since="", baseline=baseline, by=TARGET_DAY, target=target)
    low, high = sorted((baseline, target))
    assert low <= line.at(DAY + timedelta(days=day)) <= high
    assert (line.at(DAY), line.at(TARGET_DAY)) == (baseline, target)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_what_is_a_gain_one_way_is_a_loss_the_other(first: float, last: float) -> None:
    assert (gained(Better.lower, first, last) or 0.0) == -(gained(Better.higher, first, last) or 0.0)


def test_without_an_important_change_the_reliable_one_tells_near_from_off() -> None:
    only_reliable: Measure = msgspec.structs.replace(PHQ9, change=(Change(points=3, kind="reliable", source="x"),))
    points = [Point(DAY + timedelta(days=20), 14), Point(DAY + timedelta(days=40), 15)]
    found = progress(SCORE, points, only_reliable, dated=DAY, first_session=None, today=points[-1].on)
    assert found.standing is Standing.off_track
