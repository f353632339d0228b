"""Who practises: what one piece of homework shows on a board, and the answer that a report gives.

Not handed in is unknown, not none. Homework that is still to come in is not even that: it stands in no rate until the
day to hand it in has passed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.attendance import Mark, Rate
from groupcare.rules.homework import Adherence, Barrier, Homework, done
from groupcare.rules.reports import (
    BY_FIRST_DAY,
    FEWEST,
    Answer,
    Asked,
    Row,
    Series,
    added,
    answer,
    bar,
    number,
    people,
    share,
    share_words,
    summed,
    text,
)
from groupcare.rules.ties import down

WEEK = timedelta(days=7)


class State(StrEnum):
    """Three levels of doing and none; two kinds of unknown; still to come in."""

    met = "met"
    half = "half or more"
    under = "under half"
    none = "none"
    not_in = "not handed in"
    absent = "absent when it was set"
    to_come = "still to come in"


def awaited(homework: Homework, today: date) -> bool:
    """Whether it is still to come in: nothing was handed in, and the day to do so (a week on where none was set) has
    not passed."""
    return homework.practice is None and (homework.hand_in_by or homework.set_on + WEEK) >= today


def is_new(homework: Homework) -> bool:
    """Whether it was handed in and nobody has reviewed it."""
    return homework.practice is not None and homework.review is None


def state_of(homework: Homework, mark: Mark | None, today: date) -> State:
    """The state of one piece; `mark` is the member's at the session at which it was set."""
    days = done(homework)
    if days is None:
        if mark not in (None, Mark.attended):
            return State.absent
        return State.to_come if awaited(homework, today) else State.not_in
    if days >= homework.days_set:
        return State.met
    if days == 0:
        return State.none
    return State.half if 2 * days >= homework.days_set else State.under


# --- the report ------------------------------------------------------------------------------------------------------


class PractiseOf(Struct, frozen=True, kw_only=True):
    """One member's homework in a group, as far as it is due; `to_come` pieces are not."""

    adherence: Adherence
    barriers: tuple[Barrier, ...] = ()
    qualities: tuple[int, ...] = ()
    to_come: int = 0


class Practised(Struct, frozen=True, kw_only=True):
    """What the homework of several members comes to. `half` are those who did half or more, of those who handed in.

    So many members have some that is `due`, are `owing` some, have some `coming`, were `rated`, and named each barrier
    (`named`).
    """

    members: int = 0
    half: Rate = Rate(0, 0)
    known: Rate = Rate(0, 0)
    with_unknown: Rate = Rate(0, 0)
    not_handed_in: int = 0
    to_come: int = 0
    qualities: Mapping[int, int] = {}
    barriers: Mapping[Barrier, int] = {}
    due: int = 0
    owing: int = 0
    coming: int = 0
    rated: int = 0
    named: Mapping[Barrier, int] = {}


def practised(every: Iterable[PractiseOf]) -> Practised:
    """What these members' homework comes to."""
    found = list(every)
    adherent = [p.adherence.adherent for p in found if p.adherence.adherent is not None]
    return Practised(
        members=len(found),
        half=Rate(sum(adherent), len(adherent)),
        known=added(p.adherence.known for p in found),
        with_unknown=added(p.adherence.with_unknown for p in found),
        not_handed_in=sum(p.adherence.not_handed_in for p in found),
        to_come=sum(p.to_come for p in found),
        qualities=Counter(quality for p in found for quality in p.qualities),
        barriers=Counter(barrier for p in found for barrier in p.barriers),
        due=sum(p.adherence.with_unknown.of > 0 for p in found),
        owing=sum(p.adherence.not_handed_in > 0 for p in found),
        coming=sum(p.to_come > 0 for p in found),
        rated=sum(bool(p.qualities) for p in found),
        named=Counter(barrier for p in found for barrier in set(p.barriers)),
    )


def practised_together(every: Iterable[Practised]) -> Practised:
    """Those of several groups as one."""
    found = list(every)
    return Practised(
        members=sum(p.members for p in found),
        half=added(p.half for p in found),
        known=added(p.known for p in found),
        with_unknown=added(p.with_unknown for p in found),
        not_handed_in=sum(p.not_handed_in for p in found),
        to_come=sum(p.to_come for p in found),
        qualities=summed(p.qualities for p in found),
        barriers=summed(p.barriers for p in found),
        due=sum(p.due for p in found),
        owing=sum(p.owing for p in found),
        coming=sum(p.coming for p in found),
        rated=sum(p.rated for p in found),
        named=summed(p.named for p in found),
    )


class PractisedIn(Struct, frozen=True, kw_only=True):
    """The homework of one group, with its name."""

    group: str
    practised: Practised


PRACTISE_HEADINGS = (
    *("Group", "Members", "Half or more", "Days done", "Unknown as none", "Not handed in", "To come in"),
    *("Quality 0–4", "Barriers"),
)
BARRIERS, LISTED = len(PRACTISE_HEADINGS) - 1, 3
"""The column of several numbers, how often each barrier was named: so many of them, the most often named."""


def who_practises(groups: Sequence[PractisedIn], asked: Asked) -> Answer:
    """Homework by group."""
    some = [g for g in groups if g.practised.members]
    every = practised_together(g.practised for g in some)
    rows = [_practise_row(g.group, g.practised) for g in some]
    told = [_told(g.practised) for g in some]
    if len(some) > 1:
        rows.append(_practise_row("All groups", every, sums=True))
        told.append(_told(every))
    own = {barrier: len(PRACTISE_HEADINGS) + n for n, barrier in enumerate(every.named)}
    pairs = list(zip(some, told, strict=False))
    whole = [b for b in (told[-1] if told else ()) if all(b in t or not g.practised.named.get(b) for g, t in pairs)]
    bars = (bar(g.group, g.practised.with_unknown, g.practised.due) for g in some)
    return answer(
        "practises",
        asked,
        _practise_sentence(every),
        PRACTISE_HEADINGS,
        rows,
        Series(title="Days done of days set, unknown as none", unit="%", bars=tuple(bars)),
        (
            "Half or more: members who did at least half of the days set, among what they handed in (adherent as in "
            "Decker 2016, where the mean was 41 %).",
            "Days count up to what was set: six of five is five, so that a surplus hides no shortfall elsewhere.",
            "Days done is among what was handed in. What was not handed in is unknown: “unknown as none” counts it as "
            "nothing done, so the truth lies between the two. What is still to come in counts in neither.",
            "Quality is the mean of the reviewers' ratings, apart from quantity (Kazantzis 2004).",
            f"{BY_FIRST_DAY} Fewer than {FEWEST} members are never a percentage.",
        ),
        ties=[
            down(
                [(len(some), range(len(some)))] if len(some) > 1 else (),
                (*range(1, BARRIERS), *(own[barrier] for barrier in whole)),
            )
        ],
        tells=[(BARRIERS, column) for column in own.values()],
        unshown=[((r, own[barrier]), n) for r, of in enumerate(told) for barrier, n in of.items()],
    )


def _practise_sentence(every: Practised) -> str:
    if not every.with_unknown.of:
        return "No homework is due yet; this fills as homework is set at sessions and handed in."
    if not every.half.of:
        return "Homework was set, and nothing has been handed in yet."
    barrier = _most_common(every.barriers, 1)
    often = f"; most often named as in the way: {barrier[0][0]}" if barrier else ""
    return (
        f"{share_words(every.half)} members who handed homework in did half or more of it; of the days set "
        f"{share_words(every.known, every.half.of)} are known to be done, "
        f"{share_words(every.with_unknown, every.due)} with what was not handed in as none{often}."
    )


def _practise_row(name: str, of: Practised, *, sums: bool = False) -> Row:
    rated = sum(of.qualities.values())
    quality = sum(q * n for q, n in of.qualities.items()) / rated if rated else None
    barriers = _most_common(of.barriers, LISTED)
    return Row(
        cells=(
            text(name),
            people(of.members),
            share(of.half),
            share(of.known, of.half.of),
            share(of.with_unknown, of.due),
            number(of.not_handed_in, people=of.owing),
            number(of.to_come, people=of.coming),
            number(round(quality, 1) if quality is not None else None, people=of.rated),
            text(
                ", ".join(f"{barrier} {n}" for barrier, n in barriers),
                min(_told(of).values(), default=0),
            ),
        ),
        sums=sums,
    )


def _told(of: Practised) -> dict[Barrier, int]:
    """How many members stand behind each barrier that is told."""
    return {barrier: of.named.get(barrier, 0) for barrier, _ in _most_common(of.barriers, LISTED)}


def _most_common(barriers: Mapping[Barrier, int], most: int) -> list[tuple[Barrier, int]]:
    return Counter(barriers).most_common(most)
