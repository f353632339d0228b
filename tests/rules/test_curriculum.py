"""Curricula: what makes one sound, who may take which module when, and the two that are shipped."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from groupcare.exchange.curriculum_file import find, read
from groupcare.rules.curriculum import (
    Admission,
    AgendaItem,
    AgendaKind,
    AttendancePolicy,
    Coping,
    Curriculum,
    Fault,
    HomeworkKind,
    HomeworkTask,
    Module,
    faults,
    finished,
    may_take,
    passive_only,
)

EIGHT, TWELVE = read(find("eight-week")), read(find("twelve-module"))


def module(number: int, **fields: Any) -> Module:
    given: dict[str, Any] = {
        "number": number,
        "title": f"Module {number}",
        "coping": Coping.active,
        "aims": ("Does something",),
        "skill": "A skill.",
        "notes": "Notes.",
        "precautions": (),
        "handout": "A handout.",
        "homework": HomeworkTask(kind=HomeworkKind.practice, what="Practise", days=5, minutes=15),
        "agenda": (
            AgendaItem(kind=AgendaKind.check_in, minutes=35, what="Check in"),
            AgendaItem(kind=AgendaKind.sharing, minutes=25, what="Share"),
        ),
    }
    return Module(**{**given, **fields})


def curriculum(*modules: Module, **fields: Any) -> Curriculum:
    """A sound closed programme of three sessions of an hour, unless changed."""
    given: dict[str, Any] = {
        "name": "Three",
        "version": "1",
        "language": "en",
        "summary": "Three sessions.",
        "source": "ours",
        "minutes": 60,
        "sharing_minutes": 25,
        "admission": Admission.closed,
        "module": modules or (module(1), module(2, after=(1,)), module(3)),
    }
    return Curriculum(**{**given, **fields})


def rolling(*modules: Module, **fields: Any) -> Curriculum:
    return curriculum(*modules, admission=Admission.rolling, **fields)


def second(**fields: Any) -> Curriculum:
    """The sound programme with its second module changed."""
    return curriculum(module(1), module(2, **fields), module(3))


def item(minutes: int, kind: AgendaKind = AgendaKind.sharing) -> AgendaItem:
    return AgendaItem(kind=kind, minutes=minutes, what="x")


def task(**fields: Any) -> HomeworkTask:
    return HomeworkTask(**{"kind": HomeworkKind.practice, "what": "x", "days": 5, "minutes": 15, **fields})


# --- faults ----------------------------------------------------------------------------------------------------------


def test_a_sound_programme_has_no_fault() -> None:
    assert list(faults(curriculum())) == []
    assert list(faults(rolling(module(1, entry=True), module(2), module(3, last=True), individual_first=(1,)))) == []


FAULTY: list[tuple[Curriculum, tuple[str | int, ...]]] = [
    (curriculum(name=" "), ("name",)),
    (curriculum(version=""), ("version",)),
    (curriculum(summary="\n"), ("summary",)),
    (curriculum(source=""), ("source",)),
    (curriculum(sharing_minutes=-1), ("sharing_minutes",)),
    (curriculum(check_in=("mattered", "weight")), ("check_in", 1)),
    (curriculum(attendance=AttendancePolicy(completion_percent=0)), ("attendance", "completion_percent")),
    (curriculum(attendance=AttendancePolicy(completion_percent=101)), ("attendance", "completion_percent")),
    (curriculum(attendance=AttendancePolicy(call_after_misses=0)), ("attendance", "call_after_misses")),
    (curriculum(module(1), module(3)), ("module", 1, "number")),
    (curriculum(module(1), module(1)), ("module", 1, "number")),
    (curriculum(individual_first=(4,)), ("individual_first",)),
    (rolling(), ("admission",)),
    (curriculum(module(1), module(2, last=True), module(3, last=True)), ("module", 2, "last")),
    (second(title=" "), ("module", 1, "title")),
    (second(skill=""), ("module", 1, "skill")),
    (second(notes=""), ("module", 1, "notes")),
    (second(handout=""), ("module", 1, "handout")),
    (second(aims=()), ("module", 1, "aims")),
    (second(agenda=(item(0), item(60))), ("module", 1, "agenda", 0, "minutes")),
    (second(agenda=(item(59),)), ("module", 1, "agenda")),
    (second(agenda=(item(36, AgendaKind.skill), item(24))), ("module", 1, "agenda")),
    (second(homework=task(days=0)), ("module", 1, "homework", "days")),
    (second(homework=task(days=8)), ("module", 1, "homework", "days")),
    (second(homework=task(minutes=-1)), ("module", 1, "homework", "minutes")),
    (second(homework=task(minutes=601)), ("module", 1, "homework", "minutes")),
    (second(homework=task(unit="steps")), ("module", 1, "homework", "unit")),
    (second(homework=task(kind=HomeworkKind.paced_activity, unit=" steps")), ("module", 1, "homework", "unit")),
    (second(homework=task(kind=HomeworkKind.paced_activity, unit="s" * 21)), ("module", 1, "homework", "unit")),
    (second(homework=task(kind=HomeworkKind.paced_activity, amount=5)), ("module", 1, "homework", "amount")),
    (
        second(homework=task(kind=HomeworkKind.paced_activity, unit="steps", amount=-1)),
        ("module", 1, "homework", "amount"),
    ),
    (second(after=(4,)), ("module", 1, "after")),
    (second(after=(2,)), ("module", 1, "after")),
    (second(after=(3,)), ("module", 1, "after")),
    (rolling(module(1, entry=True), module(2), module(3, last=True, entry=True)), ("module", 2, "entry")),
]


@pytest.mark.parametrize(
    ("faulty", "where"), FAULTY, ids=[".".join(map(str, where)) + f" {n}" for n, (_, where) in enumerate(FAULTY)]
)
def test_each_fault_is_told_at_its_own_place(faulty: Curriculum, where: tuple[str | int, ...]) -> None:
    assert [fault.where for fault in faults(faulty)] == [where]


def test_a_programme_without_modules_is_refused() -> None:
    assert Fault(("module",), "at least one [[module]]") in list(faults(replace(curriculum(), module=())))


@pytest.mark.parametrize("minutes", [14, 481, 0, -90])
def test_a_session_lasts_from_15_minutes_to_8_hours(minutes: int) -> None:
    assert ("minutes",) in [fault.where for fault in faults(curriculum(minutes=minutes))]


def test_sharing_cannot_outlast_the_session() -> None:
    assert ("sharing_minutes",) in [fault.where for fault in faults(curriculum(sharing_minutes=61))]


def test_minutes_that_do_not_add_up_are_told_with_their_sum() -> None:
    (fault,) = faults(second(agenda=(item(30), item(27))))
    assert "add up to 60; they add up to 57" in fault.expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from(AgendaKind)), max_size=6))
def test_an_agenda_is_sound_exactly_when_it_fills_the_session_and_leaves_time_to_share(
    rows: list[tuple[int, AgendaKind]],
) -> None:
    agenda = tuple(item(minutes, kind) for minutes, kind in rows)
    sharing = sum(minutes for minutes, kind in rows if kind is AgendaKind.sharing)
    sound = sum(minutes for minutes, _ in rows) == 60 and sharing >= 25
    assert (list(faults(second(agenda=agenda))) == []) == sound


def test_a_rolling_programme_may_ask_for_a_later_module_first_and_a_closed_one_may_not() -> None:
    modules = (module(1, entry=True, after=(3,)), module(2, entry=True), module(3))
    assert list(faults(rolling(*modules))) == []
    assert list(faults(curriculum(*modules))) != []


DEADLOCKS = {
    "two modules wait for each other": rolling(module(1, entry=True), module(2, after=(3,)), module(3, after=(2,))),
    "a module waits for the last one": rolling(module(1, entry=True), module(2, after=(3,)), module(3, last=True)),
    "the last one of a closed programme comes before others": curriculum(module(1), module(2, last=True), module(3)),
}


@pytest.mark.parametrize("deadlock", DEADLOCKS.values(), ids=DEADLOCKS.keys())
def test_a_programme_that_nobody_could_ever_finish_is_refused(deadlock: Curriculum) -> None:
    assert list(faults(deadlock)) != []


def test_what_a_newcomer_has_alone_first_need_not_be_waited_for() -> None:
    modules = (module(1, after=(2,)), module(2, entry=True, after=(1,)), module(3))
    assert list(faults(rolling(*modules, individual_first=(1,)))) == []
    assert list(faults(rolling(*modules))) != []


# --- who may take what -----------------------------------------------------------------------------------------------


def test_a_module_waits_for_those_it_comes_after() -> None:
    c = curriculum()
    assert may_take(c, 1, ())
    assert not may_take(c, 2, ())
    assert may_take(c, 2, (1,))
    assert may_take(c, 3, ())


def test_the_last_module_waits_for_every_other_required_one() -> None:
    c = curriculum(module(1), module(2, required=False), module(3), module(4, last=True))
    assert not may_take(c, 4, (1,))
    assert not may_take(c, 4, (1, 2))
    assert may_take(c, 4, (1, 3))


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_module_that_is_not_there_cannot_be_taken(number: int) -> None:
    assert not may_take(curriculum(), number, (1, 2, 3))


def test_whoever_has_covered_the_required_modules_has_finished() -> None:
    c = curriculum(module(1), module(2, required=False), module(3))
    assert not finished(c, (1, 2))
    assert finished(c, (1, 3))
    assert finished(c, [3, 2, 1])


def test_a_programme_is_passive_only_when_every_module_is() -> None:
    assert passive_only(curriculum(module(1, coping=Coping.passive), module(2, coping=Coping.passive)))
    assert not passive_only(curriculum(module(1, coping=Coping.passive), module(2, coping=Coping.both)))
    assert not passive_only(EIGHT)


# --- what is shipped -------------------------------------------------------------------------------------------------

TITLES = {
    "eight-week": [
        "Relaxation I",
        "Relaxation II",
        "Coping Styles",
        "Coping with Changes in Your Life",
        "Guided Imagery I",
        "Guided Imagery II",
        "Medications and Alternative Medicine Options",
        "Spirituality, Pain and Suffering",
    ],
    "twelve-module": [
        "Understanding pain and the role of coping skills",
        "Progressive muscle relaxation and the adaptation model",
        "Activity–rest cycle",
        "Pleasant activity scheduling",
        "Relaxation mini-practices",
        "Pleasant imagery",
        "Emotional regulation: leaning in",
        "Emotional regulation: leaning out",
        "Cognitive restructuring",
        "Calming self-statements",
        "Problem-solving and reinforcing learned skills",
        "Relapse prevention and maintenance",
    ],
}
both = pytest.mark.parametrize("shipped", [EIGHT, TWELVE], ids=lambda c: c.id)


@both
def test_the_shipped_programmes_are_sound_and_whole(shipped: Curriculum) -> None:
    assert list(faults(shipped)) == []
    assert [m.title for m in shipped.module] == TITLES[shipped.id]
    assert shipped.minutes == 90
    assert "pain" not in shipped.check_in
    for m in shipped.module:
        assert len(m.aims) >= 2
        assert m.precautions
        assert {part.kind for part in m.agenda} >= {
            AgendaKind.check_in,
            AgendaKind.sharing,
            AgendaKind.set_homework,
            AgendaKind.close,
        }
        assert m.homework.what.strip()


@both
def test_every_session_keeps_at_least_25_minutes_for_sharing(shipped: Curriculum) -> None:
    for m in shipped.module:
        assert sum(part.minutes for part in m.agenda if part.kind is AgendaKind.sharing) >= 25


def test_a_closed_group_can_take_the_eight_weeks_in_order() -> None:
    assert EIGHT.admission is Admission.closed
    for m in EIGHT.module:
        assert may_take(EIGHT, m.number, range(1, m.number))
    assert finished(EIGHT, range(1, 9))


def test_the_rolling_group_admits_at_1_3_6_and_9_after_module_1_alone_and_ends_with_12() -> None:
    assert TWELVE.admission is Admission.rolling
    assert [m.number for m in TWELVE.module if m.entry] == [1, 3, 6, 9]
    assert TWELVE.individual_first == (1,)
    assert [m.number for m in TWELVE.module if m.last] == [12]


@pytest.mark.parametrize(
    ("entry", "taken"),
    [
        (1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        (3, [3, 4, 5, 6, 7, 8, 9, 10, 11, 2, 12]),
        (6, [6, 7, 8, 9, 10, 11, 2, 3, 4, 5, 12]),
        (9, [9, 10, 11, 2, 3, 4, 5, 6, 7, 8, 12]),
    ],
)
def test_whoever_joins_the_rolling_group_at_an_entry_can_finish_and_takes_12_last(entry: int, taken: list[int]) -> None:
    assert _taken(TWELVE, entry, lambda number, covered: may_take(TWELVE, number, covered)) == taken


def _taken(c: Curriculum, entry: int, may: Callable[[int, set[int]], bool]) -> list[int]:
    """The modules a newcomer takes while the group goes round, from the entry on, until finished or three rounds on."""
    covered, order, count = set(c.individual_first), [], len(c.module)
    for step in range(3 * count):
        number = (entry - 1 + step) % count + 1
        if (number not in covered or (step == 0 and number == entry)) and may(number, covered):
            covered.add(number)
            order.append(number)
        if finished(c, covered):
            return order
    raise AssertionError(f"whoever joins at {entry} never finishes: {order}")
