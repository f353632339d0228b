"""The fields of a plan's experiments and coordination contacts, and what is made of what was typed in them."""

from datetime import date

from groupcare.rules.plan import Experiment, PlanContact
from groupcare.tui.forms import Field
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
