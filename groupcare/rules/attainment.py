"""Goal attainment scaling: how far each goal was reached, and one figure over all of them.

A level is −2 to +2, with 0 for what was expected (Kiresuk & Sherman 1968, Community Ment Health J 4:443). The figure is
T = 50 + 10·Σwx / √((1 − ρ)·Σw² + ρ·(Σw)²) with ρ = 0.3, the correlation that they expect between goals: 50 where
everything came out as expected. How it is used in rehabilitation: Turner-Stokes 2009, Clin Rehabil 23:362, with its
erratum. It is no measure of the person, and two people's figures are not compared.
"""

from collections.abc import Iterable
from math import sqrt

CORRELATION = 0.3
LEVELS = {
    -2: "much less than expected",
    -1: "somewhat less than expected",
    0: "as expected",
    1: "somewhat more than expected",
    2: "much more than expected",
}


def t_score(attained: Iterable[tuple[int, int]]) -> float | None:
    """T over the (level, weight) of each goal, to one decimal; None for none. Weights are 1 or more."""
    levels = list(attained)
    if not levels:
        return None
    weighed = sum(weight * level for level, weight in levels)
    squares, total = sum(weight**2 for _, weight in levels), sum(weight for _, weight in levels)
    return round(50 + 10 * weighed / sqrt((1 - CORRELATION) * squares + CORRELATION * total**2), 1)


def level_sign(level: int) -> str:
    """+1, 0, −2."""
    return f"+{level}" if level > 0 else f"−{-level}" if level < 0 else "0"
