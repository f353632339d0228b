"""The one list: cursor, headings, filter, columns that give way, and text as it stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from tests.tui.kit import HOSTILE

COLUMNS = (Column("Name", width=12), Column("What", share=1), Column("Days", right=True, least=50))
ROWS = (
    heading("First"),
    Line("a", ("Alvarez", "to screen", "9")),
    Line("b", (Cell("Brandt", "strong"), Cell("late", "warning"), "12")),
    heading("Second"),
    Line("c", ("Cho", "nothing", "1")),
)


class Host(App[None]):
    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self.lines, self.opened, self.moved = lines, [], []  # type: ignore[var-annotated]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"text-quiet": "gray"}

    def compose(self) -> ComposeResult:
        yield self.lines

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.opened.append((event.key, event.mark))

    def on_lines_moved(self, event: Lines.Moved) -> None:
        self.moved.append((event.key, event.mark))


@asynccontextmanager
async def shown(
    *columns: Column, rows: tuple[Line, ...] = ROWS, size: tuple[int, int] = (60, 10)
) -> AsyncIterator[tuple[Host, "Pilot[None]"]]:
    app = Host(Lines(*(columns or COLUMNS), empty="Nobody waits. f9 enters somebody."))
    async with app.run_test(size=size) as pilot:
        app.lines.put(rows)
        app.lines.focus()
        await pilot.pause()
        yield app, pilot


def drawn(app: Host) -> list[str]:
    return [app.lines.render_line(y).text.rstrip() for y in range(app.size.height)]


async def test_headings_columns_and_numbers_stand_in_their_places() -> None:
    async with shown() as (app, _):
        lines = drawn(app)
        assert lines[0].split() == ["Name", "What", "Days"]
        assert lines[1] == "First"
        assert lines[2].startswith("▸ Alvarez")
        assert lines[2].endswith(" 9")
        assert lines[3].endswith("12")
        assert all(cell_len(line) <= 60 for line in lines)


async def test_the_cursor_passes_over_headings_and_stops_at_the_ends() -> None:
    async with shown() as (app, pilot):
        await pilot.press("down", "down")
        assert app.lines.key == "c"
        await pilot.press("down")
        assert app.lines.key == "c"
        await pilot.press("up", "up", "up", "up")
        assert app.lines.key == "a"
        await pilot.press("end")
        assert app.lines.key == "c"
        await pilot.press("home")
        assert app.lines.key == "a"


async def test_enter_opens_the_line_and_a_second_click_too() -> None:
    async with shown() as (app, pilot):
        await pilot.press("down", "enter")
        assert app.opened == [("b", "")]
        await pilot.click(Lines, offset=(3, 2))
        assert app.lines.key == "a"
        assert len(app.opened) == 1
        await pilot.click(Lines, offset=(3, 2))
        await pilot.pause()
        assert app.opened[-1] == ("a", "")
        await pilot.click(Lines, offset=(3, 1))
        assert app.lines.key == "a"


async def test_new_content_leaves_the_cursor_on_its_line() -> None:
    async with shown() as (app, pilot):
        await pilot.press("down")
        app.lines.put((heading("First"), Line("new", ("Newcomer", "", "")), *ROWS[1:]))
        assert app.lines.key == "b"
        app.lines.put((ROWS[1],))
        assert app.lines.key == "a"
        app.lines.put(())
        assert app.lines.key == ""
        await pilot.press("down", "enter", "end", "home", "pageup", "pagedown")
        assert app.opened == []


async def test_the_filter_folds_case_and_accents_and_drops_empty_headings() -> None:
    rows = (*ROWS, Line("d", ("Ngữyen Élodie", "", "")))
    async with shown(rows=rows) as (app, pilot):
        await pilot.press("slash", *"nguyen")
        assert app.lines.keys == ["d"]
        assert "First" not in "".join(drawn(app))
        await pilot.press("escape")
        assert len(app.lines.keys) == 4
        await pilot.press("slash", *"zz")
        assert "No line has “zz”" in drawn(app)[1]


async def test_an_empty_list_says_what_to_do() -> None:
    async with shown(rows=()) as (app, _):
        assert "Nobody waits. f9 enters somebody." in "\n".join(drawn(app))


async def test_a_column_gives_way_on_a_narrow_widget() -> None:
    async with shown(size=(40, 10)) as (app, _):
        assert "Days" not in drawn(app)[0]
        assert "To screen".lower() in drawn(app)[2]


async def test_marks_are_moved_between_with_left_and_right() -> None:
    columns = (Column("Name", width=10), Column("1", width=2, mark="s1"), Column("2", width=2, mark="s2"))
    rows = (Line("a", ("Alvarez", "✓", "✗")),)
    async with shown(*columns, rows=rows) as (app, pilot):
        assert app.lines.mark == "s1"
        await pilot.press("right", "right", "enter")
        assert app.opened == [("a", "s2")]
        await pilot.press("left", "left")
        assert app.lines.mark == "s1"


@pytest.mark.parametrize("name", HOSTILE)
async def test_any_text_is_drawn_literally_within_its_column(name: str) -> None:
    async with shown(rows=(Line("a", (name, name, "1")),)) as (app, _):
        line = app.lines.render_line(1)
        assert cell_len(line.text) == 60
        assert "\x1b" not in line.text
        assert line.text.rstrip().endswith("1")


async def test_the_last_of_a_hundred_thousand_lines_is_one_key_away() -> None:
    rows = tuple(Line(str(i), (f"Name {i}", "x", str(i))) for i in range(100_000))
    columns = (Column("Name", width=12), Column("What", share=1), Column("Days", width=6, right=True))
    async with shown(*columns, rows=rows) as (app, pilot):
        await pilot.press("end")
        assert app.lines.key == "99999"
        assert "Name 99999" in drawn(app)[-1]


async def test_a_tail_is_kept_whole_and_what_stands_before_it_is_cut() -> None:
    row = Line("a", (Cell("Gardening by the clock each day: 5 → 30 minutes", tail=": 5 → 30 minutes"), "on track"))
    async with shown(Column("What", share=1), Column("Stands"), rows=(row,), size=(50, 10)) as (app, _):
        assert "Gardening by the cloc…: 5 → 30 minutes  on track" in drawn(app)[1]
    async with shown(Column("What", share=1), Column("Stands"), rows=(row,), size=(80, 10)) as (app, _):
        assert "Gardening by the clock each day: 5 → 30 minutes" in drawn(app)[1]
    async with shown(Column("What", share=1), Column("Stands"), rows=(row,), size=(30, 10)) as (app, _):
        assert "Gardening by the…   on track" in drawn(app)[1]
