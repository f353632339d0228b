"""The homework board: members by sessions as a heat map, one group at a time; from it to the review and the hand-in."""

from collections.abc import Iterable
from string import ascii_lowercase
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.queries import find
from groupcare.queries.homework import Board, BoardLine, ReviewCase, board, review_case, to_review
from groupcare.queries.homework import Cell as Piece
from groupcare.queries.homework_groups import board_groups
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.homework.adapt import adapt_dialog
from groupcare.tui.homework.barriers import BarriersPage
from groupcare.tui.homework.experiments import ExperimentsPage
from groupcare.tui.homework.grid import LEGEND, Grid, grid, grid_line
from groupcare.tui.homework.hand_in import hand_in_dialog
from groupcare.tui.homework.log_entry import LogDialog
from groupcare.tui.homework.review import ReviewPage, in_turn
from groupcare.tui.homework.words import (
    first_and_initial,
    handed_in_words,
    next_step_of,
    review_words,
    session_words,
    set_words,
)
from groupcare.tui.lines import Lines
from groupcare.tui.page import Page
from groupcare.tui.safe import joined, plain

NO_GROUP = "There is no group yet; g g goes to the groups, where one is made."
NOTHING_SET = "No homework was set in this group yet: it is set on a session's run sheet. s shows another group."
NOBODY_MINE = "Nobody of your caseload is in this group: c shows the whole group, s another one."
LETTERS = "".join(letter for letter in ascii_lowercase if letter not in "jk")
"""For the groups to choose from; j and k move."""


class HomeworkPage(Page[Board | None]):
    """Opens with the group that has most to review; without a caseload of one's own in it, with the whole group."""

    HELP = """What was set and what came in: members by sessions, one group at a time. ● met, ◐ half or more, ◔ under
    half, ○ none, ? unknown (not handed in is never none), · still to come in; “new” is not reviewed yet. Done of set is
    among what was handed in, “with ?” counts what is unknown as none: the truth lies between. Left and right go from
    session to session; the lines beneath say more. l keys in a paper log, h what is known without one; e
    adapts what was set for one member until it comes in. x shows experiments: feared against what happened. f9 reviews
    one after the other."""
    CSS_PATH = "homework.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f9,ctrl+o", "review_next", "review", id="main", key_display="f9", tooltip="Review what is new, in turn"
        ),
        Binding("h", "hand_in", "hand in", id="hand-in", tooltip="Write down what this member did", show=False),
        Binding("l", "log", "log", id="log", tooltip="Key in a paper log, one line", show=False),
        Binding("e", "adapt", "adapt", id="adapt", tooltip="Set it for this member alone in other words", show=False),
        Binding("b", "barriers", "ideas", id="barriers", tooltip="What stood in the way, and what helped", show=False),
        Binding(
            "x", "experiments", "tried", id="experiments", tooltip="What was feared, and what happened", show=False
        ),
        Binding("c", "caseload", "mine", id="caseload", tooltip="My caseload, or the whole group", show=False),
        Binding("u", "new_first", "new", id="new-first", tooltip="Those with something new first", show=False),
        Binding("s", "group", "group", id="group", tooltip="Show another group", show=False),
        Binding("m", "chart", "chart", id="chart", tooltip="The member's chart", show=False),
    ]

    def __init__(self, group_id: str = "") -> None:
        super().__init__()
        self.group_id = group_id
        self.mine: bool | None = None
        self.new_first = False
        self._placed = False

    # --- what is shown ------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        yield Pane(
            Static(id="about"),
            Lines(id="grid"),
            Static(plain(LEGEND), id="legend"),
            Static(id="detail"),
            title="Homework",
            keys=("hand-in", "log", "adapt", "barriers", "experiments", "caseload", "new-first", "group", "chart"),
            classes="body",
            id="board",
        )

    def load(self) -> Board | None:
        if not self.group_id:
            groups = board_groups(self.who)
            if not groups:
                return None
            self.group_id = groups[0].id
        group = find.group(self.who, self.group_id)
        mine = board(self.who, group, self.who.staff_id, new_first=self.new_first) if self.mine is not False else None
        if self.mine is None:
            self.mine = bool(mine and mine.lines)
        return mine if self.mine else board(self.who, group, new_first=self.new_first)

    def show(self, found: Board | None) -> None:
        self.query_one("#about", Static).update(self._about(found))
        self._fill()
        if not self._placed and found is not None:
            self._placed = True
            self._stand_at_new(found)

    def on_resize(self, event: events.Resize) -> None:
        if hasattr(self, "found"):
            self._fill()

    @property
    def shown(self) -> Board | None:
        """The board that is shown; None while there is none, or it may not be seen."""
        return None if self.has_class("-refused") or not hasattr(self, "found") else self.found

    def _fill(self) -> None:
        lines, shown = self.query_one("#grid", Lines), self.found
        lines.empty = self._empty()
        if shown is None or not shown.columns:
            lines.put([], ())
            self.query_one("#board", Pane).name_it(shown.name if shown else "Homework")
            return
        shape, today, session = grid(shown, self.app.size.width - 3), self.who.today(), lines.mark
        rows = [grid_line(line, shape, self.named(line.name, line.client_number), today) for line in shown.lines]
        lines.put(rows, shape.columns)
        self._mark(session)
        self.query_one("#board", Pane).name_it(self._title(shown, shape))

    def _empty(self) -> str:
        shown = self.found
        return NO_GROUP if shown is None else NOBODY_MINE if shown.columns else NOTHING_SET

    def _title(self, shown: Board, shape: Grid) -> str:
        every = len(shown.columns)
        return shown.name + (f" · the newest {every - shape.first} of {every} sessions" if shape.first else "")

    def _about(self, shown: Board | None) -> Content:
        if shown is None:
            return plain("")
        whose = ("my caseload" if self.mine else "whole group") + (", new first" if self.new_first else "")
        review = f"{shown.to_review} of {shown.to_review_all}" if self.mine else f"{shown.to_review}"
        way = " · ".join(f"{barrier} {times}" for barrier, times in shown.barriers[:4])
        return joined(
            (whose, "bold"), "   to review ", (review, "bold $accent" if shown.to_review else ""),
            *(("   in the way: ", way) if way else ()),
        )  # fmt: skip

    # --- the cursor ---------------------------------------------------------------------------------------------

    def _mark(self, session: str) -> None:
        """Put the cursor into that session's column, else into the newest."""
        lines = self.query_one("#grid", Lines)
        marks = {column.mark: i for i, column in enumerate(lines.columns) if column.mark}
        if marks:
            lines.column = marks.get(session, max(marks.values()))
            lines.refresh_row(lines.cursor)

    def _stand_at_new(self, shown: Board) -> None:
        """On the first piece to review, else on the first member and the newest session."""
        for line in shown.lines:
            for column, piece in zip(shown.columns, line.cells, strict=True):
                if piece is not None and piece.new:
                    self.query_one("#grid", Lines).go_to(line.member)
                    self._mark(column.session)
                    return
        self._mark("")

    @property
    def line(self) -> BoardLine | None:
        """The member under the cursor."""
        key, shown = self.query_one("#grid", Lines).key, self.shown
        return next((line for line in shown.lines if line.member == key), None) if shown else None

    @property
    def piece(self) -> Piece | None:
        """The homework under the cursor; None where nothing was set."""
        line, shown, session = self.line, self.shown, self.query_one("#grid", Lines).mark
        if line is None or shown is None:
            return None
        return next((p for p, c in zip(line.cells, shown.columns, strict=True) if c.session == session), None)

    def on_lines_moved(self) -> None:
        self.query_one("#detail", Static).update(self._detail())
        self.refresh_bindings()

    def _detail(self) -> Content:
        line, piece = self.line, self.piece
        if line is None:
            return plain("")
        name = self.named(line.name, line.client_number)
        if piece is None:
            return joined((name, "bold"), " · nothing was set for this session")
        case, today = review_case(self.who, piece.homework), self.who.today()
        helped = case.item.homework.practice.helped if case.item.homework.practice else ""
        made = review_words(case.item, self.who.clinic.zone, today, case.reviewer)
        return joined(
            (name, "bold"), f" · {session_words(case.item)} · {set_words(case.item, today)}\n",
            handed_in_words(case.item, today), f" · “{helped}”\n" if helped else "\n",
            (f"reviewed: {made}" if made else "not reviewed yet: enter reviews it" if piece.new else "", "$text-quiet"),
        )  # fmt: skip

    # --- keys ---------------------------------------------------------------------------------------------------

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        shown = self.shown
        if action == "review_next":
            return bool(shown and shown.to_review)
        if action == "adapt":
            return bool(shown and self.piece is not None and self.piece.done is None)
        if action in ("hand_in", "log", "chart"):
            return self.line is not None if shown else False
        if action in ("barriers", "experiments", "caseload", "new_first", "group"):
            return shown is not None
        return super().allows(action, parameters)

    def on_lines_opened(self) -> None:
        piece = self.piece
        if piece is not None and piece.done is not None:
            self.app.push_screen(ReviewPage(piece.homework, mine=bool(self.mine)))
        else:
            self.action_hand_in()

    def action_review_next(self) -> None:
        queue = in_turn(to_review(self.who), self.group_id, mine=bool(self.mine))
        if queue:
            self.app.push_screen(ReviewPage(queue[0].homework, mine=bool(self.mine)))

    def action_hand_in(self) -> None:
        case = self._to_hand_in()
        if case is not None:
            self.app.push_screen(hand_in_dialog(case, self._short(case), self.who.today()))

    def action_log(self) -> None:
        case = self._to_hand_in()
        if case is not None:
            self.app.push_screen(LogDialog(case, self._short(case), self.who.today()))

    def action_adapt(self) -> None:
        piece = self.piece
        if piece is not None and self.may("set homework"):
            case = review_case(self.who, piece.homework)
            self.app.push_screen(adapt_dialog(case, self._short(case), next_step_of(case.earlier)))

    def _to_hand_in(self) -> ReviewCase | None:
        """The piece under the cursor, if anything can be handed in for it; else it is said why not."""
        piece = self.piece
        if piece is None:
            self.say("Nothing was set for this member at this session.")
        elif piece.done is not None and not piece.new:
            self.say("This was reviewed; what was handed in stays as it was.")
        else:
            return review_case(self.who, piece.homework)
        return None

    def _short(self, case: ReviewCase) -> str:
        return self.named(first_and_initial(case.name), case.client_number)

    def action_barriers(self) -> None:
        shown = self.shown
        if shown is not None:
            self.app.push_screen(BarriersPage(shown.group))

    def action_experiments(self) -> None:
        shown = self.shown
        if shown is not None:
            self.app.push_screen(ExperimentsPage(shown.group))

    def action_caseload(self) -> None:
        self.mine = not self.mine
        self.reload()

    def action_new_first(self) -> None:
        self.new_first = not self.new_first
        self.reload()
        self.say("What is new comes first." if self.new_first else "By name.")

    def action_group(self) -> None:
        choices = [
            Choice(g.id, LETTERS[i : i + 1], g.name, f"{g.to_review} to review" if g.to_review else str(g.status))
            for i, g in enumerate(board_groups(self.who))
        ]
        self.app.push_screen(Choose("Homework of which group?", choices), self._show_group)

    def _show_group(self, group_id: str | None) -> None:
        if group_id is not None and group_id != self.group_id:
            self.group_id, self._placed = group_id, False
            self.reload()

    def action_chart(self) -> None:
        line = self.line
        if line is not None:
            self.app.open_place("chart", line.client)
