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

from groupcare.acts import RecordError
from groupcare.acts import plan as acts
from groupcare.exchange.interventions import shipped_interventions
from groupcare.exchange.plan_templates import shipped_templates
from groupcare.queries.chart import Chart
from groupcare.queries.plan_review import review_day
from groupcare.rules.objectives import Progress
from groupcare.rules.plan import Intervention, Plan, PlanStatus
from groupcare.rules.words import day
from groupcare.tui.chart_line import LineChart
from groupcare.tui.dialogs import Choice, Choose, Confirm, FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.lines import Column, Line, Lines
from groupcare.tui.members import check_pane
from groupcare.tui.members.by_hand_keys import ByHandKeys
from groupcare.tui.members.by_hand_lines import by_hand_detail, regained_detail
from groupcare.tui.members.check_pane import CheckPane, title_of
from groupcare.tui.members.find_diagnosis import FindDiagnosis
from groupcare.tui.members.plan_forms import PlanForms
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
from groupcare.tui.members.plan_out import OUT, PARTS, close_form, take_out, why_not_out
from groupcare.tui.members.plan_review_form import new_review
from groupcare.tui.members.tried_lines import TRIED, in_full, tried_at
from groupcare.tui.members.wide_lines import WideLines
from groupcare.tui.safe import joined, plain

EMPTY = """No plan yet. n writes one: a goal, and what shows that it is reached. s starts from a template, filled in
from the newest scores."""
EMPTY_AGAIN = f"{EMPTY.replace('No plan yet', 'No plan now')} V shows what was closed."
NEW = (
    Choice("objective", "o", "objective", "what shows that a goal is reached, and by when"),
    Choice("goal", "g", "goal", "what they will be able to do"),
    Choice("intervention", "i", "intervention", "what is done for a goal, by whom, how often"),
    Choice("library", "l", "from the library", "CBT, ACT, graded exposure, mindfulness"),
    Choice("avoided", "a", "activity left", "from fear or pain: the functional analysis"),
    Choice("experiment", "e", "experiment", "feared before, happened after, learned"),
    Choice("contact", "c", "coordination contact", "physician, physiotherapist, employer"),
    Choice("diagnosis", "d", "diagnosis", "found by code or words"),
)
ACTIONS = (
    *("sign", "write", "new", "edit", "try", "out", "did", "told", "link", "template", "review", "check"),
    *("versions", "close"),
)


class PlanTab(ByHandKeys):
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

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[str, str] = {}
        self._known: set[str] | None = None
        """The lines there were before something new was written, which the cursor then goes to."""

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
        self._show_check(chart)
        fresh = [key for key in self.lines.keys if self._known is not None and key not in self._known]
        if fresh:
            self._known = None
            self.lines.go_to(fresh[0])

    # --- the plan check -----------------------------------------------------------------------------------------

    def _show_check(self, chart: Chart) -> None:
        for pane in self.query(CheckPane):
            pane.put(chart.checked, self.today)
            pane.set_class(chart.plan is None or bool(self.refused), "-nothing")
            self._fold(checking=self.has_class("-checking") and chart.plan is not None)
        self._name_check()

    def _name_check(self) -> None:
        """Where the check is folded away, the title says what it holds."""
        chart = self.chart
        folded = chart is not None and chart.plan is not None and not self.refused and self.screen.has_class("-narrow")
        self.name_it(f"{self.TITLE} · w {title_of(chart.checked).lower()}" if chart and folded else self.TITLE)

    def on_resize(self) -> None:
        self._name_check()

    def _fold(self, *, checking: bool) -> None:
        """On a narrow screen the check stands in the place of the plan while it is looked at."""
        self.set_class(checking, "-checking")
        self.show_keys()

    def show_keys(self) -> None:
        super().show_keys()
        if self.has_class("-checking") and self.screen.has_class("-narrow"):
            self.border_subtitle = plain(f"{check_pane.KEYS} · w back")

    def action_check(self) -> None:
        """To the remarks, and back to the plan."""
        pane = self.query_one(CheckPane)
        away = not pane.has_focus_within
        self._fold(checking=away)
        self.call_after_refresh((pane.lines if away else self.lines).focus)

    def on_check_pane_go_there(self, event: CheckPane.GoThere) -> None:
        """To the line it is about; to a form where nothing stands there yet."""
        self._fold(checking=False)
        self.call_after_refresh(self.lines.focus)
        if event.where in ("contact", "avoided"):
            if self.may("write a plan"):
                self.app.push_screen(self._forms().new(event.where, 1))
        elif event.where and not self.lines.go_to(event.where):
            self.lines.go_to("plan")

    def on_check_pane_keep(self, event: CheckPane.Keep) -> None:
        plan = self.shown.plan
        if plan is None or not self.may("keep a remark"):
            return
        self.app.push_screen(
            FormDialog(
                "Keep it as it is written",
                [Field("reason", "Why", value=event.reason, hint="what makes it right for this person", needed=True)],
                lambda values: lambda who: acts.keep_remark(who, plan.id, event.remark, values["reason"]),
                "kept a remark on the plan",
                words=f"{event.remark.why}\n\nIt stands again once that part of the plan changes.",
            )
        )

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

    def _forms(self) -> PlanForms:
        who = self.app.who
        review_in = partial(review_day, who, self.today)
        return PlanForms(self.shown, who.library.measures, self.today, self.person, review_in)

    @work
    async def action_new(self) -> None:
        """The first plan, or a part of the one there is."""
        if not self.may("write a plan"):
            return
        if self.shown.plan is None:
            self.app.push_screen(self._forms().first())
            return
        kind = await self.app.push_screen_wait(Choose("New in this plan", NEW))
        suggested = None
        if kind == "diagnosis":
            await self._new_diagnosis()
            return
        if kind == "library":
            suggested = await self._suggested()
            kind = "intervention" if suggested else None
        if kind is not None:
            self._known = set(self.lines.keys)
            if await self.app.push_screen_wait(self._forms().new(kind, self._goal_here(), suggested)) is None:
                self._known = None

    async def _suggested(self) -> Intervention | None:
        """One of the library: the approach by its letter, then the intervention by its own."""
        approaches = {a.id: a for a in shipped_interventions()}
        choices = [Choice(a.id, a.key, a.name) for a in approaches.values()]
        chosen = await self.app.push_screen_wait(Choose("From the library", choices))
        if chosen is None:
            return None
        approach = approaches[chosen]
        every = approach.intervention
        choices = [Choice(one.key, one.key, one.short, f"{one.coping}, {one.how_often}") for one in every]
        key = await self.app.push_screen_wait(Choose(approach.name, choices, words=approach.source))
        return next((one.intervention for one in every if one.key == key), None)

    async def _new_diagnosis(self) -> None:
        code = await self.app.push_screen_wait(FindDiagnosis(self.app.who.library.diagnoses))
        chart, plan = self.shown, self.shown.plan
        if code is None or plan is None:
            return
        content = self._forms().diagnosis(code)(plan.content)
        self.page.do(
            lambda who: acts.write_plan(who, chart.client.id, content, over_rev=plan.rev, over_plan=plan.id),
            f"added {code} to {self.person}'s plan",
        )

    @work
    async def action_review(self) -> None:
        """The review, filled from the record; once it is kept, whether the plan is signed with it."""
        if not self.may("write a plan"):
            return
        try:
            form = new_review(self.app.who, self.shown, self.person)
        except RecordError as refused:
            self.app.tell(str(refused))
            return
        plan = await self.app.push_screen_wait(form)
        if plan is not None:
            await self._sign(plan)

    def action_versions(self) -> None:
        self.app.open_place("plan versions", self.shown.client.id)

    def action_close(self) -> None:
        plan = self.shown.plan
        if plan is not None and self.may("close a plan"):
            self.app.push_screen(close_form(plan, self.person))

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
        elif kind == "regained":
            self.action_did()
        elif kind == TRIED:
            self.app.open_place("review", self.kind_and_id[1].partition(" ")[0])
        elif kind == "homework":
            groups = [part.group for part in self.shown.groups if part.group]
            self.app.open_place("homework", groups[-1])
        elif kind:
            self.action_edit()

    def action_edit(self) -> None:
        if self.may("write a plan"):
            self.app.push_screen(self._forms().edit(*self.kind_and_id))

    @work
    async def action_try(self) -> None:
        """The activity under the cursor becomes an experiment, to be made smaller and dated."""
        if not self.may("write a plan"):
            return
        self._known = set(self.lines.keys)
        if await self.app.push_screen_wait(self._forms().experiment_of(int(self.kind_and_id[1]))) is None:
            self._known = None

    @work
    async def action_template(self) -> None:
        if not self.may("write a plan"):
            return
        templates = shipped_templates()
        chosen: str | None = templates[0].id
        if len(templates) > 1:
            choices = [Choice(t.id, t.key, t.name) for t in templates]
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
            lambda who: acts.write_plan(who, chart.client.id, content, over_rev=plan.rev, over_plan=plan.id),
            f"took {OUT[kind]} out of {self.person}'s plan",
        )

    def action_link(self) -> None:
        chart = self.shown
        if self.may("write a plan"):
            for place in loose_places(chart):
                self.page.do(partial(acts.link_plan, member_id=place.member), f"linked {self.person}'s plan")

    @work
    async def action_sign(self) -> None:
        if self.shown.plan is not None:
            await self._sign(self.shown.plan)

    async def _sign(self, plan: Plan) -> None:
        """Ask, and sign that version."""
        if not self.may("sign a plan"):
            return
        review = day(plan.content.review_on, self.today)
        question = (
            f"Sign the plan of {self.person} as it stands here? It is reviewed on {review}. Signing is not undone."
        )
        if await self.app.push_screen_wait(Confirm(question, yes="sign", no="not yet")):
            self.page.do(lambda who: acts.sign_plan(who, plan.id, over_rev=plan.rev), f"signed {self.person}'s plan")
