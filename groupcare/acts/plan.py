"""Individual plans: written, linked to the client's places in groups, signed, and closed."""

from datetime import date

import msgspec

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.lookups import open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import IN_GROUP, Member, MemberStatus
from groupcare.rules.people import Client
from groupcare.rules.plan import KeptRemark, Plan, PlanContent, PlanStatus, same_text
from groupcare.rules.plan_faults import faults
from groupcare.rules.plan_remark import Remark
from groupcare.rules.text import PROSE, clean, clean_all

CLOSED_MEANWHILE = "Somebody closed this plan meanwhile. Nothing was saved: V on the plan tab shows it and why."


def write_plan(
    who: SignIn, client: str, content: PlanContent, *, over_rev: int | None = None, over_plan: str | None = None
) -> Plan:
    """Keep a plan as a draft, over the client's open one if there is one, and link the client's places to it.

    `over_rev` is the revision a form began from, 0 where there was no plan then, of the plan `over_plan`; without it
    the newest is written over. A signed plan that is changed is in review, and due, until it is signed again; one whose
    text stays the same (`same_text`: new may be how experiments went, and that a copy was given) stays signed. Raises
    Refused with all that must be mended or where that plan was closed, and Stale where somebody else has saved since.
    """
    content = usable(who, content)
    with act(who, "write a plan", client=client):
        who.of(Client).get(client)
        before = open_plan(who, client)
        if over_plan is not None and (before is None or before.id != over_plan):
            raise Refused(CLOSED_MEANWHILE)
        if before is None:
            plan = who.of(Plan).add(Plan(client=client, content=content, written_by=who.staff_id))
        else:
            if over_rev is not None:
                before = msgspec.structs.replace(before, rev=over_rev)
            if same_text(before.content, content):
                given, was = content.heading.copy_given, before.content.heading.copy_given
                copy_on = before.copy_given_on if given is was else who.today() if given else None
                plan = who.of(Plan).change(before, content=content, copy_given_on=copy_on)
                link_places(who, plan)
                return plan
            status = PlanStatus.draft if before.status is PlanStatus.draft else PlanStatus.in_review
            plan = who.of(Plan).change(
                before,
                content=content,
                written_by=who.staff_id,
                status=status,
                due=None if status is PlanStatus.draft else _waits_since(who, before),
                copy_given_on=None,
            )
        link_places(who, plan)
        return plan


def _waits_since(who: SignIn, before: Plan) -> date:
    """The day since which a change waits to be signed: today, unless an earlier one does already."""
    waits = before.status is PlanStatus.in_review and before.due is not None
    return min(before.due, who.today()) if waits and before.due else who.today()


def usable(who: SignIn, content: PlanContent) -> PlanContent:
    """The content with its texts made clean. Raises Refused with all that must be mended before it can be kept."""
    content = msgspec.convert(clean_all(msgspec.to_builtins(content), of="A text of the plan"), PlanContent)
    wrong = list(faults(content, who.library.measures))
    if wrong:
        raise Refused(" ".join(f"{f.where}: {f.reason}" if f.where else f.reason for f in wrong))
    return content


def link_places(who: SignIn, plan: Plan) -> None:
    """Link the client's places to this plan, within an act."""
    for member in who.of(Member).linked(client=plan.client):
        if member.status in (*IN_GROUP, MemberStatus.waitlist) and member.plan != plan.id:
            who.of(Member).change(member, plan=plan.id)


def link_plan(who: SignIn, member_id: str) -> Member:
    """Link a member to their client's open plan."""
    with act(who, "write a plan"):
        member = who.of(Member).get(member_id)
        plan = open_plan(who, member.client)
        if plan is None:
            raise Refused("This person has no plan yet; write one first.")
        return who.of(Member).change(member, plan=plan.id)


def sign_plan(who: SignIn, plan_id: str, *, over_rev: int | None = None) -> Plan:
    """Sign a plan; its review falls due on the day it names. `over_rev` is the revision that the person has read."""
    with act(who, "sign a plan"):
        plan = who.of(Plan).get(plan_id)
        if plan.status is PlanStatus.closed:
            raise Refused("This plan is closed; write a new one.")
        if over_rev is not None:
            plan = msgspec.structs.replace(plan, rev=over_rev)
        return who.of(Plan).change(
            plan,
            status=PlanStatus.signed,
            signed_by=who.staff_id,
            signed_at=who.now(),
            due=plan.content.review_on,
        )


def close_plan(who: SignIn, plan_id: str, reason: str, *, over_rev: int | None = None) -> Plan:
    """Close a plan that is no longer worked with, and why. It stays to be read; places that are not over have no plan
    then, until another is written."""
    said = clean(reason, of="The reason", limit=PROSE, lines=True)
    if not said:
        raise Refused("Say in a few words why this plan is closed.")
    with act(who, "close a plan"):
        plan = who.of(Plan).get(plan_id)
        if plan.status is PlanStatus.closed:
            raise Refused("This plan is closed already.")
        if over_rev is not None:
            plan = msgspec.structs.replace(plan, rev=over_rev)
        for member in who.of(Member).linked(plan=plan.id):
            if member.status in (*IN_GROUP, MemberStatus.waitlist):
                who.of(Member).change(member, plan=None)
        return who.of(Plan).change(plan, status=PlanStatus.closed, due=None, closed_on=who.today(), closed_why=said)


def keep_remark(who: SignIn, plan_id: str, remark: Remark, reason: str) -> Plan:
    """Keep what a remark of the plan check is about as it is written, and why. The plan stays signed if it was."""
    said = clean(reason, of="The reason", limit=PROSE, lines=True)
    if not said:
        raise Refused("Say in a few words why this stays as it is.")
    with act(who, "keep a remark"):
        plan = who.of(Plan).get(plan_id)
        if plan.status is PlanStatus.closed:
            raise Refused("This plan is closed; write a new one.")
        kept = KeptRemark(
            kind=remark.kind, where=remark.where, of=remark.of, reason=said, by=who.staff_id, on=who.today()
        )
        others = (k for k in plan.kept_remarks if (k.kind, k.of) != (kept.kind, kept.of))
        return who.of(Plan).change(plan, kept_remarks=(*others, kept))


def give_copy(who: SignIn, plan_id: str) -> Plan:
    """Keep that the member was given a copy of this version. What was signed stays signed."""
    with act(who, "give a copy of the plan"):
        plan = who.of(Plan).get(plan_id)
        heading = msgspec.structs.replace(plan.content.heading, copy_given=True)
        content = msgspec.structs.replace(plan.content, heading=heading)
        return who.of(Plan).change(plan, content=content, copy_given_on=who.today())
