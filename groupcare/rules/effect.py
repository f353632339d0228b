"""Effect size of people measured twice: how far their mean moved, in standard deviations of where they started.

d = c(n − 1) · mean gain / SD at the start (Becker 1988, Br J Math Stat Psychol 41:257), with c, the correction for few
people, as in Hedges 1981 (J Educ Stat 6:107). The standardiser is the SD at the start: those are the people as they
came, whom no programme has changed yet, so that groups and published figures can be compared (Morris & DeShon 2002,
Psychol Methods 7:105). The SD of the gains would answer another question and makes most effects look larger.

The interval of 95 % is d ± 1.96 · √(s²(gain) / (s²(start) · (n − 1)) + d² / (2 · (n − 1))) (Bonett 2008, Psychol
Methods 13:99, equation 13), which does not ask that scores scatter as much at the end as at the start.
"""

from collections.abc import Iterable
from math import exp, lgamma, sqrt

from msgspec import Struct

from groupcare.rules.measures import Better

Pair = tuple[float, float]
"""One person's score at the start and at the end."""
Z = 1.96
"""Of a normal distribution, 95 % lies within so many standard deviations."""
PARTS = 10**6
"""Scores are summed in whole millionths, to which they are rounded anyway: exact, however many are added up."""


class Moments(Struct, frozen=True):
    """All that means, spreads and effect sizes need of people measured twice: how many, and sums of their scores at the
    start and at the end, of the squares of both, and of start times end, in PARTS. Those of two sets add up."""

    n: int = 0
    start: int = 0
    end: int = 0
    start2: int = 0
    end2: int = 0
    cross: int = 0

    @property
    def mean_start(self) -> float:
        """For at least one person, as all means."""
        return self.start / (self.n * PARTS)

    @property
    def mean_end(self) -> float:
        return self.end / (self.n * PARTS)

    @property
    def sd_start(self) -> float:
        """Of a sample of at least two, by n − 1, as all spreads."""
        return sqrt(self._variance(self.start2, self.start))

    @property
    def sd_end(self) -> float:
        return sqrt(self._variance(self.end2, self.end))

    @property
    def gain_variance(self) -> float:
        """Of the differences between start and end."""
        return self._variance(self.start2 + self.end2 - 2 * self.cross, self.start - self.end)

    def gain(self, better: Better) -> float:
        """By how many points the end is better than the start in the mean, negative where it is worse."""
        points = (self.end - self.start) / (self.n * PARTS)
        return points if better is Better.higher else -points

    def _variance(self, squares: int, total: int) -> float:
        return (self.n * squares - total * total) / (self.n * (self.n - 1) * PARTS**2)


def moments(pairs: Iterable[Pair]) -> Moments:
    """Those of these people."""
    return added(_of_one(round(start * PARTS), round(end * PARTS)) for start, end in pairs)


def _of_one(start: int, end: int) -> Moments:
    return Moments(1, start, end, start * start, end * end, start * end)


def added(every: Iterable[Moments]) -> Moments:
    """Those of several sets of people taken as one."""
    n = start = end = start2 = end2 = cross = 0
    for one in every:
        n += one.n
        start += one.start
        end += one.end
        start2 += one.start2
        end2 += one.end2
        cross += one.cross
    return Moments(n, start, end, start2, end2, cross)


class Effect(Struct, frozen=True):
    """An effect size with the bounds of its interval of 95 %. Positive is better."""

    size: float
    low: float
    high: float


def correction(freedom: int) -> float:
    """c, by which an effect size of few people is made smaller, for 2 or more degrees of freedom."""
    return sqrt(2 / freedom) * exp(lgamma(freedom / 2) - lgamma((freedom - 1) / 2))


def effect(of: Moments, better: Better) -> Effect | None:
    """The effect size of these people; None for fewer than three, or where all started with one score."""
    if of.n < 3 or better is Better.none or not of.sd_start:
        return None
    freedom = of.n - 1
    size = correction(freedom) * of.gain(better) / of.sd_start
    half = Z * sqrt(of.gain_variance / (of.sd_start**2 * freedom) + size**2 / (2 * freedom))
    return Effect(size, size - half, size + half)
