"""Are seats filled: a seat is taken once at a time, and offered, filled and empty agree."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.group import Member, MemberStatus
from groupcare.rules.reports import Answer
from groupcare.rules.seats_report import Filled, SeatsIn, are_seats_filled, filled
from tests.rules.test_reports import ASKED, DAY

NAMES = {"c": "Pain skills", "d": "Coping"}


def member(who: str, start: int, end: int | None = None, status: MemberStatus | None = None) -> Member:
    """A place from one day to another, counted from DAY."""
    return Member(
        client=who,
        referral=who,
        curriculum="c",
        group="g",
        status=status or (MemberStatus.active if end is None else MemberStatus.finished),
        start=DAY + timedelta(days=start),
        end=None if end is None else DAY + timedelta(days=end),
    )


@pytest.mark.parametrize(
    ("members", "is_"),
    [
        ([], Filled()),
        ([member("a", 0), member("b", 0)], Filled(most=2, now=2, had=2)),
        ([member("a", 0, 6), member("b", 7)], Filled(most=1, now=1, had=2)),
        ([member("a", 0, 7), member("b", 7)], Filled(most=2, now=1, had=2)),
        ([member("a", 0), member("b", 30, status=MemberStatus.planned)], Filled(most=2, now=2, had=2)),
        ([member("a", 0), member("b", 7, 6, MemberStatus.cancelled)], Filled(most=1, now=1, had=1)),
        ([member("a", 0), member("b", 0, status=MemberStatus.on_hold)], Filled(most=2, now=2, had=2)),
        ([member("a", 0, 6), member("a", 14)], Filled(most=1, now=1, had=1)),
    ],
)
def test_seats_are_counted_on_the_day_on_which_most_are_taken(members: list[Member], is_: Filled) -> None:
    assert filled(members) == is_


@given(st.lists(st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 20)))))
def test_no_day_has_more_seats_taken_than_are_called_filled(places: list[tuple[int, int | None]]) -> None:
    members = [member(str(n), s, None if d is None else s + d) for n, (s, d) in enumerate(places)]
    days = [DAY + timedelta(days=n) for n in range(62)]
    assert filled(members).most == max(sum(_there(m, on) for m in members) for on in days)


def _there(one: Member, on: date) -> bool:
    return one.start <= on and (one.end is None or on <= one.end)


def seats(name: str, curriculum: str, offered: int, most: int, now: int | None = None) -> SeatsIn:
    known = Filled(most=most, now=now or 0, had=most)
    return SeatsIn(group=name, curriculum=curriculum, offered=offered, filled=known, open=now is not None)


def table(found: Answer) -> list[list[str]]:
    return [[cell.shown for cell in row.cells] for row in found.rows]


def test_a_sentence_a_row_for_each_group_and_sums_by_curriculum() -> None:
    found = are_seats_filled([seats("A", "c", 10, 9), seats("B", "d", 12, 3, 2)], {"c": 1, "d": 6}, NAMES, ASKED)
    assert found.sentence == "Of 22 seats in 2 groups 12 have been filled (55 %); 7 people wait for a seat."
    assert table(found) == [
        ["A", "10", "9", "90 %", "1", "–", "9", "–"],
        ["B", "12", "3", "3 of 12", "9", "2", "3", "–"],
        ["All of Pain skills", "10", "9", "90 %", "1", "–", "9", "1"],
        ["All of Coping", "12", "3", "3 of 12", "9", "2", "3", "6"],
        ["All groups", "22", "12", "55 %", "10", "2", "12", "7"],
    ]
    assert [(b.label, b.value) for b in found.series.bars] == [("A", 90), ("B", None)]


def test_a_curriculum_that_people_wait_for_has_its_row_before_a_group_runs_it() -> None:
    found = are_seats_filled([], {"d": 2}, NAMES, ASKED)
    assert found.sentence == "No group offers a seat yet; 2 people wait for a seat."
    assert table(found) == [["All of Coping", "0", "0", "–", "0", "0", "0", "2"]]


def test_of_one_group_nobody_is_said_to_wait() -> None:
    found = are_seats_filled([seats("A", "c", 10, 1, 1)], None, NAMES, ASKED)
    assert found.sentence == "Of 10 seats in 1 group 1 has been filled."
    assert [row[-1] for row in table(found)] == ["–", "–"]


def test_a_group_with_more_members_than_seats_has_no_seat_less_than_empty() -> None:
    found = are_seats_filled([seats("A", "c", 8, 9, 9)], {}, NAMES, ASKED)
    assert table(found)[0] == ["A", "8", "9", "113 %", "0", "9", "9", "–"]
