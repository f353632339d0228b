"""Reports over a real record: what was played by the acts stands in the answers."""

from datetime import timedelta

import pytest

from groupcare.acts import SignIn, homework, safety, screen
from groupcare.queries.reports import QUESTIONS, answer
from groupcare.record.errors import NotFound, NotPermitted
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus
from groupcare.rules.people import EndReason, Referral, ReferralStatus
from groupcare.rules.reports import Answer
from groupcare.rules.safety import Choice
from tests.clinic import House, new_group, referred, seated, waiting
from tests.queries.scenes import AFTERNOON, HOSTILE, everywhere, under_way


def table(found: Answer) -> list[dict[str, str]]:
    return [dict(zip(found.headings, (cell.shown for cell in row.cells), strict=True)) for row in found.rows]


def test_an_empty_record_gives_helpful_sentences(dana: SignIn) -> None:
    for key, question in QUESTIONS.items():
        found = answer(dana, key)
        assert (found.question, found.rows, found.by, found.at) == (question, (), "Dana Reyes", dana.now())
        assert "this fills as" in found.sentence


def test_who_stays_counts_who_came_left_and_still_attends(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    with dana.db.transaction(dana.staff_id, "facilitator", "end"):
        kept = dana.of(Member).get(scene.members[1].id)
        gone = dana.of(Member).change(
            kept, status=MemberStatus.finished, end=dana.today(), end_reason=EndReason.declined
        )
    assert gone.end_reason is EndReason.declined
    found = answer(dana, "stays")
    assert found.sentence == "In running groups 2 members attend and 1 left early."
    group, curriculum = table(found)
    assert (group["Group"], curriculum["Group"]) == (scene.group.name, f"All of {scene.group.curriculum.name}")
    assert {k: group[k] for k in ("Began", "Left early", "Still running", "Not come yet", "Of held")} == {
        "Began": "3",
        "Left early": "1",
        "Still running": "2",
        "Not come yet": "1",
        "Of held": "3 of 4",
    }
    assert group["Reasons for leaving"] == "declined 1"
    assert [(b.label, b.value, b.shown) for b in found.series.bars] == [("session 1", None, "3 of 4")]


def test_a_group_that_is_over_gives_its_share_and_places_in_error_do_not_count(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    with dana.db.transaction(dana.staff_id, "facilitator", "end"):
        dana.of(Group).change(dana.of(Group).get(scene.group.id), status=GroupStatus.finished)
        dana.of(Member).change(dana.of(Member).get(scene.members[0].id), status=MemberStatus.entered_in_error)
    found = answer(dana, "stays")
    assert "0 of 2 of those who began completed, 0 left early and 2 stayed but attended less" in found.sentence
    assert table(found)[0]["Never came"] == "1"


def test_who_practises_counts_what_is_due(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    homework.review(dana, scene.tasks[scene.members[0].id].id, quality=3)
    found = answer(dana, "practises")
    (row,) = table(found)
    assert (row["Half or more"], row["Days done"], row["To come in"], row["Not handed in"]) == (
        "1 of 2",
        "7 of 10",
        "2",
        "0",
    )
    house.clock.forward(days=1)
    (row,) = table(answer(dana, "practises"))
    assert (row["Days done"], row["Unknown as none"], row["Not handed in"], row["Quality 0–4"]) == (
        "7 of 10",
        "7 of 20",
        "2",
        "3",
    )
    assert row["Barriers"] == "time 1"


def test_how_long_people_wait_counts_each_referral_once(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    seated(dana, made, 1)
    waiting(dana, family_name="Waits")
    referred(dana, family_name="New")
    gone = referred(dana, family_name="Gone")
    screen.screen_referral(dana, gone.id)
    screen.decide(dana, gone.id, Choice.declined, reason="Moves away.")
    handed = referred(dana, family_name="Handed", phq9="333333300")
    screen.screen_referral(dana, handed.id)
    safety.hand_off(dana, handed.id, "Dr Lee")
    house.clock.forward(days=10)
    found = answer(dana, "waits")
    whole = [row for row in table(found) if row["Route, curriculum"] == "all"]
    assert [(r["Until"], r["Came"], r["Still waiting"], r["Longest so far"], r["Ended before"]) for r in whole] == [
        ("first screening", "4", "1", "11 d", "0"),
        ("decision", "3", "1", "11 d", "1"),
        ("first session", "1", "2", "11 d", "2"),
    ]
    assert list(dict.fromkeys(row["Route, curriculum"] for row in table(found))) == [
        *("group", "individual", "not screened"),
        *("for 8 weeks · pain skills", "curriculum not said", "all"),
    ]
    assert "2 still wait for a first session, the longest 11 days so far." in found.sentence


def test_a_seat_whose_first_session_is_to_come_is_still_waited_for(house: House, dana: SignIn) -> None:
    made = new_group(dana, first=dana.today() + timedelta(days=7))
    seated(dana, made, 1)
    assert "1 still waits for a first session" in answer(dana, "waits").sentence
    house.clock.forward(days=7)
    assert "still waits" not in answer(dana, "waits").sentence


def test_how_referrals_go_on_gives_each_its_place_its_route_and_its_days(house: House, dana: SignIn) -> None:
    everywhere(house, dana)
    found = answer(dana, "goes_on")
    assert found.sentence == (
        "Of 9 referrals 1 is seated (11 %), 1 waitlisted, 2 in individual care (1 of them first seen), 2 still to be "
        "screened or decided on and 3 have ended; 1 “not now” is due to be looked at again."
    )
    assert found.headings == ("Where now", "Group", "Review", "Individual", "Not screened", "All", "Half by")
    rows = {row["Where now"]: list(row.values())[1:] for row in table(found)}
    assert {place: cells for place, cells in rows.items() if cells[-2] != "·"} == {
        "to screen": ["·", "·", "·", "1", "1", "–"],
        "to decide": ["·", "1", "·", "·", "1", "–"],
        "waitlisted": ["1", "·", "·", "·", "1", "–"],
        "handed off": ["·", "·", "1", "·", "1", "–"],
        "first seen": ["·", "·", "1", "·", "1", "7 d"],
        "seated": ["1", "·", "·", "·", "1", "–"],
        "not now, due": ["1", "·", "·", "·", "1", "1 d"],
        "declined": ["1", "·", "·", "·", "1", "1 d"],
        "unable to reach": ["·", "·", "·", "1", "1", "1 d"],
        "all": ["4", "1", "2", "2", "9", "–"],
    }


def test_a_not_now_falls_due_on_the_day_it_names(house: House, dana: SignIn) -> None:
    later = referred(dana, family_name="Later")
    screen.decide(dana, later.id, Choice.not_now, reason="Moves.", review_on=dana.today() + timedelta(days=2))
    house.clock.forward(days=1)
    assert answer(dana, "goes_on").sentence == "Of 1 referral 1 has ended."
    house.clock.forward(days=1)
    assert "1 “not now” is due to be looked at again" in answer(dana, "goes_on").sentence


def test_a_referral_entered_in_error_goes_nowhere(dana: SignIn) -> None:
    one = referred(dana)
    with dana.db.transaction(dana.staff_id, "intake", "end"):
        record = dana.of(Referral)
        record.change(record.get(one.id), status=ReferralStatus.ended, end_reason=EndReason.entered_in_error)
    assert answer(dana, "goes_on").rows == ()


def test_two_groups_of_one_name_are_told_apart_by_number(house: House, dana: SignIn) -> None:
    under_way(house, dana, name=HOSTILE[0])
    seated(dana, new_group(dana, name=HOSTILE[0], start=AFTERNOON), 1)
    names = [row["Group"] for row in table(answer(dana, "stays"))]
    assert names[:2] == ["[/red] (G-001)", "[/red] (G-002)"]


def test_a_question_that_nobody_asks_is_refused(dana: SignIn) -> None:
    with pytest.raises(NotFound, match="stays, helps, practises, waits, goes_on"):
        answer(dana, "luck")


def test_intake_alone_sees_no_reports(house: House) -> None:
    with pytest.raises(NotPermitted, match="To see reports"):
        answer(house.sign_in("Ines Intake"), "waits")
    for name in ("Mona Manager", "Fay Facilitator", "Carl Clinician"):
        assert answer(house.sign_in(name), "waits").by == name
