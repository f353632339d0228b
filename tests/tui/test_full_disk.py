"""The disk is full: a plain sentence, nothing typed is lost, and work goes on as soon as there is room."""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from groupcare.acts import refer
from groupcare.queries import history
from groupcare.rules.attendance import Attendance
from groupcare.rules.people import Client, Referral
from groupcare.rules.screening import PHQ9
from groupcare.tui.referrals import keeping
from groupcare.tui.referrals.screening import ScreeningPage
from tests.clinic import House, Template, row
from tests.tui.groups_kit import scene, sheet
from tests.tui.kit import program
from tests.tui.test_screening import given, saved, screening

SENTENCE = "The disk is full or cannot be written. Nothing of this was saved and nothing was lost; make room."


@dataclass
class Disk:
    """A disk of the test's own, with the clinic on it: `fill` takes its last room, `free` gives it back."""

    house: House
    fill: Callable[[], None]
    free: Callable[[], None]


def small_disk(folder: Path) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """A real file system of 24 MB; only the system's administrator may make one."""
    folder.mkdir()
    made = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24M", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("no file system can be made here")
    filler = folder / "filler"

    def fill() -> None:
        with filler.open("wb", buffering=0) as out:
            try:
                while out.write(bytes(4096)):
                    pass
            except OSError:
                pass

    try:
        yield fill, filler.unlink
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def no_larger_file(folder: Path) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """No file of this process may grow."""
    folder.mkdir()
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)

    def free() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))

    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1, most)), free
    finally:
        free()


@pytest.fixture(params=[small_disk, no_larger_file])
def disk(request: pytest.FixtureRequest, template: Template, tmp_path: Path) -> Iterator[Disk]:
    made = request.param(tmp_path / "disk")
    fill, free = next(made)
    house = House.copy(template, tmp_path / "disk" / "store")
    try:
        yield Disk(house, fill, free)
    finally:
        house.close()
        made.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SAVE_SECONDS", 0.05)
    monkeypatch.setattr(keeping, "AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(ScreeningPage, "GUARD_SECONDS", 0.0)


async def test_answers_stay_on_the_screen_and_are_saved_by_themselves_once_there_is_room(disk: Disk) -> None:
    dana = disk.house.sign_in()
    ruiz = refer.refer(dana, row())
    async with screening(dana, ruiz) as run:
        disk.fill()
        await run.press("1", "2")
        await run.until("NOT SAVED", f"Not saved: {SENTENCE[:38]}")
        assert given(dana, ruiz, PHQ9) == []
        disk.free()
        await run.until("saved ")
        await saved(run)
        assert given(dana, ruiz, PHQ9) == [(1, 2, *(None,) * 8)]
    assert history.proof(dana).faults == ()


async def test_a_mark_that_cannot_be_saved_is_taken_back_with_a_sentence(disk: Disk) -> None:
    of = scene(disk.house, 4)
    async with sheet(of) as run:
        before = run.lines
        marks = of.who.of(Attendance).count()
        disk.fill()
        await run.press("p")
        await run.until("The disk is full")
        assert of.who.of(Attendance).count() == marks
        run.app.clear_notifications()
        await run.settle()
        assert run.lines[4:10] == before[4:10]
        disk.free()
        await run.press("p")
        assert of.who.of(Attendance).count() == marks + 1
    assert history.proof(of.who).faults == ()


async def test_a_form_keeps_what_was_typed_and_is_saved_later(disk: Disk) -> None:
    dana = disk.house.sign_in()
    async with program(dana, mode="referrals") as run:
        await run.press("f9")
        await run.type("Quist")
        disk.fill()
        await run.press("ctrl+s")
        await run.until("The disk is full", "Quist")
        assert dana.of(Client).count() == 0
        disk.free()
        await run.press("ctrl+s")
        await run.settle()
        assert [c.family_name for c in dana.of(Client).all()] == ["Quist"]
        assert dana.of(Referral).count() == 1
    assert history.proof(dana).faults == ()
