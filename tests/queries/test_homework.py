"""The homework board, what waits for a review, and one piece ready to be reviewed."""

from datetime import date, timedelta

import msgspec
import pytest

from groupcare.acts import SignIn, homework, plan, session
from groupcare.queries.homework import board, initials, review_case, to_review
from groupcare.record.errors import NotFound, NotPermitted
from groupcare.rules.attendance import Mark, Rate
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Member, MemberStatus
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.practising import State
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, all_present, new_group, seated, sessions
from tests.queries.scenes import AFTERNOON, HOSTILE, MEASURED, under_way


def test_a_board_shows_what_each_member_did_of_what_was_set(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    found = board(dana, scene.group)
    assert [(c.number, c.date, c.title) for c in found.columns] == [(1, date(2026, 10, 6), "Relaxation I")]
    assert [line.name for line in found.lines] == ["Alvarez, Rosa", "Brandt, Kim", "Cho, Min", "Diaz, Leo"]
    shown = [(c.state, c.done, c.of, c.new) for line in found.lines for c in line.cells if c]
    assert shown == [
        (State.met, 5, 5, True),
        (State.under, 2, 5, True),
        (State.to_come, None, 5, False),
        (State.absent, None, 5, False),
    ]
    assert (found.to_review, found.to_review_all) == (2, 2)
    assert found.barriers == ((Barrier.time, 1),)


def test_what_is_still_to_come_in_stands_in_no_rate_until_its_day_has_passed(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    before = board(dana, scene.group).lines[2]
    house.clock.forward(days=1)
    after = board(dana, scene.group).lines[2]
    assert (before.adherence.with_unknown, after.adherence.with_unknown) == (Rate(0, 0), Rate(0, 5))
    assert after.cells[0] is not None
    assert after.cells[0].state is State.not_in
    assert after.adherence.known == Rate(0, 0)


def test_a_review_leaves_its_day_and_the_initials_of_who_made_it(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    first = scene.tasks[scene.members[0].id]
    homework.review(dana, first.id, quality=3, comment="Well paced.")
    line = board(dana, scene.group).lines[0]
    assert (line.reviewed_on, line.reviewer, line.new, line.adherence.quality) == (date(2026, 10, 13), "DR", 0, 3.0)
    assert line.cells[0] is not None
    assert (line.cells[0].quality, line.cells[0].new) == (3, False)
    assert board(dana, scene.group).to_review == 1


def test_what_is_new_comes_first_when_asked_so(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    homework.review(dana, scene.tasks[scene.members[0].id].id, quality=3)
    assert [line.name[:3] for line in board(dana, scene.group, new_first=True).lines] == ["Bra", "Alv", "Cho", "Dia"]


def test_nothing_set_at_a_session_is_an_empty_cell_and_a_session_without_homework_no_column(
    house: House, dana: SignIn
) -> None:
    scene = under_way(house, dana)
    second = sessions(dana, scene.group)[1]
    for member in scene.members:
        session.mark(dana, second.id, member.id, Mark.attended)
    homework.set_homework(dana, second.id, members=[scene.members[0].id])
    found = board(dana, scene.group)
    assert [c.number for c in found.columns] == [1, 2]
    assert [line.cells[1] is None for line in found.lines] == [False, True, True, True]


def test_a_caseload_is_those_whose_clinician_one_is(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    carl = next(s.id for s in dana.of(Staff).all() if s.name == "Carl Clinician")
    with dana.db.transaction(dana.staff_id, "clinician", "take over"):
        dana.of(Member).change(scene.members[1], clinician=carl)
    found = board(dana, scene.group, carl)
    assert [line.name for line in found.lines] == ["Brandt, Kim"]
    assert (found.to_review, found.to_review_all) == (1, 2)
    assert board(dana, scene.group, dana.staff_id).lines == ()


def test_a_member_without_a_clinician_is_in_the_caseload_of_who_wrote_or_signed_their_plan(
    house: House, dana: SignIn
) -> None:
    scene = under_way(house, dana)
    carl = house.sign_in("Carl Clinician")
    written = plan.write_plan(carl, scene.members[0].client, PLAN)
    assert [line.name for line in board(dana, scene.group, carl.staff_id).lines] == ["Alvarez, Rosa"]
    plan.sign_plan(dana, written.id)
    assert [line.name for line in board(dana, scene.group, dana.staff_id).lines] == ["Alvarez, Rosa"]


def test_what_waits_for_a_review_is_found_across_groups_the_oldest_first(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    other = new_group(dana, name="Coping", start=AFTERNOON)
    (late,) = seated(dana, other, 1)
    all_present(dana, sessions(dana, other)[0], [late])
    (task,) = homework.set_homework(dana, sessions(dana, other)[0].id, days=3)
    house.clock.forward(days=1)
    homework.hand_in(dana, task.id, Practice(days=1, on=dana.today()))
    found = to_review(dana)
    assert [(r.group_name, r.name, r.done, r.of) for r in found] == [
        (scene.group.name, "Alvarez, Rosa", 5, 5),
        (scene.group.name, "Brandt, Kim", 2, 5),
        ("Coping", "Alvarez, Rosa", 1, 3),
    ]
    assert not any(r.mine for r in found)
    plan.write_plan(dana, late.client, PLAN)
    assert [r.mine for r in to_review(dana)] == [False, False, True]
    for waits in found:
        homework.review(dana, waits.homework, quality=2)
    assert to_review(dana) == []


def test_a_case_holds_all_that_a_reviewer_looks_at(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    member = scene.members[1]
    plan.write_plan(dana, member.client, MEASURED)
    second = sessions(dana, scene.group)[1]
    for other in scene.members:
        session.mark(dana, second.id, other.id, Mark.attended)
    (task,) = homework.set_homework(dana, second.id, members=[member.id], objective="1.2")
    case = review_case(dana, task.id)
    assert (case.name, case.group_name, case.item.session_number, case.item.title) == (
        "Brandt, Kim",
        scene.group.name,
        2,
        "Relaxation II",
    )
    assert case.objective == "1.2 Practise on five days."
    assert (case.item.state, case.item.done, case.reviewer) == (State.to_come, None, "")
    (before,) = case.earlier
    assert (before.session_number, before.done, before.state) == (1, 2, State.under)
    assert before.homework.practice is not None
    assert (before.homework.practice.barrier, before.homework.practice.helped) == (Barrier.time, "music")
    homework.review(dana, before.homework.id, comment="Which music?")
    again = review_case(dana, before.homework.id)
    assert (again.reviewer, again.earlier) == ("Dana Reyes", ())


def test_an_objective_that_the_plan_no_longer_has_is_said(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    task = dana.of(Homework).get(scene.tasks[scene.members[0].id].id)
    with dana.db.transaction(dana.staff_id, "clinician", "x"):
        dana.of(Homework).change(task, objective="3.1")
    assert review_case(dana, task.id).objective == "3.1, no longer in the plan"


def test_a_case_that_is_not_there_is_not_found(dana: SignIn) -> None:
    with pytest.raises(NotFound):
        review_case(dana, "0" * 32)


def test_those_who_left_stay_on_the_board_with_what_they_did(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    with dana.db.transaction(dana.staff_id, "facilitator", "x"):
        for member in scene.members[::3]:
            kept = dana.of(Member).get(member.id)
            dana.of(Member).save(
                msgspec.structs.replace(kept, status=MemberStatus.finished, end=dana.today() - timedelta(days=1))
            )
    lines = board(dana, scene.group).lines
    assert [line.in_group for line in lines] == [False, True, True, False]


def test_intake_and_managers_do_not_see_homework(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    task = scene.tasks[scene.members[0].id]
    for name in ("Ines Intake", "Mona Manager"):
        other = house.sign_in(name)
        for look in (
            lambda who: board(who, scene.group),
            to_review,
            lambda who: review_case(who, task.id),
        ):
            with pytest.raises(NotPermitted, match="To see homework takes the role clinician or facilitator"):
                look(other)
    assert board(house.sign_in("Fay Facilitator"), scene.group).lines


def test_a_group_without_homework_has_an_empty_board(dana: SignIn) -> None:
    made = new_group(dana)
    seated(dana, made, 2)
    found = board(dana, made)
    assert (found.columns, found.barriers, found.to_review) == ((), (), 0)
    assert [line.cells for line in found.lines] == [(), ()]


@pytest.mark.parametrize(
    ("name", "short"), [("Dana Reyes", "DR"), ("Dana van der Berg", "DB"), ("Cher", "C"), ("", ""), ("[/red]", "[")]
)
def test_initials_are_of_the_first_and_last_word(name: str, short: str) -> None:
    assert initials(name) == short


def test_hostile_group_names_pass_through_as_they_are(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana, name=HOSTILE[0])
    assert board(dana, scene.group).name == HOSTILE[0]
    assert {r.group_name for r in to_review(dana)} == {HOSTILE[0]}
