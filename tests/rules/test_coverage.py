"""Coverage: what a member has had, needs next, and when they can be through."""

from datetime import UTC, date, datetime, time, timedelta

import msgspec

from groupcare.exchange.curriculum_file import find, read
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.coverage import Coverage, Standing, columns, coverage, delivers, has_seat
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.group import Member, MemberStatus, Session, SessionStatus

EIGHT, TWELVE = read(find("eight-week")), read(find("twelve-module"))
FIRST = date(2026, 9, 1)
TODAY = date(2026, 9, 29)
"""The day of the fifth session."""


def sessions(curriculum: Curriculum, held: int = 4) -> list[Session]:
    """Weekly sessions of which so many have been held."""
    made = []
    for place, module in enumerate(curriculum.module):
        status = SessionStatus.held if place < held else SessionStatus.planned
        made.append(
            Session(
                id=str(place + 1),
                group="g",
                number=place + 1,
                modules=(module.number,),
                date=FIRST + timedelta(weeks=place),
                start=time(14),
                minutes=90,
                zone="America/New_York",
                status=status,
                covered=(module.number,) if place < held else (),
            )
        )
    return made


def attended(session: str, mark: Mark = Mark.attended, makes_up: int | None = None) -> Attendance:
    return Attendance(
        session=session,
        group="g",
        member="m",
        client="c",
        mark=mark,
        marked_at=datetime(2026, 9, 1, tzinfo=UTC),
        marked_by="s",
        makes_up=makes_up,
    )


def of(
    text: str,
    *,
    curriculum: Curriculum = EIGHT,
    run: list[Session] | None = None,
    joined: date = FIRST,
    left: date | None = None,
    makes_up: dict[str, int] | None = None,
) -> Coverage:
    """Coverage of marks written as a sign a session: p, e, a, h, or a dot for none."""
    signs = {"p": Mark.attended, "e": Mark.excused, "a": Mark.absent, "h": Mark.held}
    marks = {
        str(place + 1): attended(str(place + 1), signs[sign], (makes_up or {}).get(str(place + 1)))
        for place, sign in enumerate(text)
        if sign in signs
    }
    dates = run or sessions(curriculum)
    return coverage(curriculum, columns(curriculum, dates), marks, joined, left, TODAY)


def test_modules_attended_are_had_and_the_next_one_to_come_is_needed() -> None:
    found = of("pppp")
    assert (found.had, found.needed, found.next, found.next_on) == (4, 8, 5, TODAY)
    assert (found.finish_on, found.make_ups) == (date(2026, 10, 20), 0)
    assert found.standings == (*[Standing.attended] * 4, *[Standing.to_come] * 4)


def test_the_first_module_missed_is_needed_next_as_a_make_up() -> None:
    found = of("paeh")
    assert (found.had, found.next, found.next_on, found.make_ups) == (1, 2, None, 3)
    assert found.standings[:4] == (Standing.attended, Standing.absent, Standing.excused, Standing.held)


def test_notice_for_a_session_to_come_makes_its_module_a_make_up() -> None:
    found = of("ppppe")
    assert (found.next, found.next_on, found.make_ups) == (5, None, 1)


def test_a_session_not_marked_is_unknown_and_no_miss() -> None:
    found = of("p.pp")
    assert (found.standings[1], found.next, found.make_ups, found.had) == (Standing.not_marked, 5, 0, 3)


def test_a_make_up_is_had() -> None:
    found = of("pappp", makes_up={"5": 2})
    assert (found.standings[1], found.had, found.make_ups) == (Standing.made_up, 5, 0)


def test_what_was_before_joining_is_still_needed_but_not_next() -> None:
    found = of("..pp", joined=FIRST + timedelta(weeks=2))
    assert found.standings[:2] == (Standing.before, Standing.before)
    assert (found.had, found.next, found.next_on, found.make_ups) == (2, 5, TODAY, 2)


def test_after_leaving_nothing_comes_any_more() -> None:
    found = of("pp", left=FIRST + timedelta(weeks=1))
    assert found.standings[2:4] == (Standing.left, Standing.left)
    assert (found.finish_on, found.next_on) == (None, None)


def test_a_module_that_was_planned_and_not_covered_is_had_by_nobody() -> None:
    run = sessions(EIGHT)
    run[1] = msgspec.structs.replace(run[1], covered=())
    found = of("pppp", run=run)
    assert (found.standings[1], found.had, found.next) == (Standing.nothing, 3, 5)
    assert found.make_ups == 1


def test_a_cancelled_session_delivers_nothing_and_its_module_needs_a_make_up() -> None:
    run = sessions(EIGHT)
    run[5] = msgspec.structs.replace(run[5], status=SessionStatus.cancelled)
    assert delivers(run[5]) == ()
    found = of("pppp", run=run)
    assert (found.standings[5], found.make_ups, found.finish_on) == (Standing.nothing, 1, date(2026, 10, 20))


def test_a_module_taught_twice_counts_once_and_the_second_time_may_make_good() -> None:
    run = sessions(EIGHT)
    run[4] = msgspec.structs.replace(run[4], modules=(2, 5))
    missed = of("papp", run=run)
    assert (missed.standings[1], missed.next, missed.next_on, missed.make_ups) == (Standing.absent, 2, TODAY, 0)
    assert of("pappp", run=run).standings[1] is Standing.attended


def test_a_rolling_group_has_a_column_for_each_session() -> None:
    run = sessions(TWELVE)
    run.append(msgspec.structs.replace(run[1], id="13", number=13, date=date(2026, 12, 1), status=SessionStatus.planned,
                                       covered=()))  # fmt: skip
    found = of("..pp", curriculum=TWELVE, run=run, joined=FIRST + timedelta(weeks=2))
    assert len(found.standings) == 13
    assert (found.standings[1], found.standings[12]) == (Standing.before, Standing.to_come)
    assert (found.make_ups, found.finish_on) == (2, date(2026, 12, 1))
    assert [step.module for step in found.path if step.on is None] == [1, 12], "12 comes before 2, and is last"


def test_whoever_has_had_all_needs_nothing() -> None:
    found = of("pppppppp", run=sessions(EIGHT, held=8))
    assert (found.had, found.next, found.finish_on, found.make_ups) == (8, None, None, 0)


def test_a_seat_lasts_from_the_first_day_to_the_last() -> None:
    member = Member(
        client="c", referral="r", curriculum="eight-week", status=MemberStatus.active, start=FIRST, end=TODAY
    )
    assert [has_seat(member, FIRST + timedelta(days=n)) for n in (-1, 0, 28, 29)] == [False, True, True, False]
    assert not has_seat(msgspec.structs.replace(member, status=MemberStatus.cancelled), FIRST)
