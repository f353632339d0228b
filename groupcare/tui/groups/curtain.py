"""The curtain: what the group room sees of a run sheet that nobody touches, the agenda and its time, and no names."""

from datetime import datetime

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from groupcare.queries.run_sheet import RunSheet
from groupcare.tui.groups.sheet_words import agenda_words
from groupcare.tui.modal import Cover
from groupcare.tui.safe import joined, plain

TICK = 15
"""Seconds between two looks at the clock."""


class Curtain(Cover):
    """Any key or click draws it back, and does nothing else."""

    DEFAULT_CSS = """
    Curtain { align: center middle; background: $background; }
    Curtain Vertical { width: 76; max-width: 100%; height: auto; border: round $border-blurred; padding: 1 2; }
    Curtain #back { color: $text-quiet; }
    """

    def __init__(self, sheet: RunSheet) -> None:
        super().__init__()
        self.sheet = sheet

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(id="now")
            yield Static(plain("Any key: back to the run sheet"), id="back")

    def on_mount(self) -> None:
        self._show()
        self.set_interval(TICK, self._show)

    def _show(self) -> None:
        self.query_one("#now", Static).update(agenda(self.sheet, self.app.who.now()))

    def on_key(self, event: events.Key) -> None:
        if event.key != "ctrl+q":
            event.stop()
            event.prevent_default()
            self.dismiss()

    def on_click(self) -> None:
        self.dismiss()


def agenda(sheet: RunSheet, now: datetime) -> Content:
    """The group, the clock, and the kinds of the agenda with the one that is on; nobody's name, and not the words that
    are for whoever leads."""
    on = sheet.agenda_at(now)
    lines = [
        joined((f"{sheet.group.name} · session {sheet.session.number} of {sheet.of}\n", "bold")),
        agenda_words(sheet, now, short=True),
        plain("\n\n"),
    ]
    for number, item in enumerate(sheet.agenda, 1):
        is_on = on is not None and on.on == number
        words = f"{'▸' if is_on else ' '} {item.minutes:>3} min  {item.kind}\n"
        lines.append(plain(words, "bold $accent" if is_on else ""))
    return Content("").join(lines)
