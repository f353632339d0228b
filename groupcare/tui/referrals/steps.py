"""What happens around the questions of a screening: paper, asking anew, reporting danger, deciding, handing off.

Each is one key and at most one dialog. None of them stands between an urgent answer and the telephone.
"""

from collections.abc import Callable
from typing import Any

from textual import work

from groupcare.acts import refer
from groupcare.queries.referral_queue import short_name
from groupcare.queries.screening_case import ScreeningCase
from groupcare.rules.intake import MODES
from groupcare.rules.measures import Answers
from groupcare.rules.people import ReferralStatus
from groupcare.rules.screening import GAD7, PHQ9
from groupcare.rules.words import NotADay, read_day
from groupcare.tui.dialogs import Choice, Choose, Confirm, FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.page import Page
from groupcare.tui.referrals.keeping import Facts, Keeper
from groupcare.tui.referrals.paper import PaperDialog
from groupcare.tui.referrals.questions import GOOD, ITEM9, Part, Questionnaire
from groupcare.tui.referrals.sheet_lines import TOP, QuestionLines

NEEDS_A_CASE = frozenset(
    {"answer", "clear", "part", "all_good", "paper", "anew", "facts", "imminent", "dropped", "alert", "handoff"}
    | {
        "seat",
        "apart",
        "chart",
        "route",
        "decide",
        "refer_again",
        "reach",
        "call_back",
        "person",
        "keep_apart",
        "consent",
    }
)
"""What does nothing on a page that was refused."""
OF_QUESTIONS = frozenset({"answer", "clear", "part", "all_good", "paper", "anew", "facts", "route"})
"""What does nothing while the route is shown in full: no key answers a question that is not seen."""


class Steps(Page[ScreeningCase]):
    """The part of the screening page that opens dialogs."""

    referral_id: str
    sheet: Questionnaire | None
    keeper: Keeper
    facts: Facts
    read_back: int | None

    # --- the page's own -----------------------------------------------------------------------------------------------

    @property
    def asking(self) -> Questionnaire:
        """The questionnaire, once there is one."""
        assert self.sheet is not None
        return self.sheet

    @property
    def lines(self) -> QuestionLines:
        """The list of questions."""
        return self.query_one(QuestionLines)

    @property
    def item9(self) -> int | None:
        """What stands at item 9 of a PHQ-9 that is asked here."""
        own = self.asking.sheets[PHQ9]
        return None if own.older else own.answers[ITEM9]

    def go_to(self, key: str) -> None:
        """Put the cursor on a question."""
        self.lines.go_to(key)
        if key in TOP or self.asking.parts[0].questions[0].key == key:
            self.lines.scroll_home(animate=False)

    def put(self, answers: dict[str, int | None], sheet: str) -> None:
        """Set answers of one sheet, show what they mean, and have them saved soon."""
        raise NotImplementedError

    def first_open(self) -> str:
        """Where to begin or go on."""
        raise NotImplementedError

    def draw(self) -> None:
        """Show the answers as they stand."""
        raise NotImplementedError

    @property
    def person(self) -> str:
        """The person, as it may be shown."""
        return self.named(short_name(self.found.client), self.found.client.number)

    def _part(self) -> Part | None:
        question = self.asking.question(self.lines.key)
        return self.asking.part_of(question.key) if question is not None else None

    def _measure(self) -> str | None:
        """The measure under the cursor."""
        question = self.asking.question(self.lines.key)
        return question.sheet if question is not None and question.sheet in self.asking.measures else None

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.sheet is None:
            return action not in NEEDS_A_CASE and super().allows(action, parameters)
        if self.has_class("-route") and action in OF_QUESTIONS:
            return False
        found = self.found
        question = self.asking.question(self.lines.key)
        match action:
            case "answer":
                return question is not None
            case "call_back":
                return found.referral.status is not ReferralStatus.ended
            case "questions":
                return self.has_class("-route")
            case "all_good":
                part = self._part()
                return part is not None and part.id in GOOD
            case "paper":
                return self._measure() in (PHQ9, GAD7)
            case "anew":
                measure = self._measure()
                return measure is not None and self.asking.sheets[measure].over is not None
            case "alert":
                return bool(found.alerts)
            case "handoff":
                unseen = found.handoff is not None and found.handoff.first_seen_on is None
                ended = found.referral.status is ReferralStatus.ended
                return found.referral.status is ReferralStatus.individual_care or (ended and unseen)
            case "seat":
                return found.referral.status is ReferralStatus.waitlisted
            case "apart":
                return bool(found.namesakes)
            case "refer_again":
                return found.referral.status is ReferralStatus.ended
            case "decide":
                return found.referral.status not in (ReferralStatus.ended, ReferralStatus.seated)
        return super().allows(action, parameters)

    # --- asking -----------------------------------------------------------------------------------------------------

    @work(group="dialog")
    async def action_paper(self) -> None:
        measure = self._measure()
        if measure is None:
            return
        sheet = self.asking.sheets[measure]
        given: Answers | None = await self.app.push_screen_wait(
            PaperDialog(self.asking.measures[measure], not sheet.older and sheet.begun)
        )
        if given is None:
            return
        if sheet.older:
            sheet.anew()
        if sheet.over is None:
            sheet.mode = "paper"
        self.put(dict(zip(sheet.answers, given, strict=True)), measure)
        self.go_to(self.asking.after(list(sheet.answers)[-1] if measure != PHQ9 else ITEM9))

    @work(group="dialog")
    async def action_anew(self) -> None:
        """Ask a measure anew; what was asked before stays in the record, and no longer counts."""
        measure = self._measure()
        if measure is None:
            return
        sheet = self.asking.sheets[measure]
        name = self.asking.measures[measure].name
        choices = [Choice("anew", "a", "Ask it anew today", "begins empty; what was asked before stays in the record")]
        if sheet.older:
            choices.append(Choice("same", "c", "Correct or complete it", "keeps its day, and how it was asked"))
        chosen = await self.app.push_screen_wait(Choose(f"{name}, asked before", choices))
        if chosen == "anew" and await self.keeper.finish():
            sheet.anew()
        elif chosen == "same":
            sheet.older = False
        if chosen:
            self.draw()
            self.go_to(next(iter(sheet.answers)))

    def action_facts(self) -> None:
        facts = self.facts
        fields = [
            Field("mode", "How", "choice", facts.mode, tuple((m, m) for m in MODES), needed=True),
            Field("asked_by", "Asked by", value=facts.asked_by, needed=True),
            Field("on", "On", value=facts.on.isoformat(), needed=True),
        ]
        words = (
            "This goes with every form that is begun from now on. What is saved keeps how it was asked. "
            "The C-SSRS is never asked through a relative."
        )
        self.app.push_screen(FormDialog("How it is asked", fields, self._take_facts, words=words, save="take"))

    def _take_facts(self, values: dict[str, str]) -> Callable[[Any], None]:
        try:
            on = read_day(values["on"], self.found.on)
        except NotADay as fault:
            raise FieldFault("on", str(fault)) from None
        if on > self.found.on:
            raise FieldFault("on", "Answers cannot have been given in the future.")

        def take(_: Any) -> None:
            self.facts.mode, self.facts.asked_by, self.facts.on = values["mode"], values["asked_by"].strip(), on
            self.call_later(self._facts_taken)

        return take

    def _facts_taken(self) -> None:
        self.draw()
        if not any(sheet.begun for sheet in self.asking.sheets.values()):
            self.go_to(self.first_open())

    @work(group="dialog")
    async def action_all_good(self) -> None:
        part = self._part()
        if part is None or part.id not in GOOD:
            return
        good = GOOD[part.id]
        texts = [f"{'yes' if good else 'no ':>4} {question.text}" for question in part.questions]
        if await self.app.push_screen_wait(Confirm(f"{part.title}: this sets\n" + "\n".join(texts), yes="set these")):
            self.put({question.key: good for question in part.questions}, part.questions[0].sheet)
            self.go_to(self.asking.after(part.questions[-1].key))

    def imminent(self, value: int) -> None:
        """The line was answered: yes reports it; a report is never taken back by a key."""
        if value:
            self.action_imminent()
        elif self.asking.imminent:
            self.app.tell("What was reported stays until a clinician has evaluated it.")

    @work(group="dialog")
    async def action_imminent(self) -> None:
        question = f"Report imminent risk for {self.person}?\nIt opens an urgent alert now, and blocks every group."
        if not await self.app.push_screen_wait(Confirm(question, yes="report it")):
            return
        self.asking.imminent = True
        self.draw()
        self.do(lambda who: refer.record_intake(who, self.referral_id, imminent_risk=True), "reported imminent risk")

    # --- around -----------------------------------------------------------------------------------------------------

    def action_alert(self) -> None:
        if self.found.alerts:
            self.app.open_place("alert", self.found.alerts[0].id)

    def action_chart(self) -> None:
        self.app.open_place("chart", self.found.client.id)

    def action_route(self) -> None:
        """Every reason, over the whole page; the arrows scroll it."""
        self._show_route(True)

    def action_questions(self) -> None:
        self._show_route(False)

    def _show_route(self, full: bool) -> None:
        self.set_class(full, "-route")
        scroll = self.query_one("#route-scroll")
        scroll.can_focus = full
        self.draw()
        self.refresh_bindings()
        self.call_after_refresh(scroll.focus if full else self.lines.focus)

    def action_back(self) -> None:
        if self.has_class("-route"):
            self.action_questions()
        else:
            self._leave()

    @work(group="dialog", exclusive=True)
    async def _leave(self) -> None:
        if self.sheet is None or await self.keeper.finish() or await self._leave_anyway():
            super().action_back()

    async def _leave_anyway(self) -> bool:
        question = f"Not everything is saved. {self.keeper.refusal}\nLeave, and lose what is not?"
        return await self.app.push_screen_wait(Confirm(question, yes="leave", no="stay"))
