"""What is said or seen again while it is open asks for action once a form; what waits too long is worked as urgent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from groupcare.rules.policy import Route
from groupcare.rules.safety import (
    AlertStatus,
    discreet_alert,
    form_of,
    needed_again,
    needs_somebody,
    new_findings,
    said_again,
    worked_as_urgent,
)
from groupcare.rules.screening import AlertNeeded
from tests.rules.cases import standing
from tests.rules.test_safety import CLINIC, alert, found, kept

OPEN = alert(Route.individual, True, True, False)


def test_another_form_says_it_again_and_a_correction_of_the_same_does_not() -> None:
    known = [kept(evidence="f1@1")]
    again = found(evidence="f2@1")
    assert said_again([found(evidence="f1@4"), again], known, [OPEN]) == [again]


def test_each_form_says_it_again_once_and_each_rule_by_itself() -> None:
    known = [kept(evidence="f1@1"), kept("other", evidence="f1@1")]
    told = replace(OPEN, again=(("cssrs-method", "f2"),))
    shown = [found(evidence="f2@3"), found("other", evidence="f2@3")]
    assert said_again(shown, known, [told]) == [shown[1]]
    assert said_again(shown, known, [replace(told, status=AlertStatus.closed)]) == [shown[1]]


def test_what_only_asks_for_review_or_stands_from_before_is_not_said_again() -> None:
    shown = [found("phq9-item9", Route.review, "f2@1"), standing("cssrs-method", Route.urgent)]
    assert said_again(shown, [], []) == []


def test_what_is_reported_anew_is_said_again_on_the_same_referral() -> None:
    seen = found("imminent-risk", Route.urgent, "ref:bb")
    known = [kept("imminent-risk", Route.urgent, "ref:aa")]
    assert said_again([seen], known, []) == []
    assert said_again([seen], known, [], frozenset({"imminent-risk"})) == [seen]


def test_what_intake_saw_is_one_for_the_whole_referral_until_it_is_seen_anew() -> None:
    seen = found("observation: mania", evidence="ref:bb")
    ended = [kept("observation: mania", evidence="ref:aa", ended_by="e")]
    assert new_findings([seen], ended) == []
    assert new_findings([seen], ended, frozenset({"observation: mania"})) == [seen]
    assert new_findings([replace(seen, evidence="next:aa")], ended) == [replace(seen, evidence="next:aa")]


@pytest.mark.parametrize(("evidence", "form"), [("f1@3", "f1"), ("ref:0a1b", "ref"), ("f1", "f1"), ("ref@1980", "ref")])
def test_a_form_is_told_whatever_was_corrected_in_it(evidence: str, form: str) -> None:
    assert form_of(evidence) == form


def test_only_what_was_said_again_is_told_to_be() -> None:
    asked = AlertNeeded(level=Route.urgent, respond="now", because=("one", "two"), rules=("cssrs-method", "other"))
    told = needed_again(asked, [found(evidence="f2")], date(2026, 11, 3))
    assert told.because == ("one; again on 2026-11-03", "two")
    assert (told.level, told.respond, told.rules) == (asked.level, asked.respond, asked.rules)


def test_whoever_sees_no_answers_is_not_told_which_were_given_again() -> None:
    assert discreet_alert(replace(OPEN, again=(("cssrs-method", "f2"),))).again == ()


# Tuesday 6 October 2026 in New York: the clinic's day ends at 21:00 UTC
ENDS = datetime(2026, 10, 6, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "now", "urgent"),
    [
        (ENDS - timedelta(hours=7), ENDS, False),
        (ENDS - timedelta(hours=7), ENDS + timedelta(seconds=1), True),
        (ENDS - timedelta(days=2), ENDS, True),
        (ENDS + timedelta(hours=1), ENDS + timedelta(hours=1), False),
        (None, ENDS + timedelta(days=9), False),
    ],
)
def test_what_waits_for_answers_beyond_its_day_is_worked_as_urgent(
    since: datetime | None, now: datetime, urgent: bool
) -> None:
    acted = replace(OPEN, status=AlertStatus.acted, owner="o", unasked_since=since, due=None)
    assert worked_as_urgent(acted, now, CLINIC) is urgent
    assert needs_somebody(acted, now, CLINIC) is urgent
    assert not worked_as_urgent(replace(acted, status=AlertStatus.closed), now, CLINIC)
    assert acted.level is Route.individual, "no route changes by the clock"
