"""The frame of every page: header and footer of one line each, and panes with their title above and keys below."""

from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from groupcare.tui.lines import Lines
from groupcare.tui.safe import cut, joined, plain

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp

MODES = {
    "today": ("t", "Today"),
    "referrals": ("r", "Referrals"),
    "groups": ("g", "Groups"),
    "members": ("m", "Members"),
    "homework": ("h", "Homework"),
    "reports": ("p", "Reports"),
}
"""Every mode with its letter after `g`, and its name."""


class Header(Widget):
    """Where one is, what is urgent, who is signed in, and the time. A click on a mode goes there."""

    DEFAULT_CSS = """
    Header { dock: top; height: 1; background: $panel; color: $foreground; }
    """
    app: "GroupCareApp"

    def on_mount(self) -> None:
        self.set_interval(15, self.refresh)

    def render(self) -> Content:
        for all_modes, role in ((True, True), (True, False), (False, False)):
            start, end = self._left(all_modes), self._right(role)
            space = self.size.width - start.cell_length - end.cell_length
            if space >= 2:
                break
        return Content("").join([start, Content(" " * max(1, space)), end])

    def _left(self, all_modes: bool) -> Content:
        parts: list[Content] = [plain(" GroupCare", "bold $primary")]
        self._places: list[tuple[int, int, str]] = []
        x = len(" GroupCare")
        for mode, (_, name) in MODES.items():
            here = mode == self.app.current_mode
            if here or all_modes:
                self._places.append((x + 2, x + 2 + len(name), mode))
                parts.append(joined("  ", (name, "bold reverse" if here and all_modes else "bold" if here else "")))
                x += 2 + len(name)
        return Content("").join(parts)

    def _right(self, role: bool) -> Content:
        app = self.app
        alerts = f"‼ {app.alerts_waiting}   " if app.alerts_waiting else ""
        return joined((alerts, "bold $error"), app.person_line(short=not role), "   ", app.clock_line(), " ")

    def on_click(self, event: events.Click) -> None:
        for left, right, mode in self._places:
            if left <= event.x < right:
                self.app.action_go_to(mode)


SAID_SECONDS = 3.0
"""How long the footer says what was just saved."""


class Footer(Widget):
    """What was just saved, for a moment; else what the keys do here."""

    DEFAULT_CSS = """
    Footer { dock: bottom; height: 1; background: $panel; color: $foreground; }
    """
    said: reactive[str] = reactive("")
    _saying: Timer | None = None
    app: "GroupCareApp"

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def say(self, text: str) -> None:
        """Show this for three seconds, unless something else is said meanwhile."""
        if self._saying is not None:
            self._saying.stop()
        self.said = text
        self._saying = self.set_timer(SAID_SECONDS, self.end)

    def end(self) -> None:
        """Show the keys again."""
        self.said = ""

    def render(self) -> Content:
        width = self.size.width - 2
        if self.said:
            return joined((f" {cut(self.said, width)}", "bold $success"))
        always, others = self._keys()
        room = width - sum(map(_cells, always))
        shown: list[tuple[str, str]] = []
        for pair in others:
            if (room := room - _cells(pair)) < 0:
                break
            shown.append(pair)
        parts = [joined((f" {key}", "bold $footer-key-foreground"), f" {words}  ") for key, words in (*shown, *always)]
        return Content("").join(parts)

    def _keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """What is said always, undo and help; and what the other keys do here, as far as there is room."""
        always: dict[str, tuple[str, str]] = {}
        others: dict[str, tuple[str, str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled:
                words = cut(self.app.undo_words(), UNDO_CELLS) if binding.id == "undo" else binding.description
                if words:
                    (always if binding.id in ("undo", "help") else others)[binding.action] = (key_of(binding), words)
        return list(always.values()), list(others.values())


UNDO_CELLS = 36
"""Cells for the name of what undo would undo."""


def _cells(pair: tuple[str, str]) -> int:
    return cell_len(pair[0]) + cell_len(pair[1]) + 4


KEYS = {"escape": "esc", "slash": "/", "question_mark": "?", "exclamation_mark": "!", "asterisk": "*", "tab": "tab"}


def key_of(binding: Binding) -> str:
    """A binding's key as people write it: the first where there are several."""
    if binding.key_display:
        return binding.key_display
    key = binding.key.split(",")[0].strip()
    return KEYS.get(key, key)


class Pane(Vertical):
    """A bordered part of a page: its title above, the keys of what is in it below (by the ids of their bindings)."""

    DEFAULT_CSS = """
    Pane {
        border: round $border-blurred; padding: 0; height: 1fr; background: $background;
        border-title-color: $foreground; border-title-style: bold; border-subtitle-color: $text-quiet;
        &:focus-within { border: round $border; }
    }
    """

    def __init__(
        self, *children: Widget, title: str = "", keys: tuple[str, ...] = (), id: str | None = None, classes: str = ""
    ) -> None:
        super().__init__(*children, id=id, classes=classes)
        self.title, self.keys = title, keys
        self._filter = ""

    def on_mount(self) -> None:
        self.name_it(self.title)
        if self.keys:
            self.screen.bindings_updated_signal.subscribe(self, lambda _: self.show_keys())
            self.show_keys()

    def name_it(self, title: str) -> None:
        """Give it a title; a filter at work within stands behind it."""
        self.title = title
        self.border_title = plain(f"{title}  {self._filter}" if self._filter else title)

    def show_keys(self) -> None:
        """Say in the lower border what the keys do, as far as they do anything now and there is room: ? has all."""
        known = bindings_by_id(self)
        words = ""
        for name in self.keys:
            binding = known.get(name)
            if binding is None:
                continue
            more = " · ".join(filter(None, (words, f"{key_of(binding)} {binding.description}")))
            if self._room and cell_len(more) > self._room:
                break
            words = more
        self.border_subtitle = plain(words)

    @property
    def _room(self) -> int:
        """Cells for words in a border, 0 while nothing is laid out: two corners, a line and a blank beside each."""
        return max(0, self.outer_size.width - 6)

    def on_resize(self) -> None:
        if self.keys:
            self.show_keys()

    def on_lines_filtered(self, event: Lines.Filtered) -> None:
        self._filter = event.lines.filter_words
        self.name_it(self.title)


def bindings_by_id(pane: Widget) -> dict[str, Binding]:
    """The bindings of a page and of what stands in a pane, by id, without those that do nothing now."""
    found: dict[str, Binding] = {}
    nodes: list[Any] = [pane.screen, pane, *pane.query("*")]
    for node in nodes:
        for bindings in node._bindings.key_to_bindings.values():
            for binding in bindings:
                if binding.id and binding.id not in found and node.check_action(*_parsed(binding.action)) is not False:
                    found[binding.id] = binding
    return found


def _parsed(action: str) -> tuple[str, tuple[object, ...]]:
    from textual.actions import parse

    _, name, parameters = parse(action)
    return name, parameters


class TooSmall(Widget):
    """Shown alone on a terminal that is too small, saying what size is needed."""

    DEFAULT_CSS = "TooSmall { display: none; height: 1fr; content-align: center middle; }"
    WIDTH: ClassVar[int] = 60
    HEIGHT: ClassVar[int] = 20

    def render(self) -> Content:
        size = self.app.size
        return plain(f"GroupCare needs {self.WIDTH} × {self.HEIGHT}; this is {size.width} × {size.height}.")


def frame(*body: Widget) -> ComposeResult:
    """A page's widgets: the header, the body, the footer."""
    yield Header()
    yield from body
    yield TooSmall()
    yield Footer()
