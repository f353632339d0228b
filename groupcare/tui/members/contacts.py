"""The contacts of a chart: every touch outside a group session, newest first, and the steps that are still to take."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from groupcare.acts import SignIn, safety
from groupcare.queries.chart import Chart, ContactLine
from groupcare.rules.calls import talk_words
from groupcare.rules.people import Contact, ContactKind
from groupcare.rules.words import NotADay, day, read_day
from groupcare.tui.dialogs import Choice, Choose, FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.members.reading import ReadDialog
from groupcare.tui.members.tabs import Tab
from groupcare.tui.safe import joined

LETTERS = "tioumskcgb"
"""A letter for each kind of contact, in their order."""
KINDS = tuple(Choice(kind, letter, str(kind)) for kind, letter in zip(ContactKind, LETTERS, strict=True))


class ContactsTab(Tab):
    """Below or beside the list the whole of a contact."""

    NAME, LETTER, TITLE = "contacts", "c", "Contacts"
    KEYS = ("open", "new", "done", "filter")
    COLUMNS = (
        Column(width=1),
        Column(most=15),
        Column(most=18),
        Column(share=1),
        Column(most=34, least=90),
        Column(right=True, most=18),
    )
    EMPTY = "No contact yet. n writes one down: a call, an individual session, a word with the family doctor."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "new", id="new", tooltip="Write down a contact"),
        Binding("x", "done", "step done", id="done", tooltip="The next step of this contact was taken", show=False),
    ]

    def rows(self, chart: Chart) -> Iterator[Line]:
        for line in chart.contacts:
            contact = line.contact
            due = "" if contact.due is None else f"{'since' if line.overdue else 'by'} {day(contact.due, self.today)}"
            tone = "warning" if line.overdue else ""
            yield Line(
                f"contact {contact.id}",
                (
                    Cell("!" if line.overdue else "›" if contact.due else "", tone),
                    day(contact.on, self.today),
                    Cell(contact.kind, "strong"),
                    contact.outcome or contact.with_whom,
                    Cell(contact.next_step, "" if contact.due else "quiet"),
                    Cell(due, tone),
                ),
            )

    def detail(self, chart: Chart, key: str) -> Content:
        line = self._line(chart, key)
        if line is None:
            return Content("")
        contact = line.contact
        minutes = "" if contact.minutes is None else f"{contact.minutes} min"
        head = " · ".join(w for w in (contact.mode, minutes, contact.with_whom and f"with {contact.with_whom}") if w)
        said = [joined((f"{contact.kind}, {day(contact.on, self.today)}", "bold"), f" · {line.by}")]
        if head:
            said.append(joined(head))
        number = contact.callback and f"number {contact.callback}"
        talk = "" if contact.can_talk is None else talk_words(contact)
        if call := [words for words in (contact.location, number, talk) if words]:
            said.append(joined(" · ".join(call)))
        if contact.outcome:
            said.append(joined(contact.outcome))
        if contact.next_step:
            when = f"Next, by {day(contact.due, self.today)}: " if contact.due else "Next (done): "
            said.append(
                joined((when, "$text-quiet"), contact.next_step, ("  x: done" if contact.due else "", "$text-quiet"))
            )
        return Content("\n").join(said)

    def _line(self, chart: Chart, key: str) -> ContactLine | None:
        return next((line for line in chart.contacts if key == f"contact {line.contact.id}"), None)

    # --- keys ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "done":
            line = self._line(self.chart, self.lines.key) if self.chart is not None else None
            return line is not None and line.contact.due is not None
        return True

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """A long one is read in a dialog of its own."""
        self.app.push_screen(ReadDialog(f"Contact with {self.person}", self.detail(self.shown, event.key)))

    @work
    async def action_new(self) -> None:
        kind = await self.app.push_screen_wait(Choose(f"Contact with {self.person}", KINDS))
        if kind is not None:
            self.app.push_screen(contact_dialog(self.shown.client.id, self.person, ContactKind(kind), self.today))

    def action_done(self) -> None:
        _, contact = self.kind_and_id
        self.page.do(lambda who: safety.next_step_done(who, contact), f"took the next step with {self.person} as noted")


def contact_dialog(client: str, person: str, kind: ContactKind, today: date) -> FormDialog[Contact]:
    """A contact of that kind to be written down: what came of it first; what is typed comes back."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Contact]:
        on = _day(values, "on", today)
        due = _day(values, "due", today)
        if due is not None and due < today:
            raise FieldFault("due", f"{day(due, today)} is past: write a day to come, or nothing.")
        minutes = _minutes(values["minutes"])
        return lambda who: safety.add_contact(
            who,
            client,
            kind,
            on=on,
            with_whom=values["with"],
            mode=_mode(values["mode"]),
            minutes=minutes,
            outcome=values["outcome"],
            next_step=values["next"],
            due=due,
        )

    fields = [
        Field("outcome", "What came of it", "lines"),
        Field("next", "Next step"),
        Field("due", "By", hint=f"{day(today + timedelta(days=3), today)}, or +3"),
        Field("mode", "How", hint=", ".join(MODES)),
        Field("minutes", "Minutes"),
        Field("with", "With whom", hint="the person, where nobody is named"),
        Field("on", "Day", hint=f"today, {day(today, today)}"),
    ]
    title = f"{str(kind)[:1].upper()}{str(kind)[1:]} · {person}"
    return FormDialog(title, fields, act, f"wrote down {person}'s contact", draft=f"contact {client}")


MODES = ("phone", "in person", "video", "letter")


def _mode(typed: str) -> str:
    """A way by its first letters, or the words as they are."""
    said = typed.strip()
    return next((mode for mode in MODES if said and mode.startswith(said.lower())), said)


def _day(values: dict[str, str], name: str, today: date) -> date | None:
    try:
        return read_day(values[name], today) if values[name].strip() else None
    except NotADay as fault:
        raise FieldFault(name, str(fault)) from None


def _minutes(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal() or len(text.strip()) > 4:
        raise FieldFault("minutes", "Minutes are a whole number, such as 20.")
    return int(text)
