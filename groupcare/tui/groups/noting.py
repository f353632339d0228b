"""What is noted by exception: how somebody took part, a note, an objective, an idea; the agenda; and handing over."""

from collections.abc import Callable

from msgspec import structs
from textual import work

from groupcare.acts import RecordError, SignIn, ideas, leading, store
from groupcare.queries.ideas import names_in_group
from groupcare.queries.run_sheet import SheetRow, objectives_of
from groupcare.queries.staff import staff
from groupcare.rules.agenda import next_part
from groupcare.rules.attendance import Participation
from groupcare.rules.group import AgendaDone, SessionStatus
from groupcare.rules.plan import ScoreAim
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.groups import room
from groupcare.tui.groups.agenda import AgendaLeaf
from groupcare.tui.groups.hand_over import TakeOver, may_lead, who_takes_over
from groupcare.tui.groups.idea import idea_dialog
from groupcare.tui.groups.questions import NOT_HERE, AskingPage

NOTHING = "nothing"
PARTS = {
    Participation.active: "a",
    Participation.asked: "k",
    Participation.listened: "l",
    Participation.withdrew: "w",
}
LETTERS = "abcdefghijklmopqrstuvwxyz"
"""For objectives; n takes the one that is kept away."""
A_SCORE = "(a score: its words stand in the plan)"
"""The room may look on: which form somebody fills in is not read out."""


class NotingPage(AskingPage):
    """One key each, on the member under the cursor or on the session; all of it can be undone."""

    # --- on a member --------------------------------------------------------------------------------------------

    def _chosen_here(self, what: str) -> SheetRow | None:
        """The row under the cursor, where the member is not marked as away."""
        row = self._chosen()
        if row is not None and row.here in NOT_HERE:
            self._tell(f"{self._person(row)} is marked as not here; {what} is for those who are.")
            return None
        return row

    @work(group="asking")
    async def action_objective(self) -> None:
        """Which objective of their plan they worked on."""
        row = self._chosen_here("an objective worked on")
        if row is None:
            return
        name, known = self._person(row), row.attendance.objective if row.attendance is not None else None
        objectives = objectives_of(self.who, row.client)
        if not objectives:
            self._tell(f"{name} has no plan with objectives yet.")
            return
        choices = [
            Choice(one.key, letter, f"{one.key} {A_SCORE if isinstance(one.aim, ScoreAim) else one.words}")
            for one, letter in zip(objectives, LETTERS, strict=False)
        ]  # fmt: skip
        if known is not None:
            choices.append(Choice(NOTHING, "n", "none", f"takes {known} away"))
        chosen = await self.app.push_screen_wait(Choose(f"{name} · objective worked on", choices))
        if chosen == NOTHING:
            self._amend(row, None, f"took {name}’s objective away", objective=None)
        elif chosen is not None:
            self._amend(row, None, f"kept that {name} worked on {chosen}", objective=chosen)

    @work(group="asking")
    async def action_took_part(self) -> None:
        """How somebody took part, where that is worth a word."""
        row = self._chosen_here("how they took part")
        if row is None:
            return
        name = self._person(row)
        choices = [Choice(str(part), letter, str(part)) for part, letter in PARTS.items()]
        if row.attendance is not None and row.attendance.participation is not None:
            choices.append(Choice(NOTHING, "n", "nothing noted", f"takes “{row.attendance.participation}” away"))
        chosen = await self.app.push_screen_wait(Choose(name, choices))
        if chosen is not None:
            part = None if chosen == NOTHING else Participation(chosen)
            self._amend(row, None, f"kept how {name} took part", participation=part)

    def action_note(self) -> None:
        """A few words for this member's note; the sheet shows only that there are some."""
        row = self._chosen()
        if row is None:
            return
        if row.attendance is None:
            self._tell(f"{self._person(row)} is not marked yet: first whether they are here, then the note.")
        else:
            self.app.push_screen(room.note_dialog(self.found, row, self._person(row)), self._after(row.member))

    def action_homework_for_one(self) -> None:
        """Other homework for the member under the cursor alone."""
        row = self._chosen()
        if row is not None and row.makes_up is not None:
            self._tell(f"{self._person(row)} is a guest: their own group sets their homework.")
        elif row is not None and self.may("set homework"):
            objectives = objectives_of(self.who, row.client)
            self.app.push_screen(room.homework_dialog(self.found, row, self._person(row), objectives))

    def action_again(self) -> None:
        """An activity that came back, as they tell it; what they said at the check-in stands there to begin with."""
        row = self._chosen_here("what they do again")
        if row is not None and self.may("keep what was regained"):
            self.app.push_screen(room.again_dialog(self.found, row, self._person(row)))

    # --- on the session -----------------------------------------------------------------------------------------

    def action_idea(self) -> None:
        """Something that helps, kept for everybody and without a name."""
        self._end_asking()
        if not self.may("keep an idea"):
            return
        found = self.found
        names = names_in_group(self.who, found.group)
        module = found.session.modules[-1] if found.session.modules else None

        def keep(words: ideas.IdeaWords, named: bool) -> Callable[[SignIn], object]:
            return lambda who: ideas.add_idea(who, words, session=found.session.id, although_named=named)

        draft = f"idea {found.session.id}"
        self.app.push_screen(idea_dialog(found.group.curriculum, names, keep, module=module, draft=draft))

    @property
    def _can_tick(self) -> bool:
        return self.found.session.status in (SessionStatus.in_progress, SessionStatus.held)

    def action_part_done(self) -> None:
        """The part that is on is done: on to the next."""
        self._end_asking()
        agenda = self.found.agenda
        number = next_part(agenda, self.found.ticked.keys())
        if not self._can_tick:
            self._tell("The session has not begun: the first mark begins it, then x ticks its agenda.")
        elif number is None:
            self._tell("The whole agenda is ticked; v takes a tick away." if agenda else "There is no agenda.")
        else:
            self._tick(number, True)

    def action_agenda(self) -> None:
        self._end_asking()
        now = self.found.agenda_at(self.who.now())
        leaf = AgendaLeaf(self.found, now.on if now is not None else None, self._tick, ticks=self._can_tick)
        self.app.push_screen(leaf)

    def _tick(self, number: int, done: bool) -> None:
        """Shown at once, and saved; where it is refused, taken back."""
        part, kept = self.found.agenda[number - 1], self.found
        ticked = {**kept.ticked, number: self.who.now()}
        ticks = tuple(AgendaDone(item=n, at=at) for n, at in sorted(ticked.items()) if done or n != number)
        self.found = structs.replace(kept, session=structs.replace(kept.session, agenda_done=ticks))
        self._show_around()
        words = "is covered" if done else "is not covered"

        def refused(_: object) -> None:
            self.reload()
            if isinstance(leaf := self.app.screen, AgendaLeaf):
                leaf.refused(self.found.ticked.items())

        self.do(
            lambda who: leading.tick_agenda(who, self.session_id, number, done=done),
            f"part {number}, {part.kind}, {words}",
            refused=refused,
        )

    # --- handing over -------------------------------------------------------------------------------------------

    @work(group="asking")
    async def action_hand_over(self) -> None:
        """Another facilitator goes on from here, signed in as themselves."""
        self._end_asking()
        people = may_lead(staff(self.who), self.who)
        if not people:
            self._tell("Nobody else who works here is a facilitator.")
            return
        name = await self.app.push_screen_wait(who_takes_over(people))
        if name is None:
            return
        if self.who.opened.slot is None:
            found: SignIn | None = store.sign_in_beside(self.who, name, "")
        else:
            found = await self.app.push_screen_wait(TakeOver(self.who, name))
        if found is not None:
            self.app.run_worker(self._go_on_as(found, name), group="acts")

    async def _go_on_as(self, who: SignIn, name: str) -> None:
        if why := await self.app.hand_over(who):
            self._tell(f"{why} {name} has not taken over: try again.")
            self.app.call_later(who.close)
            return
        if self.found.session.status is SessionStatus.in_progress:
            try:
                await self.app.perform(lambda w: leading.take_over(w, self.session_id), f"{name} leads from now on")
            except RecordError as refused:
                self._tell(f"{name} is signed in. {refused}")
                return
        self._tell(f"{name} goes on from here; what was done before is not undone from here.")
