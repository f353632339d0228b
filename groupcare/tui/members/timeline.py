"""The timeline of a chart, from the ledger: one line an act, newest first; enter shows the fields it changed."""

from collections.abc import Iterator

from groupcare.acts import RecordError
from groupcare.queries.changes import changes_in_words
from groupcare.queries.chart import Chart
from groupcare.queries.timeline import Happening
from groupcare.rules.words import moment
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.members.reading import ChangesDialog
from groupcare.tui.members.tabs import Tab


class TimelineTab(Tab):
    """Everything that was ever recorded of this person, by whom, and when."""

    NAME, LETTER, TITLE, PART = "timeline", "t", "Timeline", "timeline"
    KEYS = ("open", "filter")
    COLUMNS = (
        Column(most=21),
        Column(most=20),
        Column(share=1),
        Column(most=20, least=90),
        Column(width=11, least=110),
    )

    def rows(self, chart: Chart) -> Iterator[Line]:
        for happened in chart.timeline:
            cells = (
                self._when(happened),
                Cell(happened.act, "strong"),
                happened.changed,
                happened.staff,
                Cell(happened.role, "quiet"),
            )
            yield Line(str(happened.seq), cells)

    def _when(self, happened: Happening) -> str:
        return moment(happened.at, self.app.who.clinic.zone, self.today)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        happened = next((h for h in self.shown.timeline if str(h.seq) == event.key), None)
        if happened is None:
            return
        try:
            changes = changes_in_words(self.app.who, happened)
        except RecordError as refused:
            self.app.tell(str(refused))
            return
        said = f"{self._when(happened)} · {happened.staff}, {happened.role} · ledger {happened.seq:,}"
        if happened.reason:
            said += f" · {happened.reason}"
        self.app.push_screen(ChangesDialog(happened.act, said, changes))
