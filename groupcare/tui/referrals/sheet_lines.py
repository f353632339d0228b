"""The questionnaire as a list: parts as headings with how far they are, a line a question, the answer in brackets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from textual import events
from textual.message import Message

from groupcare.rules.measures import how_asked
from groupcare.rules.screening import CSSRS, GAD7, PHQ9
from groupcare.rules.words import day
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.referrals.call_words import ABOUT, REACH
from groupcare.tui.referrals.questions import GOOD, REPORTED, Part, Question, Questionnaire
from groupcare.tui.referrals.route import score_words

FACTS = "facts"
TOP = (REACH, FACTS, ABOUT)
"""The lines above the questions, which open a form each."""
ANSWER_WIDTH = 12
ALL_GOOD = {0: "A: nothing observed", 1: "A: all agreed"}


class QuestionLines(Lines):
    """A click on an answer gives it."""

    DEFAULT_CSS = "QuestionLines { height: 1fr; }"

    @dataclass
    class Clicked(Message):
        """An answer of a question was clicked: how far to the right among its options."""

        key: str
        option: int

    def __init__(self) -> None:
        super().__init__(Column(width=2, right=True), Column(share=1), Column(width=ANSWER_WIDTH), id="questions")

    def redraw(self, lines: Sequence[Line]) -> None:
        """Show these; where only texts differ, draw only the lines that do."""
        if [line.key for line in lines] != [line.key for line in self._all]:
            self.put(lines)
            return
        before, self._all = self._all, tuple(lines)
        self._shown = self._all
        for place, (old, new) in enumerate(zip(before, lines, strict=True)):
            if old != new:
                self.refresh_row(place)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("filter", "clear_filter"):
            return False
        if action == "open":
            return self.key in TOP
        return super().check_action(action, parameters)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or not self._widths:
            return
        left, width = self._widths[2]
        place = offset.y - self._head + self.scroll_offset.y
        key = self._shown[place].key if self._head <= offset.y and place < len(self._shown) else ""
        if key and left <= offset.x < left + width:
            self.call_after_refresh(self.post_message, self.Clicked(key, offset.x - left))


def facts_line(facts: str) -> Line:
    """How new answers are asked."""
    return Line(FACTS, (Cell(""), Cell(facts, "quiet"), Cell("e change", "quiet")))


def lines_of(sheet: Questionnaire, top: Sequence[Line], today_words: dict[str, str], again: str = "") -> list[Line]:
    """All of it, below the lines of the TOP. `again` is the question that asks for its key once more."""
    lines = list(top)
    for part in sheet.parts:
        lines.append(heading(part_words(sheet, part, today_words.get(part.id, ""))))
        lines += [_line(sheet, question, question.key == again) for question in part.questions]
    return lines


def part_words(sheet: Questionnaire, part: Part, when: str) -> str:
    """PHQ-9 · over the last 2 weeks · 8 of 9."""
    done, of = sheet.progress(part)
    mark = "!" if sheet.is_outdated(part) else "✓" if sheet.is_done(part) else " "
    words = [f"{mark} {part.title}"]
    if part.id == PHQ9 and not when:
        words.append(sheet.measures[PHQ9].window)
    if part.id == CSSRS and not when:
        own = any(item.says for item in sheet.measures[CSSRS].item)
        words.append("your clinic's wording" if own else "read from your licensed form")
    if part.id == GAD7 and not done:
        words.append("tab passes over it")
    if when:
        words.append(when)
    if part.id not in (REPORTED, "function"):
        words.append(f"{done} of {of}")
    if part.id in (PHQ9, GAD7) and done == of:
        words[-1] = score_words(sheet, part.id)
    if part.id in GOOD and done < of:
        words.append(ALL_GOOD[GOOD[part.id]])
    return " · ".join(words)


def when_words(sheet: Questionnaire, measure: str, today: date) -> str:
    """When an administration of an earlier day was asked."""
    own = sheet.sheets[measure]
    if not own.older or own.on is None:
        return ""
    how = how_asked(own.mode, own.from_file)
    asked = f"asked {day(own.on, today)}{how and ', '}{how}: b asks anew"
    return f"too old, {asked}" if any(p.id == measure and sheet.is_outdated(p) for p in sheet.parts) else asked


def _line(sheet: Questionnaire, question: Question, again: bool) -> Line:
    if not sheet.is_asked(question):
        return Line("", (Cell(f"  {question.number:>2}  {question.text} · not asked", "quiet"),))
    answer = sheet.answer(question)
    older = question.sheet in sheet.sheets and sheet.sheets[question.sheet].older
    tone = "quiet" if older else ""
    shown = Cell("once more", "warning") if again else Cell(_options(question, answer), _tone(question, answer, tone))
    return Line(question.key, (Cell(question.number, "quiet"), Cell(question.text, tone), shown))


def _tone(question: Question, answer: int | None, tone: str) -> str:
    if question.key == "imminent" and answer:
        return "safety"
    return tone or ("quiet" if answer is None else "strong")


def _options(question: Question, answer: int | None) -> str:
    """0  1 [2] 3 , or [yes] no."""
    words = [word if question.yes_no else str(value) for value, word in question.options]
    chosen = [value == answer for value, _ in question.options]
    return "".join(f"[{w}]" if c else f" {w} " for w, c in zip(words, chosen, strict=True))


def option_at(question: Question, x: int) -> int | None:
    """The answer that stands at that place of the answers."""
    left = 0
    for value, word in question.options:
        width = len(word if question.yes_no else str(value)) + 2
        if left <= x < left + width:
            return value
        left += width
    return None
