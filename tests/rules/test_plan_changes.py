"""What changed from one version of a plan to the next: said part by part, and nothing that differs left unsaid."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from groupcare.rules.curriculum import Coping
from groupcare.rules.measures import Better
from groupcare.rules.plan import (
    AmountAim,
    Attained,
    AvoidedActivity,
    CountAim,
    DaysAim,
    Experiment,
    Goal,
    Heading,
    Intervention,
    MilestoneAim,
    Objective,
    PlanContact,
    PlanContent,
    PlanReview,
    ScoreAim,
    Seen,
)
from groupcare.rules.plan_changes import plan_changes
from groupcare.rules.plan_edit import take_out_goal
from tests.rules.plans import DATED, MEASURES, sample, sound

SAMPLE = sample()


def said(before: PlanContent, after: PlanContent) -> list[str]:
    return [f"{change.where}: {change.words}" for change in plan_changes(before, after, MEASURES)]


def goal(number: int, **fields: Any) -> Callable[[PlanContent], PlanContent]:
    """The plan with these fields of a goal."""

    def change(plan: PlanContent) -> PlanContent:
        return replace(plan, goal=tuple(replace(g, **fields) if g.number == number else g for g in plan.goal))

    return change


def first_objective(**fields: Any) -> PlanContent:
    one = SAMPLE.goal[0]
    return goal(1, objective=(replace(one.objective[0], **fields), *one.objective[1:]))(SAMPLE)


CHANGED = (
    (replace(SAMPLE, review_on=date(2026, 6, 1)), ["plan: review on: Thu 18 Jun 2026 → Mon 1 Jun 2026"]),
    (first_objective(aim=ScoreAim(measure="pcs", baseline=38, target=19)), ["1.1: target: 20 → 19"]),
    (first_objective(aim=ScoreAim(measure="pcs", target=20)), ["1.1: baseline: 38 → nothing"]),
    (first_objective(by=DATED), ["1.1: to be reached by: Fri 12 Jun 2026 → Fri 20 Mar 2026"]),
    (first_objective(every_days=14), ["1.1: days between two readings: 28 → 14"]),
    (first_objective(aim=CountAim(target=3)), ["1.1: measured otherwise: PCS 38 → 20 → 3 a week"]),
    (
        goal(2, words="Live.", task="Call Ana")(SAMPLE),
        [
            "goal 2: words: Reduce pain interference and engage in valued daily activities. → Live.",
            "goal 2: until next time: nothing → Call Ana",
        ],
    ),
    (
        goal(3, intervention=SAMPLE.goal[2].intervention[1:])(SAMPLE),
        [
            "goal 3: taken out: Administer the PHQ-9 every 2 weeks and assess for suicidal ideation, clinician, weekly",
        ],
    ),
    (
        replace(SAMPLE, heading=replace(SAMPLE.heading, diagnoses=("G89.29 other chronic pain", "F33.1"))),
        ["diagnoses: new: F33.1", "diagnoses: taken out: F32.1 depression, single episode, moderate"],
    ),
    (
        replace(SAMPLE, heading=replace(SAMPLE.heading, copy_given=True, individual_seen=Seen.outside)),
        ["heading: individual seen: nothing → outside", "heading: copy given: no → yes"],
    ),
    (
        replace(SAMPLE, avoided=(replace(SAMPLE.avoided[0], fear=5), *SAMPLE.avoided[1:])),
        [
            "functional analysis: Gardening: instead: rests; “my back is getting worse”; fear 9 → "
            "Gardening: instead: rests; “my back is getting worse”; fear 5"
        ],
    ),
    (replace(SAMPLE, contact=()), ["coordination: taken out: Dr Rivera, pain management physician, 555-0144"]),
    (
        replace(SAMPLE, review=(PlanReview(on=date(2026, 6, 18), note="Going on."),)),
        ["reviews: new: Thu 18 Jun 2026: Going on."],
    ),
)


@pytest.mark.parametrize(("after", "words"), CHANGED, ids=[words[0][:30] for _, words in CHANGED])
def test_each_change_is_said_in_the_terms_of_its_part(after: PlanContent, words: list[str]) -> None:
    assert said(SAMPLE, after) == words


def test_a_goal_taken_out_is_said_with_its_objectives_and_the_others_are_known_again() -> None:
    assert said(SAMPLE, take_out_goal(2)(SAMPLE)) == [
        "goal 2: was goal 3",
        "goal 2: taken out: Reduce pain interference and engage in valued daily activities. (2.1, 2.2, 2.3)",
    ]


def test_a_new_goal_brings_its_objectives_and_what_is_done_for_it() -> None:
    found = said(replace(SAMPLE, goal=SAMPLE.goal[:2]), SAMPLE)
    assert found[0] == "goal 3: new: Reduce comorbid depressive symptoms and improve quality of life."
    assert (
        "3.2: new: One social activity a week. 0 → 1 a week, 4 weeks in a row by Fri 15 May 2026, every 7 days" in found
    )
    assert sum(words.startswith("goal 3: new: ") for words in found) == 7


def test_a_review_that_was_told_more_of_is_no_silent_change() -> None:
    old = replace(SAMPLE, review=(PlanReview(on=DATED, note="x"),))
    new = replace(SAMPLE, review=(PlanReview(on=DATED, note="x", attended="3/4"),))
    assert said(old, new) == ["reviews: Fri 20 Mar 2026: attended changed"]


# --- nothing is left unsaid -----------------------------------------------------------------------------------------

WORDS = st.sampled_from(["", "Walk.", "Garden", "Sleep", "See friends"])
DAYS = st.dates(DATED, DATED + timedelta(days=3))
SMALL = st.integers(0, 3)
MAYBE = st.none() | SMALL
AIMS = st.one_of(
    st.builds(ScoreAim, measure=st.sampled_from(["pcs", "pseq"]), baseline=MAYBE, target=SMALL),
    st.builds(AmountAim, unit=WORDS, better=st.sampled_from([Better.lower, Better.higher]), target=SMALL),
    st.builds(CountAim, target=SMALL, baseline=MAYBE),
    st.builds(DaysAim, target=SMALL, of=SMALL, what=WORDS, minutes=MAYBE),
    st.just(MilestoneAim()),
)
INTERVENTIONS = st.builds(Intervention, what=WORDS, who=WORDS, coping=st.sampled_from(Coping))


@st.composite
def plans(draw: st.DrawFn) -> PlanContent:
    """Plans as they can be kept: goals are numbered, keys are their goals' and come once."""
    goals = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        places = draw(st.lists(st.integers(1, 3), unique=True, max_size=3))
        objectives = tuple(
            Objective(
                key=f"{number}.{place}",
                words=draw(WORDS),
                aim=draw(AIMS),
                by=draw(DAYS),
                every_days=draw(SMALL),
                baseline_on=draw(st.none() | DAYS),
                weeks_in_a_row=draw(SMALL),
            )
            for place in places
        )
        interventions = tuple(draw(st.lists(INTERVENTIONS, max_size=2)))
        goals.append(
            Goal(
                number=number,
                words=draw(WORDS),
                objective=objectives,
                intervention=interventions,
                task=draw(WORDS),
                weight=draw(SMALL),
            )
        )
    return sound(
        goal=tuple(goals),
        review_on=draw(DAYS),
        heading=Heading(diagnoses=tuple(draw(st.lists(WORDS, max_size=2))), copy_given=draw(st.booleans())),
        avoided=tuple(draw(st.lists(st.builds(AvoidedActivity, activity=WORDS, fear=MAYBE), max_size=2))),
        experiment=tuple(draw(st.lists(st.builds(Experiment, activity=WORDS, on=st.none() | DAYS), max_size=2))),
        contact=tuple(draw(st.lists(st.builds(PlanContact, name=WORDS, about=WORDS), max_size=2))),
        review=tuple(
            draw(
                st.lists(
                    st.builds(
                        PlanReview,
                        on=DAYS,
                        note=WORDS,
                        attended=WORDS,
                        attained=st.just(()) | st.just((Attained(goal=1, words="Walk.", level=1),)),
                    ),
                    max_size=2,
                )
            )
        ),
    )  # fmt: skip


@given(plans(), plans())
def test_two_versions_that_differ_anywhere_have_a_change(before: PlanContent, after: PlanContent) -> None:
    assert bool(plan_changes(before, after, MEASURES)) == (before != after)


@given(plans(), st.data())
def test_one_changed_field_is_told_where_it_stands_and_nothing_else(before: PlanContent, data: st.DataObject) -> None:
    """Not by the sentence of last resort, which tells of another order alone."""
    place = data.draw(st.integers(0, len(before.goal) - 1))
    one = before.goal[place]
    after = goal(one.number, weight=one.weight + 1, task=f"{one.task}!")(before)
    found = plan_changes(before, after, MEASURES)
    assert [c.where for c in found] == [f"goal {one.number}"] * 2
    assert all("another order" not in c.words for c in found)
