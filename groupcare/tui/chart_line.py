"""`LineChart`: values over days as a line of braille dots, with bands and the line to a target behind it.

`draw` is a pure function from values to rows of texts with tones; the widget only paints them. Each reading is a ●, so
that the line is readable where braille is faint, or a ◇ where it was told and not measured; a band is named at its
bound, the way to a target is dotted.
"""

from datetime import date
from itertools import pairwise
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from groupcare.tui.safe import fit, visible


class Reading(NamedTuple):
    """A value on a day; `told` of one that nobody measured or logged."""

    on: date
    value: float
    told: bool = False


class Level(NamedTuple):
    """A bound across the whole chart, with its name."""

    value: float
    name: str


class Mark(NamedTuple):
    """A sign on a day, with its tone."""

    on: date
    sign: str
    tone: str = "axis"


class Strand(NamedTuple):
    """A row of marks beneath the chart, on the same days: sessions, homework. `short` names it where room is scarce."""

    name: str
    short: str
    marks: tuple[Mark, ...]


class Picture(NamedTuple):
    """What to draw. `way` runs from the baseline to the target, two readings; `low` and `high` are the scale's ends.
    `strands` stand beneath, as many as leave the chart LEAST rows."""

    readings: tuple[Reading, ...]
    low: float
    high: float
    levels: tuple[Level, ...] = ()
    way: tuple[Reading, Reading] | None = None
    strands: tuple[Strand, ...] = ()


class Piece(NamedTuple):
    """A text with its tone: value, way, level or axis."""

    text: str
    tone: str


Row = tuple[Piece, ...]
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a braille sign's dots, by row and column."""
ORDER = ("", "level", "way", "value")
LEAST = 4
ROOMY = 60
"""From so many cells across strands are named in full."""
MOST = 400
"""Most readings drawn: more than a terminal has dots across."""


class _Canvas:
    """Cells of 2 × 4 dots, each with the strongest tone that touched it; a sign covers its cell."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.dots = [[0] * width for _ in range(height)]
        self.tones = [[""] * width for _ in range(height)]
        self.signs = [[""] * width for _ in range(height)]

    def dot(self, x: int, y: int, tone: str) -> None:
        column, row = x // 2, y // 4
        if not (0 <= column < self.width and 0 <= row < self.height):
            return
        before = self.tones[row][column]
        if ORDER.index(tone) < ORDER.index(before):
            return
        if tone != before:
            self.dots[row][column], self.signs[row][column], self.tones[row][column] = 0, "", tone
        self.dots[row][column] |= DOTS[y % 4][x % 2]

    def sign(self, x: int, y: int, sign: str, tone: str) -> None:
        column, row = x // 2, y // 4
        if 0 <= column < self.width and 0 <= row < self.height:
            self.signs[row][column], self.tones[row][column] = sign, tone

    def line(self, a: tuple[int, int], b: tuple[int, int], tone: str, *, every: int = 1) -> None:
        steps = max(abs(b[0] - a[0]), abs(b[1] - a[1]), 1)
        for step in range(0, steps + 1, every):
            part = step / steps
            self.dot(round(a[0] + (b[0] - a[0]) * part), round(a[1] + (b[1] - a[1]) * part), tone)

    def name(self, row: int, name: str) -> None:
        """Write a level's name in its row, as far right as nothing else is drawn; nowhere, if nothing is free."""
        name = visible(name)
        size = cell_len(name)
        if size == len(name) and size <= self.width - 4:
            for start in range(self.width - size, -1, -1):
                if all(tone == "level" for tone in self.tones[row][start : start + size]):
                    self.signs[row][start : start + size] = name
                    return

    def text(self, row: int, column: int) -> str:
        bits = self.dots[row][column]
        return self.signs[row][column] or (chr(0x2800 + bits) if bits else " ")

    def row(self, row: int) -> Row:
        pieces: list[Piece] = []
        for column in range(self.width):
            text, tone = self.text(row, column), self.tones[row][column]
            if pieces and pieces[-1].tone == tone:
                pieces[-1] = Piece(pieces[-1].text + text, tone)
            else:
                pieces.append(Piece(text, tone))
        return tuple(pieces)


def draw(picture: Picture, width: int, height: int) -> list[Row]:
    """The chart as `height` rows of exactly `width` cells: a scale at the left, days below. Empty for no readings."""
    shown = [*picture.readings[-MOST:], *(picture.way or ())]
    if not shown or height < 3 or width < 12:
        return []
    strands = [s for s in picture.strands if s.marks][: max(0, height - 1 - LEAST)]
    names = [s.name if width >= ROOMY else s.short for s in strands]
    dates = [*(r.on for r in shown), *(mark.on for strand in strands for mark in strand.marks)]
    first, last = min(dates), max(dates)
    low, high = min(picture.low, *(r.value for r in shown)), max(picture.high, *(r.value for r in shown))
    high = high if high > low else low + 1
    scales = [_mark(n) for n in (low, high, *(level.value for level in picture.levels))]
    axis = max(map(cell_len, (*scales, *names))) + 1
    canvas = _Canvas(width - axis, height - 1 - len(strands))
    days = max(1, (last - first).days)

    def across(on: date) -> int:
        return round((on - first).days / days * (2 * canvas.width - 1)) if last > first else canvas.width

    def at(reading: Reading) -> tuple[int, int]:
        up = (reading.value - low) / (high - low)
        return across(reading.on), round((1 - up) * (4 * canvas.height - 1))

    scale = {0: _mark(high), canvas.height - 1: _mark(low)}
    named: list[tuple[int, str]] = []
    for level in sorted(picture.levels, key=lambda level: -level.value):
        row = at(Reading(first, level.value))[1] // 4
        if not low < level.value < high or scale.get(row, _mark(level.value)) != _mark(level.value):
            continue
        scale[row] = _mark(level.value)
        named.append((row, level.name))
        for column in range(canvas.width):
            canvas.sign(2 * column, 4 * row, "┄", "level")
    if picture.way is not None:
        canvas.line(at(picture.way[0]), at(picture.way[1]), "way", every=3)
        canvas.sign(*at(picture.way[1]), "◎", "way")
    places = [at(r) for r in picture.readings[-MOST:]]
    for a, b in pairwise(places):
        canvas.line(a, b, "value")
    for place, one in zip(places, picture.readings[-MOST:], strict=True):
        canvas.sign(*place, "◇" if one.told else "●", "value")
    for row, name in named:
        canvas.name(row, name)
    rows = [
        (Piece(fit(scale.get(y, ""), axis - 1, right=True) + " ", "axis"), *canvas.row(y)) for y in range(canvas.height)
    ]
    for name, strand in zip(names, strands, strict=True):
        beneath = _Canvas(canvas.width, 1)
        for mark in strand.marks:
            beneath.sign(across(mark.on), 0, mark.sign, mark.tone)
        rows.append((Piece(fit(name, axis - 1, right=True) + " ", "axis"), *beneath.row(0)))
    return [*rows, (Piece(" " * axis + _days(first, last, width - axis), "axis"),)]


def _mark(value: float) -> str:
    """A number on the scale, with one decimal at most."""
    return f"{round(value, 1):g}"


def _days(first: date, last: date, width: int) -> str:
    with_year = first.year != last.year
    words = [f"{d.day} {d:%b}" + (f" {d.year}" if with_year else "") for d in (first, last)]
    if first == last or len(words[0]) + len(words[1]) + 2 > width:
        return fit(words[0].center(width), width) if first == last else fit(words[1], width, right=True)
    return words[0] + words[1].rjust(width - len(words[0]))


class LineChart(Widget):
    """A picture painted as large as the widget is; without readings it says so."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"chart--{tone}" for tone in ("value", "way", "level", "axis")}
    DEFAULT_CSS = """
    LineChart {
        height: 12; background: $background;
        & > .chart--value { color: $accent; text-style: bold; }
        & > .chart--way { color: $warning; }
        & > .chart--level { color: $text-quiet; }
        & > .chart--axis { color: $text-quiet; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.picture: Picture | None = None
        self._rows: list[Row] = []
        self._drawn_for: tuple[int, int] | None = None

    def put(self, picture: Picture | None) -> None:
        """Paint this one."""
        if picture != self.picture:
            self.picture, self._drawn_for = picture, None
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        if self._drawn_for != (width, height):
            self._drawn_for = (width, height)
            self._rows = draw(self.picture, width, height) if self.picture else []
        if y >= len(self._rows):
            return Strip([Segment(" " * width, self.rich_style)], width)
        return Strip([Segment(text, self.rich_style + self._tone(tone)) for text, tone in self._rows[y]], width)

    def _tone(self, tone: str) -> Style:
        return self.get_component_rich_style(f"chart--{tone}", partial=True) if tone else Style()
