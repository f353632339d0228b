"""`Page`: what every full screen has in common. It loads a query, shows it, and loads it again when the record changed.

A page's `load` asks queries and may be refused; `show` fills its widgets. Acts go through `do` (show the effect at
once, hear later) or `perform` (wait for it, in a worker).
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import RecordError
from groupcare.tui.chrome import Footer, Header, TooSmall, frame
from groupcare.tui.fault import is_leaving
from groupcare.tui.modal import ClosesItself, Cover
from groupcare.tui.safe import plain

if TYPE_CHECKING:
    from groupcare.acts import SignIn
    from groupcare.tui.app import GroupCareApp

T = TypeVar("T")
V = TypeVar("V")


class Page(ClosesItself[None], Generic[V]):
    """A full screen on one query's answer. `HELP` says in a few sentences what it is for."""

    HELP: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (140, "-full")]  # noqa: RUF012  # Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", id="back", tooltip="One step out", show=False)
    ]
    DEFAULT_CSS = """
    Page {
        background: $background;
        #refused { padding: 1 2; color: $warning; display: none; height: auto; }
        &.-refused #refused { display: block; }
        &.-refused .body { display: none; }
        &.-too-small > * { display: none; }
        &.-too-small > TooSmall { display: block; }
    }
    """
    app: "GroupCareApp"
    found: V
    """What the query gave last."""

    def __init__(self) -> None:
        super().__init__()
        self._seen = -1
        self._ready = self._noted = False

    @property
    def is_there(self) -> bool:
        """Whether its widgets are on the screen: not before it is mounted, and not while it or the program goes."""
        return self._ready and any(isinstance(c, Header) for c in self.children) and not is_leaving(self)

    @property
    def is_stale(self) -> bool:
        """Whether the record has changed since the page was loaded, as it may have beneath a dialog."""
        return self._seen != self.app.version

    # --- for each page to say -----------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """The widgets between header and footer; give the outermost the class `body`."""
        return ()

    def load(self) -> V:
        """Ask the queries. May raise a RecordError, whose sentence is then shown in place of the body."""
        raise NotImplementedError

    def show(self, found: V) -> None:
        """Fill the widgets."""

    def viewed(self) -> tuple[str, ...] | None:
        """What the access log notes when the page is first shown, and the clients' ids; None where it is nobody's."""
        return None

    def held_back(self) -> str:
        """Why leaving would lose something that could not be saved, as a sentence; empty where it would not."""
        return ""

    def saves_first(self) -> bool:
        """Whether `save_now` has anything to do before the page may close."""
        return False

    async def save_now(self) -> None:
        """The page closes, or the program: save what saves itself otherwise a little later."""

    def curtain(self) -> Cover | None:
        """What is drawn over the page when nobody has touched it for two minutes; None where the lock is enough."""
        return None

    # --- life ---------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield from frame(Static(id="refused"), *self.body())

    def on_mount(self) -> None:
        self._ready = True
        self.reload()

    def on_screen_resume(self) -> None:
        for header in self.query(Header):
            header.refresh()
        if self.is_stale:
            self.reload()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < TooSmall.WIDTH or event.size.height < TooSmall.HEIGHT, "-too-small")

    @property
    def who(self) -> "SignIn":
        """The person signed in, on the connection for reading."""
        return self.app.who

    def reload(self) -> None:
        """Ask again and show what is there now."""
        if not self.is_there:
            return  # its widgets are still to come; it loads once they are there
        self._seen = self.app.version
        try:
            self.found = self.load()
        except RecordError as refused:
            self.query_one("#refused", Static).update(plain(str(refused)))
            self.add_class("-refused")
            return
        self.remove_class("-refused")
        self._note_view()
        self.show(self.found)

    def _note_view(self) -> None:
        if not self._noted and (viewed := self.viewed()) is not None:
            self._noted = True
            what, *clients = viewed
            for client in clients:
                self.app.behind.note_view(what, client)
        self.refresh_bindings()

    # --- acts ---------------------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Say in the footer, for three seconds, what was saved."""
        self.query_one(Footer).say(text)

    def do(
        self,
        act: "Callable[[SignIn], T]",
        said: str | Callable[[T], str] = "",
        *,
        then: Callable[[T], None] | None = None,
        refused: Callable[[RecordError], None] | None = None,
    ) -> None:
        """Run an act behind the screen. `said` is shown and named by undo once it is done; a refusal is a sentence."""

        async def run() -> None:
            try:
                result = await self.app.perform(act, said)
            except RecordError as error:
                if refused is not None and self.is_there:
                    refused(error)
                self.app.tell(str(error))
                return
            if then is not None and self.is_there:
                then(result)

        self.app.run_worker(run(), group="acts")  # the program's own: leaving the page does not call it off

    def may(self, act: str) -> bool:
        """Whether this person may do that act; else the sentence why not is told, before anything is asked."""
        from groupcare.acts.permissions import role_for

        try:
            role_for(act, self.who.staff)
        except RecordError as refused:
            self.app.tell(str(refused))
            return False
        return True

    def can(self, act: str) -> bool:
        """Whether this person's roles allow that act, without a word: for keys that are hidden where they do not."""
        from groupcare.acts.permissions import role_for

        try:
            role_for(act, self.who.staff)
        except RecordError:
            return False
        return True

    # --- keys ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys pressed before the page is there, or while it goes, do nothing."""
        return self.is_there and self.allows(action, parameters)

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something here now: False hides it, None dims it. There is a step out only where this
        page was opened from another."""
        return action != "back" or len(self.app.screen_stack) > 1

    def action_back(self) -> None:
        """One step out: this page closes, unless it is the first of its mode."""
        if len(self.app.screen_stack) > 1 and self.app.screen is self:
            self.dismiss()

    def named(self, name: str, number: int) -> str:
        """A client's name, or only the number while names are hidden."""
        return self.app.named(name, number)


AnyPage = Page[Any]
