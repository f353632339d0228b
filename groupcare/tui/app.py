"""The program: sign-in, six modes, and what reaches over every page (undo, lock, names, help, finding).

`version` counts what has changed, here or elsewhere; each page loads again when it has moved on. What one person reads
and writes with is the desk's.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList

from groupcare.acts import RecordError
from groupcare.tui.chrome import MODES, Footer
from groupcare.tui.fault import Unshaken, came_while_leaving, keep_fault
from groupcare.tui.find import FindProvider, KeysProvider, Palette
from groupcare.tui.help import HelpPage
from groupcare.tui.lines import Lines
from groupcare.tui.modal import Cover, Modal
from groupcare.tui.page import Page
from groupcare.tui.theme import DARK, HIGH_CONTRAST, LIGHT
from groupcare.tui.type_ahead import TypeAhead

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Coroutine

    from groupcare.acts import SignIn
    from groupcare.queries.search import Index
    from groupcare.tui.behind import Behind
    from groupcare.tui.desk import Desk

T = TypeVar("T")

LOOK_SECONDS = 0.25
"""How often the record is asked whether another program has written."""
CURTAIN_SECONDS = 120
"""After so long without a key a run sheet hides behind its agenda."""
WAIT_SECONDS = 0.5
"""After so long a save says that it is waiting."""
NOTICE_SECONDS = 5.0
"""How long a sentence in the corner stands at least."""
BACKUP_AFTER, BACKUP_EVERY = 20, 3600
"""Seconds after signing in until the day's backup is made, and how often it is looked whether there is one."""
ALLOWED_WHILE_COVERED = frozenset({"quit", "unlock"})


def _page(mode: str) -> Callable[[], Screen[Any]]:
    def make() -> Screen[Any]:
        from groupcare.tui.places import first_page

        return first_page(mode)

    return make


def _is_of_one_person(screen: Screen[Any]) -> bool:
    """Whether it holds what somebody has typed or answered, which another is not to go on with as their own."""
    saves = isinstance(screen, Page) and type(screen).save_now is not Page.save_now
    return saves or isinstance(screen, Modal) or hasattr(screen, "keep_draft_now")


class GroupCareApp(Unshaken, TypeAhead):
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
        self.desk: Desk | None = None
        self.version = 0
        self.alerts_waiting = 0
        self.names_hidden = False
        self.locked = False
        self.fault_path = ""
        self._stayed_for, self._stayed_at, self._pressed_at = "", 0.0, 0.0
        self._untold: list[str] = []
        """What was to be told while everything was covered."""
        self.failed = False
        self._touched = monotonic()
        self._index: tuple[int, Index] | None = None

    # --- signing in and out -------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.push_screen(self.way_in())

    def enter(self, who: "SignIn", first: str = "today") -> None:
        """Somebody has signed in: open the program for them, at its first page."""
        from groupcare.tui.desk import Desk

        self.desk = Desk(who)
        self._touched = monotonic()
        self._count()
        self.switch_mode(first)
        if who.opened.older:
            self.set_timer(1, lambda: self.tell(who.opened.older))
        self.set_interval(LOOK_SECONDS, self._look)
        self.set_timer(BACKUP_AFTER, self._daily_backup)
        self.set_interval(BACKUP_EVERY, self._daily_backup)

    async def action_quit(self) -> None:
        """Leave once everything is saved. What cannot be is said, and a second time leaves without it."""
        if self._pressed_at < self._stayed_at:
            return  # pressed again while the first was still at it: why it stays was not read yet
        why = await self._save_all()
        if why and why != self._stayed_for:
            self._stayed_for, self._stayed_at = why, Message().time
            self.tell(f"{why} The program stays open; ctrl+q again leaves without it.")
            return
        await self.leave()
        self.exit(0)

    async def _save_all(self) -> str:
        """Save what stands open, and wait for what is on its way. Gives why something is not saved, as a sentence."""
        screens = [screen for stack in self._screen_stacks.values() for screen in stack]
        self._keep_drafts(screens)
        pages = [screen for screen in screens if isinstance(screen, Page)]
        for page in pages:
            if page.is_there:
                await page.save_now()
        refused = await self.desk.settled() if self.desk is not None else ""
        return next((page.held_back() for page in pages if page.held_back()), refused)

    @staticmethod
    def _keep_drafts(screens: "Iterable[Screen[Any]]") -> None:
        for screen in screens:
            keep = getattr(screen, "keep_draft_now", None)
            if keep is not None and screen.is_mounted:
                keep()

    async def leave(self) -> None:
        """Finish what is being written."""
        if self.desk is not None:
            await self.desk.finish()

    async def hand_over(self, who: "SignIn") -> str:
        """Somebody else goes on from the page that is open. What the person before had open elsewhere is closed, what
        they had half typed kept for them; their acts stay theirs, and cannot be undone by who comes after. Where
        something of theirs cannot be saved nobody takes over; gives why, as a sentence, else nothing."""
        from groupcare.tui.desk import Desk

        if why := await self._save_all():
            return why
        for mode in MODES:
            if mode != self.current_mode and mode in self._screen_stacks:
                await self.remove_mode(mode)
                self.add_mode(mode, _page(mode))
        for screen in self.screen_stack[1:-1]:  # beneath the page that goes on
            if _is_of_one_person(screen):
                self._screen_stack.remove(screen)
                await self._replace_screen(screen)
        before, self.desk, self._index = self._desk, Desk(who), None
        await before.finish()  # what was pressed before is saved as theirs
        before.writer.close()  # what pages were reading with goes with the program: one may still be at it
        self._changed()
        return ""

    @property
    def who(self) -> "SignIn":
        """The person signed in, on the connection for reading."""
        return self._desk.who

    @property
    def behind(self) -> "Behind":
        """What is written for the person signed in and nobody waits for: their drafts, and whose chart they look at."""
        return self._desk.behind

    @property
    def writer(self) -> "SignIn":
        """The person signed in, on the connection for writing; only for work given to `writing`."""
        return self._desk.writer

    def writing(self, work: Callable[[], T]) -> "Future[T]":
        """Have something done on the writer thread, after all that is waiting there already."""
        return self._desk.writing(work)

    @property
    def _desk(self) -> "Desk":
        assert self.desk is not None
        return self.desk

    # --- what has changed ---------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self.desk is None or not self.screen_stack:
            return
        with contextlib.suppress(RecordError):
            if self.desk.has_changed():
                self._changed()
            while self._untold and not self.is_covered:
                self.tell(self._untold.pop(0))
            idle = monotonic() - self._touched
            if idle > 60 * self.who.clinic.lock_minutes:
                self.action_lock()
            elif idle > CURTAIN_SECONDS:
                self._draw_curtain()

    def _draw_curtain(self) -> None:
        """Names have stood on the screen for two minutes in a room that looks on."""
        if self.is_covered:
            return
        for screen in reversed(self.screen_stack):
            curtain = screen.curtain() if isinstance(screen, Page) else None
            if curtain is not None:
                self.clear_notifications()
                self.push_screen(curtain)
                return

    @property
    def is_covered(self) -> bool:
        """Whether the lock or a curtain lies over everything, or nothing is there any more to be seen."""
        return self.locked or not self.screen_stack or isinstance(self.screen, Cover)

    def _changed(self) -> None:
        self.version += 1
        self._count()
        page = self.screen
        if isinstance(page, Page):
            page.reload()

    def _count(self) -> None:
        self.alerts_waiting = self._desk.alerts_waiting()
        for header in self.screen.query("Header"):
            header.refresh()

    async def run_action(self, action: Any, default_namespace: Any = None, namespaces: Any = None) -> bool:
        """Textual's own lists fail on a page key that comes before they are drawn: such a key does nothing."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except KeyError:
            if isinstance(default_namespace, OptionList | Palette):
                return True
            raise

    def is_ready(self, screen: Screen[Any]) -> bool:
        is_saving = getattr(screen, "is_saving", False)
        return screen.is_mounted and not is_saving and (not isinstance(screen, Page) or screen.is_there)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._touched = monotonic()
        if isinstance(event, events.Key):
            self._pressed_at = event.time
            if event.key != "ctrl+q":
                self._stayed_for = ""
        await super().on_event(event)

    @work(group="backup", exclusive=True)
    async def _daily_backup(self) -> None:
        """The program's own backup of today, on a thread and a connection of its own."""
        from groupcare.acts import backups

        try:
            await asyncio.to_thread(backups.automatic, self.who, self.who.now())
        except RecordError as error:
            self.tell(f"No backup was made today. {error}")

    # --- acts ---------------------------------------------------------------------------------------------------

    async def perform(self, act: "Callable[[SignIn], T]", said: str | Callable[[T], str] = "") -> T:
        """Do an act on the writer thread and give what it gives. Raises RecordError; nothing is done then.

        `said` is what was done, for the footer and for undo, such as "marked Kim B. late". Where whoever waits for it
        is called off, as by a page that closes, it is done all the same, and told where it is refused.
        """
        waiting = self.set_timer(WAIT_SECONDS, lambda: self._footer("Another program is writing: waiting to save …"))
        doing = asyncio.ensure_future(self._desk.perform(act, said))
        try:
            result, words = await asyncio.shield(doing)
        except asyncio.CancelledError:
            doing.add_done_callback(self._unheard)
            raise
        finally:
            waiting.stop()
        if words:
            self._footer(words[:1].upper() + words[1:] + ("" if words.endswith(".") else "."))
        self._look()
        return result

    def _unheard(self, done: "Future[Any]") -> None:
        if not done.cancelled() and isinstance(refused := done.exception(), RecordError):
            self.tell(f"Not saved: {refused}")

    @staticmethod
    async def see_through(work: "Coroutine[Any, Any, T]") -> T:
        """Wait for something that goes on to its end even where whoever waits for it is called off."""
        return await asyncio.shield(asyncio.ensure_future(work))

    def undo_words(self) -> str:
        """What the footer promises that undo would undo; nothing where it would refuse."""
        words = self.desk.undo_words if self.desk is not None else ""
        return f"undo “{words}”" if words else ""

    def _footer(self, words: str) -> None:
        pages = [screen for screen in self.screen_stack if isinstance(screen, Page)]  # beneath a dialog, too
        for screen in (pages or self.screen_stack)[-1:]:  # an act may end after the last page has closed
            for footer in screen.query(Footer):
                footer.say(words)

    def tell(self, sentence: str) -> None:
        """A refusal or something to know, in the corner, as it stands."""
        if self.is_covered:
            self._untold.append(sentence)  # told once it can be read
        else:
            self.notify(sentence, markup=False, severity="warning", timeout=max(NOTICE_SECONDS, len(sentence) / 15))

    def action_undo(self) -> None:
        page = self.screen
        if isinstance(page, Page):
            page.do(self._desk.undo_newest, self._desk.undone_words)

    # --- over every page ----------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While covered nothing but leaving is possible; before signing in, nothing that needs a person."""
        if self.screen_stack and self.is_covered:
            return action in ALLOWED_WHILE_COVERED
        if self.desk is None:
            return action in ("quit", "help_quit", "focus_next", "focus_previous", "copy_to_clipboard")
        if action == "help":
            return isinstance(self.screen, Page | Modal) and not isinstance(self.screen, HelpPage)
        if action == "lock":
            return isinstance(self.screen, Page | Modal)
        if action in ("undo", "go", "hide_names"):
            return isinstance(self.screen, Page)
        return True

    def index(self) -> "Index":
        """What ctrl+p searches, made anew when the record has changed."""
        from groupcare.queries import search

        if self._index is None or self._index[0] != self.version:
            self._index = (self.version, search.index(self.who))
        return self._index[1]

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_go(self) -> None:
        from groupcare.tui.go import GoPanel

        self.push_screen(GoPanel(), lambda mode: self.action_go_to(mode) if mode else None)

    def action_go_to(self, mode: str) -> None:
        """Go to a mode's first page, with nothing filtered."""
        if self.is_covered or self.desk is None:
            return
        if mode != self.current_mode:
            self.switch_mode(mode)
        if any(isinstance(page, Page) and page.saves_first() for page in self.screen_stack):
            self._save_and_go()
        else:
            self._go_to_first()

    @work(group="acts")
    async def _save_and_go(self) -> None:
        pages = [page for page in self.screen_stack if isinstance(page, Page) and page.is_there]
        for page in pages:
            await page.save_now()
        why = next((page.held_back() for page in pages if page.held_back()), "")
        if why:
            self.tell(f"{why} esc leaves without it.")
        elif pages and self.screen is pages[-1]:  # nobody has gone elsewhere, or locked it, meanwhile
            self._go_to_first()

    def _go_to_first(self) -> None:
        """Close what lies over the first page of this mode, and take its filters away."""
        self._keep_drafts(self.screen_stack)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        for lines in self.screen.query(Lines):
            lines.action_clear_filter()

    def open_place(self, kind: str, key: str, more: str = "") -> None:
        """Open the page of a client, a referral, a group, a session … over this one; escape comes back here."""
        from groupcare.tui.places import page_of

        self.push_screen(page_of(kind, key, more))

    def action_help(self) -> None:
        here = self.screen
        if isinstance(here, Page | Modal):
            self.push_screen(HelpPage(here))

    def action_hide_names(self) -> None:
        self.names_hidden = not self.names_hidden
        self.version += 1
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.reload()
        self._footer("Names are hidden: f2 shows them." if self.names_hidden else "Names are shown.")

    def action_lock(self) -> None:
        from groupcare.tui.lock import LockScreen

        if self.locked or self.desk is None:
            return
        self._keep_drafts(self.screen_stack)
        self.clear_notifications()
        if self.is_covered:
            self.pop_screen()  # the lock takes the curtain's place
        self.locked = True
        self.push_screen(LockScreen())

    def unlocked(self) -> None:
        """The lock screen is done: go on where it began. A second key that was on its way already changes nothing."""
        if self.locked:
            self.locked = False
            self._touched = monotonic()
            self.pop_screen()

    def named(self, name: str, number: int) -> str:
        """A client's name, or only the number while names are hidden."""
        from groupcare.rules.people import client_number

        return client_number(number) if self.names_hidden else name

    def person_line(self, *, short: bool = False) -> str:
        """Who is signed in, with their weightiest role."""
        if self.desk is None:
            return ""
        name, role = self.desk.person()
        return name if short else f"{name} · {role}"

    def clock_line(self) -> str:
        """Tue 6 Oct 14:32, in the clinic's zone."""
        return self.desk.clock() if self.desk is not None else ""

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[Any]:
        """None of Textual's own: they would save pictures of the screen and offer themes that are not ours."""
        return ()

    def set_theme(self, name: str) -> None:
        """Use one of our themes, now and from the next sign-in on."""
        self.theme = name
        if self.desk is not None:
            self.behind.keep_draft("preferences", {"theme": name})

    def _handle_exception(self, error: Exception) -> None:
        if not came_while_leaving(error):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Textual would print a traceback with its local values, which are health data: keep where, not what."""
        self.failed = True
        self.fault_path = keep_fault(self._exception, self.desk.who.opened.folder if self.desk is not None else None)
        self._close_messages_no_wait()
