"""How a group that is not made yet reads: its dates in order, what is skipped and why, and what clashes."""

from collections import defaultdict
from datetime import UTC, date, timedelta

from groupcare.acts.group import GroupPlan
from groupcare.rules.group import SessionKind, titled
from groupcare.rules.schedule import Meeting, local
from groupcare.rules.words import count, day
from groupcare.tui.lines import Cell, Column, Line

COLUMNS = (
    Column("", width=1),
    Column("", width=2, right=True),
    Column("", most=15),
    Column("", width=11),
    Column("", share=1),
    Column("", most=6),
)
FEW = 3
"""So many dates are named one by one."""


def title(planned: GroupPlan, today: date) -> str:
    """8 sessions, ends Tue 1 Dec · 2 clash."""
    course = [m for m in planned.schedule.meetings if m.kind is SessionKind.module]
    words = f"{count(len(course), 'session')}, ends {day(course[-1].date, today)}"
    if later := len(planned.schedule.meetings) - len(course):
        words += f", {later} afterwards"
    clashing = len({clash.date for clash in planned.clashes})
    return words + (f" · {clashing} clash" if clashing else "")


def notes(planned: GroupPlan, today: date) -> str:
    """What to know, a sentence a line: of the group as a whole, then each clash with its dates."""
    clashes: dict[str, list[date]] = defaultdict(list)
    for clash in planned.clashes:
        clashes[clash.words].append(clash.date)
    sentences = [*planned.notes]
    for words, dates in clashes.items():
        days = [day(on, today) for on in dict.fromkeys(dates)]
        when = ", ".join(days) if len(days) <= FEW else f"{count(len(days), 'date')}, marked !"
        sentences.append(f"{words}: {when}.")
    return "\n".join(f"! {sentence}" for sentence in sentences)


def lines(planned: GroupPlan, today: date) -> list[Line]:
    """Every date, held or skipped; its key is the date."""
    clashing = {clash.date for clash in planned.clashes}
    titles = {m.number: m.title for m in planned.group.curriculum.module}
    rows: list[tuple[date, tuple[Cell | str, ...]]] = []
    before: timedelta | None = None
    for meeting in planned.schedule.meetings:
        offset = _offset(meeting, planned.group.zone)
        changed, before = before is not None and offset != before, offset
        cells = (
            Cell("!" if meeting.date in clashing else "", "warning"),
            Cell(str(meeting.number), "quiet"),
            day(meeting.date, today),
            f"{meeting.start:%H:%M}–{meeting.end:%H:%M}",
            ", ".join(titled(meeting.kind, meeting.modules, meeting.continues, titles)),
            Cell("clocks" if changed else "", "warning"),
        )
        rows.append((meeting.date, cells))
    for skipped in planned.schedule.skipped:
        words = ("", "–", day(skipped.date, today), "skipped", skipped.reason)
        rows.append((skipped.date, tuple(Cell(text, "quiet") for text in words)))
    return [Line(on.isoformat(), cells) for on, cells in sorted(rows, key=lambda row: row[0])]


def _offset(meeting: Meeting, zone: str) -> timedelta:
    return local(meeting.utc_start, zone).replace(tzinfo=UTC) - meeting.utc_start
