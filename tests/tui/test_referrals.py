"""The queue of referrals, where nobody is lost, and the form for a new one."""

from datetime import date

import pytest

from groupcare.acts import SignIn, drafts, refer, safety, screen
from groupcare.queries import referral_queue
from groupcare.rules.people import Client, Referral, ReferralStatus, referral_number
from groupcare.rules.safety import Choice
from groupcare.tui.referrals import entry
from tests.clinic import House, new_group, referred, row, waiting
from tests.tui.kit import HOSTILE, LOOKS, NARROW, WIDE, Run, program


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "LOOK_SECONDS", 0.01)


def queue_of_all_kinds(who: SignIn) -> None:
    """One referral for each place of the queue."""
    referred(who, family_name="Okafor", given_name="Ada", cssrs="yynyn-n")
    referred(who, family_name="Quist", given_name="Per", phq9="000000001", cssrs=None)
    refer.refer(who, row(family_name="Ruiz", received_on=date(2026, 9, 20)))
    unasked = referred(who, family_name="Hughes", given_name="Pat", cssrs=None)
    screen.screen_referral(who, unasked.id)
    review = referred(who, family_name="Grant", given_name="Denise", phq9="222222220")
    screen.screen_referral(who, review.id)
    care = referred(who, family_name="Ngata", given_name="Aroha", phq9="333333330")
    screen.screen_referral(who, care.id)
    screen.decide(who, care.id, Choice.individual)
    safety.hand_off(who, care.id, "Dr Lee", phone="555-0137")
    waiting(who, family_name="Vance", given_name="Lou")
    ended = referred(who, family_name="Dubois", given_name="Ann")
    screen.decide(who, ended.id, Choice.declined, reason="moved away")


# --- the queue ------------------------------------------------------------------------------------------------------


@LOOKS
async def test_how_the_queue_looks(dana: SignIn, size: tuple[int, int]) -> None:
    queue_of_all_kinds(dana)
    async with program(dana, size, mode="referrals") as run:
        run.frame("referrals")


@LOOKS
async def test_an_empty_queue_says_what_to_do(dana: SignIn, size: tuple[int, int]) -> None:
    async with program(dana, size, mode="referrals") as run:
        run.shows("No open referral. f9 enters one, i takes in a file")
        run.frame("referrals-empty")


async def test_enter_opens_the_screening_and_escape_comes_back_to_the_line(dana: SignIn) -> None:
    queue_of_all_kinds(dana)
    async with program(dana, mode="referrals") as run:
        await run.press("down", "enter")
        run.shows("Route so far", "Quist, Per")
        await run.press("escape")
        run.shows("▸    Quist, Per")


async def test_a_waitlisted_person_is_seated_with_every_reason_against_shown(dana: SignIn) -> None:
    new_group(dana)
    new_group(dana, "twelve-module", name="Coping Twelve")
    referral = waiting(dana, family_name="Vance", given_name="Lou")
    async with program(dana, mode="referrals") as run:
        await run.press("u")
        run.shows("Lou V. waits for eight-week.", "free", "1 reason against")
        await run.press("down", "enter")
        run.shows("Not possible:", "The decision was for eight-week; this group runs twelve-module.")
        await run.press("up", "enter")
        run.shows("Seated Lou V. in Pain Skills, Autumn A.")
    assert dana.of(Referral).get(referral.id).status is ReferralStatus.seated


async def test_a_seat_that_an_old_screening_stands_against_leads_to_what_is_asked_again(
    dana: SignIn, house: House
) -> None:
    waiting(dana, family_name="Vance", given_name="Lou")
    house.clock.forward(days=45)
    new_group(dana)
    async with program(dana, NARROW, mode="referrals") as run:
        await run.press("u")
        run.shows("a short re-check renews it", "Enter opens the screening, at the first part to ask again.")
        await run.press("enter")
        run.shows("Route so far", "Vance, Lou", "! PHQ-9 · too old")
        await run.press("u", "enter")
        assert run.app.focused.key == "phq9_1"


async def test_all_shows_what_ended_and_who_is_seated(dana: SignIn) -> None:
    queue_of_all_kinds(dana)
    async with program(dana, mode="referrals") as run:
        await run.press("a")
        run.shows("all that ever were", "Ended  1", "Dubois, Ann")
        await run.press("a", "slash", *"ngata")
        run.shows("Handed off Tue 6 Oct, not accepted yet: Dr Lee, 555-0137. Next: Dr Lee.")


async def test_older_ones_come_step_by_step(dana: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    queue_of_all_kinds(dana)
    monkeypatch.setattr(referral_queue, "STEP", 4)
    first = dana.of(Referral).next_number() - 4
    async with program(dana, mode="referrals") as run:
        await run.press("a")
        run.shows(f"all since {referral_number(first)}")
        while "all that ever were" not in run.text:
            await run.press("a")
        await run.press("a")
        assert "all that ever" not in run.text
        assert "all since" not in run.text


async def test_the_queue_changes_when_another_program_writes(dana: SignIn, house: House) -> None:
    async with program(dana, mode="referrals") as run:
        refer.refer(house.sign_in("Ines Intake"), row())
        run.app._look()
        await run.settle()
        run.shows("Ruiz, Elena", "to screen")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_hostile_names_stand_in_the_queue_as_they_are(dana: SignIn, size: tuple[int, int]) -> None:
    for name in HOSTILE:
        refer.refer(dana, row(family_name=name, given_name="", referrer=name))
    async with program(dana, size, mode="referrals") as run:
        run.shows("[/red] O'Neil", "[31mRed[0m Alarm", "王 小明")
        await run.press("f2")
        run.shows("GC-0001")
        assert "O'Neil" not in run.text


async def test_a_facilitator_reads_why_the_queue_is_not_theirs(house: House) -> None:
    async with program(house.sign_in("Fay Facilitator"), mode="referrals") as run:
        run.shows("To see referrals takes the role intake or clinician")


# --- the form -------------------------------------------------------------------------------------------------------


async def looked(run: Run) -> None:
    """Wait until it is said that this may be somebody who is known."""
    await run.when(lambda: "May be" in run.text)


async def fill(run: Run, *texts: str) -> None:
    for text in texts:
        if text:
            await run.type(text)
        await run.press("enter")


async def test_a_trained_hand_enters_a_referral_and_stands_in_its_screening(dana: SignIn) -> None:
    async with program(dana, mode="referrals") as run:
        await run.press("f9")
        await fill(run, "Ruiz", "Elena", "3 feb 1980", "555-0162", "Dr Rivera", "pain medicine")
        await run.press(*"Back pain", "ctrl+s")
        run.shows("Entered referral R-0001.", "Route so far", "Ruiz, Elena · GC-0001, b. 1980")
        await run.press("escape")
        run.shows("Referrals · 1 open")
    [made] = dana.of(Referral).all()
    client = dana.of(Client).get(made.client)
    assert (client.family_name, client.date_of_birth, client.phone) == ("Ruiz", date(1980, 2, 3), "555-0162")
    assert (made.referrer, made.reason, made.received_on) == ("Dr Rivera", "Back pain", dana.today())


async def test_it_says_who_may_be_the_same_person_and_one_key_makes_it_theirs(dana: SignIn) -> None:
    known = refer.refer(dana, row())
    async with program(dana, mode="referrals") as run:
        await run.press("f9")
        await fill(run, "RUIZ", "elena")
        await looked(run)
        run.shows("May be GC-0001 Ruiz, Elena, b. Sun 3 Feb 1980: ctrl+k makes it theirs.")
        await run.press("ctrl+k")
        run.shows("A referral of GC-0001 Ruiz, Elena")
        await run.press("ctrl+s")
    assert {r.client for r in dana.of(Referral).all()} == {known.client}
    assert dana.of(Referral).count() == 2


async def test_of_several_of_one_name_the_person_chooses(dana: SignIn) -> None:
    refer.refer(dana, row())
    second = refer.refer(dana, row(date_of_birth=date(1955, 5, 5)))
    async with program(dana, mode="referrals") as run:
        await run.press("f9")
        await fill(run, "Ruiz", "Elena")
        await looked(run)
        await run.press("ctrl+k", "down", "enter", "ctrl+s")
    assert [r.client for r in dana.of(Referral).all()][-1] == second.client


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("3 feb", "A birth date needs its year"),
        ("31 feb 1980", "is no day. Write 1980-02-03, or 3 feb 1980."),
        ("3/4/1971", "3/4/1971 could be 3 April or 4 March. Write 3 apr 1971 or 1971-04-03."),
        ("3/4/71", "Write 3 apr 1971 or 1971-04-03."),
        ("2031-01-01", "is in the future"),
        ("1802-01-01", "A birth date lies within the"),
    ],
)
async def test_a_birth_date_that_cannot_be_is_said_where_it_is_typed(dana: SignIn, typed: str, sentence: str) -> None:
    async with program(dana, mode="referrals") as run:
        await run.press("f9")
        await fill(run, "Ruiz", "Elena", typed)
        await run.press("ctrl+s")
        run.shows(sentence)
        assert run.app.focused.id == "field-date_of_birth"
    assert dana.of(Referral).count() == 0


async def test_nothing_typed_is_lost(dana: SignIn) -> None:
    async with program(dana, mode="referrals") as run:
        await run.press("f9", "ctrl+s")
        run.shows("A referral needs a name or an outside number.")
        await fill(run, "Ruiz", "Elena")
        await run.press("escape")
        run.shows("No open referral")
        await run.press("f9")
        run.shows("This was typed before and not saved", "Ruiz", "Elena")
        await run.press("ctrl+s", "escape", "f9")
        assert "Elena" not in run.text
    assert drafts.draft(dana, "refer") is None


async def test_hostile_texts_are_typed_and_kept_as_they_are(dana: SignIn) -> None:
    refer.refer(dana, row(family_name="[/red] O'Neil", given_name="[@click=app.quit]Press"))
    async with program(dana, NARROW, mode="referrals") as run:
        await run.press("f9")
        await fill(run, "[/red] O'Neil", "[@click=app.quit]Press", "", "[b]1[/b]", "\x1b[31mRed")
        await looked(run)
        run.shows("May be GC-0001 [/red] O'Neil, [@click=app.quit]Press")
        await run.press("ctrl+s")
        run.shows("[/red] O'Neil")


async def test_a_facilitator_cannot_enter_one(house: House) -> None:
    async with program(house.sign_in("Fay Facilitator")) as run:
        await run.press("f9")
        run.shows("To see referrals takes the role")


@LOOKS
async def test_how_the_form_looks(dana: SignIn, size: tuple[int, int]) -> None:
    refer.refer(dana, row())
    async with program(dana, size, mode="referrals") as run:
        await run.press("f9")
        await fill(run, "Ruiz", "Elena")
        await looked(run)
        run.frame("entry")
