"""The plan of a chart: read line by line, changed one part at a time, linked, signed; and a first one in a minute."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from groupcare.acts import plan as acts
from groupcare.exchange.plan_templates import shipped_templates
from groupcare.queries.chart import Chart
from groupcare.rules import plan_edit
from groupcare.rules.objectives import Progress
from groupcare.rules.plan import PlanContent, PlanStatus
from groupcare.rules.words import day
from groupcare.tui.chart_line import LineChart
from groupcare.tui.dialogs import Choice, Choose, Confirm
from groupcare.tui.lines import Column, Line, Lines
from groupcare.tui.members.plan_forms import PlanForms
from groupcare.tui.members.plan_lines import (
    homework_detail,
    loose_places,
    objective_detail,
    picture_of,
    plan_detail,
    plan_lines,
)
from groupcare.tui.members.tabs import Tab
from groupcare.tui.members.wide_lines import WideLines
from groupcare.tui.safe import joined

EMPTY = """No plan yet. n writes one: a goal, and what shows that it is reached. s starts from a template, filled in
from the newest scores."""
NEW = (
    Choice("objective", "o", "objective", "what shows that a goal is reached, and by when"),
    Choice("goal", "g", "goal", "what they will be able to do"),
    Choice("intervention", "i", "intervention", "what is done for a goal, by whom, how often"),
    Choice("avoided", "a", "activity left", "from fear or pain: the functional analysis"),
)
ACTIONS = ("sign", "write", "new", "edit", "out", "link", "template")
OUT = {"goal": "a goal", "objective": "an objective", "intervention": "an intervention", "avoided": "an activity"}
PARTS = ("goal", "objective", "intervention", "avoided")


class PlanTab(Tab):
    """Goals, objectives and interventions; below, the line under the cursor in full, with its way to the target."""

    NAME, LETTER, TITLE, PART = "plan", "p", "Plan", "plan"
    KEYS = ("new", "edit", "out", "link", "template", "sign")
    COLUMNS = (Column(share=1), Column(most=10, right=True), Column(most=10), Column(most=14))
    EMPTY = EMPTY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "sign", "sign", id="sign", key_display="f9", tooltip="Sign the plan as it stands here"),
        Binding("f9,ctrl+o", "write", "write it", id="write", key_display="f9", tooltip="Write a first plan"),
        Binding("n", "new", "new", id="new", tooltip="A goal, an objective, an intervention; or the first plan"),
        Binding("e", "edit", "edit", id="edit", tooltip="Change what the cursor is on", show=False),
        Binding("x", "out", "take out", id="out", tooltip="Take out what the cursor is on", show=False),
        Binding("l", "link", "link", id="link", tooltip="Link the plan to this person's places", show=False),
        Binding("s", "template", "template", id="template", tooltip="Start from a template", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[str, str] = {}
        self._known: set[str] | None = None
        """The lines there were before something new was written, which the cursor then goes to."""

    def compose(self) -> ComposeResult:
        yield WideLines(*self.COLUMNS, empty=self.EMPTY, titles=False, id="plan-lines")
        yield Horizontal(VerticalScroll(Static(classes="detail")), LineChart(classes="picture"), classes="side")

    def rows(self, chart: Chart) -> Iterable[Line]:
        found = list(plan_lines(chart, self.app.who.library.measures, self.today))
        self._texts = {line.key: str(getattr(line.cells[0], "text", line.cells[0])).strip() for line in found}
        return found

    def show(self, chart: Chart) -> None:
        super().show(chart)
        fresh = [key for key in self.lines.keys if self._known is not None and key not in self._known]
        if fresh:
            self._known = None
            self.lines.go_to(fresh[0])

    # --- the line under the cursor ------------------------------------------------------------------------------

    def _progress(self) -> Progress | None:
        kind, rest = self.kind_and_id
        key = rest.partition(" ")[0]
        if kind not in ("objective", "homework") or self.chart is None:
            return None
        return next((p for p in self.chart.objectives if p.objective.key == key), None)

    def look(self) -> None:
        found = self._progress()
        picture = picture_of(found) if found is not None else None
        painted = self.query_one(".picture", LineChart)
        painted.put(picture)
        painted.set_class(picture is None, "-nothing")
        super().look()

    def detail(self, chart: Chart, key: str) -> Content:
        found = self._progress()
        if found is not None and key.startswith("homework "):
            return homework_detail(found, [t for t in chart.linked if t.objective == found.objective.key])
        if found is not None:
            return objective_detail(found, self.app.who.library.measures, self.today)
        if key == "plan" and chart.plan is not None:
            return plan_detail(chart.plan, chart, self.today)
        kind, _, rest = key.partition(" ")
        if kind == "goal" and chart.plan is not None:
            goal = chart.plan.content.goal[int(rest) - 1]
            own = f"\n“{goal.own_words}”" if goal.own_words else ""
            return joined((f"Goal {goal.number}: {goal.words}", "bold"), own)
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
                return kind in (*PARTS, "plan", "heading")
            case "out":
                return kind in PARTS
            case "link":
                return plan is not None and bool(loose_places(chart))
            case "template" | "write":
                return plan is None
        return True

    def _forms(self) -> PlanForms:
        return PlanForms(self.shown, self.app.who.library.measures, self.today, self.person)

    @work
    async def action_new(self) -> None:
        """The first plan, or a part of the one there is."""
        if not self.may("write a plan"):
            return
        if self.shown.plan is None:
            self.app.push_screen(self._forms().first())
            return
        kind = await self.app.push_screen_wait(Choose("New in this plan", NEW))
        if kind is not None:
            self._known = set(self.lines.keys)
            if await self.app.push_screen_wait(self._forms().new(kind, self._goal_here())) is None:
                self._known = None

    def action_write(self) -> None:
        self.action_new()

    def _goal_here(self) -> int:
        """The goal that the cursor is in, else the last."""
        kind, rest = self.kind_and_id
        number = rest.partition(" ")[0].partition(".")[0]
        goals = self.shown.plan.content.goal if self.shown.plan else ()
        return int(number) if number.isdecimal() and kind not in ("avoided", "plan") else len(goals)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Enter goes into what stands there: a part is changed, homework is looked at, what is not linked is linked."""
        kind, _ = self.kind_and_id
        if kind == "link":
            self.action_link()
        elif kind == "homework":
            groups = [part.group for part in self.shown.groups if part.group]
            self.app.open_place("homework", groups[-1])
        elif kind:
            self.action_edit()

    def action_edit(self) -> None:
        if self.may("write a plan"):
            self.app.push_screen(self._forms().edit(*self.kind_and_id))

    @work
    async def action_template(self) -> None:
        if not self.may("write a plan"):
            return
        templates = shipped_templates()
        chosen: str | None = templates[0].id
        if len(templates) > 1:
            choices = [Choice(t.id, "", t.name) for t in templates]
            chosen = await self.app.push_screen_wait(Choose("Start from a template", choices))
        for template in templates:
            if template.id == chosen:
                self.app.push_screen(self._forms().from_template(template))

    @work
    async def action_out(self) -> None:
        if not self.may("write a plan"):
            return
        chart, (kind, rest) = self.shown, self.kind_and_id
        plan = chart.plan
        if plan is None:
            return
        against = why_not_out(chart, kind, rest)
        if against:
            self.app.tell(against)
            return
        words = self._texts.get(self.lines.key, "")
        if not await self.app.push_screen_wait(Confirm(f"Take this out of the plan?\n\n{words}", yes="take it out")):
            return
        content = take_out(plan.content, kind, rest)
        self.page.do(
            lambda who: acts.write_plan(who, chart.client.id, content, over_rev=plan.rev),
            f"took {OUT[kind]} out of {self.person}'s plan",
        )

    def action_link(self) -> None:
        chart = self.shown
        if self.may("write a plan"):
            for place in loose_places(chart):
                self.page.do(partial(acts.link_plan, member_id=place.member), f"linked {self.person}'s plan")

    @work
    async def action_sign(self) -> None:
        if not self.may("sign a plan"):
            return
        plan = self.shown.plan
        if plan is None:
            return
        review = day(plan.content.review_on, self.today)
        question = (
            f"Sign the plan of {self.person} as it stands here? It is reviewed on {review}. Signing is not undone."
        )
        if await self.app.push_screen_wait(Confirm(question, yes="sign", no="not yet")):
            self.page.do(lambda who: acts.sign_plan(who, plan.id, over_rev=plan.rev), f"signed {self.person}'s plan")


def take_out(content: PlanContent, kind: str, rest: str) -> PlanContent:
    """The plan without that part."""
    first, _, second = rest.partition(" ")
    match kind:
        case "goal":
            return plan_edit.take_out_goal(int(first))(content)
        case "objective":
            return plan_edit.take_out_objective(first)(content)
        case "intervention":
            number = int(first)
            old = content.goal[number - 1].intervention[int(second)]
            return plan_edit.put_intervention(number, old, None)(content)
    return plan_edit.put_avoided(content.avoided[int(first)], None)(content)


def why_not_out(chart: Chart, kind: str, rest: str) -> str:
    """Why that part stays, in a sentence, or nothing."""
    if kind != "goal" or chart.plan is None:
        return ""
    if len(chart.plan.content.goal) == 1:
        return "A plan needs at least one goal: e changes this one."
    later = [task.objective for task in chart.linked if int(task.objective.partition(".")[0]) > int(rest)]
    if later:
        return (
            f"Homework was set for {later[0]}, and the goals after this one would get other numbers. Change the "
            "words of this goal with e instead."
        )
    return ""
