"""Two records of one person become one.

Everything recorded under the other moves to the record that is kept: referrals, answers, findings, holds, alerts,
places, plans. Nothing of it is weighed or dropped, so the worst of both stands. The other record goes; its number still
finds the person, and what the ledger holds of it belongs to their history.
"""

from collections.abc import Collection
from typing import Any

from msgspec import Struct

from groupcare.acts.act import act
from groupcare.acts.findings import raise_from_answers
from groupcare.acts.person import WAITING
from groupcare.record.errors import Refused
from groupcare.record.schema import TABLES
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import IN_GROUP, Group, Member
from groupcare.rules.merging import facts, merged, pointed_anew
from groupcare.rules.people import Client, Referral, client_number
from groupcare.rules.plan import Plan, PlanStatus


class Merged(Struct, frozen=True, kw_only=True):
    """The person who is kept, the number that is no more, and how many documents moved."""

    client: Client
    gone: str
    moved: int


def merge(who: SignIn, keep_id: str, other_id: str, why: str, take: Collection[str] = ()) -> Merged:
    """Merge the other record into the one that is kept. `take` names the facts in which the other one is right.

    Raises Refused without a reason, for two people who must be kept apart, and while both records have a seat in one
    group. It is never undone.
    """
    if keep_id == other_id:
        raise Refused("These are one and the same record already.")
    if not why.strip():
        raise Refused("Say how it is known that these are one person. Nothing was merged.")
    unknown = set(take) - set(facts())
    if unknown:
        known = ", ".join(facts())
        raise Refused(f"Nothing called {', '.join(sorted(unknown))} is known of a person; known are {known}.")
    with act(who, "merge", client=keep_id, why=why):
        clients = who.of(Client)
        keep, other = clients.get(keep_id), clients.get(other_id)
        if against := _against(who, keep, other):
            raise Refused(f"{against} Nothing was merged.")
        _settle_plans(who, keep, other)
        moved = sum(_move(who, kind, keep.id, other.id) for kind in _kinds())
        for person in list(clients.all()):
            if person.id != keep.id and (anew := pointed_anew(person, other.id, keep.id)) != person:
                clients.save(anew)
        kept = clients.save(merged(keep, other, take))
        clients.table.remove(doc_ids=[other.id])
        for referral in who.of(Referral).linked(client=keep.id):
            if referral.status in WAITING:
                raise_from_answers(who, referral)
        return Merged(client=kept, gone=client_number(other.number), moved=moved)


def _kinds() -> list[type[Any]]:
    return [table.kind for table in TABLES.values() if "client" in table.links]


def _move(who: SignIn, kind: type[Any], keep: str, other: str) -> int:
    found = who.of(kind).linked(client=other)
    for document in found:
        who.of(kind).change(document, client=keep)
    return len(found)


def _against(who: SignIn, keep: Client, other: Client) -> str:
    """Why these two are not merged, in a sentence."""
    if other.id in keep.keep_apart or keep.id in other.keep_apart:
        return "These two must not sit in one group: they are two people."
    mine = {m.group for m in who.of(Member).linked(client=keep.id) if m.status in IN_GROUP and m.group}
    for member in who.of(Member).linked(client=other.id):
        if member.status in IN_GROUP and member.group in mine and member.group is not None:
            name = who.of(Group).get(member.group).name
            return f"Both records have a seat in {name}; end one of the two first."
    return ""


def _settle_plans(who: SignIn, keep: Client, other: Client) -> None:
    """A person has one open plan: a signed one before a draft, else the kept record's. The other one is closed."""
    plans = [p for c in (keep, other) for p in who.of(Plan).linked(client=c.id) if p.status is not PlanStatus.closed]
    if len(plans) < 2:
        return
    stays = min(plans, key=lambda plan: plan.status is PlanStatus.draft)
    for plan in plans:
        if plan.id != stays.id:
            why = "Two records of one person became one, which keeps its other plan."
            who.of(Plan).change(plan, status=PlanStatus.closed, due=None, closed_on=who.today(), closed_why=why)
            for member in who.of(Member).linked(plan=plan.id):
                who.of(Member).change(member, plan=stays.id)
