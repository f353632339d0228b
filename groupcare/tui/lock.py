"""The lock: covers everything until the person's passphrase is given. Nothing reaches over it but leaving."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from groupcare.acts import RecordError
from groupcare.tui.modal import Cover
from groupcare.tui.safe import plain


class LockScreen(Cover):
    """A clinic without passphrases opens at any key."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    LockScreen { align: center middle; background: $background; }
    LockScreen Vertical { width: 56; height: auto; border: round $border-blurred; padding: 1 2; }
    LockScreen Input { margin-top: 1; }
    LockScreen #wrong { color: $warning; height: auto; }
    """

    def compose(self) -> ComposeResult:
        self.open_to_all = self.app.who.opened.slot is None
        name = self.app.who.staff.name
        words = "Locked. Any key opens it." if self.open_to_all else f"Locked. {name}, give your passphrase."
        yield Vertical(
            Static(plain(words)),
            *([] if self.open_to_all else [Input(password=True, id="passphrase")]),
            Static(id="wrong"),
        )

    def on_key(self, event: events.Key) -> None:
        if self.open_to_all and event.key != "ctrl+q":
            event.stop()
            event.prevent_default()
            self.app.unlocked()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        typed = event.value
        event.input.value = ""
        if not typed:
            return
        try:
            right = await self.app.writing(lambda: self.app.writer.opened.is_passphrase(typed))
        except RecordError as refused:
            self.query_one("#wrong", Static).update(plain(str(refused)))
            return
        if right:
            self.app.unlocked()
        else:
            self.query_one("#wrong", Static).update(plain("That is not your passphrase. Nothing was opened."))
