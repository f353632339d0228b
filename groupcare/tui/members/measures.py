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
from groupcare.queries.measures_due import MeasureDue
from groupcare.queries.progress import MeasurePart
from groupcare.rules.measures import Answers, Better, Measure
from groupcare.rules.outcomes import Move, Reading, change_words, moved, needed_words, number
from groupcare.rules.safety import AlertStatus, can_wait
from groupcare.rules.words import day
from groupcare.tui.chart_line import LineChart
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.members.measure_picture import LargePicture, legend, picture_of
from groupcare.tui.members.reading import AnswersDialog
from groupcare.tui.members.tabs import Tab
from groupcare.tui.referrals.paper import PaperDialog
from groupcare.tui.safe import joined, plain

DUE = "due "
"""Begins the key of a line about a measure that is due."""


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
    """What is due, and a line a score; enter takes what is due, and shows what was answered."""

    NAME, LETTER, TITLE = "measures", "m", "Measures"
    KEYS = ("open", "enter", "large", "filter")
    COLUMNS = (
        Column(most=15),
        Column(width=5, right=True),
        Column(share=1),
        Column(width=32, least=66),
    )
    EMPTY = "No measure was ever asked. n enters a paper form; at intake answers are recorded at screening (g r)."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "enter", "new answers", id="enter", tooltip="Enter a form that was filled in or asked",
                show=False),
        Binding("v", "large", "large chart", id="large", tooltip="The chart of this measure over the whole screen",
                show=False),
    ]  # fmt: skip

    def beside(self) -> Iterable[Widget]:
        yield Static(classes="detail")
        yield LineChart(classes="picture")
        yield Static(classes="legend")

    def rows(self, chart: Chart) -> Iterator[Line]:
        """What is due; then the scores under each measure, and since the first how far each has moved."""
        if chart.measures_due:
            yield heading("Due, and since when")
            yield from map(self._due, chart.measures_due)
        for part in by_score(chart.measures):
            way = "" if part.better is Better.none else f" · {part.better.value} is better"
            yield heading(f"{part.name}{way}")
            first = next((r.value for r in part.readings if r.value is not None), None)
            for reading in part.readings:
                yield Line(reading.assessment, self._cells(part, reading, first))

    def _due(self, due: MeasureDue) -> Line:
        tone = "warning" if due.late else ""
        why = Cell(f"{due.why}{', late' if due.late else ''}", tone)
        return Line(f"{DUE}{due.measure}", (day(due.since, self.today), "", Cell(due.name, tone), why))

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
        picture = None if found is None or self.refused else picture_of(found[0], self.shown)
        painted, beneath = self.query_one(".picture", LineChart), self.query_one(".legend", Static)
        painted.put(picture)
        beneath.update(plain(legend(picture) if picture is not None else "", "$text-quiet"))
        for one in (painted, beneath):
            one.set_class(picture is None, "-nothing")
        self.set_class(picture is not None, "-drawn")
        super().look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "large":
            found = self._at(self.lines.key) if self.query(Lines) else None
            return found is not None and not self.refused and picture_of(found[0], self.shown) is not None
        return super().check_action(action, parameters)

    def action_large(self) -> None:
        found = self._at(self.lines.key)
        picture = picture_of(found[0], self.shown) if found is not None else None
        if found is not None and picture is not None:
            self.app.push_screen(LargePicture(f"{self.person} · {found[0].title}", picture))

    def detail(self, chart: Chart, key: str) -> Content:
        """The score in full: how it was come by, its change with thresholds and sources, and the bands."""
        found = self._at(key)
        if found is None:
            return self._due_detail(chart, key)
        part, reading = found
        said = [joined((f"{part.title}\n", "bold"), f"{day(reading.on, self.today)}: {reading.says}")]
        measure = self.app.who.library.measures.get(part.measure)
        if reading.score is not None and reading.score.subscores:
            parts = (
                f"{s.name} {'open' if s.value is None else number(s.value)} of {number(s.highest)}"
                for s in reading.score.subscores
            )
            said.append(Content(" · ".join(parts)))
        first = next((r for r in part.readings if r.value is not None), reading)
        if measure is not None and reading is not first and first.value is not None and reading.value is not None:
            words = change_words(measure, first.value, reading.value)
            said.append(joined((f"since {day(first.on, self.today)}: ", "$text-quiet"), words))
        elif measure is not None and reading.value is not None and (takes := needed_words(measure, reading.value)):
            said.append(joined(("a change from here takes ", "$text-quiet"), takes))
        if part.bands:
            bands = ", ".join(band.words for band in part.bands)
            said.append(joined((f"{bands} ({part.band_source})", "$text-quiet")))
        return Content("\n").join(said)

    def _due_detail(self, chart: Chart, key: str) -> Content:
        measure = self.app.who.library.measures.get(key.removeprefix(DUE)) if key.startswith(DUE) else None
        if measure is None:
            return Content("")
        how = "Enter takes its answers." if measure.on_chart else "It is asked at intake, in the screening (g r)."
        return joined(
            (f"{measure.title}\n", "bold"),
            f"{how} ",
            (measure.read_from or f"Asked about: {measure.window}", "$text-quiet"),
        )

    def _choices(self) -> list[Choice]:
        """The forms that are entered here, those due first; each by its letter."""
        due = {d.measure: d for d in self.shown.measures_due}
        forms = [m for m in self.app.who.library.measures.values() if m.on_chart]
        forms.sort(key=lambda m: (m.id not in due, not m.at_intake, m.intensity))
        letters = letters_of(forms)
        said = {i: f"due since {day(d.since, self.today)}: {d.why}" for i, d in due.items()}
        return [Choice(m.id, letters[m.id], m.name, said.get(m.id, m.window)) for m in forms]

    @work(group="dialog", exclusive=True)
    async def action_enter(self) -> None:
        """A form of today: which one, then its answers."""
        if not self.may("record a measure") or self.chart is None:
            return
        chosen = await self.app.push_screen_wait(Choose(f"{self.person} · answers of today", self._choices()))
        if chosen is not None:
            await self._take(chosen)

    @work(group="dialog", exclusive=True)
    async def _enter_due(self, measure: str) -> None:
        await self._take(measure)

    async def _take(self, chosen: str) -> None:
        """Its answers in one field, shown against the items, then kept and watched; where they are refused they come
        back as they were typed.
        """
        measure, typed, is_kept = self.app.who.library.measures[chosen], "", False
        while not is_kept:
            dialog = PaperDialog(measure, replaces=False, typed=typed)
            given: Answers | None = await self.app.push_screen_wait(dialog)
            if given is None:
                return
            typed, is_kept = dialog.typed, await self.app.see_through(self._keep(measure, given))

    async def _keep(self, measure: Measure, given: Answers) -> bool:
        """Whether the answers are in the record. What they ask for is told whether or not the chart is still open."""
        client = self.shown.client.id
        try:
            await self.app.perform(
                partial(record_form, client_id=client, measure=measure.id, answers=given),
                f"kept {measure.name} of {self.person}",
            )
        except RecordError as refused:
            self.app.tell(f"{measure.name} of {self.person} is not saved. {refused}")
            return False
        alerts = open_alerts(self.app.who, client)
        if any(alert.status is not AlertStatus.acted and not can_wait(alert) for alert in alerts):
            self.app.tell(f"This asks for somebody now. {self.app.who.whom_to_call}")
        return True

    def on_lines_opened(self, event: Lines.Opened) -> None:
        if event.key.startswith(DUE):
            measure = self.app.who.library.measures[event.key.removeprefix(DUE)]
            if measure.on_chart and self.may("record a measure"):
                self._enter_due(measure.id)
            return
        try:
            found = answer_set(self.app.who, event.key)
        except RecordError as refused:
            self.app.tell(str(refused))
            return
        self.app.push_screen(AnswersDialog(found, day(found.assessment.on, self.today)))


def letters_of(measures: Iterable[Measure]) -> dict[str, str]:
    """A letter for each: its file's own, else the first of its name that is free; none where all are taken."""
    every = list(measures)
    letters: dict[str, str] = {}
    for measure in sorted(every, key=lambda m: not m.letter):
        own = [measure.letter, *(c for c in measure.name.casefold() if c.isalpha())]
        letters[measure.id] = next((c for c in own if c and c not in letters.values()), "")
    return letters


def by_score(parts: Iterable[MeasurePart]) -> list[MeasurePart]:
    """Those with scores first, which can be drawn; pain itself the last of them: function comes first."""
    return sorted(parts, key=lambda part: (part.better is Better.none, part.intensity))
