"""What reaches over every page: going places, help, finding, filter, escape, undo, hidden names, lock, live refresh."""

import asyncio
import re
from collections.abc import Iterator

import pytest
from textual import events
from textual.binding import Binding

from groupcare.acts import SignIn, refer, safety, session
from groupcare.record.schema import TABLES
from groupcare.rules.attendance import Mark
from groupcare.rules.backups import Backup
from groupcare.rules.people import Client, ContactKind
from groupcare.rules.safety import Alert, AlertStatus, ConcernKind
from groupcare.tui.chrome import MODES
from groupcare.tui.dialogs import Choice, Choose, Confirm, FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.page import Page
from tests.clinic import House, new_group, referred, row, seated, sessions
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, WIDE, Run, key_event, program


@pytest.fixture
def busy(dana: SignIn) -> SignIn:
    """A clinic with two alerts, a referral to screen, and a group whose first session is today."""
    referred(dana, family_name="Okafor", given_name="Ada", cssrs="nnnyn-n", phone="555-0137")
    referred(dana, family_name="Quist", given_name="Per", phq9="000000001", cssrs=None)
    seated(dana, new_group(dana), 2)
    return dana


def record(who: SignIn) -> int:
    return who.db.engine.head()[0]


@LOOKS
async def test_today_shows_what_needs_this_person_now(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size) as run:
        run.shows(
            "Needs you now", "‼ Safety", "Okafor, Ada", "Quist, Per", "session 1: Relaxation I", "‼ 2", "Dana Reyes"
        )
        assert run.text.index("Okafor") < run.text.index("Quist") < run.text.index("Relaxation")
        run.frame("today")


@SIZES
async def test_w_goes_to_the_week_and_esc_w_or_g_t_come_back(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size) as run:
        page = run.app.screen
        for back in (("escape",), ("w",), ("g", "t")):
            await run.press("down", "w")
            run.shows("This week", "Seats", "On call", "w back to the list")
            assert run.app.focused is page.query_one("#days")
            await run.press("o", "up")
            assert all(alert.owner is None for alert in busy.of(Alert).all())
            await run.press(*back)
            run.shows("Needs you now", "Okafor, Ada", "w week")
            assert "back to the list" not in run.text
            assert run.app.focused is page.query_one("#needs")
        await run.press("w")
        await run.pilot.resize_terminal(*WIDE)
        await run.settle()
        run.shows("Needs you now", "This week")


@LOOKS
async def test_the_week_in_place_of_the_list(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size) as run:
        await run.press("w")
        run.frame("today-week")


async def test_whoever_comes_to_today_stands_on_what_is_most_urgent(house: House, busy: SignIn) -> None:
    async with program(busy, NARROW) as run:
        await run.press("end", "g", "g", "g", "t")
        assert "▸ ‼  Okafor" in run.text
        await run.press("end", "up", "enter")
        assert run.app.screen.query("#heading")
        clients = {client.family_name: client.id for client in busy.of(Client).all()}
        safety.raise_concern(house.sign_in("Carl Clinician"), clients["Quist"], ConcernKind.self_harm, "said so")
        await run.pilot.pause(0.6)
        await run.press("escape")
        assert "▸ ‼" in run.text
        await run.press("end", "up", "enter", "escape")
        assert "▸ !  Brandt" in run.text


async def test_today_begins_on_the_first_line_after_everything_came_while_away(house: House, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        run.shows("Nothing needs you now")
        await run.press("f9")
        for number in range(30):
            refer.refer(house.sign_in("Ines Intake") if not number else dana, row(family_name=f"New {number}"))
        referred(dana, family_name="Okafor", given_name="Ada", cssrs="nnnyn-n")
        await run.press("escape", "escape")
        await run.until("▸ ‼  Okafor")


async def test_an_absent_person_not_called_opens_the_contacts_of_the_chart(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    house.clock.forward(hours=3)
    session.mark(dana, sessions(dana, made)[0].id, member.id, Mark.absent)
    session.close_session(dana, sessions(dana, made)[0].id)
    async with program(dana, NARROW) as run:
        run.shows("○ Sessions", "absent Tue 6 Oct, not called yet")
        await run.press("enter")
        run.shows("[c Contacts]")
        safety.add_contact(house.sign_in("Carl Clinician"), member.client, ContactKind.call_attempt)
        await run.pilot.pause(0.6)
        await run.press("escape")
        assert "not called yet" not in run.text


@LOOKS
async def test_an_empty_clinic_says_what_to_do(dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size) as run:
        run.shows("Nothing needs you now", "g r opens the referrals")
        run.frame("today-empty")


@pytest.mark.parametrize(("mode", "letter"), [(mode, letter) for mode, (letter, _) in MODES.items()])
async def test_g_and_a_letter_goes_to_a_part(busy: SignIn, mode: str, letter: str) -> None:
    async with program(busy) as run:
        await run.press("g")
        run.shows("Go to", *(name for _, name in MODES.values()))
        await run.press(letter)
        assert run.app.current_mode == mode
        assert isinstance(run.app.screen, Page)
        assert run.app.focused is None or run.app.focused.id != "field"


async def test_any_other_key_closes_the_panel_and_does_nothing(busy: SignIn) -> None:
    async with program(busy) as run:
        await run.press("g", "x")
        assert run.app.current_mode == "today"
        assert isinstance(run.app.screen, Page)


async def test_a_click_on_a_mode_in_the_header_goes_there(busy: SignIn) -> None:
    async with program(busy) as run:
        await run.pilot.click("Header", offset=(run.lines[0].index("Groups") + 1, 0))
        await run.settle()
        assert run.app.current_mode == "groups"


@LOOKS
async def test_an_alert_opens_and_is_worked_on_with_single_keys(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size) as run:
        await run.press("enter")
        run.shows("Okafor, Ada · urgent alert", "Nobody is on call", "988", "555-0137", "nobody yet")
        run.frame("alert")
        await run.press("o")
        run.shows("Taken")
        await run.press("a")
        await run.type("Reached her at work, her sister is with her.")
        await run.press("ctrl+s")
        run.shows("Reached her at work")
        alert = next(a for a in busy.of(Alert).all() if a.level == "urgent")
        assert (alert.status, alert.owner) == (AlertStatus.acted, busy.staff_id)
        await run.press("escape")
        run.shows("Needs you now")


async def test_a_refused_dialog_keeps_what_was_typed_and_says_why(busy: SignIn) -> None:
    async with program(busy) as run:
        await run.press("enter", "x")
        await run.type("Dr Lee")
        await run.press("ctrl+s")
        run.shows("Who took over is needed.", "Dr Lee")
        assert run.app.focused is not None, "the cursor stands where something is missing"
        await run.type("Dr Osei, today")
        await run.press("ctrl+s")
        run.shows("Nobody owns the alert yet", "Dr Lee", "Dr Osei, today")
        assert all(a.status is AlertStatus.open for a in busy.of(Alert).all())


async def test_escape_out_of_a_dialog_keeps_a_draft_that_comes_back(busy: SignIn) -> None:
    async with program(busy) as run:
        await run.press("enter", "a")
        await run.type("Half a sent")
        await run.press("escape", "a")
        run.shows("Half a sent", "typed before and not saved")


async def test_a_draft_comes_back_after_the_program_is_killed(house: House, busy: SignIn) -> None:
    async with program(busy) as run:
        await run.press("enter", "a")
        await run.type("Half a sentence")
        await run.pilot.pause(1.2)
        await run.settle()
    async with program(house.sign_in()) as run:
        await run.press("enter", "a")
        run.shows("Half a sentence")


@LOOKS
async def test_help_says_what_the_page_is_for_and_every_key(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size) as run:
        page = run.app.screen
        await run.press("question_mark")
        run.shows("What needs you now", "Take it", "Digits are only ever answers")
        run.frame("help")
        await run.press("escape")
        assert run.app.screen is page


@LOOKS
@pytest.mark.parametrize("mode", ["t", "g"])
async def test_what_is_told_leaves_the_footer_and_the_keys_of_panes_to_be_read(
    busy: SignIn, size: tuple[int, int], mode: str
) -> None:
    async with program(busy, size) as run:
        await run.press("g", mode)
        before = run.lines
        run.app.tell("This takes the role clinician, and you are signed in as intake. " * 2 + "Refused.")
        await run.until("Refused.")
        assert run.lines[-2:] == before[-2:]
        covered = [n for n, (old, new) in enumerate(zip(before, run.lines, strict=True)) if old != new]
        assert len(covered) <= 3


@LOOKS
async def test_help_in_a_dialog_shows_its_keys_and_loses_nothing(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size) as run:
        done: list[str] = []
        form = FormDialog("A form", [Field("words", "Words", "lines")], lambda values: lambda who: done.append("saved"))
        run.app.push_screen(form)
        await run.settle()
        await run.type("Half a sentence")
        await run.press("question_mark")
        run.shows("Half a sentence?")
        await run.press("f1")
        run.shows("Help", "ctrl+s", "Save", "Take back what was typed")
        run.frame("help-form")
        await run.press("f1")
        assert run.app.screen is form
        run.shows("Half a sentence?")
        await run.press("escape")
        run.app.push_screen(Choose("Which", [Choice("a", "a", "the [first]"), Choice("b", "b", "the second")]))
        await run.settle()
        await run.press("question_mark")
        run.shows("The [first]", "↑↓ enter")
        await run.press("question_mark")
        run.shows("Which")
        await run.press("escape")
        run.app.push_screen(Confirm("Really?", yes="do it"))
        await run.settle()
        await run.press("question_mark")
        run.shows("y, enter", "Do it", "n, esc")
        await run.press("escape")
        run.shows("Really?")
        assert done == []


@SIZES
async def test_filter_shows_only_lines_with_these_letters(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size) as run:
        await run.press("slash", *"QUIST")
        run.shows("Quist, Per", "/QUIST")
        assert "Okafor" not in run.text
        await run.press("enter", "escape")
        run.shows("Okafor")
        await run.press("slash", *"gxz")
        run.shows("No line has “gxz”")
        assert run.app.current_mode == "today"


async def test_ctrl_p_finds_people_groups_and_keys(busy: SignIn) -> None:
    async with program(busy) as run:
        await run.press("ctrl+p")
        await run.type("quist")
        await run.pilot.pause(0.4)
        await run.settle()
        run.shows("Quist, Per")
        await run.press("down", "enter")
        await run.settle()
        run.shows("Quist, Per", "GC-0002")


async def test_a_choice_in_the_palette_pressed_twice_quickly_is_one_choice(busy: SignIn) -> None:
    async with program(busy) as run:
        await run.press("ctrl+p")
        await run.type("quist")
        await run.pilot.pause(0.4)
        await run.settle()
        await run.press("down")
        for _ in range(2):
            run.app.post_message(events.Key("enter", None))
        await run.settle()
        assert [type(screen).__name__ for screen in run.app.screen_stack][1:] == ["ChartPage"]


async def burst(run: Run, keys: str) -> None:
    """Keys that come in all at once, as when the program was busy."""
    for key in keys.split():
        run.app._driver.send_message(key_event(key))  # type: ignore[union-attr]
    await run.settle()


async def test_keys_typed_ahead_go_where_the_ones_before_them_lead(busy: SignIn) -> None:
    before = record(busy)
    async with program(busy) as run:
        await burst(run, "g r slash q u i enter")
        assert run.app.current_mode == "referrals"
        run.shows("/qui", "Quist, Per")
        await burst(run, "escape g m enter")
        assert [type(screen).__name__ for screen in run.app.screen_stack] == ["MembersPage", "ChartPage"]
    assert record(busy) == before


async def test_what_is_typed_after_leaving_reaches_nothing(busy: SignIn) -> None:
    async with program(busy) as run:
        for key in ("ctrl+q", "g", "r", "enter", "x"):
            run.app._driver.send_message(key_event(key))  # type: ignore[union-attr]
        await run.pilot.pause(0.5)
        assert run.app.return_code == 0
        assert not run.app.failed


async def test_the_program_keeps_a_backup_of_the_day_by_itself(
    house: House, busy: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groupcare.tui.app.BACKUP_AFTER", 0.05)
    async with program(busy) as run:
        for _ in range(400):
            if busy.of(Backup).count():
                break
            await run.pilot.pause(0.02)
    [made] = busy.of(Backup).all()
    assert made.automatic
    assert (house.folder / "backups" / made.file).is_file()


async def test_a_backup_that_cannot_be_kept_is_said(
    house: House, busy: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groupcare.tui.app.BACKUP_AFTER", 0.05)
    (house.folder / "backups").write_text("something else stands here")
    async with program(busy) as run:
        await run.until("No backup was made today.")
    assert busy.of(Backup).count() == 0


async def test_a_whole_form_typed_ahead_stands_in_its_fields(busy: SignIn) -> None:
    async with program(busy, mode="referrals") as run:
        await burst(run, "f9 V a n c e enter L o u enter 3 space f e b space 1 9 8 0 ctrl+s")
        await run.until("Route so far")
    newest = max(busy.of(Client).all(), key=lambda c: c.number)
    assert (newest.family_name, newest.given_name, str(newest.date_of_birth)) == ("Vance", "Lou", "1980-02-03")


async def test_the_palette_is_opened_again_while_it_is_still_closing(busy: SignIn) -> None:
    async with program(busy) as run:
        for _ in range(5):
            run.app.action_command_palette()
            run.app.screen.dismiss()
        run.app.action_command_palette()
        await run.settle()
        assert len(run.app.screen_stack) == 2


async def test_a_key_that_reaches_a_page_being_taken_down_stops_nothing(busy: SignIn) -> None:
    client = next(busy.of(Client).all())
    async with program(busy) as run:
        run.app.open_place("chart", client.id)
        await run.settle()
        chart = run.app.screen
        await run.press("escape")
        for living in (run.app, run.app.screen):
            living.call_later(chart.query_one, "#gone")
        await run.settle()
        await run.press("g", "r")
        assert run.app.current_mode == "referrals"
        run.shows("Okafor, Ada")


async def test_what_was_waited_for_and_is_taken_away_stops_nothing(busy: SignIn) -> None:
    async def taken_away() -> None:
        gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        gone.cancel()
        await gone

    async with program(busy) as run:
        for living in (run.app, run.app.screen):
            living.call_later(taken_away)
            living.call_next(taken_away)
        await run.settle()
        await run.press("g", "r")
        run.shows("Okafor, Ada")


async def test_an_act_that_ends_after_the_last_page_has_closed_is_kept_without_a_fault(busy: SignIn) -> None:
    client, still = next(busy.of(Client).all()), asyncio.Event()

    async def late() -> None:
        await still.wait()
        await run.app.perform(lambda who: who.of(Client).get(client.id), "looked somebody up")
        run.app.tell("It is done.")
        ended.append(True)

    ended: list[bool] = []
    async with program(busy) as run:
        work = asyncio.get_running_loop().create_task(late())
        stacks = dict(run.app._screen_stacks)
        run.app._screen_stacks.clear()
        run.app._screen_stacks[run.app.current_mode] = []
        still.set()
        await work
        run.app._screen_stacks.update(stacks)
    assert ended == [True]


async def test_ctrl_z_undoes_the_last_act_and_the_footer_names_it_first(busy: SignIn) -> None:
    client = next(busy.of(Client).all())
    async with program(busy) as run:
        before = record(busy)
        page = run.app.screen
        assert isinstance(page, Page)
        page.do(lambda who: safety.add_contact(who, client.id, "check-in"), "added a check-in")  # type: ignore[arg-type]
        await run.settle()
        await run.footer_ends()
        assert record(busy) == before + 1
        run.shows("ctrl+z undo “added a check-in”")
        await run.press("ctrl+z")
        run.shows("Undone: added a check-in")
        assert record(busy) == before + 2
        await run.footer_ends()
        assert "undo “" not in run.text


async def test_undo_says_why_it_does_not(busy: SignIn) -> None:
    async with program(busy) as run:
        await run.press("o", "ctrl+z")
        run.shows("concerns safety")
        assert next(iter(busy.of(Alert).open_work("9999"))).owner == busy.staff_id


@SIZES
async def test_f2_hides_every_name(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size) as run:
        for letter in "trgmhp":
            await run.press("g", letter)
            if not run.app.names_hidden:
                await run.press("f2")
            for name in ("Okafor", "Quist", "Alvarez", "Brandt"):
                assert name not in run.text, f"{letter}:\n{run.text}"
        await run.press("g", "t", "enter")
        run.shows("GC-0001 · urgent alert")
        assert "Okafor" not in run.text
        await run.press("ctrl+n")
        run.shows("Okafor, Ada · urgent alert")


async def test_another_programs_change_is_on_the_screen_within_a_second(house: House, busy: SignIn) -> None:
    async with program(busy) as run:
        other = house.sign_in("Ines Intake")
        refer.refer(other, row(family_name="Newcomer", given_name="Ann"))
        await run.pilot.pause(0.6)
        run.shows("Newcomer, Ann")


async def test_the_cursor_stays_on_its_line_while_the_list_changes(house: House, busy: SignIn) -> None:
    async with program(busy) as run:
        await run.press("down")
        assert "▸ ‼  Quist" in run.text
        client = next(busy.of(Client).all())
        safety.raise_concern(house.sign_in("Carl Clinician"), client.id, ConcernKind.self_harm, "said so")
        await run.pilot.pause(0.6)
        assert "▸ ‼  Quist" in run.text


@SIZES
async def test_hostile_names_are_shown_literally(dana: SignIn, size: tuple[int, int]) -> None:
    for name in HOSTILE:
        referred(dana, family_name=name, given_name="", cssrs="nnnyn-n")
    async with program(dana, size) as run:
        run.shows("[/red] O'Neil", "[@click=app.quit]Press"[:18], "Red Alarm"[:3], "王 小明", "xxxxxxxx")
        assert "\x1b" not in run.text
        await run.press("enter")
        run.shows("[/red] O'Neil · urgent alert")
        run_lines = run.lines
        assert all(len(line) <= size[0] + 2 for line in run_lines)


# --- the lock -------------------------------------------------------------------------------------------------------


@LOOKS
async def test_the_lock_covers_everything_and_opens_with_the_passphrase(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size) as run:
        await run.press("f10")
        run.shows("Locked. Dana Reyes, give your passphrase.")
        assert "Okafor" not in run.text
        run.frame("lock")
        await run.type("not the passphrase")
        await run.press("enter")
        await run.pilot.pause(0.3)
        run.shows("That is not your passphrase")
        await run.type("a long enough passphrase")
        await run.press("enter")
        for _ in range(20):
            await run.pilot.pause(0.1)
            if "Okafor" in run.text:
                break
        run.shows("Okafor, Ada")


def every_key(page: object) -> Iterator[str]:
    from groupcare.tui.app import GroupCareApp
    from groupcare.tui.lines import Lines
    from groupcare.tui.places import first_page

    classes = [GroupCareApp, Lines, Page, *(type(first_page(mode)) for mode in MODES)]
    for kind in classes:
        for base in kind.__mro__:
            for binding in base.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding):
                    yield from (key.strip() for key in binding.key.split(","))


async def test_every_bound_key_pressed_on_the_lock_does_nothing(busy: SignIn) -> None:
    async with program(busy) as run:
        await run.press("enter", "f10")
        before = {name: busy.db.engine.count(name) for name in TABLES}, record(busy)
        lock, stack = run.app.screen, len(run.app.screen_stack)
        for key in sorted(set(every_key(run.app.screen)) - {"ctrl+q"}):
            await run.pilot.press(key)
            assert run.app.screen is lock, f"{key} reached over the lock"
        await run.settle()
        assert len(run.app.screen_stack) == stack
        assert ({name: busy.db.engine.count(name) for name in TABLES}, record(busy)) == before
        run.shows("Locked.")


async def test_it_locks_by_itself_after_the_clinics_own_limit(busy: SignIn) -> None:
    async with program(busy) as run:
        run.app._touched -= 60 * busy.clinic.lock_minutes + 1
        await run.pilot.pause(0.5)
        run.shows("Locked.")


async def test_an_act_that_was_on_its_way_is_done_under_the_lock(busy: SignIn) -> None:
    made = next(iter(g for g in busy.of(Client).all()))
    async with program(busy) as run:
        page = run.app.screen
        assert isinstance(page, Page)
        before = record(busy)
        page.do(lambda who: safety.add_contact(who, made.id, "check-in"), "added a check-in")  # type: ignore[arg-type]
        run.app.action_lock()
        await run.settle()
        assert record(busy) == before + 1
        run.shows("Locked.")


# --- terminal, size, colour -------------------------------------------------------------------------------------------


async def test_a_terminal_too_small_says_what_size_is_needed_and_recovers(busy: SignIn) -> None:
    async with program(busy, NARROW) as run:
        await run.pilot.resize_terminal(50, 15)
        await run.settle()
        run.shows("GroupCare needs 60 × 20; this is 50 × 15.")
        await run.pilot.resize_terminal(*WIDE)
        await run.settle()
        run.shows("Needs you now", "This week")


async def test_without_colour_state_is_still_told(busy: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with program(busy) as run:
        run.shows("‼ Safety", "▸ ‼", "!" if "late" in run.text else "○ Referrals")
        await run.press("down", "enter")
        run.shows("Quist, Per")


@pytest.mark.parametrize("theme", ["light", "high-contrast", "dark"])
async def test_themes_are_chosen_in_the_palette_and_kept(house: House, dana: SignIn, theme: str) -> None:
    from groupcare.acts import drafts

    async with program(dana) as run:
        run.app.set_theme(theme)
        await run.settle()
        assert run.app.theme == theme
    kept = drafts.draft(house.sign_in(), "preferences")
    assert kept is not None
    assert kept.fields == {"theme": theme}


async def test_a_fault_of_the_program_keeps_where_and_never_what(house: House, busy: SignIn) -> None:
    secret = "Okafor, Ada"

    async with program(busy) as run:
        try:
            raise ValueError(secret)
        except ValueError as error:
            run.app._exception = error
            run.app._fatal_error()
            run.app._exception = None  # the Pilot would raise it again
    files = [p for p in house.folder.iterdir() if p.name.startswith("fault-")]
    assert len(files) == 1
    text = files[0].read_text()
    assert "ValueError" in text
    assert secret not in text
    assert oct(files[0].stat().st_mode & 0o777) == "0o600"


async def test_a_session_begun_elsewhere_is_seen_today(house: House, busy: SignIn) -> None:
    fay = house.sign_in("Fay Facilitator")
    made = next(iter(fay.of(session.Group).all()))
    first = sessions(fay, made)[0]
    member = fay.of(session.Member).linked(group=made.id)[0]
    async with program(busy) as run:
        session.mark(fay, first.id, member.id, Mark.attended)
        await run.pilot.pause(0.6)
        run.shows("1 of 2 not marked")
        assert re.search(r"in progress|14:00", run.text)


async def test_g_and_a_letter_lead_to_the_first_page_with_nothing_filtered(busy: SignIn) -> None:
    async with program(busy, NARROW) as run:
        await run.press("slash", *"zzz")
        run.shows("No line has “zzz”")
        await run.press("enter", "g", "m", "enter")
        run.shows("Overview")
        await run.press("g", "t")
        run.shows("Needs you now", "Okafor")
        await run.press("g", "m")
        run.shows("Name", "Number")
        await run.press("slash", *"oka", "enter", "slash", *"rui")
        run.shows("/rui")


async def test_the_footer_always_has_room_for_help(busy: SignIn) -> None:
    async with program(busy, NARROW) as run:
        for key in "trgmhp":
            await run.press("g", key)
            assert run.lines[-1].endswith("? help")


async def test_names_hidden_hide_the_phone_number_too(busy: SignIn) -> None:
    async with program(busy, NARROW) as run:
        await run.press("enter", "f2")
        run.shows("phone hidden: f2 shows it")
        await run.press("f2")
        assert "phone hidden" not in run.text


async def test_what_a_role_may_not_do_is_said_before_anything_is_typed(house: House, busy: SignIn) -> None:
    async with program(house.sign_in("Ines Intake"), NARROW) as run:
        await run.press("enter", "x")
        run.shows("To close an alert takes the role")
        assert "Who took over" not in run.text
