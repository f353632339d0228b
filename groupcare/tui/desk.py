"""The desk: one person signed in, with a connection for reading and one thread that writes.

Pages read on the screen's own connection. Acts run one at a time on the writer thread with a connection of its own, so
that a slow disk or another program never freezes a screen. It shows nothing; the app does.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from groupcare.acts import RecordError, Refused, SignIn, undo
from groupcare.acts.watch import Watch
from groupcare.queries.referrals import alerts_waiting
from groupcare.rules import schedule
from groupcare.rules.clinic import ANYONE
from groupcare.rules.text import TextRefused
from groupcare.rules.words import day
from groupcare.tui.behind import Behind

T = TypeVar("T")


class Desk:
    """Made when somebody signs in, left when they go."""

    def __init__(self, who: SignIn) -> None:
        self.who, self.writer = who, who.again()
        self.undo_words = ""
        """What undo would undo, empty where it would refuse."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="acts")
        self._watch = Watch(who)
        self._said: dict[int, str] = {}
        self.leaving = False
        self.behind = Behind(who, self.writer, self.writing)
        self._on_their_way = 0
        self._refusals: list[str] = []
        self._failed = False
        """Whether the newest act failed."""
        self._follows_failed = False
        """Whether the act that is being done was asked for while one was on its way that then failed."""

    def has_changed(self) -> bool:
        """Whether anything was written since this was last asked, here or by another program."""
        return self._watch.changed()

    def alerts_waiting(self) -> int:
        """Safety alerts on which nobody has acted."""
        return alerts_waiting(self.who)

    def writing(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        """Have something done on the writer thread, after all that is waiting there already."""
        loop = asyncio.get_running_loop()
        if self.leaving:  # the last of it has been written
            gone: asyncio.Future[T] = loop.create_future()
            gone.cancel()
            return gone
        return loop.run_in_executor(self._thread, work)

    async def perform(self, act: Callable[[SignIn], T], said: str | Callable[[T], str] = "") -> tuple[T, str]:
        """Do an act and give what it gives, with the words for it. Raises a RecordError; nothing is done then."""
        if self.leaving:
            raise Refused("The program is being left; this was not saved.")
        behind = self._on_their_way > 0
        self._on_their_way += 1
        try:
            result, seq, last = await self.writing(partial(self._act, act, behind))
        except TextRefused as refused:
            raise Refused(str(refused)) from None
        finally:
            self._on_their_way -= 1
        words = said(result) if callable(said) else said
        if seq is not None and words:
            self._said[seq] = words
        self.undo_words = "" if last is None or last.never else self._said.get(last.seq, last.act)
        return result, words

    def _act(self, act: Callable[[SignIn], T], behind: bool) -> tuple[T, int | None, undo.LastAct | None]:
        before = len(self.writer.db.done)
        self._follows_failed, self._failed = behind and self._failed, True
        try:
            result = act(self.writer)
        except (RecordError, TextRefused) as refused:
            self._refusals.append(str(refused))
            raise
        self._failed = False
        done = self.writer.db.done[before:]
        return result, done[-1] if done else None, self._last_act()

    def _last_act(self) -> undo.LastAct | None:
        with suppress(RecordError):  # the act is done and kept, whether or not this can be read
            return undo.last_act(self.writer)
        return None

    def undo_newest(self, who: SignIn) -> undo.LastAct:
        """Undo the newest act. Where that was still on its way when this was asked for, and failed, nothing is undone:
        the one before it was not meant. Raises Refused.
        """
        if self._follows_failed:
            raise Refused("What you did last was not saved, so nothing was undone.")
        return undo.undo(who)

    def undone_words(self, last: undo.LastAct) -> str:
        """What was undone, as it was called when it was done."""
        return f"undone: {self._said.pop(last.seq, last.act)}"

    def person(self) -> tuple[str, str]:
        """Name and weightiest role of the person."""
        staff = self.who.staff
        return staff.name, next(role for role in ANYONE if role in staff.roles)

    def clock(self) -> str:
        """Tue 6 Oct 14:32, in the clinic's zone."""
        wall = schedule.local(self.who.now(), self.who.clinic.zone)
        return f"{day(wall.date(), wall.date())} {wall:%H:%M}"

    async def settled(self) -> str:
        """Wait until nothing is on its way any more. Gives why something of it is not in the record, as a sentence;
        empty where all is.
        """
        self.behind.again()
        known = len(self._refusals)
        await self.writing(lambda: None)
        while self._on_their_way:
            await asyncio.sleep(0.01)
        await self.writing(lambda: None)
        refused = self._refusals[known:]
        if refused:
            return f"Not saved: {refused[-1]}"
        return f"What you have typed is not kept yet. {self.behind.refusal}" if self.behind.refusal else ""

    async def finish(self) -> None:
        """Write what is waiting to be written, and nothing after that."""
        self.leaving = True
        await asyncio.to_thread(self._thread.shutdown, wait=True)

    def close(self) -> None:
        """Give the connections back, once no screen reads any more."""
        self.writer.close()
        self.who.close()
