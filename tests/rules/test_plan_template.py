"""Templates: a sound draft from a few words and the newest scores."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from groupcare.exchange.files import FileFault
from groupcare.exchange.library import shipped_library
from groupcare.exchange.plan_templates import read, shipped_templates
from groupcare.rules.aims import NotAnAim, aim_words
from groupcare.rules.objectives import Point
from groupcare.rules.plan import PlanContent, faults
from groupcare.rules.plan_check import check
from groupcare.rules.plan_remark import RemarkKind
from groupcare.rules.plan_template import fill
from tests.rules.plans import around

MEASURES = shipped_library().measures
TODAY = date(2026, 10, 6)
PAIN = next(t for t in shipped_templates() if t.id == "chronic-pain")


def filled(scores: dict[str, float], **said: str) -> PlanContent:
    points = {measure: Point(TODAY - timedelta(days=3), value) for measure, value in scores.items()}
    return fill(PAIN, said, points, MEASURES, TODAY)


def aims(plan: PlanContent) -> list[str]:
    return [aim_words(o.aim, MEASURES) for goal in plan.goal for o in goal.objective]


@pytest.mark.parametrize("scores", [{}, {"phq-9": 16}, {"phq-9": 4, "gad-7": 12}, {"phq-9": 27, "gad-7": 21}])
def test_every_draft_has_two_goals_and_four_objectives_and_can_be_kept(scores: dict[str, float]) -> None:
    plan = filled(scores)
    assert [len(goal.objective) for goal in plan.goal] == [2, 2]
    assert not list(faults(plan, MEASURES))
    assert (plan.review_on - plan.dated).days == 90


@pytest.mark.parametrize(
    ("scores", "aim"),
    [
        ({"phq-9": 16, "gad-7": 20}, "PHQ-9 16 → 8"),
        ({"phq-9": 10}, "PHQ-9 10 → 4"),
        ({"phq-9": 9, "gad-7": 12}, "GAD-7 12 → 6"),
        ({"phq-9": 9, "gad-7": 9}, "4 of 7 flares"),
        ({}, "4 of 7 flares"),
    ],
)
def test_the_newest_score_decides_what_the_last_objective_is(scores: dict[str, float], aim: str) -> None:
    assert aims(filled(scores))[-1] == aim


def test_what_the_person_said_stands_in_the_plan() -> None:
    plan = filled({}, activity="gardening", now="3", target="40", own="I want my garden back.")
    assert plan.goal[0].words == "Take up gardening again, in amounts that can be planned."
    assert plan.goal[0].own_words == "I want my garden back."
    assert aims(plan)[0] == "3 → 40 minutes"
    assert plan.avoided[0].activity == "Gardening"


def test_braces_and_markup_in_what_is_said_are_text() -> None:
    assert filled({}, activity="{own} [/red]").avoided[0].activity in ("{own} [/red]", " [/red]")


def test_minutes_that_are_none_are_said() -> None:
    with pytest.raises(NotAnAim):
        filled({}, now="few")


def test_a_template_file_is_checked_like_the_others(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('id = "other"\nname = "x"\nsource = "y"\nask = []\ngoal = []\n')
    with pytest.raises(FileFault, match=r"line 1.*'mine'"):
        read(path)


@pytest.mark.parametrize("scores", [{"phq-9": 16}, {"phq-9": 4, "gad-7": 12}, {"phq-9": 27, "gad-7": 21}])
def test_the_check_of_a_draft_asks_only_for_baselines_and_the_talk_with_the_person(scores: dict[str, float]) -> None:
    points = {measure: Point(TODAY, value) for measure, value in scores.items()}
    remarks = check(filled(scores, activity="gardening"), around(today=TODAY, scores=points))
    assert {r.kind for r in remarks} == {RemarkKind.objective, RemarkKind.expectations}
    assert {r.why.partition(":")[0] for r in remarks if r.kind is RemarkKind.objective} == {"No baseline"}
