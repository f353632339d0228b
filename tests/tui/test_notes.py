"""The notes of a session on the screen: read, written in their place, signed, added to; and what leads to them."""

import pytest
from textual.widgets import TextArea

from groupcare.acts import Refused, notes, plan, safety, session
from groupcare.queries import access as access_query
from groupcare.queries.notes import session_notes
from groupcare.rules.attendance import Mark
from groupcare.rules.note import MemberNote, NoteStatus
from groupcare.rules.safety import ConcernKind
from groupcare.tui.groups.closing import ClosingPage
from groupcare.tui.groups.notes import NotesPage
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, all_present, new_group, sessions
from tests.tui.groups_kit import Scene, closed_scene, line_of, list_of, opened, scene, seat
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, Run, program


def note(of: Scene, place: int) -> MemberNote:
    """What the record has of the note on the member at that place."""
    found = of.who.of(MemberNote).linked(session=of.now.id)
    return next(one for one in found if one.member == of.members[place].id)


async def write(run: Run, text: str) -> None:
    """Type into the section that the pointer is on, and keep it."""
    await run.press("e", *("space" if letter == " " else letter for letter in text), "ctrl+s")


def now_in_it(of: Scene) -> int:
    """How many notes of the session are still to be signed."""
    return sum(not one.signed for one in session_notes(of.who, of.now.id).layers)


# --- the page -------------------------------------------------------------------------------------------------------


@LOOKS
async def test_a_session_as_its_notes_are_finished(house: House, size: tuple[int, int]) -> None:
    of = closed_scene(house, 12)
    notes.write_section(of.who, of.now.id, "response", "Comforted Kim.", member=of.members[3].id)
    notes.sign_note(of.who, of.now.id, member=of.members[4].id)
    async with program(of.who, size) as run:
        await opened(run, "notes", of.now.id)
        run.frame("notes-group")
        await run.press("down")
        run.shows("Practised on 4 of 5 days; time", "No concern was raised in this", "Private process notes do not")
        run.frame("notes-member")
        await run.press("down", "down", "down")
        run.shows("‼ blocks", "“Kim” is a name of another")
        run.frame("notes-blocked")


@SIZES
async def test_a_session_of_twelve_is_finished_in_a_handful_of_keys(house: House, size: tuple[int, int]) -> None:
    of = closed_scene(house, 12)
    async with program(of.who, size) as run:
        await opened(run, "group", of.group.id)
        await run.press("N")
        run.shows("13 notes to sign")
        await run.press("asterisk")
        run.shows("Sign 13 notes without a remark?")
        await run.press("y")
        run.shows("all signed", "Signed 13 notes.")
    assert {n.status for n in of.who.of(MemberNote).linked(session=of.now.id)} == {NoteStatus.signed}


@SIZES
async def test_a_section_is_written_in_its_place_and_the_note_signed(house: House, size: tuple[int, int]) -> None:
    of = closed_scene(house, 4)
    async with program(of.who, size) as run:
        await opened(run, "notes", of.now.id, of.members[0].id)
        run.shows("Alvarez, Rosa · draft", "▸ Response")
        await write(run, "Calmer at the end.")
        assert note(of, 0).response == "Calmer at the end."
        assert "Response       Calmer at the end." in " ".join(line_of(run, "Calmer").split("│"))
        await run.press("tab")
        run.shows("▸ Objective")
        await run.press("shift+tab", "shift+tab")
        run.shows("▸ Participation")
        await run.press("f9")
        assert note(of, 0).status is NoteStatus.signed
        run.shows("✓  Alvarez, Rosa", "Brandt, Kim · draft")
        await run.press("up")
        run.shows("Alvarez, Rosa · signed by Dana Reyes")
        await run.press("e", "f9")
        assert not run.app.screen.query_one(TextArea).display


async def test_what_is_typed_and_left_comes_back_and_nothing_is_the_draft_again(house: House) -> None:
    of = closed_scene(house, 4)
    async with program(of.who, NARROW) as run:
        await opened(run, "notes", of.now.id, of.members[0].id)
        await run.press("e", *"Calm", "escape")
        assert isinstance(run.app.screen, NotesPage)
        assert note(of, 0).response == ""
        await run.press("e")
        run.shows("Calm")
        await run.press("ctrl+s", "shift+tab", "e")
        assert run.app.screen.query_one(TextArea).text == "Mood 4 of 10."
        await run.press("ctrl+u", *"Spoke", "ctrl+s")
        assert (note(of, 0).response, note(of, 0).participation) == ("Calm", "Spoke")
        await run.press("e", "ctrl+u", "ctrl+s")
        assert note(of, 0).participation == ""
        run.shows("Mood 4 of 10.")


async def test_while_a_section_is_written_no_key_is_anything_else(house: House) -> None:
    of = closed_scene(house, 4)
    async with program(of.who, NARROW) as run:
        await opened(run, "notes", of.now.id, of.members[0].id)
        await run.press("e", "asterisk", "a", "m", "e", "f9")
        assert run.app.screen.query_one(TextArea).text == "*ame"
        assert now_in_it(of) == 5


async def test_looking_into_a_section_keeps_no_draft_that_would_hide_a_later_correction(house: House) -> None:
    of = closed_scene(house, 4)
    member = of.members[0].id
    async with program(of.who, NARROW) as run:
        await opened(run, "notes", of.now.id, member)
        await run.press("shift+tab", "e", "escape")
        session.mark(house.sign_in("Fay Facilitator"), of.now.id, member, Mark.attended, session.Details(mood=2))
        await run.until("Mood 2 of 10.")
        await run.press("e")
        assert run.app.screen.query_one(TextArea).text == "Mood 2 of 10."


async def test_what_is_typed_never_stands_under_another_name(house: House) -> None:
    of = closed_scene(house, 4)
    async with program(of.who, NARROW) as run:
        await opened(run, "notes", of.now.id, of.members[0].id)
        await run.press("e", *"Calm")
        list_of(run, "layers").go_to(of.members[3].id)
        await run.settle()
        run.shows("Diaz, Leo · draft")
        assert "Calm" not in run.text
        assert note(of, 3).response == ""
        list_of(run, "layers").go_to(of.members[0].id)
        await run.press("e")
        run.shows("Alvarez, Rosa · draft", "Calm")


async def test_somebody_elses_words_are_shown_before_they_are_written_over(house: House) -> None:
    of = closed_scene(house, 4)
    fay = house.sign_in("Fay Facilitator")
    async with program(of.who, NARROW) as run:
        await opened(run, "notes", of.now.id, of.members[0].id)
        await run.press("e", *"Mine")
        notes.write_section(fay, of.now.id, "response", "Theirs.", member=of.members[0].id)
        await run.press("ctrl+s")
        run.shows("Somebody else saved", "Theirs.", "Mine")
        await run.press("ctrl+s")
        assert note(of, 0).response == "Mine"


async def test_a_late_correction_shows_and_what_was_written_says_so(house: House) -> None:
    of = closed_scene(house, 4)
    notes.write_section(of.who, of.now.id, "participation", "Spoke first.", member=of.members[0].id)
    async with program(of.who) as run:
        await opened(run, "notes", of.now.id, of.members[0].id)
        session.mark(
            house.sign_in("Fay Facilitator"), of.now.id, of.members[0].id, Mark.attended, session.Details(mood=2)
        )
        await run.until("Attended on time, 90 minutes.", "Spoke first. (The record changed since this was written.)")


# --- signing --------------------------------------------------------------------------------------------------------


async def test_what_blocks_is_said_and_nothing_is_signed(house: House) -> None:
    of = closed_scene(house, 4)
    notes.write_section(of.who, of.now.id, "risk", "Fine.", member=of.members[0].id)
    safety.raise_concern(of.who, of.members[0].client, ConcernKind.self_harm, "", session=of.now.id)
    async with program(of.who, NARROW) as run:
        await opened(run, "notes", of.now.id, of.members[0].id)
        run.shows("‼ blocks", "!  Alvarez, Rosa", "▸ Risk")
        await run.press("f9")
        run.shows("Not signed: Risk: the record changed")
        await run.press("asterisk", "y")
        assert now_in_it(of) == 1


async def test_a_clinician_signs_over_advice_and_a_facilitator_is_told_to_mend_it(house: House) -> None:
    of = closed_scene(house, 4)
    plan.write_plan(of.who, of.members[0].client, PLAN)
    async with program(house.sign_in("Fay Facilitator"), NARROW) as run:
        await opened(run, "notes", of.now.id, of.members[0].id)
        run.shows("! advice", "none of the plan's is named", "▸ Objective")
        await run.press("f9")
        run.shows("have a clinician sign.")
    assert note(of, 0).status is NoteStatus.draft
    async with program(house.sign_in("Carl Clinician"), NARROW) as run:
        await opened(run, "notes", of.now.id, of.members[0].id)
        await run.press("f9")
        run.shows("Sign all the same?")
        await run.press("n")
        assert note(of, 0).status is NoteStatus.draft
        await run.press("f9", "y")
    assert note(of, 0).status is NoteStatus.signed


async def test_an_addendum_stands_below_with_name_and_hour(house: House) -> None:
    of = closed_scene(house, 4)
    notes.sign_note(of.who, of.now.id, member=of.members[0].id)
    session.mark(of.who, of.now.id, of.members[0].id, Mark.attended, session.Details(mood=4))
    async with program(of.who, NARROW) as run:
        await opened(run, "notes", of.now.id, of.members[0].id)
        run.shows("The record has changed since this was", "a addendum")
        await run.press("a", *"Came on time", "ctrl+s")
        run.shows("Addendum, Dana Reyes, 15:28: Came on")
        await run.press("ctrl+z")
        run.shows("never undone")
    assert len(note(of, 0).addenda) == 1


async def test_names_of_every_kind_are_shown_as_they_are_and_hidden_on_f2(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, name="[/red] Group", seats=14)
    members = []
    for number, name in enumerate(HOSTILE):
        members += seat(dana, made, f"{'QRSTUVW'[number]} {name}")
    house.clock.forward(hours=3)
    first = all_present(dana, sessions(dana, made)[0], members)
    for member in members:
        notes.write_section(dana, first.id, "response", "[bold]Calm[/] 王 says O’Neil", member=member.id)
    async with program(dana, NARROW) as run:
        await opened(run, "notes", first.id)
        run.shows("[/red] Group", "Q, [/red] O'Neil")
        for _ in members:
            await run.press("down", "tab", "e", "escape")
        await run.press("home", "down")
        run.shows("[bold]Calm[/] 王 says")
        await run.press("f9", "down", "f9")
        await run.press("f2")
        run.shows("GC-0001")
        assert "O'Neil" not in run.text
    signed = [n for n in dana.of(MemberNote).linked(session=first.id) if n.status is NoteStatus.signed]
    assert [n.member for n in signed] == [members[0].id], "only O'Neil's own note may say O'Neil"


async def test_whose_note_was_read_stands_in_the_access_log_once_a_visit(house: House) -> None:
    of = closed_scene(house, 4)
    async with program(of.who, NARROW) as run:
        await opened(run, "notes", of.now.id)
        await run.press("down", "down", "up", "down")
    read = [line for line in access_query.access_log(house.sign_in("Mona Manager")) if line.what == "session note"]
    assert len(read) == 2


# --- where lines lead to them ---------------------------------------------------------------------------------------


@LOOKS
async def test_the_tab_of_a_group_says_which_sessions_have_notes_to_sign(house: House, size: tuple[int, int]) -> None:
    of = closed_scene(house, 4)
    notes.sign_all(of.who, of.now.id)
    async with program(of.who, size) as run:
        await opened(run, "group", of.group.id, "notes")
        run.frame("group-notes")
        await run.press("down", "enter")
        assert isinstance(run.app.screen, NotesPage)
        run.shows("session 1, Tue 6 Oct", "5 notes to sign")


async def test_before_any_session_the_tab_says_how_notes_come_to_be(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    async with program(dana, NARROW) as run:
        await opened(run, "group", made.id, "notes")
        run.shows("No session has been held yet: its notes are made when it is closed.")


async def test_intake_sees_no_notes_anywhere(house: House) -> None:
    of = closed_scene(house, 4)
    async with program(house.sign_in("Ines Intake"), NARROW) as run:
        assert "member notes" not in run.text
        await opened(run, "group", of.group.id, "notes")
        run.shows("To see notes takes the role facilitator or clinician")
        await opened(run, "notes", of.now.id)
        run.shows("To see notes takes the role")
        await run.press("e", "a", "f9", "asterisk", "tab", "m", "escape")
        await opened(run, "chart", of.members[0].client, "notes")
        run.shows("To see notes takes the role")


async def test_today_and_the_closing_page_lead_to_the_notes(house: House) -> None:
    of = closed_scene(house, 4)
    async with program(of.who) as run:
        run.shows("session 2: 4 member notes unsigned")
        await run.press(*["down"] * 2, "enter")
        assert isinstance(run.app.screen, NotesPage)
        await run.press("asterisk", "y", "escape")
        assert "session 2: 4 member notes" not in run.text
        run.shows("session 1: 4 member notes unsigned")
    async with program(house.sign_in("Carl Clinician")) as run:
        assert "member notes" not in run.text, "who did not lead is not asked"
    async with program(of.who, NARROW) as run:
        run.app.push_screen(ClosingPage(of.now.id, lambda _: None))
        await run.settle()
        list_of(run, "closing").go_to("notes")
        await run.press("enter")
        assert isinstance(run.app.screen, NotesPage)


async def test_the_charts_tab_holds_this_persons_layers_alone(house: House) -> None:
    of = closed_scene(house, 4)
    notes.write_section(of.who, of.now.id, "response", "Frobozz.", member=of.members[1].id)
    async with program(of.who, NARROW) as run:
        await opened(run, "chart", of.members[0].client)
        await run.press("N")
        run.shows("[N Notes]", "Practised on 4 of 5 days; time stood in the way.")
        assert "Frobozz" not in run.text
        await run.press("enter")
        run.shows("Alvarez, Rosa · draft", "session 2")


def test_a_page_of_a_session_that_was_not_held_says_why(house: House) -> None:
    of = scene(house, 2)
    with pytest.raises(Refused, match="planned; notes are written once it is closed"):
        session_notes(of.who, of.now.id)
