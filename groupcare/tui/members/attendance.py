"""The attendance of a chart: each group's sessions with mark, minutes, mood and homework, its make-ups among them; the
three rates together."""

from collections.abc import Iterator

from textual.content import Content

from groupcare.queries.chart import Attended, Chart, SessionLine
from groupcare.queries.made_up import MadeUp
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.group import SessionStatus
from groupcare.rules.make_up import MakeUpStatus
from groupcare.rules.words import count, day, rate
from groupcare.tui.homework.grid import days_words
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.members.tabs import Tab
from groupcare.tui.safe import joined

GLYPHS = {Mark.attended: "✓", Mark.excused: "e", Mark.absent: "✗", Mark.held: "H", Mark.cancelled: "–"}
TONES = {Mark.absent: "warning", Mark.excused: "quiet", Mark.held: "quiet", Mark.cancelled: "quiet"}


MADE_UP = "make-up"
MADE_UP_WORDS = {
    MakeUpStatus.arranged: "arranged",
    MakeUpStatus.done: "made up",
    MakeUpStatus.missed: "missed",
    MakeUpStatus.cancelled: "called off",
}
MADE_UP_NEXT = {
    MakeUpStatus.arranged: "Enter opens it, to write down what came of it or to call it off.",
    MakeUpStatus.done: "It counts for the module, and in no rate.",
    MakeUpStatus.missed: "The module stays open: enter finds another place to have it.",
    MakeUpStatus.cancelled: "The module stays open: enter finds another place to have it.",
}
MADE_UP_TONES = {MakeUpStatus.done: "", MakeUpStatus.missed: "warning"}


class AttendanceTab(Tab):
    """A line a session, and one a make-up by its day; enter opens it."""

    NAME, LETTER, TITLE, PART = "attendance", "a", "Attendance", "attendance"
    KEYS = ("open", "filter")
    COLUMNS = (
        Column(width=2, right=True),
        Column(most=15),
        Column("Session", share=1),
        Column("", width=1),
        Column("Mark", most=22),
        Column("Min", right=True, width=3),
        Column("Mood", right=True, width=4),
        Column("Homework", width=12),
    )
    EMPTY = "Not yet in a group, so there is nothing to attend. Who waits is seated on the group's page: g g."

    def rows(self, chart: Chart) -> Iterator[Line]:
        for attended in chart.attended:
            yield heading(attended.group)
            lines = [(line.date, 0, self._line(line)) for line in attended.lines]
            lines += [(one.on, 1, self._made_up(one)) for one in attended.made_up]
            yield from (line for _, _, line in sorted(lines, key=lambda entry: entry[:2]))

    def _made_up(self, one: MadeUp) -> Line:
        """M as a guest, i alone with somebody, as in the group's coverage; · while it is only arranged."""
        tone = MADE_UP_TONES.get(one.status, "quiet")
        glyph = "M" if one.session is not None else "i"
        glyph = {MakeUpStatus.done: glyph, MakeUpStatus.missed: "✗"}.get(one.status, "·")
        mood = one.attendance.mood if one.attendance is not None else None
        return Line(
            f"{MADE_UP} {one.id}",
            (
                Cell("+", "quiet"),
                day(one.on, self.today),
                f"Make-up {one.module} {one.title}",
                Cell(glyph, tone),
                Cell(MADE_UP_WORDS[one.status], tone),
                "" if one.minutes is None else str(one.minutes),
                "" if mood is None else str(mood),
                "",
            ),
        )

    def _line(self, line: SessionLine) -> Line:
        found = line.attendance
        glyph, mark, tone = self._mark(line)
        homework = (
            "" if line.homework is None else days_words(line.homework.state, line.homework.done, line.homework.of)
        )
        minutes = "" if found is None or found.minutes is None else str(found.minutes)
        mood = "" if found is None or found.mood is None else str(found.mood)
        return Line(
            line.session,
            (
                Cell(str(line.number), "quiet"),
                day(line.date, self.today),
                line.title,
                Cell(glyph, tone),
                Cell(mark, tone),
                minutes,
                mood,
                homework,
            ),
        )

    def _mark(self, line: SessionLine) -> tuple[str, str, str]:
        found = line.attendance
        if found is not None:
            return GLYPHS[found.mark], _mark_words(found), TONES.get(found.mark, "")
        if line.status is SessionStatus.held:
            return "·", "not marked", "warning"
        if line.status in (SessionStatus.cancelled, SessionStatus.not_held):
            return "–", str(line.status), "quiet"
        return "", "today" if line.date == self.today else "to come", "quiet"

    def detail(self, chart: Chart, key: str) -> Content:
        """The group's rates, always the three together, and what misses in a row suggest; of a make-up, what of it."""
        if (one := self._one_made_up(key)) is not None:
            return Content("\n").join(_about(one))
        attended = next((a for a in chart.attended if any(line.session == key for line in a.lines)), None)
        if attended is None:
            return Content("")
        return Content("\n").join(_rates(attended))

    def on_lines_opened(self, event: Lines.Opened) -> None:
        one = self._one_made_up(event.key)
        if one is None:
            self.app.open_place("session", event.key)
        elif one.session is not None and one.status is MakeUpStatus.done:
            self.app.open_place("session", one.session)
        else:
            self.app.open_place("make-up", one.member, str(one.module))

    def _one_made_up(self, key: str) -> MadeUp | None:
        every = (one for attended in self.shown.attended for one in attended.made_up)
        return next((one for one in every if f"{MADE_UP} {one.id}" == key), None)


def _about(one: MadeUp) -> Iterator[Content]:
    yield joined((f"Make-up of module {one.module}, {one.title}", "bold"))
    yield joined(("Where: ", "$text-quiet"), one.where)
    if one.words:
        yield joined(("What was written: ", "$text-quiet"), one.words)
    yield joined((MADE_UP_NEXT[one.status], "$text-quiet"))


def _mark_words(found: Attendance) -> str:
    said = [str(found.mark)]
    if found.late:
        said.append(f"{found.late}′ late")
    if found.left_early:
        said.append(f"left {found.left_early}′ early")
    if found.mode != "in person":
        said.append(str(found.mode))
    return ", ".join(said)


def _rates(attended: Attended) -> Iterator[Content]:
    rates, homework = attended.rates, attended.homework
    yield joined((attended.group, "bold"))
    yield joined(("Attended: ", "$text-quiet"), f"{rate(rates.held)} of those held · {rate(rates.planned)} of all "
                 f"planned · {rate(rates.reachable)} can still be reached")  # fmt: skip
    if attended.beyond:
        yield joined((f"Of their own round; {count(attended.beyond, 'session')} after it in no rate.", "$text-quiet"))
    if rates.not_marked:
        yield joined((f"{count(rates.not_marked, 'session')} not marked yet: enter opens it.", "$warning"))
    for suggestion in attended.suggested:
        yield joined((f"! {suggestion.sentence}", "$warning"))
    if attended.misses and not attended.suggested:
        yield joined("Missed the last one without notice.")
    if homework.with_unknown.of:
        quality = "" if homework.quality is None else f" · quality {homework.quality:g} of 4"
        came_in = f"{rate(homework.known)} of the {attended.counted} in what came in"
        yield joined(("Homework: ", "$text-quiet"), f"{came_in} · {rate(homework.with_unknown)} counting what did "
                     f"not{quality}")  # fmt: skip
