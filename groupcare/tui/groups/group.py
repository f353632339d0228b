"""One group: its sessions, the coverage of its modules, and its roster; from it to run sheets, charts and seats."""

from collections.abc import Iterable
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from groupcare.queries import find
from groupcare.queries.coverage import CoverageGrid, coverage_grid
from groupcare.queries.groups import GroupDays, GroupView, SessionLine, group_days, group_view
from groupcare.rules.group import SessionStatus
from groupcare.rules.people import group_number
from groupcare.tui.chrome import Pane
from groupcare.tui.groups import group_lines as drawn
from groupcare.tui.groups import move
from groupcare.tui.groups.tabs import Tabs
from groupcare.tui.lines import Lines
from groupcare.tui.page import Page
from groupcare.tui.safe import joined, plain

SESSIONS, COVERAGE, ROSTER = TABS = ("Sessions", "Coverage", "Roster")
DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
OPEN = (SessionStatus.planned, SessionStatus.in_progress)
NO_MEMBERS = "Nobody has a seat yet: f9 shows who waits for one."

Found = GroupDays | CoverageGrid | GroupView


class GroupPage(Page[Found]):
    """Three tabs on one group. Enter opens what the line is: a run sheet, or a member's chart."""

    HELP = """One group. Sessions: enter opens a run sheet. x is for a session that cannot be held, or was not: push all
    on, merge it with the next, give it another date, or drop it, each with its effect before it is saved. d moves all
    that is to come, u names a substitute or another room, a adds a session or booster; c lists whom to tell of it.
    s is the next session's sheet, h the homework. Coverage: which modules each member has had, what they need next, and
    when they can be through; a module cancelled or not covered is had by nobody. Roster: rates are shown together and
    lead to nothing by themselves; p writes a plan, f9 gives a seat."""
    CSS_PATH = "groups.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "seat", "seat somebody", id="main", key_display="f9", tooltip="Who waits for a seat here"),
        Binding("tab,right_square_bracket", "tab(1)", "next tab", id="tab", key_display="[ ]", tooltip="Other tabs"),
        Binding("shift+tab,left_square_bracket", "tab(-1)", "tab before", show=False),
        Binding("s", "next_session", "next session", id="session", tooltip="Run sheet of the next session", show=False),
        Binding("x", "lose", "lost", id="lose", tooltip="Push, merge, add or drop this session", show=False),
        Binding("u", "substitute", "substitute", id="substitute", tooltip="Who leads this session, where", show=False),
        Binding(
            "d", "dates", "move all", id="dates", tooltip="Other dates, days, time or room from now on", show=False
        ),
        Binding("a", "add", "add", id="add", tooltip="A further session, a booster or a follow-up", show=False),
        Binding("c", "calls", "call sheet", id="calls", tooltip="Whom to tell of what changed", show=False),
        Binding("p", "plan", "plan", id="plan", tooltip="The member's individual plan", show=False),
        Binding("h", "homework", "homework", id="homework", tooltip="The homework board of this group", show=False),
    ]

    def __init__(self, group_id: str, tab: str = "") -> None:
        """Begins on that tab, or on the session of that id."""
        super().__init__()
        self.group_id = group_id
        self.tab = next((name for name in TABS if name.lower() == tab.lower()), SESSIONS)
        self._placed, self._stand_on = False, tab

    def body(self) -> Iterable[Widget]:
        yield Vertical(
            Static(id="about"),
            Tabs(TABS, id="tabs"),
            Pane(Lines(*drawn.SESSION_COLUMNS, empty="No sessions.", id=SESSIONS),
                 title=SESSIONS, keys=("open", "lose", "substitute", "dates", "add", "calls"), id="pane-Sessions"),
            Pane(Lines(empty=NO_MEMBERS, id=COVERAGE), Static(id="legend"),
                 title=COVERAGE, keys=("open", "plan", "homework"), id="pane-Coverage"),
            Pane(Lines(empty=NO_MEMBERS, id=ROSTER), Static(plain(drawn.ROSTER_LEGEND), id="rates"),
                 title=ROSTER, keys=("open", "plan", "homework"), id="pane-Roster"),
            classes="body",
        )  # fmt: skip

    # --- what is shown ------------------------------------------------------------------------------------------

    def load(self) -> Found:
        group = find.group(self.who, self.group_id)
        if self.tab == COVERAGE:
            return coverage_grid(self.who, group)
        return group_view(self.who, group) if self.tab == ROSTER else group_days(self.who, group)

    def show(self, found: Found) -> None:
        for name in TABS:
            self.query_one(f"#pane-{name}").display = name == self.tab
        self.query_one(Tabs).chosen = self.tab
        self._show_about(found)
        lines, today = self.query_one(f"#{self.tab}", Lines), self.who.today(found.group.zone)
        short = self.size.width < 100
        if isinstance(found, GroupDays):
            lines.put(drawn.session_lines(found, today))
        elif isinstance(found, CoverageGrid):
            lines.put(drawn.coverage_lines(found, self.named, today), drawn.coverage_columns(found, short=short))
            self._show_legend(found)
        else:
            lines.put(drawn.roster_lines(found, self.named, short=short), drawn.roster_columns(short=short))
        if self.focused is None or self.focused.id in TABS:
            lines.focus()
        self._stand(lines, found)

    def _stand(self, lines: Lines, found: Found) -> None:
        """At first on the session that was named, or comes next."""
        if not self._placed and isinstance(found, GroupDays):
            known = {line.session.id for line in found.sessions}
            lines.go_to(self._stand_on if self._stand_on in known else found.line.next_session)
        self._placed = True

    def _show_about(self, found: Found) -> None:
        group, line = found.group, found.line
        days = " and ".join(DAYS[number - 1] for number in group.weekdays)
        led = found.facilitators if isinstance(found, GroupDays | GroupView) else ()
        parts = [
            group_number(group.number),
            str(group.status),
            str(group.admission),
            f"{days} {group.start:%H:%M}",
            group.room,
            f"{line.seated} of {line.seats} seats",
            f"{group.minimum} needed to run" if line.seated < group.minimum and line.held == 0 else "",
            f"{line.held} of {line.sessions} held",
            f"{found.to_tell} to tell" if isinstance(found, GroupDays) and found.to_tell else "",
            ", ".join(led),
        ]
        about = joined((group.name, "bold"), ("".join(f" · {p}" for p in parts if p), "$text-quiet"))
        self.query_one("#about", Static).update(about)

    def _show_legend(self, found: CoverageGrid) -> None:
        """Only the signs that stand in the grid, and what the program always has."""
        seen = {drawn.GLYPHS[standing] for row in found.rows for standing in row.coverage.standings}
        words = "  ".join(f"{glyph} {words}" for glyph, words in drawn.LEGEND if glyph in seen | {"✓", "✗", "·"})
        self.query_one("#legend", Static).update(plain(f"{words}  ■ held by safety"))

    # --- keys ---------------------------------------------------------------------------------------------------

    def on_resize(self, event: object) -> None:
        if hasattr(self, "found"):
            self.show(self.found)

    def on_tabs_clicked(self, event: Tabs.Clicked) -> None:
        self._open_tab(event.name)

    def action_tab(self, by: int) -> None:
        self._open_tab(TABS[(TABS.index(self.tab) + by) % len(TABS)])

    def _open_tab(self, name: str) -> None:
        self.tab = name
        self.reload()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.app.open_place("session" if event.lines.id == SESSIONS else "chart", event.key)

    def on_lines_moved(self) -> None:
        self.refresh_bindings()

    @property
    def _session(self) -> SessionLine | None:
        """The session under the cursor."""
        found = getattr(self, "found", None)
        if not isinstance(found, GroupDays):
            return None
        key = self.query_one(f"#{SESSIONS}", Lines).key
        return next((line for line in found.sessions if line.session.id == key), None)

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action != "back" and (not hasattr(self, "found") or self.has_class("-refused")):
            return False
        if action in ("lose", "substitute"):
            return self._session is not None and self._session.session.status in OPEN
        if action in ("dates", "add"):
            return self.tab == SESSIONS
        if action == "next_session":
            return bool(self.found.line.next_session)
        if action == "plan":
            return self.tab != SESSIONS and bool(self.query_one(f"#{self.tab}", Lines).key)
        return super().allows(action, parameters)

    def action_next_session(self) -> None:
        self.app.open_place("session", self.found.line.next_session)

    def action_plan(self) -> None:
        self.app.open_place("plan", self.query_one(f"#{self.tab}", Lines).key)

    def action_homework(self) -> None:
        self.app.open_place("homework", self.found.group.id)

    def action_seat(self) -> None:
        from groupcare.tui.groups.seat import SeatPage

        self.app.push_screen(SeatPage(self.found.group.id))

    @work(group="dialog", exclusive=True)
    async def action_lose(self) -> None:
        line = self._session
        if line is not None:
            await move.lose(self, line)

    def action_substitute(self) -> None:
        line = self._session
        if line is not None and self.may("reschedule"):
            self.app.push_screen(move.substitute_dialog(line, self.found.group, self.who))

    def action_dates(self) -> None:
        if self.may("reschedule"):
            self.app.push_screen(move.move_dialog(self.found.group, self.who))

    def action_add(self) -> None:
        if self.may("reschedule"):
            self.app.push_screen(move.add_dialog(self.found.group, self.who))

    def action_calls(self) -> None:
        self.app.open_place("calls", self.found.group.id)
