"""What the screens of Referrals ask: the queue with everybody in one place, one screening's case, seats, namesakes."""

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from groupcare.acts import Refused, SignIn, group, importing, person, refer, safety, screen
from groupcare.exchange import referrals_csv
from groupcare.queries.referral_queue import Place, QueueLine, queue
from groupcare.queries.referrals import Names
from groupcare.queries.screening_case import against, screening_case
from groupcare.queries.seat_choices import seat_choices
from groupcare.record.errors import NotPermitted
from groupcare.rules.people import Referral
from groupcare.rules.policy import Route
from groupcare.rules.safety import Choice, SafetyFinding, Verdict
from groupcare.rules.screening import CSSRS, PHQ9
from tests.clinic import House, answers, new_group, referred, row, waiting

REAL = Path(__file__).parent.parent / "data" / "referrals-nhanes-phq9.csv"


def line_of(who: SignIn, referral: Referral) -> QueueLine:
    [line] = [line for line in queue(who).lines if line.id == referral.id]
    return line


# --- the queue ------------------------------------------------------------------------------------------------------


def test_each_open_referral_stands_in_exactly_one_place(dana: SignIn) -> None:
    new = refer.refer(dana, row())
    incomplete = referred(dana, cssrs=None, family_name="Hughes")
    review = referred(dana, phq9="222222220", family_name="Grant")
    care = referred(dana, phq9="333333330", family_name="Ngata")
    urgent = referred(dana, cssrs="yyyynn-", family_name="Okafor")
    for referral in (incomplete, review, care, urgent):
        screen.screen_referral(dana, referral.id)
    screen.decide(dana, care.id, Choice.individual)
    safety.hand_off(dana, care.id, "Dr Lee")
    waits = waiting(dana, family_name="Vance")
    ended = referred(dana, family_name="Dubois")
    screen.decide(dana, ended.id, Choice.declined, reason="moved away")
    later = referred(dana, family_name="Ferreira")
    screen.decide(dana, later.id, Choice.not_now, reason="new job", review_on=date(2026, 11, 10))
    places = {line.id: line.place for line in queue(dana).lines}
    assert places == {
        urgent.id: Place.urgent,
        new.id: Place.to_screen,
        incomplete.id: Place.incomplete,
        review.id: Place.to_decide,
        care.id: Place.individual,
        waits.id: Place.waitlist,
        ended.id: Place.ended,
        later.id: Place.ended,
    }
    assert [line.place for line in queue(dana).lines] == sorted(places.values(), key=list(Place).index)


def test_the_words_say_where_it_stands_and_whose_the_next_step_is(dana: SignIn, house: House) -> None:
    care = referred(dana, phq9="333333330")
    screen.screen_referral(dana, care.id)
    assert line_of(dana, care).words == "the policy suggests individual care first"
    screen.decide(dana, care.id, Choice.individual)
    assert line_of(dana, care).late
    handoff = safety.hand_off(dana, care.id, "Dr Lee", phone="555-0137")
    assert line_of(dana, care).words == "handed off Tue 6 Oct, not accepted yet: Dr Lee, 555-0137"
    house.clock.forward(days=8)
    assert line_of(dana, care).late
    safety.accept_handoff(dana, handoff.id, "her office")
    assert line_of(dana, care).words.startswith("accepted Wed 14 Oct by her office, not seen yet")
    safety.first_seen(dana, handoff.id)
    assert line_of(dana, care).words.endswith("screen again from Wed 11 Nov")
    assert line_of(dana, care).owner == "Dr Lee"


def test_a_waitlisted_person_whose_answers_changed_is_to_be_screened_again(dana: SignIn) -> None:
    waits = waiting(dana)
    refer.record_answers(dana, waits.id, PHQ9, (1,) * 9 + (None,))
    line = line_of(dana, waits)
    assert line.place is Place.to_screen
    assert "waitlisted for eight-week; answers or policy changed: screen again" in line.words


def test_a_screening_that_has_run_out_is_said(dana: SignIn, house: House) -> None:
    waits = waiting(dana)
    house.clock.forward(days=31)
    assert "has run out: ask again" in line_of(dana, waits).words


def test_not_now_comes_back_on_its_day(dana: SignIn, house: House) -> None:
    later = referred(dana)
    screen.decide(dana, later.id, Choice.not_now, reason="new job", review_on=date(2026, 11, 10))
    assert line_of(dana, later).place is Place.ended
    house.clock.forward(days=40)
    assert line_of(dana, later).place is Place.to_decide


def test_an_urgent_finding_without_an_open_alert_still_stands_above_all(dana: SignIn) -> None:
    urgent = referred(dana, cssrs="yyyynn-")
    line = line_of(dana, urgent)
    assert (line.place, line.grave, line.owner) == (Place.urgent, True, "no owner")
    safety.take_alert(dana, line.alert)
    assert line_of(dana, urgent).owner == "Dana Reyes"
    safety.act_on_alert(dana, line.alert, "Dr Lee phoned")
    safety.close_alert(dana, line.alert, clinician="Dr Lee", took_over="Dr Lee")
    assert line_of(dana, urgent).place is Place.urgent
    open_ = [f.id for f in dana.of(SafetyFinding).linked(client=urgent.client) if f.ended_by is None]
    screen.evaluate(dana, urgent.client, open_, Verdict.raised_in_error, "Read to the wrong person.")
    assert line_of(dana, urgent).place is Place.to_screen


def test_what_has_not_changed_is_not_asked_again(dana: SignIn) -> None:
    importing.import_referrals(dana, referrals_csv.read(REAL).rows)
    first = queue(dana)
    assert len(first.lines) == 1019
    referred(dana)
    began = perf_counter()
    again = queue(dana, before=first)
    took = perf_counter() - began
    assert again == queue(dana)
    assert took < 0.5  # on a busy machine; every line anew takes several times as long
    kept = {line.id: line for line in first.lines}
    assert sum(kept.get(line.id) is line for line in again.lines) == 1019


def test_a_new_day_is_asked_anew(dana: SignIn, house: House) -> None:
    referral = refer.refer(dana, row())
    first = queue(dana)
    house.clock.forward(days=3)
    [line] = queue(dana, before=first).lines
    assert (line.id, line.days) == (referral.id, 4)


def test_everything_shows_every_referral_there_ever_was(dana: SignIn, house: House) -> None:
    old = referred(dana)
    screen.decide(dana, old.id, Choice.declined, reason="moved away")
    house.clock.forward(days=400)
    assert queue(dana).lines == ()
    assert [line.id for line in queue(dana, older_from=1).lines] == [old.id]


def test_the_queue_is_for_intake_and_clinicians(house: House) -> None:
    for name in ("Fay Facilitator", "Mona Manager"):
        with pytest.raises(NotPermitted):
            queue(house.sign_in(name))


# --- one case -------------------------------------------------------------------------------------------------------


def test_a_case_holds_the_newest_administration_of_each_measure(dana: SignIn, house: House) -> None:
    referral = referred(dana, phq9="111111110")
    house.clock.forward(days=1)
    newer = refer.record_answers(dana, referral.id, PHQ9, (0,) * 9 + (None,), mode="phone", asked_by="Ines")
    case = screening_case(dana, referral.id)
    assert set(case.given) == {PHQ9, CSSRS}
    assert (case.given[PHQ9].id, case.given[PHQ9].mode, case.given[PHQ9].asked_by) == (newer.id, "phone", "Ines")
    assert case.answered.phq9 is not None
    assert case.answered.phq9.answers == newer.answers
    assert case.outdated
    screen.screen_referral(dana, referral.id)
    assert not screening_case(dana, referral.id).outdated


def test_only_namesakes_with_something_open_are_named(dana: SignIn) -> None:
    held = referred(dana, phq9="333333330")
    calm = referred(dana)
    referral = referred(dana)
    case = screening_case(dana, referral.id)
    assert set(case.others) == {held.client, calm.client}
    assert [n.client for n in case.namesakes] == [held.client]
    person.tell_apart(dana, referral.client, held.client)
    assert screening_case(dana, referral.id, others=case.others).namesakes == ()


def test_what_stands_against_each_choice_is_what_the_act_refuses(dana: SignIn, house: House) -> None:
    referral = referred(dana, cssrs="yyyynn-")
    screen.screen_referral(dana, referral.id)
    carl = house.sign_in("Carl Clinician")
    found = against(carl, screening_case(carl, referral.id))
    assert found[Choice.individual] == ()
    for choice in (Choice.group, Choice.unable_to_reach):
        with pytest.raises(Refused) as refused:
            screen.decide(carl, referral.id, choice, reason="given", curriculum="eight-week")
        assert found[choice][0] in str(refused.value)


def test_a_hold_that_says_the_same_as_the_findings_is_not_said_twice(dana: SignIn) -> None:
    referral = referred(dana, phq9="333333330")
    screen.screen_referral(dana, referral.id)
    [reason] = against(dana, screening_case(dana, referral.id))[Choice.group]
    assert "on hold" not in reason


def test_the_alert_that_is_gravest_and_not_acted_on_comes_first(dana: SignIn) -> None:
    referral = referred(dana, phq9="333333331", cssrs=None)
    refer.record_answers(dana, referral.id, CSSRS, answers("yyyynn-"))
    case = screening_case(dana, referral.id)
    assert [alert.level for alert in case.alerts] == [Route.urgent], "a person has one open alert from screening"
    assert case.alerts[0].because[0] == "C-SSRS question 4 or 5 is yes: high risk"


# --- seats and names ------------------------------------------------------------------------------------------------


def test_groups_of_the_curriculum_waited_for_come_first(dana: SignIn) -> None:
    new_group(dana, "twelve-module", name="Coping Twelve")
    right = new_group(dana)
    referral = waiting(dana)
    found = seat_choices(dana, referral.id)
    assert found.groups[0].id == right.id
    assert group.preview_seat(dana, right.id, referral.id).against == ()


def test_names_meet_whatever_their_case_and_accents(dana: SignIn) -> None:
    known = refer.refer(dana, row(family_name="Müller", given_name="José"))
    names = Names(dana)
    assert [one.id for one in names.same("MULLER", "jose")] == [known.client]
    assert [one.id for one in names.same("José", "Müller")] == [known.client]
    assert names.same("Müller", "Josefa") == []
    assert names.same("", "") == []
