"""Drafts of plans for a whole roster at once; each is read, changed and signed by its clinician like any other."""

from collections.abc import Mapping

from msgspec import Struct

from groupcare.acts.act import act
from groupcare.acts.plan import link_places, usable
from groupcare.record.errors import Refused
from groupcare.record.lookups import open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import IN_GROUP, Group, Member
from groupcare.rules.plan import Plan, PlanContent


class Drafted(Struct, frozen=True, kw_only=True):
    """The drafts that were written, and the members for whom none was, since they have a plan or no seat any more."""

    plans: tuple[Plan, ...]
    passed_over: tuple[str, ...]


def draft_plans(who: SignIn, group_id: str, drafts: Mapping[str, PlanContent]) -> Drafted:
    """Keep these drafts, by member of the group, all or none of them; never over a plan that somebody has.

    Raises Refused where one of them cannot stand as it is, and where none is left to be written.
    """
    checked = {member: usable(who, content) for member, content in drafts.items()}
    with act(who, "draft plans"):
        who.of(Group).get(group_id)
        plans, passed_over = list[Plan](), list[str]()
        for member_id, content in checked.items():
            member = who.of(Member).get(member_id)
            seated = member.group == group_id and member.status in IN_GROUP
            if not seated or open_plan(who, member.client) is not None:
                passed_over.append(member_id)
                continue
            plan = who.of(Plan).add(Plan(client=member.client, content=content, written_by=who.staff_id))
            link_places(who, plan)
            plans.append(plan)
        if not plans:
            raise Refused("Everybody chosen has a plan by now, or no seat any more: nothing was written.")
        return Drafted(plans=tuple(plans), passed_over=tuple(passed_over))
