"""Leading a session: objective, note and participation on a member, the agenda, handing over, the debrief."""

from typing import Any

import pytest
from msgspec import structs

from groupcare.acts import Refused, SignIn, Stale, leading, plan, session, undo
from groupcare.acts.session import Details
from groupcare.exchange.curriculum_file import find, read
from groupcare.record.errors import NotPermitted
from groupcare.rules.attendance import Attendance, Mark, Mode, Participation
from groupcare.rules.group import Debrief, Group, Lead, Session, SessionStatus
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, all_present, looked_at, new_group, seated, sessions


def begun(house: House, who: SignIn, count: int = 2, **group: Any) -> tuple[list[Any], list[Session]]:
    """A group with its first session in progress, its members marked present."""
    made = new_group(who, **group)
    members = seated(who, made, count)
    house.clock.forward(hours=2)
    dates = sessions(who, made)
    for member in members:
        session.mark(who, dates[0].id, member.id, Mark.attended)
    return members, [who.of(Session).get(one.id) for one in dates]


def of(who: SignIn, one: Session, member: Any) -> Attendance:
    return next(a for a in who.of(Attendance).linked(session=one.id) if a.member == member.id)


# --- on a member ----------------------------------------------------------------------------------------------------


def test_what_is_noted_on_a_member_is_kept_beside_the_mark_and_undone_like_one(house: House, dana: SignIn) -> None:
    (rosa, kim), (one, *_) = begun(house, dana)
    plan.write_plan(dana, rosa.client, PLAN)
    session.amend(dana, one.id, rosa.id, objective="1.1")
    session.amend(dana, one.id, rosa.id, participation=Participation.withdrew, response="tired, stayed")
    session.amend(dana, one.id, rosa.id, note="asked for a chair\nwith arms")
    session.amend(dana, one.id, rosa.id, late=5)
    kept = of(dana, one, rosa)
    assert (kept.objective, kept.participation, kept.response) == ("1.1", Participation.withdrew, "tired, stayed")
    assert (kept.note, kept.late) == ("asked for a chair\nwith arms", 5)
    undo.undo(dana)
    undo.undo(dana)
    assert (of(dana, one, rosa).note, of(dana, one, rosa).late) == ("", 0)
    with pytest.raises(Refused, match=r"no objective 1\.1"):
        session.amend(dana, one.id, kim.id, objective="1.1")
    with pytest.raises(Refused, match=r"no objective 3\.3"):
        session.amend(dana, one.id, rosa.id, objective="3.3")


def test_an_objective_that_has_left_the_plan_since_does_not_stand_in_the_way_of_a_correction(
    house: House, dana: SignIn
) -> None:
    (rosa, _), (one, *_) = begun(house, dana)
    written = plan.write_plan(dana, rosa.client, PLAN)
    session.amend(dana, one.id, rosa.id, objective="1.1")
    other = structs.replace(PLAN.goal[0].objective[0], key="1.2")
    changed = structs.replace(PLAN, goal=(structs.replace(PLAN.goal[0], objective=(other,)),))
    plan.write_plan(dana, rosa.client, changed, over_rev=written.rev)
    session.amend(dana, one.id, rosa.id, late=3)
    assert (of(dana, one, rosa).objective, of(dana, one, rosa).late) == ("1.1", 3)


def test_nobody_who_was_away_took_part_and_a_note_on_them_is_kept(house: House, dana: SignIn) -> None:
    (rosa, kim), (one, *_) = begun(house, dana)
    session.amend(dana, one.id, rosa.id, participation=Participation.active, response="glad", note="bus strike")
    session.mark(dana, one.id, rosa.id, Mark.absent)
    kept = of(dana, one, rosa)
    assert (kept.mark, kept.participation, kept.response, kept.note) == (Mark.absent, None, "", "bus strike")
    for field in ({"participation": Participation.asked}, {"mood": 0}, {"response": "glad"}):
        with pytest.raises(Refused, match="somebody who is here"):
            session.amend(dana, one.id, rosa.id, **field)
    session.amend(dana, one.id, rosa.id, note="rang: the bus strike")
    assert of(dana, one, rosa).note == "rang: the bus strike"
    session.amend(dana, one.id, kim.id, note="kept")
    session.mark(dana, one.id, kim.id, Mark.attended, Details(late=10))
    assert (of(dana, one, kim).note, of(dana, one, kim).late) == ("kept", 10)


def test_a_note_marks_nobody_and_makes_no_mark_a_late_one(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    (rosa,) = seated(dana, made, 1)
    one = sessions(dana, made)[0]
    with pytest.raises(Refused, match="first whether they are here"):
        session.amend(dana, one.id, rosa.id, note="quiet")
    assert dana.of(Session).get(one.id).status is SessionStatus.planned
    house.clock.forward(hours=2)
    session.mark(dana, one.id, rosa.id, Mark.attended)
    before = of(dana, one, rosa)
    house.clock.forward(days=1)
    session.amend(dana, one.id, rosa.id, note="written the day after")
    kept = of(dana, one, rosa)
    assert (kept.late_entry, kept.marked_at) == (False, before.marked_at)
    session.amend(dana, one.id, rosa.id, late=7)
    assert of(dana, one, rosa).late_entry


def test_pain_is_taken_only_where_the_programme_asks_for_it(house: House, dana: SignIn) -> None:
    (rosa, _), (one, *_) = begun(house, dana)
    with pytest.raises(Refused, match="does not ask for pain"):
        session.amend(dana, one.id, rosa.id, pain=4)
    asking = structs.replace(read(find("eight-week")), check_in=("mattered", "mood", "pain"))
    other = House.copy(house.template, house.folder.with_name("asks"))
    asks = other.sign_in()
    made = new_group(asks)
    (kim,) = seated(asks, made, 1)
    with asks.db.transaction(asks.staff_id, "facilitator", "make a group"):
        asks.of(Group).change(asks.of(Group).get(made.id), curriculum=asking)
    other.clock.forward(hours=2)
    two = sessions(asks, made)[0]
    session.amend(asks, two.id, kim.id, pain=0)
    assert of(asks, two, kim).pain == 0
    for pain in (-1, 11):
        with pytest.raises(Refused, match="Pain is from 0 to 10"):
            session.amend(asks, two.id, kim.id, pain=pain)
    other.close()


# --- the agenda -----------------------------------------------------------------------------------------------------


def test_parts_of_the_agenda_are_ticked_with_the_time_and_taken_back(house: House, dana: SignIn) -> None:
    _, (one, two, *_) = begun(house, dana)
    first = house.clock.now
    leading.tick_agenda(dana, one.id, 2)
    house.clock.forward(minutes=9)
    leading.tick_agenda(dana, one.id, 1)
    leading.tick_agenda(dana, one.id, 2)
    done = dana.of(Session).get(one.id).agenda_done
    assert [(d.item, d.at == first) for d in done] == [(1, False), (2, True)]
    leading.tick_agenda(dana, one.id, 2, done=False)
    assert [d.item for d in dana.of(Session).get(one.id).agenda_done] == [1]
    undo.undo(dana)
    assert [d.item for d in dana.of(Session).get(one.id).agenda_done] == [1, 2]
    for wrong in (0, 7):
        with pytest.raises(Refused, match="parts 1 to 6"):
            leading.tick_agenda(dana, one.id, wrong)
    with pytest.raises(Refused, match="nothing of it is covered yet"):
        leading.tick_agenda(dana, two.id, 1)


def test_a_module_that_goes_on_later_is_not_covered_by_closing_and_heads_are_counted(
    house: House, dana: SignIn
) -> None:
    members, (one, *_) = begun(house, dana, 3)
    session.amend(dana, one.id, members[0].id, Mark.absent)
    session.amend(dana, one.id, members[1].id, mode=Mode.remote, location="at home")
    with dana.db.transaction(dana.staff_id, "facilitator", "hold a session"):
        dana.of(Session).change(dana.of(Session).get(one.id), modules=(1, 2), continues=(2,))
    looked_at(dana, one)
    house.clock.forward(minutes=90)
    held = session.close_session(dana, one.id)
    assert (held.covered, held.present) == ((1,), 2)
    assert (held.ended - held.began).total_seconds() == 90 * 60  # type: ignore[operator]


# --- who leads ------------------------------------------------------------------------------------------------------


def test_who_led_from_when_is_kept_when_somebody_takes_over(house: House, dana: SignIn) -> None:
    _, (one, *_) = begun(house, dana)
    start = house.clock.now
    assert dana.of(Session).get(one.id).leads == (Lead(staff=dana.staff_id, since=start),)
    with pytest.raises(Refused, match="lead this session already"):
        leading.take_over(dana, one.id)
    house.clock.forward(minutes=40)
    fay = house.sign_in("Fay Facilitator")
    kept = leading.take_over(fay, one.id)
    assert kept.led_by == (dana.staff_id, fay.staff_id)
    assert [(lead.staff, (lead.since - start).seconds // 60) for lead in kept.leads] == [
        (dana.staff_id, 0),
        (fay.staff_id, 40),
    ]
    with pytest.raises(Refused, match="lead this session already"):
        leading.take_over(fay, one.id)
    assert len(leading.take_over(dana, one.id).leads) == 3
    with pytest.raises(NotPermitted):
        leading.take_over(house.sign_in("Carl Clinician"), one.id)


def test_a_session_written_down_afterwards_tells_who_and_not_since_when(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    members = seated(dana, made, 1)
    house.clock.forward(days=2)
    held = all_present(dana, sessions(dana, made)[0], members)
    assert (held.led_by, held.leads, held.began) == ((dana.staff_id,), (), None)


def test_only_a_session_in_progress_is_handed_over(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    with pytest.raises(Refused, match="is planned"):
        leading.take_over(house.sign_in("Fay Facilitator"), sessions(dana, made)[0].id)


# --- afterwards -----------------------------------------------------------------------------------------------------


def test_words_written_from_a_form_go_over_nobody_elses_unasked(house: House, dana: SignIn) -> None:
    members, (one, *_) = begun(house, dana)
    leading.debrief_session(dana, one.id, Debrief(quiet="Kim"), over=Debrief())
    with pytest.raises(Stale, match="Somebody else has written"):
        leading.debrief_session(dana, one.id, Debrief(quiet="nobody"), over=Debrief())
    session.amend(dana, one.id, members[0].id, note="theirs", over={"note": ""})
    with pytest.raises(Stale, match="Somebody else has written"):
        session.amend(dana, one.id, members[0].id, note="mine", over={"note": "", "response": ""})
    assert dana.of(Session).get(one.id).debrief == Debrief(quiet="Kim")
    assert of(dana, one, members[0]).note == "theirs"


def test_a_debrief_is_kept_cleaned_changed_and_taken_away(house: House, dana: SignIn) -> None:
    _, (one, two, *_) = begun(house, dana)
    leading.debrief_session(dana, one.id, Debrief(quiet=" Kim\x1b ", carry_over="finish sharing"))
    assert dana.of(Session).get(one.id).debrief == Debrief(quiet="Kim", carry_over="finish sharing")
    leading.debrief_session(dana, one.id, Debrief())
    assert dana.of(Session).get(one.id).debrief is None
    with pytest.raises(Refused, match="nothing to look back on"):
        leading.debrief_session(dana, two.id, Debrief(quiet="x"))
