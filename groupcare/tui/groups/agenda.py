"""The agenda on one page: its parts to tick as they are covered, and what is written for whoever leads."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from groupcare.queries.run_sheet import RunSheet
from groupcare.rules import schedule
from groupcare.rules.group import Lead
from groupcare.rules.leading import covered_by
from groupcare.tui.dialogs import BOX
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.modal import Modal
from groupcare.tui.safe import fit, joined, plain

LED = 30
"""Cells for who led."""
Tick = Callable[[int, bool], None]
"""Keeps that a part was covered, or was not."""


class Parts(Lines, inherit_bindings=False):
    """The parts of the agenda; the page beneath scrolls with the other keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", show=False),
        Binding("down,j", "move(1)", "down", show=False),
    ]


class AgendaLeaf(Modal[None]):
    """Space ticks the part under the cursor, or takes its tick away; each is saved at once."""

    HELP = """The agenda of this session. What is ticked was covered; what is left out is carried over. Below stands who
    led, where it was not one and the same as planned."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,b,v", "dismiss(None)", "back"),
        Binding("space,enter,x", "tick", "covered or not"),
        Binding("pagedown", "scroll(10)", "page down", show=False),
        Binding("pageup", "scroll(-10)", "page up", show=False),
    ]
    DEFAULT_CSS = f"""
    AgendaLeaf {{ {BOX} }}
    AgendaLeaf > VerticalScroll {{ width: 100; }}
    AgendaLeaf Parts {{ height: auto; background: $surface; }}
    AgendaLeaf Static {{ padding: 1 1 0 1; height: auto; }}
    """

    def __init__(self, sheet: RunSheet, now: int | None, tick: Tick, *, ticks: bool) -> None:
        super().__init__()
        self.sheet, self.now, self.tick, self.ticks = sheet, now, tick, ticks
        self.done = dict(sheet.ticked)

    def compose(self) -> ComposeResult:
        columns = (Column(width=1), Column(width=7, right=True), Column(share=1), Column(width=5))
        parts = Parts(*columns, titles=False, empty="No module is planned for this session.")
        led = Static(id="led")
        led.display = len(self.sheet.leaders) > 1 or any(map(self._is_substitute, self.sheet.session.leads))
        box = VerticalScroll(parts, Static(id="part"), led, Static(_written(self.sheet)))
        box.border_title = plain("Agenda and phrases")
        keys = "space covered, or not · " if self.ticks else ""
        box.border_subtitle = plain(f"{keys}pgdn pgup scroll · esc back")
        box.can_focus = False
        yield box

    def on_mount(self) -> None:
        lines = self._put()
        lines.styles.height = max(1, len(self.sheet.agenda) + len(self._headed()))
        lines.focus()
        if self.now is not None:
            lines.go_to(str(self.now))

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """The whole text of the part under the cursor: the list has room for its beginning."""
        if event.key:
            part = self.sheet.agenda[int(event.key) - 1]
            self.query_one("#part", Static).update(joined((f"{part.kind}  ", "bold"), part.what.strip()))

    def _headed(self) -> list[int]:
        """The parts above which a module's title stands."""
        modules = [part.module for part in self.sheet.agenda]
        return [n for n, module in enumerate(modules, 1) if n == 1 or modules[n - 2] != module]

    def _put(self) -> Lines:
        titles, headed, found = {m.number: m.title for m in self.sheet.modules}, self._headed(), []
        for number, part in enumerate(self.sheet.agenda, 1):
            if number in headed:
                found.append(heading(titles[part.module]))
            at, on = self.done.get(number), number == self.now
            words = f"{part.kind}: {part.what.strip()}"
            cells = (Cell("✓" if at else "", "good"), Cell(f"{part.minutes} min", "quiet"),
                     Cell(words, "accent" if on else ""), Cell(self._time(at), "quiet"))  # fmt: skip
            found.append(Line(str(number), cells))
        lines = self.query_one(Parts)
        lines.put(found)
        self.query_one("#led", Static).update(self._led())
        return lines

    def _is_substitute(self, lead: Lead) -> bool:
        planned = self.sheet.group.facilitators
        return bool(planned) and lead.staff not in planned

    def _led(self) -> Content:
        """A line for everybody who led: from when, and what was ticked meanwhile."""
        leads, agenda = self.sheet.session.leads, self.sheet.agenda
        said = [joined(("Who led, and what was covered meanwhile", "bold"))]
        for name, lead, parts in zip(self.sheet.leaders, leads, covered_by(leads, self.done), strict=True):
            kinds = ", ".join(f"{n} {agenda[n - 1].kind}" for n in parts if n <= len(agenda)) or "nothing ticked"
            role = " (substitute)" if self._is_substitute(lead) else ""
            said.append(joined((f"{self._time(lead.since)}  ", "$text-quiet"), f"{fit(name + role, LED)}  {kinds}"))
        return Content("\n").join(said)

    def _time(self, at: datetime | None) -> str:
        return f"{schedule.local(at, self.sheet.session.zone):%H:%M}" if at is not None else ""

    def action_tick(self) -> None:
        key = self.query_one(Parts).key
        if key and self.ticks:
            number = int(key)
            done = number not in self.done
            if done:
                self.done[number] = self.app.who.now()  # type: ignore[attr-defined]  # the program's own app
            else:
                del self.done[number]
            self._put()
            self.tick(number, done)

    def refused(self, done: Iterable[tuple[int, datetime]]) -> None:
        """Show what is kept: a tick was not."""
        self.done = dict(done)
        self._put()

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def _written(sheet: RunSheet) -> Content:
    """Aims, phrases and precautions of each module."""
    parts: list[Content] = []
    for module in sheet.modules:
        parts += [joined((f"{module.title}: aims\n", "bold $primary")), *_points(module.aims)]
        parts += [joined(("\nPhrases and notes\n", "bold"), f"{module.notes.strip()}\n\n")]
        if module.precautions:
            parts += [joined(("Precautions\n", "bold")), *_points(module.precautions), plain("\n")]
    return joined(*parts)


def _points(words: Sequence[str]) -> list[Content]:
    return [plain(f"– {one}\n") for one in words]
