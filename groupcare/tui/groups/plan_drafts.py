"""Drafts of plans for everybody in a group who has none: what each would hold, and only then they are written."""

from collections.abc import Iterable
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import plan_drafts as acts
from groupcare.acts.plan_drafts import Drafted
from groupcare.exchange.plan_templates import shipped_templates
from groupcare.queries import find
from groupcare.queries.plan_drafts import DraftLine, PlanDrafts, plan_drafts
from groupcare.rules.words import count
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Choice, Choose, Confirm
from groupcare.tui.groups import draft_lines as drawn
from groupcare.tui.groups.group_lines import told_apart
from groupcare.tui.lines import Line, Lines
from groupcare.tui.page import Page
from groupcare.tui.safe import plain


class DraftsLines(Lines):
    """The members: enter is the plan itself, where there is one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "their plan", id="open", tooltip="The plan tab of their chart")
    ]


class PlanDraftsPage(Page[PlanDrafts]):
    """Nothing is written before f9, and never over a plan that somebody has."""

    HELP = """Drafts of plans for everybody in the group who has none, from a template and each one's newest scores.
    Below, or beside, stands what the draft of the person under the cursor would hold, what is still to be measured or
    asked, and what the plan check says; tab goes there to scroll. Space leaves somebody out, a all or nobody, t takes
    another template. f9 writes the drafts that are chosen, all at once; ctrl+z takes them back while nobody has gone on
    with one. Each is then read, changed and signed by its clinician: enter opens the plan."""
    CSS_PATH = "groups.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "write", "write drafts", id="main", key_display="f9", tooltip="Of all who are chosen"),
        Binding("space", "choose", "choose", id="choose", tooltip="Take this person in, or leave them out"),
        Binding("a", "all", "all", id="all", tooltip="Everybody, or nobody", show=False),
        Binding("t", "template", "template", id="template", tooltip="Fill in another template", show=False),
    ]

    def __init__(self, group_id: str) -> None:
        super().__init__()
        self.group_id, self.template = group_id, shipped_templates()[0]
        self._left_out: set[str] = set()

    def body(self) -> Iterable[Widget]:
        yield Vertical(
            Static(id="about"),
            Container(
                Pane(DraftsLines(*drawn.COLUMNS, empty=drawn.EMPTY, id="drafts"), title="Draft plans",
                     keys=("open", "choose", "all", "template", "main"), id="drafts-pane"),
                Pane(VerticalScroll(Static(id="draft")), id="draft-pane"),
                id="both",
            ),
            classes="body",
        )  # fmt: skip

    def load(self) -> PlanDrafts:
        return plan_drafts(self.who, find.group(self.who, self.group_id), self.template)

    def viewed(self) -> tuple[str, ...] | None:
        return ("plan drafts", *(line.client for line in self.found.lines))

    # --- what is shown ------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> list[DraftLine]:
        """Those for whom a draft would be written."""
        return [x for x in self.found.lines if x.draft is not None and x.member not in self._left_out]

    def show(self, found: PlanDrafts) -> None:
        could = sum(line.draft is not None for line in found.lines)
        chosen = f" · {len(self.chosen)} of {could} chosen" if could else ""
        self.query_one("#drafts-pane", Pane).name_it(f"Draft plans · {found.group.name}{chosen}")
        self.query_one("#about", Static).update(drawn.about(found, could))
        self._apart = told_apart({(x.name, x.client_number) for x in found.lines})
        self.query_one("#drafts", Lines).put([self._line(line) for line in found.lines])
        self._show_draft()

    def _line(self, line: DraftLine) -> Line:
        return drawn.draft_line(line, self._called(line), chosen=line.member not in self._left_out)

    def _called(self, line: DraftLine) -> str:
        return self.named(self._apart(line.name, line.client_number), line.client_number)

    @property
    def _here(self) -> DraftLine | None:
        key = self.query_one("#drafts", Lines).key if hasattr(self, "found") else ""
        return next((line for line in self.found.lines if line.member == key), None) if key else None

    def _show_draft(self) -> None:
        line = self._here
        self.query_one("#draft-pane", Pane).name_it(self._called(line) if line is not None else "")
        words = drawn.draft_words(line, self.who.library.measures, self.who.today()) if line is not None else plain("")
        self.query_one("#draft", Static).update(words)
        self.query_one("#draft-pane VerticalScroll").scroll_home(animate=False)

    # --- keys ---------------------------------------------------------------------------------------------------

    def on_lines_moved(self) -> None:
        self._show_draft()
        self.refresh_bindings()

    def on_lines_opened(self) -> None:
        if self._here is not None:
            self.app.open_place("plan", self._here.client)

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("write", "choose", "all", "template") and not hasattr(self, "found"):
            return False
        match action:
            case "write":
                return bool(self.chosen)
            case "choose":
                return self._here is not None and self._here.draft is not None
            case "all" | "template":
                return any(line.draft is not None for line in self.found.lines)
        return super().allows(action, parameters)

    def action_choose(self) -> None:
        if self._here is not None:
            self._left_out ^= {self._here.member}
            self.show(self.found)

    def action_all(self) -> None:
        could = {line.member for line in self.found.lines if line.draft is not None}
        self._left_out = could if could - self._left_out else set()
        self.show(self.found)

    @work(group="dialog", exclusive=True)
    async def action_template(self) -> None:
        templates = {template.id: template for template in shipped_templates()}
        choices = [Choice(t.id, t.key, t.name) for t in templates.values()]
        found = await self.app.push_screen_wait(Choose("Which template?", choices))
        if found is not None:
            self.template = templates[found]
            self.reload()

    @work(group="dialog", exclusive=True)
    async def action_write(self) -> None:
        if not self.may("draft plans"):
            return
        drafts = {line.member: line.draft for line in self.chosen if line.draft is not None}
        question = (
            f"Write {count(len(drafts), 'draft')} from “{self.template.name}”? Each is read, changed and signed by its "
            "clinician. Nobody's plan is written over."
        )
        if await self.app.push_screen_wait(Confirm(question, yes="write", no="not yet")):
            self.do(lambda who: acts.draft_plans(who, self.group_id, drafts), drawn.done_words, then=self._passed_over)

    def _passed_over(self, done: Drafted) -> None:
        if done.passed_over:
            some = count(len(done.passed_over), "member")
            self.app.tell(f"{some} passed over: a plan was written meanwhile, or the seat is gone.")
