"""An answer drawn as text: bars, a table in as many bands as a width needs, and wrapped words. Pure."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len

from groupcare.rules.reports import Cell, Kind, Row, Series
from groupcare.rules.shared import HIDDEN
from groupcare.tui.safe import cut, fit, visible

EIGHTHS = " ▏▎▍▌▋▊▉"
FULL, TRACK = "█", "▁"
LABEL, BAR = 26, 50
"""A label is cut, a bar grows, to at most so many cells."""
NAME, WORDS, GAP = 30, 30, 2
"""A name and a cell of words are at most so wide; so much stands between columns, or one cell less if that saves a
band."""


class BarLine(NamedTuple):
    """One line of a chart: what it is of, the number, and the bar (empty where there is no value)."""

    label: str
    shown: str
    bar: str


def bars(series: Series, width: int) -> list[BarLine]:
    """A chart of bars within `width` cells. Percents fill a whole of 100, other values that of the largest."""
    label = min(max((cell_len(visible(b.label)) for b in series.bars), default=0), LABEL, width // 3)
    shown = max((cell_len(visible(b.shown)) for b in series.bars), default=0)
    room = max(4, min(BAR, width - label - shown - 2 * GAP))
    percent = series.unit == "%"
    most = 100.0 if percent else max((b.value or 0 for b in series.bars if (b.value or 0) > 0), default=0)
    return [
        BarLine(fit(b.label, label), fit(b.shown, shown, right=True), _bar(b.value, most, room, track=percent))
        for b in series.bars
    ]


def _bar(value: float | None, most: float, room: int, *, track: bool) -> str:
    if value is None:
        return ""
    eighths = round(max(0.0, min(1.0, value / most)) * room * 8) if most else 0
    if value > 0:
        eighths = max(1, eighths)  # a little is not nothing
    drawn = FULL * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths % 8 else "")
    return drawn + TRACK * (room - len(drawn)) if track else drawn


class TableLine(NamedTuple):
    """A line of a table: its text, and what it is: a heading, a row, a sum of rows, or the space between two bands."""

    text: str
    kind: str


def table(headings: Sequence[str], rows: Sequence[Row], width: int) -> list[TableLine]:
    """The table within `width` cells. What has no room stands in a further band below, beside the names again."""
    if not rows:
        return []
    cells = [row.cells for row in rows]
    names = _names(cells)
    words = [i < names or _is_words([row[i] for row in cells]) for i in range(len(headings))]
    most = [min(NAME, width // (2 * names)) if i < names else WORDS if words[i] else width for i in range(len(words))]
    widths = [_width(h, [row[i] for row in cells], most[i]) for i, h in enumerate(headings)]
    widths[names:] = [min(w, width - sum(widths[:names]) - GAP * names) for w in widths[names:]]
    bands, gap = min(((_bands(widths, names, width, gap), gap) for gap in (GAP, GAP - 1)), key=lambda b: len(b[0]))
    lines: list[TableLine] = []
    for band in bands:
        columns = [*range(names), *band]

        def add(stacks: Sequence[Sequence[str]], kind: str, columns: Sequence[int] = columns) -> None:
            drawn = _stacked(stacks, [widths[i] for i in columns], [not words[i] for i in columns], gap)
            lines.extend(TableLine(text, kind) for text in drawn)

        if lines:
            lines.append(TableLine("", "space"))
        titles = [wrapped(headings[i], widths[i]) for i in columns]
        tall = max(map(len, titles))
        add([[""] * (tall - len(title)) + title for title in titles], "heading")
        for place, row in enumerate(rows):
            shown = [_name(cells, place, i, names) if i < names else row.cells[i].shown for i in columns]
            add(
                [
                    wrapped(text, widths[i]) if words[i] and i >= names else [cut(text, widths[i])]
                    for text, i in zip(shown, columns, strict=True)
                ],
                "sum" if row.sums else "row",
            )
    return lines


def _name(cells: Sequence[Sequence[Cell]], place: int, i: int, names: int) -> str:
    """A name; one that the row above has too is not repeated where a further one tells the rows apart."""
    repeated = i < names - 1 and place and cells[place - 1][i].shown == cells[place][i].shown
    return "" if repeated else cells[place][i].shown


def _names(cells: Sequence[Sequence[Cell]]) -> int:
    """How many columns at the left are words: they name a row, and are repeated in each band."""
    count = 0
    while count < len(cells[0]) and all(row[count].kind is Kind.text for row in cells):
        count += 1
    return max(1, min(count, len(cells[0]) - 1))


def _is_words(cells: Sequence[Cell]) -> bool:
    """Whether a column holds words, and not numbers or shares (3 of 4 is a share of few)."""
    return any(
        cell.kind is Kind.text and cell.shown not in ("–", HIDDEN) and not cell.shown[:1].isdigit() for cell in cells
    )


def _width(heading: str, cells: Sequence[Cell], most: int) -> int:
    """What a column needs, at most `most`: its cells, and each word of its heading."""
    needed = max(cell_len(visible(cell.shown)) for cell in cells)
    return min(most, max(needed, *map(cell_len, heading.split())))


def _bands(widths: Sequence[int], names: int, width: int, gap: int) -> list[list[int]]:
    """The columns behind the names, put into as many bands as they need."""
    room = left = width - sum(w + gap for w in widths[:names]) + gap
    bands: list[list[int]] = [[]]
    for i in range(names, len(widths)):
        if bands[-1] and widths[i] + gap > left:
            bands.append([])
            left = room
        bands[-1].append(i)
        left -= widths[i] + gap
    return bands


def _stacked(stacks: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool], gap: int) -> list[str]:
    """Cells of several lines each, side by side."""
    return [
        (" " * gap).join(fit(text, w, right=r) for text, w, r in zip(line, widths, right, strict=True)).rstrip()
        for line in zip_longest(*stacks, fillvalue="")
    ]


def wrapped(text: str, width: int) -> list[str]:
    """The words in lines of at most `width` cells; a longer word is cut."""
    lines: list[str] = []
    for word in visible(text).split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(cut(word, width))
    return lines or [""]
