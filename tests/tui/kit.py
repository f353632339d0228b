"""Driving the program as a person does, and reading what stands on the screen.

async with program(dana) as run:
    await run.press("g", "r")
    assert "Referrals" in run.text
"""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from groupcare.acts import SignIn
from groupcare.tui.app import GroupCareApp
from groupcare.tui.look import LookAround

FRAMES = Path(__file__).parent / "frames"
NARROW, WIDE = (80, 24), (120, 40)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
HOSTILE = (
    "[/red] O'Neil",
    "[@click=app.quit]Press",
    "\x1b[31mRed\x1b[0m Alarm",
    "שלום עולם",
    "王 小明",
    "🧑‍🔬 Ana",
    "x" * 200,
)
"""Names as people and attackers type them."""


class Run:
    """The program under test."""

    def __init__(self, app: GroupCareApp, pilot: "Pilot[int]") -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> None:
        """Press these keys, and wait until everything they set going is done."""
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, as a terminal pastes it."""
        from textual import events

        self.app.screen.post_message(events.Paste(text)) if self.app.focused is None else self.app.focused.post_message(
            events.Paste(text)
        )
        await self.settle()

    async def settle(self) -> None:
        """Wait for acts, workers and messages."""
        for _ in range(3):
            await self.pilot.pause()
            acts = [w for w in self.app.workers if w.group == "acts" and not w.is_finished]
            if acts:
                await self.app.workers.wait_for_complete(acts)
        await self.app.writing(lambda: None) if self.app.desk else None
        await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        """The screen as plain text, a string a line."""
        screen = self.app.screen
        rows = screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in rows]

    @property
    def text(self) -> str:
        """The screen as plain text."""
        return "\n".join(self.lines)

    def shows(self, *texts: str) -> None:
        """Fail with the whole screen unless every one of these stands on it."""
        for text in texts:
            assert text in self.text, f"{text!r} is not on the screen:\n{self.text}"

    def frame(self, name: str) -> None:
        """Compare the screen with its golden frame; GROUPCARE_FRAMES=write writes it anew."""
        size = self.app.size
        path = FRAMES / f"{name}-{size.width}x{size.height}.txt"
        text = self.text + "\n"
        if os.environ.get("GROUPCARE_FRAMES") == "write":
            FRAMES.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"{path.name} differs; now it is:\n{text}"


@asynccontextmanager
async def program(
    who: SignIn | None = None,
    size: tuple[int, int] = WIDE,
    *,
    way_in: Callable[[], Any] | None = None,
    mode: str = "",
) -> AsyncIterator[Run]:
    """The program, signed in as this person, or at the way in that is given."""
    app = GroupCareApp(way_in or (lambda: LookAround(who)))  # type: ignore[arg-type]
    async with app.run_test(size=size, notifications=True) as pilot:
        run = Run(app, pilot)
        await run.settle()
        if mode:
            app.action_go_to(mode)
            await run.settle()
        yield run
    if app.desk is not None:
        app.desk._thread.shutdown(wait=True)
        app.desk.writer.close()
