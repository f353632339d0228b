"""Who looked at whose chart, and what was exported: the access log, for a manager."""

from datetime import date

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.people import Client, client_number


class Access(Struct, frozen=True, kw_only=True):
    """One look: when (UTC, as text), by whom, at what, of which client's number (empty where it was nobody's)."""

    at: str
    by: str
    what: str
    client: str


def access_log(who: SignIn, client: str = "", since: date | None = None) -> list[Access]:
    """All looks, the newest first; of one client, and from a day on (UTC), where given."""
    may_see(who, "access log")
    names = {staff.id: staff.name for staff in who.of(Staff).all()}
    person = who.of(Client).find(client) if client else None
    whose = (client, *(person.merged if person is not None else ())) if client else ()
    rows = who.db.engine.accesses(whose, since.isoformat() if since else "")
    numbers = {i: _number(who, i) for i in {row[3] for row in rows} if i}
    if person is not None:
        numbers |= dict.fromkeys(person.merged, client_number(person.number))
    return [
        Access(at=at, by=names.get(staff, staff), what=what, client=numbers.get(whose, ""))
        for at, staff, what, whose in rows
    ]


def _number(who: SignIn, client: str) -> str:
    found = who.of(Client).find(client)
    return client_number(found.number) if found is not None else "erased"
