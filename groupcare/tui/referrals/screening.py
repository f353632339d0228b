"""The screening: left what is asked, right where it leads, in words and at once. What happens around it is in
steps.py, what follows it in going_on.py.

One key answers and moves on. Answers are in the record half a second later, with the findings and alerts they raise;
nothing here waits for a button, and nothing answered is lost by leaving, locking or quitting.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from groupcare.acts import RecordError
from groupcare.acts.screen import screen_if_complete
from groupcare.queries.screening_case import ScreeningCase, screening_case
from groupcare.rules.calls import is_asked
from groupcare.rules.people import ReferralStatus, client_number, referral_number
from groupcare.rules.policy import Route
from groupcare.rules.screening import Outcome, screen
from groupcare.rules.words import day
from groupcare.tui.chrome import Pane
from groupcare.tui.referrals.call_words import ABOUT, REACH, about_line, reach_line, reading, title_words
from groupcare.tui.referrals.keeping import Facts, Keeper
from groupcare.tui.referrals.papers import Papers
from groupcare.tui.referrals.questions import IMMINENT, Question, Questionnaire
from groupcare.tui.referrals.route import full_text, summary
from groupcare.tui.referrals.sentences import Sentences, packed
from groupcare.tui.referrals.sheet_lines import TOP, QuestionLines, facts_line, lines_of, option_at, when_words
from groupcare.tui.safe import joined

KEYS = ("clear", "part", "all", "paper")
CHANGING = ("all_good", "paper", "anew", "alert", "handoff", "seat", "apart", "decide", "refer_again")
"""What is possible at one question and not at another."""
YES_KEYS = {"y": 1, "n": 0, "1": 1, "0": 0}


class ScreeningPage(Papers):
    """The person asks; the rules say what it means; the keeper saves. The page only brings them together."""

    HELP = """Ask from top to bottom; one key answers and moves on, backspace takes the last answer back. The right side
    says where the answers lead so far, and why. Answers save themselves; an urgent answer raises its alert by itself,
    and the page says whom to call. Item 9 and the C-SSRS take no key that comes within half a second of the one before.
    f9 screens and asks for your decision; what is answered in full is also screened when you leave the page."""
    CSS_PATH = "screening.tcss"
    GUARD_SECONDS: ClassVar[float] = 0.5
    clock: ClassVar[Callable[[], float]] = staticmethod(monotonic)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "decide", "decide", id="main", key_display="f9", tooltip="Screen, then decide"),
        Binding(
            "f9,ctrl+o", "refer_again", "refer again", id="again", key_display="f9", tooltip="A new referral of them"
        ),
        Binding("0", "answer('0')", "answer", id="digits", key_display="0–3", show=False, tooltip="Answer, and go on"),
        Binding("1", "answer('1')", "answer", show=False),
        Binding("2", "answer('2')", "answer", show=False),
        Binding("3", "answer('3')", "answer", show=False),
        Binding("y", "answer('y')", "answer", id="yes", key_display="y/n", show=False, tooltip="Yes or no, and go on"),
        Binding("n", "answer('n')", "answer", show=False),
        Binding("backspace", "clear", "clear", id="clear", key_display="⌫", show=False, tooltip="Take the answer back"),
        Binding("tab", "part(1)", "next part", id="part", show=False, tooltip="On to the next part"),
        Binding("shift+tab", "part(-1)", "part before", id="part-before", show=False, tooltip="Back a part"),
        Binding("A", "all_good", "all clear", id="all", key_display="A", show=False, tooltip="The whole list at once"),
        Binding("f7,p", "paper", "paper", id="paper", show=False, tooltip="Type the digits of a paper form"),
        Binding("b", "anew", "ask anew", id="anew", show=False, tooltip="Begin this measure anew, today"),
        Binding("e", "facts", "how asked", id="facts", show=False, tooltip="Who asked, how, and on which day"),
        Binding("exclamation_mark", "imminent", "imminent risk", id="imminent", show=False, tooltip="Report it now"),
        Binding("w", "reach", "the call", id="reach", show=False, tooltip="Where they are, and a number to call back"),
        Binding("f8,ctrl+t", "dropped", "call dropped", id="dropped", show=False, tooltip="Save, and call back"),
        Binding("l", "call_back", "call back", id="call-back", show=False, tooltip="Note a try to reach the person"),
        Binding("E", "person", "the person", id="person", key_display="E", show=False, tooltip="Name to use, safe ways "
                "to reach them, interpreter, guardian"),
        Binding("k", "keep_apart", "keep apart", id="keep-apart", show=False, tooltip="Who must not sit with them"),
        Binding("o", "consent", "consent", id="consent", show=False, tooltip="What they agree to, or refuse"),
        Binding("a", "alert", "alert", id="alert", show=False, tooltip="Open the person's alert"),
        Binding("h", "handoff", "handoff", id="handoff", show=False, tooltip="Handed off, accepted, first seen"),
        Binding("u", "seat", "seat", id="seat", show=False, tooltip="Choose a group for a waitlisted person"),
        Binding("t", "apart", "tell apart", id="apart", show=False, tooltip="Two people of one name are two"),
        Binding("c", "chart", "chart", id="chart", show=False, tooltip="The person's chart"),
        Binding("f5,ctrl+r", "route", "route in full", id="route", show=False, tooltip="Every reason, over it all"),
        Binding("f5,ctrl+r", "questions", "questions", id="questions", show=False, tooltip="Back to the questions"),
    ]  # fmt: skip

    def __init__(self, referral_id: str) -> None:
        super().__init__()
        self.referral_id = referral_id
        self.sheet: Questionnaire | None = None
        self.answered_at = float("-inf")
        self.again = ""
        self.read_back: int | None = None
        self._keys_said: tuple[object, ...] = ()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        yield Container(
            Sentences(id="rail"),
            Pane(
                QuestionLines(),
                Sentences(id="reading"),
                keys=("digits", *KEYS),
                id="sheet-pane",
            ),
            Pane(
                VerticalScroll(Sentences(id="route"), can_focus=False, id="route-scroll"),
                title="Route so far",
                keys=("alert", "handoff", "seat", "apart", "chart", "route", "questions"),
                id="route-pane",
            ),
            id="whole",
            classes="body",
        )

    def load(self) -> ScreeningCase:
        found: ScreeningCase | None = getattr(self, "found", None)
        return screening_case(self.who, self.referral_id, others=found.others if found is not None else None)

    def viewed(self) -> tuple[str, str]:
        return "screening", self.found.referral.client

    def show(self, found: ScreeningCase) -> None:
        first = self.sheet is None
        if self.sheet is None:
            self.sheet = Questionnaire(found)
            calls = [call.mode for call in (found.call, found.earlier) if call is not None and call.on == found.on]
            self.facts = Facts(found.staff, calls[0] if calls else "in person", found.on)
            self.keeper = Keeper(self, self.referral_id, self.sheet, self.facts)
        else:
            self.sheet.take(found)
        pane, title = self.query_one("#sheet-pane", Pane), self._title(found)
        if pane.title != title:
            pane.name_it(title)
        self.draw()
        if first:
            self.go_to(self.first_open())
            self.call_after_refresh(self.go_to, self.lines.key)  # once it is known what is seen

    def _title(self, found: ScreeningCase) -> str:
        referral = found.referral
        client = found.client
        call = "" if self.app.names_hidden else title_words(found)
        words = [self.named(found.name, client.number), *([] if call else [referral_number(referral.number)])]
        if not self.app.names_hidden:
            born = f", b. {client.date_of_birth.year}" if client.date_of_birth else ", no birth date"
            words.insert(1, f"{client_number(client.number)}{born}")
        ended = referral.status is ReferralStatus.ended
        going_on = call or f"received {day(referral.received_on, found.on)}"
        words.append(f"ended: {referral.end_reason}" if ended else going_on)
        return " · ".join(words)

    def draw(self) -> None:
        """Show the answers as they stand, and what the rules make of them."""
        on = self.found.on
        when = {measure: when_words(self.asking, measure, on) for measure in self.asking.measures}
        found = self.found
        top = (
            reach_line(found, self.is_by_phone, self.app.names_hidden),
            facts_line(self._facts_words()),
            about_line(found),
        )
        self.lines.redraw(lines_of(self.asking, top, when, self.again))
        self.outcome = self._outcome()
        others = [(one.number, one.name) for one in found.namesakes] + [(one.number, one.name) for one in found.apart]
        names = {number: self.named(name, number) for number, name in others}
        narrow = self.has_class("-narrow") and not self.has_class("-route")
        text = summary(found, self.outcome) if narrow else full_text(found, self.asking, self.outcome, names)
        self.query_one("#route", Sentences).tell(text)
        self._draw_rail()
        self._draw_reading()
        self.show_saved()
        self.set_class(self.outcome.route is Route.urgent, "-urgent")
        self._say_keys()

    def _outcome(self) -> Outcome:
        answered = self.asking.answered(self.found)
        return screen(answered, self.found.policy, self.asking.measures, self.found.on)

    def _facts_words(self) -> str:
        facts = self.facts
        when = "today" if facts.on == self.found.on else day(facts.on, self.found.on)
        return f"New answers: asked {when} by {facts.asked_by}, {facts.mode}"

    def _draw_rail(self) -> None:
        if not self.has_class("-full"):
            return
        rows: list[Content] = []
        here = self.lines.key
        for key, title, known in (
            (REACH, "The call", is_asked(self.found.call)),
            (ABOUT, "The person", bool(self.found.client.safe_contact)),
        ):
            rows.append(joined(("✓ " if known else "▸ " if key == here else "  ", "$success"), title))
        for part in self.asking.parts:
            done, of = self.asking.progress(part)
            mark = "▸" if any(q.key == here for q in part.questions) else " "
            mark = "!" if self.asking.is_outdated(part) else "✓" if self.asking.is_done(part) else mark
            count = f"{done}/{of}" if done else ""
            style = "$warning" if mark == "!" else "$success"
            rows.append(joined((f"{mark} ", style), f"{part.title.split(',')[0]}  ", (count, "$text-quiet")))
        self.query_one("#rail", Sentences).tell(joined("\n\n").join(rows), fixed=True)

    def _draw_reading(self) -> None:
        question = self.asking.question(self.lines.key)
        if self.lines.key in (REACH, ABOUT):
            words = reading(self.found, self.lines.key)
        elif question is None:
            noted = self._facts_words().replace("New answers:", "New answers are noted as:")
            words = joined(f"{noted}. What is answered already keeps its own.\n", ("e", "bold $accent"), " changes it.")
        else:
            keys = [("y", "yes"), ("n", "no")] if question.yes_no else [(str(v), w) for v, w in question.options]
            options = packed(keys, self.query_one("#reading").content_size.width or 60)
            words = Content("").join([joined((question.read, "bold"), "\n"), options])
        self.query_one("#reading", Sentences).tell(words, fixed=True)

    def _say_keys(self) -> None:
        """What the keys do is drawn again only where it is something else than before."""
        question = self.asking.question(self.lines.key)
        keys: tuple[str, ...] = ("yes" if question is not None and question.yes_no else "digits", *KEYS)
        if question is not None and question.sheet in self.asking.measures and self.asking.sheets[question.sheet].older:
            keys = ("anew", *KEYS)
        if self.is_by_phone:
            keys = (*keys, "dropped" if self.found.dropped is None else "call-back")
        now = (keys, *(self.check_action(name, ()) for name in CHANGING))
        if now != self._keys_said:
            self._keys_said = now
            self.query_one("#sheet-pane", Pane).keys = keys
            self.refresh_bindings()

    def show_saved(self) -> None:
        """Say in the title whether everything is in the record."""
        saved = self.keeper.words()
        title = f"Route so far · {saved}" if saved else "Route so far"
        for pane in self.query("#route-pane").results(Pane):
            if pane.title != title:
                pane.name_it(title)

    def on_resize(self, event: events.Resize) -> None:
        if self.sheet is not None:
            self.call_after_refresh(self.draw)

    # --- answering --------------------------------------------------------------------------------------------------

    def action_answer(self, key: str) -> None:
        question = self.asking.question(self.lines.key)
        if question is None:
            self.app.tell("This line is no question: enter opens it, tab goes on to the questions.")
            return
        value = YES_KEYS.get(key) if question.yes_no else int(key) if key.isdigit() else None
        if value is not None and value in [known for known, _ in question.options]:
            self.give(question, value)

    def give(self, question: Question, value: int) -> None:
        """Take one answer and move on; item 9 and the C-SSRS take none right after another key."""
        if self.found.referral.status is ReferralStatus.ended:
            self.app.tell("This referral has ended; f9 enters a new one for this person.")
        elif question.key == IMMINENT:
            self.imminent(value)
        elif not self.asking.is_open(question):
            self.action_anew()
        elif self._too_soon(question):
            self.again = question.key
            self.draw()
        else:
            self.put({question.key: value}, question.sheet)
            self.go_to(self.asking.after(question.key))

    def _too_soon(self, question: Question) -> bool:
        now, before = type(self).clock(), self.answered_at
        self.answered_at = now
        return question.guarded and now - before < self.GUARD_SECONDS

    def put(self, answers: dict[str, int | None], sheet: str) -> None:
        """Set answers of one sheet, show what they mean, and have them saved soon."""
        self.again = ""
        self.keeper.done_but(sheet)
        self.asking.sheets[sheet].answers.update(answers)
        self.draw()
        guarded = any(q is not None and q.guarded for q in map(self.asking.question, answers))
        self.keeper.later(grave=guarded or self.outcome.route is Route.urgent)

    def action_clear(self) -> None:
        """Take back the answer under the cursor; where there is none, the one before it."""
        question = self.asking.question(self.lines.key)
        if question is not None and self.asking.answer(question) is None:
            self.lines.action_move(-1)
            question = self.asking.question(self.lines.key)
        if question is None or question.sheet not in self.asking.sheets or not self.asking.is_open(question):
            return
        if self.asking.answer(question) is not None:
            self.put({question.key: None}, question.sheet)

    def action_part(self, by: int) -> None:
        above = self.lines.key in TOP
        self.go_to(self.asking.first_open() if above else self.asking.part_beside(self.lines.key, by))
        question = self.asking.question(self.lines.key)
        self.keeper.done_but(question.sheet if question is not None else "")

    def on_lines_moved(self) -> None:
        if self.sheet is not None:
            if self.again and self.again != self.lines.key:
                self.again = ""
                self.draw()
            self._draw_rail()
            self._draw_reading()
            self._say_keys()

    def on_lines_opened(self) -> None:
        {REACH: self.action_reach, ABOUT: self.action_person}.get(self.lines.key, self.action_facts)()

    def on_question_lines_clicked(self, event: QuestionLines.Clicked) -> None:
        question = self.asking.question(event.key)
        value = option_at(question, event.option) if question is not None else None
        if question is not None and value is not None:
            self.give(question, value)

    # --- leaving ----------------------------------------------------------------------------------------------------

    def held_back(self) -> str:
        if self.sheet is not None and self.keeper.refusal and not self.keeper.is_done:
            return f"Not everything that was answered is saved. {self.keeper.refusal}"
        return ""

    def saves_first(self) -> bool:
        return self.sheet is not None and not self.keeper.is_done

    async def save_now(self) -> None:
        """What is answered is in the record before the page or the program closes, or `held_back` says why not."""
        if self.sheet is not None and await self.keeper.finish() and self.is_complete:
            with suppress(RecordError):  # it waits to be screened then, and says so in the queue
                await self.app.perform(partial(screen_if_complete, referral_id=self.referral_id))

    def on_screen_suspend(self) -> None:
        if self.sheet is not None:
            left = self.app.locked or not isinstance(self.app.screen, ModalScreen)
            if not left:
                self.keeper.flush()
                return
            self.keeper.all_done()
            if self.is_complete and self.app.desk is not None:
                self.app.run_worker(self.screen_as_left(), group="acts")

    def on_unmount(self) -> None:
        if self.sheet is not None:
            self.keeper.all_done()
