"""Giving a seat: the groups that are forming or running, with every reason against each for this person."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from groupcare.acts import RecordError, group
from groupcare.acts.group import SeatPlan
from groupcare.queries.seat_choices import OpenGroup, SeatChoices, seat_choices
from groupcare.rules.words import count, day
from groupcare.tui.dialogs import BOX
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.modal import Modal
from groupcare.tui.safe import joined, plain

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp

EMPTY = "No group is forming or running yet. g g opens the groups, where one is made."


class SeatDialog(Modal[bool]):
    """Enter on a group that is free gives the seat; on another it says what stands against it, or asks again."""

    HELP = "Groups with what stands against a seat for this person. Enter gives the one under the cursor."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(False)", "back")]
    DEFAULT_CSS = f"""
    SeatDialog {{ {BOX} }}
    SeatDialog > VerticalScroll {{ width: 92; }}
    SeatDialog Lines {{ height: auto; max-height: 12; background: $surface; }}
    SeatDialog #against {{ padding: 1 1 0 1; height: auto; }}
    """
    app: "GroupCareApp"

    def __init__(self, referral: str, name: str, again: Callable[[str], None]) -> None:
        """`again` shows the referral's screening, where something is to be asked again."""
        super().__init__()
        self.referral, self.person, self.again = referral, name, again
        self._plans: dict[str, SeatPlan] = {}
        self._groups: dict[str, OpenGroup] = {}

    def compose(self) -> ComposeResult:
        lines = Lines(
            Column(width=1), Column(share=1), Column(most=16), Column(right=True), Column(most=20), empty=EMPTY
        )
        box = VerticalScroll(Static(classes="words"), lines, Static(id="against"))
        box.border_title = plain(f"Seat · {self.person}")
        box.border_subtitle = plain("enter seat here, or ask again · esc back")
        box.can_focus = False
        yield box

    def on_mount(self) -> None:
        self.query_one(Lines).focus()
        self.run_worker(self._ask(), group="acts")

    async def _ask(self) -> None:
        """The reasons are looked up on the thread that writes: among ten thousand people they take a moment."""
        try:
            found = seat_choices(self.app.who, self.referral)
            ids = [g.id for g in found.groups]
            plans = await self.app.perform(lambda who: [group.preview_seat(who, i, self.referral) for i in ids])
        except RecordError as refused:
            self._say(str(refused))
            return
        self._plans = dict(zip(ids, plans, strict=True))
        self._groups = {g.id: g for g in found.groups}
        waits = found.referral.curriculum
        words = f"{self.person} waits for {waits}." if waits else f"{self.person} is on no waitlist."
        self.query_one(".words", Static).update(plain(words))
        lines = self.query_one(Lines)
        lines.styles.height = max(2, min(12, len(ids)))
        lines.put(
            [self._line(one, found) for one in sorted(found.groups, key=lambda g: bool(self._plans[g.id].against))]
        )

    def _line(self, one: OpenGroup, found: SeatChoices) -> Line:
        planned = self._plans[one.id]
        free = not planned.against
        starts = f"from {day(planned.starts, found.on)}" if planned.starts else "no session left"
        state = "free" if free else f"{count(len(planned.against), 'reason')} against"
        tone = "" if free else "quiet"
        return Line(
            one.id,
            (
                Cell("○" if free else "×", "good" if free else "quiet"),
                Cell(one.name, tone),
                Cell(starts, "quiet"),
                Cell(f"{one.taken} of {one.seats}", "quiet"),
                Cell(state, "good" if free else "quiet"),
            ),
        )

    def on_lines_moved(self, event: Lines.Moved) -> None:
        planned = self._plans.get(event.key)
        if planned is not None:
            free = f"Enter seats {self.person} in {self._groups[event.key].name}."
            again = ("Enter opens the screening, at the first part to ask again.",) if planned.ask_again else ()
            self._say(*(planned.against or (free,)), *again)

    def _say(self, *sentences: str) -> None:
        self.query_one("#against", Static).update(joined(*(f"{sentence}\n" for sentence in sentences)))

    def on_lines_opened(self, event: Lines.Opened) -> None:
        planned = self._plans[event.key]
        if planned.ask_again:
            self.dismiss(False)
            self.again(self.referral)
        elif planned.against:
            self._say("Not possible:", *planned.against)
        else:
            self.run_worker(self._seat(self._groups[event.key]), group="acts", exclusive=True)

    async def _seat(self, one: OpenGroup) -> None:
        said = f"seated {self.person} in {one.name}"
        try:
            _, remarks = await self.app.perform(lambda who: group.seat(who, one.id, self.referral), said)
        except RecordError as refused:
            self._say(str(refused))
            return
        for remark in remarks:
            self.app.tell(remark)
        self.dismiss(True)
