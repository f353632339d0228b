"""A plan in plain language, for the member to take home: what is looked at, where it is to go, and where it is now.

No word of the trade and no score without what it asks, which way is better, and whether a change can be chance. A
questionnaire is named by what it asks; the objective's own words, which often name its score, stand only for the rest.
"""

from groupcare.rules.measures import Better, Measure
from groupcare.rules.numbers import number
from groupcare.rules.objectives import Progress
from groupcare.rules.outcomes import moved
from groupcare.rules.plan import AmountAim, CountAim, DaysAim, MilestoneAim, Objective, ScoreAim
from groupcare.rules.words import count, whole_day

MISSING = " (some answers were missing, so about)"


def plain_objective(found: Progress, measure: Measure | None) -> str:
    """All of it in a few sentences."""
    sentences = (plain_words(found.objective, measure), _way(found, measure), _now(found, measure))
    return " ".join(sentence for sentence in sentences if sentence)


def plain_words(o: Objective, measure: Measure | None) -> str:
    """What is looked at: a questionnaire by what it asks, anything else in the objective's own words."""
    if not isinstance(o.aim, ScoreAim):
        return _sentence(o.words)
    if measure is None:
        return _sentence(o.words)
    asks = measure.plain or measure.title
    said = f"{asks[:1].upper()}{asks[1:]}"
    if measure.unit:
        return f"{said}."
    better = "less" if measure.better is Better.lower else "more"
    scale = f"{number(measure.lowest)} to {number(measure.highest)}, {better} is better"
    return f"{said}: a questionnaire ({measure.name}; {scale})."


def _sentence(words: str) -> str:
    said = " ".join(words.split())
    return said if said[-1:] in (".", "!", "?") else f"{said}."


def _way(found: Progress, measure: Measure | None) -> str:
    """From where to where, and by when."""
    o, by = found.objective, f"by {whole_day(found.objective.by)}"
    row = f", {count(o.weeks_in_a_row, 'week')} in a row" if o.weeks_in_a_row > 1 else ""
    some = MISSING if found.line is not None and found.line.prorated else ""
    begin = "" if found.baseline is None else f"At the start: {_value(o, found.baseline, measure)}{some}. "
    match o.aim:
        case MilestoneAim():
            return f"The aim: reached {by}."
        case DaysAim(target=target, minutes=minutes):
            each = f", {minutes} minutes each time" if minutes else ""
            aim = f"{_value(o, target, measure)} or more{each}"
        case ScoreAim() | AmountAim() | CountAim():
            aim = f"{_value(o, o.aim.target, measure)} or {'less' if found.better is Better.lower else 'more'}"
    return f"{begin}The aim: {aim}{row}, {by}."


def _value(o: Objective, value: float, measure: Measure | None) -> str:
    said = number(value)
    match o.aim:
        case AmountAim(unit=unit):
            return f"{said} {unit}"
        case CountAim():
            return "once a week" if value == 1 else f"{said} times a week"
        case DaysAim(of=of, what=what):
            return f"{said} of {of} {what}"
        case ScoreAim() if measure is not None and measure.unit:
            return f"{said} {measure.unit}"
        case _:
            return said


def _now(found: Progress, measure: Measure | None) -> str:
    """Where it is now, and what a change of a score means."""
    if found.kind == "milestone":
        return f"You have reached this, on {whole_day(found.reached_on)}." if found.reached_on else ""
    if found.latest is None:
        return ""
    some = MISSING if found.latest.prorated else ""
    said = f"Now: {_value(found.objective, found.latest.value, measure)}{some}, on {whole_day(found.latest.on)}"
    if found.reached_on is not None:
        return f"{said}. You have reached this."
    if measure is None or found.baseline is None:
        return f"{said}."
    return f"{said}. {_change(measure, found.baseline, found.latest.value)}"


def _change(measure: Measure, first: float, last: float) -> str:
    move = moved(measure, first, last)
    if not move.points or move.better is None:
        return "That is as at the start."
    unit = measure.unit or ("point" if abs(move.points) == 1 else "points")
    size = f"{number(abs(move.points))} {unit}"
    sure = {True: ", more than chance explains", False: ", which can still be chance", None: ""}[move.reliable]
    if move.better:
        return f"That is {size} better than at the start{sure}."
    return f"That is {size} less good than at the start{sure}: let us talk about it."


def reached_words(found: Progress, measure: Measure | None) -> str:
    """What was reached, in a line, and since when; what is not met is not to be asked for."""
    assert found.reached_on is not None
    since = f"since {whole_day(found.reached_on)}"
    if isinstance(found.objective.aim, ScoreAim) and measure is not None:
        asks = measure.plain or measure.title
        return f"{asks[:1].upper()}{asks[1:]}: as good as you aimed for, {since}."
    return f"{_sentence(found.objective.words)[:-1]}, {since}."
