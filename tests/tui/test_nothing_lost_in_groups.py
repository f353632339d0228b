"""Nothing marked or written is lost on the run sheet, in notes and at handing over, and nothing becomes another's."""

import pytest
from textual.widgets import TextArea

from groupcare.acts import Refused, SignIn, drafts, homework, notes, session
from groupcare.record import engine
from groupcare.rules.attendance import Looked, Mark
from groupcare.rules.homework import Barrier, Practice
from groupcare.rules.note import MemberNote
from groupcare.tui import behind
from groupcare.tui.groups.notes import NotesPage
from groupcare.tui.groups.run_sheet import RunSheetPage
from groupcare.tui.lines import Lines
from tests.clinic import House
from tests.tui.groups_kit import Scene, closed_scene, line_of, opened, scene, sheet
from tests.tui.kit import NARROW, WIDE, Run, program
from tests.tui.test_nothing_lost import saving_takes_long, taken
from tests.tui.test_noting import OWN, own_passphrase
from tests.tui.test_screening import another_program_writes


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(behind, "AGAIN_SECONDS", 0.1)


# --- the run sheet ----------------------------------------------------------------------------------------------------


async def test_a_mark_that_was_refused_is_told_of_until_it_is_made_again_or_esc(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of, NARROW) as run:
        with another_program_writes(house):
            await run.press("p", "down", "a")
            run.shows("Not saved: marked Rosa A. present; marked Kim B. absent.")
        await run.press("down", "p")
        run.shows("Not saved: marked Rosa A. present; marked Kim B. absent.")
        await run.press("up", "a")
        run.shows("Not saved: marked Rosa A. present. ")
        assert of.attendance(0) is None
        await run.press("escape")
        assert "Not saved" not in run.text
        run.shows("1 not marked")


async def test_a_mark_that_was_refused_after_the_sheet_was_left_says_whose_it_was(house: House) -> None:
    of = scene(house, 2)
    async with sheet(of, NARROW, mode="groups") as run:
        with another_program_writes(house):
            await taken(run, "p", "escape")
            await run.until("Not saved: marked Rosa A. present.")
        assert of.attendance(0) is None


async def test_days_and_what_stood_in_the_way_leave_what_another_program_keyed_in_meanwhile(house: House) -> None:
    of, fay = scene(house, 2), house.sign_in("Fay Facilitator")
    homework.hand_in(of.who, of.homework(0).id, Practice(days=2, on=of.who.today()))
    async with sheet(of, NARROW) as run:
        await run.press("B")
        log = Practice(days=3, on=of.who.today(), minutes=15, helped="tea")
        with saving_takes_long(run):
            homework.hand_in(fay, of.homework(0).id, log)
            await taken(run, "t")
        await run.settle()
    practice = of.homework(0).practice
    assert practice is not None
    assert (practice.days, practice.minutes, practice.helped, practice.barrier) == (3, 15, "tea", Barrier.time)


async def test_a_note_that_another_facilitator_wrote_meanwhile_is_shown_before_it_is_written_over(house: House) -> None:
    of, fay = scene(house, 2), house.sign_in("Fay Facilitator")
    session.mark(of.who, of.now.id, of.members[0].id, Mark.attended)
    async with sheet(of, NARROW) as run:
        await run.press("n")
        await run.type("mine")
        session.amend(fay, of.now.id, of.members[0].id, note="theirs", mood=4)
        await run.press("ctrl+s")
        run.shows("Somebody else saved this meanwhile.", "theirs theirs", "yours mine")
        await run.press("ctrl+s", "y")
    attendance = of.attendance(0)
    assert attendance is not None
    assert (attendance.note, attendance.mood) == ("mine", 4)


async def test_another_s_mood_meanwhile_is_no_reason_to_ask_about_a_note(house: House) -> None:
    of, fay = scene(house, 2), house.sign_in("Fay Facilitator")
    session.mark(of.who, of.now.id, of.members[0].id, Mark.attended)
    async with sheet(of, NARROW) as run:
        await run.press("n")
        await run.type("mine")
        session.amend(fay, of.now.id, of.members[0].id, mood=4)
        await run.press("ctrl+s")
        assert "meanwhile" not in run.text
    attendance = of.attendance(0)
    assert attendance is not None
    assert (attendance.note, attendance.mood) == ("mine", 4)


async def test_a_form_seen_above_0_that_could_not_be_kept_is_told_wherever_one_has_gone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = scene(house, 2)
    session.mark(of.who, of.now.id, of.members[0].id, Mark.attended)

    def refuse(who: SignIn, session_id: str, member_id: str, looked: Looked) -> None:
        raise Refused("The disk is full.")

    async with sheet(of, NARROW, mode="groups") as run:
        monkeypatch.setattr(session, "look_at_form", refuse)
        with saving_takes_long(run):
            await taken(run, "q", "1", "escape")
        await run.settle()
        await run.until("Rosa A.: what you saw on the form")


async def test_modules_left_out_stay_left_out_when_somebody_goes_back_to_mark(house: House) -> None:
    of = scene(house, 1)
    async with sheet(of, NARROW) as run:
        await run.press("f9")
        closing = run.app.screen.query_one("#closing", Lines)
        [module] = [key for key in closing.keys if key.startswith("module ")][:1]
        closing.go_to(module)
        await run.press("space")
        assert "■" not in line_of(run, "Relaxation II")
        await run.press("escape", "p", "f9")
        assert "■" not in line_of(run, "Relaxation II")
        await run.press("f9")
    assert of.now.covered == ()


# --- notes ------------------------------------------------------------------------------------------------------------


async def writing(run: Run, of: Scene, text: str) -> NotesPage:
    """The first section of the note on the group, with this typed into it."""
    await opened(run, "notes", of.now.id)
    await run.press("e")
    await run.type(text)
    page = run.app.screen
    assert isinstance(page, NotesPage)
    return page


async def test_what_is_typed_into_a_note_that_could_not_be_kept_stays_however_it_was_left(house: House) -> None:
    of = closed_scene(house, 2)
    async with program(of.who, WIDE) as run:
        page = await writing(run, of, "Gardens. ")
        with another_program_writes(house):
            await run.press("ctrl+s")
            run.shows("Gardens.", "Another program is writing")
            assert page._writing is not None
            run.app.pop_screen()
            await run.settle()
            page = await writing(run, of, "")
            assert "Gardens." in page.query_one(TextArea).text


async def test_a_note_takes_no_typing_while_it_is_saved(house: House) -> None:
    of = closed_scene(house, 2)
    async with program(of.who, WIDE) as run:
        page = await writing(run, of, "Gardens. ")
        with saving_takes_long(run):
            await taken(run, "ctrl+s", "x", "y")
            assert "Gardens. xy" not in page.query_one(TextArea).text
        await run.settle()
        assert page._writing is None
        run.shows("Gardens.")


async def test_a_note_that_fails_after_its_page_has_closed_is_told_and_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = closed_scene(house, 2)

    def refuse(*_: object, **__: object) -> MemberNote:
        raise Refused("The disk is full.")

    async with program(of.who, WIDE) as run:
        await writing(run, of, "Gardens. ")
        monkeypatch.setattr(notes, "write_section", refuse)
        with saving_takes_long(run):
            await taken(run, "ctrl+s")
            run.app.action_go_to("today")
        await run.settle()
        await run.until("The disk is full. What was typed stands in the")
        page = await writing(run, of, "")
        assert "Gardens." in page.query_one(TextArea).text


# --- handing over -----------------------------------------------------------------------------------------------------


async def test_what_somebody_typed_beneath_the_sheet_is_closed_and_kept_as_theirs_when_another_takes_over(
    house: House,
) -> None:
    of = closed_scene(house, 2)
    fay = own_passphrase(house)
    async with program(of.who, WIDE, mode="groups") as run:
        await writing(run, of, "Gardens. ")
        await opened(run, "session", of.sessions[2].id)
        await run.press("f", "a")
        await run.type(OWN)
        await run.press("enter")
        await run.until("goes on from here")
        await run.press("escape")
        assert not isinstance(run.app.screen, NotesPage)
        assert "Gardens" not in run.text
        assert run.app.who.staff_id == fay
        assert drafts.draft(run.app.who, f"note {of.now.id}  process") is None
        assert of.who.db.engine.drafts(of.who.staff_id)


async def test_nobody_takes_over_while_something_of_the_one_before_cannot_be_saved(house: House) -> None:
    of, fay = scene(house, 2), house.sign_in("Fay Facilitator")
    async with sheet(of, WIDE, mode="groups") as run:
        page = run.app.screen
        assert isinstance(page, RunSheetPage)
        with another_program_writes(house):
            page.action_present()
            assert (await run.app.hand_over(fay)).startswith("Not saved: Another program is writing")
        assert run.app.who.staff_id == of.who.staff_id
        await run.settle()
        run.shows("Not saved: marked Rosa A. present.")
        await run.press("p")
        attendance = of.attendance(0)
        assert attendance is not None
        assert attendance.marked_by == of.who.staff_id
