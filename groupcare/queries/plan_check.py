"""What the plan check finds in a person's plan, with all that it reads beside the plan: the newest scores, the
curricula of the person's groups, consents, and who referred them."""

from collections.abc import Iterable, Mapping, Sequence

from groupcare.queries.permissions import may_see
from groupcare.queries.progress import MeasurePart, measure_parts
from groupcare.record.lookups import open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.consent import Consent
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.group import IN_GROUP, Group, Member
from groupcare.rules.homework_readings import Point
from groupcare.rules.measures import Assessment, Better
from groupcare.rules.outcomes import Sure
from groupcare.rules.people import Client, Referral
from groupcare.rules.plan import Plan
from groupcare.rules.plan_check import check
from groupcare.rules.plan_remark import Around, Checked, sorted_out
from groupcare.rules.watch import CSSRS_FORMS


def newest_scores(parts: Iterable[MeasurePart]) -> dict[str, Point]:
    """The newest total of each measure that has one."""
    return {
        part.measure: Point(last.on, last.value, prorated=last.sure is Sure.prorated)
        for part in parts
        if part.better is not Better.none
        for last in part.readings[-1:]
        if last.value is not None
    }


def checked(
    who: SignIn, plan: Plan, parts: Iterable[MeasurePart], curricula: Sequence[Curriculum], client: str
) -> Checked:
    """The check of this plan, from what was read already."""
    return sorted_out(check(plan.content, around(who, newest_scores(parts), curricula, client)), plan.kept_remarks)


def around(who: SignIn, scores: Mapping[str, Point], curricula: Sequence[Curriculum], client: str) -> Around:
    """What the check reads beside a plan of this client."""
    referrals = who.of(Referral).linked(client=client)
    return Around(
        measures=who.library.measures,
        today=who.today(),
        words=who.library.plan_words,
        diagnoses=who.library.diagnoses,
        scores=scores,
        curricula=tuple(curricula),
        consents=tuple(who.of(Consent).linked(client=client)),
        referrers=tuple(dict.fromkeys(r.referrer for r in referrals if r.referrer)),
    )


def plan_check(who: SignIn, client: Client) -> tuple[Plan | None, Checked]:
    """The client's open plan and what the check finds in it; nothing where there is no plan."""
    may_see(who, "plans")
    plan = open_plan(who, client.id)
    if plan is None:
        return None, Checked()
    asked = [a for a in who.of(Assessment).linked(client=client.id) if a.measure not in CSSRS_FORMS]
    members = [m for m in who.of(Member).linked(client=client.id) if m.group and m.status in IN_GROUP]
    groups = [who.of(Group).get(m.group) for m in members if m.group]
    return plan, checked(who, plan, measure_parts(who, asked), [g.curriculum for g in groups], client.id)
