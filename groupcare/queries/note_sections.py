"""What stands in the notes on a session, section by section, for the papers that print them."""

from datetime import datetime

from msgspec import Struct

from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Session
from groupcare.rules.note import Addendum, GroupNote, MemberNote, NoteStatus

GROUP_SECTIONS = (("topic", "Topic"), ("interventions", "Interventions"), ("process", "Process of the group"))
MEMBER_SECTIONS = (
    ("attendance", "Attendance"),
    ("participation", "Participation"),
    ("response", "Response"),
    ("objective", "Objective worked on"),
    ("homework", "Homework"),
    ("scores", "Scores"),
    ("risk", "Risk"),
    ("plan", "Plan"),
)
NONE_YET = "There is no note on this yet: it is written from the group's notes, after the session."


class Layer(Struct, frozen=True, kw_only=True):
    """One layer of a note: its sections by label, in order and without empty ones, and how it was signed."""

    sections: tuple[tuple[str, str], ...]
    signed_by: str | None = None
    signed_at: datetime | None = None
    addenda: tuple[Addendum, ...] = ()

    @property
    def signed(self) -> bool:
        """Whether it is locked as somebody signed it."""
        return self.signed_at is not None


def sections(who: SignIn, session: Session, member: str | None = None) -> Layer:
    """The shared layer of a session's note, or that of one member: what was signed, or is kept as a draft.

    Raises Refused where there is none.
    """
    kept: GroupNote | MemberNote | None
    if member is None:
        kept = next(iter(who.of(GroupNote).linked(session=session.id)), None)
    else:
        kept = next((n for n in who.of(MemberNote).linked(session=session.id) if n.member == member), None)
    if kept is None:
        raise Refused(NONE_YET)
    labels = GROUP_SECTIONS if member is None else MEMBER_SECTIONS
    said = ((label, getattr(kept, field)) for field, label in labels)
    signed = kept.status is NoteStatus.signed
    return Layer(
        sections=tuple((label, text) for label, text in said if text),
        signed_by=kept.signed_by if signed else None,
        signed_at=kept.signed_at if signed else None,
        addenda=kept.addenda,
    )
