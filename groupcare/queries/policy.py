"""The screening policies of a clinic: the one in force, and those before it, which explain older decisions."""

from datetime import datetime

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.schema import StoredPolicy
from groupcare.record.sign_in import SignIn
from groupcare.rules.policy import Policy


class PolicyLine(Struct, frozen=True, kw_only=True):
    """A policy, in force since when (UTC; None for the one that came with the program), and its file's text."""

    policy: Policy
    since: datetime | None
    text: str
    in_force: bool


def policies(who: SignIn) -> list[PolicyLine]:
    """All of them, the newest first. The text of the one that came with the program is its own file's, not here."""
    may_see(who, "staff")
    own = list(who.of(StoredPolicy).all())
    lines = [PolicyLine(policy=who.library.policy, since=None, text="", in_force=not own)]
    for stored in own:
        last = stored is own[-1]
        since = datetime.fromisoformat(stored.since)
        lines.append(PolicyLine(policy=stored.policy, since=since, text=stored.text, in_force=last))
    return lines[::-1]
