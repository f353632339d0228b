"""The Members screen: everybody once, where they stand, and whose plan is missing."""

from datetime import date, timedelta

import msgspec
import pytest

from groupcare.acts import SignIn, plan, safety
from groupcare.queries.groups import group_view
from groupcare.queries.members import MemberLine, PlanState, members, needs_plan
from groupcare.record.errors import NotPermitted
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus
from groupcare.rules.people import ReferralStatus
from groupcare.rules.safety import ConcernKind
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, new_group, referred, seated, waiting
from tests.queries.scenes import HOSTILE


def line(who: SignIn, client: str) -> MemberLine:
    return next(found for found in members(who) if found.id == client)


def test_everybody_has_one_line_by_name_with_where_they_stand(dana: SignIn) -> None:
    made = new_group(dana)
    (seat,) = seated(dana, made, 1)
    waits = waiting(dana, family_name="Öz", given_name="Ali")
    new = referred(dana, family_name="de Wit", given_name="Jan")
    found = members(dana)
    assert [m.name for m in found] == ["Alvarez, Rosa", "de Wit, Jan", "Öz, Ali"]
    assert [(s.name, s.member, s.status) for s in found[0].seats] == [(made.name, seat.id, MemberStatus.planned)]
    assert (found[1].referral, found[1].seats, found[1].waits_for) == (ReferralStatus.new, (), ())
    assert (found[2].waits_for, found[2].referral) == (("eight-week",), ReferralStatus.waitlisted)
    assert {found[1].id, found[2].id} == {new.client, waits.client}


def test_two_people_of_one_name_are_told_apart_by_number_and_birth_year(dana: SignIn) -> None:
    referred(dana, family_name="Ruiz", given_name="Elena", date_of_birth=date(1980, 2, 3))
    referred(dana, family_name="Ruiz", given_name="Elena", date_of_birth=None)
    first, second = members(dana)
    assert first.number < second.number
    assert (first.birth_year, second.birth_year) == (1980, None)


def test_a_member_in_a_group_without_a_plan_is_found_until_one_is_written(dana: SignIn) -> None:
    (member, other) = seated(dana, new_group(dana), 2)
    waiting(dana, family_name="Waits")
    assert [m.id for m in needs_plan(dana)] == [member.client, other.client]
    written = plan.write_plan(dana, member.client, PLAN)
    assert [m.id for m in needs_plan(dana)] == [other.client]
    assert (line(dana, member.client).plan, line(dana, other.client).plan) == (PlanState.draft, PlanState.none)
    plan.sign_plan(dana, written.id)
    signed = line(dana, member.client)
    assert (signed.plan, signed.plan_review, signed.plan_overdue) == (PlanState.signed, PLAN.review_on, False)


def test_a_plan_that_is_there_but_not_linked_to_the_place_is_missing(dana: SignIn) -> None:
    (member,) = seated(dana, new_group(dana), 1)
    plan.write_plan(dana, member.client, PLAN)
    with dana.db.transaction(dana.staff_id, "clinician", "unlink"):
        dana.of(Member).change(dana.of(Member).get(member.id), plan=None)
    assert line(dana, member.client).plan_missing
    assert not line(dana, member.client).seats[0].linked


def test_a_review_that_has_passed_is_overdue(house: House, dana: SignIn) -> None:
    (member,) = seated(dana, new_group(dana), 1)
    plan.sign_plan(dana, plan.write_plan(dana, member.client, PLAN).id)
    house.clock.forward(days=(PLAN.review_on - dana.today()).days)
    assert not line(dana, member.client).plan_overdue
    house.clock.forward(days=1)
    assert line(dana, member.client).plan_overdue


def test_what_members_says_of_plans_and_holds_a_groups_roster_says_too(dana: SignIn) -> None:
    made = new_group(dana)
    first, second, _ = seated(dana, made, 3)
    plan.write_plan(dana, first.client, PLAN)
    safety.raise_concern(dana, second.client, ConcernKind.self_harm, "")
    safety.raise_concern(dana, first.client, ConcernKind.distressed, "")
    roster = {r.client: (not r.plan, r.held) for r in group_view(dana, made).roster}
    assert {m.id: (m.plan_missing, m.held) for m in members(dana)} == roster


def test_places_in_groups_that_are_over_lie_behind_and_need_no_plan(dana: SignIn) -> None:
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    with dana.db.transaction(dana.staff_id, "facilitator", "finish"):
        dana.of(Group).change(dana.of(Group).get(made.id), status=GroupStatus.finished)
    found = line(dana, member.client)
    assert (found.seats, found.earlier, found.plan_missing) == ((), 1, False)


def test_the_clinician_is_the_places_own_else_who_signed_the_plan(dana: SignIn) -> None:
    carl = next(s for s in dana.of(Staff).all() if s.name == "Carl Clinician")
    first, second = seated(dana, new_group(dana), 2)
    plan.write_plan(dana, second.client, PLAN)
    with dana.db.transaction(dana.staff_id, "clinician", "take over"):
        dana.of(Member).change(dana.of(Member).get(first.id), clinician=carl.id)
    assert [m.clinician for m in members(dana)] == ["Carl Clinician", "Dana Reyes"]
    assert line(dana, first.client).clinician_id == carl.id


def test_roles_are_obeyed(house: House, dana: SignIn) -> None:
    (member,) = seated(dana, new_group(dana), 1)
    plan.write_plan(dana, member.client, PLAN)
    intake = line(house.sign_in("Ines Intake"), member.client)
    assert (intake.plan, intake.plan_review, intake.plan_missing) == (PlanState.unseen, None, False)
    assert line(house.sign_in("Fay Facilitator"), member.client).plan is PlanState.draft
    with pytest.raises(NotPermitted, match="To see members"):
        members(house.sign_in("Mona Manager"))
    with pytest.raises(NotPermitted, match="To see plans"):
        needs_plan(house.sign_in("Ines Intake"))


def test_whoever_has_left_sees_nothing(house: House, dana: SignIn) -> None:
    with dana.db.transaction(dana.staff_id, "manager", "leave"):
        fay = next(s for s in dana.of(Staff).all() if s.name == "Fay Facilitator")
        dana.of(Staff).save(msgspec.structs.replace(fay, left_on=dana.today() - timedelta(days=1)))
    with pytest.raises(NotPermitted):
        members(house.sign_in("Fay Facilitator"))


def test_hostile_names_pass_through_as_they_are(dana: SignIn) -> None:
    for name in HOSTILE:
        referred(dana, family_name=name, given_name="")
    assert sorted(m.name for m in members(dana)) == sorted(HOSTILE)


def test_an_empty_clinic_has_no_members(dana: SignIn) -> None:
    assert members(dana) == []
    assert needs_plan(dana) == []
