"""How a course is laid out: orders as typed, rounds, and boosters counted from the last session."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.exchange.curriculum_file import find, read
from groupcare.rules.group import SessionKind
from groupcare.rules.layout import After, LayoutFault, Slot, afterwards, days_afterwards, remarks, slots

EIGHT, TWELVE = read(find("eight-week")), read(find("twelve-module"))


def test_without_an_order_each_module_has_a_meeting() -> None:
    assert slots(EIGHT) == tuple(Slot((n,)) for n in range(1, 9))


def test_modules_share_a_meeting_and_one_goes_over_two() -> None:
    course = slots(EIGHT, "1 2 3 + 4, 5 5 6 7 8")
    assert [s.modules for s in course] == [(1,), (2,), (3, 4), (5,), (5,), (6,), (7,), (8,)]
    assert [s.continues for s in course] == [(), (), (), (5,), (), (), (), ()]
    assert remarks(EIGHT, course) == []


def test_a_module_may_go_on_into_a_meeting_that_it_shares() -> None:
    assert slots(EIGHT, "1+2 2+3") == (Slot((1, 2), (2,)), Slot((2, 3)))


def test_a_rolling_group_goes_round_with_its_last_module_at_the_end_of_each() -> None:
    course = slots(TWELVE, rounds=2)
    assert [s.modules[0] for s in course] == [*range(1, 13), *range(1, 13)]
    assert course[11] == course[23] == Slot((12,))
    assert remarks(TWELVE, course) == []
    assert len(slots(TWELVE, "3 4 3", rounds=3)) == 9


def test_what_is_left_out_twice_or_too_early_is_remarked() -> None:
    assert remarks(EIGHT, slots(EIGHT, "1 2 3 4 5 6 8")) == ["Left out: module 7."]
    assert "Taught twice, apart: module 1." in remarks(EIGHT, slots(EIGHT, "1 2 1 3 4 5 6 7 8"))
    early = remarks(TWELVE, slots(TWELVE, "12 1 2 3 4 5 6 7 8 9 10 11"))
    assert early == ["Module 12 would come before what it waits for."]


@pytest.mark.parametrize(
    ("order", "rounds", "sentence"),
    [
        ("1 two", 1, "“two” is no module"),
        ("1+ 2+", 1, "is no module"),
        ("1 9", 1, "no module 9; the curriculum has 1 to 8"),
        ("٣", 1, "is no module"),
        ("", 0, "once to 12 times"),
        ("", 2, "Only a rolling group"),
        ("1 " * 151, 1, "at most 150"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(order: str, rounds: int, sentence: str) -> None:
    with pytest.raises(LayoutFault, match=sentence):
        slots(EIGHT, order, rounds)


@given(st.text(max_size=40))
def test_no_text_does_anything_but_lay_out_or_say_why_not(text: str) -> None:
    for reading in (lambda: slots(EIGHT, text), lambda: afterwards(text)):
        with suppress(LayoutFault):
            assert isinstance(reading(), tuple)


@given(st.lists(st.lists(st.integers(1, 8), min_size=1, max_size=3, unique=True), min_size=1, max_size=12))
def test_an_order_written_out_is_read_back(meetings: list[list[int]]) -> None:
    course = slots(EIGHT, " ".join("+".join(map(str, m)) for m in meetings))
    assert [list(s.modules) for s in course] == meetings
    for now, then in pairwise(course):
        assert set(now.continues) == set(now.modules) & set(then.modules)
    assert course[-1].continues == ()


def test_boosters_and_follow_ups_are_read_as_typed() -> None:
    assert afterwards("booster 3 months, Follow-up 26 w; follow up 1 month") == (
        After(SessionKind.booster, 3, "months"),
        After(SessionKind.follow_up, 26, "weeks"),
        After(SessionKind.follow_up, 1, "months"),
    )
    assert afterwards(" ") == ()
    for text in ("booster", "booster soon", "party 3 months", "booster 0 weeks", "booster 3 months follow-up 6 months"):
        with pytest.raises(LayoutFault, match="says not when"):
            afterwards(text)


def test_months_are_counted_by_the_calendar_and_days_stay_apart_and_in_order() -> None:
    def open_(first: date) -> date:
        return next(d for n in range(7) if (d := first + timedelta(days=n)).isoweekday() == 2)

    wanted = afterwards("follow-up 6 months, booster 1 month, follow-up 4 weeks")
    found = days_afterwards(date(2027, 1, 31), wanted, open_)
    assert [(a.kind, d) for a, d in found] == [
        (SessionKind.booster, date(2027, 3, 2)),
        (SessionKind.follow_up, date(2027, 3, 9)),
        (SessionKind.follow_up, date(2027, 8, 3)),
    ]
