"""The work on somebody's safety: steps, phoned decisions, safety plans, weekly contact, who is seated and when."""

from datetime import date, timedelta

import pytest

from groupcare.acts import Refused, SignIn, consents, group, refer, safety, screen, undo
from groupcare.acts.plan import write_plan
from groupcare.acts.safety_work import record_phoned_decision, record_safety_plan, sign_phoned_decision
from groupcare.queries.referral_queue import queue
from groupcare.queries.today import today
from groupcare.record.errors import NotPermitted
from groupcare.record.lookups import blocked
from groupcare.rules.consent import ConsentKind
from groupcare.rules.people import ContactKind, Referral
from groupcare.rules.safety import Alert, Choice, ConcernKind, Handoff
from groupcare.rules.safety_work import SafetyPlan, steps_left
from tests.acts.test_roles import PLAN
from tests.clinic import House, all_present, answers, new_group, referred, row, seated, sessions, waiting


def urgent(dana: SignIn) -> tuple[Referral, Alert]:
    referral = referred(dana, cssrs="yyyynn-")
    (alert,) = safety.open_alerts(dana, referral.client)
    return referral, alert


def test_steps_are_ticked_and_what_is_left_is_told(house: House) -> None:
    dana = house.sign_in()
    _, alert = urgent(dana)
    assert len(steps_left(alert)) == 6
    after = safety.act_on_alert(dana, alert.id, "on the line with her", step="stayed")
    assert [a.what for a in after.actions] == ["Somebody stayed with the person, or on the line: on the line with her"]
    assert "stayed" not in {step.id for step in steps_left(after)}
    mistaken = safety.act_on_alert(dana, alert.id, "the wrong key", step="stayed", taken_back=True)
    assert len(steps_left(mistaken)) == 6
    assert len(mistaken.actions) == 2, "what was said stays in the record"
    with pytest.raises(Refused, match="no step 'dance'"):
        safety.act_on_alert(dana, alert.id, step="dance")
    with pytest.raises(Refused, match="Say what was done"):
        safety.act_on_alert(dana, alert.id, "  ")


@pytest.mark.parametrize("kind", list(ConcernKind))
def test_every_kind_of_concern_has_steps_of_its_own(house: House, kind: ConcernKind) -> None:
    dana = house.sign_in()
    referral = referred(dana)
    alert = safety.raise_concern(dana, referral.client, kind, "x")
    assert {"clinician"} < {step.id for step in steps_left(alert)}


def test_anybody_records_what_a_clinician_decided_by_phone_and_a_clinician_signs_it_next_day(house: House) -> None:
    dana, ines, carl = house.sign_in(), house.sign_in("Ines Intake"), house.sign_in("Carl Clinician")
    referral, alert = urgent(dana)
    before = blocked(dana, referral.client)
    said = record_phoned_decision(
        ines, referral.client, "Dr Lee", "Stays with her sister; seen 9:00 tomorrow.", read_back=True, alert=alert.id
    )
    assert said.due == date(2026, 10, 7), "the next working day"
    assert "clinician" not in {step.id for step in steps_left(dana.of(Alert).get(alert.id))}
    assert blocked(dana, referral.client) == before, "a phoned decision releases nothing"
    assert any("decided by phone, to be signed" in need.words for need in today(carl).needs)
    with pytest.raises(NotPermitted):
        sign_phoned_decision(ines, said.id)
    with pytest.raises(Refused, match="stays as it is"):
        undo.undo(ines)
    signed = sign_phoned_decision(carl, said.id)
    assert (signed.signed_by, signed.due) == (carl.staff_id, None)
    assert blocked(dana, referral.client) == before
    with pytest.raises(Refused, match="signed already"):
        sign_phoned_decision(carl, said.id)


def test_a_phoned_decision_that_was_not_read_back_is_refused(house: House) -> None:
    dana = house.sign_in()
    referral, alert = urgent(dana)
    other = referred(dana, given_name="Other")
    for client, name, words, read_back, why in (
        (referral.client, "Dr Lee", "x", False, "Read it back"),
        (referral.client, " ", "x", True, "clinician's name"),
        (referral.client, "Dr Lee", "", True, "what was decided"),
        (other.client, "Dr Lee", "x", True, "another person"),
    ):
        with pytest.raises(Refused, match=why):
            record_phoned_decision(dana, client, name, words, read_back=read_back, alert=alert.id)


def test_a_safety_plan_keeps_what_was_said_about_means(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana)
    record_safety_plan(dana, referral.client, copy_given=True, medicines="a month's tablets, with her sister now")
    (plan,) = dana.of(SafetyPlan).linked(client=referral.client)
    assert (plan.made_on, plan.copy_given, plan.firearms) == (dana.today(), True, "")
    with pytest.raises(Refused, match="in the future"):
        record_safety_plan(dana, referral.client, made_on=dana.today() + timedelta(days=1))


def test_an_alert_that_was_raised_in_error_is_closed_so_by_a_clinician(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana)
    alert = safety.raise_concern(dana, referral.client, ConcernKind.medical, "pressed the wrong key")
    with pytest.raises(Refused, match="Nobody owns"):
        safety.close_alert(dana, alert.id, clinician="Dana Reyes", in_error=True)
    safety.take_alert(dana, alert.id)
    safety.act_on_alert(dana, alert.id, "Asked: nothing was wrong, the key slipped.")
    assert safety.close_alert(dana, alert.id, clinician="Dana Reyes", in_error=True).in_error


def test_each_contact_moves_the_weekly_one_on_and_a_try_that_reached_nobody_does_not(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana, phq9="333333320")
    handoff = safety.hand_off(dana, referral.id, "Dr Patel", phone="555-0151", outside=True)
    assert handoff.due == dana.today() + timedelta(days=7)
    house.clock.forward(days=5)
    for kind, moved in (
        (ContactKind.call_attempt, 2),
        (ContactKind.coordination, 2),
        (ContactKind.caregiver, 2),
        (ContactKind.check_in, 7),
    ):
        safety.add_contact(dana, referral.client, kind)
        assert dana.of(Handoff).get(handoff.id).due == dana.today() + timedelta(days=moved), kind
    house.clock.forward(days=5)
    safety.accept_handoff(dana, handoff.id, "front desk")
    assert dana.of(Handoff).get(handoff.id).due == dana.today() + timedelta(days=2), "nobody has spoken with them"
    seen = safety.first_seen(dana, handoff.id)
    safety.add_contact(dana, referral.client, ContactKind.check_in)
    assert dana.of(Handoff).get(handoff.id).due == seen.due == dana.today() + timedelta(weeks=4)


def test_somebody_under_age_needs_a_guardians_consent_for_a_seat(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana, date_of_birth=date(2009, 6, 1))
    screen.screen_referral(dana, referral.id)
    screen.decide(dana, referral.id, Choice.group, curriculum="eight-week", reason="ready, mother agrees")
    made = new_group(dana)
    with pytest.raises(Refused, match="Under 18 on the first session: a guardian's consent"):
        group.seat(dana, made.id, referral.id)
    given = consents.record_consent(dana, referral.client, ConsentKind.guardian, to="Ana Ruiz")
    consents.revoke_consent(dana, given.id)
    with pytest.raises(Refused, match="guardian's consent"):
        group.seat(dana, made.id, referral.id)
    consents.record_consent(dana, referral.client, ConsentKind.guardian, to="Ana Ruiz")
    group.seat(dana, made.id, referral.id)


def test_the_waitlist_goes_by_gravity_and_then_by_wait(house: House) -> None:
    dana = house.sign_in()
    first = waiting(dana, given_name="Early", received_on=date(2026, 9, 1))
    second = referred(dana, given_name="Graver", phq9="222222210", received_on=date(2026, 10, 1))
    screen.screen_referral(dana, second.id)
    screen.decide(dana, second.id, Choice.group, curriculum="eight-week", reason="seen")
    third = waiting(dana, given_name="Later", received_on=date(2026, 10, 2))
    lines = [line.id for line in queue(dana).lines]
    assert lines == [second.id, first.id, third.id]


def test_what_is_due_before_the_first_session_stands_on_today_until_it_is_there(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, first=dana.today() + timedelta(days=7), minimum=4)
    (member,) = seated(dana, made, 1)

    def due() -> list[str]:
        return [n.words for n in today(dana).needs if n.id == member.client and "first session" in n.words]

    assert due() == ["orientation, confidentiality agreement, plan draft: due before the first session, Tue 13 Oct"]
    safety.add_contact(dana, member.client, ContactKind.orientation)
    assert due() == ["confidentiality agreement, plan draft: due before the first session, Tue 13 Oct"]
    consents.record_consent(dana, member.client, ConsentKind.group)
    assert due() == ["plan draft: due before the first session, Tue 13 Oct"]
    write_plan(dana, member.client, PLAN)
    assert due() == []
    house.clock.forward(days=7)
    all_present(dana, sessions(dana, made)[0], [member])
    assert any("plan to be signed by session 2" in need.words for need in today(dana).needs)


def test_a_seat_in_a_group_that_is_short_of_its_minimum_says_so(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, minimum=2)
    _, remarks = group.seat(dana, made.id, waiting(dana, given_name="One").id)
    assert remarks == ["Pain Skills, Autumn A has 1 of the 2 members that it takes to run."]
    assert group.seat(dana, made.id, waiting(dana, given_name="Two").id)[1] == []
    with pytest.raises(Refused, match="takes to run"):
        new_group(dana, name="B", minimum=11)


def test_somebody_who_said_not_now_and_comes_back_waits_no_longer_to_be_looked_at(house: House) -> None:
    dana = house.sign_in()
    first = referred(dana)
    screen.screen_referral(dana, first.id)
    later = dana.today() + timedelta(days=30)
    screen.decide(dana, first.id, Choice.not_now, reason="moves house", review_on=later)
    house.clock.forward(days=31)
    assert any(need.id == first.id for need in today(dana).needs)
    again = refer.refer(dana, row(), client=first.client)
    assert {need.id for need in today(dana).needs if need.kind == "screening"} == {again.id}


def handoffs_on_today(dana: SignIn) -> list[str]:
    return [n.words for n in today(dana).needs if "first seen" in n.words or "handed off" in n.words]


def seen_and_due(house: House, dana: SignIn) -> Referral:
    referral = referred(dana, phq9="333333320")
    screen.screen_referral(dana, referral.id)
    handoff = safety.hand_off(dana, referral.id, "Dr Lee", phone="555-0137", outside=True)
    safety.accept_handoff(dana, handoff.id, "front desk")
    safety.first_seen(dana, handoff.id)
    house.clock.forward(days=28)
    assert handoffs_on_today(dana) == ["first seen Tue 6 Oct: time to screen again"]
    return referral


def test_whoever_was_screened_again_is_waited_for_no_longer(house: House) -> None:
    dana = house.sign_in()
    referral = seen_and_due(house, dana)
    screen.screen_referral(dana, referral.id)
    assert handoffs_on_today(dana), "nothing was asked anew"
    refer.record_answers(dana, referral.id, "phq-9", (1,) * 8 + (0, None))
    refer.record_answers(dana, referral.id, "c-ssrs-screener", answers("nn---n-"))
    screen.screen_referral(dana, referral.id)
    assert handoffs_on_today(dana) == []


def test_whoever_is_handed_to_somebody_else_is_waited_for_there_alone(house: House) -> None:
    dana = house.sign_in()
    referral = seen_and_due(house, dana)
    safety.hand_off(dana, referral.id, "Dr Osei", phone="555-0138", outside=True)
    assert handoffs_on_today(dana) == ["handed off, not yet accepted: contact this week"]


def test_a_referral_that_ended_waits_for_no_screening_and_is_still_followed_until_first_seen(house: House) -> None:
    dana = house.sign_in()
    referral = seen_and_due(house, dana)
    screen.decide(dana, referral.id, Choice.other_service, reason="Stays with Dr Lee.")
    assert handoffs_on_today(dana) == []
    other = referred(dana, phq9="333333320", family_name="Quist")
    screen.screen_referral(dana, other.id)
    handoff = safety.hand_off(dana, other.id, "Dr Lee", phone="555-0137", outside=True)
    screen.decide(dana, other.id, Choice.declined, reason="Wants no group.")
    assert handoffs_on_today(dana) == ["handed off, not yet accepted: contact this week"]
    safety.accept_handoff(dana, handoff.id, "front desk")
    assert safety.first_seen(dana, handoff.id).due is None
