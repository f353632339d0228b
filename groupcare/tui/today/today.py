"""Today: one list of what needs this person now; beside it the week, the seats, and who is on call."""

from collections.abc import Iterable
from itertools import groupby
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import safety
from groupcare.queries.needs import NO_OWNER, Need
from groupcare.queries.today import Today, today
from groupcare.rules.words import count, day
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Confirm
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.page import Page
from groupcare.tui.safe import joined

EMPTY = "Nothing needs you now. g r opens the referrals, g g the groups; ctrl+p finds anybody."

MINUTE = 60.0


class TodayPage(Page[Today]):
    """Each line opens the very place where it is mended, and leaves the list when it is."""

    HELP = """What needs you now, by your roles: safety first, urgent and not yet acted on above all. Enter opens the
    place where a line is mended; it leaves the list when it is. w goes to the week, the seats and who is on call, and
    back. The number beside ‼ in the header counts safety alerts on which nobody has acted yet. Who was absent without
    notice stays here for three working days, until a contact with them is written down."""
    CSS_PATH = "today.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "take", "take it", id="take", tooltip="Take this alert: you are its owner", show=False),
        Binding("w", "week", "week", id="week", tooltip="Go to the week, seats and who is on call", show=False),
        Binding("w", "needs", "back to the list", id="needs", tooltip="Back to what needs you now"),
        Binding("f9,ctrl+o", "refer", "new referral", id="main", key_display="f9", tooltip="Enter a new referral"),
        Binding("P", "papers", "papers", id="papers", show=False, tooltip="Who is expected, to print"),
    ]

    def body(self) -> Iterable[Widget]:
        needs = Lines(
            Column(width=1),
            Column(width=21),
            Column(share=1),
            Column(most=18, least=84),
            Column(right=True, most=12),
            empty=EMPTY,
            id="needs",
        )
        yield Horizontal(
            Pane(needs, Static(id="detail"), title="Needs you now", keys=("open", "take", "week", "papers")),
            Vertical(
                Pane(Lines(Column(), Column(share=1), Column(right=True), empty="No sessions this week.", id="days"),
                     title="This week", keys=("needs",), id="week-pane"),
                Pane(Lines(Column(share=1), Column(right=True), empty="No group is forming or running.", id="seats"),
                     title="Seats", id="seats-pane"),
                Pane(Static(id="on-call"), title="On call", id="on-call-pane"),
                id="side",
            ),
            classes="body",
        )  # fmt: skip

    def on_mount(self) -> None:
        self.set_interval(MINUTE, self._grow_older)
        self.app.mode_change_signal.subscribe(self, self._arrive)

    # --- coming and going ---------------------------------------------------------------------------------------

    def _arrive(self, mode: str) -> None:
        """Whoever comes here stands on what is most urgent."""
        if mode == "today" and self.is_there:
            self._to_the_top()

    def on_screen_resume(self) -> None:
        """Back from another page: on the list, and on top of it where something has changed meanwhile."""
        if not self.is_there:
            return
        changed = self._seen != self.app.version
        if self.app.screen is self:
            self._leave_week()
            self.query_one("#needs", Lines).action_clear_filter()  # what came while away is never filtered out
        if changed:
            self.reload()
            self._to_the_top()

    def _grow_older(self) -> None:
        """What is told in minutes is told anew."""
        if self.is_current:
            self.reload()

    def _to_the_top(self) -> None:
        self.query_one("#needs", Lines).action_end(0)

    @property
    def _on_week(self) -> bool:
        """Whether the keys are the week's and the seats', which hide the list where it is narrow."""
        return self.has_class("-week")

    def _leave_week(self) -> None:
        self.remove_class("-week")
        if self.query_one("#side") in (self.focused.ancestors if self.focused is not None else ()):
            self.query_one("#needs", Lines).focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click goes from one to the other, too."""
        self.set_class(self.query_one("#side") in event.widget.ancestors, "-week")
        self.refresh_bindings()

    # --- what is shown ------------------------------------------------------------------------------------------

    def load(self) -> Today:
        return today(self.who)

    def show(self, found: Today) -> None:
        lines = []
        for section, needs in groupby(found.needs, key=lambda need: need.section):
            group = list(needs)
            grave = any(need.grave for need in group)
            lines.append(heading(f"{'‼' if grave else '○'} {section}", "safety" if grave else "heading"))
            lines += [self._line(need) for need in group]
        self.query_one("#needs", Lines).put(lines)
        shown: list[Line] = []
        before = None
        for line in found.week:
            when = "" if line.on == before else day(line.on, found.on)
            before = line.on
            words = f"{line.times[:5]} {line.words}" if line.session else line.words
            tone = "" if line.session else "quiet"
            shown.append(
                Line(line.session or f"closed {line.on}", (Cell(when, "quiet"), Cell(words, tone), line.progress))
            )
        self.query_one("#days", Lines).put(shown)
        seats = [Line(s.group, (Cell(s.name), Cell(f"{s.taken} of {s.seats}"))) for s in found.seats]
        self.query_one("#seats", Lines).put(seats)
        wait = (
            f"Waitlist {found.waiting}, longest {count(found.longest_wait, 'day')}"
            if found.waiting
            else "Waitlist empty"
        )
        self.query_one("#seats-pane", Pane).border_subtitle = wait
        self.query_one("#on-call", Static).update(self._on_call(found))

    def _line(self, need: Need) -> Line:
        name = self.named(need.name, need.client_number) if need.client_number else need.name
        glyph = "‼" if need.grave else "!" if need.late else ""
        tone = "safety" if need.grave else "warning" if need.late else ""
        return Line(
            need.key,
            (Cell(glyph, tone), Cell(name, "strong"), need.words, Cell(need.more, "quiet"), Cell(need.since, tone)),
        )

    def _on_call(self, found: Today) -> Content:
        backup = (f"\n{found.backup}" if found.backup else "", "$text-quiet")
        if not found.on_call:
            nobody = ("Nobody is on call in this record.", "$warning")
            how = ("\ngroupcare clinic on-call names somebody", "$text-quiet")
            return joined(nobody, how, f"\nCrisis line: {found.crisis_line}", backup)
        people = [joined(("" if one.now else "then "), one.words) for one in found.on_call]
        if not any(one.now for one in found.on_call):
            people.insert(0, joined(("Nobody is on call at this hour.", "$warning")))
        return joined(joined("\n").join(people), f"\nCrisis line: {found.crisis_line}", backup)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        if event.lines.id == "seats":
            self.app.open_place("group", event.key)
        elif event.lines.id == "days":
            if not event.key.startswith("closed "):
                self.app.open_place("session", event.key)
        else:
            self.app.open_place(*event.key.split(" "))

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "take":
            return not self._on_week and self.query_one("#needs", Lines).key.startswith("alert ")
        if action in ("week", "needs"):
            return self._on_week == (action == "needs")
        if action == "back" and self._on_week:
            return True
        return super().allows(action, parameters)

    def on_lines_moved(self, event: Lines.Moved) -> None:
        self.refresh_bindings()
        if event.lines.id == "needs":
            self.query_one("#detail", Static).update(self._detail(event.key))

    def _detail(self, key: str) -> Content:
        """The line under the cursor in full, since a column may have cut it."""
        for need in self.found.needs:
            if key == need.key:
                name = self.named(need.name, need.client_number) if need.client_number else need.name
                phone = f"call {need.phone}" if need.phone else ""
                parts = [part for part in (need.words, need.more, phone, need.since) if part]
                return joined((name, "bold"), f"  {' · '.join(parts)}")
        return Content("")

    @work(group="dialog", exclusive=True)
    async def action_take(self) -> None:
        key = self.query_one("#needs", Lines).key.removeprefix("alert ")
        need = next((n for n in self.found.needs if n.kind == "alert" and n.id == key), None)
        if need is not None and need.more not in (NO_OWNER, self.who.staff.name):
            question = f"{need.more} owns this alert. Take it over?"
            if not await self.app.push_screen_wait(Confirm(question, yes="take it over")):
                return
        self.do(lambda who: safety.take_alert(who, key), lambda alert: "taken: you own this alert now")

    @work(group="dialog", exclusive=True)
    async def action_papers(self) -> None:
        from groupcare.tui.groups.papers import choose_paper, of_days

        meeting = (line.on for line in self.found.week if line.session)
        await choose_paper(self, "Papers for the day", of_days(self.found.on, meeting))

    def action_week(self) -> None:
        self.add_class("-week")
        self.query_one("#days", Lines).focus()
        self.refresh_bindings()

    def action_needs(self) -> None:
        self._leave_week()
        self.query_one("#needs", Lines).focus()
        self.refresh_bindings()

    def action_back(self) -> None:
        if self._on_week:
            self.action_needs()
        else:
            super().action_back()

    def action_refer(self) -> None:
        self.app.open_place("refer", "")
