"""Getting in: three questions the first time, a name and a passphrase after that.

Nothing of the program is reachable before somebody has signed in. The recovery key is shown once, and gone.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from groupcare.acts import RecordError
from groupcare.rules.text import TextRefused
from groupcare.tui.forms import Field, FieldFault, Form
from groupcare.tui.safe import joined, plain

if TYPE_CHECKING:
    from groupcare.acts import SignIn
    from groupcare.tui.app import GroupCareApp

DIFFER = "The two do not match. Nothing was saved."
NO_KEY = "f24"
FICTITIOUS = "a fictitious clinic, thrown away when you leave"


def _load() -> None:
    """Load the record and the first pages while a passphrase is being typed."""
    import groupcare.acts.store
    import groupcare.exchange.library
    import groupcare.tui.desk
    import groupcare.tui.today.today  # noqa: F401
    from groupcare.rules.closures import load_holidays

    load_holidays()


class Door(Screen[None]):
    """A box in the middle, with a form."""

    DEFAULT_CSS = """
    Door { align: center middle; }
    Door .box { width: 66; max-width: 96%; height: auto; border: round $border; padding: 1 2; }
    Door .words { height: auto; margin-bottom: 1; }
    Door .keys { height: auto; margin-top: 1; color: $text-quiet; }
    """
    app: "GroupCareApp"

    def __init__(self) -> None:
        super().__init__()
        self._busy = False

    def on_mount(self) -> None:
        self.call_after_refresh(lambda: self.run_worker(_load, thread=True))

    def begin(self, work: Callable[[], None]) -> None:
        """Do slow work (keys take a moment) off the screen's thread, once at a time."""
        if not self._busy:
            self._busy = True
            self.run_worker(work, thread=True)

    def failed(self, sentence: str, field: str = "") -> None:
        """Show what went wrong; what was typed stays."""
        self._busy = False
        self.query_one(Form).fault(sentence, field)

    def greet(self, who: "SignIn") -> None:
        """In."""
        from groupcare.acts import drafts

        left = drafts.draft(who, "preferences")
        if left is not None and left.fields.get("theme") in ("dark", "light", "high-contrast"):
            self.app.theme = left.fields["theme"]
        self.app.enter(who)


class SignInScreen(Door):
    """A name, where several people can sign in, and a passphrase."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "sign_in", "sign in", show=False),
        Binding("escape", "app.quit", "leave", show=False),
    ]

    KEYS = "enter sign in · esc leave"

    def __init__(self, folder: Path, names: Sequence[str], name: str = "") -> None:
        super().__init__()
        self.folder, self.names, self.name_said = folder, names, name

    def compose(self) -> ComposeResult:
        fields = [Field("passphrase", "Passphrase", "secret")]
        if len(self.names) > 1:
            chosen = self.name_said if self.name_said in self.names else ""
            options = tuple((name, name) for name in self.names)
            fields.insert(0, Field("name", "Who are you", "choice", chosen, options, needed=True))
        yield Vertical(
            Static(joined(("GroupCare\n", "bold $primary"), f"{self.folder}"), classes="words"),
            Form(fields),
            Static(plain(self.KEYS), classes="keys"),
            classes="box",
        )

    def on_mount(self) -> None:
        form = self.query_one(Form)
        if "name" in form.fields and form.value_of("name"):
            form.query_one("#field-passphrase").focus()
        else:
            form.focus_first()
        given = os.environ.get("GROUPCARE_PASSPHRASE")
        if given is not None and ("name" not in form.fields or form.value_of("name")):
            form.fill({"passphrase": given})
            self.action_sign_in()

    def on_form_done(self) -> None:
        self.action_sign_in()

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.name == "name":
            self.query_one("#field-passphrase").focus()

    def action_sign_in(self) -> None:
        form = self.query_one(Form)
        try:
            values = form.values()
        except FieldFault as fault:
            form.fault(str(fault), fault.name)
            return
        self.query_one(".keys", Static).update(plain("Opening the record …"))
        self.begin(partial(self._open, values.get("name"), values["passphrase"]))

    def failed(self, sentence: str, field: str = "") -> None:
        self.query_one(".keys", Static).update(plain(self.KEYS))
        super().failed(sentence, field)

    def _open(self, name: str | None, passphrase: str) -> None:
        try:
            from groupcare.acts import store
            from groupcare.exchange.library import shipped_library

            who = store.open_store(self.folder, name, passphrase, shipped_library())
            self._read_ahead(who)
        except RecordError as refused:
            self.app.call_from_thread(self.failed, str(refused), "passphrase")
            return
        self.app.call_from_thread(self._opened, who)

    @staticmethod
    def _read_ahead(who: "SignIn") -> None:
        """Work out what Today keeps from one asking to the next: on ten years of data the first takes a second."""
        from groupcare.queries.today import today

        with suppress(RecordError):  # the page says it
            today(who)

    def _opened(self, who: "SignIn") -> None:
        from groupcare.acts import store

        if store.must_change_passphrase(who):
            self.app.switch_screen(OwnPassphraseScreen(who))
        else:
            self.greet(who)


class OwnPassphraseScreen(Door):
    """A newcomer's passphrase was chosen by somebody else: they choose their own before anything else."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "change", "go on", show=False)]

    def __init__(self, who: "SignIn") -> None:
        super().__init__()
        self.who = who

    def compose(self) -> ComposeResult:
        words = f"Welcome, {self.who.staff.name}. Somebody else chose your passphrase: choose your own now."
        fields = [
            Field("passphrase", "New passphrase", "secret", hint="several words are best", needed=True),
            Field("again", "Once more", "secret", needed=True),
        ]
        yield Vertical(
            Static(plain(words), classes="words"),
            Form(fields),
            Static(plain("ctrl+s go on"), classes="keys"),
            classes="box",
        )

    def on_mount(self) -> None:
        self.query_one(Form).focus_first()

    def on_form_done(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        typed = self.query_one(Form).typed()
        if typed["passphrase"] != typed["again"]:
            self.failed(DIFFER, "again")
            return
        self.begin(partial(self._change, typed["passphrase"]))

    def _change(self, passphrase: str) -> None:
        from groupcare.acts import store

        try:
            store.change_own_passphrase(self.who, passphrase)
        except RecordError as refused:
            self.app.call_from_thread(self.failed, str(refused), "passphrase")
            return
        self.app.call_from_thread(self.greet, self.who)


class FirstRunScreen(Door):
    """No store yet: three questions and one is in; or a look around a fictitious clinic."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "make", "begin", show=False),
        Binding("f9,ctrl+o", "look", "look around", show=False),
        Binding("escape", "app.quit", "leave", show=False),
    ]

    def __init__(self, folder: Path, zone: str, look_around: Callable[[], "SignIn"]) -> None:
        super().__init__()
        self.folder, self.zone, self.look_around = folder, zone, look_around

    def compose(self) -> ComposeResult:
        fields = [
            Field("clinic", "Your clinic's name", needed=True),
            Field("name", "Your name", needed=True),
            Field("passphrase", "A passphrase", "secret", hint="several words are best", needed=True),
            Field("again", "Once more", "secret", hint="the passphrase, against slips", needed=True),
        ]
        words = joined(
            ("Welcome to GroupCare\n", "bold $primary"),
            f"A new record will be made at {self.folder}, encrypted, for you alone to open. Time zone: {self.zone}.",
        )
        yield Vertical(
            Static(words, classes="words"),
            Form(fields),
            Static(plain(f"enter next · ctrl+s begin · f9 look around {FICTITIOUS} · esc leave"), classes="keys"),
            classes="box",
        )

    def on_mount(self) -> None:
        self.query_one(Form).focus_first()

    def on_form_changed(self) -> None:
        self.query_one(Form).fault("")

    def on_form_done(self) -> None:
        self.action_make()

    def action_make(self) -> None:
        form = self.query_one(Form)
        try:
            values = form.values()
        except FieldFault as fault:
            form.fault(str(fault), fault.name)
            return
        if values["passphrase"] != values["again"]:
            form.fault(DIFFER, "again")
            return
        self.begin(partial(self._make, values))

    def _make(self, values: dict[str, str]) -> None:
        from groupcare.acts import store
        from groupcare.exchange.library import shipped_library
        from groupcare.rules.clinic import Clinic, Role

        clinic = Clinic(name=values["clinic"], zone=self.zone)
        try:
            recovery = store.make_store(self.folder, clinic, values["name"], tuple(Role), values["passphrase"])
            who = store.open_store(self.folder, None, values["passphrase"], shipped_library())
        except (RecordError, TextRefused) as refused:
            self.app.call_from_thread(self.failed, str(refused))
            return
        self.app.call_from_thread(self.app.switch_screen, RecoveryKeyScreen(who, recovery))

    def action_look(self) -> None:
        self.query_one(Form).fault("Making the fictitious clinic …")
        self.begin(self._look)

    def _look(self) -> None:
        try:
            who = self.look_around()
        except (RecordError, OSError) as error:
            self.app.call_from_thread(self.failed, f"The fictitious clinic could not be made: {error}")
            return
        self.app.call_from_thread(self.greet, who)


class RecoveryKeyScreen(Door):
    """The recovery key, once. Leaving asks first: nobody sees it again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "go_on", "I have written it down", show=False),
        Binding("ctrl+q", "leave", "leave", show=False),
    ]

    def __init__(self, who: "SignIn", recovery: str) -> None:
        super().__init__()
        self.who, self.recovery = who, recovery

    def compose(self) -> ComposeResult:
        parts = self.recovery.split("-")
        half = (len(parts) + 1) // 2
        yield Vertical(
            Static(
                joined(
                    ("Your recovery key\n\n", "bold $primary"),
                    (f"{'-'.join(parts[:half])}-\n{'-'.join(parts[half:])}", "bold"),
                    "\n\nWrite it down and keep it away from this machine. It opens the record when every passphrase "
                    "is lost. It is shown only now, and kept nowhere.",
                ),
                classes="words",
                id="recovery",
            ),
            Static(plain("ctrl+s I have written it down"), classes="keys"),
            classes="box",
        )

    def on_mount(self) -> None:
        self.app.set_keymap({"quit": NO_KEY})  # leaves ctrl+q to this page

    @work(group="dialog", exclusive=True)
    async def action_leave(self) -> None:
        from groupcare.tui.dialogs import Confirm

        question = "The recovery key is shown only now, and kept nowhere. Leave without going on?"
        if await self.app.push_screen_wait(Confirm(question, yes="it is written down: leave", no="stay")):
            await self.app.action_quit()

    def action_go_on(self) -> None:
        self.app.set_keymap({})
        self.greet(self.who)
