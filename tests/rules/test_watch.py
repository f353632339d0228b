"""Watching somebody in a group: what one form asks for, over every way of filling it in."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from groupcare.rules import cssrs
from groupcare.rules.measures import Answers
from groupcare.rules.policy import GRAVITY, Route
from groupcare.rules.screening import UNASKED, Administered
from groupcare.rules.watch import ITEM9_MISSING, TOTAL_OPEN, Watched, Watching, is_covered, seen_above, watch
from tests.rules.oracle import MEASURES, POLICY, TODAY, cssrs_route

answer = st.sampled_from((None, 0, 1, 2, 3))
phq9 = st.tuples(*[answer] * 9, st.none())


def seen(answers: Answers, measure: str = "phq-9", **more: object) -> Watching:
    given_ = Administered(measure=MEASURES[measure], answers=answers, on=TODAY, evidence="e")
    return watch(Watched(given=given_, **more), POLICY)  # type: ignore[arg-type]


def rules(watching: Watching) -> set[str]:
    return {rule for needed in watching.alerts for rule in needed.rules}


@given(phq9)
def test_a_phq9_of_20_holds_whatever_is_not_answered_and_nothing_less_does(answers: Answers) -> None:
    least = sum(a or 0 for a in answers[:9])
    found = [f.rule for f in seen(answers).findings]
    assert found == (["phq9-severe"] if least >= 20 else [])


@given(phq9, st.sampled_from((None, 0, 1)))
def test_item_9_above_0_holds_until_the_c_ssrs_is_asked_and_at_0_asks_nothing(
    answers: Answers, asked: int | None
) -> None:
    on = None if asked is None else TODAY - timedelta(days=asked)
    watching = seen(answers, cssrs_on=on)
    item9, asked_since = answers[8], asked == 0
    assert bool(watching.hold) == (bool(item9) and not asked_since)
    assert (UNASKED in rules(watching)) == bool(watching.hold)
    assert (ITEM9_MISSING in rules(watching)) == (item9 is None and not asked_since)


@given(phq9)
def test_a_form_that_could_still_reach_a_hold_says_so(answers: Answers) -> None:
    least = sum(a or 0 for a in answers[:9])
    most = sum(3 if a is None else a for a in answers[:9])
    assert (TOTAL_OPEN in rules(seen(answers))) == (least < 20 <= most and None in answers[:9])


@given(st.integers(0, 27), st.lists(st.integers(0, 27), max_size=3))
def test_worse_by_5_than_the_one_before_or_the_first_is_a_task_within_7_days(now: int, before: list[int]) -> None:
    earlier = tuple(spread(total) for total in before)
    watching = seen(spread(now), before=earlier, cssrs_on=TODAY)
    worse = any(now - total >= 5 for total in (before[:1] + before[-1:]))
    assert ("worse: phq-9" in rules(watching)) == worse
    assert {a.respond for a in watching.alerts if a.rules[0].startswith("worse")} <= {"7 days"}
    assert ("phq9-moderately-severe" in rules(watching)) == (15 <= now < 20)
    assert not watching.hold


def spread(total: int) -> Answers:
    """A PHQ-9 of that total, on as few items as it takes, item 9 last."""
    return (*(max(0, min(3, total - 3 * place)) for place in range(9)), None)


@pytest.mark.parametrize(("total", "task"), [(14, False), (15, True), (21, True)])
def test_a_gad7_of_15_is_a_task_and_never_a_hold(total: int, task: bool) -> None:
    answers = tuple(max(0, min(3, total - 3 * place)) for place in range(7))
    watching = seen(answers, "gad-7")
    assert (watching.findings, watching.hold) == ((), "")
    assert ("gad7-severe" in rules(watching)) == task


def test_every_yes_to_the_c_ssrs_since_the_last_contact_holds_and_nothing_unanswered_passes() -> None:
    for q in product((None, 0, 1), repeat=6):
        watching = seen(q, "c-ssrs-since-last")
        gravest = max((GRAVITY[f.route] for f in watching.findings), default=0)
        assert gravest == GRAVITY[cssrs_route((*q, q[5]))], q
        assert bool(watching.findings) == any(q), q
        assert watching.cssrs_asked == (not cssrs.unanswered(q)), q
        assert (UNASKED in rules(watching)) == bool(cssrs.unanswered(q)), q
        urgent = [a for a in watching.alerts if a.level is Route.urgent]
        assert bool(urgent) == (gravest == GRAVITY[Route.urgent]), q


def test_an_old_attempt_that_was_evaluated_is_no_new_hold_in_the_group() -> None:
    older = (0, 0, None, None, None, 1, 0)
    assert [f.rule for f in seen(older, "c-ssrs-screener").findings] == ["cssrs-older-behaviour"]
    assert seen(older, "c-ssrs-screener", evaluated=frozenset({"cssrs-older-behaviour"})).findings == ()


@given(phq9, st.integers(0, 8))
def test_raising_an_answer_never_asks_for_less(answers: Answers, place: int) -> None:
    worse = tuple(min(3, a + 1) if i == place and a is not None else a for i, a in enumerate(answers))
    before, after = seen(answers), seen(worse)
    assert len(after.findings) >= len(before.findings)
    assert bool(after.hold) >= bool(before.hold)
    assert bool(after.findings or after.alerts) >= bool(before.findings or before.alerts)


def test_while_a_form_is_under_way_only_what_one_answer_shows_counts() -> None:
    answers = (3, 3, 3, 3, 3, 3, 3, None, None, None)
    given_ = Administered(measure=MEASURES["phq-9"], answers=answers, on=TODAY)
    assert watch(Watched(given=given_), POLICY, under_way=True) == Watching()
    item9 = structs.replace(given_, answers=(*answers[:8], 1, None))
    assert watch(Watched(given=item9), POLICY, under_way=True).hold
    thoughts = structs.replace(given_, measure=MEASURES["c-ssrs-since-last"], answers=(0, 1, None, None, None, None))
    assert [f.rule for f in watch(Watched(given=thoughts), POLICY, under_way=True).findings] == ["cssrs-thoughts"]
    assert "cssrs-thoughts-not-followed-up" in {f.rule for f in watch(Watched(given=thoughts), POLICY).findings}


def test_a_standing_decision_covers_its_own_rules_and_never_an_urgent_finding() -> None:
    for finding in seen((1, 1, 1, 1, 0, 0), "c-ssrs-since-last").findings:
        covered = is_covered(finding, frozenset({"cssrs-thoughts", "cssrs-intent-or-plan"}))
        assert covered == (finding.rule == "cssrs-thoughts")


# --- in what words, how soon, and how grave ---------------------------------------------------------------------------

SEVERE = (3, 3, 3, 3, 3, 3, 2, 0, 0, None)


def by_own_policy(answers: Answers, measure: str, under_way: bool = False, **routes: Route) -> Watching:
    """What a form asks for under a clinic's own policy, in which these rules (a dash is _) lead elsewhere."""
    named = {rule.replace("_", "-"): route for rule, route in routes.items()}
    own = [structs.replace(r, route=named.get(r.id, r.route), respond=r.respond or "same day") for r in POLICY.rule]
    form = Administered(measure=MEASURES[measure], answers=answers, on=TODAY, evidence="e")
    return watch(Watched(given=form, cssrs_on=TODAY), structs.replace(POLICY, rule=tuple(own)), under_way=under_way)


def test_the_alert_is_as_grave_as_the_gravest_answer_and_due_as_soon_as_the_soonest() -> None:
    watching = by_own_policy((1, 1, 1, 0, 0, 0), "c-ssrs-since-last", cssrs_thoughts=Route.urgent)
    (alert,) = watching.alerts
    assert (alert.level, alert.respond) == (Route.urgent, "same day")
    assert alert.rules == ("cssrs-thoughts", "cssrs-method")
    (alert,) = seen((1, 1, 1, 1, 0, 0), "c-ssrs-since-last").alerts
    assert (alert.level, alert.respond) == (Route.urgent, "now")


@pytest.mark.parametrize("under_way", [False, True])
def test_a_single_answer_that_blocks_by_the_clinics_own_policy_holds_though_the_c_ssrs_was_asked(
    under_way: bool,
) -> None:
    item9 = (0,) * 8 + (1, None)
    watching = by_own_policy(item9, "phq-9", under_way, phq9_item9=Route.individual)
    (finding,) = watching.findings
    assert (finding.rule, finding.route, finding.evidence) == ("phq9-item9", Route.individual, "e")
    assert finding.detail == "PHQ-9 item 9 is above 0: it is 1"
    assert [(a.level, a.rules) for a in watching.alerts] == [(Route.individual, ("phq9-item9",))]
    assert by_own_policy((0,) * 9 + (None,), "phq-9", phq9_item9=Route.individual).findings == ()
    assert by_own_policy((None,) * 9 + (None,), "phq-9", phq9_item9=Route.individual).findings == ()
    assert by_own_policy(item9, "phq-9").findings == ()


def test_a_single_answer_and_a_total_that_block_are_two_findings() -> None:
    watching = by_own_policy((*SEVERE[:8], 1, None), "phq-9", phq9_item9=Route.individual)
    assert {f.rule for f in watching.findings} == {"phq9-item9", "phq9-severe"}


def test_a_total_that_has_reached_the_threshold_is_not_said_to_be_open() -> None:
    assert TOTAL_OPEN not in rules(seen((*SEVERE[:7], None, 0, None)))


def test_where_two_thresholds_are_reached_the_graver_route_counts() -> None:
    watching = by_own_policy(
        SEVERE, "phq-9", phq9_severe=Route.review, phq9_moderately_severe=Route.individual
    )  # fmt: skip
    assert [f.rule for f in watching.findings] == ["phq9-moderately-severe"]


def test_a_severe_total_says_what_it_is_and_how_soon_to_act() -> None:
    (finding,) = seen(SEVERE, cssrs_on=TODAY).findings
    assert (finding.detail, finding.evidence) == ("PHQ-9 in the severe band: total 20, at or over 20", "e")
    (alert,) = seen(SEVERE, cssrs_on=TODAY).alerts
    assert (alert.level, alert.respond, alert.because) == (Route.individual, "5 working days", (finding.detail,))
    (at_least,) = seen((*SEVERE[:7], None, 0, None), cssrs_on=TODAY).findings
    assert at_least.detail == "PHQ-9 in the severe band: total at least 20, at or over 20"


def test_a_task_is_no_more_than_a_look_within_the_policys_days() -> None:
    (alert,) = seen(spread(15), cssrs_on=TODAY).alerts
    assert (alert.level, alert.respond) == (Route.review, "7 days")
    assert alert.because == ("PHQ-9 in the moderately severe band: total 15, at or over 15",)


def stated(answers: Answers, total: int) -> Watching:
    form = Administered(measure=MEASURES["phq-9"], answers=answers, on=TODAY, stated_total=total)
    return watch(Watched(given=form, cssrs_on=TODAY), POLICY)


def test_a_stated_total_counts_where_answers_are_missing_and_not_where_all_are_there() -> None:
    assert [f.rule for f in stated((None,) * 10, 20).findings] == ["phq9-severe"]
    assert stated((0,) * 9 + (None,), 20).findings == ()
    assert stated((*SEVERE[:6], None, 0, 0, None), 3).findings == ()
    own = structs.replace(POLICY.rule[0], at_least=1)  # thresholds of 1 tell no total from a total of 1
    least = structs.replace(next(r for r in POLICY.rule if r.id == "phq9-severe"), at_least=1)
    policy = structs.replace(POLICY, rule=(own, least))
    for answers in ((0,) * 9 + (None,), (None,) * 10):
        form = Administered(measure=MEASURES["phq-9"], answers=answers, on=TODAY)
        assert watch(Watched(given=form, cssrs_on=TODAY), policy).findings == ()


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ((4, 7, 2), 7, "PHQ-9 7, worse by 5 than the one before"),
        ((2, 7, 7), 7, "PHQ-9 7, worse by 5 than the first"),
        ((9, 1, 8), 9, ""),
        ((3, 9, 9), 7, ""),
    ],
)
def test_worse_says_by_how_much_and_than_which(before: tuple[int, ...], now: int, words: str) -> None:
    watching = seen(spread(now), before=tuple(map(spread, before)), cssrs_on=TODAY)
    assert [because for alert in watching.alerts for because in alert.because] == ([words] if words else [])


@pytest.mark.parametrize(
    ("answers", "measure", "words"),
    [
        ((0,) * 8 + (None, None), "phq-9", "PHQ-9 item 9 not answered: ask it before the person leaves"),
        ((0,) * 8 + (2, None), "phq-9", "PHQ-9 item 9 is above 0: it is 2, and the C-SSRS has not been asked since"),
        ((0, None, None, None, None, 0), "c-ssrs-since-last", "the C-SSRS was begun and not fully asked"),
    ],
)
def test_what_is_to_be_asked_before_they_leave_is_said_in_words(answers: Answers, measure: str, words: str) -> None:
    (alert,) = seen(answers, measure).alerts
    assert (alert.level, alert.respond, alert.because) == (Route.review, "same contact", (words,))


def test_item_9_is_asked_about_at_once_while_the_form_is_under_way() -> None:
    form = Administered(measure=MEASURES["phq-9"], answers=(*SEVERE[:8], 1, None), on=TODAY)
    (alert,) = watch(Watched(given=form), POLICY, under_way=True).alerts
    assert (alert.rules, alert.respond) == ((UNASKED,), "same contact")
    missing = structs.replace(form, answers=(*SEVERE[:8], None, None))
    assert watch(Watched(given=missing), POLICY, under_way=True) == Watching()


def test_a_paper_form_seen_above_0_asks_for_the_c_ssrs_in_the_same_contact() -> None:
    needed = seen_above(MEASURES["phq-9"])
    assert (needed.level, needed.respond, needed.rules) == (Route.review, "same contact", (UNASKED,))
    (words,) = needed.because
    assert words == "PHQ-9 handed in on paper: item 9 above 0, and the C-SSRS has not been asked since"


def test_what_the_c_ssrs_shows_is_said_of_this_very_form() -> None:
    (finding,) = seen((1, 0, None, None, None, 0), "c-ssrs-since-last").findings
    assert (finding.detail, finding.evidence) == ("C-SSRS question 1 or 2 is yes", "e")
