"""The call of an interview: where the person is, that it dropped, and each try to reach them again.

Each call is one contact, kept from its first fact on. GroupCare calls nobody: it keeps whom to call back, and what came
of it.
"""

from msgspec import Struct

from groupcare.acts.act import act
from groupcare.acts.findings import raise_from_answers
from groupcare.acts.refer import open_referral
from groupcare.record.errors import Refused, Stale
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.calls import calls_of, current_call, dropped_call, waits
from groupcare.rules.people import CallOutcome, Client, Contact, ContactKind, Referral
from groupcare.rules.text import clean

PHONE = "phone"
CALL_BACK = "Call back and go on with the interview"
NO_SAFE_WAY = "no safe way to reach them was known"


class Call(Struct, frozen=True, kw_only=True):
    """Reach and safety of a call, as a form holds it; `can_talk` is None where it was not asked."""

    location: str = ""
    callback: str = ""
    can_talk: bool | None = None
    with_whom: str = ""


def note_call(
    who: SignIn,
    referral_id: str,
    call: Call,
    *,
    mode: str = PHONE,
    emergency_contact: str | None = None,
    over_rev: int | None = None,
) -> Contact:
    """Keep where the person is and how they are reached: on the contact of the call going on, or on a new one.

    `emergency_contact` is kept with the person; None leaves it. `over_rev` is the contact's revision that a form was
    filled from, 0 where there was none: raises Stale where somebody else has saved since.
    """
    facts = {
        "location": clean(call.location, of="Where they are"),
        "callback": clean(call.callback, of="The number to call back"),
        "with_whom": clean(call.with_whom, of="Who is with them"),
        "can_talk": call.can_talk,
        "mode": clean(mode, of="How it is asked"),
    }
    emergency = None if emergency_contact is None else clean(emergency_contact, of="The emergency contact")
    with act(who, "note a call"):
        referral = open_referral(who, referral_id)
        before = current_call(_calls(who, referral), who.today())
        if over_rev is not None and over_rev != (before.rev if before is not None else 0):
            raise Stale(
                "Somebody else has noted this call meanwhile. Nothing was overwritten: leave this form, and open it "
                "again with what they saved."
            )
        client = who.of(Client).get(referral.client)
        if emergency is not None and emergency != client.emergency_contact:
            who.of(Client).change(client, emergency_contact=emergency)
        if before is not None:
            return who.of(Contact).change(before, **facts)
        return who.of(Contact).add(_new(who, referral, ContactKind.intake, **facts))


def call_dropped(who: SignIn, referral_id: str, *, mode: str = PHONE) -> Contact:
    """The call broke off: when, and that somebody calls back today. What the answers so far show is raised, and what
    was due and could not be asked any more.
    """
    with act(who, "note a call"):
        referral = open_referral(who, referral_id)
        calls = _calls(who, referral)
        call = current_call(calls, who.today())
        if call is not None and waits(call):
            raise Refused("That this call dropped is noted already. Note each try to call back.")
        raise_from_answers(who, referral)
        wall = schedule.local(who.now(), who.clinic.zone)
        facts = {
            "dropped_at": who.now(),
            "outcome": f"The call dropped at {wall:%H:%M}.",
            "next_step": CALL_BACK,
            "due": who.today(),
        }
        if call is not None:
            return who.of(Contact).change(call, **facts)
        return who.of(Contact).add(
            _new(who, referral, ContactKind.intake, mode=clean(mode, of="How it is asked"), **facts)
        )


def call_back(who: SignIn, referral_id: str, outcome: CallOutcome) -> Contact:
    """Keep one try to reach the person, with its time. Who is reached is waited for no longer."""
    with act(who, "note a call"):
        referral = open_referral(who, referral_id)
        client = who.of(Client).get(referral.client)
        calls = _calls(who, referral)
        dropped = dropped_call(calls)
        unsafe = outcome is CallOutcome.left_message and not client.safe_contact
        if outcome is CallOutcome.reached:
            for call in filter(waits, calls):
                who.of(Contact).change(call, due=None)
        return who.of(Contact).add(
            _new(
                who,
                referral,
                ContactKind.call_attempt,
                mode=PHONE,
                callback=(dropped.callback if dropped is not None else "") or client.phone,
                outcome=f"{outcome}; {NO_SAFE_WAY}" if unsafe else str(outcome),
            )
        )


def _calls(who: SignIn, referral: Referral) -> list[Contact]:
    return calls_of(who.of(Contact).linked(client=referral.client), referral.id)


def _new(who: SignIn, referral: Referral, kind: ContactKind, **facts: object) -> Contact:
    return Contact(
        client=referral.client,
        referral=referral.id,
        kind=kind,
        on=who.today(),
        by=who.staff_id,
        at=who.now(),
        **facts,  # type: ignore[arg-type]
    )
