"""A target that a careful clinician would not have to put right: better than the start, in the measure's range, far
enough to matter by the measure's own thresholds, and not at the very edge of a band that it is meant to leave."""

from math import ceil, floor

from groupcare.rules.measures import Better, Measure, Scoring
from groupcare.rules.outcomes import gained
from groupcare.rules.plan_check_objectives import band_edge, is_too_small

TENTHS = 10


def sound_target(measure: Measure, baseline: float, part: float, gain: float) -> float | None:
    """The target from this baseline: at most `part` of the way to the best score is left, at least `gain` points are
    won, and as much more as it takes. None where the measure leaves no room for that, or has no direction.

    Sums have whole targets; means and tasks with a unit have tenths.
    """
    if measure.better is Better.none:
        return None
    rises = measure.better is Better.higher
    best = measure.highest if rises else measure.lowest
    left = best + (baseline - best) * part
    least = baseline + gain if rises else baseline - gain
    steps = 1 if measure.scoring is Scoring.sum else TENTHS
    to_better = ceil if rises else floor
    wanted = max(left, least) if rises else min(left, least)
    place, last = to_better(round(wanted * steps, 6)), round(best * steps)
    for step in range(place, last + 1) if rises else range(place, last - 1, -1):
        target = step / steps
        if _is_sound(measure, baseline, target):
            return target
    return None


def _is_sound(measure: Measure, baseline: float, target: float) -> bool:
    better = (gained(measure.better, baseline, target) or 0) > 0
    return better and not is_too_small(measure, baseline, target) and band_edge(measure, target) is None
