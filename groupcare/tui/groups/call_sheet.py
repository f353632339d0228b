"""The call sheet: whom to tell that sessions changed, how to reach them safely, and who has been told."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import notices
from groupcare.queries import find
from groupcare.queries.call_sheet import CallLine, CallSheet, call_sheet
from groupcare.rules.words import day, moment
from groupcare.tui.chrome import Pane
from groupcare.tui.groups.group_lines import told_apart
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.page import Page
from groupcare.tui.safe import joined

EMPTY = "Nobody is to be told anything. Once a session is moved, cancelled or lost, everybody with a seat stands here."
NO_PHONE = "no number"


class CallSheetPage(Page[CallSheet]):
    """One key says how somebody was told; those told stay for two weeks, and can be taken back."""

    HELP = """Whom to tell that sessions of this group were moved, cancelled or lost. Below stands what to tell the
    person under the cursor, by which name, and how they can be reached safely. p told by phone, m by a message, i in
    person, n they need not be told; b takes that back. Enter opens their chart. ■ is held, or has an open
    alert: a clinician knows more. A newer change takes the place of what nobody has been told yet, so that what stands
    here is always true now."""
    CSS_PATH = "groups.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "told('phone')", "told by phone", id="phone", tooltip="They were told by phone"),
        Binding("m", "told('message')", "message", id="message", tooltip="They were sent a message"),
        Binding("i", "told('in person')", "in person", id="person", tooltip="They were told in person"),
        Binding("n", "need_not", "need not", id="need-not", tooltip="They need not be told any more"),
        Binding("b", "take_back", "take back", id="take-back", tooltip="They have not been told after all"),
    ]

    def __init__(self, group_id: str) -> None:
        super().__init__()
        self.group_id = group_id

    def body(self) -> Iterable[Widget]:
        lines = Lines(
            Column("", width=1),
            Column("Member", share=2),
            Column("", width=1),
            Column("Phone", width=14),
            Column("Safe way", share=2),
            Column("Interpreter", width=12, least=100),
            Column("Told", width=20),
            empty=EMPTY,
            id="calls",
        )
        keys = ("phone", "message", "person", "need-not", "take-back")
        yield Pane(lines, Static(id="tell"), title="Call sheet", keys=keys, classes="body", id="sheet")

    def load(self) -> CallSheet:
        return call_sheet(self.who, find.group(self.who, self.group_id))

    def show(self, found: CallSheet) -> None:
        told = f"{found.to_tell} to tell" if found.to_tell else "everybody is told" if found.lines else "nobody to tell"
        self.query_one("#sheet", Pane).name_it(f"Call sheet · {found.group.name} · {told}")
        apart = told_apart((n, c) for n, c in {(line.name, line.client_number) for line in found.lines})
        today = self.who.today()
        self.query_one("#calls", Lines).put(
            [self._line(x, self.named(apart(x.name, x.client_number), x.client_number), today) for x in found.lines]
        )
        self._show_below()

    def _line(self, line: CallLine, name: str, today: date) -> Line:
        open_ = line.due is not None
        tone = "" if open_ else "quiet"
        late = open_ and line.due is not None and line.due <= today
        glyph = Cell("!" if late else "" if open_ else "✓" if line.told_by else "–", "warning" if late else "good")
        if open_ and line.due is not None:
            told = Cell(f"by {day(line.due, today)}", "warning" if late else "")
        else:
            when = moment(line.told_at, self.who.clinic.zone, today) if line.told_at else ""
            told = Cell(f"{line.how} {when}".strip(), "quiet")
        phone = Cell(line.phone or NO_PHONE, tone if line.phone else "warning")
        return Line(
            line.notice,
            (
                *(glyph, Cell(name, tone), Cell("■" if line.held else "")),
                *(phone, Cell(line.safe, tone), Cell(line.interpreter, tone), told),
            ),
        )

    def _show_below(self) -> None:
        """What to tell, under which name, and all about reaching them that a column may have cut."""
        below = self.query_one("#tell", Static)
        line = self._chosen
        below.display = line is not None
        if line is None:
            return
        facts = [
            f"call them {line.preferred_name}" if line.preferred_name else "",
            f"safe way: {line.safe}" if line.safe else "no safe way is noted: say nothing to others, leave no details",
            line.interpreter,
            line.email,
            f"{line.how}, {line.told_by}" if line.told_by else "",
        ]
        below.update(joined((line.what, "bold"), "\n", " · ".join(fact for fact in facts if fact)))

    @property
    def _chosen(self) -> CallLine | None:
        key = self.query_one("#calls", Lines).key
        lines = self.found.lines if key and hasattr(self, "found") else ()
        return next((line for line in lines if line.notice == key), None)

    # --- keys ---------------------------------------------------------------------------------------------------

    def on_lines_moved(self) -> None:
        self._show_below()
        self.refresh_bindings()

    def on_lines_opened(self) -> None:
        line = self._chosen
        if line is not None:
            self.app.open_place("chart", line.client)

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("need_not", "take_back"):
            line = self._chosen
            return line is not None and (line.due is None) == (action == "take_back")
        if action == "told":
            return self._chosen is not None
        return super().allows(action, parameters)

    def action_told(self, how: str) -> None:
        line = self._chosen
        if line is None:
            return
        name = self.named(line.name, line.client_number)
        if line.due is None:
            said = line.how if line.how == notices.NOT_NEEDED else f"was told already: {line.how}"
            self.say(f"{name} {said}. b takes that back.")
            return
        self._stand_on_next(line)
        self.do(lambda who: notices.told(who, line.notice, how), f"told {name}: {how}")

    def action_need_not(self) -> None:
        line = self._chosen
        if line is not None:
            name = self.named(line.name, line.client_number)
            self._stand_on_next(line)
            self.do(lambda who: notices.need_not_be_told(who, line.notice), f"{name} need not be told")

    def _stand_on_next(self, line: CallLine) -> None:
        """The next one to tell, below or else from the top: who is told goes to the end of the sheet."""
        open_ = [x.notice for x in self.found.lines if x.due is not None]
        place = open_.index(line.notice)
        for notice in (*open_[place + 1 :], *open_[:place]):
            if self.query_one("#calls", Lines).go_to(notice):
                return

    def action_take_back(self) -> None:
        line = self._chosen
        if line is not None:
            name = self.named(line.name, line.client_number)
            self.do(lambda who: notices.not_told(who, line.notice), f"{name} is still to be told")
