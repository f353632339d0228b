"""A lost session and a moved group, over any start, weekdays, closures, zone and sequence of changes."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from groupcare.rules.group import Session, SessionKind, SessionStatus
from groupcare.rules.lost_session import fresh, lose
from groupcare.rules.moved import move, stop
from groupcare.rules.reflow import (
    OVER,
    Ground,
    MoveTo,
    Reflow,
    ReflowImpossible,
    Way,
    last_day,
    live,
    to_come,
)
from groupcare.rules.schedule import at, known_time, lay_out

TUESDAY = date(2026, 10, 6)
ZONES = ("America/New_York", "Europe/Dublin", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kathmandu", "UTC")


def course(
    modules: Iterable[tuple[int, ...]] = ((1,), (2,), (3,), (4,), (5,)),
    first: date = TUESDAY,
    weekdays: tuple[int, ...] = (2,),
    start: time = time(14),
    zone: str = "America/New_York",
    closed: dict[date, str] | None = None,
) -> list[Session]:
    """Planned sessions, as a group is made with them."""
    laid = lay_out(list(modules), first, weekdays, start, 90, zone, closed or {})
    return [
        Session(
            id=f"s{m.number}",
            rev=1,
            group="g",
            number=m.number,
            modules=m.modules,
            date=m.date,
            start=start,
            minutes=90,
            zone=zone,
            due=m.date,
        )
        for m in laid.meetings
    ]


def over(session: Session, status: SessionStatus = SessionStatus.cancelled) -> Session:
    return structs.replace(session, status=status, reason="ill", due=None)


def ground(weekdays: tuple[int, ...] = (2,), closed: dict[date, str] | None = None, today: date = TUESDAY) -> Ground:
    return Ground(weekdays=weekdays, closed=closed or {}, today=today)


def lost(sessions: list[Session], place: int, way: Way, on: Ground | None = None, day: date | None = None) -> Reflow:
    return lose(sessions, sessions[place], way, on or ground(), over(sessions[place]), day)


def after(sessions: list[Session], plan: Reflow) -> list[Session]:
    """The sessions once the plan is kept."""
    changed = {c.before.id: c.after for c in plan.changes}
    added = [structs.replace(s, id=f"a{s.number}", rev=1) for s in plan.added]
    return [*(changed.get(s.id, s) for s in sessions), *added]


def days(sessions: Iterable[Session]) -> list[int]:
    return [s.date.toordinal() - TUESDAY.toordinal() for s in live(sessions)]


# --- the four ways --------------------------------------------------------------------------------------------------


def test_pushing_moves_this_one_and_all_after_it_one_meeting_day_on() -> None:
    sessions = course()
    plan = lost(sessions, 2, Way.push)
    assert days(after(sessions, plan)) == [0, 7, 21, 28, 35]
    assert [c.after.sequence for c in plan.changes] == [1, 1, 1]
    assert (plan.last_before, plan.last) == (TUESDAY + timedelta(days=28), TUESDAY + timedelta(days=35))
    assert all(c.after.due == c.after.date for c in plan.changes)


def test_pushing_passes_over_closed_days_and_uses_each_weekday() -> None:
    sessions = course(weekdays=(2, 4))
    closed = {TUESDAY + timedelta(days=9): "closed"}
    plan = lost(sessions, 1, Way.push, ground((2, 4), closed))
    assert days(after(sessions, plan)) == [0, 7, 14, 16, 21]


def test_merging_gives_the_modules_to_the_next_session_and_moves_nothing() -> None:
    sessions = course()
    plan = lost(sessions, 2, Way.merge)
    assert [s.modules for s in live(after(sessions, plan))] == [(1,), (2,), (3, 4), (5,)]
    assert [c.moves for c in plan.changes] == [False, False]
    assert (plan.dropped, plan.last) == ((), plan.last_before)


def test_adding_puts_the_lost_module_at_the_end_or_on_a_chosen_day() -> None:
    sessions = course()
    plan = lost(sessions, 2, Way.add)
    assert [(s.number, s.modules, s.sequence) for s in plan.added] == [(6, (3,), 0)]
    assert days(after(sessions, plan)) == [0, 7, 21, 28, 35]
    chosen = lost(sessions, 2, Way.add, day=TUESDAY + timedelta(days=16))
    assert days(after(sessions, chosen)) == [0, 7, 16, 21, 28]


def test_dropping_says_which_modules_nobody_teaches_any_more() -> None:
    sessions = course(((1,), (2,), (3, 4), (4,), (5,)))
    plan = lost(sessions, 2, Way.drop)
    assert plan.dropped == (3,)
    assert [c.after.status for c in plan.changes] == [SessionStatus.cancelled]


def test_the_second_half_of_a_module_that_is_lost_loses_the_module_but_the_first_half_does_not() -> None:
    sessions = course(((1,), (2,), (2,), (3,)))
    sessions[1] = structs.replace(sessions[1], continues=(2,))
    first = lost(sessions, 1, Way.drop)
    assert first.dropped == ()
    sessions[1] = structs.replace(sessions[1], status=SessionStatus.held, covered=(2,))
    assert lost(sessions, 2, Way.drop, ground(today=TUESDAY + timedelta(days=7))).dropped == (2,)


def test_a_module_that_goes_on_nowhere_any_more_does_not_go_on() -> None:
    sessions = course(((1,), (2,), (2,), (3,)))
    sessions[1] = structs.replace(sessions[1], continues=(2,))
    plan = lost(sessions, 2, Way.drop)
    assert {s.number: s.continues for s in after(sessions, plan)}[2] == ()
    assert plan.dropped == ()


@pytest.mark.parametrize(
    ("way", "place", "day", "sentence"),
    [
        (Way.merge, 4, None, "No session is left"),
        (Way.add, 2, TUESDAY - timedelta(days=1), "is past"),
        (Way.add, 2, TUESDAY + timedelta(days=7), "has a session on"),
        (Way.add, 2, TUESDAY + timedelta(days=8), "is closed: staff day"),
    ],
)
def test_what_cannot_be_is_a_sentence(way: Way, place: int, day: date | None, sentence: str) -> None:
    with pytest.raises(ReflowImpossible, match=sentence):
        lost(course(), place, way, ground(closed={TUESDAY + timedelta(days=8): "staff day"}), day)


def test_what_was_held_after_a_lost_session_is_never_overtaken() -> None:
    sessions = course()
    sessions[2] = structs.replace(sessions[2], status=SessionStatus.held)
    with pytest.raises(ReflowImpossible, match="Session 3 after it is held already"):
        lost(sessions, 1, Way.push)
    sessions[2] = structs.replace(sessions[2], status=SessionStatus.planned)
    with pytest.raises(ReflowImpossible, match="Session 3 is past and not closed"):
        lost(sessions, 1, Way.push, ground(today=TUESDAY + timedelta(days=20)))


# --- boosters -------------------------------------------------------------------------------------------------------


def with_booster(sessions: list[Session], days_after: int) -> list[Session]:
    like = structs.replace(sessions[-1], modules=(), kind=SessionKind.booster)
    on = sessions[-1].date + timedelta(days=days_after)
    return [*sessions, structs.replace(fresh(sessions, like, on), id="b", rev=1)]


def test_a_booster_keeps_its_distance_from_the_last_session() -> None:
    sessions = with_booster(course(), 91)
    assert days(after(sessions, lost(sessions, 1, Way.push)))[-1] == 28 + 91 + 7
    assert days(after(sessions, lost(sessions, 1, Way.merge)))[-1] == 28 + 91
    closed = {TUESDAY + timedelta(days=28 + 91 + 7): "closed"}
    assert days(after(sessions, lost(sessions, 1, Way.push, ground(closed=closed))))[-1] == 28 + 91 + 14
    assert lost(sessions, 1, Way.push).last == TUESDAY + timedelta(days=35)


def test_a_booster_that_is_lost_moves_alone() -> None:
    sessions = with_booster(course(), 14)
    plan = lost(sessions, 5, Way.push)
    assert days(after(sessions, plan)) == [0, 7, 14, 21, 28, 49]
    with pytest.raises(ReflowImpossible, match="no modules"):
        lost(sessions, 5, Way.merge)


def test_a_booster_that_is_lost_comes_again_after_the_course_only() -> None:
    sessions = with_booster(course(), 91)
    with pytest.raises(ReflowImpossible, match="after the last of the course, on Tue 3 Nov 2026"):
        lost(sessions, 5, Way.add, day=TUESDAY + timedelta(days=9))
    plan = lost(sessions, 5, Way.add, day=TUESDAY + timedelta(days=35))
    assert days(after(sessions, plan))[-1] == 35


# --- the whole group ------------------------------------------------------------------------------------------------


def test_moving_the_group_moves_only_what_is_to_come() -> None:
    sessions = course()
    sessions[0] = structs.replace(sessions[0], status=SessionStatus.held)
    to = MoveTo(first=TUESDAY + timedelta(days=16), weekdays=(4,), start=time(10, 30))
    plan = move(sessions, to, ground((4,), today=TUESDAY + timedelta(days=1)))
    assert days(after(sessions, plan)) == [0, 16, 23, 30, 37]
    assert {s.start for s in after(sessions, plan)[1:]} == {time(10, 30)}
    assert after(sessions, plan)[0] == sessions[0]


def test_another_room_moves_no_date_but_tells_calendars() -> None:
    sessions = course()
    sessions[1] = structs.replace(sessions[1], room="Gym")
    plan = move(sessions, MoveTo(room="Room 5"), ground())
    assert [s.sequence for s in after(sessions, plan)] == [1, 0, 1, 1, 1]
    assert days(after(sessions, plan)) == days(sessions)


def test_a_group_that_ends_cancels_all_that_is_to_come_boosters_too_and_leaves_what_was_held() -> None:
    sessions = course()
    sessions[0] = structs.replace(sessions[0], status=SessionStatus.held, covered=(1,), due=None)
    later = TUESDAY + timedelta(days=90)
    sessions.append(structs.replace(sessions[4], id="b", number=6, modules=(), date=later, kind=SessionKind.booster))
    plan = stop(sessions, ground(today=TUESDAY + timedelta(days=7)), "too few")
    now = after(sessions, plan)
    assert now[0] == sessions[0]
    assert {(s.status, s.reason, s.due, s.sequence) for s in now[1:]} == {(SessionStatus.cancelled, "too few", None, 1)}
    assert [s.date for s in now] == [s.date for s in sessions]
    assert plan.last == TUESDAY
    with pytest.raises(ReflowImpossible, match="Session 2 is past and not closed"):
        stop(sessions, ground(today=TUESDAY + timedelta(days=8)), "too few")


def test_a_group_cannot_move_before_what_was_held_or_into_the_past() -> None:
    sessions = course()
    sessions[1] = structs.replace(sessions[1], status=SessionStatus.in_progress)
    with pytest.raises(ReflowImpossible, match="held or begun up to Tue 13 Oct 2026"):
        move(sessions, MoveTo(first=TUESDAY + timedelta(days=7)), ground())
    with pytest.raises(ReflowImpossible, match="is past"):
        move(sessions, MoveTo(first=TUESDAY - timedelta(days=7)), ground())
    with pytest.raises(ReflowImpossible, match="No session is left to move"):
        move([over(s) for s in sessions], MoveTo(first=TUESDAY), ground())


# --- any sequence of changes ----------------------------------------------------------------------------------------


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_whatever_is_done_dates_stay_apart_in_order_and_open_and_no_module_is_lost(data: st.DataObject) -> None:
    first = data.draw(st.dates(date(2024, 1, 1), date(2031, 1, 1)))
    weekdays = data.draw(st.sets(st.integers(1, 7), min_size=1, max_size=3).map(lambda d: tuple(sorted(d))))
    zone = data.draw(st.sampled_from(ZONES))
    start = data.draw(st.sampled_from((time(1, 30), time(2, 15), time(9), time(14), time(23, 30))))
    closed = {first + timedelta(days=n): "closed" for n in data.draw(st.sets(st.integers(0, 120), max_size=20))}
    modules = [(n,) for n in range(1, data.draw(st.integers(2, 9)) + 1)]
    sessions = course(modules, first, weekdays, start, zone, closed)
    if data.draw(st.booleans()):
        like = structs.replace(sessions[-1], modules=(), kind=SessionKind.booster)
        on = next(d for n in range(60, 400) if (d := first + timedelta(days=n)) not in closed
                  and d.isoweekday() in weekdays and d > sessions[-1].date)  # fmt: skip
        sessions = [*sessions, structs.replace(fresh(sessions, like, on), id="b", rev=1)]
    today, gone = first, set[int]()
    for _ in range(data.draw(st.integers(1, 6))):
        today, sessions = _time_passes(data, today, sessions)
        closed |= {today + timedelta(days=n): "later" for n in data.draw(st.sets(st.integers(0, 60), max_size=2))}
        before = sessions
        on = Ground(weekdays=weekdays, closed=closed, today=today)
        try:
            plan, start, weekdays = _any_change(data, sessions, on, start)
        except ReflowImpossible:
            continue
        sessions = after(before, plan)
        gone |= set(plan.dropped)
        _holds(before, sessions, plan, closed, weekdays, today)
        taught = {n for s in live(sessions) for n in s.modules}
        assert taught | gone >= {n for slot in modules for n in slot}
        assert not taught & set(plan.dropped)


def _time_passes(data: st.DataObject, today: date, sessions: list[Session]) -> tuple[date, list[Session]]:
    """Some days on; what was planned before is held."""
    today += timedelta(days=data.draw(st.integers(0, 15)))
    held = [
        structs.replace(s, status=SessionStatus.held, covered=s.modules, due=None)
        if s.date < today and s.status is SessionStatus.planned
        else s
        for s in sessions
    ]
    return today, held


def _any_change(
    data: st.DataObject, sessions: list[Session], on: Ground, start: time
) -> tuple[Reflow, time, tuple[int, ...]]:
    open_ = [s for s in sessions if s.status is SessionStatus.planned]
    if not open_ or data.draw(st.integers(0, 3)) == 0:
        weekdays = data.draw(st.sets(st.integers(1, 7), min_size=1, max_size=3).map(lambda d: tuple(sorted(d))))
        begins = on.today + timedelta(days=data.draw(st.integers(0, 30)))
        clock = data.draw(st.sampled_from((start, time(9), time(16, 45))))
        to = MoveTo(first=data.draw(st.sampled_from((begins, None))), weekdays=weekdays, start=clock)
        return move(sessions, to, structs.replace(on, weekdays=weekdays)), clock, weekdays
    session = data.draw(st.sampled_from(open_))
    way = data.draw(st.sampled_from(tuple(Way)))
    day = on.today + timedelta(days=data.draw(st.integers(0, 60))) if data.draw(st.booleans()) else None
    return lose(sessions, session, way, on, over(session), day), start, on.weekdays


def _holds(
    before: list[Session],
    sessions: list[Session],
    plan: Reflow,
    closed: dict[date, str],
    weekdays: tuple[int, ...],
    today: date,
) -> None:
    """What must hold after any one change."""
    untouched = {s.id: s for s in before if s.status is not SessionStatus.planned}
    assert all(s == untouched[s.id] for s in sessions if s.id in untouched)
    dates = [s.date for s in live(sessions)]
    assert len(set(dates)) == len(dates)
    for change in plan.changes:
        shown = (change.after.date, change.after.start, change.after.status, change.after.modules)
        was = (change.before.date, change.before.start, change.before.status, change.before.modules)
        assert change.after.sequence - change.before.sequence == (shown != was)
        assert change.after.status in OVER or change.after.due == change.after.date
        if change.before.date != change.after.date:
            assert change.after.date not in closed
            assert change.after.date.isoweekday() in weekdays
            assert change.after.date >= today
    for session in plan.added:
        assert session.date not in closed
        assert session.date >= today
    kept = {s.id for s in live(sessions)}
    order = [s.id for s in live(before) if s.id in kept]
    assert [s.id for s in live(sessions) if s.id in set(order)] == order
    assert plan.last == last_day(sessions)
    assert all(s.date > plan.last for s in sessions if plan.last and s.kind is not SessionKind.module
               and s.status is SessionStatus.planned and s.id in {c.after.id for c in plan.changes})  # fmt: skip
    for session in to_come(sessions):
        if known_time(session.date, session.start, session.zone):
            instant = at(session.date, session.start, session.zone).astimezone(ZoneInfo(session.zone))
            assert instant.time() == session.start
