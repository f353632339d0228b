"""A member's place from the keyboard: ended, on hold, transferred, come back to; make-ups; the plan after a miss."""

import re
from datetime import date

from groupcare.acts import SignIn, homework, make_ups, places
from groupcare.queries.coverage import coverage_grid
from groupcare.record.lookups import had
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.coverage import Standing
from groupcare.rules.group import Group, Member, MemberStatus, Session
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.people import Contact, EndReason, Referral, ReferralStatus
from groupcare.tui.dialogs import Choice, Choose
from tests.acts.test_places import held
from tests.clinic import House, all_present, new_group, sessions
from tests.tui.groups_kit import line_of, list_of, opened, seat
from tests.tui.kit import LOOKS, NARROW, SIZES, WIDE, Run, program


class Two:
    """Two closed groups of one curriculum. In the first, one session held: Brandt missed it. The clock is on Friday."""

    def __init__(self, house: House) -> None:
        self.house, self.who = house, house.sign_in()
        self.one = new_group(self.who, room="Room 2")
        self.two = new_group(self.who, name="Autumn B", first=date(2026, 10, 8), weekdays=(4,), room="Room 3")
        self.members = seat(self.who, self.one, "Alvarez Rosa", "Brandt Kim", "Cho Min")
        self.others = seat(self.who, self.two, "Zoll Ada")
        held(house, self.who, self.one, 1, self.members, Brandt=Mark.absent)
        held(house, self.who, self.two, 1, self.others)
        house.clock.forward(days=1)

    def member(self, place: int) -> Member:
        return self.who.of(Member).get(self.members[place].id)


def tells(run: Run, *texts: str) -> None:
    """`shows`, wherever a sentence is wrapped in a dialog."""
    flowed = " ".join(re.sub("[│╭╮╰╯─]", " ", run.text).split())
    for text in texts:
        assert text in flowed, f"{text!r} is not on the screen:\n{run.text}"


async def chosen(run: Run, downs: int) -> None:
    """In a field of choices: open it, go so many down, take it, and on to the next field."""
    await run.press("enter", *["down"] * downs, "enter", "tab")


@LOOKS
async def test_a_place_is_ended_after_it_is_said_what_happens(house: House, size: tuple[int, int]) -> None:
    of = Two(house)
    async with program(of.who, size) as run:
        await opened(run, "group", of.one.id, "roster")
        await run.press("L")
        run.shows("Alvarez, Rosa · Pain Skills, Autumn A", "1 of 8 modules had", "transfer", "on hold", "end")
        run.frame("place-menu")
        await run.press("e")
        tells(run, "End the place · Alvarez, Rosa", "The seat in Pain Skills, Autumn A is free then", "Fri 9 Oct")
        run.frame("place-end")
        await run.press("ctrl+s")
        run.shows("Reason is needed.")
        await chosen(run, 2)
        await run.press("tab", "tab")
        await run.press(*"To Leeds.")
        await run.press("ctrl+s")
        tells(run, "“moved away”, last day Fri 9 Oct? The referral ends.")
        assert of.member(0).status is MemberStatus.active
        await run.press("y")
        assert (of.member(0).end_reason, of.member(0).end) == (EndReason.moved_away, date(2026, 10, 9))
        run.shows("Ended the place of Alvarez, Rosa: moved away.", "2 of 10 seats" if size == WIDE else "Roster")
        assert "left" in line_of(run, "Alvarez, Rosa") or "moved away" in line_of(run, "Alvarez, Rosa")
        await run.press("end")
        tells(run, "Left Fri 9 Oct, moved away. To Leeds.")
        run.frame("group-roster-left")
        await run.press("ctrl+z")
        assert of.member(0).status is MemberStatus.active


@SIZES
async def test_somebody_goes_on_hold_and_is_taken_up_again(house: House, size: tuple[int, int]) -> None:
    of = Two(house)
    async with program(of.who, size) as run:
        await opened(run, "group", of.one.id, "roster")
        await run.press("L", "h")
        tells(run, "The seat is kept.")
        await run.type("An operation.")
        await run.press("ctrl+s")
        assert of.member(0).status is MemberStatus.on_hold
        run.shows("Put on hold: Alvarez, Rosa.")
        await run.press("L")
        tells(run, "On hold from Fri 9 Oct: An operation.")
        await run.press("r", "ctrl+s")
        assert of.member(0).status is MemberStatus.active


@LOOKS
async def test_a_member_leaves_comes_back_and_is_transferred_with_history_kept(
    house: House, size: tuple[int, int]
) -> None:
    of = Two(house)
    places.end(of.who, of.members[0].id, EndReason.stopped_coming)
    async with program(of.who, size) as run:
        await opened(run, "group", of.one.id, "roster")
        await run.press("end")
        assert list_of(run, "Roster").key == of.members[0].id
        await run.press("L", "b")
        run.shows("Alvarez, Rosa comes back to", "Pain Skills, Autumn A", "Autumn B", "the waitlist")
        await run.press("1")
        tells(run, "comes back to Pain Skills, Autumn A from Tue 13 Oct. What they had counts on.")
        await run.press("y")
        (back,) = [m for m in of.who.of(Member).linked(group=of.one.id) if m.came_from]
        assert (back.came_from, back.status) == (of.members[0].id, MemberStatus.active)
        held(house, of.who, of.one, 2, [back, *of.members[1:]])
        await run.press("home")
        await run.until("Alvarez, Rosa")
        assert list_of(run, "Roster").key == back.id
        await run.press("L", "t")
        run.shows("Transfer Alvarez, Rosa to", "Autumn B", "from Thu 22 Oct")
        await run.press("enter")
        tells(run, "moves from Pain Skills, Autumn A to Autumn B, from Thu 22 Oct.", "plan and clinician go with them")
        await run.press("y")
        (moved,) = [m for m in of.who.of(Member).linked(group=of.two.id) if m.came_from]
        assert had(of.who, moved) == {1, 2}
        await opened(run, "group", of.two.id, "coverage")
        assert "  b  b" in line_of(run, "Alvarez, Rosa")
        run.shows("b had before, in another place")
        run.frame("group-coverage-moved")
        await opened(run, "chart", moved.client, "overview")
        await run.press("L")
        run.shows("Which place")
        await run.press("1")
        tells(run, "Alvarez, Rosa · Autumn B", "2 of 8 modules had")


@LOOKS
async def test_when_a_module_comes_is_never_cut_for_its_title(house: House, size: tuple[int, int]) -> None:
    long = Choice("7", "", "7 Medications and Alternative Medicine Options, Sleep", "comes Tue 24 Nov 2026")
    async with program(house.sign_in(), size) as run:
        run.app.push_screen(Choose("Make-up", [long]))
        await run.settle()
        run.shows("7 Medications and Alternative", "comes Tue 24 Nov 2026")
        assert ("…" in run.text) == (size == NARROW)
        run.shows("7 Medications and Alternative Medicine Options, Sleep")


@LOOKS
async def test_a_make_up_is_found_in_another_group_and_arranged(house: House, size: tuple[int, int]) -> None:
    of = Two(house)
    third = new_group(of.who, name="Autumn C", first=date(2026, 10, 14), weekdays=(3,), room="Room 1")
    async with program(of.who, size) as run:
        await opened(run, "group", of.one.id, "coverage")
        await run.press("down")
        assert "1 make-up" in line_of(run, "Brandt, Kim")
        await run.press("m")
        run.shows("Make-up · Brandt, Kim", "1 Relaxation I", "to make up", "comes Tue 13 Oct")
        await run.press("enter")
        run.shows("Autumn C · session 1", "✓ can be arranged", "alone with a member of staff")
        run.frame("make-up")
        await run.press("enter")
        tells(run, "Brandt, Kim has module 1 as a guest of Autumn C, session 1")
        await run.press("y")
        (one,) = of.who.of(MakeUp).linked(member=of.members[1].id)
        assert one.session == sessions(of.who, third)[0].id
        run.shows("● arranged", "✗ 1 reason against")
        await run.press("home")
        run.shows("They stand on that session's run sheet")
        await run.press("c")
        assert of.who.of(MakeUp).get(one.id).status is MakeUpStatus.cancelled
        run.shows("✓ can be arranged")


@SIZES
async def test_a_make_up_alone_is_arranged_written_down_and_shown_as_had_individually(
    house: House, size: tuple[int, int]
) -> None:
    of = Two(house)
    async with program(of.who, size) as run:
        await opened(run, "make-up", of.members[1].id, "1")
        run.shows("No other group of this curriculum has a session to come with this module.")
        await run.press("enter", "ctrl+s")
        (one,) = of.who.of(MakeUp).linked(member=of.members[1].id)
        assert (one.status, one.on) == (MakeUpStatus.arranged, date(2026, 10, 9))
        await run.press("home", "d")
        await run.type("45")
        await run.press("ctrl+s")
        assert of.who.of(MakeUp).get(one.id).minutes == 45
        await opened(run, "group", of.one.id, "coverage")
        run.shows("i individually")
        assert "  i" in line_of(run, "Brandt, Kim")


async def test_a_guest_stands_on_the_other_groups_sheet_as_one(house: House) -> None:
    of = Two(house)
    third = new_group(of.who, name="Autumn C", first=date(2026, 10, 14), weekdays=(3,))
    seat(of.who, third, "Ito Yuki")
    visited = sessions(of.who, third)[0]
    make_ups.arrange(of.who, of.members[1].id, 1, session=visited.id)
    house.clock.now = house.clock.now.replace(day=14, hour=18, minute=5)
    async with program(of.who) as run:
        await opened(run, "session", visited.id)
        assert "guest: module 1" in line_of(run, "Kim B.")
        await run.press("p", "p")
        marks = {a.member: a.mark for a in of.who.of(Attendance).linked(session=visited.id)}
        assert marks[of.members[1].id] is Mark.attended


@SIZES
async def test_a_clinician_waives_a_module_and_a_facilitator_is_told_who_may(
    house: House, size: tuple[int, int]
) -> None:
    of = Two(house)
    async with program(house.sign_in("Fay Facilitator"), size) as run:
        await opened(run, "group", of.one.id, "coverage")
        await run.press("w")
        run.shows("To waive a module takes the role")
    async with program(house.sign_in("Carl Clinician"), size) as run:
        await opened(run, "group", of.one.id, "coverage")
        await run.press("down", "w")
        await run.press("tab")
        await run.press(*"Had it elsewhere.")
        await run.press("ctrl+s")
        assert [(w.module, w.why) for w in of.member(1).waived] == [(1, "Had it elsewhere.")]
        run.shows("w waived")
        row = next(r for r in coverage_grid(of.who, of.one).rows if r.member == of.members[1].id)
        assert row.coverage.standings[0] is Standing.waived


@LOOKS
async def test_what_attendance_suggests_opens_a_follow_up_only_when_somebody_says_so(
    house: House, size: tuple[int, int]
) -> None:
    of = Two(house)
    held(house, of.who, of.one, 2, of.members, Brandt=Mark.absent)
    client = of.members[1].client
    said = "Missed 2 sessions in a row without notice: call them."
    async with program(of.who, size) as run:
        run.shows("Missed 2 sessions in a row" if size == WIDE else "Missed 2 sessions")
        await opened(run, "group", of.one.id, "roster")
        await run.press("down")
        run.shows(f"! {said}")
        run.frame("group-roster-suggested")
        assert of.who.of(Contact).linked(client=client) == []
        await run.press("f")
        tells(run, "Follow up · Brandt, Kim", said)
        await run.press("ctrl+s")
        (contact,) = of.who.of(Contact).linked(client=client)
        assert (contact.next_step, contact.due, contact.outcome) == ("call them", date(2026, 10, 15), said)
        await run.press("g", "t")
        assert "Missed 2 sessions" not in run.text


@SIZES
async def test_a_missed_session_leads_the_clinician_to_the_plan_and_is_gone_once_looked_at(
    house: House, size: tuple[int, int]
) -> None:
    of = Two(house)
    async with program(house.sign_in("Carl Clinician"), size) as run:
        run.shows("missed session 1: look at the plan")
        needs = list_of(run, "needs")
        needs.go_to(f"chart {of.members[1].client} plan")
        await run.press("enter")
        run.shows("[p Plan]" if size == WIDE else "Plan")
        await run.press("L")
        run.shows("plan looked at")
        await run.press("v")
        assert of.member(1).due is None
        await run.press("escape")
        assert "look at the plan" not in run.text


async def test_who_has_had_all_may_be_completed_by_a_person(house: House) -> None:
    of = Two(house)
    for number in range(2, 9):
        held(house, of.who, of.one, number, of.members)
    async with program(of.who, NARROW) as run:
        await opened(run, "group", of.one.id, "roster")
        await run.press("L")
        tells(run, "They have had all: the place may", "has had all")
        await run.press("c", "ctrl+s")
        member = of.member(0)
        assert (member.status, member.end_reason) == (MemberStatus.finished, EndReason.completed)
        await opened(run, "group", member.group or "", "roster")
        assert "completed" in line_of(run, "Alvarez, Rosa")
        assert "left" not in line_of(run, "Alvarez, Rosa")
        assert of.who.of(Referral).get(member.referral).status is ReferralStatus.ended


async def test_a_follow_up_has_one_key_on_the_roster_and_in_the_menu(house: House) -> None:
    of = Two(house)
    async with program(of.who, NARROW) as run:
        await opened(run, "group", of.one.id, "roster")
        for keys in (("f",), ("L", "f")):
            await run.press(*keys)
            tells(run, "Follow up · Alvarez, Rosa")
            await run.press("escape")


async def test_whoever_may_not_is_told_before_anything_is_asked(house: House) -> None:
    of = Two(house)
    async with program(house.sign_in("Ines Intake")) as run:
        await opened(run, "group", of.one.id, "roster")
        await run.press("L", "e")
        tells(run, "To end a place takes the role facilitator or clinician")
        assert of.member(0).status is MemberStatus.active


async def test_on_the_seat_page_more_than_twelve_and_what_is_due_alone_is_said_before(house: House) -> None:
    from tests.clinic import waiting
    from tests.tui.test_groups import seats

    dana: SignIn = house.sign_in()
    made: Group = new_group(dana, "twelve-module", name="Coping Twelve", seats=14)
    seat(dana, made, *(f"Person{number} A" for number in range(12)))
    waiting(dana, "twelve-module", family_name="Thirteenth", given_name="Tia")
    async with program(dana) as run:
        await opened(run, "group", made.id)
        await run.press("f9")
        await seats(run)
        tells(run, "would have 13 members; 90853 is for at most 12", "Due alone with a facilitator", "module 1")


async def test_a_late_member_of_a_rolling_group_is_before_joining_through_the_whole_chain(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, "twelve-module", name="Coping Twelve")
    early = seat(dana, made, "Alvarez Rosa")
    for one in sessions(dana, made)[:2]:
        house.clock.now = house.clock.now.replace(day=one.date.day)
        all_present(dana, one, early)
    homework.set_homework(dana, sessions(dana, made)[1].id)
    (late,) = seat(dana, made, "Cho Min")
    async with program(dana, WIDE) as run:
        await run.press("down")
        run.shows("module 1 alone")
        await opened(run, "group", made.id)
        assert run.text.count("1 of 1 ") == 2, "nobody who came later was expected before"
        await run.press("tab")
        assert "  –  –" in line_of(run, "Cho, Min")
        await run.press("tab")
        assert " 0/10" in line_of(run, "Cho, Min")
        await opened(run, "session", dana.of(Session).linked(group=made.id)[1].id)
        assert "Min C." not in run.text
        await opened(run, "chart", late.client, "attendance")
        assert "absent" not in run.text
