"""What the attendance policy suggests, from the curriculum's own numbers; facts are counted whole."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from groupcare.exchange.curriculum_file import find, read
from groupcare.rules.attendance import Mark, rates
from groupcare.rules.curriculum import AttendancePolicy, faults
from groupcare.rules.group import Session, SessionStatus
from groupcare.rules.suggestions import Rule, last_miss, suggestions

SIGNS = {"p": Mark.attended, "e": Mark.excused, "a": Mark.absent, "h": Mark.held, "c": Mark.cancelled}
LENIENT = AttendancePolicy(call_after_misses=9, completion_percent=1)


def marked(text: str, of: int = 8) -> tuple[list[Session], dict[str, Mark]]:
    """Weekly sessions, of which as many are held as there are signs; a dot is not marked."""
    made = [
        Session(
            id=str(place),
            group="g",
            number=place + 1,
            modules=(place + 1,),
            date=date(2026, 9, 1) + timedelta(weeks=place),
            start=time(14),
            minutes=90,
            zone="UTC",
            status=SessionStatus.held if place < len(text) else SessionStatus.planned,
        )
        for place in range(of)
    ]
    return made, {str(place): SIGNS[sign] for place, sign in enumerate(text) if sign in SIGNS}


ROW, LEAST = AttendancePolicy(), structs.replace(LENIENT, window=4, window_misses=2)
REACH = "75 % can no longer be reached, at best 5 of 8: look at the plan together."


@pytest.mark.parametrize(
    ("policy", "text", "said"),
    [
        (ROW, "pa", []),
        (ROW, "aa", ["Missed 2 sessions in a row without notice: call them."]),
        (ROW, "aea", ["Missed 2 sessions in a row without notice: call them.", REACH]),
        (ROW, "aha", ["Missed 2 sessions in a row without notice: call them.", REACH.replace("5 of 8", "5 of 7")]),
        (ROW, "apa", []),
        (ROW, "eepp", []),
        (ROW, "eepe", [REACH]),
        (LEAST, "apap", ["Missed 2 of the last 4 sessions without notice: call them."]),
        (LEAST, "aapppp", []),
        (LEAST, "epe", []),
        (structs.replace(LEAST, count_excused=True), "epe", ["Missed 2 of the last 3 sessions: call them."]),
        (
            structs.replace(LENIENT, total_misses=3),
            "apapa",
            ["Missed 3 sessions in all without notice: look at the plan together."],
        ),
        (structs.replace(LENIENT, total_misses=3), "hchc.", []),
    ],
)
def test_suggestions(policy: AttendancePolicy, text: str, said: list[str]) -> None:
    assert [s.sentence for s in suggestions(policy, *marked(text))] == said


@given(st.text("peahc.", max_size=8), st.integers(1, 100))
def test_out_of_reach_is_said_exactly_when_even_all_that_is_left_is_not_enough(text: str, percent: int) -> None:
    policy = AttendancePolicy(call_after_misses=9, completion_percent=percent)
    made, marks = marked(text)
    best = rates(made, marks, date.min).reachable
    said = any(s.rule is Rule.reach for s in suggestions(policy, made, marks))
    assert said == (best.of > 0 and best.done / best.of < percent / 100)


@given(st.text("peahc.", max_size=8))
def test_an_excused_absence_counts_whole_or_not_at_all(text: str) -> None:
    policy = AttendancePolicy(call_after_misses=1, total_misses=1, window=3, window_misses=1, completion_percent=1)
    without, counted = policy, structs.replace(policy, count_excused=True)
    as_absent = text.replace("e", "a")
    mine = [s.rule for s in suggestions(counted, *marked(text))]
    assert mine == [s.rule for s in suggestions(counted, *marked(as_absent))]
    if "a" not in text:
        assert not any(s.rule is not Rule.reach for s in suggestions(without, *marked(text)))


def test_the_latest_miss_is_with_or_without_notice() -> None:
    assert last_miss(*marked("aep")) == "1"
    assert last_miss(*marked("pp")) == ""


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"window": 3}, "window"),
        ({"window": 3, "window_misses": 4}, "window"),
        ({"window_misses": 2}, "window_misses"),
        ({"total_misses": -1}, "total_misses"),
        ({"call_after_misses": 0}, "call_after_misses"),
    ],
)
def test_a_policy_that_cannot_be_is_a_fault_with_its_place(changed: dict[str, int], where: str) -> None:
    curriculum = read(find("eight-week"))
    assert list(faults(curriculum)) == []
    policy = structs.replace(curriculum.attendance, **changed)
    assert [f.where for f in faults(structs.replace(curriculum, attendance=policy))] == [("attendance", where)]
