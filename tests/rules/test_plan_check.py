"""The plan check: each kind with a plan that trips it and one that does not, the five common mistakes, and the sample
plan with nothing but true remarks."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from groupcare.exchange import curriculum_file
from groupcare.rules.curriculum import Coping
from groupcare.rules.measures import Better
from groupcare.rules.objectives import Point
from groupcare.rules.plan import (
    AmountAim,
    AvoidedActivity,
    CountAim,
    DaysAim,
    Experiment,
    Goal,
    Intervention,
    KeptRemark,
    MilestoneAim,
    PlanContact,
    PlanContent,
    PlanReview,
    ScoreAim,
    Seen,
)
from groupcare.rules.plan_check import check
from groupcare.rules.plan_check_objectives import band_edge
from groupcare.rules.plan_faults import faults
from groupcare.rules.plan_remark import Remark, RemarkKind, sorted_out
from tests.rules.plans import (
    BPI,
    DATED,
    MEASURES,
    PCS,
    PSEQ,
    WALK,
    around,
    release,
    sample,
    sound,
    to_reach,
    with_aim,
    with_goal,
    with_heading,
)

EIGHT_WEEKS = curriculum_file.read(curriculum_file.find("eight-week"))
TWELVE_MODULES = curriculum_file.read(curriculum_file.find("twelve-module"))


def found(plan: PlanContent, **fields: Any) -> list[tuple[RemarkKind, str]]:
    return [(r.kind, r.where) for r in check(plan, around(**fields))]


def only(plan: PlanContent, **fields: Any) -> Remark:
    (one,) = check(plan, around(**fields))
    return one


# --- the sample plan, and the five common mistakes ------------------------------------------------------------------


def test_a_sound_plan_has_no_remark() -> None:
    assert list(faults(sound(), MEASURES)) == []
    assert found(sound()) == []


def test_on_the_sample_plan_only_what_is_true_is_remarked() -> None:
    assert list(faults(sample(), MEASURES)) == []
    remarks = check(sample(), around(scores={"phq-9": Point(DATED, 16)}))
    assert [(r.where, r.why) for r in remarks] == [
        ("objective 1.1", "Target 20 stays in the 20–30 band (raised)."),
        ("objective 1.2", "No baseline: progress cannot be told from where it starts."),
        ("objective 3.3", "No baseline: progress cannot be told from where it starts."),
    ]
    assert remarks[0].mend == "19 or less leaves it."
    assert remarks[0].source == "PCS bands"


def test_mistake_1_pain_elimination_as_the_goal_is_caught() -> None:
    remark = only(with_goal(words="Client will be pain-free."))
    assert (remark.kind, remark.where) == (RemarkKind.pain_as_target, "goal 1")
    assert "“pain free”" in remark.why
    assert remark.mend.startswith("Say what the person will do")


def test_mistake_2_fear_avoidance_left_out_is_caught() -> None:
    plan = with_goal(intervention=(Intervention(what="Cognitive restructuring"),))
    left = replace(plan, avoided=(), heading=replace(plan.heading, earlier_treatment="Left PT: it made me worse"))
    assert found(left) == [
        (RemarkKind.fear, "heading earlier_treatment"),
        (RemarkKind.fear, "avoided"),
    ]


def test_mistake_3_only_passive_coping_is_caught() -> None:
    soothing = (Intervention(what="Relaxation training"), Intervention(what="Guided imagery"))
    plan = replace(with_goal(intervention=soothing), experiment=(Experiment(activity="Walk to the gate"),))
    assert "Only passive coping" in only(plan).why
    assert only(plan).kind is RemarkKind.passive


def test_mistake_4_depression_left_out_is_caught() -> None:
    remark = only(sound(), scores={"phq-9": Point(DATED, 16)})
    assert (remark.kind, remark.where) == (RemarkKind.depression, "plan")
    assert remark.why.startswith("The PHQ-9 is 16")
    assert only(sound(), scores={}).why.startswith("No PHQ-9 is on record")


@pytest.mark.parametrize("advice", ["Rest until it heals", "Avoid activities that cause pain", "Bed rest in flares"])
def test_mistake_5_the_acute_model_is_caught(advice: str) -> None:
    plan = sound()
    means = (*plan.goal[0].intervention, Intervention(what=f"{advice}."))
    remark = only(with_goal(intervention=means))
    assert (remark.kind, remark.where) == (RemarkKind.acute_advice, "intervention 1 2")


# --- 1 pain as the target -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Reduce pain from 7/10 to 3/10.",
        "Eliminate her chronic low back pain",
        "Decrease pain significantly",
        "Live without pain",
        "A pain score of 3 or less",
        "Lower pain intensity, and walk",
        "Freedom from pain",
    ],
)
def test_a_goal_that_is_about_less_pain_is_remarked(words: str) -> None:
    assert found(with_goal(words=words)) == [(RemarkKind.pain_as_target, "goal 1")]


@pytest.mark.parametrize(
    "words",
    [
        "Reduce pain catastrophizing",
        "Reduce pain interference with work",
        "Reduce fear of pain and of movement",
        "Walk 30 minutes, regardless of pain level",
        "Garden, rather than wait to be pain free",
        "Painting, and taking pains over it",
        "Do more of what matters, pain or no",
        "Less rest when pain is high",
    ],
)
def test_a_goal_about_function_is_not(words: str) -> None:
    assert found(with_goal(words=words)) == []


def test_pain_as_the_unit_of_an_amount_is_remarked() -> None:
    pain = AmountAim(unit="of 10, pain", better=Better.lower, baseline=7, target=3)
    flares = AmountAim(unit="pain flares a week", better=Better.lower, baseline=3, target=1)
    assert found(with_aim(pain)) == [(RemarkKind.pain_as_target, "objective 1.1")]
    assert found(with_aim(DaysAim(target=5, baseline=0, what="pain-free days"))) == [
        (RemarkKind.pain_as_target, "objective 1.1")
    ]
    assert found(with_aim(flares)) == []


def test_the_members_own_words_may_wish_for_no_pain() -> None:
    assert found(with_goal(own_words="I want to be pain free.")) == []


# --- 2 fear and avoidance -------------------------------------------------------------------------------------------


def test_elevated_fear_asks_for_exposure() -> None:
    plan = replace(with_goal(intervention=(Intervention(what="Values work"),)), avoided=())
    afraid = {"phq-9": Point(DATED, 3), "tsk-11": Point(DATED, 30)}
    calm = {**afraid, "tsk-11": Point(DATED, 26)}
    assert found(plan, scores=afraid) == [(RemarkKind.fear, "plan"), (RemarkKind.fear, "avoided")]
    assert found(plan, scores=calm) == [(RemarkKind.fear, "avoided")]


def test_an_activity_avoided_asks_for_exposure_or_an_experiment() -> None:
    plan = with_goal(intervention=(Intervention(what="Values work"),))
    assert found(plan) == [(RemarkKind.fear, "avoided 0")]
    assert found(replace(plan, experiment=(Experiment(activity="Stairs"),))) == []
    assert found(with_goal(intervention=(Intervention(what="No exposure is planned"),))) == [
        (RemarkKind.fear, "avoided 0")
    ]


def test_an_empty_functional_analysis_is_remarked_even_with_exposure_planned() -> None:
    assert found(sound(avoided=())) == [(RemarkKind.fear, "avoided")]


# --- 3 passive coping -----------------------------------------------------------------------------------------------

SOOTHING = replace(
    with_goal(intervention=(Intervention(what="Relaxation, each evening"),)),
    experiment=(Experiment(activity="Stairs"),),
)


def test_the_groups_curriculum_is_read_too() -> None:
    assert found(SOOTHING, curricula=(TWELVE_MODULES,)) == []
    half = only(SOOTHING, curricula=(EIGHT_WEEKS,))
    assert half.kind is RemarkKind.passive
    assert "Of the group's 8 modules, active are 2 and passive 3." in half.why


def test_teaching_and_arranging_is_no_activation() -> None:
    means = (Intervention(what="Psychoeducation on activity"), Intervention(what="Coordinate activity with the GP"))
    plan = replace(SOOTHING, goal=(replace(SOOTHING.goal[0], intervention=means),))
    assert "no activation" in only(plan).why


def test_what_was_marked_passive_is_passive_and_what_does_is_active() -> None:
    marked = Intervention(what="Walking meditation", coping=Coping.passive)
    both = Intervention(what="Relaxation used within paced activity")
    assert found(replace(SOOTHING, goal=(replace(SOOTHING.goal[0], intervention=(marked,)),))) != []
    assert found(replace(SOOTHING, goal=(replace(SOOTHING.goal[0], intervention=(both,)),))) == []


# --- 4 depression ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("score", "remarked"), [(9, False), (10, True)])
def test_depression_counts_from_ten(score: int, remarked: bool) -> None:
    assert bool(found(sound(), scores={"phq-9": Point(DATED, score)})) is remarked


def test_a_goal_for_mood_answers_it_by_words_or_by_the_measure() -> None:
    low = {"phq-9": Point(DATED, 16)}
    phq9 = to_reach("1.1", "Lower it.", ScoreAim(measure="phq-9", baseline=16, target=8))
    assert found(with_goal(words="Walk again, and lift mood."), scores=low) == []
    assert found(with_goal(objective=(phq9,)), scores=low) == []


# --- 5 acute advice, and the medical plan ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "what",
    [
        "Activity despite pain, not rest until it heals",
        "Question the belief that one must rest until it heals",
        "Instead of bed rest, walks by the clock",
        "Taper of opioids as Dr Rivera has set it",
        "Rest by the clock",
    ],
)
def test_what_only_names_acute_advice_is_not_remarked(what: str) -> None:
    means = (*sound().goal[0].intervention, Intervention(what=what))
    assert found(with_goal(intervention=means)) == []


def test_a_change_of_medicines_belongs_to_the_medical_team() -> None:
    means = (*sound().goal[0].intervention, Intervention(what="Reduce the dose of duloxetine"))
    remark = only(with_goal(intervention=means))
    assert (remark.kind, remark.where) == (RemarkKind.acute_advice, "intervention 1 2")
    assert "medical team" in remark.why


def test_the_task_until_next_time_is_read_too() -> None:
    assert found(with_goal(task="Rest until the pain is gone")) == [(RemarkKind.acute_advice, "goal 1")]


# --- 6 objectives ---------------------------------------------------------------------------------------------------

OBJECTIVES = (
    (ScoreAim(measure="pseq", baseline=35, target=18), "is not better"),
    (ScoreAim(measure="pcs", baseline=38, target=40), "is not better"),
    (ScoreAim(measure="phq-9", baseline=16, target=28), "runs from 0 to 27"),
    (ScoreAim(measure="phq-9", baseline=30, target=8), "runs from 0 to 27"),
    (ScoreAim(measure="tsk-11", baseline=30, target=10), "runs from 11 to 44"),
    (ScoreAim(measure="phq-9", baseline=16, target=13), "not important (5 or more"),
    (ScoreAim(measure="gad-7", baseline=12, target=9), "not reliable (4 or more"),
    (ScoreAim(measure="pcs", baseline=38, target=20), "stays in the 20–30 band"),
    (ScoreAim(measure="pseq", baseline=18, target=40), "stays in the 31–40 band"),
    (ScoreAim(measure="pcs", target=12), "No baseline"),
    (CountAim(target=3, baseline=4), "is not better"),
    (CountAim(target=3), "No baseline"),
    (DaysAim(target=5, baseline=9), "is not better"),
    (replace(WALK, better=Better.lower), "is not better"),
    (replace(WALK, baseline=-5.0), "cannot be"),
)


@pytest.mark.parametrize(("aim", "words"), OBJECTIVES)
def test_what_is_wrong_with_an_objective_is_said(aim: Any, words: str) -> None:
    remarks = [r for r in check(with_aim(aim), around()) if r.kind is RemarkKind.objective]
    assert any(words in r.why for r in remarks), remarks
    assert {r.where for r in remarks} == {"objective 1.1"}
    assert all(r.why and r.mend and r.source for r in remarks)


@pytest.mark.parametrize(
    "aim",
    [
        ScoreAim(measure="pseq", baseline=18, target=35),
        ScoreAim(measure="pcs", baseline=38, target=19),
        ScoreAim(measure="phq-9", target=2),
        ScoreAim(measure="bpi-interference", baseline=7.4, target=4.0),
        CountAim(target=3, baseline=0),
        DaysAim(target=5, baseline=1),
        MilestoneAim(),
        WALK,
    ],
)
def test_a_sound_objective_has_no_remark(aim: Any) -> None:
    assert found(with_aim(aim)) == []


def test_a_baseline_needs_its_day() -> None:
    plan = with_goal(objective=(replace(to_reach("1.1", "Walk.", WALK), baseline_on=None),))
    assert only(plan).why == "The baseline has no day."


def test_asking_more_often_than_a_measure_looks_back_is_remarked() -> None:
    aim = ScoreAim(measure="phq-9", baseline=16, target=8)
    assert "asks about the last 14" in only(with_aim(aim, every=7)).why
    assert found(with_aim(aim, every=14)) == []


@given(st.sampled_from([PCS, PSEQ, MEASURES["tsk-11"], MEASURES["phq-9"], MEASURES["gad-7"]]), st.data())
def test_what_leaves_a_band_is_one_point_from_its_edge(measure: Any, data: st.DataObject) -> None:
    low = sum(item.low for item in measure.item if item.scored)
    high = sum(item.high for item in measure.item if item.scored)
    target = data.draw(st.integers(low, high))
    worst = min if measure.better is Better.higher else max
    bands = [band.at_least for band in measure.band if band.at_least > low]
    edges = {n - 1 for n in bands} if worst is min else set(bands)
    assert (band_edge(measure, target) is not None) is (target in edges)


# --- 7 diagnoses ----------------------------------------------------------------------------------------------------


def test_a_category_is_no_diagnosis_that_can_be_billed() -> None:
    remark = only(with_heading(diagnoses=("M54.5 low back pain",)))
    assert (remark.kind, remark.where) == (RemarkKind.diagnosis, "heading diagnoses")
    assert remark.mend == "Choose a code under it: M54.50, M54.51, M54.59."
    assert "April 2026" in remark.source


def test_codes_that_exclude_each_other_are_remarked_in_either_order() -> None:
    for codes in (("F32.1", "F33.0"), ("f33.0", "F32.1")):
        assert "exclude each other" in only(with_heading(diagnoses=codes)).why


def test_billable_codes_and_those_that_are_not_in_the_list_are_left_alone() -> None:
    assert found(with_heading(diagnoses=("G89.29", "F32.1", "M54.50", "Z99.89", "back pain"))) == []


# --- 8 coordination and review --------------------------------------------------------------------------------------


def test_a_physician_without_a_contact_is_remarked() -> None:
    assert found(sound(contact=())) == [(RemarkKind.coordination, "contact")]
    nobody = sound(contact=(), heading=replace(sound().heading, prescriber=""))
    assert found(nobody) == []
    assert found(nobody, referrers=("Dr Rivera, pain medicine",)) == [(RemarkKind.coordination, "contact")]
    assert found(nobody, referrers=("herself",)) == []


def test_a_contact_without_a_release_in_force_is_remarked() -> None:
    assert found(sound(), consents=()) == [(RemarkKind.coordination, "contact 0")]
    assert found(sound(), consents=(release("Dr Rivera", revoked_on=DATED),)) == [
        (RemarkKind.coordination, "contact 0")
    ]
    assert found(sound(), consents=(release("DR RIVERA"),)) == []


def test_an_individual_clinician_outside_is_a_contact_or_remarked() -> None:
    outside = with_heading(individual_clinician="Dr Osei", individual_seen=Seen.outside)
    inside = with_heading(individual_clinician="Dr Osei", individual_seen=Seen.inside)
    assert found(outside) == [(RemarkKind.coordination, "contact")]
    assert found(inside) == []
    named = replace(outside, contact=(*outside.contact, PlanContact(name="dr osei")))
    assert found(named, consents=(release("Dr Rivera"), release("Dr Osei"))) == []


def test_a_review_is_at_most_ninety_days_away_from_the_last() -> None:
    late = sound(review_on=DATED + timedelta(days=91))
    assert found(late) == [(RemarkKind.coordination, "plan")]
    assert found(replace(late, review=(PlanReview(on=DATED + timedelta(days=30)),))) == []


# --- 9 expectations and agreement -----------------------------------------------------------------------------------


def test_expectations_and_agreement_are_marked_or_remarked() -> None:
    assert found(with_heading(expectations_discussed=False, agreed_with_member=False)) == [
        (RemarkKind.expectations, "heading expectations_discussed"),
        (RemarkKind.expectations, "heading agreed_with_member"),
    ]


# --- kept remarks ---------------------------------------------------------------------------------------------------


def keep(remark: Remark, reason: str = "right so") -> KeptRemark:
    return KeptRemark(kind=remark.kind, where=remark.where, of=remark.of, reason=reason, by="s", on=DATED)


def test_a_kept_remark_stands_again_when_that_part_changes() -> None:
    plan = with_aim(ScoreAim(measure="pcs", baseline=38, target=20))
    remark = only(plan)
    kept = sorted_out((remark,), (keep(remark),))
    assert (kept.stand, [k.reason for _, k in kept.kept]) == ((), ["right so"])
    other = only(with_aim(ScoreAim(measure="pcs", baseline=40, target=20)))
    assert sorted_out((other,), (keep(remark),)).stand == (other,)


def test_a_kept_remark_stays_kept_when_another_part_changes() -> None:
    aim = ScoreAim(measure="pcs", baseline=38, target=20)
    before, after = with_aim(aim), with_aim(aim)
    after = replace(after, goal=(replace(after.goal[0], own_words="My garden."),))
    assert sorted_out(check(after, around()), (keep(only(before)),)).stand == ()


def test_depression_that_was_kept_stands_again_when_the_band_is_worse() -> None:
    kept = keep(only(sound(), scores={"phq-9": Point(DATED, 11)}))
    same = check(sound(), around(scores={"phq-9": Point(DATED, 13)}))
    worse = check(sound(), around(scores={"phq-9": Point(DATED, 21)}))
    assert sorted_out(same, (kept,)).stand == ()
    assert sorted_out(worse, (kept,)).stand == worse


def test_every_remark_says_why_what_would_mend_it_and_its_source() -> None:
    bad = sound(
        review_on=date(2027, 3, 20),
        heading=replace(sound().heading, diagnoses=("M54.5",), agreed_with_member=False, expectations_discussed=False),
        contact=(),
        avoided=(AvoidedActivity(activity="Walking"),),
        goal=(
            Goal(
                number=1,
                words="Be pain free",
                objective=(to_reach("1.1", "x", CountAim(target=1)),),
                intervention=(Intervention(what="Rest until it heals"),),
            ),
        ),
    )
    remarks = check(bad, around(scores={"phq-9": Point(DATED, 20)}))
    assert {r.kind for r in remarks} == set(RemarkKind)
    assert all(r.why.endswith((".", "…")) and r.mend.endswith((".", "…")) and r.source for r in remarks)


def test_bpi_at_the_edge_of_a_band() -> None:
    assert band_edge(BPI, 5) is not None
    assert band_edge(BPI, 4) is None


def test_what_was_kept_of_a_score_before_baselines_were_marked_as_prorated_stays_kept() -> None:
    def band_of_first(prorated: bool) -> str:
        plan = sample()
        goal, first = plan.goal[0], plan.goal[0].objective[0]
        assert isinstance(first.aim, ScoreAim)
        marked = replace(first, aim=replace(first.aim, prorated=prorated))
        plan = replace(plan, goal=(replace(goal, objective=(marked, *goal.objective[1:])), *plan.goal[1:]))
        return next(r.of for r in check(plan, around()) if r.where == "objective 1.1")

    assert band_of_first(False) == "91871fc58f2980af", "the digest as it stands in records"
    assert band_of_first(True) != band_of_first(False)


def test_a_prorated_score_is_said_to_be_one_where_it_asks_for_a_goal() -> None:
    remark = only(sound(), scores={"phq-9": Point(DATED, 14.6, prorated=True)})
    assert "The PHQ-9 is 14.6 prorated (10 or more)" in remark.why
