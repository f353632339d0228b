"""What stands in the notes on a session, section by section, for the papers that print them."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from groupcare.queries.paper_facts import staff_name
from groupcare.record.lookups import sees_answers
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Session
from groupcare.rules.note import GroupNote, MemberNote, NoteStatus

PROCESS = "Process"
GROUP_SECTIONS = {"topic": "Topic", "interventions": "Interventions", "process": PROCESS}
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
UNSEEN = "The scores are told to whoever may see answers."


class Added(Struct, frozen=True, kw_only=True):
    """What was added to a signed note, by whom (a name) and when, a UTC instant."""

    text: str
    by: str
    at: datetime


class Layer(Struct, frozen=True, kw_only=True):
    """One layer of a note: its sections by title, in order and without empty ones; who signed it (a name), and when, a
    UTC instant; None while it is a draft.
    """

    sections: tuple[tuple[str, str], ...]
    signed_by: str = ""
    signed_at: datetime | None = None
    addenda: tuple[Added, ...] = ()

    @property
    def signed(self) -> bool:
        """Whether it is locked as somebody signed it."""
        return self.signed_at is not None


def sections(who: SignIn, session: Session) -> dict[str, Layer]:
    """The layers of a session's notes by member, the shared one under "": what was signed, or is kept as a draft."""
    found = {note.member: _layer(who, note, MEMBER_SECTIONS) for note in who.of(MemberNote).linked(session=session.id)}
    for note in who.of(GroupNote).linked(session=session.id):
        found[""] = _layer(who, note, GROUP_SECTIONS)
    return found


def _layer(who: SignIn, note: GroupNote | MemberNote, titles: Mapping[str, str]) -> Layer:
    said = {title: getattr(note, field) for field, title in titles.items()}
    if said.get("Scores") and not sees_answers(who):
        said["Scores"] = UNSEEN
    signed = note.status is NoteStatus.signed
    return Layer(
        sections=tuple((title, text) for title, text in said.items() if text),
        signed_by=staff_name(who, note.signed_by) if signed else "",
        signed_at=note.signed_at if signed else None,
        addenda=tuple(Added(text=one.text, by=staff_name(who, one.by), at=one.at) for one in note.addenda),
    )
