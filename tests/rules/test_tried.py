"""Experiments of plan and homework as one list, and what was feared against what happened."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework import Homework, Practice
from groupcare.rules.homework_log import ExperimentLog, PracticeLog, Trial
from groupcare.rules.plan import Experiment
from groupcare.rules.tried import (
    Told,
    TriedExperiment,
    against,
    against_short,
    against_words,
    in_order,
    of_homework,
    of_plan,
    tried_words,
)

DAY = date(2026, 10, 6)
GARDEN = Experiment(
    activity="Gardening 15 minutes",
    feared="two days in bed",
    expected=9,
    on=DAY,
    happened="sore that evening",
    actual=4,
    learned="sore is not harmed",
)


def homework(*trials: Trial) -> Homework:
    """A log of experiments that was handed in."""
    return Homework(
        client="c",
        member="m",
        group="g",
        session="s",
        task=HomeworkTask(kind=HomeworkKind.experiment, what="Try one thing you left.", days=2),
        days_set=2,
        set_on=DAY,
        practice=Practice(days=len(trials), on=DAY, log=ExperimentLog(trials=trials)),
    )


def told(expected: int | None, actual: int | None, happened: str = "") -> TriedExperiment:
    return TriedExperiment(told=Told.plan, what="x", expected=expected, actual=actual, happened=happened)


def test_a_plans_experiment_is_told_as_it_was_written() -> None:
    (one,) = of_plan([GARDEN])
    assert (one.told, one.what, one.expected, one.actual, one.less) == (Told.plan, "Gardening 15 minutes", 9, 4, 5)
    assert tried_words(one) == (
        "feared “two days in bed” (9 of 10); was “sore that evening” (4 of 10); learned “sore is not harmed”"
    )


def test_a_log_keeps_words_as_words_and_numbers_as_numbers() -> None:
    task = homework(Trial(feared=8, happened=3, learned="it held"), Trial(feared="I fall", happened=2))
    first, second = of_homework([task])
    assert (first.expected, first.actual, first.learned, first.on) == (8, 3, "it held", DAY)
    assert (second.feared, second.expected, second.actual, second.less) == ("I fall", None, 2, None)
    assert tried_words(second) == "feared “I fall”; was 2 of 10"


def test_other_homework_and_what_is_not_handed_in_tell_nothing() -> None:
    task = homework(Trial(feared=8, happened=3))
    practised = Practice(days=1, on=DAY, log=PracticeLog(done=(True,)))
    assert list(of_homework([replace(task, practice=None), replace(task, practice=practised)])) == []


def test_one_that_is_only_planned_counts_in_nothing_and_comes_last() -> None:
    planned, done = told(9, None), TriedExperiment(told=Told.plan, what="y", expected=4, actual=4, on=DAY)
    assert in_order([planned, done]) == (done, planned)
    found = against([planned, done])
    assert (found.done, found.compared, found.as_bad) == (1, 1, 1)
    assert tried_words(planned) == "feared 9 of 10; not tried yet"
    assert against_words(against([planned])) == "none tried yet"


def test_predicted_against_actual_is_said_with_both_means_and_how_often_each_way() -> None:
    some = [told(9, 4), told(8, 2), told(5, 5), told(2, 4), told(None, None, "it was fine")]
    found = against(some)
    assert (found.expected, found.actual) == (6.0, 3.8)
    assert against_words(found) == (
        "less bad than feared in 2 of 4, as bad in 1, worse in 1; feared 6, was 3.8 of 10 on average; 1 told in words"
    )
    assert against_short(found) == "2 of 4 less bad, 6 → 3.8"
    assert against_short(against(some[4:])) == "1 tried, told in words"
    assert against_words(against(some[:1])) == "less bad than feared in 1 of 1; feared 9, was 4 of 10"
    assert against_words(against(some[4:])) == "1 tried, told in words"


LEVEL = st.one_of(st.none(), st.integers(0, 10))


@settings(deadline=None)
@given(st.lists(st.builds(told, LEVEL, LEVEL, st.sampled_from(("", "it was fine")))))
def test_every_experiment_is_counted_once_and_means_stay_between_0_and_10(some: list[TriedExperiment]) -> None:
    found = against(some)
    assert found.less_bad + found.as_bad + found.worse == found.compared <= found.done <= len(some)
    assert (found.expected is None) == (found.actual is None) == (found.compared == 0)
    if found.expected is not None and found.actual is not None:
        assert 0 <= found.expected <= 10 >= found.actual >= 0
        if found.worse == 0 and found.less_bad:
            assert found.expected >= found.actual
    assert against_words(found)
