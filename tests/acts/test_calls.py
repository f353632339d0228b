"""The call of an interview: one contact a call, the drop, and every try to call back."""

import pytest

from groupcare.acts import Refused, SignIn, calls, person, refer, safety, undo
from groupcare.acts.calls import Call
from groupcare.acts.person import Person
from groupcare.queries.screening_case import screening_case
from groupcare.record.errors import Stale
from groupcare.rules.people import CallOutcome, Client, Contact, ContactKind, Referral
from groupcare.rules.safety import Alert
from tests.clinic import House, answers, row

AT_HOME = Call(location="at home", callback="555-0162", can_talk=True, with_whom="her sister")


@pytest.fixture
def ruiz(dana: SignIn) -> Referral:
    return refer.refer(dana, row(phone="555-0100"))


def contacts(who: SignIn, referral: Referral) -> list[Contact]:
    return list(who.of(Contact).linked(client=referral.client))


def alerts(who: SignIn, referral: Referral) -> list[Alert]:
    return list(who.of(Alert).linked(client=referral.client))


def test_a_call_is_one_contact_however_often_it_is_noted_that_day(dana: SignIn, ruiz: Referral) -> None:
    first = calls.note_call(dana, ruiz.id, Call(location="at home"))
    calls.note_call(dana, ruiz.id, AT_HOME, emergency_contact="sister, 555-0199")
    [kept] = contacts(dana, ruiz)
    assert (kept.id, kept.kind, kept.referral) == (first.id, ContactKind.intake, ruiz.id)
    assert (kept.location, kept.callback, kept.can_talk) == ("at home", "555-0162", True)
    assert dana.of(Client).get(ruiz.client).emergency_contact == "sister, 555-0199"


def test_the_next_day_is_another_call(house: House, dana: SignIn, ruiz: Referral) -> None:
    calls.note_call(dana, ruiz.id, AT_HOME)
    house.clock.forward(days=1)
    assert screening_case(dana, ruiz.id).call is None
    calls.note_call(dana, ruiz.id, Call(location="at work"))
    assert [c.location for c in contacts(dana, ruiz)] == ["at home", "at work"]


def test_what_was_noted_can_be_taken_back_and_an_emergency_contact_not_given_stays(
    dana: SignIn, ruiz: Referral
) -> None:
    calls.note_call(dana, ruiz.id, AT_HOME, emergency_contact="sister")
    calls.note_call(dana, ruiz.id, Call())
    [kept] = contacts(dana, ruiz)
    assert (kept.location, kept.callback, kept.can_talk, kept.with_whom) == ("", "", None, "")
    assert dana.of(Client).get(ruiz.client).emergency_contact == "sister"


def test_a_form_filled_before_somebody_else_saved_overwrites_nothing(dana: SignIn, ruiz: Referral) -> None:
    calls.note_call(dana, ruiz.id, AT_HOME, over_rev=0)
    with pytest.raises(Stale, match="Somebody else has noted this call"):
        calls.note_call(dana, ruiz.id, Call(location="at work"), over_rev=0)
    assert [c.location for c in contacts(dana, ruiz)] == ["at home"]


def test_a_dropped_call_raises_what_was_due_and_could_not_be_asked(dana: SignIn, ruiz: Referral) -> None:
    calls.note_call(dana, ruiz.id, AT_HOME)
    nearly = (3,) * 7 + (0, 0, None)
    refer.record_answers(dana, ruiz.id, "phq-9", nearly, more_to_come=True)
    [before] = alerts(dana, ruiz)
    assert "cssrs-unasked" not in before.rules
    kept = calls.call_dropped(dana, ruiz.id)
    [after] = alerts(dana, ruiz)
    assert "cssrs-unasked" in after.rules
    [only] = contacts(dana, ruiz)
    assert only.id == kept.id
    assert (only.outcome, only.due, only.dropped_at) == ("The call dropped at 12:00.", dana.today(), dana.now())


def test_a_dropped_call_with_nothing_of_concern_alerts_nobody_and_waits_today(dana: SignIn, ruiz: Referral) -> None:
    refer.record_answers(dana, ruiz.id, "phq-9", (1,) * 8 + (0, None), more_to_come=True)
    calls.call_dropped(dana, ruiz.id)
    assert alerts(dana, ruiz) == []
    [kept] = contacts(dana, ruiz)
    assert (kept.next_step, kept.due) == ("Call back and go on with the interview", dana.today())


def test_a_yes_on_question_2_that_dropped_before_3_is_urgent(dana: SignIn, ruiz: Referral) -> None:
    refer.record_answers(dana, ruiz.id, "c-ssrs-screener", answers("ny-----"), under_way=True)
    calls.call_dropped(dana, ruiz.id)
    [alert] = alerts(dana, ruiz)
    assert alert.level == "urgent"


def test_every_try_is_kept_with_its_time_until_somebody_is_reached(house: House, dana: SignIn, ruiz: Referral) -> None:
    calls.note_call(dana, ruiz.id, AT_HOME)
    calls.call_dropped(dana, ruiz.id)
    with pytest.raises(Refused, match="noted already"):
        calls.call_dropped(dana, ruiz.id)
    for outcome in (CallOutcome.no_answer, CallOutcome.reached):
        house.clock.forward(minutes=10)
        kept = calls.call_back(dana, ruiz.id, outcome)
        assert (kept.kind, kept.callback, kept.outcome) == (ContactKind.call_attempt, "555-0162", outcome)
    case = screening_case(dana, ruiz.id)
    assert case.dropped is None
    assert case.call is None  # where they are now is to be asked anew
    assert case.earlier is not None
    assert case.earlier.location == "at home"
    assert [(a.outcome, a.by) for a in case.attempts] == [("no answer", "Dana Reyes"), ("reached", "Dana Reyes")]
    house.clock.forward(minutes=10)
    calls.note_call(dana, ruiz.id, Call(location="at work"))
    calls.call_dropped(dana, ruiz.id)
    case = screening_case(dana, ruiz.id)
    assert case.dropped is not None
    assert case.dropped.location == "at work"
    assert case.attempts == ()


def test_a_message_where_no_safe_way_is_known_is_kept_and_says_so(dana: SignIn, ruiz: Referral) -> None:
    kept = calls.call_back(dana, ruiz.id, CallOutcome.left_message)
    assert kept.outcome == "left a message; no safe way to reach them was known"
    safe = Person(family_name="Ruiz", phone="555-0100", safe_contact="mobile, any time")
    person.correct_person(dana, ruiz.client, safe)
    assert calls.call_back(dana, ruiz.id, CallOutcome.left_message).outcome == "left a message"


def test_a_call_noted_by_mistake_is_undone(dana: SignIn, ruiz: Referral) -> None:
    calls.call_dropped(dana, ruiz.id)
    undo.undo(dana)
    assert contacts(dana, ruiz) == []


def test_no_call_is_noted_on_a_referral_that_has_ended(dana: SignIn, ruiz: Referral) -> None:
    with dana.db.transaction(dana.staff_id, "intake", "end"):
        dana.of(Referral).change(ruiz, status="ended")
    with pytest.raises(Refused, match="has ended"):
        calls.note_call(dana, ruiz.id, AT_HOME)


def test_contacts_kept_before_calls_had_facts_still_read(dana: SignIn, ruiz: Referral) -> None:
    old = safety.add_contact(dana, ruiz.client, ContactKind.intake, outcome="Asked in person.")
    document = dict(dana.db.table("contact").get(doc_id=old.id))
    for new in ("referral", "location", "callback", "can_talk", "dropped_at"):
        document.pop(new, None)
    with dana.db.transaction(dana.staff_id, "intake", "older"):
        dana.db.table("contact").update(lambda d: [d.pop(k) for k in set(d) - set(document)], doc_ids=[old.id])
    assert dana.of(Contact).get(old.id).can_talk is None
    assert screening_case(dana, ruiz.id).call is None
