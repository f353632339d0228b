"""Who lacks a start or an end reading in the report on outcomes, by name: for those who see charts."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from groupcare.queries.change_report import Outcome, outcomes
from groupcare.queries.permissions import may_see
from groupcare.queries.report_scope import groups_of, known
from groupcare.queries.stored import every
from groupcare.record.sign_in import SignIn
from groupcare.rules.changes import in_order
from groupcare.rules.people import Client, full_name
from groupcare.rules.reports import EVERYTHING, Scope
from groupcare.rules.start_end import END_OPEN

LISTED = timedelta(days=365)
"""Unless something narrower is asked about, who ended longer ago is not listed: it cannot be mended any more [P]."""


class Missing(Struct, frozen=True, kw_only=True):
    """One member whose programme is over since `end`, with the names of the measures that have no start and no end
    reading. `until` is the last day on which an end reading still counts, None once that has passed or all are there.
    """

    client: str
    name: str
    number: int
    group: str
    end: date
    no_start: tuple[str, ...]
    no_end: tuple[str, ...]
    until: date | None

    @property
    def key(self) -> str:
        """A person may have been in several groups."""
        return f"{self.client} {self.end.isoformat()} {self.group}"


def missing_readings(who: SignIn, scope: Scope = EVERYTHING) -> list[Missing]:
    """Those who can still be asked come first, the soonest to run out at the top; then the latest to end.

    About everything, only those who ended within LISTED.
    """
    may_see(who, "reports")
    may_see(who, "charts")
    with who.db.engine.snapshot():
        (groups, called), found, names = groups_of(who, scope), outcomes(who, known(who).groups), _order(who)
        since = who.today() - LISTED if scope == EVERYTHING else date.min
        lacking = [
            (called[i], one, first, last)
            for i in groups
            if i in found
            for one in found[i].of
            if one.end is not None and one.end >= since
            for first, last in [_lacks(one, names)]
            if first or last
        ]
        people = dict(every(who, Client, Client, "client", {one.client for _, one, *_ in lacking}))
    lines = [
        _line(people[one.client], group, one, first, last, who.today())
        for group, one, first, last in lacking
        if one.client in people
    ]
    return sorted(lines, key=lambda m: (m.until is None, m.until or date.max, -m.end.toordinal(), m.name))


def _order(who: SignIn) -> dict[str, str]:
    return {measure.id: measure.name for measure in in_order(who.library.measures)}


def _lacks(one: Outcome, names: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the measures without a start reading, and of those without an end reading."""
    taken = {t.measure: t for t in one.taken}
    there = [(name, taken[measure]) for measure, name in names.items() if measure in taken]
    return tuple(n for n, t in there if t.first is None), tuple(n for n, t in there if t.last is None)


def _line(
    person: Client, group: str, one: Outcome, no_start: tuple[str, ...], no_end: tuple[str, ...], today: date
) -> Missing:
    end = one.end or today
    last = end + END_OPEN
    return Missing(
        client=one.client,
        name=full_name(person),
        number=person.number,
        group=group,
        end=end,
        no_start=no_start,
        no_end=no_end,
        until=last if no_end and today <= last else None,
    )
