"""The run sheet: what each key does on the screen and in the record, and what the room may see."""

import asyncio

import pytest
from textual import events
from textual.widgets import TextArea

from groupcare.acts import homework, leading, safety, session
from groupcare.queries.run_sheet import room_names
from groupcare.rules.attendance import Attendance, Mark, Mode
from groupcare.rules.group import Group, SessionStatus
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.people import Client
from groupcare.rules.safety import ConcernKind
from groupcare.tui.forms import TextInput
from groupcare.tui.groups import questions
from groupcare.tui.groups.run_sheet import RunSheetPage
from tests.clinic import House, new_group, seated, sessions
from tests.tui.groups_kit import PEOPLE, line_of, list_of, opened, scene, seat, sheet
from tests.tui.kit import LOOKS, NARROW, SIZES, Run, key_event, program

# --- the look -------------------------------------------------------------------------------------------------------


@LOOKS
async def test_a_sheet_of_fourteen_shows_what_is_needed_of_each_without_scrolling(
    house: House, size: tuple[int, int]
) -> None:
    of = scene(house, 14)
    safety.raise_concern(of.who, of.members[3].client, ConcernKind.self_harm, "said so")
    homework.hand_in(of.who, of.homework(1).id, Practice(days=2, on=of.who.today(), barrier=Barrier.time))
    session.amend(of.who, of.now.id, of.members[0].id, Mark.attended, mood=6, mattered="walked the dog")
    session.amend(of.who, of.now.id, of.members[1].id, Mark.attended, late=12)
    async with sheet(of, size, mode="groups") as run:
        run.shows("session 2 of 8 · Relaxation II", "Rosa A.", "Ken Mor.", "Ken Mos.", "2 of 5", "L 12′")
        run.shows("agenda 1 of 7: check-in", "12 not marked", "p present", "! concern", "Leo D.")
        assert "Alvarez" not in run.text
        assert "■" in line_of(run, "Leo D.")
        for word in ("said so", "self-harm", "alert", "score"):
            assert word not in run.text
        run.frame("run-sheet")
        await run.press("tab")
        run.frame("run-sheet-details")


@LOOKS
async def test_the_brief_the_agenda_and_closing_are_a_page_each(house: House, size: tuple[int, int]) -> None:
    of = scene(house, 4)
    session.mark(of.who, of.now.id, of.members[2].id, Mark.absent)
    async with sheet(of, size, mode="groups") as run:
        await run.press("b")
        run.shows("Before session 2", "No plan yet", "Homework not in yet", "Precautions")
        run.frame("run-sheet-brief")
        await run.press("escape", "v")
        run.shows("Agenda and phrases", "Relaxation II", "▸      8 min  check-in", "space covered, or not")
        await run.press("escape", "f9")
        run.shows(
            "Not marked yet", "Rosa A.", "to call today", "Min C.", "555-0101", "Covered", "Relaxation II", "none set"
        )
        run.frame("close")


@LOOKS
async def test_the_agenda_tells_who_led_and_what_a_substitute_covered(house: House, size: tuple[int, int]) -> None:
    of = scene(house, 4)
    fay = house.sign_in("Fay Facilitator")
    with of.who.db.transaction(of.who.staff_id, "manager", "change a group"):
        group = of.who.of(Group).get(of.group.id)
        of.who.of(Group).change(group, facilitators=(of.who.staff_id,))
    session.mark(of.who, of.now.id, of.members[2].id, Mark.attended)
    leading.tick_agenda(of.who, of.now.id, 1)
    async with sheet(of, size) as run:
        await run.press("v")
        assert "Who led" not in run.text
    house.clock.forward(minutes=20)
    leading.take_over(fay, of.now.id)
    leading.tick_agenda(fay, of.now.id, 2)
    leading.tick_agenda(fay, of.now.id, 3)
    async with sheet(of, size) as run:
        await run.press("v")
        run.shows("Who led, and what was covered meanwhile", "Dana Reyes", "1 check-in")
        line = next(one for one in run.lines if "Fay Facilitator (substitute)" in one)
        assert "2 homework" in line
        assert "3 skill" in line


async def test_the_brief_tells_who_is_new_who_was_away_who_came_back_and_what_stood_in_the_way(house: House) -> None:
    of = scene(house, 4)
    who = of.who
    session.mark(who, of.sessions[0].id, of.members[1].id, Mark.absent)
    homework.hand_in(who, of.homework(0).id, Practice(days=2, on=who.today(), barrier=Barrier.pain_flare))
    safety.raise_concern(who, of.members[3].client, ConcernKind.self_harm, "")
    session.mark(who, of.sessions[2].id, of.members[0].id, Mark.excused)
    async with sheet(of) as run:
        await run.press("b")
        run.shows("Missed the last session", "■ Held", "What stood in the way so far", "pain flare 1")
        assert run.text.index("■ Held") < run.text.index("Leo D.")
    async with sheet(of, number=2) as run:
        await run.press("b")
        run.shows("Told us they are away", "Rosa A.")
    fresh = new_group(who, "twelve-module", name="Coping Twelve", first=who.today())
    seat(who, fresh, "Zoll Vera")
    async with program(who) as run:
        await opened(run, "session", sessions(who, fresh)[0].id)
        await run.press("b")
        run.shows("New", "Vera Z.")


# --- one key a mark -------------------------------------------------------------------------------------------------


KEYS = (
    (("p",), " P ", Mark.attended, "present."),
    (("e",), " E ", Mark.excused, "excused."),
    (("a",), " A ", Mark.absent, "absent."),
    (("d",), " H ", Mark.held, "held by us."),
    (("l", "escape"), " L 12′ ", Mark.attended, "late, 12 min."),
    (("k", "escape"), " K 78′ ", Mark.attended, "left early, 78 min."),
    (("l", "1", "5", "escape"), " L 15′ ", Mark.attended, "late, 15 min."),
    (("k", "5", "escape"), " K 5′ ", Mark.attended, "left early, 5 min."),
    (("c", "t"), " 10 ", Mark.attended, "present, mood 10."),
)
"""What is pressed, what stands in the line then, what is in the record, and what the footer says."""


async def test_a_key_is_a_mark_on_the_sheet_and_in_the_record(house: House) -> None:
    of = scene(house, len(KEYS))
    async with sheet(of) as run:
        for place, (keys, shown, mark, said) in enumerate(KEYS):
            family, given = PEOPLE[place].split()
            name = f"{given} {family[0]}."
            await run.press(*keys)
            assert shown in line_of(run, name)
            run.shows(f"Marked {name} {said}")
            kept = of.attendance(place)
            assert kept is not None
            assert kept.mark is mark
            await run.press("down")
        assert of.now.status is SessionStatus.in_progress


async def test_a_mark_is_drawn_before_it_is_saved(house: House) -> None:
    of = scene(house, 14)
    async with sheet(of) as run:
        page = run.app.screen
        assert isinstance(page, RunSheetPage)
        page.action_present()
        assert " P " in page.query_one("#sheet").render_line(1).text
        assert of.attendance(0) is None
        await run.settle()
        assert of.attendance(0) is not None


async def test_digits_set_the_minutes_only_within_two_seconds(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MINUTES_WAIT", 0.05)
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("l")
        await asyncio.sleep(0.2)
        await run.press("3")
        kept = of.attendance(0)
        assert kept is not None
        assert kept.late == 12


async def test_minutes_typed_are_saved_by_whatever_is_done_next(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("l", "7", "down", "p")
        assert [of.attendance(0).late, of.attendance(1).mark] == [7, Mark.attended]  # type: ignore[union-attr]
        await run.press("up", "k", "9", "ctrl+z")
        assert of.attendance(0).left_early != 9  # type: ignore[union-attr]
        run.shows("Undone: marked Rosa A. left early, 9 min.")


async def test_keys_pressed_faster_than_they_are_drawn_are_taken_in_order(house: House) -> None:
    of = scene(house, 4)
    async with sheet(of) as run:
        for key in (
            "l",
            "1",
            "5",
            "down",
            "a",
            "down",
            "p",
            "H",
            "5",
            "4",
            "3",
            "2",
            "C",
            "6",
            "t",
            "7",
            "up",
            "k",
            "8",
        ):
            run.app.post_message(events.Key(key, key if len(key) == 1 else None))
        for _ in range(5):
            await run.settle()
        await run.press("escape")
        assert [of.attendance(i).late for i in range(3)] == [15, 0, 0]  # type: ignore[union-attr]
        assert [of.homework(i).practice.days for i in range(4)] == [5, 4, 3, 2]  # type: ignore[union-attr]
        assert [of.attendance(i).mood for i in range(4)] == [6, None, 10, 7]  # type: ignore[union-attr]
        assert of.attendance(2).left_early == 8  # type: ignore[union-attr]
        assert "▏" not in run.text


async def test_late_and_left_early_stand_together_and_present_clears_both(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("l", "8", "k", "2", "0", "escape")
        assert " L 8′ K 20′ " in line_of(run, "Rosa A.")
        kept = of.attendance(0)
        assert kept is not None
        assert (kept.late, kept.left_early, kept.minutes) == (8, 20, 62)
        await run.press("p")
        assert of.attendance(0).minutes == 90  # type: ignore[union-attr]


async def test_before_the_start_the_clock_tells_no_minutes_and_digits_do(house: House) -> None:
    of = scene(house, 3)
    house.clock.forward(minutes=-30)
    async with sheet(of) as run:
        await run.press("l")
        run.shows("Rosa A. late: type the minutes")
        await run.press("escape")
        run.shows("Not marked: the clock tells nothing now")
        assert of.attendance(0) is None
        await run.press("l", "9", "down", "e")
        assert " E told us " in line_of(run, "Kim B.")
        assert [of.attendance(0).late, of.attendance(1).noticed_ahead] == [9, True]  # type: ignore[union-attr]


async def test_notice_on_the_day_begins_nothing(house: House) -> None:
    of = scene(house, 3)
    house.clock.forward(hours=-3)
    async with sheet(of) as run:
        await run.press("e")
        assert of.now.status is SessionStatus.planned
        run.shows("not begun: the first mark begins it")


async def test_undo_takes_marks_back_one_by_one(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("p", "down", "a", "ctrl+z")
        assert of.attendance(1) is None
        assert " · " in line_of(run, "Kim B.")
        await run.press("ctrl+z")
        assert of.attendance(0) is None
        assert of.now.status is SessionStatus.planned


async def test_digits_alone_do_nothing(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press(*"0123456789t")
        assert of.attendance(0) is None


async def test_remote_asks_where_and_by_which_number_and_a_second_time_ends_it(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("r")
        run.shows("Rosa A. takes part remotely", "Where today")
        await run.type("at her sister's")
        await run.press("tab")
        await run.type("555-0199")
        await run.press("ctrl+s")
        kept = of.attendance(0)
        assert kept is not None
        assert (kept.mode, kept.location, kept.phone) == (Mode.remote, "at her sister's", "555-0199")
        assert " P r " in line_of(run, "Rosa A.")
        await run.press("r")
        assert of.attendance(0).mode is Mode.in_person  # type: ignore[union-attr]


async def test_the_rest_are_present_but_never_the_held(house: House) -> None:
    of = scene(house, 4)
    safety.raise_concern(of.who, of.members[3].client, ConcernKind.self_harm, "")
    async with sheet(of) as run:
        await run.press("down", "a", "asterisk")
        run.shows("Present: Rosa A., Min C.?", "Left unmarked: Leo D. ■")
        await run.press("n")
        assert of.attendance(0) is None
        await run.press("asterisk", "y")
        marks = [(a.mark if (a := of.attendance(i)) else None) for i in range(4)]
        assert marks == [Mark.attended, Mark.absent, Mark.attended, None]
        run.shows("Marked 2 present.")
        await run.press("asterisk")
        run.shows("Left: Leo D. ■, to be marked one by one.")
        await run.press("ctrl+z")
        assert of.attendance(0) is None


# --- homework and check-in ------------------------------------------------------------------------------------------


async def test_h_and_a_digit_hand_in_the_homework_of_the_session_before(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("h")
        run.shows("Homework of Rosa A.: days done")
        await run.press("4")
        assert " 4 of 5" in line_of(run, "Rosa A.")
        practice = of.homework(0).practice
        assert practice is not None
        assert (practice.days, practice.on, practice.while_absent) == (4, of.who.today(), False)
        await run.press("down", "a", "h", "2")
        assert of.homework(1).practice.while_absent  # type: ignore[union-attr]
        await run.press("h", "escape", "5")
        assert of.homework(1).practice.days == 2  # type: ignore[union-attr]


async def test_a_corrected_number_keeps_what_the_log_says_besides(house: House) -> None:
    of = scene(house, 3)
    homework.hand_in(of.who, of.homework(0).id, Practice(days=1, on=of.who.today(), barrier=Barrier.mood, helped="x"))
    async with sheet(of) as run:
        assert "barrier: mood" in line_of(run, "Rosa A.")
        await run.press("h", "3")
        practice = of.homework(0).practice
        assert practice is not None
        assert (practice.days, practice.barrier, practice.helped) == (3, Barrier.mood, "x")


async def test_b_keeps_what_stood_in_the_way_and_takes_it_away(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("B")
        run.shows("Rosa A.: first h and the days done")
        await run.press("h", "2")
        run.shows("Rosa A.: 2 of 5 days. B keeps what stood in the way.")
        await run.press("B")
        run.shows("Rosa A. · what stood in the way", "p   pain flare", "u   not understood")
        await run.press("p")
        assert "barrier: pain flare" in line_of(run, "Rosa A.")
        practice = of.homework(0).practice
        assert practice is not None
        assert (practice.days, practice.barrier) == (2, Barrier.pain_flare)
        await run.press("B", "escape", "B", "n")
        assert of.homework(0).practice.barrier is None  # type: ignore[union-attr]
        await run.press("ctrl+z")
        assert of.homework(0).practice.barrier is Barrier.pain_flare  # type: ignore[union-attr]


async def test_a_first_mark_long_before_the_start_asks_once(house: House) -> None:
    of = scene(house, 4)
    house.clock.forward(hours=-2)
    async with sheet(of) as run:
        await run.press("p")
        run.shows("It begins at 14:00. Begin it now?", "y begin it")
        await run.press("n")
        run.shows("Not begun, and nobody was marked.")
        assert (of.attendance(0), of.now.status) == (None, SessionStatus.planned)
        await run.press("e")
        assert of.now.status is SessionStatus.planned
        await run.press("down", "c", "6")
        run.shows("Begin it now?")
        await run.press("y")
        assert of.attendance(1).mood == 6  # type: ignore[union-attr]
        await run.press("down", "p")
        assert of.attendance(2).mark is Mark.attended  # type: ignore[union-attr]


async def test_marking_the_rest_long_before_the_start_says_so_in_its_own_question(house: House) -> None:
    of = scene(house, 3)
    house.clock.forward(hours=-2)
    async with sheet(of) as run:
        await run.press("asterisk")
        run.shows("Present: Rosa A., Kim B., Min C.?", "It begins at 14:00. Begin it now?")
        await run.press("y")
        assert of.attendance(2).mark is Mark.attended  # type: ignore[union-attr]


async def test_reviewed_homework_is_refused_and_the_mark_taken_back(house: House) -> None:
    of = scene(house, 3)
    homework.hand_in(of.who, of.homework(0).id, Practice(days=1, on=of.who.today()))
    homework.review(of.who, of.homework(0).id, quality=2)
    async with sheet(of) as run:
        await run.press("h", "5")
        assert " 1 of 5" in line_of(run, "Rosa A.")
        run.shows("This homework has been reviewed")


async def test_all_in_turn_asks_whoever_is_missing_and_nobody_else(house: House) -> None:
    of = scene(house, 4)
    async with sheet(of) as run:
        await run.press("down", "a", "H", "5", "3", "down", "2")
        done = [(h.practice.days if (h := of.homework(i)).practice else None) for i in range(4)]
        assert done == [5, 3, None, 2]
        run.shows("That was everybody.")
        await run.press("C", "6", "t", "4")
        moods = [(a.mood if (a := of.attendance(i)) else None) for i in range(4)]
        assert moods == [6, None, 10, 4]
        assert of.attendance(0).mark is Mark.attended  # type: ignore[union-attr]
        await run.press("C")
        run.shows("Nobody’s mood is missing.")
        await run.press("H", "escape", "p")
        assert of.homework(2).practice is None


async def test_a_check_in_takes_a_mood_and_words(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("c", "enter")
        run.shows("Check-in of Rosa A.")
        await run.type("walked to the shop")
        await run.press("ctrl+s", "c", "7")
        kept = of.attendance(0)
        assert kept is not None
        assert (kept.mood, kept.mattered, kept.mark) == (7, "walked to the shop", Mark.attended)
        assert "✓" in line_of(run, "Rosa A.")
        await run.press("down", "a", "c")
        run.shows("Kim B. is marked as not here")


async def test_words_half_typed_come_back_and_changed_marks_keep_them(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("c", "enter")
        await run.type("half a sen")
        await run.press("escape", "c", "enter")
        run.shows("half a sen", "typed before and not saved")
        await run.press("ctrl+s", "l", "5", "escape")
        kept = of.attendance(0)
        assert kept is not None
        assert (kept.mattered, kept.late) == ("half a sen", 5)


async def test_without_homework_before_h_says_so(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    seated(dana, made, 2)
    house.clock.forward(hours=3)
    async with program(dana) as run:
        await opened(run, "session", sessions(dana, made)[0].id)
        await run.press("h")
        run.shows("No homework was set for Rosa A. at the session before.")


async def test_homework_over_two_weeks_takes_two_digits(house: House) -> None:
    dana = house.sign_in()
    of = scene(house, 2, dana)
    session.cancel_session(dana, of.sessions[2].id, "ill")
    house.clock.forward(hours=2)
    homework.set_homework(dana, of.sessions[1].id, days=12)
    house.clock.forward(days=14)
    async with sheet(of, number=3) as run:
        assert "? of 12" in line_of(run, "Rosa A.")
        await run.press("h", "1", "1", "down")
        (done,) = [h for h in dana.of(Homework).linked(session=of.sessions[1].id) if h.member == of.members[0].id]
        assert done.practice is not None
        assert done.practice.days == 11


async def test_the_next_homework_is_set_for_all_the_modules_own_or_changed(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("s")
        run.shows("Homework to set", "For everybody with a seat at this session (3); until Tue 20 Oct")
        await run.press("ctrl+s")
        given = of.who.of(Homework).linked(session=of.now.id)
        own = of.group.curriculum.module[1].homework
        assert [(h.task, h.days_set) for h in given] == [(own, own.days)] * 3
        run.shows("next homework set")
        await run.press("s", "tab", "ctrl+a", "ctrl+k")
        await run.type("3")
        await run.press("ctrl+s")
        assert {h.days_set for h in of.who.of(Homework).linked(session=of.now.id)} == {3}


# --- what is refused, and what two programs do ----------------------------------------------------------------------


async def test_a_session_to_come_takes_notice_only_and_gives_the_mark_back(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of, number=2) as run:
        run.shows("Tue 20 Oct", "still to come: e keeps that somebody told us ahead")
        await run.press("p")
        run.shows("only notice given ahead (excused) can be marked")
        assert " · " in line_of(run, "Rosa A.")
        await run.press("e")
        assert " E told us " in line_of(run, "Rosa A.")


async def test_a_session_of_the_past_is_written_down_late(house: House) -> None:
    of = scene(house, 3)
    house.clock.forward(days=2)
    async with sheet(of) as run:
        run.shows("Tue 13 Oct 14:00–15:30 · not written down yet")
        await run.press("p", "down", "l", "5", "escape", "up", "h", "3")
        kept = of.attendance(0)
        assert kept is not None
        assert kept.late_entry
        assert of.attendance(1).late == 5  # type: ignore[union-attr]
        assert of.homework(0).practice.on == of.now.date  # type: ignore[union-attr]
        run.shows("written down afterwards")


async def test_too_many_minutes_are_refused_and_taken_back(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("p", "k", "8", "5", "l", "2", "0", "escape")
        run.shows("must leave something of the session's 90 minutes")
        assert of.attendance(0).late != 20  # type: ignore[union-attr]
        assert "L 20" not in line_of(run, "Rosa A.")


async def test_somebody_held_who_is_marked_present_is_told_of_quietly(house: House) -> None:
    of = scene(house, 4)
    safety.raise_concern(of.who, of.members[0].client, ConcernKind.self_harm, "")
    async with sheet(of) as run:
        await run.press("p")
        run.shows("Rosa A.: see the alert list (g t).")
        assert "C-SSRS" not in run.text
        assert "on hold" not in run.text
        await run.press("d")
        assert "see the alert list" not in run.text


async def test_what_another_program_marks_appears_within_a_second(house: House) -> None:
    of = scene(house, 4)
    fay = house.sign_in("Fay Facilitator")
    async with sheet(of) as run:
        await run.press("p", "down", "l")
        session.amend(fay, of.now.id, of.members[2].id, Mark.attended, mood=8)
        homework.hand_in(fay, of.homework(3).id, Practice(days=5, on=fay.today()))
        await run.until(" 5 of 5")
        assert " P " in line_of(run, "Min C.")
        assert " 5 of 5" in line_of(run, "Leo D.")
        assert list_of(run, "sheet").key == of.members[1].id
        await run.press("4", "escape")
        assert of.attendance(1).late == 4  # type: ignore[union-attr]


async def test_two_programs_on_one_member_keep_what_each_of_them_said(house: House) -> None:
    of = scene(house, 3)
    fay = house.sign_in("Fay Facilitator")
    async with sheet(of) as run:
        session.amend(fay, of.now.id, of.members[0].id, Mark.attended, mood=8, mattered="sang")
        await run.press("l", "5", "escape")
        kept = of.attendance(0)
        assert kept is not None
        assert (kept.late, kept.mood, kept.mattered) == (5, 8, "sang")
        session.mark(fay, of.now.id, of.members[0].id, Mark.absent)
        await run.press("ctrl+z")
        run.shows("Fay Facilitator has changed this attendance since")


async def test_a_cancelled_session_takes_no_marks(house: House) -> None:
    of = scene(house, 3)
    session.cancel_session(of.who, of.sessions[2].id, "snow")
    async with sheet(of, number=2) as run:
        run.shows("cancelled: snow")
        await run.press("e")
        run.shows("was cancelled; nobody can be marked")
        assert of.who.of(Attendance).linked(session=of.sessions[2].id) == []


# --- names and keys --------------------------------------------------------------------------------------------------


def test_names_for_the_room_are_told_apart_by_letters_then_by_number() -> None:
    def person(number: int, family: str, given: str) -> Client:
        return Client(id=str(number), number=number, family_name=family, given_name=given)

    people = [
        person(1, "Alvarez", "Rosa"),
        person(2, "Albers", "Rosa"),
        person(3, "Brandt", "Kim"),
        person(4, "Alvarez", "Rosa"),
        person(5, "Solo", ""),
        person(6, "", "Mononym"),
        person(7, "Li", "An"),
        person(8, "Liu", "An"),
    ]
    names = room_names(people)
    assert [names[person.id] for person in people] == [
        *("Rosa Alv. 1", "Rosa Alb.", "Kim B.", "Rosa Alv. 4", "Solo", "Mononym", "An Li", "An Liu"),
    ]  # fmt: skip


@SIZES
async def test_enter_shows_details_and_only_m_opens_the_chart(
    house: House, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    of = scene(house, 3)
    async with sheet(of, size) as run:
        asked: list[tuple[str, ...]] = []
        monkeypatch.setattr(run.app, "open_place", lambda *place: asked.append(place))
        await run.press("down", "enter", "enter")
        run.shows("Kim B.  ·", "Breathing and muscle release")
        assert asked == []
        await run.press("m")
        assert asked == [("chart", of.members[1].client)]


async def test_enter_while_a_number_is_waited_for_only_ends_the_waiting(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of, NARROW) as run:
        sheet_page = run.app.screen
        for key in "hlk":
            await run.press(key, "enter")
            assert "▏" not in run.text
            assert not sheet_page.has_class("-detail")
        await run.press("l", "5", "enter", "7")
        assert of.attendance(0).late == 5  # type: ignore[union-attr]


@LOOKS
async def test_tab_switches_details_and_the_keys_are_never_far(house: House, size: tuple[int, int]) -> None:
    of = scene(house, 14)
    async with sheet(of, size) as run:
        for _ in range(2):
            run.shows("p present", "tab details")
            await run.press("tab")
            assert "p present" in run.text or "tab marking keys" in run.text
            await run.press("tab")
        run.shows("m chart", "B barrier", "f9 close", "? help")


async def test_wide_and_low_the_details_stand_in_the_place_of_the_keys(house: House) -> None:
    of = scene(house, 14)
    async with sheet(of, (120, 24)) as run:
        run.shows("p present", "Ken Mos.")
        await run.press("tab")
        run.shows("Breathing and muscle release", "tab marking keys", "Ken Mos.")
        await run.press("tab")
        run.shows("p present")


async def test_somebody_held_is_explained_without_saying_why(house: House) -> None:
    of = scene(house, 4)
    async with sheet(of, NARROW) as run:
        assert "■" not in run.text
        safety.raise_concern(house.sign_in("Carl Clinician"), of.members[3].client, ConcernKind.self_harm, "")
        await run.until("■ kept from groups: a clinician decides")


async def test_the_footer_keeps_closing_and_help_after_a_mark(house: House) -> None:
    of = scene(house, 14)
    async with sheet(of, NARROW) as run:
        await run.press("l", "1", "2", "escape")
        await run.footer_ends()
        assert "f9 close" in run.lines[-1]


async def test_a_session_of_ten_is_marked_with_thirty_one_keys(house: House) -> None:
    """Eight here, one late, one absent, with everybody's homework and the mood of all who came."""
    of = scene(house, 10)
    here = ["down", "down", "down", "l", "down", "down", "down", "a", "asterisk", "y"]
    work = ["H", *"5432154321"]
    moods = ["C", *"654765476"]
    assert len(here + work + moods) == 31
    async with sheet(of, NARROW) as run:
        await run.press(*here, *work, *moods)
        marks = [of.attendance(i) for i in range(10)]
        assert [a.mark for a in marks if a] == [*[Mark.attended] * 6, Mark.absent, *[Mark.attended] * 3]
        assert [a.late for a in marks if a] == [0, 0, 0, 12, 0, 0, 0, 0, 0, 0]
        assert [a.mood for a in marks if a] == [6, 5, 4, 7, 6, 5, None, 4, 7, 6]
        assert [of.homework(i).practice.days for i in range(10)] == [5, 4, 3, 2, 1] * 2  # type: ignore[union-attr]


async def test_a_letter_typed_right_after_the_key_that_asks_is_its_answer_and_no_mark(house: House) -> None:
    of = scene(house, 4)
    homework.hand_in(of.who, of.homework(0).id, Practice(days=2, on=of.who.today()))
    async with sheet(of) as run:
        for key in ("B", "p"):
            run.app._driver.send_message(key_event(key))
        await run.settle()
        assert of.who.of(Homework).get(of.homework(0).id).practice.barrier is Barrier.pain_flare
        assert of.who.of(Attendance).linked(session=of.now.id) == []


# --- the curtain ----------------------------------------------------------------------------------------------------


async def idle(run: Run, seconds: float = 121) -> None:
    """So long without a key."""
    run.app._touched -= seconds
    run.app._look()
    await run.settle()


@LOOKS
async def test_two_minutes_without_a_key_draw_a_curtain_with_the_agenda_and_no_name(
    house: House, size: tuple[int, int]
) -> None:
    of = scene(house, 4)
    async with sheet(of, size, mode="groups") as run:
        await run.press("p")
        names = room_names(of.who.of(Client).all()).values()
        await idle(run)
        run.shows("session 2 of 8", "▸   8 min  check-in", "agenda 1 of 7: check-in, 8 min left", "Any key")
        assert not [name for name in names if name in run.text]
        run.frame("curtain")


async def test_the_key_that_draws_the_curtain_back_marks_nobody(house: House) -> None:
    of = scene(house, 4)
    async with sheet(of) as run:
        await idle(run)
        before = of.who.db.engine.head()[0]
        for key in ("p", "a"):
            await run.press(key)
            if key == "p":
                assert isinstance(run.app.screen, RunSheetPage)
                assert of.who.db.engine.head()[0] == before
        assert of.who.db.engine.head()[0] == before + 1


async def test_the_curtain_hides_what_was_opened_over_the_sheet_and_keeps_what_was_typed(house: House) -> None:
    of = scene(house, 4)
    async with sheet(of) as run:
        await run.press("p", "c", "enter")
        await run.type("walked the dog")
        await idle(run)
        assert "walked the dog" not in run.text
        run.app.tell("Rosa A. was marked by somebody else")
        await run.press("f9")
        run.shows("walked the dog")
        assert "somebody else" not in run.text


async def test_the_lock_takes_the_curtains_place(house: House) -> None:
    of = scene(house, 4)
    async with sheet(of) as run:
        sheet_page = run.app.screen
        await idle(run)
        await idle(run, 60 * of.who.clinic.lock_minutes)
        run.shows("Locked.")
        run.app.unlocked()
        await run.settle()
        assert run.app.screen is sheet_page


async def test_no_curtain_is_drawn_where_nobody_looks_on(house: House) -> None:
    of = scene(house, 4)
    async with program(of.who) as run:
        await idle(run)
        run.shows("Needs you now")


async def test_a_late_mark_without_minutes_is_told_of_until_it_is_mended(house: House) -> None:
    of = scene(house, 3)
    house.clock.forward(hours=3)
    told = "Rosa A.: not marked late, no minutes typed"
    async with sheet(of) as run:
        await run.press("p", "l", "down")
        run.shows("Not marked: the clock tells nothing now")
        await run.press("p")
        run.shows(told)
        await run.press("down", "c", "5")
        run.shows(told)
        await run.press("up", "up", "l", "9", "down")
        assert told not in run.text
        assert of.attendance(0).late == 9  # type: ignore[union-attr]
        await run.press("k", "up", "p", "escape")
        assert "not marked left early" not in run.text, "escape has read it"
        run.shows("3 here")


async def test_homework_for_one_and_words_of_a_check_in_are_gone_on_with_at_their_end(house: House) -> None:
    of = scene(house, 3)
    homework.set_homework(of.who, of.now.id)
    session.amend(of.who, of.now.id, of.members[0].id, mattered="Walked")
    async with sheet(of) as run:
        await run.press("S")
        area = run.app.screen.query_one("#field-what", TextArea)
        before = area.text
        await run.press("Z")
        assert area.text == f"{before}Z"
        await run.press("escape", "c", "5", "c", "enter")
        field = run.app.screen.query_one("#field-mattered", TextInput)
        await run.press("Z")
        assert field.value == "WalkedZ"
