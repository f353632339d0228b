"""One part of a plan changed, all others left as they are."""

from datetime import date

import pytest

from groupcare.exchange.library import shipped_library
from groupcare.rules.plan import AvoidedActivity, CountAim, Goal, Intervention, Objective, PlanContent
from groupcare.rules.plan_edit import (
    PartGone,
    add_goal,
    add_goals,
    add_objective,
    change_goal,
    change_objective,
    differences,
    put_avoided,
    put_intervention,
    take_out_goal,
    take_out_objective,
)
from groupcare.rules.plan_faults import faults

MEASURES = shipped_library().measures
TODAY = date(2026, 10, 6)


def objective(key: str, words: str = "Walk.") -> Objective:
    return Objective(key=key, words=words, aim=CountAim(target=3), by=date(2026, 12, 1), every_days=7)


EXPOSURE, PACING = Intervention(what="Exposure"), Intervention(what="Pacing")
PLAN = PlanContent(
    dated=TODAY,
    review_on=date(2027, 1, 4),
    goal=(
        Goal(number=1, words="Move", objective=(objective("1.1"), objective("1.2")), intervention=(EXPOSURE, PACING)),
        Goal(number=2, words="Sleep", objective=(objective("2.1"),)),
    ),
    avoided=(AvoidedActivity(activity="Stairs"),),
)


def keys(plan: PlanContent) -> list[str]:
    return [o.key for goal in plan.goal for o in goal.objective]


def test_a_new_goal_is_the_last_one() -> None:
    plan = add_goal("Work", "My desk.")(PLAN)
    assert (plan.goal[2].number, plan.goal[2].words, plan.goal[2].own_words) == (3, "Work", "My desk.")
    assert plan.goal[:2] == PLAN.goal


def test_whole_goals_are_numbered_on_with_their_objectives() -> None:
    assert keys(add_goals(PLAN.goal)(PLAN)) == ["1.1", "1.2", "2.1", "3.1", "3.2", "4.1"]


def test_a_new_objective_takes_a_key_that_nothing_has_and_homework_never_had() -> None:
    assert keys(add_objective(1, objective(""))(PLAN)) == ["1.1", "1.2", "1.3", "2.1"]
    fewer = take_out_objective("1.2")(PLAN)
    assert keys(add_objective(1, objective(""), used=["1.2"])(fewer)) == ["1.1", "1.3", "2.1"]


def test_taking_out_a_goal_moves_the_others_up_with_their_keys() -> None:
    plan = take_out_goal(1)(PLAN)
    assert keys(plan) == ["1.1"]
    assert not list(faults(plan, MEASURES))


def test_a_changed_objective_that_somebody_took_out_comes_back() -> None:
    mine = change_objective(objective("1.2", "Walk far."))
    assert mine(PLAN).goal[0].objective[1].words == "Walk far."
    assert keys(mine(take_out_objective("1.2")(PLAN))) == ["1.1", "1.2", "2.1"]


def test_a_part_of_a_goal_that_is_gone_is_said() -> None:
    for change in (change_goal(2, "x", ""), take_out_goal(2), change_objective(objective("2.1"))):
        with pytest.raises(PartGone, match="Goal 2 is no longer in the plan"):
            change(take_out_goal(2)(PLAN))


def test_interventions_are_known_by_what_they_say_wherever_they_stand() -> None:
    other = put_intervention(1, EXPOSURE, None)(PLAN)
    changed = put_intervention(1, PACING, Intervention(what="Pacing by the clock"))(other)
    assert [i.what for i in changed.goal[0].intervention] == ["Pacing by the clock"]
    again = put_intervention(1, EXPOSURE, Intervention(what="Graded exposure"))(other)
    assert [i.what for i in again.goal[0].intervention] == ["Pacing", "Graded exposure"]


def test_rows_of_the_functional_analysis_are_put_and_taken_out() -> None:
    row = AvoidedActivity(activity="Garden", fear=8)
    assert put_avoided(None, row)(PLAN).avoided == (*PLAN.avoided, row)
    assert put_avoided(PLAN.avoided[0], None)(PLAN).avoided == ()


def test_differences_name_the_part_and_how_it_was_and_is() -> None:
    after = change_goal(2, "Sleep through", "")(take_out_objective("1.2")(PLAN))
    assert differences(PLAN, after, MEASURES, TODAY) == [
        ("1.2", "Walk. 3 a week by Tue 1 Dec, every 7 days", ""),
        ("goal 2", "Sleep", "Sleep through"),
    ]
    assert differences(PLAN, PLAN, MEASURES, TODAY) == []
