"""The way through what is left of a curriculum is one that its order rules allow, and its last day can be reached."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from groupcare.exchange.curriculum_file import find, read
from groupcare.rules.curriculum import Admission, Curriculum, faults, may_take
from groupcare.rules.path import path

EIGHT, TWELVE = read(find("eight-week")), read(find("twelve-module"))
FIRST = date(2026, 9, 1)


@st.composite
def curricula(draw: st.DrawFn) -> Curriculum:
    """A rolling curriculum with any order rules that leave every module to be taken some day."""
    count = draw(st.integers(1, 8))
    order = draw(st.permutations(range(1, count + 1)))
    last = draw(st.booleans())
    modules = []
    for number in range(1, count + 1):
        before = order[: order.index(number)]
        after = tuple(sorted(draw(st.sets(st.sampled_from(before), max_size=2)))) if before else ()
        modules.append(
            structs.replace(
                TWELVE.module[0],
                number=number,
                after=after,
                required=draw(st.booleans()) or number == order[-1],
                last=last and number == order[-1],
                entry=number == order[0] and count > 1,
            )
        )
    return structs.replace(TWELVE, module=tuple(modules), admission=Admission.rolling, individual_first=())


@st.composite
def cases(draw: st.DrawFn) -> tuple[Curriculum, set[int], list[tuple[date, tuple[int, ...]]], set[int]]:
    """A curriculum, what was had, the sessions to come in any order and with repeats, and what was missed."""
    curriculum = draw(st.one_of(st.just(EIGHT), st.just(TWELVE), curricula()))
    numbers = st.sampled_from([m.number for m in curriculum.module])
    taught = draw(st.lists(st.lists(numbers, min_size=1, max_size=2, unique=True), max_size=16))
    coming = [(FIRST + timedelta(weeks=place), tuple(modules)) for place, modules in enumerate(taught)]
    return curriculum, draw(st.sets(numbers)), coming, draw(st.sets(numbers))


@given(cases())
def test_each_module_in_turn_may_be_taken_and_all_that_is_required_is_reached(
    case: tuple[Curriculum, set[int], list[tuple[date, tuple[int, ...]]], set[int]],
) -> None:
    curriculum, had, coming, first = case
    assert not [f for f in faults(curriculum) if f.where[-1] in ("after", "last")]
    wanted = [m.number for m in curriculum.module if m.required and m.number not in had]
    steps = path(curriculum, had, wanted, coming, first)
    covered = set(had)
    for step in steps:
        assert may_take(curriculum, step.module, covered), f"{step.module} before its time"
        assert step.module not in covered
        covered.add(step.module)
    assert covered.issuperset(wanted)
    dated = [step.on for step in steps if step.on is not None]
    assert dated == sorted(dated)
    for step in steps:
        if step.on is not None:
            assert step.module in next(modules for on, modules in coming if on == step.on)


@given(cases())
def test_nothing_is_to_be_made_up_that_a_session_to_come_could_have_given(
    case: tuple[Curriculum, set[int], list[tuple[date, tuple[int, ...]]], set[int]],
) -> None:
    curriculum, had, coming, first = case
    wanted = [m.number for m in curriculum.module if m.required and m.number not in had]
    steps = path(curriculum, had, wanted, coming, first)
    place = {step.module: at for at, step in enumerate(steps)}
    for step in steps:
        if step.on is not None:
            continue
        before = had | {s.module for s in steps[: place[step.module]]}
        dated = [s.on for s in steps[: place[step.module]] if s.on is not None]
        later = [modules for on, modules in coming if not dated or on > max(dated)]
        assert not (may_take(curriculum, step.module, before) and any(step.module in m for m in later))


def test_whoever_joins_at_an_entry_module_of_the_shipped_file_ends_with_the_last() -> None:
    for entry in (m.number for m in TWELVE.module if m.entry):
        numbers = [*range(entry, 13), *range(1, 13)]
        coming = [(FIRST + timedelta(weeks=place), (number,)) for place, number in enumerate(numbers)]
        steps = path(TWELVE, {1}, range(2, 13), coming, TWELVE.individual_first)
        assert steps[-1].module == 12
        assert all(step.on is not None for step in steps), "a full round needs no make-up"
        assert steps[0].module == (2 if entry == 1 else entry)


def test_a_curriculum_that_waits_for_itself_leaves_it_out_and_ends() -> None:
    loop = structs.replace(EIGHT.module[1], after=(2,))
    broken = structs.replace(EIGHT, module=(EIGHT.module[0], loop))
    assert [s.module for s in path(broken, (), [1, 2], [])] == [1]
