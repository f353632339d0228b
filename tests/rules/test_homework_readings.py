"""Readings of objectives from the homework that serves them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework import Homework, Practice
from groupcare.rules.homework_log import ActivityRestLog, Log, PacedLog, PracticeLog, ThoughtLog
from groupcare.rules.homework_readings import Point, homework_readings
from groupcare.rules.measures import Better
from groupcare.rules.plan import Aim, AmountAim, CountAim, DaysAim, MilestoneAim, ScoreAim

DAY = date(2026, 10, 6)
LESS_REST = AmountAim(unit="hours a day", better=Better.lower, baseline=4.5, target=1.5)
MORE_ACTIVE = AmountAim(unit="h", better=Better.higher, target=8)
WALKING = AmountAim(unit="minutes", better=Better.higher, baseline=5, target=30)
FLARES = DaysAim(target=4, of=7, what="flares")
WEEKLY = CountAim(target=3)
HOURS = ActivityRestLog(active=(6.0, None, 7.0), resting=(4.0, 5.0, None))


def piece(kind: HomeworkKind, days: int | None, log: Log | None = None, gap: int | None = 7) -> Homework:
    """Set on DAY, handed in `gap` days on (a week where no meeting was planned), or not at all."""
    practice = None if days is None else Practice(days=days, on=DAY + timedelta(days=gap or 7), log=log)
    return Homework(
        client="c", member="m", group="g", session="s", task=HomeworkTask(kind=kind, what="x", days=5, minutes=15),
        days_set=5, set_on=DAY, hand_in_by=None if gap is None else DAY + timedelta(days=gap), practice=practice,
    )  # fmt: skip


def paced(*amounts: float | None, unit: str = "min") -> Homework:
    return piece(HomeworkKind.paced_activity, 2, PacedLog(unit=unit, planned=20, amounts=amounts))


@pytest.mark.parametrize(
    ("aim", "task", "value"),
    [
        (LESS_REST, piece(HomeworkKind.activity_rest_log, 3, HOURS), 4.5),
        (MORE_ACTIVE, piece(HomeworkKind.activity_rest_log, 3, HOURS), 6.5),
        (WALKING, piece(HomeworkKind.activity_rest_log, 3, HOURS), None),
        (WALKING, paced(20.0, 0.0, None, 25.0), 22.5),
        (WALKING, paced(20.0, unit="steps"), None),
        (AmountAim(unit="Steps", better=Better.higher, target=900), paced(500.0, unit="steps"), 500),
        (AmountAim(unit="minutes, 5 days a week", better=Better.higher, target=30), paced(20.0), 20),
        (AmountAim(unit="Minutes at a time", better=Better.higher, target=30), paced(20.0), 20),
        (AmountAim(unit="minutes a week", better=Better.higher, target=30), paced(20.0), None),
        (WALKING, paced(0.0, 0.0), None),
        (WALKING, piece(HomeworkKind.paced_activity, 3), None),
        (FLARES, piece(HomeworkKind.thought_record, 4, ThoughtLog(flares=7, reframed=4)), 4),
        (FLARES, piece(HomeworkKind.thought_record, 3, ThoughtLog(flares=6, reframed=3)), 3.5),
        (FLARES, piece(HomeworkKind.thought_record, 0, ThoughtLog(flares=0, reframed=0)), None),
        (FLARES, piece(HomeworkKind.thought_record, 4), None),
        (WEEKLY, piece(HomeworkKind.own_task, 3), 3),
        (WEEKLY, piece(HomeworkKind.own_task, 6, gap=14), 3),
        (WEEKLY, piece(HomeworkKind.own_task, 2, gap=None), 2),
        (WEEKLY, piece(HomeworkKind.activity_rest_log, 7, HOURS), None),
        (DaysAim(target=5, minutes=15), piece(HomeworkKind.practice, 3, PracticeLog(
            done=(True, True, True), minutes=(15, 20, 5))), 2),
        (DaysAim(target=5, minutes=30), piece(HomeworkKind.practice, 3, PracticeLog(
            done=(True, False, True), minutes=(15, 0, 14))), 1),
        (DaysAim(target=5), piece(HomeworkKind.practice, 3, PracticeLog(
            done=(True, True, True), minutes=(15, 20, 5))), 3),
        (DaysAim(target=5, minutes=15), piece(HomeworkKind.practice, 3), 3),
        (DaysAim(target=5), piece(HomeworkKind.thought_record, 4, ThoughtLog(flares=7, reframed=4)), None),
        (DaysAim(target=5), piece(HomeworkKind.experiment, 2), None),
        (DaysAim(target=5), piece(HomeworkKind.own_task, 4), 4),
        (MilestoneAim(), piece(HomeworkKind.own_task, 3), None),
        (ScoreAim(measure="phq-9", target=8), piece(HomeworkKind.own_task, 3), None),
    ],
)  # fmt: skip
def test_each_aim_reads_what_the_log_of_its_homework_tells(aim: Aim, task: Homework, value: float | None) -> None:
    on = task.practice.on if task.practice else DAY
    assert homework_readings(aim, [task]) == ([] if value is None else [Point(on, value)])


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([LESS_REST, WALKING, FLARES, WEEKLY, DaysAim(target=5)]),
    st.lists(st.tuples(st.sampled_from(HomeworkKind), st.none() | st.integers(0, 7), st.integers(1, 28)), max_size=6),
)
def test_what_was_not_handed_in_is_no_reading_and_none_is_beyond_what_can_be(
    aim: Aim, rows: list[tuple[HomeworkKind, int | None, int]]
) -> None:
    tasks = [piece(kind, days, gap=gap) for kind, days, gap in rows]
    found = homework_readings(aim, tasks)
    assert len(found) <= sum(days is not None for _, days, _ in rows)
    assert all(point.value >= 0 for point in found)
    if isinstance(aim, DaysAim):
        assert all(point.value <= aim.of for point in found)
