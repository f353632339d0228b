"""Keys are taken one after the other, each where the one before has led.

Textual hands a key to what is on the screen when it comes in, while the key before may still be on its way through the
widgets: typed quickly, or while the program was busy, `g` and `p` would go to Reports or mark somebody present. Here a
key waits until the one before has been taken by whatever it was for, and until the page that this opened is there. The
same key once more is a key pressed too long: it does nothing on a page that it has opened.
"""

from collections import deque
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import Worker

LONGEST = 0.5
"""Seconds after which the next key is taken all the same."""
LOOK_AGAIN = 0.001
ASKING = frozenset({"dialog", "asking", "export", "default"})
"""Groups of workers that a key begins and that may open a dialog."""

Typed = events.Key | events.Paste


class TypeAhead(App[int]):
    """Holds back what is typed ahead."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead: deque[Typed] = deque()
        self._taking: Typed | None = None
        self._until = 0.0
        self._on: Screen[Any] | None = None
        self._at_work: set[Worker[Any]] = set()

    @property
    def is_taking_keys(self) -> bool:
        """Whether something that was typed has not been taken yet."""
        return self._taking is not None

    def is_ready(self, screen: Screen[Any]) -> bool:
        """Whether keys may go to that screen."""
        return screen.is_mounted

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, Typed) and not self.screen_stack:
            return  # the program has ended under it
        if not isinstance(event, Typed) or event.is_forwarded:
            await super().on_event(event)
        elif self._taking is None:
            await self._take(event)
        else:
            self._ahead.append(event)

    async def _take(self, event: Typed) -> None:
        if not self.screen_stack:
            return
        self._taking, self._until = event, monotonic() + LONGEST
        self._on, self._at_work = self.screen, set(self.workers)
        target = self._on.focused or self._on
        await super().on_event(event)
        self.set_timer(LONGEST, lambda: self._taken(event))
        if event.is_forwarded:
            self._follow(event, target)
        else:
            self._taken(event)

    def _follow(self, event: Typed, node: MessagePump) -> None:
        """Behind the key through the queue of each widget that it bubbles up to, until one takes it or the last did."""

        def passed() -> None:
            if event._stop_propagation or node is self or node._parent is None:
                self._taken(event)
            else:
                self._follow(event, node._parent)

        if not node.call_later(passed):
            self._taken(event)

    def _taken(self, event: Typed) -> None:
        if event is not self._taking:
            return  # it took too long, and others have come since
        if self._is_busy() and monotonic() < self._until:
            self.set_timer(LOOK_AGAIN, lambda: self._taken(event))
            return
        if self.screen_stack and self.screen is not self._on:
            while self._ahead and _key(self._ahead[0]) == _key(event) is not None:
                self._ahead.popleft()
        if not self._ahead:
            self._taking = None
        elif self.call_later(self._take, following := self._ahead.popleft()):
            self._taking = following
        else:
            self._taking = None

    def _is_busy(self) -> bool:
        """Whether what the key has set going, such as a page that opens or the next field, is still under way."""
        if not self.screen_stack:
            return False
        if not self.is_ready(self.screen) or self._is_about_to_ask():
            return True
        nodes = (self, *self.screen.walk_children(with_self=True))
        return bool(self._ahead) and any(node.message_queue_size for node in nodes)

    def _is_about_to_ask(self) -> bool:
        """Whether the key has begun something of its page that may open a dialog, and has not yet."""
        begun = (w for w in self.workers if w not in self._at_work and w.group in ASKING and not w.is_finished)
        return self.screen is self._on and any(worker.node is self._on for worker in begun)


def _key(event: Typed) -> str | None:
    return event.key if isinstance(event, events.Key) else None
