"""The plan check of one objective: baseline, direction, range, size, cadence, and where its target stands in the bands
of its measure. Every number comes from the measure's own file, with its source."""

from collections.abc import Iterator
from datetime import date

from groupcare.rules.measures import Assessment, Better, Measure, band_of
from groupcare.rules.outcomes import IMPORTANT, RELIABLE, change_words, gained, moved, number, reading
from groupcare.rules.plan import AmountAim, DaysAim, MilestoneAim, Objective, ScoreAim
from groupcare.rules.plan_remark import POLICY, Around, Remark, RemarkKind, aim_for_digest, remark

TENTH = 0.1


def objective_remarks(o: Objective, around: Around) -> Iterator[Remark]:
    """What is to be said of it."""
    if isinstance(o.aim, MilestoneAim):
        return
    for why, mend, source in _baseline(o, around):
        yield _of(o, "baseline", why, mend, source)
    if isinstance(o.aim, ScoreAim):
        measure = around.measures.get(o.aim.measure)
        if measure is not None and measure.better is not Better.none:
            yield from _score_remarks(o, o.aim, measure, around)
        return
    baseline, target = o.aim.baseline, o.aim.target
    better = o.aim.better if isinstance(o.aim, AmountAim) else Better.higher
    if baseline is not None and (gained(better, baseline, target) or 0) <= 0:
        why = f"{number(baseline)} to {number(target)} is not better, where {better.value} is."
        yield _of(o, "direction", why, "Set a target that is better than the baseline.", POLICY)
    most = o.aim.of if isinstance(o.aim, DaysAim) else None
    if min(target, baseline or 0) < 0 or (most is not None and (baseline or 0) > most):
        yield _of(o, "range", "Baseline or target cannot be.", "Put the number right.", POLICY)


def _of(o: Objective, point: str, why: str, mend: str, source: str) -> Remark:
    """A remark about all of the objective but its key, which changes when goals move up."""
    about = [point, o.words, aim_for_digest(o.aim), o.by, o.every_days, o.baseline_on]
    return remark(RemarkKind.objective, f"objective {o.key}", why, mend, source, about)


def _baseline(o: Objective, around: Around) -> Iterator[tuple[str, str, str]]:
    on_record = isinstance(o.aim, ScoreAim) and o.aim.measure in around.scores
    if getattr(o.aim, "baseline", None) is not None:
        if o.baseline_on is None:
            yield "The baseline has no day.", "Say when it was measured.", POLICY
    elif not on_record:
        yield (
            "No baseline: progress cannot be told from where it starts.",
            "Measure or count it once, and write the number.",
            POLICY,
        )


def _score_remarks(o: Objective, aim: ScoreAim, measure: Measure, around: Around) -> Iterator[Remark]:
    point = around.scores.get(measure.id)
    baseline = aim.baseline if aim.baseline is not None else point.value if point else None
    low, high = _ends(measure)
    if not all(low <= n <= high for n in (aim.target, aim.baseline) if n is not None):
        why = f"The {measure.name} runs from {number(low)} to {number(high)}."
        yield _of(o, "range", why, "Put the number right.", measure.source)
        return
    if baseline is not None and (gained(measure.better, baseline, aim.target) or 0) <= 0:
        way = "rises" if measure.better is Better.higher else "falls"
        why = f"{number(baseline)} to {number(aim.target)} is not better: the {measure.name} {way} with improvement."
        yield _of(o, "direction", why, "Set a target that is better than the baseline.", measure.source)
        return
    if baseline is not None and is_too_small(measure, baseline, aim.target):
        why = f"{number(baseline)} to {number(aim.target)}: {change_words(measure, baseline, aim.target)}."
        yield _of(o, "size", why, "Aim at a change that counts, or say why less is right.", _change_source(measure))
    if measure.window_days and o.every_days < measure.window_days:
        why = f"Asked every {o.every_days} days, but it asks about the last {measure.window_days}: answers overlap."
        yield _of(o, "cadence", why, f"Ask every {measure.window_days} days or more.", measure.source)
    edge = band_edge(measure, aim.target)
    if edge:
        yield _of(o, "band", *edge, measure.band_source or measure.source)


def is_too_small(measure: Measure, baseline: float, target: float) -> bool:
    """Smaller than the important change, or than the reliable one where the measure names no important one."""
    move = moved(measure, baseline, target)
    return move.important is False or (move.important is None and move.reliable is False)


def _change_source(measure: Measure) -> str:
    kinds = (IMPORTANT, RELIABLE)
    found = sorted((c for c in measure.change if c.kind in kinds), key=lambda c: kinds.index(c.kind))
    return found[0].source if found else measure.source


def band_edge(measure: Measure, target: float) -> tuple[str, str] | None:
    """Why a target at the very edge of its band is still in it, and what leaves it; None for any other target."""
    step = 1.0 if _is_sum(measure) else TENTH
    beyond = round(target + (step if measure.better is Better.higher else -step), 1)
    low, high = _ends(measure)
    band = band_of(measure, target)
    if not low <= beyond <= high or band is None or band_of(measure, beyond) == band:
        return None
    side = "more" if measure.better is Better.higher else "less"
    span = _span(measure, band) if _is_sum(measure) else ""
    why = f"Target {number(target)} stays in the {span or band} band{f' ({band})' if span else ''}."
    return why, f"{number(beyond)} or {side} leaves it."


def _span(measure: Measure, band: str) -> str:
    """20–30, the whole scores of a band."""
    low, high = _ends(measure)
    scores = [n for n in range(int(low), int(high) + 1) if band_of(measure, n) == band]
    return f"{scores[0]}–{scores[-1]}" if scores else ""


def _ends(measure: Measure) -> tuple[float, float]:
    """The lowest and the highest score, as the measure's own rule makes them of the lowest and highest answers."""
    low, high = (_scored(measure, [getattr(item, end) for item in measure.item]) for end in ("low", "high"))
    return min(low, high), max(low, high)


def _scored(measure: Measure, answers: list[int]) -> float:
    asked = Assessment(client="", measure=measure.id, version=measure.version, answers=tuple(answers), on=date.min)
    return reading(measure, asked).value or 0.0


def _is_sum(measure: Measure) -> bool:
    return _ends(measure)[1] == sum(item.high for item in measure.item if item.scored)
