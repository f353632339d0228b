"""Experiments of a person and of a group: plan and homework together, for those who may see plans."""

import msgspec
import pytest

from groupcare.acts import SignIn, homework, plan
from groupcare.queries.experiments import experiments, group_experiments
from groupcare.record.errors import NotPermitted
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.group import Group, Member
from groupcare.rules.homework import Practice
from groupcare.rules.homework_log import ExperimentLog, Trial
from groupcare.rules.people import Client
from groupcare.rules.plan import Experiment
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, new_group, seated, sessions

TASK = HomeworkTask(kind=HomeworkKind.experiment, what="Try one thing you left.", days=2)
WALK = Experiment(activity="Walk to the shop", feared="my back gives way", expected=8, happened="it held", actual=2)


def play(house: House, who: SignIn) -> tuple[Group, list[Member]]:
    """Rosa has an experiment in her plan and two in a log, Kim one in words, Min none."""
    made = new_group(who)
    members = seated(who, made, 3)
    first = sessions(who, made)[0]
    written = plan.write_plan(who, members[0].client, msgspec.structs.replace(PLAN, experiment=(WALK,)))
    plan.link_plan(who, members[0].id)
    assert written.content.experiment == (WALK,)
    tasks = {h.member: h for h in homework.set_homework(who, first.id, task=TASK, days=2)}
    house.clock.forward(days=7)
    logs = {
        members[0].id: ExperimentLog(trials=(Trial(feared=9, happened=4), Trial(feared=6, happened=6))),
        members[1].id: ExperimentLog(trials=(Trial(feared="I fall", happened="I did not", learned="try again"),)),
    }
    for member, log in logs.items():
        homework.hand_in(who, tasks[member].id, Practice(days=len(log.trials), on=who.today(), log=log))
    return made, members


def test_a_persons_plan_and_homework_make_one_list(house: House, dana: SignIn) -> None:
    _, members = play(house, dana)
    found = experiments(dana, dana.of(Client).get(members[0].client))
    assert [(one.told, one.expected, one.actual) for one in found.tried] == [
        ("homework", 9, 4),
        ("homework", 6, 6),
        ("plan", 8, 2),
    ]
    assert (found.against.compared, found.against.less_bad, found.against.as_bad) == (3, 2, 1)
    assert (found.against.expected, found.against.actual) == (7.7, 4.0)


def test_a_group_tells_each_who_has_any_and_all_together(house: House, dana: SignIn) -> None:
    made, _ = play(house, dana)
    found = group_experiments(dana, made.id)
    assert [(one.name, len(one.tried)) for one in found.people] == [("Alvarez, Rosa", 3), ("Brandt, Kim", 1)]
    assert (found.against.done, found.against.compared, found.against.less_bad) == (4, 3, 2)


def test_what_a_new_plan_took_over_from_an_old_one_is_told_once(house: House, dana: SignIn) -> None:
    _, members = play(house, dana)
    client = dana.of(Client).get(members[0].client)
    before = len(experiments(dana, client).tried)
    newer = msgspec.structs.replace(PLAN, experiment=(WALK, Experiment(activity="Bend", expected=7)))
    plan.write_plan(dana, client.id, newer)
    assert len(experiments(dana, client).tried) == before + 1


def test_intake_and_a_manager_are_not_told(house: House, dana: SignIn) -> None:
    made, _ = play(house, dana)
    for name in ("Ines Intake", "Mona Manager"):
        with pytest.raises(NotPermitted):
            group_experiments(house.sign_in(name), made.id)
