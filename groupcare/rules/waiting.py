"""How long people wait: for each step from a referral on, and the answer that a report gives.

Nobody is dropped: a wait that has not ended yet, or that ended without the step, counts for as long as it has lasted
(Kaplan & Meier 1958, J Am Stat Assoc 53:457).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from groupcare.rules.policy import Route
from groupcare.rules.reports import BY_RECEIVED, Answer, Asked, Bar, Row, Series, answer, number, people, text
from groupcare.rules.ties import At, Tie, Ties, across, down
from groupcare.rules.words import count, listed


class Wait(Struct, frozen=True, kw_only=True):
    """One person's wait for one step, in days: until it came, else until it was given up, else so far."""

    days: int
    came: bool
    given_up: bool = False


def wait(since: date, came: date | None, given_up: date | None, today: date) -> Wait:
    """A wait from `since`; a day before it counts as none."""
    until = came or given_up or today
    return Wait(
        days=max(0, (until - since).days), came=came is not None, given_up=came is None and given_up is not None
    )


class Waits(Struct, frozen=True, kw_only=True):
    """Waits together, in days. `half_within`: within so many days it had come for half of the people, those who still
    wait or gave up counted for as long as they did; None where it cannot be told yet."""

    people: int
    came: int
    waiting: int
    given_up: int
    half_within: int | None
    longest: int | None
    longest_so_far: int | None


def waits(every: Iterable[Wait] | Mapping[Wait, int]) -> Waits:
    """What these waits come to; equal ones may be given once with how many there are."""
    so_many = Counter(every)
    waiting = [w for w in so_many if not w.came and not w.given_up]
    return Waits(
        people=so_many.total(),
        came=sum(n for w, n in so_many.items() if w.came),
        waiting=sum(so_many[w] for w in waiting),
        given_up=sum(n for w, n in so_many.items() if w.given_up),
        half_within=half_within(so_many),
        longest=max((w.days for w in so_many if w.came), default=None),
        longest_so_far=max((w.days for w in waiting), default=None),
    )


def half_within(every: Iterable[Wait] | Mapping[Wait, int]) -> int | None:
    """The first day by which the step had come for half (the product-limit estimate); None where it is not reached."""
    came: Counter[int] = Counter()
    ended: Counter[int] = Counter()
    for one, n in Counter(every).items():
        ended[one.days] += n
        came[one.days] += n if one.came else 0
    at_risk, still = ended.total(), Fraction(1)
    for day in sorted(ended):
        if came[day]:
            still *= 1 - Fraction(came[day], at_risk)
        if 2 * still <= 1:
            return day
        at_risk -= ended[day]
    return None


class Waited(Struct, frozen=True, kw_only=True):
    """One referral: the days (local) on which it came, was first screened, first decided, and led to a first session;
    `given_up` when it ended or went to individual care. `route` is that of its newest screening."""

    route: Route | None
    received: date
    screened: date | None
    decided: date | None
    seated: date | None
    given_up: date | None


STEPS: Mapping[str, Callable[[Waited], date | None]] = {
    "first screening": lambda w: w.screened,
    "decision": lambda w: w.decided,
    "first session": lambda w: w.seated,
}
ROUTES = (*Route, None)


class WaitsOf(Struct, frozen=True):
    """One referral's waits, in the order of STEPS; `curriculum` is the id of what it was decided for, or empty."""

    route: Route | None
    until: tuple[Wait, ...]
    curriculum: str = ""


def waits_of(waited: Waited, today: date, curriculum: str = "") -> WaitsOf:
    """How long it waited for each step, or has until today."""
    until = tuple(wait(waited.received, came(waited), waited.given_up, today) for came in STEPS.values())
    return WaitsOf(waited.route, until, curriculum)


WAIT_HEADINGS = (
    *("Route, curriculum", "Until", "Referrals", "Came", "Half within", "Longest", "Still waiting", "Longest so far"),
    "Ended before",
)
NOT_SAID = "curriculum not said"
COUNTS = (2, 3, 6, 8)
"""Columns that count referrals: all, those that came, still wait, and ended before."""
STAY_BEHIND = (len(WAIT_HEADINGS), len(WAIT_HEADINGS) + 1)
"""Who had the step before and waits for this one, or ended before it, stands in no cell, and follows from two."""


def how_long(
    every: Iterable[WaitsOf] | Mapping[WaitsOf, int], asked: Asked, curricula: Mapping[str, str] | None = None
) -> Answer:
    """Waits from the day a referral was received, by route, and by curriculum where there are several (`curricula` are
    their names by id); equal ones may be given once with how many there are."""
    so_many, names = Counter(every), curricula or {}
    routes = [(str(route or "not screened"), [of for of in so_many if of.route is route]) for route in ROUTES]
    wanted = sorted({of.curriculum for of in so_many}, key=lambda i: (not i, names.get(i, i)))
    decided = [
        (f"for {names.get(i, i)}" if i else NOT_SAID, [of for of in so_many if of.curriculum == i]) for i in wanted
    ]
    by_route, by_curriculum = [one for one in routes if one[1]], decided if len(decided) > 1 else []
    rows: list[Row] = []
    for name, some in by_route:
        rows += _rows(name, _by_step({of: so_many[of] for of in some}), sums=False)
    for name, some in by_curriculum:
        rows += _rows(name, _by_step({of: so_many[of] for of in some}), sums=True)
    whole = _by_step(so_many)
    if len(by_route) > 1 or by_curriculum:
        rows += _rows("all", whole, sums=True)
    bars = (Bar(label=step, value=of.half_within, shown=_half(of)) for step, of in whole.items())
    return answer(
        "waits",
        asked,
        _sentence(whole),
        WAIT_HEADINGS,
        rows,
        Series(title="Days until half of the people had it", unit="days", bars=tuple(bars)),
        (
            "Days run from the day a referral was received to its first screening, its first decision, and the first "
            "session of its seat.",
            "Half within: by that many days the step had come for half of the referrals. Those who still wait count "
            "for as long as they have waited so far, those whose referral ended or who went to individual care until "
            "that day (product-limit estimate, Kaplan & Meier 1958); leaving them out would make waits look shorter.",
            "The route is that of the newest screening, the curriculum what the referral was decided for: not said "
            "where nobody has decided for one yet. A first session that is still to come is still waited for.",
            BY_RECEIVED,
            "A screening or session dated before its referral counts as no wait. Not counted: referrals entered in "
            "error.",
        ),
        ties=_ties(len(by_route), len(by_curriculum), rows),
        tells=[(4, 3)],
        unshown=_stay_behind(rows),
    )


def _ties(routes: int, curricula: int, rows: Sequence[Row]) -> Iterator[Ties]:
    """Each block has a row for each step; the last one takes those of routes together, and those of curricula. How many
    referrals there are is the same for each step; who had the one before has this one, waits for it, or ended."""
    steps, blocks = len(STEPS), len(rows) // len(STEPS)
    whole, some = (blocks - 1) * steps, [n for n in range(len(rows)) if n % steps]
    nested = all(_is_nested(rows, r) for r in some)
    if blocks > routes + curricula:
        for part in (range(routes), range(routes, routes + curricula)):
            pools = ((whole + step, [block * steps + step for block in part]) for step in range(steps if part else 0))
            yield down(pools, (*COUNTS, *(STAY_BEHIND if nested else ())))
    yield across(COUNTS[0], COUNTS[1:])
    yield down(((r - r % steps, [r]) for r in some), (COUNTS[0],))
    _, came, *left = COUNTS
    for r in (r for r in some if _is_nested(rows, r)):
        for column, counted in zip(STAY_BEHIND, left, strict=True):
            yield Tie((r, counted), ((r - 1, counted), (r, column)))
        yield Tie((r - 1, came), ((r, came), *((r, column) for column in STAY_BEHIND)))


def _stay_behind(rows: Sequence[Row]) -> Iterator[tuple[At, int]]:
    for r in range(len(rows)):
        if r % len(STEPS) and _is_nested(rows, r):
            for column, counted in zip(STAY_BEHIND, COUNTS[2:], strict=True):
                yield (r, column), _risen(rows, r, counted)


def _is_nested(rows: Sequence[Row], r: int) -> bool:
    """Whether the step of this row came to nobody who did not have the one before, as far as the counts tell."""
    return _risen(rows, r, COUNTS[1]) <= 0 and all(_risen(rows, r, counted) >= 0 for counted in COUNTS[2:])


def _risen(rows: Sequence[Row], r: int, column: int) -> int:
    now, before = (rows[n].cells[column].people or 0 for n in (r, r - 1))
    return now - before


def _by_step(every: Mapping[WaitsOf, int]) -> dict[str, Waits]:
    found = {}
    for place, step in enumerate(STEPS):
        so_many: Counter[Wait] = Counter()
        for of, n in every.items():
            so_many[of.until[place]] += n
        found[step] = waits(so_many)
    return found


def _rows(name: str, steps: Mapping[str, Waits], *, sums: bool) -> list[Row]:
    rows = []
    for step, of in steps.items():
        rows.append(
            Row(
                cells=(
                    text(name),
                    text(step),
                    people(of.people),
                    people(of.came),
                    number(of.half_within, "d", of.came),
                    number(of.longest, "d", 1),
                    people(of.waiting),
                    number(of.longest_so_far, "d", 1),
                    people(of.given_up),
                ),
                sums=sums,
            )
        )
    return rows


def _half(of: Waits) -> str:
    return "–" if of.half_within is None else f"{of.half_within} d"


def _sentence(whole: Mapping[str, Waits]) -> str:
    screened, decided, seated = whole.values()
    if not screened.people:
        return "There is no referral yet; this fills as referrals come in."
    said = (("screened", screened), ("decided on", decided), ("at their first session", seated))
    known = [f"{what} within {count(of.half_within, 'day')}" for what, of in said if of.half_within is not None]
    late = [what for what, of in said if of.half_within is None]
    words = []
    if known:
        words.append(f"Half of the people referred are {listed(known)}")
    if late:
        words.append(
            f"{'it cannot be told yet when' if known else 'It cannot be told yet when'} half are {listed(late)}"
        )
    if seated.waiting:
        verb = "waits" if seated.waiting == 1 else "wait"
        words.append(f"{seated.waiting:,} still {verb} for a first session, the longest {_so_far(seated)} so far")
    return "; ".join(words) + "."


def _so_far(of: Waits) -> str:
    return count(of.longest_so_far or 0, "day")
