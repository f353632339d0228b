"""Who has reached something and was not told yet: for Today, the brief before the session, and the chart."""

from collections.abc import Iterator, Mapping, Sequence, Set

from msgspec import Struct

from groupcare.queries.kept import up_to_date
from groupcare.queries.needs import Need, Section, name_and_number
from groupcare.queries.permissions import may_see
from groupcare.queries.progress import measure_parts, objectives
from groupcare.queries.stored import every
from groupcare.record.lookups import GroupOutline, open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Role
from groupcare.rules.feedback import Feedback
from groupcare.rules.group import IN_GROUP, Group, Member, MemberStatus
from groupcare.rules.homework import Homework
from groupcare.rules.measures import Assessment
from groupcare.rules.objectives import Progress
from groupcare.rules.plan import Plan, PlanStatus, ScoreAim
from groupcare.rules.reached import to_tell
from groupcare.rules.words import count

AGREED = (PlanStatus.signed, PlanStatus.in_review)
"""Of a draft nothing was agreed yet that could be reached."""
Seated = Mapping[str, Sequence[Member]]


class _Reached(Struct, frozen=True):
    """What one person has reached and was not told: the keys and words of objectives; whose plan it is."""

    objectives: tuple[tuple[str, str], ...]
    clinicians: tuple[str | None, ...]
    name: str
    number: int


class _Led(Struct, frozen=True):
    facilitators: tuple[str, ...] = ()


def reached_of(who: SignIn, client: str) -> tuple[Progress, ...]:
    """What this person has reached and nobody has told them, in the order of the plan."""
    may_see(who, "plans")
    plan = open_plan(who, client)
    return () if plan is None or plan.status not in AGREED else _to_tell(who, plan)


def _to_tell(who: SignIn, plan: Plan) -> tuple[Progress, ...]:
    every_aim = [o.aim for goal in plan.content.goal for o in goal.objective]
    scored = {aim.measure for aim in every_aim if isinstance(aim, ScoreAim)}
    given = who.of(Assessment).linked(client=plan.client) if scored else []
    parts = measure_parts(who, [a for a in given if a.measure in scored])
    tasks = [t for t in who.of(Homework).linked(client=plan.client) if t.objective]
    members = [m for m in who.of(Member).linked(client=plan.client) if m.status is not MemberStatus.entered_in_error]
    found = objectives(who, plan, parts, tasks, members, who.today())
    return to_tell(found, who.of(Feedback).linked(plan=plan.id))


def reached_needs(who: SignIn, groups: Mapping[str, GroupOutline], seated: Seated) -> Iterator[Need]:
    """A line a person who is in an open group, for whoever leads it and for their own clinician."""
    led = up_to_date(
        who,
        "leaders",
        "group",
        frozenset(groups),
        lambda: _leaders(who, groups.keys()),
        lambda some: _leaders(who, some & groups.keys()),
    )
    is_clinician = Role.clinician in who.staff.roles
    places = {
        i: [
            member
            for member in seated[i]
            if member.status in IN_GROUP
            and (who.staff_id in led[i] or (is_clinician and member.clinician in (None, "", who.staff_id)))
        ]
        for i in groups
    }
    clients = frozenset(m.client for members in places.values() for m in members)

    def make(some: Set[str]) -> dict[str, _Reached]:
        return {c: line for c in some & clients if (line := _line(who, c)) is not None}

    lines = up_to_date(who, "reached", "client", clients, lambda: make(clients), make)
    told: set[str] = set()
    for i, members in places.items():
        for member in members:
            line = lines.get(member.client)
            if line is None or member.client in told:
                continue
            if who.staff_id in led[i] or member.clinician or who.staff_id in line.clinicians:
                told.add(member.client)
                yield _need(member.client, groups[i].name, line)


def _leaders(who: SignIn, groups: Set[str]) -> dict[str, tuple[str, ...]]:
    return {i: found.facilitators for i, found in every(who, Group, _Led, "group", groups)}


def _line(who: SignIn, client: str) -> _Reached | None:
    plan = open_plan(who, client)
    found = _to_tell(who, plan) if plan is not None and plan.status in AGREED else ()
    if plan is None or not found:
        return None
    name, number = name_and_number(who, client)
    keys = tuple((p.objective.key, p.objective.words) for p in found)
    return _Reached(keys, (plan.signed_by, plan.written_by), name, number)


def _need(client: str, group: str, line: _Reached) -> Need:
    (key, words), *others = line.objectives
    more = f" and {count(len(others), 'other')}" if others else ""
    return Need(
        section=Section.plans,
        kind="reached",
        id=client,
        place=key,
        name=line.name,
        client_number=line.number,
        words=f"reached {key}{more}, and not told yet: {words}",
        more=group,
    )
