"""The papers of a screening: the summary for whoever decides, the reply to whoever referred."""

from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from groupcare.acts import RecordError
from groupcare.queries.reply_paper import NoRelease, acknowledgement, reply_to_referrer
from groupcare.queries.summary_paper import screening_summary
from groupcare.tui.dialogs import Confirm
from groupcare.tui.paper_page import HIDDEN, PaperPage
from groupcare.tui.referrals.going_on import GoingOn

PAPERS = frozenset({"summary", "reply"})


class Papers(GoingOn):
    """The part of the screening page that makes papers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "summary", "summary", id="summary", show=False, tooltip="The screening on one page"),
        Binding("r", "reply", "reply", id="reply", show=False, tooltip="A reply to whoever referred the person"),
    ]

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in PAPERS and self.sheet is None:
            return False
        if action == "reply" and not self.found.referral.referrer:
            return False
        return super().allows(action, parameters)

    @work(group="dialog", exclusive=True)
    async def action_summary(self) -> None:
        if await self._can_be_made():
            make = partial(screening_summary, referral_id=self.referral_id)
            self.app.push_screen(PaperPage(make, self.found.client.id))

    @work(group="dialog", exclusive=True)
    async def action_reply(self) -> None:
        if not await self._can_be_made():
            return
        make = reply_to_referrer
        try:
            reply_to_referrer(self.who, self.referral_id)
        except NoRelease as refused:
            if not await self.app.push_screen_wait(Confirm(str(refused), yes="acknowledgement", no="not now")):
                return
            make = acknowledgement
        except RecordError as refused:
            self.app.tell(str(refused))
            return
        self.app.push_screen(PaperPage(partial(make, referral_id=self.referral_id), self.found.client.id))

    async def _can_be_made(self) -> bool:
        """A paper holds names, and everything that was answered."""
        if self.app.names_hidden:
            self.app.tell(HIDDEN)
            return False
        if not await self.keeper.finish():
            self.app.tell(f"Not everything is saved, so no paper is made. {self.keeper.refusal}")
            return False
        return True
