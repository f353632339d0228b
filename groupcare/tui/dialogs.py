"""Dialogs: a question, a choice, or a small form with its act. Each returns a value; escape returns None.

    if not await self.app.push_screen_wait(Confirm("End the referral?")): return

A form dialog stays open with everything typed in it until its act is done; a refusal is shown within it.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from groupcare.acts import RecordError, SignIn, Stale
from groupcare.rules.words import NotADay
from groupcare.tui.fault import is_leaving
from groupcare.tui.form_saving import save_form
from groupcare.tui.forms import Field, FieldFault, Form
from groupcare.tui.lines import Cell, Column, Line, Lines
from groupcare.tui.modal import Modal
from groupcare.tui.safe import plain

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp

T = TypeVar("T")

BOX = """
    align: center middle; background: $background 60%;
    & > VerticalScroll {
        width: 76; max-width: 96%; height: auto; max-height: 92%; border: round $border; padding: 1 1;
        background: $surface; border-title-color: $foreground; border-title-style: bold;
        border-subtitle-color: $text-quiet; scrollbar-size-vertical: 1;
    }
    & .words { padding: 0 1 1 1; height: auto; }
"""
BOX_CELLS, BESIDE, SHORT, AROUND = 76, 14, 24, 8
"""Cells of a box; of its frame, letters and gaps beside words and details; of a detail that is never cut; and of the
cursor, letters and gaps within its list."""


class Confirm(Modal[bool]):
    """A question with a yes and a no."""

    HELP = "A question: nothing is done before it is answered with yes."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "dismiss(True)", "yes"),
        Binding("n,escape", "dismiss(False)", "no"),
    ]
    DEFAULT_CSS = f"Confirm {{ {BOX} }}"

    def __init__(self, question: str, *, yes: str = "yes", no: str = "no") -> None:
        super().__init__()
        self.question, self.yes, self.no = question, yes, no

    def keys_here(self) -> Iterator[tuple[Binding, str]]:
        for binding, words in super().keys_here():
            yield binding, self.yes if words == "yes" else self.no

    def compose(self) -> ComposeResult:
        box = VerticalScroll(Static(plain(self.question), classes="words"))
        box.border_subtitle = plain(f"y {self.yes} · n {self.no}")
        yield box


class Choice(NamedTuple):
    """One thing to choose: the letter that chooses it at once, and words on it."""

    key: str
    letter: str
    words: str
    detail: str = ""
    tone: str = ""


class Choose(Modal[str | None]):
    """One of several, by its letter, or with the arrows and enter."""

    HELP = """One of several things to choose. The letter before it chooses it at once; or go to it with the arrows and
    press enter. Going back chooses nothing."""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]
    DEFAULT_CSS = f"""
    Choose {{ {BOX} }}
    Choose Lines {{ height: auto; max-height: 16; background: $surface; }}
    Choose #whole {{ padding: 1 1 0 1; color: $text-quiet; }}
    """

    def __init__(self, title: str, choices: Iterable[Choice], words: str = "") -> None:
        super().__init__()
        self.title, self.choices, self.words = title, tuple(choices), words

    def compose(self) -> ComposeResult:
        lines = Lines(Column(width=2), Column(), Column(share=1), titles=False)
        whole = Static(id="whole", classes="words")
        whole.display = False
        box = VerticalScroll(*([Static(plain(self.words), classes="words")] if self.words else []), lines, whole)
        box.border_title, box.border_subtitle = plain(str(self.title)), plain("enter choose · esc back")
        yield box

    def keys_here(self) -> Iterator[tuple[Binding, str]]:
        yield Binding("enter", "", key_display="↑↓ enter"), "choose"
        for choice in self.choices:
            if choice.letter:
                yield Binding(choice.letter, "", key_display=choice.letter), choice.words
        yield from super().keys_here()

    def on_mount(self) -> None:
        lines = self.query_one(Lines)
        details = max((cell_len(c.detail) for c in self.choices), default=0)
        needed = max((cell_len(c.words) for c in self.choices), default=0) + details + BESIDE
        is_wide = details <= SHORT and needed > BOX_CELLS
        if is_wide:  # a short detail stays whole: the box grows, and where it cannot, the words give way
            self.query_one(VerticalScroll).styles.width = needed
        lines.put(
            [
                Line(c.key, (Cell(c.letter, "accent"), Cell(c.words, c.tone), Cell(c.detail, "quiet")))
                for c in self.choices
            ],
            (Column(width=2), Column(share=1), Column()) if is_wide else None,
        )
        lines.styles.height = min(16, len(self.choices))
        lines.focus()
        self.call_after_refresh(self._say_whole)

    def _say_whole(self) -> None:
        """Below the list, the words under the cursor where they are cut in it; nothing moves as the cursor does."""
        lines, whole = self.query_one(Lines), self.query_one("#whole", Static)
        room = lines.size.width - AROUND - max((cell_len(c.detail) for c in self.choices), default=0)
        cut = {c.key: c.words for c in self.choices if cell_len(c.words) > room}
        whole.display = bool(cut)
        whole.update(plain(cut.get(lines.key, " ")))

    def on_lines_moved(self) -> None:
        self._say_whole()

    def on_resize(self) -> None:
        self.call_after_refresh(self._say_whole)

    def on_key(self, event: events.Key) -> None:
        for choice in self.choices:
            if choice.letter and event.character == choice.letter:
                event.stop()
                self.dismiss(choice.key)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.dismiss(event.key)


class FormDialog(Modal[T | None], Generic[T]):
    """A small form and its act. `act` turns the values into an act; what it raises is shown in the form.

    With a `draft` id what was typed is kept until the act is done. `sure` is a question that is asked before it is,
    where it gives one.
    `anew` makes the dialog again from what the record holds now: where somebody else has saved meanwhile, both versions
    are shown, what only they changed is taken over, and saving asks before it goes over theirs.
    """

    HELP = """A form: fields with * are needed. What cannot be taken is said within it, and nothing typed is lost by
    that. A field of choices opens with enter."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", id="save"),
        Binding("escape", "leave", "back", id="leave"),
    ]
    DEFAULT_CSS = f"FormDialog {{ {BOX} }}"
    app: "GroupCareApp"

    def __init__(
        self,
        title: str,
        fields: Iterable[Field],
        act: Callable[[dict[str, str]], Callable[[SignIn], T]],
        said: str | Callable[[T], str] = "",
        *,
        words: str = "",
        save: str = "save",
        draft: str = "",
        sure: Callable[[dict[str, str]], str] | None = None,
        anew: "Callable[[SignIn], FormDialog[T]] | None" = None,
    ) -> None:
        super().__init__()
        self.sure, self.anew = sure, anew
        self.title, self.fields, self.act, self.said = title, tuple(fields), act, said
        self.words, self.save, self.draft = words, save, draft
        self.is_saving = False
        self._done: tuple[T] | None = None
        """What the act gave, once it is done."""
        self._at_first: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        intro = Static(plain(self.words), classes="words")
        intro.display = bool(self.words)
        box = VerticalScroll(intro, Form(self.fields))
        box.border_title = plain(str(self.title))
        box.border_subtitle = plain(f"ctrl+s {self.save} · esc back")
        box.can_focus = False
        yield box

    def keys_here(self) -> Iterator[tuple[Binding, str]]:
        yield Binding("tab", "", key_display="tab"), "the next field; shift+tab the one before"
        yield Binding("ctrl+z", "", key_display="ctrl+z"), "take back what was typed in this field"
        for binding, words in super().keys_here():
            yield binding, self.save if binding.id == "save" else words

    def on_mount(self) -> None:
        form = self.query_one(Form)
        self._at_first = form.typed()
        if self.draft:
            left = self.app.behind.draft(self.draft)
            if left is not None:
                form.fill(left)
                form.fault("This was typed before and not saved: go on, or change it.")
        form.focus_first()

    def keep_draft_now(self) -> None:
        """Keep what is typed, to come back to; nothing where nothing was typed."""
        if self.draft and self.app.desk is not None and not self.is_saving:
            typed = self.draft_fields()
            if typed is None:
                self.app.behind.forget_draft(self.draft)
            else:
                self.app.behind.keep_draft(self.draft, typed)

    def draft_fields(self) -> dict[str, str] | None:
        """What stands in the form, for its draft; None where nothing was typed."""
        typed = self.query_one(Form).typed()
        return typed if typed != self._at_first else None

    def on_form_changed(self) -> None:
        if self.draft:
            self.set_timer(1.0, self._keep_if_here)

    def _keep_if_here(self) -> None:
        if self.is_attached:
            self.keep_draft_now()

    def on_form_done(self) -> None:
        self.action_save()

    def action_leave(self) -> None:
        if not self.is_saving:  # what is being saved ends by itself, one way or the other
            if self.query(Form):  # else it has not even opened yet
                self.keep_draft_now()
            self.dismiss(None)

    def action_save(self) -> None:
        if self.is_saving:
            return
        if self.sure is None:
            self._save_now(True)
            return
        form = self.query_one(Form)
        try:
            question = self.sure(form.values())
        except FieldFault as fault:
            form.fault(str(fault), fault.name)
        else:
            if question:
                self.app.push_screen(Confirm(question, yes=self.save, no="not yet"), self._save_now)
            else:
                self._save_now(True)

    def _save_now(self, sure: bool | None) -> None:
        if sure and not self.is_saving:
            self.is_saving = True
            self.app.run_worker(self._save(), group="acts")  # the program's own: nothing calls it off

    async def _save(self) -> None:
        form = self.query_one(Form)
        try:
            act, typed = self.act(form.values()), self.draft_fields()
            result = await save_form(self.app, form, act, self.said, draft=self.draft, typed=typed)
        except FieldFault as fault:
            form.fault(str(fault), fault.name)
        except Stale as stale:
            form.fault(str(stale))
            if self.anew is not None and not is_leaving(self):
                self._show_both(form, self.anew(self.app.who))
        except (NotADay, RecordError) as refused:
            form.fault(str(refused))
        else:
            self._done = (result,)
            self.dismiss(result)
            return
        self.is_saving = False

    def on_screen_resume(self) -> None:
        """What lay over it while its act was done has gone: now it can close."""
        if self._done is not None:
            self.dismiss(self._done[0])

    def _show_both(self, form: Form, theirs: "FormDialog[T]") -> None:
        """Go on from their version, with what was typed here."""
        mine, lines = form.typed(), []
        for field in theirs.fields:
            if field.name not in mine:
                continue
            before, typed = self._at_first[field.name], mine[field.name]
            if field.value == before:
                continue
            words = f"  {field.label}: theirs {field.value or 'nothing'} (was: {before or 'nothing'})"
            if typed == before:
                form.fill({field.name: field.value})
            elif typed != field.value:
                words += f" · yours {typed or 'nothing'}"
            lines.append(words)
        self.fields, self.act, self.draft = theirs.fields, theirs.act, theirs.draft
        self._at_first = {field.name: field.value for field in theirs.fields}
        self.sure = lambda values: "Save yours over theirs? What only they have changed stays as they have it."
        intro = self.query_one(".words", Static)
        intro.display = True
        intro.update(plain("\n".join(["Somebody else saved this meanwhile. Nothing was overwritten.", *lines])))
        form.fault("ctrl+s asks before it goes over theirs; esc keeps yours to come back to.")


AnyDialog = FormDialog[Any]
