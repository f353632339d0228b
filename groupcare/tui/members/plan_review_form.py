"""The form of a review: what the record tells stands above each field, what people make of it is typed and chosen."""

from collections.abc import Callable, Iterator
from datetime import date

from msgspec.structs import replace
from textual.widgets import Static

from groupcare.acts import RecordError, Refused, SignIn
from groupcare.queries.chart import Chart
from groupcare.queries.plan_review import plan_review
from groupcare.rules import plan_edit
from groupcare.rules.attainment import LEVELS, level_sign
from groupcare.rules.objectives import Standing
from groupcare.rules.plan import Attained, Goal, Plan, PlanContent, PlanReview, Reviewed
from groupcare.rules.plan_edit import Change
from groupcare.rules.plan_review import ReviewDraft, reviewed_in_words, told_in_words
from groupcare.rules.words import day
from groupcare.tui.forms import Field, FieldFault, Form
from groupcare.tui.members.plan_dialog import PlanDialog
from groupcare.tui.members.plan_fields import Values, day_from, typed_day
from groupcare.tui.safe import plain

NOT_RATED = ""
LEVELS_TO_CHOOSE = ((NOT_RATED, "not rated"), *((str(n), f"{level_sign(n)} {words}") for n, words in LEVELS.items()))
NO_READING = (Standing.no_data, Standing.overdue)
FILLED = "What the record tells stands here, filled in; how far each goal was reached is for people to say. 0 is what "
FILLED += "was expected. The plan is signed with its review."
KEPT = "What the record told that day stays as it was."


class ReviewDialog(PlanDialog):
    """A new review (`make` fills it for another day), or one there was, which keeps what it was filled with."""

    DEFAULT_CSS = "ReviewDialog > VerticalScroll { width: 100; }"

    def __init__(
        self, of: Chart, person: str, filled: ReviewDraft, old: PlanReview | None, today: date,
        make: Callable[[date], ReviewDraft] | None = None,
    ) -> None:  # fmt: skip
        assert of.plan is not None
        self.filled, self.old, self.make, self.today = filled, old, make, today
        self.content = of.plan.content
        super().__init__(
            of,
            "Review with the member",
            review_fields(self.content, filled, old, today),
            self._change,
            f"{'changed a review of' if old else 'reviewed'} {person}'s plan",
            words=FILLED if make else KEPT,
            draft=f"review of {old.on}" if old else "new review",
        )

    def _change(self, values: Values) -> Change:
        on = day_from(values, "on", self.filled.review.on, self.today)
        if on > self.today:
            raise FieldFault("on", "A review has taken place by today.")
        if self.make is not None and on != self.filled.review.on:
            self._fill_anew(on)
        kept = review_from(values, self.filled.review, self.content)
        return plan_edit.put_review(
            self.old, replace(kept, on=on), day_from(values, "next", self.filled.next_on, self.today)
        )

    def _fill_anew(self, on: date) -> None:
        """For the day that was typed; the person looks once more before it is saved."""
        assert self.make is not None
        try:
            self.filled, before = self.make(on), self.filled
        except RecordError as refused:
            raise FieldFault("on", str(refused)) from None
        for field in review_fields(self.content, self.filled, None, self.today):
            for above in self.query(f"#above-{field.name}").results(Static):
                above.update(plain(field.above))
        form = self.query_one(Form)
        if form.value_of("next") == typed_day(before.next_on):
            form.fill({"next": typed_day(self.filled.next_on)})
        words = f"Filled anew with what the record told on {day(on, self.today)}: look once more, then ctrl+s saves."
        raise FieldFault("on", words)


def new_review(who: SignIn, of: Chart, person: str) -> ReviewDialog:
    """The form of a review of today. Raises Refused where somebody closed the plan meanwhile."""
    plan, filled = plan_review(who, of.client)
    if of.plan is None or plan.id != of.plan.id:
        raise Refused("Somebody else closed this plan meanwhile: look at it anew.")
    return ReviewDialog(of, person, filled, None, who.today(), lambda on: plan_review(who, of.client, on)[1])


def old_review(of: Chart, plan: Plan, review: PlanReview, person: str, today: date) -> ReviewDialog:
    """The form of a review that was made, with what it was filled with then."""
    filled = ReviewDraft(since=review.on, review=review, suggested=(), next_on=plan.content.review_on)
    return ReviewDialog(of, person, filled, review, today)


# --- fields ---------------------------------------------------------------------------------------------------------


def review_fields(content: PlanContent, filled: ReviewDraft, old: PlanReview | None, today: date) -> list[Field]:
    """How far each goal was reached, what was said of it and of what has no reading, and when it is looked at again."""
    known = {one.goal: one for one in old.attained} if old else {}
    fields = [Field("on", "Reviewed on", value=typed_day(filled.review.on), needed=True)]
    facts = "\n".join(told(filled, today))
    for place, goal in enumerate(content.goal):
        one = known.get(goal.number)
        above = "\n".join(_goal_told(goal, filled))
        fields.append(
            Field(
                f"level{goal.number}",
                f"Goal {goal.number} was reached",
                "choice",
                str(one.level) if one else NOT_RATED,
                LEVELS_TO_CHOOSE,
                above=f"{facts}\n\n{above}" if facts and not place else above,
            )
        )
        fields.append(Field(f"said{goal.number}", "  what was said", value=one.said if one else ""))
        for objective in _asked(goal, filled):
            hint = f"{objective.standing}: ask how it stands"
            fields.append(Field(_name(objective), f"  {objective.key} as told", value=objective.said, hint=hint))
    return [
        *fields,
        Field("note", "Note", value=old.note if old else ""),
        Field("agreed", "Until the next one", value=old.next if old else "", hint="what was agreed"),
        Field("next", "Next review on", value=typed_day(filled.next_on), needed=True),
    ]


def told(filled: ReviewDraft, today: date) -> Iterator[str]:
    """What the record told of the time as a whole."""
    review = filled.review
    if filled.since != review.on:
        yield f"{day(filled.since, today)} to {day(review.on, today)}"
    yield from told_in_words(review)


def _goal_told(goal: Goal, filled: ReviewDraft) -> Iterator[str]:
    yield f"{goal.number} {goal.words}"
    if goal.own_words:
        yield f"  “{goal.own_words}”"
    keys = {objective.key for objective in goal.objective}
    yield from (f"  {reviewed_in_words(one)}" for one in filled.review.objective if one.key in keys)
    yield from (f"  {one.words}" for one in filled.suggested if one.goal == goal.number)


def _asked(goal: Goal, filled: ReviewDraft) -> Iterator[Reviewed]:
    """Objectives of which only the member can tell."""
    keys = {objective.key for objective in goal.objective}
    for one in filled.review.objective:
        if one.key in keys and (one.said or (one.latest is None and one.standing in NO_READING)):
            yield one


def _name(one: Reviewed) -> str:
    return f"told{one.key.replace('.', '_')}"


def review_from(values: Values, filled: PlanReview, content: PlanContent) -> PlanReview:
    """The review typed, with what it was filled with. Raises FieldFault."""
    return replace(
        filled,
        attained=tuple(one for goal in content.goal if (one := _attained(values, goal)) is not None),
        objective=tuple(replace(o, said=values.get(_name(o), o.said).strip()) for o in filled.objective),
        note=values["note"].strip(),
        next=values["agreed"].strip(),
    )


def _attained(values: Values, goal: Goal) -> Attained | None:
    level, said = values.get(f"level{goal.number}", NOT_RATED), values.get(f"said{goal.number}", "").strip()
    if level == NOT_RATED:
        if said:
            sentence = f"Say how far goal {goal.number} was reached, or put these words into the note."
            raise FieldFault(f"level{goal.number}", sentence)
        return None
    return Attained(goal=goal.number, words=goal.words, level=int(level), weight=goal.weight, said=said)
