"""Taking in a file of referrals: which file, what it holds, and only then into the record; then screening them all.

Reading, trying and importing run beside the screen, which shows how far they are and can stop them. An import is one
act: all good rows, or none.
"""

import asyncio
from collections.abc import Iterable
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, ProgressBar, Static

from groupcare.acts import RecordError, importing
from groupcare.acts.importing import Imported
from groupcare.exchange import referrals_csv
from groupcare.exchange.files import FileFault
from groupcare.exchange.referrals_csv import ReferralFile
from groupcare.queries.permissions import may_see
from groupcare.rules.words import count
from groupcare.tui.chrome import Pane
from groupcare.tui.forms import TextInput
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.page import Page
from groupcare.tui.referrals.file_lines import (
    Rows,
    alert_words,
    order_words,
    preview_lines,
    screened_words,
    summary_words,
    whole_words,
)
from groupcare.tui.referrals.headway import SECONDS, Headway
from groupcare.tui.referrals.paths import completed, entries, place_of, size_words
from groupcare.tui.referrals.screen_all import ScreenAll
from groupcare.tui.safe import joined, plain

Stage = Literal["choosing", "reading", "preview", "importing", "imported", "screening", "done"]
NO_FILES = "No folder and no CSV file here begins so."
UNKNOWN, DAY_FIRST, MONTH_FIRST = None, True, False
ORDERS = {UNKNOWN: "as the file shows", DAY_FIRST: "day first", MONTH_FIRST: "month first"}


class ImportPage(Page[None]):
    """One stage after the other; escape goes one back, or stops what is at work."""

    HELP = """Take in referrals from a CSV file. Type where it lies (tab completes, ~ is your home folder) or choose
    below. You see what would come in, line by line, before anything is written; f9 then takes in all good rows at once,
    or none; until they are written esc stops it, and nothing is. Where no date of a column shows whether the day or the
    month comes first, d says it. Rows that are known already add nothing, and nobody is made one with a namesake.
    Afterwards f9 screens all of them: that goes on while you work elsewhere; esc here stops it, and s in the queue goes
    on with the others."""
    CSS_PATH = "file.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "take_in", "take in", id="main", key_display="f9", tooltip="All good rows, or none"),
        Binding("f9,ctrl+o", "screen_all", "screen all", id="screen", key_display="f9", tooltip="One after the other"),
        Binding("tab", "complete", "complete", id="complete", show=False, tooltip="Complete the path typed so far"),
        Binding("down", "into_list", "choose below", id="into-list", show=False),
        Binding("d", "dates", "dates", id="dates", show=False, tooltip="How 01/02/2026 is meant"),
        Binding("o", "other", "other file", id="other", show=False, tooltip="Choose another file"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.stage: Stage = "choosing"
        self.path = ""
        self.day_first: bool | None = UNKNOWN
        self.file: ReferralFile | None = None
        self.tried: Imported | None = None
        self.imported: Imported | None = None
        self.screening: ScreenAll | None = None
        self.headway = Headway("")
        self._looks: Timer | None = None
        self._lines: dict[str, Line] = {}

    def body(self) -> Iterable[Widget]:
        files = Lines(Column(share=1), Column(right=True), empty=NO_FILES, titles=False, id="files")
        rows = Rows(
            Column("Line", right=True, most=7),
            Column("Row", most=30),
            Column("", share=1),
            empty="The file holds no row.",
            id="rows",
        )
        yield Vertical(
            Pane(TextInput(hint="~/referrals.csv, then enter", id="path"), Static(id="fault"), files, title="File",
                 keys=("complete", "into-list", "back"), id="file-pane"),
            Pane(Static(id="summary"), ProgressBar(show_eta=False, id="progress"), rows, Static(id="whole"),
                 title="Preview", keys=("main", "screen", "dates", "other", "back"), id="preview-pane"),
            classes="body",
        )  # fmt: skip

    def load(self) -> None:
        may_see(self.who, "referrals")

    def on_unmount(self) -> None:
        if self.stage == "reading":  # nobody waits for it any more
            self.headway.stopped = True

    def on_mount(self) -> None:
        self.query_one("#path", TextInput).focus()
        self._list_files("")
        self.enter_stage("choosing")

    def enter_stage(self, stage: Stage) -> None:
        """Show what belongs to it, and put the focus where it is worked on."""
        self.stage = stage
        choosing = stage in ("choosing", "reading")
        self.query_one("#file-pane").display = choosing
        self.query_one("#preview-pane").display = not choosing
        self.query_one("#progress").display = stage in ("importing", "screening")
        if stage == "choosing":
            self.query_one("#path").focus()
        elif not choosing:
            self.query_one("#rows").focus()
        self.refresh_bindings()
        for pane in self.query(Pane):
            pane.show_keys()

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "take_in":
                return self.stage == "preview" and self._could_come_in
            case "screen_all":
                return self.stage == "imported" and bool(self.imported and self.imported.referrals)
            case "complete" | "into_list":
                return self.stage == "choosing" and self.query_one("#path").has_focus
            case "dates":
                return self.stage == "preview"
            case "other":
                return self.stage in ("preview", "imported", "done")
            case "back":
                return True
        return super().allows(action, parameters)

    # --- which file -------------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fault("")
        self._list_files(event.value)

    def _list_files(self, typed: str) -> None:
        found = entries(typed)
        lines = [
            Line(
                one.path, (Cell(one.name, "accent" if one.is_folder else ""), size_words(one.size) if one.size else "")
            )
            for one in found
        ]
        self.query_one("#files", Lines).put(lines)

    def action_complete(self) -> None:
        path = self.query_one("#path", TextInput)
        path.value = completed(path.value)
        path.cursor_position = len(path.value)

    def action_into_list(self) -> None:
        self.query_one("#files").focus()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        if event.lines.id == "files":
            self._take(event.key)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._take(event.value)

    def _take(self, typed: str) -> None:
        path = self.query_one("#path", TextInput)
        if place_of(typed).is_dir():
            path.value = typed if typed.endswith("/") else f"{typed}/"
            path.cursor_position = len(path.value)
            path.focus()
        elif typed.strip():
            path.value = typed
            self._begin(typed)

    def _begin(self, typed: str) -> None:
        self.headway.stopped = True  # what may still be at work on another file, or another order
        self.path, self.stage, self.headway = typed, "reading", Headway("Reading")
        self._look()
        self.run_worker(self._read(), group="acts", exclusive=True)

    def _fault(self, sentence: str) -> None:
        self.query_one("#fault", Static).update(plain(sentence))

    # --- what it holds ----------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        """Read it on a thread of its own, and try the import on the one that writes; nothing is kept of either."""
        headway = self.headway
        try:
            file = await asyncio.to_thread(
                referrals_csv.read, place_of(self.path), day_first=self.day_first, progress=headway
            )
            rows = file.rows if file.stopped_at is None else ()
            headway.begin("Trying")
            tried = await self.app.perform(
                lambda who: importing.import_referrals(who, rows, dry_run=True, progress=headway)
            )
            lines = await asyncio.to_thread(preview_lines, file, tried, self.app.names_hidden)
        except (FileFault, RecordError) as refused:
            self.enter_stage("choosing")
            self._fault(str(refused))
            return
        self.file, self.tried = file, tried
        self._fault("")
        self.enter_stage("preview")
        self._show_preview(lines)

    def _look(self) -> None:
        """Show how far the work is for as long as it lasts."""
        if self._looks is None:
            self._looks = self.set_interval(SECONDS, self._look)
        if self.stage == "reading":
            self._fault(self.headway.words)
            self._summary(self.headway.words)
        elif self.stage == "importing":
            self.query_one("#progress", ProgressBar).update(total=self.headway.of or None, progress=self.headway.done)
            done = self.headway.of and self.headway.done == self.headway.of
            self._summary("Writing all of it …" if done else self.headway.words)
        else:
            self._looks.stop()
            self._looks = None

    @property
    def _could_come_in(self) -> bool:
        return self.file is not None and self.file.stopped_at is None and bool(self.tried and self.tried.accepted)

    def _show_preview(self, lines: list[Line]) -> None:
        assert self.file is not None
        assert self.tried is not None
        self.query_one("#preview-pane", Pane).name_it(f"Preview · {place_of(self.path).name}")
        words = [summary_words(self.file, self.tried)]
        if self.file.stopped_at is not None:
            words.append(f"The file breaks off at line {self.file.stopped_at}: mend it first. Nothing can come in.")
        elif not self.tried.accepted:
            words.append("Nothing of it is new.")
        else:
            words.append(f"Nothing is written yet: f9 takes in {count(self.tried.accepted, 'referral')}.")
            if self.tried.alerts:
                words.append(f"Its answers raise {count(self.tried.alerts, 'safety alert')}.")
        words += order_words(self.file)
        if self.day_first is not None:
            words.append(f"Dates are read {ORDERS[self.day_first]} where the column does not show it.")
        self._summary(*words)
        self._lines = {line.key: line for line in lines if line.key}
        self.query_one("#rows", Lines).put(lines)

    def on_lines_moved(self, event: Lines.Moved) -> None:
        if event.lines.id == "rows":
            line = self._lines.get(event.key)
            self.query_one("#whole", Static).update(plain(whole_words(line) if line else ""))

    def _summary(self, *words: str) -> None:
        self.query_one("#summary", Static).update(joined(*(f"{line}\n" for line in words)))

    def action_dates(self) -> None:
        """Read it again with the next order of day and month."""
        orders = list(ORDERS)
        self.day_first = orders[(orders.index(self.day_first) + 1) % len(orders)]
        self._begin(self.path)

    def action_other(self) -> None:
        self.enter_stage("choosing")

    # --- into the record ----------------------------------------------------------------------------------------------

    def action_take_in(self) -> None:
        self.app.run_worker(self._import(), group="acts")  # it goes on when the page is left

    def action_screen_all(self) -> None:
        assert self.imported is not None
        work = ScreenAll(self.app, self.imported.referrals, self._screening_moved)
        if work.begin():
            self.screening = work
            self.enter_stage("screening")
            self.query_one("#progress", ProgressBar).update(total=len(work.referrals), progress=0)

    async def _import(self) -> None:
        assert self.file is not None
        rows, headway = self.file.rows, Headway("Taking in, all good rows or none:")
        self.headway = headway
        self.enter_stage("importing")
        self._look()
        try:
            self.imported = await self.app.perform(
                lambda who: importing.import_referrals(who, rows, progress=headway),
                lambda done: f"imported {count(done.accepted, 'referral')}",
            )
        except RecordError as refused:
            if not self.is_there:
                self.app.tell(f"{refused} Nothing was taken in.")
                return
            self.enter_stage("preview")
            self._summary(str(refused), "Nothing was taken in.")
            return
        if not self.is_there:
            return
        self.enter_stage("imported")
        self.query_one("#preview-pane", Pane).name_it(f"Taken in · {place_of(self.path).name}")
        known = f", {self.imported.duplicates:,} known already" if self.imported.duplicates else ""
        self._summary(
            f"{count(self.imported.accepted, 'referral')} taken in{known}; {alert_words(self.imported.alerts)}.",
            "f9 screens all of them; esc leaves that for later: s in the queue.",
        )

    def _screening_moved(self) -> None:
        """One more is screened, or all are: shown while this page is there, said at the end where it is not."""
        work = self.screening
        assert work is not None
        if not self.is_there:
            if work.ended:
                self.app.tell(work.words)
            return
        if not work.ended:
            self.query_one("#progress", ProgressBar).update(progress=work.done)
            done = f"Screened {work.done:,} of {len(work.referrals):,}"
            self._summary(f"{done} · esc stops, and keeps what is done. Elsewhere (g) it goes on.")
            return
        self.enter_stage("done")
        self._summary(*screened_words(work.routes, len(work.referrals)), *dict.fromkeys(work.refusals))
        if self.app.screen is not self:
            self.app.tell(work.words)

    def action_back(self) -> None:
        if self.stage == "screening" and self.screening is not None:
            self.screening.stop()
        elif self.stage in ("reading", "importing"):
            self.headway.stopped = True
        elif self.stage == "preview":
            self.enter_stage("choosing")
        else:
            super().action_back()
