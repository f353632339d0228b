"""Getting in: three questions and one is in; a passphrase after that; a newcomer chooses their own."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from groupcare.acts import SignIn, store
from groupcare.exchange.library import shipped_library
from groupcare.rules.clinic import Clinic, Role
from groupcare.rules.people import Client
from groupcare.tui.way_in import FirstRunScreen, SignInScreen
from tests.clinic import PASSPHRASE, House
from tests.tui.kit import NARROW, SIZES, Run, program


async def until(run: Run, text: str, seconds: float = 5) -> None:
    for _ in range(int(seconds * 20)):
        await run.pilot.pause(0.05)
        if text in run.text:
            return
    run.shows(text)


@SIZES
async def test_three_questions_a_recovery_key_once_and_in(tmp_path: Path, size: tuple[int, int]) -> None:
    folder = tmp_path / "clinic"
    way_in = lambda: FirstRunScreen(folder, "America/New_York", lambda: pytest.fail("no demo"))  # noqa: E731
    async with program(way_in=way_in, size=size) as run:
        run.shows("Welcome to GroupCare", "Your clinic's name", "look around")
        await run.press(*"Hill", "enter", *"Dana", "enter", *"several words", "enter", *"several word", "ctrl+s")
        run.shows("The two do not match. Nothing was saved.")
        assert run.app.focused.id == "field-again"
        assert not folder.exists()
        await run.press("s", "ctrl+s")
        await until(run, "Your recovery key")
        key = re.search(r"[A-Z2-7]{7}(-\s*[A-Z2-7]{1,7})+", run.text.replace("│", ""))
        assert key, run.text
        await run.press("ctrl+s")
        await until(run, "Needs you now")
        assert "recovery" not in run.text
        assert run.app.who.staff.roles == tuple(Role)
        assert run.app.who.clinic.name == "Hill"
    who = store.open_store(folder, None, "several words", shipped_library())
    assert who.staff.name == "Dana"
    who.close()


async def test_a_short_passphrase_is_refused_with_a_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    way_in = lambda: FirstRunScreen(tmp_path / "c", "UTC", lambda: pytest.fail("no demo"))  # noqa: E731
    async with program(way_in=way_in) as run:
        await run.press(*"Hill", "enter", *"Dana", "enter", *"abc", "enter", *"abc", "ctrl+s")
        await until(run, "A passphrase has 8")
        run.shows("Hill", "Dana")
        assert not (tmp_path / "c").exists()


async def test_leaving_before_the_recovery_key_is_written_down_asks_first(tmp_path: Path) -> None:
    way_in = lambda: FirstRunScreen(tmp_path / "c", "UTC", lambda: pytest.fail("no demo"))  # noqa: E731
    async with program(way_in=way_in, size=NARROW) as run:
        await run.press(*"Hill", "enter", *"Dana", "enter", *"several words", "enter", *"several words", "ctrl+s")
        await until(run, "Your recovery key")
        await run.press("ctrl+q")
        run.shows("The recovery key is shown only now, and kept nowhere.", "n stay")
        await run.press("n")
        run.shows("Your recovery key")
        assert run.app.is_running
        await run.press("ctrl+q")
        await run.pilot.press("y")
        assert run.app.return_code == 0


async def test_once_in_ctrl_q_leaves_as_everywhere(tmp_path: Path) -> None:
    way_in = lambda: FirstRunScreen(tmp_path / "c", "UTC", lambda: pytest.fail("no demo"))  # noqa: E731
    async with program(way_in=way_in, size=NARROW) as run:
        await run.press(*"Hill", "enter", *"Dana", "enter", *"several words", "enter", *"several words", "ctrl+s")
        await until(run, "Your recovery key")
        await run.press("ctrl+s")
        await until(run, "Needs you now")
        await run.pilot.press("ctrl+q")
        assert run.app.return_code == 0


@SIZES
async def test_signing_in_by_name_and_passphrase(house: House, size: tuple[int, int]) -> None:
    async with program(way_in=lambda: SignInScreen(house.folder, store.staff_names(house.folder)), size=size) as run:
        run.shows("Who are you", "Passphrase")
        await run.press("enter", "down", "enter")
        await run.type("wrong words here")
        await run.press("enter")
        await until(run, "That is not the passphrase of")
        await run.press("ctrl+u")
        await run.type(PASSPHRASE)
        await run.press("enter")
        await until(run, "Needs you now" if run.app.desk else "Somebody else chose")


async def test_a_newcomer_chooses_a_passphrase_of_their_own_first(house: House) -> None:
    async with program(
        way_in=lambda: SignInScreen(house.folder, store.staff_names(house.folder), "Fay Facilitator")
    ) as run:
        await run.type(PASSPHRASE)
        await run.press("enter")
        await until(run, "Somebody else chose your")
        await run.type("words of my own")
        await run.press("enter")
        await run.type("other words")
        await run.press("ctrl+s")
        await until(run, "The two do not match")
        await run.press("ctrl+u")
        await run.type("words of my own")
        await run.press("ctrl+s")
        await until(run, "Needs you now")
    who = store.open_store(house.folder, "Fay Facilitator", "words of my own", shipped_library())
    assert not store.must_change_passphrase(who)
    who.close()


async def test_nothing_of_the_program_is_reachable_before_signing_in(house: House) -> None:
    async with program(way_in=lambda: SignInScreen(house.folder, store.staff_names(house.folder))) as run:
        screen = run.app.screen
        for key in ("ctrl+p", "g", "r", "f10", "f2", "ctrl+z", "question_mark", "ctrl+l", "ctrl+g"):
            await run.pilot.press(key)
        assert run.app.screen is screen
        assert run.app.desk is None


# --- a real terminal ------------------------------------------------------------------------------------------------


def drive(args: list[str], keys: list[tuple[str, bytes]], env: dict[str, str], seconds: float = 30) -> tuple[int, str]:
    """Run the program in a terminal of its own; send each key once its text has been seen. Gives exit code, output."""
    master, slave = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "groupcare", *args], stdin=slave, stdout=slave, stderr=slave, env=env, close_fds=True
    )
    os.close(slave)
    seen, whole, end = "", "", time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        if select.select([master], [], [], 0.1)[0]:
            try:
                new = os.read(master, 65536).decode(errors="replace")
            except OSError:
                break
            seen, whole = seen + new, whole + new
        if keys and keys[0][0] in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen):
            pressed = keys.pop(0)[1]
            if pressed == b"kill":
                process.kill()
                process.wait()
                os.close(master)
                raise ChildProcessError("killed")
            os.write(master, pressed)
            seen = ""
    try:
        assert not keys, f"never seen: {keys[0][0]!r} in {seen[-2000:]!r}"
        code = process.wait(timeout=10)
    finally:
        process.kill()
        os.close(master)
    return code, whole


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GROUPCARE")}
    return {**kept, "TERM": "xterm-256color", "GROUPCARE_STORE": str(folder), **more}


def test_in_a_real_terminal_it_starts_signs_in_and_quits(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store.make_store(folder, Clinic(name="Hill", zone="America/New_York"), "Dana Reyes", tuple(Role), PASSPHRASE)
    keys = [("Passphrase", PASSPHRASE.encode() + b"\r"), ("Needs you now", b"\x11")]
    code, seen = drive([], keys, environment(folder))
    assert code == 0, seen[-2000:]
    assert "Traceback" not in seen


def test_without_a_terminal_it_says_so_and_ends(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "groupcare"],
        env=environment(tmp_path / "none"),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "needs a terminal" in done.stderr
    assert done.stdout == ""


def test_the_demo_opens_in_a_real_terminal_and_leaves_nothing_behind(tmp_path: Path) -> None:
    env = environment(tmp_path / "none", TMPDIR=str(tmp_path))
    code, seen = drive(["demo"], [("Needs you now", b"\x11")], env)
    assert code == 0, seen[-2000:]
    assert list(tmp_path.iterdir()) == []


def test_a_kept_demo_opens_with_its_public_passphrase(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "groupcare", "demo", "--keep", str(tmp_path / "kept")],
        env=environment(tmp_path / "none"), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    who: SignIn = store.open_store(tmp_path / "kept", "Dana Reyes", "demo", shipped_library())
    assert not store.must_change_passphrase(who)
    who.close()


def test_a_demo_kept_where_something_stands_says_how_to_open_it_or_to_name_another_folder(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("there")
    done = subprocess.run(
        [sys.executable, "-m", "groupcare", "demo", "--keep", str(tmp_path / "kept")],
        env=environment(tmp_path / "none"), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "Nothing was changed" in done.stderr
    assert "another folder with --keep" in done.stderr


PLANTED = ("Quuxfamily", "Xyzzygiven", "plughreason", "half-typed-name", PASSPHRASE)


@pytest.mark.parametrize("end", [b"\x11", b"kill"])
def test_nothing_typed_on_screen_can_be_read_in_any_file_the_program_leaves(tmp_path: Path, end: bytes) -> None:
    """A referral entered, an answer, a form half typed; then left or killed. The machine's folders are the test's."""
    folder = tmp_path / "store"
    store.make_store(folder, Clinic(name="Hill", zone="America/New_York"), "Dana Reyes", tuple(Role), PASSPHRASE)
    own = {"HOME": "", "TMPDIR": "tmp", "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data"}
    for name in own.values():
        (tmp_path / name).mkdir(exist_ok=True)
    env = environment(folder, **{key: str(tmp_path / name) for key, name in own.items()})
    keys = [
        ("Passphrase", PASSPHRASE.encode() + b"\r"),
        ("Needs you now", b"gr"),
        ("new referral", b"\x0f"),
        ("Family name", b"Quuxfamily\rXyzzygiven\r\r\r\r\r\x1b[200~plughreason\x1b[201~"),
        ("plughreason", b"\x13"),
        ("Entered referral R-0001", b"3"),
        ("saved ", b"\x1b"),
        ("To screen. Next", b"\x0f"),
        ("Family name", b"\x1b[200~half-typed-name\x1b[201~"),
        ("half-typed-name", b"\x1b"),
        ("To screen. Next", end),
    ]
    if end == b"kill":
        with pytest.raises(ChildProcessError):
            drive([], keys, env)
    else:
        assert drive([], keys, env)[0] == 0
    files = [found for found in tmp_path.rglob("*") if found.is_file()]
    assert {"record.db", "keys.json"} <= {found.name for found in files}
    for word in PLANTED:
        for codec in ("utf-8", "utf-16-le", "utf-16-be"):
            assert not [found for found in files if word.encode(codec) in found.read_bytes()], word
    who = store.open_store(folder, "Dana Reyes", PASSPHRASE, shipped_library())
    assert [c.family_name for c in who.of(Client).all()] == ["Quuxfamily"]
    assert "half-typed-name" in str([who.db.engine.draft(who.staff_id, form) for form, _ in drafts_of(who)])
    who.close()


def drafts_of(who: SignIn) -> list[tuple[str, str]]:
    return who.db.engine.drafts(who.staff_id)
