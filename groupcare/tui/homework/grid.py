"""The board as a grid: what a cell says, and how many sessions a width has room for. Pure; it decides nothing else."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len

from groupcare.queries.homework import Board, BoardLine
from groupcare.queries.homework import Cell as Piece
from groupcare.rules.practising import State
from groupcare.rules.words import rate
from groupcare.tui.lines import GAP, Cell, Column, Line

GLYPHS = {
    State.met: "●",
    State.half: "◐",
    State.under: "◔",
    State.none: "○",
    State.not_in: "?",
    State.absent: "?",
    State.to_come: "·",
}
LEGEND = "● met  ◐ half or more  ◔ under half  ○ none  ? unknown  · still to come in"
WIDE = 98
"""From this width on the grid has all its columns."""
NAME_WIDE, NAME_NARROW, LONGEST_TITLE = 24, 18, 22
NEVER_FEWER = 4
"""A session's column is at least so wide, for its number and a few letters."""


class Grid(NamedTuple):
    """The columns that fit, the place of the first session among all, and whether cells are written out in full."""

    columns: tuple[Column, ...]
    first: int
    full: bool


def piece_words(piece: Piece | None, *, full: bool = True) -> str:
    """◐ 2 of 5 new, or in little room ◐ 2/5 new; nothing where nothing was set."""
    if piece is None:
        return ""
    new = " new" if piece.new else ""
    return f"{days_words(piece.state, piece.done, piece.of, full=full)}{new}"


def days_words(state: State, done: int | None, of: int, *, full: bool = True) -> str:
    """◐ 2 of 5, ? not in, or in little room ◐ 2/5, ?."""
    if done is not None:
        return f"{GLYPHS[state]} {done} of {of}" if full else f"{GLYPHS[state]} {done}/{of}"
    said = {State.absent: "absent" if full else "abs", State.not_in: "not in", State.to_come: "to come"}[state]
    return f"{GLYPHS[state]} {said}" if full or state is State.absent else GLYPHS[state]


def _tone(piece: Piece | None) -> str:
    if piece is None or piece.done is None:
        return "quiet"
    return "accent" if piece.new else "good" if piece.state is State.met else ""


def grid(board: Board, width: int) -> Grid:
    """All sessions in full where they fit; else in short; else the newest that do."""
    wide = width >= WIDE
    names = max((cell_len(line.name) for line in board.lines), default=0)
    name = Column("member", min(max(names, 6), NAME_WIDE if wide else NAME_NARROW))
    after = _after(board, wide=wide)
    room = width - 2 - sum(c.width + GAP for c in (name, *after))
    for full in (True, False):
        widths = _widths(board, full=full)
        if sum(w + GAP for w in widths) <= room:
            return Grid((name, *_sessions(board, 0, widths, room), *after), 0, full)
    first = len(widths)
    while first and sum(w + GAP for w in widths[first - 1 :]) <= room:
        first -= 1
    return Grid((name, *_sessions(board, first, widths[first:], room), *after), first, full=False)


def _after(board: Board, *, wide: bool) -> tuple[Column, ...]:
    rates = max((len(_done(line)) for line in board.lines), default=0)
    done = Column("done of set", max(11, rates), right=True)
    more = (Column("with ?", 6, right=True), Column("quality", 7, right=True), Column("last review", 11))
    return (done, *more) if wide else (done,)


def _widths(board: Board, *, full: bool) -> list[int]:
    """The least width of each session's column."""
    return [
        max((NEVER_FEWER, *(cell_len(piece_words(line.cells[i], full=full)) for line in board.lines)))
        for i in range(len(board.columns))
    ]


def _sessions(board: Board, first: int, widths: Sequence[int], room: int) -> list[Column]:
    """The sessions' columns; room that is left over goes to their titles, evenly."""
    titles = [f"{c.number} {c.title}" for c in board.columns[first:]]
    wanted = [max(w, min(cell_len(t), LONGEST_TITLE)) for w, t in zip(widths, titles, strict=True)]
    got, left = list(widths), room - sum(w + GAP for w in widths)
    while left > 0 and got != wanted:
        for i, want in enumerate(wanted):
            if left > 0 and got[i] < want:
                got[i], left = got[i] + 1, left - 1
    return [
        Column(title, width, mark=column.session)
        for title, width, column in zip(titles, got, board.columns[first:], strict=True)
    ]


def _done(line: BoardLine) -> str:
    return rate(line.adherence.known) if line.adherence.known.of else "–"


def grid_line(line: BoardLine, shape: Grid, name: str, today: date) -> Line:
    """A member's row; `name` as it may be shown now."""
    unknown = line.adherence.with_unknown.percent
    quality = line.adherence.quality
    day = line.reviewed_on
    when = "" if day is None else f"{day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")
    return Line(
        line.member,
        (
            Cell(name if line.in_group else f"{name} (left)", "strong" if line.in_group else "quiet"),
            *(Cell(piece_words(p, full=shape.full), _tone(p)) for p in line.cells[shape.first :]),
            Cell(_done(line)),
            Cell("–" if unknown is None else f"{unknown} %"),
            Cell("–" if quality is None else f"{quality:.1f}"),
            Cell(f"{when} {line.reviewer}".strip() or "–", "quiet"),
        ),
    )
