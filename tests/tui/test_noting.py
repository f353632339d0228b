"""What is noted by exception on the run sheet, the agenda's ticks, the brief, and homework for one alone."""

from typing import Any

from msgspec import structs

from groupcare.acts import homework, ideas, leading, person, plan, safety, session, store
from groupcare.acts.ideas import IdeaWords
from groupcare.exchange.library import shipped_library
from groupcare.queries.run_sheet import run_sheet
from groupcare.rules.attendance import Mark, Mode, Participation
from groupcare.rules.group import Debrief, Group, Session
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.idea import Idea
from groupcare.rules.people import Client
from groupcare.rules.safety import ConcernKind
from tests.acts.test_running_a_group import PLAN
from tests.clinic import PASSPHRASE, House
from tests.tui.groups_kit import Scene, line_of, scene, sheet
from tests.tui.kit import LOOKS, NARROW, WIDE, program

OWN = "one of my very own"


def with_plan(of: Scene, *places: int) -> None:
    for place in places:
        plan.write_plan(of.who, of.members[place].client, PLAN)


def kept(of: Scene, place: int) -> Any:
    found = of.attendance(place)
    assert found is not None
    return found


def asking_for_pain(of: Scene) -> None:
    """The group's curriculum asks for pain at the check-in."""
    group = of.who.of(Group).get(of.group.id)
    asking = structs.replace(group.curriculum, check_in=("mattered", "mood", "pain"))
    with of.who.db.transaction(of.who.staff_id, "facilitator", "make a group"):
        of.who.of(Group).change(group, curriculum=asking)


# --- the look -------------------------------------------------------------------------------------------------------


@LOOKS
async def test_fourteen_members_with_all_that_can_be_kept_fit_without_scrolling(
    house: House, size: tuple[int, int]
) -> None:
    of = scene(house, 14)
    with_plan(of, 0, 2)
    asking_for_pain(of)
    who, one, members = of.who, of.now, of.members
    safety.raise_concern(who, members[3].client, ConcernKind.self_harm, "said so")
    homework.hand_in(who, of.homework(0).id, Practice(days=5, on=who.today()))
    homework.hand_in(who, of.homework(1).id, Practice(days=2, on=who.today(), barrier=Barrier.pain_flare))
    session.amend(who, one.id, members[0].id, Mark.attended, mood=10, pain=8, mattered="walked", objective="1.1")
    session.amend(who, one.id, members[0].id, note="secret words", participation=Participation.withdrew)
    session.amend(who, one.id, members[1].id, Mark.attended, late=12, left_early=20, mode=Mode.remote, location="home")
    session.amend(who, one.id, members[2].id, Mark.attended, objective="1.1", response="glad")
    session.amend(who, one.id, members[4].id, Mark.absent)
    async with sheet(of, size, mode="groups") as run:
        run.shows("Rosa A.", "Ken Mos.", "L 12′ K 20′ r", "1.1", "5 of 5", "w pain", "u took part", "f hand over")
        run.shows("x part done", "tab details", "Obj", "Did", "Pain")
        for word in ("secret", "withdrew", "glad", "said so"):
            assert word not in run.text
        assert " 8 " not in line_of(run, "Rosa A."), "the pain that somebody wrote down is not for the room"
        run.frame("run-sheet-full")
        await run.press("tab")
        assert "secret" not in run.text


# --- one key each ---------------------------------------------------------------------------------------------------


async def test_the_objective_worked_on_is_chosen_from_the_members_plan(house: House) -> None:
    of = scene(house, 3)
    with_plan(of, 0)
    async with sheet(of, NARROW) as run:
        await run.press("o")
        run.shows("Rosa A. · objective worked on", "a   1.1 Rest less by day.")
        await run.press("a")
        assert "1.1" in line_of(run, "Rosa A.")
        assert (kept(of, 0).objective, kept(of, 0).mark) == ("1.1", Mark.attended)
        await run.press("o", "n")
        assert kept(of, 0).objective is None
        await run.press("ctrl+z")
        assert kept(of, 0).objective == "1.1"
        await run.press("down", "o")
        run.shows("Kim B. has no plan with objectives yet.")
        await run.press("a", "o")
        run.shows("Kim B. is marked as not here")


async def test_a_note_is_kept_as_a_draft_while_it_is_typed_and_the_sheet_shows_only_that_there_is_one(
    house: House,
) -> None:
    of = scene(house, 3)
    async with sheet(of, NARROW) as run:
        await run.press("n")
        run.shows("Rosa A. is not marked yet")
        await run.press("p", "n")
        run.shows("Note on Rosa A.", "Response")
        await run.type("Shaky at first")
        await run.press("escape", "n")
        run.shows("Shaky at first", "typed before and not saved")
        await run.press("end", "enter")
        await run.type("and steadier later.")
        await run.press("ctrl+s")
        assert kept(of, 0).note == "Shaky at first\nand steadier later."
        assert "…" in line_of(run, "Rosa A.")
        assert "Shaky" not in run.text
        await run.press("down", "a", "n")
        assert "Response" not in run.text, "nobody who was away took anything in any way"
        await run.type("rang: bus strike")
        await run.press("ctrl+s")
        assert (kept(of, 1).mark, kept(of, 1).note) == (Mark.absent, "rang: bus strike")


async def test_how_somebody_took_part_is_two_keys_and_shows_no_word(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        await run.press("p", "u")
        run.shows("a   took part actively", "w   withdrew")
        await run.press("w")
        assert kept(of, 0).participation is Participation.withdrew
        assert "withdrew" not in run.text
        assert " u" in line_of(run, "Rosa A.")
        await run.press("u", "n")
        assert kept(of, 0).participation is None
        await run.press("down", "e", "u")
        run.shows("Kim B. is marked as not here")


async def test_pain_is_asked_only_where_the_programme_does_and_never_shown_as_a_number(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of) as run:
        assert "w pain" not in run.text
        await run.press("w", "4")
        assert of.attendance(0) is None
    asking_for_pain(of)
    async with sheet(of) as run:
        await run.press("w")
        run.shows("Pain Rosa A. wrote down: 0–9, t ten")
        await run.press("7")
        assert kept(of, 0).pain == 7
        assert "7" not in line_of(run, "Rosa A.")
        run.shows("Kept the pain that Rosa A. wrote down.")
        await run.press("W", "t", "0")
        assert [kept(of, place).pain for place in range(3)] == [7, 10, 0]
        run.shows("That was everybody.")


async def test_an_idea_is_kept_without_a_name_and_with_one_only_when_somebody_looked(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of, NARROW) as run:
        await run.press("i")
        run.shows("Idea or resource", "without names")
        await run.type("Rosa hums while the kettle boils")
        await run.press("ctrl+s")
        run.shows("“Rosa” is a name in this group")
        await run.press("n", "home", *["delete"] * 5, "ctrl+s")
        (idea,) = of.who.of(Idea).all()
        assert (idea.what, idea.session, idea.module) == ("hums while the kettle boils", of.now.id, 2)
        run.shows("Kept it under Ideas.")
        await run.press("i")
        await run.type("Kim chi as a treat")
        await run.press("ctrl+s", "y")
        assert {one.what for one in of.who.of(Idea).all()} == {"hums while the kettle boils", "Kim chi as a treat"}


async def test_homework_for_one_differs_and_setting_it_for_all_again_leaves_it(house: House) -> None:
    of = scene(house, 3)
    with_plan(of, 1)
    async with sheet(of, NARROW) as run:
        await run.press("s", "ctrl+s", "down", "S")
        run.shows("Homework for Kim B.", "For Kim B. alone", "For the objective")
        await run.press("tab", "ctrl+a", "ctrl+k")
        await run.type("2")
        await run.press("tab", "tab", "tab", "enter", "down", "enter", "ctrl+s")
        run.shows("Set homework for Kim B., 2 days.")

        def given() -> dict[str, tuple[int, str | None]]:
            found = of.who.of(Homework).linked(session=of.now.id)
            return {h.member: (h.days_set, h.objective) for h in found}

        days = of.group.curriculum.module[1].homework.days
        rosa, kim, min_ = (member.id for member in of.members)
        assert given() == {rosa: (days, None), kim: (2, "1.1"), min_: (days, None)}
        await run.press("s")
        run.shows("For 2 of 3: 1 other keep what was set for them")
        await run.press("tab", "ctrl+a", "ctrl+k")
        await run.type("4")
        await run.press("ctrl+s")
        assert given() == {rosa: (4, None), kim: (2, "1.1"), min_: (4, None)}
        await run.press("f9")
        run.shows("4 days, for 2", "1 other")


# --- the agenda -----------------------------------------------------------------------------------------------------


async def test_one_key_ticks_the_part_that_is_on_and_the_line_tells_how_far_behind_it_is(house: House) -> None:
    of = scene(house, 3)
    async with sheet(of, NARROW) as run:
        await run.press("x")
        run.shows("The session has not begun")
        await run.press("p", "x")
        run.shows("2 of 7: homework · 8 min early · plan 1 check-in")
        house.clock.forward(minutes=40)
        await run.press("down", "p")
        run.shows("0:40 · 2 of 7: homework · 18 min behind · plan 4 practice")
        await run.press("ctrl+z", "ctrl+z")
        run.shows("agenda 4 of 7: practice, 10 min left")
        await run.press("x", "x", "x", "x", "x", "x", "x")
        run.shows("the agenda is through")
        await run.press("x")
        run.shows("The whole agenda is ticked")
        assert [done.item for done in of.now.agenda_done] == [1, 2, 3, 4, 5, 6, 7]


@LOOKS
async def test_parts_are_ticked_on_the_agendas_own_page_and_what_is_left_out_is_carried_over(
    house: House, size: tuple[int, int]
) -> None:
    of = scene(house, 2)
    async with sheet(of, size) as run:
        await run.press("asterisk", "y", "v", "space", "down", "down", "space", "x")
        run.shows("✓    8 min  check-in", "14:12")
        assert [done.item for done in of.now.agenda_done] == [1]
        await run.press("space")
        assert [done.item for done in of.now.agenda_done] == [1, 3]
        run.frame("agenda")
        await run.press("escape", "f9")
        run.shows("agenda 2, homework", "agenda 7, close", "carried over")
        await run.press(*["down"] * 2, "space")
        assert [done.item for done in of.now.agenda_done] == [1, 2, 3]
        await run.press("d")
        await run.type("Kim")
        await run.press("tab", "tab")
        await run.type("begin with the cue cards")
        await run.press("ctrl+s")
        run.shows("Kim · begin with the cue cards", "2 present", "notes to finish")
        run.frame("close-debrief")
        await run.press("f9")
    assert (of.now.present, of.now.debrief) == (2, Debrief(quiet="Kim", carry_over="begin with the cue cards"))
    house.clock.forward(days=7)
    async with sheet(of, size, number=2) as run:
        await run.press("b")
        run.shows("Carried over from session 2, Tue 13 Oct", "– practice: ")
        await run.press(*["down"] * 8)
        run.shows("Quiet: Kim", "begin with the cue cards")


async def test_where_nobody_ticked_anything_nothing_is_said_to_be_left_out(house: House) -> None:
    of = scene(house, 2)
    async with sheet(of) as run:
        await run.press("asterisk", "y", "f9")
        assert "carried over" not in run.text


async def test_two_modules_in_one_meeting_have_one_agenda_that_fits_it(house: House) -> None:
    of = scene(house, 2)
    with of.who.db.transaction(of.who.staff_id, "facilitator", "make a group"):
        of.who.of(Session).change(of.now, modules=(2, 3), continues=(3,))
    found = run_sheet(of.who, of.now.id)
    assert sum(part.minutes for part in found.agenda) == 90
    async with sheet(of, WIDE) as run:
        run.shows("Relaxation II and Coping Styles")
        await run.press("p", "v")
        run.shows("Relaxation II", "Coping Styles")
        await run.press("escape", "down", "p", "f9")
        run.shows("■   module 2", "□   module 3", "goes on in a later session")
        await run.press("f9")
    assert of.now.covered == (2,)


# --- the brief ------------------------------------------------------------------------------------------------------


@LOOKS
async def test_the_brief_tells_what_each_member_needs_and_what_is_to_be_passed_on(
    house: House, size: tuple[int, int]
) -> None:
    of = scene(house, 4)
    who, first = of.who, of.sessions[0]
    needs = person.Person(family_name="Alvarez", given_name="Rosa", access_needs="a chair with arms")
    person.correct_person(who, of.members[0].client, needs)
    homework.hand_in(who, of.homework(1).id, Practice(days=2, on=who.today(), barrier=Barrier.time))
    homework.review(who, of.homework(1).id, quality=2, comment="Half as long counts as practice.")
    house.clock.forward(minutes=-30)
    session.amend(who, of.now.id, of.members[2].id, Mark.excused, mode=Mode.remote, location="her sister’s")
    leading.debrief_session(who, first.id, Debrief(drifted="pain talk"))
    ideas.add_idea(who, IdeaWords(what="practise while the kettle boils", barrier=Barrier.time), group=of.group.id)
    ideas.add_idea(who, IdeaWords(what="of this module", module=2), group=of.group.id)
    async with sheet(of, size, mode="groups") as run:
        await run.press("b")
        run.shows(
            "for you, not for the room", "Rosa A.: a chair with arms", "Min C.: her sister’s", "Drifted: pain talk"
        )
        run.frame("brief")
        await run.press(*["down"] * 6)
        run.shows("Kim B.: Half as long counts as practice. (DR)")
        await run.press(*["down"] * 12)
        run.shows("time 1: Kim B.", "One idea to bring", "practise while the kettle boils (time)")
        run.shows("… and 1 more under Ideas of the group")


async def test_whoever_calls_for_help_reads_where_somebody_remote_is(house: House) -> None:
    of = scene(house, 2)
    where = {"mode": Mode.remote, "location": "12 Elm St", "phone": "555-0199"}
    session.amend(of.who, of.now.id, of.members[0].id, Mark.attended, **where)
    async with sheet(of, NARROW) as run:
        await run.press("tab")
        run.shows("12 Elm St · 555-0199")
        await run.press("exclamation_mark", "s", "ctrl+s")
        run.shows("Phone now", "They are not in the room", "12 Elm St · by phone there: 555-0199")
        await run.press("escape", "down", "p", "exclamation_mark", "d", "ctrl+s")
        assert "not in the room" not in run.text


def test_names_on_the_brief_are_the_rooms(house: House) -> None:
    of = scene(house, 2)
    assert [row.name for row in run_sheet(of.who, of.now.id).rows] == ["Rosa A.", "Kim B."]
    assert of.who.of(Client).get(of.members[0].client).family_name == "Alvarez"


# --- who leads ------------------------------------------------------------------------------------------------------


def own_passphrase(house: House) -> str:
    """Fay has chosen a passphrase of her own; gives her id."""
    fay = store.open_store(house.folder, "Fay Facilitator", PASSPHRASE, shipped_library(), house.clock)
    store.change_own_passphrase(fay, OWN)
    fay.close()
    return fay.staff_id


async def test_whoever_was_given_a_passphrase_chooses_their_own_before_they_take_over(house: House) -> None:
    of = scene(house, 2)
    async with sheet(of, NARROW) as run:
        await run.press("p", "f", "a")
        await run.type(PASSPHRASE)
        await run.press("enter")
        await run.until("has not chosen a passphrase of")
        await run.press("escape", "down", "p")
    assert kept(of, 1).marked_by == of.who.staff_id


async def test_another_facilitator_signs_in_on_the_sheet_and_all_is_theirs_from_then_on(
    house: House,
) -> None:
    of = scene(house, 3)
    fay = own_passphrase(house)
    async with sheet(of, NARROW) as run:
        await run.press("p", "down", "f")
        run.shows("Who takes over", "a   Fay Facilitator")
        assert "Carl Clinician" not in run.text, "who may not mark cannot lead"
        await run.press("a")
        run.shows("Fay Facilitator, give your passphrase.")
        await run.type("not this one")
        await run.press("enter")
        await run.until("not the passphrase of Fay Facilitator")
        assert kept(of, 0).marked_by == of.who.staff_id
        await run.type(OWN)
        await run.press("enter")
        await run.until("Fay Facilitator goes on from here")
        assert "Kim B." in line_of(run, "▸"), "the cursor stays where it was"
        run.shows("Fay Facilitator ")
        await run.press("ctrl+z", "ctrl+z")
        assert kept(of, 0).mark is Mark.attended, "what another did is not undone from here"
        await run.press("p")
        assert (kept(of, 0).marked_by, kept(of, 1).marked_by) == (of.who.staff_id, fay)
        await run.press("f10")
        run.shows("Fay Facilitator, give your passphrase")
    assert (of.now.led_by, [lead.staff for lead in of.now.leads][:1]) == ((of.who.staff_id, fay), [of.who.staff_id])


async def test_what_was_half_typed_elsewhere_stays_with_who_typed_it(house: House) -> None:
    of = scene(house, 2)
    own_passphrase(house)
    async with program(of.who, mode="referrals") as run:
        run.app.open_place("refer", "")
        await run.settle()
        await run.type("Quist")
        run.app.action_go_to("groups")
        await run.settle()
        run.app.open_place("session", of.now.id)
        await run.settle()
        await run.press("p", "f", "a")
        await run.type(OWN)
        await run.press("enter")
        await run.until("goes on from here")
        run.app.action_go_to("referrals")
        await run.settle()
        assert "Quist" not in run.text
