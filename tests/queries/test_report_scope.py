"""Reports about a period, a curriculum or a group, over a real record."""

from datetime import date

import pytest

from groupcare.acts import SignIn, group, places
from groupcare.queries.outcome_paper import WIDTH, answers, outcome_paper
from groupcare.queries.report_scope import known
from groupcare.queries.reports import QUESTIONS, answer, curricula
from groupcare.record.errors import NotFound, NotPermitted, Refused
from groupcare.rules.group import Group, GroupStatus
from groupcare.rules.paper import Grid, Heading
from groupcare.rules.people import EndReason
from groupcare.rules.reports import EVERYTHING, Answer, Kind, Scope, number
from groupcare.rules.shared import HIDDEN, to_hide
from groupcare.rules.ties import expanded
from tests.clinic import House, new_group, referred, seated, waiting
from tests.queries.scenes import AFTERNOON, HOSTILE, everywhere, under_way
from tests.queries.test_reports import table

OCTOBER = Scope(since=date(2026, 10, 1), until=date(2026, 10, 31))
NOVEMBER = Scope(since=date(2026, 11, 1), until=date(2026, 11, 30))


@pytest.fixture
def two(house: House, dana: SignIn) -> tuple[Group, Group]:
    """A group of six since 6 October, and one of another curriculum since 3 November; then it is 3 November. One more
    waits for the second, one was referred and not yet looked at."""
    first = new_group(dana)
    seated(dana, first, 6)
    house.clock.forward(days=28)
    second = new_group(dana, "twelve-module", name="Coping Twelve", start=AFTERNOON, seats=8)
    for name in ("Ito", "Jung"):
        late = waiting(dana, "twelve-module", family_name=name, received_on=dana.today())
        if name == "Ito":
            group.seat(dana, second.id, late.id)
    referred(dana, family_name="New", received_on=dana.today())
    return first, second


def all_rows(found: Answer) -> dict[str, str]:
    """The last row, which takes all together, by heading."""
    return table(found)[-1]


def test_a_period_counts_groups_by_their_first_day_and_referrals_by_the_day_they_came(
    dana: SignIn, two: tuple[Group, Group]
) -> None:
    first, second = two
    for scope, name, many, came in ((OCTOBER, first.name, "6", "6"), (NOVEMBER, second.name, "1", "3")):
        seats = answer(dana, "seats", scope)
        assert next(r["Group"] for r in table(seats)) == name
        assert all_rows(seats)["Filled"] == many
        assert all_rows(answer(dana, "goes_on", scope))["All"] == came
        assert all_rows(answer(dana, "waits", scope))["Referrals"] == came
        assert next(r["Group"] for r in table(answer(dana, "stays", scope))) == name
    assert answer(dana, "seats", NOVEMBER).about == "1 Nov 2026 to 30 Nov 2026"


def test_a_curriculum_counts_its_groups_and_the_referrals_decided_for_it(
    dana: SignIn, two: tuple[Group, Group]
) -> None:
    scope = Scope(curriculum="twelve-module")
    assert all_rows(answer(dana, "seats", scope))["Waitlisted"] == "1"
    assert [r["Group"] for r in table(answer(dana, "stays", scope))] == [
        two[1].name,
        f"All of {two[1].curriculum.name}",
    ]
    assert all_rows(answer(dana, "waits", scope))["Referrals"] == "2"
    assert all_rows(answer(dana, "goes_on", scope))["All"] == "2"
    assert answer(dana, "waits", scope).about == two[1].curriculum.name


def test_a_group_counts_itself_and_the_referrals_that_led_to_a_place_in_it(
    dana: SignIn, two: tuple[Group, Group]
) -> None:
    scope = Scope(group=two[0].id)
    assert all_rows(answer(dana, "waits", scope))["Referrals"] == "6"
    assert all_rows(answer(dana, "seats", scope))["Waitlisted"] == "–"
    assert answer(dana, "practises", scope).sentence == f"There is nothing to count for {two[0].name}."


def test_parts_of_a_partition_add_up_to_the_whole(dana: SignIn, two: tuple[Group, Group]) -> None:
    for key, heading in (("waits", "Referrals"), ("goes_on", "All"), ("seats", "Filled"), ("seats", "Offered")):
        whole = int(all_rows(answer(dana, key))[heading])
        assert whole == sum(int(all_rows(answer(dana, key, scope))[heading]) for scope in (OCTOBER, NOVEMBER))
        if key == "seats":
            parts = (Scope(group=one.id) for one in two)
            assert whole == sum(int(all_rows(answer(dana, key, scope))[heading]) for scope in parts)


def test_waits_stand_by_route_and_by_curriculum(dana: SignIn, two: tuple[Group, Group]) -> None:
    seen = [r for r in table(answer(dana, "waits")) if r["Until"] == "first session"]
    assert {r["Route, curriculum"]: (r["Referrals"], r["Came"]) for r in seen} == {
        "group": ("8", "7"),
        "not screened": ("1", "0"),
        f"for {two[0].curriculum.name}": ("6", "6"),
        f"for {two[1].curriculum.name}": ("2", "1"),
        "curriculum not said": ("1", "0"),
        "all": ("9", "7"),
    }


def test_what_is_asked_again_about_something_else_is_what_a_newcomer_finds(house: House, dana: SignIn) -> None:
    reader = house.sign_in()
    scopes = (EVERYTHING, OCTOBER, NOVEMBER, Scope(curriculum="eight-week"))

    def same() -> None:
        fresh = house.sign_in()
        for key in QUESTIONS:
            for scope in scopes:
                assert answer(reader, key, scope) == answer(fresh, key, scope)

    one = new_group(dana)
    members = seated(dana, one, 2)
    same()
    places.end(dana, members[0].id, EndReason.moved_away)
    same()
    waiting(dana, family_name="Ito")
    house.clock.forward(days=1)
    same()


def test_seats_follow_who_comes_and_goes(house: House, dana: SignIn) -> None:
    one = new_group(dana, seats=8)
    members = seated(dana, one, 5)
    house.clock.forward(days=1)
    places.end(dana, members[0].id, EndReason.moved_away)
    house.clock.forward(days=1)
    (mine, *_) = table(answer(dana, "seats"))
    assert {k: mine[k] for k in ("Offered", "Filled", "Empty", "Taken now", "Had a seat")} == {
        "Offered": "8",
        "Filled": "5",
        "Empty": "3",
        "Taken now": "4",
        "Had a seat": "5",
    }
    with dana.db.transaction(dana.staff_id, "facilitator", "x"):
        dana.of(Group).change(dana.of(Group).get(one.id), status=GroupStatus.cancelled)
    assert answer(dana, "seats").rows == ()


def test_what_is_not_there_is_refused(dana: SignIn, two: tuple[Group, Group]) -> None:
    with pytest.raises(NotFound, match="There is no group 'x'"):
        answer(dana, "stays", Scope(group="x"))
    with pytest.raises(NotFound, match="no curriculum 'x' here; there are: eight-week, twelve-module"):
        answer(dana, "stays", Scope(curriculum="x"))
    with pytest.raises(Refused, match="before it begins"):
        answer(dana, "stays", Scope(since=date(2026, 2, 1), until=date(2026, 1, 1)))


def test_a_curriculum_that_no_group_runs_yet_can_be_asked_about(dana: SignIn) -> None:
    waiting(dana, "twelve-module", family_name="Ito")
    assert curricula(dana) == {"twelve-module": "twelve-module"}
    assert answer(dana, "seats", Scope(curriculum="twelve-module")).sentence.endswith("1 person waits for a seat.")


def test_intake_alone_is_told_nothing_of_it(house: House) -> None:
    ines = house.sign_in("Ines Intake")
    for ask in (known, outcome_paper):
        with pytest.raises(NotPermitted, match="To see reports"):
            ask(ines)


# --- small numbers ---------------------------------------------------------------------------------------------------


def test_ties_say_what_adds_up(house: House, dana: SignIn, two: tuple[Group, Group]) -> None:
    referred(dana, family_name="Gone")
    for found in answers(dana):
        counted = 0
        for tie in expanded(found.ties or (), len(found.rows)):
            unshown = dict(found.unshown)
            cells = [
                found.rows[r].cells[c] if c < len(found.headings) else number(unshown.get((r, c), 0))
                for r, c in (tie.whole, *tie.parts)
            ]
            if any(cell.kind is not Kind.number for cell in cells):
                continue
            whole, *parts = (int(cell.value or 0) for cell in cells)
            assert whole == sum(parts), (found.key, tie)
            counted += 1
        assert counted or not found.rows or found.key == "practises"


def test_every_count_of_few_people_is_hidden_in_every_report(house: House, dana: SignIn) -> None:
    under_way(house, dana, name="Afternoon", start=AFTERNOON)
    everywhere(house, dana)
    for found, copy in zip(answers(dana), answers(dana, share=True), strict=True):
        hidden = to_hide(found)
        assert hidden or not found.rows
        for r, line in enumerate(copy.rows):
            for c, cell in enumerate(line.cells):
                people = found.rows[r].cells[c].people
                assert (cell.shown == HIDDEN) == ((r, c) in hidden)
                assert cell.shown == HIDDEN or people is None or people == 0 or people >= 5
        assert copy.sentence.startswith("Shared copy: ") or not found.rows


def test_the_outcome_report_holds_every_question_and_nobody_s_name(house: House, dana: SignIn) -> None:
    under_way(house, dana, name=HOSTILE[0])
    paper = outcome_paper(dana, OCTOBER)
    assert [b.text for b in paper.blocks if isinstance(b, Heading)] == list(QUESTIONS.values())
    assert (paper.kind, paper.reference, paper.clients) == ("outcome-report", "2026-10-01-2026-10-31", ())
    assert paper.about == "1 Oct 2026 to 31 Oct 2026"
    for grid in (b for b in paper.blocks if isinstance(b, Grid)):
        words = [max(map(len, h.split("\n"))) for h in grid.head]
        widths = [max(w, *(min(30, len(r[c])) for r in grid.rows)) for c, w in enumerate(words)]
        assert sum(widths) + 2 * (len(widths) - 1) <= WIDTH
    for key in QUESTIONS:
        found = answer(dana, key, OCTOBER)
        heads = [h.replace("\n", " ") for b in paper.blocks if isinstance(b, Grid) for h in b.head]
        assert not found.rows or set(found.headings) <= set(heads)


def test_a_paper_to_share_says_so_once_and_holds_no_small_number(house: House, dana: SignIn) -> None:
    everywhere(house, dana)
    paper = outcome_paper(dana, share=True)
    assert paper.kind == "outcome-report-shared"
    assert paper.about == "everything so far · shared copy, small numbers hidden"
    shown = {cell for b in paper.blocks if isinstance(b, Grid) for r in b.rows for cell in r}
    assert HIDDEN in shown
    assert not {"1", "2", "3", "4"} & shown
    assert sum("Give out one copy" in str(block) for block in paper.blocks) == 1
