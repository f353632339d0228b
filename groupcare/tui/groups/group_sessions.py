"""What a group's page does with the session under the cursor, and with all that are to come."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from groupcare.queries.groups import GroupDays, SessionLine
from groupcare.rules.group import GroupStatus, SessionStatus
from groupcare.tui.groups import changing, move
from groupcare.tui.groups.group_tabs import SESSIONS, Found
from groupcare.tui.lines import Lines
from groupcare.tui.page import Page

OPEN = (SessionStatus.planned, SessionStatus.in_progress)
ENDED = (GroupStatus.finished, GroupStatus.cancelled)


class SessionsOfGroup(Page[Found]):
    """The part of the page that concerns sessions."""

    tab: str
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "next_session", "next session", id="session", tooltip="Run sheet of the next session", show=False),
        Binding("x", "lose", "lost", id="lose", tooltip="Push, merge, add or drop this session", show=False),
        Binding("u", "substitute", "substitute", id="substitute", tooltip="Who leads this session, where", show=False),
        Binding("d", "dates", "move", id="dates", tooltip="Other dates, days, time or room from now on",
                show=False),
        Binding("a", "add", "add", id="add", tooltip="A further session, a booster or a follow-up", show=False),
        Binding("e", "change", "change", id="change", tooltip="The group's name, who leads it, its seats", show=False),
        Binding("X", "end_group", "end group", id="end-group", tooltip="Cancel all that is to come", show=False),
        Binding("c", "calls", "call sheet", id="calls", tooltip="Whom to tell of what changed", show=False),
        Binding("N", "notes", "notes", id="notes", tooltip="Notes of this session, or the last one held", show=False),
    ]  # fmt: skip

    @property
    def session(self) -> SessionLine | None:
        """The session under the cursor."""
        found = getattr(self, "found", None)
        if not isinstance(found, GroupDays):
            return None
        key = self.query_one(f"#{SESSIONS}", Lines).key
        return next((line for line in found.sessions if line.session.id == key), None)

    @property
    def _with_notes(self) -> str:
        """The session under the cursor where it was held, else the last one that was."""
        found, here = getattr(self, "found", None), self.session
        held = [s.session for s in found.sessions] if isinstance(found, GroupDays) else []
        held = [session for session in held if session.status is SessionStatus.held]
        if here is not None and here.session in held:
            return here.session.id
        return held[-1].id if held else ""

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("lose", "substitute"):
            return self.session is not None and self.session.session.status in OPEN and self.can("reschedule")
        if action in ("dates", "add"):
            return self.tab == SESSIONS and self.can("reschedule")
        if action in ("change", "end_group"):
            return self.tab == SESSIONS and self.found.group.status not in ENDED and self.can("change a group")
        if action == "notes":
            return self.tab == SESSIONS and bool(self._with_notes)
        if action == "next_session":
            return bool(self.found.line.next_session)
        return super().allows(action, parameters)

    def action_next_session(self) -> None:
        self.app.open_place("session", self.found.line.next_session)

    def action_notes(self) -> None:
        self.app.open_place("notes", self._with_notes)

    @work(group="dialog", exclusive=True)
    async def action_lose(self) -> None:
        line = self.session
        if line is not None:
            await move.lose(self, line)

    def action_substitute(self) -> None:
        line = self.session
        if line is not None and self.may("reschedule"):
            self.app.push_screen(move.substitute_dialog(line, self.found.group, self.who))

    def action_dates(self) -> None:
        if self.may("reschedule"):
            self.app.push_screen(move.move_dialog(self.found.group, self.who))

    def action_add(self) -> None:
        if self.may("reschedule"):
            self.app.push_screen(move.add_dialog(self.found.group, self.who))

    def action_change(self) -> None:
        if self.may("change a group"):
            self.app.push_screen(changing.change_dialog(self.found.group, self.who))

    def action_end_group(self) -> None:
        if self.may("change a group"):
            changing.end_group(self, self.found.group)

    def action_calls(self) -> None:
        self.app.open_place("calls", self.found.group.id)
