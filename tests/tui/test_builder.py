"""Making a group: the preview follows what is typed, tells what is skipped and what clashes, and is what is saved."""

from datetime import date, time

import pytest
from textual.widgets import Static

from groupcare.acts import SignIn, drafts, leave
from groupcare.record.schema import Reason
from groupcare.rules.clinic import Clinic, Closure, Staff
from groupcare.rules.group import Group
from groupcare.rules.people import Referral
from groupcare.tui.forms import FieldFault
from groupcare.tui.groups import builder
from groupcare.tui.groups.group import GroupPage
from groupcare.tui.groups.group_form import GroupForm, read_dates, read_time, with_date
from groupcare.tui.groups.toggles import Toggles
from tests.clinic import House, new_group, seated, sessions, waiting
from tests.tui.groups_kit import line_of, list_of
from tests.tui.kit import HOSTILE, LOOKS, SIZES, Run, program

TODAY = date(2026, 10, 6)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The preview does not wait for more typing."""
    monkeypatch.setattr(builder, "DEBOUNCE", 0.001)


async def begin(run: Run) -> None:
    await run.press("f9")
    await shown(run)


async def shown(run: Run) -> None:
    """Wait for the preview of what stands in the form now."""
    page = run.app.screen
    if isinstance(page, builder.BuilderPage):
        await run.when(lambda: page._has_begun and (page._later is None or page._later._task.done()))
    await run.settle()


async def fill(run: Run, **values: str) -> None:
    """Put these into the fields of their names, as if typed."""
    form = run.app.screen.query_one(GroupForm)
    for toggles in form.query(Toggles):
        name = str(toggles.id).removeprefix("field-")
        if name in values:
            toggles.value = values[name]
            toggles.post_message(Toggles.Changed(toggles))
            await run.settle()
    form.fill(values)
    await shown(run)


async def type_in(run: Run, **values: str) -> None:
    """Go from field to field with tab and type, from the one that has the focus on."""
    for value in values.values():
        await run.press("tab")
        if value:
            await run.type(value)
    await shown(run)


# --- the preview ----------------------------------------------------------------------------------------------------


async def test_no_fault_is_shown_before_somebody_typed(dana: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """A choice is there a moment after the form: until then its field is empty."""
    async with program(dana, mode="groups") as run:
        await begin(run)
        page, form = run.app.screen, run.app.screen.query_one(GroupForm)
        assert isinstance(page, builder.BuilderPage)
        with monkeypatch.context() as before_the_choice:
            before_the_choice.setattr(form, "typed", lambda: {**page._typed_first, "curriculum": ""})
            page._preview()
            assert not page.query_one("#notes").display
        await fill(run, first="no day")
        assert page.query_one("#notes").display


@LOOKS
async def test_the_preview_shows_every_date_with_what_is_skipped_and_why(house: House, size: tuple[int, int]) -> None:
    dana = house.sign_in()
    async with program(dana, size, mode="groups") as run:
        await begin(run)
        run.shows("What and when", "8 weeks · pain skills", "every session appears here", "Fay Facilitator")
        run.frame("builder-empty")
        await fill(run, name="Pain Skills, Autumn B", first="2026-10-14", time="14:00", dates="2026-10-28 staff day")
        run.shows("Preview · 8 sessions, ends Wed 16 Dec")
        form = run.app.screen.query_one(GroupForm)
        assert form.value_of("days") == "3"
        run.shows("! The clocks change before session 3; it stays at 14:00.")
        run.shows("Wed 28 Oct", "staff day") if size[0] > 100 else None
        dates = list_of(run, "dates")
        days = "10-14 10-21 10-28 11-04 11-11 11-18 11-25 12-02 12-09 12-16"
        assert dates.keys == [f"2026-{day}" for day in days.split()]
        texts = ["".join(str(getattr(c, "text", c)) + " " for c in line.cells) for line in dates._all]
        assert "skipped staff day" in texts[2]
        assert "skipped Veterans Day" in texts[4]
        assert "clocks" in texts[3]
        run.frame("builder")


async def test_twelve_modules_on_two_days_a_week_over_thanksgiving_and_new_year(house: House) -> None:
    dana = house.sign_in()
    async with program(dana, mode="groups") as run:
        await begin(run)
        await fill(run, curriculum="twelve-module", name="Coping", first="2026-11-23", time="930", days="1 4")
        run.shows("Preview · 12 sessions", "09:30–11:00", "Thanksgiving", "skipped")
        assert list_of(run, "dates").keys[:3] == ["2026-11-23", "2026-11-26", "2026-11-30"]
        await run.press("ctrl+s")
        (made,) = dana.of(Group).all()
        assert (made.weekdays, made.start, made.minutes) == ((1, 4), time(9, 30), 90)
        assert len(sessions(dana, made)) == 12


@pytest.mark.parametrize("curriculum", ["eight-week", "twelve-module"])
async def test_the_clock_change_in_spring_is_told_and_a_time_that_does_not_exist(house: House, curriculum: str) -> None:
    async with program(house.sign_in(), mode="groups") as run:
        await begin(run)
        await fill(run, curriculum=curriculum, first="2027-03-07", time="2:30", country="")
        run.shows("does not exist on Sun 14 Mar 2027, when the", "would begin at 03:30")
        await fill(run, zone="Europe/Berlin")
        run.shows("Session 4: 02:30 does not exist on Sun 28 Mar 2027")


async def test_clashes_of_room_and_facilitator_stand_by_their_dates(house: House) -> None:
    dana = house.sign_in()
    new_group(dana, room="Room 2", facilitators=("Fay Facilitator",))
    fay = next(s.id for s in dana.of(Staff).all() if s.name.startswith("Fay"))
    async with program(dana, mode="groups") as run:
        await begin(run)
        await fill(run, name="B", first="2026-11-10", time="15:00", room="room 2", facilitators=fay)
        run.shows("· 3 clash", "! room 2 is taken by Pain Skills, Autumn A: Tue 10 Nov, Tue 17", "Nov, Tue 24 Nov.")
        run.shows("! Fay Facilitator leads Pain Skills, Autumn A: Tue 10 Nov")
        assert "! " in line_of(run, "Relaxation I ")
        await fill(run, time="15:30")
        assert "clash" not in run.text


async def test_what_else_is_odd_is_told_before_saving(house: House) -> None:
    async with program(house.sign_in(), mode="groups") as run:
        await begin(run)
        await fill(run, days="4", first="2026-09-01", time="14:00", minutes="60", seats="14")
        run.shows("is not one of the group's days", "takes 90", "is in the past", "90853 is for at most 12")


async def test_modules_share_a_meeting_go_over_two_and_boosters_follow(house: House) -> None:
    dana = house.sign_in()
    async with program(dana, mode="groups") as run:
        await begin(run)
        await fill(run, name="B", first="6 oct", time="14", order="1 2 3+4 5 5 6 7 8", afterwards="booster 3 months")
        run.shows("Preview · 8 sessions, ends Tue 24 Nov, 1 afterwards")
        run.shows("Coping Styles, Copi", "First part of Guide", "Booster")
        assert "Tue 2 Mar 2027" in line_of(run, "Booster")
        await fill(run, order="1 9")
        run.shows("there is no module 9")
        await fill(run, order="1 2 3 4 5 6 8")
        run.shows("! Left out: module 7.")
        await fill(run, order="", rounds="2")
        run.shows("Only a rolling group goes through its modules more than once.")
        await fill(run, curriculum="twelve-module", afterwards="")
        run.shows("Preview · 24 sessions")
        await run.press("ctrl+s")
        (made,) = dana.of(Group).all()
        assert [s.modules[0] for s in sessions(dana, made)] == [*range(1, 13), *range(1, 13)]


async def test_staff_who_are_away_and_people_who_wait_but_sit_elsewhere_are_told(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, "eight-week")
    (member,) = seated(dana, made, 1)
    referral = waiting(dana, "twelve-module", family_name="Alvarez", given_name="Rosa")
    with dana.db.transaction(dana.staff_id, "intake", "merge"):
        dana.of(Referral).change(dana.of(Referral).get(referral.id), client=member.client)
    leave.say_away(dana, dana.staff_id, date(2026, 10, 20), reason="training")
    async with program(dana, mode="groups") as run:
        await begin(run)
        await fill(run, curriculum="twelve-module", first="2026-10-06", time="15:00", facilitators=dana.staff_id)
        run.shows("! Dana Reyes is away (training): Tue 20 Oct.")
        notes = str(run.app.screen.query_one("#notes", Static).content)
        assert "! 1 of those who wait for it has a seat in Pain Skills, Autumn A then: 8 dates, marked !." in notes


async def test_the_clinics_own_closures_are_skipped(house: House) -> None:
    dana = house.sign_in()
    with dana.db.transaction(dana.staff_id, "manager", "set up the clinic"):
        clinic = next(dana.of(Clinic).all())
        dana.of(Clinic).change(clinic, closures=(Closure(on=date(2026, 10, 13), reason="staff retreat"),))
    async with program(dana, mode="groups") as run:
        await begin(run)
        await fill(run, first="6 oct", time="14")
        assert "staff retreat" in line_of(run, "Tue 13 Oct")


async def test_space_skips_a_date_keeps_a_closed_one_and_takes_both_back(house: House) -> None:
    dana = house.sign_in()
    async with program(dana, mode="groups") as run:
        await begin(run)
        await fill(run, name="B", first="2026-11-04", time="14:00")
        await run.press("f5", "space")
        await shown(run)
        assert "skipped on request" in line_of(run, "Wed 4 Nov")
        run.shows("2026-11-04")
        await run.press("down", "space")
        await shown(run)
        run.shows("keep 2026-11-11")
        assert "14:00–15:30" in line_of(run, "Wed 11 Nov")
        await run.press("up", "space")
        await shown(run)
        assert "14:00–15:30" in line_of(run, "Wed 4 Nov")
        assert list_of(run, "dates").key == "2026-11-04"
        await run.press("ctrl+s")
        (made,) = dana.of(Group).all()
        assert [s.date for s in sessions(dana, made)][:2] == [date(2026, 11, 4), date(2026, 11, 11)]
        assert [r.text for r in dana.of(Reason).all()] == ["2026-11-11: kept"]


async def test_own_dates_carry_their_words_into_the_record(house: House) -> None:
    dana = house.sign_in()
    async with program(dana, mode="groups") as run:
        await begin(run)
        await fill(run, name="B", first="2026-10-06", time="14:00", dates="2026-10-13 painters in room 2\n20 oct")
        assert "painters in room 2" in line_of(run, "Tue 13 Oct")
        await run.press("ctrl+s")
        (made,) = dana.of(Group).all()
        assert made.skip == (date(2026, 10, 13), date(2026, 10, 20))
        assert [r.text for r in dana.of(Reason).all()] == ["2026-10-13: painters in room 2"]


# --- what cannot be read --------------------------------------------------------------------------------------------


async def test_bad_input_is_a_sentence_over_the_dates_of_before(house: House) -> None:
    async with program(house.sign_in(), mode="groups") as run:
        await begin(run)
        await fill(run, name="B", first="2026-10-06", time="14:00")
        for field, value, sentence in (
            ("first", "32 oct", "'32 oct' is no day."),
            ("time", "25:00", "“25:00” is no time of day. Write 14:00."),
            ("minutes", "long", "Minutes: “long” is no number."),
            ("minutes", "5", "A session lasts from 15 to 480 minutes."),
            ("zone", "New York", "'New York' is not a time zone"),
            ("country", "XX", "No public holidays are known for XX"),
            ("dates", "someday off", "Own dates: “someday off” begins with no day."),
            ("seats", "99", "A group has from 1 to 40 seats."),
            ("name", "x" * 300, "300 characters; at most 200 can be kept"),
        ):
            before = run.app.screen.query_one(GroupForm).value_of(field)
            await fill(run, **{field: value})
            run.shows("Preview, as it was", "The dates below are those of before.", "Relaxation II")
            assert sentence in str(run.app.screen.query_one("#notes", Static).content)
            await fill(run, **{field: before})
            run.shows("Preview · 8 sessions")


async def test_saving_leads_to_the_field_that_must_be_mended(house: House) -> None:
    dana = house.sign_in()
    async with program(dana, mode="groups") as run:
        await begin(run)
        await fill(run, first="2026-10-06", time="14:00")
        await run.press("ctrl+s")
        run.shows("Name is needed.")
        assert run.app.focused is not None
        assert run.app.focused.id == "field-name"
        await fill(run, name="B", days="")
        await run.press("ctrl+s")
        run.shows("Choose at least one weekday.")
        assert dana.of(Group).count() == 0


async def test_saving_makes_the_group_and_opens_it(house: House) -> None:
    dana = house.sign_in()
    async with program(dana, mode="groups") as run:
        await begin(run)
        await type_in(
            run, name="Pain Skills, Autumn B", first="6 oct", days="", time="14:00", minutes="", room="Room 1"
        )
        await run.press("tab", "tab", "tab", "right", "space")
        run.shows("■tu", "■Fay Facilitator", "Preview · 8 sessions, ends Tue 24 Nov")
        await run.press("ctrl+s")
        (made,) = dana.of(Group).all()
        assert (made.name, made.room, made.country, made.zone) == (
            *("Pain Skills, Autumn B", "Room 1", "US", "America/New_York"),
        )
        assert isinstance(run.app.screen, GroupPage)
        run.shows("Made G-001 Pain Skills, Autumn B.", "[Sessions]", "Tue 24 Nov")
        assert drafts.draft(dana, "new group") is None
        await run.press("escape")
        run.shows("Forming", "Pain Skills, Autumn B")


# --- drafts and people ----------------------------------------------------------------------------------------------


async def test_what_was_typed_comes_back_until_it_is_saved_or_begun_anew(house: House) -> None:
    dana = house.sign_in()
    fay = next(s.id for s in dana.of(Staff).all() if s.name.startswith("Fay"))
    async with program(dana, mode="groups") as run:
        await begin(run)
        await fill(run, name="Half a group", first="2026-10-07", days="3 5", time="14:00", facilitators=fay)
        await run.press("escape")
        await begin(run)
        run.shows(
            "Half a group", "■we", "■fr", "■Fay Facilitator", "This was typed before and not saved", "Preview · 8"
        )
        await run.press("f8")
        await shown(run)
        assert "Half a group" not in run.text
        assert "■we" not in run.text
        run.shows("America/New_York", "every session appears here")
        await run.press("escape")
        await run.settle()
        assert drafts.draft(dana, "new group") is None


async def test_a_facilitator_makes_groups_and_others_read_why_not(house: House) -> None:
    fay = house.sign_in("Fay Facilitator")
    async with program(fay, mode="groups") as run:
        await begin(run)
        await fill(run, name="Fay's", first="2026-10-06", time="14:00")
        await run.press("ctrl+s")
        assert fay.of(Group).count() == 1
    async with program(house.sign_in("Ines Intake"), mode="groups") as run:
        await run.press("f9")
        run.shows("Groups")
        run.app.open_place("new group", "")
        await run.settle()
        run.shows("To make a group takes the role facilitator; Ines Intake is intake.")
        await run.press("ctrl+s", "f8", "f5", "space", "escape")
        run.shows("Groups")


async def test_somebody_elses_new_group_shows_as_a_clash_at_once(house: House) -> None:
    async with program(house.sign_in(), mode="groups") as run:
        await begin(run)
        await fill(run, name="B", first="2026-10-06", time="14:00", room="Room 2")
        assert "clash" not in run.text
        new_group(house.sign_in("Fay Facilitator"), room="Room 2")
        await run.until("· 8 clash")
        assert run.app.screen.query_one(GroupForm).value_of("name") == "B"


@SIZES
async def test_hostile_texts_are_shown_as_they_are(house: House, size: tuple[int, int]) -> None:
    dana: SignIn = house.sign_in()
    with dana.db.transaction(dana.staff_id, "manager", "add staff"):
        dana.of(Staff).add(Staff(name="[/red] O'Neil", roles=("facilitator",)))  # type: ignore[arg-type]
    new_group(dana, name="[/red] A", room="[b]Room[/b]", facilitators=("[/red] O'Neil",))
    async with program(dana, size, mode="groups") as run:
        await begin(run)
        run.shows("[/red] O'Neil", "[b]Room[/b]")
        for name in HOSTILE:
            await fill(run, name=name)
        await fill(run, name="[/red] B", first="2026-10-06", time="14:00", room="[b]Room[/b]")
        await fill(run, dates="2026-10-20 [@click=app.quit]off")
        run.shows("! [b]Room[/b] is taken by [/red] A")
        await run.press("ctrl+s")
        run.shows("[/red] B")


# --- reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [("14:00", time(14)), ("14.30", time(14, 30)), ("930", time(9, 30)), ("9", time(9)), ("0", time(0))],
)
def test_a_time_is_read_as_people_type_it(typed: str, read: time) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize("typed", ["", "noon", "25", "12:60", "-3", "12345", "٣"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(FieldFault, match="is no time of day"):
        read_time(typed)


def test_own_dates_are_read_a_line_each() -> None:
    read = read_dates("2026-11-10 staff day\n\n11 nov\nkeep 2026-11-26\n+7 half term", TODAY)
    assert read.skip == {date(2026, 11, 10): "staff day", date(2026, 11, 11): "", date(2026, 10, 13): "half term"}
    assert read.keep == (date(2026, 11, 26),)
    with pytest.raises(FieldFault, match="begins with no day"):
        read_dates("staff day 2026-11-10", TODAY)


def test_switching_a_date_changes_only_its_line() -> None:
    text = "2026-11-10 staff day\nbroken line"
    on = date(2026, 11, 17)
    more = with_date(text, on, TODAY, skipped=False, own=False)
    assert more == f"{text}\n2026-11-17"
    assert with_date(more, on, TODAY, skipped=True, own=True) == text
    assert with_date(text, date(2026, 11, 11), TODAY, skipped=True, own=False) == f"{text}\nkeep 2026-11-11"


async def test_a_builder_left_before_its_form_is_drawn_keeps_the_draft(dana: SignIn) -> None:
    left = {"name": "Winter pain skills"}
    drafts.keep_draft(dana, builder.DRAFT, left)
    async with program(dana, mode="groups") as run:
        for _ in range(3):
            run.app.open_place("new group", "")
            page = run.app.screen
            page.keep_draft_now()
            page.dismiss()
            await run.settle()
        kept = drafts.draft(dana, builder.DRAFT)
        assert kept is not None
        assert kept.fields == left
        run.app.open_place("new group", "")
        await run.until("Winter pain skills")
