"""The list of groups: running, forming, finished; with seats, progress and the next session."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from groupcare.queries.groups import GroupLine, groups
from groupcare.rules.group import GroupStatus
from groupcare.rules.words import day
from groupcare.tui.chrome import Pane
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.page import Page

EMPTY = "No groups yet. f9 makes one from a curriculum, with every date shown before it is saved."
HEADINGS = {
    GroupStatus.running: "Running",
    GroupStatus.forming: "Forming",
    GroupStatus.finished: "Finished",
    GroupStatus.cancelled: "Cancelled",
}


class GroupsPage(Page[list[GroupLine]]):
    """Enter opens a group; s goes straight to the run sheet of its next session."""

    HELP = """Every group, running ones first. Enter opens a group with its sessions, coverage and roster; s opens the
    run sheet of its next session; m shows a month of all groups, a who is away; f9 makes a new group from a
    curriculum, with every date shown before it is saved."""
    CSS_PATH = "groups.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "next_session", "next session", id="session", tooltip="Run sheet of the next session", show=False),
        Binding("m", "month", "month", id="month", tooltip="All groups in the calendar of a month", show=False),
        Binding("a", "leave", "leave", id="leave", tooltip="Who is away, and what they were to lead", show=False),
        Binding("f9,ctrl+o", "new", "new group", id="main", key_display="f9", tooltip="Make a group from a curriculum"),
    ]

    def body(self) -> Iterable[Widget]:
        yield Pane(
            Lines(
                Column("Group", share=1),
                Column("Curriculum", most=34, least=96),
                Column("Seats", right=True),
                Column("Held", right=True),
                Column("Next session", width=24),
                empty=EMPTY,
                id="groups",
            ),
            title="Groups",
            keys=("open", "session", "month", "leave", "filter"),
            classes="body",
        )

    def load(self) -> list[GroupLine]:
        return groups(self.who)

    def show(self, found: list[GroupLine]) -> None:
        today = self.who.today()
        lines: list[Line] = []
        for status, words in HEADINGS.items():
            some = [g for g in found if g.status is status]
            some.sort(key=lambda g: (g.next_on or date.max, str(g.next_start), -g.number))
            lines += [heading(words)] if some else []
            lines += [_line(g, today) for g in some]
        self.query_one("#groups", Lines).put(lines)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.app.open_place("group", event.key)

    def on_lines_moved(self) -> None:
        self.refresh_bindings()

    def _next(self) -> str:
        """The next session of the group under the cursor, or nothing."""
        key = self.query_one("#groups", Lines).key
        return next((g.next_session for g in getattr(self, "found", ()) if g.id == key), "")

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "next_session":
            return bool(self._next())
        if action == "new":
            return self.can("make a group")
        return super().allows(action, parameters)

    def action_next_session(self) -> None:
        self.app.open_place("session", self._next())

    def action_month(self) -> None:
        self.app.open_place("month", "")

    def action_leave(self) -> None:
        self.app.open_place("leave", "")

    def action_new(self) -> None:
        self.app.open_place("new group", "")


def _line(group: GroupLine, today: date) -> Line:
    tone = "" if group.next_session else "quiet"
    return Line(
        group.id,
        (
            Cell(group.name, tone),
            Cell(group.curriculum_name, "quiet"),
            Cell(f"{group.seated} of {group.seats}", tone),
            Cell(f"{group.held}/{group.sessions}", tone),
            _next_cell(group, today),
        ),
    )


def _next_cell(group: GroupLine, today: date) -> Cell:
    if group.next_on is None or group.next_start is None:
        return Cell("")
    if group.next_on < today:
        return Cell(f"{day(group.next_on, today)}: not closed", "warning")
    when = "today" if group.next_on == today else day(group.next_on, today)
    return Cell(f"{when} {group.next_start:%H:%M}", "accent" if group.next_on == today else "")
