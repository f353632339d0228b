"""Handing in for a member: a small form, on which only the days done are needed."""

from collections.abc import Callable
from datetime import date

from groupcare.acts import SignIn, homework
from groupcare.queries.homework import ReviewCase, review_case
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.words import NotADay, count, read_day
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.homework.words import session_words, set_words


def hand_in_dialog(case: ReviewCase, name: str, today: date) -> FormDialog[Homework]:
    """The form for one piece, with what was handed in before. `name` as it may be shown now."""
    piece = case.item.homework
    said = f"{session_words(case.item)} · {set_words(case.item, today)}"

    def act(values: dict[str, str]) -> Callable[[SignIn], Homework]:
        practice = read_practice(values, today)
        return lambda who: homework.hand_in(who, piece.id, practice, over_rev=piece.rev)

    return FormDialog(
        f"Hand in for {name}",
        _fields(piece.practice, today),
        act,
        lambda kept: f"handed in for {name}: {count(kept.practice.days if kept.practice else 0, 'day')}",
        words=f"{said[:1].upper()}{said[1:]}\n{piece.task.what}",
        save="hand in",
        draft=f"hand in {piece.id}",
        anew=lambda who: hand_in_dialog(review_case(who, piece.id), name, today),
    )


def _fields(log: Practice | None, today: date) -> list[Field]:
    def number(value: int | None) -> str:
        return "" if value is None else str(value)

    barriers = tuple((b.value, b.value) for b in Barrier)
    when = ("no", "in the group"), ("yes", "absent, but sent it")
    return [
        Field("days", "Days done", value=number(log.days) if log else "", hint="a digit; 0 is none", needed=True),
        Field("barrier", "In the way", "choice", value=log.barrier or "" if log else "", options=barriers, hint="–"),
        Field("minutes", "Minutes a time", value=number(log.minutes) if log else ""),
        Field("difficulty", "Difficulty", value=number(log.difficulty) if log else "", hint="0 to 10"),
        Field("helped", "What helped", value=log.helped if log else "", hint="in the member's words"),
        Field("absent", "Came in", "choice", value="yes" if log and log.while_absent else "no", options=when),
        Field("on", "On", value=log.on.isoformat() if log else "", hint="today, or a day such as 5 oct"),
    ]


def read_practice(values: dict[str, str], today: date) -> Practice:
    """What stands in the form. Raises FieldFault with a sentence for the field that cannot be read."""
    try:
        on = read_day(values["on"], today) if values["on"].strip() else today
    except NotADay as fault:
        raise FieldFault("on", str(fault)) from None
    days = _number(values, "days", "The days done")
    assert days is not None  # needed
    return Practice(
        days=days,
        on=on,
        minutes=_number(values, "minutes", "The minutes"),
        difficulty=_number(values, "difficulty", "The difficulty"),
        barrier=Barrier(values["barrier"]) if values["barrier"] else None,
        helped=values["helped"],
        while_absent=values["absent"] == "yes",
    )


def _number(values: dict[str, str], name: str, label: str) -> int | None:
    text = values[name].strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise FieldFault(name, f"{label} must be a whole number.")
    return int(text)
