"""The versions of a person's plans: each as it was signed and what it changed; closed plans are read here."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.queries import find
from groupcare.queries.plan_versions import PlanHistories, PlanHistory, PlanVersion, plan_versions
from groupcare.rules.plan import PlanStatus
from groupcare.rules.plan_edit import parts_in_words
from groupcare.rules.plan_review import reviewed_in_words, told_in_words
from groupcare.rules.words import count, day, moment
from groupcare.tui.chrome import Pane
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.page import Page
from groupcare.tui.safe import joined, plain

EMPTY = "No plan was ever written for this person: esc, then n writes one."
NOT_READ = "An older program wrote this version in a form that is not read any more; the timeline has its fields."


class PlanVersionsPage(Page[PlanHistories]):
    """All versions above; below, what the one under the cursor changed, and the whole of it."""

    HELP = """Every version of this person's plans that was ever signed, the newest first, with who signed it and what
    it changed against the one before. What is not signed yet stands above them. Plans that were closed follow, with
    why. Below stands what changed, then the whole plan as it was; tab goes there, and the arrows scroll it."""
    DEFAULT_CSS = """
    PlanVersionsPage .body { layout: vertical; }
    PlanVersionsPage Lines { height: auto; min-height: 3; max-height: 40%; }
    PlanVersionsPage VerticalScroll {
        height: 1fr; border-top: solid $border-blurred; padding: 0 1; scrollbar-size-vertical: 1;
    }
    PlanVersionsPage VerticalScroll:focus { border-top: solid $accent; }
    PlanVersionsPage #version { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "read", "read it", id="read", tooltip="To the text of this version, and back"),
    ]

    def __init__(self, client_id: str) -> None:
        super().__init__()
        self.client_id = client_id
        self._shown: dict[str, tuple[PlanHistory, PlanVersion]] = {}

    def body(self) -> Iterable[Widget]:
        lines = Lines(Column(width=9), Column(), Column(share=1), empty=EMPTY, titles=False, id="versions")
        yield Pane(lines, VerticalScroll(Static(id="version")), title="Versions", keys=("read",), classes="body")

    def load(self) -> PlanHistories:
        return plan_versions(self.who, find.client(self.who, self.client_id))

    def viewed(self) -> tuple[str, str]:
        return "plan versions", self.found.client

    def show(self, found: PlanHistories) -> None:
        lines: list[Line] = []
        self._shown = {}
        for plan in found.plans:
            lines.append(heading(self._of_plan(plan)))
            for version in plan.versions:
                key = f"{plan.plan} {version.number}"
                self._shown[key] = plan, version
                lines.append(Line(key, self._cells(version)))
        self.query_one(Pane).name_it(f"Versions of the plan · {self.named(found.name, found.client_number)}")
        self.query_one(Lines).put(lines)
        self._look()

    def _of_plan(self, plan: PlanHistory) -> str:
        today = self.who.today()
        words = f"Plan of {day(plan.dated, today)}"
        if plan.status is not PlanStatus.closed:
            return f"{words}, {plan.status}"
        on = f" {day(plan.closed_on, today)}" if plan.closed_on is not None else ""
        return f"{words}, closed{on}" + (f" by {plan.closed_by}" if plan.closed_by else "")

    def _cells(self, version: PlanVersion) -> tuple[Cell, Cell, Cell]:
        number = Cell(str(version.number), "strong") if version.number else Cell("now", "warning")
        at = moment(version.at, self.who.clinic.zone, self.who.today())
        return number, Cell(at), Cell(f"{version.by} · {changed(version)}")

    def on_lines_moved(self) -> None:
        self._look()

    def _look(self) -> None:
        here = self._shown.get(self.query_one(Lines).key)
        self.query_one(VerticalScroll).display = here is not None
        if here is not None:
            self.query_one("#version", Static).update(Content("\n").join(self._text(*here)))
            self.query_one(VerticalScroll).scroll_home(animate=False)

    def _text(self, plan: PlanHistory, version: PlanVersion) -> Iterator[Content]:
        if plan.closed_why:
            yield joined(("Closed: ", "bold"), plan.closed_why)
            yield Content("")
        if version.changes:
            yield joined((f"What changed{' since it was signed' if not version.number else ''}", "bold"))
            for change in version.changes:
                yield joined((f"{change.where} ", "$accent"), change.words)
            yield Content("")
        if version.content is None:
            yield plain(NOT_READ)
            return
        yield joined(("The whole plan", "bold"))
        for part, words in parts_in_words(version.content, self.who.library.measures, self.who.today()).items():
            yield joined((f"{part}: ", "$text-quiet"), words)
        for review in version.content.review:
            lines = [*map(reviewed_in_words, review.objective), *told_in_words(review)]
            if lines:
                yield Content("")
                yield joined((f"What the record told at the review of {day(review.on, self.who.today())}", "bold"))
                yield from map(joined, lines)

    def on_lines_opened(self) -> None:
        self.action_read()

    def action_read(self) -> None:
        text, lines = self.query_one(VerticalScroll), self.query_one(Lines)
        (lines if text.has_focus or not text.display else text).focus()

    def action_back(self) -> None:
        """Out of the text first, then out of the page."""
        if self.query_one(VerticalScroll).has_focus:
            self.query_one(Lines).focus()
        else:
            super().action_back()


def changed(version: PlanVersion) -> str:
    """How much it changed: first version, 2 changes, nothing changed."""
    words = count(len(version.changes), "change") if version.changes else "nothing changed"
    if version.number == 0:
        return f"not signed, {words}" if version.changes else "not signed"
    return "first version" if version.number == 1 and not version.changes else words
