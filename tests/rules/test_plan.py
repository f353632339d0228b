"""The individual plan: what must be mended before it can be kept."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from groupcare.rules.measures import Better
from groupcare.rules.plan import (
    Aim,
    AmountAim,
    CountAim,
    DaysAim,
    Goal,
    MilestoneAim,
    Objective,
    PlanContent,
    ScoreAim,
    objective,
)
from groupcare.rules.plan_faults import faults
from tests.rules.oracle import MEASURES

DATED = date(2026, 10, 6)


def to_reach(key: str = "1.1", **fields: Any) -> Objective:
    given: dict[str, Any] = {
        "key": key,
        "words": "PHQ-9 from 16 to 8",
        "aim": ScoreAim(measure="phq-9", baseline=16, target=8),
        "by": date(2026, 12, 29),
        "every_days": 14,
    }
    return Objective(**{**given, **fields})


def plan(*goals: Goal, **fields: Any) -> PlanContent:
    given: dict[str, Any] = {"dated": DATED, "review_on": date(2027, 1, 4), "goal": goals or (goal(1, to_reach()),)}
    return PlanContent(**{**given, **fields})


def goal(number: int, *objectives: Objective, words: str = "Do more of what matters") -> Goal:
    return Goal(number=number, words=words, objective=objectives)


def with_objective(**fields: Any) -> PlanContent:
    return plan(goal(1, to_reach(**fields)))


def test_a_sound_plan_has_no_fault() -> None:
    two = plan(goal(1, to_reach("1.1"), to_reach("1.2")), goal(2, to_reach("2.1")))
    assert list(faults(two, MEASURES)) == []


@pytest.mark.parametrize(
    "aim",
    [
        AmountAim(unit="hours of rest a day", better=Better.lower, baseline=4.5, target=1.5),
        CountAim(target=3),
        DaysAim(target=4, of=7, what="flares"),
        DaysAim(target=5, minutes=15),
        MilestoneAim(),
    ],
)
def test_each_kind_of_aim_can_be_kept(aim: Aim) -> None:
    assert list(faults(with_objective(aim=aim), MEASURES)) == []


@pytest.mark.parametrize(
    ("faulty", "where"),
    [
        (replace(plan(), goal=()), ""),
        (plan(review_on=DATED), ""),
        (plan(goal(2, to_reach("2.1"))), "2"),
        (plan(goal(1, to_reach()), goal(1, to_reach("1.2"))), "1"),
        (plan(goal(1, to_reach(), words="  ")), "1"),
        (plan(goal(1, to_reach(), to_reach())), "1.1"),
        (plan(goal(1, to_reach("2.1"))), "2.1"),
        (with_objective(words=" "), "1.1"),
        (with_objective(by=DATED), "1.1"),
        (with_objective(every_days=0), "1.1"),
        (with_objective(weeks_in_a_row=0), "1.1"),
        (with_objective(aim=ScoreAim(measure="nosuch", target=1)), "1.1"),
        (with_objective(aim=DaysAim(target=8)), "1.1"),
        (with_objective(aim=DaysAim(target=0)), "1.1"),
        (with_objective(aim=CountAim(target=0)), "1.1"),
    ],
)
def test_each_fault_is_told_alone_with_its_place_and_a_sentence(faulty: PlanContent, where: str) -> None:
    (fault,) = faults(faulty, MEASURES)
    assert fault.where == where
    assert fault.reason.endswith((".", "…"))


def test_an_unknown_measure_is_answered_with_those_that_are_known() -> None:
    (fault,) = faults(with_objective(aim=ScoreAim(measure="phq9", target=1)), MEASURES)
    assert "'phq9'" in fault.reason
    assert "phq-9" in fault.reason


def test_an_objective_is_keyed_by_its_goal_and_a_number() -> None:
    wrong = ("1", "1.", "1.x", "1.1.1", "2.1", "")
    assert [key for key in wrong if not list(faults(with_objective(key=key), MEASURES))] == []


def test_a_target_or_baseline_that_is_no_number_is_refused() -> None:
    wrong = [
        aim
        for number in (float("nan"), float("inf"))
        for aim in (
            ScoreAim(measure="phq-9", target=number),
            ScoreAim(measure="phq-9", target=8, baseline=number),
            AmountAim(unit="h", better=Better.lower, target=number),
        )
    ]
    assert [aim for aim in wrong if not list(faults(with_objective(aim=aim), MEASURES))] == []


def test_an_objective_is_found_by_its_key() -> None:
    two = plan(goal(1, to_reach("1.1")), goal(2, to_reach("2.1", words="the other")))
    found = objective(two, "2.1")
    assert found is not None
    assert found.words == "the other"
    assert objective(two, "3.1") is None
