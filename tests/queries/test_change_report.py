"""Outcomes over a real record: whose programme is over, what was given at its start and end, who lacks a reading."""

from datetime import timedelta

import pytest

from groupcare.acts import SignIn, places, session
from groupcare.acts.group import seat
from groupcare.acts.measuring import record_measure
from groupcare.queries.missing_readings import Missing, missing_readings
from groupcare.queries.reports import _ANSWERS, answer
from groupcare.record.errors import NotPermitted
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Group, Member, MemberStatus
from groupcare.rules.people import EndReason
from groupcare.rules.reports import Asked, Scope
from tests.clinic import House, all_present, new_group, seated, sessions, waiting
from tests.queries.scenes import AFTERNOON

WEEKS = 7
"""From the first meeting of eight to the last."""
SLOW = {"bpi-interference": (6,) * 7, "pseq": (2,) * 10, "phq-9": (*(1,) * 8, 0, None)}
WELL = {"bpi-interference": (4,) * 7, "pseq": (4,) * 10, "phq-9": (0,) * 9 + (None,)}


def give(who: SignIn, member: Member, answers: dict[str, tuple[int | None, ...]]) -> None:
    for measure, given in answers.items():
        record_measure(who, member.client, measure, given)


def begun(who: SignIn, count: int = 3, **group: object) -> tuple[Group, list[Member]]:
    """A group whose members all came to its first session."""
    made = new_group(who, **group)
    members = seated(who, made, count)
    all_present(who, sessions(who, made)[0], members)
    return made, members


def table(who: SignIn, where: str) -> dict[str, dict[str, str]]:
    """The rows of one group by measure."""
    found = answer(who, "helps")
    rows = [dict(zip(found.headings, (cell.shown for cell in row.cells), strict=True)) for row in found.rows]
    return {row["Measure"]: row for row in rows if row["Where"] == where}


def lacking(who: SignIn) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {one.name.split(",")[0]: (one.no_start, one.no_end) for one in missing_readings(who)}


def test_a_group_is_counted_once_it_is_over(house: House, dana: SignIn) -> None:
    made, members = begun(dana)
    give(dana, members[0], SLOW)
    give(dana, members[1], SLOW)
    found = answer(dana, "helps")
    assert found.rows == ()
    assert found.sentence.endswith("3 members are still under way.")
    house.clock.forward(weeks=WEEKS)
    give(dana, members[0], WELL)
    assert answer(dana, "helps").rows == ()  # today is the last meeting
    house.clock.forward(days=1)
    rows = table(dana, made.name)
    assert list(rows) == ["BPI interference", "PSEQ", "GAD-7", "PHQ-9", "PCS"]
    shown = rows["BPI interference"]
    assert [shown[h] for h in ("Over", "Both", "No start", "No end", "Neither", "Improved")] == [*"310111"]
    assert rows["PHQ-9"]["No end"] == "2"  # asked of everybody at intake, the day before
    assert answer(dana, "helps").sentence.startswith("On BPI interference 1 member has a start and an end reading, too")


def test_who_lacks_a_reading_is_named_with_the_day_until_which_an_end_reading_counts(
    house: House, dana: SignIn
) -> None:
    _, members = begun(dana)
    give(dana, members[0], SLOW)
    house.clock.forward(weeks=WEEKS, days=1)
    ended = dana.today() - timedelta(days=1)
    every = ("BPI interference", "PSEQ", "GAD-7", "PHQ-9", "PCS")
    assert lacking(dana)["Alvarez"] == (("GAD-7", "PCS"), every)
    assert {one.until for one in missing_readings(dana)} == {ended + timedelta(weeks=6)}
    give(dana, members[0], WELL)
    assert lacking(dana)["Alvarez"] == (("GAD-7", "PCS"), ("GAD-7", "PCS"))
    house.clock.forward(weeks=6)
    assert {one.until for one in missing_readings(dana)} == {None}
    give(dana, members[1], WELL)
    assert lacking(dana)["Brandt"][1] == every  # too late


def test_who_ended_over_a_year_ago_is_listed_only_when_asked_about(house: House, dana: SignIn) -> None:
    made, _ = begun(dana)
    house.clock.forward(weeks=WEEKS, days=365)
    assert len(missing_readings(dana)) == 3
    house.clock.forward(days=1)
    assert missing_readings(dana) == []
    assert len(missing_readings(dana, Scope(group=made.id))) == 3


def test_who_never_came_died_or_was_entered_in_error_is_not_counted(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    members = seated(dana, made, 4)
    first = sessions(dana, made)[0]
    for member in members:
        session.mark(dana, first.id, member.id, Mark.absent if member is members[0] else Mark.attended)
    with dana.db.transaction(dana.staff_id, "facilitator", "end"):
        record = dana.of(Member)
        dead = record.get(members[1].id)
        record.change(dead, status=MemberStatus.cancelled, end=dana.today(), end_reason=EndReason.died)
        record.change(record.get(members[2].id), status=MemberStatus.entered_in_error)
    house.clock.forward(weeks=WEEKS + 1)
    assert {row["Over"] for row in table(dana, made.name).values()} == {"1"}
    assert set(lacking(dana)) == {"Diaz"}


def test_who_left_early_ends_on_the_day_they_left(house: House, dana: SignIn) -> None:
    made, members = begun(dana)
    give(dana, members[0], SLOW)
    house.clock.forward(weeks=3)
    give(dana, members[0], WELL)
    places.end(dana, members[0].id, EndReason.moved_away)
    shown = table(dana, made.name)["PSEQ"]
    assert (shown["Over"], shown["Both"], shown["Improved"]) == ("1", "1", "1")
    assert missing_readings(dana)[0].end == dana.of(Member).get(members[0].id).end


def test_who_is_transferred_counts_once_where_they_are_now_from_their_first_start(house: House, dana: SignIn) -> None:
    made, members = begun(dana)
    give(dana, members[0], SLOW)
    second = new_group(dana, name="Pain Skills, Autumn B", start=AFTERNOON, first=dana.today() + timedelta(days=14))
    house.clock.forward(days=7)
    moved, _ = places.transfer(dana, members[0].id, second.id)
    assert moved.came_from == members[0].id
    house.clock.forward(weeks=WEEKS)
    assert {row["Over"] for row in table(dana, made.name).values()} == {"2"}
    give(dana, moved, WELL)
    house.clock.forward(weeks=2)
    shown = table(dana, "Pain Skills, Autumn B")["PSEQ"]
    assert (shown["Over"], shown["Both"]) == ("1", "1")


def test_who_joins_a_rolling_group_ends_with_their_own_last_module(house: House, dana: SignIn) -> None:
    made = new_group(dana, "twelve-module", name="Coping Twelve")
    member = seated(dana, made, 1)[0]
    all_present(dana, sessions(dana, made)[0], [member])
    weeks = len([m for m in made.curriculum.module if m.required and m.number not in made.curriculum.individual_first])
    house.clock.forward(weeks=weeks - 1)
    assert table(dana, made.name) == {}
    house.clock.forward(days=1)
    assert table(dana, made.name)["PCS"]["Neither"] == "1"


def test_an_answer_keeps_to_what_it_was_asked_about(house: House, dana: SignIn) -> None:
    first, _ = begun(dana)
    house.clock.forward(days=7)
    second, _ = begun(dana, name="Later", start=AFTERNOON)
    house.clock.forward(weeks=WEEKS + 1)

    def groups(**scope: object) -> set[str]:
        asked = Asked("Dana", dana.now(), scope=Scope(**scope))  # type: ignore[arg-type]
        return {str(row.cells[0].value) for row in _ANSWERS["helps"](dana, asked).rows if not row.sums}

    assert groups() == {first.name, "Later"}
    assert groups(group=second.id) == {"Later"}
    assert groups(since=second.first) == {"Later"}
    assert groups(until=first.first) == {first.name}
    assert groups(curriculum="eight-week") == {first.name, "Later"}
    assert groups(curriculum="twelve-module") == set()
    assert {one.group for one in missing_readings(dana, Scope(group=second.id))} == {"Later"}


def test_what_is_kept_is_what_is_found_anew(house: House, dana: SignIn) -> None:
    reader = house.sign_in()

    def same() -> list[Missing]:
        fresh = house.sign_in()
        assert answer(reader, "helps") == answer(fresh, "helps")
        found = missing_readings(reader)
        assert found == missing_readings(fresh)
        return found

    made, members = begun(dana)
    same()
    give(dana, members[0], SLOW)
    house.clock.forward(weeks=WEEKS)
    same()
    house.clock.forward(days=1)
    assert len(same()) == 3
    give(dana, members[0], WELL)
    assert {one.no_end for one in same()} != {()}
    newcomers = new_group(dana, name="B", start=AFTERNOON, weekdays=(dana.today().isoweekday(),))
    newcomer = seat(dana, newcomers.id, waiting(dana, family_name="Ito").id)[0]
    session.mark(dana, sessions(dana, newcomers)[0].id, newcomer.id, Mark.attended)
    assert "1 member is still under way" in answer(dana, "helps").sentence
    same()
    with dana.db.transaction(dana.staff_id, "facilitator", "end"):
        dana.of(Group).change(dana.of(Group).get(made.id), name="Another name")
    assert {one.group for one in same()} == {"Another name"}
    session.mark(dana, sessions(dana, made)[0].id, members[2].id, Mark.absent)
    assert len(same()) == 2


def test_names_are_for_those_who_see_charts_and_the_report_holds_none(house: House, dana: SignIn) -> None:
    begun(dana)
    house.clock.forward(weeks=WEEKS + 1)
    manager = house.sign_in("Mona Manager")
    assert "Alvarez" not in repr(answer(manager, "helps"))
    with pytest.raises(NotPermitted, match="charts"):
        missing_readings(manager)
    with pytest.raises(NotPermitted, match="reports"):
        missing_readings(house.sign_in("Ines Intake"))
    assert len(missing_readings(house.sign_in("Fay Facilitator"))) == 3
