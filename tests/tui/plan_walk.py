"""What a clinician's hands do in a walk through a plan's life: keys pressed, lines read off the screen's lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from textual.widgets import TextArea

from groupcare.acts import SignIn
from groupcare.rules import schedule
from groupcare.rules.group import Session, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.objective_reading import ObjectiveReading
from groupcare.tui.groups.group import GroupPage
from groupcare.tui.lines import Lines
from groupcare.tui.members.check_pane import CheckPane
from tests.clinic import House, sessions
from tests.tui import sample_plan as plan
from tests.tui.kit import Run
from tests.tui.sample_plan import Anew, Keys, Scene

FORMS = (3, 6, 9, 12)
"""Sessions whose module asks for the PHQ-9; in the first week everybody has just been asked."""


@dataclass
class Walk:
    """Dana at the keyboard, with Nora's plan before her."""

    run: Run
    house: House
    who: SignIn
    scene: Scene

    # --- going about --------------------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        await self.run.press(*keys)

    async def fill(self, values: Sequence[str | Keys]) -> None:
        """From field to field with tab; an empty text passes one over; then saved."""
        for place, value in enumerate(values):
            if place:
                await self.press("tab")
            if isinstance(value, Keys):
                await self.press(*value)
            elif isinstance(value, Anew):
                lines = isinstance(self.run.app.focused, TextArea)
                await self.press(*(("f7", "delete") if lines else ("end", "ctrl+u")))
                await self.run.type(value)
            elif value:
                await self.run.type(value)
        await self.press("ctrl+s")

    async def to(self, key: str, *, lines: str = "") -> None:
        """The cursor of the list that has the focus, or of that one, onto the line of that key, by the arrows."""
        await self.press("home")
        found = self.lines(lines)
        while found.key != key:
            before = found.key
            await self.press("down")
            assert found.key != before, f"no line {key!r}; there are {found.keys}"

    def lines(self, of: str = "") -> Lines:
        focused = self.run.app.screen.query_one(f"#{of}", Lines) if of else self.run.app.focused
        assert isinstance(focused, Lines), f"the focus is on {focused}:\n{self.run.text}"
        return focused

    async def chart(self, tab: str) -> None:
        """Nora's chart from anywhere, on the tab of that letter: members, the letters of her name."""
        await self.press("g", "m", "slash", *"lindq", "enter", "enter", tab)
        self.run.shows("Lindqvist, Nora")

    def later(self, session: Session, minutes: int = 3) -> None:
        """So many minutes after a session was to begin."""
        begins = schedule.at(session.date, session.start, session.zone)
        self.house.clock.now = datetime.fromtimestamp(begins.timestamp() + 60 * minutes, UTC)

    # --- the plan -----------------------------------------------------------------------------------------------

    async def enter_plan(self) -> None:
        """The whole of it, goal after goal, from the empty plan tab on."""
        await self.press("n")
        await self.fill(plan.FIRST)
        for number in (1, 2, 3):
            if number > 1:
                await self.press("n", "g")
                await self.fill(plan.GOALS[number])
            under = ("tab",) if number > 1 else ()  # it is the goal that the cursor is in
            for values in plan.OBJECTIVES[number]:
                await self.press("n", "o", *under)
                await self.fill(values)
            for approach, one in plan.LIBRARY[number]:
                await self.press("n", "l", approach, one, "ctrl+s")
            await self.press("n", "i", *under)
            await self.fill(plan.OWN_INTERVENTIONS[number])
        for letter, rows in (("a", plan.AVOIDED), ("e", (plan.EXPERIMENT,)), ("c", plan.CONTACTS)):
            for row in rows:
                await self.press("n", letter)
                await self.fill(row)
        for code in plan.DIAGNOSES:
            await self.press("n", "d")
            await self.run.type(code)
            await self.press("enter")
        await self.press("home", "e")
        await self.fill(plan.HEADING)

    def remarks(self) -> list[str]:
        """What the plan check says and nobody has kept, as its list has it."""
        pane = self.run.app.screen.query_one(CheckPane)
        return [remark.why for remark, kept in pane._found.values() if kept is None]

    def standings(self) -> dict[str, str]:
        """Where each objective stands, as the plan tab has it: its key, and the last word of its line."""
        found = self.run.app.screen.query_one("#plan-lines", Lines)
        lines = (line for line in found._all if line.key.startswith("objective "))
        return {line.key.partition(" ")[2]: str(getattr(line.cells[-1], "text", line.cells[-1])) for line in lines}

    # --- a week -------------------------------------------------------------------------------------------------

    @property
    def sessions(self) -> list[Session]:
        return sessions(self.who, self.scene.group)

    @property
    def homework(self) -> list[Homework]:
        """What was set for Nora, in time order."""
        return sorted(self.who.of(Homework).linked(client=self.scene.nora.id), key=lambda task: task.set_on)

    async def to_group(self) -> None:
        """The group's page, by the keys."""
        await self.press("g", "g", "home", "enter")
        assert isinstance(self.run.app.screen, GroupPage), self.run.text

    async def hold(self, number: int, homework: Sequence[str | Keys]) -> None:
        """The next session, from the group's page and back to it: all present, forms seen, moods; homework for Nora,
        the module's own for the others."""
        await self.press("s", "asterisk", "y", "home")
        for _ in range(3 if number in FORMS else 0):
            await self.press("q", "0", "down")
        await self.press("C", "6", "6", "6", "end", "S")
        await self.fill(homework)
        await self.press("s", "ctrl+s", "f9", "f9")
        assert isinstance(self.run.app.screen, GroupPage), self.run.text
        assert self.sessions[number - 1].status is SessionStatus.held, self.run.text

    async def hand_in(self, log: str, *, back: int = 1) -> None:
        """Nora's paper log of so many columns back on the homework board, keyed in and reviewed, from the group's page
        and back to it."""
        await self.press("h", "end", *["left"] * back, "l")
        await self.run.type(log)
        await self.press("enter")
        await self.press("enter", "3", "enter", "escape")
        assert self.homework[-1 - back].review is not None, self.run.text

    def due(self) -> set[str]:
        """What the measures tab says is due, on Nora's chart."""
        keys = self.run.app.screen.query_one("#measures-lines", Lines).keys
        return {key.removeprefix("due ") for key in keys if key.startswith("due ")}

    async def answer(self, measure: str, digits: str) -> None:
        """The form that is due, from its line on the measures tab."""
        await self.to(f"due {measure}")
        await self.press("enter")
        await self.run.type(digits)
        await self.press("enter")

    async def told(self, objective: str, value: str, said: str) -> None:
        """What she told of an objective, written down by hand on the plan tab."""
        await self.to(f"objective {objective}")
        await self.press("d")
        if "a new reading" in self.run.text:
            await self.press("n")
        await self.fill((value, "", said))
        found = self.who.of(ObjectiveReading).linked(client=self.scene.nora.id)
        assert (objective, said) in [(one.objective, one.said) for one in found], self.run.text

    async def did(self, activity: str, words: str) -> None:
        """That an activity of the functional analysis came back, in her words."""
        rows = [row[0] for row in plan.AVOIDED]
        await self.to(f"avoided {rows.index(activity)}")
        await self.press("d")
        await self.fill(("", words))
        self.run.shows("✓ came back")

    async def feedback(self, objective: str) -> None:
        """That she was told what she has reached."""
        await self.to(f"objective {objective}")
        await self.press("f")
        await self.fill(("You said where you would be, and you are there.",))
        assert "f told" not in self.run.text, self.run.text
