"""Answers as they are given on a screen: kept at once, corrected as new versions, raising only what is sure already."""

import pytest

from groupcare.acts import Refused, SignIn, refer
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Referral
from groupcare.rules.safety import Alert, Hold, SafetyFinding
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
