"""The call around a screening: where the person is, a call that drops, calling back; and who the person is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from groupcare.acts import SignIn, calls, drafts, person, refer
from groupcare.acts.calls import Call
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, Contact, ContactKind, Interpreter, Referral, ReferralStatus
from groupcare.rules.safety import Alert, SafetyFinding
from groupcare.rules.screening import CSSRS, PHQ9
from groupcare.tui.referrals import keeping
from groupcare.tui.referrals.call_words import REACH
from groupcare.tui.referrals.screening import ScreeningPage
from tests.clinic import House, answers, referred, row
from tests.tui.kit import LOOKS, NARROW, WIDE, Run, program
from tests.tui.test_screening import CALM, saved


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SAVE_SECONDS", 0.05)
    monkeypatch.setattr(ScreeningPage, "GUARD_SECONDS", 0.0)


@pytest.fixture
def ruiz(dana: SignIn) -> Referral:
    return refer.refer(dana, row(phone="555-0162", referrer="Dr Rivera", source="pain medicine", reason="Back pain"))


@asynccontextmanager
async def screening(who: SignIn, referral: Referral, size: tuple[int, int] = WIDE) -> AsyncIterator[Run]:
    async with program(who, size, mode="referrals") as run:
        run.app.open_place("screening", referral.id)
        await run.settle()
        yield run


def says(run: Run, *sentences: str) -> None:
    """These stand on the right side, or below, with its lines joined again."""
    text = " ".join(" ".join(line.split("││")[-1].strip(" │╮╯▁▂▃▄▅▆▇█") for line in run.lines).split())
    for sentence in sentences:
        assert sentence in text, f"{sentence!r} is not said:\n{run.text}"


def typed(text: str) -> list[str]:
    """The keys of a text."""
    return ["space" if letter == " " else letter for letter in text]


def contacts(who: SignIn, referral: Referral, kind: ContactKind) -> list[Contact]:
    return [c for c in who.of(Contact).linked(client=referral.client) if c.kind is kind]


HOME = [*typed("home"), "enter", "enter", "y", "enter", *typed("sister"), "enter", "enter"]
"""The form of the call, field by field: number and emergency contact stay as they stand; enter in the last saves."""


# --- where the person is --------------------------------------------------------------------------------------------


async def test_where_the_person_is_is_one_form_and_stands_in_the_title(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        run.shows("The call: nothing noted")
        await run.press("w", *HOME)
        run.shows("GC-0001, b. 1980 · by phone, 555-0162, home", "home, with sister · can talk freely · 555-0162")
        run.shows("New answers: asked today by Dana Reyes, phone")
        await run.press("1")
        await saved(run)
    [call] = contacts(dana, ruiz, ContactKind.intake)
    assert (call.location, call.callback, call.can_talk, call.mode) == ("home", "555-0162", True, "phone")
    assert [a.mode for a in dana.of(Assessment).linked(referral=ruiz.id)] == ["phone"]


async def test_on_the_phone_the_first_thing_to_ask_is_where_they_are(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        assert run.app.focused.key == "phq9_1"
        await run.press("e", "enter", "down", "enter", "ctrl+s")
        assert run.app.focused.key == REACH
        run.shows("The call: where are they? a number to call back?", "f8 call dropped")
        await run.press("enter", *HOME)
        assert run.app.focused.key == "phq9_1"


async def test_the_call_is_never_in_the_way_of_questions_under_way(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("1", "2", "e", "enter", "down", "enter", "ctrl+s")
        assert run.app.focused.key == "phq9_3"
        await run.press("home", "tab")
        assert run.app.focused.key == "phq9_3"


async def test_who_comes_back_to_a_call_finds_how_it_is_asked(dana: SignIn, ruiz: Referral) -> None:
    calls.note_call(dana, ruiz.id, Call(location="in the car", can_talk=False))
    async with screening(dana, ruiz) as run:
        run.shows("by phone, 555-0162, in the car", "in the car · cannot talk freely")
        run.shows("asked today by Dana Reyes, phone")
        await run.press("w", *["backspace"] * 10, "enter", "enter", "backspace", "backspace", "ctrl+s")
        run.shows("where are they? · can they talk? · 555-0162")
    [call] = contacts(dana, ruiz, ContactKind.intake)
    assert (call.location, call.can_talk) == ("", None)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_hostile_texts_of_a_call_are_shown_as_they_are(
    dana: SignIn, house: House, ruiz: Referral, size: tuple[int, int]
) -> None:
    calls.note_call(dana, ruiz.id, Call(location="[/red]", callback="[b]", with_whom="[@click=app.quit]x[/]"))
    async with screening(dana, ruiz, size) as run:
        run.shows("[/red], with [@click=app.quit]x[/]")
        await run.press("f8", "l")
        run.shows("[b]")
        house.clock.forward(minutes=1)
        await run.press("r")
        run.shows("New answers: asked today by Dana Reyes, phone")
        await run.press("w")
        run.shows("before: [/red]")
    async with screening(dana, ruiz, size) as run:
        assert run.app.focused.key == REACH
        run.shows("New answers: asked today by Dana Reyes, phone")


async def test_an_answer_that_is_neither_yes_nor_no_is_asked_again(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("w", "enter", "enter", *"maybe", "ctrl+s")
        run.shows("Type y or n, or nothing where it was not asked.")
    assert contacts(dana, ruiz, ContactKind.intake) == []


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_urgent_says_where_they_are_or_asks_for_it(dana: SignIn, ruiz: Referral, size: tuple[int, int]) -> None:
    async with screening(dana, ruiz, size) as run:
        await run.press("tab", "tab", *"nyny")
        says(run, "URGENT", "Ask where they are, who is with them")
        await run.press("w", *HOME, *(["f5"] if size == NARROW else []))
        says(run, "Where they are: home, with sister, call back 555-0162.")
        assert "Ask where they are" not in run.text


async def test_names_hidden_hides_the_call_in_the_title(dana: SignIn, ruiz: Referral) -> None:
    calls.note_call(dana, ruiz.id, Call(location="home", with_whom="her sister Ana"))
    async with screening(dana, ruiz) as run:
        run.shows("by phone, 555-0162, home", "her sister Ana")
        await run.press("f2")
        assert "Ana" not in run.text
        run.shows("can they talk?")


# --- a call that drops ----------------------------------------------------------------------------------------------


async def test_an_urgent_call_that_drops_is_called_back_and_goes_on(house: House, dana: SignIn) -> None:
    async with program(dana, WIDE) as run:
        await run.press("g", "r", "f9", *"Ruiz", "enter", *"Elena", "enter", *"1980-02-03", "enter", *"555-0162")
        await run.press("ctrl+s", "w", *HOME, *CALM, "0", "n", "y", "n", "y")
        says(run, "‼ URGENT", "Where they are: home, with sister, call back 555-0162.")
        await run.press("f8")
        says(run, "Dropped 12:00: call back 555-0162; l notes each try", "a opens the urgent alert")
        house.clock.forward(minutes=5)
        await run.press("l")
        run.shows("555-0162", "No safe way to reach them is known: leave no message.")
        await run.press("n")
        says(run, "12:05 no answer Dana Reyes")
        house.clock.forward(minutes=5)
        await run.press("l", "r")
        says(run, "12:10 reached Dana Reyes", "Before the call dropped: home, with sister; call back 555-0162.")
        assert run.app.focused.key == REACH
        await run.press("enter", *HOME)
        assert run.app.focused.key == "cssrs_5"
        await run.press("n", "n")
        await saved(run)
        await run.press("escape")
    [ruiz] = dana.of(Referral).all()
    given = {a.measure: a.answers for a in dana.of(Assessment).linked(referral=ruiz.id)}
    assert given == {PHQ9: (*map(int, CALM), 0), CSSRS: answers("nynynn-")}
    first, second = contacts(dana, ruiz, ContactKind.intake)
    assert (first.outcome, first.due, second.dropped_at) == ("The call dropped at 12:00.", None, None)
    assert [c.outcome for c in contacts(dana, ruiz, ContactKind.call_attempt)] == ["no answer", "reached"]
    [alert] = dana.of(Alert).linked(client=ruiz.client)
    assert alert.level == "urgent"
    assert "cssrs-intent-or-plan" in [f.rule for f in dana.of(SafetyFinding).linked(client=ruiz.client)]


async def test_f8_saves_what_was_answered_and_is_one_key(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("1", "f8")
        run.shows("Noted that Elena R.'s call dropped: l notes each try to call back.")
        await run.press("f8")
        run.shows("That this call dropped is noted already.")
    [asked] = dana.of(Assessment).linked(referral=ruiz.id)
    assert asked.answers == (1, *(None,) * 9)
    [call] = contacts(dana, ruiz, ContactKind.intake)
    assert (call.next_step, call.due) == ("Call back and go on with the interview", dana.today())


async def test_a_call_that_dropped_before_the_cssrs_alerts_today_where_item_9_asked_for_it(
    dana: SignIn, ruiz: Referral
) -> None:
    async with screening(dana, ruiz, NARROW) as run:
        await run.press(*"000000001", "f8")
        run.shows("→ Dropped 12:00: call back 555-0162 · l each try", "l call back")
    [alert] = dana.of(Alert).linked(client=ruiz.client)
    assert "cssrs-unasked" in alert.rules


async def test_a_message_is_left_only_where_the_safe_way_stands_before_the_eyes(dana: SignIn, ruiz: Referral) -> None:
    safe = person.Person(family_name="Ruiz", given_name="Elena", phone="555-0162", safe_contact="mobile, after six")
    person.correct_person(dana, ruiz.client, safe)
    async with screening(dana, ruiz) as run:
        await run.press("l")
        run.shows("Safe way: mobile, after six", "only to a safe number")
        await run.press("m")
    assert [c.outcome for c in contacts(dana, ruiz, ContactKind.call_attempt)] == ["left a message"]


# --- nothing typed is lost ------------------------------------------------------------------------------------------


async def test_the_call_as_typed_comes_back_after_leaving_locking_and_a_crash(
    dana: SignIn, house: House, ruiz: Referral
) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("w", *"hom", "escape", "w")
        run.shows("This was typed before and not saved", "hom")
        await run.press("e", "f10")
        run.app.unlocked()
        await run.settle()
        run.shows("The call · Elena R.", "home")
        await run.pilot.pause(1.2)
        await run.settle()
    again = house.sign_in()  # the program ended with the form open
    form = f"call {ruiz.id} {again.today()} 0"
    async with screening(again, ruiz) as run:
        await run.press("w")
        run.shows("This was typed before and not saved", "home")
        await run.press("ctrl+s")
    assert drafts.draft(again, form) is None
    [call] = contacts(dana, ruiz, ContactKind.intake)
    assert call.location == "home"


async def test_two_who_note_one_call_see_both_versions(dana: SignIn, house: House, ruiz: Referral) -> None:
    ines = house.sign_in("Ines Intake")
    async with screening(dana, ruiz) as run:
        await run.press("w", *"home")
        calls.note_call(ines, ruiz.id, Call(location="work", with_whom="a colleague"))
        await run.press("ctrl+s")
        run.shows("Somebody else saved this meanwhile. Nothing was overwritten.", "theirs work")
        await run.press("ctrl+s", "y")
    [call] = contacts(dana, ruiz, ContactKind.intake)
    assert (call.location, call.with_whom) == ("home", "a colleague")


# --- the person -----------------------------------------------------------------------------------------------------


async def test_the_person_is_one_form_from_the_interview(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        run.shows("The person: safe ways to reach them not asked")
        await run.press("E", *["tab"] * 6, *"mobile", "tab", "tab", *"Spanish", "tab", "enter", "down", "down", "enter")
        await run.press("tab", *typed("no stairs"), "ctrl+s")
        run.shows("The person: safe way known · Spanish · ")
    kept = dana.of(Client).get(ruiz.client)
    assert (kept.safe_contact, kept.language, kept.access_needs) == ("mobile", "Spanish", "no stairs")
    assert (kept.interpreting, kept.interpreter) == (Interpreter.professional, True)


async def test_a_minor_without_a_guardian_stands_out(dana: SignIn) -> None:
    young = refer.refer(dana, row(date_of_birth=dana.today().replace(year=2012)))
    async with screening(dana, young) as run:
        run.shows("! no guardian noted")
        await run.press("E")
        run.shows("! Guardian", "needed: under 18")
        await run.press(*["tab"] * 11, *"Ana", "tab", *"555-0150", "ctrl+s")
        assert "no guardian" not in run.text
        says(run, "Guardian Ana, 555-0150")


async def test_the_cssrs_is_offered_through_a_professional_or_staff_and_never_a_relative(
    dana: SignIn, ruiz: Referral
) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("e", "enter")
        run.shows("through a professional interpreter", "by bilingual staff", "never asked through a relative")
        await run.press("end", "enter", "ctrl+s", "1")
        await saved(run)
    assert [a.mode for a in dana.of(Assessment).linked(referral=ruiz.id)] == ["by bilingual staff"]


async def test_answers_asked_through_an_interpreter_before_are_still_read(dana: SignIn, house: House) -> None:
    ruiz = referred(dana)
    refer.record_answers(dana, ruiz.id, PHQ9, (1,) * 9 + (None,), mode="through an interpreter")
    house.clock.forward(days=1)
    async with screening(dana, ruiz) as run:
        run.shows("asked Tue 6 Oct, through an interpreter")


# --- not in one group -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["screening", "chart"])
async def test_two_are_kept_apart_and_let_together_by_typing_a_name(dana: SignIn, ruiz: Referral, place: str) -> None:
    quist = refer.refer(dana, row(family_name="Quist", given_name="Per"))
    async with program(dana, WIDE, mode="referrals") as run:
        run.app.open_place(place, ruiz.id if place == "screening" else ruiz.client)
        await run.settle()
        await run.press("k")
        run.shows("Nobody is kept apart from them.")
        await run.press(*"quis")
        run.shows("GC-0002", "Quist, Per")
        await run.press("enter", "ctrl+s")
        run.shows("Why is needed.")
        await run.press(*typed("Formerly married"), "ctrl+s")
        run.shows("GC-0002 Quist, Per", "kept apart.")
        assert dana.of(Client).get(quist.client).keep_apart == (ruiz.client,)
        await run.press("k", "enter", "enter")
        run.shows("Let together")
        await run.press(*typed("They asked"), "ctrl+s")
    assert dana.of(Client).get(ruiz.client).keep_apart == ()
    assert dana.of(Client).get(quist.client).keep_apart == ()


# --- how fast, and how it looks -------------------------------------------------------------------------------------


async def test_a_phone_referral_from_the_first_key_to_a_decision_is_under_a_minute_of_typing(dana: SignIn) -> None:
    entered = ["f9", *"Ruiz", "enter", *"Elena", "enter", *"1980-02-03", "enter", *"555-0162", "ctrl+s"]
    asked = [*CALM, "0", *"nnn", "tab", "A", "y", "A", "y", "A", "y"]
    decided = ["f9", "y", "enter", "ctrl+s"]
    keys = [*entered, "w", *HOME, *asked, *decided]
    async with program(dana, WIDE, mode="referrals") as run:
        await run.press(*keys)
        await saved(run)
        says(run, "○ GROUP", "Decided Tue 6 Oct by Dana Reyes: group, eight-week")
    [referral] = dana.of(Referral).all()
    assert referral.status is ReferralStatus.waitlisted
    assert len(keys) == 73


@LOOKS
async def test_how_a_call_looks(dana: SignIn, house: House, ruiz: Referral, size: tuple[int, int]) -> None:
    async with screening(dana, ruiz, size) as run:
        await run.press("w")
        run.frame("call-form")
        await run.press(*HOME)
        run.frame("call-noted")
        await run.press(*CALM, "0", "n", "y", "n", "y", "f8")
        house.clock.forward(minutes=5)
        await run.press("l")
        run.frame("call-tried")
        await run.press("n")
        await saved(run)
        run.frame("call-dropped")


@LOOKS
async def test_how_keeping_apart_and_the_person_look(dana: SignIn, size: tuple[int, int]) -> None:
    young = refer.refer(dana, row(date_of_birth=dana.today().replace(year=2012)))
    for family, given in (("Quist", "Per"), ("Quinn", "[/red]")):
        refer.refer(dana, row(family_name=family, given_name=given))
    async with screening(dana, young, size) as run:
        await run.press("k", *"qui")
        run.frame("apart-find")
        await run.press("down", "down", "enter")
        run.frame("apart-why")
        await run.press("escape", "escape", "E")
        run.frame("person-minor")
