"""The experiments of a group: what its members feared against what happened, together and one by one."""

from collections.abc import Iterable, Iterator

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.queries import find
from groupcare.queries.experiments import Experiments, GroupExperiments, group_experiments
from groupcare.rules.tried import TriedExperiment, against_short, against_words
from groupcare.rules.words import day
from groupcare.tui.chrome import Pane
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.members.tried_lines import in_full, numbers
from groupcare.tui.page import Page
from groupcare.tui.safe import joined

EMPTY = """No experiment yet. One is written into a member's plan (their chart, p: E on an activity that was left), or
set as homework of that kind and handed in with its log."""


class ExperimentsPage(Page[GroupExperiments]):
    """Members with their experiments; the line beneath says one in full, enter opens the plan it belongs to."""

    HELP = """What members of this group tried though they feared it: from their plans, and from homework logs of that
    kind. The two numbers are how bad it was expected to be and how bad it was, 0 to 10; a question mark stands for what
    was told in words. Above stands what all of them come to: numbers alone, words are never made into numbers.
    Enter opens the member's plan."""
    CSS_PATH = "homework.tcss"
    BINDINGS = [Binding("x", "back", "back", show=False)]  # noqa: RUF012

    def __init__(self, group_id: str) -> None:
        super().__init__()
        self.group_id = group_id

    def body(self) -> Iterable[Widget]:
        yield Pane(
            Static(id="about"),
            Lines(
                Column("Tried", share=1),
                Column("Feared → was", width=12),
                Column("When", most=15),
                Column("Told in", width=8, least=80),
                empty=EMPTY,
                id="tried",
            ),
            Static(id="in-full"),
            title="Experiments",
            keys=("open", "filter", "back"),
            classes="body",
            id="tried-pane",
        )

    def load(self) -> GroupExperiments:
        self.group_name = find.group(self.who, self.group_id).name
        return group_experiments(self.who, self.group_id)

    def show(self, found: GroupExperiments) -> None:
        self.query_one("#tried-pane", Pane).name_it(f"Experiments · {self.group_name}")
        about = (against_words(found.against), "bold") if found.people else ("", "")
        self.query_one("#about", Static).update(joined(about))
        self.query_one("#tried", Lines).put([line for person in found.people for line in self._rows(person)])
        self._say()

    def _rows(self, of: Experiments) -> Iterator[Line]:
        left = "" if of.in_group else " (left)"
        yield heading(f"{self.named(of.name, of.client_number)}{left} · {against_short(of.against)}")
        today = self.who.today()
        for place, one in enumerate(of.tried):
            when = day(one.on, today) if one.on else "–" if one.is_done else "planned"
            cells = (one.what, Cell(numbers(one), "strong"), Cell(when, "quiet"), Cell(str(one.told), "quiet"))
            yield Line(f"{of.client} {place}", cells)

    @property
    def _here(self) -> TriedExperiment | None:
        client, _, place = self.query_one("#tried", Lines).key.partition(" ")
        of = next((one for one in self.found.people if one.client == client), None)
        return of.tried[int(place)] if of is not None else None

    def _say(self) -> None:
        one = self._here
        self.query_one("#in-full", Static).update(in_full(one, self.who.today()) if one is not None else Content(""))

    def on_lines_moved(self) -> None:
        if hasattr(self, "found"):
            self._say()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.app.open_place("chart", event.key.partition(" ")[0], "plan")
