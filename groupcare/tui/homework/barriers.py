"""What stands in the way of a group's homework, what helped, and ideas: offered to a member, and asked about later.

Shown as it may be read in the group room: how many named a barrier, without their names until `w` shows them.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from string import ascii_lowercase
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import homework_ideas
from groupcare.queries import find
from groupcare.queries.homework_barriers import IdeaLine, InTheWay, NamedBy, Offer, in_the_way
from groupcare.rules.words import count, day
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.homework.came_of import ask_what_came
from groupcare.tui.homework.words import first_and_initial
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.page import Page
from groupcare.tui.safe import joined, plain

NOTHING = "Nobody has named a barrier yet, or written what helped. Both come with what is handed in."
NO_IDEA = "No idea is kept against this yet: ideas are kept on a session's run sheet."
NO_BARRIER = "Where nothing stood in the way there is nothing to offer."
LETTERS = "".join(letter for letter in ascii_lowercase if letter not in "jk")


class BarriersPage(Page[list[InTheWay]]):
    """Barriers above; below, for the one under the cursor, what helped, ideas, and offers to be asked about."""

    HELP = """What stood in the way of this group's homework, the most frequent first, and what members wrote that
    helped. Enter or tab goes to the ideas kept against it: enter offers one to a member who named it. Offers stand
    below until somebody has asked whether the idea was tried and whether it helped; enter writes that down. Who named
    a barrier is a number until w shows names."""
    CSS_PATH = "homework.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "names", "who", id="names", tooltip="Who named it, or only how many", show=False),
        Binding("b", "back", "back", show=False),
    ]

    def __init__(self, group_id: str) -> None:
        super().__init__()
        self.group_id, self.name_them, self.way = group_id, False, ""

    # --- what is shown ------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        yield Vertical(
            Pane(
                Lines(
                    Column("in the way", share=1),
                    Column("times", width=5, right=True),
                    Column("members", width=7, right=True),
                    Column("offered", width=7, right=True),
                    Column("tried", width=5, right=True),
                    Column("helped", width=6, right=True),
                    id="ways",
                ),
                Static(id="who"),
                title="In the way",
                keys=("names", "back"),
                id="ways-pane",
            ),
            Pane(Lines(Column(share=1), Column(most=34), id="ideas", titles=False), keys=("open",), id="help"),
            classes="body",
        )

    def load(self) -> list[InTheWay]:
        self.group_name = find.group(self.who, self.group_id).name
        return in_the_way(self.who, self.group_id)

    def show(self, found: list[InTheWay]) -> None:
        self.query_one("#ways-pane", Pane).name_it(f"In the way · {self.group_name}")
        ways = self.query_one("#ways", Lines)
        ways.empty = NOTHING
        ways.put([_way_line(one) for one in found])
        self._fill()

    @property
    def chosen(self) -> InTheWay | None:
        """The barrier under the cursor."""
        if not hasattr(self, "found"):
            return None
        key = self.query_one("#ways", Lines).key
        return next((one for one in self.found if _key(one) == key), None)

    def _fill(self) -> None:
        one = self.chosen
        self.query_one("#who", Static).update(self._who(one) if one else plain(""))
        self.query_one("#help", Pane).name_it(f"Against: {_words(one)}" if one and one.barrier else "What helped")
        ideas = self.query_one("#ideas", Lines)
        ideas.empty = ""
        ideas.put(list(self._rows(one)) if one else [])
        self.refresh_bindings()

    def _who(self, one: InTheWay) -> Content:
        if not one.barrier:
            return plain("")
        if not self.name_them:
            return plain(f"named by {count(len(one.named), 'member')}", "$text-quiet")
        names = (f"{self._short(n)} {n.times}" + ("" if n.in_group else " (left)") for n in one.named)
        return joined(("named by ", "$text-quiet"), ", ".join(names))

    def _short(self, of: NamedBy | Offer) -> str:
        return self.named(first_and_initial(of.name), of.client_number)

    def _rows(self, one: InTheWay) -> Iterator[Line]:
        today = self.who.today()
        if one.offers:
            yield heading("Offered: ask what came of it")
        for offer in one.offers:
            said = f"{self._short(offer) if self.name_them else 'one member'} · {offer.what}"
            yield Line(f"offer {offer.homework} {offer.idea}", (said, Cell(day(offer.offered_on, today), "quiet")))
        yield heading("What helped, in members' own words")
        for number, words in enumerate(one.helped):
            yield Line(f"words {number}", (f"“{words}”",))
        if not one.helped:
            yield heading("nobody has written yet what helped", "quiet")
        yield heading("Ideas")
        for idea in one.ideas:
            more = f" · {idea.more}" if idea.more else ""
            yield Line(f"idea {idea.idea}", (f"{idea.what}{more}", Cell(_did(idea), "quiet")))
        if not one.ideas:
            yield heading(NO_IDEA if one.barrier else NO_BARRIER, "quiet")

    # --- keys ---------------------------------------------------------------------------------------------------

    def on_lines_moved(self, event: Lines.Moved) -> None:
        if event.lines.id == "ways" and event.key != self.way:
            self.way = event.key
            self._fill()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        if event.lines.id == "ways":
            self.query_one("#ideas", Lines).focus()
            return
        kind, _, key = event.key.partition(" ")
        if kind == "idea":
            self._offer(key)
        elif kind == "offer":
            self._ask(*key.split(" "))

    def action_names(self) -> None:
        self.name_them = not self.name_them
        self._fill()

    def _offer(self, idea: str) -> None:
        one = self.chosen
        here = [n for n in one.named if n.in_group] if one else []
        if one is None or not here:
            self.say("Nobody who named this is in the group any more.")
            return
        line = next(line for line in one.ideas if line.idea == idea)
        what = f"{line.what} · {line.more}" if line.more else line.what
        choices = [
            Choice(n.homework, LETTERS[i : i + 1], self._short(n), f"named it {count(n.times, 'time')}")
            for i, n in enumerate(here)
        ]
        self.app.push_screen(Choose("Offer it to whom?", choices, what), partial(self._offered, idea))

    def _offered(self, idea: str, homework: str | None) -> None:
        if homework is not None:
            self.do(partial(homework_ideas.offer_idea, homework_id=homework, idea_id=idea), "offered the idea")

    def _ask(self, homework: str, idea: str) -> None:
        one = self.chosen
        offer = next((o for o in one.offers if (o.homework, o.idea) == (homework, idea)), None) if one else None
        if offer is None:
            return
        ask_what_came(self, offer, self._short(offer), self.who.today())


def _key(one: InTheWay) -> str:
    return str(one.barrier or "nothing")


def _words(one: InTheWay) -> str:
    return str(one.barrier or "nothing in the way")


def _way_line(one: InTheWay) -> Line:
    sums = [sum(getattr(idea, name) for idea in one.ideas) for name in ("offered", "tried", "helped")]
    shown = [str(n) if n else "" for n in (len(one.named), *sums)]
    return Line(_key(one), (Cell(_words(one), "strong" if one.barrier else "quiet"), str(one.times), *shown))


def _did(idea: IdeaLine) -> str:
    """Offered 3, tried 2, helped 1: what it did in this group."""
    if not idea.offered:
        return "not offered yet"
    return f"offered {idea.offered}, tried {idea.tried}, helped {idea.helped}"
