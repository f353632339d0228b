"""Who practises: what one piece of homework shows on a board, and the answer that a report gives.

Not handed in is unknown, not none. Homework that is still to come in is not even that: it stands in no rate until the
day to hand it in has passed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.attendance import Mark, Rate
from groupcare.rules.homework import Adherence, Barrier, Homework, done
from groupcare.rules.reports import (
    FEWEST,
    Answer,
    Asked,
    Row,
    Series,
    added,
    answer,
    bar,
    grouped,
    number,
    share,
    share_words,
    text,
)

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

    group: str
    adherence: Adherence
    barriers: tuple[Barrier, ...] = ()
    qualities: tuple[int, ...] = ()
    to_come: int = 0


PRACTISE_HEADINGS = (
    *("Group", "Members", "Half or more", "Days done", "Unknown as none", "Not handed in", "To come in"),
    *("Quality 0–4", "Barriers"),
)


def who_practises(every: Sequence[PractiseOf], asked: Asked) -> Answer:
    """Homework by group."""
    groups = grouped((p.group, p) for p in every)
    rows = [_practise_row(name, of) for name, of in groups.items()]
    if len(groups) > 1:
        rows.append(_practise_row("All groups", every, sums=True))
    bars = (bar(name, added(p.adherence.with_unknown for p in of), len(of)) for name, of in groups.items())
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
            f"Fewer than {FEWEST} members are never a percentage.",
        ),
    )


def _half_or_more(every: Iterable[PractiseOf]) -> Rate:
    known = [p.adherence.adherent for p in every if p.adherence.adherent is not None]
    return Rate(sum(known), len(known))


def _practise_sentence(every: Sequence[PractiseOf]) -> str:
    if not any(p.adherence.with_unknown.of for p in every):
        return "No homework is due yet; this fills as homework is set at sessions and handed in."
    half = _half_or_more(every)
    if not half.of:
        return "Homework was set, and nothing has been handed in yet."
    known, all_set = (added(getattr(p.adherence, name) for p in every) for name in ("known", "with_unknown"))
    barrier = Counter(b for p in every for b in p.barriers).most_common(1)
    often = f"; most often named as in the way: {barrier[0][0]}" if barrier else ""
    return (
        f"{share_words(half)} members who handed homework in did half or more of it; of the days set "
        f"{share_words(known, half.of)} are known to be done, {share_words(all_set, len(every))} with what was not "
        f"handed in as none{often}."
    )


def _practise_row(name: str, every: Sequence[PractiseOf], *, sums: bool = False) -> Row:
    people = len(every)
    qualities = [quality for p in every for quality in p.qualities]
    barriers = Counter(b for p in every for b in p.barriers).most_common(3)
    return Row(
        cells=(
            text(name),
            number(people),
            share(_half_or_more(every)),
            share(added(p.adherence.known for p in every), people),
            share(added(p.adherence.with_unknown for p in every), people),
            number(sum(p.adherence.not_handed_in for p in every)),
            number(sum(p.to_come for p in every)),
            number(round(sum(qualities) / len(qualities), 1) if qualities else None),
            text(", ".join(f"{barrier} {n}" for barrier, n in barriers)),
        ),
        sums=sums,
    )
