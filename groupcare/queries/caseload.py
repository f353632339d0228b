"""Caseloads: who has whom in care, and who can."""

from collections.abc import Collection

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.queries.stored import folded
from groupcare.record.lookups import open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.caseload import carers
from groupcare.rules.clinic import Role, Staff
from groupcare.rules.group import IN_GROUP, Group, Member
from groupcare.rules.people import Client, full_name


class InCare(Struct, frozen=True, kw_only=True):
    """A member with a seat and their own clinician (a name), empty where they have none."""

    member: str
    client_number: int
    name: str
    clinician: str


def staff_here(who: SignIn) -> frozenset[str]:
    """The ids of all who work here."""
    return frozenset(staff.id for staff in who.of(Staff).all() if staff.left_on is None)


def carers_of(who: SignIn, client: str, own: str | None, here: Collection[str] | None = None) -> tuple[str, ...]:
    """Who has this client in care, where their place names `own` as their clinician."""
    here = staff_here(who) if here is None else here
    plan = None if own in here else open_plan(who, client)
    return carers(own, plan.signed_by if plan else None, plan.written_by if plan else None, here)


def in_care(who: SignIn, member: Member, staff: str) -> bool:
    """Whether a member is in this person's caseload."""
    return staff in carers_of(who, member.client, member.clinician)


def clinicians(who: SignIn) -> tuple[tuple[str, str], ...]:
    """Clinicians who work here, by id and name."""
    may_see(who, "staff")
    found = (s for s in who.of(Staff).all() if s.left_on is None and Role.clinician in s.roles)
    return tuple((s.id, s.name) for s in sorted(found, key=lambda s: folded(s.name)))


def in_care_of(who: SignIn, group: Group) -> tuple[InCare, ...]:
    """The members of a group with their own clinicians, by name."""
    may_see(who, "groups")
    here = {s.id: s.name for s in who.of(Staff).all() if s.left_on is None}
    found = []
    for member in who.of(Member).linked(group=group.id):
        if member.status in IN_GROUP:
            client = who.of(Client).get(member.client)
            own = here.get(member.clinician or "", "")
            found.append(InCare(member=member.id, client_number=client.number, name=full_name(client), clinician=own))
    return tuple(sorted(found, key=lambda m: (folded(m.name), m.client_number)))
