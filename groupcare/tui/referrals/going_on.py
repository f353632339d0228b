"""What follows a screening: the decision, the handoff, the seat, telling two people of one name apart."""

from functools import partial

from textual import work

from groupcare.acts import RecordError, SignIn, person, refer, screen
from groupcare.queries.referral_queue import route_words
from groupcare.queries.screening_case import against
from groupcare.rules.intake import ReferralRow
from groupcare.rules.people import Client, client_number
from groupcare.rules.safety import Choice
from groupcare.rules.screening import Outcome
from groupcare.tui import dialogs
from groupcare.tui.dialogs import Confirm
from groupcare.tui.members.merging import merge_dialog
from groupcare.tui.referrals.calling import Calling
from groupcare.tui.referrals.deciding import decision_choice, decision_form
from groupcare.tui.referrals.handing import handoff_dialog
from groupcare.tui.referrals.questions import ITEM9
from groupcare.tui.referrals.seat import SeatDialog


class GoingOn(Calling):
    """The part of the screening page behind f9, and what is done with a decision."""

    outcome: Outcome

    @work(group="dialog", exclusive=True)
    async def action_decide(self) -> None:
        if not await self._item9_is_right() or not await self._screened():
            return
        case = self.found
        words = against(self.who, case)
        chosen = await self.app.push_screen_wait(decision_choice(case, words, self.person))
        if chosen is not None:
            choice = Choice(chosen)
            form = decision_form(case, choice, words[choice], self.person)
            await self.app.push_screen_wait(form)

    async def _item9_is_right(self) -> bool:
        given = self.item9
        if given is None or given == self.read_back:
            return True
        item = self.asking.question(ITEM9)
        assert item is not None
        words = dict(item.options)[given].lower()
        question = f"Item 9 was answered {given}, {words}:\n“{item.read}”\nIs that right?"
        if await self.app.push_screen_wait(Confirm(question, yes="right", no="go to it")):
            self.read_back = given
            return True
        self.go_to(ITEM9)
        return False

    async def _screened(self) -> bool:
        """Everything saved, and screened as it now stands."""
        if not await self.keeper.finish():
            self.app.tell(f"Not everything is saved, so nothing was decided. {self.keeper.refusal}")
            return False
        self.reload()
        if self.found.outdated:
            try:
                kept = await self.app.perform(lambda who: screen.screen_referral(who, self.referral_id))
            except RecordError as refused:
                self.app.tell(str(refused))
                return False
            self.reload()
            self.say(f"Screened {self.person}: {route_words(kept.route)}.")
        return True

    @property
    def is_complete(self) -> bool:
        """Whether nothing that is not answered could change the route, of a referral that has no place yet."""
        return self.found.referral.status in screen.BEFORE_A_PLACE and not self.outcome.missing

    async def screen_as_left(self) -> None:
        """What is answered in full waits to be decided, not to be screened: for the queue, and for whoever goes on."""
        person = self.person
        try:
            await self.app.perform(
                lambda who: screen.screen_if_complete(who, self.referral_id),
                lambda kept: f"screened {person}: {route_words(kept.route)}" if kept is not None else "",
            )
        except RecordError as refused:
            self.app.tell(str(refused))

    def action_handoff(self) -> None:
        dialog = handoff_dialog(self.found, self.person)
        if dialog is not None:
            self.app.push_screen(dialog)
        else:
            self.app.tell("The person has been seen. When the day comes, ask anew and screen again.")

    def action_seat(self) -> None:
        self.app.push_screen(SeatDialog(self.referral_id, self.person, self._ask_again))

    def _ask_again(self, _: str) -> None:
        self.go_to(self.asking.first_open())

    @work(group="dialog")
    async def action_refer_again(self) -> None:
        """A referral that has ended stays so; the person comes back as a new one, for the same reason."""
        if not await self.app.push_screen_wait(Confirm(f"Enter a new referral of {self.person}, received today?")):
            return
        old, today = self.found.referral, self.found.on
        row = ReferralRow(
            received_on=today, source=old.source, referrer=old.referrer, reason=old.reason, diagnosis=old.diagnosis
        )
        self.do(
            lambda who: refer.refer(who, row, client=old.client),
            f"entered a new referral of {self.person}",
            then=lambda made: self.app.open_place("screening", made.id),
        )

    @work(group="dialog")
    async def action_apart(self) -> None:
        for one in self.found.namesakes:
            mine = self.found.client
            born = [f"{client_number(n)}, {f'b. {b}' if b else 'no birth date'}" for n, b in
                    ((mine.number, mine.date_of_birth), (one.number, one.born))]  # fmt: skip
            words = f"Has somebody looked: are these two people, or one?\n{born[0]}\n{born[1]}"
            choices = [
                dialogs.Choice("two", "t", "Two people", "told apart from now on"),
                dialogs.Choice("one", "o", "One person", "merge their records: a manager's to do"),
                dialogs.Choice("", "n", "Not sure", "nothing changes"),
            ]
            chosen = await self.app.push_screen_wait(dialogs.Choose("Two people of one name", choices, words))
            if chosen == "two":
                act = partial(_tell_apart, client=mine.id, other=one.client)
                self.do(act, f"told {client_number(mine.number)} and {client_number(one.number)} apart")
            elif chosen == "one" and self.may("merge"):
                other = self.who.of(Client).get(one.client)
                if await self.app.push_screen_wait(merge_dialog(mine, other)) is not None:
                    break  # the others are looked at anew: they may be this person's namesakes no more


def _tell_apart(who: SignIn, *, client: str, other: str) -> Client:
    return person.tell_apart(who, client, other)
