"""Does it help: the answer that a report gives of changes from start to end.

Function comes first; pain intensity stands last and is never the measure of success.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from groupcare.rules.attendance import Rate
from groupcare.rules.changes import Changes, ChangesIn, by_measure, in_order, tells_recovery, threshold_of
from groupcare.rules.effect import Effect, effect
from groupcare.rules.measures import Measure
from groupcare.rules.outcomes import IMPORTANT
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
    fewer,
    grouped,
    number,
    share,
    share_words,
    text,
)
from groupcare.rules.ties import Tie, across, by_path, down
from groupcare.rules.words import count

NOT_SUCCESS = "not success"
"""Stands beside every measure of pain itself."""
HEADINGS = (
    *("Where", "Measure", "Over", "Both", "Mean at start", "SD at start", "Mean at end", "SD at end", "Better by"),
    *("Effect size", "95 % from", "95 % to", "Improved", "Improved %", "Unchanged", "Worse", "Recovered"),
    *("No start", "No end", "Neither", "Judged by"),
)
OVER, BOTH, IMPROVED, SHARE, RECOVERED, JUDGED_BY = (
    HEADINGS.index(name) for name in ("Over", "Both", "Improved", "Improved %", "Recovered", "Judged by")
)
JUDGED = tuple(HEADINGS.index(name) for name in ("Improved", "Unchanged", "Worse"))
MISSING = tuple(HEADINGS.index(name) for name in ("No start", "No end", "Neither"))
MEANS = range(HEADINGS.index("Mean at start"), IMPROVED)
STARTED = tuple(len(HEADINGS) + n for n in range(3))
"""Recovered, still on the clinical side, and not there at the start: what "Recovered" tells of those with both."""
GROUP = 2
"""Steps down the tree to a group."""
MOST_GROUPS = 60
"""Of more groups than this only the sums are told: nobody reads some hundred of tables."""
SCOPE_FIRST = "a period, a curriculum or a group of fewer shows each by itself."
NOTHING_YET = (
    "No member has both a start and an end reading yet; this fills as measures are given at the start and at the end "
    "of a programme."
)


def does_it_help(groups: Sequence[ChangesIn], measures: Mapping[str, Measure], asked: Asked) -> Answer:
    """Change by measure: over all groups, by curriculum, and by group where there are at most MOST_GROUPS."""
    order = in_order(measures)
    some = [g for g in groups if g.changes]
    by_curriculum = grouped((g.curriculum, g) for g in some)
    each = len(some) <= MOST_GROUPS
    curricula = {name: by_measure(g.changes for g in of) for name, of in by_curriculum.items()}
    every = by_measure(curricula.values())
    parts = [_Part((), "All groups", every)] if len(by_curriculum) > 1 else []
    for name, of in by_curriculum.items():
        if len(of) > 1:
            parts.append(_Part((name,), f"All of {name}", curricula[name]))
        parts += [_Part((name, str(n)), g.group, g.changes) for n, g in enumerate(of) if each or len(of) == 1]
    told = [(part, measure) for part in parts for measure in order if measure.id in part.changes]
    rows = [Row(cells=tuple(_cells(p.where, m, p.changes[m.id])), sums=p.sums) for p, m in told]
    pools = by_path([(measure.id, part.path) for part, measure in told])
    counted = (*range(OVER, RECOVERED), *MISSING, *STARTED)
    return answer(
        "helps",
        asked,
        _sentence(every, order, sum(g.under_way for g in groups)),
        HEADINGS,
        rows,
        Series(title="Effect size, start to end; over 0 is better", unit="SD", bars=tuple(_bars(every, order))),
        _definition([m for m in order if m.id in every], len(some)),
        ties=(
            *(down(pools, counted), across(OVER, (BOTH, *MISSING)), across(BOTH, JUDGED)),
            *(Tie((r, BOTH), tuple((r, c) for c in STARTED)) for r, (_, m) in enumerate(told) if tells_recovery(m)),
            *_same_members(told),
        ),
        tells=(
            *((SHARE, IMPROVED), (SHARE, BOTH), (RECOVERED, IMPROVED)),
            *((RECOVERED, column) for column in STARTED[:2]),
        ),
        weighs=[(column, BOTH) for column in MEANS],
        unshown=[((r, c), n) for r, (part, m) in enumerate(told) for c, n in _started(m, part.changes[m.id])],
    )


class _Part(Struct, frozen=True):
    """A part of the table, at its place in the tree of all, curricula and groups."""

    path: tuple[str, ...]
    where: str
    changes: Mapping[str, Changes]

    @property
    def sums(self) -> bool:
        """Whether it takes several groups together."""
        return len(self.path) < GROUP


def _same_members(told: Sequence[tuple[_Part, Measure]]) -> Iterator[Tie]:
    """Over is one number for all measures that one part's programme asks for."""
    for r, (part, measure) in enumerate(told):
        same = [n for n, (one, m) in enumerate(told[:r]) if one is part and _over(one, m) == _over(part, measure)]
        if same:
            yield Tie((same[-1], OVER), ((r, OVER),))


def _over(part: _Part, measure: Measure) -> int:
    return part.changes[measure.id].over


def _started(measure: Measure, of: Changes) -> Iterator[tuple[int, int]]:
    if tells_recovery(measure):
        yield from zip(STARTED, (of.recovered, of.cases - of.recovered, of.both.n - of.cases), strict=True)


def _cells(where: str, measure: Measure, of: Changes) -> Iterator[Cell]:
    both, kind, digits = of.both, threshold_of(measure), _digits(measure)
    yield text(where)
    yield text(_name(measure))
    yield _people(of.over)
    yield _people(both.n)
    if both.n < FEWEST:
        yield from [_decimal(None, digits, both.n)] * 5
    else:
        for value in (both.mean_start, both.sd_start, both.mean_end, both.sd_end, both.gain(measure.better)):
            yield _decimal(value, digits, both.n)
    size = _effect(measure, of)
    for bound in (None, None, None) if size is None else (size.size, size.low, size.high):
        yield _decimal(bound, 2, both.n)
    part = share(Rate(of.improved, of.judged))
    yield _people(of.improved if of.judged else None)
    yield part
    yield _people(of.unchanged if of.judged else None)
    yield _people(of.worse if of.judged else None)
    recovered = Rate(of.recovered, of.cases)
    yield text(counts(recovered) if tells_recovery(measure) else "", fewer(recovered))
    for missing in (of.no_start, of.no_end, of.neither):
        yield _people(missing)
    yield text(f"pain itself, {NOT_SUCCESS}" if measure.intensity else f"{kind} change" if kind else "no threshold")


def _name(measure: Measure) -> str:
    return f"{measure.name}, {NOT_SUCCESS}" if measure.intensity else measure.name


def _digits(measure: Measure) -> int:
    """Decimals of its means: two of a score from 0 to 10, one of others."""
    return 2 if measure.highest - measure.lowest <= 10 else 1


def _people(n: int | None) -> Cell:
    return number(None) if n is None else Cell(kind=Kind.number, shown=f"{n:,}", value=n, people=n)


def _decimal(value: float | None, digits: int, people: int) -> Cell:
    if value is None:
        return Cell(kind=Kind.number, shown="–", value=None, people=people)
    return Cell(kind=Kind.number, shown=_said(value, digits), value=_rounded(value, digits), people=people)


def _rounded(value: float, digits: int) -> float:
    return round(value, digits) + 0.0  # there is no −0.00


def _said(value: float, digits: int = 2) -> str:
    return f"{_rounded(value, digits):.{digits}f}".replace("-", "−")


def _effect(measure: Measure, of: Changes) -> Effect | None:
    return effect(of.both, measure.better) if of.both.n >= FEWEST else None


def _bars(every: Mapping[str, Changes], order: Sequence[Measure]) -> Iterator[Bar]:
    for measure in order:
        of = every.get(measure.id)
        if of is not None and of.both.n:
            size = _effect(measure, of)
            yield Bar(
                label=_name(measure),
                value=None if size is None else round(size.size, 2),
                shown=f"{of.both.n:,} with both" if size is None else _said(size.size),
            )


def _sentence(every: Mapping[str, Changes], order: Sequence[Measure], under_way: int) -> str:
    known = [m for m in order if m.id in every and every[m.id].both.n and not m.intensity]
    later = f" {count(under_way, 'member is', 'members are')} still under way." if under_way else ""
    if not known:
        return NOTHING_YET + later
    measure = next((m for m in known if _effect(m, every[m.id]) is not None), known[0])
    of, kind = every[measure.id], threshold_of(measure)
    size = _effect(measure, of)
    said = f"On {measure.name} {count(of.both.n, 'member has', 'members have')} a start and an end reading"
    if size is None:
        said += ", too few for a mean"
    else:
        points = of.both.gain(measure.better)
        said += (
            f": on average {_said(abs(points), _digits(measure))} {measure.unit or 'points'} "
            f"{'better' if points >= 0 else 'worse'} (effect size {_said(size.size)}, 95 % interval {_said(size.low)} "
            f"to {_said(size.high)})"
        )
    if kind:
        a = f"{'an' if kind == IMPORTANT else 'a'} {kind}"
        said += f"; {share_words(Rate(of.improved, of.judged))} had {a} improvement, {of.worse:,} {a} worsening"
    missing = of.over - of.both.n
    return f"{said}. {missing:,} of {of.over:,} lack a reading.{later}" if missing else f"{said}.{later}"


def _definition(shown: Sequence[Measure], groups: int) -> tuple[str, ...]:
    cutoffs = "; ".join(f"{m.name} {m.cutoff.words}" for m in shown if m.cutoff is not None)
    pain = ", ".join(m.name for m in shown if m.intensity)
    return (
        "Over: members who attended at least one session and whose programme is over for them: they finished, left "
        "early, or the day of their last meeting has passed. Both: those with a start and an end reading. Who was "
        "transferred or came back counts once, where they are now, from their first start. Not counted: places entered "
        "in error, and people who died. A period takes groups by their first day.",
        "Start: the last reading of the two weeks up to the first session, that day included; else the first within "
        "two weeks after it. End: the last of the two weeks up to the last meeting or the day they left; else the "
        "first within six weeks after, unless it was asked for another referral. These spans are clinic policy. The "
        "curriculum's milestones say which measures are asked at the start and the end: No start, No end "
        "and Neither are members who lack such a reading.",
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
        f"Of fewer than {FEWEST} people there is no mean, no effect size and no percentage."
        + (f" {groups:,} groups are too many to list: {SCOPE_FIRST}" if groups > MOST_GROUPS else ""),
    )
