"""The chart of one person: each of its parts, and who sees which."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import structs

from groupcare.acts import SignIn, homework, plan, refer, safety, session
from groupcare.queries.chart import Chart, chart, unseen_parts
from groupcare.record.errors import NotPermitted
from groupcare.rules.attendance import Mark, Rate
from groupcare.rules.group import GroupStatus, Member, SessionStatus
from groupcare.rules.homework import Practice
from groupcare.rules.objectives import Standing
from groupcare.rules.people import Client, ContactKind
from groupcare.rules.plan import PlanStatus
from groupcare.rules.policy import Route
from groupcare.rules.practising import State
from groupcare.rules.safety import ConcernKind
from tests.clinic import House, new_group, referred, seated, sessions, waiting
from tests.queries.scenes import HOSTILE, MEASURED, under_way


def of(who: SignIn, client: str) -> Chart:
    return chart(who, who.of(Client).get(client))


def test_a_new_persons_chart_says_who_they_are_and_is_otherwise_empty(dana: SignIn) -> None:
    found = of(dana, referred(dana, cssrs=None, phone="555-0100").client)
    assert (found.name, found.age, found.client.phone) == ("Ruiz, Elena", 46, "555-0100")
    assert (found.groups, found.plan, found.objectives, found.contacts, found.unseen) == ((), None, (), (), {})


def test_groups_show_how_many_sessions_have_been_held_of_all(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    found = of(dana, scene.members[0].client)
    (place,) = found.groups
    assert (place.name, place.held, place.sessions, place.member) == (scene.group.name, 1, 8, scene.members[0].id)
    waits = of(dana, waiting(dana, family_name="Zoll").client)
    assert [(g.name, g.group) for g in waits.groups] == [("waitlist of eight-week", None)]


def test_a_place_in_a_finished_group_is_not_called_active(dana: SignIn) -> None:
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    for status, standing in ((GroupStatus.running, str(member.status)), (GroupStatus.finished, "finished")):
        (place,) = of(dana, member.client).groups
        assert structs.replace(place, group_status=status).standing == standing


def test_safety_stands_in_the_heading_the_gravest_first(dana: SignIn) -> None:
    referral = referred(dana, phq9="333333300")
    safety.raise_concern(dana, referral.client, ConcernKind.self_harm, "A note was found.")
    found = of(dana, referral.client)
    assert [f.route for f in found.findings] == [Route.urgent, Route.individual]
    assert any("on hold" in words for words in found.blocked)
    assert len(found.alerts) >= 2


def test_contacts_are_newest_first_with_names_and_what_is_overdue(house: House, dana: SignIn) -> None:
    client = referred(dana).client
    safety.add_contact(
        dana, client, ContactKind.call_attempt, on=date(2026, 10, 1), next_step="again", due=dana.today()
    )
    safety.add_contact(house.sign_in("Ines Intake"), client, ContactKind.intake)
    house.clock.forward(days=1)
    contacts = of(dana, client).contacts
    assert [(c.contact.kind, c.by, c.overdue) for c in contacts] == [
        (ContactKind.intake, "Ines Intake", False),
        (ContactKind.call_attempt, "Dana Reyes", True),
    ]


def test_referrals_show_their_screenings_and_decisions(dana: SignIn) -> None:
    referral = waiting(dana)
    (part,) = of(dana, referral.client).referrals
    assert part.referral.id == referral.id
    assert [(s.screening.route, s.by) for s in part.screenings] == [(Route.group, "Dana Reyes")]
    assert [(d.decision.curriculum, d.by) for d in part.decisions] == [("eight-week", "Dana Reyes")]


def test_a_handoff_shows_its_steps_and_when_the_next_is_overdue(house: House, dana: SignIn) -> None:
    referral = referred(dana)
    safety.hand_off(dana, referral.id, "Dr Lee")
    (line,) = of(dana, referral.client).handoffs
    assert (line.handoff.to, line.by, line.overdue) == ("Dr Lee", "Dana Reyes", False)
    house.clock.forward(days=8)
    assert of(dana, referral.client).handoffs[0].overdue


def test_measures_show_readings_in_time_order_and_what_changed_since_the_first(house: House, dana: SignIn) -> None:
    referral = referred(dana, phq9="222222220")
    house.clock.forward(days=28)
    refer.record_answers(dana, referral.id, "phq-9", (1,) * 8 + (None, None))
    refer.record_answers(dana, referral.id, "phq-9", (2,) * 8 + (0, None), on=date(2026, 10, 20))
    parts = {p.measure: p for p in of(dana, referral.client).measures}
    phq9, cssrs = parts["phq-9"], parts["c-ssrs-screener"]
    assert [r.value for r in phq9.readings] == [16, 16, 9]
    assert phq9.readings[-1].says.startswith("9 prorated")
    assert phq9.move is not None
    assert (phq9.move.points, phq9.move.reliable, phq9.move.better) == (-7, True, True)
    assert "NHS Talking Therapies manual" in phq9.change
    assert (cssrs.readings[0].says, cssrs.move) == ("nothing endorsed", None)


def test_objectives_follow_scores_and_linked_homework(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    written = plan.write_plan(dana, member.client, MEASURED)
    first = sessions(dana, made)[0]
    session.mark(dana, first.id, member.id, Mark.attended)
    (task,) = homework.set_homework(dana, first.id, days=5, objective="1.2")
    score, days = of(dana, member.client).objectives
    assert (score.standing, days.standing) == (Standing.no_data, Standing.no_data)
    house.clock.forward(days=7)
    homework.hand_in(dana, task.id, Practice(days=5, on=dana.today()))
    refer.record_answers(dana, member.referral, "phq-9", (2,) * 7 + (1, 0, None))
    found = of(dana, member.client)
    score, days = found.objectives
    assert (score.standing, score.latest and score.latest.value, score.kind) == (Standing.on_track, 15, "score")
    assert score.line is not None
    assert (score.line.start, score.line.since) == (first.date, "the first session")
    assert (days.unit, [p.value for p in days.points]) == ("of 7 days", [5])
    assert days.standing is Standing.met
    assert (found.plan and found.plan.id, found.plan_by, found.signed_by) == (written.id, "Dana Reyes", "")
    assert [(p.group, p.linked) for p in found.places] == [(made.name, True)]


def test_linked_homework_that_is_still_to_come_in_is_not_missing(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    plan.write_plan(dana, member.client, MEASURED)
    first = sessions(dana, made)[0]
    session.mark(dana, first.id, member.id, Mark.attended)
    homework.set_homework(dana, first.id, days=5, objective="1.2")
    (linked,) = of(dana, member.client).linked
    assert (linked.times, linked.to_come, linked.not_handed_in) == (1, 1, 0)
    house.clock.forward(days=8)
    (linked,) = of(dana, member.client).linked
    assert (linked.times, linked.to_come, linked.not_handed_in) == (1, 0, 1)


def test_a_signed_plan_says_who_signed_it_and_when_its_review_is_overdue(house: House, dana: SignIn) -> None:
    client = referred(dana).client
    plan.sign_plan(dana, plan.write_plan(dana, client, MEASURED).id)
    found = of(dana, client)
    assert found.plan is not None
    assert (found.plan.status, found.signed_by, found.plan_overdue) == (PlanStatus.signed, "Dana Reyes", False)
    house.clock.forward(days=120)
    assert of(dana, client).plan_overdue


def test_attendance_shows_each_session_with_mark_and_homework_and_the_three_rates(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    second = sessions(dana, scene.group)[1]
    member = scene.members[3]
    session.mark(dana, second.id, member.id, Mark.absent)
    (course,) = of(dana, member.client).attended
    assert [line.number for line in course.lines] == list(range(1, 9))
    first = course.lines[0]
    assert first.attendance is not None
    assert (first.attendance.mark, first.status, first.title) == (Mark.absent, SessionStatus.held, "Relaxation I")
    assert first.homework is not None
    assert first.homework.state is State.absent
    assert (course.rates.held, course.rates.planned, course.rates.reachable) == (Rate(0, 1), Rate(0, 8), Rate(6, 8))
    assert course.misses == 2
    (good,) = of(dana, scene.members[0].client).attended
    assert good.homework.known == Rate(5, 5)
    assert of(dana, scene.members[0].client).homework == good.homework


def test_sessions_before_joining_are_not_this_persons(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    with dana.db.transaction(dana.staff_id, "facilitator", "x"):
        kept = dana.of(Member).get(scene.members[2].id)
        dana.of(Member).change(kept, start=scene.group.first + timedelta(days=1))
    (course,) = of(dana, scene.members[2].client).attended
    assert course.lines[0].number == 2


def test_the_timeline_has_one_line_an_act_in_plain_words_newest_first(dana: SignIn) -> None:
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    lines = of(dana, member.client).timeline
    assert [line.act for line in lines][:3] == ["seat", "decide", "screen"]
    seat = lines[0]
    assert (seat.staff, seat.role, seat.changed) == ("Dana Reyes", "intake", "place changed, referral changed")
    assert seat.at == datetime(2026, 10, 6, 16, tzinfo=UTC)
    assert {c.field for d in seat.details for c in d.fields} >= {"group", "status"}
    assert lines[-1].changed.startswith("person added, referral added")
    assert [line.seq for line in lines] == sorted((line.seq for line in lines), reverse=True)


def test_no_ids_stand_in_the_words_of_the_timeline(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    plan.write_plan(dana, scene.members[0].client, MEASURED)
    for line in of(dana, scene.members[0].client).timeline:
        assert not any(len(word) >= 32 for word in line.changed.split())


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("Dana Reyes", set()),
        ("Carl Clinician", set()),
        ("Fay Facilitator", {"referrals", "timeline"}),
        ("Ines Intake", {"plan", "attendance", "notes", "timeline"}),
    ],
)
def test_each_role_sees_its_parts_and_is_told_why_not_the_others(
    house: House, dana: SignIn, name: str, hidden: set[str]
) -> None:
    scene = under_way(house, dana)
    client = scene.members[0].client
    plan.write_plan(dana, client, MEASURED)
    found = of(house.sign_in(name), client)
    assert set(found.unseen) == set(unseen_parts(house.sign_in(name))) == hidden
    assert all(name in sentence and "takes the role" in sentence for sentence in found.unseen.values())
    assert bool(found.referrals) == ("referrals" not in hidden)
    assert (found.plan is not None) == bool(found.objectives) == bool(found.places) == ("plan" not in hidden)
    assert bool(found.attended) == (found.homework is not None) == ("attendance" not in hidden)
    assert bool(found.timeline) == ("timeline" not in hidden)
    assert found.groups
    assert found.measures


def test_a_manager_opens_no_chart(house: House, dana: SignIn) -> None:
    client = referred(dana).client
    with pytest.raises(NotPermitted, match="To see charts"):
        of(house.sign_in("Mona Manager"), client)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_pass_through_as_they_are(dana: SignIn, name: str) -> None:
    referral = referred(dana, family_name=name, given_name="")
    safety.add_contact(dana, referral.client, ContactKind.check_in, outcome=name)
    found = of(dana, referral.client)
    assert (found.name, found.contacts[0].contact.outcome) == (name, name)


def test_looking_at_a_chart_changes_nothing(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    before = dana.db.engine.head()
    of(dana, scene.members[0].client)
    assert dana.db.engine.head() == before


def test_answers_to_a_measure_that_is_gone_are_still_shown(dana: SignIn) -> None:
    referral = referred(dana)
    dana.library = type(dana.library)(measures={}, policy=dana.library.policy)
    parts = of(dana, referral.client).measures
    assert {p.measure for p in parts} == {"phq-9", "c-ssrs-screener"}
    assert all("not in the library" in r.says for p in parts for r in p.readings)
