"""Consents: recorded as they were given or refused, and revoked. What leaves the clinic asks rules/consent.py."""

from datetime import date

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.consent import NAMES_SOMEBODY, Consent, ConsentHow, ConsentKind, called, newest, to_look_after
from groupcare.rules.people import Client
from groupcare.rules.text import PROSE, clean


def record_consent(
    who: SignIn,
    client: str,
    kind: ConsentKind,
    *,
    given: bool = True,
    to: str = "",
    signed_on: date | None = None,
    expires_on: date | None = None,
    how: ConsentHow = ConsentHow.paper,
    note: str = "",
) -> Consent:
    """Keep what a person has agreed to or refused; it counts in place of an earlier answer to the same question.

    Raises Refused where nobody is named who must be, and where the days cannot be.
    """
    to, note = clean(to, of="The name"), clean(note, of="The note", limit=PROSE, lines=True)
    signed = signed_on or who.today()
    if kind in NAMES_SOMEBODY and not to:
        raise Refused(f"Say in words who it is: {NAMES_SOMEBODY[kind]}. Nothing was recorded.")
    if to and kind not in NAMES_SOMEBODY:
        raise Refused(f"Consent to {kind} names nobody; write the name into the note. Nothing was recorded.")
    if expires_on is not None and not given:
        raise Refused("What is refused has no end. Nothing was recorded.")
    if signed > who.today():
        raise Refused("A consent cannot have been signed in the future. Nothing was recorded.")
    if expires_on is not None and expires_on < signed:
        raise Refused("A consent cannot end before it was signed. Nothing was recorded.")
    with act(who, "record a consent", client=client):
        who.of(Client).get(client)
        kept = who.of(Consent).add(
            Consent(
                client=client,
                kind=kind,
                given=given,
                to=to,
                signed_on=signed,
                expires_on=expires_on,
                how=how,
                by=who.staff_id,
                note=note,
            )
        )
        _look_after(who, client)
        return who.of(Consent).get(kept.id)


def revoke_consent(who: SignIn, consent_id: str, *, on: date | None = None) -> Consent:
    """Note that the person has taken a consent back; it holds no more from that day on, today where none is given.

    Raises Refused where it was refused, revoked or replaced before: there is nothing to take back then.
    """
    day = on or who.today()
    if day > who.today():
        raise Refused("A consent is revoked on the day on which the person says so. Nothing was changed.")
    with act(who, "revoke a consent"):
        consent = who.of(Consent).get(consent_id)
        if not consent.given or consent.revoked_on is not None:
            raise Refused(f"There is no consent to take back: {called(consent)}. Nothing was changed.")
        if consent not in newest(who.of(Consent).linked(client=consent.client)):
            raise Refused(f"A later answer counts: {called(consent)}. Revoke that one. Nothing was changed.")
        if day < consent.signed_on:
            raise Refused("A consent cannot be revoked before it was signed. Nothing was changed.")
        return who.of(Consent).change(consent, revoked_on=day, due=None)


def _look_after(who: SignIn, client: str) -> None:
    """Only the end of what counts is open work."""
    everything = who.of(Consent).linked(client=client)
    for consent in everything:
        who.of(Consent).change(consent, due=to_look_after(everything, consent))
