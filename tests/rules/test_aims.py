"""An objective's aim, read from what people type and written as they read it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.exchange.library import shipped_library
from groupcare.rules.aims import LONGEST, NotAnAim, aim_words, read_aim
from groupcare.rules.measures import Better
from groupcare.rules.plan import Aim, AmountAim, CountAim, DaysAim, MilestoneAim, ScoreAim

MEASURES = shipped_library().measures
PHQ9 = ScoreAim(measure="phq-9", baseline=16, target=8)
REST = AmountAim(unit="hours a day", better=Better.lower, baseline=4.5, target=1.5)


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("PHQ-9 16 → 8", PHQ9),
        ("phq9 16->8", PHQ9),
        ("PHQ 9: 16 to 8.", PHQ9),
        ("phq-9 → 8", ScoreAim(measure="phq-9", target=8)),
        ("PHQ-9 14.6 (prorated) → 8", ScoreAim(measure="phq-9", baseline=14.6, target=8, prorated=True)),
        ("PHQ-9 14,6 prorated to 8", ScoreAim(measure="phq-9", baseline=14.6, target=8, prorated=True)),
        ("PHQ-2 3 > 1", ScoreAim(measure="phq-2", baseline=3, target=1)),
        ("5 of 7 days", DaysAim(target=5)),
        ("5/7", DaysAim(target=5)),
        ("0 → 5 of 7 days, 15 min", DaysAim(target=5, baseline=0, minutes=15)),
        ("4 of 7 flares", DaysAim(target=4, what="flares")),
        ("3 a week", CountAim(target=3)),
        ("1 to 3 times per week", CountAim(target=3, baseline=1)),
        ("3x/week", CountAim(target=3)),
        ("4.5 → 1.5 hours a day", REST),
        ("from 4,5 to 1,5 hours a day", REST),
        ("up to 30 minutes", AmountAim(unit="minutes", better=Better.higher, target=30)),
        ("10 → 30 minutes a week", AmountAim(unit="minutes a week", better=Better.higher, baseline=10, target=30)),
        ("milestone", MilestoneAim()),
        ("Reached or not", MilestoneAim()),
    ],
)
def test_aims_are_read_as_people_write_them(text: str, aim: Aim) -> None:
    assert read_aim(text, MEASURES) == aim


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be measured as it stands"),
        ("walk more", "cannot be measured as it stands"),
        ("ABC 38 → 20", "known are BPI interference, BPI severity, Walking, GAD-7"),
        ("C-SSRS 2 → 0", "No measure is called so"),
        ("PHQ-9", "Say the PHQ-9 to reach"),
        ("PHQ-9 40", "runs from 0 to 27"),
        ("PHQ-9 30 → 8", "runs from 0 to 27"),
        ("30 minutes", "Say from where to where"),
        ("x" * (LONGEST + 1), "too long"),
    ],
)
def test_what_is_no_aim_is_said_with_what_would_be_one(text: str, words: str) -> None:
    with pytest.raises(NotAnAim, match=words):
        read_aim(text, MEASURES)


NUMBERS = st.integers(0, 9999) | st.integers(0, 999).map(lambda n: n / 4)
UNITS = st.sampled_from(["minutes", "hours a day", "steps", "km", "Stufen"])
AIMS: st.SearchStrategy[Aim] = st.one_of(
    st.builds(
        ScoreAim,
        measure=st.just("phq-9"),
        baseline=st.integers(0, 270).map(lambda n: n / 10),
        target=st.integers(0, 27),
        prorated=st.booleans(),
    ),
    st.builds(
        ScoreAim,
        measure=st.sampled_from(["phq-9", "gad-7"]),
        baseline=st.none() | st.integers(0, 21),
        target=st.integers(0, 21),
    ),
    st.builds(
        AmountAim,
        unit=UNITS,
        better=st.sampled_from([Better.lower, Better.higher]),
        baseline=st.none() | NUMBERS,
        target=NUMBERS,
    ),
    st.builds(CountAim, target=st.integers(1, 99), baseline=st.none() | st.integers(0, 99)),
    st.builds(
        DaysAim,
        target=st.integers(1, 7),
        of=st.integers(7, 30),
        what=st.sampled_from(["days", "flares", "nights"]),
        minutes=st.none() | st.integers(1, 120),
        baseline=st.none() | st.integers(0, 7),
    ),
    st.just(MilestoneAim()),
)


@given(AIMS)
def test_what_is_written_reads_back_as_the_same_aim(aim: Aim) -> None:
    assert read_aim(aim_words(aim, MEASURES), MEASURES) == aim


@given(st.text(max_size=300))
def test_any_text_is_an_aim_or_a_sentence(text: str) -> None:
    with contextlib.suppress(NotAnAim):
        aim_words(read_aim(text, MEASURES), MEASURES)
