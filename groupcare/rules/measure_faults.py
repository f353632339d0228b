"""What would make a measure's file score people wrongly: checked when it is read, so that scoring need not ask."""

from collections.abc import Iterator

from groupcare.rules.curriculum import Fault
from groupcare.rules.measures import Better, Change, Cutoff, Measure, Scoring


def faults(m: Measure) -> Iterator[Fault]:
    """Every fault with its place in the file and what was expected there."""
    for field in ("name", "title", "version", "licence", "source", "window"):
        if not getattr(m, field).strip():
            yield Fault((field,), f"{field} to be some words, not empty")
    if not m.item:
        yield Fault(("item",), "at least one [[item]]")
        return
    yield from _items(m)
    yield from _missing_answers(m)
    yield from _bands(m)
    for i, change in enumerate(m.change):
        yield from _change(i, change, m)
    if m.cutoff is not None:
        yield from _cutoff(m.cutoff, m)
    for i, subscale in enumerate(m.subscale):
        numbers = subscale.items
        known = all(1 <= n <= len(m.item) and m.item[n - 1].scored for n in numbers)
        if not numbers or not known or len(set(numbers)) < len(numbers):
            yield Fault(("subscale", i, "items"), f"numbers of scored items, 1 to {len(m.item)}, each once")
    if not 0 <= m.window_days <= 366:
        yield Fault(("window_days",), "days of the recall window from 0 to 366")


def _items(m: Measure) -> Iterator[Fault]:
    keys: set[str] = set()
    for i, item in enumerate(m.item):
        if item.key in keys or not item.key.strip() or not item.text.strip():
            yield Fault(("item", i, "key"), "a key that no other item has, and a text")
        keys.add(item.key)
        if not 0 <= item.low < item.high:
            yield Fault(("item", i, "high"), f"a highest answer over the lowest, {item.low}, and none under 0")
        options = item.options or m.options
        if options and len(options) != item.high - item.low + 1:
            yield Fault(("item", i, "options"), f"{item.high - item.low + 1} options, one an answer")
        if not item.wording and not m.read_from.strip():
            yield Fault(("read_from",), "what staff read the items from, since their wording does not stand here")
    if m.better is not Better.none and not m.scored:
        yield Fault(("item",), "at least one item that is scored")


def _missing_answers(m: Measure) -> Iterator[Fault]:
    items = len(m.scored)
    prorates = 0 if m.scoring is Scoring.mean else max(0, items - 1)
    if not 0 <= m.prorate_up_to <= prorates:
        yield Fault(("prorate_up_to",), f"unanswered items from 0 to {prorates}; a mean has answered_at_least instead")
    fewest = items if m.scoring is Scoring.mean else 0
    if not 0 <= m.answered_at_least <= fewest:
        yield Fault(("answered_at_least",), f"answered items from 0 to {fewest}; a sum has prorate_up_to instead")


def _bands(m: Measure) -> Iterator[Fault]:
    for i, band in enumerate(m.band):
        if (band.at_least is None) is (band.above is None):
            yield Fault(("band", i, "name"), "at_least or above, one of the two")
        if i and band.bound <= m.band[i - 1].bound:
            yield Fault(("band", i, "name"), "bands in rising order")
        if i and not m.lowest < band.bound < m.highest + (band.above is None):
            yield Fault(
                ("band", i, "name"), f"a bound over {m.lowest:g} that a score of {m.highest:g} or less can reach"
            )
    if m.band and not (m.band[0].at_least is not None and m.band[0].at_least <= m.lowest):
        yield Fault(
            ("band", 0, "name"), f"the first band at least {m.lowest:g}, the lowest score, so that none is left out"
        )
    if m.band and not m.band_source.strip():
        yield Fault(("band_source",), "who gives these bands")


def _change(i: int, c: Change, m: Measure) -> Iterator[Fault]:
    by_both = c.sd is not None or c.reliability is not None
    if sum((c.points is not None, c.percent is not None, c.sem is not None, by_both)) != 1:
        yield Fault(("change", i, "kind"), "points, or percent, or sd with reliability, or sem: one of the four")
    elif any(n is not None and n <= 0 for n in (c.points, c.percent, c.sem)):
        yield Fault(("change", i, "kind"), "points, percent or sem over 0")
    elif by_both and not ((c.sd or 0) > 0 and c.reliability is not None and 0 <= c.reliability < 1):
        yield Fault(("change", i, "kind"), "sd over 0, and reliability from 0 to under 1")
    if not c.kind.strip() or not c.source.strip():
        yield Fault(("change", i, "source"), "a kind, and who gives this threshold")
    if c.new_band and not m.band:
        yield Fault(("change", i, "new_band"), "bands, since it asks for another one")


def _cutoff(c: Cutoff, m: Measure) -> Iterator[Fault]:
    given = {"at_least": c.at_least, "above": c.above, "below": c.below}
    bounds = {name: bound for name, bound in given.items() if bound is not None}
    ways = {Better.lower: {"at_least", "above"}, Better.higher: {"below"}, Better.none: set[str]()}[m.better]
    if len(bounds) != 1 or not bounds.keys() <= ways:
        yield Fault(("cutoff", "source"), "at_least or above where lower is better, below where higher is: one of them")
    elif not all(m.lowest < bound < m.highest for bound in bounds.values()):
        yield Fault(("cutoff", next(iter(bounds))), f"a cut-off between {m.lowest:g} and {m.highest:g}")
    if not c.source.strip():
        yield Fault(("cutoff", "source"), "who gives this cut-off")
