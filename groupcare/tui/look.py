"""Straight into a clinic that is open already: the fictitious one."""

from typing import TYPE_CHECKING

from textual.screen import Screen

from groupcare.acts import SignIn

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp


class LookAround(Screen[None]):
    """Nothing to see: it goes on at once."""

    app: "GroupCareApp"

    def __init__(self, who: SignIn, first: str = "today") -> None:
        super().__init__()
        self.who, self.first = who, first

    def on_mount(self) -> None:
        self.app.enter(self.who, self.first)
