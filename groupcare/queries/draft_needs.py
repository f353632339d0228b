"""The lines of Today about plans that were only drafted: whoever has the member in care reads and signs them.

For who begins about now another line says it (plan_needs); drafts for a whole roster are often made later.
"""

from collections.abc import Iterator, Mapping, Set
from datetime import date

from msgspec import Struct

from groupcare.queries.caseload import carers_of, staff_here
from groupcare.queries.kept import up_to_date
from groupcare.queries.needs import Need, Section, name_and_number
from groupcare.queries.plan_needs import LATELY
from groupcare.queries.stored import every
from groupcare.queries.week import Seated
from groupcare.record.lookups import GroupOutline
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Role
from groupcare.rules.group import IN_GROUP, Member
from groupcare.rules.plan import Plan, PlanStatus


class _Status(Struct, frozen=True, gc=False):
    client: str
    status: PlanStatus


class _Draft(Struct, frozen=True):
    name: str
    number: int
    carers: tuple[str, ...]


def draft_needs(who: SignIn, on: date, groups: Mapping[str, GroupOutline], seated: Seated) -> Iterator[Need]:
    """For clinicians: of their caseload, and of who is in nobody's."""
    if Role.clinician not in who.staff.roles:
        return
    begun = {
        m.client: m
        for i in groups
        for m in seated[i]
        if m.plan is not None and m.status in IN_GROUP and m.start + LATELY < on
    }
    here = staff_here(who)

    def lines(some: Set[str]) -> dict[str, _Draft]:
        found = every(who, Plan, _Status, "client", some)
        drafts = [p.client for _, p in found if p.status is PlanStatus.draft]
        return {client: _draft(who, begun[client], here) for client in drafts}

    clients = frozenset(begun)
    stamp = clients, here
    kept = up_to_date(
        who, "drafts to sign", "client", stamp, lambda: lines(clients), lambda some: lines(some & clients)
    )
    for client, draft in kept.items():
        if not draft.carers or who.staff_id in draft.carers:
            yield Need(
                section=Section.plans,
                kind="plan",
                id=client,
                name=draft.name,
                client_number=draft.number,
                words="plan drafted: to be read and signed",
                more=groups[begun[client].group or ""].name,
            )


def _draft(who: SignIn, member: Member, here: Set[str]) -> _Draft:
    name, number = name_and_number(who, member.client)
    return _Draft(name, number, carers_of(who, member.client, member.clinician, here))
