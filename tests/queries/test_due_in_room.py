"""What is due stands in the brief, on the run sheet and on the page of closing, until it is given."""

from datetime import timedelta

import pytest

from groupcare.acts import SignIn, plan, session
from groupcare.acts.measuring import record_measure
from groupcare.queries.brief import brief
from groupcare.queries.measures_due import due_of_expected
from groupcare.queries.run_sheet import closing, run_sheet
from groupcare.rules.attendance import Looked, Mark
from groupcare.rules.group import Member, Session
from tests.clinic import House, all_present, new_group, seated, sessions
from tests.queries.scenes import MEASURED
from tests.queries.test_measures_due import ANSWERS, FIVE, give

STARTING = ("BPI interference", "GAD-7", "PCS", "PSEQ")


@pytest.fixture
def made(dana: SignIn) -> tuple[list[Member], list[Session]]:
    group = new_group(dana)
    return seated(dana, group, 2), sessions(dana, group)


def test_the_brief_counts_each_form_and_says_for_whom(dana: SignIn, made: tuple[list[Member], list[Session]]) -> None:
    (rosa, kim), (first, *_) = made
    give(dana, rosa, "pcs", "pseq", "gad-7")
    due = brief(dana, run_sheet(dana, first.id)).due
    assert due[0] == ("BPI interference", (rosa.id, kim.id))
    assert dict(due[1:]) == dict.fromkeys(("GAD-7", "PCS", "PSEQ"), (kim.id,))


def test_a_run_sheet_names_what_each_is_due_until_it_is_given(
    dana: SignIn, made: tuple[list[Member], list[Session]]
) -> None:
    (rosa, kim), (first, *_) = made
    assert [set(row.due) for row in run_sheet(dana, first.id).rows] == [set(STARTING)] * 2
    session.mark(dana, first.id, rosa.id, Mark.attended)
    record_measure(dana, rosa.client, "pcs", ANSWERS["pcs"])
    rows = {row.member: set(row.due) for row in run_sheet(dana, first.id).rows}
    assert rows == {rosa.id: set(STARTING) - {"PCS"}, kim.id: set(STARTING)}


def test_a_sheet_asked_again_says_what_somebody_who_asks_first_reads(
    house: House, dana: SignIn, made: tuple[list[Member], list[Session]]
) -> None:
    (rosa, _), (first, second, *_) = made
    run_sheet(dana, first.id)
    give(house.sign_in("Carl Clinician"), rosa, *FIVE)
    for one in (first, second):
        assert run_sheet(dana, one.id).rows == run_sheet(house.sign_in("Carl Clinician"), one.id).rows


def test_a_guest_is_due_what_their_plan_asks_for_and_no_milestone_of_another_group(
    house: House, dana: SignIn, made: tuple[list[Member], list[Session]]
) -> None:
    (rosa, _), (first, *_) = made
    give(dana, rosa, *FIVE)
    plan.sign_plan(dana, plan.write_plan(dana, rosa.client, MEASURED).id)
    other = new_group(dana, name="Pain Skills, Autumn B", weekdays=(3,))
    there = next(s for s in sessions(dana, other) if s.date >= first.date + timedelta(days=14))
    due = due_of_expected(dana, there, [rosa])
    assert [d.measure for d in due[rosa.id]] == ["phq-9"]


def test_a_phq_9_due_by_a_plan_alone_is_asked_about_at_closing_and_keeps_nobody_from_it(
    house: House, dana: SignIn, made: tuple[list[Member], list[Session]]
) -> None:
    members, (first, second, third, *_) = made
    for member in members:
        give(dana, member, *FIVE)
    plan.sign_plan(dana, plan.write_plan(dana, members[0].client, MEASURED).id)
    for one in (first, second):
        all_present(dana, one, members)
        house.clock.forward(days=7)
    for member in members:
        session.mark(dana, third.id, member.id, Mark.attended)
    found = closing(dana, third.id)
    assert (found.forms, found.maybe_forms) == ((), (members[0].id,))
    session.look_at_form(dana, third.id, members[0].id, Looked.none)
    assert closing(dana, third.id).maybe_forms == ()
    session.close_session(dana, third.id)
