"""Adapting homework for one member: other words, days or amount, another kind, an objective of their plan."""

from collections.abc import Callable

from groupcare.acts import SignIn, homework
from groupcare.queries.homework import ReviewCase
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework import Homework
from groupcare.rules.words import count
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.homework.words import session_words


def adapt_dialog(case: ReviewCase, name: str, proposed: str = "") -> FormDialog[Homework]:
    """The form for one piece that nothing was handed in for. `proposed` is the next step of their pacing, in words."""
    piece = case.item.homework

    def act(values: dict[str, str]) -> Callable[[SignIn], Homework]:
        task, days = read_task(values), _whole(values, "days", "The days")
        objective = values["objective"] or None
        return lambda who: homework.set_homework(
            who, piece.session, members=[piece.member], task=task, days=days, objective=objective
        )[0]

    said = session_words(case.item)
    return FormDialog(
        f"Adapt for {name}",
        _fields(case),
        act,
        lambda kept: f"adapted for {name}: {count(kept.days_set, 'day')}",
        words=f"{said[:1].upper()}{said[1:]}" + (f"\n{proposed}" if proposed else ""),
        draft=f"adapt {piece.id}",
    )


def _fields(case: ReviewCase) -> list[Field]:
    piece = case.item.homework
    task = piece.task
    kinds = tuple((kind.value, kind.value) for kind in HomeworkKind)
    objectives = tuple((key, f"{key} {words}") for key, words in case.objectives)
    return [
        Field("what", "What", "lines", value=task.what, needed=True),
        Field("kind", "Kind", "choice", value=task.kind, options=kinds, needed=True),
        Field("days", "Days", value=str(piece.days_set), needed=True),
        Field("minutes", "Minutes a time", value=str(task.minutes), hint="0 where time is not the point"),
        Field("amount", "Amount a time", value=f"{task.amount:g}" if task.unit else "", hint="of a paced activity"),
        Field("unit", "Counted in", value=task.unit, hint="steps, lengths; empty where it is minutes"),
        Field("objective", "Serves", "choice", value=piece.objective or "", options=objectives, hint="–"),
    ]


def read_task(values: dict[str, str]) -> HomeworkTask:
    """What stands in the form. Raises FieldFault with a sentence for the field that cannot be read."""
    try:
        amount = float(values["amount"].strip().replace(",", ".") or 0)
    except ValueError:
        raise FieldFault("amount", "The amount must be a number.") from None
    return HomeworkTask(
        kind=HomeworkKind(values["kind"]),
        what=values["what"],
        days=min(7, max(1, _whole(values, "days", "The days"))),
        minutes=_whole(values, "minutes", "The minutes"),
        unit=values["unit"].strip(),
        amount=amount,
    )


def _whole(values: dict[str, str], name: str, label: str) -> int:
    text = values[name].strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise FieldFault(name, f"{label} must be a whole number.")
    return int(text)
