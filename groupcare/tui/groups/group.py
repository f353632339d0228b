"""One group: its sessions, coverage, roster, ideas and notes; from it to run sheets, charts, seats and papers.

What can be done with a session stands in group_sessions.py, with a member in group_members.py.
"""

from collections.abc import Iterable
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from groupcare.queries import find
from groupcare.queries.coverage import CoverageGrid, coverage_grid
from groupcare.queries.groups import GroupDays, GroupView, group_days, group_view
from groupcare.queries.ideas import IdeasOfGroup, ideas_of_group
from groupcare.queries.notes import GroupNotes, group_notes
from groupcare.rules.group import has_completed
from groupcare.rules.people import group_number
from groupcare.rules.words import count
from groupcare.tui.chrome import Pane
from groupcare.tui.groups import group_lines as drawn
from groupcare.tui.groups import note_lines
from groupcare.tui.groups.group_members import MembersOfGroup
from groupcare.tui.groups.group_sessions import SessionsOfGroup
from groupcare.tui.groups.group_tabs import COVERAGE, IDEAS, NOTES, ROSTER, SESSIONS, TABS, Found
from groupcare.tui.groups.idea_lines import IdeaLines
from groupcare.tui.groups.papers import choose_paper, of_all_finished, of_finished, of_group, of_session
from groupcare.tui.groups.tabs import Tabs
from groupcare.tui.lines import Lines
from groupcare.tui.safe import joined, plain

DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
NO_MEMBERS = "Nobody has a seat yet: f9 shows who waits for one."


class GroupPage(SessionsOfGroup, MembersOfGroup):
    """Tabs on one group. Enter opens what the line is: a run sheet, a member's chart, a session's notes."""

    HELP = """One group. Sessions: enter opens a run sheet. x is for a session that cannot be held, or was not: push all
    on, merge it with the next, give it another date, or drop it, each with its effect before it is saved. d moves all
    that is to come, u names a substitute or another room, a adds a session or booster; c lists whom to tell of it. e
    changes the group's name, leaders or seats; X ends it before its time: all that is to come is cancelled. N
    opens the notes of this session, or of the last one held. Coverage: which modules each member has had, what they
    need next, and when they can be through; a module cancelled or not covered is had by nobody; m finds a make-up, w
    waives a module. Roster: rates are shown together and lead to nothing by themselves; what the attendance suggests
    stands below, and f opens a follow-up; t drafts plans for all who have none, C sets members' own clinicians. L lists
    what can be done with a place: end it, put it on hold, complete it, transfer it, come back. Ideas: what members find
    for each other, and others of the same curriculum, without names. Notes: which sessions have notes to sign. P lists
    what can be printed, f9 gives a seat."""
    CSS_PATH = "groups.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "seat", "seat somebody", id="main", key_display="f9", tooltip="Who waits for a seat here"),
        Binding("tab,right_square_bracket", "tab(1)", "next tab", id="tab", key_display="[ ]", tooltip="Other tabs"),
        Binding("shift+tab,left_square_bracket", "tab(-1)", "tab before", show=False),
        Binding("h", "homework", "homework", id="homework", tooltip="The homework board of this group", show=False),
        Binding("P", "papers", "papers", id="papers", tooltip="What can be printed: sheets, roster, notes"),
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
            Pane(Lines(*drawn.SESSION_COLUMNS, empty="No sessions.", id=SESSIONS), title=SESSIONS,
                 keys=("open", "lose", "substitute", "dates", "add", "calls", "notes", "change"), id="pane-Sessions"),
            Pane(Lines(empty=NO_MEMBERS, id=COVERAGE), Static(id="legend"), title=COVERAGE,
                 keys=("open", "place", "make-up", "waive", "plan", "homework"), id="pane-Coverage"),
            Pane(Lines(empty=NO_MEMBERS, id=ROSTER), Static(id="member"),
                 Static(plain(drawn.ROSTER_LEGEND), id="rates"), title=ROSTER,
                 keys=("open", "place", "follow-up", "drafts", "clinicians", "plan", "homework"), id="pane-Roster"),
            Pane(IdeaLines(id=IDEAS), title=IDEAS, keys=IdeaLines.KEYS, id="pane-Ideas"),
            Pane(Lines(*note_lines.COLUMNS, empty=note_lines.NO_NOTES, id=NOTES), title=NOTES,
                 keys=("open",), id="pane-Notes"),
            classes="body",
        )  # fmt: skip

    # --- what is shown ------------------------------------------------------------------------------------------

    def load(self) -> Found:
        group = find.group(self.who, self.group_id)
        if self.tab == COVERAGE:
            return coverage_grid(self.who, group)
        if self.tab == IDEAS:
            return ideas_of_group(self.who, group)
        if self.tab == NOTES:
            return group_notes(self.who, group)
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
            width = self.size.width - 2
            lines.put(drawn.coverage_lines(found, self.named, today, width), drawn.coverage_columns(found, width))
            self._show_legend(found)
        elif isinstance(lines, IdeaLines) and isinstance(found, IdeasOfGroup):
            lines.show(found)
        elif isinstance(found, GroupNotes):
            lines.empty = found.unseen or note_lines.NO_NOTES
            lines.put(note_lines.notes_lines(found.lines, today))
        elif isinstance(found, GroupView):
            lines.put(drawn.roster_lines(found, self.named, short=short), drawn.roster_columns(short=short))
            self.show_member()
        if self.focused is None or self.focused.id in TABS:
            lines.focus()
        self._stand(lines, found)

    def _stand(self, lines: Lines, found: Found) -> None:
        """At first on the session that was named, or comes next."""
        if not self._placed and isinstance(found, GroupDays):
            known = {line.session.id for line in found.sessions}
            lines.go_to(self._stand_on if self._stand_on in known else found.line.next_session)
        self._placed = True

    def stand_on(self, session: str) -> None:
        """Put the cursor on a session, once it is shown: it has just been closed."""
        self._placed, self._stand_on = False, session
        self._open_tab(SESSIONS)

    def _show_about(self, found: Found) -> None:
        group, line = found.group, found.line
        days = " and ".join(DAYS[number - 1] for number in group.weekdays)
        led = found.facilitators if isinstance(found, GroupDays | GroupView) else ()
        parts = [
            group_number(group.number),
            str(group.status),
            f"{line.seated} of {line.seats} seats",
            f"{group.minimum} needed to run" if line.seated < group.minimum and line.held == 0 else "",
            f"{found.to_tell} to tell" if isinstance(found, GroupDays) and found.to_tell else "",
            f"{days} {group.start:%H:%M}",
            group.room,
            f"{line.held} of {line.sessions} held",
            ", ".join(led),
            str(group.admission),
        ]
        about = joined((group.name, "bold"), ("".join(f" · {p}" for p in parts if p), "$text-quiet"))
        self.query_one("#about", Static).update(about)

    def _show_legend(self, found: CoverageGrid) -> None:
        """Only the signs that stand in the grid, and what the program always has."""
        seen = {drawn.GLYPHS[standing] for row in found.rows for standing in row.coverage.standings}
        words = "  ".join(f"{glyph} {words}" for glyph, words in drawn.LEGEND if glyph in seen | {"✓", "✗", "·"})
        cut = len(found.columns) - len(found.columns[drawn.marks_shown(found, self.size.width - 2)])
        more = f"  wider: {count(cut, 'more column')}" if cut else ""
        self.query_one("#legend", Static).update(plain(f"{words}  ■ held by safety{more}"))

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
        if isinstance(event.lines, IdeaLines):
            event.lines.correct()
        elif event.lines.id in (SESSIONS, NOTES):
            self.app.open_place("session" if event.lines.id == SESSIONS else "notes", event.key)
        else:
            self.app.open_place("chart", self.client)

    def on_lines_moved(self) -> None:
        self.show_member()
        self.refresh_bindings()

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action != "back" and (not hasattr(self, "found") or self.has_class("-refused")):
            return False
        return super().allows(action, parameters)

    def action_homework(self) -> None:
        self.app.open_place("homework", self.found.group.id)

    def action_seat(self) -> None:
        from groupcare.tui.groups.seat import SeatPage

        self.app.push_screen(SeatPage(self.found.group.id))

    @work(group="dialog", exclusive=True)
    async def action_papers(self) -> None:
        """Of the session under the cursor; the roster; and certificates, of all or of the member under the cursor."""
        offers, line = [*of_group(self.found.group.id)], self.session
        if line is not None:
            offers = [*of_session(line.session), *offers]
        if isinstance(self.found, GroupView):
            finished = [m for m in self.found.roster if has_completed(m.status, m.end_reason)]
            if finished:
                offers += of_all_finished(self.found.group.id)
            chosen = self.member.member if self.member is not None else ""
            for m in finished:
                if m.member == chosen:
                    offers.append(of_finished(m.member, m.client, self.named(m.name, m.client_number)))
        about = f" · session {line.session.number}" if line is not None else ""
        await choose_paper(self, f"Papers{about}", offers)
