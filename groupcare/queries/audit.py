"""The audit report: every act of a time, by whom and under which role, with the head fingerprint it stands on.

It names acts and kinds of documents, and nothing of what stands in them.
"""

from datetime import date

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record import ledger
from groupcare.record.errors import NotFound
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.text import name_key


class Audited(Struct, frozen=True, kw_only=True):
    """One act: its number, when (UTC, as text), who under which role, how many documents of each kind it changed."""

    seq: int
    at: str
    staff: str
    role: str
    act: str
    reason: str
    changed: dict[str, int]


class Audit(Struct, frozen=True, kw_only=True):
    """The acts, oldest first, and the fingerprint of the record's head when they were read."""

    head: str
    acts: tuple[Audited, ...]


def audit(who: SignIn, since: date | None = None, until: date | None = None, staff: str = "") -> Audit:
    """What was done from one day to another (UTC, both included), by everybody or by the person of that name."""
    may_see(who, "audit")
    engine = who.db.engine
    with engine.snapshot():
        names = {s.id: s.name for s in who.of(Staff).all()}
        if staff and name_key(staff) not in map(name_key, names.values()):
            raise NotFound(f"Nobody named {staff!r} has worked here; there are {', '.join(names.values())}.")
        changed: dict[int, dict[str, int]] = {}
        for seq, table, times in engine.counted_changes():
            changed.setdefault(seq, {})[table] = times
        found = tuple(
            Audited(
                seq=entry.seq,
                at=entry.at,
                staff=names.get(entry.staff, entry.staff),
                role=entry.role,
                act=entry.act,
                reason=entry.reason,
                changed=changed.get(entry.seq, {}),
            )
            for entry in engine.ledger()
            if (since is None or entry.at[:10] >= since.isoformat())
            and (until is None or entry.at[:10] <= until.isoformat())
        )
        theirs = tuple(a for a in found if not staff or name_key(a.staff) == name_key(staff))
        return Audit(head=ledger.fingerprint(*engine.head()), acts=theirs)
