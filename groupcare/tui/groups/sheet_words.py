"""What stands around the sheet: the clock with the agenda, what is asked, what is left to do, a member's details."""

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from groupcare.queries.run_sheet import RunSheet, SheetRow
from groupcare.rules.agenda import AgendaNow
from groupcare.rules.attendance import Mark, Mode
from groupcare.rules.group import SessionStatus
from groupcare.rules.words import day, span
from groupcare.tui.groups.asking import Asked, Asking
from groupcare.tui.groups.sheet import here_words, homework_words
from groupcare.tui.safe import joined, plain


def agenda_words(sheet: RunSheet, now: datetime, *, short: bool) -> Content:
    """14:00–15:30 · 0:32 · agenda 3 of 6: sharing, 13 min left; or, where parts are ticked, 2 of 6: homework · 4 min
    behind · plan 3 sharing.
    """
    one = sheet.session
    when = "" if one.date == sheet.today else f"{day(one.date, sheet.today)} "
    parts = [f"{when}{span(one.start, one.minutes)}"]
    on = sheet.agenda_at(now)
    if on is not None:
        parts += [f"{on.elapsed // 60}:{on.elapsed % 60:02}", _where(sheet, on, short=short)]
    else:
        parts.append(_state(sheet))
    return joined((" · ".join(parts), "$text-quiet" if on is None else ""))


def _where(sheet: RunSheet, on: AgendaNow, *, short: bool) -> str:
    """The part that is on, how far behind it is, and what the plan says."""
    agenda, plan = sheet.agenda, on.item
    if on.on is None:
        return "the agenda is through"
    words = f"{on.on} of {len(agenda)}: {agenda[on.on - 1].kind}"
    if on.on == on.number and plan is not None:
        following = agenda[on.on : on.on + 1]
        then = f" · then {following[0].kind}" if following and not short else ""
        return f"agenda {words}, {on.left} min left{then}"
    if on.behind:
        words += f" · {abs(on.behind)} min {'behind' if on.behind > 0 else 'early'}"
    words += f" · plan {on.number} {plan.kind}" if plan is not None else " · plan over"
    return words if short else f"agenda {words}"


def _state(sheet: RunSheet) -> str:
    one = sheet.session
    match one.status:
        case SessionStatus.cancelled | SessionStatus.not_held:
            return f"{one.status}" + (f": {one.reason}" if one.reason else "")
        case SessionStatus.held:
            return "closed; what is marked now is a correction"
        case SessionStatus.in_progress:
            return "written down afterwards"
    if one.date > sheet.today:
        return "still to come: e keeps that somebody told us ahead"
    return "not begun: the first mark begins it" if one.date == sheet.today else "not written down yet"


def asking_words(asking: Asking, name: str) -> str:
    """What is waited for, and what answers it."""
    turn = " · ↓ skip" if asking.in_turn else ""
    match asking.what:
        case Asked.homework:
            return f"Homework of {name}: days done{turn} · esc done"
        case Asked.pain:
            return f"Pain {name} wrote down: 0–9, t ten{turn} · esc done"
        case Asked.mood:
            return f"Mood of {name}: 0–9, t ten{turn} · enter words · esc done"
        case Asked.late | Asked.early:
            word = "late" if asking.what is Asked.late else "left early"
            if asking.by_clock is None:
                return f"{name} {word}: type the minutes"
            return f"{name} {word} by the clock, {asking.by_clock} min · digits: other minutes"


def counts(rows: Sequence[SheetRow]) -> str:
    """7 here · 1 absent · 2 not marked · homework of 3 open · forms due: 4, or those to look at."""
    marks = [row.here for row in rows]
    words = [f"{marks.count(Mark.attended)} here"]
    for mark, word in ((Mark.excused, "excused"), (Mark.absent, "absent"), (Mark.held, "held by us")):
        if mark in marks:
            words.append(f"{marks.count(mark)} {word}")
    if None in marks:
        words.append(f"{marks.count(None)} not marked")
    open_ = sum(row.asked is not None and row.asked.practice is None for row in rows)
    if open_:
        words.append(f"homework of {open_} not in")
    due, forms = sum(bool(row.due) for row in rows), sum(row.has_form for row in rows)
    if forms:
        words.append(f"forms to look at: {forms} (Q)")
    elif due:
        words.append(f"forms due: {due}")
    if any(row.given is not None for row in rows):
        words.append("next homework set")
    return " · ".join(words)


def detail(row: SheetRow, name: str) -> Content:
    """A member's details, as far as the room may read them."""
    lines = [joined((name, "bold"), f"  {here_words(row.attendance)}")]
    given = row.attendance
    if given is not None and given.mode is Mode.remote:
        where = " · ".join(w for w in (given.location, given.phone) if w) or "no place and number given"
        lines.append(joined(("Remote    ", "$text-quiet"), where))
    if row.asked is not None:
        lines.append(
            joined(("Homework  ", "$text-quiet"), f"{row.asked.task.what.strip()}  {homework_words(row.asked)}")
        )
        practice = row.asked.practice
        if practice is not None and practice.barrier is not None:
            lines.append(joined(("Barrier   ", "$text-quiet"), str(practice.barrier)))
        if practice is not None and practice.helped:
            lines.append(joined(("Helped    ", "$text-quiet"), practice.helped))
    if given is not None and given.mattered:
        lines.append(joined(("Did       ", "$text-quiet"), given.mattered))
    if given is not None and given.objective:
        lines.append(joined(("Objective ", "$text-quiet"), given.objective))
    if row.due:
        lines.append(joined(("Forms due ", "$text-quiet"), ", ".join(row.due)))
    if row.given is not None:
        lines.append(joined(("Set now   ", "$text-quiet"), f"{row.given.task.what.strip()}, {row.given.days_set} days"))
    return Content("\n").join(lines) if lines else plain("")
