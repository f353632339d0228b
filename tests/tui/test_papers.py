"""Papers on the screen: the summary and the reply of a screening are read, and saved as files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from groupcare.acts import SignIn, consents, refer, safety, screen
from groupcare.queries.access import access_log
from groupcare.rules.consent import ConsentKind
from groupcare.rules.people import Referral
from groupcare.rules.safety import Choice
from groupcare.tui.paper_page import PaperPage
from tests.clinic import House, referred, row
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, Run, program


@pytest.fixture
def ruiz(dana: SignIn) -> Referral:
    """Severely depressed, screened, and decided for individual care."""
    made = referred(dana, phq9="333333330", referrer="Dr Rivera", source="pain medicine", phone="555-0162")
    screen.screen_referral(dana, made.id)
    screen.decide(dana, made.id, Choice.individual)
    safety.hand_off(dana, made.id, "Dr Lee", phone="555-0137")
    return dana.of(Referral).get(made.id)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@asynccontextmanager
async def screening(who: SignIn, referral: Referral, size: tuple[int, int] = NARROW) -> AsyncIterator[Run]:
    async with program(who, size) as run:
        run.app.open_place("screening", referral.id)
        await run.settle()
        yield run


@LOOKS
async def test_s_shows_the_summary_as_it_will_be_printed(dana: SignIn, ruiz: Referral, size: tuple[int, int]) -> None:
    async with screening(dana, ruiz, size) as run:
        await run.press("s")
        run.shows("Screening summary · R-0001", "SCREENING SUMMARY", "Ruiz, Elena · GC-0001", "f9 save as a file")
        run.frame("paper-summary")
        await run.press("end")
        run.shows("Clinician", "Hill Clinic · R-0001 · Tue 6 Oct 2026")
        await run.press("escape")
        run.shows("Route so far")
    [look] = [a for a in access_log(dana) if a.what == "paper screening-summary"]
    assert look.client == "GC-0001"


async def test_what_was_answered_a_moment_ago_stands_in_the_summary(dana: SignIn) -> None:
    made = refer.refer(dana, row())
    async with screening(dana, made) as run:
        await run.press("3", "3", "s")
        run.shows("6 to 27 possible")


async def test_f9_saves_html_by_number_and_day_for_the_person_alone(dana: SignIn, ruiz: Referral, here: Path) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("s", "f9")
        run.shows("Save · Screening summary", "screening-summary-R-0001-2026-10-06.html", "A name without a folder")
        await run.press("ctrl+s")
        run.shows("Written to")
    [file] = here.iterdir()
    assert file.name == "screening-summary-R-0001-2026-10-06.html"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Ruiz, Elena" in file.read_text(encoding="utf-8")
    assert [a.what for a in access_log(dana)].count("export of screening-summary R-0001") == 1


async def test_a_file_that_is_there_is_replaced_only_after_asking(dana: SignIn, ruiz: Referral, here: Path) -> None:
    file = here / "screening-summary-R-0001-2026-10-06.html"
    file.write_text("something else")
    async with screening(dana, ruiz) as run:
        await run.press("s", "f9", "ctrl+s")
        run.shows("is there already")
        await run.press("n")
        assert file.read_text() == "something else"
        await run.press("ctrl+s", "y")
        run.shows("Written to")
    assert "Ruiz, Elena" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("path", "why"), [("gone/a.html", "there is no folder"), (".", "something that is no file")])
async def test_where_nothing_can_be_written_a_sentence_says_so(
    dana: SignIn, ruiz: Referral, here: Path, path: str, why: str
) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("s", "f9", "ctrl+u")
        await run.type(path)
        await run.press("ctrl+s")
        assert why in " ".join(n.message for n in run.app._notifications)
        run.shows("Save · Screening summary")
    assert list(here.iterdir()) == []


async def test_without_a_release_the_reply_is_refused_and_an_acknowledgement_offered(
    dana: SignIn, ruiz: Referral
) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("r")
        run.shows("No release of information from GC-0001 to Dr Rivera is in force", "y acknowledgement · n not now")
        await run.press("n")
        assert not isinstance(run.app.screen, PaperPage)
        await run.press("r", "y")
        run.shows("YOUR REFERRAL WAS RECEIVED", "Dear Dr Rivera,", "E. R.")
        assert "Ruiz" not in run.text
        assert "individual" not in run.text


@LOOKS
async def test_with_a_release_the_reply_says_what_was_decided(
    dana: SignIn, ruiz: Referral, size: tuple[int, int]
) -> None:
    consents.record_consent(dana, ruiz.client, ConsentKind.release, to="Dr Rivera", expires_on=date(2027, 1, 4))
    async with screening(dana, ruiz, size) as run:
        await run.press("r")
        run.shows("Dear Dr Rivera,", "individual care first", "Elena Ruiz")
        run.frame("paper-reply")


async def test_a_release_taken_back_meanwhile_takes_the_reply_off_the_screen(
    house: House, dana: SignIn, ruiz: Referral
) -> None:
    kept = consents.record_consent(dana, ruiz.client, ConsentKind.release, to="Dr Rivera")
    async with screening(dana, ruiz) as run:
        await run.press("r")
        consents.revoke_consent(house.sign_in("Ines Intake"), kept.id)
        await run.until("No release of information from GC-0001")
        assert "individual care first" not in run.text
        await run.press("f9")
        assert "Save ·" not in run.text


async def test_nobody_to_reply_to_is_no_key(dana: SignIn) -> None:
    made = referred(dana)
    async with screening(dana, made) as run:
        await run.press("r")
        run.shows("Route so far")


async def test_names_hidden_hide_papers(dana: SignIn, ruiz: Referral) -> None:
    async with screening(dana, ruiz) as run:
        await run.press("s", "f2")
        run.shows("Names are hidden, and a paper holds them")
        assert "Ruiz" not in run.text
        await run.press("f9", "escape", "s")
        assert not isinstance(run.app.screen, PaperPage)


@SIZES
async def test_hostile_names_stand_in_a_paper_as_they_are(dana: SignIn, here: Path, size: tuple[int, int]) -> None:
    for name in HOSTILE[:6]:
        made = referred(dana, family_name=name, referrer=name, reason=f"<script>{name}")
        async with screening(dana, made, size) as run:
            await run.press("s")
            run.shows("SCREENING SUMMARY", "<script>")
            await run.press("f9", "ctrl+s")
            run.shows("Written to")
    assert len(list(here.iterdir())) == 6
