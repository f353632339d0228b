"""Who led a session when, and which parts of the agenda were covered meanwhile."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from groupcare.rules.group import Lead


def covered_by(leads: Sequence[Lead], ticked: Mapping[int, datetime]) -> tuple[tuple[int, ...], ...]:
    """For each lead in turn, the parts that were ticked while they led; `ticked` are instants by a part's number.

    What was ticked before the first began is theirs, and what was ticked after the close the last one's.
    """
    found: list[list[int]] = [[] for _ in leads]
    for part, at in sorted(ticked.items()):
        if leads:
            found[max((n for n, lead in enumerate(leads) if lead.since <= at), default=0)].append(part)
    return tuple(map(tuple, found))
