"""The agenda: several modules in one meeting, where it stands by the clock and by what was ticked, what is left."""

from hypothesis import given
from hypothesis import strategies as st

from groupcare.exchange.curriculum_file import find, read
from groupcare.rules.agenda import CLOSING, OPENING, Part, agenda_now, agenda_of, next_part, not_covered
from groupcare.rules.curriculum import AgendaKind, Module

EIGHT = read(find("eight-week"))
MODULES = EIGHT.module


def parts_of(module: Module) -> tuple[Part, ...]:
    return tuple(Part(module=module.number, kind=i.kind, minutes=i.minutes, what=i.what) for i in module.agenda)


def test_one_module_is_taught_as_it_is_written() -> None:
    for module in MODULES:
        assert agenda_of([module], 60) == parts_of(module)
    assert agenda_of([], 90) == ()


@given(st.lists(st.sampled_from(MODULES), min_size=2, max_size=4, unique=True), st.integers(60, 240))
def test_several_modules_share_one_opening_and_one_close_and_fit_the_meeting(
    modules: list[Module], minutes: int
) -> None:
    parts = agenda_of(modules, minutes)
    kinds = [part.kind for part in parts]
    assert kinds[: len(OPENING)] == [item.kind for item in modules[0].agenda[: len(OPENING)]]
    assert kinds.count(AgendaKind.check_in) == kinds.count(AgendaKind.close) == 1
    assert {part.module for part in parts if part.kind in CLOSING} == {modules[-1].number}
    assert next(p.what for p in parts if p.module == modules[0].number) == modules[0].agenda[0].what
    taught = [(p.module, p.what) for p in parts if p.kind not in (*OPENING, *CLOSING)]
    written = [(m.number, i.what) for m in modules for i in m.agenda if i.kind not in (*OPENING, *CLOSING)]
    assert taught == written, "each part of each module, in its order"
    assert all(part.minutes >= 1 for part in parts)
    fixed = sum(p.minutes for p in parts if p.kind in (*OPENING, *CLOSING))
    whole = fixed + sum(i.minutes for m in modules for i in m.agenda if i.kind not in (*OPENING, *CLOSING))
    if fixed + len(written) <= minutes:
        assert sum(part.minutes for part in parts) == min(minutes, whole)


PARTS = parts_of(MODULES[1])
TOTAL = sum(part.minutes for part in PARTS)
TICKED = st.sets(st.integers(1, len(PARTS)))


@given(TICKED, st.integers(0, 300))
def test_the_clock_and_the_ticks_are_told_apart(done: set[int], elapsed: int) -> None:
    now = agenda_now(PARTS, done, elapsed)
    assert (now.item is None) == (elapsed >= TOTAL)
    starts = sum(part.minutes for part in PARTS[: now.number - 1])
    if now.item is not None:
        assert starts <= elapsed < starts + now.item.minutes
        assert now.left == starts + now.item.minutes - elapsed
    if not done:
        assert (now.on, now.behind) == (now.number if now.item else None, 0)
        return
    assert now.on == next_part(PARTS, done)
    if now.on is None:
        assert now.behind == 0
        return
    begin = sum(part.minutes for part in PARTS[: now.on - 1])
    end = begin + PARTS[now.on - 1].minutes
    assert now.behind == (elapsed - end if elapsed >= end else min(0, elapsed - begin))
    assert (now.behind == 0) == (begin <= elapsed <= end)


@given(TICKED)
def test_what_is_left_out_is_what_was_not_ticked_and_without_any_tick_nobody_kept_count(done: set[int]) -> None:
    left = not_covered(PARTS, done)
    numbers = {number for number, _ in left}
    assert numbers == (set(range(1, len(PARTS) + 1)) - done if done else set())
    assert all(part is PARTS[number - 1] for number, part in left)
