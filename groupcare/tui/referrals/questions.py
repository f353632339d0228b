"""Which questions a screening asks, in which order, and what comes next. What is asked of whom is the rules' to say.

The parts come in the order in which a call goes. An item 9 above 0 brings the C-SSRS before everything else that is
still to be asked.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import structs

from groupcare.queries.screening_case import ScreeningCase
from groupcare.rules import cssrs
from groupcare.rules.measures import Measure
from groupcare.rules.people import ReferralStatus
from groupcare.rules.screening import CSSRS, GAD7, PHQ9, Administered, Answered, too_old
from groupcare.tui.referrals.sheets import (
    CHECKLISTS,
    INTAKE,
    Sheet,
    checklist,
    intake_sheet,
    measure_sheet,
    take_given,
    take_intake,
)

ITEM9 = "phq9_9"
FUNCTION, REPORTED = "function", "reported"
IMMINENT = "imminent"
RECENT = "cssrs_6_recent"
YES_NO = ((1, "yes"), (0, "no"))

TITLES = {
    PHQ9: "PHQ-9",
    FUNCTION: "PHQ-9 function, not scored",
    CSSRS: "C-SSRS screener",
    GAD7: "GAD-7, optional",
    "participation": "Taking part",
    "observations": "Observed",
    "red_flags": "Medical red flags",
    REPORTED: "Reported by staff",
}
GOOD = {"participation": 1, "observations": 0, "red_flags": 0}
"""The answer of each checklist that nothing speaks against."""
WORDS = {
    "share": "can tell their own story",
    "listen": "can listen to others",
    "practise": "can learn and practise the skills",
    "attend": "can attend at the group's times",
    "language": "shares the group's language, or has an interpreter",
    "confidentiality": "has agreed to confidentiality",
}


class Question(NamedTuple):
    """One line that is answered by a key. `read` is what to read out, `options` are the answers with their words."""

    key: str
    sheet: str
    number: str
    text: str
    read: str
    options: tuple[tuple[int, str], ...]
    yes_no: bool = True
    guarded: bool = False


class Part(NamedTuple):
    """Questions that belong together."""

    id: str
    title: str
    questions: tuple[Question, ...]


class Questionnaire:
    """All sheets of one referral's screening with their questions."""

    def __init__(self, case: ScreeningCase) -> None:
        self.measures: dict[str, Measure] = {m: case.measures[m] for m in (PHQ9, CSSRS, GAD7)}
        self.sheets: dict[str, Sheet] = {m: measure_sheet(measure) for m, measure in self.measures.items()}
        self.sheets[INTAKE] = intake_sheet(case)
        self._parts = {part.id: part for part in self._all_parts()}
        self.take(case)

    def take(self, case: ScreeningCase) -> None:
        """Bring everything up to what the record holds, but for what is not saved yet."""
        seated = case.referral.status is ReferralStatus.seated
        for measure in self.measures:
            take_given(self.sheets[measure], case.given.get(measure), case.on, seated=seated)
        take_intake(self.sheets[INTAKE], case.referral)
        self.imminent = case.referral.imminent_risk is not None
        self._on, self._policy = case.on, case.policy

    # --- the questions --------------------------------------------------------------------------------------------

    def _all_parts(self) -> Iterator[Part]:
        yield Part(PHQ9, TITLES[PHQ9], tuple(q for q in _of_measure(self.measures[PHQ9]) if q.number))
        yield Part(FUNCTION, TITLES[FUNCTION], tuple(q for q in _of_measure(self.measures[PHQ9]) if not q.number))
        yield Part(CSSRS, TITLES[CSSRS], tuple(_of_cssrs(self.measures[CSSRS])))
        yield Part(GAD7, TITLES[GAD7], tuple(_of_measure(self.measures[GAD7])))
        for name in CHECKLISTS:
            keys = [key for key in self.sheets[INTAKE].answers if key.startswith(f"{name}:")]
            yield Part(name, TITLES[name], tuple(map(_of_checklist, keys)))
        told = "Staff report imminent risk: the person is in danger now"
        imminent = Question(IMMINENT, REPORTED, "!", "imminent risk", told, YES_NO)
        yield Part(REPORTED, TITLES[REPORTED], (imminent,))

    @property
    def parts(self) -> list[Part]:
        """In the order in which they are asked now."""
        order = [PHQ9, FUNCTION, CSSRS, GAD7, *CHECKLISTS, REPORTED]
        if self.sheets[PHQ9].answers[ITEM9]:
            order[1:3] = [CSSRS, FUNCTION]
        return [self._parts[name] for name in order]

    def part_of(self, key: str) -> Part:
        """The part in which this question stands."""
        return next(part for part in self._parts.values() if any(q.key == key for q in part.questions))

    def question(self, key: str) -> Question | None:
        """The question of that key, if it is one."""
        return next((q for part in self._parts.values() for q in part.questions if q.key == key), None)

    def answer(self, question: Question) -> int | None:
        """What stands there now."""
        if question.key == IMMINENT:
            return 1 if self.imminent else None
        return self.sheets[question.sheet].answers[question.key]

    def is_asked(self, question: Question) -> bool:
        """Whether the form's flow asks it now, given what is answered before it. An answered one stays reachable."""
        if question.sheet != CSSRS or self.answer(question) is not None:
            return True
        answers = self.sheets[CSSRS].answers
        place = list(answers).index(question.key)
        if_no = tuple(0 if a is None and i < place else a for i, a in enumerate(answers.values()))
        return place in cssrs.unanswered(if_no)

    def is_open(self, question: Question) -> bool:
        """Whether a key answers it: asked by the flow, and not of an earlier day."""
        return question.key == IMMINENT or (self.is_asked(question) and not self.sheets[question.sheet].older)

    def is_outdated(self, part: Part) -> bool:
        """Whether its answers are older than the policy allows: they count as unanswered until it is asked anew."""
        sheet = self.sheets.get(part.id)
        return sheet is not None and sheet.on is not None and too_old(sheet.on, self._on, self._policy)

    def waits(self, question: Question) -> bool:
        """Whether it waits for a key: open and not answered, or the first of a part that is to be asked anew."""
        part = self.part_of(question.key)
        if self.is_outdated(part) and part.questions[0] == question:
            return True
        return self.is_open(question) and self.answer(question) is None

    # --- the way through ------------------------------------------------------------------------------------------

    def _ordered(self) -> list[Question]:
        return [q for part in self.parts for q in part.questions]

    def after(self, key: str) -> str:
        """The question that comes next, or this one again at the end."""
        ordered = self._ordered()
        place = next(i for i, q in enumerate(ordered) if q.key == key)
        return next((q.key for q in ordered[place + 1 :] if self.is_open(q) or self.waits(q)), key)

    def first_open(self) -> str:
        """Where to go on: the first question that waits for its answer. The GAD-7 waits only once it is begun."""
        for part in self.parts:
            passed_over = part.id == GAD7 and (not self.sheets[GAD7].begun or self.is_outdated(part))
            if part.id == REPORTED or passed_over:
                continue
            for question in part.questions:
                if self.waits(question):
                    return question.key
        return self._ordered()[0].key

    def part_beside(self, key: str, by: int) -> str:
        """The first question that waits in the part before or behind; its first one where none does."""
        parts = self.parts
        here = next(i for i, part in enumerate(parts) if any(q.key == key for q in part.questions))
        part = parts[(here + by) % len(parts)]
        waiting = (q.key for q in part.questions if self.waits(q))
        return next(waiting, part.questions[0].key)

    def progress(self, part: Part) -> tuple[int, int]:
        """How many of the questions that are asked have an answer."""
        asked = [q for q in part.questions if self.is_asked(q)]
        return sum(self.answer(q) is not None for q in asked), len(asked)

    def is_done(self, part: Part) -> bool:
        """Whether nothing in it waits. The GAD-7 may be left out as a whole, and risk is reported only where it is."""
        done, of = self.progress(part)
        if part.id == REPORTED or (part.id == GAD7 and not self.sheets[GAD7].begun):
            return False
        return (
            done == of
            and not self.is_outdated(part)
            and not (part.id == CSSRS and cssrs.unanswered(self.sheets[CSSRS].values()))
        )

    # --- for the rules --------------------------------------------------------------------------------------------

    def answered(self, case: ScreeningCase) -> Answered:
        """What screening is told, with the answers as they stand here."""
        intake = self.sheets[INTAKE]
        return structs.replace(
            case.answered,
            phq9=self._administered(PHQ9, case),
            cssrs=self._administered(CSSRS, case),
            gad7=self._administered(GAD7, case),
            participation=checklist(intake, "participation"),
            observations=checklist(intake, "observations"),
            red_flags=checklist(intake, "red_flags"),
            imminent_risk=self.imminent,
        )

    def _administered(self, measure: str, case: ScreeningCase) -> Administered | None:
        sheet = self.sheets[measure]
        if not sheet.begun:
            return None
        return Administered(
            measure=self.measures[measure],
            answers=sheet.values(),
            on=sheet.on or case.on,
            stated_total=sheet.stated_total,
            evidence=sheet.over or "",
        )


def _of_measure(measure: Measure) -> Iterator[Question]:
    """An item that is not scored has no number."""
    for number, item in enumerate(measure.item, start=1):
        options = tuple(enumerate(item.options or measure.options, start=item.low))
        yield Question(
            item.key,
            measure.id,
            str(number) if item.scored else "",
            item.shown,
            item.shown,
            options,
            yes_no=False,
            guarded=item.key == ITEM9,
        )


def _of_cssrs(measure: Measure) -> Iterator[Question]:
    for item in measure.item:
        question, _, label = item.text.partition(": ")
        number = question.removeprefix("question ")
        recent = ", and whether it was in the past 3 months" if item.key == RECENT else ""
        read = item.says or f"{measure.read_from}: question {number}{recent}."
        yield Question(item.key, measure.id, number, label, read, YES_NO, guarded=True)


def _of_checklist(key: str) -> Question:
    name, what = key.split(":", 1)
    text = WORDS.get(what, what) if name == "participation" else what
    asks = {"participation": "", "observations": "Observed: ", "red_flags": "Medical red flag: "}[name]
    return Question(key, INTAKE, "", text, asks + text, YES_NO)
