"""Referrals, their current screenings, and open alerts."""

from collections.abc import Iterator, Set
from datetime import date, datetime
from functools import partial

from msgspec import Struct

from groupcare.queries.alerts import alerts_told, dropped_calls, findings_told
from groupcare.queries.kept import up_to_date
from groupcare.queries.permissions import may_see
from groupcare.queries.stored import Folded, every
from groupcare.record.lookups import client_names, latest_screening, needs_screening
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.people import Client, Referral, ReferralStatus, full_name
from groupcare.rules.policy import GRAVITY, Route
from groupcare.rules.safety import Alert, SafetyFinding, needs_somebody
from groupcare.rules.screening import Screening
from groupcare.rules.text import name_key


class ReferralLine(Struct, frozen=True, kw_only=True):
    """One referral as a list shows it."""

    id: str
    number: int
    client: str
    client_number: int
    name: str
    external_id: str
    received_on: date
    status: ReferralStatus
    route: Route | None


def referrals(who: SignIn) -> list[ReferralLine]:
    """All referrals, oldest first."""
    may_see(who, "referrals")
    clients = {c.id: c for c in who.of(Client).all()}
    routes = {s.referral: s.route for s in who.of(Screening).all()}
    return [_line(r, clients[r.client], routes.get(r.id)) for r in who.of(Referral).all()]


def _line(referral: Referral, client: Client, route: Route | None) -> ReferralLine:
    return ReferralLine(
        id=referral.id,
        number=referral.number,
        client=client.id,
        client_number=client.number,
        name=full_name(client),
        external_id=client.identifiers[0].value if client.identifiers else "",
        received_on=referral.received_on,
        status=referral.status,
        route=route,
    )


class Screened(Struct, frozen=True, kw_only=True):
    """A referral with its current screening."""

    line: ReferralLine
    screening: Screening


def to_screen(who: SignIn) -> Iterator[Referral]:
    """Open referrals whose answers or policy changed since their last screening."""
    return (r for r in _open(who) if needs_screening(who, r))


def _open(who: SignIn) -> list[Referral]:
    closed = (ReferralStatus.ended, ReferralStatus.seated)
    return [r for r in who.of(Referral).all() if r.status not in closed]


def screenings(who: SignIn) -> list[Screened]:
    """The current screening of every open referral that has one."""
    may_see(who, "screenings")
    clients = {c.id: c for c in who.of(Client).all()}
    newest = {s.referral: s for s in who.of(Screening).all()}
    return [
        Screened(line=_line(r, clients[r.client], newest[r.id].route), screening=newest[r.id])
        for r in _open(who)
        if r.id in newest
    ]


def screening(who: SignIn, referral: Referral) -> Screened | None:
    """One referral with its current screening."""
    may_see(who, "screenings")
    found = latest_screening(who, referral.id)
    if found is None:
        return None
    return Screened(line=_line(referral, who.of(Client).get(referral.client), found.route), screening=found)


class AlertLine(Struct, frozen=True, kw_only=True):
    """An open alert as a list shows it; `due` is a UTC instant, `owner` a name."""

    id: str
    client_number: int
    name: str
    level: Route
    because: tuple[str, ...]
    owner: str | None
    due: datetime
    overdue: bool


def alerts(who: SignIn) -> list[AlertLine]:
    """All alerts that are not closed, the longest due first."""
    may_see(who, "alerts")
    now = who.now()
    names = {staff.id: staff.name for staff in who.of(Staff).all()}
    found = []
    for alert in alerts_told(who, who.of(Alert).open_work("9999-12-31")):
        assert alert.due is not None
        client = who.of(Client).get(alert.client)
        found.append(
            AlertLine(
                id=alert.id,
                client_number=client.number,
                name=full_name(client),
                level=alert.level,
                because=alert.because,
                owner=names.get(alert.owner or ""),
                due=alert.due,
                overdue=alert.due < now,
            )
        )
    return sorted(found, key=lambda a: (a.level is not Route.urgent, a.due))


def alerts_waiting(who: SignIn) -> int:
    """How many alerts need somebody now: the number that stands in the header of every screen."""
    now, unreached = who.now(), dropped_calls(who)
    return sum(
        needs_somebody(alert, now, who.clinic, unreached=alert.client in unreached)
        for alert in who.of(Alert).open_work("9999-12-31")
    )


def standing_findings(who: SignIn, client: Client) -> list[SafetyFinding]:
    """A person's safety findings that no evaluation has ended, the gravest first."""
    may_see(who, "alerts")
    found = [f for f in who.of(SafetyFinding).linked(client=client.id) if f.ended_by is None]
    return sorted(findings_told(who, found), key=lambda f: -GRAVITY[f.route])


class SamePerson(Struct, frozen=True, kw_only=True):
    """A client of a name that somebody is typing."""

    id: str
    number: int
    name: str
    born: date | None


class _Name(Struct, frozen=True, gc=False):
    family_name: str = ""
    given_name: str = ""


def _keys(who: SignIn, some: Set[str] | None = None) -> dict[str, str]:
    """The key of each client's name, by the client's id."""
    memo = Folded()

    def key(family: str, given: str) -> str:
        if family.isascii() and given.isascii():
            return " ".join(part for part in (memo[family], memo[given]) if part)
        return name_key(family, given)

    if some is None:
        return {name.id: key(name.family_name or "", name.given_name or "") for name in client_names(who)}
    return {i: key(name.family_name, name.given_name) for i, name in every(who, Client, _Name, "client", some)}


class Names:
    """Everybody's name, to say while a referral is typed who may be the same person. It does not change."""

    def __init__(self, who: SignIn) -> None:
        may_see(who, "referrals")
        self._who = who
        self._ids: dict[str, list[str]] = {}
        with who.db.engine.snapshot():
            keys = up_to_date(who, "names", "client", None, partial(_keys, who), partial(_keys, who))
        for i, key in keys.items():
            if key:
                self._ids.setdefault(key, []).append(i)

    def same(self, family: str, given: str) -> list[SamePerson]:
        """Clients of this name, whatever its case and accents, also with the two names changed over."""
        keys = dict.fromkeys((name_key(family, given), name_key(given, family)))
        found = [self._who.of(Client).get(i) for key in keys if key for i in self._ids.get(key, ())]
        return [SamePerson(id=c.id, number=c.number, name=full_name(c), born=c.date_of_birth) for c in found]
