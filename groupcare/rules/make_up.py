"""Make-ups: a module that a member has outside the session at which their own group teaches it.

Either as a guest at another group's session, or individually with a member of staff. It counts for the module and is
shown as what it is.
"""

from datetime import date
from enum import StrEnum

from groupcare.rules.kept import Kept


class MakeUpStatus(StrEnum):
    """Where a make-up stands."""

    arranged = "arranged"
    done = "done"
    missed = "missed"
    cancelled = "cancelled"


class MakeUp(Kept, frozen=True, kw_only=True):
    """One module for one member: at `session` of another group, or individually where there is none, on day `on`.

    `group` is the member's own, `by` the member of staff who arranged it or, individually, gives it. `due` is its day
    until it is known what came of it.
    """

    client: str
    member: str
    group: str
    module: int
    on: date
    by: str
    session: str | None = None
    status: MakeUpStatus = MakeUpStatus.arranged
    minutes: int | None = None
    words: str = ""
    due: date | None = None
