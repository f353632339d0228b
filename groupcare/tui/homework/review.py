"""Reviewing homework, one piece after the other: a digit and enter each. What is chosen or typed is never lost."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from groupcare.acts import RecordError, homework
from groupcare.queries.homework import ReviewCase, ReviewLine, review_case, to_review
from groupcare.queries.homework_barriers import Offer, open_offers
from groupcare.rules.homework import Homework, Review
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Choice, Choose, Confirm
from groupcare.tui.homework.came_of import ask_what_came
from groupcare.tui.homework.hand_in import hand_in_dialog
from groupcare.tui.homework.log_entry import LogDialog
from groupcare.tui.homework.quality import Quality
from groupcare.tui.homework.words import FACTS, facts, first_and_initial
from groupcare.tui.page import Page
from groupcare.tui.safe import plain

KEEP_SECONDS = 1.0
NONE = "none"
KEYS = ("hand-in", "log", "objective", "idea", "chart", "back")
OWN = ("choose", "save", "skip", "comment", "hand_in", "log", "objective", "idea", "chart")
"""What takes a piece of homework to be done."""


class Found(NamedTuple):
    """One piece, all that wait for a review, and ideas offered to this member of which nobody has asked yet."""

    case: ReviewCase
    queue: list[ReviewLine]
    offers: tuple[Offer, ...]


def in_turn(waiting: Sequence[ReviewLine], group: str, *, mine: bool) -> list[ReviewLine]:
    """What waits for a review, in the order it is gone through: this group's first, else as it is given."""
    lines = [line for line in waiting if line.mine or not mine]
    return sorted(lines, key=lambda line: line.group != group)


class ReviewPage(Page[Found]):
    """Saving goes on to the next piece that waits, in this group first; with `mine`, within one's own caseload."""

    HELP = """One piece of homework: what was set, what came in, what came before. 0 to 4 gives its quality, enter saves
    and goes on to the next that waits; n passes over one. c writes a comment, which the next brief of the group shows.
    l keys in a paper log; o says which objective of the plan it serves; i keeps what
    came of an idea that was offered. What you leave unsaved is kept for you
    and stands here when you come back; nobody else sees it."""
    CSS_PATH = "homework.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("0", "choose(0)", "quality", id="quality", key_display="0–4", tooltip="How it was done", show=False),
        *(Binding(str(n), f"choose({n})", "quality", show=False) for n in range(1, 5)),
        Binding("f9,ctrl+o,ctrl+s", "save", "save, next", id="main", key_display="f9", tooltip="Save and go on"),
        Binding("enter", "save", "save, next", id="save", tooltip="Save and go on to the next that waits", show=False),
        Binding("n", "skip", "pass over", id="skip", tooltip="Go on without saving; what you chose is kept"),
        Binding("c", "comment", "comment", id="comment", tooltip="Write a comment to the quality", show=False),
        Binding("pagedown", "scroll(1)", "Page down", show=False),
        Binding("pageup", "scroll(-1)", "Page up", show=False),
        Binding("h", "hand_in", "hand in", id="hand-in", tooltip="Write down, or correct, what was done", show=False),
        Binding("l", "log", "log", id="log", tooltip="Key in, or correct, the paper log, one line", show=False),
        Binding("o", "objective", "objective", id="objective", tooltip="Which objective it serves", show=False),
        Binding("i", "idea", "idea", id="idea", tooltip="What came of an idea that was offered", show=False),
        Binding("m", "chart", "chart", id="chart", tooltip="The member's chart", show=False),
    ]

    def __init__(self, homework_id: str, *, mine: bool = False) -> None:
        super().__init__()
        self.homework_id, self.mine = homework_id, mine
        self._passed: set[str] = set()
        self._saved = ""
        """What was saved last: undone, it is shown again."""
        self._shown = ""
        self._before: Review | None = None
        """The review there was when this piece was taken up."""
        self._keeping: Timer | None = None

    # --- what is shown ------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        rows = (
            Horizontal(Static(label, classes="label"), Static(id=name), classes="fact", id=f"row-{name}")
            for name, label in FACTS.items()
        )
        yield Vertical(
            Pane(
                VerticalScroll(*rows, can_focus=False),
                keys=("hand-in", "log", "objective", "idea", "chart", "back"),
                id="case",
            ),
            Horizontal(
                Pane(Quality(), title="Quality", keys=("quality", "save"), id="quality-pane"),
                Pane(
                    TextArea(tab_behavior="focus", soft_wrap=True, show_line_numbers=False),
                    title="Comment",
                    keys=("comment",),
                    id="comment-pane",
                ),
                id="answers",
            ),
            classes="body",
        )

    def load(self) -> Found:
        waiting = to_review(self.who)
        if self._saved and any(line.homework == self._saved for line in waiting):
            self._passed.discard(self._saved)
            self._take(self._saved)
            self._saved = ""
        case = review_case(self.who, self.homework_id)
        offers = open_offers(self.who, case.group, case.item.homework.member)
        return Found(case, in_turn(waiting, case.group, mine=self.mine), offers)

    def show(self, found: Found) -> None:
        case, today = found.case, self.who.today()
        piece = case.item.homework
        name = self.named(case.name, case.client_number)
        self.query_one("#case", Pane).name_it(f"{name} · {case.group_name} · {len(found.queue)} to review")
        offered = "; ".join(f"“{offer.what}”" for offer in found.offers)
        asked = {"ideas": f"offered {offered}: i keeps what came of it" if offered else ""}
        for fact, words in {**facts(case, self.who.clinic.zone, today), **asked}.items():
            self.query_one(f"#{fact}", Static).update(plain(words))
            self.query_one(f"#row-{fact}").display = bool(words)
        self.query_one(Quality).answers = piece.practice is not None
        if self._shown != piece.id:
            self._take_up(piece)
        self._say_unsaved()

    def _take_up(self, piece: Homework) -> None:
        """Begin with a piece: as it was left, else as it was reviewed, else with nothing."""
        self._shown, self._before = piece.id, piece.review
        quality, comment = self._baseline
        left = self.app.behind.draft(self._form)
        if left is not None and piece.practice is not None:
            comment = left.get("comment", "")
            chosen = left.get("quality", "")
            quality = int(chosen) if chosen in ("0", "1", "2", "3", "4") else None
        self.query_one(Quality).chosen = quality
        self.query_one(TextArea).text = comment
        self.query_one(Quality).focus()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    # --- what is chosen and typed -------------------------------------------------------------------------------

    @property
    def _form(self) -> str:
        return f"review {self._shown}"

    @property
    def _baseline(self) -> tuple[int | None, str]:
        return (self._before.quality, self._before.comment) if self._before else (None, "")

    @property
    def _typed(self) -> tuple[int | None, str]:
        return self.query_one(Quality).chosen, self.query_one(TextArea).text

    def _say_unsaved(self) -> None:
        unsaved = " · not saved yet" if self._typed != self._baseline else ""
        self.query_one("#quality-pane", Pane).name_it(f"Quality{unsaved}")

    def keep_draft_now(self) -> None:
        """Keep what is chosen and typed, where it is not what is recorded; nothing where it was taken back."""
        if self.app.desk is None or not self._shown:
            return
        quality, comment = self._typed
        if self._typed != self._baseline:
            fields = {"quality": "" if quality is None else str(quality), "comment": comment}
            self.app.behind.keep_draft(self._form, fields)
        elif self.app.behind.draft(self._form) is not None:
            self.app.behind.forget_draft(self._form)

    def on_screen_suspend(self) -> None:
        self.keep_draft_now()

    def on_quality_chosen(self) -> None:
        self._say_unsaved()
        self.keep_draft_now()

    def on_text_area_changed(self) -> None:
        self._say_unsaved()
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(KEEP_SECONDS, self.keep_draft_now)

    def on_descendant_focus(self) -> None:
        self._show_comment_keys()

    def on_descendant_blur(self) -> None:
        self._show_comment_keys()

    def _show_comment_keys(self) -> None:
        pane = self.query_one("#comment-pane", Pane)
        pane.keys = ("main", "back") if self.query_one(TextArea).has_focus else ("comment",)
        pane.show_keys()

    def _take(self, homework_id: str) -> None:
        """Go on with another piece; what stands here is kept."""
        self.keep_draft_now()
        self.homework_id = homework_id

    # --- keys ---------------------------------------------------------------------------------------------------

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in OWN and (self.has_class("-refused") or not hasattr(self, "found")):
            return False
        if action in ("choose", "save", "comment"):
            return self.found.case.item.homework.practice is not None
        if action == "idea":
            return bool(self.found.offers)
        if action in ("hand_in", "log"):
            return self.found.case.item.homework.review is None
        return super().allows(action, parameters)

    def action_choose(self, quality: int) -> None:
        self.query_one(Quality).choose(quality)

    def action_comment(self) -> None:
        self.query_one(TextArea).focus()

    def action_back(self) -> None:
        if self.query_one(TextArea).has_focus:
            self.query_one(Quality).focus()
        else:
            self.keep_draft_now()
            super().action_back()

    def action_scroll(self, by: int) -> None:
        facts = self.query_one(VerticalScroll)
        facts.scroll_relative(y=by * max(1, facts.size.height - 1), animate=False)

    def action_skip(self) -> None:
        self._passed.add(self.homework_id)
        self._go_on()

    def action_save(self) -> None:
        quality, comment = self._typed
        if quality is None and not comment.strip():
            self.say("0 to 4 gives the quality; n passes over it.")
        elif self._typed == self._baseline:
            self._go_on()
        elif self.found.case.item.homework.review != self._before:
            self._ask_and_save()
        else:
            self._save()

    @work(group="asking")
    async def _ask_and_save(self) -> None:
        by = self.found.case.reviewer or "Somebody"
        question = f"{by} has reviewed this in the meantime. Put yours in its place?"
        if await self.app.push_screen_wait(Confirm(question, yes="put mine", no="leave theirs")):
            self._save()

    def _save(self) -> None:
        """Save, and show the next at once; a refusal brings this one back, with what was typed."""
        quality, comment = self._typed
        piece, form, behind = self.homework_id, self._form, self.app.behind
        self.keep_draft_now()
        act = partial(homework.review, homework_id=piece, quality=quality, comment=comment)
        case = self.found.case
        name = self.named(first_and_initial(case.name), case.client_number)
        said = f"reviewed {name}" + ("" if quality is None else f": {quality}")
        self._passed.add(piece)

        async def save() -> None:
            try:
                await self.app.perform(act, said)
            except RecordError as refused:
                self._is_refused(piece, f"Not saved for {name}: {refused}")
            else:
                behind.forget_draft(form)
                self._saved = piece

        self.app.run_worker(save(), group="acts")  # the program's own: leaving the page does not call it off
        self._shown = ""
        self._go_on()

    def _is_refused(self, piece: str, sentence: str) -> None:
        self._passed.discard(piece)
        if self.is_there:
            self.app.tell(sentence)
            self._take(piece)
            self.reload()
        else:
            self.app.tell(f"{sentence} What was typed stands there when you open it again.")

    def _go_on(self) -> None:
        """To the next that waits; out where there is none, or where a review of before was corrected."""
        queue = () if self._before is not None else self.found.queue
        following = next((line.homework for line in queue if line.homework not in self._passed), None)
        if following is None:
            self.keep_draft_now()
            self.dismiss()
        else:
            self._take(following)
            self.reload()

    def action_hand_in(self) -> None:
        case = self.found.case
        name = self.named(first_and_initial(case.name), case.client_number)
        self.app.push_screen(hand_in_dialog(case, name, self.who.today()))

    def action_log(self) -> None:
        case = self.found.case
        name = self.named(first_and_initial(case.name), case.client_number)
        self.app.push_screen(LogDialog(case, name, self.who.today()))

    def action_objective(self) -> None:
        """Link it to an objective of the member's plan, so that what came in is a reading of it."""
        case, choices = self.found.case, [Choice(NONE, "–", "serves no objective")]
        for key, words in case.objectives:
            choices.append(Choice(key, "", f"{key} {words}"))
        if len(choices) == 1:
            self.say("The member's plan has no objectives to link to.")
            return
        self.app.push_screen(Choose("Which objective does it serve?", choices), self._linked)

    def action_idea(self) -> None:
        case = self.found.case
        name = self.named(first_and_initial(case.name), case.client_number)
        ask_what_came(self, self.found.offers[0], name, self.who.today())

    def _linked(self, key: str | None) -> None:
        if key is not None:
            objective = None if key == NONE else key
            piece, said = self.homework_id, f"linked to {key}" if objective else "linked to no objective"
            self.do(partial(homework.link_homework, homework_id=piece, objective=objective), said)

    def action_chart(self) -> None:
        self.app.open_place("chart", self.found.case.client)
