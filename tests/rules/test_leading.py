"""Each part that was ticked belongs to exactly one of those who led."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.group import Lead
from groupcare.rules.leading import covered_by

BEGAN = datetime(2026, 10, 6, 18, 0, tzinfo=UTC)


def at(minute: int) -> datetime:
    return BEGAN + timedelta(minutes=minute)


def test_parts_go_to_whoever_led_when_they_were_ticked() -> None:
    leads = [Lead(staff="a", since=at(0)), Lead(staff="b", since=at(40)), Lead(staff="a", since=at(80))]
    ticked = {1: at(-5), 2: at(39), 3: at(40), 4: at(200)}
    assert covered_by(leads, ticked) == ((1, 2), (3,), (4,))
    assert covered_by(leads, {}) == ((), (), ())
    assert covered_by([], ticked) == ()


@given(
    st.lists(st.integers(0, 120), min_size=1, max_size=5).map(sorted),
    st.dictionaries(st.integers(1, 8), st.integers(-10, 200)),
)
def test_no_part_is_lost_and_none_is_told_twice(since: list[int], ticked: dict[int, int]) -> None:
    leads = [Lead(staff="x", since=at(m)) for m in since]
    found = covered_by(leads, {n: at(m) for n, m in ticked.items()})
    assert len(found) == len(leads)
    assert sorted(n for parts in found for n in parts) == sorted(ticked)
