"""How many keys a session takes, from opening its sheet to closing it."""

from groupcare.acts import plan
from groupcare.rules.attendance import Mark
from groupcare.rules.group import SessionStatus
from groupcare.rules.homework import Homework
from groupcare.tui.groups.group import GroupPage
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House
from tests.tui.groups_kit import scene
from tests.tui.kit import NARROW, program

NOTE = "asked to sit by the door"


async def test_a_session_of_twelve_is_run_and_closed_with_few_keys(house: House) -> None:
    """Two late, one absent, one excused; everybody's homework but theirs, moods, the next homework, one note, one
    objective; opened from the list of groups, closed at the end."""
    of = scene(house, 12)
    plan.write_plan(of.who, of.members[7].client, PLAN)
    opens = ["s"]
    marks = ["down", "down", "l", "down", "down", "l", "down", "a", "down", "e", "down", "asterisk", "y"]
    objective = ["o", "a"]
    note = ["n", *NOTE.replace(" ", "_"), "ctrl+s"]
    logs = ["H", *"54320", "down", "down", *"12345"]
    moods = ["C", *"6547654765"]
    following = ["s", "ctrl+s"]
    closes = ["f9", "f9"]
    keys = [*opens, *marks, *objective, *note, *logs, *moods, *following, *closes]
    assert len(keys) - len(NOTE) == 46
    assert len(keys) == 70
    async with program(of.who, NARROW, mode="groups") as run:
        await run.press(*("space" if key == "_" else key for key in keys))
        assert isinstance(run.app.screen, GroupPage)
        run.shows("Closed session 2.")
    one = of.now
    assert (one.status, one.present, one.covered) == (SessionStatus.held, 10, (2,))
    given = [of.attendance(place) for place in range(12)]
    assert [a.mark for a in given if a] == [*[Mark.attended] * 5, Mark.absent, Mark.excused, *[Mark.attended] * 5]
    assert [a.late for a in given if a] == [0, 0, 12, 0, 12, 0, 0, 0, 0, 0, 0, 0]
    assert [a.mood for a in given if a] == [6, 5, 4, 7, 6, None, None, 5, 4, 7, 6, 5]
    assert [(a.objective, a.note) for a in given if a][7] == ("1.1", NOTE)
    logs_in = [of.homework(place).practice for place in range(12)]
    assert [log.days if log else None for log in logs_in] == [5, 4, 3, 2, 0, None, None, 1, 2, 3, 4, 5]
    assert len(of.who.of(Homework).linked(session=one.id)) == 12
