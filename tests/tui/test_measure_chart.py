"""The chart of a measure: bands, the target, sessions and homework on the same days, small, wide and large."""

import pytest
from textual.theme import Theme

from groupcare.tui.lines import Lines
from groupcare.tui.theme import DARK, HIGH_CONTRAST, LIGHT
from tests.clinic import House
from tests.tui.chart_scene import Played
from tests.tui.kit import LOOKS, Run, program

pytestmark = pytest.mark.usefixtures("played")


async def at_phq9(run: Run, client: str) -> None:
    """The measures tab, on the newest PHQ-9."""
    run.app.open_place("chart", client, "measures")
    await run.until("Due, and since when")
    lines = run.app.screen.query_one("#measures-lines", Lines)
    lines.go_to([key for key in lines.keys if not key.startswith("due ")][-2])
    await run.settle()


@LOOKS
async def test_how_the_chart_of_a_measure_looks(house: House, played: Played, size: tuple[int, int]) -> None:
    async with program(house.sign_in(), size) as run:
        await at_phq9(run, played.scene.rosa.id)
        run.shows("●", "◎", "severe", "▸ Tue 6 Oct")
        run.frame("measure-chart")
        await run.press("v")
        run.shows("◎ target", "s sessions: ✓ there, ✗ absent")
        run.frame("measure-chart-large")
        await run.press("escape")
        run.shows("Measures")


def contrast(one: str, other: str) -> float:
    """The ratio of luminance of two colours, 1 to 21 (WCAG 2, relative luminance of sRGB)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT, HIGH_CONTRAST], ids=lambda t: t.name)
def test_every_tone_of_a_chart_is_readable_on_each_theme(theme: Theme) -> None:
    """WCAG 2 asks 4.5 of text."""
    tones = (theme.accent, theme.warning, theme.variables["text-quiet"])
    assert all(tone is not None and contrast(tone, theme.background or "") >= 4.5 for tone in tones)
