"""Homework act by act: adapted for one, logs of each kind, objectives it serves, ideas offered against barriers."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groupcare.acts import Refused, SignIn, Stale, homework, homework_ideas, plan, undo
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.group import Member, Session
from groupcare.rules.homework import Barrier, Homework, Practice, done
from groupcare.rules.homework_log import ExperimentLog, OwnTaskLog, PracticeLog, ThoughtLog, Trial
from groupcare.rules.idea import Idea, IdeaKind
from groupcare.rules.text import TextRefused
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, new_group, seated, sessions
from tests.queries.scenes import under_way

WALK = HomeworkTask(kind=HomeworkKind.paced_activity, what="Walk to the gate", days=3, unit="steps", amount=200)


def set_for(who: SignIn, count: int = 1) -> tuple[Session, list[Member], list[Homework]]:
    made = new_group(who)
    members = seated(who, made, count)
    first = sessions(who, made)[0]
    return first, members, homework.set_homework(who, first.id, days=5)


def idea(who: SignIn, **more: object) -> Idea:
    kept = Idea(kind=IdeaKind.idea, what="A timer", added_on=who.today(), added_by=who.staff_id, **more)  # type: ignore[arg-type]
    with who.db.transaction(who.staff_id, "facilitator", "keep an idea"):
        return who.of(Idea).add(kept)


# --- set -------------------------------------------------------------------------------------------------------------


def test_homework_is_adapted_for_one_and_stays_as_it_was_for_the_others(dana: SignIn) -> None:
    first, (one, other), given = set_for(dana, 2)
    plan.write_plan(dana, one.client, PLAN)
    (adapted,) = homework.set_homework(dana, first.id, members=[one.id], task=WALK, days=2, objective="1.1")
    assert (adapted.task, adapted.days_set, adapted.objective) == (WALK, 2, "1.1")
    assert adapted.id in {g.id for g in given}
    left = next(h for h in dana.of(Homework).all() if h.member == other.id)
    assert (left.task, left.days_set) == (given[0].task, 5)


def test_set_again_it_keeps_the_objective_it_serves_and_what_was_offered(dana: SignIn) -> None:
    first, (one,), (task,) = set_for(dana)
    plan.write_plan(dana, one.client, PLAN)
    homework.link_homework(dana, task.id, "1.1")
    homework_ideas.offer_idea(dana, task.id, idea(dana).id)
    (again,) = homework.set_homework(dana, first.id, days=3)
    assert (again.days_set, again.objective, len(again.tried)) == (3, "1.1", 1)


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        (HomeworkTask(kind=HomeworkKind.practice, what=" ", days=3), "not empty"),
        (HomeworkTask(kind=HomeworkKind.practice, what="x", days=3, unit="steps"), "unit only with kind paced"),
        (HomeworkTask(kind=HomeworkKind.paced_activity, what="x", days=3, amount=5), "a unit with the amount"),
        (HomeworkTask(kind=HomeworkKind.paced_activity, what="x", days=3, unit="u" * 21), "at most 20"),
        (HomeworkTask(kind=HomeworkKind.practice, what="x", days=9), "days from 1 to 7"),
    ],
)
def test_what_nobody_could_do_or_count_is_not_set(dana: SignIn, task: HomeworkTask, sentence: str) -> None:
    first, _, _ = set_for(dana)
    head = dana.db.engine.head()
    with pytest.raises(Refused, match=sentence):
        homework.set_homework(dana, first.id, task=task)
    assert dana.db.engine.head() == head


def test_what_is_set_is_cleaned_and_too_long_a_text_is_refused(dana: SignIn) -> None:
    first, _, _ = set_for(dana)
    (given,) = homework.set_homework(
        dana, first.id, task=HomeworkTask(kind=HomeworkKind.own_task, what="\x1b[31mSing\x07 ", days=3)
    )
    assert given.task.what == "[31mSing"
    with pytest.raises(TextRefused):
        homework.set_homework(dana, first.id, task=HomeworkTask(kind=HomeworkKind.own_task, what="x" * 20_001, days=3))


def test_homework_is_linked_at_any_time_to_an_objective_that_the_plan_has(house: House, dana: SignIn) -> None:
    _, (one,), (task,) = set_for(dana)
    with pytest.raises(Refused, match="has no objective"):
        homework.link_homework(dana, task.id, "1.1")
    plan.write_plan(dana, one.client, PLAN)
    house.clock.forward(days=7)
    homework.hand_in(dana, task.id, Practice(days=3, on=dana.today()))
    homework.review(dana, task.id, quality=3)
    assert homework.link_homework(dana, task.id, "1.1").objective == "1.1"
    assert homework.link_homework(dana, task.id, None).objective is None


# --- handed in -------------------------------------------------------------------------------------------------------


def test_a_log_of_its_kind_is_kept_with_its_texts_cleaned(house: House, dana: SignIn) -> None:
    first, _, _ = set_for(dana)
    (task,) = homework.set_homework(
        dana, first.id, task=HomeworkTask(kind=HomeworkKind.experiment, what="Try it", days=3)
    )
    house.clock.forward(days=7)
    log = ExperimentLog(trials=(Trial(feared="fall\x1b[2J", happened=2, learned=" it held\n"),))
    kept = homework.hand_in(dana, task.id, Practice(days=1, on=dana.today(), log=log))
    assert kept.practice is not None
    assert kept.practice.log == ExperimentLog(trials=(Trial(feared="fall[2J", happened=2, learned="it held"),))
    assert dana.of(Homework).get(task.id) == kept


@pytest.mark.parametrize(
    ("practice_days", "log", "sentence"),
    [
        (4, ThoughtLog(flares=7, reframed=4), "a log of its own kind: practice"),
        (1, PracticeLog(done=(True, True)), "The log shows 2, not 1"),
        (8, PracticeLog(done=(True,) * 8), "tells of 8 days"),
        (0, PracticeLog(done=()), "empty"),
    ],
)
def test_an_impossible_log_is_refused_and_nothing_is_kept(
    house: House, dana: SignIn, practice_days: int, log: PracticeLog | ThoughtLog, sentence: str
) -> None:
    _, _, (task,) = set_for(dana)
    house.clock.forward(days=7)
    head = dana.db.engine.head()
    with pytest.raises(Refused, match=sentence):
        homework.hand_in(dana, task.id, Practice(days=practice_days, on=dana.today(), log=log))
    assert dana.db.engine.head() == head


def test_too_long_a_word_of_a_log_is_refused_and_never_cut(house: House, dana: SignIn) -> None:
    first, _, _ = set_for(dana)
    (task,) = homework.set_homework(dana, first.id, task=HomeworkTask(kind=HomeworkKind.own_task, what="x", days=3))
    house.clock.forward(days=7)
    log = OwnTaskLog(done=(True,), words="x" * 2_001)
    with pytest.raises((Refused, TextRefused), match="2,000"):
        homework.hand_in(dana, task.id, Practice(days=1, on=dana.today(), log=log))
    assert dana.of(Homework).get(task.id).practice is None


def test_corrected_without_a_log_it_keeps_the_one_that_shows_that_number(house: House, dana: SignIn) -> None:
    _, _, (task,) = set_for(dana)
    house.clock.forward(days=7)
    log = PracticeLog(done=(True, False, True))
    homework.hand_in(dana, task.id, Practice(days=2, on=dana.today(), log=log))
    same = homework.hand_in(dana, task.id, Practice(days=2, on=dana.today(), while_absent=True))
    assert (same.practice and same.practice.log) == log
    with pytest.raises(Refused, match="tells of 3 days"):
        homework.hand_in(dana, task.id, Practice(days=2, on=dana.today() - timedelta(days=6)))
    other = homework.hand_in(dana, task.id, Practice(days=4, on=dana.today(), log=log))
    assert (other.practice and other.practice.log) is None


def test_what_is_told_alone_leaves_all_else_that_came_in_and_a_form_goes_over_nobody_unasked(
    house: House, dana: SignIn
) -> None:
    _, _, (task,) = set_for(dana)
    house.clock.forward(days=7)
    first = Practice(days=2, on=dana.today(), minutes=15, helped="tea")
    homework.hand_in(dana, task.id, first, only=("days",))
    told = Practice(days=3, on=dana.today(), barrier=Barrier.time)
    kept = homework.hand_in(dana, task.id, told, only=("barrier",)).practice
    assert kept == msgspec.structs.replace(first, barrier=Barrier.time)
    with pytest.raises(Stale, match="Somebody else has saved"):
        homework.hand_in(dana, task.id, told, over_rev=task.rev)
    assert dana.of(Homework).get(task.id).practice == kept


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | st.booleans(), min_size=1, max_size=7).filter(any))
def test_days_done_are_those_of_the_log_up_to_what_was_set_and_undo_takes_them_back(
    house: House, dana: SignIn, days: Sequence[bool | None]
) -> None:
    while days[-1] is None:
        days = days[:-1]
    if not list(dana.of(Homework).all()):
        set_for(dana)
        house.clock.forward(days=7)
    (task,) = dana.of(Homework).all()
    log = PracticeLog(done=tuple(days))
    kept = homework.hand_in(dana, task.id, Practice(days=sum(map(bool, days)), on=dana.today(), log=log))
    assert done(kept) == min(sum(map(bool, days)), 5)
    undo.undo(dana)
    assert dana.of(Homework).get(task.id).practice is None


# --- ideas -----------------------------------------------------------------------------------------------------------


def test_an_idea_is_offered_then_asked_about(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    task, timer = scene.tasks[scene.members[1].id], idea(dana, barrier=Barrier.time)
    offered = homework_ideas.offer_idea(dana, task.id, timer.id)
    assert [(t.idea, t.offered_on, t.by, t.tried, t.helped) for t in offered.tried] == [
        (timer.id, dana.today(), dana.staff_id, None, None)
    ]
    with pytest.raises(Refused, match="offered to this member already"):
        homework_ideas.offer_idea(dana, task.id, timer.id)
    house.clock.forward(days=7)
    told = homework_ideas.follow_idea(dana, task.id, timer.id, tried=True, helped=False)
    assert (told.tried[0].tried, told.tried[0].helped) == (True, False)
    again = homework_ideas.offer_idea(dana, task.id, timer.id)
    assert [t.tried for t in again.tried] == [True, None]
    assert [t.tried for t in homework_ideas.follow_idea(dana, task.id, timer.id, tried=False).tried] == [True, False]


def test_what_cannot_have_come_of_an_idea_is_refused(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    task, timer = scene.tasks[scene.members[1].id], idea(dana)
    with pytest.raises(Refused, match="was not offered"):
        homework_ideas.follow_idea(dana, task.id, timer.id, tried=True)
    homework_ideas.offer_idea(dana, task.id, timer.id)
    with pytest.raises(Refused, match="not tried"):
        homework_ideas.follow_idea(dana, task.id, timer.id, tried=False, helped=True)
    with pytest.raises(Refused, match="withdrawn"):
        homework_ideas.offer_idea(dana, task.id, idea(dana, withdrawn=True).id)
