"""`Modal`: what lies over a page until it has an answer.

Keys that were pressed quickly may still be on their way to a dialog that has just closed. Textual's `dismiss` closes
whatever is on top, which by then would be the page beneath: here only the screen on top closes, and once.
"""

from typing import TYPE_CHECKING, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

from groupcare.tui.fault import Unshaken

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp

T = TypeVar("T")


class ClosesItself(Unshaken, Screen[T]):
    """A screen that closes itself and nothing else."""

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with this answer, if it is still the one on top, and not the first of its mode."""
        if self.app.screen is not self or len(self.app.screen_stack) < 2:
            return AwaitComplete()
        return super().dismiss(result)


class Modal(ClosesItself[T], ModalScreen[T]):
    """A dialog."""


class Cover(Modal[None]):
    """Covers the whole program: no key but that for leaving reaches over it, and nothing is told on top of it."""

    app: "GroupCareApp"
