"""What opens over the run sheet: pages to read (brief, agenda) and small forms."""

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from groupcare.acts import SignIn, homework, session
from groupcare.queries.run_sheet import Brief, RunSheet, SheetRow
from groupcare.rules.attendance import Attendance, Mark, Mode
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.homework import Barrier, Homework, Practice, days_to_set
from groupcare.rules.words import count, day
from groupcare.tui.dialogs import BOX, Choice, Choose, FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.modal import Modal
from groupcare.tui.safe import joined, plain

T = TypeVar("T")
Marked = tuple[Attendance, list[str]]


class Leaf(Modal[None]):
    """One page to read over another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,b,v", "dismiss(None)", "back"),
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
        Binding("pagedown,space", "scroll(12)", "page down", show=False),
        Binding("pageup", "scroll(-12)", "page up", show=False),
    ]
    DEFAULT_CSS = f"""
    Leaf {{ {BOX} }}
    Leaf > VerticalScroll {{ width: 100; }}
    Leaf Static {{ padding: 0 1; height: auto; }}
    """

    def __init__(self, title: str, content: Content) -> None:
        super().__init__()
        self.title, self.content = title, content

    def compose(self) -> ComposeResult:
        box = VerticalScroll(Static(self.content))
        box.border_title, box.border_subtitle = plain(str(self.title)), plain("↑↓ scroll · esc back")
        yield box

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


# --- brief and agenda -----------------------------------------------------------------------------------------------


def brief_leaf(sheet: RunSheet, brief: Brief, named: Callable[[str], str]) -> Leaf:
    """The brief; `named` gives what the room may read of a member."""

    def people(members: Iterable[str]) -> str:
        return ", ".join(map(named, members))

    parts = [
        ("New", people(brief.new)),
        ("Were in a group before", ", ".join(f"{named(m)} ({group})" for m, group in brief.returning)),
        ("Missed the last session", people(brief.missed_last)),
        ("Told us they are away", people(brief.told_ahead)),
        ("Remote", people(brief.remote)),
        ("■ Held: spoken with privately first", people(brief.held)),
        ("No plan yet", people(brief.plan_missing)),
        ("Homework not in yet", people(brief.homework_open)),
        ("What stood in the way so far", ", ".join(f"{barrier} {times}" for barrier, times in brief.barriers)),
        ("Precautions", "\n".join(f"– {words}" for module in sheet.modules for words in module.precautions)),
    ]
    lines = [joined((f"{title}\n", "bold"), f"{words}\n\n") for title, words in parts if words]
    if not lines:
        lines = [plain("Nothing special: nobody is new, held or away, and all homework is in.")]
    return Leaf(f"Before session {sheet.session.number}", Content("").join(lines))


def agenda_leaf(sheet: RunSheet, now: int | None) -> Leaf:
    """Aims, the agenda with the item that is on (1-based), the facilitator's notes and precautions."""
    parts: list[Content] = []
    number = 0
    for module in sheet.modules:
        parts += [joined((f"{module.title}\n", "bold $primary")), *_points(module.aims), plain("\n")]
        for item in module.agenda:
            number += 1
            on = number == now
            words = f"{'▸' if on else ' '} {item.minutes:>3} min  {item.kind}: {item.what}\n"
            parts.append(plain(words, "bold $accent" if on else ""))
        parts += [joined(("\nPhrases and notes\n", "bold"), f"{module.notes.strip()}\n\n")]
        if module.precautions:
            parts += [joined(("Precautions\n", "bold")), *_points(module.precautions)]
    return Leaf("Agenda and phrases", Content("").join(parts) or plain("No module is planned for this session."))


def _points(words: Sequence[str]) -> list[Content]:
    return [plain(f"– {one}\n") for one in words]


# --- what stood in the way ------------------------------------------------------------------------------------------

NO_BARRIER = "none"
BARRIERS = {
    Barrier.time: "t",
    Barrier.pain_flare: "p",
    Barrier.forgot: "f",
    Barrier.not_understood: "u",
    Barrier.no_use_seen: "s",
    Barrier.mood: "m",
    Barrier.other: "o",
}


def barrier_choice(log: Practice, name: str) -> Choose:
    """What stood in the way, by letter; and nothing, where something is kept already."""
    choices = [Choice(str(barrier), letter, str(barrier)) for barrier, letter in BARRIERS.items()]
    if log.barrier is not None:
        choices.append(Choice(NO_BARRIER, "n", "nothing", f"takes “{log.barrier}” away"))
    return Choose(f"{name} · what stood in the way", choices)


# --- small forms ----------------------------------------------------------------------------------------------------


def remote_dialog(sheet: RunSheet, row: SheetRow, name: str) -> FormDialog[Marked]:
    """Where they are today and how to reach them there, in case help must be sent."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Marked]:
        return lambda who: session.amend(
            who, sheet.session.id, row.member, Mark.attended, mode=Mode.remote, **values
        )  # fmt: skip

    before = row.attendance
    fields = [
        Field("location", "Where today", value=before.location if before else "", hint="an address to send help to"),
        Field("phone", "Phone today", value=before.phone if before else "", hint="to call back if the line drops"),
    ]
    return FormDialog(
        f"{name} takes part remotely",
        fields,
        act,
        f"marked {name} remote",
        words="Asked each time, so that help can be sent to where they are.",
    )


def check_in_dialog(sheet: RunSheet, row: SheetRow, name: str) -> FormDialog[Marked]:
    """One thing done that matters."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Marked]:
        return lambda who: session.amend(who, sheet.session.id, row.member, mattered=values["mattered"])

    mattered = row.attendance.mattered if row.attendance else ""
    return FormDialog(
        f"Check-in of {name}",
        [Field("mattered", "Did, that matters", value=mattered, hint="one thing, in their own words")],
        act,
        f"kept {name}’s check-in",
        draft=f"check-in {sheet.session.id} {row.member}",
    )


def homework_dialog(sheet: RunSheet) -> FormDialog[list[Homework]]:
    """The next homework for everybody: the module's own unless the words or days are changed."""
    already = next((row.given for row in sheet.rows if row.given is not None), None)
    own = sheet.modules[-1].homework if sheet.modules else None
    following = sheet.following
    gap = (following.date - sheet.session.date).days if following is not None else 7
    task = already.task if already is not None else own
    days = already.days_set if already is not None else days_to_set(own.days, gap) if own is not None else 5

    def act(values: dict[str, str]) -> Callable[[SignIn], list[Homework]]:
        number = _number("days", "Days", values["days"])
        minutes = _number("minutes", "Minutes", values["minutes"] or "0")
        told = HomeworkTask(kind=HomeworkKind(values["kind"]), what=values["what"].strip(), days=min(number, 7),
                            minutes=minutes)  # fmt: skip
        same = own is not None and (told.kind, told.what, told.minutes) == (own.kind, own.what.strip(), own.minutes)
        return lambda who: homework.set_homework(who, sheet.session.id, task=None if same else told, days=number)

    fields = [
        Field("what", "What", "lines", task.what.strip() if task else "", needed=True),
        Field("days", "On how many days", value=str(days), needed=True),
        Field("minutes", "Minutes each time", value=str(task.minutes) if task and task.minutes else ""),
        Field("kind", "Kind", "choice", str(task.kind) if task else "practice",
              tuple((str(k), str(k)) for k in HomeworkKind), needed=True),
    ]  # fmt: skip
    until = f"until {day(following.date, sheet.today)}, {count(gap, 'day')}" if following else "the last session"
    words = f"For everybody with a seat at this session ({len(sheet.rows)}); {until}."
    if already is not None:
        words += " It is set already: saving sets it anew, as long as nobody has handed it in."
    return FormDialog(
        "Homework to set",
        fields,
        act,
        lambda given: f"set homework for {len(given)}, {count(given[0].days_set, 'day')}",
        words=words,
        save="set it",
        draft=f"homework {sheet.session.id}",
    )


def _number(name: str, label: str, text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise FieldFault(name, f"{label}: “{text.strip()}” is no number.")
    return int(text)
