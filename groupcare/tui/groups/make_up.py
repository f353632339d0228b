"""Where a member can have a module that they missed: sessions of other groups, or alone with somebody."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import SignIn, make_ups
from groupcare.queries.make_ups import MakeUpChoices, Opening, make_up_choices, where_words
from groupcare.rules.group import MOST_FOR_90853
from groupcare.rules.make_up import MakeUp
from groupcare.rules.words import count, day, span
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Confirm, FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.members.place_dialogs import read
from groupcare.tui.page import Page
from groupcare.tui.safe import plain

ALONE = "alone"
ARRANGED = "arranged "


class Places(Lines):
    """Where it can be had: enter arranges it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "arrange", id="open", tooltip="Arrange it, after showing what that means")
    ]


class MakeUpPage(Page[MakeUpChoices]):
    """Enter arranges what the cursor is on; what is arranged already stands above."""

    HELP = """Where this member can have the module: sessions to come of all groups that run the same curriculum, those
    that nothing stands against first, or alone with a member of staff. Enter arranges it. A guest stands on the other
    group's run sheet and is marked there; one alone is written down here when it took place, or when they did not come.
    Either counts for the module."""
    CSS_PATH = "groups.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "done", "took place", id="done", tooltip="Alone with somebody: it took place"),
        Binding("x", "missed", "did not come", id="missed", tooltip="Alone with somebody: they did not come"),
        Binding("c", "cancel", "call off", id="cancel", tooltip="Call off the make-up that is arranged"),
    ]

    def __init__(self, member_id: str, module: int) -> None:
        super().__init__()
        self.member_id, self.module = member_id, module

    def body(self) -> Iterable[Widget]:
        lines = Places(
            Column("Date", width=15),
            Column("Time", width=11, least=96),
            Column("Where", share=1),
            Column("Free", width=4, right=True),
            Column("", width=19),
            id="choices",
        )
        yield Pane(
            lines,
            Static(id="against"),
            title="Make-up",
            keys=("open", "done", "missed", "cancel"),
            classes="body",
            id="make-up",
        )

    def load(self) -> MakeUpChoices:
        return make_up_choices(self.who, self.member_id, self.module)

    def show(self, found: MakeUpChoices) -> None:
        name = self.named(found.name, found.client_number)
        self.query_one("#make-up", Pane).name_it(f"Make-up · {name} · {found.module} {found.title}")
        self.query_one("#choices", Lines).put(
            [
                *(self._arranged(one) for one in found.arranged),
                *map(self._opening, found.openings),
                Line(
                    ALONE,
                    ("any day", "", "alone with a member of staff", "", self._state(found.alone_against)),
                ),
            ]
        )
        self._show_against()

    def _arranged(self, one: MakeUp) -> Line:
        where = f"module {one.module}, {where_words(self.who, one)}"
        state = Cell("! session is off", "warning") if one.id in self.found.lost else Cell("● arranged", "good")
        on = Cell(day(one.on, self.who.today()), "strong")
        return Line(f"{ARRANGED}{one.id}", (on, "", Cell(where, "strong"), "", state))

    def _opening(self, one: Opening) -> Line:
        where = f"{one.group} · session {one.number}" + (f" · {one.room}" if one.room else "")
        tone = "quiet" if one.against else ""
        return Line(
            one.session,
            (
                Cell(day(one.date, self.who.today()), tone),
                Cell(span(one.start, one.minutes), "quiet"),
                Cell(where, tone),
                Cell(str(one.free), "quiet"),
                self._state(one.against),
            ),
        )

    def _state(self, against: tuple[str, ...]) -> Cell:
        if against:
            return Cell(f"✗ {count(len(against), 'reason')} against", "warning")
        return Cell("✓ can be arranged", "good")

    @property
    def _one(self) -> MakeUp | None:
        """The make-up under the cursor that is arranged."""
        key = self.query_one("#choices", Lines).key.removeprefix(ARRANGED)
        return next((m for m in self.found.arranged if m.id == key), None)

    def _against(self) -> tuple[str, ...]:
        key = self.query_one("#choices", Lines).key
        if key == ALONE:
            return self.found.alone_against
        return next((o.against for o in self.found.openings if o.session == key), ())

    def _show_against(self) -> None:
        words = "\n".join(f"– {reason}" for reason in self._against())
        one = self._one
        if one is not None and one.id in self.found.lost:
            words = "This session does not take place: arrange another, which takes its place, or call it off (c)."
        elif one is not None and one.session is not None:
            words = "They stand on that session's run sheet; the mark there tells what came of it."
            where = where_words(self.who, one)
            words = f"{where[:1].upper()}{where[1:]}. {words}"
        elif one is not None:
            words = "When it took place: d. Where they did not come: x."
        elif not words and self.query_one("#choices", Lines).key != ALONE:
            words = "Enter arranges it: they come as a guest, and stand on that session's run sheet."
        elif not words:
            words = "Enter arranges it with you, on a day that you name."
        if not self.found.openings:
            words += "\nNo other group of this curriculum has a session to come with this module."
        self.query_one("#against", Static).update(plain(words))

    # --- keys ---------------------------------------------------------------------------------------------------

    def on_lines_moved(self) -> None:
        self._show_against()
        self.refresh_bindings()

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("done", "missed", "cancel"):
            one = self._one if hasattr(self, "found") else None
            return one is not None and (action == "cancel" or one.session is None)
        return super().allows(action, parameters)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        if self._one is not None:
            return
        if against := self._against():
            self.app.tell(" ".join(against))
        elif event.key == ALONE:
            self.app.push_screen(self._alone_dialog())
        else:
            self.run_worker(self._arrange(event.key), group="dialog", exclusive=True)

    async def _arrange(self, session: str) -> None:
        one = next(o for o in self.found.openings if o.session == session)
        name = self.named(self.found.name, self.found.client_number)
        when = f"{day(one.date, self.who.today())}, {span(one.start, one.minutes)}"
        question = (
            f"{name} has module {self.module} as a guest of {one.group}, session {one.number}, {when}. They stand on "
            "its run sheet, take one of its seats that day, and count in none of its rates."
        )
        if one.expected >= MOST_FOR_90853:
            question += f" They make it {one.expected + 1} people; 90853 is for at most {MOST_FOR_90853}."
        if await self.app.push_screen_wait(Confirm(question, yes="arrange it")):
            arrange = partial(make_ups.arrange, member_id=self.member_id, module=self.module, session=session)
            self.do(arrange, f"arranged a make-up for {name}")

    def _alone_dialog(self) -> FormDialog[MakeUp]:
        today = self.who.today()
        name = self.named(self.found.name, self.found.client_number)

        def act(values: dict[str, str]) -> Callable[[SignIn], MakeUp]:
            on = read(values, "on", today)
            return lambda who: make_ups.arrange(who, self.member_id, self.module, on=on)

        return FormDialog(
            f"Module {self.module} alone · {name}",
            [Field("on", "On", hint=f"today, {day(today, today)}")],
            act,
            f"arranged a make-up for {name}",
            words="With you, on that day. It stands on Today from then on, until what came of it is written down.",
            save="arrange it",
        )

    def action_done(self) -> None:
        one = self._one
        if one is None or not self.may("record a make-up"):
            return
        make_up, today = one, self.who.today()

        def act(values: dict[str, str]) -> Callable[[SignIn], MakeUp]:
            if not values["minutes"].strip().isdecimal():
                raise FieldFault("minutes", "Minutes are a number.")
            on, minutes, words = read(values, "on", today), int(values["minutes"]), values["words"]
            return lambda who: make_ups.done(who, make_up.id, minutes=minutes, words=words, on=on)

        fields = [
            Field("minutes", "Minutes", needed=True),
            Field("on", "On", hint=day(min(make_up.on, today), today)),
            Field("words", "What was done", "lines"),
        ]
        words = "It counts for the module, and is shown as had individually."
        title = f"Module {make_up.module} took place"
        self.app.push_screen(FormDialog(title, fields, act, "wrote down the make-up", words=words))

    def action_missed(self) -> None:
        one = self._one
        if one is not None and self.may("record a make-up"):
            self.do(lambda who: make_ups.missed(who, one.id), "did not come to the make-up; the module stays open")

    def action_cancel(self) -> None:
        one = self._one
        if one is not None and self.may("arrange a make-up"):
            self.do(lambda who: make_ups.cancel(who, one.id), "called the make-up off; the module stays open")
