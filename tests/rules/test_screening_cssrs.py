"""The C-SSRS in screening: all 2,187 ways in which its seven answers can be yes, no or not given, one by one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import product

import pytest

from groupcare.rules.policy import GRAVITY, Route
from groupcare.rules.screening import UNASKED as ASK_IT
from groupcare.rules.screening import Administered, Answered, Outcome, screen
from tests.rules.cases import standing
from tests.rules.oracle import (
    EVERY_CSSRS,
    MEASURES,
    NOTHING_ENDORSED,
    POLICY,
    SOONER,
    TODAY,
    UNASKED,
    Case,
    Form,
    cssrs_ends,
    cssrs_route,
    cssrs_rules,
    expected,
    fillings,
    gravest,
    is_graver,
    may_be_asked,
    open_questions,
    put,
)

KEYS = ("cssrs_1", "cssrs_2", "cssrs_3", "cssrs_4", "cssrs_5", "cssrs_6", "cssrs_6_recent")
WITH = {
    "all else clear": Case(),
    "item 9 is 1": Case(phq9=(0, 0, 0, 0, 0, 0, 0, 0, 1)),
    "PHQ-9 of 20 with item 9 at 0": Case(phq9=(3, 3, 3, 3, 3, 3, 2, 0, 0)),
    "PHQ-9 of 20 with item 9 at 3": Case(phq9=(3, 3, 3, 3, 3, 2, 0, 0, 3)),
}
every_context = pytest.mark.parametrize("context", WITH)


@cache
def outcomes(context: str) -> dict[Form, Outcome]:
    return {q: replace(WITH[context], cssrs=q).screened() for q in EVERY_CSSRS}


def each(context: str) -> Iterator[tuple[Form, Outcome]]:
    return iter(outcomes(context).items())


def others(context: str) -> str:
    """The route that all answers but the C-SSRS give."""
    return expected(WITH[context]).known


# --- the route -------------------------------------------------------------------------------------------------------


@every_context
def test_the_known_route_is_the_one_of_the_policys_table(context: str) -> None:
    wrong = {
        q: (out.known, right)
        for q, out in each(context)
        if out.known != (right := gravest((cssrs_route(q), others(context))))
    }
    assert wrong == {}


@every_context
def test_the_worst_completion_is_found_by_filling_in_what_the_flow_asks_or_may_ask(context: str) -> None:
    wrong = {
        q: (out.worst, right)
        for q, out in each(context)
        if out.worst != (right := gravest((cssrs_route(q), others(context), *cssrs_ends(q))))
    }
    assert wrong == {}


@every_context
def test_a_route_is_incomplete_exactly_when_nothing_blocks_and_a_completion_is_graver_than_what_is_known(
    context: str,
) -> None:
    for q, out in each(context):
        right = expected(replace(WITH[context], cssrs=q))
        assert (out.route == "incomplete") == (
            right.known not in ("individual", "urgent") and is_graver(right.worst, right.known)
        ), q
        assert out.route == right.route, q


@every_context
def test_every_finding_that_fired_is_listed_and_not_only_the_worst(context: str) -> None:
    for q, out in each(context):
        assert {f.rule for f in out.findings} == expected(replace(WITH[context], cssrs=q)).fired, q
        assert [GRAVITY[f.route] for f in out.findings] == sorted(
            (GRAVITY[f.route] for f in out.findings), reverse=True
        )


def test_each_finding_carries_its_words_its_source_and_the_answers_it_rests_on() -> None:
    for q, out in each("item 9 is 1"):
        for finding in out.findings:
            assert finding.detail, q
            assert finding.source, q
            assert finding.evidence in ("c-ssrs-screener 0", "phq-9 0"), q


def test_nothing_endorsed_is_kept_apart_from_the_low_level() -> None:
    clear, low = Case().screened(), Case(cssrs=(1, 0, None, None, None, 0, None)).screened()
    assert clear.route == "group"
    assert clear.findings == ()
    assert low.route == "individual"
    assert [f.rule for f in low.findings] == ["cssrs-thoughts"]


def test_answers_out_of_flow_count() -> None:
    assert Case(cssrs=(0, 0, None, None, 1, 0, None)).screened().route == "urgent"
    assert Case(cssrs=(0, 0, 1, 0, 0, 0, None)).screened().route == "individual"
    assert Case(cssrs=(0, 0, None, None, None, 0, 1)).screened().route == "urgent"


@every_context
def test_answering_yes_instead_of_no_never_lowers_the_route_that_is_known_nor_the_worst_completion(
    context: str,
) -> None:
    found = outcomes(context)
    lowered = [
        (q, place)
        for q in EVERY_CSSRS
        for place in range(7)
        if q[place] == 0
        and (
            is_graver(found[q].known, found[put(q, place, 1)].known)
            or is_graver(found[q].worst, found[put(q, place, 1)].worst)
        )
    ]
    assert lowered == []


@every_context
def test_group_or_review_is_given_only_when_no_completion_is_worse_than_that(context: str) -> None:
    found = outcomes(context)
    for q, out in each(context):
        if out.route in ("group", "review"):
            assert {found[end].route for end in fillings(q)} == {out.route}, q


def test_a_c_ssrs_that_was_never_begun_is_one_with_no_answer() -> None:
    never, empty = Case(cssrs=None).screened(), Case(cssrs=UNASKED).screened()
    assert never.route == empty.route == "incomplete"
    assert never.worst == "urgent"
    assert never.missing == empty.missing


# --- what is missing -------------------------------------------------------------------------------------------------


def route_of(q: Form, other: str) -> str:
    known = gravest((cssrs_route(q), other))
    worst = gravest((known, *cssrs_ends(q)))
    return known if known in ("individual", "urgent") or known == worst else "incomplete"


@cache
def decides_an_end(q: Form, place: int, other: str) -> bool:
    """Whether the answer, once the flow has asked it, can decide the route in which the whole form ends."""
    for end in fillings(q):
        if end[place] is None:
            continue
        opened = may_be_asked(put(q, place, end[place])) - may_be_asked(put(q, place, 1 - end[place]))  # type: ignore[operator]
        flipped = put(end, place, 1 - end[place])  # type: ignore[operator]
        for after in opened:
            flipped = put(flipped, after, None)
        for turned in fillings(flipped):
            if gravest((cssrs_route(turned), other)) != gravest((cssrs_route(end), other)):
                return True
    return False


def its_absence_is_the_danger(q: Form, place: int, other: str) -> bool:
    """Urgent only until asked: the answer is one of those waited for, and the form may yet end milder."""
    waited_for = (q[1] == 1 and place in (2, 3, 4)) or (q[5] == 1 and place == 6)
    if not waited_for or gravest((cssrs_route(q), other)) != "urgent":
        return False
    return any(gravest((cssrs_route(end), other)) != "urgent" for end in fillings(q))


@cache
def makes_any_difference(q: Form, place: int, other: str) -> bool:
    """Whether, in any state of the other unanswered questions, this answer being yes, no or not given matters."""
    free = [p for p in range(7) if q[p] is None and p != place]
    for state in product((None, 0, 1), repeat=len(free)):
        here = q
        for at, answer in zip(free, state, strict=True):
            here = put(here, at, answer)
        if len({route_of(put(here, place, answer), other) for answer in (None, 0, 1)}) > 1:
            return True
    return False


def must_be_named(q: Form, other: str) -> set[str]:
    return {
        KEYS[place]
        for place in may_be_asked(q)
        if decides_an_end(q, place, other) or its_absence_is_the_danger(q, place, other)
    }


def idly_named(q: Form, out: Outcome, other: str) -> set[str]:
    idle = {p for p in range(7) if p not in may_be_asked(q) or not makes_any_difference(q, p, other)}
    return {m.key for m in out.missing} & {KEYS[place] for place in idle}


@every_context
def test_each_unanswered_question_that_could_still_change_the_route_is_named(context: str) -> None:
    other = others(context)
    for q, out in each(context):
        if out.route != "urgent":
            assert must_be_named(q, other) <= {m.key for m in out.missing}, q


@every_context
def test_no_question_is_named_that_could_not_change_the_route(context: str) -> None:
    other = others(context)
    for q, out in each(context):
        if out.route != "urgent":
            assert idly_named(q, out, other) == set(), q


def test_a_route_that_is_urgent_until_asked_names_each_answer_that_is_waited_for() -> None:
    for q, out in each("all else clear"):
        for place in may_be_asked(q):
            if its_absence_is_the_danger(q, place, "group"):
                assert KEYS[place] in {m.key for m in out.missing}, (q, KEYS[place])


def test_a_route_that_is_urgent_until_asked_names_each_answer_that_could_decide_where_it_ends() -> None:
    unnamed = {
        q: sorted(lacking)
        for q, out in each("all else clear")
        if out.route == "urgent" and (lacking := must_be_named(q, "group") - {m.key for m in out.missing})
    }
    assert unnamed == {}


def test_an_urgent_route_names_no_answer_that_leaves_it_urgent() -> None:
    idle = {
        q: sorted(named)
        for q, out in each("all else clear")
        if out.route == "urgent" and (named := idly_named(q, out, "group"))
    }
    assert idle == {}


def test_what_is_urgent_for_another_reason_names_no_question_of_the_c_ssrs() -> None:
    out = Case(cssrs=(0, 1, None, None, None, 0, None), imminent=True).screened()
    assert out.missing == ()


@every_context
def test_a_missing_answer_says_how_far_it_could_go(context: str) -> None:
    for q, out in each(context):
        if out.route == "incomplete":
            assert gravest(m.could for m in out.missing) == out.worst, q


# --- alerts ----------------------------------------------------------------------------------------------------------

RESPOND = {
    "cssrs-intent-or-plan": "now",
    "cssrs-recent-behaviour": "now",
    "cssrs-thoughts-not-followed-up": "now",
    "cssrs-behaviour-not-dated": "now",
    "cssrs-method": "same day",
    "cssrs-older-behaviour": "same day",
    "cssrs-thoughts": "3 days",
    "phq9-severe": "5 working days",
}


@every_context
def test_what_blocks_carries_one_alert_due_as_soon_as_the_gravest_answer_asks(context: str) -> None:
    for q, out in each(context):
        blocking = {f.rule for f in out.findings if f.route in ("individual", "urgent")}
        alerts = [a for a in out.alerts if ASK_IT not in a.rules]
        if not blocking:
            assert alerts == [], q
            continue
        (alert,) = alerts
        assert set(alert.rules) == blocking, q
        assert alert.level == out.known, q
        assert alert.respond == min((RESPOND[rule] for rule in blocking), key=SOONER.index), q
        assert len(alert.because) == len(blocking), q


@every_context
def test_an_individual_route_that_a_missing_answer_could_raise_to_urgent_carries_an_alert_for_the_same_day(
    context: str,
) -> None:
    for q, out in each(context):
        if out.known == "individual" and out.worst == "urgent":
            (ask,) = [a for a in out.alerts if ASK_IT in a.rules]
            assert SOONER.index(ask.respond) <= SOONER.index("same day"), q
            assert [m.key for m in out.missing if m.could == "urgent"], q


def test_the_same_days_alert_names_the_form_that_could_be_urgent_and_no_other() -> None:
    for q, out in each("PHQ-9 of 20 with item 9 at 0"):
        for alert in out.alerts:
            if ASK_IT in alert.rules:
                assert {m.key for m in out.missing if m.could == "urgent"} <= set(KEYS), q
                assert alert.because == ("not asked in full, and could raise the route to urgent: C-SSRS",), q


@pytest.mark.parametrize("context", ["item 9 is 1", "PHQ-9 of 20 with item 9 at 3"])
def test_item_9_above_0_with_a_question_of_the_c_ssrs_still_to_ask_carries_an_alert_in_the_same_contact(
    context: str,
) -> None:
    for q, out in each(context):
        if open_questions(q):
            assert min((SOONER.index(a.respond) for a in out.alerts), default=9) <= SOONER.index("same contact"), q


@every_context
def test_no_alert_is_raised_without_a_blocking_finding_or_an_unasked_c_ssrs(context: str) -> None:
    for q, out in each(context):
        if out.known not in ("individual", "urgent") and (others(context) == "group" or not open_questions(q)):
            assert out.alerts == (), q


def test_item_9_above_0_asks_for_the_c_ssrs_in_the_same_contact_whatever_finding_stands_from_before() -> None:
    for route in ("review", "individual", "urgent"):
        before = standing("concern: self-harm", Route(route))
        out = Case(cssrs=None, phq9=(0, 0, 0, 0, 0, 0, 0, 0, 2), standing=(before,)).screened()
        assert min((SOONER.index(a.respond) for a in out.alerts), default=9) <= SOONER.index("same contact"), route


def test_a_standing_individual_finding_whose_c_ssrs_is_unasked_carries_the_same_days_alert() -> None:
    before = standing("phq9-severe", Route.individual)
    out = Case(cssrs=None, standing=(before,)).screened()
    assert out.route == "individual"
    assert [a.respond for a in out.alerts] == ["same day"]


def test_a_finding_that_stands_from_before_raises_no_new_alert_by_itself() -> None:
    assert Case(standing=(standing("concern: self-harm", Route.urgent),)).screened().alerts == ()


# --- what was evaluated, what stands, what is old --------------------------------------------------------------------


def test_an_older_attempt_that_a_clinician_has_evaluated_gives_review_and_stays_listed() -> None:
    out = Case(cssrs=(0, 0, None, None, None, 1, 0), evaluated=frozenset({"cssrs-older-behaviour"})).screened()
    assert out.route == "review"
    assert [(f.rule, f.route) for f in out.findings] == [("cssrs-older-behaviour", "review")]
    assert out.alerts == ()


def test_only_the_older_attempt_is_ever_lowered_by_an_evaluation() -> None:
    everything = frozenset(rule.id for rule in POLICY.rule)
    for q in EVERY_CSSRS:
        out = Case(cssrs=q, evaluated=everything).screened()
        lines = {**cssrs_rules(q)}
        if "cssrs-older-behaviour" in lines:
            lines["cssrs-older-behaviour"] = "review"
        assert out.known == gravest(lines.values()), q


@pytest.mark.parametrize("answers", [NOTHING_ENDORSED, None, (0, 0, None, None, None, 1, 0)])
def test_no_later_answers_end_a_finding_that_stands(answers: Form | None) -> None:
    for route in ("individual", "urgent"):
        before = standing("concern: harm to others", Route(route))
        out = Case(cssrs=answers, standing=(before,)).screened()
        assert out.known == route
        assert before in out.findings


def test_a_finding_that_stands_keeps_its_route_when_the_same_line_fires_again_more_mildly() -> None:
    before = standing("cssrs-older-behaviour", Route.individual)
    case = Case(
        cssrs=(0, 0, None, None, None, 1, 0),
        standing=(before,),
        evaluated=frozenset({"cssrs-older-behaviour"}),
    )
    assert case.screened().known == "individual"


def test_old_answers_raise_a_route_and_never_clear_it() -> None:
    for q in EVERY_CSSRS:
        fresh, old = Case(cssrs=q, cssrs_age=14).screened(), Case(cssrs=q, cssrs_age=15).screened()
        assert old.known == fresh.known == cssrs_route(q), q
        assert old.worst == "urgent", q
        assert old.route in ("incomplete", "individual", "urgent"), q
        if old.route != "urgent":
            assert "c-ssrs-screener" in {m.key for m in old.missing}, q


def test_a_finding_on_item_9_does_not_call_a_c_ssrs_clear_that_is_too_old_to_count() -> None:
    out = Case(phq9=(0, 0, 0, 0, 0, 0, 0, 0, 1), cssrs_age=15).screened()
    (finding,) = [f for f in out.findings if f.rule == "phq9-item9"]
    assert "nothing is endorsed" not in finding.detail


# --- the form "since last contact" -----------------------------------------------------------------------------------


NEVER = (0, 0, None, None, None, 0, None)
"""A screener asked before that told of no behaviour."""


def since_last(
    *answers: int | None, before: tuple[int | None, ...] | None = NEVER, evaluated: frozenset[str] = frozenset()
) -> Outcome:
    form = Administered(measure=MEASURES["c-ssrs-since-last"], answers=answers, on=TODAY, evidence="x")
    long_ago = TODAY - timedelta(days=200)
    lifetime = None
    if before is not None:
        lifetime = Administered(measure=MEASURES["c-ssrs-screener"], answers=before, on=long_ago, evidence="then")
    asked: Answered = Case().answered()
    return screen(_replaced(asked, form, lifetime, evaluated), POLICY, MEASURES, TODAY)


def _replaced(
    asked: Answered, form: Administered, lifetime: Administered | None, evaluated: frozenset[str]
) -> Answered:
    return Answered(
        phq9=asked.phq9,
        cssrs=form,
        lifetime=lifetime,
        evaluated=evaluated,
        participation=asked.participation,
        observations=asked.observations,
        red_flags=asked.red_flags,
        date_of_birth=asked.date_of_birth,
    )


def test_since_the_last_contact_question_6_is_recent_by_itself() -> None:
    for q in product((None, 0, 1), repeat=6):
        out = since_last(*q)
        dated = (*q, q[5])  # a yes to 6 is recent, and nothing is left to date
        assert out.known == cssrs_route(dated), q
        ends = fillings((*q[:5], q[5], 1 if q[5] is None else q[5]))
        sure = {cssrs_route((*end[:5], end[5], end[5])) for end in ends}
        assert out.worst == gravest((cssrs_route(dated), *sure)), q
        assert "cssrs_6_recent" not in {m.key for m in out.missing}, q


BEHAVIOUR = ("cssrs-recent-behaviour", "cssrs-behaviour-not-dated", "cssrs-older-behaviour")


@pytest.mark.parametrize("evaluated", [frozenset(), *(frozenset({rule}) for rule in BEHAVIOUR)])
@pytest.mark.parametrize("ever", [(None, None), (None, 1), (0, None), (1, None), (1, 0), (1, 1)])
def test_behaviour_before_the_last_contact_is_carried_from_the_screener(
    ever: tuple[int | None, int | None], evaluated: frozenset[str]
) -> None:
    for q in product((None, 0, 1), repeat=6):
        out = since_last(*q, before=(0, 0, None, None, None, *ever), evaluated=evaluated)
        now = since_last(*q, evaluated=evaluated)
        if ever == (None, None):
            assert out.known == now.known, q
            assert GRAVITY[out.worst] >= GRAVITY[Route.individual], q
            assert out.route is not Route.group, q
        elif ever == (0, None):
            assert (out.route, out.findings) == (now.route, now.findings), q
        else:
            history = Route.review if evaluated else Route.individual
            assert out.known == gravest((now.known, history)), q


def test_a_form_since_the_last_contact_without_any_screener_before_it_clears_nobody() -> None:
    out = since_last(0, 0, None, None, None, 0, before=None)
    assert out.route is Route.incomplete
    assert [m.what for m in out.missing] == ["C-SSRS question 6: suicidal behaviour, lifetime"]


def test_a_form_since_the_last_contact_that_is_too_old_is_to_be_asked_again_by_its_own_name() -> None:
    asked: Answered = Case().answered()
    long_ago = TODAY - timedelta(days=POLICY.answers_valid_days + 1)
    form = Administered(measure=MEASURES["c-ssrs-since-last"], answers=(0, 0, None, None, None, 0), on=long_ago)
    before = Administered(measure=MEASURES["c-ssrs-screener"], answers=NEVER, on=long_ago)
    out = screen(_replaced(asked, form, before, frozenset()), POLICY, MEASURES, TODAY)
    assert out.route is Route.incomplete
    assert [(m.key, m.could) for m in out.missing] == [("c-ssrs-since-last", Route.urgent)]
