"""A member's rates in a rolling group are over their own round, however often the group goes round."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from groupcare.rules.attendance import Mark, rates
from groupcare.rules.curriculum import Admission
from groupcare.rules.group import Session, SessionKind, SessionStatus
from groupcare.rules.own_round import own_round

FIRST = date(2026, 10, 6)


def course(*modules: tuple[int, ...], held: int = 0) -> list[Session]:
    """Weekly sessions of these modules, the first `held` of them held as planned."""
    return [
        Session(
            id=str(n),
            group="g",
            number=n + 1,
            modules=taught,
            date=FIRST + timedelta(weeks=n),
            start=time(14),
            minutes=90,
            zone="UTC",
            status=SessionStatus.held if n < held else SessionStatus.planned,
            covered=taught if n < held else (),
        )
        for n, taught in enumerate(modules)
    ]


def mine(sessions: list[Session], marks: dict[str, Mark], admission: Admission = Admission.rolling) -> list[str]:
    return [s.id for s in own_round(admission, sessions, marks)]


def test_two_rounds_count_once_from_whichever_session_they_begin_with() -> None:
    two = course(*[(n,) for n in (1, 2, 3)] * 2)
    assert mine(two, {}) == ["0", "1", "2"]
    assert mine(two[1:], {}) == ["1", "2", "3"]
    assert mine(two, {}, Admission.closed) == [s.id for s in two]


def test_a_full_round_attended_is_all_that_was_planned_and_a_missed_one_is_missed_once() -> None:
    two = course(*[(n,) for n in (1, 2, 3)] * 2, held=6)
    marks = {"0": Mark.attended, "1": Mark.absent, "2": Mark.attended, "4": Mark.attended}
    found = rates(own_round(Admission.rolling, two, marks), marks, FIRST)
    assert (found.held.done, found.held.of, found.planned.of, found.reachable.done) == (2, 3, 3, 2)


def test_what_was_lost_not_covered_or_held_by_us_comes_again() -> None:
    two = course(*[(n,) for n in (1, 2, 3)] * 2, held=3)
    lost = [structs.replace(two[0], status=SessionStatus.not_held), *two[1:]]
    assert mine(lost, {}) == ["0", "1", "2", "3"]
    not_covered = [two[0], structs.replace(two[1], covered=()), *two[2:]]
    assert mine(not_covered, {}) == ["0", "1", "2", "4"]
    assert mine(two, {"2": Mark.held}) == ["0", "1", "2", "5"]


def test_a_module_in_two_parts_is_one_and_a_booster_is_always_theirs() -> None:
    parts = course((1,), (1, 2), (1,), (2,))
    parts[0] = structs.replace(parts[0], continues=(1,))
    parts[3] = structs.replace(parts[3], kind=SessionKind.booster)
    assert mine(parts, {}) == ["0", "1", "3"]


MODULES = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=2, unique=True).map(tuple), max_size=12)


@given(MODULES, st.integers(0, 12), st.dictionaries(st.integers(0, 11).map(str), st.sampled_from(Mark)))
def test_every_module_that_comes_is_in_the_round_and_nothing_twice_without_need(
    modules: list[tuple[int, ...]], held: int, marks: dict[str, Mark]
) -> None:
    sessions = course(*modules, held=held)
    found = own_round(Admission.rolling, sessions, marks)
    taught = {n for s in found for n in s.modules}
    assert taught == {n for s in sessions for n in s.modules}
    assert [s for s in sessions if s in found] == found
    come: set[int] = set()
    for session in found:
        assert not set(session.modules) <= come
        if marks.get(session.id) not in (Mark.held, Mark.cancelled):
            come |= set(session.modules)


@given(st.integers(1, 12), st.integers(1, 4))
def test_however_many_rounds_are_planned_the_rates_stay(modules: int, rounds: int) -> None:
    once = course(*[(n,) for n in range(1, modules + 1)], held=modules)
    many = course(*[(n,) for n in range(1, modules + 1)] * rounds, held=modules)
    marks = {s.id: Mark.attended for s in once[::2]}
    assert rates(own_round(Admission.rolling, many, marks), marks, FIRST) == rates(once, marks, FIRST)
