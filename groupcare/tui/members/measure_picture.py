"""A measure's chart: scores between bands, the line to the target of the plan, and sessions and homework beneath."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from groupcare.queries.chart import Chart
from groupcare.queries.progress import MeasurePart
from groupcare.rules.attendance import Mark as Here
from groupcare.rules.measures import Better
from groupcare.rules.objectives import Line
from groupcare.rules.plan import ScoreAim
from groupcare.tui import chart_line
from groupcare.tui.chart_line import Level, LineChart, Mark, Picture, Strand
from groupcare.tui.homework import grid
from groupcare.tui.members.attendance import GLYPHS
from groupcare.tui.modal import Modal
from groupcare.tui.safe import plain

SESSIONS, HOMEWORK = "sessions", "homework"
TONES = {Here.attended: "value", Here.absent: "way"}
WORDS = {Here.attended: "there", Here.excused: "excused", Here.absent: "absent", Here.held: "held by us"}


def picture_of(part: MeasurePart, of: Chart) -> Picture | None:
    """Nothing for a measure without scores. A task's scale ends a little over the best of scores and target."""
    readings = tuple(chart_line.Reading(r.on, r.value) for r in part.readings if r.value is not None)
    if not readings or part.better is Better.none:
        return None
    line = aimed_at(part, of)
    levels = tuple(Level(band.bound, band.name) for band in part.bands if band.bound > part.lowest)
    most = max([r.value for r in readings] + ([line.target] if line else []))
    high = min(part.greatest, max(10, most * 1.2)) if part.unit else part.greatest
    way = None
    if line is not None:
        way = (chart_line.Reading(line.start, line.baseline), chart_line.Reading(line.by, line.target))
    since = readings[0].on
    strands = (
        Strand(SESSIONS, "s", tuple(m for m in _sessions(of) if m.on >= since)),
        Strand(HOMEWORK, "h", tuple(m for m in _homework(of) if m.on >= since)),
    )
    return Picture(readings, part.lowest, high, levels, way, strands)


def aimed_at(part: MeasurePart, of: Chart) -> Line | None:
    """The line of the first objective of the plan that is about this measure's score."""
    return next(
        (
            found.line
            for found in of.objectives
            if isinstance(found.objective.aim, ScoreAim) and found.objective.aim.measure == part.measure
        ),
        None,
    )


def _sessions(of: Chart) -> Iterator[Mark]:
    """Each session that was marked, as the attendance tab marks it."""
    for attended in of.attended:
        for line in attended.lines:
            if line.attendance is not None:
                here = line.attendance.mark
                yield Mark(line.date, GLYPHS[here], TONES.get(here, "axis"))


def _homework(of: Chart) -> Iterator[Mark]:
    """What came of the homework of each session, on the day it was set."""
    for attended in of.attended:
        for line in attended.lines:
            if line.homework is not None:
                yield Mark(line.date, grid.GLYPHS[line.homework.state])


def legend(picture: Picture) -> str:
    """What the signs of this picture mean: only those that stand in it."""
    said = ["● score"]
    if picture.way is not None:
        said.append("◎ target")
    drawn = {strand.name: {mark.sign for mark in strand.marks} for strand in picture.strands}
    here = [f"{GLYPHS[mark]} {words}" for mark, words in WORDS.items() if GLYPHS[mark] in drawn.get(SESSIONS, ())]
    if here:
        said.append(f"s sessions: {', '.join(here)}")
    if drawn.get(HOMEWORK):
        said.append("h homework, set that day: ● met, ◐ half, ◔ less, ○ none, ? not in, · to come")
    return " · ".join(said)


class LargePicture(Modal[None]):
    """One chart over the whole screen; any key that leaves closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q,v", "dismiss(None)", "back", key_display="esc")]
    DEFAULT_CSS = """
    LargePicture { align: center middle; }
    LargePicture Vertical { width: 100%; height: 100%; border: round $border; background: $background; }
    LargePicture LineChart { height: 1fr; margin: 0 1; }
    LargePicture Static { height: auto; padding: 0 1; color: $text-quiet; }
    """

    def __init__(self, title: str, picture: Picture) -> None:
        super().__init__()
        self.title, self.picture = title, picture

    def compose(self) -> ComposeResult:
        painted = LineChart()
        painted.put(self.picture)
        box = Vertical(painted, Static(plain(legend(self.picture))))
        box.border_title, box.border_subtitle = plain(str(self.title)), plain("esc back")
        yield box
