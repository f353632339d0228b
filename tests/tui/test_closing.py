"""Concerns raised on the run sheet, closing a session, and who may do what on it."""

from datetime import timedelta

import pytest

from groupcare.acts import Refused, safety, session
from groupcare.queries.run_sheet import closing, room_names
from groupcare.rules import schedule
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Group, GroupStatus, Session, SessionStatus
from groupcare.rules.people import Client, Contact, ContactKind
from groupcare.rules.safety import Alert, AlertStatus, ConcernKind, Hold
from groupcare.tui.groups.group import GroupPage
from tests.clinic import House, new_group, sessions
from tests.tui.groups_kit import all_present, line_of, list_of, opened, scene, seat, sheet
from tests.tui.kit import HOSTILE, NARROW, SIZES, program

# --- concerns -------------------------------------------------------------------------------------------------------


async def test_a_concern_opens_alert_and_hold_in_one_step_and_shows_whom_to_call(house: House) -> None:
    of = scene(house, 4)
    async with sheet(of) as run:
        await run.press("exclamation_mark")
        run.shows("s   self-harm", "d   distressed")
        await run.press("s")
        await run.type("said goodbye to the group")
        await run.press("ctrl+s")
        run.shows("Phone now", "988, call or text", "not sent away alone")
        (alert,) = of.who.of(Alert).linked(session=of.now.id)
        assert (alert.client, alert.kind, alert.status) == (of.members[0].client, "self-harm", AlertStatus.open)
        assert len(of.who.of(Hold).linked(client=of.members[0].client)) == 1
        await run.press("escape")
        assert "■" in line_of(run, "Rosa A.")
        assert "self-harm" not in run.text


async def test_a_concern_needs_no_words_and_one_given_up_raises_nothing(house: House) -> None:
    of = scene(house, 4)
    async with sheet(of) as run:
        await run.press("exclamation_mark", "d")
        await run.type("cried")
        await run.press("escape")
        run.shows("Rosa A.: nothing was raised.")
        assert of.who.of(Alert).linked(session=of.now.id) == []
        await run.press("exclamation_mark", "d")
        run.shows("cried")
        await run.press("escape", "exclamation_mark", "m", "ctrl+s")
        run.shows("Phone now", "emergency")
        assert [a.kind for a in of.who.of(Alert).linked(session=of.now.id)] == ["medical"]


# --- closing --------------------------------------------------------------------------------------------------------


async def test_closing_is_refused_with_who_is_not_marked_and_leads_there(house: House) -> None:
    of = scene(house, 4)
    async with sheet(of) as run:
        await run.press("p", "f9")
        run.shows("3 things left before it can close", "Not marked yet", "Kim B.")
        await run.press("f9")
        run.shows("Not marked yet: Kim B., Min C., Leo D.")
        await run.press("down", "enter")
        assert list_of(run, "sheet").key == of.members[2].id


async def test_a_session_is_closed_with_owners_calls_modules_and_homework(house: House) -> None:
    of = scene(house, 4)
    safety.raise_concern(of.who, of.members[1].client, ConcernKind.distressed, "", session=of.now.id)
    async with program(of.who, mode="groups") as run:
        await run.press("s", "down", "down", "a", "asterisk", "y")
        await run.press("f9")
        run.shows("Concerns of this session", "no owner yet: o takes it", "Min C.", "555-0101")
        await run.press("f9")
        run.shows("A concern raised in this session has no owner yet.")
        await run.press("o")
        run.shows("has an owner", "Ready: f9 closes the session.")
        await run.press("down", "c")
        (tried,) = of.who.of(Contact).linked(client=of.members[2].client)
        assert (tried.kind, tried.on) == (ContactKind.call_attempt, of.who.today())
        run.shows("call tried 14:12")
        await run.press("s", "ctrl+s")
        run.shows("5 days, for 4")
        await run.press("down", "space", "down", "enter", "b", "f9")
        closed = of.now
        assert (closed.status, closed.covered) == (SessionStatus.held, (3,))
        assert isinstance(run.app.screen, GroupPage)
        run.shows("Pain Skills, Autumn A", "[Sessions]", "3 of 4", "Closed session 2.")
        await run.press("escape")
        run.shows("Next session")


async def test_somebody_at_risk_who_is_absent_is_called_first(house: House) -> None:
    of = scene(house, 3)
    safety.raise_concern(of.who, of.members[0].client, ConcernKind.distressed, "")
    for member in of.members:
        session.mark(of.who, of.now.id, member.id, Mark.absent)
    found = closing(of.who, of.now.id)
    assert [person.first for person in found.to_call] == [True, False, False]
    async with sheet(of) as run:
        await run.press("f9")
        run.shows("call first: before the session closes")


async def test_who_was_not_called_stays_on_today_and_closing_says_so(house: House) -> None:
    of = scene(house, 3)
    for place, member in enumerate(of.members):
        session.mark(of.who, of.now.id, member.id, Mark.absent if place == 1 else Mark.attended)
    async with sheet(of, NARROW) as run:
        await run.press("f9")
        run.shows("Ready: f9 closes the session. 1 not called yet: they stay on Today.")
        await run.press("c")
        run.shows("call tried")
        assert "not called yet" not in run.text
        await run.press("ctrl+z", "f9", "g", "t")
        run.shows("Brandt, Kim", "absent Tue 13 Oct, not called yet")


async def test_somebody_held_who_was_there_stands_with_the_alert(house: House) -> None:
    of = scene(house, 2)
    safety.raise_concern(of.who, of.members[1].client, ConcernKind.self_harm, "")
    for member in of.members:
        session.mark(of.who, of.now.id, member.id, Mark.attended)
    async with sheet(of, NARROW) as run:
        await run.press("f9")
        run.shows("Held, and marked present", "enter opens the alert")
        assert "Kim B." in line_of(run, "enter opens the alert")
        await run.press("enter")
        run.shows("Brandt, Kim · urgent alert")


async def test_the_last_session_finishes_the_group(house: House) -> None:
    of = scene(house, 1)
    for one in of.sessions[1:7]:
        house.clock.now = house.clock.now.replace(month=one.date.month, day=one.date.day)
        all_present(of.who, one, of.members)
    house.clock.forward(days=7)
    async with sheet(of, number=7) as run:
        await run.press("p", "q", "0", "f9")
        run.shows("this is the last session")
        await run.press("f9")
        assert of.who.of(Group).get(of.group.id).status is GroupStatus.finished
        assert isinstance(run.app.screen, GroupPage)


async def test_a_closed_session_cannot_be_closed_again(house: House) -> None:
    of = scene(house, 1)
    async with sheet(of, number=0) as run:
        run.shows("closed; what is marked now is a correction")
        await run.press("f9", "f9")
        run.shows("This session is held; only one in progress can be")
        assert of.who.of(Session).get(of.sessions[0].id).status is SessionStatus.held


# --- people ---------------------------------------------------------------------------------------------------------


async def test_a_facilitator_alone_runs_a_session_from_the_first_mark_to_the_close(house: House) -> None:
    of = scene(house, 2)
    fay = house.sign_in("Fay Facilitator")
    async with program(fay, mode="groups") as run:
        await run.press("s", "asterisk", "y", "H", "5", "4", "C", "6", "7", "s", "ctrl+s", "f9", "f9")
        assert of.now.status is SessionStatus.held
        assert of.now.led_by == (fay.staff_id,)


async def test_those_who_may_not_mark_or_see_read_why(house: House) -> None:
    of = scene(house, 2)
    async with program(house.sign_in("Carl Clinician")) as run:
        await opened(run, "session", of.now.id)
        await run.press("p")
        run.shows("takes the role facilitator; Carl Clinician is clinician")
        assert " · " in line_of(run, "Rosa A.")
        await run.press("h", "4")
        assert of.homework(0).practice is not None
    async with program(house.sign_in("Ines Intake")) as run:
        await opened(run, "session", of.now.id)
        run.shows("To see sessions takes the role")
        await run.press("p", "l", "h", "c", "asterisk", "b", "v", "s", "f9", "tab")
        run.shows("To see sessions takes the role")


@SIZES
async def test_hostile_names_are_shown_as_they_are(house: House, size: tuple[int, int]) -> None:
    dana = house.sign_in()
    made = new_group(dana, name="[/red] Group [@click=app.quit]x", seats=14)
    members = []
    for number, name in enumerate(HOSTILE):
        members += seat(dana, made, f"{'QRSTUVW'[number]} {name}")
    house.clock.forward(hours=3)
    async with program(dana, size) as run:
        await opened(run, "session", sessions(dana, made)[0].id)
        run.shows("[/red] Group", "[/red] O'Nei", "[@click=app.")
        for keys in (("p",), ("l", "5"), ("r", "escape"), ("c", "enter", "escape"), ("exclamation_mark", "escape")):
            await run.press(*keys, "down")
        await run.press("b")
        run.shows("[/red] O'Neil Q")
        await run.press("escape", "v", "escape", "asterisk", "n", "s", "escape", "f9")
        run.shows("[/red] Group")
        await run.press("f9")
        run.shows("Not marked yet")


async def test_hidden_names_are_numbers_everywhere_on_the_sheet(house: House) -> None:
    of = scene(house, 3)
    number = of.who.of(Client).get(of.members[0].client).number
    async with sheet(of) as run:
        await run.press("f2")
        run.shows(f"GC-{number:04}")
        assert "Rosa" not in run.text
        await run.press("p")
        run.shows(f"Marked GC-{number:04} present.")
        await run.press("b")
        assert "Rosa" not in run.text


async def test_a_session_is_not_closed_while_somebody_at_risk_was_absent_and_nobody_has_tried_to_call(
    house: House,
) -> None:
    of = scene(house, 3)
    concern = safety.raise_concern(of.who, of.members[1].client, ConcernKind.self_harm, "said so on the phone")
    for member, mark in zip(of.members, (Mark.attended, Mark.absent, Mark.absent), strict=True):
        session.mark(of.who, of.now.id, member.id, mark)
    safety.take_alert(of.who, concern.id)
    async with sheet(of, mode="groups") as run:
        await run.press("f9", "f9")
        await run.until("Call first: ")
        name = room_names(of.who.of(Client).all())[of.members[1].client].removesuffix(".")
        assert f"Call first: {name}" in " ".join(run.text.split())
    assert of.who.of(Session).get(of.now.id).status is SessionStatus.in_progress
    noon = house.clock.now
    house.clock.now = schedule.at(of.now.date, of.now.start, of.now.zone) - timedelta(hours=4)
    safety.add_contact(of.who, of.members[1].client, ContactKind.check_in)
    house.clock.now = noon
    with pytest.raises(Refused, match="Call first"):
        session.close_session(of.who, of.now.id)
    safety.add_contact(of.who, of.members[1].client, ContactKind.call_attempt)
    closed = session.close_session(of.who, of.now.id)
    assert closed.status is SessionStatus.held, "a try is enough, and whoever is not at risk need not be called first"
