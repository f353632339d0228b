"""The way through what is left of a curriculum: which module a member can have next, and when.

Its order rules say what must be covered first. A module that no session to come teaches is to be made up, which can
be done on any day; the path has it where it is needed, or at once where it is asked for first.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from msgspec import Struct

from groupcare.rules.curriculum import Curriculum, may_take, waits_for


class Step(Struct, frozen=True, kw_only=True):
    """A module to be had: at the session on that day, or by a make-up."""

    module: int
    on: date | None


def path(
    c: Curriculum,
    had: Collection[int],
    wanted: Iterable[int],
    coming: Sequence[tuple[date, Sequence[int]]],
    first: Iterable[int] = (),
) -> tuple[Step, ...]:
    """The modules wanted and what they wait for, in an order that the curriculum allows who has `had` these.

    `coming` are sessions to come in order, with the modules they teach. Of modules to be made up, `first` come at once
    where that is allowed, others when a later one waits for them. What no order can reach is left out.
    """
    way = _Way(c, had, wanted, coming)
    for number in sorted(first):
        if number in way.alone:
            way.take(number, None)
    last = {number: place for place, (_, modules) in enumerate(coming) for number in modules}
    for place, (on, modules) in enumerate(coming):
        for number in modules:
            if number in way.open:
                way.take(number, on)
        way.alone |= {number for number in modules if number in way.open and last[number] == place}
    while ready := [n for n in sorted(way.open) if may_take(c, n, way.covered)]:
        way.take(ready[0], None)
    return tuple(way.steps)


class _Way:
    """What is covered and what is open as one goes along; `alone` are modules that no session from there on teaches."""

    def __init__(
        self, c: Curriculum, had: Collection[int], wanted: Iterable[int], coming: Sequence[tuple[date, Sequence[int]]]
    ) -> None:
        self.c, self.covered = c, set(had)
        self.open = _with_what_they_wait_for(c, wanted, self.covered)
        self.alone = self.open - {number for _, modules in coming for number in modules}
        self.steps: list[Step] = []

    def take(self, number: int, on: date | None) -> None:
        """Take it, after making up what it waits for; not at all where that is still to come."""
        before = self._made_up_before(number)
        if before is not None:
            for one in before:
                self._had(one, None)
            self._had(number, on)

    def _had(self, number: int, on: date | None) -> None:
        self.covered.add(number)
        self.open.discard(number)
        self.alone.discard(number)
        self.steps.append(Step(module=number, on=on))

    def _made_up_before(self, number: int) -> list[int] | None:
        """What is to be made up first, in an order; None where something else has to come first."""
        found: list[int] = []
        asked: set[int] = set()

        def ready(one: int) -> bool:
            asked.add(one)
            for before in waits_for(self.c, one):
                if before in self.covered or before in found:
                    continue
                if before not in self.alone or before in asked or not ready(before):
                    return False
                found.append(before)
            return True

        return found if ready(number) else None


def _with_what_they_wait_for(c: Curriculum, wanted: Iterable[int], had: Collection[int]) -> set[int]:
    found: set[int] = set()
    rest = [n for n in wanted if c.find(n) is not None]
    while rest:
        number = rest.pop()
        if number not in found and number not in had:
            found.add(number)
            rest += waits_for(c, number)
    return found
