"""The program: sign-in, six modes, one thread that writes, and what reaches over every page (undo, lock, names, help).

Pages read on the screen's own connection. Acts run one at a time on a writer thread with a connection of its own, so
that a slow disk or another program never freezes a screen. `version` counts what has changed, here or elsewhere; each
page loads again when it has moved on.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from groupcare.acts import RecordError, SignIn, undo
from groupcare.acts.watch import Watch
from groupcare.queries.referrals import alerts_waiting
from groupcare.rules import schedule
from groupcare.rules.clinic import ANYONE
from groupcare.rules.people import client_number
from groupcare.rules.text import TextRefused
from groupcare.rules.words import day
from groupcare.tui.chrome import MODES, Footer
from groupcare.tui.fault import keep_fault
from groupcare.tui.find import FindProvider, KeysProvider
from groupcare.tui.page import Page
from groupcare.tui.theme import DARK, HIGH_CONTRAST, LIGHT, THEMES

T = TypeVar("T")

LOOK_SECONDS = 0.25
"""How often the record is asked whether another program has written."""
WAIT_SECONDS = 0.5
"""After so long a save says that it is waiting."""
ALLOWED_WHILE_LOCKED = frozenset({"quit", "unlock"})


def _page(mode: str) -> Callable[[], Screen[Any]]:
    def make() -> Screen[Any]:
        from groupcare.tui.places import first_page

        return first_page(mode)

    return make


class GroupCareApp(App[int]):
    """The program on one store. `way_in` gives the screen to sign in with; it calls `enter` with the person."""

    TITLE = "GroupCare"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[Any] = {FindProvider, KeysProvider}
    MODES: ClassVar[Any] = {mode: _page(mode) for mode in MODES}
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "command_palette", "find anything", id="palette", tooltip="Clients, groups, sessions, keys"),
        Binding("ctrl+z", "undo", "undo", id="undo", tooltip="Undo my last act, named in the footer"),
        Binding("question_mark,f1", "help", "help", id="help", key_display="?", tooltip="What this page is for"),
        Binding("g,ctrl+g", "go", "go to", id="go", key_display="g", tooltip="Then a letter: another part", show=False),
        Binding("f2,ctrl+n", "hide_names", "hide names", id="hide-names", tooltip="Numbers for names", show=False),
        Binding("f10,ctrl+l", "lock", "lock", id="lock", tooltip="Lock the screen at once", show=False),
        Binding("ctrl+q", "quit", "quit", id="quit", tooltip="Leave the program", show=False, priority=True),
    ]

    def __init__(self, way_in: Callable[[], Screen[Any]]) -> None:
        super().__init__()
        for theme in (DARK, LIGHT, HIGH_CONTRAST):
            self.register_theme(theme)
        self.theme = "dark"
        self.way_in = way_in
        self.signed_in: SignIn | None = None
        self.version = 0
        self.alerts_waiting = 0
        self.names_hidden = False
        self.locked = False
        self.fault_path = ""
        self.failed = False
        self._writer: SignIn | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="acts")
        self._said: dict[int, str] = {}
        self._undo_words = ""
        self._touched = monotonic()
        self._watch: Watch | None = None

    # --- signing in and out -------------------------------------------------------------------------------------

    @property
    def who(self) -> SignIn:
        """The person signed in, on the connection for reading."""
        assert self.signed_in is not None
        return self.signed_in

    def on_mount(self) -> None:
        self.push_screen(self.way_in())

    def enter(self, who: SignIn) -> None:
        """Somebody has signed in: open the program for them."""
        self.signed_in, self._writer = who, who.again()
        self._watch = Watch(who)
        self._touched = monotonic()
        self._count()
        self.switch_mode("today")
        self.set_interval(LOOK_SECONDS, self._look)

    async def leave(self) -> None:
        """Finish what is being written, and give the connections back."""
        await asyncio.to_thread(self._thread.shutdown, wait=True)
        for opened in (self._writer, self.signed_in):
            if opened is not None:
                opened.close()
        self._writer = self.signed_in = None

    async def action_quit(self) -> None:
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_draft_now", None)
            if keep is not None:
                keep()
        await self.leave()
        self.exit(0)

    # --- what has changed ---------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._watch is None or self.signed_in is None:
            return
        with contextlib.suppress(RecordError):
            if self._watch.changed():
                self._changed()
        idle = monotonic() - self._touched
        if not self.locked and idle > 60 * self.who.clinic.lock_minutes:
            self.action_lock()

    def _changed(self) -> None:
        self.version += 1
        self._count()
        page = self.screen
        if isinstance(page, Page):
            page.reload()

    def _count(self) -> None:
        self.alerts_waiting = alerts_waiting(self.who)
        for header in self.screen.query("Header"):
            header.refresh()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._touched = monotonic()
        await super().on_event(event)

    # --- acts ---------------------------------------------------------------------------------------------------

    async def perform(self, act: Callable[[SignIn], T], said: str | Callable[[T], str] = "") -> T:
        """Do an act on the writer thread and give what it gives. Raises RecordError or TextRefused, nothing done.

        `said` is what was done, for the footer and for undo, such as "marked Kim B. late".
        """
        writer = self._writer
        assert writer is not None
        work = self.writing(partial(self._act, writer, act))
        waiting = self.set_timer(WAIT_SECONDS, lambda: self._footer("Another program is writing: waiting to save …"))
        try:
            result, seq = await work
        except TextRefused as refused:
            from groupcare.acts import Refused

            raise Refused(str(refused)) from None
        finally:
            waiting.stop()
        words = said(result) if callable(said) else said
        if seq is not None and words:
            self._said[seq] = words
        self._undo_words = self._last_words(await self.writing(partial(undo.last_act, writer)))
        if words:
            self._footer(words[:1].upper() + words[1:] + ".")
        self._look()
        return result

    def writing(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        """Have something done on the writer thread, after all that is waiting there already."""
        return asyncio.get_running_loop().run_in_executor(self._thread, work)

    @property
    def writer(self) -> SignIn:
        """The person signed in, on the connection for writing; only for work given to `writing`."""
        assert self._writer is not None
        return self._writer

    @staticmethod
    def _act(writer: SignIn, act: Callable[[SignIn], T]) -> tuple[T, int | None]:
        before = len(writer.db.done)
        result = act(writer)
        done = writer.db.done[before:]
        return result, done[-1] if done else None

    def _last_words(self, last: undo.LastAct | None) -> str:
        if last is None or last.never:
            return ""
        return self._said.get(last.seq, last.act)

    def undo_words(self) -> str:
        """What the footer promises that undo would undo; nothing where it would refuse."""
        return f"undo “{self._undo_words}”" if self._undo_words else ""

    def _footer(self, words: str) -> None:
        for footer in self.screen.query(Footer):
            footer.say(words)

    def tell(self, sentence: str) -> None:
        """A refusal or something to know, in the corner, as it stands."""
        if not self.locked:
            self.notify(sentence, markup=False, severity="warning", timeout=max(5.0, len(sentence) / 15))

    def action_undo(self) -> None:
        page = self.screen
        if isinstance(page, Page):
            page.do(undo.undo, lambda last: f"undone: {self._said.pop(last.seq, last.act)}")

    # --- over every page ----------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While locked nothing but leaving is possible; before signing in, nothing that needs a person."""
        if self.locked:
            return action in ALLOWED_WHILE_LOCKED
        if self.signed_in is None:
            return action in ("quit", "help_quit", "focus_next", "focus_previous", "copy_to_clipboard")
        if action in ("undo", "go", "help", "hide_names", "lock"):
            return isinstance(self.screen, Page)
        return True

    def action_go(self) -> None:
        from groupcare.tui.go import GoPanel

        self.push_screen(GoPanel(), lambda mode: self.action_go_to(mode) if mode else None)

    def action_go_to(self, mode: str) -> None:
        """Go to a mode; where one is there already, to its first page."""
        if self.locked or self.signed_in is None:
            return
        if mode == self.current_mode:
            while len(self.screen_stack) > 1:
                self.pop_screen()
        else:
            self.switch_mode(mode)

    def open_place(self, kind: str, key: str, more: str = "") -> None:
        """Open the page of a client, a referral, a group, a session … over this one; escape comes back here."""
        from groupcare.tui.places import page_of

        self.push_screen(page_of(kind, key, more))

    def action_help(self) -> None:
        from groupcare.tui.help import HelpPage

        page = self.screen
        if isinstance(page, Page):
            self.push_screen(HelpPage(page))

    def action_hide_names(self) -> None:
        self.names_hidden = not self.names_hidden
        self.version += 1
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.reload()
        self._footer("Names are hidden: f2 shows them." if self.names_hidden else "Names are shown.")

    def action_lock(self) -> None:
        from groupcare.tui.lock import LockScreen

        if self.locked or self.signed_in is None:
            return
        self.clear_notifications()
        self.locked = True
        self.push_screen(LockScreen())

    def unlocked(self) -> None:
        """The lock screen is done: go on where it began."""
        self.locked = False
        self._touched = monotonic()
        self.pop_screen()

    def named(self, name: str, number: int) -> str:
        """A client's name, or only the number while names are hidden."""
        return client_number(number) if self.names_hidden else name

    def person_line(self, *, short: bool = False) -> str:
        """Who is signed in, with the first role."""
        if self.signed_in is None:
            return ""
        staff = self.who.staff
        return staff.name if short else f"{staff.name} · {next(role for role in ANYONE if role in staff.roles)}"

    def clock_line(self) -> str:
        """Tue 6 Oct 14:32, in the clinic's zone."""
        if self.signed_in is None:
            return ""
        wall = schedule.local(self.who.now(), self.who.clinic.zone)
        return f"{day(wall.date(), wall.date())} {wall:%H:%M}"

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[Any]:
        """None of Textual's own: they would save pictures of the screen and offer themes that are not ours."""
        return ()

    def set_theme(self, name: str) -> None:
        """Use one of our themes, now and from the next sign-in on."""
        self.theme = name
        from groupcare.acts import drafts

        if self._writer is not None:
            self.writing(partial(drafts.keep_draft, self._writer, "preferences", {"theme": name}))

    def _fatal_error(self) -> None:
        """Textual would print a traceback with its local values, which are health data: keep where, not what."""
        self.failed = True
        self.fault_path = keep_fault(self._exception, self.signed_in)
        self._close_messages_no_wait()


__all__ = ["THEMES", "GroupCareApp"]
