"""Where a measure's bands begin, and how far a score must move to count: each as its file gives it, with its source."""

from msgspec import Struct

from groupcare.rules import reliable
from groupcare.rules.numbers import number


class Band(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Scores from `at_least` up to the next band, or those `above` a score: a PCS of 30 is not above 30, 30.3 is."""

    name: str
    at_least: float | None = None
    above: float | None = None

    @property
    def bound(self) -> float:
        """Where it begins."""
        return (self.at_least if self.above is None else self.above) or 0

    @property
    def words(self) -> str:
        """Moderate from 10, severe over 30."""
        return f"{self.name} {'from' if self.above is None else 'over'} {number(self.bound)}"

    def is_reached(self, value: float) -> bool:
        """Whether the value lies in this band or a higher one."""
        return value >= self.bound if self.above is None else value > self.bound


class Cutoff(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which scores are clinical: those of `at_least` so much, over (`above`) or `below` it, one of the three, with who
    says so."""

    source: str
    at_least: float | None = None
    above: float | None = None
    below: float | None = None

    def is_case(self, value: float) -> bool:
        """Whether that score is on the clinical side."""
        if self.at_least is not None:
            return value >= self.at_least
        if self.above is not None:
            return value > self.above
        return self.below is not None and value < self.below

    @property
    def words(self) -> str:
        """10 or more, Kroenke 2001."""
        if self.at_least is not None:
            return f"{number(self.at_least)} or more, {self.source}"
        side, bound = ("over", self.above) if self.above is not None else ("under", self.below)
        return f"{side} {number(bound or 0)}, {self.source}"


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By how much a score must move to count, with its source: in `points`, in `percent` of the first score, by the
    standard deviation `sd` and the `reliability` of the measure (Jacobson & Truax), or by its standard error of
    measurement `sem`, which is SD · √(1 − r) already.

    It is about first scores over `baseline_over` and up to `baseline_to`, where these are given. `new_band` asks that
    the band has changed, too.
    """

    kind: str
    source: str
    points: float | None = None
    percent: float | None = None
    sd: float | None = None
    reliability: float | None = None
    sem: float | None = None
    baseline_over: float | None = None
    baseline_to: float | None = None
    new_band: bool = False

    def is_about(self, first: float) -> bool:
        """Whether it is meant for changes from this first score."""
        over = self.baseline_over is None or first > self.baseline_over
        return over and (self.baseline_to is None or first <= self.baseline_to)

    def needed(self, first: float) -> float:
        """The points it takes from this first score; by the error of measurement, more than these."""
        if self.points is not None:
            return self.points
        if self.percent is not None:
            return abs(first) * self.percent / 100
        if self.sem is not None:
            return reliable.needed_by_error(self.sem)
        return reliable.needed(self.sd or 0, self.reliability or 0)

    def is_reached(self, first: float, last: float) -> bool:
        """Whether the way from `first` to `last` is as far, in either direction; bands are not looked at."""
        points, needed = round(abs(last - first), 6), round(self.needed(first), 6)
        return points > needed if self.is_by_error else points >= needed

    @property
    def is_by_error(self) -> bool:
        """Whether it is worked out by the formula of reliable change, which has to be exceeded."""
        return self.sd is not None or self.sem is not None

    def words(self, first: float) -> str:
        """What it takes from this first score, and who says so: 11 or more from over 30, Monticone 2022."""
        if self.points is not None:
            said = f"{self.points:g} or more"
        elif self.percent is not None:
            said = f"{number(self.percent)} % of {number(first)} or more"
        elif self.sem is not None:
            said = f"over {number(self.needed(first))}: {reliable.formula_by_error(self.sem)}"
        else:
            said = f"over {number(self.needed(first))}: {reliable.formula(self.sd or 0, self.reliability or 0)}"
        if self.baseline_over is not None:
            said += f" from over {number(self.baseline_over)}"
        if self.baseline_to is not None:
            said += f" from {number(self.baseline_to)} or less"
        return f"{said}{' and into another band' if self.new_band else ''}, {self.source}"
