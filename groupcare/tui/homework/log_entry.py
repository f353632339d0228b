"""Keying in a paper log: one line, shown against its days as it is typed, then confirmed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from groupcare.acts import SignIn, homework
from groupcare.queries.homework import ReviewCase, review_case
from groupcare.rules.homework import Barrier, Homework, Practice, dates_of, done, fault_in_practice, most_days
from groupcare.rules.homework_log import DAY_MARK_WORDS, Log, counted_in, day_marks, day_values, log_words, times_in
from groupcare.rules.log_line import SHORT_FORM, NotALog, log_line, read_log
from groupcare.rules.words import NotADay, count, read_day
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault, Form
from groupcare.tui.homework.words import session_words, set_words
from groupcare.tui.safe import joined, plain

IN_A_ROW = 7
"""Days that stand side by side: a week."""
CELL = 10


class LogDialog(FormDialog[Homework]):
    """The one line stands last, with the cursor in it: enter there hands it in."""

    DEFAULT_CSS = """
    LogDialog #against { padding: 0 1; height: auto; min-height: 5; }
    """

    def __init__(self, case: ReviewCase, name: str, today: date) -> None:
        self.piece, self.today = case.item.homework, today
        self._line: str | None = None
        """What stands in the line; None until one can type in it."""
        super().__init__(
            f"Log of {name}",
            _fields(self.piece),
            self._act,
            lambda kept: f"handed in for {name}: {done(kept)} of {kept.days_set}",
            words=_intro(case, today),
            save="hand in",
            draft=f"log {self.piece.id}",
            anew=lambda who: LogDialog(review_case(who, self.piece.id), name, today),
        )

    def compose(self) -> ComposeResult:
        for box in super().compose():
            box.compose_add_child(Static(id="against"))
            yield box

    def on_mount(self) -> None:  # beside the one of every form dialog, which goes to the first field
        self.call_after_refresh(self._begin)

    def on_form_changed(self) -> None:  # beside the one that keeps the draft
        line = self.query_one(Form).value_of("log")
        if self._line is not None and line != self._line:
            self._line = line
            self.query_one(Form).fault("")
        self._show_against()

    def _begin(self) -> None:
        if self.query(Form):
            self._line = self.query_one(Form).value_of("log")
            self.query_one("#field-log").focus()
            self._show_against()

    def _act(self, values: dict[str, str]) -> Callable[[SignIn], Homework]:
        practice = read_logged(values, self.piece, self.today)
        return lambda who: homework.hand_in(who, self.piece.id, practice, over_rev=self.piece.rev)

    def _show_against(self) -> None:
        for against in self.query("#against").results(Static):
            against.update(self._against(self.query_one(Form).typed()))

    def _against(self, values: dict[str, str]) -> Content:
        line = values["log"]
        try:
            log = read_log(line, self.piece.task)
            fault = fault_in_practice(self.piece, _practice(values, log, self.piece, self.today), most_days(self.piece))
        except NotALog as said:
            return plain(str(said) if line.strip() else DAY_MARK_WORDS, "$warning" if line.strip() else "$text-quiet")
        except (FieldFault, NotADay) as said:
            return plain(str(said), "$warning")
        if fault is not None:
            return plain(fault, "$warning")
        return Content("\n").join([*days_against(log, self.piece), _sum(log, self.piece)])


def _intro(case: ReviewCase, today: date) -> str:
    said = f"{session_words(case.item)} · {set_words(case.item, today)}"
    return f"{said[:1].upper()}{said[1:]}\n{SHORT_FORM[case.item.homework.task.kind]}"


def _fields(piece: Homework) -> list[Field]:
    log = piece.practice
    barriers = tuple((b.value, b.value) for b in Barrier)
    when = ("no", "in the group"), ("yes", "absent, but sent it")
    return [
        Field("barrier", "In the way", "choice", value=log.barrier or "" if log else "", options=barriers, hint="–"),
        Field("absent", "Came in", "choice", value="yes" if log and log.while_absent else "no", options=when),
        Field("on", "On", value=log.on.isoformat() if log else "", hint="today, or a day such as 5 oct"),
        Field("log", "Log", value=log_line(log.log) if log and log.log else "", needed=True),
    ]


def read_logged(values: dict[str, str], piece: Homework, today: date) -> Practice:
    """What stands in the form, with what was told before. Raises FieldFault for what cannot be read."""
    try:
        log = read_log(values["log"], piece.task)
    except NotALog as fault:
        raise FieldFault("log", str(fault)) from None
    return _practice(values, log, piece, today)


def _practice(values: dict[str, str], log: Log, piece: Homework, today: date) -> Practice:
    try:
        on = read_day(values["on"], today) if values["on"].strip() else today
    except NotADay as fault:
        raise FieldFault("on", str(fault)) from None
    before = piece.practice
    return Practice(
        days=times_in(log),
        on=on,
        minutes=before.minutes if before else None,
        difficulty=before.difficulty if before else None,
        barrier=Barrier(values["barrier"]) if values["barrier"] else None,
        helped=before.helped if before else "",
        while_absent=values["absent"] == "yes",
        log=log,
    )


def days_against(log: Log, piece: Homework) -> Iterator[Content]:
    """Wed 7 ● 15, a week in a row; nothing where the log is not kept by days."""
    marks, values, dates = day_marks(log, piece.task), day_values(log), dates_of(piece)
    cells = [
        (f"{when:%a} {when.day}", f"{mark} {value}".strip())
        for when, mark, value in zip(dates, marks, values, strict=False)
    ]
    for start in range(0, len(cells), IN_A_ROW):
        row: Sequence[tuple[str, str]] = cells[start : start + IN_A_ROW]
        yield plain("".join(f"{name:<{CELL}}" for name, _ in row).rstrip(), "$text-quiet")
        yield plain("".join(f"{said:<{CELL}}" for _, said in row).rstrip())


def _sum(log: Log, piece: Homework) -> Content:
    times = f"{min(times_in(log), piece.days_set)} of {count(piece.days_set, counted_in(piece.task))}"
    more = log_words(log)
    return joined((times, "bold"), f" · {more}" if more else "")
