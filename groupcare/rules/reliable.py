"""Reliable change: whether a score moved by more than the unreliability of the measure itself would bring.

RC = (x2 − x1) / (SD · √2 · √(1 − r)), reliable where |RC| > 1.96 (Jacobson & Truax 1991, J Consult Clin Psychol 59:12).
SD is the standard deviation of first scores and r the reliability, both as published for the measure.
"""

from math import sqrt

LIMIT = 1.96
"""Beyond which chance alone would bring a change in fewer than 5 of 100."""


def index(first: float, last: float, sd: float, reliability: float) -> float:
    """RC of the change from `first` to `last`. Raises ValueError where sd or reliability cannot be."""
    return (last - first) / _error_of_difference(sd, reliability)


def needed(sd: float, reliability: float) -> float:
    """The points that a reliable change has to exceed. Raises ValueError where sd or reliability cannot be."""
    return LIMIT * _error_of_difference(sd, reliability)


def needed_by_error(sem: float) -> float:
    """The same by the standard error of measurement, SD · √(1 − r). Raises ValueError where that cannot be."""
    if not sem > 0:
        raise ValueError(f"A standard error of measurement over 0, not {sem:g}.")
    return LIMIT * sqrt(2) * sem


def formula_by_error(sem: float) -> str:
    """How these points are come by, with its constants."""
    return f"{LIMIT} · √2 · {sem:g}"


def formula(sd: float, reliability: float) -> str:
    """How these points are come by, with its constants."""
    return f"{LIMIT} · {sd:g} · √2 · √(1 − {reliability:g})"


def _error_of_difference(sd: float, reliability: float) -> float:
    if not (sd > 0 and 0 <= reliability < 1):
        raise ValueError(
            f"A standard deviation over 0 and a reliability from 0 to under 1, not {sd:g}, {reliability:g}."
        )
    return sd * sqrt(2) * sqrt(1 - reliability)
