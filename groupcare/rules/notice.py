"""Notices: whom to tell after a session was moved, cancelled or lost, and who has been told."""

from datetime import date, datetime

from groupcare.rules.kept import Kept


class Notice(Kept, frozen=True, kw_only=True):
    """One person to be told of one change. `what` is the sentence to tell them; `due` the day by which, until told.

    `sessions` are all that it speaks of, `session` is the first of them. `told_at` is a UTC instant; `how` says in
    which way they were told, or that they need not be any more. `away` are dates on which no session is any more:
    a newer notice that takes the place of this one still says so.
    """

    client: str
    member: str
    group: str
    what: str
    made_at: datetime
    session: str | None = None
    told_at: datetime | None = None
    told_by: str | None = None
    how: str = ""
    due: date | None = None
    sessions: tuple[str, ...] = ()
    away: tuple[date, ...] = ()
