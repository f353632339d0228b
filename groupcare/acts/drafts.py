"""Drafts: what a person has typed into a form and not saved yet, so that it comes back after a crash or a lock.

They are the person's own, stand outside the ledger, and hold text fields only. Answers to measures are never drafts:
they are recorded as they are given.
"""

import json
from datetime import UTC, datetime

from msgspec import Struct

from groupcare.record.sign_in import SignIn


class Draft(Struct, frozen=True, kw_only=True):
    """The fields of a form, by name, as they were left at that instant (UTC)."""

    form: str
    at: datetime
    fields: dict[str, str]


def keep_draft(who: SignIn, form: str, fields: dict[str, str]) -> None:
    """Keep what stands in a form now; nothing is kept of an empty one."""
    if any(value.strip() for value in fields.values()):
        at = who.now().astimezone(UTC).isoformat()
        who.db.engine.keep_draft(who.staff_id, form, at, json.dumps(fields, ensure_ascii=False))
    else:
        who.db.engine.forget_draft(who.staff_id, form)


def draft(who: SignIn, form: str) -> Draft | None:
    """What was left in that form, or None."""
    found = who.db.engine.draft(who.staff_id, form)
    if found is None:
        return None
    return Draft(form=form, at=datetime.fromisoformat(found[0]), fields=json.loads(found[1]))


def forget_draft(who: SignIn, form: str) -> None:
    """Its content was saved, or given up."""
    who.db.engine.forget_draft(who.staff_id, form)
