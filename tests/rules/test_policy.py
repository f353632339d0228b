"""A policy: what it must hold to be used at all, and how its response times are read."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from groupcare.rules.policy import GRAVITY, Kind, Policy, Respond, Route, Rule, Sign, faults, graver, respond_within
from groupcare.rules.screening import screen
from tests.rules.oracle import MEASURES, POLICY, TODAY, Case


def changed(rule: str, **fields: Any) -> Policy:
    """The shipped policy with one rule changed."""
    return replace(POLICY, rule=tuple(replace(r, **fields) if r.id == rule else r for r in POLICY.rule))


def without(*rules: str) -> Policy:
    return replace(POLICY, rule=tuple(r for r in POLICY.rule if r.id not in rules))


def places(policy: Policy) -> list[tuple[str | int, ...]]:
    return [fault.where for fault in faults(policy)]


def test_the_shipped_policy_is_sound() -> None:
    assert list(faults(POLICY)) == []


def test_every_threshold_of_the_shipped_policy_stands_beside_its_source() -> None:
    assert all(rule.source.strip() for rule in POLICY.rule)
    assert (POLICY.answers_valid_days, POLICY.screening_valid_days, POLICY.adult_age, POLICY.rescreen_weeks) == (
        14,
        30,
        18,
        4,
    )


SAME_ID = replace(POLICY, rule=(*POLICY.rule, POLICY.rule[0]))
PHQ9_PLACE = next(i for i, rule in enumerate(POLICY.rule) if rule.id == "phq9-severe")


@pytest.mark.parametrize(
    ("policy", "where"),
    [
        pytest.param(SAME_ID, ("rule", len(POLICY.rule), "id"), id="an id that stands twice"),
        pytest.param(changed("phq9-severe", route=Route.group), ("rule", PHQ9_PLACE, "route"), id="a rule that clears"),
        pytest.param(changed("phq9-severe", route=Route.incomplete), ("rule", PHQ9_PLACE, "route"), id="incomplete"),
        pytest.param(changed("phq9-severe", source="  "), ("rule", PHQ9_PLACE, "source"), id="no source"),
        pytest.param(changed("phq9-severe", at_least=0), ("rule", PHQ9_PLACE, "at_least"), id="threshold of nothing"),
        pytest.param(changed("phq9-severe", measure=""), ("rule", PHQ9_PLACE, "at_least"), id="no measure"),
        pytest.param(changed("phq9-severe", respond=""), ("rule", PHQ9_PLACE, "respond"), id="blocks with no response"),
        pytest.param(changed("phq9-severe", respond="soon"), ("rule", PHQ9_PLACE, "respond"), id="unknown response"),
        pytest.param(replace(POLICY, unasked_respond="later"), ("unasked_respond",), id="unknown unasked response"),
        pytest.param(replace(POLICY, answers_valid_days=0), ("answers_valid_days",), id="answers valid for no day"),
        pytest.param(replace(POLICY, screening_valid_days=0), ("screening_valid_days",), id="valid for no day"),
        pytest.param(replace(POLICY, standing_days=400), ("standing_days",), id="a standing decision of over a year"),
        pytest.param(replace(POLICY, worse_by=0), ("worse_by",), id="worse by nothing"),
        pytest.param(replace(POLICY, rescreen_weeks=0), ("rescreen_weeks",), id="screened again at once"),
    ],
)
def test_a_policy_that_cannot_be_used_is_told_where(policy: Policy, where: tuple[str | int, ...]) -> None:
    assert places(policy) == [where]


def test_an_item_that_asks_for_the_c_ssrs_must_say_how_soon() -> None:
    (where,) = places(changed("phq9-item9", respond=""))
    assert where[-1] == "respond"


def test_a_c_ssrs_rule_names_its_sign() -> None:
    assert {where[-1] for where in places(changed("cssrs-thoughts", sign=None))} == {"sign", "rule"}


@pytest.mark.parametrize("kind", Kind)
def test_a_policy_that_leaves_out_a_kind_of_rule_is_refused(kind: Kind) -> None:
    policy = without(*(rule.id for rule in POLICY.rule if rule.kind is kind))
    assert any(f"kind {kind}" in fault.expected for fault in faults(policy))


@pytest.mark.parametrize("sign", Sign)
def test_a_policy_that_leaves_out_a_sign_of_the_c_ssrs_is_refused(sign: Sign) -> None:
    policy = without(*(rule.id for rule in POLICY.rule if rule.sign is sign))
    assert any(str(sign) in fault.expected for fault in faults(policy))


# --- what would let people pass by unseen ----------------------------------------------------------------------------


@pytest.mark.parametrize("checklist", ["participation", "observations", "red_flags"])
def test_a_policy_that_asks_nothing_of_a_checklist_is_refused(checklist: str) -> None:
    assert places(replace(POLICY, **{checklist: ()})) != []


def test_a_policy_without_a_phq_9_total_is_refused_though_the_gad_7_has_one() -> None:
    assert places(without("phq9-severe", "phq9-moderately-severe")) != []


@pytest.mark.parametrize("item", [0, -1])
def test_a_rule_on_an_item_that_no_measure_has_is_refused(item: int) -> None:
    odd = Rule(
        id="odd", kind=Kind.item, route=Route.review, says="x", source="x", measure="phq-9", item=item, at_least=1
    )
    policy = replace(POLICY, rule=(*POLICY.rule, replace(odd, respond="now")))
    assert places(policy) == [("rule", len(POLICY.rule), "item")]


def test_a_policy_that_looks_at_another_item_in_place_of_item_9_is_refused() -> None:
    assert places(changed("phq9-item9", item=8)) != []


def test_two_rules_on_one_sign_of_the_c_ssrs_are_refused_or_both_listed() -> None:
    milder = Rule(id="my-thoughts", kind=Kind.cssrs, sign=Sign.thoughts, route=Route.review, says="mine", source="mine")
    policy = replace(POLICY, rule=(*POLICY.rule, milder))
    if not places(policy):
        out = screen(Case(cssrs=(1, 0, None, None, None, 0, None)).answered(), policy, MEASURES, TODAY)
        assert {f.rule for f in out.findings} == {"cssrs-thoughts", "my-thoughts"}
        assert out.route == "individual"


# --- a clinic's own policy -------------------------------------------------------------------------------------------


def test_a_changed_threshold_is_what_counts() -> None:
    stricter = changed("phq9-severe", at_least=18)
    answers = Case(phq9=(3, 3, 3, 3, 3, 3, 0, 0, 0)).answered()
    assert screen(answers, POLICY, MEASURES, TODAY).route == "review"
    assert screen(answers, stricter, MEASURES, TODAY).route == "individual"


def test_a_changed_validity_of_answers_is_what_counts() -> None:
    answers = Case(phq9_age=20).answered()
    assert screen(answers, POLICY, MEASURES, TODAY).route == "incomplete"
    assert screen(answers, replace(POLICY, answers_valid_days=20), MEASURES, TODAY).route == "group"


def test_a_changed_checklist_is_what_is_asked() -> None:
    wider = replace(POLICY, participation=(*POLICY.participation, "transport"))
    out = screen(Case().answered(), wider, MEASURES, TODAY)
    assert (out.route, [m.key for m in out.missing]) == ("incomplete", ["participation_transport"])


# --- response times --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("now", Respond()),
        ("same contact", Respond()),
        ("same day", Respond(same_day=True)),
        ("1 day", Respond(days=1)),
        ("3 days", Respond(days=3)),
        ("1 working day", Respond(days=1, working=True)),
        ("5 working days", Respond(days=5, working=True)),
    ],
)
def test_a_response_time_is_read_as_a_clinician_writes_it(text: str, meant: Respond) -> None:
    assert respond_within(text) == meant


@pytest.mark.parametrize(
    "text", ["", "Now", " now", "now\n", "0 days", "-1 days", "100 days", "3  days", "soon", "٣ days"]
)
def test_any_other_response_time_is_refused_and_shown(text: str) -> None:
    with pytest.raises(ValueError, match="a response time such as"):
        respond_within(text)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(list(GRAVITY)), st.sampled_from(list(GRAVITY)))
def test_the_graver_of_two_routes_is_the_later_of_group_review_individual_urgent(a: Route, b: Route) -> None:
    order = ["group", "review", "individual", "urgent"]
    assert graver(a, b) == order[max(order.index(a), order.index(b))]
