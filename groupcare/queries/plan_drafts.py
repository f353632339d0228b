"""What drafts of plans for a whole group would hold, before anything is written: a line for each member with a seat."""

from msgspec import Struct

from groupcare.queries.caseload import carers_of, staff_here
from groupcare.queries.permissions import may_see
from groupcare.queries.plan_check import around, newest_scores
from groupcare.queries.plan_review import review_day
from groupcare.queries.progress import measure_parts
from groupcare.queries.stored import folded
from groupcare.record.lookups import blocked, open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.group import IN_GROUP, Group, Member
from groupcare.rules.homework_readings import Point
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, full_name
from groupcare.rules.plan import PlanContent, PlanStatus
from groupcare.rules.plan_check import check
from groupcare.rules.plan_remark import Remark, RemarkKind
from groupcare.rules.plan_template import PlanTemplate, fill, to_measure
from groupcare.rules.watch import CSSRS_FORMS


class DraftLine(Struct, frozen=True, kw_only=True):
    """One member. `plan` is how the plan that they have stands; where they have none, `draft` is what one would hold,
    `missing` what is still to be measured or asked for it, and `remarks` what else the plan check says of it.

    `carer` is who has them in care (a name), empty where nobody has. `held`: safety holds them.
    """

    member: str
    client: str
    client_number: int
    name: str
    carer: str
    held: bool
    plan: PlanStatus | None
    draft: PlanContent | None
    missing: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


class PlanDrafts(Struct, frozen=True, kw_only=True):
    """A group's members by name, those without a plan first, with drafts from this template."""

    group: Group
    template: PlanTemplate
    lines: tuple[DraftLine, ...]


def plan_drafts(who: SignIn, group: Group, template: PlanTemplate) -> PlanDrafts:
    """Drafts dated today, from the newest scores; what a person would have to say stays open."""
    may_see(who, "plans")
    with who.db.engine.snapshot():
        here, names = staff_here(who), {s.id: s.name for s in who.of(Staff).all()}
        lines = []
        for member in who.of(Member).linked(group=group.id):
            if member.status in IN_GROUP:
                carers = carers_of(who, member.client, member.clinician, here)
                lines.append(_line(who, group, template, member, names.get(next(iter(carers), ""), "")))
    lines.sort(key=lambda line: (line.draft is None, folded(line.name), line.client_number))
    return PlanDrafts(group=group, template=template, lines=tuple(lines))


def _line(who: SignIn, group: Group, template: PlanTemplate, member: Member, carer: str) -> DraftLine:
    client, plan = who.of(Client).get(member.client), open_plan(who, member.client)
    draft, scores, remarks = None, dict[str, Point](), list[Remark]()
    if plan is None:
        asked = (a for a in who.of(Assessment).linked(client=client.id) if a.measure not in CSSRS_FORMS)
        scores = newest_scores(measure_parts(who, asked))
        review_on = review_day(who, who.today(), template.review_days)
        draft = fill(template, {}, scores, who.library.measures, who.today(), review_on)
        open_ones = {f"objective {o.key}" for goal in draft.goal for o in goal.objective if o.baseline_on is None}
        found = check(draft, around(who, scores, [group.curriculum], client.id))
        remarks = [r for r in found if r.kind is not RemarkKind.objective or r.where not in open_ones]
    return DraftLine(
        member=member.id,
        client=client.id,
        client_number=client.number,
        name=full_name(client),
        carer=carer,
        held=bool(blocked(who, client.id)),
        plan=plan.status if plan is not None else None,
        draft=draft,
        missing=to_measure(draft, who.library.measures) if draft is not None else (),
        remarks=tuple(remarks),
    )
