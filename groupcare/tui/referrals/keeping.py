"""Saving the answers of a screening by themselves: soon after the last key, and at once where the page is left.

While a form is being answered it is saved as under way; it is done when its part is left, at deciding, and when the
page, the program or the unlocked screen is left. What could not be saved stays, is said, and is tried again.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from groupcare.acts import RecordError, SignIn, refer
from groupcare.rules import schedule
from groupcare.tui.referrals.questions import Questionnaire
from groupcare.tui.referrals.sheets import CHECKLISTS, INTAKE, Sheet

if TYPE_CHECKING:
    from groupcare.tui.referrals.screening import ScreeningPage

SAVE_SECONDS = 0.5
"""After so long without a key what was answered is saved."""
AGAIN_SECONDS = 5.0
"""After so long saving is tried again where it could not be done."""


@dataclass
class Facts:
    """How the answers of today are asked."""

    asked_by: str
    mode: str
    on: date


@dataclass
class _Job:
    sheet: Sheet
    act: Callable[[SignIn], Any]
    before: dict[str, int | None]


class Keeper:
    """Saves one page's sheets, in the order in which they were answered."""

    def __init__(self, page: "ScreeningPage", referral: str, questionnaire: Questionnaire, facts: Facts) -> None:
        self.page, self.referral, self.questionnaire, self.facts = page, referral, questionnaire, facts
        self.saved_at = ""
        self.refusal = ""
        self._timer: Timer | None = None
        self._grave = False

    # --- when -------------------------------------------------------------------------------------------------------

    def later(self, *, grave: bool) -> None:
        """An answer was given: save soon. What may be urgent does not wait for the keys after it."""
        if self._timer is not None:
            if self._grave:
                return
            self._timer.stop()
        self._grave = grave
        self._timer = self.page.set_timer(SAVE_SECONDS, self.flush)

    def flush(self) -> None:
        """Save what is not saved, as under way."""
        self._start(self._jobs(False))

    def done_but(self, sheet: str) -> None:
        """The other forms are done: somebody answers in this one now, which is saved in its own time."""
        others = [other for other in self._sheets() if other.id != sheet]
        if any(other.unsaved or other.under_way for other in others):
            self._start(self._jobs(True, others, more_to_come=True))

    def all_done(self) -> None:
        """The page is being left."""
        self._start(self._jobs(True))

    async def finish(self) -> bool:
        """Save everything as done, and wait for it. Gives whether nothing is left unsaved."""
        self.all_done()
        while any(sheet.saving for sheet in self._sheets()):
            await asyncio.sleep(0.01)
        return not self.unsaved

    @property
    def unsaved(self) -> bool:
        """Whether an answer stands on the screen alone."""
        return any(sheet.unsaved or sheet.saving for sheet in self._sheets())

    def _sheets(self) -> Iterator[Sheet]:
        yield from self.questionnaire.sheets.values()

    # --- how --------------------------------------------------------------------------------------------------------

    def _jobs(self, done: bool, sheets: list[Sheet] | None = None, *, more_to_come: bool = False) -> list[_Job]:
        if sheets is None:
            sheets = list(self._sheets())
            if self._timer is not None:
                self._timer.stop()
            self._timer, self._grave = None, False
        left = done and not more_to_come
        wanted = [s for s in sheets if s.unsaved or (done and s.under_way) or (left and s.more_to_come)]
        return [self._job(sheet, done, more_to_come) for sheet in wanted]

    def _job(self, sheet: Sheet, done: bool, more_to_come: bool) -> _Job:
        act = self._intake(sheet) if sheet.id == INTAKE else self._answers(sheet, done, more_to_come)
        return _Job(sheet, act, sheet.submit())

    def _answers(self, sheet: Sheet, done: bool, more_to_come: bool) -> Callable[[SignIn], Any]:
        values, sheet.more_to_come = sheet.values(), more_to_come
        sheet.on, sheet.under_way = sheet.on or self.facts.on, not done
        sheet.mode, sheet.asked_by = sheet.mode or self.facts.mode, sheet.asked_by or self.facts.asked_by
        on, mode, asked_by = sheet.on, sheet.mode, sheet.asked_by

        def act(who: SignIn) -> Any:
            kept = refer.record_answers(
                who,
                self.referral,
                sheet.id,
                values,
                on=on,
                mode=mode,
                asked_by=asked_by,
                over=sheet.over,
                under_way=not done,
                more_to_come=more_to_come,
            )
            sheet.over = kept.id  # known to the next one, which may be waiting behind this one already
            return kept

        return act

    def _intake(self, sheet: Sheet) -> Callable[[SignIn], Any]:
        given: dict[str, dict[str, bool | None]] = {name: {} for name in CHECKLISTS}
        for key, answer in sheet.changed().items():
            name, what = key.split(":", 1)
            given[name][what] = None if answer is None else bool(answer)

        def act(who: SignIn) -> Any:
            return refer.record_intake(
                who,
                self.referral,
                participation=given["participation"],
                observations=given["observations"],
                red_flags=given["red_flags"],
            )

        return act

    def _start(self, jobs: list[_Job]) -> None:
        app = self.page.app
        if app.desk is None:
            return
        for job in jobs:
            app.run_worker(self._run(job), group="acts")  # the program's own: it outlives the page
        self.page.show_saved()

    async def _run(self, job: _Job) -> None:
        page = self.page
        try:
            await page.app.perform(job.act)
        except RecordError as refused:
            job.sheet.failed(job.before)
            if str(refused) != self.refusal:
                page.app.tell(f"Not saved: {refused}")
            self.refusal = str(refused)
            if page.is_there:
                page.set_timer(AGAIN_SECONDS, self.flush)
        else:
            job.sheet.arrived()
            self.refusal = ""
            self.saved_at = f"{schedule.local(page.who.now(), page.who.clinic.zone):%H:%M}"
        if page.is_there:
            page.show_saved()
            if page.is_stale:  # what was loaded before does not know these answers: they would look undone
                page.reload()
            elif page.is_current:
                page.show(page.found)

    def words(self) -> str:
        """For a title: saved 14:31."""
        if self.refusal:
            return "NOT SAVED"
        if any(sheet.saving for sheet in self._sheets()):
            return "saving …"
        return f"saved {self.saved_at}" if self.saved_at and not self.unsaved else ""
