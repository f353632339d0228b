"""A client's individual plan, with the places it is linked to."""

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.lookups import open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Group, Member, MemberStatus
from groupcare.rules.people import Client, full_name
from groupcare.rules.plan import Plan


class Place(Struct, frozen=True, kw_only=True):
    """A place of the client in a group or on a waitlist, and whether it is linked to the plan."""

    member: str
    group: str
    status: MemberStatus
    linked: bool


class PlanView(Struct, frozen=True, kw_only=True):
    """A plan ready to show; `plan` is None while there is none."""

    client_number: int
    name: str
    plan: Plan | None
    places: tuple[Place, ...]


def plan_view(who: SignIn, client: Client) -> PlanView:
    """The client's open plan and the places it belongs to."""
    may_see(who, "plans")
    plan = open_plan(who, client.id)
    places = []
    for member in who.of(Member).linked(client=client.id):
        name = who.of(Group).get(member.group).name if member.group else f"waitlist of {member.curriculum}"
        linked = plan is not None and member.plan == plan.id
        places.append(Place(member=member.id, group=name, status=member.status, linked=linked))
    return PlanView(client_number=client.number, name=full_name(client), plan=plan, places=tuple(places))
