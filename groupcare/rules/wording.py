"""A clinic's own licensed wording of a measure: what its staff read out, kept in its record and never shipped.

Items keep the label of our own, by which findings and records name them; the wording is only shown and read.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import structs

from groupcare.rules.kept import Kept
from groupcare.rules.library import Library
from groupcare.rules.measures import Measure


class Wording(Kept, frozen=True, kw_only=True):
    """The text of each item in order, on the licence that the clinic names. The newest of a measure counts."""

    measure: str
    version: str
    texts: tuple[str, ...]
    licence: str
    by: str
    at: datetime


def reasons_against_wording(measure: Measure, texts: Sequence[str], licence: str) -> list[str]:
    """Why this cannot be the clinic's wording of that measure, a sentence each."""
    reasons = []
    if len(texts) != len(measure.item):
        reasons.append(f"{measure.name} has {len(measure.item)} items; {len(texts)} lines were given, one an item.")
    if any(not text.strip() for text in texts):
        reasons.append("Every item needs its text.")
    if not licence.strip():
        reasons.append("Say on which licence the clinic uses this wording.")
    if all(item.wording for item in measure.item):
        reasons.append(f"The wording of the {measure.name} comes with GroupCare and may not be altered here.")
    return reasons


def worded(library: Library, wordings: Iterable[Wording]) -> Library:
    """The library with the clinic's own wordings, where they are of the version that it holds."""
    newest: Mapping[str, Wording] = {wording.measure: wording for wording in wordings}
    measures = dict(library.measures)
    for name, wording in newest.items():
        measure = measures.get(name)
        if measure is None or measure.version != wording.version or len(wording.texts) != len(measure.item):
            continue
        items = (structs.replace(item, says=text) for item, text in zip(measure.item, wording.texts, strict=True))
        measures[name] = structs.replace(measure, item=tuple(items))
    return structs.replace(library, measures=measures)
