"""Who looked at whose chart, and what was exported: the access log, for a manager."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.errors import NotFound
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.clinic import Staff
from groupcare.rules.people import Client, client_number
from groupcare.rules.text import name_key


class Access(Struct, frozen=True, kw_only=True):
    """One look: when (UTC, as text), by whom, at what, of which client's number (empty where it was nobody's)."""

    at: str
    by: str
    what: str
    client: str


class Asked(Struct, frozen=True, kw_only=True):
    """Which looks: by a member of staff and of a client (ids), from a day to another, both in it and in the clinic's
    zone; all where nothing is said."""

    by: str = ""
    client: str = ""
    since: date | None = None
    until: date | None = None


ALL = Asked()


def access_log(who: SignIn, asked: Asked = ALL) -> list[Access]:
    """The looks that were asked for, the newest first. Raises NotPermitted."""
    may_see(who, "access log")
    names = {staff.id: staff.name for staff in who.of(Staff).all()}
    person = who.of(Client).find(asked.client) if asked.client else None
    whose = (asked.client, *(person.merged if person is not None else ())) if asked.client else ()
    rows = [
        row
        for row in who.db.engine.accesses(whose, _begins(who, asked.since))
        if (not asked.by or row[1] == asked.by)
        and (asked.until is None or row[0] < _begins(who, asked.until + timedelta(days=1)))
    ]
    numbers = {i: _number(who, i) for i in {row[3] for row in rows} if i}
    if person is not None:
        numbers |= dict.fromkeys(person.merged, client_number(person.number))
    return [
        Access(at=at, by=names.get(staff, staff), what=what, client=numbers.get(whose, ""))
        for at, staff, what, whose in rows
    ]


def asked_words(who: SignIn, asked: Asked) -> Sequence[str]:
    """By whom and of whom, for a title; whom a client's number stands for is not said."""
    by = [staff.name for staff in who.of(Staff).all() if staff.id == asked.by]
    return [*by, *([_number(who, asked.client)] if asked.client else [])]


def staff_named(who: SignIn, said: str) -> str:
    """The id of whoever of that name works here or has worked here. Raises NotFound."""
    known = list(who.of(Staff).all())
    found = next((one.id for one in known if name_key(one.name) == name_key(said)), None)
    if found is None:
        raise NotFound(f"Nobody named {said!r} has worked here; there are {', '.join(one.name for one in known)}.")
    return found


def instant(look: Access) -> datetime:
    """When it was, in UTC."""
    return datetime.fromisoformat(look.at)


def _begins(who: SignIn, day: date | None) -> str:
    """The instant at which that day begins in the clinic's zone, as the log writes it."""
    return "" if day is None else schedule.at(day, time(), who.clinic.zone).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(who: SignIn, client: str) -> str:
    found = who.of(Client).find(client)
    return client_number(found.number) if found is not None else "erased"
