"""What a group's page does with the member under the cursor, on the coverage and on the roster."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Static

from groupcare.queries.coverage import CoverageGrid, CoverageRow
from groupcare.queries.groups import GroupView, RosterLine
from groupcare.queries.places import place
from groupcare.rules.group import IN_GROUP
from groupcare.tui.groups import group_lines as drawn
from groupcare.tui.groups.group_tabs import COVERAGE, ROSTER, Found
from groupcare.tui.lines import Lines
from groupcare.tui.members import place_words as said
from groupcare.tui.members.clinician import clinicians_dialog
from groupcare.tui.members.place_menu import do, place_menu
from groupcare.tui.page import Page
from groupcare.tui.safe import plain


class MembersOfGroup(Page[Found]):
    """The part of the page that concerns members."""

    tab: str
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("L", "place", "place", id="place", show=False, tooltip="End, on hold, complete, transfer, come back"),
        Binding("m", "make_up", "make-up", id="make-up", tooltip="Where they can have a missed module", show=False),
        Binding("w", "waive", "waive", id="waive", tooltip="A module that they need not have", show=False),
        Binding("f", "follow_up", "follow up", id="follow-up", tooltip="Open a next step with its day", show=False),
        Binding(
            "t", "drafts", "draft plans", id="drafts", tooltip="For all without a plan, from a template", show=False
        ),
        Binding("C", "clinicians", "clinicians", id="clinicians", tooltip="Members' own clinicians", show=False),
        Binding("p", "plan", "plan", id="plan", tooltip="The member's individual plan", show=False),
    ]

    @property
    def member(self) -> CoverageRow | RosterLine | None:
        """The member under the cursor."""
        found = getattr(self, "found", None)
        if not isinstance(found, CoverageGrid | GroupView):
            return None
        key = self.query_one(f"#{self.tab}", Lines).key
        lines = found.rows if isinstance(found, CoverageGrid) else found.roster
        return next((line for line in lines if line.member == key), None)

    @property
    def client(self) -> str:
        """Their client's id; empty where there is none."""
        member = self.member
        return member.client if member is not None else ""

    def show_member(self) -> None:
        """What to know of the member under the cursor, below the roster."""
        line = self.member
        words = drawn.roster_detail(line, self.who.today()) if isinstance(line, RosterLine) else ""
        below = self.query_one("#member", Static)
        below.update(plain(words))
        below.display = bool(words)

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("plan", "place"):
            return self.member is not None
        if action in ("drafts", "clinicians"):
            found = getattr(self, "found", None)
            return self.tab == ROSTER and isinstance(found, GroupView) and found.line.seated > 0
        if action in ("make_up", "waive", "follow_up"):
            tab = ROSTER if action == "follow_up" else COVERAGE
            return self.tab == tab and self.member is not None and self.member.status in IN_GROUP
        return super().allows(action, parameters)

    def action_plan(self) -> None:
        self.app.open_place("plan", self.client)

    def action_place(self) -> None:
        if self.member is not None:
            self.run_worker(place_menu(self, self.member.member), group="dialog", exclusive=True)

    def action_drafts(self) -> None:
        if self.may("draft plans"):
            self.app.open_place("plan drafts", self.found.group.id)

    def action_clinicians(self) -> None:
        at = self.member.member if self.member is not None else ""
        if self.may("set a clinician"):
            self.app.push_screen(clinicians_dialog(self.who, self.found.group, at, self.named))

    def action_make_up(self) -> None:
        self._with_place(said.MAKE_UP)

    def action_waive(self) -> None:
        self._with_place(said.WAIVE)

    def action_follow_up(self) -> None:
        self._with_place(said.FOLLOW)

    def _with_place(self, what: str) -> None:
        if self.member is not None:
            self.run_worker(do(self, place(self.who, self.member.member), what), group="dialog", exclusive=True)
