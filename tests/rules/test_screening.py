"""Screening as a whole: whatever is answered, missing, old, standing or evaluated."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from groupcare.rules.policy import Route
from groupcare.rules.screening import Answered, basis, screen
from tests.rules.cases import cases, standing
from tests.rules.oracle import (
    MEASURES,
    OBSERVATIONS,
    ORDER,
    PARTICIPATION,
    POLICY,
    RED_FLAGS,
    TODAY,
    UNASKED,
    Case,
    expected,
    fillings,
    is_graver,
)

many = settings(max_examples=120, deadline=None)


@many
@given(cases)
@example(Case(cssrs=None, phq9=None))
@example(Case(cssrs=(0, 0, None, None, None, 1, None), evaluated=frozenset({"cssrs-older-behaviour"}), phq9=None))
def test_the_route_is_what_the_policys_table_makes_of_the_answers(case: Case) -> None:
    out, right = case.screened(), expected(case)
    assert (out.route, out.known, out.worst) == (right.route, right.known, right.worst)
    assert {f.rule for f in out.findings} == right.fired


@settings(max_examples=100, deadline=None)
@given(cases, st.data())
def test_whatever_the_missing_answers_turn_out_to_be_group_and_review_were_not_too_mild(
    case: Case, data: st.DataObject
) -> None:
    case = replace(case, cssrs_age=0, phq9_age=0, gad7_age=0)
    before = case.screened()
    after = _filled(case, data).screened()
    if before.route in ("group", "review"):
        assert after.route == before.route
    assert not is_graver(after.known, before.worst)
    if before.known == "individual":
        assert after.route in ("individual", "urgent")


def _filled(case: Case, data: st.DataObject) -> Case:
    """The same referral once everything has been asked, with answers that Hypothesis picks."""

    def whole(answers: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return tuple(data.draw(st.integers(0, 3)) if a is None else a for a in answers)

    def ticked(names: tuple[str, ...], given: dict[str, bool]) -> dict[str, bool]:
        return {name: given[name] if name in given else data.draw(st.booleans()) for name in names}

    return replace(
        case,
        cssrs=data.draw(st.sampled_from(sorted(fillings(case.cssrs or UNASKED), key=repr))),
        phq9=whole(case.phq9 or (None,) * 9),
        gad7=None if case.gad7 is None else whole(case.gad7),
        participation=ticked(PARTICIPATION, dict(case.participation)),
        observations=ticked(OBSERVATIONS, dict(case.observations)),
        red_flags=ticked(RED_FLAGS, dict(case.red_flags)),
    )


@many
@given(cases, st.data())
def test_with_the_same_answers_missing_a_graver_answer_never_lowers_a_route(case: Case, data: st.DataObject) -> None:
    graver = _one_answer_raised(case, data)
    before, after = case.screened(), graver.screened()
    assert not is_graver(before.known, after.known)
    assert not is_graver(before.worst, after.worst)


def _one_answer_raised(case: Case, data: st.DataObject) -> Case:
    forms = {
        name: (form, top)
        for name, form, top in (("cssrs", case.cssrs, 1), ("phq9", case.phq9, 3), ("gad7", case.gad7, 3))
        if form is not None and any(a is not None and a < top for a in form)
    }
    lists = {
        name: (given, concern)
        for name, given, concern in (
            ("participation", case.participation, False),
            ("observations", case.observations, True),
            ("red_flags", case.red_flags, True),
        )
        if any(value is not concern for value in given.values())
    }
    assume(forms or lists)
    name = data.draw(st.sampled_from(sorted([*forms, *lists])))
    if name in forms:
        form, top = forms[name]
        place = data.draw(st.sampled_from([p for p, a in enumerate(form) if a is not None and a < top]))
        raised = (form[place] or 0) + 1
        return replace(case, **{name: (*form[:place], raised, *form[place + 1 :])})
    given, concern = lists[name]
    item = data.draw(st.sampled_from([key for key, value in given.items() if value is not concern]))
    return replace(case, **{name: {**given, item: concern}})


@many
@given(cases, st.data())
def test_taking_an_answer_away_never_clears_anyone(case: Case, data: st.DataObject) -> None:
    assume(case.phq9 is not None and any(a is not None for a in case.phq9))
    phq9 = case.phq9 or ()
    place = data.draw(st.sampled_from([p for p, a in enumerate(phq9) if a is not None]))
    less = replace(case, phq9=(*phq9[:place], None, *phq9[place + 1 :]))
    before, after = case.screened(), less.screened()
    assert not is_graver(before.worst, after.worst)
    if after.route in ("group", "review"):
        assert before.route == after.route


@many
@given(cases)
def test_each_unanswered_answer_is_named_exactly_when_it_could_still_change_the_route(case: Case) -> None:
    right = expected(case)
    assume(right.known != "urgent")  # what is urgent until asked is judged with the C-SSRS
    named = {m.key for m in case.screened().missing}
    for rule, names, answers, route in (
        ("participation", PARTICIPATION, case.participation, "review"),
        ("observation", OBSERVATIONS, case.observations, "individual"),
        ("red_flag", RED_FLAGS, case.red_flags, "review"),
    ):
        for name in names:
            could = name not in answers and is_graver(route, right.known)
            assert (f"{rule}_{name.replace(' ', '_')}" in named) == could, name
    if case.gad7 is None:
        assert not [key for key in named if "gad" in key]


@many
@given(cases)
def test_an_incomplete_route_says_which_answers_are_missing_and_no_settled_route_worse_than_review_hides_one(
    case: Case,
) -> None:
    out = case.screened()
    if out.route == "incomplete":
        assert max(ORDER.index(m.could) for m in out.missing) == ORDER.index(out.worst)
    if out.route in ("group", "review"):
        assert out.missing == ()
    assert len({m.key for m in out.missing}) == len(out.missing)
    assert all(m.what for m in out.missing)


@many
@given(cases)
def test_an_individual_route_with_an_urgent_completion_carries_its_same_days_alert(case: Case) -> None:
    out = case.screened()
    if out.route == "individual" and out.worst == "urgent":
        assert [m for m in out.missing if m.could == "urgent"]
        assert [a for a in out.alerts if a.respond in ("now", "same contact", "same day")]


def test_everything_asked_and_nothing_of_concern_is_group() -> None:
    out = Case().screened()
    assert (out.route, out.known, out.worst) == ("group", "group", "group")
    assert (out.findings, out.missing, out.alerts, out.remarks) == ((), (), (), ())


def test_a_referral_known_only_from_a_file_is_never_group() -> None:
    asked = Case().answered()
    from_file = Answered(phq9=asked.phq9, gad7=asked.gad7, cssrs=asked.cssrs, date_of_birth=asked.date_of_birth)
    assert screen(from_file, POLICY, MEASURES, TODAY).route == "incomplete"


def test_nothing_answered_at_all_names_everything_that_everyone_is_asked() -> None:
    out = screen(Answered(), POLICY, MEASURES, TODAY)
    assert (out.route, out.worst) == ("incomplete", "urgent")
    named = {m.key for m in out.missing}
    assert {f"phq9_{n}" for n in range(1, 10)} <= named
    assert {"cssrs_1", "cssrs_2", "cssrs_4", "cssrs_5", "cssrs_6", "cssrs_6_recent"} <= named
    assert {f"observation_{name.replace(' ', '_')}" for name in OBSERVATIONS} <= named
    assert out.missing[0].could == "urgent"


@pytest.mark.parametrize("name", PARTICIPATION)
def test_each_participation_concern_is_review_and_unasked_incomplete(name: str) -> None:
    asked = dict(Case().participation)
    concerned = Case(participation={**asked, name: False}).screened()
    assert [(f.rule, f.route) for f in concerned.findings] == [(f"participation: {name}", "review")]
    unasked = Case(participation={key: value for key, value in asked.items() if key != name}).screened()
    assert (unasked.route, [m.could for m in unasked.missing]) == ("incomplete", ["review"])


@pytest.mark.parametrize("name", OBSERVATIONS)
def test_each_observation_is_individual_and_unasked_incomplete(name: str) -> None:
    asked = dict(Case().observations)
    seen = Case(observations={**asked, name: True}).screened()
    assert [(f.rule, f.route) for f in seen.findings] == [(f"observation: {name}", "individual")]
    assert len(seen.alerts) == 1
    unasked = Case(observations={key: value for key, value in asked.items() if key != name}).screened()
    assert (unasked.route, [m.could for m in unasked.missing]) == ("incomplete", ["individual"])


@pytest.mark.parametrize("name", RED_FLAGS)
def test_each_red_flag_is_review_and_unasked_incomplete(name: str) -> None:
    asked = dict(Case().red_flags)
    seen = Case(red_flags={**asked, name: True}).screened()
    assert [(f.rule, f.route) for f in seen.findings] == [(f"red-flag: {name}", "review")]
    unasked = Case(red_flags={key: value for key, value in asked.items() if key != name}).screened()
    assert (unasked.route, [m.could for m in unasked.missing]) == ("incomplete", ["review"])


def test_two_observations_are_two_findings() -> None:
    asked = dict(Case().observations)
    out = Case(observations={**asked, "mania": True, "withdrawal": True}).screened()
    assert {f.rule for f in out.findings} == {"observation: mania", "observation: withdrawal"}


@pytest.mark.parametrize(
    ("born", "route"),
    [(date(2008, 10, 6), "group"), (date(2008, 10, 7), "review"), (None, "review"), (date(2027, 1, 1), "review")],
)
def test_under_18_or_without_a_birth_date_is_review(born: date | None, route: str) -> None:
    assert Case(born=born).screened().route == route


def test_an_imminent_risk_that_staff_report_is_urgent_and_due_now() -> None:
    out = Case(imminent=True).screened()
    assert out.route == "urgent"
    assert [(a.level, a.respond) for a in out.alerts] == [("urgent", "now")]


def test_an_urgent_finding_that_is_waiting_for_a_date_hides_no_answer_that_decides_where_it_ends() -> None:
    case = Case(
        cssrs=(0, 0, None, None, None, 1, None), phq9=(None,) * 9, evaluated=frozenset({"cssrs-older-behaviour"})
    )
    out = case.screened()
    assert out.route == "urgent"
    assert {"cssrs_6_recent", "phq9_1"} <= {m.key for m in out.missing}


def test_two_findings_of_one_line_that_stand_both_stay_listed() -> None:
    first, second = standing("concern: self-harm", Route.urgent), standing("concern: self-harm", Route.individual)
    assert len(Case(standing=(first, second)).screened().findings) == 2


# --- whether a screening is still that of these answers --------------------------------------------------------------


def test_a_screening_is_outdated_by_other_answers_another_policy_or_an_evaluation_and_not_by_what_it_found() -> None:
    asked = Case().answered()
    before = basis(POLICY, asked)
    other_answers = (
        Case(phq9_age=1).answered(),
        Case(cssrs=None).answered(),
        Case(gad7=(0,) * 7).answered(),
        Case(born=None).answered(),
        Case(evaluated=frozenset({"phq9-severe"})).answered(),
        structs.replace(asked, evidence="another intake"),
    )
    assert len({before, *(basis(POLICY, answered) for answered in other_answers)}) == 7
    assert basis(structs.replace(POLICY, adult_age=19), asked) != before
    assert basis(POLICY, Case().answered()) == before
    assert basis(POLICY, Case(standing=(standing("phq9-severe", Route.individual),)).answered()) == before
