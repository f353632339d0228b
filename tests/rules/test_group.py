"""A seat in a group: each thing that stands in its way, and when the person would begin."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from groupcare.exchange.curriculum_file import find, read
from groupcare.rules.curriculum import Admission
from groupcare.rules.group import (
    Group,
    GroupStatus,
    Member,
    MemberStatus,
    SeatCase,
    Session,
    SessionStatus,
    first_session_for,
    reasons_against_seat,
    remarks_on_seats,
)
from groupcare.rules.people import Referral, ReferralStatus
from groupcare.rules.policy import Route
from groupcare.rules.screening import Missing, PHQ9Summary, Screening
from tests.rules.oracle import POLICY

TODAY = date(2026, 10, 6)
CLOSED, ROLLING = read(find("eight-week")), read(find("twelve-module"))


def group(**fields: Any) -> Group:
    given: dict[str, Any] = {
        "id": "g",
        "number": 1,
        "name": "Autumn A",
        "curriculum": CLOSED,
        "first": TODAY,
        "weekdays": (2,),
        "start": time(14),
        "minutes": 90,
        "zone": "UTC",
        "seats": 3,
        "admission": Admission.closed,
    }
    return Group(**{**given, **fields})


def meetings(*statuses: SessionStatus, first: date = TODAY, module: int = 1) -> tuple[Session, ...]:
    """Weekly sessions, each with its own module."""
    return tuple(
        Session(
            id=f"s{n}",
            group="g",
            number=n + 1,
            modules=(module + n,),
            date=first + timedelta(weeks=n),
            start=time(14),
            minutes=90,
            zone="UTC",
            status=status,
        )
        for n, status in enumerate(statuses)
    )


PLANNED, HELD = SessionStatus.planned, SessionStatus.held


def screening(on: date = TODAY, route: Route = Route.group) -> Screening:
    return Screening(
        client="new",
        referral="r",
        on=on,
        at=datetime(2026, 10, 6, tzinfo=UTC),
        by="i",
        policy="p",
        policy_version="1",
        route=route,
        known=Route.group,
        worst=Route.group,
        findings=(),
        missing=(Missing(key="cssrs_1", what="C-SSRS question 1", could=Route.individual),),
        phq9=PHQ9Summary(total=0, least=0, greatest=0, severity="minimal", item9=0),
        assessments=(),
    )


def member(client: str, status: MemberStatus = MemberStatus.planned) -> Member:
    return Member(client=client, referral="r", curriculum="eight-week", status=status, start=TODAY, group="g")


def case(**fields: Any) -> SeatCase:
    """A seat that is free to take, unless changed."""
    given: dict[str, Any] = {
        "group": group(),
        "sessions": meetings(PLANNED, PLANNED, PLANNED),
        "members": (member("a"), member("b")),
        "client": "new",
        "keep_apart": (),
        "referral": Referral(number=1, client="new", received_on=TODAY, status=ReferralStatus.waitlisted),
        "screening": screening(),
        "accepted": True,
        "blocked": (),
        "today": TODAY,
    }
    return SeatCase(**{**given, **fields})


def against(**fields: Any) -> list[str]:
    return reasons_against_seat(case(**fields), POLICY)


def test_a_free_seat_may_be_taken() -> None:
    assert against() == []


ENDED = Referral(number=1, client="new", received_on=TODAY, status=ReferralStatus.ended)
ALONE: dict[str, dict[str, Any]] = {
    "Safety: on hold": {"blocked": ("on hold",)},
    "The group is finished": {"group": group(status=GroupStatus.finished)},
    "The group is cancelled": {"group": group(status=GroupStatus.cancelled)},
    "The referral has ended": {"referral": ENDED},
    "There is no decision for the group": {"accepted": False},
    "no session left": {"sessions": ()},
    "no screening": {"screening": None},
    "The screening is incomplete: C-SSRS question 1": {"screening": screening(route=Route.incomplete)},
    "of Sat 5 Sep 2026 is valid until Mon 5 Oct 2026": {"screening": screening(on=date(2026, 9, 5))},
    "already has a seat": {"members": (member("new"),)},
    "All 3 seats are taken": {"members": (member("a"), member("b"), member("c"))},
    "must not sit with": {"keep_apart": ("b", "z")},
    "closed and has begun": {"sessions": meetings(HELD, PLANNED, first=date(2026, 9, 29))},
}


@pytest.mark.parametrize(("words", "fields"), ALONE.items(), ids=ALONE.keys())
def test_each_reason_alone_stands_in_the_way(words: str, fields: dict[str, Any]) -> None:
    (reason,) = against(**fields)
    assert words in reason
    assert reason.endswith(".") or fields.get("blocked")


def test_every_reason_is_named_and_not_only_the_first() -> None:
    found = against(blocked=("one", "two"), accepted=False, screening=None, keep_apart=("a",))
    assert len(found) == 5


def test_a_screening_is_valid_to_the_30th_day_and_must_be_so_on_the_first_session() -> None:
    on = date(2026, 9, 6)
    assert against(screening=screening(on=on)) == []
    later = meetings(PLANNED, first=date(2026, 10, 7))
    (reason,) = against(screening=screening(on=on), sessions=later)
    assert "re-check" in reason


@pytest.mark.parametrize("status", [MemberStatus.finished, MemberStatus.cancelled, MemberStatus.entered_in_error])
def test_whoever_has_left_takes_no_seat(status: MemberStatus) -> None:
    assert against(members=(member("a"), member("b"), member("c", status))) == []
    assert against(members=(member("new", status),)) == []
    assert against(members=(member("a", status),), keep_apart=("a",)) == []


@pytest.mark.parametrize("status", [MemberStatus.planned, MemberStatus.active, MemberStatus.on_hold])
def test_a_member_on_hold_keeps_the_seat(status: MemberStatus) -> None:
    assert against(members=(member("a"), member("b"), member("c", status))) == ["All 3 seats are taken."]


def test_a_rolling_group_takes_people_when_it_has_begun() -> None:
    rolling = group(curriculum=ROLLING, admission=Admission.rolling)
    sessions = meetings(HELD, PLANNED, PLANNED, first=date(2026, 9, 29))
    assert against(group=rolling, sessions=sessions) == []


# --- the first session -----------------------------------------------------------------------------------------------


def starts(**fields: Any) -> date | None:
    return first_session_for(case(**fields))


def test_a_closed_group_begins_with_its_next_session() -> None:
    assert starts() == TODAY
    assert starts(today=TODAY + timedelta(days=1)) == TODAY + timedelta(weeks=1)


@pytest.mark.parametrize("status", [SessionStatus.cancelled, SessionStatus.not_held, SessionStatus.held])
def test_a_session_that_will_not_be_held_is_no_beginning(status: SessionStatus) -> None:
    assert starts(sessions=meetings(status, PLANNED)) == TODAY + timedelta(weeks=1)


def test_a_session_in_progress_today_is_one_to_begin_with() -> None:
    assert starts(sessions=meetings(SessionStatus.in_progress, PLANNED)) == TODAY


def test_a_rolling_group_is_entered_only_at_an_entry_module() -> None:
    rolling = group(curriculum=ROLLING, admission=Admission.rolling)
    assert starts(group=rolling, sessions=meetings(*[PLANNED] * 4, module=4)) == TODAY + timedelta(weeks=2)
    assert starts(group=rolling, sessions=meetings(PLANNED, PLANNED, module=10)) is None


def test_the_validity_of_a_screening_is_judged_on_the_entry_session_of_a_rolling_group() -> None:
    rolling = group(curriculum=ROLLING, admission=Admission.rolling)
    sessions = meetings(*[PLANNED] * 6, first=TODAY, module=4)
    found = against(group=rolling, sessions=sessions, screening=screening(on=date(2026, 9, 15)))
    assert len(found) == 1
    assert "Tue 20 Oct 2026" in found[0]


# --- how many --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seated", "warned"), [(0, False), (12, False), (13, True), (20, True)])
def test_more_than_12_members_are_warned_of(seated: int, warned: bool) -> None:
    assert bool(remarks_on_seats(group(), seated)) == warned


def test_a_group_keeps_its_own_copy_of_the_curriculum() -> None:
    running = group()
    edited = replace(CLOSED, version="2")
    assert running.curriculum.version == CLOSED.version != edited.version
