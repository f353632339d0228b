"""Curricula: what a programme teaches, module by module, and in which order a person may take it.

A curriculum is a file that a clinician can edit; this room holds its shape and what makes it sound. Reading the file
is exchange's business. A running group keeps its own copy, so that a later edit never changes a group under way.
"""

from collections.abc import Collection, Iterator
from enum import StrEnum

from msgspec import Struct


class AgendaKind(StrEnum):
    """What a part of a session is for."""

    check_in = "check-in"
    homework = "homework"
    skill = "skill"
    practice = "practice"
    sharing = "sharing"
    set_homework = "set homework"
    close = "close"


class HomeworkKind(StrEnum):
    """Kinds of practice between sessions; each is counted in its own unit (`HomeworkTask.days`)."""

    practice = "practice"
    paced_activity = "paced activity"
    thought_record = "thought record"
    activity_rest_log = "activity-rest log"
    experiment = "experiment"
    own_task = "own task"


class Coping(StrEnum):
    """Passive skills soothe (relaxation, imagery); active skills do (activity, thinking, problem-solving)."""

    active = "active"
    passive = "passive"
    both = "both"


class Admission(StrEnum):
    """Closed groups start together; rolling groups take new members at entry modules."""

    closed = "closed"
    rolling = "rolling"


class AgendaItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of a session, `minutes` long."""

    kind: AgendaKind
    minutes: int
    what: str


class HomeworkTask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a module sets: `days` of 7 on which to do it, `minutes` a time (0 where time is not the point).

    A paced activity that is not counted in minutes has a `unit` (steps, lengths) and the `amount` a time to begin with.
    """

    kind: HomeworkKind
    what: str
    days: int
    minutes: int = 0
    unit: str = ""
    amount: float = 0


class Module(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One unit of teaching, normally one session.

    `entry`: a new member of a rolling group may start here. `after`: modules that must be covered before this one.
    `last`: delivered and taken only when every other required module is covered.
    """

    number: int
    title: str
    coping: Coping
    aims: tuple[str, ...]
    skill: str
    notes: str
    precautions: tuple[str, ...]
    handout: str
    homework: HomeworkTask
    agenda: tuple[AgendaItem, ...]
    measures: tuple[str, ...] = ()
    entry: bool = False
    required: bool = True
    after: tuple[int, ...] = ()
    last: bool = False


class AttendancePolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the program suggests something about attendance [P]. A person decides; nobody is ever discharged by it.

    Misses: `call_after_misses` in a row, `window_misses` within the last `window` sessions, `total_misses` in all; 0
    asks for none. Absences without notice count, with `count_excused` those with notice as well, each as a whole one.
    `completion_percent`: the share of sessions that somebody must still be able to reach.
    """

    call_after_misses: int = 2
    completion_percent: int = 75
    window_misses: int = 0
    window: int = 0
    total_misses: int = 0
    count_excused: bool = False


class Milestones(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Measures due at a point of the programme, by measure id."""

    referral: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    three_months: tuple[str, ...] = ()


class Curriculum(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A programme as written in its file. `id` is the file's name without .toml and is set by the reader."""

    name: str
    version: str
    language: str
    summary: str
    source: str
    minutes: int
    sharing_minutes: int
    admission: Admission
    module: tuple[Module, ...]
    check_in: tuple[str, ...] = ("mattered", "mood")
    individual_first: tuple[int, ...] = ()
    attendance: AttendancePolicy = AttendancePolicy()
    milestones: Milestones = Milestones()
    id: str = ""

    def find(self, number: int) -> Module | None:
        """The module of that number, or None."""
        return next((m for m in self.module if m.number == number), None)


class Fault(Struct, frozen=True):
    """Something wrong in a curriculum: where (keys and 0-based places, as in the file) and what was expected."""

    where: tuple[str | int, ...]
    expected: str


CHECK_IN = ("mattered", "mood", "pain")


def faults(c: Curriculum) -> Iterator[Fault]:
    """Everything that would make a group run from this curriculum wrongly, in the order of the file."""
    if not c.module:
        yield Fault(("module",), "at least one [[module]]")
    for field in ("name", "version", "summary", "source"):
        if not getattr(c, field).strip():
            yield Fault((field,), f"{field} to be some words, not empty")
    if not 15 <= c.minutes <= 480:
        yield Fault(("minutes",), f"minutes of a session from 15 to 480, not {c.minutes}")
    if not 0 <= c.sharing_minutes <= c.minutes:
        yield Fault(("sharing_minutes",), f"sharing_minutes from 0 to {c.minutes}, not {c.sharing_minutes}")
    for i, part in enumerate(c.check_in):
        if part not in CHECK_IN:
            yield Fault(("check_in", i), f"one of {', '.join(CHECK_IN)}, not {part!r}")
    if not 0 < c.attendance.completion_percent <= 100:
        yield Fault(("attendance", "completion_percent"), "completion_percent from 1 to 100")
    yield from _attendance_faults(c.attendance)
    numbers = [m.number for m in c.module]
    for i, module in enumerate(c.module):
        if module.number != i + 1:
            yield Fault(("module", i, "number"), f"module number {i + 1} here: modules are numbered 1, 2, 3 … in order")
        yield from _module_faults(c, i, module, numbers)
    for n in c.individual_first:
        if n not in numbers:
            yield Fault(("individual_first",), f"a module of this file, not {n}")
    if c.admission is Admission.rolling and not any(m.entry for m in c.module):
        yield Fault(("admission",), "at least one module with entry = true, since admission is rolling")
    if sum(m.last for m in c.module) > 1:
        place = max(i for i, m in enumerate(c.module) if m.last)
        yield Fault(("module", place, "last"), "only one module with last = true")
    if all(n in numbers for m in c.module for n in m.after):
        yield from _order_faults(c)


def _attendance_faults(policy: AttendancePolicy) -> Iterator[Fault]:
    if policy.call_after_misses < 1:
        yield Fault(("attendance", "call_after_misses"), "call_after_misses of 1 or more")
    if policy.total_misses < 0:
        yield Fault(("attendance", "total_misses"), "total_misses of 1 or more, or 0 for none")
    if policy.window < 0 or (policy.window > 0 and not 1 <= policy.window_misses <= policy.window):
        yield Fault(("attendance", "window"), "window of at least window_misses, which is 1 or more; or both left out")
    if policy.window == 0 and policy.window_misses != 0:
        yield Fault(("attendance", "window_misses"), "window, too: the number of sessions in which they are counted")


def _order_faults(c: Curriculum) -> Iterator[Fault]:
    """Modules that nobody could ever take: in the order of a closed programme, or in any order of a rolling one."""
    covered = set(c.individual_first)
    if c.admission is Admission.closed:
        for i, module in enumerate(c.module):
            if not may_take(c, module.number, covered):
                yield Fault(_order_place(i, module), f"module {module.number} to come after all that it waits for")
            covered.add(module.number)
        return
    while fresh := {m.number for m in c.module if m.number not in covered and may_take(c, m.number, covered)}:
        covered |= fresh
    for i, module in enumerate(c.module):
        if module.number not in covered:
            yield Fault(_order_place(i, module), f"an order in which module {module.number} can ever be taken")


def _order_place(i: int, module: Module) -> tuple[str | int, ...]:
    return ("module", i, "after" if module.after else "last")


def _module_faults(c: Curriculum, i: int, m: Module, numbers: Collection[int]) -> Iterator[Fault]:
    here = ("module", i)
    for field in ("title", "skill", "notes", "handout"):
        if not getattr(m, field).strip():
            yield Fault((*here, field), f"{field} to be some words, not empty")
    if not m.aims or not all(aim.strip() for aim in m.aims):
        yield Fault((*here, "aims"), "at least one aim, and each of some words")
    for j, item in enumerate(m.agenda):
        if not item.what.strip():
            yield Fault((*here, "agenda", j, "what"), "what happens in it, not empty")
        if not 1 <= item.minutes <= c.minutes:
            yield Fault((*here, "agenda", j, "minutes"), f"minutes from 1 to {c.minutes}, not {item.minutes}")
    total = sum(item.minutes for item in m.agenda)
    if total != c.minutes:
        yield Fault((*here, "agenda"), f"the agenda's minutes to add up to {c.minutes}; they add up to {total}")
    sharing = sum(item.minutes for item in m.agenda if item.kind is AgendaKind.sharing)
    if sharing < c.sharing_minutes:
        yield Fault((*here, "agenda"), f"at least {c.sharing_minutes} minutes of kind sharing; there are {sharing}")
    for fault in task_faults(m.homework):
        yield Fault((*here, "homework", *fault.where), fault.expected)
    for n in m.after:
        if n not in numbers:
            yield Fault((*here, "after"), f"other modules of this file, not {n}")
    if m.entry and m.last:
        yield Fault((*here, "entry"), "a module that is not the last one, to enter at")


MOST_AMOUNT = 100_000
LONGEST_UNIT = 20


def task_faults(task: HomeworkTask) -> Iterator[Fault]:
    """What would make this homework one that nobody can do or count."""
    if not task.what.strip():
        yield Fault(("what",), "what is to be done, not empty")
    if not 1 <= task.days <= 7:
        yield Fault(("days",), f"days from 1 to 7, not {task.days}")
    if not 0 <= task.minutes <= 600:
        yield Fault(("minutes",), f"minutes from 0 to 600, not {task.minutes}")
    if task.unit and task.kind is not HomeworkKind.paced_activity:
        yield Fault(("unit",), f"a unit only with kind paced activity, not {task.kind}")
    if len(task.unit) > LONGEST_UNIT or task.unit != task.unit.strip():
        yield Fault(("unit",), f"a unit of at most {LONGEST_UNIT} characters, without spaces around it")
    if not 0 <= task.amount <= MOST_AMOUNT:
        yield Fault(("amount",), f"an amount from 0 to {MOST_AMOUNT:,}, not {task.amount:g}")
    if task.amount and not task.unit:
        yield Fault(("amount",), "a unit with the amount; minutes stand in minutes")


def may_take(c: Curriculum, number: int, covered: Collection[int]) -> bool:
    """Whether a person who has `covered` these modules may take module `number` by its order rules."""
    return c.find(number) is not None and all(n in covered for n in waits_for(c, number))


def waits_for(c: Curriculum, number: int) -> tuple[int, ...]:
    """The modules that must be covered before that one, in their order; none for one that the curriculum lacks."""
    module = c.find(number)
    if module is None:
        return ()
    all_others = {m.number for m in c.module if m.required and not m.last} if module.last else set()
    return tuple(sorted(all_others | set(module.after)))


def finished(c: Curriculum, covered: Collection[int]) -> bool:
    """Whether every required module is covered."""
    return all(m.number in covered for m in c.module if m.required)


def passive_only(c: Curriculum) -> bool:
    """Whether the programme teaches nothing but passive coping."""
    return all(m.coping is Coping.passive for m in c.module)
