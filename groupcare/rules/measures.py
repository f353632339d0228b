"""Measures: what a questionnaire is, and what a set of answers is worth.

A measure is data (see data/measures): items, bands, rules for missing answers and thresholds of change, each with its
source. Scoring never guesses: a missing answer gives bounds (least and greatest possible total). A prorated total is
offered where the measure allows one, always labelled so, and never clears anyone.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum

from msgspec import Struct

from groupcare.rules.kept import Kept

Answers = tuple[int | None, ...]


class Better(Enum):
    """Which way improvement goes."""

    lower = "lower"
    higher = "higher"
    none = "none"


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question: its column name in files, its wording where the licence allows, else a label of our own.

    `says` is the clinic's own licensed wording, where it has loaded one; never in a file of ours.
    """

    key: str
    text: str
    low: int
    high: int
    wording: bool = True
    scored: bool = True
    options: tuple[str, ...] = ()
    loinc: str = ""
    says: str = ""

    @property
    def shown(self) -> str:
        """What is shown and read out: the wording there is, else the label."""
        return self.says or self.text


class Band(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Totals from `at_least` up to the next band."""

    name: str
    at_least: int


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points by which a total must move to count, each with its source."""

    points: float
    kind: str
    source: str


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A questionnaire as its data file says. `prorate_up_to`: most unanswered scored items for a prorated total."""

    id: str
    name: str
    title: str
    version: str
    licence: str
    source: str
    window: str
    better: Better
    item: tuple[Item, ...]
    band: tuple[Band, ...] = ()
    change: tuple[Change, ...] = ()
    options: tuple[str, ...] = ()
    band_source: str = ""
    prorate_up_to: int = 0
    read_from: str = ""
    loinc: str = ""
    loinc_total: str = ""
    window_days: int = 0


class Assessment(Kept, frozen=True, kw_only=True):
    """One administration of a measure. `answers` stand by item, None where unanswered; C-SSRS yes is 1 and no is 0.

    `stated_total` is a total that came with the answers or instead of them; `from_file` that they came in a referral
    file. A correction is a new version.
    """

    client: str
    measure: str
    version: str
    answers: Answers
    on: date
    referral: str | None = None
    member: str | None = None
    session: str | None = None
    stated_total: int | None = None
    asked_by: str = ""
    mode: str = ""
    entered_by: str = ""
    entered_at: datetime | None = None
    from_file: bool = False


FILE = "referral file"


def came_in_file(assessment: Assessment) -> bool:
    """Whether its answers came in a referral file; records of before told it by the mode."""
    return assessment.from_file or assessment.mode == FILE


def how_asked(mode: str, from_file: bool) -> str:
    """Phone, referral file."""
    return ", ".join(words for words in (mode, FILE if from_file and mode != FILE else "") if words)


class Score(Struct, frozen=True, kw_only=True):
    """What answers are worth. `total` and `band` are None while a scored answer is missing."""

    total: int | None
    least: int
    greatest: int
    answered: int
    band: str | None
    band_least: str | None
    band_greatest: str | None
    prorated: float | None


def score(measure: Measure, answers: Sequence[int | None]) -> Score:
    """Score a summed measure.

    Raises ValueError where the number of answers is not the number of items or an answer is outside its item's range.
    """
    check_answers(measure, answers)
    pairs = [(item, answer) for item, answer in zip(measure.item, answers, strict=True) if item.scored]
    given = [answer for _, answer in pairs if answer is not None]
    least = sum(item.low if answer is None else answer for item, answer in pairs)
    greatest = sum(item.high if answer is None else answer for item, answer in pairs)
    missing = len(pairs) - len(given)
    total = least if missing == 0 else None
    prorated = None
    if given and 0 < missing <= measure.prorate_up_to:
        prorated = round(sum(given) * len(pairs) / len(given), 1)
    return Score(
        total=total,
        least=least,
        greatest=greatest,
        answered=len(given),
        band=band_of(measure, total) if total is not None else None,
        band_least=band_of(measure, least),
        band_greatest=band_of(measure, greatest),
        prorated=prorated,
    )


def check_answers(measure: Measure, answers: Sequence[int | None]) -> None:
    """Raise ValueError, with a sentence, unless these can be answers to that measure."""
    if len(answers) != len(measure.item):
        raise ValueError(f"{measure.name} has {len(measure.item)} items; {len(answers)} answers were given.")
    for number, (item, answer) in enumerate(zip(measure.item, answers, strict=True), start=1):
        if answer is not None and not item.low <= answer <= item.high:
            raise ValueError(f"{measure.name} item {number} takes {item.low} to {item.high}, not {answer}.")


def band_of(measure: Measure, value: float) -> str | None:
    """The band with the greatest lower bound that the value reaches, so a prorated 14.5 is in the band of 14."""
    return next((band.name for band in reversed(measure.band) if value >= band.at_least), None)


def phq2(answers: Sequence[int | None]) -> tuple[int | None, ...]:
    """The PHQ-2 within a PHQ-9: items 1 and 2. It is never a screen for suicide risk (it has no item 9)."""
    return tuple(answers[:2])
