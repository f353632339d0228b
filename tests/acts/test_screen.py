"""Referring, screening, deciding, evaluating: a person's way to a route, and what bars a seat."""

from datetime import date, timedelta

import pytest

from groupcare.acts import Refused, SignIn, person, refer, safety, screen
from groupcare.record.lookups import blocked, latest_screening, needs_screening
from groupcare.rules.group import Member, MemberStatus
from groupcare.rules.measures import Answers, Assessment
from groupcare.rules.people import Client, Referral, ReferralStatus
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, AlertStatus, Choice, Hold, SafetyFinding, Verdict
from tests.clinic import House, answers, referred, row, waiting


def screened(who: SignIn, **fields: object) -> tuple[Referral, Route]:
    referral = referred(who, **fields)
    return referral, screen.screen_referral(who, referral.id).route


@pytest.mark.parametrize(
    ("cssrs", "phq9", "route"),
    [
        ("nn---n-", "000000000", Route.group),
        ("nn---n-", "222222220", Route.review),
        ("nn---n-", "333333300", Route.individual),
        ("nn---n-", "000000001", Route.review),
        ("yn---n-", "000000000", Route.individual),
        ("nynnnn-", "000000000", Route.individual),
        ("nyynnn-", "000000000", Route.individual),
        ("nynynn-", "000000000", Route.urgent),
        ("ny---n-", "000000000", Route.urgent),
        ("nn---y-", "000000000", Route.urgent),
        ("nn---yy", "000000000", Route.urgent),
        ("nn---yn", "000000000", Route.individual),
        ("-------", "000000000", Route.incomplete),
    ],
)
def test_answers_lead_to_the_route_of_the_policy(dana: SignIn, cssrs: str, phq9: str, route: Route) -> None:
    assert screened(dana, cssrs=cssrs, phq9=phq9)[1] is route


def test_a_screening_keeps_the_policy_it_was_made_under(dana: SignIn) -> None:
    referral, _ = screened(dana)
    kept = latest_screening(dana, referral.id)
    assert kept is not None
    assert (kept.policy, kept.policy_version) == ("Default policy", "1")


def test_an_answer_that_shows_danger_raises_finding_hold_and_alert_before_anybody_screens(dana: SignIn) -> None:
    referral = refer.refer(dana, row())
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("nnnnyn-"))
    (alert,) = dana.of(Alert).linked(client=referral.client)
    assert (alert.level, alert.respond, alert.due) == (Route.urgent, "now", dana.now())
    assert dana.of(Hold).linked(client=referral.client)
    assert blocked(dana, referral.client)


@pytest.mark.parametrize(
    ("measure", "newer", "older", "rule"),
    [
        ("c-ssrs-screener", answers("nn---n-"), answers("nynyny-"), "cssrs-intent-or-plan"),
        ("c-ssrs-since-last", answers("nn---n"), answers("nn---y"), "cssrs-recent-behaviour"),
        ("phq-9", (0,) * 9 + (None,), (3,) * 8 + (0, None), "phq9-severe"),
    ],
)
@pytest.mark.parametrize("corrected", [False, True])
def test_a_form_behind_a_newer_one_that_is_entered_late_or_corrected_has_its_finding(
    dana: SignIn, measure: str, newer: Answers, older: Answers, rule: str, corrected: bool
) -> None:
    referral = refer.refer(dana, row())
    last_week = dana.today() - timedelta(days=7)
    clear = refer.record_answers(dana, referral.id, measure, newer, on=last_week) if corrected else None
    refer.record_answers(dana, referral.id, measure, newer)
    assert not blocked(dana, referral.client)
    over = clear.id if clear else None
    refer.record_answers(dana, referral.id, measure, older, on=last_week, over=over)
    (finding,) = [f for f in dana.of(SafetyFinding).linked(client=referral.client) if f.rule == rule]
    assert finding.ended_by is None
    assert dana.of(Hold).linked(client=referral.client)
    assert any(rule in a.rules and a.level is finding.route for a in dana.of(Alert).linked(client=referral.client))


def test_a_form_behind_a_newer_one_with_nothing_of_concern_asks_nothing(dana: SignIn) -> None:
    referral = referred(dana)
    last_week = dana.today() - timedelta(days=7)
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("nn---n-"), on=last_week)
    assert not dana.of(Alert).linked(client=referral.client)
    assert screen.screen_referral(dana, referral.id).route is Route.group


def test_a_correction_does_not_take_a_finding_back(dana: SignIn) -> None:
    referral = refer.refer(dana, row())
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("yn---n-"))
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("nn---n-"))
    kept = screen.screen_referral(dana, referral.id)
    assert kept.route is Route.individual
    assert any(f.standing for f in kept.findings)


def test_a_new_referral_of_the_person_does_not_take_a_finding_back(dana: SignIn) -> None:
    first = referred(dana, cssrs="nyynnn-")
    again = refer.refer(dana, row(received_on=date(2026, 10, 6)), client=first.client)
    refer.record_answers(dana, again.id, "c-ssrs-screener", answers("nn---n-"))
    assert screen.screen_referral(dana, again.id).route is Route.individual


def test_screening_twice_raises_nothing_twice(dana: SignIn) -> None:
    referral, _ = screened(dana, cssrs="yn---n-")
    screen.screen_referral(dana, referral.id)
    assert len(dana.of(SafetyFinding).linked(client=referral.client)) == 1
    assert len(dana.of(Alert).linked(client=referral.client)) == 1
    assert len(dana.of(Hold).linked(client=referral.client)) == 1


def test_a_referral_needs_screening_again_only_when_its_answers_changed(dana: SignIn) -> None:
    referral, _ = screened(dana, cssrs=None)
    assert not needs_screening(dana, dana.of(Referral).get(referral.id))
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("nn---n-"))
    assert needs_screening(dana, dana.of(Referral).get(referral.id))


def test_a_clinicians_evaluation_that_names_the_finding_ends_it_and_releases_the_hold(dana: SignIn) -> None:
    referral, _ = screened(dana, cssrs="yn---n-")
    (finding,) = dana.of(SafetyFinding).linked(client=referral.client)
    signed = screen.evaluate(dana, referral.client, [finding.id], Verdict.group, "Seen today; passive, long past.")
    assert dana.of(SafetyFinding).get(finding.id).ended_by == signed.id
    assert blocked(dana, referral.client) == ()


def test_an_evaluation_ends_only_what_it_names(dana: SignIn) -> None:
    referral, _ = screened(dana, cssrs="yn---n-", phq9="333333300")
    first, _second = dana.of(SafetyFinding).linked(client=referral.client)
    screen.evaluate(dana, referral.client, [first.id], Verdict.group, "Seen.")
    assert blocked(dana, referral.client)
    assert dana.of(Hold).linked(client=referral.client)[0].released_by is None


def test_a_verdict_of_individual_care_leaves_the_finding_standing(dana: SignIn) -> None:
    referral, _ = screened(dana, cssrs="yn---n-")
    (finding,) = dana.of(SafetyFinding).linked(client=referral.client)
    screen.evaluate(dana, referral.client, [finding.id], Verdict.individual, "Individual care goes on.")
    assert blocked(dana, referral.client)


def test_nobody_but_a_clinician_evaluates(house: House) -> None:
    referral, _ = screened(house.sign_in("Ines Intake"), cssrs="yn---n-")
    fay = house.sign_in("Fay Facilitator")
    (finding,) = fay.of(SafetyFinding).linked(client=referral.client)
    for name in ("Ines Intake", "Fay Facilitator", "Mona Manager"):
        with pytest.raises(Refused, match="takes the role clinician"):
            screen.evaluate(house.sign_in(name), referral.client, [finding.id], Verdict.group, "Fine.")


def test_an_evaluated_finding_is_not_raised_again_by_the_same_answers_but_is_by_new_ones(dana: SignIn) -> None:
    referral, _ = screened(dana, cssrs="yn---n-")
    (finding,) = dana.of(SafetyFinding).linked(client=referral.client)
    screen.evaluate(dana, referral.client, [finding.id], Verdict.group, "Seen.")
    screen.screen_referral(dana, referral.id)
    assert blocked(dana, referral.client) == ()
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("yn---n-"))
    assert blocked(dana, referral.client)


def test_an_old_attempt_that_was_evaluated_stays_as_history_and_gives_review(dana: SignIn) -> None:
    referral, route = screened(dana, cssrs="nn---yn")
    assert route is Route.individual
    (finding,) = dana.of(SafetyFinding).linked(client=referral.client)
    screen.evaluate(dana, referral.client, [finding.id], Verdict.group, "Twelve years ago; no thoughts since.")
    assert screen.screen_referral(dana, referral.id).route is Route.review


@pytest.mark.parametrize("field", ["participation", "observations", "red_flags"])
def test_a_checklist_answer_can_be_taken_back_and_its_finding_stays(dana: SignIn, field: str) -> None:
    name = getattr(dana.policy, field)[0]
    referral = referred(dana)
    refer.record_intake(dana, referral.id, **{field: {name: field != "participation"}})
    raised = [f.id for f in dana.of(SafetyFinding).linked(client=referral.client)]
    kept = refer.record_intake(dana, referral.id, **{field: {name: None}})
    assert name not in getattr(kept, field)
    assert len(getattr(kept, field)) == len(getattr(dana.policy, field)) - 1
    standing = [f.id for f in dana.of(SafetyFinding).linked(client=referral.client) if f.ended_by is None]
    assert standing == raised
    assert bool(raised) == (field == "observations")
    screening = screen.screen_referral(dana, referral.id)
    assert screening.route is (Route.individual if raised else Route.incomplete)


def test_imminent_risk_reported_anew_after_an_evaluation_raises_a_new_finding(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana)
    refer.record_intake(dana, referral.id, imminent_risk=True)
    (finding,) = dana.of(SafetyFinding).linked(client=referral.client)
    screen.evaluate(dana, referral.client, [finding.id], Verdict.group, "Seen at once, safe.")
    house.clock.forward(hours=2)
    refer.record_intake(dana, referral.id, imminent_risk=True)
    assert blocked(dana, referral.client)


def worked_on(dana: SignIn, client: str) -> None:
    for alert in safety.open_alerts(dana, client):
        safety.take_alert(dana, alert.id)
        safety.act_on_alert(dana, alert.id, "Phoned Dr Lee.")
        safety.close_alert(dana, alert.id, clinician="Dr Lee", took_over="Dr Lee")


def test_the_same_answers_at_a_later_screening_open_an_alert_again_and_only_once(house: House) -> None:
    dana = house.sign_in()
    referral, _ = screened(dana, cssrs="yyyyynn")
    worked_on(dana, referral.client)
    screen.screen_referral(dana, referral.id)
    assert safety.open_alerts(dana, referral.client) == [], "the answers that were worked on ask for nothing more"
    house.clock.forward(days=28)
    kept = refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("yyyyynn"))
    (alert,) = safety.open_alerts(dana, referral.client)
    assert alert.level is Route.urgent
    assert alert.because[0].endswith("again on 2026-11-03")
    worked_on(dana, referral.client)
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("nyyyynn"), over=kept.id)
    screen.screen_referral(dana, referral.id)
    assert safety.open_alerts(dana, referral.client) == [], "a correction of the same form is no new answer"


def test_item_9_of_a_later_form_asks_for_the_c_ssrs_again(house: House) -> None:
    dana = house.sign_in()
    referral, _ = screened(dana, cssrs=None, phq9="000000001")
    (alert,) = safety.open_alerts(dana, referral.client)
    safety.take_alert(dana, alert.id)
    safety.act_on_alert(dana, alert.id, "She rings back to be asked.")
    screen.screen_referral(dana, referral.id)
    assert dana.of(Alert).get(alert.id).status is AlertStatus.acted
    house.clock.forward(days=7)
    refer.record_answers(dana, referral.id, "phq-9", (0, 0, 0, 0, 0, 0, 0, 0, 2, None))
    assert dana.of(Alert).get(alert.id).status is AlertStatus.owned


def test_imminent_risk_reported_again_while_it_is_open_has_an_alert_again(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana)
    refer.record_intake(dana, referral.id, imminent_risk=True)
    worked_on(dana, referral.client)
    house.clock.forward(days=2)
    refer.record_intake(dana, referral.id, imminent_risk=True)
    (alert,) = safety.open_alerts(dana, referral.client)
    assert alert.because == ("staff report imminent risk; again on 2026-10-08",)


def test_what_was_evaluated_is_not_raised_by_an_answer_to_another_question_but_by_being_seen_again(
    dana: SignIn,
) -> None:
    referral = referred(dana)
    refer.record_intake(dana, referral.id, observations={"mania": True}, imminent_risk=True)
    open_ = [f.id for f in dana.of(SafetyFinding).linked(client=referral.client)]
    screen.evaluate(dana, referral.client, open_, Verdict.group, "Seen: calm, sleeps, no plan.")
    refer.record_intake(dana, referral.id, participation={"share": False})
    assert not blocked(dana, referral.client)
    refer.record_intake(dana, referral.id, observations={"mania": False})
    refer.record_intake(dana, referral.id, observations={"mania": True})
    assert blocked(dana, referral.client) == (
        "clinical observation: mania (individual)",
        "on hold: clinical observation: mania",
    )


def test_accepting_the_groups_route_puts_the_person_on_the_waitlist(dana: SignIn) -> None:
    referral = waiting(dana)
    assert referral.status is ReferralStatus.waitlisted
    (member,) = dana.of(Member).linked(referral=referral.id)
    assert (member.status, member.group, member.curriculum) == (MemberStatus.waitlist, None, "eight-week")


def test_intake_cannot_place_a_person_whose_route_is_review(house: House) -> None:
    ines = house.sign_in("Ines Intake")
    referral, _ = screened(ines, phq9="222222220")
    with pytest.raises(Refused, match="a clinician decides"):
        screen.decide(ines, referral.id, Choice.group, curriculum="eight-week", reason="She is keen.")
    carl = house.sign_in("Carl Clinician")
    screen.decide(carl, referral.id, Choice.group, curriculum="eight-week", reason="Spoke with her; ready for a group.")
    assert dana_status(carl, referral) is ReferralStatus.waitlisted


def dana_status(who: SignIn, referral: Referral) -> ReferralStatus:
    return who.of(Referral).get(referral.id).status


def test_a_decision_that_differs_from_the_suggestion_needs_a_reason(dana: SignIn) -> None:
    referral, _ = screened(dana)
    with pytest.raises(Refused, match="say why"):
        screen.decide(dana, referral.id, Choice.declined)
    assert screen.decide(dana, referral.id, Choice.declined, reason="Prefers a course online.").suggested is Route.group


def test_an_urgent_route_is_never_overridden_even_after_the_finding_is_evaluated(dana: SignIn) -> None:
    referral, _ = screened(dana, cssrs="nnnnyn-")
    (finding,) = dana.of(SafetyFinding).linked(client=referral.client)
    screen.evaluate(dana, referral.client, [finding.id], Verdict.group, "Admitted and discharged.")
    with pytest.raises(Refused, match="never overridden"):
        screen.decide(dana, referral.id, Choice.group, curriculum="eight-week", reason="Better now.")


def test_nobody_is_closed_as_unable_to_reach_while_a_safety_finding_is_open(dana: SignIn) -> None:
    referral, _ = screened(dana, cssrs="yn---n-")
    with pytest.raises(Refused, match="unable to reach"):
        screen.decide(dana, referral.id, Choice.unable_to_reach, reason="Three calls.")


def test_only_a_clinician_ends_a_referral_with_an_open_safety_finding(house: House) -> None:
    ines = house.sign_in("Ines Intake")
    referral, _ = screened(ines, cssrs="yn---n-")
    with pytest.raises(Refused, match="a clinician decides how this referral ends"):
        screen.decide(ines, referral.id, Choice.declined, reason="Said no.")
    screen.decide(house.sign_in("Carl Clinician"), referral.id, Choice.declined, reason="Said no; own therapist told.")
    assert blocked(ines, referral.client)


def test_not_now_comes_back_on_its_day(dana: SignIn) -> None:
    referral, _ = screened(dana)
    with pytest.raises(Refused, match="later day"):
        screen.decide(dana, referral.id, Choice.not_now, reason="Surgery first.")
    screen.decide(dana, referral.id, Choice.not_now, reason="Surgery first.", review_on=date(2026, 11, 6))
    assert [r.id for r in dana.of(Referral).open_work("2026-11-06")] == [referral.id]


def test_a_handoff_goes_from_sent_over_accepted_to_first_seen_with_a_rescreen_four_weeks_later(dana: SignIn) -> None:
    referral, _ = screened(dana, phq9="333333300")
    handoff = safety.hand_off(dana, referral.id, "Dr Lee", phone="555-0137", outside=True)
    assert handoff.due == date(2026, 10, 13)
    with pytest.raises(Refused, match="Nobody has accepted"):
        safety.first_seen(dana, handoff.id)
    safety.accept_handoff(dana, handoff.id, "reception, Ms Park")
    seen = safety.first_seen(dana, handoff.id)
    assert (seen.rescreen_on, seen.due) == (date(2026, 11, 3), date(2026, 11, 3))
    assert dana_status(dana, referral) is ReferralStatus.individual_care


def test_an_alert_closes_only_with_an_owner_an_action_a_clinician_and_who_took_over(dana: SignIn) -> None:
    referral, _ = screened(dana, cssrs="nnnnyn-")
    (alert,) = dana.of(Alert).linked(client=referral.client)
    with pytest.raises(Refused, match=r"Nobody owns.*Nothing has been done.*Name the clinician.*who took over"):
        safety.close_alert(dana, alert.id, clinician="")
    safety.take_alert(dana, alert.id)
    safety.act_on_alert(dana, alert.id, "Phoned; her sister is with her.")
    closed = safety.close_alert(dana, alert.id, clinician="Dr Lee", took_over="Mobile crisis team")
    assert (closed.status, closed.due) == (AlertStatus.closed, None)
    assert blocked(dana, referral.client)


def test_a_concern_about_self_harm_holds_the_person_in_the_same_step(dana: SignIn) -> None:
    referral = referred(dana)
    alert = safety.raise_concern(dana, referral.client, safety.ConcernKind.self_harm, "Said goodbye to everybody.")
    assert alert.level is Route.urgent
    assert blocked(dana, referral.client)
    other = referred(dana, family_name="Cho")
    safety.raise_concern(dana, other.client, safety.ConcernKind.distressed, "Cried and calmed.")
    assert blocked(dana, other.client) == ()


def test_anyone_may_raise_a_concern(house: House) -> None:
    referral = referred(house.sign_in())
    for name in ("Ines Intake", "Fay Facilitator", "Carl Clinician", "Mona Manager"):
        assert safety.raise_concern(house.sign_in(name), referral.client, safety.ConcernKind.medical, "").opened_by


def test_the_newest_answers_count_and_the_earlier_stay(dana: SignIn) -> None:
    referral = referred(dana, phq9="222222220")
    refer.record_answers(dana, referral.id, "phq-9", (0,) * 10)
    kept = screen.screen_referral(dana, referral.id)
    assert kept.phq9.total == 0
    assert len([a for a in dana.of(Assessment).linked(referral=referral.id) if a.measure == "phq-9"]) == 2


def test_an_answer_outside_its_items_range_is_refused_with_a_sentence(dana: SignIn) -> None:
    referral = refer.refer(dana, row())
    with pytest.raises(Refused, match="item 3 takes 0 to 3, not 4"):
        refer.record_answers(dana, referral.id, "phq-9", (0, 0, 4, *(0,) * 7))


def test_clients_and_referrals_are_numbered_from_one_without_gaps(dana: SignIn) -> None:
    made = [refer.refer(dana, row(family_name=f"N{i}")) for i in range(3)]
    assert [r.number for r in made] == [1, 2, 3]
    assert [dana.of(Client).get(r.client).number for r in made] == [1, 2, 3]


def test_nobody_is_placed_while_a_person_of_the_same_name_has_an_open_finding_until_told_apart(house: House) -> None:
    dana = house.sign_in()
    first = referred(dana, cssrs="nnnnyn-")
    second = referred(dana, received_on=date(2026, 10, 4))
    screen.screen_referral(dana, second.id)
    with pytest.raises(Refused, match="may be the same person as GC-0001"):
        screen.decide(dana, second.id, Choice.group, curriculum="eight-week")
    person.tell_apart(dana, second.client, first.client)
    assert screen.decide(dana, second.id, Choice.group, curriculum="eight-week")
    assert blocked(dana, first.client)


def test_a_birth_date_that_differs_tells_two_people_of_one_name_apart(dana: SignIn) -> None:
    referred(dana, cssrs="nnnnyn-")
    other = referred(dana, date_of_birth=date(1990, 1, 1))
    screen.screen_referral(dana, other.id)
    assert screen.decide(dana, other.id, Choice.group, curriculum="eight-week")


def test_an_alert_that_waits_for_the_c_ssrs_says_when_it_has_been_asked_and_stays_open(dana: SignIn) -> None:
    referral = referred(dana, cssrs=None, phq9="000000001")
    (alert,) = dana.of(Alert).linked(client=referral.client)
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("nn---n-"))
    now = dana.of(Alert).get(alert.id)
    assert now.because[-1].startswith("answered since")
    assert now.status is AlertStatus.open
