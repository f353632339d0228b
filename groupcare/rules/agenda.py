"""A session's agenda: its parts in order, which of them were covered, and where it stands by the clock."""

from collections.abc import Collection, Sequence

from msgspec import Struct

from groupcare.rules.curriculum import AgendaKind, Module

OPENING = (AgendaKind.check_in, AgendaKind.homework)
CLOSING = (AgendaKind.set_homework, AgendaKind.close)


class Part(Struct, frozen=True, kw_only=True):
    """One part of a session, `minutes` long, of the module with that number."""

    module: int
    kind: AgendaKind
    minutes: int
    what: str


def agenda_of(modules: Sequence[Module], minutes: int) -> tuple[Part, ...]:
    """The parts of a session of so many minutes.

    One module is taught as it is written. Several share one opening (the first one's) and one close (the last one's),
    and what lies between is shortened in proportion, each part to a minute at least.
    """
    opening: list[Part] = []
    between: list[Part] = []
    closing: list[Part] = []
    for place, module in enumerate(modules):
        parts = [Part(module=module.number, kind=i.kind, minutes=i.minutes, what=i.what) for i in module.agenda]
        first, last = _ends([part.kind for part in parts])
        if place == 0:
            opening = parts[:first]
        if place == len(modules) - 1:
            closing = parts[last:]
        between += parts[first:last]
    if len(modules) > 1:
        between = _shortened(between, minutes - sum(part.minutes for part in (*opening, *closing)))
    return (*opening, *between, *closing)


def _ends(kinds: Sequence[AgendaKind]) -> tuple[int, int]:
    """How many parts open a module, and from which one on it closes."""
    first = next((i for i, kind in enumerate(kinds) if kind not in OPENING), len(kinds))
    last = len(kinds)
    while last > first and kinds[last - 1] in CLOSING:
        last -= 1
    return first, last


def _shortened(parts: Sequence[Part], minutes: int) -> list[Part]:
    """The parts in so many minutes together; as they are where there is not even a minute for each."""
    total, free = sum(part.minutes for part in parts), minutes - len(parts)
    if not parts or free < 0 or total <= minutes:
        return list(parts)
    shares, upto = [], 0
    for part in parts:
        before, upto = upto, upto + part.minutes
        shares.append(1 + free * upto // total - free * before // total)
    return [
        Part(module=part.module, kind=part.kind, minutes=share, what=part.what)
        for part, share in zip(parts, shares, strict=True)
    ]


class AgendaNow(Struct, frozen=True, kw_only=True):
    """Where an agenda stands, in minutes since the session began; parts are numbered from 1.

    `number` and `item` are what the clock says is on, `item` None once all time is over, with `left` minutes to go.
    `on` is the part that is really on: the one after the last that was ticked, None once the last one was; while none
    was ticked it is the clock's. `behind` is how long that part should have been over, negative how long it is early.
    """

    elapsed: int
    number: int
    item: Part | None
    left: int
    on: int | None
    behind: int


def agenda_now(parts: Sequence[Part], done: Collection[int], elapsed: int) -> AgendaNow:
    """Where the agenda stands `elapsed` minutes after the beginning, with these parts ticked."""
    ends, upto = [], 0
    for part in parts:
        upto += part.minutes
        ends.append(upto)
    number = next((n for n, end in enumerate(ends, 1) if elapsed < end), None)
    item, left = (parts[number - 1], ends[number - 1] - elapsed) if number is not None else (None, 0)
    on, behind = number, 0
    if done:
        on = next_part(parts, done)
        if on is not None and elapsed >= ends[on - 1]:
            behind = elapsed - ends[on - 1]
        elif on is not None:
            behind = min(0, elapsed - (ends[on - 1] - parts[on - 1].minutes))
    return AgendaNow(elapsed=elapsed, number=number or len(parts), item=item, left=left, on=on, behind=behind)


def next_part(parts: Sequence[Part], done: Collection[int]) -> int | None:
    """The part that comes after the last one ticked, None where that was the last of all."""
    following = max(done, default=0) + 1
    return following if following <= len(parts) else None


def not_covered(parts: Sequence[Part], done: Collection[int]) -> tuple[tuple[int, Part], ...]:
    """The parts that were left out, with their numbers. Where nothing at all was ticked nobody kept count: none."""
    return tuple((n, part) for n, part in enumerate(parts, 1) if done and n not in done)
