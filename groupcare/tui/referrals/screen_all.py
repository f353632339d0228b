"""Screening many referrals, one act each: the program's own work, which goes on when the page it was begun on is left.

One runs at a time. Stopping, and whatever else ends it, keeps what is done; the others wait in the queue.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from groupcare.acts import RecordError, SignIn
from groupcare.acts.screen import screen_referral
from groupcare.rules.policy import Route
from groupcare.rules.screening import Screening
from groupcare.rules.words import count

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp

GROUP = "screening"
"""The group of this work among the program's workers."""


class ScreenAll:
    """How far it is: `done` of `referrals`, the routes found, and in sentences what was refused."""

    def __init__(self, app: "GroupCareApp", referrals: Sequence[str], moved: Callable[[], None]) -> None:
        self.app, self.referrals, self.moved = app, tuple(referrals), moved
        self.done = 0
        self.routes: Counter[Route] = Counter()
        self.refusals: list[str] = []
        self.stopped = self.ended = False

    def begin(self) -> bool:
        """Begin, unless others are being screened; `moved` is called after each, and at the end."""
        if any(worker.group == GROUP and not worker.is_finished for worker in self.app.workers):
            self.app.tell("Referrals are being screened already; when that has ended, the others can follow.")
            return False
        self.app.run_worker(self._run(), group=GROUP)
        return True

    def stop(self) -> None:
        """End after the one that is under way."""
        self.stopped = True

    @property
    def words(self) -> str:
        """How it went, for whoever is on another page by now."""
        urgent = self.routes[Route.urgent]
        words = f"Screened {self.done - len(self.refusals):,} of {count(len(self.referrals), 'referral')}"
        return f"{words}, {urgent:,} urgent." if urgent else f"{words}."

    async def _run(self) -> None:
        for referral in self.referrals:
            if self.stopped or self.app.desk is None or self.app.desk.leaving:
                break
            try:
                kept = await self.app.perform(partial(_screen, referral))
                self.routes[kept.route] += 1
            except RecordError as refused:
                self.refusals.append(str(refused))
            self.done += 1
            self.moved()
        self.ended = True
        self.moved()


def _screen(referral: str, who: SignIn) -> Screening:
    return screen_referral(who, referral)
