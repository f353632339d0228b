"""Today: who was absent without notice stays on the list until somebody reached out to them."""

from datetime import date

import pytest

from groupcare.acts import SignIn, clinic, leave, notices, places, rescheduling, safety, session
from groupcare.queries.call_sheet import call_sheet
from groupcare.queries.needs import Need, Section
from groupcare.queries.today import today
from groupcare.rules import schedule
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Group, GroupStatus, Member
from groupcare.rules.notice import Notice
from groupcare.rules.people import ContactKind
from groupcare.rules.reflow import Way
from groupcare.rules.safety import ConcernKind
from tests.clinic import House, all_present, new_group, seated, sessions


@pytest.fixture
def absent(house: House, dana: SignIn) -> list[Member]:
    """Tuesday 6 October: the first session is closed, and the first two of three were absent without notice."""
    made = new_group(dana)
    members = seated(dana, made, 3)
    house.clock.forward(hours=3)
    first = sessions(dana, made)[0]
    for member in members:
        session.mark(dana, first.id, member.id, Mark.attended if member is members[2] else Mark.absent)
    session.close_session(dana, first.id)
    return members


def to_call(who: SignIn) -> list[Need]:
    return [n for n in today(who).needs if n.place == "contacts"]


def test_absent_without_notice_stays_after_closing(dana: SignIn, absent: list[Member]) -> None:
    found = to_call(dana)
    assert [(n.name, n.section, n.words) for n in found] == [
        ("Alvarez, Rosa", Section.sessions, "absent Tue 6 Oct, not called yet · no number"),
        ("Brandt, Kim", Section.sessions, "absent Tue 6 Oct, not called yet · no number"),
    ]
    assert found[0].key == f"chart {absent[0].client} contacts"


def test_any_contact_since_the_session_takes_somebody_off(dana: SignIn, absent: list[Member]) -> None:
    safety.add_contact(dana, absent[0].client, ContactKind.check_in, on=dana.today().replace(day=5))
    assert len(to_call(dana)) == 2
    safety.add_contact(dana, absent[0].client, ContactKind.coordination)
    assert len(to_call(dana)) == 2, "a word with somebody else is none with them"
    safety.add_contact(dana, absent[0].client, ContactKind.call_attempt)
    assert [n.name for n in to_call(dana)] == ["Brandt, Kim"]


def test_those_at_risk_come_first(dana: SignIn, absent: list[Member]) -> None:
    safety.raise_concern(dana, absent[1].client, ConcernKind.distressed, "")
    assert [(n.name, n.late) for n in to_call(dana)] == [("Brandt, Kim", True), ("Alvarez, Rosa", False)]


@pytest.mark.parametrize(("days", "left"), [(3, 2), (4, 0)])
def test_it_ends_after_three_working_days(
    house: House, dana: SignIn, absent: list[Member], days: int, left: int
) -> None:
    house.clock.forward(days=days)
    assert len(to_call(dana)) == left


def test_it_is_for_those_who_see_sessions(house: House, absent: list[Member]) -> None:
    assert len(to_call(house.sign_in("Fay Facilitator"))) == 2
    assert len(to_call(house.sign_in("Carl Clinician"))) == 2
    assert to_call(house.sign_in("Ines Intake")) == []


def test_only_what_was_closed_is_on_the_list_twice_absent_once(house: House, dana: SignIn) -> None:
    """A session in progress has its own line; of two absences the later one counts."""
    made = new_group(dana, weekdays=(2, 3))
    (member,) = seated(dana, made, 1)
    first, second = sessions(dana, made)[:2]
    house.clock.forward(hours=3)
    session.mark(dana, first.id, member.id, Mark.absent)
    assert to_call(dana) == []
    session.close_session(dana, first.id)
    safety.add_contact(dana, member.client, ContactKind.call_attempt)
    house.clock.forward(days=1)
    session.mark(dana, second.id, member.id, Mark.absent)
    session.close_session(dana, second.id)
    assert [n.words.split(",")[0] for n in to_call(dana)] == ["absent Wed 7 Oct"]
    assert dana.of(Group).get(made.id).name == to_call(dana)[0].more


def to_tell(who: SignIn) -> list[str]:
    return [n.words for n in today(who).needs if n.kind == "calls"]


def test_who_is_to_be_told_of_a_change_is_one_line_a_group_for_all_who_phone(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    seated(dana, made, 2)
    fourth, fifth = sessions(dana, made)[3:5]
    session.cancel_session(dana, fourth.id, "ill")
    assert to_tell(dana) == ["2 to tell that session 4 is cancelled"]
    rescheduling.lose_session(dana, fifth.id, Way.push, "ill")
    for name in ("Ines Intake", "Fay Facilitator", "Carl Clinician"):
        assert to_tell(house.sign_in(name)) == ["2 to tell what changed of 5 sessions"]
    assert to_tell(house.sign_in("Mona Manager")) == []
    for notice in dana.of(Notice).all():
        notices.told(dana, notice.id, "phone")
    assert to_tell(dana) == []


def test_what_is_past_is_told_nobody_any_more_but_what_a_finished_group_has_to_come_is(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    seated(dana, made, 2)
    last = sessions(dana, made)[-1]
    session.cancel_session(dana, last.id, "ill")
    assert to_tell(dana) == ["2 to tell that session 8 is cancelled"]
    with dana.db.transaction(dana.staff_id, "facilitator", "finish"):
        dana.of(Group).change(dana.of(Group).get(made.id), status=GroupStatus.finished)
    assert to_tell(dana) == ["2 to tell that session 8 is cancelled"]
    house.clock.forward(days=49)
    assert call_sheet(dana, made).to_tell == 2
    house.clock.forward(days=1)
    assert to_tell(dana) == []
    assert (call_sheet(dana, made).to_tell, call_sheet(dana, made).lines) == (0, ())


def test_a_session_whose_leader_is_away_or_whose_day_is_closed_is_pointed_out_until_it_is_mended(dana: SignIn) -> None:
    made = new_group(dana, facilitators=("Dana Reyes",), keep=(date(2026, 10, 27),))
    second, third = sessions(dana, made)[1:3]
    leave.say_away(dana, dana.staff_id, second.date)
    clinic.close_on(dana, third.date, "staff day")
    clinic.close_on(dana, date(2026, 10, 27), "kept in spite of it")
    hindered = [n.words for n in today(dana).needs if n.place in (second.id, third.id)]
    assert hindered == [
        "Dana Reyes is away: session 2, Tue 13 Oct",
        "closed, staff day: session 3, Tue 20 Oct",
    ]
    assert not any("kept" in n.words for n in today(dana).needs)
    rescheduling.substitute(dana, second.id, ["Fay Facilitator"])
    rescheduling.lose_session(dana, third.id, Way.add, "closed")
    assert [n.words for n in today(dana).needs if n.place] == []


def test_a_group_that_is_over_and_who_is_through_stand_on_today_until_a_place_is_completed(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 2)
    for one in sessions(dana, made):
        house.clock.now = schedule.at(one.date, one.start, one.zone)
        all_present(dana, one, members)
    said = "the group is over: {} to complete or end"
    assert said.format("2 places") in [need.words for need in today(dana).needs]
    places.finish(dana, members[0].id)
    assert said.format("1 place") in [need.words for need in today(dana).needs]
    places.finish(dana, members[1].id)
    assert not [need for need in today(dana).needs if "the group is over" in need.words]


def test_who_is_through_a_rolling_group_stands_on_today(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, "twelve-module")
    (member,) = seated(dana, made, 1)
    for number in range(2, 13):
        places.waive(dana, member.id, number, "Had it elsewhere.")
    first = sessions(dana, made)[0]
    house.clock.now = schedule.at(first.date, first.start, first.zone)
    all_present(dana, first, [member])
    [need] = [need for need in today(dana).needs if "has had all" in need.words]
    assert (need.kind, need.id, need.place) == ("group", made.id, "roster")
