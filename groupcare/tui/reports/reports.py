"""Reports: questions, and to each the answer in a sentence, a chart and a table, with what was counted beneath."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import RecordError, Refused, SignIn, access
from groupcare.exchange.files import FileFault
from groupcare.exchange.report_csv import AlreadyThere, report_csv, write_file
from groupcare.queries import reports
from groupcare.rules.reports import Answer
from groupcare.rules.words import count
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Confirm, FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.page import Page
from groupcare.tui.reports.drawing import bars, table
from groupcare.tui.reports.questions import Questions
from groupcare.tui.safe import joined, plain

SIDE = 29
"""The questions' pane where it stands beside the answer."""
STYLES = {"heading": "$text-quiet", "sum": "bold", "row": "", "space": ""}
FILES = {
    "stays": "who-stays",
    "practises": "who-practises",
    "waits": "how-long-people-wait",
    "goes_on": "how-referrals-go-on",
}


class ReportsPage(Page[Answer]):
    """Counts and shares only: no client is named in a report."""

    HELP = """Questions that a clinic asks of itself, answered from the record as it is now: one sentence, a chart, a
    table, and beneath them what was counted and what was not. The arrows go from question to question, space reads on.
    Nobody is named, and no percentage stands for fewer than five people. x writes the table as a file for a
    spreadsheet."""
    CSS_PATH = "reports.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "export", "export table", id="export", tooltip="The table as CSV, for a spreadsheet"),
        Binding("pagedown,space", "scroll(1)", "more", id="more", key_display="space", tooltip="Read on", show=False),
        Binding("pageup,b", "scroll(-1)", "Page up", show=False),
        Binding("home", "scroll(-99)", "First", show=False),
        Binding("end", "scroll(99)", "Last", show=False),
    ]

    def body(self) -> Iterable[Widget]:
        answer = VerticalScroll(
            Static(id="sentence"), Static(id="chart"), Static(id="table"), Static(id="definition"), can_focus=False
        )
        yield Horizontal(
            Pane(Questions(), title="Questions", id="questions"),
            Pane(answer, title="Answer", keys=("more", "export"), id="answer"),
            classes="body",
        )

    def load(self) -> Answer:
        return reports.answer(self.who, self.query_one(Questions).asked)

    def show(self, found: Answer) -> None:
        narrow = self.app.size.width < 100
        self.query_one(Questions).in_row = narrow
        width = self.app.size.width - (5 if narrow else SIDE + 5)
        self.query_one("#answer", Pane).name_it(found.question)
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
        if action == "export":
            return hasattr(self, "found") and not self.has_class("-refused")
        return super().allows(action, parameters)

    # --- export -------------------------------------------------------------------------------------------------

    @work(group="export")
    async def action_export(self) -> None:
        """Ask for a path until the table is written or the person steps back."""
        answer = self.found
        typed: str | None = f"{FILES[answer.key]}-{self.who.today().isoformat()}.csv"
        while typed is not None:
            typed = await self.app.push_screen_wait(_ask_path(typed))
            if typed is None or await self._written(Path(typed).expanduser().absolute(), answer):
                return

    async def _written(self, path: Path, answer: Answer, *, replace: bool = False) -> bool:
        """Whether the table was written there; what is in the way is said, and the person asked before a file goes."""

        def write(who: SignIn) -> None:
            try:
                write_file(path, report_csv(answer), replace=replace)
                access.note(who, f"export of report {answer.key}")
            except AlreadyThere:
                raise
            except FileFault as fault:
                raise Refused(str(fault)) from None

        try:
            await self.app.perform(write, f"wrote {count(len(answer.rows), 'row')} to {path}")
        except AlreadyThere:
            question = f"{path} is there already. Put this table in its place?"
            if await self.app.push_screen_wait(Confirm(question, yes="replace it", no="another name")):
                return await self._written(path, answer, replace=True)
            return False
        except RecordError as refused:
            self.app.tell(str(refused))
            return False
        return True


def _ask_path(path: str) -> FormDialog[str]:
    """A dialog that gives a path; it writes nothing itself."""
    words = (
        "A CSV file with this table, for a spreadsheet. It names no client, and only you can read it.\n"
        f"A name without a folder goes to {Path.cwd()}"
    )

    def act(values: dict[str, str]) -> Callable[[SignIn], str]:
        return lambda who: values["path"].strip()

    fields = [Field("path", "File", value=path, needed=True)]
    return FormDialog("Export the table", fields, act, words=words, save="write")
