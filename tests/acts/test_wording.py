"""A clinic's own licensed wording is shown and read out, and changes nothing else."""

import pytest

from groupcare.acts import Refused, refer, screen
from groupcare.acts.wording import load_wording
from groupcare.queries.answers import answer_set
from groupcare.queries.screening_case import screening_case
from groupcare.rules.screening import CSSRS
from groupcare.tui.referrals.questions import Questionnaire
from tests.clinic import House, answers, referred

OURS = tuple(f"Our licensed text {n} [/b]" for n in range(1, 8))


def test_the_clinics_wording_is_read_out_from_the_next_sign_in_on(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana, cssrs=None)
    load_wording(dana, CSSRS, OURS, "registered with the Columbia Lighthouse Project, 2026")
    ines = house.sign_in("Ines Intake")
    sheet = Questionnaire(screening_case(ines, referral.id))
    assert [sheet.question(f"cssrs_{n}").read for n in range(1, 7)] == list(OURS[:6])  # type: ignore[union-attr]
    assert sheet.question("cssrs_1").text == "wish to be dead"  # type: ignore[union-attr]
    kept = refer.record_answers(ines, referral.id, CSSRS, answers("yn---n-"))
    assert [a.text for a in answer_set(ines, kept.id).answers] == list(OURS)


def test_findings_and_what_is_missing_keep_our_own_labels(house: House) -> None:
    dana = house.sign_in()
    referral = referred(dana, cssrs=None)
    before = screen.screen_referral(dana, referral.id)
    load_wording(dana, CSSRS, OURS, "ours")
    again = house.sign_in()
    assert again.library.measures[CSSRS].item[0].says == OURS[0]
    after = screen.screen_referral(again, referral.id)
    assert (after.findings, after.missing, after.route) == (before.findings, before.missing, before.route)


@pytest.mark.parametrize(
    ("measure", "texts", "licence", "words"),
    [
        (CSSRS, OURS[:6], "ours", "has 7 items; 6 lines"),
        (CSSRS, (*OURS[:6], " "), "ours", "needs its text"),
        (CSSRS, OURS, " ", "on which licence"),
        ("phq-9", ("x",) * 10, "ours", "may not be altered"),
        ("nothing", OURS, "ours", "no measure"),
    ],
)
def test_what_cannot_be_a_wording_is_refused(
    house: House, measure: str, texts: tuple[str, ...], licence: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        load_wording(house.sign_in(), measure, texts, licence)
