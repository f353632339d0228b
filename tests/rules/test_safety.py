"""Safety: what is new, what blocks, when to act, and what stands in the way of deciding and closing."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from groupcare.rules.clinic import Clinic
from groupcare.rules.people import EndReason
from groupcare.rules.policy import Route
from groupcare.rules.safety import (
    CONCERN_RESPOND,
    END_REASONS,
    HOLDS,
    Action,
    Alert,
    AlertStatus,
    Choice,
    ConcernKind,
    Decision,
    Hold,
    SafetyFinding,
    Verdict,
    blocked_by,
    can_wait,
    covers,
    discreet_alert,
    discreet_finding,
    due_at,
    joined,
    new_findings,
    reasons_against_closing,
    reasons_against_decision,
    reasons_against_standing,
)
from groupcare.rules.screening import AlertNeeded, Finding, Missing, PHQ9Summary, Screening
from tests.rules.cases import standing
from tests.rules.oracle import POLICY

THEN = datetime(2026, 10, 6, 14, 0, tzinfo=UTC)
CLINIC = Clinic(name="Hill Clinic", zone="America/New_York")


def found(rule: str = "cssrs-method", route: Route = Route.individual, evidence: str = "form 1") -> Finding:
    return Finding(rule=rule, route=route, detail=rule, source="s", respond="same day", evidence=evidence)


def kept(
    rule: str = "cssrs-method",
    route: Route = Route.individual,
    evidence: str = "form 1",
    ended_by: str | None = None,
) -> SafetyFinding:
    return SafetyFinding(
        client="c",
        rule=rule,
        route=route,
        detail=rule,
        source="s",
        respond="same day",
        evidence=evidence,
        raised_at=THEN,
        raised_by="i",
        ended_by=ended_by,
    )


# --- what is new -----------------------------------------------------------------------------------------------------


def test_a_blocking_finding_that_is_not_kept_yet_is_new() -> None:
    assert new_findings([found()], []) == [found()]


def test_a_finding_that_only_asks_for_review_is_never_kept_against_the_person() -> None:
    assert new_findings([found("phq9-item9", Route.review)], []) == []


def test_a_finding_still_open_is_not_raised_twice_by_later_answers() -> None:
    assert new_findings([found(evidence="form 2")], [kept(evidence="form 1")]) == []


def test_a_finding_evaluated_on_these_very_answers_is_not_raised_again() -> None:
    assert new_findings([found()], [kept(ended_by="e")]) == []


def test_the_same_line_on_later_answers_is_a_new_finding_though_an_earlier_one_was_evaluated() -> None:
    assert new_findings([found(evidence="form 2")], [kept(ended_by="e")]) == [found(evidence="form 2")]


def test_another_line_is_new_though_one_is_open_on_the_same_answers() -> None:
    other = found("cssrs-intent-or-plan", Route.urgent)
    assert new_findings([found(), other], [kept()]) == [other]


def test_what_stands_from_before_is_not_new() -> None:
    assert new_findings([standing("concern: self-harm", Route.urgent)], []) == []


def test_of_two_open_findings_of_one_line_the_graver_counts() -> None:
    twice = [kept(route=Route.urgent), kept(route=Route.individual)]
    assert new_findings([found(route=Route.urgent, evidence="form 2")], twice) == []


def test_a_line_that_is_graver_now_than_what_is_kept_of_it_is_new() -> None:
    graver = found(route=Route.urgent, evidence="form 2")
    assert new_findings([graver], [kept(route=Route.individual)]) == [graver]


# --- what blocks -----------------------------------------------------------------------------------------------------


def test_nothing_blocks_where_all_is_evaluated_and_released() -> None:
    assert blocked_by([kept(ended_by="e")], [_hold(released_by="e")]) == ()


def test_an_open_finding_and_a_standing_hold_each_block_in_words() -> None:
    (words,) = blocked_by([kept("cssrs-method")], [])
    assert "cssrs-method" in words
    assert "individual" in words
    (words,) = blocked_by([], [_hold("a concern")])
    assert "on hold: a concern" in words


def test_one_hold_of_several_that_still_stands_blocks() -> None:
    assert len(blocked_by([], [_hold("first", released_by="e"), _hold("second")])) == 1


def test_each_open_finding_is_named_once() -> None:
    assert len(blocked_by([kept("a"), kept("a"), kept("b")], [])) == 2


def _hold(because: str = "why", released_by: str | None = None) -> Hold:
    return Hold(client="c", because=(because,), opened_at=THEN, opened_by="i", released_by=released_by)


# --- when ------------------------------------------------------------------------------------------------------------


def due(respond: str, opened: datetime, *, zone: str = "America/New_York", **more: object) -> datetime:
    """When it is due, as the clinic's clock shows it."""
    closed = more.pop("closed", {})
    clinic = replace(CLINIC, zone=zone, **more)  # type: ignore[arg-type]
    found_due = due_at(respond, opened.astimezone(UTC), clinic, closed)  # type: ignore[arg-type]
    assert found_due.tzinfo is UTC
    return found_due.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def here(*when: int, zone: str = "America/New_York") -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type, misc]


TUESDAY = here(2026, 10, 6, 10, 0)


@pytest.mark.parametrize("respond", ["now", "same contact"])
def test_now_and_in_the_same_contact_are_due_at_once(respond: str) -> None:
    assert due(respond, here(2026, 10, 10, 23, 59)) == datetime(2026, 10, 10, 23, 59)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("respond", "opened", "expected"),
    [
        ("same day", (2026, 10, 6, 10, 0), (2026, 10, 6, 17, 0)),
        ("same day", (2026, 10, 6, 17, 0), (2026, 10, 6, 17, 0)),
        ("same day", (2026, 10, 6, 18, 30), (2026, 10, 6, 18, 30)),
        ("3 days", (2026, 10, 6, 10, 0), (2026, 10, 9, 17, 0)),
        ("3 days", (2026, 10, 6, 23, 30), (2026, 10, 9, 17, 0)),
        ("5 working days", (2026, 10, 6, 10, 0), (2026, 10, 13, 17, 0)),
        ("5 working days", (2026, 10, 10, 10, 0), (2026, 10, 16, 17, 0)),
        ("1 working day", (2026, 10, 9, 10, 0), (2026, 10, 12, 17, 0)),
    ],
)
def test_a_response_is_due_at_the_end_of_the_clinics_day_it_names(
    respond: str, opened: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    assert due(respond, here(*opened)) == datetime(*expected)  # type: ignore[arg-type, misc]  # noqa: DTZ001


def test_working_days_pass_over_holidays_and_the_clinics_closed_days() -> None:
    closed = {date(2026, 10, 12): "Columbus Day", date(2026, 10, 8): "staff day", date(2026, 10, 11): "a Sunday"}
    assert due("5 working days", TUESDAY, closed=closed) == datetime(2026, 10, 15, 17, 0)  # noqa: DTZ001


def test_working_days_are_the_clinics_own() -> None:
    assert due("5 working days", TUESDAY, working_days=(2, 4)) == datetime(2026, 10, 22, 17, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("opened", "zone"),
    [
        ((2026, 10, 30, 10, 0), "America/New_York"),
        ((2027, 3, 12, 10, 0), "America/New_York"),
        ((2026, 10, 2, 10, 0), "Australia/Lord_Howe"),
        ((2026, 10, 23, 10, 0), "Europe/Dublin"),
    ],
)
def test_a_response_over_a_clock_change_is_due_at_the_same_local_hour(opened: tuple[int, ...], zone: str) -> None:
    assert due("5 working days", here(*opened, zone=zone), zone=zone).time() == time(17, 0)
    assert due("3 days", here(*opened, zone=zone), zone=zone).time() == time(17, 0)


def test_the_day_is_the_clinics_and_not_that_of_utc() -> None:
    late = datetime(2026, 10, 7, 1, 0, tzinfo=UTC)  # still Tuesday evening in New York
    assert due("1 working day", late) == datetime(2026, 10, 7, 17, 0)  # noqa: DTZ001


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001
    st.sampled_from(("now", "same contact", "same day", "1 day", "3 days", "5 working days")),
    st.sampled_from(("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")),
)
def test_nothing_is_due_before_it_was_opened_and_all_on_an_open_day_where_working_days_are_named(
    opened: datetime, respond: str, zone: str
) -> None:
    at = opened.replace(tzinfo=UTC)
    clinic = replace(CLINIC, zone=zone)
    then = due_at(respond, at, clinic, {})
    assert then >= at
    assert then - at <= timedelta(days=8)
    if "working" in respond:
        assert then.astimezone(ZoneInfo(zone)).isoweekday() <= 5


# --- deciding --------------------------------------------------------------------------------------------------------


def screening(route: Route) -> Screening:
    return Screening(
        client="c",
        referral="r",
        on=date(2026, 10, 6),
        at=THEN,
        by="i",
        policy="p",
        policy_version="1",
        route=route,
        known=Route.group if route is Route.incomplete else route,
        worst=Route.urgent,
        findings=(),
        missing=(Missing(key="phq9_1", what="PHQ-9 item 1", could=Route.review),),
        phq9=PHQ9Summary(total=None, least=0, greatest=27, severity=None, item9=None),
        assessments=(),
    )


def may(choice: Choice, route: Route, clinician: bool, blocked: bool, reason: bool) -> bool:
    """What the facts say: urgent is never overridden to group and incomplete cannot be placed; any other override
    needs a clinician and a reason; nobody with an open finding is placed, given up as unable to reach, or ended by
    anybody but a clinician."""
    if choice is Choice.group:
        if route in (Route.urgent, Route.incomplete) or blocked:
            return False
        return route is Route.group or (clinician and reason)
    if choice is Choice.unable_to_reach and blocked:
        return False
    if choice is not Choice.individual and blocked and not clinician:
        return False
    if choice is Choice.individual and route in (Route.individual, Route.urgent):
        return True
    return reason


@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("route", Route)
def test_a_decision_is_taken_exactly_when_the_facts_allow_it(choice: Choice, route: Route) -> None:
    for clinician, blocked, reason in product((True, False), repeat=3):
        against = reasons_against_decision(
            choice, screening(route), ("a finding",) if blocked else (), clinician, "because" if reason else "  "
        )
        assert (against == []) == may(choice, route, clinician, blocked, reason), (clinician, blocked, reason)
        assert all(words.endswith(".") for words in against)


def test_every_reason_against_a_decision_is_named_and_not_only_the_first() -> None:
    against = reasons_against_decision(Choice.group, screening(Route.individual), ("one", "two"), False, "")
    assert len(against) == 4


@pytest.mark.parametrize("choice", Choice)
def test_without_a_screening_nobody_is_decided_for_group(choice: Choice) -> None:
    against = reasons_against_decision(choice, None, (), True, "because")
    assert bool(against) == (choice is Choice.group)


def test_nobody_is_unable_to_be_reached_while_a_finding_is_open_even_before_any_screening() -> None:
    assert reasons_against_decision(Choice.unable_to_reach, None, ("a finding",), True, "because") != []


def test_every_ending_but_a_place_has_its_reason() -> None:
    assert {
        Choice.not_now: EndReason.not_now,
        Choice.declined: EndReason.declined,
        Choice.other_service: EndReason.other_service,
        Choice.unable_to_reach: EndReason.unable_to_reach,
    } == END_REASONS


# --- closing an alert ------------------------------------------------------------------------------------------------


def alert(level: Route, owned: bool, acted: bool, closed: bool) -> Alert:
    return Alert(
        client="c",
        level=level,
        rules=("r",),
        because=("b",),
        opened_at=THEN,
        opened_by="i",
        respond="now",
        status=AlertStatus.closed if closed else AlertStatus.open,
        owner="o" if owned else None,
        actions=(Action(at=THEN, by="o", what="phoned"),) if acted else (),
    )


@pytest.mark.parametrize("level", [Route.review, Route.individual, Route.urgent])
def test_an_alert_closes_only_with_owner_action_clinician_and_if_urgent_who_took_over(level: Route) -> None:
    for owned, acted, closed, clinician, took_over in product((True, False), repeat=5):
        against = reasons_against_closing(
            alert(level, owned, acted, closed), "Dr Lee" if clinician else " ", "Dr Lee" if took_over else "  "
        )
        lacking = [not owned, not acted, closed, not clinician, level is Route.urgent and not took_over]
        assert len(against) == sum(lacking)


def test_each_thing_that_closing_still_needs_is_named() -> None:
    assert reasons_against_closing(alert(Route.urgent, False, False, True), " ", " ") == [
        "The alert is closed already.",
        "Nobody owns the alert yet.",
        "Nothing has been done yet: record what was done first.",
        "Name the clinician who decided.",
        "An urgent alert needs who took over.",
    ]


# --- one alert of a person gathers what is found ---------------------------------------------------------------------


def needed(level: Route, rule: str = "new", respond: str = "same day") -> AlertNeeded:
    return AlertNeeded(level=level, respond=respond, because=(f"why {rule}",), rules=(rule,))


def being_worked_on(status: AlertStatus, owner: str | None = "o") -> Alert:
    return replace(alert(Route.individual, True, True, False), status=status, owner=owner, due=THEN)


LATER, EARLIER = THEN + timedelta(hours=1), THEN - timedelta(hours=1)


def test_what_is_graver_stands_first_and_gives_its_level_and_its_earlier_hour() -> None:
    one = joined(being_worked_on(AlertStatus.owned), needed(Route.urgent, respond="same day"), EARLIER)
    assert (one.level, one.rules, one.because) == (Route.urgent, ("r", "new"), ("why new", "b"))
    assert (one.respond, one.due, one.status) == ("same day", EARLIER, AlertStatus.owned)


@pytest.mark.parametrize("due", [THEN, LATER])
def test_what_is_no_graver_stands_after_and_puts_nothing_off(due: datetime) -> None:
    one = joined(being_worked_on(AlertStatus.owned), needed(Route.review), due)
    assert (one.level, one.rules, one.because) == (Route.individual, ("r", "new"), ("b", "why new"))
    assert (one.respond, one.due) == ("now", THEN)


def test_an_alert_without_an_hour_takes_the_new_one() -> None:
    undated = replace(being_worked_on(AlertStatus.open), due=None)
    one = joined(undated, needed(Route.review), LATER)
    assert (one.respond, one.due) == ("same day", LATER)


@pytest.mark.parametrize(
    ("owner", "before", "after"),
    [
        ("o", AlertStatus.acted, AlertStatus.owned),
        (None, AlertStatus.acted, AlertStatus.open),
        ("o", AlertStatus.owned, AlertStatus.owned),
        (None, AlertStatus.open, AlertStatus.open),
    ],
)
def test_what_is_new_is_open_work_again(owner: str | None, before: AlertStatus, after: AlertStatus) -> None:
    assert joined(being_worked_on(before, owner), needed(Route.review), LATER).status is after


def test_what_the_alert_says_already_changes_nothing_unless_it_happened_again() -> None:
    acted = being_worked_on(AlertStatus.acted)
    assert joined(acted, needed(Route.individual, "r"), EARLIER) == acted
    assert joined(acted, needed(Route.review, "r"), EARLIER) == acted
    again = joined(acted, replace(needed(Route.review, "r"), because=("b",)), LATER, anew=True)
    assert (again.status, again.rules, again.because) == (AlertStatus.owned, ("r",), ("b",))
    graver = joined(acted, needed(Route.urgent, "r"), LATER)
    assert (graver.level, graver.status) == (Route.urgent, AlertStatus.owned)


# --- a standing decision ---------------------------------------------------------------------------------------------

TODAY = date(2026, 10, 6)
ENOUGH = {
    "verdict": Verdict.group,
    "routes": [Route.individual],
    "today": TODAY,
    "until": TODAY + timedelta(days=28),
    "safety_plan_on": TODAY,
    "policy": POLICY,
}
HOLDS_FOR = "A standing decision holds for at most 28 days: until 2026-11-03 at the latest."
RESTS = "A standing decision rests on a safety plan that is recorded: give the day on which it was made."


@pytest.mark.parametrize(
    ("but", "against"),
    [
        ({}, []),
        ({"until": TODAY + timedelta(days=1)}, []),
        ({"until": TODAY + timedelta(days=29)}, [HOLDS_FOR]),
        ({"until": TODAY}, [HOLDS_FOR]),
        ({"safety_plan_on": None}, [RESTS]),
        ({"safety_plan_on": TODAY + timedelta(days=1)}, [RESTS]),
        ({"routes": []}, ["A standing decision names the findings that it covers."]),
        (
            {"routes": [Route.individual, Route.urgent]},
            ["An urgent finding is never covered: each one is evaluated by itself."],
        ),
        (
            {"verdict": Verdict.individual},
            ["A standing decision goes with the verdict that the person may take part."],
        ),
        (
            {"verdict": Verdict.raised_in_error},
            ["A standing decision goes with the verdict that the person may take part."],
        ),
    ],
)
def test_a_standing_decision_needs_its_verdict_its_findings_a_safety_plan_and_an_end(
    but: dict[str, Any], against: list[str]
) -> None:
    assert reasons_against_standing(**{**ENOUGH, **but}) == against


# --- what is said, and to whom ---------------------------------------------------------------------------------------


def test_whoever_sees_no_screenings_is_told_levels_and_what_staff_raised_themselves() -> None:
    shown, told = kept(), replace(kept(rule="concern: self-harm"), detail="concern about self-harm: said so")
    held = _hold("C-SSRS question 3 is yes")
    assert blocked_by([shown, told], [held], discreet=True) == (
        "concern about self-harm: said so (individual)",
        "a safety finding (individual)",
        "on hold: a clinician decides",
    )
    assert blocked_by([shown], [replace(held, because=("one", "two"))]) == (
        "cssrs-method (individual)",
        "on hold: one; two",
    )
    hidden = discreet_finding(shown)
    assert (hidden.rule, hidden.detail, hidden.source, hidden.evidence) == ("", "a safety finding", "", "")
    assert (hidden.id, hidden.route, hidden.respond) == (shown.id, shown.route, shown.respond)
    assert discreet_finding(told) == told


def test_an_alert_tells_them_its_level_or_the_concern_and_no_rule() -> None:
    answered = alert(Route.urgent, True, True, False)
    assert (discreet_alert(answered).because, discreet_alert(answered).rules) == (("a safety finding: urgent",), ())
    both = replace(answered, because=("C-SSRS question 4 is yes", "concern about self-harm: said so"))
    assert discreet_alert(both).because == ("concern about self-harm: said so",)
    assert (discreet_alert(both).level, discreet_alert(both).actions) == (Route.urgent, answered.actions)


@pytest.mark.parametrize(
    ("level", "respond", "waits"),
    [
        (Route.review, "7 days", True),
        (Route.review, "1 day", True),
        (Route.review, "same day", False),
        (Route.review, "same contact", False),
        (Route.individual, "5 working days", False),
        (Route.urgent, "7 days", False),
    ],
)
def test_only_a_task_of_the_coming_days_can_wait(level: Route, respond: str, waits: bool) -> None:
    assert can_wait(replace(alert(level, True, True, False), respond=respond)) is waits


def test_each_reason_against_a_decision_is_said_in_its_own_sentence() -> None:
    def against(choice: Choice, route: Route | None, clinician: bool, *blocked: str) -> list[str]:
        one = None if route is None else screening(route)
        return reasons_against_decision(choice, one, blocked, clinician, "because")

    finding, hold = "A safety finding is open: ", "Open until a clinician's evaluation: on hold."
    ends, reach = "a clinician decides how this referral ends.", "this person cannot be closed as unable to reach."
    assert against(Choice.unable_to_reach, Route.review, False, "on hold") == [finding + ends, finding + reach]
    assert against(Choice.group, None, True) == ["There is no screening to decide on yet."]
    assert against(Choice.group, Route.urgent, True, "on hold") == [
        "An urgent route is never overridden: evaluate, ask the C-SSRS anew, then screen again.",
        hold,
    ]
    assert against(Choice.group, Route.incomplete, True) == [
        "The screening is incomplete: 1 answer could still change the route."
    ]
    assert against(Choice.group, Route.review, False) == ["The route is review: a clinician decides."]


# --- concerns --------------------------------------------------------------------------------------------------------


def test_every_kind_of_concern_has_its_response_and_only_some_hold() -> None:
    assert set(CONCERN_RESPOND) == set(ConcernKind)
    assert ConcernKind.self_harm in HOLDS
    assert CONCERN_RESPOND[ConcernKind.self_harm] == "now"
    assert set(HOLDS) < set(ConcernKind)
    assert ConcernKind.distressed not in HOLDS


@pytest.mark.parametrize("suggested", [Route.group, Route.review, Route.individual])
@pytest.mark.parametrize("now", Route)
def test_a_decision_covers_its_own_screening_and_later_ones_that_are_no_graver(suggested: Route, now: Route) -> None:
    decision = Decision(
        client="c",
        referral="r",
        choice=Choice.group,
        suggested=suggested,
        reason="",
        by="s",
        at=THEN,
        screening="first",
    )
    own = replace(screening(suggested), id="first")
    assert covers(decision, own)
    later = replace(screening(now), id="second")
    order = [Route.group, Route.review, Route.individual, Route.urgent]
    assert covers(decision, later) == (now in order and order.index(now) <= order.index(suggested))
    assert not covers(replace(decision, choice=Choice.declined), own)
    assert not covers(decision, None)


def test_a_decision_on_a_screening_that_was_incomplete_covers_nothing_graver_than_group() -> None:
    decision = Decision(
        client="c", referral="r", choice=Choice.group, suggested=Route.incomplete, reason="", by="s", at=THEN,
        screening="first",
    )  # fmt: skip
    assert covers(decision, replace(screening(Route.group), id="second"))
    assert not covers(decision, replace(screening(Route.review), id="second"))
