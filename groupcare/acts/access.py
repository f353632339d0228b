"""The access log: who looked at whose chart, and what left the program. Looking changes nothing, so it is no act; it is
noted all the same, and a manager can read it.
"""

from datetime import UTC

from groupcare.record.sign_in import SignIn


def note(who: SignIn, what: str, client: str = "") -> None:
    """Note that this person opened `what` of a client, by id, or exported it. Holds no content and no name."""
    who.db.engine.note_access(who.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), who.staff_id, what, client)
