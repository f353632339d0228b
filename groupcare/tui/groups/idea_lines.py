"""The ideas of a group: what helps, against what, and for which module; to add, correct, check and withdraw."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from groupcare.acts import SignIn, ideas
from groupcare.queries.ideas import IdeaLine, IdeasOfGroup
from groupcare.rules.homework import Barrier
from groupcare.rules.idea import Idea, IdeaKind
from groupcare.rules.words import day
from groupcare.tui.dialogs import Choice, Choose, Confirm
from groupcare.tui.groups.idea import idea_dialog
from groupcare.tui.groups.room import BARRIERS
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.page import AnyPage, Page

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp

ALL = "all"
LETTERS = "bcdefghijklmnopqrstuvwxyz"
EMPTY = "No ideas yet: n keeps the first, here or with i on a run sheet."
COLUMNS = (
    Column("What helps", share=2),
    Column("How, or where", share=2, least=100),
    Column("Helps against", width=14),
    Column("Module", width=6, right=True),
    Column("Checked", width=10, least=76),
)


class IdeaLines(Lines):
    """Those of the group first, then others of its curriculum. Enter corrects one."""

    KEYS: ClassVar[tuple[str, ...]] = ("new-idea", "open", "checked", "withdraw", "barrier", "module")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "correct", id="open", tooltip="Say it anew"),
        Binding("n", "new_idea", "new", id="new-idea", tooltip="Keep an idea or a resource", show=False),
        Binding("k", "checked", "checked today", id="checked", tooltip="It is still there: looked today", show=False),
        Binding("w", "withdraw", "withdraw", id="withdraw", tooltip="Out of every list", show=False),
        Binding("b", "barrier", "barrier", id="barrier", tooltip="Only what helps against one barrier", show=False),
        Binding("o", "module", "of module", id="module", tooltip="Only what goes with one module", show=False),
    ]
    app: "GroupCareApp"

    def __init__(self, *, id: str) -> None:
        super().__init__(*COLUMNS, empty=EMPTY, id=id)
        self.found: IdeasOfGroup | None = None
        self.only_barrier: Barrier | None = None
        self.only_module: int | None = None

    def show(self, found: IdeasOfGroup) -> None:
        """Show these, as far as they are asked for."""
        self.found = found
        self.empty = EMPTY if not found.lines else "Nothing of that kind: b and o, then a, show all again."
        self.put(list(self._lines(found)))

    def _lines(self, found: IdeasOfGroup) -> Iterator[Line]:
        kept = [
            line
            for line in found.lines
            if (self.only_barrier is None or line.idea.barrier is self.only_barrier)
            and (self.only_module is None or line.idea.module == self.only_module)
        ]
        only = [f"against {self.only_barrier}"] if self.only_barrier is not None else []
        only += [f"of module {self.only_module}"] if self.only_module is not None else []
        if only and kept:
            yield heading(f"Only {', '.join(only)}")
        own = [line for line in kept if line.idea.group == found.group.id]
        others = [line for line in kept if line.idea.group != found.group.id]
        yield from map(self._line, own)
        if others:
            yield heading("Of the same curriculum")
            yield from map(self._line, others)

    def _line(self, line: IdeaLine) -> Line:
        idea, today = line.idea, self.app.who.today()
        resource = idea.kind is IdeaKind.resource
        checked = day(idea.checked_on, today) if idea.checked_on is not None else "never" if resource else ""
        cells = (
            idea.what,
            Cell(idea.where or idea.new_way or idea.mattered, "quiet"),
            str(idea.barrier or ""),
            str(idea.module or ""),
            Cell(checked, "quiet"),
        )
        return Line(idea.id, cells)

    @property
    def chosen(self) -> Idea | None:
        """The idea under the cursor."""
        lines = self.found.lines if self.found is not None else ()
        return next((line.idea for line in lines if line.idea.id == self.key), None)

    @property
    def page(self) -> AnyPage:
        """The page it stands on."""
        assert isinstance(self.screen, Page)
        return self.screen

    # --- keys ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "withdraw":
            return self.chosen is not None
        if action == "checked":
            return self.chosen is not None and self.chosen.kind is IdeaKind.resource
        if action in ("barrier", "module"):
            return self.found is not None and bool(self.found.lines)
        return super().check_action(action, parameters)

    def action_new_idea(self) -> None:
        found = self.found
        if found is None or not self.page.may("keep an idea"):
            return

        def keep(words: ideas.IdeaWords, named: bool) -> Callable[[SignIn], object]:
            return lambda who: ideas.add_idea(who, words, group=found.group.id, although_named=named)

        draft = f"idea {found.group.id}"
        self.app.push_screen(
            idea_dialog(found.group.curriculum, found.names, keep, module=self.only_module, draft=draft)
        )

    def correct(self) -> None:
        """Say the one under the cursor anew."""
        found, known = self.found, self.chosen
        if found is None or known is None or not self.page.may("keep an idea"):
            return

        def keep(words: ideas.IdeaWords, named: bool) -> Callable[[SignIn], object]:
            return lambda who: ideas.correct_idea(who, known.id, words, although_named=named)

        self.app.push_screen(idea_dialog(found.group.curriculum, found.names, keep, known=known))

    def action_checked(self) -> None:
        if (idea := self.chosen) is not None:
            self.page.do(lambda who: ideas.check_resource(who, idea.id), "kept that it was checked today")

    @work(group="asking")
    async def action_withdraw(self) -> None:
        idea = self.chosen
        if idea is None or not self.page.may("keep an idea"):
            return
        if await self.app.push_screen_wait(Confirm(f"Take “{idea.what}” out of every list?", yes="withdraw it")):
            self.page.do(lambda who: ideas.withdraw_idea(who, idea.id), "withdrew it")

    @work(group="asking")
    async def action_barrier(self) -> None:
        choices = [Choice(ALL, "a", "all"), *(Choice(str(b), letter, str(b)) for b, letter in BARRIERS.items())]
        chosen = await self.app.push_screen_wait(Choose("What it helps against", choices))
        if chosen is not None:
            self.only_barrier = None if chosen == ALL else Barrier(chosen)
            self._show_again()

    @work(group="asking")
    async def action_module(self) -> None:
        if self.found is None:
            return
        modules = self.found.group.curriculum.module
        choices = [
            Choice(ALL, "a", "all"),
            *(Choice(str(m.number), x, f"{m.number} {m.title}") for m, x in zip(modules, LETTERS, strict=False)),
        ]
        chosen = await self.app.push_screen_wait(Choose("Which module it goes with", choices))
        if chosen is not None:
            self.only_module = None if chosen == ALL else int(chosen)
            self._show_again()

    def _show_again(self) -> None:
        if self.found is not None:
            self.show(self.found)
