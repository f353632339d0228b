"""The tabs of a chart: a bar of one line, and what every tab is: a list, and beside it what it points at, in full."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import RecordError
from groupcare.acts.permissions import role_for
from groupcare.queries.chart import Chart
from groupcare.tui.chrome import Pane
from groupcare.tui.lines import Column, Line, Lines
from groupcare.tui.safe import joined

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp
    from groupcare.tui.page import Page


class TabBar(Widget):
    """Every tab with its letter, the current one in brackets. A click goes there."""

    DEFAULT_CSS = "TabBar { height: 1; background: $background; }"
    current: reactive[str] = reactive("")

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, tabs: Iterable[tuple[str, str, str]]) -> None:
        super().__init__()
        self.tabs = tuple(tabs)
        self._places: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        letters = self.size.width >= sum(cell_len(words) + 4 for _, _, words in self.tabs)
        parts: list[Content] = []
        self._places, x = [], 0
        for name, letter, words in self.tabs:
            here = name == self.current
            said = f"{letter} {words}" if letters else words
            left, right = ("[", "]") if here else (" ", " ")
            parts.append(joined((left, "$accent"), (f"{letter} " if letters else "", "$accent"),
                                (words, "bold" if here else "$text-quiet"), (right, "$accent")))  # fmt: skip
            self._places.append((x, x + cell_len(said) + 2, name))
            x += cell_len(said) + 2
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        for left, right, name in self._places:
            if left <= event.x < right:
                self.post_message(self.Chosen(name))


class Tab(Pane):
    """One part of a chart, made when it is first asked for. `PART` names it in `Chart.unseen`, for roles without it."""

    class Elsewhere(Message):
        """Another tab shows this better: its name, and what to stand on there."""

        def __init__(self, tab: str, place: str = "") -> None:
            super().__init__()
            self.tab, self.place = tab, place

    class Ready(Message):
        """It is made, and can be filled."""

        def __init__(self, tab: "Tab") -> None:
            super().__init__()
            self.tab = tab

    NAME: ClassVar[str]
    LETTER: ClassVar[str]
    TITLE: ClassVar[str]
    PART: ClassVar[str] = ""
    KEYS: ClassVar[tuple[str, ...]] = ()
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    EMPTY: ClassVar[str] = "Nothing here yet."
    app: "GroupCareApp"

    def __init__(self) -> None:
        super().__init__(title=self.TITLE, keys=self.KEYS, id=self.NAME, classes="tab")
        self.chart: Chart | None = None
        self.is_ready = False

    def compose(self) -> ComposeResult:
        yield Lines(*self.COLUMNS, empty=self.EMPTY, id=f"{self.NAME}-lines")
        yield VerticalScroll(*self.beside(), classes="side")

    def on_mount(self) -> None:
        self.is_ready = True
        self.post_message(self.Ready(self))

    # --- for each tab to say ------------------------------------------------------------------------------------

    def beside(self) -> Iterable[Widget]:
        """What stands beside the list."""
        yield Static(classes="detail")

    def rows(self, chart: Chart) -> Iterable[Line]:
        """The list."""
        return ()

    def detail(self, chart: Chart, key: str) -> Content:
        """What is said in full of the line of that key; nothing hides the place for it."""
        return Content("")

    # --- showing ------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    @property
    def shown(self) -> Chart:
        """The chart that is shown."""
        assert self.chart is not None
        return self.chart

    @property
    def page(self) -> "Page[Chart]":
        """The page it is on, which does acts."""
        return cast("Page[Chart]", self.screen)

    @property
    def today(self) -> date:
        return self.app.who.today()

    @property
    def refused(self) -> str:
        """Why this role does not see this part, or nothing."""
        return self.shown.unseen.get(self.PART, "") if self.chart is not None else ""

    def show(self, chart: Chart) -> None:
        """Show this chart, at the place where the list stands."""
        self.chart = chart
        if not self.query(Lines):  # not drawn yet: it is filled once it says that it is ready
            return
        self.lines.empty = self.refused or self.EMPTY
        self.lines.put(() if self.refused else list(self.rows(chart)))
        self.look()
        self.refresh_bindings()

    def on_lines_moved(self) -> None:
        self.look()
        self.refresh_bindings()

    def look(self) -> None:
        """Say in full what the cursor is on."""
        if self.chart is None:
            return
        said = Content("") if self.refused else self.detail(self.chart, self.lines.key)
        self.query_one(".detail", Static).update(said)
        self.query_one(".side").set_class(not said.plain, "-nothing")

    # --- what tabs share ----------------------------------------------------------------------------------------

    @property
    def kind_and_id(self) -> tuple[str, str]:
        """What the line under the cursor is, by its key: its kind and the rest."""
        kind, _, rest = self.lines.key.partition(" ")
        return kind, rest

    def may(self, act: str) -> bool:
        """Whether this person may do that act; else the sentence why not is told."""
        try:
            role_for(act, self.app.who.staff)
        except RecordError as refused:
            self.app.tell(str(refused))
            return False
        return True

    @property
    def person(self) -> str:
        """Kim B., or the number while names are hidden: for what is said of an act."""
        client = self.shown.client
        family = f" {client.family_name[0]}." if client.family_name else ""
        first = client.preferred_name or client.given_name
        return self.app.named(f"{first}{family}" if first else self.shown.name, client.number)
