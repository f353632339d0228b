"""What stands behind the lines of a chart: answers, changed fields in words, and homework for objectives."""

import msgspec
import pytest

from groupcare.acts import NotFound, SignIn, homework, refer, safety
from groupcare.acts import plan as acts
from groupcare.queries import find
from groupcare.queries.answers import answer_set
from groupcare.queries.changes import FieldChange, changes_in_words
from groupcare.queries.chart import Chart, chart
from groupcare.record.errors import NotPermitted
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework import Practice
from groupcare.rules.homework_log import PacedLog
from groupcare.rules.measures import Assessment, Better
from groupcare.rules.objectives import Standing
from groupcare.rules.people import ContactKind
from groupcare.rules.plan import AmountAim, PlanContent
from groupcare.rules.plan_edit import change_goal
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, new_group, referred, seated, sessions


def of(who: SignIn, client: str) -> Chart:
    return chart(who, find.client(who, client))


def changes(who: SignIn, client: str) -> list[FieldChange]:
    return list(changes_in_words(who, of(who, client).timeline[0]))


def test_answers_come_with_wording_where_the_licence_allows_it(dana: SignIn) -> None:
    referral = referred(dana, phq9="012301230")
    found = {a.measure: answer_set(dana, a.id) for a in dana.of(Assessment).linked(client=referral.client)}
    phq9 = found["phq-9"]
    assert [a.answer for a in phq9.answers] == [0, 1, 2, 3, 0, 1, 2, 3, 0, None]
    assert phq9.answers[3].words == "Nearly every day"
    assert phq9.answers[0].wording
    assert not phq9.answers[9].scored
    assert not any(a.wording for a in found["c-ssrs-screener"].answers)
    assert phq9.entered_by == "Dana Reyes"


def test_answers_that_are_not_there_are_not_found_and_not_for_managers(dana: SignIn, house: House) -> None:
    with pytest.raises(NotFound):
        answer_set(dana, "0" * 32)
    referral = referred(dana)
    one = dana.of(Assessment).linked(client=referral.client)[0]
    with pytest.raises(NotPermitted):
        answer_set(house.sign_in("Mona Manager"), one.id)


def test_a_plan_that_was_changed_reads_part_by_part(dana: SignIn) -> None:
    client = referred(dana).client
    acts.write_plan(dana, client, PLAN)
    acts.write_plan(dana, client, change_goal(1, "Garden again.", "")(PLAN))
    assert changes(dana, client) == [
        FieldChange(of="plan", field="goal 1", before="Do more of what matters.", after="Garden again.")
    ]


def test_days_people_and_nothing_read_as_words(dana: SignIn) -> None:
    client = referred(dana).client
    safety.add_contact(dana, client, ContactKind.check_in, outcome="Fine.", next_step="Call", due=dana.today())
    added = {c.field: c.after for c in changes(dana, client)}
    assert added["by"] == "Dana Reyes"
    assert added["on"] == added["due"] == "Tue 6 Oct"
    assert added["outcome"] == "Fine."
    assert not any(len(value) == 32 and value.isalnum() for value in added.values())


def test_fields_within_fields_and_answers_are_told(dana: SignIn) -> None:
    referral = referred(dana)
    refer.record_intake(dana, referral.id, red_flags={"fever": True})
    found = changes(dana, referral.client)
    assert ("red flags, fever", "–", "yes") in [(c.field, c.before, c.after) for c in found] or found[
        0
    ].of == "referral"
    refer.record_answers(dana, referral.id, "gad-7", (1, None, 0, 0, 0, 0, 0))
    answered = next(c for c in changes(dana, referral.client) if c.field == "answers")
    assert answered.after == "1, –, 0, 0, 0, 0, 0"


def test_changes_are_for_those_who_may_see_history(dana: SignIn, house: House) -> None:
    client = referred(dana).client
    happened = of(dana, client).timeline[0]
    with pytest.raises(NotPermitted):
        changes_in_words(house.sign_in("Fay Facilitator"), happened)


def test_homework_is_counted_for_the_objective_it_serves(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    member = seated(dana, made, 1)[0]
    acts.write_plan(dana, member.client, PLAN)
    first, second = sessions(dana, made)[:2]
    task = homework.set_homework(dana, first.id, days=5, objective="1.1")[0]
    house.clock.forward(days=7)
    homework.hand_in(dana, task.id, Practice(days=6, on=dana.today()))
    homework.set_homework(dana, second.id, days=4, objective="1.1")
    linked = of(dana, member.client).linked
    assert sorted((one.times, one.not_handed_in, one.days.done, one.days.of) for one in linked) == [
        (1, 0, 0, 0),  # still to come in: not counted as missing
        (1, 0, 5, 5),
    ]


def test_a_plan_is_missing_only_in_a_group_that_is_not_over(dana: SignIn, house: House) -> None:
    member = seated(dana, new_group(dana), 1)[0]
    assert of(dana, member.client).plan_missing
    assert not of(house.sign_in("Ines Intake"), member.client).plan_missing
    acts.write_plan(dana, member.client, PLAN)
    assert not of(dana, member.client).plan_missing
    assert not of(dana, referred(dana, family_name="Okafor").client).plan_missing


def test_an_objective_is_read_from_the_log_of_the_homework_that_serves_it(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    member = seated(dana, made, 1)[0]
    walking = AmountAim(unit="minutes", better=Better.higher, baseline=5, target=30)
    acts.write_plan(dana, member.client, with_aim(walking))
    task = HomeworkTask(kind=HomeworkKind.paced_activity, what="Walk by the clock", days=3, minutes=10)
    (given,) = homework.set_homework(dana, sessions(dana, made)[0].id, task=task, objective="1.1")
    (before,) = of(dana, member.client).objectives
    assert (before.standing, before.points) == (Standing.no_data, ())
    house.clock.forward(days=7)
    log = PacedLog(unit="min", planned=10, amounts=(10.0, 0.0, None, 10.0, 13.0))
    homework.hand_in(dana, given.id, Practice(days=3, on=dana.today(), log=log))
    (after,) = of(dana, member.client).objectives
    assert [(p.on, p.value) for p in after.points] == [(dana.today(), 11.0)]
    assert after.standing is not Standing.no_data
    (linked,) = of(dana, member.client).linked
    assert (linked.days.done, linked.days.of) == (3, 3)


def with_aim(aim: AmountAim) -> PlanContent:
    """The plan of a test with one objective of this kind."""
    goal = PLAN.goal[0]
    objective = msgspec.structs.replace(goal.objective[0], aim=aim)
    return msgspec.structs.replace(PLAN, goal=(msgspec.structs.replace(goal, objective=(objective,)),))
