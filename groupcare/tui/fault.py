"""When the program itself fails: what is kept about it. Never a value, for values may be health data."""

import asyncio
import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from textual.css.query import NoMatches
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.worker import WorkerFailed

from groupcare import __version__


def came_while_leaving(error: BaseException) -> bool:
    """Whether a message only reached a page that was being taken down: its widgets are gone, nobody looks at it."""
    if isinstance(error, WorkerFailed):
        error = error.error
    if not isinstance(error, NoMatches):
        return False
    nodes = [frame.f_locals.get("self") for frame, _ in traceback.walk_tb(error.__traceback__)]
    return any(isinstance(node, Widget) and is_leaving(node) for node in nodes)


class Unshaken(MessagePump):
    """Goes on after what ends Textual's loop of messages, and with it all that is shown: a message that reached a page
    being taken down, and something waited for that was taken away, such as the work of a page that has closed."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except NoMatches as error:
            if not came_while_leaving(error):
                raise

    async def _process_messages_loop(self) -> None:
        while True:
            try:
                return await super()._process_messages_loop()
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is None or task.cancelling():  # this loop itself is to end
                    raise


def is_leaving(node: Widget) -> bool:
    """Whether it, or what it stands in, is being taken down."""
    return node._pruning or node._closing or not node.is_attached or any(n._pruning for n in node.ancestors)


def keep_fault(error: BaseException | None, folder: Path | None) -> str:
    """Write where it happened, without any value, readable by the owner only. Gives the file's path, or nothing."""
    if error is None or folder is None:
        return ""
    frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    text = "\n".join([f"GroupCare {__version__}", type(error).__qualname__, *frames, ""])
    path = folder / f"fault-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.txt"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as out:
            out.write(text)
    except OSError:
        return ""
    return str(path)
