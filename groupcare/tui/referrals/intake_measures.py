"""Measures of intake that people not yet seated lack: a line a person, to be asked in their chart."""

from collections.abc import Iterable

from textual.widget import Widget

from groupcare.queries.intake_measures import Lacking, intake_measures
from groupcare.rules.words import count, day
from groupcare.tui.chrome import Pane
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.page import Page

EMPTY = "Everybody who waits for a group has given what is asked at intake."


class IntakeMeasuresPage(Page[tuple[Lacking, ...]]):
    """Enter opens the chart at its measures, where the answers are entered."""

    HELP = """People who were screened and have no seat yet, and what of the measures asked at intake they have not
    given, the longest since their referral first. Enter opens their measures: n takes the answers of a form. Whoever
    was not screened at all stands in the queue (g r) as to be screened, and is asked there."""
    CSS_PATH = "queue.tcss"

    def body(self) -> Iterable[Widget]:
        lines = Lines(
            Column(width=1),
            Column("Name", most=26),
            Column("Since", most=15),
            Column("Not asked yet", share=1),
            Column("Referral", most=12, least=80),
            empty=EMPTY,
            id="lacking",
        )
        yield Pane(lines, title="Measures of intake", keys=("open", "filter"), classes="body", id="lacking-pane")

    def load(self) -> tuple[Lacking, ...]:
        return intake_measures(self.who)

    def show(self, found: tuple[Lacking, ...]) -> None:
        self.query_one("#lacking", Lines).put([self._row(one) for one in found])
        title = "Measures of intake"
        people = f"{title} · {count(len(found), 'person', 'people')} not seated yet" if found else title
        self.query_one("#lacking-pane", Pane).name_it(people)

    def _row(self, one: Lacking) -> Line:
        tone = "warning" if one.late else ""
        return Line(
            one.client,
            (
                Cell("!" if one.late else "", tone),
                Cell(self.named(one.name, one.client_number), "strong"),
                Cell(day(one.since, self.who.today()), tone),
                ", ".join(one.measures),
                Cell(str(one.status), "quiet"),
            ),
        )

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.app.open_place("chart", event.key, "measures")
