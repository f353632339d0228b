"""Entering one referral: a form that a trained hand fills in under a minute, and the screening right behind it.

While a name is typed it says who may be the same person; one key makes it a referral of that person instead. What is
typed is kept, and comes back after a crash, a lock, or leaving with escape.
"""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import RecordError, refer
from groupcare.queries.permissions import may_see
from groupcare.queries.referrals import Names, SamePerson
from groupcare.rules.intake import ReferralRow
from groupcare.rules.people import Referral, client_number, referral_number
from groupcare.rules.words import BIRTH_HINT, NotADay, day, read_day
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.form_saving import save_form
from groupcare.tui.forms import Field, FieldFault, Form
from groupcare.tui.page import Page
from groupcare.tui.safe import joined
from groupcare.tui.typed import birth_date

DRAFT = "refer"
LOOK_SECONDS = 0.2
KEEP_SECONDS = 1.0
FIELDS = (
    Field("family_name", "Family name"),
    Field("given_name", "Given name"),
    Field("date_of_birth", "Birth date", hint=BIRTH_HINT),
    Field("phone", "Phone"),
    Field("referrer", "Referred by", hint="who asks for care"),
    Field("source", "From", hint="clinic or service"),
    Field("reason", "Reason", "lines"),
    Field("diagnosis", "Diagnosis"),
    Field("received_on", "Received", value="today", needed=True),
    Field("preferred_name", "Name to use", hint="if it is another"),
    Field("email", "Email"),
    Field("external_id", "Outside number", hint="the number of whoever refers"),
)


class EntryPage(Page[date]):
    """One form; ctrl+s saves it and opens the screening."""

    HELP = """A new referral. A name or an outside number is enough; the rest can follow. Enter goes to the next field,
    ctrl+s saves and opens the screening at once. If a client of this name is known already, ctrl+k makes this a
    referral of that client, so that one person stays one person."""
    CSS_PATH = "entry.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f9", "save", "save", id="main", key_display="ctrl+s", tooltip="Save, and open the screening"),
        Binding("ctrl+k", "same", "known person", id="same", priority=True, tooltip="A referral of a known client"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._names: Names | None = None
        self._same: tuple[SamePerson, ...] = ()
        self._client: SamePerson | None = None
        self._look: Timer | None = None
        self._keep: Timer | None = None
        self.is_saving = False
        self._made: Referral | None = None

    def body(self) -> Iterable[Widget]:
        form = Form(FIELDS)
        yield Pane(
            VerticalScroll(Static(id="same"), form, can_focus=False),
            title="New referral",
            keys=("main", "same", "back"),
            classes="body",
            id="entry-pane",
        )

    def on_mount(self) -> None:
        form = self.query_one(Form)
        left = self.app.behind.draft(DRAFT)
        if left is not None:
            form.fill(left)
            form.fault("This was typed before and not saved: go on, or change it.")
        form.focus_first()

    def load(self) -> date:
        may_see(self.who, "referrals")
        return self.who.today()

    def show(self, found: date) -> None:
        self._names = None
        self._look_soon()

    # --- who it may be ----------------------------------------------------------------------------------------------

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.name in ("family_name", "given_name", "date_of_birth"):
            self._look_soon()
        if self._keep is not None:
            self._keep.stop()
        self._keep = self.set_timer(KEEP_SECONDS, self.keep_draft_now)

    def _look_soon(self) -> None:
        if self._look is not None:
            self._look.stop()
        self._look = self.set_timer(LOOK_SECONDS, self._look_now)

    def _look_now(self) -> None:
        form = self.query_one(Form)
        family, given = form.value_of("family_name").strip(), form.value_of("given_name").strip()
        if family and given:
            self._names = self._names or Names(self.who)
            self._same = tuple(self._names.same(family, given))
        else:
            self._same = ()
        self._say_same()

    def _say_same(self) -> None:
        if self._client is not None:
            words = joined(
                ("A referral of ", "bold"),
                self._person(self._client),
                ". ",
                ("ctrl+k", "bold $accent"),
                " changes that.",
            )
        elif self._same:
            known = ", ".join(self._person(one) for one in self._same[:3])
            more = f" and {len(self._same) - 3} more" if len(self._same) > 3 else ""
            words = joined(
                ("! May be ", "$warning"), f"{known}{more}: ", ("ctrl+k", "bold $accent"), " makes it theirs."
            )
        else:
            words = joined("")
        self.query_one("#same", Static).update(words)
        self.query_one("#same").display = bool(self._client or self._same)
        self.refresh_bindings()

    def _person(self, one: SamePerson) -> str:
        number = client_number(one.number)
        name = self.named(one.name, one.number)
        who = number if name == number else f"{number} {name}"
        return f"{who}, b. {day(one.born, one.born)} {one.born.year}" if one.born else f"{who}, no birth date"

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "same":
            return bool(self._same or self._client)
        return super().allows(action, parameters)

    @work(group="dialog", exclusive=True)
    async def action_same(self) -> None:
        if self._client is not None:
            self._client = None
        elif len(self._same) == 1:
            self._client = self._same[0]
        else:
            choices = [Choice(one.id, "", self._person(one)) for one in self._same]
            chosen = await self.app.push_screen_wait(Choose("Whose referral is it?", choices))
            self._client = next((one for one in self._same if one.id == chosen), None)
        self._say_same()

    # --- saving -----------------------------------------------------------------------------------------------------

    def on_form_done(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        if not self.is_saving:
            self.is_saving = True
            self.app.run_worker(self._save(), group="acts")  # the program's own: leaving the page does not call it off

    async def _save(self) -> None:
        form, typed = self.query_one(Form), self._typed
        client = self._client.id if self._client is not None else None
        try:
            row = row_of(form.values(), self.found)
            act = partial(refer.refer, row=row, client=client)
            made = await save_form(self.app, form, act, _said, draft=DRAFT, typed=typed)
        except FieldFault as fault:
            form.fault(str(fault), fault.name)
        except RecordError as refused:
            form.fault(str(refused))
        else:
            self._made = made
            self._go_on(made)
            return
        self.is_saving = False

    def _go_on(self, made: Referral) -> None:
        """To its screening, unless something lies over this page, or it was left."""
        if self.app.screen is self:
            self.app.pop_screen()
            self.app.open_place("screening", made.id)
            self.app.call_after_refresh(self._say_there, f"E{_said(made)[1:]}.")

    def on_screen_resume(self) -> None:
        if self._made is not None:
            self._go_on(self._made)

    def _say_there(self, words: str) -> None:
        """The page that has opened says what was saved on this one."""
        page = self.app.screen
        if isinstance(page, Page):
            page.say(words)

    def keep_draft_now(self) -> None:
        """Keep what is typed, to come back to."""
        if not self.is_saving:
            self.app.behind.keep_draft(DRAFT, self._typed)

    @property
    def _typed(self) -> dict[str, str]:
        return {name: text for name, text in self.query_one(Form).typed().items() if name != "received_on"}

    def on_screen_suspend(self) -> None:
        if self.app.desk is not None:
            self.keep_draft_now()

    def action_back(self) -> None:
        self.keep_draft_now()
        super().action_back()


def _said(made: Referral) -> str:
    return f"entered referral {referral_number(made.number)}"


def row_of(values: dict[str, str], today: date) -> ReferralRow:
    """The referral that was typed. Raises FieldFault."""
    texts = {name: text.strip() for name, text in values.items()}
    return ReferralRow(
        family_name=texts["family_name"],
        given_name=texts["given_name"],
        preferred_name=texts["preferred_name"],
        date_of_birth=birth_date(values, today),
        phone=texts["phone"],
        email=texts["email"],
        received_on=_day(values, "received_on", today),
        source=texts["source"],
        referrer=texts["referrer"],
        reason=texts["reason"],
        diagnosis=texts["diagnosis"],
        external_id=texts["external_id"],
    )


def _day(values: dict[str, str], field: str, today: date) -> date:
    try:
        found = read_day(values[field], today)
    except NotADay as fault:
        raise FieldFault(field, str(fault)) from None
    if found > today:
        raise FieldFault(field, f"{day(found, today)} is in the future.")
    return found
