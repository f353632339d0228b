"""`Modal`: what lies over a page until it has an answer.

Keys that were pressed quickly may still be on their way to a dialog that has just closed. Textual's `dismiss` closes
whatever is on top, which by then would be the page beneath: here only the screen on top closes, and once.
"""

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

T = TypeVar("T")


class Modal(ModalScreen[T]):
    """A dialog that closes itself and nothing else."""

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with this answer, if it is still the one on top."""
        if self.app.screen is not self:
            return AwaitComplete()
        return super().dismiss(result)
