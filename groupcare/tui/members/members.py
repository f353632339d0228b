"""Members: everybody the clinic knows, one line a person; a missing plan is visible and one key away."""

from collections.abc import Iterable
from functools import lru_cache
from time import monotonic
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from groupcare.queries.members import MemberLine, PlanState, members
from groupcare.rules.group import MemberStatus
from groupcare.rules.people import ReferralStatus, client_number
from groupcare.rules.words import count
from groupcare.tui.chrome import Pane
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.page import Page

EMPTY = "Nobody is known yet: g r, then f9, enters a referral; a file of them can be imported there, too."
NOBODY_IN_GROUPS = "Nobody is in a group now: m shows everybody, g g goes to the groups."
NOBODY_NEEDS = "Everybody in a group has a plan. n shows everybody again."
HELD = Cell("■", "safety")
NO_PLAN = Cell("no plan: p", "warning")
NOT_LINKED = Cell("not linked: p", "warning")
REVIEW_DUE = Cell("! review due", "warning")
LONG, REST = 0.1, 10.0
"""A list that took so long to read (seconds) is not read again before that many times as long has passed."""


@lru_cache(maxsize=1024)
def quiet(text: str) -> Cell:
    """A quiet cell; years, groups and clinicians are few where people are many."""
    return Cell(text, "quiet")


class MembersPage(Page[list[MemberLine]]):
    """Everybody, or only those in groups, or only those in a group without a plan."""

    HELP = """Everybody the clinic knows. ■ is held, kept from groups until a clinician decides. Type / and letters of a
    name in any order, a number, a birth year, a group: only those stay. Who is in a group and has no individual plan
    says so: p opens the plan, where one key writes it."""
    CSS_PATH = "members.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "plan", "plan", id="plan", tooltip="The person's plan; without one, the place to write it"),
        Binding("m", "in_groups", "in groups/all", id="in-groups", tooltip="Only members in groups, or everybody"),
        Binding("n", "needs_plan", "needs a plan", id="needs-plan", tooltip="Only those in a group without a plan"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.only = ""
        self._took = self._read_at = 0.0
        self._hidden = False

    def body(self) -> Iterable[Widget]:
        people = Lines(
            Column(width=1),
            Column("Name", width=19, share=1),
            Column("Number", width=7),
            Column("Born", width=4),
            Column("Stands", width=21, share=1),
            Column("Plan", width=13),
            Column("Clinician", width=14, least=100),
            empty=EMPTY,
            id="people",
        )
        yield Pane(
            people,
            title="Members",
            keys=("open", "plan", "in-groups", "needs-plan", "filter"),
            classes="body",
            id="all",
        )

    def load(self) -> list[MemberLine]:
        began = monotonic()
        found = members(self.who)
        self._read_at = monotonic()
        self._took = self._read_at - began
        return found

    def reload(self) -> None:
        """Ten thousand people are not read again at each mark that somebody makes elsewhere, but soon after."""
        rest = self._read_at + REST * self._took - monotonic()
        if self._took < LONG or rest <= 0:
            super().reload()
        else:
            self._seen = self.app.version
            self.show(self.found)
            self.set_timer(rest, super().reload)

    def on_screen_resume(self) -> None:
        """Whoever comes back, from a chart perhaps, sees at once what is so now."""
        self._read_at = 0.0

    def show(self, found: list[MemberLine]) -> None:
        people = self.query_one("#people", Lines)
        self._hidden = self.app.names_hidden
        shown = [line for line in found if self._wanted(line)]
        people.empty = {"groups": NOBODY_IN_GROUPS, "plan": NOBODY_NEEDS}.get(self.only, EMPTY)
        people.put([self._line(line) for line in shown])
        missing = sum(line.plan_missing for line in found)
        title = {"groups": "Members in groups", "plan": "In a group, without a plan"}.get(self.only, "Members")
        needs = f" · {missing:,} in a group without a plan" if missing and self.only != "plan" else ""
        self.query_one("#all", Pane).name_it(f"{title} · {count(len(shown), 'person', 'people')}{needs}")

    def _wanted(self, line: MemberLine) -> bool:
        return bool(line.seats) if self.only == "groups" else line.plan_missing if self.only == "plan" else True

    def _line(self, line: MemberLine) -> Line:
        number = client_number(line.number)
        return Line(
            line.id,
            (
                HELD if line.held else "",
                Cell(number if self._hidden else line.name, "strong"),
                Cell(number, "quiet"),
                quiet("" if line.birth_year is None else str(line.birth_year)),
                self._stands(line),
                self._plan(line),
                quiet(line.clinician),
            ),
        )

    def _stands(self, line: MemberLine) -> Cell | str:
        if line.seats:
            names = (s.name + (", on hold" if s.status is MemberStatus.on_hold else "") for s in line.seats)
            return "; ".join(names)
        if line.waits_for:
            return f"waits for {', '.join(line.waits_for)}"
        if line.referral in (ReferralStatus.new, ReferralStatus.screened):
            return f"referral {line.referral}"
        if line.referral is ReferralStatus.individual_care:
            return "individual care"
        if line.earlier:
            return quiet("was in a group" if line.earlier == 1 else f"was in {line.earlier} groups")
        return quiet(f"referral {line.referral}" if line.referral else "")

    def _plan(self, line: MemberLine) -> Cell | str:
        if line.plan is PlanState.none or line.plan is PlanState.unseen:
            return NO_PLAN if line.plan_missing else ""
        if line.plan_missing:
            return NOT_LINKED
        if line.plan is not PlanState.signed:
            return line.plan
        if line.plan_review is None:
            return quiet("signed")
        if line.plan_overdue:
            return REVIEW_DUE
        return quiet(f"review {line.plan_review.day} {line.plan_review:%b}")

    # --- keys ---------------------------------------------------------------------------------------------------

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("plan", "in_groups", "needs_plan"):
            found = getattr(self, "found", None)
            if found is None or self.has_class("-refused"):
                return False
            if action == "needs_plan":
                return not found or found[0].plan is not PlanState.unseen
            if action == "plan":
                return bool(self.query_one("#people", Lines).key) or None
        return super().allows(action, parameters)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.app.open_place("chart", event.key)

    def on_lines_moved(self) -> None:
        self.refresh_bindings()

    def action_plan(self) -> None:
        if key := self.query_one("#people", Lines).key:
            self.app.open_place("plan", key)

    def action_in_groups(self) -> None:
        self._show_only("groups")

    def action_needs_plan(self) -> None:
        self._show_only("plan")

    def _show_only(self, which: str) -> None:
        self.only = "" if self.only == which else which
        self.show(self.found)
        self.refresh_bindings()
