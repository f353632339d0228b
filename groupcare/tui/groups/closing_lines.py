"""How the page of closing reads, line by line. A line's key is its kind and the id of what it stands for."""

from collections import Counter
from collections.abc import Callable, Container, Iterable
from datetime import datetime

from groupcare.queries.run_sheet import Closing, RunSheet
from groupcare.rules import schedule
from groupcare.rules.words import count
from groupcare.tui.groups.room import for_most
from groupcare.tui.lines import Cell, Line, heading

MARK, FORM, CONCERN, CALL, MODULE, HOMEWORK, HELD = "mark", "form", "concern", "call", "module", "homework", "held"
PART, DEBRIEF, NOTES, PRESENT, DUE = "part", "debrief", "notes", "present", "due"
MORE = "more"


def people(found: Closing, named: Callable[[str], str], when: Callable[[datetime], str]) -> Iterable[Line]:
    """Who is left: not marked, forms, concerns, held and there all the same, to call."""
    if found.not_marked:
        yield heading("Not marked yet", "warning")
    for member in found.not_marked:
        yield Line(f"{MARK} {member}", (Cell("·", "warning"), named(member), "", Cell("enter goes there", "quiet")))
    if found.forms:
        yield heading("PHQ-9 not looked at", "warning")
    for member in found.forms:
        words = "item 9 of the form they handed in"
        quiet = Cell("q: looked at", "quiet")
        yield Line(f"{FORM} {member}", (Cell("·", "warning"), named(member), words, quiet))
    if found.maybe_forms:
        yield heading("PHQ-9 due today: was a form handed in?")
    for member in found.maybe_forms:
        quiet = Cell("q: looked at", "quiet")
        yield Line(f"{FORM} {member}", (Cell("○"), named(member), "item 9, if they handed one in", quiet))
    if found.concerns:
        yield heading("Concerns of this session")
    for concern in found.concerns:
        glyph, tone = ("✓", "good") if concern.owned else ("!", "warning")
        words = "has an owner" if concern.owned else "no owner yet: o takes it"
        yield Line(f"{CONCERN} {concern.alert}", (Cell(glyph, tone), named(concern.member), words))
    if found.held_here:
        yield heading("Held, and marked present", "warning")
    for here in found.held_here:
        words = "enter opens the alert" if here.alert else "enter opens the chart"
        yield Line(f"{HELD} {here.member}", (Cell("■", "warning"), named(here.member), words))
    if found.to_call:
        yield heading("Absent without notice: to call today")
    for person in found.to_call:
        tried = when(person.tried) if person.tried else ""
        glyph, tone = ("✓", "good") if tried else ("!", "warning") if person.first else ("○", "")
        words = f"call tried {tried}" if tried else "call first: before the session closes" if person.first else ""
        cells = (Cell(glyph, tone), named(person.member), words, Cell(person.phone or "no number", "quiet"))
        yield Line(f"{CALL} {person.client}", cells)


def covered(found: Closing, offered: Iterable[int], ticked: Container[int]) -> Iterable[Line]:
    """The modules, and the parts of the agenda that were left out."""
    sheet = found.sheet
    yield heading("Covered")
    for number in offered:
        module = sheet.group.curriculum.find(number)
        on = number in ticked
        title = module.title if module is not None else ""
        goes_on = Cell("goes on in a later session" if number in sheet.session.continues else "", "quiet")
        cells = (Cell("■" if on else "□", "good" if on else ""), f"module {number}", title, goes_on)
        yield Line(f"{MODULE} {number}", cells)
    yield Line(f"{MODULE} {MORE}", (Cell("+", "quiet"), Cell("another module", "quiet")))
    for number, part in found.open_parts:
        quiet = Cell("carried over", "quiet")
        yield Line(f"{PART} {number}", (Cell("□"), f"agenda {number}, {part.kind}", part.what.strip(), quiet))


def homework(sheet: RunSheet) -> Iterable[Line]:
    """What goes out."""
    yield heading("Homework that goes out")
    cells: tuple[Cell | str, ...]
    given = [row.given for row in sheet.rows if row.given is not None]
    if given:
        common, apart = for_most(given)
        words = f"{count(common.days_set, 'day')}, for {len(given) - apart}"
        other = Cell(f"{apart} other" if apart else "", "quiet")
        cells = (Cell("✓", "good"), words, common.task.what.strip(), other)
    elif sheet.following is None:
        cells = (Cell("–", "quiet"), Cell("none needed", "quiet"), Cell("this is the last session", "quiet"))
    else:
        cells = (Cell("○", "warning"), "none set", "s sets it")
    yield Line(HOMEWORK, cells)


def afterwards(found: Closing) -> Iterable[Line]:
    """The head count, the debrief, and the notes to finish."""
    one, sheet = found.sheet.session, found.sheet
    yield heading("Afterwards")
    remote = f", {found.remote} of them remote" if found.remote else ""
    began = f"began {schedule.local(one.began, one.zone):%H:%M}" if one.began is not None else ""
    ended = f"{began}, ended {schedule.local(one.ended, one.zone):%H:%M}" if one.ended is not None else began
    yield Line(PRESENT, (Cell("·", "quiet"), "head count", f"{found.present} present{remote}", Cell(ended, "quiet")))
    debrief = one.debrief
    told = " · ".join(w for w in (debrief.quiet, debrief.drifted, debrief.carry_over) if w) if debrief else ""
    mark = Cell("✓", "good") if told else Cell("○", "quiet")
    yield Line(DEBRIEF, (mark, "debrief", told or Cell("d: who was quiet, what drifted, what to carry over", "quiet")))
    due = Counter(name for row in sheet.rows for name in row.due)
    if due:
        words = ", ".join(f"{name} {many}" for name, many in due.most_common())
        cells = (Cell("○", "quiet"), "forms due", words, Cell("in the chart: m", "quiet"))
        yield Line(DUE, cells)
    notes = f"one on the group, {len(sheet.rows)} on its members"
    yield Line(NOTES, (Cell("○", "quiet"), "notes to finish", Cell(notes, "quiet")))
