"""The measures of a chart: every score in time order, what it means, and how far it has moved; beside it the line."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import RecordError
from groupcare.acts.measuring import record_form
from groupcare.acts.safety import open_alerts
from groupcare.queries.answers import answer_set
from groupcare.queries.chart import Chart
from groupcare.queries.progress import MeasurePart
from groupcare.rules.measures import Answers, Better
from groupcare.rules.outcomes import Move, Reading, change_words, moved, number
from groupcare.rules.safety import AlertStatus, can_wait
from groupcare.rules.words import day
from groupcare.tui import chart_line
from groupcare.tui.chart_line import Level, LineChart, Picture
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.members.reading import AnswersDialog
from groupcare.tui.members.tabs import Tab
from groupcare.tui.referrals.paper import PaperDialog
from groupcare.tui.safe import joined

FORMS = {"p": "phq-9", "g": "gad-7", "c": "c-ssrs-since-last"}
"""Which forms are entered here, by letter."""


def signed(points: float) -> str:
    """+3, −7, 0."""
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{number(abs(points))}"


def verdict(move: Move) -> str:
    """−7, better: important, reliable; +1, no reliable change."""
    if not move.points:
        return "no change"
    way = {True: "better", False: "worse", None: ""}[move.better]
    reached = ", ".join(change.kind for change in move.reached)
    if move.reliable is False and not reached:
        return f"{signed(move.points)}, no reliable change"
    said = f"{signed(move.points)}, {way}" if way else signed(move.points)
    return f"{said}: {reached}" if reached else said


class MeasuresTab(Tab):
    """A line a score; enter shows what was answered."""

    NAME, LETTER, TITLE = "measures", "m", "Measures"
    KEYS = ("open", "enter", "filter")
    COLUMNS = (
        Column(most=15),
        Column(width=5, right=True),
        Column(share=1),
        Column(width=32, least=66),
    )
    EMPTY = "No measure was ever asked. n enters a paper form; at intake answers are recorded at screening (g r)."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "enter", "new answers", id="enter", tooltip="Enter a form that was filled in or asked", show=False)
    ]

    def beside(self) -> Iterable[Widget]:
        yield LineChart(classes="picture")
        yield Static(classes="detail")

    def rows(self, chart: Chart) -> Iterator[Line]:
        """The scores under each measure, and since the first how far each has moved."""
        for part in by_score(chart.measures):
            way = "" if part.better is Better.none else f" · {part.better.value} is better"
            yield heading(f"{part.name}{way}")
            first = next((r.value for r in part.readings if r.value is not None), None)
            for reading in part.readings:
                yield Line(reading.assessment, self._cells(part, reading, first))

    def _cells(self, part: MeasurePart, reading: Reading, first: float | None) -> tuple[Cell | str, ...]:
        when = day(reading.on, self.today)
        if reading.value is None:
            return (when, "", Cell(reading.says), "")
        move = self._move(part, first, reading.value)
        tone = ""
        if move is not None and move.reached:
            tone = "good" if move.better else "warning"
        moved_by = "" if move is None or (reading.value == first and reading is part.readings[0]) else verdict(move)
        return (when, Cell(number(reading.value), "strong"), self._band(reading), Cell(moved_by, tone))

    def _band(self, reading: Reading) -> Cell:
        sure = "" if reading.sure in (None, "total") else f" ({reading.sure})"
        return Cell(f"{reading.band or ''}{sure}".strip())

    def _move(self, part: MeasurePart, first: float | None, value: float) -> Move | None:
        measure = self.app.who.library.measures.get(part.measure)
        return moved(measure, first, value) if measure is not None and first is not None else None

    # --- beside it ----------------------------------------------------------------------------------------------

    def _at(self, key: str) -> tuple[MeasurePart, Reading] | None:
        parts = self.shown.measures if self.chart is not None else ()
        return next(((p, r) for p in parts for r in p.readings if r.assessment == key), None)

    def look(self) -> None:
        found = self._at(self.lines.key)
        picture = None if found is None or self.refused else picture_of(found[0])
        painted = self.query_one(".picture", LineChart)
        painted.put(picture)
        painted.set_class(picture is None, "-nothing")
        super().look()

    def detail(self, chart: Chart, key: str) -> Content:
        """The score in full: how it was come by, its change with thresholds and sources, and the bands."""
        found = self._at(key)
        if found is None:
            return Content("")
        part, reading = found
        said = [joined((f"{part.title}\n", "bold"), f"{day(reading.on, self.today)}: {reading.says}")]
        measure = self.app.who.library.measures.get(part.measure)
        first = next((r for r in part.readings if r.value is not None), reading)
        if measure is not None and reading is not first and first.value is not None and reading.value is not None:
            words = change_words(measure, first.value, reading.value)
            said.append(joined((f"since {day(first.on, self.today)}: ", "$text-quiet"), words))
        if part.bands:
            bands = ", ".join(f"{band.name} from {band.at_least}" for band in part.bands)
            said.append(joined((f"{bands} ({part.band_source})", "$text-quiet")))
        return Content("\n").join(said)

    @work(group="dialog", exclusive=True)
    async def action_enter(self) -> None:
        """A form of today: its answers in one field, shown against the items, then kept and watched."""
        if not self.may("record a measure") or self.chart is None:
            return
        known = self.app.who.library.measures
        choices = [Choice(i, letter, known[i].name, known[i].window) for letter, i in FORMS.items()]
        chosen = await self.app.push_screen_wait(Choose(f"{self.person} · answers of today", choices))
        if chosen is None:
            return
        given: Answers | None = await self.app.push_screen_wait(PaperDialog(known[chosen], replaces=False))
        if given is None:
            return
        client = self.shown.client.id
        try:
            await self.app.perform(
                partial(record_form, client_id=client, measure=chosen, answers=given),
                f"kept {known[chosen].name} of {self.person}",
            )
        except RecordError as refused:
            self.app.tell(str(refused))
            return
        alerts = open_alerts(self.app.who, client)
        if any(alert.status is not AlertStatus.acted and not can_wait(alert) for alert in alerts):
            self.app.tell(f"This asks for somebody now. {self.app.who.whom_to_call}")

    def on_lines_opened(self, event: Lines.Opened) -> None:
        try:
            found = answer_set(self.app.who, event.key)
        except RecordError as refused:
            self.app.tell(str(refused))
            return
        self.app.push_screen(AnswersDialog(found, day(found.assessment.on, self.today)))


def by_score(parts: Iterable[MeasurePart]) -> list[MeasurePart]:
    """Those with totals first, which can be drawn."""
    return sorted(parts, key=lambda part: part.better is Better.none)


def picture_of(part: MeasurePart) -> Picture | None:
    """A measure's scores with its bands; nothing for one without totals."""
    readings = tuple(chart_line.Reading(r.on, r.value) for r in part.readings if r.value is not None)
    if not readings or part.better is Better.none:
        return None
    levels = tuple(Level(band.at_least, band.name) for band in part.bands if band.at_least)
    return Picture(readings, 0, part.greatest, levels)
