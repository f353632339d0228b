"""Papers that go to somebody: what leaves the clinic needs a release in force for exactly that person.

What stays in the house, or is handed to the person themself, needs none. Each paper says in its foot which it is.
"""

from enum import StrEnum

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.consent import Consent, ConsentKind, in_force, newest, release_to
from groupcare.rules.people import Client, client_number
from groupcare.rules.text import clean
from groupcare.rules.words import whole_day


class NotReleased(Refused):
    """The person has not agreed that anything goes to whoever was named."""


class Whose(StrEnum):
    """In whose hands a paper ends where it leaves to nobody else."""

    house = "house"
    member = "member"


HOUSE = "For the clinic's own record. It stays in the house: no release was needed, and none was asked for."
MEMBER = "Handed to the person themself. To send it to anybody else takes their release of information."


class Going(Struct, frozen=True, kw_only=True):
    """Where a paper goes: the words above it, empty where it leaves to nobody, and those at its foot."""

    to: str
    foot: str


def going(who: SignIn, client: Client, to: str, otherwise: Whose) -> Going:
    """A paper about this person to `to`, or where that is empty to whom it is for `otherwise`.

    Raises NotReleased where no release of theirs to exactly that person or organisation is in force today.
    """
    to = clean(to, of="The name")
    if not to:
        return Going(to="", foot=HOUSE if otherwise is Whose.house else MEMBER)
    release = release_to(who.of(Consent).linked(client=client.id), to, who.today())
    if release is None:
        number = client_number(client.number)
        raise NotReleased(
            f"No release of information from {number} to {to} is in force, so nothing is made to send there. Ask the "
            "person, and record what they say on the overview of their chart, or with "
            f"groupcare consent add {number} release. What is handed to the person themself needs none."
        )
    until = f", in force until {whole_day(release.expires_on)}" if release.expires_on else ""
    return Going(
        to=release.to,
        foot=f"Sent to {release.to} by the person's release of information, signed {whole_day(release.signed_on)}"
        f"{until}. Please pass it on to nobody without the person's consent.",
    )


def released_to(who: SignIn, client_id: str) -> tuple[str, ...]:
    """To whom this person's releases in force today go, by name."""
    may_see(who, "charts")
    today = who.today()
    signed = [c for c in who.of(Consent).linked(client=client_id) if c.kind is ConsentKind.release]
    signed = [c for c in signed if c.signed_on <= today]
    return tuple(sorted(c.to for c in newest(signed) if in_force(c, today)))
