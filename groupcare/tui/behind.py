"""What is written behind the screen and nobody waits for: drafts, and who looked at whose chart.

Where another program is writing, or the disk is full, it is held here and tried again until the record has it. What was
typed is given back from here meanwhile, so that a form that is opened again finds it at once.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from itertools import count

from groupcare.acts import RecordError, SignIn, access, drafts

AGAIN_SECONDS = 5.0
"""After so long what could not be written is tried again."""

Writing = Callable[[Callable[[], None]], "asyncio.Future[None]"]


class Behind:
    """One person's: `who` reads what they left before, `writing` has something done where they write, as `writer`."""

    def __init__(self, who: SignIn, writer: SignIn, writing: Writing) -> None:
        self._who, self._writer, self._writing = who, writer, writing
        self._open: dict[object, Callable[[SignIn], None]] = {}
        """What the record does not have yet; of a form, the newest only."""
        self._typed: dict[str, dict[str, str]] = {}
        self._views = count()
        self._timer: asyncio.TimerHandle | None = None
        self._why = ""

    @property
    def refusal(self) -> str:
        """Why something is not in the record yet, as a sentence; empty where everything is, or is on its way."""
        return self._why if self._open else ""

    def keep_draft(self, form: str, fields: dict[str, str]) -> None:
        """Keep what stands in a form now, over what was kept of it before; nothing of an empty one."""
        self._typed[form] = fields
        self._put(form, partial(drafts.keep_draft, form=form, fields=fields))

    def forget_draft(self, form: str) -> None:
        """What stood in it was saved, or given up."""
        self._typed[form] = {}
        self._put(form, partial(drafts.forget_draft, form=form))

    def draft(self, form: str) -> dict[str, str] | None:
        """What was left in that form by field, or None."""
        if form in self._open:
            held = self._typed[form]
            return held if any(value.strip() for value in held.values()) else None
        left = drafts.draft(self._who, form)
        return left.fields if left is not None else None

    def note_view(self, what: str, client: str) -> None:
        """Note in the access log that this person looks at `what` of a client, by id."""
        self._put(next(self._views), partial(access.note, what=what, client=client))

    def again(self) -> None:
        """Try at once what is not written yet."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for key, work in list(self._open.items()):
            self._write(key, work)

    # --- writing ------------------------------------------------------------------------------------------------

    def _put(self, key: object, work: Callable[[SignIn], None]) -> None:
        self._open[key] = work
        self._write(key, work)

    def _write(self, key: object, work: Callable[[SignIn], None]) -> None:
        self._writing(partial(work, self._writer)).add_done_callback(partial(self._written, key, work))

    def _written(self, key: object, work: Callable[[SignIn], None], done: "asyncio.Future[None]") -> None:
        if done.cancelled():
            return
        error = done.exception()
        if isinstance(error, RecordError):
            self._why = str(error)
            if self._timer is None:
                self._timer = asyncio.get_running_loop().call_later(AGAIN_SECONDS, self.again)
        elif self._open.get(key) is work:  # else something newer is on its way
            del self._open[key]
