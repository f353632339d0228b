"""The outcome report of the finished group counted by hand from the stored documents: no rule, query or Struct of the
program is asked, only answers are added up."""

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import mean, stdev
from typing import Any, NamedTuple

Document = Mapping[str, Any]
ASKED = ("bpi-interference", "pseq", "gad-7", "phq-9", "pcs")
"""What the curriculum of eight weeks asks for at the start and at the end, function first."""
ITEMS = {"phq-9": 9}
"""Items that count, where not all do."""
RISES = ("pseq",)
RELIABLE = {"phq-9": 6, "gad-7": 4, "pcs": 7.73, "pseq": 11.5, "bpi-interference": 1}
"""Points of a reliable change, of an important one for BPI interference; as in the clinical facts."""
CLINICAL = {"phq-9": 10, "gad-7": 8, "pcs": 30.5}


class Counted(NamedTuple):
    """What a row of the report is to say, up to its effect size."""

    over: int
    both: int
    start: tuple[float, float] | None
    end: tuple[float, float] | None
    improved: int
    unchanged: int
    worse: int
    recovered: str
    missing: tuple[int, int, int]


def counted(tables: Mapping[str, list[Document]], group: str) -> dict[str, Counted]:
    """Each measure of a group in which nobody joined late, was transferred or came back."""
    attended = {a["member"] for a in tables["attendance"] if a["group"] == group and a["mark"] == "attended"}
    members = [m for m in tables["member"] if m["group"] == group and m["id"] in attended]
    return {measure: _counted(tables["assessment"], members, measure) for measure in ASKED}


def _counted(assessments: list[Document], members: list[Document], measure: str) -> Counted:
    pairs, missing = [], [0, 0, 0]
    for member in members:
        given = [a for a in assessments if a["client"] == member["client"] and a["measure"] == measure]
        scores = sorted((date.fromisoformat(a["on"]), a["referral"], _score(a, measure)) for a in given)
        first = _start(scores, date.fromisoformat(member["start"]))
        last = _end(scores, date.fromisoformat(member["end"]), first, member["referral"])
        if first and last:
            pairs.append((first[2], last[2]))
        else:
            missing[1 if first else 0 if last else 2] += 1
    return Counted(
        len(members),
        len(pairs),
        _spread([a for a, _ in pairs]),
        _spread([b for _, b in pairs]),
        *_judged(pairs, measure),
        missing=(missing[0], missing[1], missing[2]),
    )


Score = tuple[date, str | None, float]


def _score(assessment: Document, measure: str) -> float:
    answers = assessment["answers"][: ITEMS.get(measure)]
    assert None not in answers
    return mean(answers) if measure == "bpi-interference" else sum(answers)


def _start(scores: list[Score], day: date) -> Score | None:
    before = [s for s in scores if 0 <= (day - s[0]).days < 14]
    after = [s for s in scores if 0 < (s[0] - day).days <= 14]
    return before[-1] if before else after[0] if after else None


def _end(scores: list[Score], day: date, first: Score | None, referral: str) -> Score | None:
    later = [s for s in scores if not first or s[0] > first[0]]
    before = [s for s in later if 0 <= (day - s[0]).days < 14]
    after = [s for s in later if timedelta() < s[0] - day <= timedelta(weeks=6) and s[1] in (None, referral)]
    return before[-1] if before else after[0] if after else None


def _spread(values: list[float]) -> tuple[float, float] | None:
    return (mean(values), stdev(values)) if len(values) >= 5 else None


def _judged(pairs: list[tuple[float, float]], measure: str) -> tuple[int, int, int, str]:
    gains = [round(b - a if measure in RISES else a - b, 6) for a, b in pairs]
    improved = [gain >= RELIABLE[measure] for gain in gains]
    worse = sum(gain <= -RELIABLE[measure] for gain in gains)
    recovered = "–"
    if cut := CLINICAL.get(measure):
        cases = [pair for pair in pairs if pair[0] >= cut]
        well = sum(b < cut <= a and better for (a, b), better in zip(pairs, improved, strict=True))
        recovered = f"{well} of {len(cases)}" if cases else "–"
    return sum(improved), len(pairs) - sum(improved) - worse, worse, recovered
