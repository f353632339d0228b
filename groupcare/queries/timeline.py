"""What happened to a person, one line an act, from the ledger; the changed fields stand behind each line."""

from collections import Counter
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from groupcare.queries.history import Happened, history
from groupcare.record.sign_in import SignIn
from groupcare.rules.people import Client
from groupcare.rules.words import count

IN_WORDS = {
    "client": ("person", "people"),
    "referral": ("referral", ""),
    "contact": ("contact", ""),
    "consent": ("consent", ""),
    "assessment": ("set of answers", "sets of answers"),
    "screening": ("screening", ""),
    "decision": ("decision", ""),
    "finding": ("safety finding", ""),
    "evaluation": ("evaluation", ""),
    "hold": ("hold", ""),
    "alert": ("alert", ""),
    "handoff": ("handoff", ""),
    "safety_plan": ("safety plan", ""),
    "phoned_decision": ("phoned decision", ""),
    "member": ("place", ""),
    "attendance": ("attendance mark", ""),
    "homework": ("piece of homework", "pieces of homework"),
    "member_note": ("session note", ""),
    "plan": ("plan", ""),
    "reason": ("reason", ""),
}
"""Tables in plain words, one and several."""


class Happening(Struct, frozen=True, kw_only=True):
    """One act: when (a UTC instant), who under which role, what they did, and which documents it changed in words.

    `reason` is the act's code, often empty; `details` are the changes with their fields.
    """

    seq: int
    at: datetime
    staff: str
    role: str
    act: str
    reason: str
    changed: str
    details: tuple[Happened, ...]


def timeline(who: SignIn, client: Client) -> tuple[Happening, ...]:
    """All acts that changed anything of this person, newest first."""
    acts = [tuple(changes) for _, changes in groupby(history(who, client.id), key=lambda h: h.seq)]
    return tuple(
        Happening(
            seq=first.seq,
            at=datetime.fromisoformat(first.at),
            staff=first.staff,
            role=first.role,
            act=first.act,
            reason=first.reason,
            changed=_words(changes),
            details=changes,
        )
        for changes in reversed(acts)
        for first in changes[:1]
    )


def _words(changes: tuple[Happened, ...]) -> str:
    """Referral changed, 2 safety findings added."""
    seen = Counter((change.table, _how(change)) for change in changes)
    said = []
    for (table, how), times in seen.items():
        one, many = IN_WORDS.get(table, (table, ""))
        said.append(f"{one if times == 1 else count(times, one, many)} {how}")
    return ", ".join(said)


def _how(change: Happened) -> str:
    if change.erased:
        return "erased"
    return "added" if change.rev == 1 else "changed" if change.fields else "kept"
