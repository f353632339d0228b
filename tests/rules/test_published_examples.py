"""Worked examples that others have published, scored by the measures as they are shipped.

Reliable change is checked against what papers print from their own constants: the standard error of measurement is
SD · √(1 − r), so that RC's bound, 1.96 · √2 · SEM, is what the literature calls the minimal detectable change (95 %).
"""

from math import sqrt

import pytest

from groupcare.exchange.library import shipped_library
from groupcare.rules import reliable
from groupcare.rules.measures import Answers, score
from groupcare.rules.outcomes import RELIABLE, moved

MEASURES = shipped_library().measures


@pytest.mark.parametrize(
    ("measure", "answers", "value", "band"),
    [
        # calculatorlib.com, PHQ-9 depression calculator, worked example: 2+2+3+2+1+1+2+0+0 = 13, moderate
        ("phq-9", (2, 2, 3, 2, 1, 1, 2, 0, 0, None), 13, "moderate"),
        # learn8.cc, question 4LLWDg679x, a PHQ-9 solved step by step: 1+0+2+0+1 = 4, minimal
        ("phq-9", (1, 0, 2, 0, 1, 0, 0, 0, 0, None), 4, "minimal"),
        # PHQ and GAD-7 instruction manual (Pfizer): the most there can be is 27 and 21
        ("phq-9", (*(3,) * 9, None), 27, "severe"),
        ("gad-7", (3,) * 7, 21, "severe"),
        # plustopcare.org, Assessing Analgesia and Function Tool (PEG): 5 + 5 + 5 = 15, by 3 is 5.0
        ("peg", (5, 5, 5), 5, None),
        # iatrox.com, PEG Pain Scale: P 7, E 8, G 6 is (7 + 8 + 6) / 3 = 7.0
        ("peg", (7, 8, 6), 7, None),
        # Insomnia Severity Index, guidelines for scoring (Morin; MyHealtheVet): all seven added, 22 to 28 severe
        ("isi", (4,) * 7, 28, "severe"),
    ],
)
def test_a_published_example_scores_as_its_source_says(
    measure: str, answers: Answers, value: float, band: str | None
) -> None:
    found = score(MEASURES[measure], answers)
    assert (found.value, found.band) == (value, band)


def test_reliable_change_of_jacobson_and_truax_own_example() -> None:
    """Jacobson & Truax 1991, J Consult Clin Psychol 59:12: SD 7.5, r 0.80, so that SE is 3.35, S_diff 4.74; from 32.5
    to 47.5 RC is 3.16. The R package MDMA (CRAN, function rci) makes its example from the same constants."""
    assert 7.5 * sqrt(1 - 0.80) == pytest.approx(3.35, abs=0.005)
    assert reliable.needed(7.5, 0.80) / reliable.LIMIT == pytest.approx(4.74, abs=0.005)
    assert reliable.index(32.5, 47.5, 7.5, 0.80) == pytest.approx(3.16, abs=0.005)
    assert reliable.index(47.5, 32.5, 7.5, 0.80) == pytest.approx(-3.16, abs=0.005)


@pytest.mark.parametrize(
    ("sem", "r", "detectable"),
    [
        # PSEQ-10 in chronic shoulder pain (measurement properties study, 105 people): ICC 0.70, SEM 6.56, MDC 18.2
        (6.56, 0.70, 18.2),
        # TSK-11, Woby 2005, Pain 117:137: ICC 0.81, SEM 2.54; 1.96 · √2 · 2.54 by hand
        (2.54, 0.81, 7.04),
    ],
)
def test_the_bound_of_reliable_change_is_the_minimal_detectable_change_of_the_paper(
    sem: float, r: float, detectable: float
) -> None:
    sd = sem / sqrt(1 - r)
    assert reliable.needed(sd, r) == pytest.approx(detectable, abs=0.05)


@pytest.mark.parametrize(
    ("measure", "first", "last", "is_reliable"),
    [
        # Monticone 2022, Eur J Phys Rehabil Med 58:68: MDC 7.73, so that of whole scores 8 is the first beyond it
        ("pcs", 30, 23, False),
        ("pcs", 30, 22, True),
        # Dubé 2021: MDC95 11.52 of 60, so that of whole scores 12 is the first beyond it
        ("pseq", 20, 31, False),
        ("pseq", 20, 32, True),
        # Woby 2005: SEM 2.54, so that 7 of whole scores is within the error of measurement and 8 beyond it
        ("tsk-11", 32, 25, False),
        ("tsk-11", 32, 24, True),
        # NHS Talking Therapies manual: 6 on the PHQ-9, 4 on the GAD-7
        ("phq-9", 16, 11, False),
        ("phq-9", 16, 10, True),
        ("gad-7", 12, 9, False),
        ("gad-7", 12, 8, True),
    ],
)
def test_a_whole_score_changes_reliably_from_the_first_number_beyond_the_published_error(
    measure: str, first: float, last: float, is_reliable: bool
) -> None:
    assert moved(MEASURES[measure], first, last).reliable is is_reliable
    assert moved(MEASURES[measure], last, first).reliable is is_reliable


@pytest.mark.parametrize(
    ("first", "last", "reached"),
    [
        # Monticone 2022: the important change is 8 for scores up to 30, and 11 for those over 30
        (29, 21, True),
        (29, 22, False),
        (40, 30, False),
        (40, 29, True),
    ],
)
def test_the_important_change_of_the_pcs_follows_the_first_score_as_published(
    first: float, last: float, reached: bool
) -> None:
    assert moved(MEASURES["pcs"], first, last).important is reached


def test_only_measures_whose_source_gives_an_error_of_measurement_have_a_reliable_change() -> None:
    with_one = {m.id for m in MEASURES.values() if any(c.kind == RELIABLE for c in m.change)}
    assert with_one == {"phq-9", "gad-7", "pcs", "pseq", "tsk-11"}
