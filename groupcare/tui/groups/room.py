"""What opens over the run sheet: a page to read, and small forms."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from groupcare.acts import SignIn, homework, leading, regained, session
from groupcare.queries.run_sheet import RunSheet, SheetRow, run_sheet
from groupcare.rules.attendance import Attendance, Mark, Mode
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.group import Debrief, Session
from groupcare.rules.homework import Barrier, Homework, Practice, days_to_set
from groupcare.rules.plan import Objective
from groupcare.rules.regained import Regained
from groupcare.rules.words import count, day
from groupcare.tui.dialogs import BOX, Choice, Choose, FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.modal import Modal
from groupcare.tui.safe import plain

T = TypeVar("T")
Marked = tuple[Attendance, list[str]]


class Leaf(Modal[None]):
    """One page to read over another."""

    HELP = "A page to read; whatever opened it closes it, too."
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
        where, phone = values["location"], values["phone"]
        return lambda who: session.amend(
            who, sheet.session.id, row.member, Mark.attended, mode=Mode.remote, location=where, phone=phone
        )

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
        over = {"mattered": mattered}
        return lambda who: session.amend(who, sheet.session.id, row.member, mattered=values["mattered"], over=over)

    mattered = row.attendance.mattered if row.attendance else ""
    return FormDialog(
        f"Check-in of {name}",
        [Field("mattered", "Did, that matters", value=mattered, hint="one thing, in their own words")],
        act,
        f"kept {name}’s check-in",
        draft=f"check-in {sheet.session.id} {row.member}",
        anew=lambda who: check_in_dialog(sheet, _newest(who, sheet, row), name),
    )


def _newest(who: SignIn, sheet: RunSheet, row: SheetRow) -> SheetRow:
    """The row as the record has it now."""
    now = run_sheet(who, sheet.session.id).rows
    return next((one for one in now if one.member == row.member), row)


def again_dialog(sheet: RunSheet, row: SheetRow, name: str) -> FormDialog[Regained]:
    """An activity that came back."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Regained]:
        on = min(sheet.session.date, sheet.today)
        return lambda who: regained.keep_regained(
            who, row.client, values["activity"], on=on, words=values["words"], session=sheet.session.id
        )

    mattered = row.attendance.mattered if row.attendance else ""
    return FormDialog(
        f"{name} does again",
        [
            Field("activity", "What", value=mattered, hint="gardening", needed=True),
            Field("words", "In their own words", "lines"),
        ],
        act,
        f"kept what {name} does again",
        words="It stands in the chart, in the review, and on the copy of the plan that they take home.",
        draft=f"again {sheet.session.id} {row.member}",
    )


def note_dialog(sheet: RunSheet, row: SheetRow, name: str) -> FormDialog[Marked]:
    """For this member's note: the facilitator's words, and how they took what was done."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Marked]:
        over, told = {field.name: field.value for field in fields}, dict[str, Any](values)
        return lambda who: session.amend(who, sheet.session.id, row.member, None, over=over, **told)

    given = row.attendance
    fields = [Field("note", "Note", "lines", given.note if given else "", hint="for this member's note")]
    if given is not None and given.mark is Mark.attended:
        fields.append(Field("response", "Response", value=given.response, hint="how they took what was done"))
    return FormDialog(
        f"Note on {name}",
        fields,
        act,
        f"kept a note on {name}",
        words="Goes into this member’s note. Private process notes do not belong in GroupCare.",
        draft=f"note {sheet.session.id} {row.member}",
        anew=lambda who: note_dialog(sheet, _newest(who, sheet, row), name),
    )


def debrief_dialog(of: Session) -> FormDialog[Session]:
    """Three minutes after the session; none of it has to be answered."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Session]:
        return lambda who: leading.debrief_session(who, of.id, Debrief(**values), over=known)

    known = of.debrief or Debrief()
    fields = [
        Field("quiet", "Who was quiet", value=known.quiet),
        Field("drifted", "What drifted", value=known.drifted),
        Field("carry_over", "What to carry over", value=known.carry_over, hint="stands in the next brief"),
    ]
    return FormDialog(
        f"Three minutes on session {of.number}",
        fields,
        act,
        "kept the debrief",
        words="Empty where there is nothing to say. The next session’s brief shows it.",
        draft=f"debrief {of.id}",
        anew=lambda who: debrief_dialog(run_sheet(who, of.id).session),
    )


# --- homework to set ------------------------------------------------------------------------------------------------

NO_OBJECTIVE = "none"


def homework_dialog(
    sheet: RunSheet, one: SheetRow | None = None, name: str = "", objectives: Sequence[Objective] = ()
) -> FormDialog[list[Homework]]:
    """The next homework, the module's own unless the words or days are changed: for everybody, or for `one` member
    alone, where it can be linked to an objective of their plan. A guest's own group sets theirs.
    """
    own_members = tuple(row for row in sheet.rows if row.makes_up is None)
    rows = (one,) if one is not None else for_all(own_members)
    already = _common(rows) or (_common(own_members) if one is None else None)
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
        serves = values.get("objective") or NO_OBJECTIVE
        return lambda who: homework.set_homework(
            who,
            sheet.session.id,
            members=[row.member for row in rows],
            task=None if same else told,
            days=number,
            objective=None if serves == NO_OBJECTIVE else serves,
        )

    fields = [
        Field("what", "What", "lines", task.what.strip() if task else "", needed=True),
        Field("days", "On how many days", value=str(days), needed=True),
        Field("minutes", "Minutes each time", value=str(task.minutes) if task and task.minutes else ""),
        Field("kind", "Kind", "choice", str(task.kind) if task else "practice",
              tuple((str(k), str(k)) for k in HomeworkKind), needed=True),
    ]  # fmt: skip
    if objectives:
        known = already.objective if already is not None and already.objective else NO_OBJECTIVE
        options = ((NO_OBJECTIVE, "none"), *((o.key, f"{o.key} {o.words}") for o in objectives))
        fields.append(Field("objective", "For the objective", "choice", known, options))
    until = f"until {day(following.date, sheet.today)}, {count(gap, 'day')}" if following else "the last session"
    apart = len(own_members) - len(rows)
    whom = f"For everybody with a seat at this session ({len(rows)})"
    if one is not None:
        whom = f"For {name} alone"
    elif apart:
        whom = f"For {len(rows)} of {len(own_members)}: {count(apart, 'other')} keep what was set for them"
    words = f"{whom}; {until}."
    if rows and rows[0].given is not None:
        who_has = "they have not" if one is not None else "nobody has"
        words += f" It is set already: saving sets it anew, as long as {who_has} handed it in."
    return FormDialog(
        f"Homework for {name}" if one is not None else "Homework to set",
        fields,
        act,
        lambda given: f"set homework for {name or len(given)}, {count(given[0].days_set, 'day')}",
        words=words,
        save="set it",
        draft=f"homework {sheet.session.id}" + (f" {one.member}" if one is not None else ""),
    )


def for_all(rows: Sequence[SheetRow]) -> tuple[SheetRow, ...]:
    """Those for whom setting it for all sets it: nobody loses what was set for them alone."""
    missing = tuple(row for row in rows if row.given is None)
    common = _common(rows)
    same = (row for row in rows if row.given is not None and common is not None and _told(row.given) == _told(common))
    return missing or tuple(same)


def _common(rows: Sequence[SheetRow]) -> Homework | None:
    """What is set for most of them, None where nothing is."""
    given = [row.given for row in rows if row.given is not None]
    return for_most(given)[0] if given else None


def for_most(given: Sequence[Homework]) -> tuple[Homework, int]:
    """What is set for most, and how many have something else."""
    common = max(given, key=lambda one: sum(_told(one) == _told(other) for other in given))
    return common, sum(_told(one) != _told(common) for one in given)


def _told(given: Homework) -> tuple[HomeworkTask, int]:
    return given.task, given.days_set


def _number(name: str, label: str, text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise FieldFault(name, f"{label}: “{text.strip()}” is no number.")
    return int(text)
