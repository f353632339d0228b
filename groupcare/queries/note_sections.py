"""What stands in the notes on a session, by section, for the papers: what was signed, or would be signed now."""

from datetime import datetime

from msgspec import Struct

from groupcare.queries.notes import Added, NoteView, session_notes
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Session

PROCESS = "Process"
HEADING = "Session"
"""The section of the shared layer that says when, where and by whom; a paper says it above all sections."""


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
    """The layers of a session's notes by member, the shared one under "". Raises Refused where it was not held."""
    return {view.member: _layer(view) for view in session_notes(who, session.id).layers}


def _layer(view: NoteView) -> Layer:
    return Layer(
        sections=tuple((one.title, one.text) for one in view.sections if one.text and one.title != HEADING),
        signed_by=view.signed_by,
        signed_at=view.signed_at if view.signed else None,
        addenda=view.addenda,
    )
