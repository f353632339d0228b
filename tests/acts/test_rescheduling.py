"""Sessions lost and groups moved in the record: effects first, then all at once, with call sheet and calendar."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import vobject

from groupcare.acts import Refused, SignIn, homework, leave, notices, rescheduling, session, undo
from groupcare.exchange.calendar import group_calendar
from groupcare.queries.groups import group_view
from groupcare.record.errors import NotPermitted
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, GroupStatus, Member, Session, SessionKind, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.notice import Notice
from groupcare.rules.reflow import MoveTo, Way
from groupcare.rules.schedule import at
from tests.clinic import House, all_present, new_group, seated, sessions

STAMPED = datetime(2026, 10, 1, tzinfo=UTC)


def days(who: SignIn, of: Group) -> list[str]:
    """Dates of the sessions that are not over."""
    over = (SessionStatus.cancelled, SessionStatus.not_held)
    return [f"{s.date:%m-%d}" for s in sorted(sessions(who, of), key=lambda s: s.date) if s.status not in over]


def untold(who: SignIn, of: Group) -> list[Notice]:
    return [n for n in who.of(Notice).linked(group=of.id) if n.due is not None]


# --- the effect, and what is done -----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", list(Way))
def test_the_effect_shown_before_is_the_one_that_is_kept(dana: SignIn, way: Way) -> None:
    made = new_group(dana)
    seated(dana, made, 2)
    fourth = sessions(dana, made)[3]
    head = dana.db.engine.head()
    shown = rescheduling.preview_loss(dana, fourth.id, way)
    assert dana.db.engine.head() == head
    kept = rescheduling.lose_session(dana, fourth.id, way, "facilitator ill")
    assert (kept.sentences, kept.warnings, kept.tell) == (shown.sentences, shown.warnings, 2)
    changed = {c.before.id: c.after for c in shown.plan.changes}
    for one in sessions(dana, made)[:8]:
        meant = changed.get(one.id)
        if meant is not None:
            assert (one.date, one.status, one.modules, one.sequence) == (
                meant.date,
                meant.status,
                meant.modules,
                meant.sequence,
            )


def test_pushing_tells_each_date_the_new_end_and_who_is_to_be_told(dana: SignIn) -> None:
    made = new_group(dana)
    seated(dana, made, 3)
    effect = rescheduling.preview_loss(dana, sessions(dana, made)[6].id, Way.push)
    assert effect.sentences == (
        "Session 7: Tue 17 Nov 14:00 → Tue 24 Nov 14:00.",
        "Session 8: Tue 24 Nov 14:00 → Tue 1 Dec 14:00.",
        "The last session is then Tue 1 Dec instead of Tue 24 Nov.",
        "3 people are to be told.",
    )


def test_merging_names_the_modules_and_the_minutes_they_take(dana: SignIn) -> None:
    made = new_group(dana)
    effect = rescheduling.preview_loss(dana, sessions(dana, made)[6].id, Way.merge)
    assert "Session 8, Tue 24 Nov, takes “Medications and Alternative Medicine Options”, too." in effect.sentences
    assert "The agendas of session 8 take 180 minutes, it has 90: choose what to shorten." in effect.warnings


def test_a_lost_session_is_cancelled_before_its_time_and_not_held_after_it(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    first, second = sessions(dana, made)[:2]
    rescheduling.lose_session(dana, first.id, Way.drop, "snow")
    assert dana.of(Session).get(first.id).status is SessionStatus.cancelled
    house.clock.forward(days=8)
    rescheduling.lose_session(dana, second.id, Way.add, "nobody had the key")
    lost = dana.of(Session).get(second.id)
    assert (lost.status, lost.reason, lost.due, lost.sequence) == (
        *(SessionStatus.not_held, "nobody had the key", None, 1),
    )
    assert days(dana, made)[-1] == "12-01"


def test_a_session_that_was_begun_for_nobody_was_not_held(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    first, second = sessions(dana, made)[:2]
    session.start_session(dana, first.id)
    rescheduling.lose_session(dana, first.id, Way.add, "fire alarm")
    assert dana.of(Session).get(first.id).status is SessionStatus.not_held
    house.clock.forward(days=7)
    session.mark(dana, second.id, member.id, Mark.attended)
    for way in Way:
        with pytest.raises(Refused, match="in progress; it cannot be cancelled or lost"):
            rescheduling.lose_session(dana, second.id, way, "x")


def test_a_reason_is_needed_and_the_rules_refusals_are_sentences(dana: SignIn) -> None:
    made = new_group(dana)
    last = sessions(dana, made)[-1]
    with pytest.raises(Refused, match="Say why"):
        rescheduling.lose_session(dana, last.id, Way.drop, " ")
    with pytest.raises(Refused, match="No session is left that could take its modules"):
        rescheduling.preview_loss(dana, last.id, Way.merge)
    with_holidays = new_group(dana, name="B", country="US")
    with pytest.raises(Refused, match="is closed: Thanksgiving"):
        rescheduling.preview_loss(dana, sessions(dana, with_holidays)[0].id, Way.add, date(2026, 11, 26))


def test_notice_given_for_the_old_date_is_none_for_the_new_one(dana: SignIn) -> None:
    made = new_group(dana)
    (rosa,) = seated(dana, made, 1)
    third = sessions(dana, made)[2]
    session.mark(dana, third.id, rosa.id, Mark.excused)
    effect = rescheduling.preview_loss(dana, third.id, Way.push)
    assert "Told us they cannot come on the old date: Rosa A. Ask them about the new one." in effect.warnings
    rescheduling.lose_session(dana, third.id, Way.push, "ill")
    assert dana.of(Attendance).linked(session=third.id) == []
    undo.undo(dana)
    assert [a.mark for a in dana.of(Attendance).linked(session=third.id)] == [Mark.excused]


def test_a_seat_in_a_rolling_group_moves_with_the_entry_module_it_begins_at(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, "twelve-module")
    early = seated(dana, made, 2)
    all_present(dana, sessions(dana, made)[0], early)
    house.clock.forward(days=1)
    *_, late = seated(dana, made, 3)
    second, third = sessions(dana, made)[1:3]
    assert late.start == third.date
    rescheduling.lose_session(dana, second.id, Way.push, "ill")
    assert dana.of(Member).get(late.id).start == dana.of(Session).get(third.id).date == date(2026, 10, 27)
    rescheduling.lose_session(dana, third.id, Way.drop, "ill")
    assert dana.of(Member).get(late.id).start == sessions(dana, made)[5].date


def test_homework_is_due_at_the_meeting_that_is_next_now(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 1)
    first, second = sessions(dana, made)[:2]
    session.mark(dana, first.id, members[0].id, Mark.attended)
    homework.set_homework(dana, first.id)
    rescheduling.lose_session(dana, second.id, Way.merge, "ill")
    assert [h.hand_in_by for h in dana.of(Homework).all()] == [date(2026, 10, 20)]


def test_everything_a_change_did_is_undone_at_once(dana: SignIn) -> None:
    made = new_group(dana)
    seated(dana, made, 2)
    before = [(s.date, s.status, s.modules, s.sequence) for s in sessions(dana, made)]
    for way in Way:
        rescheduling.lose_session(dana, sessions(dana, made)[2].id, way, "ill")
        undo.undo(dana)
        assert [(s.date, s.status, s.modules, s.sequence) for s in sessions(dana, made)] == before
        assert dana.of(Notice).count() == 0
    rescheduling.move_group(dana, made.id, MoveTo(weekdays=(4,), room="Gym"))
    undo.undo(dana)
    assert [(s.date, s.status, s.modules, s.sequence) for s in sessions(dana, made)] == before
    assert dana.of(Group).get(made.id).weekdays == (2,)


# --- the whole group, substitutes, further sessions -----------------------------------------------------------------


def test_a_group_moves_to_other_days_and_another_time_and_room_from_now_on(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, room="Room 2")
    members = seated(dana, made, 2)
    all_present(dana, sessions(dana, made)[0], members)
    house.clock.forward(days=1)
    to = MoveTo(weekdays=(1, 4), start=time(9, 30), room="Room 5")
    assert rescheduling.preview_move(dana, made.id, to).tell == 2
    rescheduling.move_group(dana, made.id, to, "Room 2 is rebuilt")
    moved = dana.of(Group).get(made.id)
    assert (moved.weekdays, moved.start, moved.room, moved.first) == ((1, 4), time(9, 30), "Room 5", made.first)
    assert days(dana, made) == ["10-06", "10-15", "10-19", "10-22", "10-26", "10-29", "11-02", "11-05"]
    assert [s.sequence for s in sessions(dana, made)] == [0, *[1] * 7]
    assert {n.what for n in untold(dana, made)} == {
        "Pain Skills, Autumn A: No session on Tue 13 Oct or Tue 20 Oct, nor on the old dates after that. Session 2 is "
        "on Thu 15 Oct and session 3 on Mon 19 Oct, all later ones accordingly; the last of them, session 8, is on Thu "
        "5 Nov, 09:30–11:00, Room 5."
    }
    with pytest.raises(Refused, match="Say where to"):
        rescheduling.move_group(dana, made.id, MoveTo(room="Room 5"))


def test_seats_of_a_group_that_has_not_begun_move_with_its_first_session(dana: SignIn) -> None:
    made = new_group(dana, first=date(2026, 10, 20))
    (member,) = seated(dana, made, 1)
    rescheduling.move_group(dana, made.id, MoveTo(first=date(2026, 10, 13)))
    assert dana.of(Member).get(member.id).start == dana.of(Group).get(made.id).first == date(2026, 10, 13)
    effect = rescheduling.preview_move(dana, made.id, MoveTo(first=date(2026, 11, 17)))
    assert any("is valid until" in warning for warning in effect.warnings)


def test_a_substitute_leads_one_session_and_a_room_is_told_to_calendars_and_members(dana: SignIn) -> None:
    made = new_group(dana, room="Room 2", facilitators=("Dana Reyes",))
    seated(dana, made, 1)
    third = sessions(dana, made)[2]
    rescheduling.substitute(dana, third.id, ["Fay Facilitator"])
    one = dana.of(Session).get(third.id)
    assert [dana.of(Staff).get(i).name for i in one.leaders] == ["Fay Facilitator"]
    assert (one.sequence, untold(dana, made)) == (0, [])
    rescheduling.substitute(dana, third.id, room="Gym")
    assert [n.what for n in untold(dana, made)] == [
        "Pain Skills, Autumn A: Session 3 is on Tue 20 Oct, 14:00–15:30, Gym."
    ]
    rescheduling.substitute(dana, third.id, ["Dana Reyes"], room="Room 2")
    one = dana.of(Session).get(third.id)
    assert (one.leaders, one.room, one.sequence) == ((), "", 2)
    with pytest.raises(Refused, match="how it is already"):
        rescheduling.substitute(dana, third.id, ["Dana Reyes"])


def test_who_is_away_and_who_is_taken_stands_among_the_warnings(dana: SignIn) -> None:
    made = new_group(dana, room="Room 2", facilitators=("Dana Reyes",))
    (member,) = seated(dana, made, 1)
    other = new_group(dana, name="B", first=date(2026, 12, 1), room="room 2", facilitators=("Fay Facilitator",))
    with dana.db.transaction(dana.staff_id, "facilitator", "seat"):
        dana.of(Member).add(Member(client=member.client, referral=member.referral, curriculum="eight-week",
                                   status=member.status, start=other.first, group=other.id))  # fmt: skip
    leave.say_away(dana, dana.staff_id, date(2026, 11, 30), date(2026, 12, 4), "leave")
    warnings = rescheduling.preview_loss(dana, sessions(dana, made)[7].id, Way.push).warnings
    assert warnings == (
        "Room 2 is taken by B on 2026-12-01 at 14:00.",
        "1 of its members has a seat in B then, on 2026-12-01 at 14:00.",
        "Dana Reyes is away (leave) on 2026-12-01.",
    )
    found = rescheduling.preview_substitute(dana, sessions(dana, made)[0].id, ["Fay Facilitator"])
    assert found.warnings == ()


def test_a_session_is_added_at_a_date_of_its_own_and_boosters_after_the_last(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 1)
    effect = rescheduling.add_session(dana, made.id, date(2026, 10, 8), [3], start=time(9))
    assert "Thu 8 Oct is not one of the group's days." in effect.warnings
    rescheduling.add_afterwards(dana, made.id, "booster 3 months, follow-up 6 months")
    last = sessions(dana, made)[-2:]
    assert [(s.number, s.kind, s.date, s.modules) for s in last] == [
        (10, SessionKind.booster, date(2027, 3, 2), ()),
        (11, SessionKind.follow_up, date(2027, 5, 25), ()),
    ]
    with pytest.raises(Refused, match="has a session on Tue 13 Oct 2026 already"):
        rescheduling.add_session(dana, made.id, date(2026, 10, 13), [1])
    with pytest.raises(Refused, match="says not when"):
        rescheduling.add_afterwards(dana, made.id, "soon")
    with pytest.raises(Refused, match="Say which modules"):
        rescheduling.add_session(dana, made.id, date(2026, 10, 14))
    with pytest.raises(Refused, match="and no others"):
        rescheduling.add_session(dana, made.id, date(2026, 10, 14), [9])
    house.clock.now = datetime(2027, 3, 2, 20, tzinfo=UTC)
    all_present(dana, last[0], members)
    assert dana.of(Session).get(last[0].id).status is SessionStatus.held


def test_a_finished_group_runs_again_for_a_follow_up(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 1)
    all_present(dana, sessions(dana, made)[0], members)
    for one in sessions(dana, made)[1:]:
        session.cancel_session(dana, one.id, "over")
    assert dana.of(Group).get(made.id).status is GroupStatus.finished
    rescheduling.add_afterwards(dana, made.id, "follow-up 2 weeks")
    assert dana.of(Group).get(made.id).status is GroupStatus.running


# --- the call sheet -------------------------------------------------------------------------------------------------


def test_each_member_is_told_once_and_always_what_is_true_now(dana: SignIn) -> None:
    made = new_group(dana)
    rosa, kim = seated(dana, made, 2)
    fourth, fifth = sessions(dana, made)[3:5]
    rescheduling.lose_session(dana, fourth.id, Way.push, "ill")
    assert {n.member for n in untold(dana, made)} == {rosa.id, kim.id}
    assert {n.due for n in untold(dana, made)} == {date(2026, 10, 27)}
    notices.told(dana, next(n.id for n in untold(dana, made) if n.member == rosa.id), "phone")
    rescheduling.lose_session(dana, fifth.id, Way.add, "ill", date(2026, 11, 12))
    by_member = {n.member: n for n in untold(dana, made)}
    assert len(untold(dana, made)) == 2
    assert by_member[rosa.id].what == (
        "Pain Skills, Autumn A: Session 5 on Tue 10 Nov is cancelled. Session 9 is on Thu 12 Nov, 14:00–15:30."
    )
    assert by_member[kim.id].what == (
        "Pain Skills, Autumn A: Session 5 on Tue 10 Nov is cancelled. No session on Tue 27 Oct. Session 4 is on Tue "
        "3 Nov and session 9 on Thu 12 Nov, all later ones accordingly; the last of them, session 8, is on Tue 1 Dec, "
        "14:00–15:30."
    )


def test_of_many_old_and_new_dates_the_first_two_are_told_and_the_last(dana: SignIn) -> None:
    made = new_group(dana)
    seated(dana, made, 1)
    rescheduling.move_group(dana, made.id, MoveTo(weekdays=(4,)))
    assert [n.what for n in untold(dana, made)] == [
        "Pain Skills, Autumn A: No session on Tue 6 Oct or Tue 13 Oct, nor on the old dates after that. Session 1 is "
        "on Thu 8 Oct and session 2 on Thu 15 Oct, all later ones accordingly; the last of them, session 8, is on Thu "
        "26 Nov, 14:00–15:30."
    ]


def test_a_change_that_nobody_has_to_know_makes_no_notice_and_nobody_left_is_told(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    rosa, _ = seated(dana, made, 2)
    with dana.db.transaction(dana.staff_id, "facilitator", "seat"):
        dana.of(Member).change(dana.of(Member).get(rosa.id), end=date(2026, 10, 6))
    session.cancel_session(dana, sessions(dana, made)[2].id, "ill")
    assert [n.member for n in untold(dana, made)] == [m.id for m in dana.of(Member).all() if m.id != rosa.id]


def test_telling_is_noted_taken_back_and_called_off(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    seated(dana, made, 1)
    session.cancel_session(dana, sessions(dana, made)[2].id, "ill")
    ines = house.sign_in("Ines Intake")
    (notice,) = untold(ines, made)
    told = notices.told(ines, notice.id, "left a message with her sister")
    assert (told.told_by, told.told_at, told.due) == (ines.staff_id, ines.now(), None)
    with pytest.raises(Refused, match="need not be told any more"):
        notices.told(ines, notice.id, "phone")
    back = notices.not_told(ines, notice.id)
    assert (back.told_at, back.how, back.due) == (None, "", date(2026, 10, 6))
    assert notices.need_not_be_told(ines, notice.id).how == notices.NOT_NEEDED
    with pytest.raises(Refused, match="Say how"):
        notices.told(ines, notice.id, " ")


def test_what_somebody_was_told_is_not_taken_back_once_there_is_newer_news(dana: SignIn, house: House) -> None:
    made = new_group(dana)
    seated(dana, made, 1)
    third = sessions(dana, made)[2]
    rescheduling.lose_session(dana, third.id, Way.push, "ill")
    (first,) = untold(dana, made)
    notices.told(dana, first.id, "phone")
    house.clock.forward(hours=1)
    rescheduling.lose_session(dana, third.id, Way.push, "ill again")
    with pytest.raises(Refused, match="newer notice"):
        notices.not_told(dana, first.id)


# --- leave ----------------------------------------------------------------------------------------------------------


def test_leave_is_said_for_oneself_and_by_a_manager_for_all(house: House) -> None:
    fay, mona = house.sign_in("Fay Facilitator"), house.sign_in("Mona Manager")
    leave.say_away(fay, fay.staff_id, date(2026, 11, 2), date(2026, 11, 6), "holiday")
    joined = leave.say_away(mona, fay.staff_id, date(2026, 11, 6), date(2026, 11, 9))
    assert [(a.first.day, a.last.day, a.reason) for a in joined.away] == [(2, 9, "holiday")]
    with pytest.raises(NotPermitted, match="for themselves only"):
        leave.say_away(fay, mona.staff_id, date(2026, 11, 2))
    assert leave.say_back(fay, fay.staff_id, date(2026, 11, 4)).away == ()
    with pytest.raises(Refused, match="Nothing is noted"):
        leave.say_back(fay, fay.staff_id, date(2026, 11, 4))
    with pytest.raises(Refused, match="Leave goes from"):
        leave.say_away(fay, fay.staff_id, date(2026, 11, 4), date(2026, 11, 3))


# --- making a group -------------------------------------------------------------------------------------------------


def test_a_group_is_made_with_its_own_order_and_what_comes_afterwards(dana: SignIn) -> None:
    made = new_group(dana, order="1 2 3+4 5 5 6 7 8", afterwards="booster 3 months")
    found = sessions(dana, made)
    assert [s.modules for s in found] == [(1,), (2,), (3, 4), (5,), (5,), (6,), (7,), (8,), ()]
    assert [s.continues for s in found if s.continues] == [(5,)]
    assert (found[-1].kind, found[-1].date, found[-1].due) == (
        *(SessionKind.booster, date(2027, 3, 2), date(2027, 3, 2)),
    )


def test_a_rolling_group_is_made_with_rounds(dana: SignIn) -> None:
    made = new_group(dana, "twelve-module", rounds=2, weekdays=(2, 4))
    found = sessions(dana, made)
    assert [s.modules[0] for s in found] == [*range(1, 13), *range(1, 13)]
    assert {s.date.isoweekday() for s in found} == {2, 4}
    members = seated(dana, made, 1)
    (line,) = group_view(dana, made).roster
    assert (line.member, line.rates.planned.of) == (members[0].id, 12), "of their own round, not of both"


def test_a_federal_clinic_takes_the_country_without_a_subdivision(dana: SignIn) -> None:
    massachusetts = {"country": "US", "subdivision": "MA", "first": date(2027, 4, 12), "weekdays": (1,)}
    states = new_group(dana, name="State", **massachusetts)
    federal = new_group(dana, name="Federal", **{**massachusetts, "subdivision": None})
    patriots_day, memorial_day = date(2027, 4, 19), date(2027, 5, 31)
    dates = {made.name: [s.date for s in sessions(dana, made)] for made in (states, federal)}
    assert patriots_day not in dates["State"]
    assert patriots_day in dates["Federal"]
    assert memorial_day not in dates["Federal"]


# --- calendars ------------------------------------------------------------------------------------------------------


def exported(who: SignIn, of: Group) -> bytes:
    kept = who.of(Group).get(of.id)
    return group_calendar(kept, sessions(who, of), clinic="Hill Clinic", stamped=STAMPED)


def by_icalendar(content: bytes) -> dict[str, tuple[datetime, int, str, str]]:
    """Start in UTC, sequence, status and place, by UID."""
    return {
        str(e["uid"]): (
            e["dtstart"].dt.astimezone(UTC),
            int(e["sequence"]),
            str(e["status"]),
            str(e.get("location", "")),
        )
        for e in icalendar.Calendar.from_ical(content).walk("VEVENT")
    }


def by_vobject(content: bytes) -> dict[str, tuple[datetime, int, str, str]]:
    return {
        e.uid.value: (
            e.dtstart.value.astimezone(UTC),
            int(e.sequence.value),
            e.status.value,
            e.location.value if "location" in e.contents else "",
        )
        for e in vobject.readOne(content.decode()).contents["vevent"]
    }


CHANGES = {
    **{
        str(way): lambda who, made, way=way: rescheduling.lose_session(who, sessions(who, made)[2].id, way, "ill")
        for way in Way
    },
    "move": lambda who, made: rescheduling.move_group(who, made.id, MoveTo(weekdays=(4,), start=time(9), room="Gym")),
    "another room": lambda who, made: rescheduling.move_group(who, made.id, MoveTo(room="Gym")),
    "one room": lambda who, made: rescheduling.substitute(who, sessions(who, made)[2].id, room="Gym"),
    "cancel": lambda who, made: session.cancel_session(who, sessions(who, made)[2].id, "ill"),
    "add": lambda who, made: rescheduling.add_session(who, made.id, date(2026, 11, 5), [1]),
    "boosters": lambda who, made: rescheduling.add_afterwards(who, made.id, "booster 6 weeks"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_after_each_kind_of_change_two_readers_see_the_same_appointments_moved(dana: SignIn, what: str) -> None:
    made = new_group(dana, room="Room 2")
    before = by_icalendar(exported(dana, made))
    CHANGES[what](dana, made)  # type: ignore[no-untyped-call]
    content = exported(dana, made)
    after = by_icalendar(content)
    assert after == by_vobject(content)
    assert before.keys() <= after.keys()
    kept = {f"{s.id}@groupcare": s for s in sessions(dana, made)}
    assert after.keys() == kept.keys()
    for uid, (begins, sequence, status, room) in after.items():
        one = kept[uid]
        assert begins == at(one.date, one.start, "America/New_York")
        assert status == ("CANCELLED" if one.status is SessionStatus.cancelled else "CONFIRMED")
        if uid in before and (begins, status, room) != (before[uid][0], before[uid][2], before[uid][3]):
            assert sequence == before[uid][1] + 1
    changed = [uid for uid in before if before[uid] != after[uid]]
    assert changed or what in ("add", "boosters")
    assert len(after) - len(before) == (what in ("add", "boosters"))


def test_a_session_pushed_over_the_clock_change_keeps_its_wall_time(dana: SignIn) -> None:
    made = new_group(dana)
    fourth = sessions(dana, made)[3]
    assert by_vobject(exported(dana, made))[f"{fourth.id}@groupcare"][0] == datetime(2026, 10, 27, 18, tzinfo=UTC)
    rescheduling.lose_session(dana, fourth.id, Way.push, "ill")
    for read in (by_icalendar, by_vobject):
        assert read(exported(dana, made))[f"{fourth.id}@groupcare"][:2] == (datetime(2026, 11, 3, 19, tzinfo=UTC), 1)


def test_a_move_by_hand_of_days_is_not_what_a_timedelta_would_give(dana: SignIn) -> None:
    made = new_group(dana, start=time(9))
    plan = rescheduling.preview_move(dana, made.id, MoveTo(first=date(2026, 11, 3)))
    hours = {at(c.after.date, c.after.start, c.after.zone) - at(c.before.date, c.before.start, c.before.zone)
             for c in plan.plan.changes}  # fmt: skip
    assert hours == {timedelta(days=28, hours=1), timedelta(days=28)}
