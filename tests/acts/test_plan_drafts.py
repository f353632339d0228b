"""Drafts for a whole roster: from the newest scores, all or none, and never over a plan that somebody has."""

from datetime import date

import pytest
from msgspec.structs import replace

from groupcare.acts import Refused, SignIn, caseload, measuring, places, plan_drafts, store
from groupcare.acts import plan as plans
from groupcare.acts.undo import undo
from groupcare.exchange.plan_templates import shipped_templates
from groupcare.queries.chart import chart
from groupcare.queries.groups import group_view
from groupcare.queries.plan_drafts import PlanDrafts
from groupcare.queries.plan_drafts import plan_drafts as shown
from groupcare.queries.today import today
from groupcare.record.lookups import open_plan
from groupcare.rules.group import Group, Member
from groupcare.rules.people import Client, EndReason
from groupcare.rules.plan import Plan, PlanContent, PlanStatus, ScoreAim
from groupcare.rules.plan_remark import RemarkKind
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, new_group, seated

TEMPLATE = next(t for t in shipped_templates() if t.id == "chronic-pain-depression")


def drafts(found: PlanDrafts) -> dict[str, PlanContent]:
    return {line.member: line.draft for line in found.lines if line.draft is not None}


def scores_aimed_at(plan: PlanContent) -> dict[str, tuple[ScoreAim, date | None]]:
    found = (o for goal in plan.goal for o in goal.objective)
    return {o.aim.measure: (o.aim, o.baseline_on) for o in found if isinstance(o.aim, ScoreAim)}


@pytest.fixture
def dana(house: House) -> SignIn:
    return house.sign_in()


@pytest.fixture
def group(dana: SignIn) -> Group:
    return new_group(dana)


@pytest.fixture
def members(dana: SignIn, group: Group) -> list[Member]:
    return seated(dana, group, 3)


def test_each_member_without_a_plan_gets_a_draft_with_their_own_scores_as_baselines(
    house: House, dana: SignIn, group: Group, members: list[Member]
) -> None:
    measuring.record_measure(dana, members[0].client, "pcs", (3,) * 12 + (2,))
    measuring.record_measure(dana, members[1].client, "phq-9", (2,) * 8 + (0, None))
    measuring.record_measure(dana, members[1].client, "phq-9", (2,) * 5 + (0,) * 4 + (None,), on=date(2026, 9, 1))
    found = shown(dana, group, TEMPLATE)
    assert not list(dana.of(Plan).all()), "looking writes nothing"
    carl = house.sign_in("Carl Clinician")
    done = plan_drafts.draft_plans(carl, group.id, drafts(found))
    assert (len(done.plans), done.passed_over) == (3, ())
    for member in members:
        plan = open_plan(dana, member.client)
        assert plan is not None
        assert (plan.status, plan.written_by, plan.signed_by, plan.due) == (
            PlanStatus.draft,
            carl.staff_id,
            None,
            None,
        )
        assert dana.of(Member).get(member.id).plan == plan.id
    aims = [scores_aimed_at(next(p for p in done.plans if p.client == m.client).content) for m in members]
    assert aims[0]["pcs"] == (ScoreAim(measure="pcs", baseline=38, target=19), date(2026, 10, 6))
    assert aims[1]["phq-9"] == (ScoreAim(measure="phq-9", baseline=16, target=8), date(2026, 10, 6)), "the newest"
    assert aims[2]["pcs"] == (ScoreAim(measure="pcs", target=19), None), "not measured, so no baseline"


def test_what_is_missing_and_what_the_check_says_stands_beside_each_draft(
    dana: SignIn, group: Group, members: list[Member]
) -> None:
    measuring.record_measure(dana, members[0].client, "pcs", (3,) * 12 + (2,))
    lines = shown(dana, group, TEMPLATE).lines
    assert [line.name for line in lines] == ["Alvarez, Rosa", "Brandt, Kim", "Cho, Min"]
    assert "2.1 PCS" not in lines[0].missing
    assert {"1.2 BPI interference", "2.1 PCS"} <= set(lines[1].missing)
    assert {r.kind for r in lines[0].remarks} == {RemarkKind.fear, RemarkKind.expectations}


def test_a_baseline_with_an_answer_missing_is_drafted_as_prorated_and_read_so_on_the_chart(
    dana: SignIn, group: Group, members: list[Member]
) -> None:
    client = members[0].client
    measuring.record_measure(dana, client, "phq-9", (2,) * 7 + (None, 0, None))
    line = next(line for line in shown(dana, group, TEMPLATE).lines if line.client == client)
    assert line.draft is not None
    aim, _ = scores_aimed_at(line.draft)["phq-9"]
    assert (aim.baseline, aim.prorated) == (15.8, True)
    assert any("PHQ-9 anew, whole: 15.8 is prorated" in words for words in line.missing)
    (plan,) = plan_drafts.draft_plans(dana, group.id, {members[0].id: line.draft}).plans
    kept = next(p for p in chart(dana, dana.of(Client).get(client)).objectives if p.objective.aim == aim)
    assert kept.line is not None
    assert kept.line.prorated
    assert plan.content == line.draft


def test_a_plan_that_exists_is_never_written_over_even_where_it_came_meanwhile(
    dana: SignIn, group: Group, members: list[Member]
) -> None:
    first = plans.write_plan(dana, members[0].client, PLAN)
    found = shown(dana, group, TEMPLATE)
    assert [(line.member, line.plan) for line in found.lines if line.draft is None] == [
        (members[0].id, PlanStatus.draft)
    ]
    meanwhile = plans.sign_plan(dana, plans.write_plan(dana, members[1].client, PLAN).id)
    done = plan_drafts.draft_plans(dana, group.id, {members[0].id: PLAN} | drafts(found))
    assert [p.client for p in done.plans] == [members[2].client]
    assert set(done.passed_over) == {members[0].id, members[1].id}
    for plan in (first, meanwhile):
        assert dana.of(Plan).get(plan.id) == plan
    with pytest.raises(Refused, match="nothing was written"):
        plan_drafts.draft_plans(dana, group.id, drafts(found))


def test_a_closed_plan_is_none_and_who_has_left_gets_none(dana: SignIn, group: Group, members: list[Member]) -> None:
    plan = plans.write_plan(dana, members[0].client, PLAN)
    with dana.db.transaction(dana.staff_id, "clinician", "write a plan"):
        dana.of(Plan).change(plan, status=PlanStatus.closed)
    found = shown(dana, group, TEMPLATE)
    assert members[0].id in drafts(found)
    places.end(dana, members[2].id, EndReason.moved_away)
    done = plan_drafts.draft_plans(dana, group.id, drafts(found))
    assert done.passed_over == (members[2].id,)
    assert open_plan(dana, members[2].client) is None


def test_one_draft_that_cannot_stand_leaves_all_unwritten(dana: SignIn, group: Group, members: list[Member]) -> None:
    wanted = drafts(shown(dana, group, TEMPLATE))
    wanted[members[1].id] = replace(wanted[members[1].id], goal=())
    with pytest.raises(Refused, match="at least one goal"):
        plan_drafts.draft_plans(dana, group.id, wanted)
    assert not list(dana.of(Plan).all())


def test_drafts_are_undone_together_as_long_as_nobody_has_gone_on_with_one(
    dana: SignIn, group: Group, members: list[Member]
) -> None:
    plan_drafts.draft_plans(dana, group.id, drafts(shown(dana, group, TEMPLATE)))
    assert undo(dana).act == "draft plans"
    assert not list(dana.of(Plan).all())
    assert all(dana.of(Member).get(m.id).plan is None for m in members)
    done = plan_drafts.draft_plans(dana, group.id, drafts(shown(dana, group, TEMPLATE)))
    plans.sign_plan(dana, done.plans[0].id)
    with pytest.raises(Refused):
        undo(dana)
    assert len(list(dana.of(Plan).all())) == 3


def waiting_to_be_signed(who: SignIn) -> list[str]:
    return [need.name for need in today(who).needs if "to be read and signed" in need.words]


def test_drafts_of_who_has_begun_long_ago_stand_on_their_clinicians_today_until_they_are_signed(
    house: House, dana: SignIn, group: Group, members: list[Member]
) -> None:
    house.clock.forward(days=29)
    carl = house.sign_in("Carl Clinician")
    caseload.set_clinician(dana, [members[0].id], carl.staff_id)
    done = plan_drafts.draft_plans(dana, group.id, drafts(shown(dana, group, TEMPLATE)))
    assert waiting_to_be_signed(carl) == ["Alvarez, Rosa"]
    assert sorted(waiting_to_be_signed(dana)) == ["Brandt, Kim", "Cho, Min"], "she wrote them"
    assert not waiting_to_be_signed(house.sign_in("Fay Facilitator"))
    plans.sign_plan(carl, next(p.id for p in done.plans if p.client == members[0].client))
    assert waiting_to_be_signed(carl) == []
    caseload.set_clinician(dana, [members[1].id], carl.staff_id)
    assert waiting_to_be_signed(dana) == ["Cho, Min"], "lines that are kept are made anew"


def test_of_who_begins_about_now_another_line_says_it(dana: SignIn, group: Group, members: list[Member]) -> None:
    plan_drafts.draft_plans(dana, group.id, drafts(shown(dana, group, TEMPLATE)))
    assert waiting_to_be_signed(dana) == []


def test_the_roster_tells_a_draft_from_a_plan_that_is_signed_and_names_the_own_clinician(
    house: House, dana: SignIn, group: Group, members: list[Member]
) -> None:
    done = plan_drafts.draft_plans(dana, group.id, drafts(shown(dana, group, TEMPLATE)))
    plans.sign_plan(dana, next(p.id for p in done.plans if p.client == members[0].client))
    carl = house.sign_in("Carl Clinician")
    caseload.set_clinician(dana, [members[1].id], carl.staff_id)
    lines = {line.member: line for line in group_view(dana, group).roster}
    assert [lines[m.id].draft for m in members] == [False, True, True]
    assert [lines[m.id].clinician for m in members] == ["", "Carl Clinician", ""]
    store.remove_staff(dana, carl.staff_id)
    assert {line.clinician for line in group_view(dana, group).roster} == {""}
    assert shown(dana, group, TEMPLATE).lines[1].carer == "Dana Reyes", "who wrote the plan, for Carl has left"
