"""The line chart: drawn in braille with a scale, bands and the way to a target."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from groupcare.tui.chart_line import Level, LineChart, Mark, Picture, Reading, Row, Strand, draw
from groupcare.tui.theme import DARK

DAY = date(2026, 8, 4)
BANDS = (Level(5, "mild"), Level(10, "moderate"), Level(20, "severe"))


def at(days: int, value: float) -> Reading:
    return Reading(DAY + timedelta(days=days), value)


def text(rows: list[Row]) -> str:
    return "\n".join("".join(piece.text for piece in row) for row in rows)


def test_readings_stand_between_the_ends_of_a_scale_and_of_time() -> None:
    drawn = text(draw(Picture((at(0, 16), at(28, 12), at(63, 9)), 0, 27), 42, 11))
    assert drawn.count("●") == 3
    assert drawn.splitlines()[0].startswith("27")
    assert drawn.splitlines()[-1].split() == ["4", "Aug", "6", "Oct"]
    rows = [row for row, line in enumerate(drawn.splitlines()) for sign in line if sign == "●"]
    assert rows == sorted(rows)


def test_what_was_told_is_marked_apart_from_what_was_measured() -> None:
    told = Reading(DAY + timedelta(days=28), 12, told=True)
    drawn = text(draw(Picture((at(0, 16), told, at(63, 9)), 0, 27), 42, 11))
    assert (drawn.count("●"), drawn.count("◇")) == (2, 1)


def test_bands_are_lines_with_their_bound_and_name() -> None:
    lines = text(draw(Picture((at(0, 16), at(63, 9)), 0, 27, BANDS), 42, 12)).splitlines()
    severe = next(line for line in lines if "severe" in line)
    assert severe.startswith("20 ┄")
    assert any(line.startswith("10 ┄") for line in lines)


def test_the_way_to_the_target_is_dotted_and_ends_in_a_ring() -> None:
    rows = draw(Picture((at(0, 16), at(20, 15)), 0, 27, (), (at(0, 16), at(84, 8))), 42, 11)
    assert "◎" in text(rows)
    assert any(piece.tone == "way" for row in rows for piece in row)


def test_one_reading_is_one_mark_in_the_middle() -> None:
    drawn = text(draw(Picture((at(0, 16),), 0, 27), 30, 8))
    assert drawn.count("●") == 1
    assert drawn.splitlines()[-1].strip() == "4 Aug"


def test_two_years_show_their_numbers() -> None:
    assert "4 Aug 2026" in text(draw(Picture((at(0, 16), at(400, 9)), 0, 27), 42, 8))


def test_strands_stand_beneath_on_the_same_days_as_long_as_the_chart_keeps_room() -> None:
    there = Strand("sessions", "s", (Mark(DAY, "✓"), Mark(DAY + timedelta(days=63), "✗", "way")))
    none = Strand("homework", "h", ())
    picture = Picture((at(0, 16), at(63, 9)), 0, 27, BANDS, None, (there, none))
    rows = text(draw(picture, 42, 12)).splitlines()
    assert rows[-2].startswith(" s ✓")
    assert rows[-2].endswith("✗")
    assert text(draw(picture, 80, 12)).splitlines()[-2].startswith("sessions ✓")
    assert "✓" not in text(draw(picture, 42, 5))


def test_days_of_strands_widen_the_time_that_is_shown() -> None:
    later = Strand("sessions", "s", (Mark(DAY + timedelta(days=70), "✓"),))
    assert "13 Oct" in text(draw(Picture((at(0, 16), at(63, 9)), 0, 27, (), None, (later,)), 42, 12))


@pytest.mark.parametrize(("width", "height"), [(5, 10), (40, 2), (0, 0)])
def test_too_little_room_draws_nothing(width: int, height: int) -> None:
    assert draw(Picture((at(0, 16),), 0, 27), width, height) == []


def test_nothing_is_drawn_for_no_readings() -> None:
    assert draw(Picture((), 0, 27, BANDS), 40, 10) == []


READINGS = st.lists(
    st.builds(at, st.integers(0, 3000), st.floats(-1000, 1000, allow_nan=False)), min_size=1, max_size=30
).map(lambda found: tuple(sorted(found)))


@settings(max_examples=150, deadline=None)
@given(READINGS, st.integers(12, 90), st.integers(3, 20), st.text(max_size=12), st.booleans())
def test_every_row_is_exactly_as_wide_as_asked(
    readings: tuple[Reading, ...], width: int, height: int, name: str, way: bool
) -> None:
    strand = Strand("x" if way else name, "h", (Mark(readings[0].on, "✓"), Mark(readings[-1].on, "●")))
    picture = Picture(readings, 0, 10, (Level(5, name),), (readings[0], at(3100, 5)) if way else None, (strand,))
    rows = draw(picture, width, height)
    assert len(rows) == height
    assert {sum(cell_len(piece.text) for piece in row) for row in rows} == {width}


async def test_the_widget_paints_what_it_is_given_and_nothing_before() -> None:
    class Alone(App[None]):
        def __init__(self) -> None:
            super().__init__()
            self.register_theme(DARK)
            self.theme = "dark"

        def compose(self) -> ComposeResult:
            yield LineChart()

    app = Alone()
    async with app.run_test(size=(40, 12)) as pilot:
        chart = app.query_one(LineChart)
        assert chart.render_line(0).text.strip() == ""
        chart.put(Picture((at(0, 16), at(63, 9)), 0, 27, (Level(10, "[/red] moderate"),)))
        await pilot.pause()
        painted = "\n".join(chart.render_line(y).text for y in range(12))
        assert painted.count("●") == 2
        assert "[/red] moderate" in painted
