"""Effect sizes against another library, against published figures, and by how often their interval holds the truth."""

from math import sqrt
from random import Random

import numpy as np
import pytest
from cohens_d import cohens_d
from hypothesis import assume, given
from hypothesis import strategies as st

from groupcare.rules.effect import PARTS, Moments, added, correction, effect, moments
from groupcare.rules.measures import Better

score = st.integers(0, 60).map(float)
pairs = st.lists(st.tuples(score, score), min_size=3, max_size=40)


def summed(n: int, start: float, end: float, sd_start: float, sd_end: float, r: float) -> Moments:
    """The moments of n people with these means, spreads and correlation, as papers print them."""
    sums = (n * start, n * end)
    squares = (
        (n - 1) * sd_start**2 + n * start**2,
        (n - 1) * sd_end**2 + n * end**2,
        (n - 1) * r * sd_start * sd_end + n * start * end,
    )
    return Moments(n, *(round(x * PARTS) for x in sums), *(round(x * PARTS**2) for x in squares))


@given(pairs)
def test_it_is_the_difference_by_the_first_spread_as_another_library_has_it(people: list[tuple[float, float]]) -> None:
    first, last = np.array(people).T
    assume(first.std() > 0)
    found = effect(moments(people), Better.lower)
    assert found is not None
    theirs = cohens_d(first, last, pooled=False)
    assert found.size == pytest.approx(correction(len(people) - 1) * theirs, rel=1e-9, abs=1e-9)
    higher = effect(moments(people), Better.higher)
    assert higher is not None
    assert (higher.size, higher.low, higher.high) == pytest.approx((-found.size, -found.high, -found.low))


@given(pairs)
def test_means_and_spreads_are_those_of_numpy(people: list[tuple[float, float]]) -> None:
    first, last = np.array(people).T
    of = moments(people)
    assert (of.mean_start, of.mean_end) == pytest.approx((first.mean(), last.mean()))
    assert (of.sd_start, of.sd_end) == pytest.approx((first.std(ddof=1), last.std(ddof=1)), abs=1e-6)
    assert of.gain_variance == pytest.approx((last - first).var(ddof=1), abs=1e-6)


@given(pairs, st.integers(0, 40))
def test_two_sets_of_people_add_up_to_all_of_them(people: list[tuple[float, float]], at: int) -> None:
    assert added((moments(people[:at]), moments(people[at:]))) == moments(people)


CARLSON_SCHMIDT = (
    (20, 30.6, 38.5, 15.0, 11.6, 0.47, 0.5056),
    (50, 23.5, 26.8, 3.1, 4.1, 0.64, 1.0481),
    (9, 0.5, 0.7, 0.1, 0.1, 0.77, 1.8054),
    (10, 53.4, 75.9, 14.5, 4.4, 0.89, 1.4181),
    (14, 35.6, 36.0, 4.7, 4.6, 0.44, 0.0801),
)
"""Training groups of Carlson & Schmidt 1999 in Morris 2008 (Organ Res Methods 11:364); their effect sizes by the SD at
the start are those that the R package metafor gives (its analysis example morris2008, measure SMCR)."""


@pytest.mark.parametrize(("n", "start", "end", "sd_start", "sd_end", "r", "size"), CARLSON_SCHMIDT)
def test_published_groups_have_their_published_effect_sizes(
    n: int, start: float, end: float, sd_start: float, sd_end: float, r: float, size: float
) -> None:
    found = effect(summed(n, start, end, sd_start, sd_end, r), Better.higher)
    assert found is not None
    assert found.size == pytest.approx(size, abs=0.00005)


def test_the_interval_is_that_of_bonett() -> None:
    """metafor's own test of measure SMCRH: 60 people from 22 to 26, variances 30 and 20, r 0.7, give 0.7210 and a
    variance of 0.0129; that release multiplied Bonett's variance by the square of the correction for few people."""
    found = effect(summed(60, 22, 26, sqrt(30), sqrt(20), 0.7), Better.higher)
    assert found is not None
    assert found.size == pytest.approx(0.7210, abs=0.00005)
    error = (found.high - found.low) / (2 * 1.96)
    assert (correction(59) * error) ** 2 == pytest.approx(0.0129, abs=0.00005)


@pytest.mark.parametrize(("freedom", "c"), [(2, 0.5642), (4, 0.7979), (9, 0.9139), (19, 0.9599), (49, 0.9846)])
def test_few_people_are_corrected_for_as_hedges_has_it(freedom: int, c: float) -> None:
    assert correction(freedom) == pytest.approx(c, abs=0.0001)
    assert correction(freedom) == pytest.approx(1 - 3 / (4 * freedom - 1), abs=0.02 if freedom < 4 else 0.003)


@pytest.mark.parametrize(("n", "truth", "spread"), [(6, 0.0, 1.0), (8, 0.5, 1.4), (12, 1.0, 1.0), (30, 0.8, 0.7)])
def test_nineteen_in_twenty_intervals_hold_the_truth(n: int, truth: float, spread: float) -> None:
    """Of 1,500 invented groups, start and end correlated 0.6, the end scattering otherwise than the start."""
    dice, r, held = Random(n), 0.6, 0
    for _ in range(1500):
        people = []
        for _ in range(n):
            start, other = dice.gauss(0, 1), dice.gauss(0, 1)
            people.append((start, truth + spread * (r * start + sqrt(1 - r * r) * other)))
        found = effect(moments(people), Better.higher)
        assert found is not None
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 1500 <= 0.99


@pytest.mark.parametrize("people", [[], [(5.0, 3.0)], [(5.0, 3.0), (8.0, 2.0)], [(7.0, 3.0), (7.0, 5.0), (7.0, 1.0)]])
def test_too_few_people_and_people_who_all_started_alike_have_no_effect_size(people: list[tuple[float, float]]) -> None:
    assert effect(moments(people), Better.lower) is None


@given(st.floats(0, 300), st.integers(3, 500))
def test_rounding_never_makes_a_spread_where_there_is_none(value: float, n: int) -> None:
    assert effect(moments([(round(value, 6), 0.0)] * n), Better.lower) is None


def test_what_has_no_better_has_no_effect_size() -> None:
    assert effect(moments([(1.0, 2.0), (2.0, 3.0), (4.0, 1.0)]), Better.none) is None
