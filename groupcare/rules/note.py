"""Notes on a session: one layer on the group, which names no member, and one on each member, which names no other.

Both are drafted from what was recorded and edited by whoever ran the session. A signed note is locked: what is put
right later is an addendum. Private process notes do not belong here.
"""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.kept import Kept


class NoteStatus(StrEnum):
    """Where a note stands."""

    draft = "draft"
    signed = "signed"


class Addendum(Struct, frozen=True, kw_only=True):
    """What was added to a signed note; `at` is a UTC instant."""

    text: str
    by: str
    at: datetime


class GroupNote(Kept, frozen=True, kw_only=True):
    """The layer that all members share: what was done, not who. `due` is the session's day until it is signed."""

    session: str
    group: str
    topic: str = ""
    interventions: str = ""
    process: str = ""
    status: NoteStatus = NoteStatus.draft
    signed_by: str | None = None
    signed_at: datetime | None = None
    addenda: tuple[Addendum, ...] = ()
    due: date | None = None


class MemberNote(Kept, frozen=True, kw_only=True):
    """One member's layer, section by section. `due` is the session's day until it is signed.

    `drafted_from` is a digest of the facts it was drafted from, by which it is known that they have changed since.
    """

    session: str
    group: str
    member: str
    client: str
    attendance: str = ""
    participation: str = ""
    response: str = ""
    objective: str = ""
    homework: str = ""
    scores: str = ""
    risk: str = ""
    plan: str = ""
    drafted_from: str = ""
    status: NoteStatus = NoteStatus.draft
    signed_by: str | None = None
    signed_at: datetime | None = None
    addenda: tuple[Addendum, ...] = ()
    due: date | None = None
