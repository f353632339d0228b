"""Nothing typed or pressed is lost: while the record is busy, where a save fails, and wherever one goes meanwhile."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from groupcare.acts import Refused, SignIn, drafts, safety
from groupcare.record import engine
from groupcare.rules.people import Client, Contact, ContactKind
from groupcare.tui import behind
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.page import Page
from tests.clinic import House, referred
from tests.tui.kit import NARROW, Run, key_event, program
from tests.tui.test_screening import another_program_writes

FORM = "a trial"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(behind, "AGAIN_SECONDS", 0.1)


@pytest.fixture
def client(dana: SignIn) -> Client:
    referred(dana)
    return next(iter(dana.of(Client).all()))


async def taken(run: Run, *keys: str) -> None:
    """Press these keys and wait until they are taken, whatever is still being saved."""
    for key in keys:
        run.app._driver.send_message(key_event(key))  # type: ignore[union-attr]
        await asyncio.sleep(0.02)
        while run.app.is_taking_keys:
            await asyncio.sleep(0.01)


@contextmanager
def saving_takes_long(run: Run) -> Iterator[None]:
    """Nothing is written until it is done."""
    gate = threading.Event()
    run.app.writing(gate.wait)
    try:
        yield
    finally:
        gate.set()


def form(client: Client, refuses: Callable[[], bool] = lambda: False) -> FormDialog[Contact]:
    """A small form with a draft."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Contact]:
        def write(who: SignIn) -> Contact:
            if refuses():
                raise Refused("It cannot be taken.")
            return safety.add_contact(who, client.id, ContactKind.call_attempt, mode="phone", outcome=values["outcome"])

        return write

    return FormDialog("A call", [Field("outcome", "Outcome", needed=True)], act, "kept the call", draft=FORM)


def calls(who: SignIn, client: Client) -> list[str]:
    return [contact.outcome for contact in who.of(Contact).linked(client=client.id)]


# --- drafts -----------------------------------------------------------------------------------------------------------


async def test_what_is_typed_while_another_program_writes_stands_there_again_and_is_kept_once_it_can_be(
    dana: SignIn, house: House, client: Client
) -> None:
    async with program(dana, NARROW) as run:
        with another_program_writes(house):
            run.app.push_screen(form(client))
            await run.settle()
            await run.type("left word")
            await run.press("escape")
            assert drafts.draft(dana, FORM) is None
            run.app.push_screen(form(client))
            await run.settle()
            run.shows("left word", "typed before and not saved")
            await run.press("escape")
        for _ in range(100):
            if (left := drafts.draft(dana, FORM)) is not None:
                break
            await asyncio.sleep(0.02)
        assert left is not None
        assert left.fields == {"outcome": "left word"}
        assert not run.app.behind.refusal


async def test_whose_chart_was_opened_while_another_program_wrote_is_in_the_access_log_once_it_can_be(
    dana: SignIn, house: House, client: Client
) -> None:
    async with program(dana, NARROW) as run:
        before = len(dana.db.engine.accesses())
        with another_program_writes(house):
            run.app.open_place("chart", client.id)
            await run.settle()
            assert len(dana.db.engine.accesses()) == before
        for _ in range(100):
            if len(dana.db.engine.accesses()) > before:
                break
            await asyncio.sleep(0.02)
        assert len(dana.db.engine.accesses()) == before + 1


# --- forms ------------------------------------------------------------------------------------------------------------


async def test_a_form_takes_no_typing_while_it_is_saved_and_goes_on_where_it_was_refused(
    dana: SignIn, client: Client
) -> None:
    refused = [True]
    async with program(dana, NARROW) as run:
        run.app.push_screen(form(client, lambda: bool(refused)))
        await run.settle()
        await run.type("no answer")
        with saving_takes_long(run):
            await taken(run, "ctrl+s", "x", "escape", "y")
        await run.settle()
        run.shows("It cannot be taken.", "no answer")
        assert "no answery" not in run.text
        refused.clear()
        await run.press("!", "ctrl+s")
    assert calls(dana, client) == ["no answer!"]


async def test_a_form_saved_while_help_lay_over_it_closes_when_help_does(dana: SignIn, client: Client) -> None:
    async with program(dana, NARROW) as run:
        run.app.push_screen(form(client))
        await run.settle()
        await run.type("no answer")
        with saving_takes_long(run):
            await taken(run, "ctrl+s", "f1")
        await run.settle()
        run.shows("A form: fields with * are needed.")
        await run.press("escape")
        assert isinstance(run.app.screen, Page)
        assert drafts.draft(dana, FORM) is None
    assert calls(dana, client) == ["no answer"]


@pytest.mark.parametrize("refuses", [False, True])
async def test_a_form_that_is_gone_when_its_act_ends_leaves_a_draft_only_where_it_was_refused(
    dana: SignIn, client: Client, refuses: bool
) -> None:
    async with program(dana, NARROW) as run:
        run.app.push_screen(form(client, lambda: refuses))
        await run.settle()
        await run.type("no answer")
        with saving_takes_long(run):
            await taken(run, "ctrl+s")
            run.app.action_go_to("today")
            await asyncio.sleep(0.05)
        await run.settle()
        left = drafts.draft(dana, FORM)
        assert (left is not None) == refuses
        if refuses:
            run.shows("It cannot be taken. What was typed stands in the form")
    assert calls(dana, client) == ([] if refuses else ["no answer"])


async def test_the_lock_comes_over_a_form_and_keeps_what_is_typed(dana: SignIn, client: Client) -> None:
    async with program(dana, NARROW) as run:
        run.app.push_screen(form(client))
        await run.settle()
        await run.type("no answer")
        await run.press("f10")
        run.shows("Locked.")
        assert "no answer" not in run.text
        left = drafts.draft(dana, FORM)
        assert left is not None
        run.app.unlocked()
        await run.settle()
        run.shows("no answer")


# --- acts on their way ------------------------------------------------------------------------------------------------


async def test_an_act_whose_page_closes_before_its_turn_is_done_all_the_same_and_told_where_it_is_refused(
    dana: SignIn, client: Client
) -> None:
    async with program(dana, NARROW) as run:
        page = run.app.screen

        async def call(outcome: str) -> None:
            await run.app.perform(
                lambda who: safety.add_contact(who, client.id, ContactKind.call_attempt, mode="phone", outcome=outcome)
            )

        with saving_takes_long(run):
            for outcome in ("first", "y" * 100_000):
                page.run_worker(call(outcome))
            await asyncio.sleep(0.02)
            run.app.workers.cancel_node(page)
            await asyncio.sleep(0.02)
        await run.settle()
        await run.until("Not saved: ")
    assert calls(dana, client) == ["first"]


async def test_leaving_while_a_save_fails_stays_once_and_says_so(dana: SignIn, house: House, client: Client) -> None:
    async with program(dana, NARROW) as run:
        page = run.app.screen
        assert isinstance(page, Page)
        with another_program_writes(house):
            page.do(lambda who: safety.add_contact(who, client.id, ContactKind.call_attempt, mode="phone"))
            await taken(run, "ctrl+q")
            await run.until("ctrl+q again leaves without it.")
            assert run.app.is_running
        await run.pilot.press("ctrl+q")
        assert run.app.return_code == 0


async def test_leaving_while_what_is_typed_cannot_be_kept_stays_once(
    dana: SignIn, house: House, client: Client
) -> None:
    async with program(dana, NARROW) as run:
        with another_program_writes(house):
            run.app.push_screen(form(client))
            await run.settle()
            await run.type("left word")
            await taken(run, "ctrl+q")
            await run.until("What you have typed is not kept yet.")
            assert run.app.is_running
        await run.pilot.press("ctrl+q")
        assert run.app.return_code == 0
    left = drafts.draft(house.sign_in(), FORM)
    assert left is not None
    assert left.fields == {"outcome": "left word"}


async def test_an_impatient_second_ctrl_q_does_not_leave_before_anybody_could_read_why_not(
    dana: SignIn, house: House, client: Client
) -> None:
    async with program(dana, NARROW) as run:
        page = run.app.screen
        assert isinstance(page, Page)
        with another_program_writes(house):
            page.do(lambda who: safety.add_contact(who, client.id, ContactKind.call_attempt, mode="phone"))
            for _ in range(2):
                run.app._driver.send_message(key_event("ctrl+q"))  # type: ignore[union-attr]
            await run.until("ctrl+q again leaves without it.")
            await run.settle()
            assert run.app.is_running


async def test_undo_pressed_behind_an_act_that_fails_undoes_nothing_before_it(dana: SignIn, client: Client) -> None:
    def fails(who: SignIn) -> Contact:
        raise Refused("The disk is full.")

    async with program(dana, NARROW) as run:
        page = run.app.screen
        assert isinstance(page, Page)
        page.do(
            lambda who: safety.add_contact(who, client.id, ContactKind.call_attempt, mode="phone", outcome="first"),
            "kept the first",
        )
        await run.settle()
        with saving_takes_long(run):
            page.do(fails, "kept the second")
            await taken(run, "ctrl+z")
        await run.settle()
        run.shows("so nothing was undone.")
        assert calls(dana, client) == ["first"]
        await run.press("ctrl+z")
        assert calls(dana, client) == []


async def test_what_is_to_be_told_under_the_lock_is_told_once_it_is_open(dana: SignIn, client: Client) -> None:
    def fails(who: SignIn) -> Contact:
        raise Refused("The disk is full.")

    async with program(dana, NARROW) as run:
        page = run.app.screen
        assert isinstance(page, Page)
        with saving_takes_long(run):
            page.do(fails)
            await taken(run, "f10")
        await run.settle()
        assert "The disk is full." not in run.text
        run.app.unlocked()
        await run.until("The disk is full.")


async def test_a_referral_left_while_it_was_saved_is_not_offered_again_as_unsaved(dana: SignIn) -> None:
    async with program(dana, NARROW, mode="referrals") as run:
        await run.press("f9")
        await run.type("Quist")
        await run.press("escape", "f9")
        run.shows("typed before and not saved", "Quist")
        with saving_takes_long(run):
            await taken(run, "ctrl+s", "escape")
        await run.settle()
        run.shows("Quist", "to screen")
        await run.press("f9")
        assert "Quist" not in run.text
    assert [client.family_name for client in dana.of(Client).all()] == ["Quist"]
