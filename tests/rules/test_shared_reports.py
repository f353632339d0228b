"""What a shared copy of each report must not give away, beyond sums: what follows from two numbers, or from means."""

from collections.abc import Iterable

import pytest

from groupcare.rules.attendance import Rate, Rates
from groupcare.rules.changes import ChangesIn, Taken
from groupcare.rules.going_on import Place, Standing, how_they_go_on
from groupcare.rules.group import MemberStatus
from groupcare.rules.homework import Barrier
from groupcare.rules.people import EndReason
from groupcare.rules.policy import Route
from groupcare.rules.practising import Practised, PractisedIn, who_practises
from groupcare.rules.reports import FEWEST, Answer
from groupcare.rules.retention import Stay, StaysIn, stays, who_stays
from groupcare.rules.seats_report import Filled, SeatsIn, are_seats_filled
from groupcare.rules.shared import HIDDEN, shared
from groupcare.rules.ties import Tie
from groupcare.rules.waiting import Wait, WaitsOf, how_long
from tests.rules.test_change_report import group, phq9, told
from tests.rules.test_reports import ASKED, GONE, RUNNING, stay
from tests.rules.test_shared import answer, people, text


def read(found: Answer, name: str, *more: str) -> dict[str, str]:
    """A row of the shared copy by its first words."""
    copy = shared(found)
    rows = (row for row in copy.rows if [c.shown for c in row.cells[: 1 + len(more)]] == [name, *more])
    return dict(zip(copy.headings, (cell.shown for cell in next(rows).cells), strict=True))


def test_a_hidden_sum_of_which_a_part_is_shown_leaves_its_neighbours_no_way_out() -> None:
    """24 less the 20 is 4 for the two that are left, though 21 and 3 seemed to have room."""
    rows = [[text(name), people(n)] for name, n in (("A", 1), ("B", 20), ("X", 21), ("Y", 3), ("all", 24))]
    found = answer(rows, [Tie((4, 1), ((2, 1), (3, 1))), Tie((2, 1), ((0, 1), (1, 1)))], sums=1)
    copy = [row.cells[1].shown for row in shared(found).rows]
    assert copy[0] == copy[2] == copy[3] == HIDDEN
    assert HIDDEN in (copy[1], copy[4])


def left(reason: EndReason, times: int) -> list[Stay]:
    return [stay(3, status=GONE, own=3, reason=reason) for _ in range(times)]


def test_reasons_for_leaving_do_not_tell_who_is_the_only_one_of_two_groups() -> None:
    every = {
        "A": [*left(EndReason.declined, 5), *left(EndReason.not_now, 5)],
        "B": [*left(EndReason.declined, 9), *left(EndReason.other_service, 1)],
        "C": [*left(EndReason.declined, 7), *left(EndReason.not_now, 7), *left(EndReason.other_service, 6)],
    }
    found = who_stays([StaysIn(group=n, curriculum="P", stays=stays(s)) for n, s in every.items()], {}, ASKED)
    reasons = {name: read(found, name)["Reasons for leaving"] for name in (*every, "All of P")}
    assert reasons["B"] == HIDDEN
    assert HIDDEN in (reasons["C"], reasons["All of P"])  # both together give one in A and B


def test_an_attendance_rate_of_one_person_is_hidden_among_many_who_have_not_come_yet() -> None:
    none = Rate(0, 0)
    to_come = Rates(held=none, planned=none, reachable=none, not_marked=0)
    new = Stay(group=RUNNING, status=MemberStatus.planned, whole=to_come, own=to_come, completion_percent=75)
    every = stays([stay(2, of=3, group=RUNNING), *[new] * 6])
    row = read(who_stays([StaysIn(group="A", curriculum="P", stays=every)], {}, ASKED), "A")
    assert [row[h] for h in ("Of held", "Of planned", "Best reachable")] == [HIDDEN] * 3
    found = who_stays([StaysIn(group="A", curriculum="P", stays=every)], {}, ASKED)
    assert found.rows[0].cells[found.headings.index("Of held")].shown == "2 of 3"


def practised(members: int, due: int, named: dict[Barrier, int]) -> Practised:
    return Practised(
        members=members, half=Rate(due, due), known=Rate(4 * due, 5 * due), with_unknown=Rate(4 * due, 5 * due),
        due=due, barriers=named, named=named,
    )  # fmt: skip


def test_homework_of_one_person_is_hidden_among_many_whose_homework_is_still_to_come_in() -> None:
    found = who_practises([PractisedIn(group="A", practised=practised(7, 1, {}))], ASKED)
    assert found.rows[0].cells[4].shown == "4 of 5"
    assert read(found, "A")["Unknown as none"] == HIDDEN


def test_a_barrier_that_one_member_named_does_not_follow_from_other_groups() -> None:
    time, flare = Barrier.time, Barrier.pain_flare
    groups = {"A": {time: 6}, "B": {time: 9, flare: 1}, "C": {time: 8, flare: 7}}
    found = who_practises([PractisedIn(group=n, practised=practised(20, 20, b)) for n, b in groups.items()], ASKED)
    names = {name: read(found, name)["Barriers"] for name in (*groups, "All groups")}
    assert names["B"] == HIDDEN
    assert HIDDEN in (names["C"], names["All groups"])


def test_who_had_a_seat_and_has_none_now_does_not_follow_from_the_two() -> None:
    one = SeatsIn(group="A", curriculum="c", offered=10, filled=Filled(most=9, now=8, had=9), open=True)
    row = read(are_seats_filled([one], {}, {"c": "P"}, ASKED), "A")
    assert HIDDEN in (row["Taken now"], row["Had a seat"])
    many = SeatsIn(group="A", curriculum="c", offered=20, filled=Filled(most=14, now=9, had=14), open=True)
    row = read(are_seats_filled([many], {}, {"c": "P"}, ASKED), "A")
    assert (row["Taken now"], row["Had a seat"]) == ("9", "14")


def waited(times: int, screened: bool, decided: bool, seated: bool, given_up: bool = False) -> list[WaitsOf]:
    steps = (Wait(days=7, came=came, given_up=given_up and not came) for came in (screened, decided, seated))
    return [WaitsOf(Route.group, tuple(steps))] * times


def test_who_was_screened_and_waits_for_a_decision_does_not_follow_from_two_rows() -> None:
    every = [*waited(30, True, True, True), *waited(2, True, False, False), *waited(6, False, False, False)]
    found = how_long(every, ASKED)
    came = [read(found, "group", step)["Came"] for step in ("first screening", "decision")]
    waiting = [read(found, "group", step)["Still waiting"] for step in ("first screening", "decision")]
    assert HIDDEN in came
    assert HIDDEN in waiting
    many = [*waited(30, True, True, True), *waited(7, True, False, False), *waited(6, False, False, False)]
    assert read(how_long(many, ASKED), "group", "first screening")["Came"] == "37"


def test_the_mean_of_one_member_does_not_follow_from_the_others() -> None:
    """13 with both readings at mean m, 12 of them at mean n: the last one's score is 13 m − 12 n."""
    others = [(9 + n, 3 + n) for n in range(12)]
    found = told(group("A", *phq9((22, 21))), group("B", *phq9(*others)))
    rows = {name: read(found, name) for name in ("A", "B", "All of Pain skills")}
    for column in ("Mean at start", "SD at start", "Mean at end", "SD at end", "Better by", "Effect size"):
        assert HIDDEN in (rows["B"][column], rows["All of Pain skills"][column])
    for row in (rows["A"], rows["B"]):
        means = {row["Mean at start"], row["Mean at end"]}
        assert row["Both"] != HIDDEN or means == {HIDDEN}, "means tell how many there are"


def test_over_is_hidden_for_all_measures_of_a_group_or_for_none() -> None:
    """Each measure by itself would hide another group beside the 3, so that two measures together give it."""

    def of(name: str, times: int, *measures: str) -> ChangesIn:
        return group(name, *(Taken(m, 10 + n % 5, 4 + n % 3) for m in measures for n in range(times)))

    found = told(
        of("A", 3, "phq-9", "gad-7"), of("B", 9, "phq-9"), of("C", 20, "phq-9", "gad-7"), of("D", 30, "phq-9", "gad-7")
    )
    for name in "ACD":
        over = {read(found, name, measure)["Over"] for measure in ("PHQ-9", "GAD-7")}
        assert HIDDEN not in over or over == {HIDDEN}
    assert read(found, "A", "PHQ-9")["Over"] == HIDDEN


def test_recovered_does_not_tell_of_the_few_who_started_below_the_cut_off() -> None:
    ill, well = [(16, 9)] * 6 + [(16, 14)] * 6, [(6, 5)] * 2
    row = read(told(group("A", *phq9(*ill, *well))), "A")
    assert HIDDEN in (row["Both"], row["Recovered"])
    row = read(told(group("A", *phq9(*ill, *well * 3))), "A")
    assert row["Recovered"] == "6 of 12"


@pytest.mark.parametrize("few", [1, 2, 4])
def test_where_referrals_are_hides_the_few_and_what_gives_them_away(few: int) -> None:
    def at(route: Route, place: Place, times: int) -> Iterable[Standing]:
        return [Standing(route, place, Wait(days=3, came=place is Place.seated), None)] * times

    group_route = [*at(Route.group, Place.seated, 9), *at(Route.group, Place.waitlisted, few)]
    every = [*group_route, *at(Route.review, Place.seated, 8)]
    copy = shared(how_they_go_on(every, ASKED))
    for row in copy.rows:
        hidden = [cell.shown for cell in row.cells[1:4]].count(HIDDEN)
        assert hidden != 1
    assert all(not c.people or c.people >= FEWEST for row in copy.rows for c in row.cells)


def test_how_many_have_both_readings_does_not_follow_from_the_means_of_the_groups() -> None:
    """n · 12 + (17 − n) · 20 is 17 times the mean of all, so that n is known, and who lacks a reading."""
    low, high = [(10 + n % 5, 4) for n in range(8)], [(18 + n % 5, 9) for n in range(9)]
    found = told(group("A", *phq9(*low, (12, None))), group("B", *phq9(*high, (20, None), (20, None))))
    rows = [read(found, name) for name in ("A", "B", "All of Pain skills")]
    assert [row["Both"] for row in rows[:2]] == [HIDDEN] * 2
    for column in ("Mean at start", "SD at start", "Mean at end", "Better by"):
        assert HIDDEN in [row[column] for row in rows]
    assert rows[2]["Mean at start"] != HIDDEN
