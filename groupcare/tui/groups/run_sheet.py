"""The run sheet: one line a member, one key a mark; only what the group room may see."""

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import RecordError, session
from groupcare.queries.brief import brief
from groupcare.queries.run_sheet import RunSheet, SheetRow, run_sheet
from groupcare.rules.attendance import Looked
from groupcare.rules.safety import ConcernKind
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Choose
from groupcare.tui.groups import concern, forms, room
from groupcare.tui.groups.brief import brief_leaf
from groupcare.tui.groups.closing import ClosingPage, Covered
from groupcare.tui.groups.curtain import Curtain
from groupcare.tui.groups.legend import Legend
from groupcare.tui.groups.noting import NotingPage
from groupcare.tui.groups.papers import choose_paper, of_member, of_session
from groupcare.tui.groups.sheet import Sheet, columns
from groupcare.tui.groups.sheet_words import agenda_words, detail
from groupcare.tui.safe import plain

TICK = 15
"""Seconds between two looks at the clock."""
ROOMY = 32
"""On so many rows there is room for details and keys at once, and both are there from the start."""
LEGEND = (
    *("present", "late", "early", "excused", "absent", "held", "remote", "rest"),
    *("homework", "barrier", "check-in", "pain", "objective", "note", "took-part", "form"),
    *("concern", "idea", "again", "set", "hand-over", "chart"),
)
HELD = "■ kept from groups: a clinician decides"


def _key(key: str, action: str, words: str, name: str, tooltip: str, shown: str | None = None) -> Binding:
    return Binding(key, action, words, id=name, tooltip=tooltip, key_display=shown, show=False)


class RunSheetPage(NotingPage):
    """A session as it happens. What a second program marks appears within a second."""

    HELP = """A session as it happens. Every key is one fact about the member under the cursor, shown and saved at once,
    and ctrl+z takes it back. l and k take the minutes from the clock: digits typed right after set them instead. h and
    c wait for a digit (t is ten); H and C ask in turn for all that is missing, down skips one; B keeps what stood in
    the way; w takes the pain somebody wrote down, where the programme asks for it. By exception: o which objective of
    their plan they worked on, n a note, u how they took part; of these the sheet shows 2.1, … and u. q keeps that you
    have looked at item 9 of a PHQ-9 handed in, Q takes all in turn: no form leaves the room unseen. i keeps an idea or
    a resource without names, y what this member does again, in their own words. s sets homework for all, S for one
    member alone. x ticks the part of the agenda that is done, v shows all of it; what is left out stands in the next
    brief. f hands over: another facilitator signs in here, and all is theirs from then on. The room may look on: first
    names, no scores, and somebody held is a quiet ■. Only m leaves for a chart, where scores are. Left alone for two
    minutes the sheet hides behind its agenda; any key brings it back. What is needed of each member is Here and
    Homework, all else by exception. f9 closes the session once all are marked."""
    CSS_PATH = "run_sheet.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("p", "present", "present", "present", "Here, on time and to the end"),
        _key("l", "late", "late", "late", "Late by the clock, or the minutes typed next"),
        _key("k", "early", "early", "early", "Left early by the clock, or the minutes typed next"),
        _key("e", "mark('excused')", "excused", "excused", "Excused; before the start: told us ahead"),
        _key("a", "mark('absent')", "absent", "absent", "Absent without notice"),
        _key("d", "mark('held by us')", "held", "held", "Came, and was held by us; their place is kept"),
        _key("r", "remote", "remote", "remote", "Remote or not: asks where they are and their number"),
        _key("asterisk", "rest", "rest", "rest", "The unmarked are present, but never the held", "*"),
        _key("h", "ask('homework')", "homework", "homework", "Then one digit: days done; H asks all in turn", "h H"),
        _key("H", "in_turn('homework')", "all", "all-homework", "Homework that is missing, one after the other"),
        _key("B", "barrier", "barrier", "barrier", "What stood in the way of the homework"),
        _key("c", "ask('mood')", "mood", "check-in", "Check-in: mood 0 to 9, t is ten; enter for words; C all", "c C"),
        _key("C", "in_turn('mood')", "all", "all-check-in", "Check-ins that are missing, one after the other"),
        _key("w", "ask('pain')", "pain", "pain", "The pain they wrote down, 0 to 9, t is ten; W all in turn"),
        _key("W", "in_turn('pain')", "all", "all-pain", "Pain that is missing, one after the other"),
        _key("o", "objective", "objective", "objective", "Which objective of their plan they worked on"),
        _key("n", "note", "note", "note", "A note on this member; the sheet shows only …"),
        _key("u", "took_part", "took part", "took-part", "How they took part, where it is worth a word"),
        _key("q", "look_at_form", "form", "form", "Item 9 of the form they handed in: 0, or above; Q all in turn"),
        _key("Q", "forms_in_turn", "all", "all-forms", "Forms that nobody has looked at, one after the other"),
        _key("exclamation_mark", "concern", "concern", "concern", "Raise a concern about this member", "!"),
        _key("y", "again", "again", "again", "What they do again, in their own words: for plan and review"),
        _key("i", "idea", "idea", "idea", "An idea or a resource that helps, kept without names"),
        _key("s", "set_homework", "set homework", "set", "Homework until the next session, for all; S for one", "s S"),
        _key("S", "homework_for_one", "for one", "set-one", "Other homework for this member alone"),
        _key("f", "hand_over", "hand over", "hand-over", "Another facilitator signs in here and goes on"),
        _key("m", "chart", "chart", "chart", "The member's chart, with scores: not for the room to see"),
        _key("tab", "detail", "details", "detail", "More on the member under the cursor, and away again"),
        Binding("f9,ctrl+o", "close", "close", id="main", key_display="f9", tooltip="Close the session"),
        Binding("b", "brief", "brief", id="brief", tooltip="Before the session: who is new, away, held"),
        Binding("v", "agenda", "agenda", id="agenda", tooltip="Agenda to tick, phrases and precautions"),
        Binding("x", "part_done", "part done", id="part", tooltip="The part of the agenda that is on is done: next"),
        Binding("P", "papers", "papers", id="papers", tooltip="What can be printed: sign-in, handout, logs, notes"),
        Binding("ctrl+z", "undo_here", "undo", id="undo", tooltip="Undo my last act, named in the footer"),
    ]

    def __init__(self, session_id: str) -> None:
        super().__init__(session_id)
        self._covered = Covered()

    def body(self) -> Iterable[Widget]:
        yield Pane(
            Static(id="clock"),
            Sheet(empty="Nobody has a seat at this session yet.", id="sheet"),
            Static(id="prompt"),
            Static(id="detail"),
            Legend(*LEGEND, id="keys"),
            classes="body",
            id="run-sheet",
        )

    def on_mount(self) -> None:
        self.set_class(self.app.size.height >= ROOMY, "-detail")
        self.set_interval(TICK, self._show_clock)

    # --- what is shown ------------------------------------------------------------------------------------------

    def load(self) -> RunSheet:
        return run_sheet(self.who, self.session_id)

    def show(self, found: RunSheet) -> None:
        one = found.session
        titles = " and ".join(module.title for module in found.modules)
        name = f"{found.group.name} · session {one.number} of {found.of}" + (f" · {titles}" if titles else "")
        self.query_one("#run-sheet", Pane).name_it(name)
        lines = [self._line(row, number) for number, row in enumerate(found.rows, 1)]
        self._sheet.put(lines, columns(found, short=self._short))
        if self.focused is None:
            self._sheet.focus()
        self._show_around()

    def _show_around(self) -> None:
        """What stands around the sheet."""
        self._show_clock()
        self._show_prompt()
        row = self._here
        about = detail(row, self._person(row)) if row is not None else plain("")
        self.query_one("#detail", Static).update(about)
        words = [HELD] if any(row.held for row in self.found.rows) else []
        words.append("tab marking keys" if self._keys_away else "tab details")
        self.query_one("#run-sheet", Pane).border_subtitle = plain(" · ".join(words))

    @property
    def _keys_away(self) -> bool:
        """Whether the details stand in the place of the keys."""
        return self.has_class("-detail") and self.has_class("-tight")

    def _show_clock(self) -> None:
        if hasattr(self, "found"):
            self.query_one("#clock", Static).update(agenda_words(self.found, self.who.now(), short=self._short))

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < ROOMY, "-tight")
        if hasattr(self, "found"):
            self.show(self.found)

    def on_lines_moved(self) -> None:
        if hasattr(self, "found"):
            self._show_around()

    def curtain(self) -> Curtain | None:
        return Curtain(self.found) if hasattr(self, "found") else None

    # --- what opens over it -------------------------------------------------------------------------------------

    def on_lines_opened(self) -> None:
        self.add_class("-detail")
        self._show_around()

    def action_detail(self) -> None:
        self.toggle_class("-detail")
        self._show_around()

    def action_chart(self) -> None:
        if (row := self._chosen()) is not None:
            self.app.open_place("chart", row.client)

    def action_brief(self) -> None:
        names = {row.member: self._person(row) for row in self.found.rows}
        self.app.push_screen(brief_leaf(self.found, brief(self.who, self.found), lambda m: names.get(m, "")))

    def action_set_homework(self) -> None:
        self.app.push_screen(room.homework_dialog(self.found))

    @work(group="dialog", exclusive=True)
    async def action_papers(self) -> None:
        offers, row = [*of_session(self.found.session, in_room=True)], self._here
        if row is not None:
            offers += of_member(self.session_id, row.member, f"of {self._person(row)}")
        await choose_paper(self, "Papers of this session", offers)

    @work(group="asking")
    async def action_concern(self) -> None:
        row = self._chosen()
        if row is None:
            return
        name = self._person(row)
        chosen = await self.app.push_screen_wait(Choose(name, concern.kinds()))
        if chosen is None:
            return
        kind = ConcernKind(chosen)
        if await self.app.push_screen_wait(concern.dialog(self.found, row, name, kind)) is None:
            self._tell(f"{name}: nothing was raised.")
        else:
            await self.app.push_screen_wait(concern.call_leaf(self.found, self._row(row.member) or row, name, kind))

    @work(group="asking")
    async def action_look_at_form(self) -> None:
        """One key once the form is seen."""
        if (row := self._chosen()) is not None:
            await self._look(row)

    @work(group="asking")
    async def action_forms_in_turn(self) -> None:
        """Every form that is still to be looked at; going back ends it."""
        self._end_asking()
        waiting = [row.member for row in self.found.rows if self._has_form(row.member)]
        for member in waiting:
            if not self._has_form(member) or (row := self._row(member)) is None:
                continue
            self._sheet.go_to(member)
            if not await self._look(row, in_turn=True):
                return
        self._tell("That was everybody." if waiting else "No form is left to look at of those who are here.")

    def _has_form(self, member: str) -> bool:
        row = self._row(member)
        return row is not None and row.has_form

    async def _look(self, row: SheetRow, *, in_turn: bool = False) -> bool:
        """Ask what stands at the last item; above 0 shows at once whom to call. Gives whether to go on."""
        name = self._person(row)
        chosen = await self.app.push_screen_wait(forms.looked_choice(name, row.due, in_turn=in_turn))
        if chosen is None or chosen == forms.SKIP:
            return chosen is not None
        return await self.app.see_through(self._looked(row, Looked(chosen), name))

    async def _looked(self, row: SheetRow, looked: Looked, name: str) -> bool:
        """Kept, and above 0 whom to call; else why not. Whoever has gone on meanwhile is told. Gives whether it was
        kept, once whom to call has been read."""
        act = partial(session.look_at_form, session_id=self.session_id, member_id=row.member, looked=looked)
        try:
            await self.app.perform(act, forms.looked_words(name, looked))
        except RecordError as refused:
            if self.app.screen is self:
                self._tell(str(refused))
            else:
                self.app.tell(f"{name}: what you saw on the form is not saved. {refused}")
            return False
        if looked is Looked.above and self.app.screen is self:
            read = asyncio.Event()
            self.app.push_screen(forms.above_leaf(self.found, name, row), lambda _: read.set())
            await read.wait()
        elif looked is Looked.above:
            self.app.tell(f"{name}: phone now. {self.found.whom_to_call}")
        return True

    def action_close(self) -> None:
        self.app.push_screen(ClosingPage(self.session_id, self.stand_on, self._covered))

    def stand_on(self, member: str) -> None:
        """Put the cursor on a member: closing found them unmarked."""
        self._sheet.go_to(member)
