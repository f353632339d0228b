"""Driving the program as a person does, and reading what stands on the screen.

async with program(dana) as run:
    await run.press("g", "r")
    assert "Referrals" in run.text
"""

import asyncio
import os
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from textual import events
from textual.css.stylesheet import Stylesheet
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen

from groupcare.acts import SignIn
from groupcare.tui import app as the_app
from groupcare.tui import chrome
from groupcare.tui.app import GroupCareApp
from groupcare.tui.chrome import Footer
from groupcare.tui.look import LookAround

FRAMES = Path(__file__).parent / "frames"
NARROW, WIDE = (80, 24), (120, 40)
LOOKS = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
"""For what a page looks like: both sizes, always."""
SIZES = pytest.mark.parametrize(
    "size", [pytest.param(NARROW, id="80x24"), pytest.param(WIDE, id="120x40", marks=pytest.mark.long)]
)
"""For what a page does: the narrow one, where things go wrong first; both in the long run."""
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


AWAITED = ("acts", "screening")
"""Workers that end by themselves; those of a dialog wait for the person."""


LONGEST = 60
"""Seconds in which the program comes to rest after a key, on however busy a machine."""
chrome.SAID_SECONDS = the_app.NOTICE_SECONDS = LONGEST
"""What was said stands until it is looked at: on a busy machine its seconds are over before."""


_parse, _parsed = Stylesheet._parse_rules, {}  # type: ignore[var-annotated]


def _parse_once(sheet: Stylesheet, *what: Any, **named: Any) -> Any:
    """The program's style sheets are the same in each test: parsed once, by the colours that are put into them."""
    if getattr(sheet, "_of_colours", None) is not sheet._variables:
        sheet._of_colours = sheet._variables  # type: ignore[attr-defined]
        sheet._known = _parsed.setdefault(tuple(sorted(sheet._variables.items())), {})  # type: ignore[attr-defined]
    known, key = sheet._known, (what, tuple(named.items()))  # type: ignore[attr-defined]
    if key not in known:
        known[key] = _parse(sheet, *what, **named)
    return known[key]


Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign]


def _is_idle(node: MessagePump) -> bool:
    """Whether it waits for a message and none is there: what it was sent is done, to the end."""
    if node._closing or node._closed:
        return True
    queue: Any = node._message_queue
    waits = any(not waiter.done() for waiter in queue.ready_event._waiters)
    return waits and not queue.values and not node._next_callbacks


def key_event(key: str) -> events.Key:
    """A key as a terminal sends it."""
    if len(key) == 1 and not key.isalnum():
        key = _character_to_key(key)
    original = REPLACED_KEYS.get(key, key)
    try:
        character: str | None = unicodedata.lookup(_get_unicode_name_from_key(original))
    except KeyError:
        character = key if len(key) == 1 else None
    return events.Key(key, character)


class Run:
    """The program under test."""

    def __init__(self, app: GroupCareApp, pilot: "Pilot[int]") -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> None:
        """Press these keys, and wait after each until everything it set going is done."""
        for key in keys:
            self.app._driver.send_message(key_event(key))  # type: ignore[union-attr]
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, as a terminal pastes it."""
        self.app._driver.send_message(events.Paste(text))  # type: ignore[union-attr]
        await self.settle()

    async def settle(self) -> None:
        """Wait for acts, messages and what is still to be drawn, until twice in a row nothing is under way.

        Pilot's own pause waits until the processor is idle: on a busy machine that is long, or too short.
        """
        quiet, end = 0, monotonic() + LONGEST
        while quiet < 2 and self.app._exception is None:
            assert monotonic() < end, "the program does not come to rest"
            await asyncio.sleep(0)
            working = [w for w in self.app.workers if (w.group in AWAITED or w._thread_worker) and not w.is_finished]
            while any(not worker.is_finished for worker in working):
                await asyncio.sleep(0.002)
            if self.app.desk is not None:
                await self.app.writing(lambda: None)
            await self.app._animator.wait_until_complete()
            screen = self.app.screen
            if self._is_at_rest(screen):
                screen._on_timer_update()
            rests = self._is_at_rest(screen) and not (working or screen._callbacks or screen._layout_required)
            quiet = quiet + 1 if rests else 0
            if not rests:
                await asyncio.sleep(0.0005)

    def _is_at_rest(self, screen: Screen[Any]) -> bool:
        """Whether nothing waits to be run, and every widget of this screen has nothing to do but to wait."""
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        nodes = (self.app, *screen.walk_children(with_self=True))
        return not ready and not self.app.is_taking_keys and all(map(_is_idle, nodes))

    async def footer_ends(self) -> None:
        """Until what the footer says has been said for long enough."""
        for footer in self.app.screen.query(Footer):
            footer.end()
        await self.settle()

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

    async def when(self, holds: Callable[[], bool]) -> None:
        """Wait until this holds, for what comes by itself; what does not come is for the test to find out."""
        end = monotonic() + LONGEST
        while monotonic() < end and self.app._exception is None and not holds():
            await asyncio.sleep(0.02)
        await self.settle()

    async def until(self, *texts: str) -> None:
        """Wait until all of this stands on the screen, such as another program's change."""
        await self.when(lambda: all(text in self.text for text in texts))
        self.shows(*texts)

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
    app = GroupCareApp(way_in or (lambda: LookAround(who, mode or "today")))  # type: ignore[arg-type]
    async with app.run_test(size=size, notifications=True) as pilot:
        run = Run(app, pilot)
        await run.settle()
        if mode and way_in:
            app.action_go_to(mode)
            await run.settle()
        yield run
    if app.desk is not None:
        app.desk._thread.shutdown(wait=True)
        app.desk.writer.close()
