"""The forms that end a place, complete it, put it on hold, take it up again, waive a module or open a follow-up."""

from collections.abc import Callable
from datetime import date, timedelta

from groupcare.acts import SignIn, places, safety
from groupcare.queries.places import PlaceView
from groupcare.rules.group import Member
from groupcare.rules.people import Contact, ContactKind, EndReason
from groupcare.rules.places import ENDINGS
from groupcare.rules.words import NotADay, day, read_day
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.members import place_words as said

NO, YES = "no", "yes"
FOLLOW_UP = timedelta(days=2)
"""By when a follow-up is proposed to be done."""


def read(values: dict[str, str], name: str, today: date) -> date | None:
    """The day in a field; None where it is empty. Raises FieldFault."""
    try:
        return read_day(values[name], today) if values[name].strip() else None
    except NotADay as fault:
        raise FieldFault(name, str(fault)) from None


def end_dialog(view: PlaceView, name: str, today: date) -> FormDialog[Member]:
    """End the place, with a reason, a day and words."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Member]:
        reason, on, another = EndReason(values["reason"]), read(values, "on", today), values["another"] == YES
        words = values["words"]
        return lambda who: places.end(who, view.member.id, reason, on=on, words=words, another=another)

    def sure(values: dict[str, str]) -> str:
        reason, last = EndReason(values["reason"]), read(values, "on", today) or view.last
        return said.sure_words(view, name, reason, last, another=values["another"] == YES, today=today)

    fields = [
        Field("reason", "Reason", "choice", options=tuple((r, str(r)) for r in ENDINGS), needed=True),
        Field("on", "Last day", hint=day(view.last, today)),
        Field("another", "Wants another group", "choice", NO, ((NO, "no"), (YES, "yes, back to the waitlist"))),
        Field("words", "In words", "lines", hint="what was said, by whom"),
    ]
    return FormDialog(
        f"End the place · {name}",
        fields,
        act,
        lambda ended: f"ended the place of {name}: {ended.end_reason}",
        words=said.end_words(view, today),
        save="end it",
        draft=f"end {view.member.id}",
        sure=sure,
    )


def finish_dialog(view: PlaceView, name: str, today: date) -> FormDialog[Member]:
    """Complete the place."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Member]:
        on = read(values, "on", today)
        return lambda who: places.finish(who, view.member.id, on=on, words=values["words"])

    fields = [Field("on", "Last day", hint=day(view.last, today)), Field("words", "In words", "lines")]
    title, words = f"Complete · {name}", said.finish_words(view, today)
    return FormDialog(title, fields, act, f"completed: {name}", words=words, save="complete it")


def hold_dialog(view: PlaceView, name: str, today: date) -> FormDialog[Member]:
    """Keep the seat and expect them at no session."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Member]:
        since = read(values, "since", today)
        return lambda who: places.put_on_hold(who, view.member.id, values["why"], since=since)

    fields = [
        Field("why", "Why", needed=True, hint="an operation, back in three weeks"),
        Field("since", "From", hint=f"today, {day(today, today)}"),
    ]
    words = (
        "The seat is kept. From that day on no session expects them, and none counts in a rate, until the place is "
        "taken up again."
    )
    if view.arranged:
        words += " Where they are to be a guest of another group by then is called off."
    return FormDialog(f"On hold · {name}", fields, act, f"put on hold: {name}", words=words, save="put on hold")


def resume_dialog(view: PlaceView, name: str, today: date) -> FormDialog[Member]:
    """Take the place up again."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Member]:
        on = read(values, "on", today)
        return lambda who: places.take_up(who, view.member.id, on=on)

    fields = [Field("on", "Expected from", hint=f"today, {day(today, today)}")]
    words = "From that day on they are expected at every session again. Modules missed meanwhile need a make-up."
    return FormDialog(f"Take up again · {name}", fields, act, f"taken up again: {name}", words=words)


def waive_dialog(view: PlaceView, name: str, module: int = 0) -> FormDialog[Member]:
    """A clinician decides that a module need not be had."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Member]:
        number = int(values["module"])
        return lambda who: places.waive(who, view.member.id, number, values["why"])

    options = tuple((str(number), f"{number} {title}") for number, title in view.missing)
    chosen = str(module) if module in {number for number, _ in view.missing} else ""
    fields = [
        Field("module", "Module", "choice", chosen, options, needed=True),
        Field("why", "Why", "lines", needed=True, hint="why they need not have it"),
    ]
    words = "It counts as covered for this member alone, and is shown as waived."
    return FormDialog(f"Waive a module · {name}", fields, act, f"waived a module for {name}", words=words, save="waive")


def follow_up_dialog(view: PlaceView, name: str, today: date) -> FormDialog[Contact]:
    """A next step with its day; it stands on Today until it is done."""
    seen = " ".join(s.sentence for s in view.suggested)

    def act(values: dict[str, str]) -> Callable[[SignIn], Contact]:
        due = read(values, "due", today) or today + FOLLOW_UP
        return lambda who: safety.add_contact(
            who,
            view.member.client,
            ContactKind.coordination,
            outcome=seen,
            next_step=values["step"],
            due=due,
        )

    step = " and ".join(dict.fromkeys(s.step for s in view.suggested)) or "call them"
    fields = [
        Field("step", "Next step", value=step, needed=True),
        Field("due", "By", hint=day(today + FOLLOW_UP, today)),
    ]
    words = f"{seen} ".lstrip() + "It stands on Today until somebody has done it. Nothing else follows from it."
    return FormDialog(f"Follow up · {name}", fields, act, f"opened a follow-up of {name}", words=words, save="open it")
