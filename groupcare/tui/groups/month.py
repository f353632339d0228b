"""A month of all groups: weeks as rows, days as columns, closed days and clashes marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from groupcare.queries.month import Month, MonthDay, MonthSession, month
from groupcare.rules.coverage import NOT_DELIVERED
from groupcare.rules.group import SessionStatus
from groupcare.rules.words import day, span
from groupcare.tui.chrome import Pane
from groupcare.tui.page import Page
from groupcare.tui.safe import fit, joined

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WORKING = 5
"""Columns where nothing falls on a weekend."""
EMPTY = "No sessions this month. ← and → go to other months; f9 on the list of groups makes a new one."


class MonthGrid(Widget, can_focus=True):
    """Draws a month. Up and down go from session to session, enter opens the one chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "before", show=False),
        Binding("down", "step(1)", "next", show=False),
        Binding("enter", "open", "open", id="open", tooltip="Open this session"),
    ]

    @dataclass
    class Chosen(Message):
        """Another session stands under the cursor."""

    @dataclass
    class Opened(Message):
        """A session was opened."""

        session: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.month: Month | None = None
        self.place = 0
        self._spots: list[tuple[int, int, int, int]] = []

    @property
    def chosen(self) -> MonthSession | None:
        """The session under the cursor."""
        shown = self.month.sessions if self.month is not None else ()
        return shown[min(self.place, len(shown) - 1)] if shown else None

    def put(self, found: Month) -> None:
        """Show this month; the cursor stays where it is, or stands on the next session of a month just opened."""
        before = self.chosen
        fresh = self.month is None or self.month.first != found.first
        self.month = found
        ids = [s.session for s in found.sessions]
        if not fresh and before is not None and before.session in ids:
            self.place = ids.index(before.session)
        else:
            since = max(found.today, found.first)
            self.place = next((n for n, s in enumerate(found.sessions) if s.date >= since), 0)
        self.refresh()
        self.post_message(self.Chosen())

    def action_step(self, by: int) -> None:
        shown = self.month.sessions if self.month is not None else ()
        self.place = max(0, min(len(shown) - 1, self.place + by))
        self.refresh()
        self.post_message(self.Chosen())

    def action_open(self) -> None:
        if (chosen := self.chosen) is not None:
            self.post_message(self.Opened(chosen.session))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        for y, left, right, place in self._spots:
            if offset is not None and offset.y == y and left <= offset.x < right:
                if place == self.place:
                    self.action_open()
                else:
                    self.place = place
                    self.action_step(0)

    # --- drawing ------------------------------------------------------------------------------------------------

    def render(self) -> Content:
        found = self.month
        if found is None:
            return Content("")
        if not found.sessions and not any(d.closed for week in found.weeks for d in week):
            return joined((EMPTY, "$text-quiet"))
        self._spots = []
        shown = WORKING if not any(d.sessions for week in found.weeks for d in week[WORKING:]) else len(DAYS)
        width = max(4, (self.size.width - shown + 1) // shown)
        rows = self._heights(found)
        lines = [joined((" ".join(fit(f" {name}", width) for name in DAYS[:shown]), "$text-quiet"))]
        number = 0
        for week, height in zip(found.weeks, rows, strict=True):
            drawn = []
            for column, one in enumerate(week):
                cells = self._day(one, number, width, height, found)
                if column < shown:
                    for row in range(min(len(one.sessions), self._room(one, height))):
                        left = column * (width + 1)
                        self._spots.append((len(lines) + row + 1, left, left + width, number + row))
                    drawn.append(cells)
                number += len(one.sessions)
            for row in range(height):
                lines.append(joined(*(part for cells in drawn for part in (cells[row], " "))))
        return Content("\n").join(lines)

    def _heights(self, found: Month) -> list[int]:
        """Lines of each week: a line for the days, and as many as its fullest day needs or there is room for."""
        needed = [1 + max(len(d.sessions) for d in week) for week in found.weeks]
        room = max(self.size.height - 1, 2 * len(needed))
        while sum(needed) > room and max(needed) > 2:
            needed[needed.index(max(needed))] -= 1
        spare = (room - sum(needed)) // len(needed)
        return [n + min(spare, 2) for n in needed]

    @staticmethod
    def _room(one: MonthDay, height: int) -> int:
        """Sessions drawn of a day; where not all can be, the last line says how many more there are."""
        return len(one.sessions) if len(one.sessions) <= height - 1 else height - 2

    def _day(self, one: MonthDay, number: int, width: int, height: int, found: Month) -> list[Content]:
        inside = one.on.month == found.first.month
        head = f"{'▸' if one.on == found.today else ' '}{one.on.day}" + (f" {one.closed}" if one.closed else "")
        style = (
            "$warning" if one.closed else "bold $primary" if one.on == found.today else "" if inside else "$text-quiet"
        )
        cells = [joined((fit(head, width), f"{style} on $panel".strip()))]
        room = self._room(one, height)
        for place, session in enumerate(one.sessions[:room], number):
            cells.append(self._session(session, width, chosen=place == self.place and self.has_focus))
        if room < len(one.sessions):
            hidden = range(number + room, number + len(one.sessions))
            at_cursor = self.place in hidden and self.has_focus
            words = f" +{len(one.sessions) - room} more"
            cells.append(joined((fit(words, width), "reverse" if at_cursor else "$text-quiet")))
        return [*cells, *(joined(" " * width) for _ in range(height - len(cells)))]

    def _session(self, session: MonthSession, width: int, *, chosen: bool) -> Content:
        over = session.status in NOT_DELIVERED
        mark = "✗" if over else "!" if session.against else "✓" if session.status is SessionStatus.held else " "
        style = "$text-quiet" if over or session.status is SessionStatus.held else "$warning" if session.against else ""
        words = (
            f"{mark}{session.start:%H:%M} {session.name}" if width >= 12 else f"{mark}{session.start:%H} {session.name}"
        )
        return joined((fit(words, width), "reverse" if chosen else style))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()


class MonthPage(Page[Month]):
    """Left and right change the month; enter opens the session, o its group."""

    HELP = """A month of all groups. ↑ and ↓ go from session to session, enter opens its run sheet, o its group; ← and →
    go to the month before and after, t back to this one. ✓ held, ✗ cancelled or not held, ! a clash or somebody away:
    below stands what it is. Closed days are named beside their date."""
    CSS_PATH = "groups.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "month before", id="before", key_display="←", tooltip="The month before"),
        Binding("right", "turn(1)", "next month", id="after", key_display="→", tooltip="The month after"),
        Binding("t", "now", "this month", id="now", tooltip="Back to this month"),
        Binding("o", "group", "its group", id="group", tooltip="Open the group of this session"),
    ]

    def __init__(self, begin: str = "") -> None:
        """Begins with the month of that ISO date, else with this one."""
        super().__init__()
        self._first = date.fromisoformat(begin) if begin else None

    def body(self) -> Iterable[Widget]:
        keys = ("open", "group", "before", "after", "now")
        yield Pane(
            MonthGrid(id="grid"), Static(id="month-detail"), title="Month", keys=keys, classes="body", id="month"
        )

    def load(self) -> Month:
        return month(self.who, self._first or self.who.today())

    def show(self, found: Month) -> None:
        self._first = found.first
        clashes = sum(bool(s.against) for s in found.sessions if s.date.month == found.first.month)
        title = f"{found.first:%B %Y}" + (f" · {clashes} marked !" if clashes else "")
        self.query_one("#month", Pane).name_it(title)
        grid = self.query_one(MonthGrid)
        grid.put(found)
        if self.focused is None:
            grid.focus()

    def on_month_grid_chosen(self) -> None:
        chosen = self.query_one(MonthGrid).chosen
        detail = self.query_one("#month-detail", Static)
        self.refresh_bindings()
        if chosen is None:
            detail.update("")
            return
        status = "" if chosen.status is SessionStatus.planned else str(chosen.status)
        parts = (span(chosen.start, chosen.minutes), f"session {chosen.number}", ", ".join(chosen.titles), status)
        places = (chosen.room, ", ".join(chosen.leaders))
        about = " · ".join(part for part in (*parts, *places) if part)
        against = "; ".join(chosen.against)
        detail.update(
            joined(
                (chosen.name, "bold"),
                f"  {day(chosen.date, self.who.today())} {about}\n",
                (f"! {against}" if against else "", "$warning"),
            )
        )

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "group":
            return self.query_one(MonthGrid).chosen is not None
        return super().allows(action, parameters)

    def action_turn(self, by: int) -> None:
        first = self.found.first
        self._first = (
            (first + timedelta(days=32)).replace(day=1) if by > 0 else (first - timedelta(days=1)).replace(day=1)
        )
        self.reload()

    def action_now(self) -> None:
        self._first = None
        self.reload()

    def action_group(self) -> None:
        chosen = self.query_one(MonthGrid).chosen
        if chosen is not None:
            self.app.open_place("group", chosen.group, chosen.session)

    def on_month_grid_opened(self, event: MonthGrid.Opened) -> None:
        self.app.open_place("session", event.session)
