"""Correcting who somebody is and how to reach them: one small form, filled with what is there."""

from collections.abc import Callable
from datetime import date

from groupcare.acts import SignIn
from groupcare.acts.person import Person, correct_person
from groupcare.rules.people import Client, Interpreter, age_on, client_number, needs_guardian
from groupcare.rules.words import BIRTH_HINT
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.typed import birth_date

WHO_INTERPRETS = (
    (str(Interpreter.not_asked), "not asked"),
    (str(Interpreter.no), "no interpreter needed"),
    (str(Interpreter.professional), "a professional interpreter"),
    (str(Interpreter.staff), "bilingual staff"),
)


def person_dialog(
    client: Client, name: str, today: date, adult_age: int, *, guardian: bool | None = None
) -> FormDialog[Client]:
    """The form for this person, who is named so. What somebody else has saved since is not written over: neither by
    saving, nor by a draft from before. A minor, by the policy's age, needs a guardian: `guardian` says whether one is
    asked for, None that the birth date and what is noted decide it.
    """
    born = client.date_of_birth

    def act(values: dict[str, str]) -> Callable[[SignIn], Client]:
        texts = {field: text for field, text in values.items() if field not in ("date_of_birth", "interpreting")}
        interpreting = Interpreter(values["interpreting"] or Interpreter.not_asked)
        person = Person(date_of_birth=birth_date(values, today), interpreting=interpreting, **texts)
        return lambda who: correct_person(who, client.id, person, over_rev=client.rev)

    fields = [
        Field("family_name", "Family name", value=client.family_name),
        Field("given_name", "Given name", value=client.given_name),
        Field("preferred_name", "Name to use", value=client.preferred_name, hint="if it is another"),
        Field("date_of_birth", "Birth date", value=str(client.date_of_birth or ""), hint=BIRTH_HINT),
        Field("phone", "Phone", value=client.phone),
        Field("email", "Email", value=client.email),
        Field("safe_contact", "Safe way to reach", value=client.safe_contact, hint="when, where, who may answer"),
        Field("emergency_contact", "Emergency contact", value=client.emergency_contact, hint="who, and the number"),
        Field("language", "Language", value=client.language),
        Field("interpreting", "Interpreter", "choice", str(client.interpreting), WHO_INTERPRETS),
        Field("access_needs", "Access needs", value=client.access_needs, hint="steps, hearing, sight, breaks"),
    ]
    of_age = born is not None and age_on(born, today) >= adult_age
    asked = guardian if guardian is not None else bool(client.guardian or client.guardian_phone) or not of_age
    if asked:
        minor = needs_guardian(client, today, adult_age)
        label, hint = ("! Guardian", f"needed: under {adult_age}") if minor else ("Guardian", "")
        fields.append(Field("guardian", label, value=client.guardian, hint=hint))
        fields.append(Field("guardian_phone", "Guardian's phone", value=client.guardian_phone))
    return FormDialog(
        f"Correct · {client_number(client.number)}",
        fields,
        act,
        f"corrected what is known of {name}",
        draft=f"person {client.id} {client.rev}",
        anew=lambda who: person_dialog(who.of(Client).get(client.id), name, today, adult_age, guardian=asked),
    )
