"""Random keys on every page of the fictitious clinic: nothing crashes, and every act that was acknowledged is kept.

The suite presses some; the long run is a command:

    python -m tests.tui.random_keys 10000          so many on every page
    python -m tests.tui.random_keys 10000 7        with another seed
    python -m tests.tui.random_keys 10000 7 0 12   on some pages, by their place in `pages`, or by their kind
"""

import asyncio
import os
import random
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from textual import events
from textual.command import CommandPalette
from textual.keys import _character_to_key

from groupcare.acts import SignIn
from groupcare.demo.clinic import DANA, make
from groupcare.exchange.library import shipped_library
from groupcare.queries import history
from groupcare.rules.group import Group, GroupStatus, Session, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.people import Client, Referral, ReferralStatus
from groupcare.rules.safety import Alert
from groupcare.tui.app import GroupCareApp
from groupcare.tui.help import HelpPage
from tests.tui.kit import Run, program

NOW = datetime(2026, 10, 6, 17, 40, tzinfo=UTC)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789!*[],.;'é王?/ "
NAMED = (
    "up", "down", "left", "right", "enter", "enter", "escape", "escape", "tab", "shift+tab", "backspace", "space",
    "home", "end", "pageup", "pagedown", "delete", "f1", "f2", "f5", "f7", "f8", "f9", "f10", "ctrl+s", "ctrl+z",
    "ctrl+p", "ctrl+n", "ctrl+r", "ctrl+t", "ctrl+o", "ctrl+l", "ctrl+g", "ctrl+k", "ctrl+u", "ctrl+a", "shift+a",
)  # fmt: skip


ASIDE = {"ctrl+p", "question_mark", "f1", "slash", "f2", "ctrl+n", "f10", "ctrl+l", "g", "ctrl+g"}
"""Keys that lead away from a page; they come among the others often enough."""


KINDS = (
    *("today", "referrals", "groups", "members", "homework", "reports", "alert", "refer", "import", "screening"),
    *("group", "new group", "session", "chart", "plan", "homework", "review", "notes", "calls", "month", "plan drafts"),
    "leave",
)
PAGES = len(KINDS)
HANGS = 10_000
"""Looks, of some milliseconds each, after which what has not been taken in never will be."""


def pages(who: SignIn) -> list[tuple[str, str]]:
    """Every kind of page with something real on it: (kind, id); a mode has no id."""
    running = next(g for g in who.of(Group).all() if g.status is GroupStatus.running)
    session = next(s for s in who.of(Session).linked(group=running.id) if s.status is SessionStatus.planned)
    held = next(s for s in who.of(Session).linked(group=running.id) if s.status is SessionStatus.held)
    client = who.of(Client).get(next(iter(who.of(Alert).all())).client)
    referral = next(r for r in who.of(Referral).all() if r.status is ReferralStatus.new)
    log = next(h for h in who.of(Homework).all() if h.practice is not None and h.review is None)
    return [
        ("today", ""), ("referrals", ""), ("groups", ""), ("members", ""), ("homework", ""), ("reports", ""),
        ("alert", next(iter(who.of(Alert).all())).id), ("refer", ""), ("import", ""), ("screening", referral.id),
        ("group", running.id), ("new group", ""), ("session", session.id), ("chart", client.id), ("plan", client.id),
        ("homework", running.id), ("review", log.id), ("notes", held.id), ("calls", running.id),
        ("month", "2026-10-01"), ("plan drafts", running.id), ("leave", ""),
    ]  # fmt: skip


def keys(seed: int, app: GroupCareApp) -> Callable[[], str]:
    """Hands out keys: half of them do something where one is, the others are any."""
    chosen = random.Random(seed)

    def hand() -> str:
        if isinstance(app.screen, CommandPalette | HelpPage) and chosen.random() < 0.4:
            return "escape"  # or half of all keys would end up there
        bound = sorted(set(app.screen.active_bindings) - {"ctrl+q", "ctrl+c"} - ASIDE)
        if bound and chosen.random() < 0.5:
            return chosen.choice(bound)
        return chosen.choice(NAMED) if chosen.random() < 0.4 else chosen.choice(LETTERS)

    return hand


async def press_many(run: Run, place: tuple[str, str], count: int, seed: int) -> None:
    """Open the page and press; when keys have led elsewhere, come back now and then."""
    hand = keys(seed, run.app)
    for done in range(count):
        if done % 25 == 0:
            await come_back(run.app, place)
        key = hand()
        run.app.post_message(event_of(key))
        if done % 15 == 14:
            await drained(run.app)
    await run.settle()


async def drained(app: GroupCareApp) -> None:
    """Wait until all that was sent has arrived. Pilot's own pause waits for ever for a widget that has just gone."""
    looks = 0
    while app._exception is None:
        looks += 1
        await asyncio.sleep(0.002)
        nodes = (app, *app.screen.walk_children(with_self=True))
        waiting = [node for node in nodes if node.message_queue_size or (node is app and app.is_taking_keys)]
        if not waiting:
            return
        if looks > HANGS:
            for task in asyncio.all_tasks():
                task.print_stack()
            raise AssertionError(f"nothing took the messages of {waiting} on {app.screen}")


def event_of(key: str) -> events.Key:
    """The key as a terminal sends it."""
    if len(key) == 1:
        return events.Key(_character_to_key(key), key)
    characters = {"space": " ", **{name: char for char, name in ((c, _character_to_key(c)) for c in LETTERS)}}
    return events.Key(key, characters.get(key))


async def come_back(app: GroupCareApp, place: tuple[str, str]) -> None:
    """To that page, from wherever keys have led."""
    if app.locked:
        app.unlocked()
    kind, key = place
    app.action_go_to(kind if not key and kind in app._modes else "today")
    while len(app.screen_stack) > 1:
        while not app.screen.is_mounted:  # nobody can press a key so early
            await asyncio.sleep(0)
        app.pop_screen()
    if key or kind not in app._modes:
        app.open_place(kind, key)
    await asyncio.sleep(0)


async def stay() -> None:
    """Leaving has trials of its own; here it would end the page's."""


async def trial(who: SignIn, place: tuple[str, str], count: int, seed: int, size: tuple[int, int] = (120, 40)) -> int:
    """Press so many keys on one page; gives how many acts were done; each that was acknowledged is in the ledger."""
    acknowledged: list[str] = []
    before = who.db.engine.head()[0]
    async with program(who, size) as run:
        run.app.action_quit = stay  # type: ignore[method-assign]
        perform = run.app._desk.perform

        async def counted(act: Any, said: Any = "") -> Any:
            known = list(run.app._desk.writer.db.done)
            result = await perform(act, said)
            after = run.app._desk.writer.db.done
            acknowledged.extend(str(seq) for seq in after if seq not in known)
            return result

        run.app._desk.perform = counted  # type: ignore[method-assign]
        await press_many(run, place, count, seed)
    for seq in acknowledged:
        assert who.db.engine.act(int(seq)) is not None, f"act {seq} was acknowledged and is lost"
    return who.db.engine.head()[0] - before


def main() -> None:
    """The long run: a page that fails is told with where, and the others go on."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    os.chdir(tempfile.mkdtemp())
    failed = []
    said = sys.argv[3:]
    for place in [p for p, kind in enumerate(KINDS) if not said or str(p) in said or kind in said]:
        with tempfile.TemporaryDirectory() as folder:
            people = make(Path(folder), shipped_library(), NOW)
            who = people[DANA]
            page, began = pages(who)[place], monotonic()
            try:
                acts = asyncio.run(trial(who, page, count, seed))
                faults = history.proof(who).faults
                assert not faults, faults
            except Exception:  # noqa: BLE001  # whatever a page fails with is the finding
                failed.append(page[0])
                traceback.print_exc()
                continue
            took = f"{monotonic() - began:,.0f} s"
            print(f"{page[0]:<12} {count:>7,} keys  {acts:>5,} acts kept, the record is whole, {took}", flush=True)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
