"""The coverage grid and a group's days, as the record has them."""

import time as clock

import pytest

from groupcare.acts import Refused, rescheduling, safety, session
from groupcare.queries.coverage import coverage_grid
from groupcare.queries.groups import group_days, group_view, groups
from groupcare.queries.run_sheet import run_sheet
from groupcare.rules.attendance import Mark
from groupcare.rules.coverage import Standing
from groupcare.rules.group import Group
from groupcare.rules.safety import ConcernKind
from tests.clinic import House, all_present, new_group, seated, sessions


def test_the_grid_has_a_row_for_each_member_and_a_column_for_each_module(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 3)
    first = sessions(dana, made)[0]
    session.mark(dana, first.id, members[1].id, Mark.absent)
    session.mark(dana, first.id, members[2].id, Mark.held)
    session.mark(dana, first.id, members[0].id, Mark.attended)
    session.close_session(dana, first.id)
    safety.raise_concern(dana, members[2].client, ConcernKind.self_harm, "")
    found = coverage_grid(dana, dana.of(Group).get(made.id))
    assert [column.modules for column in found.columns] == [(n,) for n in range(1, 9)]
    assert [row.coverage.standings[0] for row in found.rows] == [Standing.attended, Standing.absent, Standing.held]
    assert [row.held for row in found.rows] == [False, False, True]
    assert [row.coverage.next for row in found.rows] == [2, 1, 1]


def test_a_groups_days_tell_titles_substitutes_and_how_many_are_to_be_told(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, order="1+2 3 3 4 5 6 7 8", afterwards="booster 4 weeks")
    seated(dana, made, 2)
    dates = sessions(dana, made)
    rescheduling.substitute(dana, dates[2].id, ["Fay Facilitator"])
    session.cancel_session(dana, dates[3].id, "ill")
    found = group_days(dana, made)
    titles = [line.titles for line in found.sessions]
    assert titles[:2] == [("Relaxation I", "Relaxation II"), ("First part of Coping Styles",)]
    assert titles[-1] == ("Booster",)
    assert found.sessions[2].leaders == ("Fay Facilitator",)
    assert found.to_tell == 2
    assert found.line.next_session == dates[0].id


def test_misses_in_a_row_stand_in_the_roster(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 2)
    for one in sessions(dana, made)[:2]:
        house.clock.now = house.clock.now.replace(day=one.date.day)
        session.mark(dana, one.id, members[0].id, Mark.absent)
        session.mark(dana, one.id, members[1].id, Mark.attended)
        session.close_session(dana, one.id)
    assert [line.misses for line in group_view(dana, made).roster] == [2, 0]


def test_the_group_views_are_for_those_who_work_with_groups(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    mona, ines = house.sign_in("Mona Manager"), house.sign_in("Ines Intake")
    for view in (coverage_grid, group_days, group_view):
        with pytest.raises(Refused, match="To see groups"):
            view(mona, made)
    assert coverage_grid(ines, made).rows == ()
    with pytest.raises(Refused, match="To see sessions"):
        run_sheet(ines, sessions(dana, made)[0].id)


def test_a_full_group_is_read_within_a_few_milliseconds(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, "twelve-module", seats=14)
    members = seated(dana, made, 8)
    all_present(dana, sessions(dana, made)[0], members)
    one = sessions(dana, made)[1]
    for ask in (
        lambda: coverage_grid(dana, made),
        lambda: group_days(dana, made),
        lambda: group_view(dana, made),
        lambda: run_sheet(dana, one.id),
        lambda: groups(dana),
    ):
        ask()
        spent = []
        for _ in range(5):
            began = clock.perf_counter()
            ask()
            spent.append(clock.perf_counter() - began)
        assert min(spent) < 0.05
