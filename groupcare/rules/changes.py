"""What becomes of scores from the start of a programme to its end: who improved, stayed, got worse, recovered."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from groupcare.rules.effect import Moments, added, moments
from groupcare.rules.measures import Better, Domain, Measure
from groupcare.rules.outcomes import IMPORTANT, RELIABLE, moved
from groupcare.rules.reports import (
    grouped,
)

DOMAINS = tuple(Domain)


class Taken(Struct, frozen=True, gc=False):
    """A measure of one member whose programme is over for them: the score at the start and that at the end."""

    measure: str
    first: float | None
    last: float | None


class Changes(Struct, frozen=True):
    """What several members' scores in one measure come to: the moments of who has both readings, how many of these
    improved, stayed or got worse by the measure's own threshold, how many started on the clinical side of its cut-off
    and how many of these recovered; and how many lack a reading."""

    both: Moments = Moments()
    improved: int = 0
    unchanged: int = 0
    worse: int = 0
    cases: int = 0
    recovered: int = 0
    no_start: int = 0
    no_end: int = 0
    neither: int = 0

    @property
    def over(self) -> int:
        """Members whose programme is over."""
        return self.both.n + self.no_start + self.no_end + self.neither

    @property
    def judged(self) -> int:
        """How many of those with both could be judged by a threshold."""
        return self.improved + self.unchanged + self.worse


class ChangesIn(Struct, frozen=True, kw_only=True):
    """The changes in one group by measure, with its name and its curriculum's; `under_way` are members who have begun
    and are not at their end."""

    group: str
    curriculum: str
    changes: Mapping[str, Changes] = {}
    under_way: int = 0


def threshold_of(measure: Measure) -> str:
    """The kind of change by which the measure's members are judged: reliable; important where its file gives no
    reliable one; empty where it gives neither."""
    kinds = {change.kind for change in measure.change}
    return next((kind for kind in (RELIABLE, IMPORTANT) if kind in kinds), "")


def tells_recovery(measure: Measure) -> bool:
    """Whether recovery can be told: it takes a reliable change and a cut-off (Jacobson & Truax 1991)."""
    return measure.cutoff is not None and threshold_of(measure) == RELIABLE


def changes_of(every: Iterable[Taken], measures: Mapping[str, Measure]) -> dict[str, Changes]:
    """What these scores come to, by measure."""
    found = grouped((one.measure, one) for one in every)
    return {name: changes_together(_one(measures[name], t) for t in taken) for name, taken in found.items()}


def _one(measure: Measure, taken: Taken) -> Changes:
    first, last = taken.first, taken.last
    if first is None or last is None:
        return Changes(
            no_start=int(first is None and last is not None),
            no_end=int(first is not None and last is None),
            neither=int(first is None and last is None),
        )
    kind, move = threshold_of(measure), moved(measure, first, last)
    reached = {RELIABLE: move.reliable, IMPORTANT: move.important}.get(kind)
    improved = bool(reached and move.better)
    case = tells_recovery(measure) and measure.cutoff is not None and measure.cutoff.is_case(first)
    return Changes(
        both=moments([(first, last)]),
        improved=int(improved),
        unchanged=int(reached is False),
        worse=int(bool(reached and not move.better)),
        cases=int(case),
        recovered=int(case and improved and measure.cutoff is not None and not measure.cutoff.is_case(last)),
    )


def changes_together(every: Iterable[Changes]) -> Changes:
    """Those of several sets of members taken as one."""
    found = list(every)
    return Changes(
        both=added(c.both for c in found),
        improved=sum(c.improved for c in found),
        unchanged=sum(c.unchanged for c in found),
        worse=sum(c.worse for c in found),
        cases=sum(c.cases for c in found),
        recovered=sum(c.recovered for c in found),
        no_start=sum(c.no_start for c in found),
        no_end=sum(c.no_end for c in found),
        neither=sum(c.neither for c in found),
    )


def by_measure(every: Iterable[Mapping[str, Changes]]) -> dict[str, Changes]:
    """Those of several groups as one, by measure."""
    found = grouped((measure, changes) for one in every for measure, changes in one.items())
    return {measure: changes_together(of) for measure, of in found.items()}


def in_order(measures: Mapping[str, Measure]) -> list[Measure]:
    """As outcomes are told: function, with tasks after questionnaires; mood, beliefs, sleep; pain itself last."""
    told = [m for m in measures.values() if m.better is not Better.none]
    return sorted(told, key=lambda m: (m.intensity, DOMAINS.index(m.domain), bool(m.unit)))
