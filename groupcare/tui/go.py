"""The panel behind `g`: one letter goes to a part of the program."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from groupcare.tui.chrome import MODES
from groupcare.tui.modal import Modal
from groupcare.tui.safe import joined


class GoPanel(Modal[str | None]):
    """Waits for one letter. Any other key closes it and does nothing."""

    HELP = "The parts of the program: their letter goes there."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "stay", show=False)]
    DEFAULT_CSS = """
    GoPanel { align: center middle; background: $background 60%; }
    GoPanel Static { width: 24; height: auto; border: round $border; padding: 0 2; background: $surface; }
    """

    def compose(self) -> ComposeResult:
        lines = [joined((letter, "bold $accent"), f"  {name}") for letter, name in MODES.values()]
        panel = Static(joined("\n").join(lines))
        panel.border_title = "Go to"
        yield panel

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        chosen = [mode for mode, (letter, _) in MODES.items() if event.character == letter]
        self.dismiss(chosen[0] if chosen else None)
