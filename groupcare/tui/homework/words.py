"""How one piece of homework reads: what was set, what was handed in, what a reviewer made of it."""

from collections.abc import Iterable
from datetime import date

from groupcare.queries.homework import Item, ReviewCase
from groupcare.rules import schedule
from groupcare.rules.homework import QUALITY, Homework, marks_of
from groupcare.rules.homework_log import PacedLog, amount_of, counted_in, day_values, log_words, next_step, unit_of
from groupcare.rules.practising import State
from groupcare.rules.words import count, day
from groupcare.tui.homework.grid import days_words

FACTS = {
    "set": "Set",
    "came": "Handed in",
    "log": "Log",
    "next": "Next step",
    "helped": "What helped",
    "ideas": "Ideas",
    "reviewed": "Reviewed",
    "earlier": "Earlier",
    "last": "Last review",
    "serves": "Serves",
    "task": "Task",
}
"""What a reviewer is shown of a piece; the longest last, so that what matters stands without scrolling."""


def facts(case: ReviewCase, zone: str, today: date) -> dict[str, str]:
    """The words of each of FACTS, empty where there is nothing to say."""
    item, log = case.item, case.item.homework.practice
    last = next((i for i in case.earlier if i.homework.review), None)
    return {
        "set": f"{session_words(item)} · {set_words(item, today)}",
        "came": handed_in_words(item, today),
        "log": log_row(item.homework),
        "next": next_words(item.homework),
        "helped": f"“{log.helped}”" if log and log.helped else "",
        "reviewed": review_words(item, zone, today, case.reviewer),
        "earlier": glyph_row(reversed(case.earlier)) or "nothing was set before this",
        "last": review_words(last, zone, today) if last else "",
        "serves": case.objective or "no objective linked",
        "task": item.homework.task.what,
    }


def first_and_initial(name: str) -> str:
    """Rosa A. of Alvarez, Rosa; any other name as it is."""
    family, _, given = name.partition(", ")
    return f"{given.split()[0]} {family[0]}." if family and given.split() else name


def session_words(item: Item) -> str:
    """session 3: Coping Styles."""
    return f"session {item.session_number}" + (f": {item.title}" if item.title else "")


def set_words(item: Item, today: date) -> str:
    """5 days of 15 min, set Tue 29 Sep."""
    piece = item.homework
    amount, counted = amount_of(piece.task), counted_in(piece.task)
    each = f" {'of ' if counted == 'day' else ''}{amount:g} {unit_of(piece.task)}" if amount else ""
    return f"{count(piece.days_set, counted)}{each}, set {day(piece.set_on, today)}"


def handed_in_words(item: Item, today: date) -> str:
    """◐ 2 of 5 days · 10 min · difficulty 6 of 10 · in the way: time · Mon 5 Oct; or why nothing is known."""
    piece, log = item.homework, item.homework.practice
    if log is None:
        if item.state is State.absent:
            return "? nothing handed in; absent when it was set"
        if item.state is State.to_come:
            return "· still to come in" + (f", by {day(piece.hand_in_by, today)}" if piece.hand_in_by else "")
        return "? nothing handed in: unknown, which is not none"
    marks = marks_of(piece)
    said = [
        f"{days_words(item.state, log.days, piece.days_set)} {counted_in(piece.task)}s"
        + (f" {marks}" if marks else ""),
        "" if log.minutes is None else f"{log.minutes} min",
        "" if log.difficulty is None else f"difficulty {log.difficulty} of 10",
        f"in the way: {log.barrier}" if log.barrier else "",
        f"{'sent while absent' if log.while_absent else 'handed in'} {day(log.on, today)}",
    ]
    return " · ".join(part for part in said if part)


def log_row(piece: Homework) -> str:
    """●●◐○·●  15 15 5 0 – 15 · 13 min a time: what was written day by day; empty without a log."""
    log = piece.practice.log if piece.practice else None
    if log is None:
        return ""
    values = " ".join(value for value in day_values(log) if value)
    days = "  ".join(part for part in (marks_of(piece), values) if part)
    return " · ".join(part for part in (days, log_words(log)) if part)


def next_words(piece: Homework) -> str:
    """Propose 22 to 24 min a time: done as set, 10 to 20 % more; empty where nothing is paced."""
    log = piece.practice.log if piece.practice else None
    step = next_step(log, piece.days_set) if isinstance(log, PacedLog) else None
    if step is None:
        return ""
    amount = f"{step.least:g}" if step.least == step.most else f"{step.least:g} to {step.most:g}"
    return f"Propose {amount} {step.unit} a time: {step.why}. You and the member decide."


def next_step_of(earlier: Iterable[Item]) -> str:
    """What the newest of these logs proposes to pace next; empty where none does."""
    return next((words for words in (next_words(item.homework) for item in earlier) if words), "")


def review_words(item: Item, zone: str, today: date, by: str = "") -> str:
    """3 mostly as meant · “Good that you …” · Wed 30 Sep, Dana Reyes."""
    review = item.homework.review
    if review is None:
        return ""
    said = [
        "" if review.quality is None else f"{review.quality} {QUALITY[review.quality]}",
        f"“{review.comment}”" if review.comment else "",
        day(schedule.local(review.at, zone).date(), today) + (f", {by}" if by else ""),
    ]
    return " · ".join(part for part in said if part)


def glyph_row(items: Iterable[Item]) -> str:
    """1 ◐ 2/3   2 ● 5/5   3 ?, the oldest first."""
    pieces = (f"{i.session_number} {days_words(i.state, i.done, i.homework.days_set, full=False)}" for i in items)
    return "   ".join(pieces)
