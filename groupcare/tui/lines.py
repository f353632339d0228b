"""`Lines`: the one list of the program. Columns, a cursor, headings between, a filter; any number of rows.

Drawn line by line, so that a key costs a line and ten years of rows cost no more than a screenful. Cells are literal
text with a tone (a meaning, not a colour). With `marks` columns it is also the grid of marks: left and right then move
between them. It decides nothing: it says what was opened, and the page acts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from groupcare.rules.text import name_key
from groupcare.tui.safe import cut, fit, visible


class Column(NamedTuple):
    """A column. `width` in cells, 0 for what its cells need; `share` of the space left over; hidden on a widget
    narrower than `least`. Left and right stop at columns with a `mark`, a name for what stands there.
    """

    title: str = ""
    width: int = 0
    share: int = 0
    right: bool = False
    least: int = 0
    mark: str = ""
    most: int = 60


class Cell(NamedTuple):
    """A text with its tone: safety, warning, good, quiet, strong, accent, or none. `tail` is the end of the text, kept
    whole where there is no room for all of it; what stands before it is cut."""

    text: str
    tone: str = ""
    tail: str = ""


class Line(NamedTuple):
    """A row. A heading has no key, one cell over the whole width, and is passed over by the cursor."""

    key: str
    cells: tuple[Cell | str, ...]
    tone: str = ""

    @property
    def is_heading(self) -> bool:
        return not self.key


def heading(text: str, tone: str = "heading") -> Line:
    """A line between others that says what comes below."""
    return Line("", (Cell(text, tone),))


GAP = 2
LEAST_HEAD = 8
"""Cells of a text that stay before its tail; with fewer, the text is cut at its end."""
TONES = ("safety", "warning", "good", "quiet", "strong", "accent", "heading")


class Lines(ScrollView, can_focus=True):
    """A list or a grid of marks. `empty` says what to do while there is nothing."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"lines--{name}" for name in (*TONES, "title", "cursor", "blurred", "mark")
    }
    DEFAULT_CSS = """
    Lines {
        height: 1fr; background: $background; overflow-x: hidden; scrollbar-size-vertical: 1;
        & > .lines--title { color: $text-quiet; }
        & > .lines--heading { color: $primary; text-style: bold; }
        & > .lines--safety { color: $error; text-style: bold; }
        & > .lines--warning { color: $warning; }
        & > .lines--good { color: $success; }
        & > .lines--quiet { color: $text-quiet; }
        & > .lines--strong { text-style: bold; }
        & > .lines--accent { color: $accent; }
        & > .lines--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .lines--blurred { background: $block-cursor-blurred-background; }
        & > .lines--mark { text-style: reverse bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "end(0)", "First", show=False),
        Binding("end", "end(1)", "Last", show=False),
        Binding("left", "sideways(-1)", "Left", show=False),
        Binding("right", "sideways(1)", "Right", show=False),
        Binding("enter", "open", "open", id="open", tooltip="Open the line the cursor is on"),
        Binding("slash", "filter", "filter", id="filter", key_display="/", tooltip="Only lines with these letters"),
        Binding("escape", "clear_filter", "show all", show=False),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)
    """The place of the line under the cursor among the lines shown."""
    column: reactive[int] = reactive(0, repaint=False)
    """The place of the marked column among all columns, where there are such."""
    filtered: reactive[str] = reactive("", repaint=False)
    typing: reactive[bool] = reactive(False, repaint=False)

    @dataclass
    class Opened(Message):
        """A line was opened: by enter, or by a click on the line under the cursor. `mark` names its marked column."""

        lines: "Lines"
        key: str
        mark: str

        @property
        def control(self) -> "Lines":
            return self.lines

    @dataclass
    class Moved(Message):
        """The cursor stands on another line, or mark."""

        lines: "Lines"
        key: str
        mark: str

        @property
        def control(self) -> "Lines":
            return self.lines

    @dataclass
    class Filtered(Message):
        """What is shown has changed by the filter."""

        lines: "Lines"

        @property
        def control(self) -> "Lines":
            return self.lines

    def __init__(
        self,
        *columns: Column,
        empty: str = "Nothing here.",
        titles: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns, self.empty, self.titles = columns, empty, titles
        self._all: tuple[Line, ...] = ()
        self._shown: tuple[Line, ...] = ()
        self._widths: list[tuple[int, int]] = []
        self._laid_for = -1
        self.filter_words = ""
        """The filter as a title shows it, empty while there is none."""
        self._marks = [i for i, column in enumerate(columns) if column.mark]
        self.set_reactive(Lines.column, self._marks[0] if self._marks else 0)

    # --- what is shown ------------------------------------------------------------------------------------------

    def put(self, lines: Sequence[Line], columns: Sequence[Column] | None = None) -> None:
        """Show these; the cursor stays on its line's key where that is still there."""
        key, place = self.key, self.cursor
        if columns is not None and tuple(columns) != self.columns:
            self.columns = tuple(columns)
            self._marks = [i for i, column in enumerate(columns) if column.mark]
            if self.column not in self._marks:
                self.set_reactive(Lines.column, self._marks[0] if self._marks else 0)
        self._all = tuple(lines)
        self._sift()
        self._relay()
        places = [i for i, line in enumerate(self._shown) if line.key and line.key == key]
        self._stand(min(places, key=lambda i: abs(i - place)) if places else self._near(place), anew=True)

    def put_line(self, line: Line) -> None:
        """Show one line anew, in its place: the quick way for a mark."""
        self._all = tuple(line if old.key == line.key else old for old in self._all)
        for place, old in enumerate(self._shown):
            if old.key == line.key:
                self._shown = (*self._shown[:place], line, *self._shown[place + 1 :])
                self.refresh_row(place)

    @property
    def key(self) -> str:
        """The key of the line under the cursor, or nothing."""
        return self._shown[self.cursor].key if 0 <= self.cursor < len(self._shown) else ""

    @property
    def mark(self) -> str:
        """The name of the marked column under the cursor, or nothing."""
        return self.columns[self.column].mark if self._marks else ""

    @property
    def keys(self) -> list[str]:
        """Keys of the lines shown, in order."""
        return [line.key for line in self._shown if line.key]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all, filter or not."""
        return not any(line.key for line in self._all)

    def go_to(self, key: str) -> bool:
        """Put the cursor on that line. Gives whether it is there."""
        for place, line in enumerate(self._shown):
            if line.key == key:
                self._stand(place)
                return True
        return False

    def _sift(self) -> None:
        words = name_key(self.filtered).split()
        if not words:
            self._shown = self._all
            return
        kept: list[Line] = []
        for line in self._all:
            if line.is_heading:
                if kept and kept[-1].is_heading:
                    kept.pop()
                kept.append(line)
            elif all(word in name_key(" ".join(_text(c) for c in line.cells)) for word in words):
                kept.append(line)
        if kept and kept[-1].is_heading:
            kept.pop()
        self._shown = tuple(kept)

    def _near(self, place: int) -> int:
        selectable = [i for i, line in enumerate(self._shown) if line.key]
        return min(selectable, key=lambda i: (abs(i - place), i), default=0)

    # --- the cursor ---------------------------------------------------------------------------------------------

    def _stand(self, place: int, *, anew: bool = False) -> None:
        moved = place != self.cursor
        before, self.cursor = self.cursor, place
        if moved or anew:
            for row in {before, place}:
                self.refresh_row(row)
            self.post_message(self.Moved(self, self.key, self.mark))
        top = place - 1 if place and self._shown[place - 1 : place] and self._shown[place - 1].is_heading else place
        head = self._head
        if self.size.height:
            self.scroll_to_region(
                Region(0, top, self.size.width, place - top + 1 + head), animate=False, force=True, immediate=True
            )

    def action_move(self, by: int) -> None:
        place = self.cursor + by
        while 0 <= place < len(self._shown) and self._shown[place].is_heading:
            place += by
        if 0 <= place < len(self._shown):
            self._stand(place)
        elif by < 0:
            self.scroll_to(y=0, animate=False)

    def action_page(self, by: int) -> None:
        self._stand(self._near(max(0, min(len(self._shown) - 1, self.cursor + by * max(1, self.size.height - 2)))))

    def action_end(self, last: int) -> None:
        self._stand(self._near(len(self._shown) - 1 if last else 0))

    def action_sideways(self, by: int) -> None:
        if self.column in self._marks:
            place = self._marks.index(self.column) + by
            if 0 <= place < len(self._marks):
                self.column = self._marks[place]
                self.refresh_row(self.cursor)
                self.post_message(self.Moved(self, self.key, self.mark))

    def action_open(self) -> None:
        if self.key:
            self.post_message(self.Opened(self, self.key, self.mark))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        place = offset.y - self._head + self.scroll_offset.y
        if offset.y < self._head or not 0 <= place < len(self._shown) or self._shown[place].is_heading:
            return
        already = place == self.cursor
        for column in self._marks:
            left, width = self._widths[column]
            if left <= offset.x < left + width + GAP and self.column != column:
                self.column, already = column, False
        self._stand(place, anew=True)
        if already:
            self.action_open()

    # --- the filter ---------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        self.typing, self.filtered = True, ""

    def action_clear_filter(self) -> None:
        self.typing, self.filtered = False, ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "clear_filter":
            return bool(self.typing or self.filtered)
        if action == "sideways":
            return bool(self._marks)
        return True

    def on_key(self, event: events.Key) -> None:
        if not self.typing:
            return
        if event.key == "backspace":
            self.filtered = self.filtered[:-1]
        elif event.key in ("enter", "down", "up", "tab"):
            self.typing = False
        elif event.is_printable and event.character:
            self.filtered += event.character
        else:
            return
        event.stop()
        event.prevent_default()

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return self.typing and character is not None and character.isprintable()

    def on_blur(self) -> None:
        self.typing = False
        self.refresh_row(self.cursor)

    def on_focus(self) -> None:
        self.refresh_row(self.cursor)

    def watch_filtered(self) -> None:
        self._sift()
        self._relay()
        self._stand(self._near(0), anew=True)
        self._tell_filter()

    def watch_typing(self) -> None:
        self._tell_filter()
        self.refresh_bindings()

    def _tell_filter(self) -> None:
        end = "▏" if self.typing else ""
        self.filter_words = f"/{self.filtered}{end}" if self.typing or self.filtered else ""
        self.post_message(self.Filtered(self))
        self.refresh()

    # --- drawing ------------------------------------------------------------------------------------------------

    @property
    def _head(self) -> int:
        return int(self.titles and any(column.title for column in self.columns))

    def _relay(self) -> None:
        self._laid_for = -1
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, len(self._shown)) + self._head)
        self.refresh()

    def on_resize(self) -> None:
        self._relay()
        if self._shown:
            self._stand(self.cursor)  # in a lower list the cursor stays in sight

    def refresh_row(self, place: int) -> None:
        """Draw one line again."""
        self.refresh(Region(0, place + self._head - self.scroll_offset.y, self.size.width, 1))

    def _lay_out(self, width: int) -> None:
        """Place each column: (x, width), width 0 where there is no room for it."""
        if self._laid_for == width:
            return
        self._laid_for = width
        shown = [width >= column.least for column in self.columns]
        needed = [self._need(i, c) if shown[i] else 0 for i, c in enumerate(self.columns)]
        room = width - 2 - sum(n + GAP for n, s in zip(needed, shown, strict=True) if s) + GAP
        shares = sum(c.share for c, s in zip(self.columns, shown, strict=True) if s)
        for i, column in enumerate(self.columns):
            if shown[i] and column.share and shares:
                needed[i] = max(4, needed[i] + room * column.share // shares)
        self._widths, x = [], 2
        for i, _ in enumerate(self.columns):
            self._widths.append((x, max(0, min(needed[i], width - x)) if shown[i] else 0))
            x += needed[i] + GAP if shown[i] else 0

    def _need(self, i: int, column: Column) -> int:
        if column.width or column.share:
            return column.width
        texts = (_text(line.cells[i]) for line in self._shown if line.key and i < len(line.cells))
        return min(max((cell_len(visible(t)) for t in (column.title, *texts)), default=0), column.most)

    def _tone(self, tone: str) -> Style:
        return self.get_component_rich_style(f"lines--{tone}", partial=True) if tone else Style()

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        width = self.scrollable_content_region.width
        self._lay_out(width)
        if y < self._head:
            return self._strip([Cell(c.title, "title") for c in self.columns], width, Style())
        place = y - self._head + self.scroll_offset.y
        if not self._shown:
            words = f"No line has “{self.filtered}”: esc shows all." if self.filtered else self.empty
            text = _wrapped(words, max(width - 4, 10))
            row = y - self._head
            return self._whole(Cell("  " + text[row], "quiet") if row < len(text) else Cell(""), width, Style())
        if place >= len(self._shown):
            return self._whole(Cell(""), width, Style())
        line = self._shown[place]
        if line.is_heading:
            first = line.cells[0]
            return self._whole(first if isinstance(first, Cell) else Cell(first), width, Style())
        over = Style()
        if place == self.cursor:
            over = self.get_component_rich_style("lines--cursor" if self.has_focus else "lines--blurred", partial=True)
        cells = [c if isinstance(c, Cell) else Cell(c, line.tone) for c in line.cells]
        return self._strip(cells, width, over, cursor=place == self.cursor)

    def _whole(self, cell: Cell, width: int, over: Style) -> Strip:
        style = self.rich_style + self._tone(cell.tone) + over
        return Strip([Segment(fit(cell.text, width), style)], width)

    def _strip(self, cells: Sequence[Cell], width: int, over: Style, *, cursor: bool = False) -> Strip:
        base = self.rich_style + over
        segments = [Segment("▸ " if cursor and self.has_focus else "  ", base)]
        x = 2
        for i, (column, (left, room)) in enumerate(zip(self.columns, self._widths, strict=True)):
            if not room or left >= width:
                continue
            if left > x:
                segments.append(Segment(" " * (left - x), base))
            cell = cells[i] if i < len(cells) else Cell("")
            style = self.rich_style + self._tone(cell.tone) + over
            if cursor and over.color is not None and cell.tone not in ("safety", "warning"):
                style = base + Style(bold=style.bold)
            if cursor and self._marks and i == self.column and self.has_focus:
                style += self._tone("mark")
            segments.append(Segment(fit(_shortened(cell, room), room, right=column.right), style))
            x = left + room
        segments.append(Segment(" " * max(0, width - x), base))
        return Strip(segments).crop(0, width)


def _shortened(cell: Cell, room: int) -> str:
    """The text with its tail whole, where that leaves something of what stands before it."""
    left = room - cell_len(visible(cell.tail))
    if not cell.tail or left < LEAST_HEAD or cell_len(visible(cell.text)) <= room:
        return cell.text
    return cut(cell.text.removesuffix(cell.tail), left) + cell.tail


def _text(cell: Cell | str) -> str:
    return cell.text if isinstance(cell, Cell) else cell


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        if cell_len(lines[-1]) + 1 + cell_len(word) > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [cut(line, width) for line in lines]
