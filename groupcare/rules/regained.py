"""What a member does again, in their own words: "What I did", kept for them to look back at."""

from datetime import date

from groupcare.rules.kept import Kept


class Regained(Kept, frozen=True, kw_only=True):
    """An activity that came back. `words` are the member's own, `mattered` what it means to them; `activity` names it,
    as a row of the plan's functional analysis does where it is one of them."""

    client: str
    activity: str
    on: date
    by: str
    words: str = ""
    mattered: str = ""
    plan: str | None = None
    session: str | None = None
