"""Make the pictures of the README: the real screens of the fictitious clinic, as of a fixed day.

python -m tests.pictures            writes the SVG files beside this one
python -m tests.pictures --check    says whether they are as the program is now
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from groupcare.demo.clinic import DANA, make
from groupcare.exchange.library import shipped_library
from tests.tui.kit import Run, program

HERE = Path(__file__).parent
NOW = datetime(2026, 10, 6, 17, 40, tzinfo=UTC)
"""Tuesday 6 October 2026, 13:40 in New York: twenty minutes before a session."""
SIZE = (120, 36)


async def today(run: Run) -> None:
    pass


async def screening(run: Run) -> None:
    await run.press("g", "r", "slash", *"Ruiz", "enter", "enter", *"33332232")


async def run_sheet(run: Run) -> None:
    sessions = run.app.who
    from groupcare.queries.today import today as today_query

    first = next(line for line in today_query(sessions).week if line.session)
    run.app.open_place("session", first.session)
    await run.settle()
    await run.press("asterisk", "y", "down", "l", "1", "2")
    await run.pilot.pause(2.2)
    await run.press("down", "a", "end", "c", "6", "home")


async def notes(run: Run) -> None:
    await run.press("g", "g", "enter", "N", "down", "down")


async def homework(run: Run) -> None:
    await run.press("g", "h")


async def chart(run: Run) -> None:
    await run.press("g", "m", "slash", *"Brandt", "enter", "enter", "p")


async def builder(run: Run) -> None:
    await run.press("g", "g", "f9", "enter", "down", "enter", "tab", *"Coping Twelve B", "tab", *"2026-10-20", "tab")
    await run.press("tab", *"16:30", "tab", "tab", *"Room 2")
    await run.pilot.pause(0.4)


async def reports(run: Run) -> None:
    await run.press("g", "p")


PICTURES: dict[str, tuple[Callable[[Run], Coroutine[Any, Any, None]], str]] = {
    "today": (today, "dark"),
    "screening": (screening, "dark"),
    "run-sheet": (run_sheet, "dark"),
    "notes": (notes, "dark"),
    "homework": (homework, "light"),
    "plan": (chart, "light"),
    "builder": (builder, "dark"),
    "reports": (reports, "light"),
}


@asynccontextmanager
async def clinic() -> AsyncIterator[Any]:
    """The fictitious clinic on that day."""
    with tempfile.TemporaryDirectory() as folder:
        people = make(Path(folder), shipped_library(), NOW)
        yield people[DANA]
        people[DANA].close()


async def picture(name: str) -> str:
    """One picture as SVG, without fonts from elsewhere."""
    steps, theme = PICTURES[name]
    async with clinic() as who, program(who, SIZE) as run:
        run.app.theme = theme
        await steps(run)
        await run.settle()
        svg = run.app.export_screenshot(title=f"GroupCare: {name.replace('-', ' ')}")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return svg.replace("font-family: Fira Code, monospace", "font-family: monospace")


def main() -> int:
    """Write them, or check them."""
    changed = []
    for name in PICTURES:
        svg = asyncio.run(picture(name))
        path = HERE / f"{name}.svg"
        if not path.exists() or path.read_text(encoding="utf-8") != svg:
            changed.append(name)
            if "--check" not in sys.argv:
                path.write_text(svg, encoding="utf-8")
    print("changed: " + ", ".join(changed) if changed else "all pictures are as the program is now")
    return 1 if changed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
