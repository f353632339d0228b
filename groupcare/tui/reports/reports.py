"""Reports: questions, and to each the answer in a sentence, a chart and a table, with what was counted beneath."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.exchange.report_csv import report_csv
from groupcare.queries import reports
from groupcare.queries.outcome_paper import outcome_paper
from groupcare.queries.permissions import can_see
from groupcare.queries.report_scope import scope_reference
from groupcare.rules.reports import EVERYTHING, Answer
from groupcare.rules.shared import shared
from groupcare.rules.words import count
from groupcare.tui.chrome import Pane
from groupcare.tui.page import Page
from groupcare.tui.paper_page import PaperPage
from groupcare.tui.reports.about import about_form
from groupcare.tui.reports.drawing import bars, table
from groupcare.tui.reports.questions import Questions
from groupcare.tui.safe import joined, plain
from groupcare.tui.saving import ToSave, save_as

SIDE = 29
"""The questions' pane where it stands beside the answer."""
SHARED_FILE = "shared"
STYLES = {"heading": "$text-quiet", "sum": "bold", "row": "", "space": ""}


class ReportsPage(Page[Answer]):
    """Counts and shares only: no client is named in a report. What it is about stays from question to question."""

    HELP = """Questions that a clinic asks of itself, answered from the record as it is now: one sentence, a chart, a
    table, and beneath them what was counted and what was not. The arrows go from question to question, space reads on.
    a chooses a period, a curriculum or a group for all of them. Nobody is named, and no percentage stands for fewer
    than five people. s shows the copy to share, in which every number on fewer than five people is hidden, and what
    would give one away; s once more shows all. D is the whole report as a document to print, x writes the table as a
    file for a spreadsheet, both as they are shown. Where it is asked whether the programme helps, m names those who
    lack a reading, for those who see charts. l is the access log, for managers: who opened or exported what."""
    CSS_PATH = "reports.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "about", "period, group", id="about", tooltip="Of which days, which curriculum or group"),
        Binding("s", "share", "shared", id="share", tooltip="The copy for others, with small numbers hidden, or all"),
        Binding("D", "document", "document", id="document", key_display="D", tooltip="All questions, to print"),
        Binding("x", "export", "export table", id="export", tooltip="The table as CSV, for a spreadsheet"),
        Binding("m", "missing", "who lacks a reading", id="missing", tooltip="Members without a start or end reading"),
        Binding("l", "looks", "access log", id="looks", tooltip="Who looked at whose chart; for managers"),
        Binding("pagedown,space", "scroll(1)", "more", id="more", key_display="space", tooltip="Read on", show=False),
        Binding("pageup,b", "scroll(-1)", "Page up", show=False),
        Binding("home", "scroll(-99)", "First", show=False),
        Binding("end", "scroll(99)", "Last", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.scope, self.shared = EVERYTHING, False

    def body(self) -> Iterable[Widget]:
        answer = VerticalScroll(
            *(Static(id=part) for part in ("about", "sentence", "chart", "table", "definition")), can_focus=False
        )
        yield Horizontal(
            Pane(Questions(), title="Questions", id="questions"),
            Pane(answer, title="Answer", keys=("more", "missing", "about", "share", "document", "export"), id="answer"),
            classes="body",
        )

    def load(self) -> Answer:
        found = reports.answer(self.who, self.query_one(Questions).asked, self.scope)
        return shared(found) if self.shared else found

    def show(self, found: Answer) -> None:
        narrow = self.app.size.width < 100
        self.query_one(Questions).in_row = narrow
        width = self.app.size.width - (5 if narrow else SIDE + 5)
        self.query_one("#answer", Pane).name_it(found.question)
        self.query_one("#about", Static).update(plain(found.about, "$accent"))
        self.query_one("#about").display = bool(found.about)
        self.query_one("#sentence", Static).update(plain(found.sentence, "bold"))
        self.query_one("#chart", Static).update(self._chart(found, width))
        self.query_one("#table", Static).update(self._table(found, width))
        self.query_one("#chart").display = any(bar.value is not None for bar in found.series.bars)
        self.query_one("#table").display = bool(found.rows)
        self.query_one("#definition", Static).update(self._definition(found))

    def _chart(self, found: Answer, width: int) -> Content:
        drawn = [
            joined(f"{line.label}  ", (line.shown, "bold"), "  ", (line.bar, "$primary"))
            for line in bars(found.series, width)
        ]
        return joined("\n").join([joined((found.series.title, "$text-quiet")), *drawn]) if drawn else plain("")

    def _table(self, found: Answer, width: int) -> Content:
        lines = table(found.headings, found.rows, width)
        return joined("\n").join([joined((line.text, STYLES[line.kind])) for line in lines])

    def _definition(self, found: Answer) -> Content:
        return plain("\n".join(found.definition), "$text-quiet")

    # --- keys ---------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        if hasattr(self, "found"):
            self.show(self.found)

    def on_questions_asked(self) -> None:
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.reload()

    def on_questions_along(self, event: Questions.Along) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=event.by, animate=False)

    def action_scroll(self, by: int) -> None:
        answer = self.query_one(VerticalScroll)
        answer.scroll_relative(y=by * max(1, answer.size.height - 2), animate=False)

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("about", "share", "document", "export"):
            return hasattr(self, "found") and not self.has_class("-refused")
        if action == "missing":
            return self.query_one(Questions).asked == "helps" and can_see(self.who, "charts")
        if action == "looks":
            return can_see(self.who, "access log")
        return super().allows(action, parameters)

    def action_looks(self) -> None:
        from groupcare.tui.reports.looks import LooksPage

        self.app.push_screen(LooksPage())

    def action_missing(self) -> None:
        from groupcare.tui.reports.missing import MissingPage

        self.app.push_screen(MissingPage(self.scope))

    # --- what about, and for whom ---------------------------------------------------------------------------------

    @work(group="dialog", exclusive=True)
    async def action_about(self) -> None:
        """Choose what all questions are about."""
        chosen = await self.app.push_screen_wait(about_form(self.who, self.scope))
        if chosen is not None:
            self.scope = chosen
            self._again()

    def action_share(self) -> None:
        """Show the copy for others, or all numbers again."""
        self.shared = not self.shared
        self._again()

    def _again(self) -> None:
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.reload()

    def action_document(self) -> None:
        """All questions as one paper, as they are shown here."""
        self.app.push_screen(PaperPage(partial(outcome_paper, scope=self.scope, share=self.shared)))

    # --- export -------------------------------------------------------------------------------------------------

    @work(group="export")
    async def action_export(self) -> None:
        """The table as a file, where the person says."""
        answer = self.found
        about = scope_reference(self.who, self.scope)
        parts = (answer.name, SHARED_FILE if answer.shared else "", about if answer.about else "")
        name = "-".join(part for part in (*parts, self.who.today().isoformat()) if part)
        file = ToSave(
            f"{name}.csv",
            report_csv(answer),
            f"export of report {answer.key}",
            said=f"wrote {count(len(answer.rows), 'row')}",
        )
        words = "A CSV file with this table, for a spreadsheet. It names no client, and only you can read it."
        await save_as(self, "Export the table", file, words)
