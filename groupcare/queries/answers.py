"""One set of answers, item by item: the wording where the licence allows it, else our own labels."""

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.measures import Assessment, Item, Measure
from groupcare.rules.watch import CSSRS_FORMS


class Answer(Struct, frozen=True, kw_only=True):
    """An item and what was answered, as its number (None: unanswered) and in words; `scored` tells if it counts."""

    number: int
    text: str
    wording: bool
    answer: int | None
    words: str
    scored: bool


class AnswerSet(Struct, frozen=True, kw_only=True):
    """All answers of one administration. `entered_by` is a name; `note` says why items cannot be shown, if so."""

    assessment: Assessment
    name: str
    title: str
    window: str
    entered_by: str
    answers: tuple[Answer, ...]
    note: str


def answer_set(who: SignIn, assessment_id: str) -> AnswerSet:
    """The answers of that administration. Raises NotFound."""
    may_see(who, "charts")
    assessment = who.of(Assessment).get(assessment_id)
    if assessment.measure in CSSRS_FORMS:
        may_see(who, "screenings")
    measure = who.library.measures.get(assessment.measure)
    names = {staff.id: staff.name for staff in who.of(Staff).all()}
    fits = measure is not None and len(measure.item) == len(assessment.answers)
    return AnswerSet(
        assessment=assessment,
        name=measure.name if measure else assessment.measure,
        title=measure.title if measure else "",
        window=measure.window if measure else "",
        entered_by=names.get(assessment.entered_by, assessment.entered_by),
        answers=tuple(_answers(measure, assessment)) if measure and fits else (),
        note="" if fits else "These answers were given on another version of the form than the library has now.",
    )


def _answers(measure: Measure, assessment: Assessment) -> list[Answer]:
    return [
        Answer(
            number=number,
            text=item.shown,
            wording=item.wording or bool(item.says),
            answer=answer,
            words=_words(measure, item, answer),
            scored=item.scored,
        )
        for number, (item, answer) in enumerate(zip(measure.item, assessment.answers, strict=True), start=1)
    ]


def _words(measure: Measure, item: Item, answer: int | None) -> str:
    if answer is None:
        return "not answered"
    options, place = item.options or measure.options, answer - item.low
    return options[place] if 0 <= place < len(options) else ""
