"""What ctrl+p finds: clients, groups and sessions by name, and every key of the page one is on."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, OptionList

from groupcare.tui.chrome import MODES, key_of
from groupcare.tui.modal import ClosesItself
from groupcare.tui.page import Page
from groupcare.tui.safe import joined, plain
from groupcare.tui.theme import THEMES

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp


class Palette(CommandPalette, ClosesItself[Any]):
    """Where one types what to find. A choice made twice quickly is one choice."""

    def __init__(self) -> None:
        # Without an id: one that is just closing would not let another of its id be opened.
        super().__init__(placeholder="A person, a group, a session, or what to do")

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    @on(Button.Pressed)
    def choose_once(self, event: Message) -> None:
        """Nothing is chosen any more in a palette that has closed."""
        if self.app.screen is not self:
            event.stop().prevent_default()


class FindProvider(Provider):
    """People, groups and sessions of the record, as far as this person may see them."""

    async def startup(self) -> None:
        self._index = self._app.index()

    @property
    def _app(self) -> "GroupCareApp":
        return self.app  # type: ignore[return-value]

    async def search(self, query: str) -> Hits:
        """Those that fit, the best first."""
        for place, found in enumerate(self._index.find(query, 20)):
            title = found.title
            if self._app.names_hidden and found.kind == "client":
                title = self._app.named(found.title, found.number)
            yield Hit(
                1 - place / 100,
                joined(title, (f"  {found.detail}", "$text-quiet")),
                partial(self._app.open_place, found.kind, found.id),
                text=title,
            )


class KeysProvider(Provider):
    """What can be done on this page now, the modes, and the themes."""

    def _commands(self) -> list[tuple[str, str, Callable[[], Any]]]:
        app: GroupCareApp = self.app  # type: ignore[assignment]
        found: list[tuple[str, str, Callable[[], Any]]] = []
        page = self.screen
        if isinstance(page, Page):
            for active in page.active_bindings.values():
                binding = active.binding
                if binding.id and active.enabled and binding.id not in ("palette", "undo"):
                    words = binding.tooltip or binding.description
                    run = partial(app.run_action, binding.action, active.node)
                    found.append((words, key_of(binding), run))
        found += [(f"Go to {name}", f"g {letter}", partial(app.action_go_to, m)) for m, (letter, name) in MODES.items()]
        found += [(f"Theme: {name}", "", partial(app.set_theme, theme)) for theme, name in THEMES.items()]
        found.append(("Leave the program", "ctrl+q", app.action_quit))
        return found

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for words, key, run in self._commands():
            yield DiscoveryHit(_shown(words, key), run, text=words)

    async def search(self, query: str) -> Hits:
        """What has these letters."""
        matcher = self.matcher(query)
        for words, key, run in self._commands():
            if (score := matcher.match(words)) > 0:
                yield Hit(score, _shown(words, key), run, text=words)


def _shown(words: str, key: str) -> Content:
    return joined(plain(words), (f"  {key}", "$text-quiet")) if key else plain(words)
