"""Answers as they are keyed: a sign for each item, or whole numbers with a space between where an item goes over ten.

A digit is an answer, t is ten, y and n are for yes and no, and a dash stands where nothing was answered.
"""

from collections.abc import Sequence

from groupcare.rules.measures import Answers, Item, Measure

BLANK = "-"
YES_NO = ("no", "yes")


def asks_yes_no(measure: Measure) -> bool:
    """Whether its answers are keyed as y and n."""
    return measure.options == YES_NO


def in_numbers(measure: Measure) -> bool:
    """Whether its answers are whole numbers, with a space between: a task's minutes."""
    return any(item.high > 10 for item in measure.item)


def fewest(measure: Measure) -> int:
    """How many answers are needed; items that are not scored may be left away at the end, unless all are such."""
    return len(measure.scored) or len(measure.item)


def signs(measure: Measure, typed: str) -> list[str]:
    """What was keyed, an item each."""
    return typed.split() if in_numbers(measure) else list(typed.replace(" ", ""))


def value_of(measure: Measure, item: Item, sign: str) -> int | None:
    """The answer that a sign means for this item, None where it means none."""
    if asks_yes_no(measure):
        return {"y": 1, "n": 0}.get(sign.lower())
    said = "10" if sign.lower() == "t" and not in_numbers(measure) else sign
    value = int(said) if said.isascii() and said.isdigit() and len(said) <= 4 else None
    return value if value is not None and item.low <= value <= item.high else None


def known_signs(measure: Measure, item: Item) -> str:
    """0 to 3; 0 to 9, t for ten; y, n."""
    if asks_yes_no(measure):
        return "y, n"
    if item.high == 10:
        return f"{item.low} to 9, t for ten"
    return f"{item.low} to {item.high}"


def in_words(measure: Measure) -> str:
    """What is to be keyed: 13 digits, each 0 to 4."""
    count, item = fewest(measure), measure.item[0]
    if asks_yes_no(measure):
        return f"y or n for each of {count} questions"
    if in_numbers(measure):
        return (
            f"{'a number' if count == 1 else f'{count} numbers'}, {known_signs(measure, item)} {measure.unit}".rstrip()
        )
    return f"{count} digits, each {known_signs(measure, item)}"


def read_answers(measure: Measure, typed: str) -> Answers:
    """The answers that were keyed. Raises ValueError with a sentence where they are not whole or one means nothing."""
    given, needed = signs(measure, typed), fewest(measure)
    if not needed <= len(given) <= len(measure.item):
        what = "answers" if asks_yes_no(measure) else "numbers" if in_numbers(measure) else "digits"
        verb = f"{needed} {what} are" if needed > 1 else "One number is"
        raise ValueError(f"{verb} needed; these are {len(given)}.")
    return (*_values(measure, given), *(None,) * (len(measure.item) - len(given)))


def _values(measure: Measure, given: Sequence[str]) -> list[int | None]:
    values: list[int | None] = []
    for place, (item, sign) in enumerate(zip(measure.item, given, strict=False), start=1):
        value = None if sign == BLANK else value_of(measure, item, sign)
        if value is None and sign != BLANK:
            raise ValueError(f"{sign!r}, in place {place}, is no answer: {known_signs(measure, item)}, or {BLANK}.")
        values.append(value)
    return values
