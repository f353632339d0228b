"""Who is due which measure, for the chart, for a session, and on Today."""

from datetime import date

import pytest

from groupcare.acts import SignIn, group, plan, refer
from groupcare.acts.act import act
from groupcare.acts.measuring import record_form, record_measure
from groupcare.queries.measures_due import due_at_session, measures_due
from groupcare.queries.needs import Need
from groupcare.queries.today import today
from groupcare.record.errors import NotPermitted
from groupcare.rules.group import Group, Member, Session
from tests.clinic import House, all_present, new_group, row, seated, sessions, waiting
from tests.queries.scenes import MEASURED

FIVE = {"bpi-interference", "gad-7", "pcs", "phq-9", "pseq"}
ANSWERS = {
    "pcs": (2,) * 13,
    "pseq": (3,) * 10,
    "gad-7": (1,) * 7,
    "bpi-interference": (5,) * 7,
    "phq-9": (*(1,) * 8, 0, None),
}


@pytest.fixture
def made(dana: SignIn) -> Group:
    return new_group(dana)


@pytest.fixture
def members(dana: SignIn, made: Group) -> list[Member]:
    return seated(dana, made, 2)


def asked(who: SignIn, member: Member) -> set[str]:
    return {d.measure for d in measures_due(who, member.client)}


def lines(who: SignIn, kind: str) -> list[Need]:
    """The lines of Today about measures: of groups, or of people's charts."""
    return [n for n in today(who).needs if n.kind == kind and (n.place == "measures" or "due:" in n.words)]


def give(who: SignIn, member: Member, *measures: str) -> None:
    for measure in measures:
        record_measure(who, member.client, measure, ANSWERS[measure])


def test_somebody_referred_is_due_the_five_and_the_c_ssrs_until_they_are_given(dana: SignIn) -> None:
    referral = refer.refer(dana, row(family_name="Ruiz"))
    assert {d.measure for d in measures_due(dana, referral.client)} == {*FIVE, "c-ssrs-screener"}
    record_form(dana, referral.client, "pcs", ANSWERS["pcs"])
    assert "pcs" not in {d.measure for d in measures_due(dana, referral.client)}


def test_at_the_start_the_five_are_due_but_for_the_phq_9_of_the_referral(dana: SignIn, members: list[Member]) -> None:
    assert asked(dana, members[0]) == FIVE - {"phq-9"}
    give(dana, members[0], "pcs", "pseq")
    assert asked(dana, members[0]) == {"bpi-interference", "gad-7"}
    assert asked(dana, members[1]) == FIVE - {"phq-9"}


def test_a_session_tells_who_is_due_what_on_its_day(dana: SignIn, made: Group, members: list[Member]) -> None:
    fourth: Session = sessions(dana, made)[3]
    give(dana, members[0], "pcs", "pseq", "gad-7", "bpi-interference")
    found = due_at_session(dana, fourth)
    assert [(d.measure, d.why) for d in found[members[0].id]] == [("phq-9", "meeting 4, middle")]
    assert {d.measure for d in found[members[1].id]} == FIVE
    give(dana, members[1], *FIVE)
    assert members[1].id not in due_at_session(dana, sessions(dana, made)[1])


def test_an_objective_is_due_by_its_cadence_once_the_plan_is_signed(
    house: House, dana: SignIn, members: list[Member]
) -> None:
    house.clock.forward(days=1)
    give(dana, members[0], *FIVE)
    written = plan.write_plan(dana, members[0].client, MEASURED)
    house.clock.forward(days=14)
    assert asked(dana, members[0]) == set()
    plan.sign_plan(dana, written.id)
    [line] = measures_due(dana, members[0].client)
    assert (line.measure, line.why, line.since) == ("phq-9", "objective 1.1", dana.today())


def test_today_counts_by_group_what_is_due_at_the_next_session(
    house: House, dana: SignIn, made: Group, members: list[Member]
) -> None:
    [line] = lines(dana, "group")
    assert line.words == "4 measures due: 2 members at the next session"
    assert line.more == "BPI interference 2, GAD-7 2, PCS 2, PSEQ 2"
    assert (line.id, line.since) == (made.id, "today")
    give(dana, members[0], *FIVE - {"phq-9"})
    give(dana, members[1], "pcs", "pseq", "gad-7")
    assert [n.words for n in lines(dana, "group")] == ["BPI interference due: 1 at the next session"]
    give(dana, members[1], "bpi-interference")
    assert lines(dana, "group") == []
    for one in sessions(dana, made)[:3]:
        all_present(dana, one, members)
        house.clock.forward(days=7)
    assert [n.words for n in lines(dana, "group")] == ["PHQ-9 due: 2 at the next session"]


def test_who_is_late_stands_on_today_by_name_for_their_own_clinician(
    house: House, dana: SignIn, made: Group, members: list[Member]
) -> None:
    give(dana, members[1], *FIVE)
    with act(dana, "seat"):
        dana.of(Member).change(dana.of(Member).get(members[0].id), clinician=dana.staff_id)
    house.clock.forward(days=7)
    assert lines(dana, "chart") == []
    house.clock.forward(days=1)
    [line] = lines(dana, "chart")
    assert (line.name, line.place, line.late) == ("Alvarez, Rosa", "measures", True)
    assert line.words == "BPI interference, GAD-7, PCS, PSEQ not given yet: start"
    assert lines(house.sign_in("Carl Clinician"), "chart") == []
    give(dana, members[0], *FIVE)
    assert lines(dana, "chart") == []


def test_when_the_group_has_ended_what_it_still_asks_stays_and_can_be_entered(
    house: House, dana: SignIn, made: Group, members: list[Member]
) -> None:
    give(dana, members[0], *FIVE)
    give(dana, members[1], *FIVE)
    for one in sessions(dana, made):
        while dana.today() < one.date:
            house.clock.forward(days=1)
        all_present(dana, one, members)
    assert asked(dana, members[0]) == FIVE
    [line] = lines(dana, "group")
    assert line.words == "5 measures due: 2 members, the group has ended"
    give(dana, members[0], *FIVE)
    give(dana, members[1], *FIVE)
    assert lines(dana, "group") == []
    house.clock.forward(weeks=13)
    assert asked(dana, members[0]) == FIVE - {"gad-7"}
    assert len(lines(dana, "group")) == 1
    house.clock.forward(days=61)
    assert asked(dana, members[0]) == set()
    assert lines(dana, "group") == []


def test_today_asked_again_says_what_somebody_who_asks_first_reads(
    house: House, dana: SignIn, made: Group, members: list[Member]
) -> None:
    other = house.sign_in("Carl Clinician")
    today(other)
    give(dana, members[0], "pcs")
    group.seat(dana, made.id, waiting(dana, family_name="Late", given_name="Lou").id)
    fresh = house.sign_in("Carl Clinician")
    assert [n.words for n in today(other).needs] == [n.words for n in today(fresh).needs]
    [line] = lines(fresh, "group")
    assert line.words == "4 measures due: 3 members at the next session"
    assert line.more == "BPI interference 3, GAD-7 3, PSEQ 3, PCS 2"


def test_a_manager_alone_is_told_nothing_of_anybody(house: House, members: list[Member], made: Group) -> None:
    mona = house.sign_in("Mona Manager")
    with pytest.raises(NotPermitted):
        measures_due(mona, members[0].client)
    assert lines(mona, "group") == []


def test_who_has_the_first_module_with_the_group_is_due_the_end_at_the_last_meeting(dana: SignIn, house: House) -> None:
    """Twelve modules, of which newcomers have the first alone: eleven meetings are theirs, and twelve of who was there
    from the beginning."""
    made = new_group(dana, "twelve-module")
    early, late = seated(dana, made, 2)
    dates = [s.date for s in sessions(dana, made)]
    with act(dana, "seat"):
        dana.of(Member).change(late, start=dates[2])
    house.clock.forward(days=1)
    give(dana, early, *FIVE)

    def why(member: Member, on: date) -> str:
        return ", ".join(d.why for d in measures_due(dana, member.client, on) if d.measure == "pcs")

    assert (why(early, dates[10]), why(early, dates[11])) == ("", "end")
    assert "end" not in why(late, dates[11])
