"""The homework board and the review: what is seen, one key after the other, and what is in the record then."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from textual import events

from groupcare.acts import Refused, SignIn, group, homework, homework_ideas, plan, session
from groupcare.queries.homework import to_review
from groupcare.record import engine
from groupcare.rules.attendance import Mark
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.group import Group, Member, Session
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.homework_log import PacedLog, PracticeLog
from groupcare.rules.idea import Idea, IdeaKind
from groupcare.tui.homework.board import HomeworkPage
from groupcare.tui.homework.quality import Quality
from groupcare.tui.homework.review import ReviewPage
from groupcare.tui.homework.words import first_and_initial
from tests.acts.test_running_a_group import PLAN
from tests.clinic import Clock, House, Template, all_present, new_group, seated, sessions, waiting
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, WIDE, Run, program
from tests.tui.test_screening import another_program_writes


class Course(NamedTuple):
    """A group with three sessions behind it, and its members: Alvarez, Brandt, Cho."""

    group: Group
    members: list[Member]
    held: list[Session]


def hold(who: SignIn, course: Course, number: int, absent: tuple[int, ...] = ()) -> None:
    one = course.held[number - 1]
    for place in absent:
        session.mark(who, one.id, course.members[place].id, Mark.excused)
    all_present(who, one, [m for i, m in enumerate(course.members) if i not in absent])
    homework.set_homework(who, one.id)


def piece(who: SignIn, course: Course, number: int, place: int) -> Homework:
    found = who.of(Homework).linked(session=course.held[number - 1].id)
    return next(h for h in found if h.member == course.members[place].id)


def hand_in(who: SignIn, course: Course, number: int, place: int, days: int, **more: object) -> Homework:
    log = Practice(days=days, on=who.today(), **more)  # type: ignore[arg-type]
    return homework.hand_in(who, piece(who, course, number, place).id, log)


@pytest.fixture(scope="module")
def begun(template: Template, tmp_path_factory: pytest.TempPathFactory) -> tuple[House, Course]:
    """Made once, to be copied: four pieces to review (Alvarez 2 and 3, Brandt 3, Cho 2), on Thursday 22 October."""
    house = House.copy(template, tmp_path_factory.mktemp("homework") / "store")
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 3)
    course = Course(made, members, sessions(dana, made))
    hold(dana, course, 1)
    house.clock.forward(days=7)
    for place, days in enumerate((5, 2, 0)):
        helped = "With the first tea of the day." if place == 1 else ""
        hand_in(dana, course, 1, place, days, barrier=Barrier.time if place else None, helped=helped)
    homework.review(dana, piece(dana, course, 1, 0).id, quality=4)
    homework.review(dana, piece(dana, course, 1, 1).id, quality=2, comment="Half as long counts, too.")
    homework.review(dana, piece(dana, course, 1, 2).id, quality=0)
    hold(dana, course, 2, absent=(1,))
    house.clock.forward(days=7)
    hand_in(dana, course, 2, 0, 4, minutes=15, difficulty=3)
    hand_in(dana, course, 2, 2, 1, barrier=Barrier.pain_flare)
    hold(dana, course, 3)
    house.clock.forward(days=2)
    hand_in(dana, course, 3, 0, 2, helped="A kitchen timer in the other room.")
    hand_in(dana, course, 3, 1, 3, barrier=Barrier.time, while_absent=True)
    house.close()
    return house, course


@pytest.fixture
def house(request: pytest.FixtureRequest, template: Template, tmp_path: Path) -> Iterator[House]:
    """A clinic of this test's own; with the course behind it where the test asks for that."""
    if "course" in request.fixturenames:
        begun: House = request.getfixturevalue("begun")[0]
        shutil.copytree(begun.folder, tmp_path / "store")
        made = House(tmp_path / "store", template, Clock(begun.clock.now))
    else:
        made = House.copy(template, tmp_path / "store")
    yield made
    made.close()


@pytest.fixture
def course(begun: tuple[House, Course]) -> Course:
    return begun[1]


def kept_idea(who: SignIn, what: str, barrier: Barrier = Barrier.time, withdrawn: bool = False) -> Idea:
    kept = Idea(
        kind=IdeaKind.idea, what=what, added_on=who.today(), added_by=who.staff_id, barrier=barrier, withdrawn=withdrawn
    )
    with who.db.transaction(who.staff_id, "facilitator", "keep an idea"):
        return who.of(Idea).add(kept)


def record(who: SignIn) -> int:
    return who.db.engine.head()[0]


async def paste(run: Run, text: str) -> None:
    """As a terminal does: to the program, which hands it to what has the focus."""
    run.app.post_message(events.Paste(text))
    await run.settle()


def quality(run: Run) -> int | None:
    return run.app.screen.query_one(Quality).chosen


# --- the board -------------------------------------------------------------------------------------------------------


@LOOKS
async def test_the_board_shows_members_by_sessions(dana: SignIn, course: Course, size: tuple[int, int]) -> None:
    async with program(dana, size, mode="homework") as run:
        run.shows("Pain Skills, Autumn A", "whole group", "to review 4", "in the way: time 3 · pain flare 1")
        run.shows("● 5 of 5", "◔ 2 of 5", "○ 0 of 5", "? absent", "◐ 4 of 5 new", "· to come", "met", "? unknown")
        run.frame("homework")


async def test_the_cursor_begins_on_what_is_new_and_the_lines_beneath_say_more(dana: SignIn, course: Course) -> None:
    async with program(dana, WIDE, mode="homework") as run:
        run.shows("Alvarez, Rosa · session 2: Relaxation II", "◐ 4 of 5 days · 15 min · difficulty 3 of 10")
        run.shows("not reviewed yet: enter reviews it")
        await run.press("left")
        run.shows("session 1: Relaxation I", "reviewed: 4 as meant, and used in daily life · Tue 13 Oct, Dana Reyes")
        await run.press("down")
        run.shows("Brandt, Kim · session 1", "“With the first tea of the day.”", "“Half as long counts, too.”")


async def test_rates_stand_with_and_without_what_is_unknown(dana: SignIn, course: Course) -> None:
    async with program(dana, WIDE, mode="homework") as run:
        brandt = next(line for line in run.lines if "Brandt" in line)
        assert "5/8 63 %" in brandt
        assert "38 %" in brandt
        assert "2.0" in brandt
        assert "13 Oct DR" in brandt


async def test_a_group_without_homework_and_a_clinic_without_groups_say_what_to_do(house: House, dana: SignIn) -> None:
    async with program(dana, NARROW, mode="homework") as run:
        run.shows("There is no group yet", "g g")
        await run.press("h", "b", "c", "u", "s", "f9", "enter")
        run.shows("There is no group yet")
    new_group(dana)
    async with program(dana, NARROW, mode="homework") as run:
        run.shows("Pain Skills, Autumn A", "set on a session's run sheet")
        await run.press("enter", "h", "f9", "left", "b")
        run.shows("Nobody has named a barrier yet")


async def test_the_caseload_is_mine_where_i_have_one_and_c_shows_all(dana: SignIn, course: Course) -> None:
    plan.write_plan(dana, course.members[0].client, PLAN)
    async with program(dana, WIDE, mode="homework") as run:
        run.shows("my caseload", "to review 2 of 4", "Alvarez")
        assert "Brandt" not in run.text
        await run.press("c")
        run.shows("whole group", "to review 4", "Brandt", "Cho")
        await run.press("c")
        assert "Brandt" not in run.text


async def test_u_puts_those_with_something_new_first(dana: SignIn, course: Course) -> None:
    homework.review(dana, piece(dana, course, 3, 1).id, quality=3)
    async with program(dana, WIDE, mode="homework") as run:
        assert run.text.index("Alvarez") < run.text.index("Brandt") < run.text.index("Cho")
        await run.press("u")
        run.shows("new first")
        assert run.text.index("Alvarez") < run.text.index("Cho") < run.text.index("Brandt")


async def test_s_shows_another_group_and_the_mode_opens_with_the_one_that_has_most_to_review(
    dana: SignIn, course: Course
) -> None:
    other = new_group(dana, name="Autumn B")
    async with program(dana, WIDE, mode="homework") as run:
        run.shows("Pain Skills, Autumn A", "to review 4")
        await run.press("s")
        run.shows("Homework of which group?", "4 to review", "Autumn B", "forming")
        await run.press("b")
        run.shows("Autumn B", "No homework was set")
        page = run.app.screen
        assert isinstance(page, HomeworkPage)
        assert page.group_id == other.id


@LOOKS
async def test_b_says_what_stood_in_the_way_without_names_until_they_are_asked_for(
    dana: SignIn, course: Course, size: tuple[int, int]
) -> None:
    idea = kept_idea(dana, what="Two five-minute walks instead of one long one")
    kept_idea(dana, what="Told the family when it is quiet hour", withdrawn=True)
    kept_idea(dana, what="Heat first", barrier=Barrier.pain_flare)
    homework_ideas.offer_idea(dana, piece(dana, course, 1, 1).id, idea.id)
    async with program(dana, size, mode="homework") as run:
        await run.press("b")
        run.shows("In the way · Pain Skills, Autumn A", "Against: time", "named by 2 members")
        run.shows("With the first tea of the day.", "Two five-minute walks", "offered 1, tried 0, helped 0")
        assert "quiet hour" not in run.text
        assert "Brandt" not in run.text
        assert "Kim" not in run.text
        assert "Cho" not in run.text
        run.frame("homework-barriers")
        await run.press("w")
        run.shows("named by Kim B. 2, Min C. 1", "Kim B. · Two five-minute walks")
        await run.press("down")
        run.shows("Against: pain flare", "nobody has written yet what helped", "Heat first", "not offered yet")
        await run.press("down")
        run.shows("A kitchen timer in the other room.", "nothing to offer")
        await run.press("escape")
        run.shows("to review 4")


async def test_an_idea_is_offered_then_asked_about_and_its_help_is_counted(dana: SignIn, course: Course) -> None:
    idea = kept_idea(dana, what="A timer in the kitchen")
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("b", "enter", "down", "enter")
        run.shows("Offer it to whom?", "A timer in the kitchen", "Kim B.", "named it 2 times", "Min C.")
        await run.press("a")
        run.shows("Offered the idea", "Offered: ask what came of it", "one member · A timer in the kitchen")
        (offered,) = piece(dana, course, 3, 1).tried
        assert (offered.idea, offered.tried, offered.helped) == (idea.id, None, None)
        await run.press("home", "enter")
        run.shows("What came of it?", "Kim B. was offered on Thu 22 Oct")
        await run.press("h")
        run.shows("offered 1, tried 1, helped 1")
        assert "ask what came of it" not in run.text
        (told,) = piece(dana, course, 3, 1).tried
        assert (told.tried, told.helped) == (True, True)
        await run.press("ctrl+z")
        run.shows("ask what came of it")


@pytest.mark.parametrize("size", [(60, 20), NARROW], ids=["60x20", "80x24"])
async def test_little_room_shows_the_newest_sessions_and_says_so(
    house: House, dana: SignIn, course: Course, size: tuple[int, int]
) -> None:
    for number in range(4, 8):
        house.clock.forward(days=7)
        hold(dana, course, number)
        hand_in(dana, course, number, 0, 1)
    async with program(dana, size, mode="homework") as run:
        run.shows("of 7 sessions", "the newest", "◔ 1/5 new" if size == NARROW else "new", "Alvarez")
        assert "done of set" in run.text
        before = run.app.screen.query_one("#grid").mark  # type: ignore[attr-defined]
        await run.pilot.resize_terminal(200, 50)
        await run.settle()
        run.shows("1 Relaxation I", "7 Medications")
        assert "the newest" not in run.text
        assert run.app.screen.query_one("#grid").mark == before  # type: ignore[attr-defined]
        await run.pilot.resize_terminal(50, 15)
        await run.settle()
        run.shows("GroupCare needs 60 × 20")


# --- handing in ------------------------------------------------------------------------------------------------------


@LOOKS
async def test_h_hands_in_for_a_member(dana: SignIn, course: Course, size: tuple[int, int]) -> None:
    async with program(dana, size, mode="homework") as run:
        await run.press("down", "down", "right", "h")
        run.shows("Hand in for Min C.", "Session 3: Coping Styles", "Days done")
        run.frame("homework-hand-in")
        await run.press("3", "ctrl+s")
        run.shows("Handed in for Min C.: 3 days", "to review 5")
        assert piece(dana, course, 3, 2).practice == Practice(days=3, on=dana.today())
        await run.press("ctrl+z")
        assert piece(dana, course, 3, 2).practice is None


async def test_enter_on_what_was_not_handed_in_opens_the_form_with_all_its_fields(dana: SignIn, course: Course) -> None:
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("down", "enter", "4", "tab", "enter", "down", "down", "enter", "tab")
        await run.press("1", "0", "tab", "6", "tab")
        await paste(run, "Right after the news.")
        await run.press("tab", "enter", "down", "enter", "tab")
        await paste(run, "20 oct")
        await run.press("enter")
        kept = piece(dana, course, 2, 1).practice
        assert kept is not None
        assert (kept.days, kept.minutes, kept.difficulty, kept.while_absent) == (4, 10, 6, True)
        assert (kept.helped, kept.on.isoformat()) == ("Right after the news.", "2026-10-20")
        assert kept.barrier in list(Barrier)


async def test_what_cannot_be_taken_is_said_in_the_form(dana: SignIn, course: Course) -> None:
    before = record(dana)
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("down", "enter", "ctrl+s")
        run.shows("Days done is needed.")
        for keys, sentence in (
            (("9",), "days done must be from 0 to 7"),
            (("backspace", "x"), "The days done must be a whole number."),
            (("backspace", "3", "tab", "tab", "tab", "1", "1"), "difficulty must be from 0 to 10"),
            (("backspace", "tab", "tab", "tab", "1", "space", "n", "o", "v"), "not in the future"),
            (("home", "x"), "is no day"),
        ):
            await run.press(*keys, "ctrl+s")
            run.shows(sentence, "Hand in for Kim B.")
        assert record(dana) == before


@pytest.mark.parametrize(("keys", "shown"), [("h", "Days done: theirs 2"), ("l", "Log: theirs 15 15 - - - - -")])
async def test_what_somebody_else_handed_in_meanwhile_is_shown_before_it_is_written_over(
    house: House, dana: SignIn, course: Course, keys: str, shown: str
) -> None:
    fay, of = house.sign_in("Fay Facilitator"), piece(dana, course, 2, 1)
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("down", keys)
        await run.type("3" if keys == "h" else "15 15 15 - - - -")
        log = None if keys == "h" else PracticeLog(done=(True, True, *(None,) * 5), minutes=(15, 15, *(None,) * 5))
        homework.hand_in(fay, of.id, Practice(days=2, on=fay.today(), helped="tea", log=log))
        await run.press("ctrl+s")
        run.shows("Somebody else saved this meanwhile.", shown)
        assert (piece(dana, course, 2, 1).practice or pytest.fail("nothing")).days == 2
        await run.press("ctrl+s", "y")
    kept = piece(dana, course, 2, 1).practice
    assert kept is not None
    assert (kept.days, kept.helped) == (3, "tea")


async def test_a_form_left_half_typed_comes_back(dana: SignIn, course: Course) -> None:
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("down", "enter", "4", "escape", "enter")
        run.shows("typed before and not saved")
        await run.press("ctrl+s")
        assert (piece(dana, course, 2, 1).practice or Practice(days=-1, on=dana.today())).days == 4


async def test_what_was_reviewed_is_not_handed_in_again(dana: SignIn, course: Course) -> None:
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("left", "h")
        run.shows("This was reviewed; what was handed in stays as it was.")


async def test_the_review_asks_what_came_of_an_idea_that_was_offered(dana: SignIn, course: Course) -> None:
    idea = kept_idea(dana, what="A timer in the kitchen")
    homework_ideas.offer_idea(dana, piece(dana, course, 1, 1).id, idea.id)
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "i")
        assert "What came of it" not in run.text
        await run.press("escape", "down", "right", "enter")
        run.shows("Brandt, Kim", "offered “A timer in the kitchen”: i keeps what came of it")
        await run.press("i", "n")
        (told,) = piece(dana, course, 1, 1).tried
        assert (told.tried, told.helped) == (True, False)
        assert "keeps what came of it" not in run.text


# --- adapting for one ------------------------------------------------------------------------------------------------


@LOOKS
async def test_e_adapts_what_was_set_for_one_member(
    house: House, dana: SignIn, course: Course, size: tuple[int, int]
) -> None:
    plan.write_plan(house.sign_in("Carl Clinician"), course.members[2].client, PLAN)
    async with program(dana, size, mode="homework") as run:
        await run.press("c") if "my caseload" in run.text else None
        await run.press("end", "right", "e")
        run.shows("Adapt for Min C.", "Session 3: Coping Styles", "Days", "Serves")
        run.frame("homework-adapt")
        await run.press("tab", "tab", "end", "backspace", "2", "tab", "end", "backspace", "backspace", "8", "ctrl+s")
        run.shows("Adapted for Min C.: 2 days")
        adapted = piece(dana, course, 3, 2)
        assert (adapted.days_set, adapted.task.minutes, adapted.task.kind) == (2, 8, "experiment")
        assert piece(dana, course, 3, 0).days_set == 3
        await run.press("ctrl+z")
        assert piece(dana, course, 3, 2).days_set == 3


async def test_what_cannot_be_set_is_said_in_the_form_and_what_came_in_is_not_adapted(
    dana: SignIn, course: Course
) -> None:
    before = record(dana)
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("e")
        assert "Adapt for" not in run.text
        await run.press("end", "right", "e", "tab", "tab", "end", "backspace", "9", "ctrl+s")
        run.shows("The days to set must be from 1 to 7", "Adapt for Min C.")
        await run.press("end", "backspace", "3", "tab", "tab", "x", "ctrl+s")
        run.shows("The amount must be a number.")
        await run.press("backspace", "tab", *"steps", "ctrl+s")
        run.shows("a unit only with kind paced activity")
    assert record(dana) == before


async def test_adapting_starts_from_the_step_that_the_last_log_proposes(dana: SignIn, course: Course) -> None:
    walk = HomeworkTask(kind=HomeworkKind.paced_activity, what="Walk by the clock", days=3, minutes=20)
    first, last = piece(dana, course, 2, 1), course.held[2]
    homework.set_homework(dana, first.session, members=[first.member], task=walk, days=3)
    log = PacedLog(unit="min", planned=20, amounts=(20.0, 0.0, 20.0, 20.0))
    homework.hand_in(dana, first.id, Practice(days=3, on=dana.today(), log=log))
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("down", "enter")
        run.shows("Next step", "Propose 22 to 24 min a time: done as set, so 10 to 20 % more", "●○●●  20 0 20 20")
        await run.press("escape")
    with dana.db.transaction(dana.staff_id, "facilitator", "x"):
        dana.of(Homework).change(piece(dana, course, 3, 1), practice=None, due=None)
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("down", "end", "up", "right", "e")
        run.shows("Adapt for Kim B.", "Propose 22 to 24 min a time")
    assert piece(dana, course, 3, 1).session == last.id


# --- keying in a paper log -------------------------------------------------------------------------------------------


@LOOKS
async def test_l_keys_in_a_paper_log_against_its_days(dana: SignIn, course: Course, size: tuple[int, int]) -> None:
    async with program(dana, size, mode="homework") as run:
        await run.press("down", "l")
        run.shows("Log of Kim B.", "Session 2: Relaxation II", "minutes of each day: 15 15 0 20 -", "· left blank")
        await run.type("15 20 5 0 - 15 3")
        run.shows("Wed 14", "● 15", "◐ 5", "○ 0", "· –", "Tue 20", "5 of 5 days · 11.6 min a time")
        run.frame("homework-log")
        assert piece(dana, course, 2, 1).practice is None
        await run.press("enter")
        run.shows("Handed in for Kim B.: 5 of 5", "● 5 of 5 days ●●◐○·●◐")
        kept = piece(dana, course, 2, 1).practice
        assert kept is not None
        assert kept.log == PracticeLog(
            done=(True, True, True, False, None, True, True), minutes=(15, 20, 5, 0, None, 15, 3)
        )
        await run.press("ctrl+z")
        assert piece(dana, course, 2, 1).practice is None


async def test_a_log_that_cannot_be_is_said_as_it_is_typed_and_never_kept(dana: SignIn, course: Course) -> None:
    before = record(dana)
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("down", "l")
        for typed, sentence in (
            ("15 often", "cannot be read as a log"),
            ("15 15 15 15 15 15 15 15", "tells of 8 days"),
            ("15 2000", "minutes of a day must be from 0 to 1,440"),
        ):
            await run.type(typed)
            run.shows(sentence)
            await run.press("enter")
            run.shows("Log of Kim B.", sentence)
            await run.press("ctrl+u")
        await run.press("enter")
        run.shows("Log is needed.")
    assert record(dana) == before


async def test_a_log_left_half_typed_comes_back(dana: SignIn, course: Course) -> None:
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("down", "l")
        await run.type("15 15 0")
        await run.press("escape", "l")
        run.shows("typed before and not saved", "15 15 0", "2 of 5 days")
        await run.press("space", "9")
        assert "typed before" not in run.text
        await run.press("enter")
        assert (piece(dana, course, 2, 1).practice or Practice(days=-1, on=dana.today())).days == 3


async def test_a_log_sent_while_absent_and_of_another_kind_is_keyed_in_on_the_review(
    dana: SignIn, course: Course
) -> None:
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("down", "right", "enter", "l")
        run.shows("Log of Kim B.", "feared / happened / learned")
        await run.type("8 / 2 / the bus waits")
        run.shows("1 of 3 times · feared 8 of 10, happened 2 of 10, learned “the bus")
        await run.press("enter")
        run.shows("◔ 1 of 3 times", "sent while absent", "in the way: time", "Log", "learned “the bus waits”")
        kept = piece(dana, course, 3, 1).practice
        assert kept is not None
        assert (kept.days, kept.barrier, kept.while_absent) == (1, Barrier.time, True)
        await run.press("2", "enter")
        run.shows("Alvarez, Rosa")


async def test_a_correction_of_the_number_alone_keeps_a_log_that_shows_it_and_no_other(
    dana: SignIn, course: Course
) -> None:
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("down", "l")
        await run.type("1101")
        await run.press("enter", "h", "tab", "tab", "tab", "6", "ctrl+s")
        kept = piece(dana, course, 2, 1).practice
        assert kept is not None
        assert (kept.days, kept.difficulty, kept.log) == (3, 6, PracticeLog(done=(True, True, False, True)))
        await run.press("l")
        run.shows("1101", "3 of 5 days")
        await run.press("escape", "h", "backspace", "2", "ctrl+s")
        kept = piece(dana, course, 2, 1).practice
        assert kept is not None
        assert (kept.days, kept.log) == (2, None)


async def test_o_links_homework_to_an_objective_of_the_plan(house: House, dana: SignIn, course: Course) -> None:
    carl = house.sign_in("Carl Clinician")
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "o")
        run.shows("no objectives to link to")
        plan.write_plan(carl, course.members[0].client, PLAN)
        await run.pilot.pause(0.4)
        await run.settle()
        await run.press("o", "down", "enter")
        assert piece(dana, course, 2, 0).objective == "1.1"
        run.shows("Linked to 1.1", "Serves       1.1 ")
        await run.press("o", "home", "enter")
        assert piece(dana, course, 2, 0).objective is None
        run.shows("no objective linked")


# --- reviewing -------------------------------------------------------------------------------------------------------


@LOOKS
async def test_a_review_shows_what_was_set_what_came_and_what_came_before(
    dana: SignIn, course: Course, size: tuple[int, int]
) -> None:
    async with program(dana, size, mode="homework") as run:
        await run.press("down", "right", "enter")
        run.shows("Brandt, Kim · Pain Skills, Autumn A", "4 to review", "session 3: Coping Styles · 3 times 15 min")
        run.shows("● 3 of 3 times", "in the way: time", "sent while absent", "1 ◔ 2/5   2 ? abs")
        run.shows("2 partly as meant · “Half as long counts, too.”", "4  as meant, and used in daily life")
        run.frame("review")


async def test_two_keys_a_review_to_the_end(dana: SignIn, course: Course) -> None:
    before = record(dana)
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "3", "enter", "1", "enter", "4", "enter", "2", "enter")
        run.shows("whole group", "to review 0", "Reviewed Kim B.: 2.")
    assert to_review(dana) == []
    assert record(dana) == before + 4
    given = {
        (n, i): (piece(dana, course, n, i).review or pytest.fail("no review")).quality
        for n, i in ((2, 0), (2, 2), (3, 0), (3, 1))
    }
    assert given == {(2, 0): 3, (2, 2): 1, (3, 0): 4, (3, 1): 2}


async def test_a_digit_is_shown_at_once_and_kept_until_saved(dana: SignIn, course: Course) -> None:
    before = record(dana)
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "3")
        run.shows("● 3  mostly as meant", "not saved yet")
        await run.press("escape")
        run.shows("to review 4")
        await run.press("enter")
        run.shows("● 3  mostly as meant", "not saved yet")
        await run.press("g", "t", "g", "h", "f9")
        assert quality(run) == 3
        assert record(dana) == before
        await run.press("enter")
        assert (piece(dana, course, 2, 0).review or pytest.fail("no review")).quality == 3


async def test_what_was_chosen_comes_back_after_the_program_was_killed(
    house: House, dana: SignIn, course: Course
) -> None:
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "1")
    async with program(house.sign_in(), NARROW, mode="homework") as run:
        await run.press("f9")
        assert quality(run) == 1


async def test_a_comment_is_typed_with_digits_and_letters_and_saved_with_f9(dana: SignIn, course: Course) -> None:
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "2", "c")
        await paste(run, "3 days next week, n or m.")
        await run.press("4")
        assert quality(run) == 2
        await run.press("escape")
        run.shows("not saved yet", "3 days next week")
        await run.press("f9")
        kept = piece(dana, course, 2, 0).review
        assert kept is not None
        assert (kept.quality, kept.comment, kept.by) == (2, "3 days next week, n or m.4", dana.staff_id)


async def test_a_comment_alone_is_a_review_and_nothing_at_all_is_none(dana: SignIn, course: Course) -> None:
    before = record(dana)
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "enter")
        run.shows("0 to 4 gives the quality; n passes over it.")
        assert record(dana) == before
        await run.press("c")
        await paste(run, "Well done.")
        await run.press("ctrl+s")
        assert (piece(dana, course, 2, 0).review or pytest.fail("no review")).comment == "Well done."


async def test_n_passes_over_and_comes_round_no_more(dana: SignIn, course: Course) -> None:
    before = record(dana)
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9")
        seen = []
        for _ in range(4):
            page = run.app.screen
            assert isinstance(page, ReviewPage)
            seen.append(page.homework_id)
            await run.press("n")
        assert len(set(seen)) == 4
        run.shows("whole group", "to review 4")
        assert record(dana) == before


async def test_a_refused_review_comes_back_as_it_was_typed(
    dana: SignIn, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Homework:
        raise Refused("The comment has too many characters.")

    before = record(dana)
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("f9", "3", "c")
        await paste(run, "Very long.")
        with monkeypatch.context() as patched:
            patched.setattr(homework, "review", refuse)
            await run.press("f9")
        run.shows("Not saved for Rosa A.: The comment has too many", "Alvarez, Rosa", "● 3", "Very long.")
        run.shows("not saved yet")
        assert record(dana) == before
        await run.press("f9")
        assert (piece(dana, course, 2, 0).review or pytest.fail("no review")).comment == "Very long."


async def test_a_comment_that_could_neither_be_saved_nor_kept_as_a_draft_stands_there_again(
    house: House, dana: SignIn, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    async with program(dana, WIDE, mode="homework") as run:
        with another_program_writes(house):
            await run.press("f9", "3", "c")
            await paste(run, "Well done.")
            await run.press("f9")
            run.shows("Alvarez, Rosa", "● 3", "Well done.", "Not saved for Rosa A.")
        await run.press("f9")
        assert (piece(dana, course, 2, 0).review or pytest.fail("no review")).comment == "Well done."


async def test_undo_brings_the_last_one_back(dana: SignIn, course: Course) -> None:
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "3", "enter")
        run.shows("Cho, Min")
        await run.press("ctrl+z")
        run.shows("Alvarez, Rosa", "Undone: reviewed Rosa A.: 3.")
        assert piece(dana, course, 2, 0).review is None
        await run.press("4", "enter")
        assert (piece(dana, course, 2, 0).review or pytest.fail("no review")).quality == 4


async def test_an_old_review_can_be_put_right(dana: SignIn, course: Course) -> None:
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("left", "enter")
        run.shows("● 4", "Reviewed")
        assert "not saved yet" not in run.text
        await run.press("3", "enter")
        assert (piece(dana, course, 1, 0).review or pytest.fail("no review")).quality == 3
        run.shows("whole group", "to review 4")


async def test_arrows_and_clicks_choose_too(dana: SignIn, course: Course) -> None:
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "down", "down")
        assert quality(run) == 1
        await run.press("up", "up")
        assert quality(run) == 0
        await run.pilot.click(Quality, offset=(4, 4))
        assert quality(run) == 4


async def test_a_late_save_is_not_lost_by_leaving_the_page(house: House, dana: SignIn, course: Course) -> None:
    other = house.sign_in("Carl Clinician")
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9")
        with other.db.transaction(other.staff_id, "clinician", "review homework", "", None):
            for key in ("3", "enter", "2", "enter", "escape"):
                await run.pilot.press(key)
        await run.settle()
        run.shows("to review 2")
    assert len(to_review(dana)) == 2


# --- who may, who else, and what is shown to whom ---------------------------------------------------------------------


async def test_another_program_s_review_is_seen_at_once_and_not_overwritten_unasked(
    house: House, dana: SignIn, course: Course
) -> None:
    carl = house.sign_in("Carl Clinician")
    first = piece(dana, course, 2, 0)
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "1")
        homework.review(carl, first.id, quality=4, comment="Lovely.")
        await run.pilot.pause(0.4)
        await run.settle()
        run.shows("4 as meant, and used in daily life · “Lovely.”", "3 to review", "● 1")
        await run.press("enter")
        run.shows("Carl Clinician has reviewed this in the meantime")
        await run.press("n")
        assert piece(dana, course, 2, 0).review is not None
        assert piece(dana, course, 2, 0).review.by == carl.staff_id  # type: ignore[union-attr]
        await run.press("enter", "y")
        assert piece(dana, course, 2, 0).review.quality == 1  # type: ignore[union-attr]


async def test_the_board_follows_another_program(house: House, dana: SignIn, course: Course) -> None:
    carl = house.sign_in("Carl Clinician")
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("down")
        hand_in(carl, course, 3, 2, 1)
        await run.pilot.pause(0.4)
        await run.settle()
        run.shows("to review 5", "◔ 1 of 3 new", "Brandt, Kim · session 2")


async def test_what_is_typed_stays_when_the_record_changes_elsewhere(
    house: House, dana: SignIn, course: Course
) -> None:
    carl = house.sign_in("Carl Clinician")
    async with program(dana, NARROW, mode="homework") as run:
        await run.press("f9", "c")
        await paste(run, "Half a sent")
        hand_in(carl, course, 3, 2, 1)
        await run.pilot.pause(0.4)
        await run.settle()
        run.shows("5 to review", "Half a sent")
        await run.press("e")
        run.shows("Half a sente")


@pytest.mark.parametrize("name", ["Ines Intake", "Mona Manager"])
async def test_other_roles_see_a_sentence(house: House, course: Course, name: str) -> None:
    async with program(house.sign_in(name), NARROW, mode="homework") as run:
        run.shows("To see homework takes the role clinician or facilitator")
        await run.press("f9", "h", "b", "c", "u", "s", "m", "enter")
        run.shows("To see homework takes the role clinician or facilitator")
        run.app.open_place("review", "anything")
        await run.settle()
        run.shows("To see homework takes the role clinician or facilitator")
        await run.press("3", "enter", "f9", "n", "c", "h", "escape")


async def test_a_facilitator_reviews_too(house: House, course: Course) -> None:
    fay = house.sign_in("Fay Facilitator")
    async with program(fay, NARROW, mode="homework") as run:
        run.shows("whole group")
        await run.press("f9", "3", "enter")
        assert (piece(fay, course, 2, 0).review or pytest.fail("no review")).by == fay.staff_id


async def test_hidden_names_are_numbers_everywhere(dana: SignIn, course: Course) -> None:
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("f2")
        for keys in ((), ("h",), ("escape", "l"), ("escape", "f9"), ("3", "enter")):
            await run.press(*keys)
            for name in ("Alvarez", "Rosa", "Brandt", "Kim B", "Cho", "Min C"):
                assert name not in run.text, run.text
            run.shows("GC-00")
    kept = kept_idea(dana, what="A timer")
    homework_ideas.offer_idea(dana, piece(dana, course, 1, 1).id, kept.id)
    async with program(dana, WIDE, mode="homework") as run:
        await run.press("f2", "b", "w")
        run.shows("named by GC-00", "GC-0002 · A timer")
        for keys in (("enter", "home", "enter"), ("escape", "down", "down", "enter")):
            await run.press(*keys)
            assert "Kim" not in run.text, run.text
            run.shows("GC-0002")


@SIZES
async def test_hostile_names_are_shown_literally(house: House, dana: SignIn, size: tuple[int, int]) -> None:
    made = new_group(dana, name=HOSTILE[0])
    people = [waiting(dana, family_name=name[:60], given_name="[b]Jo[/b]") for name in HOSTILE]
    members = [group.seat(dana, made.id, referral.id)[0] for referral in people]
    course = Course(made, members, sessions(dana, made))
    hold(dana, course, 1)
    house.clock.forward(days=1)
    for place in range(len(HOSTILE)):
        hand_in(dana, course, 1, place, 2, helped="[/red] [@click=app.quit]x")
    async with program(dana, size, mode="homework") as run:
        run.shows(HOSTILE[0], "[@click=app.quit]", "Red", "שלום עולם", "王 小明", "Ana, [b]Jo", "x" * 16)
        for keys in (("b",), ("escape", "s"), ("escape", "h")):
            await run.press(*keys)
            assert "[/red]" in run.text
        await run.press("escape", "f9")
        run.shows("[b]Jo[/b]", "“[/red] [@click=app.quit]x”")
        await run.press("c")
        await paste(run, "[/bold]")
        await run.press("f9")
        for _ in HOSTILE[1:]:
            run.shows("[b]Jo[/b]", "“[/red] [@click=app.quit]x”")
            await run.press("n")
        run.shows("to review 6")
    reviews = [piece(dana, course, 1, place).review for place in range(len(HOSTILE))]
    assert [review.comment for review in reviews if review] == ["[/bold]"]


def test_first_name_and_initial() -> None:
    assert first_and_initial("Alvarez, Rosa Maria") == "Rosa A."
    assert first_and_initial("GC-0001") == "GC-0001"
    assert first_and_initial("王, 秀英") == "秀英 王."
