"""What is not answered, in few words: a part at a time, with how far it could still take the route."""

import re
from collections.abc import Sequence

from groupcare.rules.policy import GRAVITY, Route
from groupcare.rules.screening import Missing, missing_words


def missing_parts(missing: Sequence[Missing]) -> list[tuple[str, Route]]:
    """PHQ-9 items 2–9, and the gravest route that any of them could still lead to."""
    parts: dict[str, list[Missing]] = {}
    for one in missing:
        measure = one.key.replace("-", "").split("_")[0].removesuffix("screener")
        known = measure in ("cssrs", "phq9", "gad7")
        parts.setdefault(measure if known else one.what.split(":")[0], []).append(one)
    found = []
    for ones in parts.values():
        could = max((m.could for m in ones), key=lambda route: GRAVITY[route])
        found.append((_few_words(ones), could))
    return found


_NUMBERED = re.compile(r"(.+?) (item|question) ([0-9]+)(?:: .*)?")


def _few_words(missing: Sequence[Missing]) -> str:
    """PHQ-9 items 2–9; a part of which nothing is answered is named once."""
    words = missing_words(missing)
    numbered = [match for one in words if (match := _NUMBERED.fullmatch(one))]
    if len(words) < 3 or len(numbered) < len(words):
        return "; ".join(words)
    numbers = sorted({int(match[3]) for match in numbered})
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    told = ", ".join(f"{span[0]}–{span[-1]}" if len(span) > 2 else ", ".join(map(str, span)) for span in spans)
    return f"{numbered[0][1]} {numbered[0][2]}s {told}"
