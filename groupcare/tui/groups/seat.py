"""Who waits for a seat in this group, with every reason against each; enter gives the seat."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import RecordError, group
from groupcare.acts.group import SeatPlan
from groupcare.queries import find
from groupcare.queries.seating import Seating, Waiting, seating
from groupcare.rules.group import Member
from groupcare.rules.words import count, day
from groupcare.tui.chrome import Pane
from groupcare.tui.groups.group_lines import told_apart
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.page import Page
from groupcare.tui.safe import plain

EMPTY = "Nobody waits for this curriculum. People come here once they are screened and decided for the group: g r."


class WaitingLines(Lines):
    """Those who wait: enter is the seat itself, and says so."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "give the seat", id="open", tooltip="Give them the seat, or ask the screening anew")
    ]


class SeatPage(Page[Seating]):
    """The reasons are looked up on the thread that writes: among ten thousand people they take a moment."""

    HELP = """Everybody on the waitlist of this group's curriculum, the longest wait first. Enter gives the seat to the
    person under the cursor; where the screening stands against it, enter opens the screening instead. Whatever stands
    against a seat is said below in sentences; the same is asked again when the seat is given."""
    CSS_PATH = "groups.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "seat", "give the seat", id="main", key_display="f9", tooltip="Give them the seat",
                show=False),
        Binding("c", "chart", "chart", id="chart", tooltip="The person's chart", show=False),
    ]  # fmt: skip

    def __init__(self, group_id: str) -> None:
        super().__init__()
        self.group_id = group_id
        self._plans: dict[str, SeatPlan] = {}

    def body(self) -> Iterable[Widget]:
        lines = WaitingLines(
            Column("Waiting", share=1),
            Column("Born", width=4, least=70),
            Column("Waits", right=True),
            Column("Would begin", width=15),
            Column("", width=24),
            empty=EMPTY,
            id="waiting",
        )
        yield Pane(
            lines, Static(id="against"), title="Seats", keys=("open", "chart", "filter"), classes="body", id="seats"
        )

    def load(self) -> Seating:
        return seating(self.who, find.group(self.who, self.group_id))

    def show(self, found: Seating) -> None:
        line = found.line
        self.query_one("#seats", Pane).name_it(f"{line.name} · {line.seated} of {line.seats} seats")
        self._show_lines(found)
        self.run_worker(self._ask(found), group="reasons", exclusive=True)

    async def _ask(self, found: Seating) -> None:
        """Reasons are the act's own; one person at a time, so that others' acts come between."""
        for waiting in found.waiting:
            try:
                ask = partial(group.preview_seat, self.app.writer, found.group.id, waiting.referral)
                self._plans[waiting.referral] = await self.app.writing(ask)
            except RecordError:
                continue
        self._show_lines(found)
        self._show_against()

    def _show_lines(self, found: Seating) -> None:
        apart = told_apart((w.name, w.client_number) for w in found.waiting)
        self.query_one("#waiting", Lines).put(
            [self._line(w, self.named(apart(w.name, w.client_number), w.client_number)) for w in found.waiting]
        )

    def _line(self, waiting: Waiting, name: str) -> Line:
        on = self.who.today()
        planned = self._plans.get(waiting.referral)
        begins = f"{day(planned.starts, on)}" if planned and planned.starts else ""
        if planned is None:
            state = Cell("looking …", "quiet")
        elif planned.against:
            state = Cell(f"✗ {count(len(planned.against), 'reason')} against", "warning")
        else:
            state = Cell("✓ free to seat", "good")
        return Line(
            waiting.referral,
            (
                name,
                Cell(str(waiting.birth_year or ""), "quiet"),
                Cell(count((on - waiting.since).days, "day")),
                Cell(begins, "quiet"),
                state,
            ),
        )

    def _show_against(self) -> None:
        planned = self._plans.get(self.query_one("#waiting", Lines).key)
        words = ""
        if planned is not None:
            words = "\n".join(f"– {reason}" for reason in planned.against) or "\n".join(
                ["Nothing stands against this seat.", *planned.remarks]
            )
        if planned is not None and planned.ask_again:
            words += "\nEnter opens the screening, at the first part to ask again."
        self.query_one("#against", Static).update(plain(words))

    # --- keys ---------------------------------------------------------------------------------------------------

    def on_lines_moved(self) -> None:
        self._show_against()
        self.refresh_bindings()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        planned = self._plans.get(event.key)
        if planned is not None and planned.ask_again:
            self.app.open_place("screening", event.key)
        else:
            self.action_seat()

    def _chosen(self) -> Waiting | None:
        key = self.query_one("#waiting", Lines).key
        return next((w for w in self.found.waiting if w.referral == key), None) if key else None

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("seat", "chart"):
            return bool(self.query_one("#waiting", Lines).key)
        return super().allows(action, parameters)

    def action_seat(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        name = self.named(chosen.name, chosen.client_number)
        self.do(
            lambda who: group.seat(who, self.group_id, chosen.referral),
            lambda done: f"seated {name} from {day(done[0].start, self.who.today())}",
            then=self._remark,
        )

    def _remark(self, done: tuple[Member, list[str]]) -> None:
        for remark in done[1]:
            self.app.tell(remark)

    def action_chart(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.app.open_place("chart", chosen.client)
