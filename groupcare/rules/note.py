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


GROUP_SECTIONS = {"heading": "Session", "topic": "Topic", "interventions": "Interventions", "process": "Process"}
"""The sections of the shared layer by field, in order, with their titles."""
MEMBER_SECTIONS = {
    "attendance": "Attendance",
    "participation": "Participation",
    "response": "Response",
    "objective": "Objective",
    "homework": "Homework",
    "scores": "Scores",
    "risk": "Risk",
    "plan": "Plan",
}
"""The sections of a member's layer, likewise."""


class GroupNote(Kept, frozen=True, kw_only=True):
    """The layer that all members share: what was done, not who. `due` is the session's day until it is signed.

    A section that is empty here is drafted from the record whenever it is shown; signing writes every section out.
    `heading` is when, where, by whom and for how many it was held. `drafted_from` is as in MemberNote.
    """

    session: str
    group: str
    heading: str = ""
    topic: str = ""
    interventions: str = ""
    process: str = ""
    drafted_from: str = ""
    status: NoteStatus = NoteStatus.draft
    signed_by: str | None = None
    signed_at: datetime | None = None
    addenda: tuple[Addendum, ...] = ()
    due: date | None = None


class MemberNote(Kept, frozen=True, kw_only=True):
    """One member's layer, section by section. `due` is the session's day until it is signed.

    A section that is empty here is drafted from the record whenever it is shown. Of each that was written,
    `drafted_from` holds a digest of the facts it began from, by which it is known that they have changed since
    (`attendance:1f3a90bc risk:…`). `with_answers`: the scores were written by somebody who may see answers.
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
    with_answers: bool = False
    status: NoteStatus = NoteStatus.draft
    signed_by: str | None = None
    signed_at: datetime | None = None
    addenda: tuple[Addendum, ...] = ()
    due: date | None = None
