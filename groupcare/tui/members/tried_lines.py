"""How experiments read: a line each, and in full what was feared against what happened."""

from collections.abc import Iterator, Sequence
from datetime import date

from textual.content import Content

from groupcare.rules.plan import Plan
from groupcare.rules.tried import Told, TriedExperiment, against, against_words, of_plan, tried_words
from groupcare.rules.words import day
from groupcare.tui.lines import Cell, Line
from groupcare.tui.safe import joined

TRIED = "tried"
"""Begins the key of an experiment that a homework log tells; then the homework's id and its place in the list."""


def numbers(one: TriedExperiment) -> str:
    """9 → 4; ? where one of the two was told in words, as both may be; only 9 while it was not tried."""
    if one.expected is None and one.actual is None:
        return "in words" if one.is_done else ""
    expected = "?" if one.expected is None else str(one.expected)
    if not one.is_done:
        return expected
    return f"{expected} → {'?' if one.actual is None else one.actual}"


def heading_words(experiments: Sequence[TriedExperiment]) -> str:
    """Experiments · less bad than feared in 2 of 3; feared 7.7, was 4 of 10 on average."""
    return f"Experiments · {against_words(against(experiments))}"


def of_logs(experiments: Sequence[TriedExperiment], today: date) -> Iterator[Line]:
    """Those that homework logs tell, to stand beneath the plan's own."""
    for place, one in enumerate(experiments):
        if one.told is Told.homework:
            when = f", {day(one.on, today)}" if one.on else ""
            words = f"↳ homework{when}: {tried_words(one)}"
            yield Line(f"{TRIED} {one.of} {place}", (Cell(words, "quiet"),))


def tried_at(experiments: Sequence[TriedExperiment], plan: Plan | None, key: str) -> TriedExperiment | None:
    """The experiment of a line: of a log by its place in the list, of the plan by its place in the plan."""
    place = int(key.rpartition(" ")[2])
    if key.startswith(TRIED):
        return experiments[place] if place < len(experiments) else None
    return next(of_plan(plan.content.experiment[place : place + 1]), None) if plan is not None else None


def in_full(one: TriedExperiment, today: date) -> Content:
    """Everything that was told of one."""
    when = day(one.on, today) if one.on else "no day"
    parts: list[Content] = [joined((one.what, "bold"), (f" · {when} · {one.told}", "$text-quiet"))]
    rows = (
        ("Feared:  ", one.feared, one.expected),
        ("Was:     ", one.happened if one.is_done else "not tried yet", one.actual),
        ("Learned: ", one.learned, None),
    )
    for title, words, level in rows:
        said = " · ".join(part for part in (words, "" if level is None else f"{level} of 10") if part)
        if said:
            parts.append(joined((title, "$text-quiet"), said))
    return Content("\n").join(parts)
