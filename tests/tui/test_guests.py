"""A session with a guest, who makes up a module there: run, closed and written up by keys like any other."""

from dataclasses import dataclass
from datetime import date

from groupcare.acts import make_ups, session
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Member, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.note import MemberNote, NoteStatus
from tests.clinic import House, looked_at, new_group, sessions
from tests.tui.groups_kit import Scene, line_of, scene, seat, sheet
from tests.tui.kit import NARROW


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
