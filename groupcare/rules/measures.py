"""Measures: what a questionnaire is, and what a set of answers is worth.

A measure is data (see data/measures): items, bands, rules for missing answers and thresholds of change, each with its
source. Scoring never guesses: a missing answer gives bounds (least and greatest possible score). A prorated total is
offered where the measure allows one, always labelled so, and never clears anyone. No measure is named here.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum

from msgspec import Struct

from groupcare.rules.kept import Kept
from groupcare.rules.thresholds import Band as Band
from groupcare.rules.thresholds import Change as Change
from groupcare.rules.thresholds import Cutoff as Cutoff

Answers = tuple[int | None, ...]


class Better(Enum):
    """Which way improvement goes."""

    lower = "lower"
    higher = "higher"
    none = "none"


class Scoring(Enum):
    """What becomes of the scored answers."""

    sum = "sum"
    mean = "mean"


class Domain(Enum):
    """What a measure is about, in the order in which outcomes are told: function first."""

    function = "function"
    mood = "mood"
    beliefs = "beliefs"
    sleep = "sleep"
    other = "other"


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


class Subscale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some items, by their numbers from 1, that are scored by themselves as well, by the measure's own rule."""

    name: str
    items: tuple[int, ...]


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A questionnaire or a task as its data file says.

    `prorate_up_to`: most unanswered scored items for a prorated total. `answered_at_least`: fewest answered items for
    a mean, 0 for all. `unit` is a task's, empty for points. `window_days` is the recall window, 0 where none is named.
    `at_intake`: asked of everybody who is referred; `on_chart`: entered there, chosen by `letter` where that is free;
    `intensity`: of pain itself, which is shown last and never as a success. `cutoff` tells clinical scores from others,
    where somebody has published one; `plain`: what it asks, in words for whoever answers it.
    """

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
    subscale: tuple[Subscale, ...] = ()
    scoring: Scoring = Scoring.sum
    options: tuple[str, ...] = ()
    band_source: str = ""
    prorate_up_to: int = 0
    answered_at_least: int = 0
    read_from: str = ""
    unit: str = ""
    loinc: str = ""
    loinc_total: str = ""
    window_days: int = 0
    at_intake: bool = False
    on_chart: bool = True
    letter: str = ""
    intensity: bool = False
    domain: Domain = Domain.other
    cutoff: Cutoff | None = None
    plain: str = ""

    @property
    def scored(self) -> tuple[Item, ...]:
        """The items that count."""
        return tuple(item for item in self.item if item.scored)

    @property
    def lowest(self) -> float:
        """The lowest score there is."""
        return self._scored_as(sum(item.low for item in self.scored))

    @property
    def highest(self) -> float:
        """The highest score there is."""
        return self._scored_as(sum(item.high for item in self.scored))

    def _scored_as(self, total: int) -> float:
        return total if self.scoring is Scoring.sum else total / max(1, len(self.scored))


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


class Subscore(Struct, frozen=True, kw_only=True):
    """What a subscale's answers are worth, None while one is missing, and the highest there is."""

    name: str
    value: float | None
    highest: float


class Score(Struct, frozen=True, kw_only=True):
    """What answers are worth.

    `total`, `least` and `greatest` are sums of the scored answers: None while one is missing, and the bounds that the
    missing ones allow. `value` is the score by the measure's own rule, with its `band`, and `possible` its bounds; for
    a mean it stands once enough is answered.
    """

    total: int | None
    least: int
    greatest: int
    answered: int
    value: float | None
    possible: tuple[float, float]
    band: str | None
    band_least: str | None
    band_greatest: str | None
    prorated: float | None
    subscores: tuple[Subscore, ...] = ()


def score(measure: Measure, answers: Sequence[int | None]) -> Score:
    """Score answers by the measure's own rule.

    Raises ValueError where the number of answers is not the number of items or an answer is outside its item's range.
    """
    check_answers(measure, answers)
    pairs = [(item, answer) for item, answer in zip(measure.item, answers, strict=True) if item.scored]
    given = [answer for _, answer in pairs if answer is not None]
    least = sum(item.low if answer is None else answer for item, answer in pairs)
    greatest = sum(item.high if answer is None else answer for item, answer in pairs)
    missing = len(pairs) - len(given)
    total = least if missing == 0 else None
    value: float | None = total
    possible: tuple[float, float] = (least, greatest)
    if measure.scoring is Scoring.mean:
        enough = given and len(given) >= (measure.answered_at_least or len(pairs))
        value = round(sum(given) / len(given), 6) if enough else None
        possible = (round(least / max(1, len(pairs)), 6), round(greatest / max(1, len(pairs)), 6))
    prorated = None
    if given and 0 < missing <= measure.prorate_up_to:
        prorated = round(sum(given) * len(pairs) / len(given), 1)
    return Score(
        total=total,
        least=least,
        greatest=greatest,
        answered=len(given),
        value=value,
        possible=possible,
        band=band_of(measure, value) if value is not None else None,
        band_least=band_of(measure, possible[0]),
        band_greatest=band_of(measure, possible[1]),
        prorated=prorated,
        subscores=tuple(_subscore(measure, subscale, answers) for subscale in measure.subscale),
    )


def _subscore(measure: Measure, subscale: Subscale, answers: Sequence[int | None]) -> Subscore:
    given = [answers[number - 1] for number in subscale.items]
    whole = [answer for answer in given if answer is not None]
    high = sum(measure.item[number - 1].high for number in subscale.items)
    parts = 1 if measure.scoring is Scoring.sum else len(given)
    value = sum(whole) if parts == 1 else round(sum(whole) / parts, 6)
    return Subscore(name=subscale.name, value=value if len(whole) == len(given) else None, highest=high / parts)


def check_answers(measure: Measure, answers: Sequence[int | None]) -> None:
    """Raise ValueError, with a sentence, unless these can be answers to that measure."""
    if len(answers) != len(measure.item):
        raise ValueError(f"{measure.name} has {len(measure.item)} items; {len(answers)} answers were given.")
    for number, (item, answer) in enumerate(zip(measure.item, answers, strict=True), start=1):
        if answer is not None and not item.low <= answer <= item.high:
            raise ValueError(f"{measure.name} item {number} takes {item.low} to {item.high}, not {answer}.")


def band_of(measure: Measure, value: float) -> str | None:
    """The band with the greatest lower bound that the value reaches, so a prorated 14.5 is in the band of 14."""
    return next((band.name for band in reversed(measure.band) if band.is_reached(value)), None)


def phq2(answers: Sequence[int | None]) -> tuple[int | None, ...]:
    """The PHQ-2 within a PHQ-9: items 1 and 2. It is never a screen for suicide risk (it has no item 9)."""
    return tuple(answers[:2])
