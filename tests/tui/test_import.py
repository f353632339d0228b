"""Taking in a file: what it holds is seen first, nothing is written before f9, and the screen never freezes."""

import asyncio
import shutil
from pathlib import Path
from threading import Event
from time import thread_time

import pytest

from groupcare.acts import SignIn, importing, refer
from groupcare.exchange import referrals_csv
from groupcare.rules.people import Client, Referral
from groupcare.rules.screening import Screening
from groupcare.tui.referrals import screen_all
from groupcare.tui.referrals.file import ImportPage
from groupcare.tui.referrals.paths import completed, entries
from tests.clinic import House, row
from tests.tui.kit import LOOKS, NARROW, WIDE, Run, program

REAL = Path(__file__).parent.parent / "data" / "referrals-nhanes-phq9.csv"
HEADER = "external_id,family_name,given_name,date_of_birth,received_on,phq9_1,phq9_2,phq9_total\n"
MIXED = HEADER + (
    "A1,Ruiz,Elena,1980-02-03,2026-10-05,1,2,\n"
    "A2,Cho,Min,1970-01-01,soon,0,0,\n"
    "A3,Diaz,Leo,1990-09-09,2026-10-04,5,0,\n"
    "A4,Okafor,Ada,,2026-10-03,,,21\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


async def stage(run: Run, *wanted: str) -> None:
    """Wait until the page has come to one of these stages."""
    page = run.app.screen
    assert isinstance(page, ImportPage)
    await run.when(lambda: page.stage in wanted)
    assert page.stage in wanted, run.text


async def open_file(run: Run, name: str) -> None:
    await run.press("i")
    await run.type(name)
    await run.press("enter")


@LOOKS
async def test_a_file_is_chosen_by_typing_or_from_the_list(dana: SignIn, folder: Path, size: tuple[int, int]) -> None:
    (folder / "referrals-september.csv").write_text(MIXED)
    (folder / "referrals-october.csv").write_text(MIXED)
    (folder / "notes.pdf").write_text("")
    (folder / "older").mkdir()
    async with program(dana, size, mode="referrals") as run:
        await run.press("i")
        run.frame("import-choose")
        await run.type("ref")
        await run.press("tab")
        run.shows("referrals-october.csv", "referrals-september.csv")
        assert "older" not in run.text
        await run.press("down", "down", "enter")
        await stage(run, "preview")
        run.shows("Preview · referrals-september.csv")


@LOOKS
async def test_the_preview_names_lines_and_reasons_and_writes_nothing(
    dana: SignIn, folder: Path, size: tuple[int, int]
) -> None:
    (folder / "mixed.csv").write_text(MIXED)
    async with program(dana, size, mode="referrals") as run:
        await open_file(run, "mixed.csv")
        await stage(run, "preview")
        run.shows(
            "3 good rows, 0 known already, 1 rejected, 1 warning", "Nothing is written yet: f9 takes in 3 referrals."
        )
        run.frame("import-preview")
        assert dana.of(Referral).count() == 0
        await run.press("f9")
        await stage(run, "imported")
        run.shows("Taken in · mixed.csv", "3 referrals taken in; 1 safety alert raised", "Imported 3 referrals.")
        assert "Preview" not in run.text
        run.frame("import-done")
    assert dana.of(Referral).count() == 3


async def test_rows_known_already_add_nothing(dana: SignIn, folder: Path) -> None:
    (folder / "mixed.csv").write_text(MIXED)
    importing.import_referrals(dana, referrals_csv.read(folder / "mixed.csv").rows)
    async with program(dana, mode="referrals") as run:
        await open_file(run, "mixed.csv")
        await stage(run, "preview")
        run.shows("0 good rows, 3 known already", "Nothing of it is new.")
        await run.press("f9")
        run.shows("Nothing of it is new.")


async def test_a_namesake_is_a_warning_with_the_line(dana: SignIn, folder: Path) -> None:
    (folder / "mixed.csv").write_text(MIXED)
    refer.refer(dana, row())
    async with program(dana, mode="referrals") as run:
        await open_file(run, "mixed.csv")
        await stage(run, "preview")
        run.shows("may be the same person as GC-0001", "Ruiz, Elena")


async def test_a_file_that_breaks_off_cannot_come_in(dana: SignIn, folder: Path) -> None:
    (folder / "broken.csv").write_text(HEADER + 'A1,Ruiz,Elena,1980-02-03,2026-10-05,1,2,\nA2,"Cho,Min\n')
    async with program(dana, mode="referrals") as run:
        await open_file(run, "broken.csv")
        await stage(run, "preview")
        run.shows("The file breaks off at line 3: mend it first. Nothing can come in.")
        await run.press("f9")
        await stage(run, "preview")
    assert dana.of(Referral).count() == 0


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("no-header.csv", "a,b\n1,2\n", "expected a CSV text with a header"), ("not-there.csv", None, "not-there.csv")],
)
async def test_what_is_no_referral_file_is_said_in_a_sentence(
    dana: SignIn, folder: Path, name: str, content: str | None, sentence: str
) -> None:
    if content is not None:
        (folder / name).write_text(content)
    async with program(dana, mode="referrals") as run:
        await open_file(run, name)
        await run.settle()
        run.shows(sentence)
        await run.press("escape")
        run.shows("No open referral")


async def test_dates_that_could_be_either_are_read_as_the_person_says(dana: SignIn, folder: Path) -> None:
    (folder / "dates.csv").write_text("family_name,received_on\nRuiz,02/03/2026\n")
    async with program(dana, mode="referrals") as run:
        await open_file(run, "dates.csv")
        await stage(run, "preview")
        run.shows("No date of received_on shows whether the day or the month comes first: d says it.", "d dates")
        await run.press("d")
        await stage(run, "preview")
        run.shows("Dates are read day first where", "2026-03-02", "1 good row")
        await run.press("d")
        await stage(run, "preview")
        run.shows("Dates are read month first where", "2026-02-03")


async def test_the_real_file_of_1019_rows_never_freezes_the_screen(dana: SignIn, folder: Path) -> None:
    shutil.copy(REAL, folder / "real.csv")
    async with program(dana, mode="referrals") as run:
        page_answers: list[float] = []

        async def beats() -> None:
            while True:
                before = thread_time()
                await asyncio.sleep(0.01)
                page_answers.append(thread_time() - before)

        beat = asyncio.create_task(beats())
        await run.press("i")
        await run.type("real.csv")
        await run.pilot.press("enter")
        await stage(run, "preview")
        run.shows("1,019 good rows, 0 known already, 0 rejected, 0 warnings")
        await run.press("end")
        run.shows("1,020")
        await run.pilot.press("f9")
        await stage(run, "imported")
        run.shows("1,019 referrals taken in; ", "safety alerts raised, in Today.")
        await run.pilot.press("f9")
        await asyncio.sleep(0.2)
        await run.pilot.press("escape")
        await stage(run, "done")
        beat.cancel()
        run.shows("The others wait in the queue.", "nothing yet: incomplete")
        await run.press("escape")
        run.shows("Referrals · 1,019 open")
    assert dana.of(Referral).count() == 1019
    assert 0 < dana.of(Screening).count() < 1019
    assert max(page_answers) < 1  # of the processor's own time, so that a busy machine does not matter


async def test_all_imported_are_screened_one_act_each(dana: SignIn, folder: Path) -> None:
    (folder / "mixed.csv").write_text(MIXED)
    async with program(dana, mode="referrals") as run:
        await open_file(run, "mixed.csv")
        await stage(run, "preview")
        await run.press("f9")
        await stage(run, "imported")
        await run.press("f9")
        await stage(run, "done")
        run.shows("Screened 3 of 3.", "1  individual care first", "2  nothing yet: incomplete")
    assert dana.of(Screening).count() == 3


async def held_at(run: Run, what: str) -> None:
    """Wait until the page says how far it is with that."""
    page = run.app.screen
    for _ in range(500):
        if what in run.text:
            break
        await asyncio.sleep(0.01)
        page.refresh()
        await run.pilot.pause()
    run.shows(what)


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> Event:
    """The record takes in row after row only once this is set."""
    go_on, before = Event(), importing.add_referral

    def held(*given: object, **more: object) -> Referral:
        go_on.wait(20)
        return before(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "add_referral", held)
    return go_on


LONG = "family_name,received_on\n" + "".join(f"Family {n:03},2026-10-05\n" for n in range(120))


@LOOKS
async def test_reading_and_trying_show_how_far_they_are_and_can_be_stopped(
    dana: SignIn, folder: Path, size: tuple[int, int], go_on: Event
) -> None:
    (folder / "long.csv").write_text(LONG)
    async with program(dana, size, mode="referrals") as run:
        await run.press("i")
        await run.type("long.csv")
        await run.pilot.press("enter")
        await held_at(run, "Trying 0 of 120 rows · esc stops")
        await run.pilot.press("escape")
        await held_at(run, "Stopping …")
        go_on.set()
        await stage(run, "choosing")
        run.shows("Stopped. Nothing was written.")
        await run.press("enter")
        await stage(run, "preview")
        run.shows("120 good rows")
    assert dana.of(Referral).count() == 0


async def test_taking_in_shows_how_far_it_is_and_can_be_stopped_with_nothing_written(
    dana: SignIn, folder: Path, go_on: Event
) -> None:
    (folder / "long.csv").write_text(LONG)
    go_on.set()
    async with program(dana, NARROW, mode="referrals") as run:
        await open_file(run, "long.csv")
        await stage(run, "preview")
        go_on.clear()
        await run.pilot.press("f9")
        await held_at(run, "Taking in, all good rows or none: 0 of 120 rows · esc stops")
        await run.pilot.press("escape")
        go_on.set()
        await stage(run, "preview")
        run.shows("Stopped. Nothing was written.", "f9 take in")
        assert dana.of(Referral).count() == 0
        await run.press("f9")
        await stage(run, "imported")
        run.shows("120 referrals taken in")
    assert dana.of(Referral).count() == 120


async def test_taking_in_goes_on_when_the_page_is_left(dana: SignIn, folder: Path, go_on: Event) -> None:
    (folder / "long.csv").write_text(LONG)
    go_on.set()
    async with program(dana, NARROW, mode="referrals") as run:
        await open_file(run, "long.csv")
        await stage(run, "preview")
        go_on.clear()
        await run.pilot.press("f9", "g", "t")
        assert not isinstance(run.app.screen, ImportPage)
        go_on.set()
        await run.settle()
        await run.until("Imported 120 referrals.")
    assert dana.of(Referral).count() == 120


@pytest.mark.parametrize("leave", [("g", "r"), ("g", "t")])
async def test_screening_all_goes_on_when_the_page_is_left(
    dana: SignIn, folder: Path, leave: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mixed.csv").write_text(MIXED)
    go_on, slow = Event(), screen_all._screen

    def held(referral: str, who: SignIn) -> Screening:
        go_on.wait(20)
        return slow(referral, who)

    monkeypatch.setattr(screen_all, "_screen", held)
    async with program(dana, NARROW, mode="referrals") as run:
        await open_file(run, "mixed.csv")
        await stage(run, "preview")
        await run.press("f9")
        await stage(run, "imported")
        await run.pilot.press("f9", *leave)
        assert not isinstance(run.app.screen, ImportPage)
        assert dana.of(Screening).count() == 0
        go_on.set()
        await run.settle()
        await run.until("Screened 3 of 3 referrals.")
    assert dana.of(Screening).count() == 3


async def test_the_queue_screens_all_that_wait_for_it(dana: SignIn, folder: Path) -> None:
    (folder / "mixed.csv").write_text(MIXED)
    importing.import_referrals(dana, referrals_csv.read(folder / "mixed.csv").rows)
    async with program(dana, NARROW, mode="referrals") as run:
        run.shows("To screen  3", "s screen all")
        await run.press("s")
        run.shows("Screen 3 referrals as the answers stand now?")
        await run.press("n", "s", "y")
        run.shows("Screened 3 of 3 referrals.", "Incomplete  2", "To decide  1")
        assert "To screen" not in run.text
        assert "s screen all" not in run.text
    assert dana.of(Screening).count() == 3


async def test_an_import_is_undone_as_a_whole(dana: SignIn, folder: Path) -> None:
    (folder / "calm.csv").write_text("family_name,received_on\nRuiz,2026-10-05\nCho,2026-10-05\n")
    async with program(dana, mode="referrals") as run:
        await open_file(run, "calm.csv")
        await stage(run, "preview")
        await run.press("f9")
        await stage(run, "imported")
        await run.press("escape", "ctrl+z")
        run.shows("No open referral", "Undone: imported 2 referrals.")
    assert dana.of(Client).count() == 0


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_hostile_names_in_files_and_of_files_are_shown_as_they_are(
    dana: SignIn, folder: Path, size: tuple[int, int]
) -> None:
    name = "[red] O'Neil.csv"
    (folder / name).write_text("family_name,given_name,received_on,[b]\n[/red] O'Neil,[@click=app.quit],2026-10-05,x\n")
    async with program(dana, size, mode="referrals") as run:
        await run.press("i")
        run.shows(name)
        await run.type("[")
        await run.press("tab", "enter")
        await stage(run, "preview")
        run.shows(f"Preview · {name}", "[/red] O'Neil, [@click")
        await run.press("f2", "f9")
        await stage(run, "imported")


async def test_a_clinician_alone_reads_that_intake_imports(house: House, folder: Path) -> None:
    (folder / "mixed.csv").write_text(MIXED)
    async with program(house.sign_in("Carl Clinician"), mode="referrals") as run:
        await open_file(run, "mixed.csv")
        await run.settle()
        run.shows("To import referrals takes the role intake")


def test_paths_complete_as_far_as_they_agree(folder: Path) -> None:
    (folder / "sub").mkdir()
    for name in ("Referrals-1.csv", "referrals-2.csv", ".hidden.csv", "x.exe"):
        (folder / name).write_text("")
    assert [e.name for e in entries("")] == ["sub/", "Referrals-1.csv", "referrals-2.csv"]
    assert completed("referrals-2") == "referrals-2.csv"
    assert completed("su") == "sub/"
    assert completed("nothing") == "nothing"
    assert entries("/no/such/folder/") == []
