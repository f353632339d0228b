"""What was reached and is still to be spoken of: an objective that is met, and that nobody has told the member."""

from collections.abc import Iterable
from datetime import timedelta

from groupcare.rules.feedback import Feedback
from groupcare.rules.objectives import Progress

AGAIN = timedelta(days=28)
"""Who was told so lately is not told again when a weekly reading falls back and is met anew [P]."""


def to_tell(found: Iterable[Progress], given: Iterable[Feedback]) -> tuple[Progress, ...]:
    """Objectives that are met, without feedback since or within four weeks before. `given` is of the same plan."""
    told: dict[str, list[Feedback]] = {}
    for one in given:
        told.setdefault(one.objective, []).append(one)
    return tuple(
        p
        for p in found
        if p.reached_on is not None and not any(one.on >= p.reached_on - AGAIN for one in told.get(p.objective.key, ()))
    )
