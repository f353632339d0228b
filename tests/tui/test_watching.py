"""Safety while a group runs, with keys: forms looked at, answers entered, steps ticked, decisions by phone."""

from datetime import timedelta

import pytest

from groupcare.acts import SignIn, calls, safety, screen
from groupcare.acts.measuring import record_measure
from groupcare.record import engine
from groupcare.record.lookups import blocked
from groupcare.rules.attendance import Looked
from groupcare.rules.group import SessionStatus
from groupcare.rules.measures import Assessment
from groupcare.rules.safety import Alert, Choice, Evaluation, Handoff, Hold, SafetyFinding
from groupcare.rules.safety_work import PhonedDecision, SafetyPlan
from groupcare.tui.groups.run_sheet import RunSheetPage
from tests.clinic import House, answers, looked_at, new_group, referred, seated, sessions
from tests.tui.groups_kit import Scene, all_present, scene, sheet
from tests.tui.kit import NARROW, Run, program
from tests.tui.test_screening import another_program_writes

SINCE = "c-ssrs-since-last"


def due_scene(house: House, count: int = 3) -> Scene:
    """A session at which the PHQ-9 is due."""
    of = scene(house, count)
    for one in of.sessions[1:3]:
        house.clock.now = house.clock.now.replace(month=one.date.month, day=one.date.day)
        all_present(of.who, one, of.members)
    house.clock.forward(days=7)
    return of


async def test_each_form_handed_in_is_looked_at_with_one_key_and_above_0_shows_whom_to_call(house: House) -> None:
    of = due_scene(house)
    now = of.sessions[3]
    async with sheet(of, NARROW, number=3) as run:
        await run.press("q", "0")
        run.shows("Mark them as here first")
        await run.press("asterisk", "y", "f9")
        run.shows("PHQ-9 not looked at", "q: looked at", "3 things left before it can close.")
        await run.press("f9")
        run.shows("PHQ-9 not looked at: ")
        await run.press("q", "0")
        run.shows("2 things left")
        await run.press("escape")
        assert isinstance(run.app.screen, RunSheetPage)
        await run.press("down", "q", "1")
        run.shows("Phone now", "Ask the C-SSRS since last contact from your licensed form")
        await run.press("escape", "down", "q", "n")
        run.shows("handed in no form.")
        await run.press("f9")
        run.shows("Concerns of this session", "no owner yet")
        await run.press("o", "f9")
    assert of.who.of(type(now)).get(now.id).status is SessionStatus.held
    held = of.members[1].client
    assert "item 9 above 0" in blocked(of.who, held)[0]
    assert {a.looked for a in marks(of, now.id)} == set(Looked)


async def test_all_forms_are_looked_at_in_turn_and_above_0_comes_before_the_next(house: House) -> None:
    """Three forms with one key each after the first; whoever is skipped is asked again; esc ends it."""
    of = due_scene(house)
    now = of.sessions[3]
    async with sheet(of, NARROW, number=3) as run:
        await run.press("Q")
        run.shows("No form is left to look at of those who are here.")
        await run.press("asterisk", "y")
        run.shows("forms to look at: 3 (Q)")
        await run.press("Q")
        run.shows("Rosa A. · form", "s", "not looked at yet")
        await run.press("1")
        run.shows("Rosa A.", "Phone now")
        await run.press("escape")
        run.shows("Kim B. · form")
        await run.press("s")
        run.shows("Min C. · form")
        await run.press("0")
        run.shows("That was everybody.")
        await run.press("p")
        run.shows("forms to look at: 1 (Q)")
        await run.press("Q")
        run.shows("Kim B. · form")
        await run.press("escape", "Q", "n")
        assert "forms to look at" not in run.text
    seen = [next(m.looked for m in marks(of, now.id) if m.member == who.id) for who in of.members]
    assert seen == [Looked.above, Looked.none, Looked.zero]


def marks(of: Scene, session: str) -> list[object]:
    from groupcare.rules.attendance import Attendance

    return list(of.who.of(Attendance).linked(session=session))


async def opened(run: Run, client: str, *keys: str) -> None:
    run.app.open_place("chart", client)
    await run.settle()
    await run.press(*keys)


async def test_the_c_ssrs_since_last_contact_is_entered_on_the_chart_and_ends_a_hold_that_waited_for_it(
    house: House, dana: SignIn
) -> None:
    (member,) = seated(dana, new_group(dana), 1)
    house.clock.forward(days=20)
    record_measure(dana, member.client, "phq-9", (*(0,) * 8, 1, None))
    async with program(dana, NARROW) as run:
        await opened(run, member.client, "m", "n", "c")
        run.shows("C-SSRS since last contact, as asked", "Read the questions from your licensed")
        await run.press(*"nnq", "enter")
        run.shows("6 answers are needed")
        await run.press("backspace", *"---n", "enter")
        run.shows("Kept C-SSRS since last contact of Rosa A.")
    assert [a.answers for a in dana.of(Assessment).linked(client=member.client)][-1] == answers("nn---n")
    assert blocked(dana, member.client) == ()


async def test_thoughts_entered_on_the_chart_say_at_once_whom_to_call(house: House, dana: SignIn) -> None:
    (member,) = seated(dana, new_group(dana), 1)
    async with program(dana, NARROW) as run:
        await opened(run, member.client, "m", "n", "c", *"yyyynn", "enter")
        run.shows("This asks for somebody now.", "988")
        run.shows("■ held:")


async def test_answers_typed_from_paper_that_could_not_be_kept_stand_there_again(
    house: House, dana: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    (member,) = seated(dana, new_group(dana), 1)
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    async with program(dana, NARROW) as run:
        await opened(run, member.client, "m", "n", "c")
        with another_program_writes(house):
            await run.press(*"yyyynn", "enter")
            await run.until("is not saved.", "C-SSRS since last contact, as asked")
        await run.press("enter")
        run.shows("This asks for somebody now.", "988")
    assert [a.answers for a in dana.of(Assessment).linked(client=member.client)][-1] == answers("yyyynn")


async def urgent_alert(run: Run, dana: SignIn, client: str) -> Alert:
    record_measure(dana, client, SINCE, answers("yyyynn"))
    (alert,) = safety.open_alerts(dana, client)
    run.app.open_place("alert", alert.id)
    await run.settle()
    return alert


async def test_the_steps_of_an_alert_are_ticked_and_those_left_are_named_at_closing(house: House, dana: SignIn) -> None:
    (member,) = seated(dana, new_group(dana), 1)
    async with program(dana, NARROW) as run:
        alert = await urgent_alert(run, dana, member.client)
        await run.press("o", "s")
        run.shows("Steps: · ticks, ✓ takes a tick back", "Somebody stayed with the person")
        await run.press("c")
        run.shows("Ticked")
        assert dana.of(Alert).get(alert.id).actions[0].step == "clinician"
        await run.press("x")
        run.shows("Not ticked:", "– Somebody stayed with the person, or on the line")
        assert "– The clinician on call was phoned" not in run.text


async def test_a_phoned_decision_is_read_back_kept_and_signed_and_the_hold_stays(house: House, dana: SignIn) -> None:
    (member,) = seated(dana, new_group(dana), 1)
    async with program(dana, NARROW) as run:
        await urgent_alert(run, dana, member.client)
        await run.press("v", *"Dr Lee", "enter", *"Stays with her sister tonight.", "tab")
        await run.press("enter", "down", "down", "enter")
        await run.press("ctrl+s")
        run.shows("Read it back to the clinician first")
        await run.press("enter", "up", "enter", "ctrl+s")
        run.shows("Recorded; the clinician signs it the next working day")
        await run.press("pagedown", "pagedown")
        run.shows("Dr Lee, read back to Dana Reyes: Stays with her sister tonight.", "Not signed yet.")
        await run.press("S", "ctrl+s")
        run.shows("Signed")
    (said,) = dana.of(PhonedDecision).linked(client=member.client)
    assert said.signed_by == dana.staff_id
    assert blocked(dana, member.client)


async def test_a_safety_plan_and_a_standing_decision_are_signed_from_the_chart(house: House, dana: SignIn) -> None:
    (member,) = seated(dana, new_group(dana), 1)
    record_measure(dana, member.client, SINCE, answers("yn---n"))
    async with program(dana) as run:
        await opened(run, member.client, "P", "tab", "enter", "down", "enter", "tab", *"none stored", "ctrl+s")
        run.shows("Kept the safety plan", "a copy given. Medicines: none stored.")
        await run.press("e", "enter", "down", "enter", "tab", *"seen", "tab", *"+40", "ctrl+s", "y")
        run.shows("holds for at most 28 days")
        await run.press(*["backspace"] * 3, *"+21", "ctrl+s", "y")
        run.shows("Signed the evaluation", "standing until Tue 27 Oct")
    (signed,) = dana.of(Evaluation).linked(client=member.client)
    assert signed.covers_until == dana.today() + timedelta(days=21)
    assert dana.of(SafetyPlan).linked(client=member.client)[0].firearms == ""
    assert all(hold.released_by for hold in dana.of(Hold).linked(client=member.client))


async def test_a_facilitator_sees_level_and_steps_and_no_answers(house: House, dana: SignIn) -> None:
    made = new_group(dana, facilitators=("Fay Facilitator",))
    (member,) = seated(dana, made, 1)
    looked_at(dana, sessions(dana, made)[0])
    record_measure(dana, member.client, SINCE, answers("yyyynn"))
    (alert,) = safety.open_alerts(dana, member.client)
    async with program(house.sign_in("Fay Facilitator"), NARROW) as run:
        assert "C-SSRS question" not in run.text
        run.app.open_place("alert", alert.id)
        await run.settle()
        run.shows("a safety finding: urgent", "Steps")
        assert "question" not in run.text
        for keys in ("o", "m", "t"):
            await opened(run, member.client, keys)
            assert "C-SSRS" not in run.text


async def test_the_footer_ends_what_was_done_with_one_full_stop(house: House) -> None:
    of = due_scene(house)
    async with sheet(of, NARROW, number=3) as run:
        await run.app.perform(lambda _: None, "taken back of Kim B.")
        await run.settle()
        run.shows("Taken back of Kim B.")
        assert "Kim B.." not in run.text


async def test_one_finding_of_several_is_evaluated_by_itself_and_the_others_stand(house: House, dana: SignIn) -> None:
    ruiz = referred(dana, phq9="333333300", cssrs="yn---n-")
    async with program(dana, NARROW) as run:
        run.app.open_place("alert", safety.open_alerts(dana, ruiz.client)[0].id)
        await run.press("e")
        run.shows("all of these", "Last answered:", "on Tue 6 Oct: 21, severe")
        await run.press("enter", "down", "enter", "tab", "enter", "down", "down", "down", "enter", "tab", *"slipped")
        await run.press("ctrl+s")
        run.shows("Sign “raised in error” for “PHQ-9 in the severe band: total 21", "alone?", "the others stand")
        await run.press("y")
    [signed] = dana.of(Evaluation).all()
    by_rule = {f.rule: f.ended_by for f in dana.of(SafetyFinding).linked(client=ruiz.client)}
    assert by_rule == {"phq9-severe": signed.id, "cssrs-thoughts": None}
    assert blocked(dana, ruiz.client)


async def test_a_long_form_has_one_scroll_bar(dana: SignIn) -> None:
    ruiz = referred(dana, phq9="333333333", cssrs="yynnnyn")
    async with program(dana, NARROW) as run:
        run.app.open_place("alert", safety.open_alerts(dana, ruiz.client)[0].id)
        await run.press("e")
        bars = [w for w in run.app.screen.walk_children() if w.show_vertical_scrollbar]
        assert [type(w).__name__ for w in bars if w.max_scroll_y] == ["VerticalScroll"]
        await run.press("tab", "tab", "tab", "tab")
        run.shows("Safety plan of")


async def test_whom_to_call_stands_above_the_reasons_and_a_dropped_call_leads_to_calling_back(house: House) -> None:
    ines = house.sign_in("Ines Intake")
    ruiz = referred(ines, phq9="333333333", cssrs="yyyynyy", phone="555-0162")
    calls.note_call(ines, ruiz.id, calls.Call(location="home", callback="555-0199"))
    calls.call_dropped(ines, ruiz.id)
    async with program(ines, NARROW) as run:
        run.app.open_place("alert", safety.open_alerts(ines, ruiz.client)[0].id)
        await run.settle()
        run.shows("The call dropped: i notes each try to call back", "nearest emergency", "v phoned decision")
        await run.press("i", "l")
        run.shows("Tried to reach Elena R.", "555-0199")


async def test_an_alert_that_is_worked_as_urgent_says_so_above_all(house: House, dana: SignIn) -> None:
    ruiz = referred(dana, phq9="000000001", cssrs=None)
    house.clock.forward(hours=6)
    async with program(dana, NARROW) as run:
        run.app.open_place("alert", safety.open_alerts(dana, ruiz.client)[0].id)
        await run.settle()
        run.shows("‼ Not asked within the day: work it as urgent.")


async def test_a_handoff_is_followed_until_first_seen_though_the_referral_has_ended(dana: SignIn) -> None:
    ruiz = referred(dana, phq9="333333320")
    screen.screen_referral(dana, ruiz.id)
    safety.hand_off(dana, ruiz.id, "Dr Lee", phone="555-0137", outside=True)
    screen.decide(dana, ruiz.id, Choice.declined, reason="Wants no group.")
    async with program(dana, NARROW) as run:
        run.app.open_place("screening", ruiz.id)
        await run.press("h", *"desk", "ctrl+s")
        run.shows("Recorded who accepted Elena R.")
        await run.press("h", "ctrl+s")
        run.shows("Recorded that Elena R. was first seen")
    (handoff,) = dana.of(Handoff).linked(client=ruiz.client)
    assert (handoff.accepted_by, handoff.first_seen_on, handoff.due) == ("desk", dana.today(), None)
