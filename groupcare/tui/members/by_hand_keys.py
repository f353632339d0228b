"""The keys of the plan tab that write down by hand what a member tells: what they did, and that they were told."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from groupcare.rules.objectives import Progress
from groupcare.rules.regained import Regained
from groupcare.tui.members import by_hand
from groupcare.tui.members.tabs import Tab


class ByHandKeys(Tab):
    """`progress` is the objective under the cursor, where it is on one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "did", "did", id="did", tooltip="What they did: a reading of this objective, or what came back",
                show=False),
        Binding("f", "told", "told", id="told", tooltip="They were told that this is reached, and what was said",
                show=False),
    ]  # fmt: skip

    def progress(self) -> Progress | None:
        """Where the objective under the cursor stands."""
        raise NotImplementedError

    def by_hand(self, action: str) -> bool:
        """Whether that key does something here."""
        found, (kind, _) = self.progress(), self.kind_and_id
        if action == "told":
            return found is not None and found.objective.key in self.shown.to_tell
        return kind != "objective" or by_hand.is_read_by_hand(found)

    def regained(self) -> Regained | None:
        """What came back, where the cursor is on it."""
        kind, rest = self.kind_and_id
        return next((one for one in self.shown.regained if one.id == rest), None) if kind == "regained" else None

    @work
    async def action_did(self) -> None:
        """A reading of the objective under the cursor; anywhere else, what came back."""
        found, chart = self.progress(), self.shown
        kind, rest = self.kind_and_id
        if found is None or kind != "objective":
            if self.may("keep what was regained"):
                row = chart.plan.content.avoided[int(rest)] if kind == "avoided" and chart.plan else None
                self.app.push_screen(by_hand.regained_dialog(chart, self.person, self.today, self.regained(), row))
            return
        if not self.may("record a reading"):
            return
        earlier = by_hand.readings_of(chart, found.objective.key)
        chosen: str | None = by_hand.NEW
        if earlier:
            chosen = await self.app.push_screen_wait(by_hand.which_reading(found, earlier, self.today))
        if chosen is not None:
            old = next((r for r in earlier if r.id == chosen), None)
            self.app.push_screen(by_hand.reading_dialog(chart, found, old, self.today))

    def action_told(self) -> None:
        found = self.progress()
        if found is not None and self.may("give feedback"):
            self.app.push_screen(by_hand.told_dialog(self.shown, found, self.person, self.today))
