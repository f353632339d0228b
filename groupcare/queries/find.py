"""Finding a document by whatever a person calls it: id, number, outside number, or name."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from groupcare.record.documents import Records
from groupcare.record.errors import NotFound, Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, Member, Session
from groupcare.rules.kept import Kept
from groupcare.rules.people import Client, Referral, client_number, group_number, referral_number
from groupcare.rules.text import name_key

K = TypeVar("K", bound=Kept)
_NUMBER = re.compile(r"(GC|R|G)-?0*([0-9]{1,9})", re.IGNORECASE)


def _by_number(prefix: str, said: str) -> int | None:
    match = _NUMBER.fullmatch(said.strip())
    return int(match.group(2)) if match and match.group(1).upper() == prefix else None


def _one(records: Records[K], prefix: str, said: str, what: str) -> K:
    number = _by_number(prefix, said)
    found = records.numbered(number) if number is not None else records.find(said)
    if found is None:
        raise NotFound(f"There is no {what} {said!r}.")
    return found


def client(who: SignIn, said: str) -> Client:
    """By id, GC-0042, outside number or full name. Raises NotFound, or Refused where several people fit."""
    records = who.of(Client)
    number = _by_number("GC", said)
    if _by_number("R", said) is not None:
        return records.get(_one(who.of(Referral), "R", said, "referral").client)
    if number is not None and records.numbered(number) is None:
        return _only(_called(who, client_number(number)), said, "client", lambda c: client_number(c.number))
    if number is not None or records.find(said) is not None:
        return _one(records, "GC", said, "client")
    return _only(_called(who, said), said, "client", lambda c: client_number(c.number))


def referral(who: SignIn, said: str) -> Referral:
    """By id, R-0107, or its client's outside number where there is one referral. Raises NotFound or Refused."""
    records = who.of(Referral)
    if _by_number("R", said) is not None or records.find(said) is not None:
        return _one(records, "R", said, "referral")
    number = _by_number("GC", said)
    numbered = who.of(Client).numbered(number) if number is not None else None
    clients = [numbered] if numbered else list(_called(who, said))
    referrals = (r for c in clients for r in records.linked(client=c.id))
    return _only(referrals, said, "referral", lambda r: referral_number(r.number))


def group(who: SignIn, said: str) -> Group:
    """By id, G-012 or name. Raises NotFound or Refused."""
    records = who.of(Group)
    if _by_number("G", said) is not None or records.find(said) is not None:
        return _one(records, "G", said, "group")
    named = (g for g in records.all() if name_key(g.name) == name_key(said))
    return _only(named, said, "group", lambda g: group_number(g.number))


def session(who: SignIn, of: Group, number: int) -> Session:
    """A group's session by its number. Raises NotFound."""
    for found in who.of(Session).linked(group=of.id):
        if found.number == number:
            return found
    raise NotFound(f"{of.name} has no session {number}.")


def member(who: SignIn, of: Group, said: str) -> Member:
    """A group's member by member id, or whatever finds their client. Raises NotFound or Refused."""
    members = who.of(Member).linked(group=of.id)
    direct = [m for m in members if m.id == said]
    if direct:
        return direct[0]
    people = {m.client: m for m in members}
    number = _by_number("GC", said)
    records = who.of(Client)
    called = {c.id for c in _called(who, said)}
    fits = [c for c in map(records.get, people) if c.id == said or c.number == number or c.id in called]
    return people[_only(fits, said, f"member of {of.name}", lambda c: client_number(c.number)).id]


def staff(who: SignIn, said: str) -> Staff:
    """The member of staff of that name or id who works here. Raises NotFound."""
    here = [s for s in who.of(Staff).all() if s.left_on is None]
    found = next((s for s in here if s.id == said or name_key(s.name) == name_key(said)), None)
    if found is None:
        raise NotFound(f"Nobody named {said!r} works here. Known are: {', '.join(s.name for s in here)}.")
    return found


def _called(who: SignIn, said: str) -> Iterator[Client]:
    """Clients with this outside number or full name; documents are looked at as stored, for there may be many."""
    records = who.of(Client)
    key = name_key(said)
    for document in records.table:
        family, given = document.get("family_name", ""), document.get("given_name", "")
        names = (name_key(family, given), name_key(given, family)) if family or given else ()
        outside = [identifier["value"] for identifier in document.get("identifiers", ())]
        if said in outside or (key and key in (*names, name_key(f"{family}, {given}"))):
            yield records.get(str(document.doc_id))


def _only(found: Iterable[K], said: str, what: str, number: Callable[[K], str]) -> K:
    several = list(found)
    if not several:
        raise NotFound(f"There is no {what} {said!r}.")
    if len(several) > 1:
        numbers = ", ".join(number(one) for one in several[:5])
        raise Refused(f"{said!r} fits several: {numbers}. Use the number.")
    return several[0]
