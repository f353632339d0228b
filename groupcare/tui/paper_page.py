"""A paper on the screen, as plain text to be read through; f9 saves it as HTML, to be printed or sent."""

from collections.abc import Callable, Iterable
from typing import ClassVar, NamedTuple

from textual import events, work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import SignIn
from groupcare.exchange.paper_html import paper_html
from groupcare.exchange.paper_text import WIDTH, paper_text
from groupcare.rules.paper import Paper, file_name
from groupcare.tui.chrome import Pane
from groupcare.tui.page import Page
from groupcare.tui.safe import plain
from groupcare.tui.saving import ToSave, save_as

FRAME = 3
"""Columns that the pane and its scroll bar take."""
HIDDEN = "Names are hidden, and a paper holds them: f2 shows them."


class Then(NamedTuple):
    """What the record keeps once a paper is saved: the act, and what is said of it."""

    act: Callable[[SignIn], object]
    said: str


class PaperPage(Page[Paper]):
    """Made anew whenever the record changes, so that what is read and saved is what stands."""

    HELP = """A paper as it will be printed. The arrows and page up and down scroll it; f9 saves it as a file that any
    browser shows and prints, on A4 or Letter. Its name holds a number and the day, never a person's name."""
    DEFAULT_CSS = "PaperPage VerticalScroll { scrollbar-size-vertical: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f9,ctrl+o", "save", "save as a file", id="main", key_display="f9", tooltip="Save it as HTML, to print"
        ),
    ]

    def __init__(self, make: Callable[[SignIn], Paper], client: str = "", then: Then | None = None) -> None:
        super().__init__()
        self.make, self.client, self.then = make, client, then

    @property
    def clients(self) -> tuple[str, ...]:
        """About whom it tells, for the access log."""
        return (self.client,) if self.client else self.found.clients

    def body(self) -> Iterable[Widget]:
        yield Pane(VerticalScroll(Static(id="paper-text")), id="paper", keys=("main",), classes="body")

    def load(self) -> Paper:
        return self.make(self.who)

    def viewed(self) -> tuple[str, ...] | None:
        return (f"paper {self.found.kind}", *self.clients) if self.clients else None

    def show(self, found: Paper) -> None:
        self.query_one("#paper", Pane).name_it(f"{found.title} · {found.reference}")
        lines = [HIDDEN] if self.app.names_hidden else paper_text(found, min(WIDTH, self.app.size.width - FRAME))
        self.query_one("#paper-text", Static).update(plain("\n".join(lines)))
        self.query_one(VerticalScroll).focus()
        self.refresh_bindings()

    def on_resize(self, event: events.Resize) -> None:
        if hasattr(self, "found"):
            self.show(self.found)

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "save":
            return hasattr(self, "found") and not self.has_class("-refused") and not self.app.names_hidden
        return super().allows(action, parameters)

    @work(group="dialog", exclusive=True)
    async def action_save(self) -> None:
        found = self.found
        file = ToSave(
            file_name(found, "html"),
            paper_html(found).encode("utf-8"),
            f"export of {found.kind} {found.reference}",
            self.clients,
        )
        saved = await save_as(
            self, f"Save · {found.title}", file, "A file for a browser to show and print. Only you can read it."
        )
        if saved and self.then is not None:
            self.do(*self.then)
