"""An objective's aim as people write it, both ways: PHQ-9 16 → 8, 5 of 7 days, 3 a week, 10 → 30 minutes, milestone."""

import re
from collections.abc import Mapping

from groupcare.rules.measures import Better, Measure
from groupcare.rules.plan import Aim, AmountAim, CountAim, DaysAim, MilestoneAim, ScoreAim

EXAMPLES = "PHQ-9 16 → 8, 5 of 7 days, 3 a week, 10 → 30 minutes, or milestone"
MILESTONE = "reached or not"
PRORATED = "(prorated)"
"""Behind a baseline that stands in for missing answers."""
LONGEST = 200

NUMBER = r"[0-9]{1,6}(?:[.,][0-9]{1,3})?"
"""A number as people write it, with a point or a comma."""
_WAY = r"(?:→|–>|-+>|>|\bto\b)"
_FROM_TO = rf"(?:(?:from\s+)?(?P<baseline>{NUMBER})?\s*{_WAY}\s*)?(?P<target>{NUMBER})"
_WHOLE_FROM_TO = rf"(?:(?P<baseline>[0-9]{{1,4}})?\s*{_WAY}\s*)?(?P<target>[0-9]{{1,4}})"
_COUNT = re.compile(rf"{_WHOLE_FROM_TO}\s*(?:x|times)?\s*(?:a|per|/|each|every)\s*week", re.IGNORECASE)
_DAYS = re.compile(
    rf"{_WHOLE_FROM_TO}\s*(?:of|/)\s*(?P<of>[0-9]{{1,3}})\s*(?P<what>[^,0-9]*?)"
    r"(?:,\s*(?P<minutes>[0-9]{1,4})\s*min(?:utes)?\.?(?:\s+each)?)?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    rf"(?:(?P<limit>up|down)\s+to\s+)?{_FROM_TO}\s+(?P<unit>[^0-9\s(][^(]*?)\s*"
    r"(?:\((?P<better>lower|higher) is better\))?",
    re.IGNORECASE,
)
_SCORE = re.compile(
    rf"(?:(?:from\s+)?(?P<baseline>{NUMBER})?\s*(?P<prorated>\(?prorated\)?)?\s*{_WAY}\s*)?(?P<target>{NUMBER})",
    re.IGNORECASE,
)


class NotAnAim(ValueError):
    """A text that says no aim; the message says what would."""


def aim_words(aim: Aim, measures: Mapping[str, Measure]) -> str:
    """The aim in short, as `read_aim` reads it back."""
    match aim:
        case ScoreAim(measure=measure, baseline=baseline, target=target, prorated=prorated):
            known = measures.get(measure)
            start = f"{baseline:g} {PRORATED} → " if prorated and baseline is not None else _from(baseline) or "→ "
            return f"{known.name if known else measure} {start}{target:g}"
        case AmountAim(unit=unit, better=better, baseline=baseline, target=target):
            if baseline is None:
                return f"{'up' if better is Better.higher else 'down'} to {target:g} {unit}"
            odd = (target > baseline) is not (better is Better.higher) or target == baseline
            return f"{_from(baseline)}{target:g} {unit}" + (f" ({better.value} is better)" if odd else "")
        case CountAim(target=target, baseline=baseline):
            return f"{_from(baseline)}{target} a week"
        case DaysAim(target=target, of=of, what=what, minutes=minutes, baseline=baseline):
            return f"{_from(baseline)}{target} of {of} {what}" + (f", {minutes} min" if minutes else "")
        case _:
            return MILESTONE


def _from(baseline: float | None) -> str:
    return "" if baseline is None else f"{baseline:g} → "


def read_aim(text: str, measures: Mapping[str, Measure]) -> Aim:
    """The aim that a text says. Raises NotAnAim with a sentence."""
    said = " ".join(text.split()).rstrip(".")
    if len(said) > LONGEST:
        raise NotAnAim(f"This is too long to be measured by: write {EXAMPLES}.")
    if said.casefold() in ("milestone", "reached", "done", "yes or no", MILESTONE):
        return MilestoneAim()
    if found := _COUNT.fullmatch(said):
        return CountAim(target=int(found["target"]), baseline=_whole(found["baseline"]))
    if found := _DAYS.fullmatch(said):
        return DaysAim(
            target=int(found["target"]),
            of=int(found["of"]),
            what=found["what"].strip() or "days",
            minutes=_whole(found["minutes"]),
            baseline=_whole(found["baseline"]),
        )
    if (measure := _measure_in(said, measures)) is not None:
        return _score(measure, said)
    if found := _AMOUNT.fullmatch(said):
        return _amount(found)
    if said[:1].isalpha() and re.search(NUMBER, said) and not re.match("(up|down) to", said, re.IGNORECASE):
        known = ", ".join(m.name for m in measures.values() if m.better is not Better.none)
        raise NotAnAim(f"No measure is called so in “{said}”; known are {known}. Or write {EXAMPLES}.")
    raise NotAnAim(f"“{said}” cannot be measured as it stands: write {EXAMPLES}.")


def _measure_in(said: str, measures: Mapping[str, Measure]) -> Measure | None:
    """The measure whose name or id begins the text; the longest where several do."""
    names = [(name, m) for m in measures.values() if m.better is not Better.none for name in (m.name, m.id)]
    for name, measure in sorted(names, key=lambda pair: -len(pair[0])):
        if _behind(name, said) is not None:
            return measure
    return None


def _behind(name: str, said: str) -> str | None:
    """What follows the name at the beginning of a text, however it is spaced and hyphened."""
    loose = r"[-\s]*".join(map(re.escape, re.sub(r"[-\s]", "", name)))
    found = re.match(rf"{loose}(?=\s|:|→|-+>|>|$)[\s:]*", said, re.IGNORECASE)
    return said[found.end() :] if found else None


def _score(measure: Measure, said: str) -> ScoreAim:
    rest = next(r for name in (measure.name, measure.id) if (r := _behind(name, said)) is not None)
    found = _SCORE.fullmatch(rest)
    if found is None:
        raise NotAnAim(f"Say the {measure.name} to reach, as {measure.name} 16 → 8, or {measure.name} → 8.")
    baseline = _number(found["baseline"])
    prorated = baseline is not None and found["prorated"] is not None
    aim = ScoreAim(measure=measure.id, baseline=baseline, target=_number(found["target"]) or 0, prorated=prorated)
    if any(not measure.lowest <= n <= measure.highest for n in (aim.target, aim.baseline) if n is not None):
        raise NotAnAim(f"The {measure.name} runs from {measure.lowest:g} to {measure.highest:g}.")
    return aim


def _amount(found: re.Match[str]) -> AmountAim:
    baseline, target = _number(found["baseline"]), _number(found["target"]) or 0
    unit, limit, better = found["unit"].strip(), (found["limit"] or "").lower(), (found["better"] or "").lower()
    if better:
        way = Better(better)
    elif limit:
        way = Better.higher if limit == "up" else Better.lower
    elif baseline is not None and baseline != target:
        way = Better.higher if target > baseline else Better.lower
    else:
        raise NotAnAim(f"Say from where to where, as 10 → {target:g} {unit}, or up to {target:g} {unit}.")
    return AmountAim(unit=unit, better=way, baseline=baseline, target=target)


def _number(text: str | None) -> float | None:
    return None if text is None else float(text.replace(",", "."))


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)
