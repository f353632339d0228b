"""A session with a guest, who makes up a module there: run, closed and written up by keys like any other."""

from dataclasses import dataclass
from datetime import date

from groupcare.acts import make_ups, rescheduling, session
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Member, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.note import MemberNote, NoteStatus
from groupcare.rules.reflow import Way
from tests.clinic import House, looked_at, new_group, sessions
from tests.tui.groups_kit import Scene, line_of, opened, scene, seat, sheet
from tests.tui.kit import NARROW, program


@dataclass
class Visit:
    """The second session of the scene, to which a member of a Monday group comes for module 2."""

    of: Scene
    guest: Member
    made: MakeUp


def visit(house: House, count: int = 3) -> Visit:
    dana = house.sign_in()
    mondays = new_group(dana, name="Mondays", first=date(2026, 10, 12), weekdays=(1,), seats=4)
    (guest,) = seat(dana, mondays, "Zoll Ada")
    of = scene(house, count, dana)
    first = sessions(dana, mondays)[0]
    session.mark(dana, first.id, guest.id, Mark.attended)
    looked_at(dana, first)
    session.close_session(dana, first.id)
    return Visit(of, guest, make_ups.arrange(dana, guest.id, 2, session=of.now.id))


async def test_a_session_with_a_guest_is_run_closed_and_signed_by_keys(house: House) -> None:
    """Homework goes out to the group's own members; the guest's own group sets theirs."""
    there = visit(house)
    of = there.of
    async with sheet(of, NARROW, mode="groups") as run:
        assert "guest" in line_of(run, "Ada Z.")
        await run.press("asterisk", "y", "H", "5", "4", "3", "C", *"6666", "s", "ctrl+s", "f9", "f9")
        run.shows("Closed session 2.")
        await run.press("N", "end")
        run.shows("Came", "as a guest to make up Relaxation", "Goes on in their own group on Mon")
        await run.press("asterisk", "y", "home", "f9", "y")
        run.shows("all signed")
    dana = of.who
    assert (of.now.status, of.now.present) == (SessionStatus.held, 4)
    assert {h.member for h in dana.of(Homework).linked(session=of.now.id)} == {m.id for m in of.members}
    assert dana.of(MakeUp).get(there.made.id).status is MakeUpStatus.done
    written = dana.of(MemberNote).linked(session=of.now.id)
    assert {n.member for n in written} == {*(m.id for m in of.members), there.guest.id}
    assert {n.status for n in written} == {NoteStatus.signed}


async def test_homework_for_a_guest_alone_is_set_by_their_own_group(house: House) -> None:
    there = visit(house)
    async with sheet(there.of, NARROW) as run:
        await run.press("end", "S")
        run.shows("Ada Z. is a guest: their own group sets their homework.")
    assert not there.of.who.of(Homework).linked(session=there.of.now.id)


async def test_the_page_of_a_make_up_says_what_is_lost_and_how_many_a_guest_makes_it(house: House) -> None:
    """From the place that is arranged to a session that is off, and to another: twelve there, and one guest."""
    there = visit(house, 12)
    dana = there.of.who
    later = rescheduling.add_session(dana, there.of.group.id, date(2026, 10, 14), [2]).plan.added[0]
    async with program(dana, NARROW, mode="groups") as run:
        await opened(run, "make-up", there.guest.id, "2")
        run.shows("● arranged", "As a guest of Pain Skills, Autumn A, session 2.")
        await run.press("escape")
        rescheduling.lose_session(dana, there.of.now.id, Way.drop, "Room flooded.")
        await opened(run, "make-up", there.guest.id, "2")
        run.shows("! session is off", "arrange another, which takes its place", "enter arrange")
        await run.press("down", "enter")
        run.shows("They make it 13", "90853 is for at most 12")
        await run.press("y")
        run.shows("● arranged")
        assert "session is off" not in run.text
    open_ = [m for m in dana.of(MakeUp).linked(member=there.guest.id) if m.status is MakeUpStatus.arranged]
    assert [m.session for m in open_] == [later.id]
