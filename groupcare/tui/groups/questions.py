"""Keys of the run sheet that wait for digits: minutes, days done, mood; for one member, or for all in turn."""

from collections.abc import Callable
from typing import ClassVar

from msgspec import structs
from textual import work
from textual.binding import Binding, BindingType
from textual.timer import Timer

from groupcare.acts import SignIn, homework
from groupcare.queries.run_sheet import SheetRow
from groupcare.rules.attendance import Mark
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.tui.groups import room
from groupcare.tui.groups.asking import CHECK_IN, MINUTES_WAIT, Asked, Asking
from groupcare.tui.groups.marking import MarkingPage
from groupcare.tui.groups.sheet import practised

ONE_DIGIT = 9
MOST_DAYS = 28
NOT_HERE = (Mark.absent, Mark.excused, Mark.held)


class AskingPage(MarkingPage):
    """One question at a time. Any key that is no answer ends it, saves what was typed, and does what it always does.

    Answers are bindings like all other keys, so that keys pressed quickly are taken in the order they were pressed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(char, f"answer('{char}')", "answer", show=False) for char in "0123456789t"),
    ]

    def __init__(self, session_id: str) -> None:
        super().__init__(session_id)
        self._timer: Timer | None = None

    # --- minutes ------------------------------------------------------------------------------------------------

    def action_late(self) -> None:
        self._by_clock(Asked.late, self.found.late_by(self.who.now()))

    def action_early(self) -> None:
        self._by_clock(Asked.early, self.found.early_by(self.who.now()))

    def _by_clock(self, what: Asked, minutes: int | None) -> None:
        """Mark by the clock at once, and wait for digits a little; without a clock to go by, wait for them."""
        if (row := self._chosen()) is None:
            return
        if minutes is not None:
            self._minutes(row, what, minutes)
        self._ask(Asking(what, row.member, self.found.session.minutes - 1, by_clock=minutes))

    def _minutes(self, row: SheetRow, what: Asked, minutes: int) -> None:
        field, words = ("late", "late") if what is Asked.late else ("left_early", "left early")
        said = f"{words}, {minutes} min" if minutes else "present"
        self._amend(row, Mark.attended, f"marked {self._person(row)} {said}", **{field: minutes})

    # --- asking -------------------------------------------------------------------------------------------------

    def _ask(self, asking: Asking) -> None:
        self._asking, self._told = asking, ""
        if asking.column == "here":
            self._unmarked.pop(asking.member, None)
        if asking.by_clock is not None:
            self._wait()
        self._draw(asking.member)

    def _wait(self) -> None:
        self._stop_waiting()
        self._timer = self.set_timer(MINUTES_WAIT, self._end_asking)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def action_ask(self, what: str, in_turn: bool = False) -> None:
        row, asked = self._chosen(), Asked(what)
        if row is None:
            return
        if asked is Asked.homework and row.asked is None:
            self._tell(f"No homework was set for {self._person(row)} at the session before.")
        elif asked in CHECK_IN and row.here in NOT_HERE:
            self._tell(f"{self._person(row)} is marked as not here; a check-in is for those who are.")
        elif asked is Asked.homework and row.asked is not None:
            most = ONE_DIGIT if row.asked.days_set <= ONE_DIGIT else MOST_DAYS
            self._ask(Asking(asked, row.member, most, in_turn))
        else:
            self._ask(Asking(asked, row.member, 10, in_turn))

    def action_in_turn(self, what: str) -> None:
        """From the first member whose answer is missing on."""
        asked = Asked(what)
        self._end_asking()
        if self._go_on(asked, -1):
            self.action_ask(what, in_turn=True)
        else:
            self._tell(f"Nobody’s {what} is missing." + (" h changes one." if asked is Asked.homework else ""))

    def _missing(self, member: str, what: Asked) -> bool:
        row = self._row(member)
        if row is None:
            return False
        if what is Asked.homework:
            return row.asked is not None and row.asked.practice is None
        here = row.here is Mark.attended or (row.here is None and not row.held)
        return here and (row.attendance is None or getattr(row.attendance, what) is None)

    def _go_on(self, what: Asked, after: int) -> bool:
        """Put the cursor on the first member after that place whose answer is missing."""
        return any(
            self._missing(member, what) and self._sheet.go_to(member) for member in self._sheet.keys[after + 1 :]
        )

    # --- answering ----------------------------------------------------------------------------------------------

    def action_answer(self, char: str) -> None:
        asking = self._asking
        if asking is None or not asking.takes(char):
            return
        if asking.member != self._sheet.key:
            self._end_asking()
            return
        asking.add(char)
        self._answer(asking)

    def action_open_here(self) -> None:
        """Words for who was just asked for a mood; another question is only ended; without one, the details."""
        asking = self._asking
        self._end_asking()
        if asking is None:
            self._sheet.action_open()
        elif asking.what is Asked.mood:
            self._words(asking.member)

    def action_next(self) -> None:
        """One line down; where all are asked in turn, on to the next who is missing."""
        if self._asking is not None and self._asking.in_turn:
            self._next_in_turn(self._asking)
        else:
            self._end_asking()
            self._sheet.action_move(1)

    def action_back(self) -> None:
        if self._asking is not None:
            member = self._asking.member
            self._end_asking()
            self._unmarked.pop(member, None)
        elif self._unmarked or self._not_saved:
            self._unmarked.clear()
            self._not_saved.clear()
            self._tell("")
        else:
            super().action_back()

    def action_undo_here(self) -> None:
        """What is half typed is an act, too: it is the first to be undone."""
        self._end_asking()
        self.app.action_undo()

    def on_lines_moved(self) -> None:
        """Whoever goes to another member is done with the question."""
        if self._asking is not None and self._asking.member != self._sheet.key:
            self._end_asking()

    def on_screen_suspend(self) -> None:
        self._end_asking()

    def _answer(self, asking: Asking) -> None:
        if not asking.one_key:
            self._wait()
            self._draw(asking.member)
            return
        self._asking = None
        self._save_answer(asking)
        if asking.in_turn:
            self._next_in_turn(asking)

    def _next_in_turn(self, asking: Asking) -> None:
        self._end_asking()
        keys = self._sheet.keys
        if asking.member in keys and self._go_on(asking.what, keys.index(asking.member)):
            self.action_ask(str(asking.what), in_turn=True)
        else:
            self._tell("That was everybody.")

    def _end_asking(self) -> None:
        asking, self._asking = self._asking, None
        self._stop_waiting()
        if asking is None:
            return
        if not asking.one_key and asking.answer is not None:
            self._save_answer(asking)
        elif asking.column == "here" and asking.by_clock is None:
            self._told = "Not marked: the clock tells nothing now, and no minutes were typed."
            self._leave_unmarked(asking)
        self._draw(asking.member)

    def _leave_unmarked(self, asking: Asking) -> None:
        """Said until they are marked, or esc: whatever is done next, a mark that was begun is not lost in silence."""
        row, key = self._row(asking.member), "l" if asking.what is Asked.late else "k"
        if row is not None:
            word = "late" if asking.what is Asked.late else "left early"
            self._unmarked[row.member] = (
                f"{self._person(row)}: not marked {word}, no minutes typed ({key}, then digits)."
            )

    def _save_answer(self, asking: Asking) -> None:
        row, answer = self._row(asking.member), asking.answer
        if row is None or answer is None:
            return
        name = self._person(row)
        if asking.what is Asked.mood:
            said = f"marked {name} present, mood {answer}" if row.here is None else f"kept {name}’s mood, {answer}"
            self._amend(row, None, said, mood=answer)
        elif asking.what is Asked.pain:
            self._amend(row, None, f"kept the pain that {name} wrote down", pain=answer)
        elif asking.what is Asked.homework:
            self._hand_in(row, answer)
        elif answer != asking.by_clock:
            self._minutes(row, asking.what, answer)

    def _hand_in(self, row: SheetRow, days: int) -> None:
        """Handed in at this session, on its day; what a log says besides the days stays."""
        if row.asked is None:
            return
        on = max(row.asked.set_on, min(self.found.session.date, self.who.today()))
        log = row.asked.practice or Practice(days=days, on=on, while_absent=row.here in NOT_HERE)
        log = structs.replace(log, days=days)
        said = f"kept {self._person(row)}’s homework, {days} of {row.asked.days_set} days"
        self._keep(row.member, "homework", practised(log), _handed_in(row.asked.id, log, "days"), said)
        if days < row.asked.days_set and log.barrier is None:
            self._tell(f"{self._person(row)}: {days} of {row.asked.days_set} days. B keeps what stood in the way.")

    @work(group="asking")
    async def action_barrier(self) -> None:
        """What stood in the way of the homework that is handed in."""
        row = self._chosen()
        if row is None:
            return
        name = self._person(row)
        if row.asked is None:
            self._tell(f"No homework was set for {name} at the session before.")
        elif row.asked.practice is None:
            self._tell(f"{name}: first h and the days done, 0 for none; then what stood in the way.")
        else:
            chosen = await self.app.push_screen_wait(room.barrier_choice(row.asked.practice, name))
            if chosen is not None:
                self._keep_barrier(row.member, None if chosen == room.NO_BARRIER else Barrier(chosen))

    def _keep_barrier(self, member: str, barrier: Barrier | None) -> None:
        row = self._row(member)
        if row is None or row.asked is None or row.asked.practice is None:
            return
        log = structs.replace(row.asked.practice, barrier=barrier)
        name = self._person(row)
        said = f"kept {name}’s barrier, {barrier}" if barrier is not None else f"took {name}’s barrier away"
        self._keep(member, "barrier", practised(log), _handed_in(row.asked.id, log, "barrier"), said)

    def _words(self, member: str) -> None:
        row = self._row(member)
        if row is not None:
            dialog = room.check_in_dialog(self.found, row, self._person(row))
            self._once_begun(lambda: self.app.push_screen(dialog, self._after(member)))

    def keep_draft_now(self) -> None:
        """Leaving the program saves what is half typed."""
        self._end_asking()


def _handed_in(homework_id: str, log: Practice, *only: str) -> Callable[[SignIn], Homework]:
    return lambda who: homework.hand_in(who, homework_id, log, only=only)
