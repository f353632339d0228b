"""Papers of a group by the keyboard: P on the group, the session and Today, D on a chart; shown, saved, refused."""

from datetime import date
from pathlib import Path

import pytest

from groupcare.acts import SignIn, consents, session
from groupcare.queries.access import access_log
from groupcare.rules.consent import ConsentKind
from groupcare.rules.group import Session
from groupcare.tui.groups.papers import of_session
from groupcare.tui.paper_page import PaperPage
from tests.clinic import House, new_group, referred
from tests.queries.paper_scene import Printed, finished, named, noted, printed
from tests.tui.groups_kit import opened
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, Run, program


@pytest.fixture
def of(house: House, dana: SignIn) -> Printed:
    of = printed(house, dana)
    noted(dana, of)
    return of


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


NOTES = "member-notes-G-001-1-2026-10-13.html"


def told(run: Run) -> str:
    """What the program has told in passing."""
    return " ".join(n.message for n in run.app._notifications)


@LOOKS
async def test_p_on_a_group_offers_the_papers_of_the_session_and_the_roster(
    dana: SignIn, of: Printed, size: tuple[int, int], here: Path
) -> None:
    async with program(dana, size) as run:
        await opened(run, "group", of.group.id)
        run.shows("P papers")
        await run.press("P")
        run.shows("sign-in sheet", "sign-in slips", "handout", "homework log", "roster")
        assert "note" not in run.text.split("Papers", 1)[1].split("enter choose")[0], "it is not held yet"
        run.frame("papers-choice")
        await run.press("s")
        run.shows("Sign-in sheet · G-001-2", "Kit B.", "Rosa A.")
        run.frame("paper-sign-in")
        await run.press("f9", "ctrl+s")
        await run.until("Written to")
    (file,) = here.iterdir()
    assert file.name == "sign-in-G-001-2-2026-10-13.html"
    assert "export of sign-in G-001-2" in [look.what for look in access_log(dana)]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("c", "SIGN-IN SLIPS"),
        ("h", "Relaxation II"),
        ("l", "MY LOG"),
        ("r", "ROSTER"),
        ("o", "Kit B."),
    ],
)
async def test_each_letter_on_the_run_sheet_opens_its_paper(dana: SignIn, of: Printed, key: str, words: str) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, "session", of.next.id)
        await run.press("down", "P")
        if key == "r":
            assert "roster" not in run.text, "phones are not for the group room"
            return
        await run.press(key)
        assert isinstance(run.app.screen, PaperPage)
        run.shows(words)
        await run.press("escape")
        run.shows("session 2 of 8")


async def test_notes_are_offered_once_it_was_held_and_marked_as_not_for_the_room(dana: SignIn, of: Printed) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, "session", of.next.id)
        await run.press("P")
        run.shows("handout")
        assert "member notes" not in run.text
        await run.press("escape")
        await opened(run, "session", of.held.id)
        await run.press("P")
        run.shows("group note", "not for the room to see")
        await run.press("n")
        run.shows("SESSION NOTE", "Rosa Alvarez")
    looked = {look.client for look in access_log(dana) if look.what == "paper member-notes"}
    assert looked == {"GC-0001", "GC-0002", "GC-0003", "GC-0004"}


async def test_a_session_that_is_not_held_has_neither_sign_in_nor_notes(dana: SignIn, of: Printed) -> None:
    session.cancel_session(dana, of.next.id, "snow")
    offered = {offer.words for offer in of_session(dana.of(Session).get(of.next.id))}
    assert offered == {"handout", "homework log"}


@LOOKS
async def test_p_on_today_shows_who_is_expected(dana: SignIn, of: Printed, size: tuple[int, int]) -> None:
    new_group(dana, name="Pain Skills, Autumn B", first=date(2026, 10, 15), weekdays=(4,))
    async with program(dana, size) as run:
        await run.press("P")
        run.shows("who is expected today", "who is expected tomorrow", "who is expected Thu 15 Oct")
        await run.press("t")
        run.shows("WHO IS EXPECTED", "told us ahead", "■ Cho, Min")
        run.frame("paper-expected")


async def test_intake_has_rosters_and_the_days_list_and_no_notes(house: House, of: Printed) -> None:
    async with program(house.sign_in("Ines Intake"), NARROW) as run:
        await run.press("P", "t")
        run.shows("WHO IS EXPECTED")
        await opened(run, "group", of.group.id)
        await run.press("P")
        run.shows("sign-in sheet", "roster")
        assert "note" not in run.text.split("Papers", 1)[1].split("enter choose")[0]


async def test_a_manager_is_told_that_there_is_none(house: House, of: Printed) -> None:
    async with program(house.sign_in("Mona Manager"), NARROW) as run:
        await run.press("P")
        assert "none that your role sees" in told(run)
        assert not isinstance(run.app.screen, PaperPage)


async def test_the_certificate_of_whoever_has_finished_stands_on_the_roster(dana: SignIn, of: Printed) -> None:
    finished(dana, of.members[0])
    async with program(dana, NARROW) as run:
        await opened(run, "group", of.group.id, "roster")
        await run.press("P")
        run.shows("roster", "of all who have finished")
        await run.press("a")
        run.shows("CERTIFICATE OF COMPLETION", "Rosa Alvarez")
        await run.press("escape", "end", "P", "c")
        run.shows("for the member", "record a release to them on the overview")
        await run.press("m")
        run.shows("CERTIFICATE OF COMPLETION", "Rosa Alvarez", "1 session")


@LOOKS
async def test_d_on_a_chart_offers_what_there_is_and_to_whom_it_may_go(
    dana: SignIn, of: Printed, size: tuple[int, int]
) -> None:
    client = of.members[0].client
    finished(dana, of.members[0])
    consents.record_consent(dana, client, ConsentKind.release, to="Dr Rivera")
    async with program(dana, size) as run:
        await opened(run, "chart", client)
        await run.press("D")
        run.shows("homework log", "certificate", "session note, Tue 6 Oct")
        await run.press("end", "enter")
        run.shows("for the record", "for the member", "to Dr Rivera")
        run.frame("papers-for-whom")
        await run.press("end", "enter")
        run.shows("To Dr Rivera", "Rosa Alvarez")
        await run.press("end")
        run.shows("Sent to Dr Rivera by the person's release")
    assert [look.client for look in access_log(dana) if look.what == "paper member-note"] == ["GC-0001"]


async def test_a_release_taken_back_meanwhile_takes_the_note_off_the_screen(
    house: House, dana: SignIn, of: Printed
) -> None:
    client = of.members[0].client
    kept = consents.record_consent(dana, client, ConsentKind.release, to="Dr Rivera")
    async with program(dana, NARROW) as run:
        await opened(run, "chart", client)
        await run.press("D", "end", "enter", "end", "enter")
        run.shows("To Dr Rivera")
        consents.revoke_consent(house.sign_in("Ines Intake"), kept.id)
        await run.until("No release of information from GC-0001 to Dr Rivera")
        assert "Took part" not in run.text
        await run.press("f9")
        assert "Save ·" not in run.text


async def test_names_hidden_hide_the_papers_of_a_chart_and_one_without_any_says_so(dana: SignIn, of: Printed) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, "chart", of.members[3].client)
        await run.press("f2", "D")
        assert "Names are hidden" in told(run)
        await run.press("f2", "D")
        run.shows("homework log", "session note, Tue 6 Oct")
        await run.press("escape")
        await opened(run, "chart", referred(dana, family_name="New").client)
        await run.press("D")
        assert "There is no paper to make here yet" in told(run)


async def test_a_session_with_nobody_expected_says_so(dana: SignIn) -> None:
    made = new_group(dana)
    async with program(dana, NARROW) as run:
        await opened(run, "group", made.id)
        await run.press("P", "s")
        assert "Nobody has a seat at this session" in told(run)


@SIZES
async def test_hostile_names_stand_on_papers_as_they_are(
    dana: SignIn, of: Printed, here: Path, size: tuple[int, int]
) -> None:
    for name in HOSTILE[:6]:
        named(dana, of.members[0], name, name)
        async with program(dana, size) as run:
            await opened(run, "group", of.group.id)
            await run.press("P", "r")
            run.shows("ROSTER")
            await run.press("escape", "up", "P", "n", "f9", "ctrl+s")
            if here.joinpath(NOTES).exists() and "is there already" in run.text:
                await run.press("y")
            await run.until("Written to")
    (file,) = here.iterdir()
    assert file.name == NOTES
