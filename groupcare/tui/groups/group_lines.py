"""How a group's sessions, coverage and roster read, line by line."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from groupcare.queries.coverage import CoverageGrid, CoverageRow
from groupcare.queries.groups import GroupDays, GroupView, RosterLine, SessionLine
from groupcare.rules.attendance import Rate
from groupcare.rules.coverage import Coverage, Standing
from groupcare.rules.group import IN_GROUP, MemberStatus, SessionStatus, has_completed
from groupcare.rules.people import client_number
from groupcare.rules.text import name_key
from groupcare.rules.words import count, day, span
from groupcare.tui.lines import Cell, Column, Line

Named = Callable[[str, int], str]
"""A client's name and number to what may be shown of them."""
GLYPHS = {
    Standing.attended: "✓",
    Standing.made_up: "M",
    Standing.individually: "i",
    Standing.waived: "w",
    Standing.earlier: "b",
    Standing.excused: "e",
    Standing.absent: "✗",
    Standing.held: "H",
    Standing.cancelled: "c",
    Standing.not_marked: "·",
    Standing.before: "–",
    Standing.on_hold: "o",
    Standing.left: " ",
    Standing.to_come: " ",
    Standing.nothing: " ",
}
LEGEND_WORDS = {Standing.earlier: "had before, in another place"}
LEGEND = tuple((glyph, LEGEND_WORDS.get(at, str(at))) for at, glyph in GLYPHS.items() if glyph != " ")
STATUS_TONES = {SessionStatus.held: "quiet", SessionStatus.in_progress: "accent"}
SESSION_COLUMNS = (
    Column("#", width=2, right=True),
    Column("Date", most=15),
    Column("Time", width=11, least=76),
    Column("Module", share=1),
    Column("", most=11),
    Column("Here", width=8),
    Column("Homework", width=18, least=96),
)


def told_apart(names: Iterable[tuple[str, int]]) -> Callable[[str, int], str]:
    """Names as they are, with the number behind where two of them are alike."""
    alike = {name for name, times in Counter(name for name, _ in names).items() if times > 1}
    return lambda name, number: f"{name} {client_number(number)}" if name in alike else name


# --- sessions -------------------------------------------------------------------------------------------------------


def session_lines(found: GroupDays, today: date) -> list[Line]:
    """A line for each session, cancelled ones with their reason."""
    return [_session_line(line, today) for line in found.sessions]


def _session_line(line: SessionLine, today: date) -> Line:
    session = line.session
    over = session.status in (SessionStatus.cancelled, SessionStatus.not_held)
    open_ = session.date < today and session.status in (SessionStatus.planned, SessionStatus.in_progress)
    status = "not closed" if open_ else "" if session.status is SessionStatus.planned else str(session.status)
    title = ", ".join(line.titles)
    if line.leaders:
        title = f"{' and '.join(line.leaders)} · {title}"
    if session.room:
        title = f"{session.room} · {title}"
    tone = "quiet" if over else "strong" if session.date == today else ""
    return Line(
        session.id,
        (
            Cell(str(session.number), "quiet"),
            Cell(day(session.date, today), tone),
            Cell(span(session.start, session.minutes), tone or "quiet"),
            Cell(f"{session.reason} · {title}" if over and session.reason else title, tone),
            Cell(status, "warning" if open_ else STATUS_TONES.get(session.status, "quiet" if over else "")),
            Cell(_here(line), "" if line.marked >= line.expected else "warning" if line.marked else "quiet"),
            Cell(line.homework, "quiet"),
        ),
    )


def _here(line: SessionLine) -> str:
    if line.marked:
        return f"{line.here} of {line.expected}"
    return count(line.expected, "seat") if line.expected and line.session.status is SessionStatus.planned else ""


# --- coverage -------------------------------------------------------------------------------------------------------


FINISH, MEMBER, MARK = 96, 28, 3
"""From this width on it is said when they can finish; cells for a name, and for a mark."""


def marks_shown(found: CoverageGrid, width: int) -> slice:
    """The columns of marks that there is room for on so many cells, beside a short name and all the words: as far as
    the one after the last with a mark, so that the oldest give way. Twelve fit on 80 columns."""
    room = max(1, (width - (72 if width >= FINISH else 42)) // MARK)
    marked = [i for row in found.rows for i, at in enumerate(row.coverage.standings) if GLYPHS[at] != " "]
    last = min(len(found.columns), max(room, max(marked, default=0) + 2))
    return slice(max(0, last - room), last)


def coverage_columns(found: CoverageGrid, width: int) -> tuple[Column, ...]:
    """The grid as one column, three cells a module; the oldest give way before any word is cut."""
    shown = marks_shown(found, width)
    titles = (_title(column.modules) for column in found.columns[shown])
    cells = MARK * len(found.columns[shown])
    has_room = width >= FINISH and width - 82 >= cells
    return (
        Column("Member", width=MEMBER) if has_room else Column("Member", share=1),
        Column("", width=1),
        Column("".join(f"{title:>{MARK}}" for title in titles), width=cells),
        Column("Had", width=5, right=True),
        Column("Needs next", width=12, least=72),
        Column("Can finish", width=24, least=FINISH),
    )


def _title(modules: tuple[int, ...]) -> str:
    return str(modules[0]) if len(modules) == 1 else f"{modules[0]}+"


def coverage_lines(found: CoverageGrid, named: Named, today: date, width: int) -> list[Line]:
    """A line for each member; who left and came back has one for each place."""
    apart = told_apart({(row.name, row.client_number) for row in found.rows})
    shown = marks_shown(found, width)
    return [_coverage_line(r, named(apart(r.name, r.client_number), r.client_number), today, shown) for r in found.rows]


def _coverage_line(row: CoverageRow, name: str, today: date, shown: slice) -> Line:
    of, seated = row.coverage, row.status in IN_GROUP
    missed = of.next is not None and of.next_on is None
    finish = str(row.end_reason or row.status) if not seated else "–" if row.held else finish_words(of, today)
    return Line(
        row.member,
        (
            Cell(name, "" if seated else "quiet"),
            Cell("■" if row.held else ""),
            "".join(f"{GLYPHS[standing]:>{MARK}}" for standing in of.standings[shown]),
            f"{of.had}/{of.needed}",
            Cell(needs_words(of, today) if seated else "", "warning" if missed else ""),
            Cell(finish, "" if seated else "quiet"),
        ),
    )


def needs_words(of: Coverage, today: date) -> str:
    """5 make-up, or 7 on 20 Oct."""
    if of.next is None:
        return ""
    return f"{of.next} make-up" if of.next_on is None else f"{of.next} {day(of.next_on, today)}"


def finish_words(of: Coverage, today: date) -> str:
    """The day, and how many make-ups it takes besides."""
    if of.had == of.needed:
        return "has had all"
    extra = f"{of.make_ups} make-up{'s' if of.make_ups > 1 else ''}" if of.make_ups else ""
    if of.finish_on is None:
        return f"with {extra}" if extra else ""
    return day(of.finish_on, today) + (f" + {extra}" if extra else "")


# --- roster ---------------------------------------------------------------------------------------------------------

ROSTER_LEGEND = (
    "held: of the sessions held · planned: of all planned · reachable: the best still possible · misses: without "
    "notice, in a row · homework: of what was handed in · o on hold"
)


STATUS = 14
"""The width of a status or of why somebody left; a longer reason stands below."""


def roster_detail(line: RosterLine, today: date) -> str:
    """What to know of one member besides the numbers: why they left, what is suggested, a plan to look at."""
    said = []
    if line.end is not None and line.status not in IN_GROUP:
        said.append(f"Left {day(line.end, today)}, {line.end_reason or line.status}.")
        said.append(line.end_words)
    said += [f"! {suggestion.sentence}" for suggestion in line.suggested]
    if line.due is not None:
        said.append(f"Missed the session of {day(line.due, today)}: the plan is to be looked at.")
    return " ".join(filter(None, said))


def roster_columns(*, short: bool) -> tuple[Column, ...]:
    """Rates as fractions where there is little room, else with their percentages."""
    width = 5 if short else 12
    return (
        Column("Member", share=1),
        Column("", width=1),
        Column("Status", width=STATUS, least=90),
        Column("Plan", width=9),
        Column("Clinician", width=14, least=136),
        Column("Held", right=True, width=width),
        Column("Planned", right=True, width=max(width, 7)),
        Column("Reachable", right=True, width=max(width, 9)),
        Column("Misses", right=True, width=6),
        Column("Homework", right=True, width=max(width, 8)),
    )


def roster_lines(found: GroupView, named: Named, *, short: bool) -> list[Line]:
    """Those with a seat first, then those who have left; by name."""
    roster = sorted(found.roster, key=lambda m: (m.status not in IN_GROUP, name_key(m.name)))
    apart = told_apart({(m.name, m.client_number) for m in roster})
    return [_roster_line(m, named(apart(m.name, m.client_number), m.client_number), short=short) for m in roster]


def _roster_line(line: RosterLine, name: str, *, short: bool) -> Line:
    seated = line.status in IN_GROUP
    status = str(line.end_reason or line.status)
    ended = "completed" if has_completed(line.status, line.end_reason) else "left"
    return Line(
        line.member,
        (
            Cell(name, "" if seated else "quiet"),
            Cell("■" if line.held else "o" if line.status is MemberStatus.on_hold else ""),
            Cell(status if seated or len(status) <= STATUS else "left", "quiet"),
            Cell("no plan", "warning") if seated and not line.plan else Cell(_plan(line) if seated else ended, "quiet"),
            Cell(line.clinician or "–", "quiet"),
            _rate(line.rates.held, short=short),
            _rate(line.rates.planned, short=short),
            _rate(line.rates.reachable, short=short),
            Cell(str(line.misses) if line.misses else "–", "warning" if line.suggested else "quiet"),
            _rate(line.homework.known, short=short),
        ),
    )


def _plan(line: RosterLine) -> str:
    return "draft" if line.draft else "linked"


def _rate(of: Rate, *, short: bool) -> str:
    if of.percent is None:
        return "–"
    return f"{of.done}/{of.of}" if short else f"{of.done}/{of.of} {of.percent:>4} %"
