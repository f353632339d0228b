"""Members' own clinicians: set one by one and for a roster; caseloads and what is late follow them."""

import pytest

from groupcare.acts import Refused, caseload, places, store
from groupcare.acts import plan as plans
from groupcare.acts.undo import undo
from groupcare.queries.caseload import in_care
from groupcare.queries.homework import board
from groupcare.queries.members import members as people
from groupcare.queries.today import today
from groupcare.record.errors import NotFound
from groupcare.rules.caseload import carers
from groupcare.rules.group import Member
from groupcare.rules.people import EndReason
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, new_group, seated


def names(house: House) -> dict[str, str]:
    return {staff.name: staff.id for staff in house.sign_in().of(store.Staff).all()}


def test_a_roster_gets_its_clinician_at_once_and_caseloads_follow(house: House) -> None:
    dana, staff = house.sign_in(), names(house)
    made = new_group(dana)
    members = seated(dana, made, 3)
    carl = staff["Carl Clinician"]
    changed = caseload.set_clinician(house.sign_in("Ines Intake"), [m.id for m in members[:2]], carl)
    assert [m.clinician for m in changed] == [carl, carl]
    assert [in_care(dana, dana.of(Member).get(m.id), carl) for m in members] == [True, True, False]
    assert {line.member for line in board(dana, made, carl).lines} == {members[0].id, members[1].id}
    assert {line.name: line.clinician for line in people(dana)} == {
        "Alvarez, Rosa": "Carl Clinician",
        "Brandt, Kim": "Carl Clinician",
        "Cho, Min": "",
    }


def test_without_an_own_clinician_whoever_signed_the_plan_has_them_in_care(house: House) -> None:
    dana, staff = house.sign_in(), names(house)
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    carl, own = house.sign_in("Carl Clinician"), staff["Dana Reyes"]
    plans.sign_plan(carl, plans.write_plan(carl, member.client, PLAN).id)
    assert in_care(dana, dana.of(Member).get(member.id), carl.staff_id)
    caseload.set_clinician(dana, [member.id], own)
    assert not in_care(dana, dana.of(Member).get(member.id), carl.staff_id)
    assert people(dana)[0].clinician == "Dana Reyes"
    caseload.set_clinician(dana, [member.id], None)
    assert in_care(dana, dana.of(Member).get(member.id), carl.staff_id)


def test_who_is_no_clinician_or_has_left_has_nobody_in_care(house: House) -> None:
    dana, staff = house.sign_in(), names(house)
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    with pytest.raises(Refused, match="Fay Facilitator is no clinician"):
        caseload.set_clinician(dana, [member.id], staff["Fay Facilitator"])
    with pytest.raises(NotFound):
        caseload.set_clinician(dana, [member.id], "0" * 32)
    caseload.set_clinician(dana, [member.id], staff["Carl Clinician"])
    store.remove_staff(dana, staff["Carl Clinician"])
    assert people(dana)[0].clinician == ""
    with pytest.raises(Refused, match="no longer works here"):
        caseload.set_clinician(dana, [member.id], staff["Carl Clinician"])


def test_a_place_that_is_over_is_in_nobodys_care_and_then_nothing_is_changed(house: House) -> None:
    dana, staff = house.sign_in(), names(house)
    made = new_group(dana)
    members = seated(dana, made, 2)
    places.end(dana, members[1].id, EndReason.moved_away)
    with pytest.raises(Refused, match="is cancelled"):
        caseload.set_clinician(dana, [m.id for m in members], staff["Carl Clinician"])
    assert dana.of(Member).get(members[0].id).clinician is None


def test_setting_it_again_changes_nothing_and_it_can_be_undone(house: House) -> None:
    dana, staff = house.sign_in(), names(house)
    (member,) = seated(dana, new_group(dana), 1)
    caseload.set_clinician(dana, [member.id], staff["Carl Clinician"])
    with pytest.raises(Refused, match="already"):
        caseload.set_clinician(dana, [member.id], staff["Carl Clinician"])
    assert undo(dana).act == "set a clinician"
    assert dana.of(Member).get(member.id).clinician is None


def late(house: House, name: str) -> list[str]:
    return [need.words for need in today(house.sign_in(name)).needs if "not given yet" in need.words]


def test_measures_that_are_late_stand_on_today_for_the_own_clinician_else_for_who_signed_the_plan(house: House) -> None:
    dana, staff = house.sign_in(), names(house)
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    carl = house.sign_in("Carl Clinician")
    plans.sign_plan(carl, plans.write_plan(carl, member.client, PLAN).id)
    house.clock.forward(days=25)
    assert late(house, "Carl Clinician"), "by the plan"
    assert not late(house, "Dana Reyes")
    caseload.set_clinician(dana, [member.id], staff["Dana Reyes"])
    assert late(house, "Dana Reyes")
    assert not late(house, "Carl Clinician")
    assert "not given yet" in str(today(dana).needs)
    caseload.set_clinician(dana, [member.id], None)
    assert "not given yet" not in str(today(dana).needs), "lines that are kept are made anew"


def test_who_missed_a_session_and_whose_clinician_has_left_stands_on_every_clinicians_today(house: House) -> None:
    dana, staff = house.sign_in(), names(house)
    (member,) = seated(dana, new_group(dana), 1)
    caseload.set_clinician(dana, [member.id], staff["Carl Clinician"])
    with dana.db.transaction(dana.staff_id, "clinician", "mark attendance"):
        dana.of(Member).change(dana.of(Member).get(member.id), due=dana.today())
    assert "look at the plan" not in str(today(dana).needs), "Carl looks"
    store.remove_staff(dana, staff["Carl Clinician"])
    assert "look at the plan" in str(today(dana).needs)


def test_the_own_clinician_comes_before_the_plan_and_only_who_works_here_counts() -> None:
    assert carers("a", "b", "c", {"a", "b", "c"}) == ("a",)
    assert carers("a", "b", "c", {"b", "c"}) == ("b", "c")
    assert carers(None, "b", "b", {"b"}) == ("b",)
    assert carers(None, None, "c", {"b"}) == ()
