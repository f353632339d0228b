"""The plan of a chart: read line by line, changed one part at a time, linked, signed; and a first one in a minute."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from groupcare.queries.chart import Chart
from groupcare.rules.objectives import Progress
from groupcare.rules.plan import PlanStatus
from groupcare.tui.chart_line import LineChart
from groupcare.tui.lines import Column, Line, Lines
from groupcare.tui.members.by_hand_lines import by_hand_detail, regained_detail
from groupcare.tui.members.check_pane import CheckPane
from groupcare.tui.members.plan_checking import PlanChecking
from groupcare.tui.members.plan_lines import (
    diagnoses_detail,
    goal_detail,
    homework_detail,
    loose_places,
    objective_detail,
    picture_of,
    plan_detail,
    plan_lines,
    review_detail,
)
from groupcare.tui.members.plan_out import PARTS
from groupcare.tui.members.tried_lines import TRIED, in_full, tried_at
from groupcare.tui.members.wide_lines import WideLines
from groupcare.tui.safe import joined

EMPTY = """No plan yet. n writes one: a goal, and what shows that it is reached. s starts from a template, filled in
from the newest scores."""
EMPTY_AGAIN = f"{EMPTY.replace('No plan yet', 'No plan now')} V shows what was closed."
ACTIONS = (
    *("sign", "write", "new", "edit", "try", "out", "did", "told", "link", "template", "review", "check"),
    *("versions", "close"),
)


class PlanTab(PlanChecking):
    """Goals, objectives and interventions; below, the line under the cursor in full, with its way to the target."""

    NAME, LETTER, TITLE, PART = "plan", "p", "Plan", "plan"
    KEYS = (
        *("new", "edit", "try", "out", "did", "told", "link", "template", "review", "check", "sign"),
        *("versions", "close"),
    )
    COLUMNS = (Column(share=1), Column(most=13, right=True), Column(most=10, least=80), Column(most=14))
    EMPTY = EMPTY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "sign", "sign", id="sign", key_display="f9", tooltip="Sign the plan as it stands here"),
        Binding("f9,ctrl+o", "write", "write it", id="write", key_display="f9", tooltip="Write a first plan"),
        Binding("n", "new", "new", id="new", tooltip="A goal, an objective, an intervention; or the first plan"),
        Binding("e", "edit", "edit", id="edit", tooltip="Change what the cursor is on", show=False),
        Binding("E", "try", "experiment", id="try", key_display="E",
                tooltip="Make an experiment of this activity", show=False),
        Binding("x", "out", "take out", id="out", tooltip="Take out what the cursor is on", show=False),
        Binding("r", "review", "review", id="review", tooltip="Review with the member, filled from the record",
                show=False),
        Binding("w", "check", "check", id="check", tooltip="The plan check, and back", show=False),
        Binding("l", "link", "link", id="link", tooltip="Link the plan to this person's places", show=False),
        Binding("s", "template", "template", id="template", tooltip="Start from a template", show=False),
        Binding("V", "versions", "versions", id="versions", key_display="V", show=False,
                tooltip="Every signed version and what it changed; plans that were closed"),
        Binding("X", "close", "close", id="close", key_display="X", show=False,
                tooltip="Close the plan, and why: it stays to be read"),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        lines = WideLines(*self.COLUMNS, empty=self.EMPTY, titles=False, id="plan-lines")
        yield Horizontal(lines, CheckPane(), classes="top")
        yield Horizontal(VerticalScroll(Static(classes="detail")), LineChart(classes="picture"), classes="side")

    def rows(self, chart: Chart) -> Iterable[Line]:
        self.lines.empty = self.refused or (EMPTY_AGAIN if chart.plans_closed else EMPTY)
        found = list(plan_lines(chart, self.app.who.library.measures, self.today))
        self._texts = {line.key: str(getattr(line.cells[0], "text", line.cells[0])).strip() for line in found}
        return found

    @property
    def lines(self) -> Lines:
        return self.query_one("#plan-lines", Lines)

    def show(self, chart: Chart) -> None:
        super().show(chart)
        self.show_check(chart)
        fresh = [key for key in self.lines.keys if self._known is not None and key not in self._known]
        if fresh:
            self._known = None
            self.lines.go_to(fresh[0])

    # --- the line under the cursor ------------------------------------------------------------------------------

    def progress(self) -> Progress | None:
        kind, rest = self.kind_and_id
        key = rest.partition(" ")[0]
        if kind not in ("objective", "homework") or self.chart is None:
            return None
        return next((p for p in self.chart.objectives if p.objective.key == key), None)

    def look(self) -> None:
        found = self.progress()
        picture = picture_of(found) if found is not None else None
        painted = self.query_one(".picture", LineChart)
        painted.put(picture)
        painted.set_class(picture is None, "-nothing")
        super().look()

    def detail(self, chart: Chart, key: str) -> Content:
        found = self.progress()
        if found is not None and key.startswith("homework "):
            return homework_detail(found, [t for t in chart.linked if t.objective == found.objective.key])
        if found is not None:
            stands = objective_detail(found, self.app.who.library.measures, self.today)
            more = by_hand_detail(chart, found, self.today)
            return Content("\n").join((stands, more)) if more.plain else stands
        if (one := self.regained()) is not None:
            return regained_detail(one, self.today)
        if key.startswith((f"{TRIED} ", "experiment ")) and (tried := tried_at(chart.experiments, chart.plan, key)):
            return in_full(tried, self.today)
        if key == "plan" and chart.plan is not None:
            return plan_detail(chart.plan, chart, self.today)
        kind, _, rest = key.partition(" ")
        if kind == "goal" and chart.plan is not None:
            return goal_detail(chart.plan.content, int(rest), self.today)
        if kind == "review" and chart.plan is not None:
            return review_detail(chart.plan.content.review[int(rest)], self.today)
        if key == "heading diagnoses" and chart.plan is not None:
            return diagnoses_detail(chart.plan.content.heading.diagnoses, self.app.who.library.diagnoses)
        return joined(self._texts.get(key, ""))

    # --- keys ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        chart = self.chart
        if action not in ACTIONS:
            return True
        if chart is None or self.refused:
            return False
        plan, (kind, _) = chart.plan, self.kind_and_id
        match action:
            case "sign":
                return plan is not None and plan.status is not PlanStatus.signed
            case "edit":
                return kind in (*PARTS, "plan", "heading", "task")
            case "try":
                return kind == "avoided"
            case "review" | "check" | "close":
                return plan is not None
            case "versions":
                return plan is not None or chart.plans_closed > 0
            case "out":
                return kind in PARTS
            case "did" | "told":
                return self.by_hand(action)
            case "link":
                return plan is not None and bool(loose_places(chart))
            case "template" | "write":
                return plan is None
        return True

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Enter goes into what stands there: a part is changed, homework is looked at, what is not linked is linked."""
        kind, _ = self.kind_and_id
        if kind == "link":
            self.action_link()
        elif kind == "regained":
            self.action_did()
        elif kind == TRIED:
            self.app.open_place("review", self.kind_and_id[1].partition(" ")[0])
        elif kind == "homework":
            groups = [part.group for part in self.shown.groups if part.group]
            self.app.open_place("homework", groups[-1])
        elif kind:
            self.action_edit()
