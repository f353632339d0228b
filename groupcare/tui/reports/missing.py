"""Who lacks a start or an end reading in the report on outcomes; enter opens their chart, where one is entered."""

from collections.abc import Iterable

from textual.widget import Widget

from groupcare.queries.missing_readings import Missing, missing_readings
from groupcare.rules.reports import EVERYTHING, Scope
from groupcare.rules.words import count, day
from groupcare.tui.chrome import Pane
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.page import Page

EMPTY = "Nobody whose programme is over lacks a reading. Who is under way, or ended over a year ago, is not listed."


class MissingPage(Page[list[Missing]]):
    """Opened from the report, for those who see charts: the report itself names nobody."""

    HELP = """Members whose programme is over and who lack a reading that their curriculum asks for at the start or at
    the end; of the last year, unless the report is about something narrower. An end reading counts until six weeks
    after the end: who can still be asked stands first, with the last day. Enter opens the chart at its measures, where
    a reading is entered."""

    def __init__(self, scope: Scope = EVERYTHING) -> None:
        super().__init__()
        self.scope = scope

    def body(self) -> Iterable[Widget]:
        people = Lines(
            Column("Name", width=19),
            Column("Group", width=22, least=100),
            Column("Ended", most=15, least=100),
            Column("Lacks", share=1),
            Column("Counts until", most=15),
            empty=EMPTY,
            id="people",
        )
        yield Pane(people, title="Missing readings", keys=("open", "filter"), classes="body", id="missing")

    def load(self) -> list[Missing]:
        return missing_readings(self.who, self.scope)

    def show(self, found: list[Missing]) -> None:
        asked = sum(one.until is not None for one in found)
        still = f" · {asked:,} can still be asked" if asked else ""
        words = f"Missing readings · {count(len(found), 'member')}{still}" if found else "Missing readings"
        self.query_one("#missing", Pane).name_it(words)
        self.query_one("#people", Lines).put([self._line(one) for one in found])

    def _line(self, one: Missing) -> Line:
        today = self.who.today()
        return Line(
            one.key,
            (
                Cell(self.named(one.name, one.number), "strong"),
                Cell(one.group, "quiet"),
                Cell(day(one.end, today), "quiet"),
                _lacks(one),
                Cell(day(one.until, today), "warning") if one.until else "",
            ),
        )

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.app.open_place("chart", event.key.split(" ")[0], "measures")


def _lacks(one: Missing) -> str:
    """End: PCS, PSEQ; start and end: GAD-7."""
    parts = {
        "end": [name for name in one.no_end if name not in one.no_start],
        "start": [name for name in one.no_start if name not in one.no_end],
        "start and end": [name for name in one.no_end if name in one.no_start],
    }
    return "; ".join(f"{when}: {', '.join(names)}" for when, names in parts.items() if names)
