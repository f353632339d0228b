"""Finding a diagnosis by its code or by words; categories are shown as such and cannot be chosen."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input

from groupcare.rules.diagnoses import DiagnosisList
from groupcare.tui.dialogs import BOX
from groupcare.tui.forms import TextInput
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.modal import Modal
from groupcare.tui.safe import plain

EMPTY = "Type a code, such as M54.5, or words, such as low back. Codes that are not here go into the heading by e."


class FindDiagnosis(Modal[str | None]):
    """Gives the code that was chosen. The arrows go through what was found while one types."""

    HELP = "Diagnoses by code or words. The arrows choose while you type, and enter takes it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back"),
        Binding("down", "step(1)", "next", priority=True, show=False),
        Binding("up", "step(-1)", "before", priority=True, show=False),
    ]
    DEFAULT_CSS = f"""
    FindDiagnosis {{ {BOX} }}
    FindDiagnosis TextInput {{ background: $panel; margin: 0 1 1 1; }}
    FindDiagnosis Lines {{ height: 12; background: $surface; }}
    """

    def __init__(self, known: DiagnosisList) -> None:
        super().__init__()
        self.known = known

    def compose(self) -> ComposeResult:
        lines = Lines(Column(most=9), Column(share=1), Column(most=10), empty=EMPTY, titles=False)
        box = VerticalScroll(TextInput(hint="code or words"), lines)
        box.can_focus = False
        box.border_title = plain(f"Diagnosis · ICD-10-CM, {self.known.release}")
        box.border_subtitle = plain("esc back")
        yield box

    def on_mount(self) -> None:
        self.query_one(TextInput).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        found = self.known.search(event.value)
        self.query_one(Lines).put(
            [
                Line(d.code, (d.code, Cell(d.title, "" if d.billable else "quiet"), Cell(_kind(d.billable), "quiet")))
                for d in found
            ]
        )

    def on_lines_moved(self, event: Lines.Moved) -> None:
        found = self.known.find(event.key) if event.key else None
        chosen = "" if found is None else f" {found.code}" if found.billable else f" the codes under {found.code}"
        self.query_one(VerticalScroll).border_subtitle = plain(f"↑↓ go · enter{chosen} · esc back")

    def action_step(self, by: int) -> None:
        self.query_one(Lines).action_move(by)

    def on_input_submitted(self) -> None:
        self._choose(self.query_one(Lines).key)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self._choose(event.key)

    def on_key(self, event: events.Key) -> None:
        if event.key == "tab":  # there is one field to type in, and the arrows do the rest
            event.stop()
            event.prevent_default()

    def _choose(self, code: str) -> None:
        found = self.known.find(code) if code else None
        if found is not None and found.billable:
            self.dismiss(code)
        elif found is not None:
            self.query_one(TextInput).value = code


def _kind(billable: bool) -> str:
    return "" if billable else "category"
