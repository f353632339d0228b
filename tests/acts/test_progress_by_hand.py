"""Readings by hand, what was regained, feedback and the copy given: written down, put right, taken back, refused."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from groupcare.acts import (
    Refused,
    SignIn,
    Stale,
    erasing,
    feedback,
    merging,
    plan,
    readings,
    refer,
    regained,
    session,
    undo,
)
from groupcare.acts.act import act
from groupcare.queries import find
from groupcare.queries.chart import chart
from groupcare.queries.reached import reached_of
from groupcare.queries.today import today
from groupcare.record.note_lookups import note_facts
from groupcare.rules.attendance import Mark
from groupcare.rules.feedback import Feedback
from groupcare.rules.group import Group, Member, Session
from groupcare.rules.measures import Better
from groupcare.rules.objective_reading import ObjectiveReading
from groupcare.rules.objectives import Progress, Standing
from groupcare.rules.people import Client
from groupcare.rules.plan import AmountAim, Goal, MilestoneAim, Objective, Plan, PlanContent, PlanStatus
from groupcare.rules.regained import Regained
from tests.clinic import House, looked_at, new_group, row, seated, sessions

BY = date(2026, 12, 29)


def content(dated: date) -> PlanContent:
    """An amount and a milestone."""
    walk = AmountAim(unit="minutes", better=Better.higher, baseline=5, target=30)
    return PlanContent(
        dated=dated,
        review_on=BY,
        goal=(
            Goal(
                number=1,
                words="Walk again.",
                objective=(
                    Objective(key="1.1", words="Walk.", aim=walk, by=BY, every_days=7),
                    Objective(key="1.2", words="Back at the choir.", aim=MilestoneAim(), by=BY, every_days=30),
                ),
            ),
        ),
    )


@pytest.fixture
def planned(dana: SignIn) -> Plan:
    """A signed plan of two weeks ago, of a member of a group that Fay leads."""
    [member] = seated(dana, new_group(dana, facilitators=("Fay Facilitator",)), 1)
    kept = plan.write_plan(dana, member.client, content(dana.today() - timedelta(days=14)))
    return plan.sign_plan(dana, kept.id)


def stands(who: SignIn, client: str) -> list[Progress]:
    return list(chart(who, find.client(who, client)).objectives)


# --- readings -------------------------------------------------------------------------------------------------------


def test_a_reading_moves_its_objective_and_says_how_it_is_known(dana: SignIn, planned: Plan) -> None:
    kept = readings.record_reading(dana, planned.id, "1.1", value=12, said="Round the block,\nshe says.\x1b[31m")
    assert (kept.on, kept.by, kept.said) == (dana.today(), dana.staff_id, "Round the block,\nshe says.[31m")
    walk, choir = stands(dana, planned.client)
    assert (walk.latest and walk.latest.value, walk.latest and walk.latest.told) == (12, True)
    readings.record_reading(dana, planned.id, "1.2", reached=True)
    assert (walk.standing, choir.standing) == (Standing.on_track, Standing.no_data)
    assert stands(dana, planned.client)[1].standing is Standing.met


def test_a_day_has_one_reading_which_is_put_right(dana: SignIn, planned: Plan) -> None:
    kept = readings.record_reading(dana, planned.id, "1.1", value=12)
    with pytest.raises(Refused, match="A reading of Tue 6 Oct is written down already"):
        readings.record_reading(dana, planned.id, "1.1", value=13)
    earlier = readings.record_reading(dana, planned.id, "1.1", value=8, on=dana.today() - timedelta(days=7))
    put = readings.correct_reading(dana, kept.id, on=kept.on, value=13, said="by the clock")
    assert (put.value, put.said, put.rev) == (13, "by the clock", 2)
    with pytest.raises(Refused, match="Another reading of Tue 29 Sep"):
        readings.correct_reading(dana, kept.id, on=earlier.on, value=13)
    with pytest.raises(Stale):
        readings.correct_reading(dana, kept.id, on=kept.on, value=14, over_rev=1)


def test_a_reading_that_was_a_mistake_is_taken_back_and_undo_brings_it_again(dana: SignIn, planned: Plan) -> None:
    kept = readings.record_reading(dana, planned.id, "1.1", value=30)
    readings.take_back_reading(dana, kept.id)
    assert stands(dana, planned.client)[0].points == ()
    undo.undo(dana)
    assert stands(dana, planned.client)[0].standing is Standing.met


def test_what_cannot_be_a_reading_is_refused_in_words(dana: SignIn, planned: Plan) -> None:
    tomorrow = dana.today() + timedelta(days=1)
    for key, fields, why in (
        ("1.1", {"value": -1.0}, "from 0 to"),
        ("1.1", {}, "Say a number minutes"),
        ("1.1", {"value": 3.0, "on": tomorrow}, "of today or of a day before"),
        ("1.2", {"value": 1.0}, "reached, or not yet"),
        ("9.9", {"value": 1.0}, "no objective 9.9"),
    ):
        with pytest.raises(Refused, match=why):
            readings.record_reading(dana, planned.id, key, **fields)  # type: ignore[arg-type]
    assert dana.of(ObjectiveReading).count() == 0


def test_a_closed_plan_takes_no_readings_and_no_feedback(dana: SignIn, planned: Plan) -> None:
    kept = readings.record_reading(dana, planned.id, "1.1", value=3)
    with act(dana, "write a plan"):
        dana.of(Plan).change(dana.of(Plan).get(planned.id), status=PlanStatus.closed, due=None)
    for refused in (
        lambda: readings.record_reading(dana, planned.id, "1.1", value=3, on=dana.today() - timedelta(days=1)),
        lambda: readings.correct_reading(dana, kept.id, on=kept.on, value=4),
        lambda: feedback.give_feedback(dana, planned.id, "1.1"),
    ):
        with pytest.raises(Refused, match="closed"):
            refused()


def test_a_note_says_where_what_was_told_leaves_the_objective(house: House, dana: SignIn, planned: Plan) -> None:
    [member] = dana.of(Member).linked(client=planned.client)
    first = sessions(dana, dana.of(Group).get(str(member.group)))[0]
    house.clock.forward(hours=3)
    session.mark(dana, first.id, member.id, Mark.attended)
    session.amend(dana, first.id, member.id, objective="1.1")
    readings.record_reading(dana, planned.id, "1.1", value=31)
    looked_at(dana, first)
    session.close_session(dana, first.id)
    [told] = note_facts(dana, dana.of(Session).get(first.id)).members
    assert told.objective is not None
    assert told.objective.standing is Standing.met


# --- regained -------------------------------------------------------------------------------------------------------


def test_what_came_back_is_kept_in_their_words_put_right_and_taken_back(dana: SignIn, planned: Plan) -> None:
    kept = regained.keep_regained(dana, planned.client, "Gardening", words="I planted two pots.", mattered="green")
    assert (kept.plan, kept.on, kept.words) == (planned.id, dana.today(), "I planted two pots.")
    assert chart(dana, find.client(dana, planned.client)).regained == (kept,)
    put = regained.correct_regained(dana, kept.id, "Gardening", on=kept.on, words="Three pots.")
    assert (put.words, put.mattered) == ("Three pots.", "")
    regained.take_back_regained(dana, kept.id)
    assert chart(dana, find.client(dana, planned.client)).regained == ()


def test_without_an_activity_or_for_a_day_to_come_nothing_is_kept(dana: SignIn, planned: Plan) -> None:
    with pytest.raises(Refused, match="what they do again"):
        regained.keep_regained(dana, planned.client, "  ")
    with pytest.raises(Refused, match="today or of a day before"):
        regained.keep_regained(dana, planned.client, "Gardening", on=dana.today() + timedelta(days=1))


def test_somebody_without_a_plan_does_things_again_too(dana: SignIn) -> None:
    client = refer.refer(dana, row(family_name="Quist")).client
    assert regained.keep_regained(dana, client, "The choir").plan is None


# --- feedback -------------------------------------------------------------------------------------------------------


def lines(who: SignIn) -> list[str]:
    return [need.words for need in today(who).needs if need.kind == "reached"]


def test_what_is_reached_stands_on_today_until_somebody_told_them(house: House, dana: SignIn, planned: Plan) -> None:
    fay, carl = house.sign_in("Fay Facilitator"), house.sign_in("Carl Clinician")
    assert lines(dana) == lines(fay) == []
    readings.record_reading(dana, planned.id, "1.1", value=31)
    readings.record_reading(dana, planned.id, "1.2", reached=True)
    said = ["reached 1.1 and 1 other, and not told yet: Walk."]
    assert lines(dana) == said, "her own clinician"
    assert lines(fay) == said, "who leads the group"
    assert lines(carl) == [], "somebody else's member"
    kept = feedback.give_feedback(fay, planned.id, "1.1", "Six times what it was!")
    assert (kept.by, kept.on) == (fay.staff_id, fay.today())
    assert lines(dana) == lines(fay) == ["reached 1.2, and not told yet: Back at the choir."]
    feedback.give_feedback(fay, planned.id, "1.2")
    assert lines(dana) == lines(fay) == []


def test_of_a_draft_nothing_is_told(dana: SignIn) -> None:
    [member] = seated(dana, new_group(dana), 1)
    kept = plan.write_plan(dana, member.client, content(dana.today()))
    readings.record_reading(dana, kept.id, "1.2", reached=True)
    assert (reached_of(dana, member.client), lines(dana)) == ((), [])
    plan.sign_plan(dana, kept.id)
    assert [p.objective.key for p in reached_of(dana, member.client)] == ["1.2"]


# --- the copy -------------------------------------------------------------------------------------------------------


def test_a_copy_is_given_of_one_version_and_leaves_it_signed(dana: SignIn, planned: Plan) -> None:
    given = plan.give_copy(dana, planned.id)
    assert (given.copy_given_on, given.status, given.content.heading.copy_given) == (
        dana.today(),
        PlanStatus.signed,
        True,
    )
    changed = structs.replace(given.content, review_on=BY + timedelta(days=1))
    assert plan.write_plan(dana, planned.client, changed).copy_given_on is None


# --- what happens to all of it --------------------------------------------------------------------------------------


def test_erasing_a_person_takes_all_of_it_along_and_a_merge_moves_it(dana: SignIn, planned: Plan) -> None:
    readings.record_reading(dana, planned.id, "1.1", value=31, said="a long walk")
    regained.keep_regained(dana, planned.client, "Gardening")
    feedback.give_feedback(dana, planned.id, "1.1")
    other = refer.refer(dana, row(family_name="Alvarez", given_name="Rosa")).client
    merging.merge(dana, other, planned.client, "She told us.")
    for kind in (ObjectiveReading, Regained, Feedback):
        assert [one.client for one in dana.of(kind).all()] == [other]  # type: ignore[type-var, attr-defined]
    assert [p.objective.key for p in reached_of(dana, other)] == []
    erasing.erase(dana, dana.of(Client).get(other).id, "her request of today")
    for kind in (ObjectiveReading, Regained, Feedback):
        assert dana.of(kind).count() == 0  # type: ignore[type-var]
