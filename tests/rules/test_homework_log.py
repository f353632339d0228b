"""Logs of each kind: what they say, what cannot be, and how they are keyed in and printed."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework import Homework, Practice, fault_in_practice, marks_of, most_days
from groupcare.rules.homework_log import (
    LOG_OF,
    ActivityRestLog,
    ExperimentLog,
    Log,
    OwnTaskLog,
    PacedLog,
    PracticeLog,
    ThoughtLog,
    Trial,
    counted_together,
    day_marks,
    day_values,
    log_words,
    next_step,
    times_in,
)
from groupcare.rules.log_faults import fault_in_log
from groupcare.rules.log_form import log_form
from groupcare.rules.log_line import SHORT_FORM, NotALog, log_line, read_log

DAY = date(2026, 10, 6)
WEEK = 7


def task(kind: HomeworkKind, **more: object) -> HomeworkTask:
    return HomeworkTask(kind=kind, what="as agreed", days=5, minutes=15, **more)  # type: ignore[arg-type]


PRACTICE, PACED = task(HomeworkKind.practice), task(HomeworkKind.paced_activity)
THOUGHT, REST = task(HomeworkKind.thought_record), task(HomeworkKind.activity_rest_log)
EXPERIMENT, OWN = task(HomeworkKind.experiment), task(HomeworkKind.own_task)


def given_for(of: HomeworkTask) -> Homework:
    """Set on DAY for five days of the week that follows."""
    return Homework(
        client="c", member="m", group="g", session="s", task=of, days_set=5, set_on=DAY,
        hand_in_by=DAY + timedelta(days=WEEK),
    )  # fmt: skip


# --- logs that can be ------------------------------------------------------------------------------------------------

amounts = st.integers(0, 96).map(lambda quarters: quarters / 4)
words = st.from_regex(r"[A-Za-z][A-Za-z ,.]{0,20}[a-z]", fullmatch=True)


def days_of(one: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Up to a week, blank days between, and something on the last."""
    return st.tuples(st.lists(st.none() | one, max_size=WEEK - 1), one).map(lambda p: (*p[0], p[1]))


def practised(minutes: Sequence[int | None]) -> PracticeLog:
    return PracticeLog(done=tuple(None if m is None else m > 0 for m in minutes), minutes=tuple(minutes))


trials = st.builds(
    Trial, feared=st.integers(0, 10) | words, happened=st.integers(0, 10) | words, learned=st.just("") | words
)
LOGS: dict[HomeworkKind, st.SearchStrategy[Log]] = {
    HomeworkKind.practice: days_of(st.integers(2, 90) | st.just(0)).filter(lambda days: any(days)).map(practised)  # type: ignore[arg-type]
    | days_of(st.booleans()).map(lambda done: PracticeLog(done=done)),  # type: ignore[arg-type]
    HomeworkKind.paced_activity: st.builds(PacedLog, unit=st.just("min"), planned=amounts, amounts=days_of(amounts)),
    HomeworkKind.thought_record: st.tuples(st.integers(0, 20), st.integers(0, 20)).map(
        lambda two: ThoughtLog(flares=max(two), reframed=min(two))
    ),
    HomeworkKind.activity_rest_log: days_of(st.tuples(st.integers(0, 12), st.none() | st.integers(0, 12))).map(
        lambda days: ActivityRestLog(
            active=tuple(d and float(d[0]) for d in days),  # type: ignore[index]
            resting=tuple(None if d is None or d[1] is None else float(d[1]) for d in days),  # type: ignore[index]
        )
    ),
    HomeworkKind.experiment: st.lists(trials, min_size=1, max_size=4).map(lambda t: ExperimentLog(trials=tuple(t))),
    HomeworkKind.own_task: st.builds(OwnTaskLog, done=days_of(st.booleans()), words=st.just("") | words),
}
kept = st.sampled_from(HomeworkKind).flatmap(lambda kind: st.tuples(st.just(task(kind)), LOGS[kind]))


@settings(max_examples=300, deadline=None)
@given(kept)
def test_a_log_keyed_in_is_the_log_that_was_written(pair: tuple[HomeworkTask, Log]) -> None:
    of, log = pair
    assert read_log(log_line(log), of) == log


@settings(max_examples=300, deadline=None)
@given(kept)
def test_a_log_that_can_be_is_taken_with_the_number_that_it_shows(pair: tuple[HomeworkTask, Log]) -> None:
    of, log = pair
    practice = Practice(days=times_in(log), on=DAY + timedelta(days=WEEK), log=log)
    assert fault_in_practice(given_for(of), practice, WEEK) is None
    off_by_one = msgspec.structs.replace(practice, days=practice.days + 1)
    assert fault_in_practice(given_for(of), off_by_one, WEEK) is not None


@settings(max_examples=200, deadline=None)
@given(kept)
def test_a_document_with_a_log_is_read_back_as_it_was(pair: tuple[HomeworkTask, Log]) -> None:
    of, log = pair
    homework = msgspec.structs.replace(given_for(of), practice=Practice(days=times_in(log), on=DAY, log=log))
    assert msgspec.json.decode(msgspec.json.encode(homework), type=Homework) == homework


@settings(max_examples=300, deadline=None)
@given(kept)
def test_marks_and_values_stand_a_day_each_and_as_many_are_done_as_count(pair: tuple[HomeworkTask, Log]) -> None:
    of, log = pair
    marks = "".join(day_marks(log, of))
    if isinstance(log, ThoughtLog | ExperimentLog):
        assert (marks, day_values(log)) == ("", ())
    else:
        assert len(marks) == len(day_values(log)) <= WEEK
        assert marks.count("●") + marks.count("◐") == times_in(log)
    assert isinstance(log_words(log), str)


def test_a_document_of_before_has_no_log_and_only_the_number_is_known() -> None:
    old = b'{"client":"c","member":"m","group":"g","session":"s","task":{"kind":"practice","what":"x","days":5},'
    old += b'"days_set":5,"set_on":"2026-10-06","practice":{"days":3,"on":"2026-10-13"}}'
    homework = msgspec.json.decode(old, type=Homework)
    assert homework.practice is not None
    assert (homework.practice.log, homework.tried, marks_of(homework)) == (None, (), "")


def test_the_days_of_a_log_are_marked_as_they_were() -> None:
    shorter = practised((15, 20, 5, 0, None, 15))
    assert "".join(day_marks(shorter, PRACTICE)) == "●●◐○·●"
    assert times_in(shorter) == 4
    paced = PacedLog(unit="min", planned=20, amounts=(20.0, 10.0, 0.0, None))
    assert "".join(day_marks(paced, PACED)) == "●◐○·"
    written = ActivityRestLog(active=(6.0, None, None), resting=(4.0, 5.0, None))
    assert "".join(day_marks(written, REST)) == "●●·"
    homework = given_for(PRACTICE)
    assert marks_of(msgspec.structs.replace(homework, practice=Practice(days=4, on=DAY, log=shorter))) == "●●◐○·●"


# --- logs that cannot be ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "log"),
    [
        (PRACTICE, ThoughtLog(flares=2, reframed=1)),
        (PRACTICE, PracticeLog(done=())),
        (PRACTICE, PracticeLog(done=(None, None))),
        (PRACTICE, PracticeLog(done=(True,) * 8)),
        (PRACTICE, practised((1441,))),
        (PRACTICE, PracticeLog(done=(True, True), minutes=(15,))),
        (PRACTICE, PracticeLog(done=(True,), minutes=(0,))),
        (PRACTICE, PracticeLog(done=(None,), minutes=(10,))),
        (PRACTICE, PracticeLog(done=(True, False), minutes=(None, 0))),
        (PACED, PacedLog(unit="min", planned=20, amounts=())),
        (PACED, PacedLog(unit=" ", planned=20, amounts=(20.0,))),
        (PACED, PacedLog(unit="min", planned=20, amounts=(-1.0,))),
        (PACED, PacedLog(unit="min", planned=20, amounts=(float("nan"),))),
        (PACED, PacedLog(unit="min", planned=float("inf"), amounts=(20.0,))),
        (PACED, PacedLog(unit="min", planned=20, amounts=(1441.0,))),
        (PACED, PacedLog(unit="steps", planned=20, amounts=(100_001.0,))),
        (THOUGHT, ThoughtLog(flares=3, reframed=4)),
        (THOUGHT, ThoughtLog(flares=-1, reframed=-1)),
        (THOUGHT, ThoughtLog(flares=101, reframed=0)),
        (REST, ActivityRestLog(active=(None,), resting=(None,))),
        (REST, ActivityRestLog(active=(6.0,), resting=())),
        (REST, ActivityRestLog(active=(25.0,), resting=(None,))),
        (REST, ActivityRestLog(active=(13.0,), resting=(11.5,))),
        (EXPERIMENT, ExperimentLog(trials=(Trial(feared=11, happened=3),))),
        (EXPERIMENT, ExperimentLog(trials=(Trial(feared="falling", happened=" "),))),
        (EXPERIMENT, ExperimentLog(trials=(Trial(feared="x" * 2001, happened=3),))),
        (EXPERIMENT, ExperimentLog(trials=(Trial(feared=1, happened=1),) * 51)),
        (OWN, OwnTaskLog(done=(None,), words="thought about it")),
        (OWN, OwnTaskLog(done=(True,), words="x" * 2001)),
    ],
)
def test_an_impossible_log_is_refused_with_a_sentence(of: HomeworkTask, log: Log) -> None:
    assert (fault_in_log(of, log, WEEK) or "").endswith(".")


def test_every_kind_of_homework_has_its_own_log_and_takes_no_other() -> None:
    assert set(LOG_OF) == set(SHORT_FORM) == set(HomeworkKind)
    for kind in HomeworkKind:
        fault = fault_in_log(task(kind), ThoughtLog(flares=2, reframed=1), WEEK)
        assert (fault is None) == (kind is HomeworkKind.thought_record)


@pytest.mark.parametrize(("days_later", "taken"), [(0, False), (2, False), (3, True), (30, True)])
def test_a_log_tells_of_no_day_after_it_was_handed_in(days_later: int, taken: bool) -> None:
    practice = Practice(days=2, on=DAY + timedelta(days=days_later), log=PracticeLog(done=(True, False, True)))
    assert (fault_in_practice(given_for(PRACTICE), practice, WEEK) is None) is taken


def test_what_several_pieces_count_is_said_as_days_times_or_both() -> None:
    assert counted_together([]) == counted_together([OWN]) == "days"
    assert counted_together([EXPERIMENT]) == "times"
    assert counted_together([EXPERIMENT, OWN]) == "days and times"


def test_flares_and_experiments_may_be_more_than_the_days_there_are() -> None:
    for of, log in ((THOUGHT, ThoughtLog(flares=14, reframed=9)), (EXPERIMENT, None)):
        practice = Practice(days=9, on=DAY + timedelta(days=WEEK), log=log)
        assert fault_in_practice(given_for(of), practice, WEEK) is None


# --- keyed in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "line", "log"),
    [
        (PRACTICE, "15 15 0 20 - -", practised((15, 15, 0, 20))),
        (PRACTICE, "1101-01", PracticeLog(done=(True, True, False, True, None, False, True))),
        (PRACTICE, "1 0 –", PracticeLog(done=(True, False))),
        (PRACTICE, "10 -", practised((10,))),
        (PRACTICE, "- 10", practised((None, 10))),
        (PACED, "20 0 12,5", PacedLog(unit="min", planned=15, amounts=(20.0, 0.0, 12.5))),
        (PACED, "25: 20 20", PacedLog(unit="min", planned=25, amounts=(20.0, 20.0))),
        (THOUGHT, "4 of 7", ThoughtLog(flares=7, reframed=4)),
        (THOUGHT, "4 7", ThoughtLog(flares=7, reframed=4)),
        (REST, "6/4 - 5.5/-", ActivityRestLog(active=(6.0, None, 5.5), resting=(4.0, None, None))),
        (EXPERIMENT, "8/3/it held; fall / nothing", ExperimentLog(
            trials=(Trial(feared=8, happened=3, learned="it held"), Trial(feared="fall", happened="nothing")))),
        (OWN, "1 0 1 sat – with my sister", OwnTaskLog(done=(True, False, True), words="sat – with my sister")),
    ],
)  # fmt: skip
def test_the_short_form_is_read(of: HomeworkTask, line: str, log: Log) -> None:
    assert read_log(line, of) == log


@pytest.mark.parametrize("line", ["", "   ", "-", "- -", "what?", "/3", ": 20", "1e3", "٣ ٤", ";;"])
@pytest.mark.parametrize("kind", HomeworkKind)
def test_what_cannot_be_read_is_told_with_what_could(kind: HomeworkKind, line: str) -> None:
    with pytest.raises(NotALog) as fault:
        read_log(line, task(kind))
    assert SHORT_FORM[kind] in str(fault.value)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HomeworkKind), st.text(alphabet="01259 -–/;:.,ofabc\n", max_size=30) | st.text(max_size=20))
def test_any_line_is_a_log_or_told_not_to_be_one(kind: HomeworkKind, line: str) -> None:
    of = task(kind)
    try:
        log = read_log(line, of)
    except NotALog:
        return
    fault_in_log(of, log, WEEK)
    assert read_log(log_line(log), of) == log


# --- the next step ---------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 2_000).map(lambda n: n / 2), st.integers(1, 7), days_of(st.integers(0, 3_000)))
def test_a_next_step_is_ten_to_twenty_percent_and_only_after_what_was_set(
    planned: float, days_set: int, each: tuple[float | None, ...]
) -> None:
    log = PacedLog(unit="min", planned=planned, amounts=each)
    step = next_step(log, days_set)
    assert step is not None
    grain = 1 if planned >= 10 else 0.1
    as_set = times_in(log) >= days_set and all(planned <= one <= planned * 1.2 for one in each if one)
    if as_set:
        assert planned < step.least <= step.most
        assert abs(step.least - planned * 1.1) <= grain
        assert abs(step.most - planned * 1.2) <= grain
    else:
        assert step.least == step.most == planned
    assert step.why


def test_examples_of_a_next_step() -> None:
    def after(*each: float, planned: float = 20, days: int = 3) -> tuple[float, float] | None:
        step = next_step(PacedLog(unit="min", planned=planned, amounts=each), days)
        return step and (step.least, step.most)

    assert after(20, 20, 20) == (22, 24)
    assert after(20, 20) == (20, 20)
    assert after(20, 10, 20) == (20, 20)
    assert after(20, 45, 20) == (20, 20)
    assert after(5, 5, 5, planned=5) == (5.5, 6)
    assert after(500, 500, 500, planned=500) == (550, 600)
    assert after(20, 20, 20, planned=0) is None


# --- on paper --------------------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(HomeworkKind), st.integers(1, 14), st.integers(1, 14))
def test_a_form_has_a_row_for_all_that_can_be_written(kind: HomeworkKind, days_set: int, days: int) -> None:
    form = log_form(task(kind), days_set, DAY + timedelta(days=1), days)
    assert all(len(row) == len(form.columns) and not any(row[1:]) for row in form.rows)
    assert len(form.rows) >= (days if form.columns[0] == "Day" else max(days, days_set))
    if form.columns[0] == "Day":
        assert (form.rows[0][0], len(form.rows)) == ("Wed 7 Oct", days)
    assert form.task == "as agreed"
    assert str(days_set) in form.often


def test_the_days_of_a_form_are_those_of_its_log() -> None:
    assert most_days(given_for(PRACTICE)) == len(log_form(PRACTICE, 5, DAY + timedelta(days=1)).rows) == WEEK
    assert "Minutes" in log_form(PRACTICE, 5, DAY).columns
    assert "Done" in log_form(msgspec.structs.replace(PRACTICE, minutes=0), 5, DAY).columns
    steps = task(HomeworkKind.paced_activity, unit="steps", amount=500)
    form = log_form(steps, 5, DAY)
    assert "Done (steps)" in form.columns
    assert form.often == "on 5 of 7 days, 500 steps each time"
