"""A policy: what it must hold to be used at all, and how its response times are read."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from groupcare.rules.policy import (
    GRAVITY,
    WINDOWS,
    Kind,
    Policy,
    Respond,
    Route,
    Rule,
    Sign,
    faults,
    faults_with,
    graver,
    respond_within,
)
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


HERE = ("rule", PHQ9_PLACE)
PLACE = {rule.id: i for i, rule in enumerate(POLICY.rule)}
TIMES = '"now", "same contact", "same day", "3 days" or "5 working days"'
DAYS = "from 1 to 366 days"
ODD = Rule(id="odd", kind=Kind.item, route=Route.review, says="x", source="x", measure="phq-9", item=9, at_least=1)
LAST = ("rule", len(POLICY.rule))


ODD_MEASURE = replace(MEASURES["phq-9"], item=(replace(MEASURES["phq-9"].item[0], high=4), *MEASURES["phq-9"].item[1:]))
"""One whose first item alone goes up to 4."""


def with_rule(**fields: Any) -> Policy:
    """The shipped policy with one more rule on an item."""
    return replace(POLICY, rule=(*POLICY.rule, replace(ODD, respond="now", **fields)))


UNUSABLE: dict[str, tuple[Policy, tuple[str | int, ...], str]] = {
    "an id that stands twice": (SAME_ID, (*LAST, "id"), "each rule id once; 'imminent-risk' stands twice"),
    "a rule that clears": (changed("gad7-severe", route=Route.group), ("rule", PLACE["gad7-severe"], "route"),
                           "review, individual or urgent"),
    "an incomplete sign": (changed("cssrs-intent-or-plan", route=Route.incomplete),
                           ("rule", PLACE["cssrs-intent-or-plan"], "route"), "review, individual or urgent"),
    "screened again before it began": (replace(POLICY, worse_by=1, rescreen_weeks=0), ("rescreen_weeks",),
                                       "1 or more"),
    "incomplete": (changed("phq9-severe", route=Route.incomplete), (*HERE, "route"), "review, individual or urgent"),
    "no source": (changed("phq9-severe", source="  "), (*HERE, "source"), "the source of this rule"),
    "threshold of nothing": (changed("phq9-severe", at_least=0), (*HERE, "at_least"),
                             "a measure and a threshold of 1 or more"),
    "no measure": (changed("phq9-severe", measure=""), (*HERE, "at_least"), "a measure and a threshold of 1 or more"),
    "blocks with no response": (changed("phq9-severe", respond=""), (*HERE, "respond"), "how soon a person must act"),
    "unknown response": (changed("phq9-severe", respond="soon"), (*HERE, "respond"), TIMES),
    "unknown unasked response": (replace(POLICY, unasked_respond="later"), ("unasked_respond",),
                                 '"now", "same day", "3 days" or "5 working days"'),
    "answers valid for no day": (replace(POLICY, answers_valid_days=0), ("answers_valid_days",), DAYS),
    "valid for no day": (replace(POLICY, screening_valid_days=0), ("screening_valid_days",), DAYS),
    "a standing decision of over a year": (replace(POLICY, standing_days=367), ("standing_days",), DAYS),
    "worse by nothing": (replace(POLICY, worse_by=0), ("worse_by",), "1 or more"),
    "screened again at once": (replace(POLICY, rescreen_weeks=0), ("rescreen_weeks",), "1 or more"),
    "everybody is an adult": (replace(POLICY, adult_age=0), ("adult_age",), "an age of 1 or more"),
    "an item of no measure": (with_rule(item=0), (*LAST, "item"), "the item's number, from 1"),
    "an item with no response": (changed("phq9-item9", respond=""), ("rule", PLACE["phq9-item9"], "respond"),
                                 "how soon the C-SSRS must be asked"),
    "another item in place of item 9": (changed("phq9-item9", item=8), ("rule",), "a rule on item 9 of the phq-9"),
    "no total of the PHQ-9": (without("phq9-severe", "phq9-moderately-severe"), ("rule",),
                              "a rule on the total of the phq-9"),
    "a sign milder than its triage": (changed("cssrs-method", route=Route.review),
                                      ("rule", PLACE["cssrs-method"], "route"),
                                      "individual or graver: the C-SSRS sign method is no less"),
    "imminent risk that can wait": (changed("imminent-risk", route=Route.individual),
                                    ("rule", PLACE["imminent-risk"], "route"),
                                    "urgent: that is what imminent risk is"),
    "a danger that counts once": (changed("cssrs-intent-or-plan", once_evaluated=Route.review),
                                  ("rule", PLACE["cssrs-intent-or-plan"], "once_evaluated"),
                                  "review, and with the sign older behaviour alone"),
    "an old attempt forgotten": (changed("cssrs-older-behaviour", once_evaluated=Route.group),
                                 ("rule", PLACE["cssrs-older-behaviour"], "once_evaluated"),
                                 "review, and with the sign older behaviour alone"),
    "no list of observations": (replace(POLICY, observations=()), ("observations",),
                                "at least one name in observations"),
    "no sign of a C-SSRS rule": (with_rule(kind=Kind.cssrs), (*LAST, "sign"), "a sign of the C-SSRS"),
    "two rules for a sign": (with_rule(kind=Kind.cssrs, sign=Sign.thoughts, route=Route.urgent), (*LAST, "sign"),
                             "one rule for each sign; thoughts has two"),
    "no rule of a kind": (without("age"), ("rule",), "a rule of kind age: leaving one out would let people pass by it"),
    "no rule of a sign": (without("cssrs-method"), ("rule",), "a C-SSRS rule with the sign method"),
}  # fmt: skip


@pytest.mark.parametrize(("policy", "where", "expected"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_policy_that_cannot_be_used_is_told_where(
    policy: Policy, where: tuple[str | int, ...], expected: str
) -> None:
    assert [(fault.where, fault.expected) for fault in faults(policy)] == [(where, expected)]


OUT_OF_REACH: dict[str, tuple[Policy, tuple[str | int, ...], str]] = {
    "a measure that is not there": (changed("gad7-severe", measure="gad-9"),
                                    ("rule", PLACE["gad7-severe"], "measure"),
                                    f"one of {', '.join(sorted(MEASURES))}"),
    "a total beyond the measure": (changed("phq9-severe", at_least=28), (*HERE, "at_least"),
                                   "a total that the PHQ-9 can reach"),
    "an item beyond the measure": (with_rule(item=11), (*LAST, "item"), "an item of the PHQ-9, which has 10"),
    "an answer beyond the item": (with_rule(at_least=4), (*LAST, "at_least"), "an answer that item 9 can have"),
}  # fmt: skip


@pytest.mark.parametrize(("policy", "where", "expected"), OUT_OF_REACH.values(), ids=OUT_OF_REACH)
def test_a_rule_that_could_never_fire_is_told_where(
    policy: Policy, where: tuple[str | int, ...], expected: str
) -> None:
    found = list(faults_with(policy, MEASURES))
    assert [(fault.where, fault.expected) for fault in found] == [(where, expected)]


def test_each_limit_of_a_policy_may_itself_be_used() -> None:
    shortest = dict.fromkeys((*WINDOWS, "adult_age", "worse_by", "rescreen_weeks"), 1)
    longest = dict.fromkeys(WINDOWS, 366)
    first, last = with_rule(item=1, at_least=3), with_rule(item=10, at_least=3)
    for policy in (replace(POLICY, **shortest), replace(POLICY, **longest), changed("phq9-severe", at_least=27)):
        assert [*faults(policy), *faults_with(policy, MEASURES)] == []
    assert list(faults_with(with_rule(item=1, measure="odd", at_least=4), {**MEASURES, "odd": ODD_MEASURE})) == []
    for policy in (POLICY, first, last):
        assert [*faults(policy), *faults_with(policy, MEASURES)] == []


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
