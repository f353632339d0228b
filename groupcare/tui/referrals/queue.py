"""The queue: every open referral in exactly one place, by the step that comes next, urgent above all."""

from collections.abc import Iterable
from itertools import groupby
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from groupcare.queries.referral_queue import Place, Queue, QueueLine, next_older, queue
from groupcare.rules.people import ReferralStatus, referral_number
from groupcare.rules.policy import Route
from groupcare.rules.words import count, day
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Confirm
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.page import Page
from groupcare.tui.referrals.route import GLYPHS, TONES
from groupcare.tui.referrals.screen_all import ScreenAll
from groupcare.tui.referrals.seat import SeatDialog
from groupcare.tui.safe import joined

EMPTY = "No open referral. f9 enters one, i takes in a file; a shows older ones that have ended."


class QueuePage(Page[Queue]):
    """Enter opens a referral's screening, whatever comes next for it."""

    HELP = """Every request for care that is open, in one place each: by what comes next. The glyph is the policy's
    route: ‼ urgent, ■ individual care first, ● review, ? incomplete, ○ group. Enter opens the screening, where
    everything about a referral is done; u seats a person from the waitlist. a shows older ones that ended or were
    seated, some hundreds more each time; ctrl+p finds anybody by name or number."""
    CSS_PATH = "queue.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "refer", "new referral", id="main", key_display="f9", tooltip="Enter a new referral"),
        Binding("i", "import", "import", id="import", tooltip="Take in a CSV file of referrals"),
        Binding("s", "screen_all", "screen all", id="screen-all", tooltip="Screen all that wait for it", show=False),
        Binding("u", "seat", "seat", id="seat", tooltip="Choose a group for a waitlisted person", show=False),
        Binding("c", "chart", "chart", id="chart", tooltip="The person's chart", show=False),
        Binding("a", "older", "older", id="older", tooltip="Also older ones that ended or were seated", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.older_from: int | None = None

    def body(self) -> Iterable[Widget]:
        lines = Lines(
            Column(width=1),
            Column("Name", width=22),
            Column("Referral", width=8, least=100),
            Column("Received", most=16, least=110),
            Column("Waits", right=True, most=8),
            Column("Where it stands", share=1),
            Column("Next step", most=16, least=90),
            empty=EMPTY,
            id="queue",
        )
        yield Pane(
            lines,
            Static(id="whole-line"),
            title="Referrals",
            keys=("open", "import", "screen-all", "seat", "chart", "older"),
            classes="body",
            id="queue-pane",
        )

    def load(self) -> Queue:
        return queue(self.who, older_from=self.older_from, before=getattr(self, "found", None))

    def show(self, found: Queue) -> None:
        lines: list[Line] = []
        for place, group in groupby(found.lines, key=lambda line: line.place):
            rows = list(group)
            title = "Ended" if place is Place.ended and found.older_from else str(place)
            grave = place is Place.urgent
            lines.append(heading(f"{'‼ ' if grave else ''}{title}  {len(rows):,}", "safety" if grave else "heading"))
            lines += [self._line(row, found) for row in rows]
        self.query_one("#queue", Lines).put(lines)
        still = sum(line.place not in (Place.ended, Place.seated) for line in found.lines)
        title = f"Referrals · {count(still, 'open', 'open')}" if still else "Referrals"
        self.query_one("#queue-pane", Pane).name_it(title + _older_words(found))

    def _line(self, row: QueueLine, found: Queue) -> Line:
        over = row.place in (Place.ended, Place.seated)
        tone = "safety" if row.grave else "warning" if row.late else "quiet" if over else ""
        route = Route.urgent if row.grave else row.route
        glyph = GLYPHS[route] if route is not None and not over else ""
        return Line(
            row.id,
            (
                Cell(glyph, TONES.get(route, "") if route is not None else ""),
                Cell(self.named(row.name, row.client_number), "quiet" if over else "strong"),
                Cell(referral_number(row.number), "quiet"),
                Cell(day(row.received_on, found.on), "quiet"),
                Cell("" if over else f"{'! ' if row.late else ''}{row.days} d", tone or "quiet"),
                Cell(row.words, tone if row.grave or over else ""),
                Cell(row.owner, "quiet"),
            ),
        )

    # --- keys -------------------------------------------------------------------------------------------------------

    @property
    def _row(self) -> QueueLine | None:
        key = self.query_one("#queue", Lines).key
        return next((line for line in self.found.lines if line.id == key), None) if hasattr(self, "found") else None

    def on_lines_moved(self) -> None:
        self._show_whole()
        self.refresh_bindings()

    def _show_whole(self) -> None:
        """The line under the cursor in full, since lists cut."""
        row = self._row
        words = joined("")
        if row is not None:
            step = f" Next: {row.owner}." if row.owner else ""
            words = joined(
                (f"{referral_number(row.number)}  ", "$text-quiet"), f"{row.words[:1].upper()}{row.words[1:]}.{step}"
            )
        self.query_one("#whole-line", Static).update(words)

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "seat":
            row = self._row
            return row is not None and row.status is ReferralStatus.waitlisted
        if action == "screen_all":
            return bool(self._to_screen)
        if action == "chart":
            return self._row is not None
        return super().allows(action, parameters)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.app.open_place("screening", event.key)

    def action_refer(self) -> None:
        self.app.open_place("refer", "")

    def action_import(self) -> None:
        self.app.open_place("import", "")

    def action_chart(self) -> None:
        if (row := self._row) is not None:
            self.app.open_place("chart", row.client)

    def action_seat(self) -> None:
        if (row := self._row) is not None:
            self.app.push_screen(SeatDialog(row.id, self.named(row.short, row.client_number), self._ask_again))

    @property
    def _to_screen(self) -> list[str]:
        return [line.id for line in self.found.lines if line.place is Place.to_screen] if hasattr(self, "found") else []

    @work(group="dialog", exclusive=True)
    async def action_screen_all(self) -> None:
        """All that wait for it, one act each; it goes on when this page is left."""
        waiting = self._to_screen
        question = (
            f"Screen {count(len(waiting), 'referral')} as the answers stand now?\n"
            "What is not answered yet makes them incomplete; what the answers show raises its alerts."
        )
        if await self.app.push_screen_wait(Confirm(question, yes="screen all")):
            all_of_them = ScreenAll(self.app, waiting, lambda: self._screening_moved(all_of_them))
            all_of_them.begin()

    def _screening_moved(self, of: ScreenAll) -> None:
        if self.is_there and self.is_current:
            self.say(of.words)
        elif of.ended:
            self.app.tell(of.words)

    def _ask_again(self, referral: str) -> None:
        self.app.open_place("screening", referral)

    def action_older(self) -> None:
        """Some more each time; once everything is there, the open ones alone again."""
        self.older_from = next_older(self.who, self.found)
        self.reload()


def _older_words(found: Queue) -> str:
    if found.older_from is None:
        return ""
    return " · all that ever were" if found.older_from == 1 else f" · all since {referral_number(found.older_from)}"
