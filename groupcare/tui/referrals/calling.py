"""The call around the questions: where the person is, that it dropped, each try to call back; and who they are."""

from collections.abc import Callable

from textual import work

from groupcare.acts import SignIn, calls
from groupcare.acts.calls import PHONE, Call
from groupcare.queries.screening_case import ScreeningCase, screening_case
from groupcare.rules.calls import is_asked
from groupcare.rules.consent import ConsentKind
from groupcare.rules.people import CallOutcome, Contact, ReferralStatus
from groupcare.tui.dialogs import Choice, Choose, FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.members.apart import ApartDialog
from groupcare.tui.members.consents import KINDS, consent_dialog
from groupcare.tui.members.person import person_dialog
from groupcare.tui.referrals.call_words import REACH
from groupcare.tui.referrals.steps import Steps

REMOTE = (PHONE, "video")
"""Ways to ask in which the person is somewhere else."""
OUTCOMES = (
    Choice(CallOutcome.reached, "r", "reached", "the interview goes on"),
    Choice(CallOutcome.no_answer, "n", "no answer"),
    Choice(CallOutcome.left_message, "m", "left a message", "only to a safe number"),
)


class Calling(Steps):
    """The part of the screening page that concerns the call and the person."""

    @property
    def is_by_phone(self) -> bool:
        """Whether the person is somewhere else while they are asked."""
        found = self.found
        return self.facts.mode in REMOTE or is_asked(found.call) or found.dropped is not None

    def first_open(self) -> str:
        """Where to begin or go on: on a call, with where the person is."""
        unknown = self.is_by_phone and not is_asked(self.found.call)
        return REACH if unknown and self.found.referral.status is not ReferralStatus.ended else self.asking.first_open()

    def action_reach(self) -> None:
        if self.may("note a call"):
            self.app.push_screen(call_dialog(self.found, self.person, self._call_mode), self._call_taken)

    @property
    def _call_mode(self) -> str:
        """A call is no interview in person, and no paper."""
        return PHONE if self.facts.mode in ("in person", "paper") else self.facts.mode

    def _call_taken(self, call: Contact | None) -> None:
        if call is not None:
            self.facts.mode = call.mode or self.facts.mode
            self.draw()
            self.go_to(self.asking.first_open())

    @work(group="dialog", exclusive=True)
    async def action_dropped(self) -> None:
        """Everything is saved first, so that the record raises what is due; then it is waited for calling back."""
        if not self.may("note a call"):
            return
        mode = self._call_mode
        await self.keeper.finish()
        self.do(
            lambda who: calls.call_dropped(who, self.referral_id, mode=mode),
            f"noted that {self.person}'s call dropped: l notes each try to call back",
            then=lambda _: self._on_the_phone(mode),
        )

    def _on_the_phone(self, mode: str) -> None:
        self.facts.mode = mode
        self.reload()

    @work(group="dialog", exclusive=True)
    async def action_call_back(self) -> None:
        if not self.may("note a call"):
            return
        client, safe = self.found.client, self.found.client.safe_contact
        number = (self.found.dropped.callback if self.found.dropped is not None else "") or client.phone
        told = f"Safe way: {safe}" if safe else "No safe way to reach them is known: leave no message."
        words = f"{number or 'No number is known.'}\n{told}"
        chosen = await self.app.push_screen_wait(Choose(f"Tried to reach {self.person}", OUTCOMES, words))
        if chosen is None:
            return
        outcome = CallOutcome(chosen)
        self.do(
            lambda who: calls.call_back(who, self.referral_id, outcome),
            f"noted a try to reach {self.person}: {outcome}",
            then=lambda _: self._tried(outcome),
        )

    def _tried(self, outcome: CallOutcome) -> None:
        self.reload()
        if outcome is CallOutcome.reached:
            self.facts.mode = self._call_mode
            self.draw()
            self.go_to(self.first_open())

    def action_person(self) -> None:
        if not self.may("correct a person"):
            return
        if self.app.names_hidden:
            self.app.tell("Names are hidden: f2 shows them, then they can be corrected.")
            return
        found = self.found
        self.app.push_screen(person_dialog(found.client, self.person, found.on, found.policy.adult_age))

    @work(group="dialog", exclusive=True)
    async def action_consent(self) -> None:
        """What they agree to or refuse, asked in the same call."""
        if not self.may("record a consent"):
            return
        kind = await self.app.push_screen_wait(Choose(f"What {self.person} agrees to, or refuses", KINDS))
        if kind is not None:
            client, to = self.found.client.id, self.found.referral.referrer
            self.app.push_screen(consent_dialog(client, self.person, ConsentKind[kind], self.found.on, to))

    def action_keep_apart(self) -> None:
        if self.may("keep apart"):
            self.app.push_screen(ApartDialog(self.found.client, self.person))


def call_dialog(case: ScreeningCase, name: str, mode: str) -> FormDialog[Contact]:
    """Reach and safety of the call going on, filled with what is known of it."""
    call, client, referral = case.call, case.client, case.referral.id
    rev = call.rev if call is not None else 0
    known = call if call is not None else Call()
    before = case.earlier if case.earlier is not None and case.earlier.on == case.on else None
    where = (
        f"before: {before.location}" if before is not None and before.location else "at home, in the car, an address"
    )

    def act(values: dict[str, str]) -> Callable[[SignIn], Contact]:
        given = Call(
            location=values["location"],
            callback=values["callback"],
            can_talk=_yes_no(values, "can_talk"),
            with_whom=values["with_whom"],
        )
        emergency = values["emergency"].strip()
        changed = emergency if emergency != client.emergency_contact else None
        return lambda who: calls.note_call(who, referral, given, mode=mode, emergency_contact=changed, over_rev=rev)

    talk = "" if known.can_talk is None else "yes" if known.can_talk else "no"
    number = known.callback or (before.callback if before is not None else "") or client.phone
    fields = [
        Field("location", "Where they are now", value=known.location, hint=where),
        Field("callback", "Number to call back", value=number),
        Field("can_talk", "Can talk freely", value=talk, hint="y or n; empty: not asked"),
        Field("with_whom", "Who is with them", value=known.with_whom, hint="her sister, or nobody"),
        Field("emergency", "Emergency contact", value=client.emergency_contact, hint="who, and the number"),
    ]
    return FormDialog(
        f"The call · {name}",
        fields,
        act,
        f"noted {name}'s call",
        draft=f"call {referral} {case.on} {rev}",
        anew=lambda who: call_dialog(screening_case(who, referral), name, mode),
    )


def _yes_no(values: dict[str, str], name: str) -> bool | None:
    """Raises FieldFault for anything but yes, no, their first letters, or nothing."""
    said = values[name].strip().lower()
    if said and said not in ("y", "yes", "n", "no"):
        raise FieldFault(name, "Type y or n, or nothing where it was not asked.")
    return said.startswith("y") if said else None
