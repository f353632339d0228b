"""Measures: what they are shipped as, and what a set of answers is worth."""

from typing import cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from groupcare.rules.measures import Band, Better, Item, Measure, band_of, check_answers, phq2, score
from tests.rules.cases import items
from tests.rules.oracle import MEASURES, Form, sums

PHQ9, PHQ2, GAD7, CSSRS = (MEASURES[i] for i in ("phq-9", "phq-2", "gad-7", "c-ssrs-screener"))
SINCE_LAST = MEASURES["c-ssrs-since-last"]
few = settings(max_examples=150, deadline=None)


def nine(*answers: int | None) -> Form:
    """PHQ-9 answers with the functional question left open."""
    return (*answers, None)


# --- what is shipped -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "scored", "high", "bands", "prorated"),
    [
        (PHQ9, 9, 3, {"minimal": 0, "mild": 5, "moderate": 10, "moderately severe": 15, "severe": 20}, 2),
        (PHQ2, 2, 3, {"negative": 0, "positive": 3}, 0),
        (GAD7, 7, 3, {"minimal": 0, "mild": 5, "moderate": 10, "severe": 15}, 2),
    ],
)
def test_items_bands_and_prorating_are_those_of_the_published_measure(
    measure: Measure, scored: int, high: int, bands: dict[str, int], prorated: int
) -> None:
    assert [(i.low, i.high) for i in measure.item if i.scored] == [(0, high)] * scored
    assert {band.name: band.at_least for band in measure.band} == bands
    assert measure.prorate_up_to == prorated
    assert measure.better is Better.lower
    assert measure.source
    assert measure.band_source
    assert all(change.source for change in measure.change)


def test_the_thresholds_of_change_say_which_they_are() -> None:
    assert {(c.kind, c.points) for c in PHQ9.change} == {("important", 5), ("reliable", 6)}
    assert {(c.points, c.source) for c in GAD7.change} == {(4, "NHS Talking Therapies manual"), (6, "Bischoff 2020")}


def test_the_tenth_phq_9_question_is_asked_and_not_scored() -> None:
    assert [item.scored for item in PHQ9.item] == [True] * 9 + [False]
    assert score(PHQ9, (*[0] * 9, 3)).total == 0


@pytest.mark.parametrize(
    ("measure", "codes"),
    [
        (
            PHQ9,
            "44249-1 44261-6 44250-9 44255-8 44259-0 44254-1 44251-7 44258-2 44252-5 44253-3 44260-8 69722-7",
        ),
        (PHQ2, "55757-9 55758-7 44250-9 44255-8"),
        (GAD7, "69737-5 70274-6 69725-0 68509-9 69733-4 69734-2 69735-9 69689-8 69736-7"),
        (CSSRS, "93373-9 93374-7 93246-7 93247-5 93248-3 93249-1 93250-9 93267-3 93269-9"),
    ],
)
def test_each_measure_and_item_has_its_loinc_code(measure: Measure, codes: str) -> None:
    assert " ".join((measure.loinc, measure.loinc_total, *(item.loinc for item in measure.item))) == codes


@pytest.mark.parametrize("measure", [CSSRS, SINCE_LAST])
def test_the_c_ssrs_ships_labels_and_none_of_its_wording(measure: Measure) -> None:
    assert not any(item.wording or item.scored for item in measure.item)
    assert all("?" not in item.text and item.text.startswith("question ") for item in measure.item)
    assert "licensed" in measure.read_from
    assert (measure.options, measure.better) == (("no", "yes"), Better.none)


def test_since_last_contact_is_a_measure_of_its_own_with_nothing_to_date() -> None:
    assert len(SINCE_LAST.item) == 6
    assert SINCE_LAST.id != CSSRS.id
    assert "since" in SINCE_LAST.window


# --- scoring ---------------------------------------------------------------------------------------------------------


@few
@given(items(9))
def test_the_bounds_are_the_least_and_greatest_total_of_any_way_to_fill_in(answers: Form) -> None:
    scored = score(PHQ9, (*answers, None))
    assert (scored.least, scored.greatest) == (min(sums(answers)), max(sums(answers)))
    assert scored.answered == 9 - answers.count(None)


@few
@given(items(7))
def test_a_total_and_its_band_are_given_only_when_every_item_is_answered(answers: Form) -> None:
    scored = score(GAD7, answers)
    if None in answers:
        assert (scored.total, scored.band) == (None, None)
    else:
        assert scored.total == scored.least == scored.greatest == sum(cast(tuple[int, ...], answers))
        assert scored.band == scored.band_least == scored.band_greatest is not None
        assert scored.prorated is None


@few
@given(items(9))
def test_a_prorated_total_is_offered_for_one_or_two_missing_answers_and_lies_within_the_bounds(
    answers: Form,
) -> None:
    scored, missing = score(PHQ9, (*answers, None)), answers.count(None)
    assert (scored.prorated is not None) == (1 <= missing <= 2)
    if scored.prorated is not None:
        given_ones = [a for a in answers if a is not None]
        assert scored.prorated == pytest.approx(sum(given_ones) * 9 / len(given_ones), abs=0.051)
        assert scored.least <= scored.prorated <= scored.greatest
        assert scored.total is None


def test_a_phq_2_and_a_c_ssrs_are_never_prorated() -> None:
    assert score(PHQ2, (3, None)).prorated is None
    assert score(CSSRS, (1, None, None, None, None, None, None)).prorated is None


def test_the_bands_of_a_total_with_missing_answers_are_those_of_its_bounds() -> None:
    scored = score(PHQ9, nine(2, 2, 2, 2, 2, 2, 1, None, None))
    assert (scored.band, scored.band_least, scored.band_greatest) == (None, "moderate", "moderately severe")


@pytest.mark.parametrize(
    ("total", "name"),
    [
        (0, "minimal"),
        (4, "minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14.5, "moderate"),
        (15, "moderately severe"),
        (19, "moderately severe"),
        (20, "severe"),
        (27, "severe"),
    ],
)
def test_a_value_lies_in_the_band_with_the_greatest_lower_bound_it_reaches(total: float, name: str) -> None:
    assert band_of(PHQ9, total) == name


def test_a_value_under_every_band_has_none() -> None:
    from_ten = Measure(
        id="x",
        name="X",
        title="X",
        version="1",
        licence="",
        source="",
        window="",
        better=Better.higher,
        item=(Item(key="x", text="x", low=0, high=60),),
        band=(Band(name="low", at_least=20), Band(name="high", at_least=31)),
    )
    assert [band_of(from_ten, value) for value in (19.9, 20, 30.5, 31)] == [None, "low", "low", "high"]


def test_prorating_never_lifts_a_score_over_a_band_that_its_exact_value_does_not_reach() -> None:
    for measure, count in ((PHQ9, 9), (GAD7, 7)):
        for missing in (1, 2):
            for total in range(3 * (count - missing) + 1):
                exact = total * count / (count - missing)
                assert band_of(measure, round(exact, 1)) == band_of(measure, exact)


# --- what is refused -------------------------------------------------------------------------------------------------


@few
@given(items(9), st.integers(0, 8), st.one_of(st.integers(max_value=-1), st.integers(min_value=4)))
def test_an_answer_outside_its_range_is_refused_and_named(answers: Form, place: int, wrong: int) -> None:
    with pytest.raises(ValueError, match=rf"PHQ-9 item {place + 1} takes 0 to 3, not {wrong}"):
        score(PHQ9, (*answers[:place], wrong, *answers[place + 1 :], None))


def test_the_functional_question_has_its_range_too() -> None:
    with pytest.raises(ValueError, match="PHQ-9 item 10 takes 0 to 3, not 4"):
        check_answers(PHQ9, (*[0] * 9, 4))


@few
@given(st.lists(st.integers(0, 3), max_size=12))
def test_any_other_number_of_answers_is_refused(answers: list[int]) -> None:
    assume(len(answers) != 7)
    with pytest.raises(ValueError, match=rf"GAD-7 has 7 items; {len(answers)} answers"):
        score(GAD7, answers)


@pytest.mark.parametrize("wrong", [-1, 2, 3])
def test_a_c_ssrs_answer_is_yes_no_or_nothing(wrong: int) -> None:
    with pytest.raises(ValueError, match="takes 0 to 1"):
        check_answers(CSSRS, (wrong, *[None] * 6))


# --- PHQ-2 -----------------------------------------------------------------------------------------------------------


@few
@given(items(9))
def test_the_phq_2_is_the_first_two_items_of_the_phq_9(answers: Form) -> None:
    assert phq2((*answers, None)) == answers[:2]


@pytest.mark.parametrize(("answers", "band"), [((0, 2), "negative"), ((1, 2), "positive"), ((3, 3), "positive")])
def test_a_phq_2_of_3_or_more_is_positive(answers: tuple[int, int], band: str) -> None:
    assert score(PHQ2, answers).band == band


def test_a_half_answered_phq_2_has_no_band() -> None:
    scored = score(PHQ2, (2, None))
    assert (scored.total, scored.band, scored.band_least, scored.band_greatest) == (None, None, "negative", "positive")


def test_the_phq_2_asks_nothing_about_harm() -> None:
    assert [item.loinc for item in PHQ2.item] == [item.loinc for item in PHQ9.item[:2]]
