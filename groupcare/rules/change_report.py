"""Does it help: what becomes of scores from the start of a programme to its end, and the answer that a report gives.

Function comes first; pain intensity stands last and is never the measure of success.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from groupcare.rules.attendance import Rate
from groupcare.rules.effect import Effect, Pair, effect, gain, mean, sd
from groupcare.rules.measures import Better, Domain, Measure
from groupcare.rules.outcomes import IMPORTANT, RELIABLE, moved
from groupcare.rules.reports import (
    FEWEST,
    Answer,
    Asked,
    Bar,
    Cell,
    Kind,
    Row,
    Series,
    answer,
    counts,
    grouped,
    number,
    share,
    share_words,
    text,
)
from groupcare.rules.words import count

DOMAINS = tuple(Domain)
NOT_SUCCESS = "not success"
"""Stands beside every measure of pain itself."""


class Taken(Struct, frozen=True, gc=False):
    """A measure of one member whose programme is over for them: the score at the start and that at the end."""

    measure: str
    first: float | None
    last: float | None


class Changes(Struct, frozen=True):
    """What several members' scores in one measure come to: those of who has both, and how many lack a reading."""

    pairs: tuple[Pair, ...] = ()
    no_start: int = 0
    no_end: int = 0
    neither: int = 0

    @property
    def over(self) -> int:
        """Members whose programme is over."""
        return len(self.pairs) + self.no_start + self.no_end + self.neither


class ChangesIn(Struct, frozen=True, kw_only=True):
    """The changes in one group by measure, with its name and its curriculum's; `under_way` are members who have begun
    and are not at their end."""

    group: str
    curriculum: str
    changes: Mapping[str, Changes] = {}
    under_way: int = 0


def changes_of(every: Iterable[Taken]) -> dict[str, Changes]:
    """What these scores come to, by measure."""
    found = grouped((one.measure, one) for one in every)
    return {
        measure: Changes(
            tuple((t.first, t.last) for t in taken if t.first is not None and t.last is not None),
            sum(t.first is None and t.last is not None for t in taken),
            sum(t.first is not None and t.last is None for t in taken),
            sum(t.first is None and t.last is None for t in taken),
        )
        for measure, taken in found.items()
    }


def changes_together(every: Iterable[Mapping[str, Changes]]) -> dict[str, Changes]:
    """Those of several groups as one."""
    found = grouped((measure, changes) for of in every for measure, changes in of.items())
    return {
        measure: Changes(
            tuple(pair for c in of for pair in c.pairs),
            sum(c.no_start for c in of),
            sum(c.no_end for c in of),
            sum(c.neither for c in of),
        )
        for measure, of in found.items()
    }


class Judged(Struct, frozen=True):
    """Members by the measure's own threshold, which is `kind` of change, empty where its file gives none. `recovered`
    are those who changed reliably from the clinical side of its cut-off to the other, of all who started there."""

    kind: str = ""
    improved: int = 0
    unchanged: int = 0
    worse: int = 0
    recovered: Rate | None = None

    @property
    def of(self) -> int:
        """How many could be judged."""
        return self.improved + self.unchanged + self.worse


def judged(measure: Measure, pairs: Sequence[Pair]) -> Judged:
    """These members by the reliable change of the measure's file; where it gives none, by the important one."""
    kinds = {change.kind for change in measure.change}
    kind = next((k for k in (RELIABLE, IMPORTANT) if k in kinds), "")
    improved = unchanged = worse = cases = recovered = 0
    for first, last in pairs if kind else ():
        move = moved(measure, first, last)
        reached = move.reliable if kind == RELIABLE else move.important
        better = bool(reached and move.better)
        improved += better
        worse += bool(reached and not move.better)
        unchanged += reached is False
        if measure.cutoff is not None and measure.cutoff.is_case(first):
            cases += 1
            recovered += better and not measure.cutoff.is_case(last)
    known = kind == RELIABLE and measure.cutoff is not None
    return Judged(kind, improved, unchanged, worse, Rate(recovered, cases) if known else None)


def in_order(measures: Mapping[str, Measure]) -> list[Measure]:
    """As outcomes are told: function, with tasks after questionnaires; mood, beliefs, sleep; pain itself last."""
    told = [m for m in measures.values() if m.better is not Better.none]
    return sorted(told, key=lambda m: (m.intensity, DOMAINS.index(m.domain), bool(m.unit)))


# --- the report ------------------------------------------------------------------------------------------------------

HEADINGS = (
    *("Where", "Measure", "Over", "Both", "Mean at start", "SD at start", "Mean at end", "SD at end", "Better by"),
    *("Effect size", "95 % from", "95 % to", "Improved", "Improved %", "Unchanged", "Worse", "Recovered"),
    *("No start", "No end", "Neither", "Judged by"),
)
NOTHING_YET = (
    "No member has both a start and an end reading yet; this fills as measures are given at the start and at the end "
    "of a programme."
)


def does_it_help(groups: Sequence[ChangesIn], measures: Mapping[str, Measure], asked: Asked) -> Answer:
    """Change by measure: over all groups, by curriculum, and by group."""
    order = in_order(measures)
    some = [g for g in groups if g.changes]
    by_curriculum = grouped((g.curriculum, g) for g in some)
    every = changes_together(g.changes for g in some)
    rows: list[Row] = []
    if len(by_curriculum) > 1:
        rows += _rows("All groups", every, order, sums=True)
    for name, of in by_curriculum.items():
        if len(of) > 1:
            rows += _rows(f"All of {name}", changes_together(g.changes for g in of), order, sums=True)
        for g in of:
            rows += _rows(g.group, g.changes, order)
    return answer(
        "helps",
        asked,
        _sentence(every, order, sum(g.under_way for g in groups)),
        HEADINGS,
        rows,
        Series(title="Effect size, start to end; over 0 is better", unit="SD", bars=tuple(_bars(every, order))),
        _definition([m for m in order if m.id in every]),
    )


def _rows(where: str, changes: Mapping[str, Changes], order: Sequence[Measure], *, sums: bool = False) -> Iterator[Row]:
    for measure in order:
        if measure.id in changes:
            yield Row(cells=tuple(_cells(where, measure, changes[measure.id])), sums=sums)


def _cells(where: str, measure: Measure, of: Changes) -> Iterator[Cell]:
    n, found = len(of.pairs), judged(measure, of.pairs)
    digits = 2 if measure.highest - measure.lowest <= 10 else 1
    yield text(where)
    yield text(f"{measure.name}, {NOT_SUCCESS}" if measure.intensity else measure.name)
    yield _people(of.over)
    yield _people(n)
    for values in ([first for first, _ in of.pairs], [last for _, last in of.pairs]):
        for statistic in (mean, sd):
            yield _statistic(statistic, values, digits)
    yield _statistic(mean, [gain(pair, measure.better) for pair in of.pairs], digits)
    size = _effect(measure, of)
    for bound in (None, None, None) if size is None else (size.size, size.low, size.high):
        yield _decimal(bound, 2, n)
    yield from _judged_cells(found)
    for missing in (of.no_start, of.no_end, of.neither):
        yield _people(missing)
    yield text(f"pain itself, {NOT_SUCCESS}" if measure.intensity else f"{found.kind or 'no'} {_threshold(found)}")


def _judged_cells(found: Judged) -> Iterator[Cell]:
    none = not found.kind
    yield _none() if none else _people(found.improved)
    part = share(Rate(found.improved, found.of))
    yield _none() if none else Cell(kind=part.kind, shown=part.shown, value=part.value, people=found.improved)
    yield _none() if none else _people(found.unchanged)
    yield _none() if none else _people(found.worse)
    if found.recovered is None:
        yield text("")
    else:
        said = counts(found.recovered)
        yield Cell(kind=Kind.text, shown=said, value=said, people=found.recovered.done)


def _threshold(found: Judged) -> str:
    return "change" if found.kind else "threshold"


def _people(n: int) -> Cell:
    return Cell(kind=Kind.number, shown=f"{n:,}", value=n, people=n)


def _none() -> Cell:
    return number(None)


def _statistic(statistic: Callable[[Sequence[float]], float], values: Sequence[float], digits: int) -> Cell:
    return _decimal(statistic(values) if len(values) >= FEWEST else None, digits, len(values))


def _decimal(value: float | None, digits: int, people: int) -> Cell:
    if value is None:
        return Cell(kind=Kind.number, shown="–", value=None, people=people)
    rounded = round(value, digits) + 0.0  # no −0.00
    return Cell(kind=Kind.number, shown=_said(value, digits), value=rounded, people=people)


def _said(value: float, digits: int = 2) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def _effect(measure: Measure, of: Changes) -> Effect | None:
    return effect(of.pairs, measure.better) if len(of.pairs) >= FEWEST else None


def _bars(every: Mapping[str, Changes], order: Sequence[Measure]) -> Iterator[Bar]:
    for measure in order:
        of = every.get(measure.id)
        if of is None or not of.pairs:
            continue
        size = _effect(measure, of)
        yield Bar(
            label=f"{measure.name}, {NOT_SUCCESS}" if measure.intensity else measure.name,
            value=None if size is None else round(size.size, 2),
            shown=f"{len(of.pairs)} with both" if size is None else _said(size.size),
        )


def _sentence(every: Mapping[str, Changes], order: Sequence[Measure], under_way: int) -> str:
    known = [m for m in order if m.id in every and every[m.id].pairs and not m.intensity]
    later = f" {count(under_way, 'member is', 'members are')} still under way." if under_way else ""
    if not known:
        return NOTHING_YET + later
    measure = next((m for m in known if _effect(m, every[m.id]) is not None), known[0])
    of = every[measure.id]
    size, found = _effect(measure, of), judged(measure, of.pairs)
    said = f"On {measure.name} {count(len(of.pairs), 'member has', 'members have')} a start and an end reading"
    if size is not None:
        points = mean([gain(pair, measure.better) for pair in of.pairs])
        digits = 2 if measure.highest - measure.lowest <= 10 else 1
        said += (
            f": on average {abs(points):.{digits}f} {measure.unit or 'points'} {'better' if points >= 0 else 'worse'} "
            f"(effect size {_said(size.size)}, 95 % interval {_said(size.low)} to {_said(size.high)})"
        )
    else:
        said += ", too few for a mean"
    if found.kind:
        kind = f"{'an' if found.kind == IMPORTANT else 'a'} {found.kind}"
        said += (
            f"; {share_words(Rate(found.improved, found.of))} had {kind} improvement, {found.worse} {kind} worsening"
        )
    missing = of.over - len(of.pairs)
    return f"{said}. {missing} of {of.over} lack a reading.{later}" if missing else f"{said}.{later}"


def _definition(shown: Sequence[Measure]) -> tuple[str, ...]:
    cutoffs = "; ".join(f"{m.name} {m.cutoff.words}" for m in shown if m.cutoff is not None)
    pain = ", ".join(m.name for m in shown if m.intensity)
    return (
        "Over: members who attended at least one session and whose programme is over for them: they finished, left "
        "early, or the day of their last meeting has passed. Both: those with a start and an end reading. Who was "
        "transferred or came back counts once, where they are now, from their first start. Not counted: places entered "
        "in error, and people who died. A period takes groups by their first day.",
        "Start: the last reading of the two weeks up to the first session, that day included; else the first within "
        "two weeks after it. End: the last of the two weeks up to the last meeting or the day they left; else the "
        "first within six weeks after. It counts whatever it was given for. These spans are clinic policy. The "
        "curriculum's milestones say which measures are asked at the start and the end: No start, No end and Neither "
        "are members who lack such a reading.",
        "Better by: the mean change in points of those with both; over 0 is better, whichever way the measure runs. "
        "Effect size: this change in standard deviations at the start, corrected for few people (Becker 1988, Hedges "
        "1981). The SD at the start is that of people as they came, whom the programme has not changed yet, so groups "
        "can be compared. The interval of 95 % is Bonett's (2008).",
        "Improved, unchanged and worse are by the reliable change that the measure's file gives, with its source; "
        "where it gives none, by the important change. Recovered: reliably improved, and from the clinical side of the "
        f"cut-off to the other, of those who started there (Jacobson & Truax 1991). Cut-offs: {cutoffs or 'none'}.",
        f"Function stands first. Pain intensity ({pain or 'none given'}) comes last and is not the measure of success.",
        "Nobody here is compared with people who had no programme: scores also change with time, with other care, and "
        "because people come when things are at their worst. Those without an end reading may have fared otherwise.",
        f"Of fewer than {FEWEST} people there is no mean, no effect size and no percentage.",
    )
