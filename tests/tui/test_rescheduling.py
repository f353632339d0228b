"""Lost sessions, moves, substitutes, the call sheet and the month, through the keyboard."""

from datetime import date, time

from groupcare.acts import clinic, leave, rescheduling, safety, session
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, Session, SessionKind, SessionStatus
from groupcare.rules.notice import Notice
from groupcare.rules.people import Client
from groupcare.rules.reflow import Way
from groupcare.rules.safety import ConcernKind
from tests.clinic import House, new_group, seated, sessions
from tests.tui.groups_kit import line_of, list_of, opened, other_group, scene
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, WIDE, program


@SIZES
async def test_a_lost_session_is_pushed_with_every_new_date_shown_first(house: House, size: tuple[int, int]) -> None:
    of = scene(house, 2)
    async with program(of.who, size) as run:
        await opened(run, "group", of.group.id)
        await run.press("down", "x")
        run.shows("Session 3, Tue 20 Oct, cannot be held", "6 dates change, ends Tue 1 Dec", "1 module lost")
        run.frame("lose-choose")
        await run.press("p")
        run.shows("Session 3: Tue 20 Oct 14:00 → Tue 27 Oct 14:00.", "instead of Tue 24 Nov", "2 people are to be told")
        run.frame("lose-push")
        await run.type("Dana is ill")
        await run.press("ctrl+s")
        assert of.who.of(Session).get(of.sessions[2].id).date == date(2026, 10, 27)
        run.shows("Pushed session 3.", "Tue 1 Dec", "2 to tell" if size[0] > 100 else "Pain Skills")
        await run.press("ctrl+z")
        assert of.who.of(Session).get(of.sessions[2].id).date == date(2026, 10, 20)


async def test_what_is_not_possible_says_why(house: House) -> None:
    of = scene(house, 1)
    async with program(of.who) as run:
        await opened(run, "group", of.group.id)
        await run.press("end", "x", "m")
        run.shows("No session is left that could take its modules")
        await run.press("x", "escape")
        run.shows("[Sessions]")


async def test_a_lost_session_on_a_day_of_its_own_shows_the_effect_of_that_day(house: House) -> None:
    of = scene(house, 1)
    async with program(of.who) as run:
        await opened(run, "group", of.group.id)
        await run.press("down", "x", "o")
        await run.type("20 oct 2026")
        await run.press("tab")
        await run.type("ill")
        await run.press("ctrl+s")
        run.shows("Added: Tue 20 Oct", "Save it so?")
        await run.press("n")
        run.app.screen.query_one("#field-on").value = "2026-10-13"  # type: ignore[attr-defined]
        await run.press("ctrl+s")
        run.shows("The group has a session on Tue 13 Oct 2026 already.")
        run.app.screen.query_one("#field-on").value = "2026-10-22"  # type: ignore[attr-defined]
        await run.press("ctrl+s")
        run.shows("! Thu 22 Oct is not one of the group's days.", "Session 3, Tue 20 Oct, is cancelled.")
        await run.press("y")
        found = sessions(of.who, of.group)
        assert (found[2].status, found[8].date, found[8].modules) == (
            *(SessionStatus.cancelled, date(2026, 10, 22), (3,)),
        )


async def test_the_whole_group_moves_after_its_effect_was_shown(house: House) -> None:
    of = scene(house, 2)
    async with program(of.who) as run:
        await opened(run, "group", of.group.id)
        await run.press("d", "tab")
        await run.type("mo someday")
        await run.press("ctrl+s")
        run.shows("Days: “someday” is no weekday.")
        run.app.screen.query_one("#field-days").value = "mo th"  # type: ignore[attr-defined]
        await run.press("tab")
        await run.type("9:30")
        await run.press("ctrl+s")
        run.shows("Session 3: Tue 20 Oct 14:00 → Mon 19 Oct 09:30.", "Save it so?")
        await run.press("y")
        kept = of.who.of(Group).get(of.group.id)
        assert (kept.weekdays, kept.start) == ((1, 4), time(9, 30))
        run.shows("Mondays and Thursdays 09:30", "Moved Pain Skills, Autumn A.")


async def test_a_substitute_and_another_room_stand_in_the_list(house: House) -> None:
    of = scene(house, 2)
    fay = next(s for s in of.who.of(Staff).all() if s.name.startswith("Fay"))
    leave.say_away(of.who, fay.id, date(2026, 10, 20), reason="training")
    async with program(of.who) as run:
        await opened(run, "group", of.group.id)
        await run.press("down", "u")
        run.shows("For this session alone", "Dana Reyes", "Fay Facilitator")
        run.app.screen.query_one("#field-with").value = ""  # type: ignore[attr-defined]
        run.app.screen.query_one("#field-room").value = "Gym"  # type: ignore[attr-defined]
        await run.press("ctrl+s")
        run.shows("2 people are to be told", "Save it so?")
        await run.press("y")
        assert "Gym · Dana Reyes · Coping Styles" in line_of(run, "Tue 20 Oct")


async def test_a_booster_is_added_so_long_after_the_last_session(house: House) -> None:
    of = scene(house, 2)
    async with program(of.who) as run:
        await opened(run, "group", of.group.id)
        await run.press("a", "tab")
        await run.type("3 months")
        await run.press("ctrl+s")
        run.shows("Only boosters and follow-ups are counted from the last session")
        run.app.screen.query_one("#field-kind").value = "booster"  # type: ignore[attr-defined]
        await run.press("ctrl+s")
        run.shows("Added: Tue 2 Mar 2027 14:00–15:30, Booster.")
        await run.press("y")
        run.shows("Booster", "Tue 2 Mar 2027", "Added session 9.")
        assert sessions(of.who, of.group)[8].kind is SessionKind.booster
        await run.press("end", "enter")
        run.shows("session 9 of 9")


async def test_a_facilitators_keys_are_not_shown_to_others_and_do_nothing(house: House) -> None:
    of = scene(house, 1)
    async with program(house.sign_in("Ines Intake"), WIDE) as run:
        await run.press("g", "g")
        run.shows("Pain Skills, Autumn A")
        assert "new group" not in run.text
        await opened(run, "group", of.group.id)
        await run.press("down", "x", "u", "d", "a")
        run.shows("[Sessions]", "c call sheet")
        for words in ("x lost", "u substitute", "d move", "a add", "cannot be held"):
            assert words not in run.text


# --- the call sheet -------------------------------------------------------------------------------------------------


@LOOKS
async def test_intake_finds_on_today_whom_to_tell_and_ticks_them_off(house: House, size: tuple[int, int]) -> None:
    of = scene(house, 4)
    dana = of.who
    with dana.db.transaction(dana.staff_id, "intake", "correct a person"):
        rosa = dana.of(Client).get(of.members[0].client)
        dana.of(Client).change(rosa, preferred_name="Rosie", safe_contact="mobile only, never her work",
                               interpreter=True)  # fmt: skip
    rescheduling.lose_session(dana, of.sessions[3].id, Way.push, "ill")
    async with program(house.sign_in("Ines Intake"), size) as run:
        run.shows("4 to tell that session 4 and 4 others", "in 14 days" if size[0] > 100 else "Autumn A")
        await run.press("down") if "▸" not in line_of(run, "4 to tell") else None
        await run.press("enter")
        run.shows("Call sheet · Pain Skills, Autumn A · 4 to tell", "555-0101", "by Tue 27 Oct")
        run.shows("No session on Tue 27 Oct.", "Session 4 is on Tue 3 Nov", "call them Rosie", "safe way: mobile only")
        run.frame("call-sheet")
        await run.press("p")
        run.shows("Told Alvarez, Rosa: phone.", "3 to tell")
        assert "phone 14:12" in line_of(run, "Alvarez, Rosa")
        assert "▸" in line_of(run, "Brandt, Kim")
        await run.press("end", "m")
        run.shows("Alvarez, Rosa was told already: phone. b takes that back.", "3 to tell")
        await run.press("home", "m", "n", "i")
        run.shows("everybody is told")
        assert {n.how for n in dana.of(Notice).all()} == {"phone", "message", "need not be told", "in person"}
        await run.press("home", "b")
        run.shows("1 to tell")
        await run.press("escape")
        run.shows("1 to tell that session 4")


async def test_somebody_with_an_open_alert_is_a_quiet_mark_on_the_call_sheet(house: House) -> None:
    of = scene(house, 2)
    rescheduling.lose_session(of.who, of.sessions[3].id, Way.push, "ill")
    safety.raise_concern(house.sign_in("Carl Clinician"), of.members[1].client, ConcernKind.self_harm, "said so")
    async with program(house.sign_in("Ines Intake")) as run:
        await opened(run, "calls", of.group.id)
        assert "■" in line_of(run, "Brandt, Kim")
        assert "■" not in line_of(run, "Alvarez, Rosa")
        assert "said so" not in run.text


async def test_an_empty_call_sheet_says_when_somebody_will_stand_on_it(house: House) -> None:
    of = scene(house, 1)
    async with program(of.who) as run:
        await opened(run, "group", of.group.id)
        await run.press("c")
        run.shows("nobody to tell", "Nobody is to be told anything.")
        await run.press("p", "m", "b")


# --- today and the month --------------------------------------------------------------------------------------------


async def test_today_points_out_whoever_is_away_and_closed_days_and_leads_to_the_session(house: House) -> None:
    of = scene(house, 1)
    fay = next(s for s in of.who.of(Staff).all() if s.name.startswith("Fay"))
    leave.say_away(of.who, fay.id, date(2026, 10, 26), date(2026, 10, 30))
    clinic.close_on(of.who, date(2026, 11, 3), "staff day")
    async with program(of.who) as run:
        run.shows("Fay Facilitator is away: session 4", "closed, staff day: session 5, Tue 3")
        lines = list_of(run, "needs")
        lines.go_to(f"group {of.group.id} {of.sessions[4].id}")
        await run.press("enter")
        assert list_of(run, "Sessions").key == of.sessions[4].id


@LOOKS
async def test_a_month_shows_all_groups_closed_days_and_clashes(house: House, size: tuple[int, int]) -> None:
    of = scene(house, 2)
    dana = of.who
    other_group(dana)
    clash = new_group(dana, name="Evening Group", first=date(2026, 11, 3), room="Room 2", start=time(15), country="US")
    new_group(dana, name="Saturday Club", first=date(2026, 12, 5), weekdays=(6,))
    session.cancel_session(dana, of.sessions[6].id, "ill")
    async with program(dana, size, mode="groups") as run:
        await run.press("m")
        run.shows("October 2026", "Mon", "Fri", "12 Columbus Day" if size[0] > 100 else "12 Columbus")
        assert "Sat" not in run.text
        run.shows("Pain Skills, Autumn A  Tue 13 Oct 14:00–15:30 · session 2 · Relaxation II")
        run.frame("month-october")
        await run.press("right")
        run.shows("November 2026 · 6 marked !", "!14:00 Pain", "✗14:00 Pain")
        await run.press("down")
        run.shows("Evening Group  Tue 3 Nov", "! Room 2 is taken by Pain Skills, Autumn A")
        run.frame("month-november")
        await run.press("right")
        run.shows("December 2026", "Sat")
        run.frame("month-december")
        await run.press("t")
        run.shows("October 2026")
        await run.press("right", "down", "o")
        run.shows("Evening Group · G-003", "Tue 3 Nov")
        assert list_of(run, "Sessions").key == sessions(dana, clash)[0].id
        await run.press("escape", "enter")
        run.shows("Evening Group")


async def test_an_empty_month_says_what_to_do_and_hostile_names_are_shown(house: House) -> None:
    dana = house.sign_in()
    for number, name in enumerate(HOSTILE):
        new_group(dana, name=name, start=time(8 + number))
    async with program(dana, NARROW) as run:
        await opened(run, "month", "2027-07-01")
        run.shows("July 2027")
        await opened(run, "month", "2027-02-01")
        run.shows("February 2027")
        await opened(run, "month", "2026-10-01")
        run.shows("[/red]", "+5 more")
        await run.press(*["down"] * 9, *["up"] * 3)


async def test_the_call_sheet_shows_hostile_names_as_they_are(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, name="[/red]", room="[b]x[/b]")
    seated(dana, made, 2)
    rescheduling.lose_session(dana, sessions(dana, made)[2].id, Way.add, "ill")
    async with program(dana, NARROW) as run:
        await opened(run, "calls", made.id)
        run.shows("[/red]", "[b]x[/b]", "no number")
