"""The steps of a handoff to individual care, a small form each: sent, accepted, first seen."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from groupcare.acts import SignIn, safety
from groupcare.queries.referral_queue import handoff_words
from groupcare.queries.screening_case import ScreeningCase
from groupcare.rules.safety import Handoff
from groupcare.rules.words import NotADay, read_day
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault

OUTSIDE = "an outside\nprovider"
"""Stands among the clinicians for a provider who is none of ours: nobody is called that."""
Act = Callable[[SignIn], Handoff]


def day_of(values: Mapping[str, str], field: str, today: date) -> date:
    """The day typed in a field. Raises FieldFault."""
    try:
        return read_day(values[field], today)
    except NotADay as fault:
        raise FieldFault(field, str(fault)) from None


def handoff_fields(clinicians: Sequence[str], *, needed: bool) -> list[Field]:
    """To whom a person is handed off: one of ours, or an outside provider by name and phone."""
    choices = (*((name, name) for name in clinicians), (OUTSIDE, "an outside provider, named below"))
    return [
        Field("to", "Hand off to", "choice", options=choices, needed=needed, hint="one of ours, or outside"),
        Field("provider", "Outside provider", hint="who, where it is none of ours"),
        Field("phone", "Phone", hint="needed for an outside provider"),
    ]


def handing_off(values: Mapping[str, str], referral: str) -> Act | None:
    """The act behind those fields, or None where all are empty. Raises FieldFault where it would be refused."""
    to, provider, phone = values["to"], values["provider"].strip(), values["phone"].strip()
    outside = to == OUTSIDE
    if not to and not provider and not phone:
        return None
    if not to:
        raise FieldFault("to", "Choose one of ours, or the outside provider named below.")
    if not outside and provider:
        raise FieldFault("to", f"{to} is one of ours and {provider} is not among them: hand off to one of the two.")
    if outside and not provider:
        raise FieldFault("provider", "Say who the outside provider is.")
    if outside and not phone:
        raise FieldFault("phone", "An outside provider needs a phone number.")
    return lambda who: safety.hand_off(who, referral, provider if outside else to, phone=phone, outside=outside)


def handoff_dialog(case: ScreeningCase, name: str) -> FormDialog[Handoff] | None:
    """The next step for this person; None once they have been seen."""
    handoff = case.handoff
    if handoff is None or (handoff.rescreen_on is not None and handoff.rescreen_on <= case.on):
        return _send(case, name)
    if handoff.accepted_on is None:
        return _accept(handoff, name, case.on)
    if handoff.first_seen_on is None:
        return _seen(handoff, name, case.on)
    return None


def _send(case: ScreeningCase, name: str) -> FormDialog[Handoff]:
    referral = case.referral.id
    words = "Until the person has been first seen there, a contact a week falls due."

    def act(values: dict[str, str]) -> Act:
        hand_off = handing_off(values, referral)
        assert hand_off is not None  # the form does not let it be empty
        return hand_off

    return FormDialog(
        f"Hand off · {name}",
        handoff_fields(case.clinicians, needed=True),
        act,
        lambda handoff: f"handed {name} off to {handoff.to}",
        words=words,
        save="hand off",
        draft=f"hand off {referral}",
    )


def _accept(handoff: Handoff, name: str, on: date) -> FormDialog[Handoff]:
    def act(values: dict[str, str]) -> Act:
        when = day_of(values, "on", on)
        return lambda who: safety.accept_handoff(who, handoff.id, values["by"], on=when)

    fields = [
        Field("by", "Accepted by", needed=True, hint="the person there who said so"),
        Field("on", "On", value="today", needed=True),
    ]
    return FormDialog(f"Accepted · {name}", fields, act, f"recorded who accepted {name}", words=_so_far(handoff, on))


def _seen(handoff: Handoff, name: str, on: date) -> FormDialog[Handoff]:
    def act(values: dict[str, str]) -> Act:
        when = day_of(values, "on", on)
        return lambda who: safety.first_seen(who, handoff.id, on=when)

    fields = [Field("on", "First seen on", value="today", needed=True)]
    words = f"{_so_far(handoff, on)}\nWeeks after the first appointment, by the policy, the person is screened again."
    return FormDialog(f"First seen · {name}", fields, act, f"recorded that {name} was first seen", words=words)


def _so_far(handoff: Handoff, on: date) -> str:
    words = handoff_words(handoff, on)
    return f"{words[:1].upper()}{words[1:]}."
