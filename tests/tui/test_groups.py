"""The list of groups, one group with its tabs, and giving seats."""

from datetime import date

import pytest

from groupcare.acts import SignIn, group, homework, safety, session
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Member, Session, SessionStatus
from groupcare.rules.homework import Practice
from groupcare.rules.people import Referral, ReferralStatus
from groupcare.rules.safety import ConcernKind
from groupcare.tui.groups.builder import BuilderPage
from groupcare.tui.groups.run_sheet import RunSheetPage
from tests.clinic import House, all_present, new_group, referred, sessions, waiting
from tests.tui.groups_kit import Scene, line_of, list_of, opened, other_group, scene, seat
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, Run, program


def mixed(house: House) -> Scene:
    """A running group in which something has happened to everybody, and a forming one."""
    of = scene(house, 5)
    who = of.who
    other_group(who)
    marks = (Mark.attended, Mark.absent, Mark.excused, Mark.attended, Mark.held)
    for member, mark in zip(of.members, marks, strict=True):
        session.mark(who, of.now.id, member.id, mark)
    homework.hand_in(who, of.homework(0).id, Practice(days=5, on=who.today()))
    homework.hand_in(who, of.homework(1).id, Practice(days=1, on=who.today()))
    safety.raise_concern(who, of.members[4].client, ConcernKind.self_harm, "")
    return of


async def seats(run: Run) -> None:
    """Wait until the reasons are looked up."""
    await run.when(lambda: "looking" not in run.text)


# --- the list -------------------------------------------------------------------------------------------------------


@LOOKS
async def test_the_list_shows_running_forming_and_finished_groups(house: House, size: tuple[int, int]) -> None:
    of = mixed(house)
    async with program(of.who, size, mode="groups") as run:
        run.shows("Running", "Pain Skills, Autumn A", "5 of 14", "1/8", "today 14:00")
        run.shows("Forming", "Coping Twelve", "0 of 12", "0/12", "Tue 20 Oct 16:30")
        assert run.text.index("Running") < run.text.index("Forming")
        run.frame("groups")


async def test_from_the_list_to_a_group_its_next_session_and_a_new_one(house: House) -> None:
    of = scene(house, 2)
    async with program(of.who, mode="groups") as run:
        await run.press("s")
        assert isinstance(run.app.screen, RunSheetPage)
        run.shows("session 2 of 8")
        await run.press("escape", "enter")
        run.shows("[Sessions]", "Relaxation II")
        await run.press("escape", "f9")
        assert isinstance(run.app.screen, BuilderPage)


async def test_an_empty_list_says_what_to_do_and_a_session_not_closed_is_told(house: House) -> None:
    dana = house.sign_in()
    async with program(dana, mode="groups") as run:
        run.shows("No groups yet. f9 makes one")
        new_group(house.sign_in("Fay Facilitator"))
        house.clock.forward(days=2)
        await run.until("Tue 6 Oct: not closed")


# --- one group ------------------------------------------------------------------------------------------------------


@LOOKS
async def test_a_group_has_sessions_coverage_and_roster(house: House, size: tuple[int, int]) -> None:
    of = mixed(house)
    async with program(of.who, size, mode="groups") as run:
        await run.press("enter")
        run.shows(
            "G-001 · running · 5 of 14 seats · Tuesdays 14:00", "[Sessions]", "Tue 13 Oct", "in progress", "2 of 5"
        )
        assert list_of(run, "Sessions").key == of.now.id
        assert not any("…" in line for line in run.text.splitlines() if "╰" in line)
        run.frame("group-sessions")
        await run.press("right_square_bracket")
        run.shows("[Coverage]", "✓ attended", "✗ absent", "H held by us", "e excused", "1/8")
        assert "  ✓  ✗" in line_of(run, "Brandt, Kim")
        assert "2 make-up" in line_of(run, "Brandt, Kim")
        assert "■" in line_of(run, "Evans, Ruth")
        run.frame("group-coverage")
        await run.press("tab")
        run.shows("[Roster]", "no plan", "in a row", "Brandt, Kim")
        run.frame("group-roster")
        await run.press("left_square_bracket", "left_square_bracket")
        run.shows("[Sessions]")


@LOOKS
async def test_a_rolling_group_shows_who_came_later(house: House, size: tuple[int, int]) -> None:
    dana = house.sign_in()
    made = new_group(dana, "twelve-module", name="Coping Twelve", seats=12)
    early = seat(dana, made, "Alvarez Rosa", "Brandt Kim")
    for one in sessions(dana, made)[:2]:
        house.clock.now = house.clock.now.replace(day=one.date.day)
        all_present(dana, one, early)
    (later,) = seat(dana, made, "Cho Min")
    house.clock.forward(days=7)
    all_present(dana, sessions(dana, made)[2], [*early, later])
    async with program(dana, size, mode="groups") as run:
        await run.press("enter", "tab")
        assert "  –  –  ✓" in line_of(run, "Cho, Min")
        run.shows("10 11 12", "– before joining")
        if size[0] > 100:
            assert "Tue 22 Dec + 2 make-ups" in line_of(run, "Cho, Min")
        run.frame("group-rolling")


@LOOKS
async def test_of_two_rounds_the_oldest_columns_give_way_before_any_word(house: House, size: tuple[int, int]) -> None:
    dana = house.sign_in()
    made = new_group(dana, "twelve-module", name="Coping Twelve", seats=12, rounds=2)
    seat(dana, made, "Alvarez Rosa")
    async with program(dana, size) as run:
        await opened(run, "group", made.id, "coverage")
        run.shows("Needs next", " 1  2  3", "10 11 12", "more columns")
        assert "1 Tue 6 Oct" in line_of(run, "Alvarez, Rosa")
        if size[0] > 100:
            run.shows("Can finish")


async def test_dropping_says_what_is_lost_first_and_needs_a_reason(house: House) -> None:
    of = scene(house, 2)
    async with program(of.who) as run:
        await opened(run, "group", of.group.id)
        await run.press("end", "x")
        run.shows("Session 8, Tue 24 Nov, cannot be held", "push", "merge", "on a day of its own", "1 module lost")
        await run.press("d")
        run.shows("No other session of this group teaches", "“Spirituality, Pain and", "is then Tue 17 Nov")
        await run.press("ctrl+s")
        run.shows("Reason is needed.")
        await run.type("room is lost")
        await run.press("ctrl+s")
        assert of.who.of(Session).get(of.sessions[7].id).status is SessionStatus.cancelled
        run.shows("Cancelled session 8.", "cancelled", "room is lost", "2 to tell")
        await run.press("x")
        assert "cannot be held" not in run.text
        await run.press("up", "enter")
        run.shows("session 7 of 8")


async def test_cancelling_the_last_open_session_finishes_the_group(house: House) -> None:
    of = scene(house, 1)
    for one in of.sessions[1:]:
        session.cancel_session(of.who, one.id, "over")
    async with program(of.who, mode="groups") as run:
        run.shows("Finished", "Pain Skills, Autumn A")


async def test_lines_open_charts_plans_and_homework(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    of = scene(house, 2)
    async with program(of.who) as run:
        await opened(run, "group", of.group.id, "roster")
        asked: list[tuple[str, ...]] = []
        monkeypatch.setattr(run.app, "open_place", lambda *place: asked.append(place))
        await run.press("down", "enter", "p", "h", "tab", "s")
        client = of.members[1].client
        assert asked == [("chart", client), ("plan", client), ("homework", of.group.id), ("session", of.now.id)]


async def test_two_people_of_one_name_are_told_apart_by_number(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    for born in (date(1980, 2, 3), date(1971, 5, 6)):
        referral = waiting(dana, family_name="Alvarez", given_name="Rosa", date_of_birth=born)
        group.seat(dana, made.id, referral.id)
    async with program(dana) as run:
        await opened(run, "group", made.id, "roster")
        run.shows("Alvarez, Rosa GC-0001", "Alvarez, Rosa GC-0002")


# --- seats ----------------------------------------------------------------------------------------------------------


@LOOKS
async def test_who_waits_is_shown_with_every_reason_against(house: House, size: tuple[int, int]) -> None:
    dana = house.sign_in()
    made = other_group(dana)
    free = waiting(dana, "twelve-module", family_name="Moreau", given_name="Lise")
    held = waiting(dana, "twelve-module", family_name="Wang", given_name="Bo")
    safety.raise_concern(dana, held.client, ConcernKind.self_harm, "said so")
    waiting(dana, "eight-week", family_name="Other", given_name="One")
    referred(dana, family_name="Undecided", given_name="Una")
    async with program(dana, size, mode="groups") as run:
        await run.press("enter", "f9")
        await seats(run)
        run.shows("Coping Twelve · 0 of 12 seats", "✓ free to seat", "✗ 2 reasons against", "Nothing stands against")
        assert "Other" not in run.text
        assert "Undecided" not in run.text
        await run.press("down")
        run.shows("– Safety: concern about self-harm: said so (urgent)", "– Safety: on hold")
        run.frame("group-seats")
        await run.press("enter")
        assert dana.of(Referral).get(held.id).status is ReferralStatus.waitlisted
        run.shows("Safety: concern about self-harm")
        await run.press("up", "enter")
        await seats(run)
        (member,) = dana.of(Member).linked(group=made.id)
        assert member.referral == free.id
        run.shows("Seated Moreau, Lise from Tue 20 Oct.", "1 of 12 seats")
        await run.press("ctrl+z")
        assert dana.of(Member).linked(group=made.id) == []


async def test_enter_on_somebody_whose_screening_is_too_old_opens_it(house: House) -> None:
    dana = house.sign_in()
    waiting(dana, "twelve-module", family_name="Moreau", given_name="Lise")
    house.clock.forward(days=45)
    made = new_group(dana, "twelve-module", name="Coping Twelve")
    async with program(dana, NARROW) as run:
        await opened(run, "group", made.id)
        await run.press("f9")
        await seats(run)
        run.shows("a short re-check renews it", "Enter opens the screening, at the first part to ask again.")
        await run.press("enter")
        run.shows("Route so far", "Moreau, Lise", "! PHQ-9 · too old")


async def test_a_seat_over_twelve_is_given_with_a_remark(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, seats=14)
    seat(dana, made, *(f"Person{number} A" for number in range(12)))
    waiting(dana, family_name="Thirteenth", given_name="Tia")
    async with program(dana) as run:
        await opened(run, "group", made.id)
        await run.press("f9")
        await seats(run)
        await run.press("f9")
        run.shows("would have 13 members; 90853", "13 of 14 seats", "Nobody waits for this curriculum.")


async def test_a_seat_refused_meanwhile_is_a_sentence(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, seats=1)
    waiting(dana, family_name="Early", given_name="Eve")
    late = waiting(dana, family_name="Late", given_name="Lou")
    async with program(dana) as run:
        await opened(run, "group", made.id)
        await run.press("f9")
        await seats(run)
        group.seat(house.sign_in("Ines Intake"), made.id, late.id)
        await run.press("f9")
        run.shows("All 1 seats are taken.")
        assert len(dana.of(Member).linked(group=made.id)) == 1


# --- people ---------------------------------------------------------------------------------------------------------


async def test_a_facilitator_alone_seats_and_cancels(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    waiting(dana, family_name="Moreau", given_name="Lise")
    fay = house.sign_in("Fay Facilitator")
    async with program(fay, mode="groups") as run:
        await run.press("enter", "f9")
        await seats(run)
        await run.press("enter", "escape", "end", "x", "d")
        await run.type("snow")
        await run.press("ctrl+s")
        run.shows("cancelled", "1 of 10 seats")
        assert len(fay.of(Member).linked(group=made.id)) == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Mona Manager", "To see groups takes the role"),
        ("Carl Clinician", "Clinician is clinician. Nothing was done."),
    ],
)
async def test_others_read_what_they_may_not_do(house: House, name: str, sentence: str) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    waiting(dana, family_name="Moreau", given_name="Lise")
    async with program(house.sign_in(name), mode="groups") as run:
        await opened(run, "group", made.id)
        await run.press("tab", "x", "p", "f9")
        await seats(run)
        await run.press("f9")
        run.shows(sentence)
        assert dana.of(Member).linked(group=made.id) == []


@SIZES
async def test_hostile_names_are_shown_as_they_are(house: House, size: tuple[int, int]) -> None:
    dana: SignIn = house.sign_in()
    made = new_group(dana, name="[/red] [b]Group[/b]", seats=14, room="[@click=app.quit]Room")
    for place, name in enumerate(HOSTILE[:5]):
        seat(dana, made, f"{name} {'ABCDE'[place]}")
    waiting(dana, family_name=HOSTILE[0], given_name="Waits")
    async with program(dana, size, mode="groups") as run:
        run.shows("[/red] [b]Group[/b]")
        await run.press("enter")
        run.shows("[/red] [b]Group[/b]")
        for keys in (("x",), ("escape", "tab"), ("tab",), ("f9",)):
            await run.press(*keys)
        await seats(run)
        run.shows("[/red] O'Neil, Waits" if size[0] > 100 else "[/red] O'Neil")
        await run.press("f9")
        await seats(run)
        await run.press("f2")
        assert "O'Neil" not in run.text
