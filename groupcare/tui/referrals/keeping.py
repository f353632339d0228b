"""Saving the answers of a screening by themselves: soon after the last key, and at once where the page is left.

While a form is being answered it is saved as under way; it is done when its part is left, at deciding, and when the
page, the program or the unlocked screen is left. What could not be saved stays, is said, and is tried again.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from groupcare.acts import RecordError, SignIn, refer
from groupcare.rules import schedule
from groupcare.tui.referrals.questions import Questionnaire
from groupcare.tui.referrals.sheets import CHECKLISTS, INTAKE, Kept, Sheet

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


@dataclass(frozen=True)
class _Job:
    sheet: Sheet
    act: Callable[[SignIn], Any]
    sent: Kept


class Keeper:
    """Saves one page's sheets, in the order in which they were answered."""

    def __init__(self, page: "ScreeningPage", referral: str, questionnaire: Questionnaire, facts: Facts) -> None:
        self.page, self.referral, self.questionnaire, self.facts = page, referral, questionnaire, facts
        self.saved_at = ""
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
        if any(other.unsaved or other.kept.under_way for other in others):
            self._start(self._jobs(True, others, more_to_come=True))

    def all_done(self) -> None:
        """The page is being left."""
        self._start(self._jobs(True))

    async def finish(self) -> bool:
        """Save everything as done, and wait for it. Gives whether it is."""
        self.all_done()
        while any(sheet.sent for sheet in self._sheets()):
            await asyncio.sleep(0.01)
        return self.is_done

    @property
    def is_done(self) -> bool:
        """Whether the record has every answer, and every form as done."""
        return all(sheet.is_done for sheet in self._sheets())

    @property
    def refusal(self) -> str:
        """Why something could not be saved, as a sentence; empty where all could."""
        return next((sheet.refusal for sheet in self._sheets() if sheet.refusal), "")

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
        wanted = [s for s in sheets if s.unsaved or (done and s.kept.under_way) or (left and s.kept.more_to_come)]
        return [self._job(sheet, done, more_to_come) for sheet in wanted]

    def _job(self, sheet: Sheet, done: bool, more_to_come: bool) -> _Job:
        if sheet.id == INTAKE:
            return _Job(sheet, self._intake(sheet), sheet.send())
        act = self._answers(sheet, done, more_to_come)
        return _Job(sheet, act, sheet.send(under_way=not done, more_to_come=more_to_come))

    def _answers(self, sheet: Sheet, done: bool, more_to_come: bool) -> Callable[[SignIn], Any]:
        values, sheet.on = sheet.values(), sheet.on or self.facts.on
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
            if str(refused) != self.refusal:
                page.app.tell(f"Not saved: {refused}")
            job.sheet.failed(str(refused))
            if page.is_there:
                page.set_timer(AGAIN_SECONDS, partial(self._again, job))
        except BaseException:  # a fault of the program itself: nobody may wait for this to arrive
            job.sheet.failed("The program has failed.")
            raise
        else:
            job.sheet.arrived()
            self.saved_at = f"{schedule.local(page.who.now(), page.who.clinic.zone):%H:%M}"
        if page.is_there:
            page.show_saved()
            if page.is_stale:  # what was loaded before does not know these answers: they would look undone
                page.reload()
            elif page.is_current:
                page.show(page.found)

    def _again(self, job: _Job) -> None:
        """Try once more, as done where it was and nothing was answered since; what was sent later speaks for both."""
        sheet, sent = job.sheet, job.sent
        if sheet.sent:
            return
        done = not sent.under_way and sheet.answers == sent.answers
        jobs = self._jobs(done, [sheet], more_to_come=done and sent.more_to_come)
        if not jobs:
            sheet.refusal = ""
        self._start(jobs)

    def words(self) -> str:
        """For a title: saved 14:31."""
        if self.refusal:
            return "NOT SAVED"
        if any(sheet.sent for sheet in self._sheets()):
            return "saving …"
        unsaved = any(sheet.unsaved for sheet in self._sheets())
        return f"saved {self.saved_at}" if self.saved_at and not unsaved else ""
