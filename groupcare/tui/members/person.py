"""Correcting who somebody is and how to reach them: one small form, filled with what is there."""

from collections.abc import Callable
from datetime import date

from groupcare.acts import SignIn
from groupcare.acts.person import Person, correct_person
from groupcare.rules.people import Client, client_number
from groupcare.rules.words import BIRTH_HINT
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.typed import birth_date


def person_dialog(client: Client, name: str, today: date) -> FormDialog[Client]:
    """The form for this person, who is named so. What somebody else has saved since is not written over: neither by
    saving, nor by a draft from before.
    """

    def act(values: dict[str, str]) -> Callable[[SignIn], Client]:
        texts = {field: text for field, text in values.items() if field != "date_of_birth"}
        person = Person(date_of_birth=birth_date(values, today), **texts)
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
    ]
    return FormDialog(
        f"Correct · {client_number(client.number)}",
        fields,
        act,
        f"corrected what is known of {name}",
        draft=f"person {client.id} {client.rev}",
        anew=lambda who: person_dialog(who.of(Client).get(client.id), name, today),
    )
