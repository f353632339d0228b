"""The sheet itself: how each member's line reads in the group room, and what was marked but is not saved yet.

Nothing on it tells a score or a danger; a hold is a quiet ■.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from msgspec import Struct, structs
from textual.binding import Binding, BindingType

from groupcare.queries.run_sheet import RunSheet, SheetRow
from groupcare.rules.attendance import Attendance, Mark, Mode
from groupcare.rules.homework import Homework, Practice, marks_of
from groupcare.tui.groups.asking import Asked, Asking
from groupcare.tui.lines import Cell, Column, Line, Lines

Change = Callable[[SheetRow], SheetRow]
"""What a mark does to a row, before the record has it."""
LETTERS = {Mark.excused: "E", Mark.absent: "A", Mark.held: "H", Mark.cancelled: "C"}
NOTHING_OF_THE_ABSENT: Mapping[str, object] = {
    "late": 0, "left_early": 0, "pain": None, "participation": None, "response": "", "objective": None,
}  # fmt: skip


class Sheet(Lines, inherit_bindings=False):
    """A list in which letters are marks: only the arrows move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "screen.next", "down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("home", "end(0)", "first", show=False),
        Binding("end", "end(1)", "last", show=False),
        Binding("enter", "screen.open_here", "details", id="open", tooltip="More on this member", show=False),
        Binding("slash", "filter", "filter", id="filter", key_display="/", tooltip="Show only some", show=False),
        Binding("escape", "clear_filter", "show all", show=False),
    ]


def columns(sheet: RunSheet | None, *, short: bool) -> tuple[Column, ...]:
    """What is needed for each member, and one column for all else; more where there is room."""
    asked = next((row.asked for row in sheet.rows if row.asked is not None), None) if sheet is not None else None
    homework = f"Homework: {asked.task.kind}, {asked.days_set} days" if asked is not None and not short else "Homework"
    pain = sheet is not None and sheet.asks_pain
    return (
        *(() if short else (Column("#", width=2, right=True),)),
        Column("Member", share=1) if short else Column("Member", most=26),
        Column("", width=1),
        Column("Here", width=13),
        Column(homework, width=14 if short else 30),
        Column("Mood", width=4, right=True),
        *((Column("Pain", width=4, right=True),) if pain else ()),
        *((Column("Obj", width=4), Column("Did", width=3)) if short else ()),
        *(() if short else (Column("Did", width=3), Column("Obj", width=4), Column("Note", width=4))),
        Column("", width=6 if pain else 10) if short else Column("", share=1),
    )


def line(
    row: SheetRow, number: int, name: str, *, short: bool, pain: bool = False, asking: Asking | None = None
) -> Line:
    """One member; where a digit is waited for, a bar stands in its place."""
    given = row.attendance
    here = Cell(here_words(given), "" if given is not None else "quiet")
    homework = Cell(homework_words(row.asked), "quiet" if row.asked is None or row.asked.practice is None else "")
    mood = Cell("" if given is None or given.mood is None else str(given.mood))
    hurts = Cell("" if given is None or given.pain is None else "✓")  # pain is written, and not for the room to see
    column = asking.column if asking is not None else ""
    if asking is not None and column == "homework":
        homework = Cell(f"{asking.typed}▏ of {row.asked.days_set if row.asked else 0}", "accent")
    elif asking is not None and column == "here":
        minutes = asking.typed or str(asking.by_clock or "")
        here = Cell(f"{'L' if asking.what is Asked.late else 'K'} {minutes}▏′", "accent")
    elif column == "mood":
        mood = Cell("▏", "accent")
    elif column == "pain":
        hurts = Cell("▏", "accent")
    did, note = "✓" if given is not None and given.mattered else "", note_mark(given)
    objective = (given.objective or "") if given is not None else ""
    return Line(
        row.member,
        (
            *(() if short else (Cell(str(number), "quiet"),)),
            name,
            Cell("■" if row.held else ""),
            here,
            homework,
            mood,
            *((hurts,) if pain else ()),
            *((objective, f"{did or ' '}{note}".rstrip()) if short else (did, objective, note)),
            Cell(flag(row, short=short), "quiet"),
        ),
    )


def note_mark(attendance: Attendance | None) -> str:
    """u where it is kept how they took part, … where words on them are: the room does not read more."""
    if attendance is None:
        return ""
    return ("u" if attendance.participation else "") + ("…" if attendance.note or attendance.response else "")


def here_words(attendance: Attendance | None) -> str:
    """P, L 12′, K 20′, E told us, A, H; r for remote."""
    if attendance is None:
        return "·"
    if attendance.mark is not Mark.attended:
        return LETTERS[attendance.mark] + (" told us" if attendance.noticed_ahead else "")
    words = [f"L {attendance.late}′"] if attendance.late else []
    words += [f"K {attendance.left_early}′"] if attendance.left_early else []
    return " ".join([*(words or ["P"]), *(["r"] if attendance.mode is Mode.remote else [])])


def homework_words(homework: Homework | None) -> str:
    """●●●○●○○ 5 of 5, the dots from a log that was handed in, else the number alone; ? where nothing was."""
    if homework is None:
        return "–"
    if homework.practice is None:
        return f"? of {homework.days_set}"
    return f"{marks_of(homework)} {homework.practice.days} of {homework.days_set}".strip()


def flag(row: SheetRow, *, short: bool) -> str:
    """What else to know, in words that the room may read."""
    words = ["guest" if short else f"guest: module {row.makes_up}"] if row.makes_up is not None else []
    practice = row.asked.practice if row.asked is not None else None
    if practice is not None and practice.barrier is not None:
        words.append(str(practice.barrier) if short else f"barrier: {practice.barrier}")
    if row.attendance is not None and row.attendance.mode is Mode.remote and not short:
        words.append(f"remote: {row.attendance.location}" if row.attendance.location else "remote")
    if row.new:
        words.append("new")
    elif row.missed_last:
        words.append("away" if short else "missed the last session")
    return words[0] if words and short else " · ".join(words)


# --- what is not saved yet ------------------------------------------------------------------------------------------


class Waiting(Struct, frozen=True):
    """A mark on its way to the record."""

    member: str
    change: Change


class Pending:
    """Marks on their way, in order. Rows are shown with them; each is taken away when it is saved or refused."""

    def __init__(self) -> None:
        self._waiting: dict[int, Waiting] = {}
        self._next = 0

    def add(self, member: str, change: Change) -> int:
        """A mark on its way; gives a number by which to take it away."""
        self._next += 1
        self._waiting[self._next] = Waiting(member, change)
        return self._next

    def take(self, number: int) -> None:
        """Saved, or refused."""
        self._waiting.pop(number, None)

    def shown(self, row: SheetRow) -> SheetRow:
        """The row as the person has marked it."""
        for waiting in self._waiting.values():
            if waiting.member == row.member:
                row = waiting.change(row)
        return row


def marked(sheet: RunSheet, now: datetime, what: Mark | None, **details: object) -> Change:
    """A mark with details, on what stands in the row already."""

    def change(row: SheetRow) -> SheetRow:
        before = row.attendance or Attendance(
            session=sheet.session.id,
            group=sheet.group.id,
            member=row.member,
            client=row.client,
            mark=Mark.attended,
            marked_at=now,
            marked_by="",
        )
        mark = what or before.mark
        fields = dict(details) if mark is Mark.attended else {**details, **NOTHING_OF_THE_ABSENT}
        told = mark is Mark.excused and now < sheet.starts
        after = structs.replace(before, mark=mark, noticed_ahead=told, **fields)
        return structs.replace(row, attendance=after)

    return change


def practised(practice: Practice) -> Change:
    """Homework handed in."""

    def change(row: SheetRow) -> SheetRow:
        if row.asked is None:
            return row
        return structs.replace(row, asked=structs.replace(row.asked, practice=practice))

    return change
