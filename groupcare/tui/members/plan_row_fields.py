"""The fields of a plan's experiments, coordination contacts and reviews, and what is made of what was typed in them."""

from datetime import date, timedelta

from groupcare.rules.attainment import LEVELS, level_sign
from groupcare.rules.plan import REVIEW_DAYS, Attained, Experiment, PlanContact, PlanContent, PlanReview
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.members.plan_fields import Values, day_from, of_ten, typed_day

# --- experiments ----------------------------------------------------------------------------------------------------


def experiment_fields(tried: Experiment | None) -> list[Field]:
    """A behavioural experiment: before it, and after it."""
    texts = ("activity", "What is tried", "garden for 15 minutes"), ("feared", "Feared", "10 of 10, two days in bed")
    after = ("happened", "What happened", "sore that evening"), ("learned", "Learned", "sore is not harmed")
    numbers = {name: getattr(tried, name) if tried else None for name in ("expected", "actual")}

    def field(name: str, label: str, hint: str) -> Field:
        return Field(name, label, value=getattr(tried, name) if tried else "", hint=hint, needed=name == "activity")

    def level(name: str, label: str) -> Field:
        value = "" if numbers[name] is None else str(numbers[name])
        return Field(name, label, value=value, hint="0 to 10")

    on = typed_day(tried.on) if tried and tried.on else ""
    return [
        *(field(*one) for one in texts),
        level("expected", "How bad, expected"),
        Field("on", "Tried on", value=on, hint="empty until it is tried"),
        *(field(*one) for one in after),
        level("actual", "How bad, in fact"),
    ]


def experiment_from(values: Values, today: date) -> Experiment:
    """The experiment typed."""
    return Experiment(
        **{name: values[name].strip() for name in ("activity", "feared", "happened", "learned")},
        expected=of_ten(values, "expected", "How bad it is expected to be"),
        actual=of_ten(values, "actual", "How bad it was"),
        on=day_from(values, "on", today, today) if values["on"].strip() else None,
    )


# --- coordination ---------------------------------------------------------------------------------------------------


def contact_fields(contact: PlanContact | None) -> list[Field]:
    """Somebody with whom care is coordinated."""
    texts = (
        ("name", "Name", "Dr Rivera"),
        ("role", "Role", "pain physician, physiotherapist, employer"),
        ("phone", "Phone", "555-0144"),
        ("about", "About what", "activity steps, antidepressant; monthly"),
    )
    return [
        Field(name, label, value=getattr(contact, name) if contact else "", hint=hint, needed=name == "name")
        for name, label, hint in texts
    ]


def contact_from(values: Values) -> PlanContact:
    """The contact typed."""
    return PlanContact(**{name: values[name].strip() for name in ("name", "role", "phone", "about")})


# --- reviews --------------------------------------------------------------------------------------------------------

NOT_RATED = ""
ATTAINED = tuple((str(level), f"{level_sign(level)} {words}") for level, words in LEVELS.items())


def review_fields(review: PlanReview | None, content: PlanContent, today: date) -> list[Field]:
    """How far each goal was reached, and when the plan is looked at again."""
    known = {one.goal: one for one in review.attained} if review else {}
    next_on = content.review_on if review else today + timedelta(days=REVIEW_DAYS)
    fields = [Field("on", "Reviewed on", value=typed_day(review.on if review else today), needed=True)]
    for goal in content.goal:
        one = known.get(goal.number)
        level = str(one.level) if one else NOT_RATED
        label = f"Goal {goal.number}"
        options = ((NOT_RATED, f"not rated: {goal.words}"), *ATTAINED)
        fields.append(Field(f"level{goal.number}", label, "choice", level, options))
        fields.append(Field(f"said{goal.number}", "  what was said", value=one.said if one else ""))
    return [
        *fields,
        Field("note", "Note", value=review.note if review else ""),
        Field("next", "Next review on", value=typed_day(next_on), needed=True),
    ]


def review_from(values: Values, content: PlanContent, today: date) -> tuple[PlanReview, date]:
    """The review typed, and the day of the next one."""
    attained = tuple(
        Attained(
            goal=goal.number,
            words=goal.words,
            level=int(values[f"level{goal.number}"]),
            weight=goal.weight,
            said=values[f"said{goal.number}"].strip(),
        )
        for goal in content.goal
        if values.get(f"level{goal.number}", NOT_RATED) != NOT_RATED
    )
    on = day_from(values, "on", today, today)
    if on > today:
        raise FieldFault("on", "A review has taken place by today.")
    return PlanReview(on=on, attained=attained, note=values["note"].strip()), day_from(values, "next", today, today)
