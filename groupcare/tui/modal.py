"""`Modal`: what lies over a page until it has an answer.

Keys that were pressed quickly may still be on their way to a dialog that has just closed. Textual's `dismiss` closes
whatever is on top, which by then would be the page beneath: here only the screen on top closes, and once.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
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
    """A dialog. `HELP` says what it is for; ? shows that with its keys, within a field f1 does."""

    HELP: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "app.help", "help", show=False),
        Binding("f10,ctrl+l", "app.lock", "lock", show=False),
    ]

    def keys_here(self) -> Iterator[tuple[Binding, str]]:
        """Its own keys that do something now, each with what it does; a dialog with more to say adds it."""
        for active in self.active_bindings.values():
            is_own = active.node is self and not active.binding.action.startswith(("app.", "screen."))
            if is_own and active.enabled:
                yield active.binding, active.binding.tooltip or active.binding.description


class Cover(Modal[None]):
    """Covers the whole program: no key but that for leaving reaches over it, and nothing is told on top of it."""

    app: "GroupCareApp"
