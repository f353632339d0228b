"""What stands in the way of a group's homework, what came of ideas, and what reviewers wrote, as pages are told."""

from datetime import date, timedelta

import pytest

from groupcare.acts import SignIn, homework, homework_ideas
from groupcare.queries.homework_barriers import in_the_way, open_offers
from groupcare.queries.homework_comments import comments
from groupcare.record.errors import NotPermitted
from groupcare.rules.group import Member, MemberStatus
from groupcare.rules.homework import Barrier, Practice
from tests.acts.test_homework import idea
from tests.clinic import House, new_group
from tests.queries.scenes import under_way


def test_a_barrier_tells_who_named_it_how_often_and_what_helped(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    (time,) = in_the_way(dana, scene.group.id)
    assert (time.barrier, time.times, time.helped) == (Barrier.time, 1, ("music",))
    assert [(n.name, n.times, n.in_group) for n in time.named] == [("Brandt, Kim", 1, True)]
    homework.hand_in(dana, scene.tasks[scene.members[0].id].id, Practice(days=5, on=dana.today(), barrier=Barrier.time))
    assert [n.name for n in in_the_way(dana, scene.group.id)[0].named] == ["Alvarez, Rosa", "Brandt, Kim"]


def test_ideas_are_those_kept_for_the_barrier_what_helped_most_first(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    kept = [idea(dana, barrier=Barrier.time, mattered="the garden") for _ in range(2)]
    idea(dana, barrier=Barrier.mood)
    idea(dana, barrier=Barrier.time, withdrawn=True)
    idea(dana)
    task = scene.tasks[scene.members[1].id]
    homework_ideas.offer_idea(dana, task.id, kept[1].id)
    (time,) = in_the_way(dana, scene.group.id)
    assert [(o.name, o.what) for o in time.offers] == [("Brandt, Kim", "A timer")]
    assert time.offers == open_offers(dana, scene.group.id)
    homework_ideas.follow_idea(dana, task.id, kept[1].id, tried=True, helped=True)
    (time,) = in_the_way(dana, scene.group.id)
    told = [(i.idea, i.more, i.offered, i.tried, i.helped) for i in time.ideas]
    assert told == [(kept[1].id, "the garden", 1, 1, 1), (kept[0].id, "the garden", 0, 0, 0)]
    assert (time.offers, open_offers(dana, scene.group.id)) == ((), ())


def test_what_was_tried_and_cannot_be_told_yet_counts_as_tried_alone(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    kept, task = idea(dana, barrier=Barrier.time), scene.tasks[scene.members[1].id]
    homework_ideas.offer_idea(dana, task.id, kept.id)
    homework_ideas.follow_idea(dana, task.id, kept.id, tried=True)
    (line,) = in_the_way(dana, scene.group.id)[0].ideas
    assert (line.offered, line.tried, line.helped) == (1, 1, 0)


def test_those_who_left_come_last_and_are_told_to_have_left(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    homework.hand_in(dana, scene.tasks[scene.members[0].id].id, Practice(days=5, on=dana.today(), barrier=Barrier.time))
    with dana.db.transaction(dana.staff_id, "facilitator", "x"):
        dana.of(Member).change(scene.members[0], status=MemberStatus.finished, end=dana.today())
    assert [n.in_group for n in in_the_way(dana, scene.group.id)[0].named] == [True, False]


def test_comments_since_a_day_are_those_of_members_newest_first(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    first, second = (scene.tasks[scene.members[i].id] for i in (0, 1))
    homework.review(dana, second.id, quality=2, comment="Shorter, and more often.")
    house.clock.forward(days=2)
    homework.review(dana, first.id, comment="Lovely.")
    found = comments(dana, scene.group.id, date(2026, 10, 6))
    assert [(c.name, c.comment, c.quality, c.by, c.session_number) for c in found] == [
        ("Alvarez, Rosa", "Lovely.", None, "Dana Reyes", 1),
        ("Brandt, Kim", "Shorter, and more often.", 2, "Dana Reyes", 1),
    ]
    assert [c.comment for c in comments(dana, scene.group.id, dana.today())] == ["Lovely."]
    assert comments(dana, scene.group.id, dana.today() + timedelta(days=1)) == ()
    with dana.db.transaction(dana.staff_id, "facilitator", "x"):
        dana.of(Member).change(scene.members[0], status=MemberStatus.finished, end=dana.today())
    assert comments(dana, scene.group.id, dana.today()) == ()


def test_a_review_without_words_is_no_comment(house: House, dana: SignIn) -> None:
    scene = under_way(house, dana)
    homework.review(dana, scene.tasks[scene.members[0].id].id, quality=4)
    assert comments(dana, scene.group.id, date(2026, 10, 6)) == ()


def test_intake_and_managers_see_none_of_it(house: House, dana: SignIn) -> None:
    group = new_group(dana)
    for name in ("Ines Intake", "Mona Manager"):
        other = house.sign_in(name)
        with pytest.raises(NotPermitted):
            in_the_way(other, group.id)
        with pytest.raises(NotPermitted):
            open_offers(other, group.id)
        with pytest.raises(NotPermitted):
            comments(other, group.id, other.today())
