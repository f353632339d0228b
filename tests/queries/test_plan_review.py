"""A review filled from the record as it stood on a day; the versions of a plan from the ledger; what waits on Today."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from groupcare.acts import NotFound, Refused, SignIn, clinic, homework, measuring, plan, readings, session, undo
from groupcare.queries import find
from groupcare.queries.chart import chart
from groupcare.queries.members import members
from groupcare.queries.needs import Need, Section
from groupcare.queries.plan_review import plan_review
from groupcare.queries.plan_versions import plan_versions
from groupcare.queries.today import today
from groupcare.record.errors import NotPermitted, Stale
from groupcare.rules.attendance import Mark
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.group import Member
from groupcare.rules.homework import Homework, Practice
from groupcare.rules.people import Client
from groupcare.rules.plan import Plan, PlanContent, PlanStatus
from groupcare.rules.plan_edit import change_goal, put_review
from groupcare.rules.regained import Regained
from tests.clinic import House, looked_at, new_group, seated, sessions
from tests.queries.scenes import MEASURED

BREATHING = HomeworkTask(kind=HomeworkKind.practice, what="Breathe slowly", days=5)


class Rosa:
    """A member with a signed plan that asks for PHQ-9 16 → 8 and practice on five days, four sessions long."""

    def __init__(self, house: House, who: SignIn) -> None:
        self.house, self.who = house, who
        self.group = new_group(who)
        self.member = seated(who, self.group, 1)[0]
        self.client = who.of(Client).get(self.member.client)
        dated = who.today()
        content = replace(MEASURED, dated=dated, review_on=dated + timedelta(days=90))
        self.plan = plan.sign_plan(who, plan.write_plan(who, self.client.id, content).id)
        for week, (mark, days) in enumerate(((Mark.attended, 5), (Mark.absent, None), (Mark.attended, 2))):
            one = sessions(who, self.group)[week]
            session.mark(who, one.id, self.member.id, mark)
            if mark is Mark.attended:
                homework.set_homework(who, one.id, task=BREATHING, objective="1.2")
            looked_at(who, one)
            session.close_session(who, one.id)
            house.clock.forward(days=7)
            if days is not None:
                task = who.of(Homework).linked(client=self.client.id)[-1]
                homework.hand_in(who, task.id, Practice(days=days, on=who.today()))

    def regains(self, activity: str) -> None:
        with self.who.db.transaction(self.who.staff_id, "clinician", "write a plan"):
            one = Regained(client=self.client.id, activity=activity, on=self.who.today(), by=self.who.staff_id)
            self.who.of(Regained).add(one)

    @property
    def content(self) -> PlanContent:
        return self.who.of(Plan).get(self.plan.id).content


@pytest.fixture
def rosa(house: House, dana: SignIn) -> Rosa:
    return Rosa(house, dana)


# --- the draft ------------------------------------------------------------------------------------------------------


def test_a_review_tells_attendance_practice_measures_and_what_was_regained(rosa: Rosa, dana: SignIn) -> None:
    measuring.record_measure(dana, rosa.client.id, "phq-9", (1,) * 9 + (None,))
    rosa.regains("Gardening")
    kept, draft = plan_review(dana, rosa.client)
    assert kept.id == rosa.plan.id
    told = draft.review
    assert told.attended == "Pain Skills, Autumn A: 2/3 67 % of the sessions held, 1 absent without notice"
    assert told.practised == "7/10 70 % of the days set in what came in"
    assert any(words.startswith("PHQ-9 0") and "→ 9, mild" in words for words in told.measures)
    assert told.regained == ("Gardening, Tue 27 Oct 2026",)
    assert [(o.key, o.standing, o.latest) for o in told.objective] == [("1.1", "on track", 9), ("1.2", "off track", 2)]
    assert (draft.since, told.on) == (rosa.content.dated, dana.today())
    assert [(s.goal, s.level) for s in draft.suggested] == [(1, -1)]
    assert told.attained == ()


def test_a_review_of_an_earlier_day_knows_nothing_that_came_later(rosa: Rosa, dana: SignIn) -> None:
    before = dana.today() - timedelta(days=8)
    measuring.record_measure(dana, rosa.client.id, "phq-9", (1,) * 9 + (None,))
    rosa.regains("Gardening")
    told = plan_review(dana, rosa.client, before)[1].review
    assert told.on == before
    assert told.attended == "Pain Skills, Autumn A: 1/2 50 % of the sessions held, 1 absent without notice"
    assert told.practised == "5/5 100 % of the days set in what came in"
    assert told.regained == ()
    assert [o.latest for o in told.objective] == [None, 5]


def test_a_review_of_an_earlier_day_knows_no_later_reading_by_hand(rosa: Rosa, dana: SignIn) -> None:
    before = dana.today()
    days = [o for o in plan_review(dana, rosa.client)[1].review.objective if o.key == "1.2"]
    rosa.house.clock.forward(days=7)
    readings.record_reading(dana, rosa.plan.id, "1.2", value=5)
    assert [o for o in plan_review(dana, rosa.client, before)[1].review.objective if o.key == "1.2"] == days
    assert [o.latest for o in plan_review(dana, rosa.client)[1].review.objective if o.key == "1.2"] == [5]


def test_the_next_review_begins_where_the_last_one_ended(rosa: Rosa, dana: SignIn) -> None:
    rosa.regains("Gardening")
    _, draft = plan_review(dana, rosa.client)
    plan.write_plan(dana, rosa.client.id, put_review(None, draft.review, draft.next_on)(rosa.content))
    assert rosa.content.review_on == dana.today() + timedelta(days=90)
    rosa.house.clock.forward(days=30)
    rosa.regains("Walking")
    told = plan_review(dana, rosa.client)[1]
    assert told.since == draft.review.on + timedelta(days=1)
    assert [words.split(",")[0] for words in told.review.regained] == ["Walking"]
    assert told.review.attended == ""
    assert told.review.measures == ("PHQ-9 not given since Wed 28 Oct 2026",)


def test_what_a_review_was_filled_with_stays_as_it_was(rosa: Rosa, dana: SignIn) -> None:
    _, draft = plan_review(dana, rosa.client)
    plan.write_plan(dana, rosa.client.id, put_review(None, draft.review)(rosa.content))
    measuring.record_measure(dana, rosa.client.id, "phq-9", (3,) * 9 + (None,))
    rosa.house.clock.forward(days=30)
    assert rosa.content.review[0] == draft.review


def test_there_is_no_review_without_a_plan_of_tomorrow_or_for_intake(rosa: Rosa, dana: SignIn) -> None:
    with pytest.raises(Refused, match="has taken place by today"):
        plan_review(dana, rosa.client, dana.today() + timedelta(days=1))
    with pytest.raises(NotPermitted):
        plan_review(rosa.house.sign_in("Ines Intake"), rosa.client)
    plan.close_plan(dana, rosa.plan.id, "moves away")
    with pytest.raises(NotFound, match="has no plan yet"):
        plan_review(dana, rosa.client)


# --- versions -------------------------------------------------------------------------------------------------------


def changed(rosa: Rosa, words: str, who: SignIn | None = None) -> Plan:
    who = who or rosa.who
    return plan.write_plan(who, rosa.client.id, change_goal(1, words, "")(rosa.content))


def test_each_signature_is_a_version_with_by_whom_when_and_what_changed(rosa: Rosa, dana: SignIn) -> None:
    carl = rosa.house.sign_in("Carl Clinician")
    changed(rosa, "Be well.")
    changed(rosa, "Feel well.")
    plan.sign_plan(carl, rosa.plan.id)
    (history,) = plan_versions(dana, rosa.client).plans
    assert [(v.number, v.by) for v in history.versions] == [(2, "Carl Clinician"), (1, "Dana Reyes")]
    newest, first = history.versions
    assert newest.at == dana.of(Plan).get(rosa.plan.id).signed_at
    assert [c.words for c in newest.changes] == ["words: Lift mood. → Feel well."]
    assert first.changes == ()
    assert first.content is not None
    assert first.content.goal[0].words == "Lift mood."


def test_what_is_not_signed_yet_stands_above_until_it_is_signed_or_undone(rosa: Rosa, dana: SignIn) -> None:
    changed(rosa, "Be well.")
    assert [v.number for v in plan_versions(dana, rosa.client).plans[0].versions] == [0, 1]
    assert [c.words for c in plan_versions(dana, rosa.client).plans[0].versions[0].changes] == [
        "words: Lift mood. → Be well."
    ]
    undo.undo(dana)
    assert [v.number for v in plan_versions(dana, rosa.client).plans[0].versions] == [1]
    plan.sign_plan(dana, rosa.plan.id)
    again, _ = plan_versions(dana, rosa.client).plans[0].versions
    assert (again.number, again.changes) == (2, ())


def test_a_closed_plan_is_read_below_the_one_that_followed(rosa: Rosa, dana: SignIn) -> None:
    changed(rosa, "Be well.")
    plan.close_plan(rosa.house.sign_in("Carl Clinician"), rosa.plan.id, "another plan follows")
    plan.write_plan(dana, rosa.client.id, rosa.content)
    now, before = plan_versions(dana, rosa.client).plans
    assert (now.status, before.status) == (PlanStatus.draft, PlanStatus.closed)
    assert (before.closed_on, before.closed_by, before.closed_why) == (
        dana.today(),
        "Carl Clinician",
        "another plan follows",
    )
    assert [v.number for v in before.versions] == [1]


def test_versions_are_for_those_who_see_plans(rosa: Rosa, dana: SignIn) -> None:
    fay = rosa.house.sign_in("Fay Facilitator")
    assert len(plan_versions(fay, rosa.client).plans) == 1
    with pytest.raises(NotPermitted):
        plan_versions(rosa.house.sign_in("Ines Intake"), rosa.client)


# --- closing --------------------------------------------------------------------------------------------------------


def test_a_closed_plan_leaves_the_place_without_one_and_falls_due_no_more(rosa: Rosa, dana: SignIn) -> None:
    closed = plan.close_plan(dana, rosa.plan.id, "The goals are reached.")
    assert (closed.status, closed.due, closed.closed_on) == (PlanStatus.closed, None, dana.today())
    assert dana.of(Member).get(rosa.member.id).plan is None
    found = chart(dana, find.client(dana, rosa.client.id))
    assert (found.plan, found.plan_missing, found.plans_closed) == (None, True, 1)
    for again in (lambda: plan.close_plan(dana, closed.id, "x"), lambda: plan.sign_plan(dana, closed.id)):
        with pytest.raises(Refused, match="closed"):
            again()


def test_closing_needs_a_reason_and_the_version_that_was_read(rosa: Rosa, dana: SignIn) -> None:
    with pytest.raises(Refused, match="Say in a few words why"):
        plan.close_plan(dana, rosa.plan.id, " ")
    read = dana.of(Plan).get(rosa.plan.id).rev
    changed(rosa, "Be well.")
    with pytest.raises(Stale):
        plan.close_plan(dana, rosa.plan.id, "x", over_rev=read)


def test_closing_can_be_undone_with_the_link_to_the_place(rosa: Rosa, dana: SignIn) -> None:
    before = dana.of(Plan).get(rosa.plan.id)
    plan.close_plan(dana, rosa.plan.id, "by mistake")
    undo.undo(dana)
    assert dana.of(Plan).get(rosa.plan.id).status is before.status
    assert dana.of(Plan).get(rosa.plan.id).due == before.due
    assert dana.of(Member).get(rosa.member.id).plan == rosa.plan.id


# --- Today ----------------------------------------------------------------------------------------------------------


def of_plans(who: SignIn, rosa: Rosa) -> list[Need]:
    return [n for n in today(who).needs if n.section is Section.plans and n.key == f"plan {rosa.client.id}"]


def test_a_changed_plan_stands_on_today_until_it_is_signed(rosa: Rosa, dana: SignIn) -> None:
    assert of_plans(dana, rosa) == []
    changed(rosa, "Be well.")
    assert [(n.words, n.since, n.late) for n in of_plans(dana, rosa)] == [
        ("plan changed and not signed again", "today", False)
    ]
    rosa.house.clock.forward(days=8)
    changed(rosa, "Feel well.")
    assert [(n.since, n.late) for n in of_plans(dana, rosa)] == [("8 days", True)], "since the first change"
    assert of_plans(rosa.house.sign_in("Fay Facilitator"), rosa) == [], "who cannot sign is not asked to"
    plan.sign_plan(dana, rosa.plan.id)
    assert of_plans(dana, rosa) == []


def test_a_changed_plan_whose_review_is_due_is_one_line(rosa: Rosa, dana: SignIn) -> None:
    changed(rosa, "Be well.")
    rosa.house.clock.forward(days=70)
    (need,) = of_plans(dana, rosa)
    assert (need.words, need.since, need.late) == ("plan to review; changed and not signed again", "1 day late", True)
    (need,) = of_plans(rosa.house.sign_in("Fay Facilitator"), rosa)
    assert need.words == "plan to review"


def test_lists_show_the_review_day_and_not_the_day_of_the_change(rosa: Rosa, dana: SignIn) -> None:
    changed(rosa, "Be well.")
    rosa.house.clock.forward(days=3)
    (line,) = [one for one in members(dana) if one.id == rosa.client.id]
    assert (line.plan_review, line.plan_overdue) == (rosa.content.review_on, False)
    assert not chart(dana, find.client(dana, rosa.client.id)).plan_overdue


def test_the_next_review_is_proposed_on_a_day_on_which_the_clinic_works(rosa: Rosa, dana: SignIn) -> None:
    ninety = dana.today() + timedelta(days=90)
    proposed = plan_review(dana, rosa.client)[1].next_on
    assert (ninety.isoweekday() in dana.clinic.working_days, proposed) == (True, ninety)
    clinic.close_on(dana, ninety, "Staff day")
    earlier = (ninety - timedelta(days=n) for n in range(1, 8))
    worked = next(day for day in earlier if day.isoweekday() in dana.clinic.working_days)
    assert plan_review(dana, rosa.client)[1].next_on == worked
