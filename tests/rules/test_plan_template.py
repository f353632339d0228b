"""Templates: a sound draft from a few words and the newest scores."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from groupcare.exchange.files import FileFault
from groupcare.exchange.library import shipped_library
from groupcare.exchange.plan_templates import read, shipped_templates
from groupcare.rules.aims import NotAnAim, aim_words
from groupcare.rules.objectives import Point
from groupcare.rules.outcomes import moved
from groupcare.rules.plan import CountAim, DaysAim, PlanContent, ScoreAim
from groupcare.rules.plan_check import check
from groupcare.rules.plan_faults import faults
from groupcare.rules.plan_remark import RemarkKind
from groupcare.rules.plan_template import OLD_DAYS, NotANumber, PlanTemplate, fill, to_measure
from tests.rules.plans import around

MEASURES = shipped_library().measures
TODAY = date(2026, 10, 6)
PAIN, LOW = (next(t for t in shipped_templates() if t.id == i) for i in ("chronic-pain", "chronic-pain-depression"))


def filled(scores: dict[str, float], of: PlanTemplate = PAIN, **said: str) -> PlanContent:
    points = {measure: Point(TODAY - timedelta(days=3), value) for measure, value in scores.items()}
    return fill(of, said, points, MEASURES, TODAY)


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


# --- chronic pain with depression -----------------------------------------------------------------------------------

TYPICAL = {"phq-9": 16.0, "pcs": 38.0, "pseq": 18.0, "bpi-interference": 7.4}
SAID = {"activity": "gardening", "now": "5", "target": "30", "planned": "1", "thoughts": "0", "practised": "1"}
TALKED = {"expectations_discussed": True, "agreed_with_member": True}
NAMED = tuple(dict.fromkeys(o.score.measure for t in (PAIN, LOW) for g in t.goal for o in g.objective if o.score))


def talked_through(plan: PlanContent) -> PlanContent:
    return replace(plan, heading=replace(plan.heading, **TALKED))


def test_with_typical_scores_the_plan_holds_these_objectives() -> None:
    plan = filled(TYPICAL, LOW, **SAID)
    assert aims(plan) == [
        "5 → 30 minutes",
        "BPI interference 7.4 → 4",
        "PCS 38 → 19",
        "PSEQ 18 → 35",
        "0 → 4 of 7 flares",
        "PHQ-9 16 → 8",
        "1 → 3 a week",
        "1 → 5 of 7 days, 15 min",
    ]
    assert to_measure(plan, MEASURES) == ()
    assert {o.baseline_on for g in plan.goal for o in g.objective if isinstance(o.aim, ScoreAim)} == {
        TODAY - timedelta(days=3)
    }


scores_of_people = st.fixed_dictionaries(
    {
        measure: st.integers(int(MEASURES[measure].lowest), int(MEASURES[measure].highest)).map(float)
        for measure in NAMED
        if measure != "bpi-interference"
    }
    | {"bpi-interference": st.integers(0, 70).map(lambda total: round(total / 7, 6))}
)
said_by_people = st.fixed_dictionaries(
    {
        "activity": st.just("gardening"),
        "now": st.integers(0, 29).map(str),
        "target": st.integers(30, 120).map(str),
        "planned": st.integers(0, 9).map(str),
        "thoughts": st.integers(0, 7).map(str),
        "practised": st.integers(0, 7).map(str),
    }
)


@settings(max_examples=60, deadline=None)
@given(scores_of_people, said_by_people)
def test_whatever_the_scores_the_check_finds_nothing_once_it_was_talked_through(
    scores: dict[str, float], said: dict[str, str]
) -> None:
    plan = talked_through(filled(scores, LOW, **said))
    assert not list(faults(plan, MEASURES))
    points = {measure: Point(TODAY, value) for measure, value in scores.items()}
    assert check(plan, around(today=TODAY, scores=points, measures=MEASURES)) == ()


@settings(deadline=None)
@given(st.sampled_from((PAIN, LOW)), scores_of_people, st.sets(st.sampled_from(NAMED)))
def test_no_target_is_worse_than_the_start_out_of_range_or_too_small_to_matter(
    template: PlanTemplate, scores: dict[str, float], unknown: set[str]
) -> None:
    known = {measure: value for measure, value in scores.items() if measure not in unknown}
    plan = filled(known, template)
    assert not list(faults(plan, MEASURES))
    aimed = {o.aim.measure: o.aim for g in plan.goal for o in g.objective if isinstance(o.aim, ScoreAim)}
    for aim in aimed.values():
        measure = MEASURES[aim.measure]
        assert measure.lowest <= aim.target <= measure.highest
        on_record = known.get(aim.measure)
        assert aim.baseline == (None if on_record is None else round(on_record, 1)), "a score on record, or none"
        if aim.baseline is not None:
            move = moved(measure, aim.baseline, aim.target)
            assert move.better
            assert move.important or (move.important is None and move.reliable is not False)
    if template is LOW and known.get("phq-9", 10) >= 10:
        assert "phq-9" in aimed, "nobody with a depressed score goes without an objective on it"


def test_without_scores_every_measure_stands_without_a_baseline_and_is_named_to_be_measured() -> None:
    plan = filled({}, LOW)
    assert [aim for aim in aims(plan) if "→" in aim] == ["BPI interference → 4", "PCS → 19", "PSEQ → 35", "PHQ-9 → 8"]
    assert all(
        getattr(o.aim, "baseline", None) is None and o.baseline_on is None for g in plan.goal for o in g.objective
    )
    assert to_measure(plan, MEASURES) == (
        "1.1 minutes now",
        "1.2 BPI interference",
        "2.1 PCS",
        "2.2 PSEQ",
        "2.3 how many of 7 flares now",
        "3.1 PHQ-9",
        "3.2 times a week now",
        "3.3 how many of 7 days now",
    )
    points = {"phq-9": Point(TODAY, 16)}
    remarks = check(talked_through(plan), around(today=TODAY, scores=points, measures=MEASURES))
    assert {r.why.partition(":")[0] for r in remarks} == {"No baseline", "The functional analysis is empty"}


def test_an_old_baseline_is_to_be_measured_anew() -> None:
    on = TODAY - timedelta(days=OLD_DAYS)
    for day_of, asked in ((on, ()), (on - timedelta(days=1), ("2.1 PCS anew: 38 is of Sat 5 Sep",))):
        plan = fill(LOW, SAID, {"pcs": Point(day_of, 38), "phq-9": Point(TODAY, 16)}, MEASURES, TODAY)
        assert tuple(words for words in to_measure(plan, MEASURES) if "PCS" in words) == asked


def test_an_activity_that_nobody_named_is_no_row_of_the_functional_analysis() -> None:
    assert filled(TYPICAL, LOW).avoided == ()
    assert [row.activity for row in filled(TYPICAL, LOW, activity="dancing").avoided] == ["Dancing"]


def test_what_the_person_has_reached_already_is_no_objective_and_no_goal_stands_empty() -> None:
    well = {"phq-9": 3.0, "pcs": 8.0, "pseq": 50.0, "bpi-interference": 1.0}
    plan = filled(well, LOW, **SAID | {"planned": "4", "thoughts": "6", "practised": "5"})
    assert aims(plan) == ["5 → 30 minutes"]
    assert [goal.number for goal in plan.goal] == [1]
    assert not any(isinstance(o.aim, CountAim | DaysAim) for g in plan.goal for o in g.objective)


def test_templates_name_measures_that_are_there_and_ask_for_what_they_use() -> None:
    for template in shipped_templates():
        outlines = [o for goal in template.goal for o in goal.objective]
        assert {o.score.measure for o in outlines if o.score} <= MEASURES.keys()
        assert all((o.score is None) is bool(o.aim) for o in outlines)
        assert "{" not in str(filled({}, template))
    keys = [template.key for template in shipped_templates()]
    assert all(keys)
    assert len(set(keys)) == len(keys)


def test_a_mean_of_many_digits_reads_with_one() -> None:
    assert "BPI interference 6.9 → 3.7" in aims(filled(TYPICAL | {"bpi-interference": 6.857143}, LOW, **SAID))


def test_a_baseline_with_answers_missing_is_marked_as_prorated_and_to_be_measured_anew() -> None:
    plan = fill(PAIN, SAID, {"phq-9": Point(TODAY, 14.6, prorated=True)}, MEASURES, TODAY)
    assert aims(plan)[-1] == "PHQ-9 14.6 (prorated) → 7"
    assert "2.2 PHQ-9 anew, whole: 14.6 is prorated" in to_measure(plan, MEASURES)
    whole = fill(PAIN, SAID, {"phq-9": Point(TODAY, 14)}, MEASURES, TODAY)
    assert "prorated" not in " ".join((*aims(whole), *to_measure(whole, MEASURES)))


@pytest.mark.parametrize("template", shipped_templates(), ids=lambda template: template.id)
def test_words_where_a_number_is_asked_are_told_by_what_was_asked(template: PlanTemplate) -> None:
    words = r"^Minutes now: “about ten” is no number\. Write one alone, such as 5\.$"
    with pytest.raises(NotANumber, match=words) as told:
        fill(template, {"now": "about ten"}, {}, MEASURES, TODAY)
    assert told.value.ask == "now"
    assert "2.5 → 20 minutes" in " ".join(aims(fill(template, {"now": "2,5"}, {}, MEASURES, TODAY)))
