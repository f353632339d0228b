"""The plan check beside a plan: a line a remark, and the one under the cursor in full. Enter goes to what it is about,
k keeps that as it is and asks why."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from groupcare.rules.plan import KeptRemark
from groupcare.rules.plan_remark import Checked, Remark
from groupcare.rules.words import count, day
from groupcare.tui.chrome import Pane
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.safe import joined, plain

TITLE = "Plan check"
KEYS = "enter go there · k keep, say why"
NOTHING = "Nothing to remark. It reads the plan, the newest scores, consents and the group's curriculum."


def title_of(checked: Checked) -> str:
    """Plan check · 2 remarks · 1 kept."""
    kept = f" · {len(checked.kept)} kept" if checked.kept else ""
    return f"{TITLE} · {count(len(checked.stand), 'remark')}{kept}"


class CheckPane(Pane):
    """The remarks, those that were kept last."""

    DEFAULT_CSS = """
    CheckPane { background: $background; }
    CheckPane Lines { height: 1fr; min-height: 3; }
    CheckPane VerticalScroll {
        height: auto; max-height: 60%; border-top: solid $border-blurred; padding: 0 1; scrollbar-size-vertical: 1;
    }
    CheckPane .remark { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "keep", "keep", id="keep-remark", tooltip="Keep it as it is written, and say why"),
        Binding("escape", "leave", "back to the plan", show=False),
    ]

    @dataclass
    class GoThere(Message):
        """To the part of the plan that a remark is about; to the plan itself where nothing is said."""

        where: str

    @dataclass
    class Keep(Message):
        """Keep it, with what was said before, if anything."""

        remark: Remark
        reason: str

    def __init__(self) -> None:
        super().__init__(title=TITLE, id="plan-check")
        self._found: dict[str, tuple[Remark, KeptRemark | None]] = {}
        self._today = date.min

    def compose(self) -> ComposeResult:
        yield Lines(Column(most=12), Column(share=1), empty=NOTHING, titles=False, id="check-lines")
        yield VerticalScroll(Static(classes="remark"), can_focus=False)

    def on_mount(self) -> None:
        self.border_subtitle = plain(KEYS)

    def put(self, checked: Checked, today: date) -> None:
        """Show these."""
        self._today = today
        both = [*((r, None) for r in checked.stand), *checked.kept]
        self._found = {str(place): pair for place, pair in enumerate(both)}
        lines = [_line(key, *pair) for key, pair in self._found.items()]
        if checked.kept:
            lines.insert(len(checked.stand), heading("Kept as written"))
        self.lines.put(lines)
        self.name_it(title_of(checked))
        self._look()

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    def _here(self) -> tuple[Remark, KeptRemark | None] | None:
        return self._found.get(self.lines.key)

    def _look(self) -> None:
        here = self._here()
        self.query_one(VerticalScroll).display = here is not None
        if here is not None:
            self.query_one(".remark", Static).update(remark_words(*here, self._today))

    def on_lines_moved(self, event: Lines.Moved) -> None:
        event.stop()
        self._look()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        event.stop()
        here = self._here()
        if here is not None:
            self.post_message(self.GoThere(here[0].where))

    def action_keep(self) -> None:
        here = self._here()
        if here is not None:
            self.post_message(self.Keep(here[0], here[1].reason if here[1] else ""))

    def action_leave(self) -> None:
        self.post_message(self.GoThere(""))


def _line(key: str, remark: Remark, kept: KeptRemark | None) -> Line:
    if kept is not None:
        return Line(key, (f"– {remark.short}", remark.why), "quiet")
    return Line(key, (Cell(f"! {remark.short}", "warning"), remark.why))


def remark_words(remark: Remark, kept: KeptRemark | None, today: date) -> Content:
    """A remark in full: why, what would mend it, its source; and why it was kept."""
    said = [
        joined((f"{remark.short} " if remark.short else "", "bold"), remark.why),
        joined(("Mends it: ", "$text-quiet"), remark.mend),
    ]
    if kept is not None:
        said.append(joined((f"Kept {day(kept.on, today)}: ", "$text-quiet"), kept.reason))
    said.append(joined((f"{remark.kind}; {remark.source}", "$text-quiet")))
    return Content("\n").join(said)
