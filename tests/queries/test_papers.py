"""The papers of a referral: all that is known on one page, and to the referrer no more than was agreed to."""

from datetime import date

import pytest

from groupcare.acts import Refused, SignIn, consents, group, refer, safety, screen
from groupcare.exchange.paper_text import paper_text
from groupcare.queries.reply_paper import NoRelease, acknowledgement, reply_to_referrer
from groupcare.queries.summary_paper import screening_summary
from groupcare.record.errors import NotFound, NotPermitted
from groupcare.rules.consent import ConsentKind
from groupcare.rules.paper import Facts, Grid, Listing, Paper, Paragraph
from groupcare.rules.people import Referral
from groupcare.rules.safety import Choice, SafetyFinding, Verdict
from groupcare.rules.screening import CSSRS, GAD7, PHQ9
from tests.clinic import House, answers, new_group, referred, row, waiting


def full(who: SignIn) -> Referral:
    """Everything asked, much of it of concern, decided, handed off."""
    made = refer.refer(
        who,
        row(
            preferred_name="Leni",
            phone="555-0162",
            referrer="Dr Rivera",
            source="pain medicine",
            reason="Low back pain for three years after a fall at work; two injections. Sleeps badly.",
            diagnosis="M54.50, G89.29",
        ),
    )
    policy = who.policy
    for measure, given in (
        (PHQ9, (3, 3, 3, 2, None, 3, None, 2, 1, 2)),
        (GAD7, (3, 3, 3, 2, 2, 2, 2)),
        (CSSRS, answers("yyyyny-")),
    ):
        refer.record_answers(who, made.id, measure, given, mode="phone", asked_by="Ines Intake")
    refer.record_intake(
        who,
        made.id,
        participation=dict.fromkeys(policy.participation, False),
        observations=dict.fromkeys(policy.observations, True),
        red_flags=dict.fromkeys(policy.red_flags, True),
    )
    screen.screen_referral(who, made.id)
    screen.decide(who, made.id, Choice.individual, reason="Seen with Dr Lee by phone.")
    safety.hand_off(who, made.id, "Dr Lee", phone="555-0137")
    for alert in safety.open_alerts(who, made.client):
        safety.take_alert(who, alert.id)
    return who.of(Referral).get(made.id)


def texts(paper: Paper) -> str:
    """Everything that stands on it."""
    found = [paper.title, paper.about, *paper.foot]
    for block in paper.blocks:
        match block:
            case Facts(pairs=pairs):
                found += [f"{label}: {value}" for label, value in pairs]
            case Listing(items=items):
                found += items
            case Grid(rows=rows):
                found += [" | ".join(cells) for cells in rows]
            case Paragraph(text=text):
                found.append(text)
            case _:
                found.append(str(block))
    return "\n".join(found)


def release(who: SignIn, referral: Referral, to: str = "Dr Rivera", **fields: object) -> None:
    consents.record_consent(who, referral.client, ConsentKind.release, to=to, **fields)  # type: ignore[arg-type]


# --- the summary ----------------------------------------------------------------------------------------------------


def test_a_full_case_stands_on_the_summary(dana: SignIn) -> None:
    said = texts(screening_summary(dana, full(dana).id))
    for words in (
        "Ruiz, Elena · called Leni · GC-0001 · born 1980, 46 years",
        "Received: Mon 5 Oct 2026 from Dr Rivera, pain medicine; now individual care",
        "Diagnosis: M54.50, G89.29",
        "PHQ-9 | Tue 6 Oct 2026, Ines Intake, phone | 17 to 23 possible, moderately severe to severe; 7 answered; "
        "21.9 if prorated; item 9 is 1",
        "GAD-7 | Tue 6 Oct 2026, Ines Intake, phone | 17, severe",
        "so far high risk; yes to 1, 2, 3, 4, 6; not answered: 6 (when); urgent until asked",
        "Observations: 6 of 6 asked; seen: psychosis, mania",
        "urgent | C-SSRS question 4 or 5 is yes: high risk | Posner 2011; triage as in SAFE-T with C-SSRS",
        "review | PHQ-9 in the moderately severe band: total at least 17, at or over 15 | band: Kroenke 2001",
        "individual | clinical observation: psychosis; mania; cognitive impairment",
        "taking part in a group: not yet able or agreed, share; listen; practise",
        "Suggested: an urgent evaluation, by Default policy, version 1",
        "Screened: Tue 6 Oct 2026 by Dana Reyes",
        "Decided: individual care; Tue 6 Oct 2026 12:00 by Dana Reyes, policy version 1",
        "Reason: Seen with Dr Lee by phone.",
        "Open: every urgent or individual finding above, until a clinician's evaluation names it",
        "Hold: since Tue 6 Oct 2026 12:00",
        "Alert: urgent, nobody has acted yet, owner Dana Reyes",
        "Handoff: handed off Tue 6 Oct, not accepted yet: Dr Lee, 555-0137",
        "Crisis line: 988",
        "Safety is open: see below.",
    ):
        assert words in said, f"{words!r} is not in\n{said}"


def test_the_summary_of_a_full_case_fits_a_page(dana: SignIn) -> None:
    """A printed line holds some 110 letters, and a page of A4 or Letter at least 80 such lines."""
    assert len(paper_text(screening_summary(dana, full(dana).id), 110)) <= 80


def test_with_almost_nothing_known_the_summary_says_so(dana: SignIn) -> None:
    made = refer.refer(dana, row(family_name="", given_name="", external_id="X1", date_of_birth=None))
    said = texts(screening_summary(dana, made.id))
    for words in (
        "X1 · GC-0001 · no birth date",
        "PHQ-9 |  | not asked",
        "C-SSRS |  | not asked",
        "Taking part: not asked",
        "C-SSRS: nothing asked: could still lead to an urgent evaluation",
        "PHQ-9: nothing asked: could still lead to individual care first",
        "Suggested: nothing yet: incomplete, by Default policy, version 1",
        "not screened as it stands",
        "Decided: not yet",
        "No finding, hold, alert or handoff.",
        "The policy suggests nothing yet: incomplete. Not decided yet.",
    ):
        assert words in said, f"{words!r} is not in\n{said}"
    assert "Reason" not in said


@pytest.mark.parametrize("pattern", ["nn---n-", "ynn--n-", "yyyyyyy", "yy-----", "nn---y-", "-------"])
def test_no_question_of_the_cssrs_is_worded(dana: SignIn, pattern: str) -> None:
    made = referred(dana, cssrs=pattern)
    screen.screen_referral(dana, made.id)
    said = texts(screening_summary(dana, made.id)).lower()
    for item in dana.library.measures[CSSRS].item:
        assert item.text.partition(": ")[2].lower() not in said
    for words in ("wish to be dead", "suicidal", "intent", "a plan and"):
        assert words not in said


def test_questions_not_answered_are_named_by_number(dana: SignIn) -> None:
    made = referred(dana, cssrs="nn---y-")
    said = texts(screening_summary(dana, made.id))
    assert "so far moderate risk; yes to 6; not answered: 6 (when); urgent until asked" in said
    assert "C-SSRS question 6 (when): could still lead to an urgent evaluation" in said


def test_answers_changed_since_are_shown_as_they_stand_and_said(dana: SignIn) -> None:
    made = referred(dana)
    screen.screen_referral(dana, made.id)
    refer.record_answers(dana, made.id, PHQ9, (3,) * 8 + (0, 1))
    said = texts(screening_summary(dana, made.id))
    assert "Suggested: individual care first" in said
    assert "answers or policy changed since the screening of Tue 6 Oct 2026" in said
    assert "24, severe" in said


def test_answers_that_grew_old_are_said_beside_the_screening_that_stands(dana: SignIn, house: House) -> None:
    made = waiting(dana)
    house.clock.forward(days=20)
    said = texts(screening_summary(dana, made.id))
    assert "Suggested: the group" in said
    assert "read again on Mon 26 Oct 2026: nothing yet: incomplete" in said
    assert "too old: may raise the route, clears nobody" in said


def test_a_decision_that_differs_stands_with_its_reason_and_the_suggestion(dana: SignIn) -> None:
    made = referred(dana, phq9="222222220")
    screen.screen_referral(dana, made.id)
    screen.decide(dana, made.id, Choice.group, curriculum="eight-week", reason="Ready to learn in a group.")
    said = texts(screening_summary(dana, made.id))
    assert "Decided: group, eight-week;" in said
    assert "the suggestion then was review by a clinician" in said
    assert "Reason: Ready to learn in a group." in said


def test_a_finding_of_another_day_and_an_evaluation_stand_under_safety(dana: SignIn, house: House) -> None:
    made = referred(dana, cssrs="yyyynn-")
    screen.screen_referral(dana, made.id)
    [alert] = safety.open_alerts(dana, made.client)
    safety.take_alert(dana, alert.id)
    safety.act_on_alert(dana, alert.id, "Seen.")
    safety.close_alert(dana, alert.id, clinician="Dr Lee", took_over="Dr Osei")
    open_ = [f.id for f in dana.of(SafetyFinding).linked(client=made.client) if f.ended_by is None]
    screen.evaluate(dana, made.client, open_, Verdict.individual, "Seen today.")
    said = texts(screening_summary(dana, made.id))
    assert "Alert: urgent, closed Tue 6 Oct 2026 12:00, clinician Dr Lee, Dr Osei took over" in said
    assert "Evaluated: Tue 6 Oct 2026 12:00 by Dana Reyes: individual care" in said
    house.clock.forward(days=1)
    safety.raise_concern(dana, made.client, safety.ConcernKind.self_harm, "said so at the door")
    said = texts(screening_summary(dana, made.id))
    assert "Open: concern about self-harm: said so at the door (urgent), since Wed 7 Oct 2026 12:00" in said


def test_a_finding_from_elsewhere_is_told_in_full_where_nothing_above_blocks(dana: SignIn) -> None:
    made = waiting(dana)
    safety.raise_concern(dana, made.client, safety.ConcernKind.self_harm, "said so at the door")
    said = texts(screening_summary(dana, made.id))
    assert "every urgent or individual finding above" not in said
    assert "Open: concern about self-harm: said so at the door (urgent), since Tue 6 Oct 2026 12:00" in said


def test_who_sees_no_screenings_gets_no_paper(house: House, dana: SignIn) -> None:
    made = full(dana)
    release(dana, made)
    for name in ("Fay Facilitator", "Mona Manager"):
        for make in (screening_summary, reply_to_referrer, acknowledgement):
            with pytest.raises(NotPermitted):
                make(house.sign_in(name), made.id)
    with pytest.raises(NotFound):
        screening_summary(dana, "0" * 32)


# --- the reply ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        None,
        {"to": "Dr Lee"},
        {"given": False},
        {"signed_on": date(2026, 9, 1), "expires_on": date(2026, 10, 5)},
    ],
    ids=["none", "to another", "refused", "expired"],
)
def test_without_a_release_in_force_to_the_referrer_there_is_no_reply(
    dana: SignIn, fields: dict[str, object] | None
) -> None:
    made = full(dana)
    if fields is not None:
        release(dana, made, **fields)  # type: ignore[arg-type]
    with pytest.raises(NoRelease, match="No release of information from GC-0001 to Dr Rivera") as said:
        reply_to_referrer(dana, made.id)
    assert "groupcare consent add GC-0001 release" in str(said.value)
    assert "Ruiz" not in str(said.value)


def test_a_release_taken_back_is_none(dana: SignIn) -> None:
    made = full(dana)
    release(dana, made)
    assert reply_to_referrer(dana, made.id).kind == "reply"
    kept = dana.of(consents.Consent).linked(client=made.client)[-1]
    consents.revoke_consent(dana, kept.id)
    with pytest.raises(NoRelease):
        reply_to_referrer(dana, made.id)


CLINICAL = ("psychosis", "PHQ", "GAD", "C-SSRS", "severe", "risk", "suicid", "alert", "on hold", "safety", "urgent")


def test_the_reply_says_what_was_decided_and_asks_for_a_medical_reassessment(dana: SignIn) -> None:
    made = full(dana)
    release(dana, made, to="dr  rivera", expires_on=date(2027, 1, 4))
    paper = reply_to_referrer(dana, made.id)
    said = texts(paper)
    for words in (
        "To Dr Rivera, pain medicine",
        "Elena Ruiz, born 1980 · your referral of Mon 5 Oct 2026 · our number R-0001",
        "Dear Dr Rivera,",
        "We have agreed on individual care first.",
        "medical reassessment first",
        "saddle numbness",
        "release of information to Dr Rivera, signed Tue 6 Oct 2026, in force until Mon 4 Jan 2027",
    ):
        assert words in said, f"{words!r} is not in\n{said}"
    body = said.replace("nothing about safety", "")
    assert not [word for word in CLINICAL if word.lower() in body.lower()]
    assert "Ruiz" not in paper.title + paper.reference


@pytest.mark.parametrize(
    ("choice", "decided", "next_"),
    [
        (Choice.group, "We can offer Elena Ruiz a place", "on our waiting list"),
        (Choice.not_now, "not the time to begin", "on Mon 2 Nov 2026"),
        (Choice.declined, "has chosen not to take part", "refer again whenever"),
        (Choice.other_service, "another service suits Elena Ruiz better", "refer again"),
        (Choice.unable_to_reach, "not been able to reach", "ask them to call us"),
        (Choice.individual, "individual care first", "the first appointment"),
    ],
)
def test_each_decision_has_its_words(dana: SignIn, choice: Choice, decided: str, next_: str) -> None:
    made = referred(dana, referrer="Dr Rivera")
    screen.screen_referral(dana, made.id)
    release(dana, made)
    review = date(2026, 11, 2) if choice is Choice.not_now else None
    curriculum = "eight-week" if choice is Choice.group else ""
    screen.decide(dana, made.id, choice, reason="Their wish.", curriculum=curriculum, review_on=review)
    said = texts(reply_to_referrer(dana, made.id))
    assert decided in said
    assert next_ in said
    assert "Their wish" not in said
    assert "medical reassessment" not in said


def test_whoever_is_seated_has_a_place(dana: SignIn) -> None:
    made = waiting(dana, referrer="Dr Rivera")
    release(dana, made)
    group.seat(dana, new_group(dana).id, made.id)
    assert "Elena Ruiz has a place in a group" in texts(reply_to_referrer(dana, made.id))


def test_a_place_is_not_promised_to_somebody_who_is_kept_from_groups_now(dana: SignIn) -> None:
    made = waiting(dana, referrer="Dr Rivera")
    release(dana, made)
    safety.raise_concern(dana, made.client, safety.ConcernKind.self_harm, "said so at the door")
    said = texts(reply_to_referrer(dana, made.id))
    assert "No decision stands at present." in said
    assert "place" not in said.lower()
    assert "concern" not in said


def test_before_anything_is_decided_the_reply_says_so(dana: SignIn) -> None:
    made = referred(dana, referrer="Dr Rivera")
    release(dana, made)
    assert "No decision stands at present." in texts(reply_to_referrer(dana, made.id))


def test_the_acknowledgement_says_only_that_the_referral_came(dana: SignIn) -> None:
    made = full(dana)
    paper = acknowledgement(dana, made.id)
    said = texts(paper)
    assert "which we received on Mon 5 Oct 2026" in said
    assert "E. R." in said
    assert "No release of information to Dr Rivera is in force" in said
    assert not [w for w in (*CLINICAL, "Elena", "Ruiz", "Leni", "1980", "M54", "pain for", "individual", "decided")
                if w.lower() in said.lower()]  # fmt: skip
    release(dana, made)
    assert "No release" not in texts(acknowledgement(dana, made.id))


def test_nobody_who_referred_is_nobody_to_write_to(dana: SignIn) -> None:
    made = referred(dana)
    for make in (reply_to_referrer, acknowledgement):
        with pytest.raises(Refused, match="R-0001 names nobody who referred this person"):
            make(dana, made.id)


def test_curly_brackets_in_a_name_are_a_name(dana: SignIn) -> None:
    made = referred(dana, referrer="Dr {x}", family_name="{name} {0}")
    release(dana, made, to="Dr {x}")
    assert "Thank you for referring Elena {name} {0} to us." in texts(reply_to_referrer(dana, made.id))
