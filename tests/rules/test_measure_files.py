"""Every measure that is shipped, by its own file: range, bands, missing answers, direction, change.

Scoring examples follow the published scoring rules; where a paper gives no worked example the sums are made by hand.
"""

from math import sqrt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from groupcare.exchange.library import shipped_library
from groupcare.rules import reliable
from groupcare.rules.measure_faults import faults
from groupcare.rules.measures import Answers, Better, Change, Cutoff, Measure, Scoring, Subscore, band_of, score
from groupcare.rules.outcomes import change_words, moved

MEASURES = shipped_library().measures
SCORED = [m for m in MEASURES.values() if m.better is not Better.none]
MEAN = [m for m in SCORED if m.scoring is Scoring.mean]
few = settings(max_examples=150, deadline=None)
any_measure = pytest.mark.parametrize("measure", SCORED, ids=lambda m: m.id)


def answers_to(measure: Measure, *, missing: bool = True) -> st.SearchStrategy[Answers]:
    """Any answers to that measure."""
    return st.tuples(
        *(st.one_of(st.none(), one) if missing else one for one in (st.integers(i.low, i.high) for i in measure.item))
    )


def drawn(data: st.DataObject, measure: Measure, *, missing: bool = True) -> Answers:
    return data.draw(answers_to(measure, missing=missing))


# --- what is shipped: the table of published facts -------------------------------------------------------------------

FACTS = {
    "phq-9": (9, 0, 3, 0, 27, "lower", 2, 0, "0 5 10 15 20"),
    "phq-2": (2, 0, 3, 0, 6, "lower", 0, 0, "0 3"),
    "gad-7": (7, 0, 3, 0, 21, "lower", 2, 0, "0 5 10 15"),
    "pcs": (13, 0, 4, 0, 52, "lower", 1, 0, "0 20 >30"),
    "bpi-interference": (7, 0, 10, 0, 10, "lower", 0, 4, "0 5 7"),
    "bpi-severity": (4, 0, 10, 0, 10, "lower", 0, 0, "0 5 7"),
    "peg": (3, 0, 10, 0, 10, "lower", 0, 0, ""),
    "pseq": (10, 0, 6, 0, 60, "higher", 1, 0, "0 20 31 >40"),
    "tsk-11": (11, 1, 4, 11, 44, "lower", 1, 0, "11 23 29 36"),
    "isi": (7, 0, 4, 0, 28, "lower", 0, 0, "0 8 15 22"),
    "functional-walk": (1, 0, 240, 0, 240, "higher", 0, 0, ""),
}


@any_measure
def test_items_range_bands_and_rules_for_missing_answers_are_the_published_ones(measure: Measure) -> None:
    items, low, high, lowest, highest, better, prorated, fewest, bands = FACTS[measure.id]
    assert [(i.low, i.high) for i in measure.scored] == [(low, high)] * items
    assert (measure.lowest, measure.highest, measure.better.value) == (lowest, highest, better)
    assert (measure.prorate_up_to, measure.answered_at_least) == (prorated, fewest)
    assert " ".join(f"{'>' if b.above is not None else ''}{b.bound:g}" for b in measure.band) == bands
    assert all((measure.source, measure.licence, *(c.source for c in measure.change)))


CUTOFFS = {
    "phq-9": "10 or more, Kroenke 2001; NHS Talking Therapies manual",
    "gad-7": "8 or more, NHS Talking Therapies manual",
    "pcs": "over 30, Sullivan, manual 2009: clinically relevant",
}


def test_cut_offs_are_the_published_ones_and_no_other_measure_has_one() -> None:
    assert {m.id: m.cutoff.words for m in MEASURES.values() if m.cutoff is not None} == CUTOFFS


@pytest.mark.parametrize(("measure", "case", "none"), [("phq-9", 10, 9.9), ("gad-7", 8, 7), ("pcs", 30.1, 30)])
def test_a_cut_off_tells_clinical_scores_from_others(measure: str, case: float, none: float) -> None:
    cutoff = MEASURES[measure].cutoff
    assert cutoff is not None
    assert (cutoff.is_case(case), cutoff.is_case(none)) == (True, False)


FIFTEEN = {"source": "Somebody 2020", "at_least": 15}


@pytest.mark.parametrize(
    ("measure", "wrong"),
    [
        ("phq-9", {"at_least": None}),
        ("phq-9", {"above": 15}),
        ("phq-9", {"at_least": None, "below": 15}),
        ("phq-9", {"at_least": 27}),
        ("phq-9", {"source": " "}),
        ("pseq", {}),
        ("c-ssrs-screener", {}),
    ],
)
def test_a_cut_off_that_would_tell_wrongly_is_a_fault(measure: str, wrong: dict[str, object]) -> None:
    one = structs.replace(MEASURES[measure], cutoff=Cutoff(**(FIFTEEN | wrong)))  # type: ignore[arg-type]
    assert any(fault.where[0] == "cutoff" for fault in faults(one))


def test_a_cut_off_from_below_is_for_what_rises() -> None:
    one = structs.replace(MEASURES["pseq"], cutoff=Cutoff(source="Somebody 2020", below=40))
    assert not list(faults(one))
    assert one.cutoff is not None
    assert (one.cutoff.is_case(39.9), one.cutoff.is_case(40), one.cutoff.words) == (
        True,
        False,
        "under 40, Somebody 2020",
    )


CHANGES = {
    "phq-9": "important 5, reliable 6",
    "phq-2": "",
    "gad-7": "reliable 4, reliable (stricter) 6",
    "pcs": "important 8 to 30, important 11 over 30, reliable 7.73",
    "bpi-interference": "important 1",
    "bpi-severity": "minimal 10 %, important 30 %, substantial 50 %",
    "peg": "important 1, important (stricter) 30 %",
    "pseq": "important 7 and a band, reliable 11.5",
    "tsk-11": "important 4, reliable SEM 2.54",
    "isi": "important 8.4",
    "functional-walk": "",
}


def threshold(change: Change) -> str:
    """A threshold in the words of CHANGES."""
    size = f"{change.points:g}" if change.points is not None else f"{change.percent:g} %" if change.percent else ""
    size = size or f"SEM {change.sem:g}"
    size += "" if change.baseline_to is None else f" to {change.baseline_to:g}"
    size += "" if change.baseline_over is None else f" over {change.baseline_over:g}"
    return f"{change.kind} {size}" + (" and a band" if change.new_band else "")


@any_measure
def test_what_a_change_takes_is_what_the_clinical_facts_give(measure: Measure) -> None:
    assert ", ".join(map(threshold, measure.change)) == CHANGES[measure.id]


@any_measure
@few
@given(data=st.data())
def test_subscales_stay_in_their_range_and_sum_up_to_the_total_where_each_item_is_in_one(
    measure: Measure, data: st.DataObject
) -> None:
    found = score(measure, drawn(data, measure))
    assert all(s.value is None or 0 <= s.value <= s.highest for s in found.subscores)
    once = sorted(n for s in measure.subscale for n in s.items) == list(range(1, len(measure.scored) + 1))
    if once and measure.scoring is Scoring.sum and found.total is not None:
        assert sum(s.value or 0 for s in found.subscores) == found.total


def test_the_five_of_the_treatment_plan_are_asked_at_intake_and_the_c_ssrs_with_them() -> None:
    at_intake = {m.id for m in MEASURES.values() if m.at_intake}
    assert at_intake == {"pcs", "bpi-interference", "phq-9", "gad-7", "pseq", "c-ssrs-screener"}


def test_pain_itself_is_never_among_what_is_asked_by_default() -> None:
    assert [m.id for m in MEASURES.values() if m.intensity] == ["bpi-severity"]
    assert not MEASURES["bpi-severity"].at_intake


# --- range, bands, missing answers, direction ------------------------------------------------------------------------


@any_measure
@few
@given(data=st.data())
def test_a_score_lies_in_its_range_and_within_the_bounds_of_what_is_missing(
    measure: Measure, data: st.DataObject
) -> None:
    found = score(measure, drawn(data, measure))
    low, high = found.possible
    assert measure.lowest <= low <= high <= round(measure.highest, 6)
    whole = found.answered == len(measure.scored)
    assert (low == high) == whole
    if whole:
        assert found.value == low
        assert (found.band, found.prorated) == (band_of(measure, low), None)
    if found.prorated is not None:
        assert low - 0.05 <= found.prorated <= high + 0.05


@any_measure
@few
@given(data=st.data())
def test_a_score_stands_only_with_as_many_answers_as_the_file_asks_for(measure: Measure, data: st.DataObject) -> None:
    found = score(measure, drawn(data, measure))
    missing = len(measure.scored) - found.answered
    fewest = measure.answered_at_least or len(measure.scored)
    assert (found.value is not None) == (found.answered >= fewest)
    assert (found.prorated is not None) == (0 < missing <= measure.prorate_up_to)
    assert (found.total is None) == (missing > 0)


@any_measure
def test_bands_meet_without_a_gap_and_without_overlap(measure: Measure) -> None:
    steps = [measure.lowest + n / 20 for n in range(round((measure.highest - measure.lowest) * 20) + 1)]
    names = [band_of(measure, value) for value in steps]
    assert (None in names) is (not measure.band)
    in_order = [name for i, name in enumerate(names) if i == 0 or name != names[i - 1]]
    assert in_order == ([b.name for b in measure.band] or [None])


@any_measure
@few
@given(data=st.data())
def test_one_answer_that_is_better_never_makes_a_worse_band(measure: Measure, data: st.DataObject) -> None:
    answers = drawn(data, measure, missing=False)
    place = data.draw(st.integers(0, len(measure.item) - 1))
    item, step = measure.item[place], 1 if measure.better is Better.higher else -1
    answer = answers[place]
    assert answer is not None
    assume(item.low <= answer + step <= item.high)
    better = score(measure, (*answers[:place], answer + step, *answers[place + 1 :]))
    order = [b.name for b in measure.band]
    before = score(measure, answers)
    if before.band is None or better.band is None:
        assert not measure.band
    elif measure.better is Better.higher:
        assert order.index(better.band) >= order.index(before.band)
    else:
        assert order.index(better.band) <= order.index(before.band)


@any_measure
def test_a_prorated_score_shown_with_one_decimal_stays_in_the_band_of_the_exact_one(measure: Measure) -> None:
    items = measure.scored
    for missing in range(1, measure.prorate_up_to + 1):
        left = len(items) - missing
        for total in range(left * items[0].low, left * items[0].high + 1):
            exact = total * len(items) / left
            assert band_of(measure, round(exact, 1)) == band_of(measure, exact)


@pytest.mark.parametrize("measure", MEAN, ids=lambda m: m.id)
def test_a_mean_shown_with_one_decimal_stays_in_the_band_of_the_exact_one(measure: Measure) -> None:
    for answered in range(measure.answered_at_least or len(measure.scored), len(measure.scored) + 1):
        for total in range(10 * answered + 1):
            assert band_of(measure, round(total / answered, 1)) == band_of(measure, total / answered)


# --- examples --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "value", "band"),
    [
        ("pcs", 19, "low"),
        ("pcs", 20, "raised"),  # a target of 20 stays in the band of 20 to 30
        ("pcs", 30, "raised"),
        ("pcs", 30.3, "clinically relevant"),  # 28 over 12 items, prorated: over 30
        ("pcs", 38, "clinically relevant"),
        ("bpi-interference", 4.5, "mild"),
        ("bpi-interference", 7.4, "severe"),
        ("pseq", 18, "severe"),
        ("pseq", 30.5, "moderate"),
        ("pseq", 40, "mild"),
        ("pseq", 41, "minimal"),
        ("tsk-11", 22.5, "minimal"),
        ("tsk-11", 36, "high"),
        ("isi", 7, "none"),
        ("isi", 15, "moderate"),
    ],
)
def test_a_score_lies_in_the_published_band(measure: str, value: float, band: str) -> None:
    assert band_of(MEASURES[measure], value) == band


def test_the_subscales_of_the_pcs_are_those_of_its_manual() -> None:
    """Sullivan, manual 2009: rumination items 8 to 11, magnification 6, 7 and 13, helplessness 1 to 5 and 12."""
    found = score(MEASURES["pcs"], (1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 1, 2))
    assert found.total == 24
    assert found.subscores == (
        Subscore(name="rumination", value=12, highest=16),
        Subscore(name="magnification", value=6, highest=12),
        Subscore(name="helplessness", value=6, highest=24),
    )


def test_a_missing_answer_leaves_its_own_subscale_open_and_the_pcs_prorated() -> None:
    found = score(MEASURES["pcs"], (2, 2, 2, 2, 2, 3, 3, 2, 2, 2, 2, 2, None))
    assert [s.value for s in found.subscores] == [8, None, 12]
    assert (found.total, found.prorated, found.possible) == (None, 28.2, (26, 30))
    assert score(MEASURES["pcs"], (2,) * 11 + (None, None)).prorated is None


def test_bpi_interference_is_the_mean_of_what_is_answered_from_four_items_on() -> None:
    """Cleeland: the mean stands where more than half, four of seven, are answered."""
    bpi = MEASURES["bpi-interference"]
    assert score(bpi, (8, 8, 7, 8, 7, 7, 7)).value == pytest.approx(52 / 7, abs=1e-6)
    four = score(bpi, (8, 7, 7, 8, None, None, None))
    assert (four.value, four.answered) == (7.5, 4)
    assert four.possible == (pytest.approx(30 / 7, abs=1e-6), pytest.approx(60 / 7, abs=1e-6))
    assert (four.band, four.band_least, four.band_greatest) == ("severe", "mild", "severe")
    assert score(bpi, (8, 7, 7, None, None, None, None)).value is None


def test_bpi_severity_and_peg_need_all_their_answers() -> None:
    assert score(MEASURES["bpi-severity"], (9, 4, 6, 6)).value == 6.25
    assert score(MEASURES["bpi-severity"], (9, 4, 6, None)).value is None
    assert score(MEASURES["peg"], (6, 7, 8)).value == 7  # Krebs 2009: the mean of the three
    assert score(MEASURES["peg"], (6, None, 8)).value is None


# --- change ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "first", "last", "reached", "missed"),
    [
        ("pcs", 30, 22, "important reliable", ""),  # Monticone 2022: 8 from 30 or less
        ("pcs", 30, 23, "", "important reliable"),
        ("pcs", 31, 21, "reliable", "important"),  # and 11 from over 30
        ("pcs", 31, 20, "important reliable", ""),
        ("pseq", 18, 25, "important", "reliable"),  # ePPOC: 7 or more, and into another band
        ("pseq", 20, 27, "", "important reliable"),
        ("pseq", 18, 30, "important reliable", ""),  # Dubé 2021: 11.5
        ("tsk-11", 30, 26, "important", "reliable"),  # Woby 2005
        ("tsk-11", 32, 24, "important reliable", ""),  # 1.96 · √2 · 2.54 is 7.04
        ("isi", 20, 12, "", "important"),  # Morin 2011: 8.4
        ("isi", 20, 11, "important", ""),
        ("bpi-interference", 7.4, 6.4, "important", ""),
        ("bpi-severity", 7, 6.3, "minimal", "important substantial"),  # IMMPACT: 10, 30 and 50 percent
        ("bpi-severity", 7.5, 5.25, "minimal important", "substantial"),
        ("bpi-severity", 2.5, 1.75, "minimal important", "substantial"),
        ("bpi-severity", 6, 3, "minimal important substantial", ""),
        ("peg", 20 / 3, 14 / 3, "important important_(stricter)", ""),
        ("functional-walk", 5, 30, "", ""),
    ],
)
def test_change_counts_by_the_published_thresholds(
    measure: str, first: float, last: float, reached: str, missed: str
) -> None:
    move = moved(MEASURES[measure], first, last)
    assert " ".join(c.kind.replace(" ", "_") for c in move.reached) == reached
    assert " ".join(c.kind.replace(" ", "_") for c in move.missed) == missed
    assert move.better is True


@any_measure
@few
@given(data=st.data())
def test_a_larger_change_in_the_same_direction_never_counts_less(measure: Measure, data: st.DataObject) -> None:
    points = st.floats(measure.lowest, measure.highest)
    first, near, far = data.draw(points), data.draw(points), data.draw(points)
    assume((near - first) * (far - first) > 0 and abs(near - first) <= abs(far - first))
    assert set(moved(measure, first, near).reached) <= set(moved(measure, first, far).reached)


def test_a_change_is_told_with_what_it_takes_from_that_first_score_and_who_says_so() -> None:
    assert "important (11 or more from over 30, Monticone 2022)" in change_words(MEASURES["pcs"], 38, 20)
    assert "and into another band" in change_words(MEASURES["pseq"], 20, 27)
    assert "30 % of 7 or more" in change_words(MEASURES["bpi-severity"], 7, 3)
    assert change_words(MEASURES["functional-walk"], 5, 30) == "25 minutes higher, better"


def test_a_change_by_the_error_of_measurement_is_told_with_its_formula() -> None:
    words = change_words(MEASURES["tsk-11"], 32, 24)
    assert "reliable (over 7.0: 1.96 · √2 · 2.54, by the error of measurement in Woby 2005)" in words


@given(st.floats(0.1, 30), st.floats(0, 0.99), st.floats(0, 60), st.floats(0, 60))
def test_the_error_of_measurement_says_what_standard_deviation_and_reliability_say(
    sd: float, r: float, first: float, last: float
) -> None:
    by_both = Change(kind="reliable", source="x", sd=sd, reliability=r)
    by_error = Change(kind="reliable", source="x", sem=sd * sqrt(1 - r))
    assert by_error.needed(first) == pytest.approx(by_both.needed(first))
    assume(abs(abs(last - first) - by_both.needed(first)) > 1e-4)
    assert by_error.is_reached(first, last) is by_both.is_reached(first, last)


def test_reliable_change_is_that_of_the_published_example() -> None:
    """Jacobson & Truax 1991, J Consult Clin Psychol 59:12: from 32.5 to 47.5 with SD 7.5 and r 0.80, RC is 3.16."""
    assert reliable.index(32.5, 47.5, 7.5, 0.80) == pytest.approx(3.16, abs=0.005)
    assert reliable.needed(7.5, 0.80) == pytest.approx(9.30, abs=0.005)  # 1.96 × 4.74
    by_formula = Change(kind="reliable", source="Jacobson & Truax 1991", sd=7.5, reliability=0.80)
    assert by_formula.is_reached(32.5, 47.5)
    assert by_formula.words(32.5) == "over 9.3: 1.96 · 7.5 · √2 · √(1 − 0.8), Jacobson & Truax 1991"


@given(st.floats(0.1, 50), st.floats(0, 0.99), st.floats(0, 60), st.floats(0, 60))
def test_a_change_is_reliable_exactly_where_rc_is_beyond_1_96(sd: float, r: float, first: float, last: float) -> None:
    change = Change(kind="reliable", source="x", sd=sd, reliability=r)
    rc = (last - first) / (sd * sqrt(2) * sqrt(1 - r))
    assume(abs(abs(rc) - 1.96) > 1e-4)
    assert change.is_reached(first, last) is (abs(rc) > 1.96)


@pytest.mark.parametrize(("sd", "r"), [(0, 0.8), (7.5, 1), (7.5, -0.1)])
def test_no_reliable_change_is_told_from_constants_that_cannot_be(sd: float, r: float) -> None:
    with pytest.raises(ValueError, match="A standard deviation over 0"):
        reliable.needed(sd, r)
