"""Answers as they are given on a screen: kept at once, corrected as new versions, raising only what is sure already."""

import pytest

from groupcare.acts import Refused, SignIn, refer, safety
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Referral
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, AlertStatus, Hold, SafetyFinding
from tests.clinic import answers, row


@pytest.fixture
def ruiz(dana: SignIn) -> Referral:
    return refer.refer(dana, row())


def keep(who: SignIn, referral: Referral, measure: str, given: tuple[int | None, ...], **more: object) -> Assessment:
    return refer.record_answers(who, referral.id, measure, given, under_way=True, **more)  # type: ignore[arg-type]


def rules(who: SignIn, referral: Referral) -> set[str]:
    return {f.rule for f in who.of(SafetyFinding).linked(client=referral.client)}


def test_a_total_raises_nothing_until_the_form_is_left(dana: SignIn, ruiz: Referral) -> None:
    severe = (3, 3, 3, 3, 3, 3, 3, 3, 0, None)
    kept = keep(dana, ruiz, "phq-9", severe)
    assert rules(dana, ruiz) == set()
    refer.record_answers(dana, ruiz.id, "phq-9", severe, over=kept.id)
    assert rules(dana, ruiz) == {"phq9-severe"}


def test_item_9_alerts_at_once(dana: SignIn, ruiz: Referral) -> None:
    keep(dana, ruiz, "phq-9", (0,) * 8 + (1, None))
    assert dana.of(Alert).linked(client=ruiz.client)


def test_intent_holds_at_once(dana: SignIn, ruiz: Referral) -> None:
    keep(dana, ruiz, "c-ssrs-screener", answers("nyny---"))
    assert dana.of(Hold).linked(client=ruiz.client)


def test_a_yes_that_is_followed_up_is_not_left_urgent(dana: SignIn, ruiz: Referral) -> None:
    kept = keep(dana, ruiz, "c-ssrs-screener", answers("ny-----"))
    keep(dana, ruiz, "c-ssrs-screener", answers("nynnnn-"), over=kept.id)
    refer.record_answers(dana, ruiz.id, "c-ssrs-screener", answers("nynnnn-"), over=kept.id)
    assert {str(f.route) for f in dana.of(SafetyFinding).linked(client=ruiz.client)} == {"individual"}


def test_a_yes_that_is_never_followed_up_is_urgent_once_the_form_is_left(dana: SignIn, ruiz: Referral) -> None:
    kept = keep(dana, ruiz, "c-ssrs-screener", answers("ny-----"))
    refer.record_answers(dana, ruiz.id, "c-ssrs-screener", answers("ny-----"), over=kept.id)
    assert "urgent" in {str(f.route) for f in dana.of(SafetyFinding).linked(client=ruiz.client)}


def test_a_correction_is_a_new_version_and_the_finding_stays(dana: SignIn, ruiz: Referral) -> None:
    kept = keep(dana, ruiz, "c-ssrs-screener", answers("nyny---"))
    found = rules(dana, ruiz)
    again = keep(dana, ruiz, "c-ssrs-screener", answers("nn---n-"), over=kept.id)
    assert (again.id, again.rev) == (kept.id, kept.rev + 1)
    assert rules(dana, ruiz) == found


def test_answers_are_not_kept_over_another_form(dana: SignIn, ruiz: Referral) -> None:
    kept = keep(dana, ruiz, "gad-7", (0,) * 7)
    with pytest.raises(Refused, match="another form"):
        keep(dana, ruiz, "c-ssrs-screener", answers("nn---n-"), over=kept.id)


def alerts(who: SignIn, referral: Referral) -> list[Alert]:
    return who.of(Alert).linked(client=referral.client)


def test_what_the_interview_has_not_asked_yet_alerts_nobody_until_it_is_left(dana: SignIn, ruiz: Referral) -> None:
    severe = (3, 3, 3, 3, 3, 3, 3, 1, 0, None)
    kept = refer.record_answers(dana, ruiz.id, "phq-9", severe, more_to_come=True)
    assert [a.rules for a in alerts(dana, ruiz)] == [("phq9-severe",)]
    refer.record_answers(dana, ruiz.id, "phq-9", severe, over=kept.id)
    assert [a.rules for a in alerts(dana, ruiz)] == [("phq9-severe", "cssrs-unasked")]
    refer.record_answers(dana, ruiz.id, "c-ssrs-screener", answers("nn---n-"))
    assert alerts(dana, ruiz)[0].because[-1].startswith("answered since")


def test_what_is_new_joins_the_alert_and_asks_for_action_again(dana: SignIn, ruiz: Referral) -> None:
    keep(dana, ruiz, "phq-9", (0,) * 8 + (1, None))
    first = alerts(dana, ruiz)[0]
    safety.take_alert(dana, first.id)
    safety.act_on_alert(dana, first.id, "Phoned her.")
    keep(dana, ruiz, "c-ssrs-screener", answers("nyny---"))
    (now,) = alerts(dana, ruiz)
    assert (now.id, now.level, now.status, now.owner) == (first.id, Route.urgent, AlertStatus.owned, dana.staff_id)
    assert now.because[0] == "C-SSRS question 4 or 5 is yes: high risk"
    assert now.due is not None
    assert first.due is not None
    assert now.due <= first.due
    assert [step.what for step in now.actions] == ["Phoned her."]


def test_a_closed_alert_is_not_joined(dana: SignIn, ruiz: Referral) -> None:
    keep(dana, ruiz, "phq-9", (0,) * 8 + (1, None))
    first = alerts(dana, ruiz)[0]
    safety.take_alert(dana, first.id)
    safety.act_on_alert(dana, first.id, "Phoned her.")
    safety.close_alert(dana, first.id, clinician="Dr Lee", took_over="Dr Lee")
    keep(dana, ruiz, "c-ssrs-screener", answers("nyny---"))
    assert [a.status for a in alerts(dana, ruiz)] == [AlertStatus.closed, AlertStatus.open]
