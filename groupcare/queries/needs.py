"""What a line of Today is: something that needs this person, and where it is mended."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from groupcare.record.sign_in import SignIn
from groupcare.rules.people import Client, full_name
from groupcare.rules.words import count

ALL = "9999-12-31"
"""Open work due by whatever day."""
NO_OWNER = "no owner"


class Section(StrEnum):
    """The parts of the list, in this order."""

    safety = "Safety"
    sessions = "Sessions"
    referrals = "Referrals"
    homework = "Homework"
    plans = "Plans and measures"
    consents = "Consents"
    contacts = "Contacts"


class Need(Struct, frozen=True, kw_only=True):
    """Something that needs this person. `kind`, `id` and `place` say which page mends it, and where on it; `name` is a
    client's, or a group's where `client_number` is 0.

    `grave` is for safety, `late` for what is overdue; `since` and `more` are short words.
    """

    section: Section
    kind: str
    id: str
    words: str
    place: str = ""
    name: str = ""
    client_number: int = 0
    phone: str = ""
    since: str = ""
    more: str = ""
    grave: bool = False
    late: bool = False

    @property
    def key(self) -> str:
        """What tells it from all others, and says where it leads."""
        return f"{self.kind} {self.id} {self.place}".rstrip()


def name_and_number(who: SignIn, client: str) -> tuple[str, int]:
    """A person's name and number."""
    found = who.of(Client).get(client)
    return full_name(found), found.number


def in_days(due: date | None, on: date) -> str:
    """Today, in 3 days, 2 days late."""
    if due is None:
        return ""
    late = (on - due).days
    return "today" if late == 0 else f"{count(late, 'day')} late" if late > 0 else f"in {count(-late, 'day')}"
