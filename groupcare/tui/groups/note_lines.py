"""How notes read on the screen: the layers of a session, the sections of one, and a group's sessions with theirs."""

from collections.abc import Iterable, Sequence
from datetime import date

from textual.content import Content

from groupcare.queries.notes import NoteSection, NotesLine, NoteView
from groupcare.rules.note import GROUP_SECTIONS, MEMBER_SECTIONS
from groupcare.rules.note_check import NEEDED
from groupcare.rules.words import day, moment
from groupcare.tui.lines import Cell, Column, Line
from groupcare.tui.safe import joined

SECTIONS = (*GROUP_SECTIONS, *MEMBER_SECTIONS)
PRIVATE = "Private process notes do not belong here."
NO_NOTES = "No session has been held yet: its notes are made when it is closed."
COLUMNS = (
    Column("#", width=2, right=True),
    Column("Date", most=15),
    Column("Module", share=1),
    Column("", width=1),
    Column("Group", width=8),
    Column("Members", width=22),
)


def glyph(one: NoteView) -> tuple[str, str]:
    """How a note stands, in a sign and its tone."""
    if one.signed:
        return "✓", "good"
    return ("!", "warning") if one.remarks else ("○", "")


def layer_line(one: NoteView, key: str, name: str) -> Line:
    """A layer in the list."""
    sign, tone = glyph(one)
    return Line(key, (Cell(sign, tone), Cell(name, "quiet" if one.signed else "strong" if not one.member else "")))


def shown(one: NoteView) -> Sequence[NoteSection]:
    """The sections that are shown: those that do not fit somebody who was not there only where they hold something."""
    return [s for s in one.sections if s.text or one.came or s.name in NEEDED]


def title(one: NoteView, name: str, zone: str, today: date) -> str:
    """Whose note, and how it stands."""
    if one.signed and one.signed_at is not None:
        return f"{name} · signed by {one.signed_by}, {moment(one.signed_at, zone, today)}"
    return f"{name} · draft"


def remarks(one: NoteView) -> Content:
    """What stands against signing, what blocks first; on a signed note, that the record has changed."""
    if one.signed:
        changed = [s.title.lower() for s in one.sections if s.changed]
        words = f"The record has changed since this was signed ({', '.join(changed)}): a adds to it."
        return joined((words, "$warning")) if changed else Content("")
    said = [joined(("‼ blocks  ", "bold $warning"), r.why) for r in one.remarks if r.blocks]
    said += [joined(("! advice  ", "$warning"), r.why) for r in one.remarks if not r.blocks]
    return Content("\n").join(said)


def label(section: NoteSection, one: NoteView, *, here: bool) -> Content:
    """A section's title, pointed at where keys go there."""
    asked = any(remark.where == section.name for remark in one.remarks)
    return joined(("▸ " if here else "  ", "bold"), (section.title, "$warning" if asked else "$text-quiet"))


def text(section: NoteSection, one: NoteView) -> Content:
    """What it says; of what was written, whether the record has changed since."""
    if not section.text:
        return joined(("–", "$text-quiet"))
    if section.changed and not one.signed:
        return joined(section.text, (" (The record changed since this was written.)", "$warning"))
    return joined(section.text)


def addenda(one: NoteView, zone: str, today: date) -> Content:
    """What was added later, by whom and when."""
    said = [
        joined((f"Addendum, {added.by}, {moment(added.at, zone, today)}: ", "bold"), added.text)
        for added in one.addenda
    ]
    return Content("\n").join(said)


# --- a group's sessions ---------------------------------------------------------------------------------------------


def notes_lines(lines: Iterable[NotesLine], today: date) -> list[Line]:
    """A line for each held session."""
    return [_notes_line(line, today) for line in lines]


def _notes_line(line: NotesLine, today: date) -> Line:
    late = line.due is not None and line.due < today
    if line.group_signed is None and not line.unsigned and not line.signed:
        sign, group, members = Cell("–", "quiet"), Cell("none", "quiet"), Cell("closed before notes", "quiet")
    else:
        sign = Cell("!", "warning") if late else Cell("○") if line.due else Cell("✓", "good")
        group = Cell("signed", "quiet") if line.group_signed else Cell("draft")
        words = f"{line.signed} signed" if line.signed else ""
        left = f"{line.unsigned} to sign" if line.unsigned else ""
        members = Cell(", ".join(w for w in (left, words) if w), "warning" if late else "")
    title_ = " + ".join(line.titles)
    return Line(line.session, (Cell(str(line.number), "quiet"), day(line.on, today), title_, sign, group, members))
