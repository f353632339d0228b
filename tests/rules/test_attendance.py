"""Attendance: facts kept apart, three rates shown together, and misses in a row."""

from datetime import date, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupcare.rules.attendance import Mark, Rate, Rates, minutes_present, misses_in_a_row, rates
from groupcare.rules.group import Session, SessionStatus

START = date(2026, 9, 1)
STATUS = {
    "h": SessionStatus.held,
    "p": SessionStatus.planned,
    "i": SessionStatus.in_progress,
    "x": SessionStatus.cancelled,
    "n": SessionStatus.not_held,
}
MARK = {"A": Mark.attended, "E": Mark.excused, "a": Mark.absent, "H": Mark.held, "C": Mark.cancelled}


def meetings(states: str) -> list[Session]:
    """One weekly session a letter: held, planned, in progress, cancelled (x) or not held."""
    return [
        Session(
            id=f"s{n}",
            group="g",
            number=n + 1,
            modules=(n + 1,),
            date=START + timedelta(weeks=n),
            start=time(14),
            minutes=90,
            zone="UTC",
            status=STATUS[letter],
        )
        for n, letter in enumerate(states)
    ]


def marks(letters: str) -> dict[str, Mark]:
    """Attended, Excused, absent, Held by us, Cancelled by us; a point is not marked."""
    return {f"s{n}": MARK[letter] for n, letter in enumerate(letters) if letter != "."}


def counted(states: str, letters: str, *, joined: int = 0, left: int | None = None) -> tuple[str, str, str, int]:
    """The three rates and the unmarked, for a member from and to these places in the row of sessions."""
    found: Rates = rates(
        meetings(states),
        marks(letters),
        START + timedelta(weeks=joined),
        None if left is None else START + timedelta(weeks=left),
    )
    return (*(f"{r.done}/{r.of}" for r in (found.held, found.planned, found.reachable)), found.not_marked)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("states", "letters", "expected"),
    [
        ("hhhhpppp", "AAAA", ("4/4", "4/8", "8/8", 0)),
        ("hhhhpppp", "AaAE", ("2/4", "2/8", "6/8", 0)),
        ("pppppppp", "", ("0/0", "0/8", "8/8", 0)),
        ("hhhhhhhh", "aaaaaaaa", ("0/8", "0/8", "0/8", 0)),
    ],
    ids=["always there", "one absent and one excused", "not begun", "never there"],
)
def test_three_rates_are_given_together(states: str, letters: str, expected: tuple[str, str, str, int]) -> None:
    assert counted(states, letters) == expected


def test_held_by_us_is_outside_every_rate() -> None:
    assert counted("hhhhpppp", "AHHA") == ("2/2", "2/6", "6/6", 0)


def test_cancelled_by_us_is_outside_every_rate() -> None:
    assert counted("hhhhpppp", "ACAA") == ("3/3", "3/7", "7/7", 0)


def test_a_session_that_was_cancelled_or_not_held_is_outside_every_rate() -> None:
    assert counted("hxnhpppp", "A..A") == ("2/2", "2/6", "6/6", 0)
    assert counted("hxnhpppp", "AaaA") == ("2/2", "2/6", "6/6", 0)


def test_not_marked_is_unresolved_and_never_counted_absent() -> None:
    assert counted("hhhhpppp", "A..A") == ("2/2", "2/8", "8/8", 2)


def test_a_late_joiners_earlier_sessions_do_not_count() -> None:
    assert counted("hhhhpppp", "..AA", joined=2) == ("2/2", "2/6", "6/6", 0)


def test_sessions_after_a_member_left_do_not_count() -> None:
    assert counted("hhhhpppp", "AAa.", left=2) == ("2/3", "2/3", "2/3", 0)


def test_an_excuse_recorded_ahead_is_lost_for_the_best_still_reachable_and_held_against_nobody_yet() -> None:
    assert counted("hhpppppp", "AA.E") == ("2/2", "2/8", "7/8", 0)


def test_attending_counts_from_the_mark_on_and_absence_once_the_session_was_held() -> None:
    assert counted("hi", "AA") == ("2/2", "2/2", "2/2", 0)
    assert counted("hi", "Aa") == ("1/1", "1/2", "1/2", 0)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("hpixn"), st.sampled_from("AEaHC.")), max_size=16), st.integers(0, 8))
def test_no_rate_exceeds_its_whole_and_marking_someone_held_by_us_never_costs_them(
    rows: list[tuple[str, str]], joined: int
) -> None:
    states, letters = "".join(s for s, _ in rows), "".join(m for _, m in rows)
    when = START + timedelta(weeks=joined)
    found = rates(meetings(states), marks(letters), when)
    for rate in (found.held, found.planned, found.reachable):
        assert 0 <= rate.done <= rate.of
    assert found.held.of <= found.planned.of == found.reachable.of
    assert found.held.done == found.planned.done <= found.reachable.done
    excused = rates(meetings(states), marks(letters.replace("a", "H")), when)
    for with_hold, without in ((excused.held, found.held), (excused.reachable, found.reachable)):
        if with_hold.of and without.of:
            assert Fraction(with_hold.done, with_hold.of) >= Fraction(without.done, without.of)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 200).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_percentage_is_rounded_half_up_and_nothing_of_nothing_has_none(pair: tuple[int, int]) -> None:
    done, of = pair
    expected = None if of == 0 else int(Fraction(100 * done, of) + Fraction(1, 2))
    assert Rate(done, of).percent == expected


# --- misses in a row -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letters", "misses"),
    [
        ("", 0),
        ("AAAA", 0),
        ("AAaa", 2),
        ("aaaA", 0),
        ("AaAa", 1),
        ("AaEa", 2),
        ("AaHa", 2),
        ("aaH.", 2),
        ("AEEE", 0),
    ],
)
def test_misses_are_absences_without_notice_since_the_last_time_attended(letters: str, misses: int) -> None:
    assert misses_in_a_row(meetings("hhhh"), marks(letters)) == misses


def test_misses_are_counted_by_date_in_whatever_order_sessions_come() -> None:
    assert misses_in_a_row(meetings("hhhh")[::-1], marks("aAaa")) == 2


def test_a_session_that_was_not_held_is_no_miss() -> None:
    assert misses_in_a_row(meetings("hhxn"), marks("Aaaa")) == 1


# --- minutes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "early", "there"), [(0, 0, 90), (10, 0, 80), (10, 20, 60), (89, 0, 1)])
def test_minutes_present_leave_out_what_was_late_and_early(late: int, early: int, there: int) -> None:
    assert minutes_present(90, late, early) == there


@pytest.mark.parametrize(("late", "early"), [(-1, 0), (0, -1), (90, 0), (45, 45), (200, 0)])
def test_minutes_that_leave_nothing_of_the_session_are_refused(late: int, early: int) -> None:
    with pytest.raises(ValueError, match="90 minutes"):
        minutes_present(90, late, early)
