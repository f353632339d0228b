"""Somebody in a group: what their forms raise, what a standing decision covers, and what ends a hold."""

from datetime import date, timedelta

import pytest

from groupcare.acts import Refused, SignIn, calls, group, refer, safety, screen, session
from groupcare.acts.measuring import record_measure
from groupcare.acts.safety_work import record_safety_plan
from groupcare.queries.alerts import alert_view
from groupcare.queries.answers import answer_set
from groupcare.queries.chart import chart
from groupcare.queries.referrals import alerts_waiting
from groupcare.queries.today import today
from groupcare.record.errors import NotPermitted
from groupcare.record.lookups import blocked
from groupcare.rules.attendance import Looked, Mark
from groupcare.rules.group import Member
from groupcare.rules.measures import Assessment
from groupcare.rules.people import CallOutcome, Client
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, AlertStatus, ConcernKind, Hold, SafetyFinding, Verdict
from tests.clinic import House, answers, new_group, referred, seated, sessions, waiting

SINCE = "c-ssrs-since-last"
WISH, PLAN_AND_INTENT, NOTHING = answers("yn---n"), answers("yyyyyn"), answers("nn---n")


def phq9(*items: int | None) -> tuple[int | None, ...]:
    return (*items, *(0,) * (9 - len(items)), None)


@pytest.fixture
def member(house: House) -> tuple[SignIn, Member]:
    dana = house.sign_in()
    return dana, seated(dana, new_group(dana), 1)[0]


def findings(who: SignIn, client: str) -> list[tuple[str, bool]]:
    return [(f.rule, f.ended_by is None) for f in who.of(SafetyFinding).linked(client=client)]


def the_alert(who: SignIn, client: str) -> Alert:
    (alert,) = safety.open_alerts(who, client)
    return alert


def test_a_severe_phq9_holds_the_seat_and_opens_an_alert(member: tuple[SignIn, Member]) -> None:
    dana, one = member
    kept, _ = record_measure(dana, one.client, "phq-9", phq9(3, 3, 3, 3, 3, 3, 2, 0, 0))
    assert (kept.member, kept.referral) == (one.id, one.referral)
    assert findings(dana, one.client) == [("phq9-severe", True)]
    assert blocked(dana, one.client)
    assert the_alert(dana, one.client).level is Route.individual


def test_item_9_holds_until_the_c_ssrs_is_asked_and_the_alert_stays_until_somebody_closes_it(
    member: tuple[SignIn, Member], house: House
) -> None:
    dana, one = member
    house.clock.forward(days=20)
    record_measure(dana, one.client, "phq-9", phq9(1, 1, 0, 0, 0, 0, 0, 0, 1))
    assert findings(dana, one.client) == []
    assert "the C-SSRS has not been asked since" in blocked(dana, one.client)[0]
    record_measure(dana, one.client, SINCE, answers("nn---" + "-"))
    assert blocked(dana, one.client), "a C-SSRS that is not asked in full ends nothing"
    record_measure(dana, one.client, SINCE, NOTHING)
    assert blocked(dana, one.client) == ()
    (hold,) = dana.of(Hold).linked(client=one.client)
    assert hold.released_by is not None
    alert = the_alert(dana, one.client)
    assert alert.status is AlertStatus.open
    assert "answered since; it stays open until somebody closes it" in alert.because


def test_the_same_again_weeks_later_asks_for_action_again(member: tuple[SignIn, Member], house: House) -> None:
    dana, one = member
    house.clock.forward(days=20)
    record_measure(dana, one.client, "phq-9", phq9(1, 1, 0, 0, 0, 0, 0, 0, 1))
    alert = safety.take_alert(dana, the_alert(dana, one.client).id)
    assert safety.act_on_alert(dana, alert.id, step="asked").status is AlertStatus.acted
    house.clock.forward(days=14)
    record_measure(dana, one.client, "phq-9", phq9(1, 1, 0, 0, 0, 0, 0, 0, 1))
    assert the_alert(dana, one.client).status is AlertStatus.owned


def test_thoughts_hold_and_only_an_evaluation_ends_that(member: tuple[SignIn, Member]) -> None:
    dana, one = member
    record_measure(dana, one.client, SINCE, WISH)
    record_measure(dana, one.client, SINCE, NOTHING)
    assert findings(dana, one.client) == [("cssrs-thoughts", True)]
    assert blocked(dana, one.client)


def standing(dana: SignIn, client: str, until: date) -> None:
    open_ = [f.id for f in dana.of(SafetyFinding).linked(client=client) if f.ended_by is None]
    record_safety_plan(dana, client, copy_given=True)
    screen.evaluate(
        dana, client, open_, Verdict.group, "seen", covers_until=until, safety_plan_on=dana.today()
    )  # fmt: skip


def test_a_standing_decision_covers_the_same_level_until_its_day_and_no_rise(
    member: tuple[SignIn, Member], house: House
) -> None:
    dana, one = member
    record_measure(dana, one.client, SINCE, WISH)
    standing(dana, one.client, dana.today() + timedelta(days=28))
    assert blocked(dana, one.client) == ()
    house.clock.forward(days=7)
    record_measure(dana, one.client, SINCE, WISH)
    assert blocked(dana, one.client) == ()
    assert findings(dana, one.client) == [("cssrs-thoughts", False)] * 2
    assert "covered by a standing decision" in " ".join(the_alert(dana, one.client).because)
    record_measure(dana, one.client, SINCE, answers("yyynnn"))
    assert ("cssrs-method", True) in findings(dana, one.client)
    assert blocked(dana, one.client)


def test_a_standing_decision_ends_by_its_day(member: tuple[SignIn, Member], house: House) -> None:
    dana, one = member
    record_measure(dana, one.client, SINCE, WISH)
    standing(dana, one.client, dana.today() + timedelta(days=7))
    house.clock.forward(days=8)
    record_measure(dana, one.client, SINCE, WISH)
    assert blocked(dana, one.client)


@pytest.mark.parametrize(
    ("given_", "days", "plan", "verdict", "words"),
    [
        (WISH, 29, 0, Verdict.group, "at most 28 days"),
        (WISH, 0, 0, Verdict.group, "at most 28 days"),
        (WISH, 7, None, Verdict.group, "rests on a safety plan that is recorded"),
        (WISH, 7, 0, Verdict.individual, "may take part"),
        (PLAN_AND_INTENT, 7, 0, Verdict.group, "urgent finding is never covered"),
    ],
)
def test_what_cannot_be_a_standing_decision_is_refused(
    member: tuple[SignIn, Member], given_: tuple[int, ...], days: int, plan: int | None, verdict: Verdict, words: str
) -> None:
    dana, one = member
    record_measure(dana, one.client, SINCE, given_)
    open_ = [f.id for f in dana.of(SafetyFinding).linked(client=one.client)]
    made = None if plan is None else record_safety_plan(dana, one.client).made_on
    with pytest.raises(Refused, match=words):
        screen.evaluate(
            dana,
            one.client,
            open_,
            verdict,
            "seen",
            covers_until=dana.today() + timedelta(days=days),
            safety_plan_on=made,
        )
    assert all(f.ended_by is None for f in dana.of(SafetyFinding).linked(client=one.client))


def test_a_hold_until_the_c_ssrs_is_asked_outlives_an_evaluation_of_something_else(
    member: tuple[SignIn, Member], house: House
) -> None:
    dana, one = member
    house.clock.forward(days=20)
    record_measure(dana, one.client, "phq-9", phq9(3, 3, 3, 3, 3, 3, 2, 0, 1))
    named = [f.id for f in dana.of(SafetyFinding).linked(client=one.client)]
    screen.evaluate(dana, one.client, named, Verdict.group, "seen")
    assert "the C-SSRS has not been asked since" in blocked(dana, one.client)[0]
    screen.evaluate(dana, one.client, [], Verdict.group, "she would not be asked; seen at length")
    assert blocked(dana, one.client) == ()


def test_a_total_that_is_worse_is_a_task_for_a_clinician_and_no_hold(member: tuple[SignIn, Member]) -> None:
    dana, one = member
    record_measure(dana, one.client, "phq-9", phq9(3, 3))
    assert safety.open_alerts(dana, one.client)[0].because == ("PHQ-9 6, worse by 6 than the one before",)
    assert blocked(dana, one.client) == ()
    assert (the_alert(dana, one.client).level, the_alert(dana, one.client).respond) == (Route.review, "7 days")


def test_somebody_without_a_seat_is_asked_at_the_screening(house: House) -> None:
    dana = house.sign_in()
    referral = waiting(dana)
    with pytest.raises(Refused, match="no seat in a group"):
        record_measure(dana, referral.client, "phq-9", phq9(1))
    with pytest.raises(Refused, match="Nothing is answered"):
        record_measure(dana, referral.client, "phq-9", (None,) * 10)


def test_a_short_re_check_renews_a_screening_and_carries_what_the_screener_told(house: House) -> None:
    dana = house.sign_in()
    referral = waiting(dana, cssrs="nn---n-")
    house.clock.forward(days=31)
    made = new_group(dana)
    with pytest.raises(Refused, match="a short re-check renews it"):
        group.seat(dana, made.id, referral.id)
    refer.record_answers(dana, referral.id, "phq-9", phq9(1))
    refer.record_answers(dana, referral.id, SINCE, NOTHING)
    assert screen.screen_referral(dana, referral.id).route is Route.group
    group.seat(dana, made.id, referral.id)


def test_forms_handed_in_are_looked_at_before_the_session_closes(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 3)
    first = [s for s in sessions(dana, made) if "phq-9" in made.curriculum.find(s.modules[0]).measures][1]
    house.clock.forward(days=(first.date - dana.today()).days + 12)
    for one in members:
        session.mark(dana, first.id, one.id, Mark.attended)
    with pytest.raises(Refused, match="PHQ-9 not looked at: "):
        session.close_session(dana, first.id)
    session.look_at_form(dana, first.id, members[0].id, Looked.zero)
    session.look_at_form(dana, first.id, members[1].id, Looked.none)
    session.look_at_form(dana, first.id, members[2].id, Looked.above)
    assert "item 9 above 0" in blocked(dana, members[2].client)[0]
    with pytest.raises(Refused, match="no owner"):
        session.close_session(dana, first.id)
    safety.take_alert(dana, the_alert(dana, members[2].client).id)
    session.close_session(dana, first.id)
    session.look_at_form(dana, first.id, members[2].id, Looked.zero)
    assert blocked(dana, members[2].client), "looking again ends nothing"


def test_who_sees_no_screenings_sees_the_level_and_the_steps_and_no_answers(
    member: tuple[SignIn, Member], house: House
) -> None:
    dana, one = member
    record_measure(dana, one.client, SINCE, PLAN_AND_INTENT)
    alert = the_alert(dana, one.client)
    for name, told in (("Carl Clinician", True), ("Ines Intake", True), ("Fay Facilitator", False)):
        who = house.sign_in(name)
        view = alert_view(who, alert.id)
        shown = chart(who, who.of(Client).get(one.client))
        for words in (repr(view), repr(shown), repr(today(who).needs), repr(blocked(who, one.client))):
            assert ("C-SSRS question" in words) == told, (name, words)
        assert view.alert.level is Route.urgent
        assert len(view.steps) == 6
        assert any(m.measure == SINCE for m in shown.measures) == told
    with pytest.raises(NotPermitted, match="To see screenings"):
        answer_set(house.sign_in("Fay Facilitator"), dana.of(Assessment).linked(client=one.client)[-1].id)


def test_a_task_of_seven_days_waits_quietly_until_it_is_overdue(member: tuple[SignIn, Member], house: House) -> None:
    dana, one = member
    record_measure(dana, one.client, "phq-9", phq9(3, 3))
    (need,) = [n for n in today(dana).needs if n.kind == "alert"]
    assert (need.grave, need.late, alerts_waiting(dana)) == (False, False, 0)
    house.clock.forward(days=8)
    (need,) = [n for n in today(dana).needs if n.kind == "alert"]
    assert (need.grave, need.late, alerts_waiting(dana)) == (True, True, 1)


def test_urgent_stands_above_all_until_it_is_closed_acted_on_or_not(member: tuple[SignIn, Member]) -> None:
    dana, one = member
    record_measure(dana, one.client, SINCE, PLAN_AND_INTENT)
    safety.act_on_alert(dana, the_alert(dana, one.client).id, step="stayed")
    other = waiting(dana, given_name="Other")
    safety.raise_concern(dana, other.client, ConcernKind.distressed, "cried")
    words = [n.words for n in today(dana).needs if n.kind == "alert"]
    assert words[0].startswith("urgent, not yet handed over")
    assert len(words) == 2


def test_a_standing_decision_on_a_plan_that_nobody_recorded_is_refused(member: tuple[SignIn, Member]) -> None:
    dana, one = member
    record_measure(dana, one.client, SINCE, WISH)
    open_ = [f.id for f in dana.of(SafetyFinding).linked(client=one.client)]
    until = dana.today() + timedelta(days=7)
    with pytest.raises(Refused, match="that is recorded"):
        screen.evaluate(
            dana, one.client, open_, Verdict.group, "seen", covers_until=until, safety_plan_on=dana.today()
        )  # fmt: skip


def test_the_newest_of_the_gravest_reasons_leads_the_alert_and_what_holds(member: tuple[SignIn, Member]) -> None:
    dana, one = member
    record_measure(dana, one.client, SINCE, answers("-y----"))
    record_measure(dana, one.client, SINCE, answers("nynynn"))
    assert the_alert(dana, one.client).because[0].startswith("C-SSRS question 4 or 5 is yes")
    assert blocked(dana, one.client)[0].startswith("C-SSRS question 4 or 5 is yes")


def test_somebody_urgent_handed_over_stays_above_all_on_today_until_they_are_first_seen(house: House) -> None:
    dana, ines = house.sign_in(), house.sign_in("Ines Intake")
    referral = referred(dana, cssrs="yyyynn-")
    alert = the_alert(dana, referral.client)
    safety.take_alert(dana, alert.id)
    safety.act_on_alert(dana, alert.id, step="clinician")
    handoff = safety.hand_off(dana, referral.id, "Dr Patel", phone="555-0151", outside=True)
    safety.close_alert(dana, alert.id, clinician="Dana Reyes", took_over="Dr Patel")

    def first(who: SignIn) -> str:
        return next((n.words for n in today(who).needs if n.name.startswith("Ruiz")), "")

    for who in (dana, ines):
        assert first(who) == "urgent, not yet seen · handed off, not yet accepted: contact this week"
    safety.accept_handoff(dana, handoff.id, "front desk")
    assert first(ines).startswith("urgent, not yet seen · accepted")
    safety.first_seen(dana, handoff.id)
    assert not first(ines)


def test_a_dropped_call_is_told_with_the_alert_and_the_number_to_call_back(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana, cssrs="nyy----")
    calls.note_call(dana, referral.id, calls.Call(location="at work", callback="555-0162"))
    calls.call_dropped(dana, referral.id)
    (need,) = [n for n in today(dana).needs if n.kind == "alert"]
    assert need.words.startswith("call dropped, not reached since · urgent · ")
    assert need.phone == "555-0162"
    view = alert_view(dana, need.id)
    assert (view.referral, view.call.location if view.call else "") == (referral.id, "at work")
    calls.call_back(dana, referral.id, CallOutcome.reached)
    (need,) = [n for n in today(dana).needs if n.kind == "alert"]
    assert not need.words.startswith("call dropped")


def test_nothing_is_said_to_be_answered_while_the_c_ssrs_is_not_fully_asked(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana, phq9="000000001", cssrs="nyy----")
    assert not [words for words in the_alert(dana, referral.client).because if words.startswith("answered since")]
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("nyynnn-"))
    assert [words for words in the_alert(dana, referral.client).because if words.startswith("answered since")]


def test_an_urgent_alert_needs_somebody_until_it_has_an_owner_and_the_person_is_reached(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana, cssrs="nyyy---")
    alert = the_alert(dana, referral.client)
    calls.note_call(dana, referral.id, calls.Call(location="at work"))
    calls.call_dropped(dana, referral.id)

    def grave() -> tuple[bool, int]:
        return next(n.grave for n in today(dana).needs if n.kind == "alert"), alerts_waiting(dana)

    safety.act_on_alert(dana, alert.id, step="clinician")
    assert grave() == (True, 1), "nobody owns it"
    safety.take_alert(dana, alert.id)
    assert grave() == (True, 1), "nobody has reached the person since"
    calls.call_back(dana, referral.id, CallOutcome.no_answer)
    assert grave() == (True, 1)
    calls.call_back(dana, referral.id, CallOutcome.reached)
    assert grave() == (False, 0)


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "acted on"])
def test_who_says_the_same_again_while_the_finding_is_open_has_an_alert_again(
    member: tuple[SignIn, Member], house: House, closed: bool
) -> None:
    dana, one = member
    record_measure(dana, one.client, SINCE, PLAN_AND_INTENT)
    first = safety.take_alert(dana, the_alert(dana, one.client).id)
    safety.act_on_alert(dana, first.id, "Phoned Dr Lee.")
    if closed:
        safety.close_alert(dana, first.id, clinician="Dr Lee", took_over="Mobile crisis team")
    assert alerts_waiting(dana) == 0
    house.clock.forward(days=7)
    record_measure(dana, one.client, SINCE, PLAN_AND_INTENT)
    again = the_alert(dana, one.client)
    assert alerts_waiting(dana) == 1
    assert (again.id == first.id, again.level) == (not closed, Route.urgent)
    assert "C-SSRS question 4 or 5 is yes: high risk; again on 2026-10-13" in again.because
    assert len(findings(dana, one.client)) == 3, "one finding of each rule, which is still to be evaluated"


def test_what_a_standing_decision_covers_opens_nothing_urgent_though_a_finding_of_it_is_open(
    member: tuple[SignIn, Member], house: House
) -> None:
    dana, one = member
    record_measure(dana, one.client, SINCE, WISH)
    standing(dana, one.client, dana.today() + timedelta(days=28))
    house.clock.forward(days=7)
    record_measure(dana, one.client, SINCE, WISH)
    assert not blocked(dana, one.client)


def test_an_attempt_that_was_keyed_by_mistake_is_no_history(member: tuple[SignIn, Member], house: House) -> None:
    dana, one = member
    record_measure(dana, one.client, "c-ssrs-screener", answers("nn---yn"))
    open_ = [f.id for f in dana.of(SafetyFinding).linked(client=one.client)]
    screen.evaluate(dana, one.client, open_, Verdict.raised_in_error, "The key slipped: never.")
    house.clock.forward(days=20)
    record_measure(dana, one.client, "c-ssrs-screener", answers("nn---yn"))
    assert findings(dana, one.client)[-1] == ("cssrs-older-behaviour", True)
    assert blocked(dana, one.client)


@pytest.mark.parametrize(
    ("form", "steps"),
    [
        (phq9(2, 2, 2, 2, 2, 2, 2, 2, 0), ("looked",)),
        (phq9(1, 0, 0, 0, 0, 0, 0, 0, 1), ("asked", "looked")),
        (phq9(0, 0, 0, 0, 0, 0, 0, 0, None), ("filled", "looked")),
        (phq9(2, 2, 2, 2, 2, 2, 2, 2, 1), ("asked", "looked")),
    ],
    ids=["15 to 19, item 9 at 0", "item 9 above 0", "item 9 not answered", "15 to 19, item 9 above 0"],
)
def test_the_c_ssrs_is_a_step_where_item_9_asks_for_it_and_item_9_at_0_asks_nothing_more(
    member: tuple[SignIn, Member], house: House, form: tuple[int | None, ...], steps: tuple[str, ...]
) -> None:
    dana, one = member
    house.clock.forward(days=7)
    record_measure(dana, one.client, "phq-9", form)
    alert = the_alert(dana, one.client)
    assert tuple(s.step.id for s in alert_view(dana, alert.id).steps) == steps
    fay = house.sign_in("Fay Facilitator")
    assert tuple(s.step.id for s in alert_view(fay, alert.id).steps) == steps


def test_who_was_not_asked_within_the_day_is_worked_as_urgent_whatever_was_done_so_far(house: House) -> None:
    dana, fay = house.sign_in(), house.sign_in("Fay Facilitator")
    referral = referred(dana, phq9="000000001", cssrs=None)
    other = referred(dana, phq9="333333300", family_name="Quist")

    def told(who: SignIn) -> list[tuple[str, bool, bool]]:
        needs = [n for n in today(who).needs if n.kind == "alert"]
        return [(n.name, n.words.startswith("not asked within the day: work it as urgent"), n.late) for n in needs]

    alert = safety.take_alert(dana, the_alert(dana, referral.client).id)
    safety.act_on_alert(dana, alert.id, "No answer; rings again.")
    assert alerts_waiting(dana) == 1, "the other one"
    assert [urgent for _, urgent, _ in told(dana)] == [False, False]
    house.clock.forward(hours=6)
    assert alerts_waiting(dana) == 2
    for who in (dana, fay):
        assert told(who) == [("Ruiz, Elena", True, True), ("Quist, Elena", False, True)]
    assert screen.screen_referral(dana, referral.id).route is Route.incomplete, "no route changes by the clock"
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("nn---n-"))
    assert alerts_waiting(dana) == 1
    assert {urgent for _, urgent, _ in told(dana)} == {False}
    assert the_alert(dana, other.client).unasked_since is None
