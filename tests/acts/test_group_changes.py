"""A group after it was made: changed, and ended before its time."""

from datetime import date, time

import pytest

from groupcare.acts import Refused, SignIn, group_changes, leave, places, session, undo
from groupcare.acts.group_changes import Changes
from groupcare.queries.reports import answer
from groupcare.queries.today import today
from groupcare.rules.attendance import Mark
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus, SessionStatus
from groupcare.rules.notice import Notice
from groupcare.rules.people import EndReason, Referral, ReferralStatus
from tests.clinic import House, all_present, new_group, seated, sessions


def staff(who: SignIn, name: str) -> str:
    return next(s.id for s in who.of(Staff).all() if s.name == name)


def test_a_group_takes_another_name_other_leaders_and_more_seats(dana: SignIn) -> None:
    made = new_group(dana, facilitators=("Dana Reyes",), seats=10, minimum=4)
    changes = Changes(name="Pain Skills, North", facilitators=["Fay Facilitator"], seats=14, minimum=6)
    shown = group_changes.preview_change(dana, made.id, changes)
    assert dana.of(Group).get(made.id) == made, "nothing is saved by looking"
    assert shown.warnings == ("Pain Skills, North would have 14 members; 90853 is for at most 12.",)
    group_changes.change_group(dana, made.id, changes)
    now = dana.of(Group).get(made.id)
    assert (now.name, now.seats, now.minimum) == ("Pain Skills, North", 14, 6)
    assert now.facilitators == (staff(dana, "Fay Facilitator"),)
    assert now.curriculum == made.curriculum
    undo.undo(dana)
    assert dana.of(Group).get(made.id).name == made.name


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (Changes(name=" "), "A group needs a name."),
        (Changes(seats=1), "2 people have a seat: there cannot be fewer seats than that."),
        (Changes(seats=41), "A group has from 1 to 40 seats."),
        (Changes(seats=6, minimum=7), "from 0 to the number of seats"),
        (Changes(facilitators=["Nobody"]), "Nobody named 'Nobody' works here"),
        (Changes(seats=10), "That is how it is already."),
    ],
)
def test_what_a_group_cannot_become_is_refused_with_a_sentence(dana: SignIn, changes: Changes, sentence: str) -> None:
    made = new_group(dana)
    seated(dana, made, 2)
    with pytest.raises(Refused, match=sentence):
        group_changes.change_group(dana, made.id, changes)
    assert dana.of(Group).get(made.id) == made


def test_whoever_is_to_lead_is_told_of_where_they_lead_another_group_or_are_away(dana: SignIn) -> None:
    made = new_group(dana, facilitators=("Dana Reyes",))
    new_group(dana, name="Autumn B", start=time(15, 0), facilitators=("Fay Facilitator",))
    leave.say_away(dana, staff(dana, "Fay Facilitator"), date(2026, 10, 13))
    shown = group_changes.preview_change(dana, made.id, Changes(facilitators=["Fay Facilitator"]))
    assert {c.words for c in shown.clashes} == {"Fay Facilitator leads Autumn B", "Fay Facilitator is away"}
    assert len(shown.clashes) == 9


def test_a_group_that_never_began_is_cancelled_and_nobody_is_lost_from_sight(dana: SignIn) -> None:
    """Everybody stands on the call sheet, and their places wait on Today until a person transfers or ends them."""
    made, other = new_group(dana, first=date(2026, 10, 13)), new_group(dana, name="Autumn B", start=time(10, 0))
    one, two = seated(dana, made, 2)
    effect = group_changes.preview_stop(dana, made.id)
    assert "No session is left then." in effect.sentences
    assert "2 people are to be told." in effect.sentences
    group_changes.stop_group(dana, made.id, "too few members")
    assert dana.of(Group).get(made.id).status is GroupStatus.cancelled
    assert {(s.status, s.reason, s.due) for s in sessions(dana, made)} == {
        (SessionStatus.cancelled, "too few members", None)
    }
    told = dana.of(Notice).linked(group=made.id)
    assert {n.client for n in told} == {one.client, two.client}
    assert told[0].what == (
        "Pain Skills, Autumn A: 8 sessions, from session 1 on Tue 13 Oct to session 8 on Tue 1 Dec, are cancelled."
    )
    assert any(n.words == "the group is over: 2 places to complete or end" for n in today(dana).needs)
    moved, _ = places.transfer(dana, one.id, other.id)
    assert (moved.status, moved.start) == (MemberStatus.planned, date(2026, 10, 6))
    left = places.end(dana, two.id, EndReason.group_ended, another=True)
    assert left.status is MemberStatus.cancelled
    assert dana.of(Referral).get(two.referral).status is ReferralStatus.waitlisted
    assert not any("the group is over" in n.words for n in today(dana).needs)
    of = answer(dana, "stays")
    assert "Pain Skills, Autumn A" not in [row.cells[0].shown for row in of.rows], "nobody could stay in it"


def test_a_group_that_has_met_is_finished_with_what_was_held(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 2)
    all_present(dana, sessions(dana, made)[0], members)
    house.clock.forward(days=3)
    group_changes.stop_group(dana, made.id, "facilitator has left")
    assert dana.of(Group).get(made.id).status is GroupStatus.finished
    assert [s.status for s in sessions(dana, made)] == [SessionStatus.held, *[SessionStatus.cancelled] * 7]
    assert {dana.of(Member).get(m.id).status for m in members} == {MemberStatus.active}
    with pytest.raises(Refused, match="is finished already"):
        group_changes.stop_group(dana, made.id, "again")
    with pytest.raises(Refused, match="it stays as it was"):
        group_changes.change_group(dana, made.id, Changes(name="Another"))


def test_a_group_does_not_end_over_a_session_of_which_nobody_has_said_what_became(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    with pytest.raises(Refused, match="Say why"):
        group_changes.stop_group(dana, made.id, " ")
    house.clock.forward(days=1)
    with pytest.raises(Refused, match="Session 1 is past and not closed"):
        group_changes.stop_group(dana, made.id, "too few members")
    session.mark(dana, sessions(dana, made)[0].id, member.id, Mark.attended)
    with pytest.raises(Refused, match="Session 1 is in progress: close it first"):
        group_changes.stop_group(dana, made.id, "too few members")
    assert dana.of(Group).get(made.id).status is GroupStatus.running
