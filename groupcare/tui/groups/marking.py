"""Marks on the run sheet: shown in the same frame, saved in order, taken back with a sentence where refused."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from textual import work
from textual.widgets import Static

from groupcare.acts import RecordError, SignIn, session
from groupcare.queries.run_sheet import RunSheet, SheetRow
from groupcare.rules.attendance import Mark, Mode
from groupcare.rules.group import SessionStatus
from groupcare.tui.dialogs import Confirm
from groupcare.tui.groups import room
from groupcare.tui.groups.asking import Asking
from groupcare.tui.groups.room import Marked
from groupcare.tui.groups.sheet import Change, Pending, Sheet, line, marked
from groupcare.tui.groups.sheet_words import asking_words, counts
from groupcare.tui.lines import Line
from groupcare.tui.page import Page
from groupcare.tui.safe import plain

EARLY = timedelta(minutes=60)
"""A mark so long before the start asks whether the session shall begin now [P]."""
MOST = 3
"""Marks that were refused, told of by name under the sheet."""
MARK_WORDS = {Mark.excused: "excused", Mark.absent: "absent", Mark.held: "held by us"}


class MarkingPage(Page[RunSheet]):
    """What a mark needs of the page: the rows as they are marked, saved or not, and a line to say something on."""

    def __init__(self, session_id: str) -> None:
        super().__init__()
        self.session_id = session_id
        self._pending = Pending()
        self._asking: Asking | None = None
        self._told = ""
        self._unmarked: dict[str, str] = {}
        self._not_saved: dict[tuple[str, str], str] = {}
        """What was pressed and refused, by member and what it was about, until that is pressed again, or esc."""
        self._why = ""
        self._agreed = False

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action != "back" and (not hasattr(self, "found") or self.has_class("-refused")):
            return False
        if parameters == ("pain",):
            return self.found.asks_pain
        return super().allows(action, parameters)

    # --- rows ---------------------------------------------------------------------------------------------------

    @property
    def _sheet(self) -> Sheet:
        return self.query_one("#sheet", Sheet)

    @property
    def _short(self) -> bool:
        return self.size.width < 100

    @property
    def _here(self) -> SheetRow | None:
        """The row under the cursor."""
        return self._row(self._sheet.key)

    def _chosen(self) -> SheetRow | None:
        """The row under the cursor, to be marked now: what was asked before is over."""
        self._end_asking()
        return self._here

    def _end_asking(self) -> None:
        """The question is over; minutes or days typed so far are saved."""

    def _row(self, member: str) -> SheetRow | None:
        """A member's row as it is marked, saved or not."""
        row = next((row for row in self.found.rows if row.member == member), None) if hasattr(self, "found") else None
        return None if row is None else self._pending.shown(row)

    def _person(self, row: SheetRow) -> str:
        return self.named(row.name, row.client_number)

    def _line(self, row: SheetRow, number: int) -> Line:
        asking = self._asking if self._asking is not None and self._asking.member == row.member else None
        shown, name = self._pending.shown(row), self._person(row)
        return line(shown, number, name, short=self._short, pain=self.found.asks_pain, asking=asking)

    def _draw(self, member: str) -> None:
        """Draw one member's line anew: the quick way for a mark."""
        for number, row in enumerate(self.found.rows, 1):
            if row.member == member:
                self._sheet.put_line(self._line(row, number))
        self._show_prompt()

    def _show_around(self) -> None:
        """What stands around the sheet is drawn anew."""

    def _show_prompt(self) -> None:
        """What is waited for, else what was told, else who was left without minutes, else what is left to do."""
        prompt = self.query_one("#prompt", Static)
        if self._asking is not None and (row := self._row(self._asking.member)) is not None:
            prompt.update(plain(asking_words(self._asking, self._person(row)), "$accent"))
        elif self._told or self._unmarked or self._not_saved:
            said = self._told or " ".join(self._unmarked.values())
            prompt.update(plain(" ".join(filter(None, (self._refused_words(), said))), "bold"))
        else:
            prompt.update(plain(counts([self._pending.shown(row) for row in self.found.rows]), "$text-quiet"))

    def _refused_words(self) -> str:
        """A mark that was taken back is not lost in silence, whatever was pressed since."""
        marks = list(self._not_saved.values())
        more = f"; and {len(marks) - MOST}" if len(marks) > MOST else ""
        return f"Not saved: {'; '.join(marks[:MOST])}{more}. {self._why}" if marks else ""

    def _tell(self, sentence: str) -> None:
        """Say something under the sheet, until the next mark."""
        self._told = sentence
        self._show_prompt()

    # --- marks --------------------------------------------------------------------------------------------------

    def _keep(self, member: str, about: str, change: Change, act: Callable[[SignIn], object], said: str) -> None:
        """Show a mark at once, and have it saved; where it is refused, take it back, and say so until it is done."""
        token = self._pending.add(member, change)
        self._told = ""
        self._not_saved.pop((member, about), None)
        self._draw(member)

        async def save() -> None:
            refused = ""
            result: object = None
            try:
                result = await self.app.perform(act, said)
            except RecordError as error:
                refused = str(error)
            self._pending.take(token)
            if refused and self.app.screen is not self:
                self.app.tell(f"Not saved: {said}. {refused}")
            if refused:
                self._not_saved[member, about], self._why = said, refused
            if self.is_there:
                self._draw(member)
                if isinstance(result, tuple) and result[1]:
                    self._remark(member)

        self.app.run_worker(save(), group="acts")  # the program's own: leaving the sheet does not call it off

    def _remark(self, member: str) -> None:
        """The act has something to say of this person; the room need not read what."""
        row = self._row(member)
        if row is not None:
            self._tell(f"{self._person(row)}: see the alert list (g t).")

    def _amend(self, row: SheetRow, what: Mark | None, said: str, **details: object) -> None:
        """Mark a member, keeping all details that are not given."""
        if what is not None:
            self._unmarked.pop(row.member, None)
        about = "mark" if what is not None else next(iter(details), "")
        act = partial(_amended, session_id=self.session_id, member=row.member, what=what, details=details)

        def keep() -> None:
            self._keep(row.member, about, marked(self.found, self.who.now(), what, **details), act, said)

        if what is Mark.excused:  # told us ahead: that begins nothing
            keep()
        else:
            self._once_begun(keep)

    def _begins_early(self) -> bool:
        """Whether a mark would begin the session long before its time, and nobody has said yet that it shall."""
        found = self.found
        today = found.session.status is SessionStatus.planned and found.session.date == found.today
        return today and not self._agreed and self.who.now() < found.starts - EARLY

    def _once_begun(self, then: Callable[[], object]) -> None:
        """Do what begins the session; long before its time it is asked once whether to."""
        if not self._begins_early():
            then()
            return

        def answered(yes: bool | None) -> None:
            self._agreed = bool(yes)
            if yes:
                then()
            else:
                self._tell("Not begun, and nobody was marked.")

        self.app.push_screen(Confirm(self._early_words(), yes="begin it", no="not yet"), answered)

    def _early_words(self) -> str:
        return f"It begins at {self.found.session.start:%H:%M}. Begin it now?"

    def action_present(self) -> None:
        if (row := self._chosen()) is not None:
            self._amend(row, Mark.attended, f"marked {self._person(row)} present", late=0, left_early=0)

    def action_mark(self, what: str) -> None:
        if (row := self._chosen()) is not None:
            mark = Mark(what)
            self._amend(row, mark, f"marked {self._person(row)} {MARK_WORDS[mark]}")

    def action_remote(self) -> None:
        row = self._chosen()
        if row is None:
            return
        name = self._person(row)
        if row.attendance is not None and row.attendance.mode is Mode.remote:
            here = {"mode": Mode.in_person, "location": "", "phone": ""}
            self._amend(row, Mark.attended, f"marked {name} in person", **here)
        else:
            dialog = room.remote_dialog(self.found, row, name)
            self._once_begun(lambda: self.app.push_screen(dialog, self._after(row.member)))

    def _after(self, member: str) -> Callable[[Marked | None], None]:
        """What to do when a dialog that marked somebody is done."""

        def done(result: Marked | None) -> None:
            if result is not None and result[1]:
                self._remark(member)

        return done

    @work(group="asking")
    async def action_rest(self) -> None:
        self._end_asking()
        rows = [self._pending.shown(row) for row in self.found.rows]
        open_ = [row for row in rows if row.attendance is None and not row.held]
        held = ", ".join(self._person(row) for row in rows if row.attendance is None and row.held)
        if not open_:
            self._tell(f"Left: {held} ■, to be marked one by one." if held else "Nobody is left to mark.")
            return
        question = f"Present: {', '.join(map(self._person, open_))}?"
        question += f"\nLeft unmarked: {held} ■" if held else ""
        question += f"\n{self._early_words()}" if self._begins_early() else ""
        if await self.app.push_screen_wait(Confirm(question, yes=f"mark {len(open_)} present")):
            self._agreed = True
            self._mark_rest([row.member for row in open_])

    def _mark_rest(self, members: list[str]) -> None:
        tokens = [self._pending.add(m, marked(self.found, self.who.now(), Mark.attended)) for m in members]

        def refused(error: RecordError) -> None:
            self._not_saved["", "rest"], self._why = f"marked {len(members)} present", str(error)
            ended(error)

        def ended(_: object) -> None:
            for token in tokens:
                self._pending.take(token)
            self.show(self.found)

        self._told = ""
        self._not_saved.pop(("", "rest"), None)
        self.show(self.found)
        self.do(
            lambda who: session.mark_present(who, self.session_id, members),
            lambda done: f"marked {len(done)} present",
            then=ended,
            refused=refused,
        )


def _amended(who: SignIn, *, session_id: str, member: str, what: Mark | None, details: dict[str, Any]) -> Marked:
    return session.amend(who, session_id, member, what, **details)
