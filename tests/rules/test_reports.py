"""What reports count: nobody is dropped, small numbers are never percentages, sentences agree with their tables."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.attendance import Mark, Rate, Rates
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.group import GroupStatus, MemberStatus
from groupcare.rules.homework import Barrier, Homework, Practice, Review, adherence
from groupcare.rules.people import EndReason
from groupcare.rules.policy import Route
from groupcare.rules.practising import (
    PractisedIn,
    PractiseOf,
    State,
    awaited,
    is_new,
    practised,
    practised_together,
    state_of,
    who_practises,
)
from groupcare.rules.reports import FEWEST, QUESTIONS, Answer, Asked, Kind, Row, bar, number, share, share_words, text
from groupcare.rules.retention import BEGAN, Course, Stay, StaysIn, course, stays, stays_together, who_stays
from groupcare.rules.waiting import Wait, Waited, Waits, half_within, how_long, wait, waits, waits_of

DAY = date(2026, 10, 6)
ASKED = Asked("Dana Reyes", datetime(2026, 10, 6, 16, 0, tzinfo=UTC))
RATE = st.integers(0, 60).flatmap(lambda of: st.integers(0, of).map(lambda done: Rate(done, of)))


def cells(answer: Answer, row: Row) -> dict[str, str]:
    """A row as shown, by heading."""
    assert len(answer.headings) == len(row.cells)
    return dict(zip(answer.headings, (cell.shown for cell in row.cells), strict=True))


# --- shares ---------------------------------------------------------------------------------------------------------


@given(RATE, st.integers(0, 20))
def test_fewer_than_five_are_never_a_percentage(of: Rate, people: int) -> None:
    for cell, behind in ((share(of), of.of), (share(of, people), people)):
        assert (cell.kind is Kind.percent) == (behind >= FEWEST and of.of > 0)
        assert ("%" in cell.shown) == (cell.kind is Kind.percent)
    assert ("%" in share_words(of)) == (of.of >= FEWEST)
    assert (bar("x", of).value is None) == (of.of < FEWEST)


def test_cells_show_what_they_hold() -> None:
    assert [number(None).shown, number(1234).shown, number(2.5).shown, number(3, "d").shown] == [
        "–",
        "1,234",
        "2.5",
        "3 d",
    ]
    assert (text("").shown, text("[/red]").shown) == ("–", "[/red]")
    assert [share(Rate(0, 0)).shown, share(Rate(3, 4)).shown, share(Rate(5, 8)).shown] == ["–", "3 of 4", "63 %"]


# --- who stays ------------------------------------------------------------------------------------------------------


def stay(
    done: int,
    of: int = 8,
    group: GroupStatus = GroupStatus.finished,
    status: MemberStatus = MemberStatus.active,
    reason: EndReason | None = None,
    own: int | None = None,
) -> Stay:
    """So many of so many sessions attended; `own` are the sessions up to the member's end."""
    whole, until = Rate(done, of), Rate(done, of if own is None else own)
    return Stay(
        group=group,
        status=status,
        whole=Rates(held=whole, planned=whole, reachable=whole, not_marked=0),
        own=Rates(held=until, planned=until, reachable=until, not_marked=0),
        completion_percent=75,
        reason=reason,
    )


RUNNING, GONE = GroupStatus.running, MemberStatus.finished


@pytest.mark.parametrize(
    ("case", "is_"),
    [
        (stay(6), Course.completed),
        (stay(5), Course.to_the_end),
        (stay(0), Course.never_came),
        (stay(0, group=RUNNING), Course.to_come),
        (stay(0, group=RUNNING, status=GONE), Course.never_came),
        (stay(6, group=RUNNING), Course.running),
        (stay(3, group=RUNNING, status=GONE, own=3), Course.left),
        (stay(3, status=GONE, own=3, reason=EndReason.declined), Course.left),
        (stay(6, status=GONE, own=6), Course.completed),
        (stay(3, status=GONE, own=3, reason=EndReason.completed), Course.completed),
        (stay(1, status=GONE, own=3, reason=EndReason.completed), Course.left),
        (stay(2, of=8, group=GroupStatus.cancelled), Course.to_the_end),
    ],
)
def test_a_course_is_what_became_of_it(case: Stay, is_: Course) -> None:
    assert course(case) is is_


def test_whoever_left_after_three_good_sessions_has_not_completed() -> None:
    assert course(stay(3, own=3, status=GONE, reason=EndReason.not_now)) is Course.left


STAYS = st.lists(
    st.builds(
        stay,
        st.integers(0, 8),
        group=st.sampled_from(GroupStatus),
        status=st.sampled_from([MemberStatus.active, MemberStatus.finished, MemberStatus.cancelled]),
        reason=st.sampled_from([None, *EndReason]),
    ),
    max_size=30,
)


@given(STAYS)
def test_every_member_stands_in_exactly_one_column(every: list[Stay]) -> None:
    answer = who_stays([StaysIn(group="A", curriculum="C", stays=stays(every))], {}, ASKED)
    if not every:
        assert answer.rows == ()
        return
    row = cells(answer, answer.rows[0])
    parts = ("Completed", "Left early", "Attended less", "Still running", "Never came", "Not come yet")
    assert sum(int(row[part]) for part in parts) == len(every)
    assert int(row["Began"]) == sum(course(s) in BEGAN for s in every)
    reasons = Counter(course(s) for s in every)[Course.left]
    assert (row["Reasons for leaving"] == "–") == (reasons == 0)


@given(STAYS, st.integers(0, 30))
def test_groups_together_come_to_what_all_their_members_come_to(every: list[Stay], at: int) -> None:
    assert stays_together([stays(every[:at]), stays(every[at:])]) == stays(every)


def test_who_stays_in_a_sentence_by_group_and_by_curriculum() -> None:
    over = [stay(8), stay(7), stay(6), stay(6), stay(3), stay(2, status=GONE, own=2, reason=EndReason.declined)]
    running = [stay(3, group=RUNNING), stay(1, group=RUNNING, status=GONE, own=1)]
    every = [
        StaysIn(group="Autumn A", curriculum="8 weeks", stays=stays(over)),
        StaysIn(group="Twelve", curriculum="12 modules", stays=stays(running)),
    ]
    answer = who_stays(every, {1: Rate(7, 8), 2: Rate(3, 4)}, ASKED)
    assert answer.sentence == (
        "In groups that are over, 4 of 6 (67 %) of those who began completed, 1 left early and 1 stayed but attended "
        "less; in running groups 1 member attends and 1 left early."
    )
    names = [row.cells[0].shown for row in answer.rows]
    assert names == ["Autumn A", "Twelve", "All of 8 weeks", "All of 12 modules", "All groups"]
    assert [row.sums for row in answer.rows] == [False, False, True, True, True]
    assert cells(answer, answer.rows[0])["Reasons for leaving"] == "declined 1"
    assert [(b.label, b.value) for b in answer.series.bars] == [("session 1", 88), ("session 2", None)]
    assert (answer.question, answer.by, answer.at) == (QUESTIONS["stays"], ASKED.by, ASKED.at)


# --- who practises --------------------------------------------------------------------------------------------------


def homework(days: int | None, of: int = 5, quality: int | None = None, barrier: Barrier | None = None) -> Homework:
    """Set on DAY for a week."""
    practice = None if days is None else Practice(days=days, on=DAY + timedelta(days=7), barrier=barrier)
    return Homework(
        client="c",
        member="m",
        group="g",
        session="s",
        task=HomeworkTask(kind=HomeworkKind.practice, what="breathing", days=5),
        days_set=of,
        set_on=DAY,
        hand_in_by=DAY + timedelta(days=7),
        practice=practice,
        review=None if quality is None else Review(quality=quality, comment="", by="s", at=ASKED.at),
    )


@pytest.mark.parametrize(
    ("days", "state"), [(6, State.met), (5, State.met), (3, State.half), (2, State.under), (0, State.none)]
)
def test_a_cell_shows_how_much_was_done(days: int, state: State) -> None:
    assert state_of(homework(days), Mark.absent, DAY) is state


def test_what_is_unknown_is_told_from_none_and_from_what_is_to_come() -> None:
    asked = homework(None)
    assert state_of(asked, Mark.attended, DAY + timedelta(days=7)) is State.to_come
    assert state_of(asked, Mark.attended, DAY + timedelta(days=8)) is State.not_in
    assert state_of(asked, Mark.absent, DAY) is State.absent
    assert state_of(asked, None, DAY + timedelta(days=8)) is State.not_in
    assert awaited(asked, DAY + timedelta(days=7))
    assert not awaited(homework(0), DAY)
    assert [is_new(asked), is_new(homework(1)), is_new(homework(1, quality=2))] == [False, True, False]


LOGS = st.builds(
    lambda days, barriers, to_come: PractiseOf(
        adherence=adherence([homework(d, quality=3 if d else None) for d in days]),
        barriers=tuple(barriers),
        qualities=tuple(3 for d in days if d),
        to_come=to_come,
    ),
    st.lists(st.one_of(st.none(), st.integers(0, 7)), max_size=4),
    st.lists(st.sampled_from(Barrier), max_size=2),
    st.integers(0, 3),
)


@given(st.lists(LOGS, max_size=12), st.integers(0, 12))
def test_homework_of_groups_together_comes_to_that_of_all_their_members(every: list[PractiseOf], at: int) -> None:
    assert practised_together([practised(every[:at]), practised(every[at:])]) == practised(every)


def test_who_practises_with_and_without_what_is_unknown() -> None:
    lots = [homework(5, quality=3), homework(4, barrier=Barrier.time), homework(None)]
    few = [homework(1, barrier=Barrier.time, quality=2), homework(None)]
    every = [
        PractisedIn(
            group="A",
            practised=practised(
                PractiseOf(adherence=adherence(lots), barriers=(Barrier.time,), qualities=(3,)) for _ in range(5)
            ),
        ),
        PractisedIn(
            group="B",
            practised=practised(
                [PractiseOf(adherence=adherence(few), barriers=(Barrier.time,), qualities=(2,), to_come=1)]
            ),
        ),
    ]
    answer = who_practises(every, ASKED)
    assert answer.sentence == (
        "5 of 6 (83 %) members who handed homework in did half or more of it; of the days set 46 of 55 (84 %) are "
        "known to be done, 46 of 85 (54 %) with what was not handed in as none; most often named as in the way: time."
    )
    a, b, both = (cells(answer, row) for row in answer.rows)
    assert (a["Half or more"], a["Days done"], a["Unknown as none"], a["Quality 0–4"]) == ("100 %", "90 %", "60 %", "3")
    assert (b["Half or more"], b["Days done"], b["To come in"], b["Barriers"]) == ("0 of 1", "1 of 5", "1", "time 1")
    assert (both["Group"], both["Quality 0–4"]) == ("All groups", "2.8")
    assert [bar.value for bar in answer.series.bars] == [60, None]


# --- how long people wait -------------------------------------------------------------------------------------------

WAIT = st.builds(
    lambda days, how: Wait(days=days, came=how == 0, given_up=how == 1), st.integers(0, 40), st.integers(0, 2)
)
WAITS = st.lists(WAIT, max_size=30)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40))
def test_with_nobody_waiting_half_within_is_the_plain_median(days: list[int]) -> None:
    assert half_within([Wait(days=d, came=True) for d in days]) == sorted(days)[(len(days) - 1) // 2]


@given(WAITS, st.integers(0, 40), st.booleans())
def test_a_person_who_still_waits_never_makes_the_wait_look_shorter(
    every: list[Wait], days: int, given_up: bool
) -> None:
    before = half_within(every)
    with_them = half_within([*every, Wait(days=days, came=False, given_up=given_up)])
    assert with_them is None or (before is not None and with_them >= before)


@given(WAITS)
def test_leaving_out_those_who_wait_would_only_shorten_it(every: list[Wait]) -> None:
    honest, only_done = half_within(every), half_within([w for w in every if w.came])
    assert honest is None or (only_done is not None and only_done <= honest)


@given(WAITS)
def test_nobody_is_dropped_and_the_order_does_not_matter(every: list[Wait]) -> None:
    found: Waits = waits(every)
    assert found.came + found.waiting + found.given_up == found.people == len(every)
    assert waits(every[::-1]) == found


def test_half_within_counts_those_at_risk_day_by_day() -> None:
    # Days 2 and 5 came, one gave up on day 3, one still waits on day 9: 3/4 are left after day 2, 3/8 after day 5.
    every = [Wait(days=2, came=True), Wait(days=3, came=False, given_up=True), Wait(days=5, came=True)]
    assert half_within([*every, Wait(days=9, came=False)]) == 5
    assert half_within([Wait(days=2, came=True), Wait(days=9, came=False), Wait(days=9, came=False)]) is None
    assert half_within([]) is None


def test_a_step_dated_before_the_referral_is_no_wait() -> None:
    assert wait(DAY, DAY - timedelta(days=3), None, DAY) == Wait(days=0, came=True)
    assert wait(DAY, None, None, DAY + timedelta(days=9)) == Wait(days=9, came=False)
    assert wait(DAY, None, DAY + timedelta(days=2), DAY + timedelta(days=9)) == Wait(days=2, came=False, given_up=True)


def waited(received: int, *steps: int | None, route: Route | None = Route.group, gone: int | None = None) -> Waited:
    """Received so many days ago; then the days after that on which it was screened, decided and seated."""
    since = DAY - timedelta(days=received)
    screened, decided, seated = (None if s is None else since + timedelta(days=s) for s in steps)
    given_up = None if gone is None else since + timedelta(days=gone)
    return Waited(route=route, received=since, screened=screened, decided=decided, seated=seated, given_up=given_up)


def test_how_long_people_wait_by_route_with_those_who_still_do() -> None:
    every = [
        waited(60, 2, 4, 20),
        waited(50, 3, 6, 30),
        waited(40, 1, 2, None),
        waited(30, 1, 2, None, route=Route.individual, gone=2),
        waited(9, None, None, None, route=None),
    ]
    answer = how_long([waits_of(w, DAY) for w in every], ASKED)
    assert answer.sentence == (
        "Half of the people referred are screened within 2 days, decided on within 4 days and at their first session "
        "within 30 days; 2 still wait for a first session, the longest 40 days so far."
    )
    seated = next(cells(answer, r) for r in answer.rows if [c.shown for c in r.cells[:2]] == ["all", "first session"])
    assert seated == {
        "Route, curriculum": "all",
        "Until": "first session",
        "Referrals": "5",
        "Came": "2",
        "Half within": "30 d",
        "Longest": "30 d",
        "Still waiting": "2",
        "Longest so far": "40 d",
        "Ended before": "1",
    }
    assert [row.cells[0].shown for row in answer.rows][::3] == ["group", "individual", "not screened", "all"]
    assert [b.value for b in answer.series.bars] == [2, 4, 30]


def test_what_is_not_known_yet_is_said_and_not_guessed() -> None:
    every = [waited(9, 1, None, None), waited(9, None, None, None), waited(9, 2, None, None)]
    answer = how_long([waits_of(w, DAY) for w in every], ASKED)
    assert answer.sentence == (
        "Half of the people referred are screened within 2 days; it cannot be told yet when half are decided on and at "
        "their first session; 3 still wait for a first session, the longest 9 days so far."
    )


@given(st.lists(st.builds(waited, st.integers(0, 90), *[st.one_of(st.none(), st.integers(0, 90))] * 3), max_size=12))
def test_any_waits_give_a_sentence_and_a_whole_table(every: list[Waited]) -> None:
    answer = how_long([waits_of(w, DAY) for w in every], ASKED)
    assert answer.sentence.endswith(".")
    assert all(len(row.cells) == len(answer.headings) for row in answer.rows)


def test_nothing_to_count_gives_a_helpful_sentence() -> None:
    for answer in (who_stays([], {}, ASKED), who_practises([], ASKED), how_long([], ASKED)):
        assert "this fills as" in answer.sentence
        assert answer.rows == ()
        assert all(b.value is None for b in answer.series.bars)


def test_definitions_say_what_is_counted_and_what_is_not() -> None:
    for answer in (who_stays([], {}, ASKED), who_practises([], ASKED), how_long([], ASKED)):
        assert len(answer.definition) >= 3
        assert all(sentence.endswith(".") for sentence in answer.definition)
        assert any("counted" in s or "counts" in s for s in answer.definition)
