"""Make-ups: found, arranged, had as a guest or alone, and counted for the module and for nobody's rates."""

from datetime import date, time

import pytest

from groupcare.acts import Refused, SignIn, group, homework, make_ups, person, places, rescheduling, session
from groupcare.queries.coverage import coverage_grid
from groupcare.queries.groups import group_days, group_view, session_sheet
from groupcare.queries.make_ups import make_up_choices
from groupcare.queries.run_sheet import run_sheet
from groupcare.queries.today import today
from groupcare.record.lookups import expected_members, had
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.coverage import Standing
from groupcare.rules.group import Group, Member, Session
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.notice import Notice
from groupcare.rules.people import Client
from groupcare.rules.reflow import MoveTo, Way
from tests.acts.test_places import held
from tests.clinic import House, looked_at, new_group, seated, sessions, waiting


class Two:
    """A group whose first member missed module 1, and another of the same curriculum that has it on Thursday."""

    def __init__(self, house: House) -> None:
        self.house, self.dana = house, house.sign_in()
        self.one = new_group(self.dana)
        self.two = new_group(self.dana, name="Autumn B", first=date(2026, 10, 8), weekdays=(4,), seats=2)
        self.members = seated(self.dana, self.one, 2)
        referral = waiting(self.dana, family_name="Zoll", given_name="Ada")
        self.host = group.seat(self.dana, self.two.id, referral.id)[0]
        held(house, self.dana, self.one, 1, self.members, Alvarez=Mark.absent)
        self.guest = self.dana.of(Member).get(self.members[0].id)
        self.session = sessions(self.dana, self.two)[0]

    def arrange(self) -> MakeUp:
        return make_ups.arrange(self.dana, self.guest.id, 1, session=self.session.id)

    def hold(self, mark: Mark, covered: tuple[int, ...] | None = None) -> Session:
        self.house.clock.now = self.house.clock.now.replace(day=8)
        for member, what in ((self.guest, mark), (self.host, Mark.attended)):
            session.mark(self.dana, self.session.id, member.id, what)
        looked_at(self.dana, self.dana.of(Session).get(self.session.id))
        return session.close_session(self.dana, self.session.id, covered)

    def standing(self) -> Standing:
        row = next(r for r in coverage_grid(self.dana, self.one).rows if r.member == self.guest.id)
        return row.coverage.standings[0]


@pytest.fixture
def two(house: House) -> Two:
    return Two(house)


def test_the_search_finds_every_session_to_come_that_teaches_the_module_and_says_what_stands_against(two: Two) -> None:
    choices = make_up_choices(two.dana, two.guest.id, 1)
    assert [(o.group, o.number, o.free, o.against) for o in choices.openings] == [("Autumn B", 1, 1, ())]
    assert choices.alone_against == ()
    other = make_up_choices(two.dana, two.guest.id, 6)
    assert "comes after 5" in other.alone_against[0]
    assert other.openings[0].against == ("Module 6 needs no make-up: they have had it, or will by then.",)


def test_a_guest_is_expected_marked_and_has_had_the_module(two: Two) -> None:
    one = two.arrange()
    assert [m.id for m in expected_members(two.dana, two.session)] == [two.host.id, two.guest.id]
    sheet = run_sheet(two.dana, two.session.id)
    assert {row.member: row.makes_up for row in sheet.rows} == {two.host.id: None, two.guest.id: 1}
    assert [line.guest for line in session_sheet(two.dana, two.session).lines] == [False, True]
    assert group_days(two.dana, two.two).sessions[0].expected == 2
    two.hold(Mark.attended)
    (mark,) = [a for a in two.dana.of(Attendance).linked(session=two.session.id) if a.member == two.guest.id]
    assert (mark.group, mark.makes_up) == (two.two.id, 1)
    assert (two.dana.of(MakeUp).get(one.id).status, two.dana.of(MakeUp).get(one.id).due) == (MakeUpStatus.done, None)
    assert two.standing() is Standing.made_up
    assert had(two.dana, two.guest) == {1}


def test_guests_count_in_no_rate_of_the_group_they_visit_nor_change_their_own(two: Two) -> None:
    before = [line.rates for line in group_view(two.dana, two.one).roster]
    two.arrange()
    two.hold(Mark.attended)
    (line,) = group_view(two.dana, two.two).roster
    assert (line.member, line.rates.held.of, two.dana.of(Group).get(two.two.id).seats) == (two.host.id, 1, 2)
    assert [line.rates for line in group_view(two.dana, two.one).roster] == before


@pytest.mark.parametrize(
    ("mark", "covered", "status"),
    [
        (Mark.absent, None, MakeUpStatus.missed),
        (Mark.excused, None, MakeUpStatus.missed),
        (Mark.held, None, MakeUpStatus.cancelled),
        (Mark.attended, (2,), MakeUpStatus.cancelled),
    ],
)
def test_what_was_not_had_leaves_the_module_open(
    two: Two, mark: Mark, covered: tuple[int, ...] | None, status: MakeUpStatus
) -> None:
    one = two.arrange()
    two.hold(mark, covered)
    assert two.dana.of(MakeUp).get(one.id).status is status
    assert two.standing() is Standing.absent
    assert make_ups.arrange(two.dana, two.guest.id, 1, on=date(2026, 10, 12)), "another can be arranged"


def test_a_mark_put_right_after_the_session_puts_the_make_up_right(two: Two) -> None:
    one = two.arrange()
    two.hold(Mark.absent)
    session.mark(two.dana, two.session.id, two.guest.id, Mark.attended)
    assert two.dana.of(MakeUp).get(one.id).status is MakeUpStatus.done
    assert two.standing() is Standing.made_up


def test_one_alone_with_a_facilitator_is_shown_as_that(two: Two) -> None:
    one = make_ups.arrange(two.dana, two.guest.id, 1, on=date(2026, 10, 9))
    with pytest.raises(Refused, match="arranged already"):
        two.arrange()
    with pytest.raises(Refused, match="which is to come"):
        make_ups.missed(two.dana, one.id)
    two.house.clock.forward(days=3)
    words = [n.words for n in today(two.dana).needs if n.kind == "make-up"]
    assert words == ["make-up of module 1: write down what came of it"]
    made = make_ups.done(two.dana, one.id, minutes=45, words="Relaxation, sitting and lying.")
    assert (made.status, made.minutes, made.due) == (MakeUpStatus.done, 45, None)
    assert two.standing() is Standing.individually
    assert not [n for n in today(two.dana).needs if n.kind == "make-up"]
    with pytest.raises(Refused, match="needs no make-up"):
        two.arrange()


def test_a_session_that_is_cancelled_asks_for_another_make_up(two: Two) -> None:
    one = two.arrange()
    session.cancel_session(two.dana, two.session.id, "facilitator ill")
    assert any("is cancelled: find another" in n.words for n in today(two.dana).needs)
    make_ups.cancel(two.dana, one.id)
    assert not any("find another" in n.words for n in today(two.dana).needs)


def test_nobody_is_a_guest_where_there_is_no_seat_a_clash_or_somebody_to_be_kept_from(two: Two) -> None:
    dana = two.dana
    person.keep_apart(dana, two.host.client, two.guest.client, "neighbours in a dispute")
    with pytest.raises(Refused, match="must not sit with this person"):
        two.arrange()
    person.let_together(dana, two.host.client, two.guest.client, "settled")
    group.seat(dana, two.two.id, waiting(dana, family_name="Third").id)
    with pytest.raises(Refused, match="All 2 seats are taken at that session"):
        two.arrange()
    third = new_group(dana, name="Autumn C", first=date(2026, 10, 13), start=time(15, 0))
    with pytest.raises(Refused, match="clashes with a session of their own group"):
        make_ups.arrange(dana, two.guest.id, 1, session=sessions(dana, third)[0].id)
    with pytest.raises(Refused, match="does not teach module 1"):
        make_ups.arrange(dana, two.guest.id, 1, session=sessions(dana, third)[1].id)


def test_two_guests_never_take_one_seat(two: Two) -> None:
    two.arrange()
    with pytest.raises(Refused, match="All 2 seats are taken at that session"):
        make_ups.arrange(two.dana, two.members[1].id, 2, session=sessions(two.dana, two.two)[0].id)


def test_homework_set_for_all_is_not_set_for_guests(two: Two) -> None:
    two.arrange()
    two.house.clock.now = two.house.clock.now.replace(day=8)
    given = homework.set_homework(two.dana, two.session.id)
    assert [h.member for h in given] == [two.host.id]


def test_a_guest_who_was_marked_is_not_called_off(two: Two) -> None:
    one = two.arrange()
    with pytest.raises(Refused, match="the mark at that session tells"):
        make_ups.done(two.dana, one.id, minutes=10)
    two.house.clock.now = two.house.clock.now.replace(day=8)
    session.mark(two.dana, two.session.id, two.guest.id, Mark.attended)
    with pytest.raises(Refused, match="its mark tells what came of it"):
        make_ups.cancel(two.dana, one.id)


def test_a_make_up_goes_with_the_member_to_another_group(two: Two) -> None:
    two.arrange()
    two.hold(Mark.attended)
    third = new_group(two.dana, name="Autumn C", first=date(2026, 10, 14), weekdays=(3,))
    moved, _ = places.transfer(two.dana, two.guest.id, third.id)
    assert had(two.dana, moved) == {1}
    assert moved.start == date(2026, 10, 21)


def test_a_guests_absence_asks_for_a_look_at_the_plan_as_well(two: Two) -> None:
    two.arrange()
    two.hold(Mark.absent)
    assert two.dana.of(Member).get(two.guest.id).due == date(2026, 10, 8)
    name = two.dana.of(Client).get(two.guest.client).family_name
    looks = [n for n in today(two.dana).needs if n.words.endswith("look at the plan")]
    assert [(n.name.split(",")[0], n.words) for n in looks] == [
        (name, "missed the session of Thu 8 Oct: look at the plan")
    ]


def test_a_rolling_groups_own_repeat_of_a_module_is_no_make_up(house: House) -> None:
    dana: SignIn = house.sign_in()
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    choices = make_up_choices(dana, member.id, 1)
    assert choices.openings == ()


def test_guests_come_on_the_day_to_which_the_session_was_moved(two: Two) -> None:
    one = two.arrange()
    rescheduling.lose_session(two.dana, two.session.id, Way.push, "room flooded")
    moved = two.dana.of(MakeUp).get(one.id)
    assert (moved.on, moved.due, moved.status) == (date(2026, 10, 15), date(2026, 10, 15), MakeUpStatus.arranged)
    assert {n.client for n in two.dana.of(Notice).linked(group=two.two.id)} == {two.host.client, two.guest.client}


def test_what_a_lost_session_leaves_arranged_stands_in_nobodys_way(two: Two) -> None:
    """The make-up whose session is lost is told as that, and another takes its place."""
    one = two.arrange()
    session.cancel_session(two.dana, two.session.id, "facilitator ill")
    choices = make_up_choices(two.dana, two.guest.id, 1)
    assert (choices.arranged, choices.lost, choices.alone_against) == ((one,), (one.id,), ())
    made = make_ups.arrange(two.dana, two.guest.id, 1, on=date(2026, 10, 9))
    assert two.dana.of(MakeUp).get(one.id).status is MakeUpStatus.cancelled
    assert two.dana.of(MakeUp).get(one.id).words == "the session was cancelled"
    assert make_up_choices(two.dana, two.guest.id, 1).arranged == (made,)


def test_moving_a_session_says_where_its_guests_have_to_be_then(two: Two) -> None:
    """From Thursday to the Tuesday of the guest's own group; and the own group's onto the Thursday."""
    two.arrange()
    theirs = rescheduling.preview_move(two.dana, two.two.id, MoveTo(weekdays=(2,)))
    assert "1 guest has to be at Pain Skills, Autumn A then" in [c.words for c in theirs.clashes]
    own = sessions(two.dana, two.one)[1]
    ours = rescheduling.preview_loss(two.dana, own.id, Way.add, date(2026, 10, 8))
    assert "1 of its members is a guest of Autumn B then" in [c.words for c in ours.clashes]


def test_who_is_on_hold_is_a_guest_nowhere(two: Two) -> None:
    one, later = two.arrange(), make_ups.arrange(two.dana, two.members[1].id, 3, on=date(2026, 10, 9))
    for member in two.members:
        places.put_on_hold(two.dana, member.id, "an operation")
    gone = two.dana.of(MakeUp).get(one.id)
    assert (gone.status, gone.due, gone.words) == (MakeUpStatus.cancelled, None, "their place is on hold")
    assert two.dana.of(MakeUp).get(later.id).status is MakeUpStatus.arranged, (
        "alone with somebody is theirs to call off"
    )
    assert [m.id for m in expected_members(two.dana, two.session)] == [two.host.id]


def test_a_seat_says_at_which_sessions_guests_leave_none(two: Two) -> None:
    """A member does not wait for a guest; but whoever seats them knows of it."""
    two.arrange()
    third = waiting(two.dana, family_name="Third")
    planned = group.preview_seat(two.dana, two.two.id, third.id)
    words = "On Thu 8 Oct 2026 there are 3 people for 2 seats: 1 guest makes a module up there."
    assert (planned.against, planned.remarks) == ((), (words,))
    assert group.seat(two.dana, two.two.id, third.id)[1] == [words]
    assert len(expected_members(two.dana, two.session)) == 3
