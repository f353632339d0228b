"""The notes of a chart: this person's own layer of each session, the newest first."""

from collections.abc import Iterator

from textual.content import Content

from groupcare.queries.chart import Chart
from groupcare.queries.notes import ClientNote
from groupcare.rules.words import day
from groupcare.tui.groups.note_lines import addenda, glyph, shown, title
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.members.tabs import Tab
from groupcare.tui.safe import joined


class NotesTab(Tab):
    """Below or beside the list the whole of a note; enter opens it among those of its session."""

    NAME, LETTER, TITLE, PART = "notes", "N", "Notes", "notes"
    KEYS = ("open", "filter")
    COLUMNS = (
        Column(width=1),
        Column(most=15),
        Column("Group", share=1),
        Column("Session", share=1),
        Column("", most=24),
    )
    EMPTY = "No note yet: they are made when a session is closed."

    def rows(self, chart: Chart) -> Iterator[Line]:
        for one in chart.notes:
            sign, tone = glyph(one.note)
            session = f"{one.number} {' + '.join(one.titles)}"
            stands = f"signed by {one.note.signed_by}" if one.note.signed else "draft"
            yield Line(
                f"{one.session} {one.note.member}",
                (Cell(sign, tone), day(one.on, self.today), one.group, session, Cell(stands, "quiet")),
            )

    def detail(self, chart: Chart, key: str) -> Content:
        found = self._note(chart, key)
        if found is None:
            return Content("")
        zone, note = self.app.who.clinic.zone, found.note
        said = [joined((title(note, day(found.on, self.today), zone, self.today), "bold"))]
        said += [joined((f"{s.title}: ", "$text-quiet"), s.text) for s in shown(note) if s.text]
        added = addenda(note, zone, self.today)
        return Content("\n").join([*said, added] if added.plain else said)

    def _note(self, chart: Chart, key: str) -> ClientNote | None:
        return next((one for one in chart.notes if key == f"{one.session} {one.note.member}"), None)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        session, _, member = event.key.partition(" ")
        self.app.open_place("notes", session, member)
