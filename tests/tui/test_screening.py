"""The screening: what is answered is in the record, what is urgent is seen at once, and a person decides."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from typing import Any

import pytest

from groupcare.acts import Refused, SignIn, importing, refer, screen
from groupcare.acts.group import seat
from groupcare.record import engine
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, Referral, ReferralStatus
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, Choice, Decision, Handoff, SafetyFinding
from groupcare.rules.screening import CSSRS, PHQ9, Screening
from groupcare.tui.dialogs import Confirm
from groupcare.tui.referrals import keeping
from groupcare.tui.referrals.screening import ScreeningPage
from tests.clinic import House, answers, new_group, referred, row, waiting
from tests.tui.kit import HOSTILE, LOOKS, NARROW, WIDE, Run, key_event, program

SMALL = (108, 34)
"""Two columns, and quicker to draw."""
CALM = "110100100"
"""A PHQ-9 of 4, item 9 at 0."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SAVE_SECONDS", 0.05)
    monkeypatch.setattr(ScreeningPage, "GUARD_SECONDS", 0.0)


@pytest.fixture
def ruiz(dana: SignIn) -> Referral:
    return refer.refer(dana, row(phone="555-0162", referrer="Dr Rivera", source="pain medicine", reason="Back pain"))


@asynccontextmanager
async def screening(
    who: SignIn, referral: Referral, size: tuple[int, int] = SMALL, mode: str = ""
) -> AsyncIterator[Run]:
    async with program(who, size, mode=mode) as run:
        run.app.open_place("screening", referral.id)
        await run.settle()
        yield run


async def saved(run: Run) -> None:
    """Wait until the page has saved by itself."""
    page = next(p for p in run.app.screen_stack if isinstance(p, ScreeningPage))
    sheets = page.asking.sheets
    await run.when(lambda: page.keeper._timer is None and not any(s.unsaved or s.sent for s in sheets.values()))


def says(run: Run, *sentences: str) -> None:
    """The right side, with its lines joined again, has all of these."""
    right = " ".join(" ".join(line.split("││")[-1].strip(" │╮╯") for line in run.lines).split())
    for sentence in sentences:
        assert sentence in right, f"{sentence!r} is not said:\n{run.text}"


def given(who: SignIn, referral: Referral, measure: str) -> list[tuple[int | None, ...]]:
    return [a.answers for a in who.of(Assessment).linked(referral=referral.id) if a.measure == measure]


def findings(who: SignIn, referral: Referral) -> list[str]:
    return [f.rule for f in who.of(SafetyFinding).linked(client=referral.client)]


# --- answering ------------------------------------------------------------------------------------------------------


async def test_a_whole_screening_takes_24_keys_and_every_answer_is_in_the_record(dana: SignIn, ruiz: Referral) -> None:
    keys = [*CALM, "0", *"nnn", "tab", "A", "y", "A", "y", "A", "y", "f9", "y", "enter", "ctrl+s"]
    async with screening(dana, ruiz) as run:
        await run.press(*keys)
        await saved(run)
        says(run, "○ GROUP", "Decided Tue 6 Oct by Dana Reyes: group, eight-week")
    assert len(keys) == 24
    assert given(dana, ruiz, PHQ9) == [(1, 1, 0, 1, 0, 0, 1, 0, 0, 0)]
    assert given(dana, ruiz, CSSRS) == [answers("nn---n-")]
    kept = dana.of(Referral).get(ruiz.id)
    assert kept.participation == dict.fromkeys(dana.policy.participation, True)
    assert kept.observations == dict.fromkeys(dana.policy.observations, False)
    assert kept.red_flags == dict.fromkeys(dana.policy.red_flags, False)
    assert kept.status is ReferralStatus.waitlisted
    [asked] = [a for a in dana.of(Assessment).linked(referral=ruiz.id) if a.measure == CSSRS]
    assert (asked.asked_by, asked.mode, asked.on) == ("Dana Reyes", "in person", date(2026, 10, 6))


async def test_item_9_above_0_raises_its_alert_by_itself_and_brings_the_cssrs(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press(*"000000001")
        await saved(run)
        [alert] = dana.of(Alert).linked(client=ruiz.client)
        assert "item 9" in alert.because[0]
        says(run, "a opens the alert")
        run.shows("Read the questions from your licensed C-SSRS screener form")
        await run.press(*"nnn")
        assert run.app.focused.key == "phq9_difficulty"  # what was passed over comes after
        await saved(run)
    assert given(dana, ruiz, CSSRS) == [answers("nn---n-")]


async def test_question_4_shows_urgent_in_the_same_frame_and_is_in_the_record(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press(*CALM, "0", "n", "y", "n")
        await run.pilot.press("y")
        says(run, "‼ URGENT", "Stay with the person", "988, call or text", "question 4 or 5 is yes")
        await saved(run)
        says(run, "a opens the urgent alert: no owner yet, nobody has acted yet")
        assert "cssrs-intent-or-plan" in findings(dana, ruiz)
        await run.press("a")
        run.shows("urgent alert", "Whom to call")


async def test_a_total_raises_nothing_until_its_part_is_left(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press(*"223333220")
        await saved(run)
        assert sum(given(dana, ruiz, PHQ9)[0][:9]) == 20
        assert findings(dana, ruiz) == []
        says(run, "INDIVIDUAL CARE FIRST", "total 20, at or over 20")
        await run.press("backspace", "0", "1")
        await saved(run)
        assert findings(dana, ruiz) == []  # looked at and answered within the same form
        await run.press("n")
        await saved(run)
        assert findings(dana, ruiz) == ["phq9-severe"]


async def test_a_slip_in_the_total_that_is_corrected_raises_nothing(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press(*"223333220")
        await saved(run)
        await run.press(*["up"] * 6, "0", "tab")
        await saved(run)
    assert findings(dana, ruiz) == []
    assert given(dana, ruiz, PHQ9) == [(2, 2, 3, 0, 3, 3, 2, 2, 0, None)]


async def test_item_9_and_the_cssrs_take_no_key_right_after_another(
    dana: SignIn, ruiz: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(ScreeningPage, "GUARD_SECONDS", 0.5)
    monkeypatch.setattr(ScreeningPage, "clock", staticmethod(lambda: now[0]))
    async with screening(dana, ruiz) as run:
        await run.press(*"00000000", "0")
        run.shows("once more")
        now[0] += 0.4
        await run.press("0")
        run.shows("once more")  # a key that is held down never answers
        now[0] += 0.6
        await run.press("1")
        assert "once more" not in run.text
        await run.press("y")
        run.shows("once more")
        now[0] += 0.6
        await run.press("n")
        await saved(run)
    assert given(dana, ruiz, PHQ9) == [(0,) * 8 + (1, None)]
    assert given(dana, ruiz, CSSRS) == [answers("n------")]


async def test_the_flow_decides_which_questions_are_asked(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("tab", "tab")
        assert run.text.count("not asked") >= 4
        await run.press("n", "n")
        assert run.app.focused.key == "cssrs_6"
        await run.press("y")
        assert run.app.focused.key == "cssrs_6_recent"
        await run.press("n")
        assert run.app.focused.key == "gad7_1"
        says(run, "question 6 is yes, more than 3 months ago")


async def test_a_yes_that_is_followed_up_at_once_is_not_left_urgent(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("tab", "tab", "n", "y")
        await saved(run)
        says(run, "‼ URGENT")  # for as long as 3 to 5 are not answered
        await run.press("n", "n", "n", "n", "tab")
        await saved(run)
        says(run, "■ INDIVIDUAL CARE FIRST")
    assert findings(dana, ruiz) == ["cssrs-thoughts"]


async def test_a_yes_that_is_not_followed_up_is_urgent_once_it_is_left(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("tab", "tab", "n", "y", "escape")
    assert "cssrs-thoughts-not-followed-up" in findings(dana, ruiz)


async def test_backspace_takes_the_last_answer_back(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("1", "2", "backspace")
        await saved(run)
        assert given(dana, ruiz, PHQ9) == [(1, *(None,) * 9)]
        await run.press("3")
        await saved(run)
    assert given(dana, ruiz, PHQ9) == [(1, 3, *(None,) * 8)]


async def test_what_is_in_a_checklist_can_be_changed_and_taken_back(dana: SignIn) -> None:
    referral = referred(dana)
    async with screening(dana, referral) as run:
        await run.press("tab", "tab", "tab", "n")
        await saved(run)
        says(run, "not yet able or agreed, share")
        assert dana.of(Referral).get(referral.id).participation["share"] is False
        await run.press("up", "backspace")
        await saved(run)
        says(run, "? INCOMPLETE", "participation: share")
    assert "share" not in dana.of(Referral).get(referral.id).participation


async def test_taking_an_answer_back_leaves_the_finding_that_it_raised(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press(*["shift+tab"] * 3, "y")
        await saved(run)
        says(run, "■ INDIVIDUAL CARE FIRST")
        await run.press("up", "backspace")
        await saved(run)
    assert dana.of(Referral).get(ruiz.id).observations == {}
    [finding] = dana.of(SafetyFinding).linked(client=ruiz.client)
    assert (finding.rule, finding.ended_by) == ("observation: psychosis", None)


async def test_a_paper_form_is_nine_digits_shown_against_the_items(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("f7")
        await run.type("0121")
        await run.press("enter")
        run.shows("9 digits are needed; these are 4.", "1  2 Feeling down")
        await run.type("4")
        run.shows("no such answer")
        await run.press("backspace")
        await run.type("1-120")
        await run.press("enter")
        run.shows("8 of 9")
        await saved(run)
    [asked] = dana.of(Assessment).linked(referral=ruiz.id)
    assert asked.answers == (0, 1, 2, 1, 1, None, 1, 2, 0, None)
    assert asked.mode == "paper"


async def test_a_checklist_is_set_as_a_whole_only_after_showing_what_it_sets(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press(*["shift+tab"] * 3, "A")
        run.shows("Observed: this sets", "no  psychosis")
        await run.press("n")
        await saved(run)
        assert dana.of(Referral).get(ruiz.id).observations == {}
        await run.press("A", "y")
        await saved(run)
    assert dana.of(Referral).get(ruiz.id).observations == dict.fromkeys(dana.policy.observations, False)


async def test_imminent_risk_is_one_key_and_a_yes(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("exclamation_mark")
        run.shows("Report imminent risk for Elena R.?")
        await run.press("y")
        says(run, "‼ URGENT", "staff report imminent risk")
    assert findings(dana, ruiz) == ["imminent-risk"]


async def test_how_it_is_asked_goes_with_the_answers(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz, WIDE) as run:
        await run.press("e", "enter", "down", "enter", "ctrl+s")
        run.shows("New answers: asked today by Dana Reyes, phone")
        await run.press("tab", "1")
        await saved(run)
    assert [a.mode for a in dana.of(Assessment).linked(referral=ruiz.id)] == ["phone"]


async def test_a_click_on_an_answer_gives_it(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        place = next(y for y, line in enumerate(run.lines) if "Feeling down" in line)
        await run.pilot.click(offset=(run.lines[place].index(" 3 ") + 1, place))
        await run.settle()
        await saved(run)
    assert given(dana, ruiz, PHQ9) == [(None, 3, *(None,) * 8)]


async def test_answers_of_a_file_are_not_written_into_by_a_slip(dana: SignIn) -> None:
    [referral] = importing.import_referrals(dana, [row(line=2, received_on=dana.today(), phq9=(1,) * 9)]).referrals
    async with screening(dana, dana.of(Referral).get(referral)) as run:
        run.shows("asked Tue 6 Oct, referral file: b asks anew")
        await run.press("home", *["down"] * 3, "3", "c", "3")
        await saved(run)
    assert given(dana, dana.of(Referral).get(referral), PHQ9) == [(3, *(1,) * 8, None)]


# --- nothing is lost ------------------------------------------------------------------------------------------------


async def test_leaving_locking_and_quitting_save_what_is_answered(dana: SignIn, house: House, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("1", "escape")
        assert given(dana, ruiz, PHQ9) == [(1, *(None,) * 9)]
        run.app.open_place("screening", ruiz.id)
        await run.settle()
        await run.press("2", "f10")
        assert given(dana, ruiz, PHQ9) == [(1, 2, *(None,) * 8)]
        run.app.unlocked()
        await run.settle()
        await run.press("3")
        await run.pilot.press("ctrl+q")
    again = house.sign_in()
    assert given(again, ruiz, PHQ9) == [(1, 2, 3, *(None,) * 7)]


async def test_what_is_saved_beneath_a_dialog_stays_on_the_page(
    dana: SignIn, ruiz: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SAVE_SECONDS", 60)
    async with screening(dana, ruiz) as run:
        await run.press("1", "2")
        page = run.app.screen
        assert isinstance(page, ScreeningPage)
        run.app.push_screen(Confirm("Really?"))
        page.keeper.flush()
        await run.settle()
        assert page.asking.sheets[PHQ9].values()[:3] == (1, 2, None)
        await run.press("n", "3", "escape")
    assert given(dana, ruiz, PHQ9) == [(1, 2, 3, *(None,) * 7)]


async def test_what_is_answered_right_after_an_undo_is_kept_and_not_lost(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("1", "2")
        await saved(run)
        page = run.app.screen
        assert isinstance(page, ScreeningPage)
        for key in ("ctrl+z", "3"):
            run.app.post_message(key_event(key))
        await run.settle()
        await saved(run)
        [kept] = given(dana, ruiz, PHQ9)
        assert 3 in kept
        assert not page.keeper.refusal


@contextmanager
def another_program_writes(house: House) -> Iterator[None]:
    """It holds the record until it is done."""
    other = house.sign_in()
    other.db.engine.begin()
    yield
    other.db.engine.rollback()


@pytest.mark.parametrize("leave", [("ctrl+q",), ("g", "r")])
async def test_what_cannot_be_saved_keeps_the_program_and_the_page_open_once(
    dana: SignIn, house: House, ruiz: Referral, leave: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(keeping, "AGAIN_SECONDS", 0.1)
    async with screening(dana, ruiz, mode="referrals") as run:
        page = run.app.screen
        assert isinstance(page, ScreeningPage)
        with another_program_writes(house):
            await run.press("1")
            page.keeper.flush()
            await run.until("NOT SAVED")
            await run.press(*leave)
            await run.until("Not everything that was answered is saved.")
            assert run.app.screen is page
            assert run.app.is_running
        await run.until("saved ")
        await saved(run)
        assert given(dana, ruiz, PHQ9) == [(1, *(None,) * 9)]


@pytest.mark.parametrize("leave", [("ctrl+q",), ("g", "r")])
async def test_leaving_while_a_save_is_waiting_loses_nothing_where_both_fail(
    dana: SignIn, house: House, ruiz: Referral, leave: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(keeping, "AGAIN_SECONDS", 60)
    monkeypatch.setattr(keeping, "SAVE_SECONDS", 60)
    async with screening(dana, ruiz, mode="referrals") as run:
        page = run.app.screen
        assert isinstance(page, ScreeningPage)
        with another_program_writes(house):
            await run.press("1")
            page.keeper.flush()
            assert any(sheet.sent for sheet in page.asking.sheets.values())
            await run.press(*leave)
            await run.until("Not everything that was answered is saved.")
            assert run.app.screen is page
        page.keeper.flush()
        await run.until("saved ")
        assert given(dana, ruiz, PHQ9) == [(1, *(None,) * 9)]


async def test_a_form_that_could_not_be_told_to_be_done_is_told_so_again(
    dana: SignIn, house: House, ruiz: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(keeping, "AGAIN_SECONDS", 0.3)
    async with screening(dana, ruiz) as run:
        await run.press(*"33333333")
        await saved(run)
        page = run.app.screen
        assert isinstance(page, ScreeningPage)
        with another_program_writes(house):
            await run.press("tab", "tab")
            await run.until("NOT SAVED")
        await run.until("saved ")
        await saved(run)
        assert not page.keeper.refusal
        assert not page.asking.sheets[PHQ9].kept.under_way


async def test_one_form_saved_does_not_hide_that_another_is_not(
    dana: SignIn, ruiz: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_answers, refused = refer.record_answers, [True]

    def refuses_the_phq9(who: SignIn, referral: str, measure: str, *rest: Any, **more: Any) -> Assessment:
        if measure == PHQ9 and refused:
            raise Refused("The disk is full.")
        return record_answers(who, referral, measure, *rest, **more)

    monkeypatch.setattr(refer, "record_answers", refuses_the_phq9)
    async with screening(dana, ruiz) as run:
        page = run.app.screen
        assert isinstance(page, ScreeningPage)
        phq9, gad7 = page.asking.sheets[PHQ9], page.asking.sheets["gad-7"]
        phq9.answers[next(iter(phq9.answers))] = 2
        gad7.answers[next(iter(gad7.answers))] = 3
        await run.press("ctrl+q")
        await run.until("Not everything that was answered is saved.")
        run.shows("NOT SAVED")
        assert gad7.is_done
        refused.clear()
        await run.pilot.press("ctrl+q")
    assert given(dana, ruiz, PHQ9) == [(2, *(None,) * 9)]


async def test_a_second_ctrl_q_leaves_without_what_cannot_be_saved(
    dana: SignIn, house: House, ruiz: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    with another_program_writes(house):
        async with screening(dana, ruiz, mode="referrals") as run:
            await run.press("1", "ctrl+q")
            assert run.app.is_running
            await run.pilot.press("ctrl+q")
            assert run.app.return_code == 0


@pytest.mark.parametrize("leave", [("escape",), ("g", "t"), ("f10",), ("ctrl+q",)])
async def test_what_is_answered_in_full_waits_to_be_decided_and_not_to_be_screened(
    dana: SignIn, house: House, leave: tuple[str, ...]
) -> None:
    referral = referred(dana, phq9="222222220")
    async with screening(dana, referral, mode="referrals") as run:
        for key in leave[:-1]:
            await run.press(key)
        await run.pilot.press(leave[-1])
        if leave == ("escape",):
            await run.settle()
            run.shows("Screened Elena R.: review by a clinician.", "To decide  1")
            assert "To screen" not in run.text
    [kept] = house.sign_in().of(Screening).linked(referral=referral.id)
    assert kept.route is Route.review


async def test_leaving_again_screens_nothing_twice_and_what_is_incomplete_not_at_all(
    dana: SignIn, ruiz: Referral
) -> None:
    complete = referred(dana, family_name="Vance")
    async with screening(dana, complete, NARROW, mode="referrals") as run:
        await run.press("escape")
        for referral in (complete, ruiz):
            run.app.open_place("screening", referral.id)
            await run.settle()
            await run.press("c", "escape", "escape")
    assert [s.referral for s in dana.of(Screening).all()] == [complete.id]


async def test_it_goes_on_where_it_was_left(dana: SignIn, house: House, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("1", "1", "1")
        await run.pilot.press("ctrl+q")
    again = house.sign_in()
    async with screening(again, ruiz) as run:
        assert run.app.focused.key == "phq9_4"
        await run.press("0")
        await saved(run)
    assert given(again, ruiz, PHQ9) == [(1, 1, 1, 0, *(None,) * 6)]


async def test_another_programs_answers_appear_and_none_pressed_here_is_lost(
    dana: SignIn, house: House, ruiz: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SAVE_SECONDS", 60)
    ines = house.sign_in("Ines Intake")
    async with screening(dana, ruiz) as run:
        await run.press("1")
        refer.record_answers(ines, ruiz.id, PHQ9, (None, 2, 3, *(None,) * 7))
        refer.record_intake(ines, ruiz.id, observations={"mania": True})
        run.app._look()
        await run.settle()
        says(run, "clinical observation: mania")
        run.shows("0 [1] 2  3", "0  1 [2] 3")
        await run.press("escape")
    assert given(dana, ruiz, PHQ9) == [(1, 2, 3, *(None,) * 7)]


async def test_what_cannot_be_saved_stays_and_is_said(
    dana: SignIn, house: House, ruiz: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SAVE_SECONDS", 60)
    ines = house.sign_in("Ines Intake")
    async with screening(dana, ruiz) as run:
        await run.press("1")
        screen.decide(ines, ruiz.id, Choice.declined, reason="moved away")
        await run.press("escape")
        run.shows("Not everything is saved. This referral has ended; enter a new one.", "Leave, and lose what is not?")
        await run.press("n")
        await run.until("0 [1] 2  3", "NOT SAVED", "ended: declined")
        await run.press("2")
        run.shows("This referral has ended; f9")
        await run.press("f9", "y")
        run.shows("R-0002")
    assert [r.client for r in dana.of(Referral).all()] == [ruiz.client] * 2


async def test_undo_takes_the_newest_answers_back(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("1")
        await saved(run)
        await run.press("ctrl+z")
        assert "[1]" not in run.text
        assert given(dana, ruiz, PHQ9) == []
        await run.press("up", "3")
        await saved(run)
    assert given(dana, ruiz, PHQ9) == [(3, *(None,) * 9)]


async def test_a_form_of_an_earlier_day_is_shown_and_asked_anew_with_a_key(
    dana: SignIn, house: House, ruiz: Referral
) -> None:
    refer.record_answers(dana, ruiz.id, PHQ9, (3,) * 9 + (None,))
    house.clock.forward(days=3)
    async with screening(dana, ruiz) as run:
        run.shows("asked Tue 6 Oct, in person: b asks anew")
        await run.press("home", *["down"] * 3, "1")
        run.shows("Ask it anew today", "Correct or complete it")
        await run.press("a", "1")
        await saved(run)
        run.shows("1 of 9")
    assert given(dana, ruiz, PHQ9) == [(3,) * 9 + (None,), (1, *(None,) * 9)]


async def test_answers_older_than_the_policy_allows_are_outdated_and_asked_before_all_else(
    dana: SignIn, house: House
) -> None:
    referral = waiting(dana)
    house.clock.forward(days=15)
    async with screening(dana, referral, WIDE) as run:
        run.shows("! PHQ-9 · too old, asked Tue 6 Oct", "! C-SSRS screener · too old")
        run.frame("screening-outdated")
        assert run.app.focused.key == "phq9_1"
        await run.press("0", "a", *CALM, "0")
        assert run.app.focused.key == "cssrs_1"
        run.shows("✓ PHQ-9", "! C-SSRS screener · too old")
        await run.press("n", "a", *"nnn")
        run.shows("✓ C-SSRS screener")
        await saved(run)
        await run.press("end")
        run.shows("✓ Taking part")
        await run.press("escape")
    assert len(dana.of(Screening).linked(referral=referral.id)) == 2


async def test_tab_does_not_pass_over_what_is_outdated(dana: SignIn, house: House) -> None:
    referral = waiting(dana)
    house.clock.forward(days=15)
    async with screening(dana, referral, (140, 40)) as run:
        run.shows("! PHQ-9", "! C-SSRS screener", "✓ Taking part")
        await run.press("home", "tab")
        assert run.app.focused.key == "phq9_1"
        await run.press("tab", "tab")
        assert run.app.focused.key == "cssrs_1"


# --- deciding -------------------------------------------------------------------------------------------------------


async def test_item_9_is_read_back_before_anybody_decides(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press(*"000000002", "f9")
        run.shows("Item 9 was answered 2, more than half the days:", "Is that right?")
        await run.press("n")
        assert run.app.focused.key == "phq9_9"
        await run.press("0", "f9", "y")
        run.shows("Decide · Elena R.")


async def test_an_incomplete_screening_refuses_the_group_in_sentences(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("f9", "g")
        run.shows("This will be refused:", "answers could still")
        await run.press("tab")
        await run.type("wants it")
        await run.press("ctrl+s")
        run.shows("The screening is incomplete")
    assert not list(dana.of(Decision).all())


async def test_individual_care_is_decided_and_handed_off_in_one_form(dana: SignIn) -> None:
    referral = referred(dana, phq9="333333330")
    async with screening(dana, referral) as run:
        await run.press("f9", "y")
        run.shows("INDIVIDUAL CARE FIRST", "suggested")
        await run.press("i", "ctrl+s")
        run.shows("Hand off to is needed.")
        await run.press("enter")
        run.shows("Dana Reyes", "Carl Clinician", "an outside provider, named below")
        await run.press("end", "enter", "ctrl+s")
        run.shows("Say who the outside provider is.")
        await run.type("Dr Lee")
        await run.press("ctrl+s")
        run.shows("An outside provider needs a phone number.")
        await run.type("555-0137")
        await run.press("ctrl+s")
        says(run, "by Dana Reyes: individual care", "Handed off Tue 6 Oct, not accepted yet: Dr Lee, 555-0137")
        await run.press("h")
        await run.type("her office")
        await run.press("ctrl+s")
        await run.press("h", "ctrl+s")
        says(run, "First seen Tue 6 Oct by Dr Lee, 555-0137, screen again from Tue 3 Nov")
    [handoff] = dana.of(Handoff).linked(referral=referral.id)
    assert (handoff.accepted_by, handoff.first_seen_on) == ("her office", date(2026, 10, 6))


async def test_one_of_ours_is_chosen_and_a_name_that_is_none_of_ours_is_refused(dana: SignIn) -> None:
    referral = referred(dana, phq9="333333330")
    screen.screen_referral(dana, referral.id)
    screen.decide(dana, referral.id, Choice.individual)
    async with screening(dana, referral, NARROW) as run:
        await run.press("h", "tab")
        await run.type("Dr Lee")
        await run.press("ctrl+s")
        run.shows("Hand off to is needed.")
        await run.press("enter", "down", "down", "enter", "ctrl+s")
        run.shows("Carl Clinician is one of ours and Dr Lee is not among")
        run.frame("screening-handoff")
        await run.press("tab", *["backspace"] * 6, "ctrl+s")
        run.shows("Handed Elena R. off to Carl Clinician.")
    [handoff] = dana.of(Handoff).linked(referral=referral.id)
    assert (handoff.to, handoff.outside) == ("Carl Clinician", False)


async def test_another_choice_than_the_suggested_needs_a_reason(dana: SignIn) -> None:
    referral = referred(dana)
    async with screening(dana, referral) as run:
        await run.press("f9", "y", "n")
        await run.type("+30")
        await run.press("ctrl+s")
        run.shows("Reason is needed.")
        await run.type("Begins a new job")
        await run.press("ctrl+s")
        run.shows("ended: not now")
    [made] = dana.of(Decision).linked(referral=referral.id)
    assert (made.choice, made.review_on, made.suggested) == (Choice.not_now, date(2026, 11, 5), Route.group)


async def test_nothing_is_screened_twice_while_nothing_changed(dana: SignIn) -> None:
    referral = referred(dana)
    async with screening(dana, referral) as run:
        await run.press("f9", "y", "escape", "f9", "escape")
    assert len(dana.of(Screening).linked(referral=referral.id)) == 1


async def test_a_waitlisted_person_is_seated_from_here(dana: SignIn) -> None:
    new_group(dana)
    referral = waiting(dana)
    async with screening(dana, referral) as run:
        await run.press("u")
        run.shows("Pain Skills, Autumn A", "Enter seats Elena R. in Pain Skills, Autumn A.")
        await run.press("enter")
    assert dana.of(Referral).get(referral.id).status is ReferralStatus.seated


async def test_a_namesake_with_an_open_finding_is_shown_and_told_apart(dana: SignIn) -> None:
    other = referred(dana, phq9="333333330")
    referral = referred(dana)
    number = dana.of(Client).get(other.client).number
    async with screening(dana, referral) as run:
        says(run, "May be the same person as GC-0001 Ruiz, Elena, b. 1980", "PHQ-9 in the severe band")
        await run.press("t")
        run.shows("Has somebody looked: are these two people, or one?")
        await run.press("t")
        assert "May be the same person" not in run.text
    assert number == 1
    assert other.client in dana.of(Client).get(referral.client).told_apart


async def test_a_namesake_who_is_one_person_is_merged_and_what_was_found_stands(dana: SignIn) -> None:
    other = referred(dana, phq9="333333330", phone="555-0199")
    referral = referred(dana, phone="555-0162")
    async with screening(dana, referral) as run:
        await run.press("t", "o")
        run.shows("Merge GC-0001 into GC-0002", "Phone")
        await run.press("ctrl+s")
        run.shows("Phone is needed.")
        await run.press("enter", "down", "enter", "tab", *"same phone bill", "ctrl+s")
        run.shows("Merging is never undone.")
        await run.press("y")
        run.shows("Merged GC-0001 into GC-0002")
        says(run, "PHQ-9 in the severe band")
        assert "May be the same person" not in run.text
    assert dana.of(Client).find(other.client) is None
    assert {r.id for r in dana.of(Referral).linked(client=referral.client)} == {other.id, referral.id}


# --- what is seen ---------------------------------------------------------------------------------------------------


@LOOKS
async def test_how_it_looks(
    dana: SignIn, ruiz: Referral, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SAVE_SECONDS", 60)
    async with screening(dana, ruiz, size, "referrals") as run:
        page = run.app.screen
        assert isinstance(page, ScreeningPage)
        run.frame("screening-begin")
        for keys, name in (("2132103201", "screening-cssrs"), ("nyny", "screening-urgent")):
            await run.press(*keys)
            page.keeper.flush()
            await saved(run)
            run.frame(name)


@LOOKS
async def test_how_a_decision_looks(dana: SignIn, size: tuple[int, int]) -> None:
    referral = referred(dana, phq9="333333330")
    async with screening(dana, referral, size, "referrals") as run:
        run.frame("screening-individual")
        await run.press("f9", "y")
        run.frame("screening-decide")
        await run.press("g")
        run.frame("screening-decide-group")


async def test_a_wide_screen_has_a_rail_that_shows_which_parts_are_complete(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz, (150, 40)) as run:
        await run.press(*"000000000")
        run.shows("✓ PHQ-9  9/9", "▸ PHQ-9 function", "C-SSRS screener")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_hostile_texts_are_shown_as_they_are(dana: SignIn, size: tuple[int, int]) -> None:
    name = "[/red] O'Neil"
    referral = refer.refer(
        dana,
        row(family_name=name, given_name="[@click=app.quit]", referrer=HOSTILE[2], reason="[b]x[/b]", phone="[/]"),
    )
    async with screening(dana, referral, size) as run:
        run.shows(name)
        await run.press("f5", "f5", "exclamation_mark")
        run.shows("[@click=app.quit] [")
        await run.press("n", "f9")
        run.shows("Decide")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_route_in_full_takes_the_whole_page_and_escape_closes_only_that(
    dana: SignIn, ruiz: Referral, size: tuple[int, int]
) -> None:
    async with screening(dana, ruiz, size) as run:
        await run.press(*"222", "f5")
        says(run, "? INCOMPLETE", "Referred Mon 5 Oct by Dr Rivera, pain medicine", "Reason Back pain")
        run.shows("f5 questions")
        run.frame("screening-route")
        assert "PHQ-9 · over" not in run.text
        await run.press("3", "A", "backspace", "down", "end")
        assert run.app.screen.asking.sheets[PHQ9].values()[:5] == (2, 2, 2, None, None)
        await run.press("escape")
        run.shows("PHQ-9 · over", "f5 route in full")
        await run.press("3", "f5", "ctrl+r")
        run.shows("PHQ-9 · over")
        assert run.app.focused is run.app.screen.lines
        assert run.app.screen.asking.sheets[PHQ9].values()[:5] == (2, 2, 2, 3, None)


async def test_what_somebody_agrees_to_is_asked_in_the_same_call(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz, WIDE) as run:
        await run.press("home", "down", "down")
        run.shows("What they agree to or refuse: nothing recorded yet.")
        await run.press("o", "i")
        run.shows("Consent to release of information", "Dr Rivera")
        await run.press("ctrl+s")
        run.shows("release to Dr Rivera: in force")


async def test_no_stray_key_changes_what_somebody_was_seated_on(dana: SignIn) -> None:
    group = new_group(dana)
    referral = waiting(dana)
    seat(dana, group.id, referral.id)
    before = [a.answers for a in dana.of(Assessment).linked(referral=referral.id)]
    async with screening(dana, referral, NARROW) as run:
        run.shows("b asks anew")
        await run.press(*"3333")
        run.shows("PHQ-9, asked before")
    assert [a.answers for a in dana.of(Assessment).linked(referral=referral.id)] == before


async def test_the_first_line_says_how_new_answers_are_noted_and_not_that_old_ones_were_asked(
    dana: SignIn, ruiz: Referral
) -> None:
    async with screening(dana, ruiz, WIDE) as run:
        await run.press("home", "down")
        run.shows("New answers: asked today by Dana Reyes, in person", "New answers are noted as: asked today by")
        assert "  Asked today" not in run.text


@pytest.fixture
def fay(house: House) -> SignIn:
    return house.sign_in("Fay Facilitator")


async def test_other_roles_read_a_sentence(dana: SignIn, fay: SignIn, ruiz: Referral) -> None:
    async with screening(fay, ruiz) as run:
        run.shows("To see screenings takes the role intake or clinician")
        await run.press("1", "tab", "backspace", "f9", "exclamation_mark", "c", "escape")
        run.shows("Needs you now")


async def test_names_can_be_hidden(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("f2")
        assert "Ruiz" not in run.text
        run.shows("GC-0001")
        await run.press("exclamation_mark")
        run.shows("Report imminent risk for GC-0001?")
