"""Where referrals are now: each in one place and one row, and nobody's wait is made to look shorter."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.going_on import (
    ENDED,
    IN_CARE,
    STAGES,
    Place,
    Referred,
    how_they_go_on,
    place_of,
    standing,
)
from groupcare.rules.people import EndReason, ReferralStatus
from groupcare.rules.policy import Route
from groupcare.rules.reports import QUESTIONS, Answer, Asked
from groupcare.rules.waiting import Waited, how_long, waits_of

DAY = date(2026, 10, 6)
ASKED = Asked("Dana Reyes", datetime(2026, 10, 6, 16, 0, tzinfo=UTC))
NEW, SCREENED, WAITLISTED, CARE, SEATED, OVER = ReferralStatus


def of(
    status: ReferralStatus,
    reason: EndReason | None = None,
    *,
    since: int = 30,
    route: Route | None = Route.group,
    gone: int | None = None,
    seated: int | None = None,
    review: int | None = None,
    handed_off: bool = False,
    accepted: int | None = None,
    seen: int | None = None,
) -> Referred:
    """Received `since` days ago; all other days are counted from there, but `review` from today."""

    def after(days: int | None) -> date | None:
        return None if days is None else DAY - timedelta(days=since - days)

    received = DAY - timedelta(days=since)
    screened = None if route is None else received
    return Referred(
        waited=Waited(
            route=route,
            received=received,
            screened=screened,
            decided=None,
            seated=after(seated),
            given_up=after(gone),
        ),
        status=status,
        end_reason=reason,
        review_on=None if review is None else DAY + timedelta(days=review),
        handed_off=handed_off,
        accepted=after(accepted),
        first_seen=after(seen),
    )


def answered(*every: Referred) -> Answer:
    return how_they_go_on([standing(one, DAY) for one in every], ASKED)


def table(found: Answer) -> dict[str, dict[str, str]]:
    """Rows as shown, by place and heading."""
    return {
        row.cells[0].shown: dict(zip(found.headings, (cell.shown for cell in row.cells), strict=True))
        for row in found.rows
    }


@pytest.mark.parametrize(
    ("case", "is_"),
    [
        (of(NEW), Place.to_screen),
        (of(SCREENED), Place.to_decide),
        (of(WAITLISTED), Place.waitlisted),
        (of(CARE), Place.to_hand_off),
        (of(CARE, handed_off=True), Place.handed_off),
        (of(CARE, handed_off=True, accepted=9), Place.accepted),
        (of(CARE, handed_off=True, accepted=9, seen=20), Place.first_seen),
        (of(SEATED), Place.seated),
        (of(OVER, EndReason.not_now, review=1), Place.later),
        (of(OVER, EndReason.not_now, review=0), Place.due),
        (of(OVER, EndReason.not_now, review=-9), Place.due),
        (of(OVER, EndReason.not_now), Place.due),
        (of(OVER, EndReason.declined), Place.declined),
        (of(OVER, EndReason.other_service), Place.other_service),
        (of(OVER, EndReason.unable_to_reach), Place.unable_to_reach),
        (of(OVER, EndReason.transferred), Place.otherwise),
        (of(OVER), Place.otherwise),
    ],
)
def test_each_referral_is_in_the_place_that_its_newest_step_gives(case: Referred, is_: Place) -> None:
    assert place_of(case, DAY) is is_


def test_every_place_is_in_exactly_one_stage() -> None:
    assert sorted(place for places in STAGES.values() for place in places) == sorted(Place)
    assert not set(IN_CARE) & set(ENDED)


DAYS = st.one_of(st.none(), st.integers(0, 90))
EVERY = st.lists(
    st.builds(
        of,
        st.sampled_from(ReferralStatus),
        st.one_of(st.none(), st.sampled_from([r for r in EndReason if r is not EndReason.entered_in_error])),
        since=st.integers(0, 90),
        route=st.one_of(st.none(), st.sampled_from(Route)),
        gone=DAYS,
        seated=DAYS,
        review=st.one_of(st.none(), st.integers(-30, 30)),
        handed_off=st.booleans(),
        accepted=DAYS,
        seen=DAYS,
    ),
    max_size=30,
)


@given(EVERY)
def test_nobody_is_dropped_by_place_or_by_route(every: list[Referred]) -> None:
    found = answered(*every)
    if not every:
        assert found.rows == ()
        return
    *places, whole = ([cell.value for cell in row.cells] for row in found.rows)
    for column, heading in enumerate(found.headings[1:-1], 1):
        of_route = [r for r in every if heading in ("All", str(r.waited.route or "not screened").capitalize())]
        assert sum(int(row[column] or 0) for row in places) == whole[column] == len(of_route)
    assert sum(int(bar.value or 0) for bar in found.series.bars) == len(every)
    assert found.sentence.startswith(f"Of {len(every)} referral")


@given(EVERY)
def test_half_are_seated_by_the_day_that_the_other_report_gives(every: list[Referred]) -> None:
    waits = how_long([waits_of(r.waited, DAY) for r in every], ASKED)
    first_session = next((bar.value for bar in waits.series.bars if bar.label == "first session"), None)
    row = next((r for r in answered(*every).rows if r.cells[0].value == Place.seated), None)
    assert (row.cells[-1].value if row else None) == first_session


def test_those_in_care_who_were_not_seen_yet_count_for_as_long_as_they_wait() -> None:
    seen = [of(CARE, handed_off=True, accepted=3, seen=days) for days in (5, 9)]
    assert table(answered(*seen))["first seen"]["Half by"] == "5 d"
    waiting = [of(CARE, since=20), of(CARE, since=20, handed_off=True, accepted=2)]
    found = table(answered(*seen, *waiting, of(SEATED, seated=1)))
    assert found["first seen"]["Half by"] == "9 d"
    assert [found[place]["Half by"] for place in ("to hand off", "accepted", "to screen")] == ["–", "–", "–"]


def test_an_ending_takes_the_days_of_those_who_ended_so() -> None:
    gone = [of(OVER, EndReason.declined, gone=days) for days in (2, 4, 11)]
    found = table(answered(*gone, of(OVER, EndReason.other_service, gone=1), of(NEW)))
    assert (found["declined"]["Half by"], found["other service"]["Half by"]) == ("4 d", "1 d")
    assert found["unable to reach"]["Half by"] == "–"


def test_a_sentence_a_table_by_route_and_a_chart_of_the_stages() -> None:
    found = answered(
        of(SEATED, seated=20),
        of(SEATED, seated=22, route=Route.review),
        of(WAITLISTED),
        of(CARE, route=Route.individual, gone=1, handed_off=True, accepted=1, seen=9),
        of(NEW, route=None),
        of(OVER, EndReason.not_now, gone=3, review=-1),
        of(OVER, EndReason.declined, gone=3, route=None),
    )
    assert found.sentence == (
        "Of 7 referrals 2 are seated (29 %), 1 waitlisted, 1 in individual care (1 of them first seen), 1 still to be "
        "screened or decided on and 2 have ended; 1 “not now” is due to be looked at again."
    )
    assert found.question == QUESTIONS["goes_on"]
    assert found.headings == ("Where now", "Group", "Review", "Individual", "Not screened", "All", "Half by")
    rows = table(found)
    assert [rows["seated"][h] for h in found.headings[1:]] == ["1", "1", "·", "·", "2", "22 d"]
    assert [rows["all"][h] for h in found.headings[1:]] == ["3", "1", "1", "2", "7", "–"]
    assert "ended otherwise" not in rows
    assert [(b.label, b.value) for b in found.series.bars] == [
        ("to screen", 1),
        ("to decide", 0),
        ("waitlisted", 1),
        ("individual care", 1),
        ("seated", 2),
        ("ended", 2),
    ]


def test_few_are_never_a_percentage_and_what_is_nobody_is_left_out_of_the_sentence() -> None:
    assert answered(of(SEATED, seated=2)).sentence == "Of 1 referral 1 is seated."
    assert answered(of(OVER, EndReason.declined, gone=1)).sentence == "Of 1 referral 1 has ended."
    assert answered(of(NEW), of(NEW)).sentence == "Of 2 referrals 2 are still to be screened or decided on."


def test_an_ending_of_another_kind_has_its_row_where_there_is_one() -> None:
    assert table(answered(of(OVER, EndReason.transferred, gone=4)))["ended otherwise"]["All"] == "1"


def test_nothing_to_count_says_how_it_fills_and_what_will_be_counted() -> None:
    found = answered()
    assert "this fills as" in found.sentence
    assert (found.rows, found.series.bars) == ((), ())
    assert all(sentence.endswith(".") for sentence in found.definition)
    assert found.definition[-1] == "Not counted: referrals entered in error."
