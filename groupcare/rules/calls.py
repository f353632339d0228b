"""The calls of an interview: the one going on, one that dropped and waits to be called back; and each in words."""

from collections.abc import Iterable
from datetime import date

from groupcare.rules.people import Contact, ContactKind

ALONE = ("alone", "nobody", "no one", "none")


def calls_of(contacts: Iterable[Contact], referral: str) -> list[Contact]:
    """The calls of this referral's interview, oldest first."""
    return [c for c in contacts if c.referral == referral and c.kind is ContactKind.intake]


def attempts_of(contacts: Iterable[Contact], referral: str) -> list[Contact]:
    """The tries to reach the person for this referral, oldest first."""
    return [c for c in contacts if c.referral == referral and c.kind is ContactKind.call_attempt]


def waits(call: Contact) -> bool:
    """Whether it dropped, and nobody has reached the person since."""
    return call.dropped_at is not None and call.due is not None


def current_call(calls: Iterable[Contact], today: date) -> Contact | None:
    """The call of today that is going on, or that waits to be called back. Once the person is reached again that is
    another call: where they are now is to be asked anew.
    """
    going_on = [c for c in calls if c.on == today and (c.dropped_at is None or waits(c))]
    return going_on[-1] if going_on else None


def dropped_call(calls: Iterable[Contact]) -> Contact | None:
    """The newest call that waits to be called back, of whatever day."""
    waiting = [c for c in calls if waits(c)]
    return waiting[-1] if waiting else None


def is_asked(call: Contact | None) -> bool:
    """Whether anything is known of where the person is and how the call goes."""
    return call is not None and bool(call.location or call.callback or call.with_whom or call.can_talk is not None)


def place_words(call: Contact) -> str:
    """At home, with her sister: as far as it is known."""
    company = call.with_whom
    if company.lower() in ALONE:
        company = "alone"
    elif company and not company.lower().startswith("with "):
        company = f"with {company}"
    return ", ".join(words for words in (call.location, company) if words)


def talk_words(call: Contact) -> str:
    """Whether they can talk freely; not asking is no answer."""
    if call.can_talk is None:
        return "not asked whether they can talk freely"
    return "can talk freely" if call.can_talk else "cannot talk freely"
