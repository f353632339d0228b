"""A person's consents as the chart shows them, and those of everybody that end soon."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from groupcare.queries.permissions import can_see, may_see
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.consent import EXPIRES_SOON, Consent, called, newest, state_words
from groupcare.rules.group import IN_GROUP, Member
from groupcare.rules.people import Client, Referral, ReferralStatus


class ConsentLine(Struct, frozen=True, kw_only=True):
    """A consent, how it stands in words, and who recorded it (a name). `counts`: no later answer replaces it."""

    consent: Consent
    state: str
    by: str
    counts: bool
    ended: bool


def consent_lines(who: SignIn, client: Client) -> tuple[ConsentLine, ...]:
    """All consents of a person: first those that count, the newest first; then what they replaced."""
    may_see(who, "charts")
    on, staff = who.today(), {s.id: s.name for s in who.of(Staff).all()}
    found = who.of(Consent).linked(client=client.id)
    counting = newest(found)
    lines = [
        ConsentLine(
            consent=one,
            state=state_words(one, on, replaced=one not in counting),
            by=staff.get(one.by, ""),
            counts=one in counting,
            ended=one.expires_on is not None and one.expires_on < on and one.revoked_on is None,
        )
        for one in reversed(found)
    ]
    return tuple(sorted(lines, key=lambda line: (not line.counts, -line.consent.signed_on.toordinal())))


def consent_words(who: SignIn, client: Client) -> tuple[str, ...]:
    """How each consent that counts stands: remote sessions: refused Tue 6 Oct."""
    return tuple(f"{called(line.consent)}: {line.state}" for line in consent_lines(who, client) if line.counts)


def ending(who: SignIn, on: date) -> Iterator[Consent]:
    """Consents that end within the time in which to ask again, or have ended, of people who are here now."""
    if can_see(who, "charts"):
        for consent in who.of(Consent).open_work((on + EXPIRES_SOON).isoformat()):
            if _is_here(who, consent.client):
                yield consent


def _is_here(who: SignIn, client: str) -> bool:
    """Whether somebody has a place in a group, or a referral that is not over."""
    gone = (ReferralStatus.ended, ReferralStatus.seated)
    return any(member.status in IN_GROUP for member in who.of(Member).linked(client=client)) or any(
        referral.status not in gone for referral in who.of(Referral).linked(client=client)
    )
