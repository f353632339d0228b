"""The chart of a person: heading, tabs, overview, contacts, measures, attendance, timeline."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from groupcare.acts import Refused, SignIn, make_ups, measuring, person, refer, safety, session
from groupcare.acts import plan as plan_acts
from groupcare.exchange.library import shipped_library
from groupcare.queries import find
from groupcare.queries.chart import Chart, chart
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Member
from groupcare.rules.make_up import MakeUpStatus
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, Contact, ContactKind, Referral, client_number
from groupcare.rules.plan_edit import change_goal
from groupcare.rules.safety import Alert, ConcernKind, Evaluation, Hold, SafetyFinding
from groupcare.tui.groups.make_up import MakeUpPage
from groupcare.tui.members.chart import NAMES, ChartPage
from groupcare.tui.members.measures import letters_of
from groupcare.tui.members.reading import ReadDialog
from groupcare.tui.today.alert import AlertPage
from tests.clinic import House, new_group, referred, row, seated, sessions
from tests.tui.chart_scene import Scene
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, WIDE, Run, program

pytestmark = pytest.mark.usefixtures("played")


async def opened(run: Run, client: Client, *keys: str) -> ChartPage:
    run.app.open_place("chart", client.id)
    await run.settle()
    if keys:
        await run.press(*keys)
    page = run.app.screen_stack[1]
    assert isinstance(page, ChartPage)
    return page


def now(who: SignIn, client: Client) -> Chart:
    return chart(who, find.client(who, client.id))


# --- heading and tabs -----------------------------------------------------------------------------------------------


@LOOKS
async def test_every_tab_as_people_see_it(seen: Scene, dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size) as run:
        await opened(run, seen.rosa)
        for name in NAMES:
            run.shows("Alvarez, Rosa", "GC-0001", "born 1980", "Pain Skills, Autumn A, 4 of 8", "plan of Tue 8 Sep")
            run.frame(f"chart-{name}")
            await run.press("right_square_bracket")


async def test_the_letters_and_the_brackets_go_from_tab_to_tab(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        page = await opened(run, seen.rosa)
        for letter, name, words in (
            ("c", "contacts", "[c Contacts]"),
            ("p", "plan", "[p Plan]"),
            ("m", "measures", "[m Measures]"),
            ("a", "attendance", "[a Attendance]"),
            ("t", "timeline", "[t Timeline]"),
            ("o", "overview", "[o Overview]"),
        ):
            await run.press(letter)
            run.shows(words)
            assert page.tab == name
            assert run.app.focused is not None
            assert run.app.focused.id == f"{name}-lines"
        await run.press("left_square_bracket")
        run.shows("[t Timeline]")
        await run.press("right_square_bracket", "right_square_bracket")
        run.shows("[c Contacts]")


async def test_a_click_on_a_tab_goes_there(seen: Scene, dana: SignIn) -> None:
    async with program(dana) as run:
        await opened(run, seen.rosa)
        row = next(y for y, line in enumerate(run.lines) if "[o Overview]" in line)
        await run.pilot.click("TabBar", offset=(run.lines[row].index("Measures"), 0))
        await run.settle()
        run.shows("[m Measures]")


async def test_a_place_to_begin_opens_that_tab(seen: Scene, dana: SignIn) -> None:
    async with program(dana) as run:
        run.app.open_place("plan", seen.rosa.id)
        await run.settle()
        run.shows("[p Plan]", "5 → 30 minutes by 17 Nov")


async def test_the_heading_says_who_is_held_and_that_a_plan_is_missing(seen: Scene, dana: SignIn) -> None:
    safety.raise_concern(dana, seen.kim.id, ConcernKind.self_harm, "the family would be better off")
    async with program(dana, NARROW) as run:
        await opened(run, seen.kim)
        run.shows("no plan: p writes one", "■ held: concern about self-harm: the family would be better off")


async def test_the_page_shows_what_another_program_changes_and_keeps_the_place(
    seen: Scene, dana: SignIn, house: House
) -> None:
    async with program(dana) as run:
        page = await opened(run, seen.rosa, "c", "down")
        key = page.query_one("#contacts-lines").key  # type: ignore[attr-defined]
        other = house.sign_in("Carl Clinician")
        safety.add_contact(other, seen.rosa.id, ContactKind.individual, outcome="Talked about the fear of bending.")
        run.app._look()
        await run.settle()
        run.shows("Talked about the fear of bending.", "[c Contacts]")
        assert page.query_one("#contacts-lines").key == key  # type: ignore[attr-defined]


async def test_names_are_hidden_on_every_tab_and_in_what_is_said(seen: Scene, dana: SignIn) -> None:
    async with program(dana) as run:
        await opened(run, seen.rosa)
        await run.press("f2")
        for letter in "ocpmat":
            await run.press(letter)
            assert "Alvarez" not in run.text
            assert "Rosa" not in run.text
            run.shows("GC-0001")
        await run.press("c", "n")
        run.shows("Contact with GC-0001")
        await run.press("t")
        run.shows("Call attempt · GC-0001")
        await run.press("escape", "o", "exclamation_mark")
        run.shows("Raise a concern about GC-0001")


# --- overview -------------------------------------------------------------------------------------------------------


async def test_a_concern_is_raised_in_a_few_keys_and_stands_on_the_page(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, seen.rosa, "exclamation_mark", "s")
        run.shows("Concern: self-harm", "opens an alert and holds the place")
        await run.press(*"not safe", "ctrl+s")
        run.shows("Raised a concern about Rosa A. and opened an alert.", "■ held:", "urgent alert, open")
    alert = dana.of(Alert).linked(client=seen.rosa.id)[0]
    assert (alert.kind, alert.because) == ("self-harm", ("concern about self-harm: not safe",))
    assert dana.of(Hold).linked(client=seen.rosa.id)[0].released_by is None


async def test_enter_on_an_alert_opens_it_and_escape_comes_back(seen: Scene, dana: SignIn) -> None:
    safety.raise_concern(dana, seen.rosa.id, ConcernKind.medical, "chest pain in the break")
    async with program(dana) as run:
        await opened(run, seen.rosa, "enter")
        assert isinstance(run.app.screen, AlertPage)
        await run.press("escape")
        assert isinstance(run.app.screen, ChartPage)


async def test_a_clinician_evaluates_from_the_chart(seen: Scene, dana: SignIn) -> None:
    safety.raise_concern(dana, seen.rosa.id, ConcernKind.self_harm, "")
    async with program(dana) as run:
        await opened(run, seen.rosa, "e")
        run.shows("You sign for these findings", "concern about self-harm")
        await run.press("enter", "down", "enter", "tab", *"seen", "ctrl+s")
        run.shows("Sign “may take part in a group” for 1 finding?", "Signing is not undone.")
        await run.press("n")
        assert not dana.of(Evaluation).linked(client=seen.rosa.id)
        await run.press("ctrl+s", "y")
        run.shows("Signed the evaluation.", "evaluated")
        assert "■ held" not in run.text
    evaluation = dana.of(Evaluation).linked(client=seen.rosa.id)[0]
    assert evaluation.text == "seen"
    assert all(f.ended_by == evaluation.id for f in dana.of(SafetyFinding).linked(client=seen.rosa.id))


async def test_a_facilitator_who_evaluates_reads_whose_work_it_is(seen: Scene, house: House) -> None:
    fay = house.sign_in("Fay Facilitator")
    safety.raise_concern(fay, seen.rosa.id, ConcernKind.self_harm, "")
    async with program(fay) as run:
        await opened(run, seen.rosa, "e")
        run.shows("To evaluate takes the role clinician")
    assert not fay.of(Evaluation).count()


async def test_a_misspelled_person_is_corrected_and_one_key_undoes_it(seen: Scene, dana: SignIn) -> None:
    before = dana.of(Client).get(seen.rosa.id)
    async with program(dana, NARROW) as run:
        await opened(run, seen.rosa, "E")
        run.frame("chart-correct")
        await run.press("end", *"x", "enter", "enter", "enter", *["backspace"] * 12, *"3/4/1971", "ctrl+s")
        run.shows("3/4/1971 could be 3 April or 4 March. Write 3 apr 1971 or 1971-04-03.")
        assert run.app.focused.id == "field-date_of_birth"
        await run.press(*["backspace"] * 9, *"march 4, 1971", "enter", "end", *"9", "ctrl+s")
        run.shows("Corrected what is known of Rosa A.", f"{before.family_name}x, Rosa", "born 1971")
        after = dana.of(Client).get(seen.rosa.id)
        assert after.family_name == f"{before.family_name}x"
        assert (after.date_of_birth, after.phone) == (date(1971, 3, 4), f"{before.phone}9")
        await run.press("ctrl+z")
    assert structs.replace(dana.of(Client).get(seen.rosa.id), rev=0) == structs.replace(before, rev=0)


async def test_what_somebody_else_has_corrected_meanwhile_is_not_written_over(
    seen: Scene, dana: SignIn, house: House
) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, seen.rosa, "E")
        person.correct_person(
            house.sign_in("Ines Intake"), seen.rosa.id, person.Person(family_name="Theirs", given_name="Rosa")
        )
        await run.press(*"Mine", "ctrl+s")
        run.shows("Somebody else saved this meanwhile.", "Family name: theirs Theirs (was: ", "Mine", "Nothing was")
        assert dana.of(Client).get(seen.rosa.id).family_name == "Theirs"
        await run.press("ctrl+s")
        run.shows("Save yours over theirs?")
        await run.press("n", "escape")
        await run.until("Theirs")
        await run.press("E")
        run.shows("This was typed before and not saved", "Mine")


async def test_both_versions_are_shown_and_the_person_chooses(seen: Scene, dana: SignIn, house: House) -> None:
    before = dana.of(Client).get(seen.rosa.id)
    ines = house.sign_in("Ines Intake")
    async with program(dana, NARROW) as run:
        await opened(run, seen.rosa, "E")
        person.correct_person(
            ines,
            seen.rosa.id,
            person.Person(family_name="Theirs", given_name=before.given_name, phone="555-9", email=before.email),
        )
        await run.press(*"Mine", "ctrl+s")
        run.shows("yours ", "Phone: theirs 555-9")
        run.frame("both-versions")
        await run.press("ctrl+s", "y")
        run.shows("Corrected what is known of")
    after = dana.of(Client).get(seen.rosa.id)
    assert after.family_name == before.family_name + "Mine"
    assert after.phone == "555-9", "what only they had changed stays theirs"


async def test_what_was_typed_of_a_person_and_not_saved_comes_back(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, seen.rosa, "E", *"Mc", "escape")
        await run.press("E")
        run.shows("This was typed before and not saved", "Mc")
        await run.press("escape", "f2", "E")
        run.shows("Names are hidden: f2 shows them")


async def test_another_record_of_the_person_is_merged_into_this_one(seen: Scene, dana: SignIn) -> None:
    twice = refer.refer(dana, row(family_name="Alvarez", given_name="Rosa", date_of_birth=None, phone="", reason="x"))
    async with program(dana, NARROW) as run:
        await opened(run, seen.rosa, "M", *"gc-0999", "ctrl+s")
        run.shows("There is no client 'gc-0999'.")
        number = client_number(dana.of(Client).get(twice.client).number)
        await run.press(*["backspace"] * 7, *number, "ctrl+s")
        run.shows(f"Merge {number} into")
        await run.press(*"she said so", "ctrl+s", "y")
        run.shows(f"Merged {number} into")
    assert dana.of(Referral).get(twice.id).client == seen.rosa.id


async def test_a_person_is_never_left_without_any_name(seen: Scene, dana: SignIn, house: House) -> None:
    with pytest.raises(Refused, match="needs a name or an outside number"):
        person.correct_person(dana, seen.rosa.id, person.Person(phone="555"))
    with pytest.raises(Refused, match="is in the future"):
        person.correct_person(dana, seen.rosa.id, person.Person(family_name="A", date_of_birth=date(2031, 1, 1)))
    async with program(house.sign_in("Fay Facilitator"), NARROW) as run:
        await opened(run, seen.rosa, "E")
        run.shows("To correct a person takes the role")


async def test_lines_of_the_overview_lead_to_the_tab_that_says_more(seen: Scene, dana: SignIn) -> None:
    async with program(dana) as run:
        page = await opened(run, seen.rosa)
        for kind, tab in (
            ("contact ", "contacts"),
            ("measure ", "measures"),
            ("plan", "plan"),
            ("attended ", "attendance"),
        ):
            await run.press("o")
            lines = page.query_one("#overview-lines")
            key = next(key for key in lines.keys if key.startswith(kind))  # type: ignore[attr-defined]
            lines.go_to(key)  # type: ignore[attr-defined]
            await run.press("enter")
            assert page.tab == tab


# --- contacts -------------------------------------------------------------------------------------------------------


@LOOKS
async def test_a_contact_is_written_down_and_its_step_taken(seen: Scene, dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size) as run:
        await opened(run, seen.kim, "c", "n", "u")
        run.frame("chart-contact-form")
        await run.press(*"Afraid of stairs", "tab", *"call", "tab", *"+3", "tab", "tab", *"45", "ctrl+s")
        run.shows("Wrote down Kim B.'s contact.", "individual session", "Afraid of stairs", "by Fri 9 Oct")
        contact = dana.of(Contact).linked(client=seen.kim.id)[-1]
        assert (contact.kind, contact.minutes, contact.outcome) == (ContactKind.individual, 45, "Afraid of stairs")
        assert (contact.next_step, str(contact.due), contact.on) == ("call", "2026-10-09", dana.today())
        await run.press("x")
        run.shows("(done)")
        assert dana.of(Contact).get(contact.id).due is None
        await run.press("ctrl+z")
        assert dana.of(Contact).get(contact.id).due == contact.due


async def test_words_of_a_contact_have_all_the_width_that_is_free(seen: Scene, dana: SignIn) -> None:
    words = "Module 1 one to one: pain and coping, the group's agreement."
    safety.add_contact(dana, seen.kim.id, ContactKind.individual, outcome=words)
    async with program(dana, WIDE) as run:
        run.app.open_place("chart", seen.kim.id, "contacts")
        await run.settle()
        assert sum(words in line for line in run.lines) == 2  # in the list, and in full beneath it


async def test_what_cannot_be_a_contact_is_said_and_nothing_typed_is_lost(seen: Scene, dana: SignIn) -> None:
    async with program(dana) as run:
        await opened(run, seen.kim, "c", "n", "t")
        await run.press("tab", "tab", *"+1", "ctrl+s")
        run.shows("needs the step in words")
        await run.press("tab", "tab", *"ten", "ctrl+s")
        run.shows("Minutes are a whole number")
        await run.press(*["backspace"] * 3, "tab", "tab", *"fri", "ctrl+s")
        run.shows("'fri' is no day")
        await run.press("escape", "n", "t")
        run.shows("typed before and not saved", "+1", "fri")
    assert len(dana.of(Contact).linked(client=seen.kim.id)) == 0


# --- measures -------------------------------------------------------------------------------------------------------


async def test_scores_show_bands_and_how_far_they_have_moved(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await opened(run, seen.rosa, "m", *["down"] * 5)
        run.shows("PHQ-9 · lower is better", "moderately severe", "mild", "−7, better: important, reliable")
        run.shows("7 points lower, better:", "important (5 or more, Loewe 2004", "minimal from 0", "●", "20 ┄", "8 Sep")


async def test_enter_shows_what_was_answered_with_the_wording(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, seen.rosa, "m", *["down"] * 5, "enter")
        assert isinstance(run.app.screen, ReadDialog)
        run.shows("PHQ-9 · Tue 6 Oct", "Little interest or pleasure", "2  More than half the days", "in person")
        run.frame("chart-answers")
        await run.press("escape", "end", "enter")
        run.shows("question 1: wish to be dead", "0  no", "The labels are ours")


async def test_what_is_due_stands_on_top_and_enter_takes_it(seen: Scene, dana: SignIn) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, seen.rosa, "m")
        run.shows("Due, and since when", "Tue 8 Sep         BPI interference", "start, late", "licensed BPI form")
        await run.press("enter")
        run.shows("The 7 digits, each 0 to 9, t for ten", "item 9A")
        await run.type("8t78-x7")
        await run.press("enter")
        run.shows("'x', in place 6, is no answer: 0 to 9, t for ten, or -.", "10 item 9B: spirits", "not answered")
        await run.press("backspace", "backspace")
        await run.type("77")
        await run.press("enter")
        await run.until("7.8  severe")
        assert "Tue 8 Sep         BPI interference" not in run.text
    [kept] = [a for a in dana.of(Assessment).linked(client=seen.rosa.id) if a.measure == "bpi-interference"]
    assert kept.answers == (8, 10, 7, 8, None, 7, 7)


async def test_every_measure_is_chosen_by_a_letter_of_its_own_and_keyed_in_one_line(seen: Scene, dana: SignIn) -> None:
    measures = dana.library.measures
    letters = letters_of(m for m in measures.values() if m.on_chart)
    assert len(set(letters.values())) == len(letters) == 11
    typed = {"pcs": "3333333333332", "pseq": "2222222222", "tsk-11": "33333333333", "functional-walk": "15"}
    async with program(dana, NARROW) as run:
        await opened(run, seen.rosa, "m")
        for measure, digits in typed.items():
            await run.press("n", letters[measure])
            await run.type(digits)
            await run.press("enter")
        await run.press("n", letters["tsk-11"])
        await run.type("0")
        run.shows("no such answer")
        await run.press("escape")
    values = {p.name: p.readings[-1].says for p in now(dana, seen.rosa).measures}
    assert (values["PCS"], values["PSEQ"]) == ("38, clinically relevant", "20, moderate")
    assert (values["TSK-11"], values["Walking"]) == ("33, moderate", "15 minutes")


async def test_subscales_and_change_are_shown_with_their_thresholds(seen: Scene, dana: SignIn) -> None:
    for answers, back in (((3,) * 12 + (2,), 20), ((2,) * 9 + (1, 1, 1, None), 0)):
        measuring.record_form(dana, seen.rosa.id, "pcs", answers, on=dana.today() - timedelta(days=back))
    async with program(dana, WIDE) as run:
        await opened(run, seen.rosa, "m", *["down"] * 4)
        run.shows("22.8  raised (prorated)", "relevant over 30", "rumination 6 of 16", "magnification open")
        run.shows("12 of 13", "(21 to 25 possible)", "important (11 or more from over")


def test_a_measure_without_a_letter_takes_a_free_one_of_its_name() -> None:
    pcs = shipped_library().measures["pcs"]
    named = [structs.replace(pcs, id=name, name=name, letter="") for name in ("Aa", "Ab", "aa")]
    assert letters_of([pcs, *named]) == {"pcs": "a", "Aa": "", "Ab": "b", "aa": ""}


# --- attendance and timeline ----------------------------------------------------------------------------------------


async def test_attendance_shows_the_three_rates_and_opens_the_session(seen: Scene, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await opened(run, seen.rosa, "a")
        run.shows("✓  attended", "✗  absent", "● 5 of 5", "◔ 2 of 5", "today", "to come")
        run.shows("3/4 75 % of those held · 3/8 38 % of all planned · 7/8 88 % can still be reached", "11/15 73 %")


@LOOKS
async def test_make_ups_stand_among_the_sessions_with_what_came_of_them(
    seen: Scene, dana: SignIn, size: tuple[int, int]
) -> None:
    (place,) = dana.of(Member).linked(client=seen.rosa.id)
    alone = make_ups.arrange(dana, place.id, 3, on=dana.today())
    make_ups.done(dana, alone.id, minutes=40, words="Told how [b]she paces[/b].")
    later = make_ups.arrange(dana, place.id, 8, on=date(2026, 10, 9))
    assert later.status is MakeUpStatus.arranged
    async with program(dana, size) as run:
        await opened(run, seen.rosa, "a")
        run.shows("Make-up 3 Coping", "i  made up", "40", "·  arranged", "3/4 75 %")
        run.frame("chart-make-ups")
        await run.press(*["down"] * 5)
        run.shows("alone with Dana Reyes", "Told how [b]she paces[/b].", "counts for the module, and in no rate")
        await run.press("down", "enter")
        assert isinstance(run.app.screen, MakeUpPage)
        run.shows("● arranged")


async def test_two_misses_in_a_row_ask_for_a_call(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    member = seated(dana, made, 1)[0]
    for one in sessions(dana, made)[:2]:
        session.mark(dana, one.id, member.id, Mark.absent)
        session.close_session(dana, one.id)
        house.clock.forward(days=7)
    async with program(dana, NARROW) as run:
        await opened(run, dana.of(Client).get(member.client), "a")
        run.shows("! Missed 2 sessions in a row without notice: call them.")


async def test_the_timeline_says_what_an_act_changed_from_what_to_what(seen: Scene, dana: SignIn) -> None:
    plan = now(dana, seen.rosa).plan
    assert plan is not None
    plan_acts.write_plan(dana, seen.rosa.id, change_goal(2, "Lift mood, day by day.", "")(plan.content))
    async with program(dana, WIDE) as run:
        await opened(run, seen.rosa, "t")
        run.shows("write a plan", "plan changed", "Dana Reyes", "clinician")
        await run.press("enter")
        run.shows("goal 2: Lift mood. → Lift mood, day by day.", "status: signed → in review")
        await run.press("escape", "slash", *"contact")
        assert "write a plan" not in run.text
        run.shows("add a contact")


@pytest.mark.parametrize(
    ("name", "letter", "sentence"),
    [
        ("Fay Facilitator", "t", "To see history takes the role clinician or manager"),
        ("Ines Intake", "p", "To see plans takes the role"),
        ("Ines Intake", "a", "To see sessions takes the role"),
        ("Ines Intake", "t", "To see history takes the role"),
    ],
)
async def test_a_role_reads_why_it_does_not_see_a_tab(
    seen: Scene, house: House, name: str, letter: str, sentence: str
) -> None:
    async with program(house.sign_in(name), NARROW) as run:
        await opened(run, seen.rosa, letter)
        run.shows(sentence)
        await run.press("n", "e", "x", "l", "s", "f9", "enter", "slash", "escape")


async def test_a_manager_alone_sees_no_chart(seen: Scene, house: House) -> None:
    async with program(house.sign_in("Mona Manager"), NARROW) as run:
        await opened(run, seen.rosa)
        run.shows("To see charts takes the role")
        await run.press("p", "o", "right_square_bracket", "n", "escape")


# --- names and texts that mean harm ---------------------------------------------------------------------------------


@SIZES
async def test_hostile_names_and_texts_are_shown_as_they_are(seen: Scene, dana: SignIn, size: tuple[int, int]) -> None:
    referral = referred(dana, family_name=HOSTILE[0], given_name=HOSTILE[2], reason="[red]x", referrer=HOSTILE[1])
    refer.record_answers(dana, referral.id, "phq-9", (*(1,) * 9, None), asked_by=HOSTILE[1])
    for text in HOSTILE[:4]:
        outcome = f"{text}\n[@click=app.quit]x[/]"
        safety.add_contact(dana, referral.client, ContactKind.check_in, outcome=outcome, with_whom=text)
    safety.raise_concern(dana, referral.client, ConcernKind.self_harm, f"{HOSTILE[0]} [/]")
    async with program(dana, size) as run:
        page = await opened(run, dana.of(Client).get(referral.client))
        run.shows("[/red] O'Neil", "■ held: concern about self-harm: [/red] O'Neil [/]")
        for letter in "opmatc":
            await run.press(letter, "enter")
            while run.app.screen is not page:
                await run.press("escape")
        run.shows("[@click=app.quit]x[/]")
        assert "\x1b" not in run.text


def test_all_tabs_have_letters_of_their_own(template: object) -> None:
    letters = [binding.key for binding in ChartPage.BINDINGS if getattr(binding, "id", "").startswith("tab-")]
    assert len(letters) == len(set(letters)) == len(NAMES) + 2
