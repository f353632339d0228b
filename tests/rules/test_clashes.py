"""What cannot be at two places at once, and who is away."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from groupcare.rules.clashes import Taken, absences, clashes, is_away
from groupcare.rules.clinic import Away

ON = date(2026, 10, 6)
NOON = datetime(2026, 10, 6, 12, tzinfo=UTC)


def taken(group: str = "a", begins: datetime = NOON, minutes: int = 90, **more: object) -> Taken:
    given_ = {
        "session": f"s{group}",
        "group": group,
        "name": f"Group {group.upper()}",
        "date": ON,
        "start": time(12),
        "begins": begins,
        "ends": begins + timedelta(minutes=minutes),
        **more,
    }
    return Taken(**given_)  # type: ignore[arg-type]


def test_a_room_a_leader_and_members_clash_each_in_its_words() -> None:
    own = taken(room="room 2", leaders=(("1", "Dana"), ("2", "Fay")), clients=frozenset("pqr"))
    other = taken("b", room="Room 2", leaders=(("2", "Fay"), ("1", "Dana")), clients=frozenset("qrs"))
    assert [c.words for c in clashes(own, [other])] == [
        "room 2 is taken by Group B",
        "Dana and Fay lead Group B",
        "2 of its members have a seat in Group B then",
    ]
    assert {c.date for c in clashes(own, [other])} == {ON}
    assert next(c.sentence for c in clashes(own, [other])) == "room 2 is taken by Group B on 2026-10-06 at 12:00."


@pytest.mark.parametrize(
    "other",
    [
        taken("b", room="Room 3", leaders=(("3", "Tom"),), clients=frozenset("x")),
        taken("a", room="Room 2", leaders=(("1", "Dana"),)),
        taken("b", NOON + timedelta(minutes=90), room="Room 2"),
        taken("b", NOON - timedelta(minutes=60), minutes=60, room="Room 2"),
    ],
    ids=["others and elsewhere", "the same group", "right after", "right before"],
)
def test_nothing_clashes_with_others_elsewhere_the_own_group_or_what_touches(other: Taken) -> None:
    assert list(clashes(taken(room="Room 2", leaders=(("1", "Dana"),)), [other])) == []


def test_no_room_clashes_with_no_room() -> None:
    assert list(clashes(taken(), [taken("b")])) == []


@given(st.integers(-300, 300), st.integers(15, 240), st.integers(15, 240))
def test_two_sessions_clash_exactly_while_some_minute_is_both_and_both_ways(after: int, one: int, two: int) -> None:
    first = taken(minutes=one, room="R")
    second = taken("b", NOON + timedelta(minutes=after), two, room="R")
    both = bool(set(range(one)) & set(range(after, after + two)))
    assert bool(list(clashes(first, [second]))) == bool(list(clashes(second, [first]))) == both


def test_leave_counts_from_its_first_day_to_its_last_with_its_reason() -> None:
    away = (Away(first=ON, last=ON + timedelta(days=2), reason="leave"),)
    there = [is_away(away, ON + timedelta(days=n)) is not None for n in (-1, 0, 1, 2, 3)]
    assert there == [False, True, True, True, False]
    one = taken(leaders=(("1", "Dana"), ("2", "Fay")))
    assert [c.words for c in absences(one, {"1": away})] == ["Dana is away (leave)"]
    assert list(absences(structs.replace(one, date=ON - timedelta(days=1)), {"1": away})) == []
