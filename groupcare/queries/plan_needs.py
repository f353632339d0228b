"""What Today says of plans: to review, changed and not signed, missing, to be signed; and of what is due before
somebody first attends."""

from collections.abc import Iterator, Mapping, Set
from datetime import date, timedelta

from msgspec import Struct

from groupcare.queries.kept import up_to_date
from groupcare.queries.needs import Need, Section, in_days, name_and_number
from groupcare.queries.week import Seated
from groupcare.record.lookups import GroupOutline, had
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Role
from groupcare.rules.consent import Consent
from groupcare.rules.first_attendance import AHEAD, PLAN_DRAFT, due_before_first, is_to_be_signed
from groupcare.rules.group import IN_GROUP, GroupStatus, Member, Session, SessionStatus
from groupcare.rules.people import Contact
from groupcare.rules.plan import Plan, PlanStatus
from groupcare.rules.words import count, day

LATELY = timedelta(days=28)
"""What was due before a first session stands on the list for so long after it [P]."""
SOON = timedelta(days=7)


class _Before(Struct, frozen=True):
    """What is missing before somebody's first session, whether their plan is a draft still, and who they are."""

    missing: tuple[str, ...]
    draft: bool
    name: str
    number: int


def plan_needs(who: SignIn, on: date, groups: Mapping[str, GroupOutline], seated: Seated) -> Iterator[Need]:
    """Plans to review within the week, and those that wait to be signed; then, by group, what is due before a first
    session and who has no plan."""
    for plan in who.of(Plan).open_work((on + SOON).isoformat()):
        if need := _of_plan(who, on, plan):
            yield need
    places = {i: [m for m in seated[i] if m.status in IN_GROUP] for i in groups}
    before = _before(who, on, {m.id: (m, groups[i]) for i, mine in places.items() for m in mine if _is_new(m, on)})
    for i, group in groups.items():
        for member in places[i]:
            if member.id in before and (need := _first_attendance(who, on, group, member, before[member.id])):
                yield need
            elif member.plan is None:
                yield _no_plan(who, group, member)


def _of_plan(who: SignIn, on: date, plan: Plan) -> Need | None:
    """To review, or changed and not signed again, which a clinician puts right: they see it until it is."""
    to_review = plan.content.review_on <= on + SOON
    unsigned = plan.status is PlanStatus.in_review and Role.clinician in who.staff.roles
    if not to_review and not unsigned:
        return None
    name, number = name_and_number(who, plan.client)
    parts = ["to review"] * to_review + ["changed and not signed again"] * unsigned
    waits = max(0, (on - plan.due).days) if plan.due is not None else 0
    return Need(
        section=Section.plans,
        kind="plan",
        id=plan.client,
        name=name,
        client_number=number,
        words=f"plan {'; '.join(parts)}",
        since=in_days(plan.content.review_on, on) if to_review else count(waits, "day") if waits else "today",
        late=plan.is_overdue(on) or (unsigned and waits > SOON.days),
    )


def _is_new(member: Member, on: date) -> bool:
    return member.start - AHEAD <= on <= member.start + LATELY


def _before(who: SignIn, on: date, new: Mapping[str, tuple[Member, GroupOutline]]) -> dict[str, _Before]:
    """What stands of each member who begins about now, kept by client between two askings."""

    def lines(some: Set[str] | None = None) -> dict[str, dict[str, _Before]]:
        found: dict[str, dict[str, _Before]] = {}
        for i, (member, group) in new.items():
            if some is None or member.client in some:
                found.setdefault(member.client, {})[i] = _before_of(who, on, member, group)
        return found

    kept = up_to_date(who, "first attendance", "client", (on, frozenset(new)), lines, lines)
    return {i: before for by_member in kept.values() for i, before in by_member.items()}


def _before_of(who: SignIn, on: date, member: Member, group: GroupOutline) -> _Before:
    contacts, consents = who.of(Contact).linked(client=member.client), who.of(Consent).linked(client=member.client)
    first = group.individual_first or ()
    known = had(who, member) if first else ()
    missing = due_before_first(contacts, consents, member.plan is not None, on, [n for n in first if n not in known])
    plan = who.of(Plan).find(member.plan) if member.plan is not None else None
    draft = plan is not None and plan.status is PlanStatus.draft
    name, number = name_and_number(who, member.client) if missing or draft else ("", 0)
    return _Before(missing, draft, name, number)


def _first_attendance(who: SignIn, on: date, group: GroupOutline, member: Member, before: _Before) -> Need | None:
    """What is missing of somebody who attends for the first time soon, or did lately."""
    missing = before.missing
    parts = [f"{', '.join(missing)}: due before the first session, {day(member.start, on)}"] if missing else []
    if before.draft and is_to_be_signed(PlanStatus.draft, _held(who, member)):
        parts.append("plan to be signed by session 2")
    if not parts:
        return None
    return Need(
        section=Section.plans,
        kind="plan" if missing in ((), (PLAN_DRAFT,)) else "chart",
        id=member.client,
        name=before.name,
        client_number=before.number,
        words="; ".join(parts),
        more=group.name,
        since=in_days(member.start, on) if member.start >= on else "",
        late=member.start <= on,
    )


def _no_plan(who: SignIn, group: GroupOutline, member: Member) -> Need:
    name, number = name_and_number(who, member.client)
    return Need(
        section=Section.plans,
        kind="plan",
        id=member.client,
        name=name,
        client_number=number,
        words="no plan linked",
        more=group.name,
        late=group.status is GroupStatus.running,
    )


def _held(who: SignIn, member: Member) -> int:
    """Sessions of the group that were held since this member began."""
    sessions = who.of(Session).linked(group=member.group or "")
    return sum(s.status is SessionStatus.held and s.date >= member.start for s in sessions)
