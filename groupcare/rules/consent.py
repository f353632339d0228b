"""Consent as a record: what a person has agreed to or refused, to whom, since when and until when.

The newest answer to one question counts: a refusal ends what was agreed before, and a consent with an end is not
carried on by an older one without. Nothing agrees for anybody: where nothing is recorded, nothing is in force.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from groupcare.rules.kept import Kept
from groupcare.rules.text import name_key
from groupcare.rules.words import day

EXPIRES_SOON = timedelta(days=30)
"""So long before a consent ends it is time to ask again [P]."""


class ConsentKind(StrEnum):
    """What is agreed to."""

    treatment = "treatment"
    group = "group confidentiality and its limits"
    remote = "remote sessions"
    release = "release of information"
    guardian = "guardian for a minor"


NAMES_SOMEBODY = {
    ConsentKind.release: "to whom information may go, a person or an organisation",
    ConsentKind.guardian: "the guardian",
}
"""The kinds that are about somebody who must be named, and whom they name."""


class ConsentHow(StrEnum):
    """How it was given or refused."""

    paper = "on paper"
    verbal = "verbal, read back"
    electronic = "electronically"


class Consent(Kept, frozen=True, kw_only=True):
    """One answer of a person: given, or refused. `to` is whom a release goes to, or the guardian.

    It is in force from `signed_on` to the end of `expires_on`, and no more from the day of `revoked_on`. `due` is
    `expires_on` while that is still to be looked after, else None.
    """

    client: str
    kind: ConsentKind
    given: bool
    signed_on: date
    how: ConsentHow
    by: str
    to: str = ""
    expires_on: date | None = None
    revoked_on: date | None = None
    note: str = ""
    due: date | None = None


def in_force(consent: Consent, on: date) -> bool:
    """Whether this consent, taken by itself, holds on that day."""
    return (
        consent.given
        and consent.signed_on <= on
        and (consent.expires_on is None or on <= consent.expires_on)
        and (consent.revoked_on is None or on < consent.revoked_on)
    )


def matter(consent: Consent) -> tuple[ConsentKind, str]:
    """What it answers: two of one matter are an earlier and a later answer to the same question."""
    return consent.kind, name_key(consent.to)


def newest(consents: Iterable[Consent]) -> tuple[Consent, ...]:
    """Of each matter the one that counts: that of the latest day, of one day the last in the order given."""
    found: dict[tuple[ConsentKind, str], Consent] = {}
    for consent in consents:
        before = found.get(matter(consent))
        if before is None or before.signed_on <= consent.signed_on:
            found[matter(consent)] = consent
    return tuple(found.values())


def release_to(consents: Iterable[Consent], name: str, on: date) -> Consent | None:
    """The release in force to exactly this person or organisation (case and accents aside) on that day, or None."""
    key = name_key(name)
    signed = (c for c in consents if c.kind is ConsentKind.release and c.signed_on <= on)
    return next((c for c in newest(signed) if key and name_key(c.to) == key and in_force(c, on)), None)


def expires_soon(consent: Consent, on: date) -> bool:
    """Whether it is in force and ends within the time in which to ask again."""
    return in_force(consent, on) and consent.expires_on is not None and consent.expires_on <= on + EXPIRES_SOON


def to_look_after(consents: Sequence[Consent], consent: Consent) -> date | None:
    """The day that is `due` of a consent among all of its person: its end, while it counts and was not revoked."""
    counts = consent.given and consent.revoked_on is None and consent in newest(consents)
    return consent.expires_on if counts else None


def state_words(consent: Consent, on: date, *, replaced: bool) -> str:
    """How it stands on that day: in force until Tue 3 Nov, revoked Mon 5 Oct, refused."""
    if replaced:
        return "replaced by a later answer"
    if not consent.given:
        return f"refused {day(consent.signed_on, on)}"
    if consent.revoked_on is not None:
        return f"revoked {day(consent.revoked_on, on)}"
    if consent.expires_on is None:
        return "in force"
    if on > consent.expires_on:
        return f"expired {day(consent.expires_on, on)}"
    return f"{'ends soon' if expires_soon(consent, on) else 'in force'}, until {day(consent.expires_on, on)}"


def called(consent: Consent) -> str:
    """What it is about, in few words: release to Dr Rivera."""
    match consent.kind:
        case ConsentKind.release:
            return f"release to {consent.to}"
        case ConsentKind.guardian:
            return f"guardian {consent.to}"
    return str(consent.kind)
