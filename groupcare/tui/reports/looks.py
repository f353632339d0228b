"""The access log on a page, for a manager: who opened or exported what, by person, client and day."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from groupcare.acts import RecordError, SignIn
from groupcare.queries import find
from groupcare.queries.access import Access, Asked, access_log, asked_words, instant
from groupcare.queries.staff import staff
from groupcare.rules.report_scope import NoPeriod, checked, period_words
from groupcare.rules.reports import Scope
from groupcare.rules.words import count, moment
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.page import Page
from groupcare.tui.typed import a_day

SHOWN = timedelta(days=30)
"""So many days back the page begins [P]."""
EMPTY = "Nobody has opened or exported anything then. a chooses other days, another person, or all."
WORDS = "The log is never shortened. Whatever is left empty is not asked about: all days, everybody, every client."


class LooksPage(Page[list[Access]]):
    """Opened from the reports by a manager. It tells numbers, never names of clients."""

    HELP = """The access log: who opened whose chart, screening, alert or notes, and who exported or printed what, the
    newest first, of the last 30 days. a asks about other days, one member of staff, or one client; enter about the
    client of the line, on all days. It is never shortened or changed, and holds no name of a client; the command
    access tells the same."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "about", "days, person, client", id="about", tooltip="Of which days, by whom, of which client"),
    ]

    def __init__(self, asked: Asked | None = None) -> None:
        super().__init__()
        self.asked = asked

    def body(self) -> Iterable[Widget]:
        looks = Lines(
            Column("When", most=22),
            Column("Who", most=24),
            Column("What", share=1),
            Column("Whose", width=8),
            empty=EMPTY,
            id="looks",
        )
        yield Pane(looks, title="Access log", keys=("about", "filter"), classes="body", id="log")

    def load(self) -> list[Access]:
        if self.asked is None:
            self.asked = Asked(since=self.who.today() - SHOWN)
        return access_log(self.who, self.asked)

    def show(self, found: list[Access]) -> None:
        asked = self.asked or Asked()
        about = [*asked_words(self.who, asked), period_words(asked.since, asked.until) or "all days"]
        self.query_one("#log", Pane).name_it(" · ".join(["Access log", *about, count(len(found), "look")]))
        self.query_one("#looks", Lines).put([self._line(n, one) for n, one in enumerate(reversed(found))][::-1])

    def _line(self, n: int, one: Access) -> Line:
        when = moment(instant(one), self.who.clinic.zone, self.who.today())
        return Line(str(n), (Cell(when, "quiet"), Cell(one.by, "strong"), one.what, one.client))

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """All looks at the client of that line."""
        number = self.found[len(self.found) - 1 - int(event.key)].client
        try:
            self.asked = Asked(client=find.client(self.who, number).id)
        except RecordError:  # nobody's, or erased since
            return
        self.reload()

    @work(group="dialog", exclusive=True)
    async def action_about(self) -> None:
        """Choose days, a member of staff, a client."""
        chosen = await self.app.push_screen_wait(_form(self.who, self.asked or Asked()))
        if chosen is not None:
            self.asked = chosen
            self.reload()


def _form(who: SignIn, asked: Asked) -> FormDialog[Asked]:
    people = tuple((one.id, one.name + (" (has left)" if one.left_on else "")) for one in staff(who))
    fields = [
        Field("by", "Who looked", "choice", asked.by, (("", "everybody"), *people)),
        Field("client", "At whom", value=_number(who, asked.client), hint="GC-0042, or a name"),
        Field("since", "From", value=asked.since.isoformat() if asked.since else "", hint="2026-01-01, or 1 jan 2026"),
        Field("until", "Until", value=asked.until.isoformat() if asked.until else "", hint="the last day"),
    ]
    return FormDialog("Which looks?", fields, _chosen(who.today()), words=WORDS, save="show them")


def _number(who: SignIn, client: str) -> str:
    words = asked_words(who, Asked(client=client))
    return words[0] if words else ""


def _chosen(today: date) -> Callable[[dict[str, str]], Callable[[SignIn], Asked]]:
    def act(values: dict[str, str]) -> Callable[[SignIn], Asked]:
        since, until = a_day(values, "since", today), a_day(values, "until", today)
        try:
            checked(Scope(since=since, until=until))
        except NoPeriod as fault:
            raise FieldFault("until", str(fault)) from None
        said = values["client"].strip()

        def asked(who: SignIn) -> Asked:
            client = find.client(who, said).id if said else ""
            return Asked(by=values["by"], client=client, since=since, until=until)

        return asked

    return act
