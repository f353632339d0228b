"""Who is not yet seated and lacks measures that are asked of everybody at intake: a line of Today, and the list.

Somebody whose referral nobody has screened yet stands on Today as to be screened, and is asked there: not here as well.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from datetime import date

from msgspec import Struct

from groupcare.queries.kept import up_to_date
from groupcare.queries.measures_due import due_of, people
from groupcare.queries.needs import ALL, Need, Section, name_and_number
from groupcare.queries.permissions import may_see
from groupcare.record.lookups import latest_screening
from groupcare.record.sign_in import SignIn
from groupcare.rules.measures_due import Due
from groupcare.rules.people import Referral, ReferralStatus
from groupcare.rules.words import count

OPEN = (ReferralStatus.screened, ReferralStatus.waitlisted)


class Lacking(Struct, frozen=True, kw_only=True):
    """Somebody not yet seated, how their referral stands, and the measures they lack, by name; `late` after a week."""

    client: str
    client_number: int
    name: str
    status: ReferralStatus
    since: date
    measures: tuple[str, ...]
    late: bool


def intake_measures(who: SignIn) -> tuple[Lacking, ...]:
    """Everybody whom it is about, the longest waiting first."""
    may_see(who, "referrals")
    with who.db.engine.snapshot():
        return _lacking(who, who.today())


def intake_need(who: SignIn, on: date) -> Iterator[Need]:
    """One line of Today: of one person it leads to their chart, of several to the list. Ask inside a snapshot."""
    found = _lacking(who, on)
    if not found:
        return
    first, late = found[0], any(one.late for one in found)
    since = count((on - first.since).days, "day") if first.since < on else ""
    if len(found) == 1:
        yield Need(
            section=Section.referrals,
            kind="chart",
            id=first.client,
            place="measures",
            name=first.name,
            client_number=first.client_number,
            words=f"not asked yet at intake: {', '.join(first.measures)}",
            since=since,
            late=late,
        )
        return
    counted = Counter(name for one in found for name in one.measures)
    yield Need(
        section=Section.referrals,
        kind="intake-measures",
        id="all",
        name="Measures of intake",
        words=f"not asked yet: {count(len(found), 'person', 'people')} not seated",
        more=", ".join(f"{name} {many}" for name, many in counted.most_common()),
        since=since,
        late=late,
    )


def _lacking(who: SignIn, on: date) -> tuple[Lacking, ...]:
    def everything() -> dict[str, Lacking]:
        return make(who.of(Referral).open_work(ALL))

    def some(clients: Set[str]) -> dict[str, Lacking]:
        return make(r for client in clients for r in who.of(Referral).linked(client=client))

    def make(referrals: Iterable[Referral]) -> dict[str, Lacking]:
        open_ = {r.client: r for r in referrals if r.status in OPEN}
        lines = (
            (c, _line(who, open_[c], due_of(who, facts, (), {}, on), on))
            for c, facts in people(who, open_.keys()).items()
        )
        return {client: line for client, line in lines if line is not None}

    found = up_to_date(who, "measures of intake", "client", on, everything, some)
    return tuple(sorted(found.values(), key=lambda one: (one.since, one.client_number)))


def _line(who: SignIn, referral: Referral, lines: tuple[Due, ...], on: date) -> Lacking | None:
    if not lines or latest_screening(who, referral.id) is None:
        return None
    name, number = name_and_number(who, referral.client)
    return Lacking(
        client=referral.client,
        client_number=number,
        name=name,
        status=referral.status,
        since=min(one.since for one in lines),
        measures=tuple(who.library.measures[one.measure].name for one in lines),
        late=any(one.is_late(on) for one in lines),
    )
