"""Effect size of people measured twice: how far their mean moved, in standard deviations of where they started.

d = c(n − 1) · mean gain / SD at the start (Becker 1988, Br J Math Stat Psychol 41:257), with c, the correction for few
people, as in Hedges 1981 (J Educ Stat 6:107). The standardiser is the SD at the start: those are the people as they
came, whom no programme has changed yet, so that groups and published figures can be compared (Morris & DeShon 2002,
Psychol Methods 7:105). The SD of the gains would answer another question and makes most effects look larger.

The interval of 95 % is d ± 1.96 · √(s²(gain) / (s²(start) · (n − 1)) + d² / (2 · (n − 1))) (Bonett 2008, Psychol
Methods 13:99, equation 13), which does not ask that scores scatter as much at the end as at the start.
"""

from collections.abc import Sequence
from math import exp, fsum, lgamma, sqrt

from msgspec import Struct

from groupcare.rules.measures import Better

Pair = tuple[float, float]
"""One person's score at the start and at the end."""
Z = 1.96
"""Of a normal distribution, 95 % lies within so many standard deviations."""


class Effect(Struct, frozen=True):
    """An effect size with the bounds of its interval of 95 %. Positive is better."""

    size: float
    low: float
    high: float


def gain(pair: Pair, better: Better) -> float:
    """By how many points the end is better than the start, negative where it is worse."""
    return pair[1] - pair[0] if better is Better.higher else pair[0] - pair[1]


def mean(values: Sequence[float]) -> float:
    """Of at least one value."""
    return fsum(values) / len(values)


def variance(values: Sequence[float]) -> float:
    """Of a sample of at least two, by n − 1."""
    middle = mean(values)
    return fsum((value - middle) ** 2 for value in values) / (len(values) - 1)


def sd(values: Sequence[float]) -> float:
    """Standard deviation of a sample of at least two, by n − 1."""
    return sqrt(variance(values))


def correction(freedom: int) -> float:
    """c, by which an effect size of few people is made smaller, for 2 or more degrees of freedom."""
    return sqrt(2 / freedom) * exp(lgamma(freedom / 2) - lgamma((freedom - 1) / 2))


def effect(pairs: Sequence[Pair], better: Better) -> Effect | None:
    """The effect size of these people; None for fewer than three, or where all started with one score."""
    if len(pairs) < 3 or better is Better.none:
        return None
    freedom = len(pairs) - 1
    start = variance([first for first, _ in pairs])
    if start <= 0:
        return None
    gains = [gain(pair, better) for pair in pairs]
    size = correction(freedom) * mean(gains) / sqrt(start)
    half = Z * sqrt(variance(gains) / (start * freedom) + size**2 / (2 * freedom))
    return Effect(size, size - half, size + half)
