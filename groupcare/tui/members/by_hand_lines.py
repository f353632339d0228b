"""How what was written down by hand reads in the plan: what came back, readings that were told, and feedback."""

from collections.abc import Iterator
from datetime import date

from textual.content import Content

from groupcare.queries.chart import Chart
from groupcare.rules.objectives import Progress
from groupcare.rules.plan import AvoidedActivity
from groupcare.rules.regained import Regained
from groupcare.rules.text import name_key
from groupcare.rules.told import reading_words
from groupcare.rules.words import count, day
from groupcare.tui.lines import Cell, Line, heading
from groupcare.tui.safe import joined

TELL = "met: tell them"
NEWEST = 3


def regained_lines(chart: Chart, today: date) -> Iterator[Line]:
    """What came back, the newest first; nothing where nothing did."""
    if chart.regained:
        yield heading("Does again, in their own words")
    for one in reversed(chart.regained):
        yield Line(f"regained {one.id}", (Cell(regained_words(one, today), "good"),))


def regained_words(one: Regained, today: date) -> str:
    """Gardening, Tue 6 Oct: “I planted two pots.”"""
    said = " ".join(one.words.split())
    return f"{one.activity}, {day(one.on, today)}" + (f": “{said}”" if said else "")


def came_back(chart: Chart, row: AvoidedActivity, today: date) -> str:
    """When an activity of the functional analysis came back; nothing where it has not."""
    days = [one.on for one in chart.regained if name_key(one.activity) == name_key(row.activity)]
    return f"✓ came back {day(min(days), today)} · " if days else ""


def regained_detail(one: Regained, today: date) -> Content:
    """All of it."""
    said = [joined((one.activity, "bold"), f" · {day(one.on, today)}")]
    said += [joined(f"“{one.words}”")] if one.words else []
    said += [joined(("What mattered: ", "$text-quiet"), one.mattered)] if one.mattered else []
    return Content("\n").join(said)


def by_hand_detail(chart: Chart, found: Progress, today: date) -> Content:
    """What was told of an objective, and whether the member was told that it is reached."""
    key, aim = found.objective.key, found.objective.aim
    told = [r for r in reversed(chart.told) if r.objective == key]
    said = []
    if key in chart.to_tell:
        said.append(joined(("Reached, and nobody has told them yet: f keeps what was said.", "$success")))
    for given in reversed([f for f in chart.feedback if f.objective == key]):
        more = f": “{given.words}”" if given.words else ""
        said.append(joined((f"They were told {day(given.on, today)}", "$text-quiet"), more))
    for one in told[:NEWEST]:
        words = f"{reading_words(aim, one)}, {day(one.on, today)}" + (f": {one.said}" if one.said else "")
        said.append(joined(("◇ Told: ", "$text-quiet"), words))
    if len(told) > NEWEST:
        said.append(joined((f"and {count(len(told) - NEWEST, 'earlier reading')}: d shows them", "$text-quiet")))
    return Content("\n").join(said)
