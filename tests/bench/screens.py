"""How quick the screens feel, each figure beside that of a hello-world program of the same widgets.

First paint is a whole process in a terminal of its own, from its start to the text on the screen; memory is its largest
resident size. Key to paint is from the key event to the lines being handed to the terminal, in this process.
"""

import asyncio
import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App

from groupcare.acts import SignIn, store
from groupcare.demo.clinic import DANA, make
from groupcare.exchange.library import shipped_library
from groupcare.queries.today import today
from groupcare.rules.clinic import Clinic, Role
from groupcare.tui.chrome import MODES
from tests.bench.hello import Hello
from tests.cli.conftest import as_people_have_it
from tests.tui.kit import Run, program

NOW = datetime(2026, 10, 6, 17, 40, tzinfo=UTC)
SECRET = "several words of mine"


def first_paint(args: list[str], text: str, env: dict[str, str]) -> tuple[float, float]:
    """Milliseconds until that text is painted, and the process's memory then in MiB."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *args], stdin=slave, stdout=slave, stderr=slave, env=env)
    os.close(slave)
    seen = ""
    while text not in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen):
        if not select.select([master], [], [], 20)[0]:
            raise RuntimeError(f"never painted: {text!r} in {seen[-500:]!r}")
        seen += os.read(master, 65536).decode(errors="replace")
    took = 1000 * (time.perf_counter() - began)
    status = Path(f"/proc/{process.pid}/status").read_text()
    memory = int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]
    process.kill()
    process.wait()
    os.close(master)
    return took, memory


def line(name: str, ours: list[float], hello: list[float], unit: str) -> None:
    """One figure: the median of ours, of hello-world's, and their ratio in this run."""
    a, b = statistics.median(ours), statistics.median(hello)
    print(f"{name:<34}{a:>8.1f} {unit:<4} hello-world {b:>8.1f} {unit:<4} ratio {a / b:>5.2f}")


async def keys(app: App[object], press: Callable[[], None], painted: Callable[[], object], times: int) -> list[float]:
    """Milliseconds from an action to its lines being composed for the terminal."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        press()
        painted()
        found.append(1000 * (time.perf_counter() - began))
        await asyncio.sleep(0)
    return found


def start_figures(times: int) -> None:
    """First paint and memory: the way in, and Today after signing in."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "store"
        store.make_store(where, Clinic(name="Hill", zone="America/New_York"), "Dana Reyes", tuple(Role), SECRET)
        env = as_people_have_it()
        env |= {"TERM": "xterm-256color", "GROUPCARE_STORE": str(where)}
        signed = {**env, "GROUPCARE_PASSPHRASE": SECRET}
        runs = [
            (
                first_paint(["-m", "tests.bench.hello"], "HELLO-WORLD", env),
                first_paint(["-m", "groupcare"], "Passphrase", env),
                first_paint(["-m", "groupcare"], "Needs you now", signed),
                first_paint(["-m", "groupcare", "demo"], "Needs you now", env),
            )
            for _ in range(times)
        ]
    hello = [run[0] for run in runs]
    for place, name in ((1, "first paint, way in"), (2, "Today, signed in (with its key)"), (3, "demo, made and open")):
        line(name, [run[place][0] for run in runs], [h[0] for h in hello], "ms")
    line("memory, way in", [run[1][1] for run in runs], [h[1] for h in hello], "MiB")
    line("memory, Today", [run[2][1] for run in runs], [h[1] for h in hello], "MiB")


async def key_figures(who: SignIn) -> None:
    """A key on a list, a mark on the run sheet, and going from screen to screen."""
    hello = Hello()
    async with hello.run_test(size=(120, 40)) as pilot:
        base = await pressed(pilot, "down", 30)
    async with program(who) as run:
        line("key to paint, a list", await pressed(run.pilot, "down", 30), base, "ms")
        session = next(entry for entry in today(who).week if entry.session)
        run.app.open_place("session", session.session)
        await run.settle()
        marks = []
        for key in ("p", "a", "p", "e", "p", "a") * 5:
            marks += await pressed(run.pilot, key, 1)
        line("key to paint, a mark", marks, base, "ms")
        await run.settle()
        first, later = await screens(run)
        line("screen to screen, first visit", first, base, "ms")
        line("screen to screen, later", later, base, "ms")


async def pressed(pilot: object, key: str, times: int) -> list[float]:
    """Milliseconds from a key entering the program to the end of the frame that shows it."""
    from textual import events
    from textual.pilot import Pilot

    assert isinstance(pilot, Pilot)
    app = pilot.app
    found = []
    for _ in range(times):
        began = time.perf_counter()
        app.post_message(events.Key(key, key if len(key) == 1 else None))
        frame = app.screen._compositor
        before = app._sync_available, id(frame)
        await _frame(app)
        del before
        found.append(1000 * (time.perf_counter() - began))
    return found


async def _frame(app: App[object]) -> None:
    """Wait until messages and the refresh that they ask for are done."""
    done = asyncio.Event()
    app.screen.call_after_refresh(done.set)
    await done.wait()


async def screens(run: Run) -> tuple[list[float], list[float]]:
    """Milliseconds to a mode that is shown for the first time, and again."""
    timings: list[list[float]] = []
    for _ in range(3):
        took = []
        for mode in MODES:
            began = time.perf_counter()
            run.app.action_go_to(mode)
            await _frame(run.app)
            took.append(1000 * (time.perf_counter() - began))
            await run.settle()
        timings.append(took)
    return timings[0][1:], [t for took in timings[1:] for t in took]


def main(times: int = 7) -> None:
    """Print every figure."""
    start_figures(times)
    with tempfile.TemporaryDirectory() as folder:
        people = make(Path(folder), shipped_library(), NOW)
        asyncio.run(key_figures(people[DANA]))
        people[DANA].close()
