"""Are seats filled: how many seats groups offered, how many of them were taken, and who still waits for one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from groupcare.rules.attendance import Rate
from groupcare.rules.group import IN_GROUP, Member
from groupcare.rules.reports import (
    BY_FIRST_DAY,
    Answer,
    Asked,
    Kind,
    Row,
    Series,
    answer,
    bar,
    grouped,
    number,
    people,
    share,
    text,
)
from groupcare.rules.ties import across, by_kind, down
from groupcare.rules.words import count


class Filled(Struct, frozen=True, kw_only=True):
    """How a group's seats were taken: `most` at once on any one day, `now`, and how many people `had` one at all."""

    most: int = 0
    now: int = 0
    had: int = 0


def filled(members: Iterable[Member]) -> Filled:
    """Of everybody who has or had a place in one group. A seat is taken from its first session to its last day; one
    that ended before it began was never taken."""
    every = [m for m in members if m.end is None or m.end >= m.start]
    return Filled(
        most=max((_taken(every, m.start) for m in every), default=0),
        now=sum(m.status in IN_GROUP for m in every),
        had=len({m.client for m in every}),
    )


def _taken(members: Sequence[Member], on: date) -> int:
    return sum(m.start <= on and (m.end is None or on <= m.end) for m in members)


class SeatsIn(Struct, frozen=True, kw_only=True):
    """One group's seats; `curriculum` is the id of its curriculum, `open` whether it is not over."""

    group: str
    curriculum: str
    offered: int
    filled: Filled
    open: bool


SEAT_HEADINGS = ("Group", "Offered", "Filled", "Filled %", "Empty", "Taken now", "Had a seat", "Waitlisted")
NOW, HAD = SEAT_HEADINGS.index("Taken now"), SEAT_HEADINGS.index("Had a seat")
GONE = len(SEAT_HEADINGS)
"""Who had a seat and has none now stands in no cell, and follows from two."""
NOTHING = "No group offers a seat yet; this fills as groups are made and people are seated."


def are_seats_filled(
    groups: Sequence[SeatsIn], waitlisted: Mapping[str, int] | None, curricula: Mapping[str, str], asked: Asked
) -> Answer:
    """Seats by group and by curriculum; `waitlisted` are people by curriculum, None where only one group is asked
    about, `curricula` the names by id."""
    waits = waitlisted or {}
    of = grouped((g.curriculum, g) for g in groups)
    of.update({i: [] for i in waits if i not in of})
    rows = [_row(g.group, [g], None) for g in groups]
    for i, some in of.items():
        rows.append(
            _row(f"All of {curricula.get(i, i)}", some, waits.get(i, 0) if waitlisted is not None else None, sums=True)
        )
    waiting = sum(waits.values()) if waitlisted is not None else None
    if len(of) > 1:
        rows.append(_row("All groups", groups, waiting, sums=True))
    pools = by_kind([g.curriculum for g in groups], of)
    last = len(SEAT_HEADINGS) - 1
    return answer(
        "seats",
        asked,
        _sentence(groups, waiting or 0),
        SEAT_HEADINGS,
        rows,
        Series(
            title="Seats filled, of those offered",
            unit="%",
            bars=tuple(bar(g.group, Rate(g.filled.most, g.offered), g.filled.most) for g in groups),
        ),
        (
            "Offered: the seats of each group. Filled: the most seats of the group that are taken on any one day, so "
            "far or from a day to come on; whoever takes a seat that became free fills no further one. Empty: offered "
            "and not filled.",
            "Taken now: in groups that are not over. Had a seat: everybody who has or had one, those who left too.",
            "A seat is taken from a member's first session to their last day, also while they are on hold. Not "
            "counted: cancelled groups, places that ended before they began, and places entered in error.",
            "Waitlisted: people who wait now for a group of the curriculum; of a period, those referred in it.",
            BY_FIRST_DAY,
        ),
        ties=(
            down(pools, (*range(2, last), GONE)),
            down(pools[-1:] if len(of) > 1 else (), [last]),
            across(HAD, (NOW, GONE)),
        ),
        tells=((3, 2), (4, 2)),
        unshown=[((r, GONE), _gone(row)) for r, row in enumerate(rows)],
    )


def _gone(row: Row) -> int:
    """How many had a seat and have none now."""
    had, now = row.cells[HAD].people or 0, row.cells[NOW].people or 0
    return max(0, had - now)


def _row(name: str, groups: Sequence[SeatsIn], waiting: int | None, *, sums: bool = False) -> Row:
    offered, most = sum(g.offered for g in groups), sum(g.filled.most for g in groups)
    going = [g.filled.now for g in groups if g.open]
    return Row(
        cells=(
            text(name),
            number(offered),
            people(most),
            share(Rate(most, offered), most),
            number(sum(max(0, g.offered - g.filled.most) for g in groups)),
            people(sum(going)) if going or not groups else number(None),
            people(sum(g.filled.had for g in groups)),
            number(None) if waiting is None else people(waiting),
        ),
        sums=sums,
    )


def _sentence(groups: Sequence[SeatsIn], waiting: int) -> str:
    wait = f"{count(waiting, 'person waits', 'people wait')} for a seat"
    if not groups:
        return f"No group offers a seat yet; {wait}." if waiting else NOTHING
    offered, most = sum(g.offered for g in groups), sum(g.filled.most for g in groups)
    of = f"Of {count(offered, 'seat')} in {count(len(groups), 'group')}"
    percent = share(Rate(most, offered), most)
    words = f" ({percent.shown})" if percent.kind is Kind.percent else ""
    return f"{of} {most:,} {'has' if most == 1 else 'have'} been filled{words}" + (f"; {wait}." if waiting else ".")
