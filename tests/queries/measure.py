"""How long the queries take on a large store: `python -m tests.queries.measure [people]` (10,000 unless told).

Makes a throw-away store of that many invented people (about a minute for 10,000) and prints the best of several runs of
each query, in milliseconds.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from groupcare.queries import chart, homework, members, reports, search
from groupcare.rules.attendance import Attendance
from groupcare.rules.group import Group, GroupStatus, Member, Session
from groupcare.rules.homework import Homework
from groupcare.rules.people import Client
from tests.queries.large import five_years, large_store


def timed(name: str, run: Callable[[], Any], runs: int = 7) -> None:
    """Print what it takes: the best by the clock, and the least of the processor (which other programs do not slow)."""
    clock, processor = [], []
    for _ in range(runs):
        begun = time.perf_counter(), time.process_time()
        run()
        clock.append((time.perf_counter() - begun[0]) * 1000)
        processor.append((time.process_time() - begun[1]) * 1000)
    print(f"{name:<34} {min(clock):8.1f} ms by the clock, {min(processor):8.1f} ms of processor")


def main(people: int) -> None:
    """Fill, then measure."""
    with large_store(people) as who:
        long = five_years(who)
        middle = who.of(Client).numbered(people // 2)
        assert middle is not None
        running = next(g for g in who.of(Group).all() if g.status is GroupStatus.running)
        timed("members", lambda: members.members(who))
        timed("members.needs_plan", lambda: members.needs_plan(who))
        timed("chart, an ordinary person", lambda: chart.chart(who, middle))
        timed("chart, five years", lambda: chart.chart(who, long))
        timed("homework.board", lambda: homework.board(who, running))
        timed("homework.to_review", lambda: homework.to_review(who))
        index = search.index(who)
        timed("search.index", lambda: search.index(who))
        for said in ("alvarez", "nunez ana", "GC-0042", "555 0004", "pain skills 3", "zzz"):
            timed(f"search.find {said!r}", lambda said=said: index.find(said))  # type: ignore[misc]
        for key in reports.QUESTIONS:
            timed(f"reports.answer {key!r}", lambda key=key: reports.answer(who, key), 3)  # type: ignore[misc]
        print({kind.__name__: who.of(kind).count() for kind in (Client, Member, Group, Session, Attendance, Homework)})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
