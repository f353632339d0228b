"""How a curriculum's modules are laid over meetings, as typed: the order, rounds, and what comes afterwards.

`1 2 3+4 5 5 6` is five meetings and a half: 3 and 4 together, 5 over two meetings. `booster 3 months, follow-up 6
months` are meetings without modules, counted from the last session.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from groupcare.rules.curriculum import Admission, Curriculum, may_take
from groupcare.rules.group import SessionKind

MOST_MEETINGS = 150
MOST_ROUNDS = 12


class LayoutFault(ValueError):
    """A text that lays out no course; the message says what is wrong, in a sentence."""


class Slot(Struct, frozen=True):
    """What one meeting is for: its modules, and those among them that go on in the next."""

    modules: tuple[int, ...]
    continues: tuple[int, ...] = ()


class After(Struct, frozen=True):
    """A meeting so many weeks or months after the last session."""

    kind: SessionKind
    number: int
    unit: str


def slots(curriculum: Curriculum, order: str = "", rounds: int = 1) -> tuple[Slot, ...]:
    """The meetings of a course: by `order`, else a module each with a `last` one at the end, so many times over.

    Raises LayoutFault.
    """
    if not 1 <= rounds <= MOST_ROUNDS:
        raise LayoutFault(f"A group goes once to {MOST_ROUNDS} times through its modules.")
    if rounds > 1 and curriculum.admission is not Admission.rolling:
        raise LayoutFault("Only a rolling group goes through its modules more than once.")
    one = _typed(curriculum, order) if order.strip() else _as_written(curriculum, rounds)
    if len(one) * rounds > MOST_MEETINGS:
        raise LayoutFault(f"That makes {len(one) * rounds} meetings; at most {MOST_MEETINGS} can be planned.")
    return one * rounds


def _as_written(curriculum: Curriculum, rounds: int) -> tuple[Slot, ...]:
    modules = curriculum.module
    if rounds > 1:
        modules = (*(m for m in modules if not m.last), *(m for m in modules if m.last))
    return tuple(Slot((m.number,)) for m in modules)


def _typed(curriculum: Curriculum, order: str) -> tuple[Slot, ...]:
    meetings: list[tuple[int, ...]] = []
    for word in re.sub(r"\s*\+\s*", "+", order).replace(",", " ").split():
        try:
            if not re.fullmatch(r"[0-9]{1,3}(\+[0-9]{1,3})*", word):
                raise ValueError
            numbers = tuple(int(part) for part in word.split("+"))
        except ValueError:
            raise LayoutFault(f"Order: “{word}” is no module. Write 1 2 3+4 5 5 6.") from None
        for number in numbers:
            if curriculum.find(number) is None:
                raise LayoutFault(
                    f"Order: there is no module {number}; the curriculum has 1 to {len(curriculum.module)}."
                )
        meetings.append(tuple(dict.fromkeys(numbers)))
    if not meetings:
        raise LayoutFault("Order: no module stands there. Write 1 2 3+4 5 5 6.")
    goes_on = [tuple(n for n in now if n in then) for now, then in zip(meetings, [*meetings[1:], ()], strict=True)]
    return tuple(Slot(now, on) for now, on in zip(meetings, goes_on, strict=True))


def remarks(curriculum: Curriculum, course: Sequence[Slot]) -> list[str]:
    """What to know about an order: modules left out, before what they wait for, or twice; a sentence each."""
    found = []
    planned = {n for slot in course for n in slot.modules}
    if left := [m.number for m in curriculum.module if m.required and m.number not in planned]:
        found.append(f"Left out: module{'s' if left[1:] else ''} {', '.join(map(str, left))}.")
    had: set[int] = set(curriculum.individual_first)
    early: list[int] = []
    again: list[int] = []
    for slot in course:
        for number in slot.modules:
            if curriculum.admission is Admission.closed and number in had and number not in curriculum.individual_first:
                again.append(number)
            if not may_take(curriculum, number, had | set(slot.modules) - {number}) and number not in had:
                early.append(number)
        had |= {n for n in slot.modules if n not in slot.continues}
    if curriculum.admission is Admission.closed and again:
        found.append(f"Taught twice, apart: module {', '.join(map(str, dict.fromkeys(again)))}.")
    if early := [n for n in dict.fromkeys(early) if n not in left]:
        found.append(f"Module {', '.join(map(str, early))} would come before what it waits for.")
    return found


# --- afterwards -----------------------------------------------------------------------------------------------------

_AFTER = re.compile(r"(booster|follow[- ]?up)\s+([0-9]{1,3})\s*(w|weeks?|m|months?)", re.IGNORECASE)


def afterwards(text: str) -> tuple[After, ...]:
    """Boosters and follow-ups as typed: booster 3 months, follow-up 6 months. Raises LayoutFault."""
    found = []
    for part in filter(None, (p.strip() for p in re.split(r"[,;\n]", text))):
        match = _AFTER.fullmatch(part)
        if match is None or not 1 <= int(match[2]) <= 104:
            raise LayoutFault(f"Afterwards: “{part}” says not when. Write booster 3 months, follow-up 6 months.")
        kind = SessionKind.booster if match[1].lower() == "booster" else SessionKind.follow_up
        found.append(After(kind, int(match[2]), "weeks" if match[3].lower().startswith("w") else "months"))
    return tuple(found)


def days_afterwards(
    last: date, wanted: Sequence[After], next_open: Callable[[date], date]
) -> tuple[tuple[After, date], ...]:
    """Each with its day, in order: the first open meeting day at that distance from the last session, or after."""
    import pendulum

    begin = pendulum.date(last.year, last.month, last.day)
    meant = []
    for after in wanted:
        moment = begin.add(weeks=after.number) if after.unit == "weeks" else begin.add(months=after.number)
        meant.append((date(moment.year, moment.month, moment.day), after))
    found: list[tuple[After, date]] = []
    for day, after in sorted(meant, key=lambda one: one[0]):
        earliest = max([day, *(date.fromordinal(on.toordinal() + 1) for _, on in found)])
        found.append((after, next_open(earliest)))
    return tuple(found)
