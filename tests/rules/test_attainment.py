"""Goal attainment: the formula of Kiresuk & Sherman 1968, worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.attainment import LEVELS, level_sign, t_score

LEVEL = st.sampled_from(sorted(LEVELS))


@pytest.mark.parametrize(
    ("attained", "t"),
    [
        ([(0, 1)], 50.0),
        ([(1, 1)], 60.0),
        ([(-2, 3)], 30.0),
        ([(1, 1), (0, 1)], 56.2),  # 10 / √(0.7·2 + 0.3·4) = 6.20
        ([(1, 1), (1, 1), (1, 1)], 63.7),  # 30 / √(0.7·3 + 0.3·9) = 13.69
        ([(2, 3), (-1, 1)], 64.6),  # 50 / √(0.7·10 + 0.3·16) = 14.56
    ],
)
def test_t_is_fifty_and_ten_a_level_spread_over_the_goals(attained: list[tuple[int, int]], t: float) -> None:
    assert t_score(attained) == t


def test_without_a_goal_there_is_no_figure() -> None:
    assert t_score([]) is None


@given(st.lists(st.tuples(LEVEL, st.integers(1, 9)), min_size=1), st.integers(2, 5))
def test_only_the_ratio_of_weights_counts(attained: list[tuple[int, int]], times: int) -> None:
    assert t_score(attained) == t_score([(level, weight * times) for level, weight in attained])


@given(st.lists(st.tuples(LEVEL, st.integers(1, 9)), min_size=1))
def test_the_mirror_image_lies_as_far_on_the_other_side_of_fifty(attained: list[tuple[int, int]]) -> None:
    there, back = t_score(attained), t_score([(-level, weight) for level, weight in attained])
    assert there is not None
    assert back is not None
    assert there + back == pytest.approx(100, abs=0.11)


def test_levels_carry_their_sign() -> None:
    assert [level_sign(level) for level in sorted(LEVELS)] == ["−2", "−1", "0", "+1", "+2"]
