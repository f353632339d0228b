"""The notes of one session: the layers left, the sections of one of them right, edited in their place and signed."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static, TextArea

from groupcare.acts import RecordError, SignIn, Stale, notes
from groupcare.queries.notes import NoteView, SessionNotes, session_notes
from groupcare.rules.clinic import Role
from groupcare.rules.words import count, day
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Confirm, FormDialog
from groupcare.tui.form_saving import save_form
from groupcare.tui.forms import Field
from groupcare.tui.groups import note_lines as drawn
from groupcare.tui.lines import Column, Lines
from groupcare.tui.page import Page
from groupcare.tui.safe import joined, plain

KEEP_SECONDS = 1.0
SHARED = "group"
"""The key of the line of the shared layer."""


class Layers(Lines):
    """The notes of the session; enter goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "next to sign", id="open", tooltip="The next note that is not signed", show=False)
    ]


class NotesPage(Page[SessionNotes]):
    """What nobody wrote is drafted from the record as it stands; signing writes it out."""

    HELP = """The notes of one session: one on the group, which names nobody, and one on each member, which names no
    other. They are drafted from what was recorded, and follow every correction until they are signed. e writes the
    section that ▸ points at, tab goes to the next one; ctrl+s keeps it, and nothing is the draft again. enter goes to
    the next note that is not signed. f9 signs the note, * all of which there is no remark. A signed note is locked: a
    adds to it. Another member's name, or a danger not spoken of, blocks signing; over advice a clinician may sign.
    Private process notes do not belong here."""
    CSS_PATH = "notes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+o", "sign", "sign", id="main", key_display="f9", tooltip="Sign this note: it is locked then"),
        Binding("asterisk", "sign_all", "sign all without remark", id="all", key_display="*",
                tooltip="Sign every note of which there is no remark"),
        Binding("e", "edit", "write", id="edit", tooltip="Write the section that ▸ points at", show=False),
        Binding("a", "add", "addendum", id="add", tooltip="Add to a signed note", show=False),
        Binding("tab", "section(1)", "section", id="section", tooltip="The next section", show=False),
        Binding("shift+tab", "section(-1)", "section before", show=False),
        Binding("m", "chart", "chart", id="chart", tooltip="The member's chart", show=False),
        Binding("ctrl+s", "keep", "keep", id="keep", tooltip="Keep what is written", show=False),
        Binding("pagedown", "scroll(1)", "Page down", show=False),
        Binding("pageup", "scroll(-1)", "Page up", show=False),
    ]  # fmt: skip

    def __init__(self, session_id: str, member: str = "") -> None:
        super().__init__()
        self.session_id, self._begin = session_id, member
        self._at: dict[str, str] = {}
        """The section that the pointer is on, by layer."""
        self._writing: tuple[str, str] | None = None
        """The layer and the section that are being written."""
        self._rev, self._began, self.is_saving = 0, "", False
        self._theirs = False
        """Whether somebody else has saved meanwhile: theirs stands above what is being written."""
        self._looked: set[str] = set()
        self._placed = False

    # --- what is shown ------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        rows = [
            Horizontal(Static(classes="label"), Static(classes="text"), classes="section", id=f"row-{name}")
            for name in drawn.SECTIONS
        ]
        editor = TextArea(tab_behavior="focus", soft_wrap=True, show_line_numbers=False, id="editor")
        yield Vertical(
            Static(id="about"),
            Horizontal(
                Pane(
                    Layers(Column(width=1), Column(share=1), titles=False, empty="Nobody was expected.", id="layers"),
                    title="Notes", keys=("open",), id="layers-pane",
                ),
                Pane(
                    VerticalScroll(Static(id="remarks"), Static(id="addenda"), *rows, editor, can_focus=False),
                    Static(plain(drawn.PRIVATE, "$text-quiet"), id="private"),
                    keys=("edit", "section", "add", "chart", "keep", "back"), id="note-pane",
                ),
            ),
            classes="body",
        )  # fmt: skip

    def load(self) -> SessionNotes:
        return session_notes(self.who, self.session_id)

    def show(self, found: SessionNotes) -> None:
        lines = self.query_one("#layers", Lines)
        lines.put([drawn.layer_line(one, one.member or SHARED, self._named(one)) for one in found.layers])
        if not self._placed:
            self._placed = True
            lines.go_to(self._begin or next((one.member or SHARED for one in found.layers if not one.signed), SHARED))
        left = sum(not one.signed for one in found.layers)
        when = f"session {found.session.number}, {day(found.session.date, self.who.today())}"
        said = f"{count(left, 'note')} to sign" if left else "all signed"
        about = joined((found.group_name, "bold"), (f" · {when} · ", "$text-quiet"), said)
        self.query_one("#about", Static).update(about)
        self._show_note()
        if self.focused is None:
            lines.focus()

    def _named(self, one: NoteView) -> str:
        return self.named(one.name, one.client_number) if one.member else "The group"

    @property
    def note(self) -> NoteView:
        """The note under the cursor."""
        key = self.query_one("#layers", Lines).key
        return next((one for one in self.found.layers if (one.member or SHARED) == key), self.found.layers[0])

    @property
    def at(self) -> str:
        """The section that the pointer is on: at first what a remark is about, else what a person adds to most."""
        shown = [s.name for s in drawn.shown(self.note)]
        asked = next((r.where for r in self.note.remarks if r.where in shown), "")
        first = next((name for name in (asked, "response", "process") if name in shown), shown[0])
        chosen = self._at.get(self.note.member, "")
        return chosen if chosen in shown else first

    def _show_note(self) -> None:
        note, zone, today = self.note, self.who.clinic.zone, self.who.today()
        self.query_one("#note-pane", Pane).name_it(drawn.title(note, self._named(note), zone, today))
        remarks, addenda = drawn.remarks(note), drawn.addenda(note, zone, today)
        for name, words in (("#remarks", remarks), ("#addenda", addenda)):
            self.query_one(name, Static).update(words)
            self.query_one(name).display = bool(words.plain)
        sections, at = {s.name: s for s in drawn.shown(note)}, self.at
        for name in drawn.SECTIONS:
            row = self.query_one(f"#row-{name}")
            row.display = name in sections
            if name in sections:
                label, text = row.query(Static)
                label.update(drawn.label(sections[name], note, here=name == at and not note.signed))
                text.update(drawn.text(sections[name], note))
                text.display = self._theirs or self._writing is None or self._writing[1] != name
        self.query_one("#editor").display = self._writing is not None
        self._note_look(note)
        self.refresh_bindings()

    def _note_look(self, note: NoteView) -> None:
        """Whose note is read stands in the access log, once a visit."""
        if note.client and note.client not in self._looked:
            self._looked.add(note.client)
            self.app.behind.note_view("session note", note.client)

    # --- keys ---------------------------------------------------------------------------------------------------

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action != "back" and (not hasattr(self, "found") or self.has_class("-refused")):
            return False
        if action == "keep":
            return self._writing is not None
        if action in ("sign", "sign_all", "edit", "add", "section", "chart"):
            if self._writing is not None or self.is_saving:
                return False
            if action == "sign_all":
                return any(one.ready for one in self.found.layers) or None
            if action == "chart":
                return bool(self.note.client)
            return self.note.signed == (action == "add")
        return super().allows(action, parameters)

    def on_lines_moved(self) -> None:
        if not hasattr(self, "found"):
            return
        if self._writing is not None and self._writing[0] != self.note.member:
            self.keep_draft_now()  # a click leads to another note: what is typed never stands under another's name
            self._leave_editor()
        if self._writing is None:
            self._show_note()
            self.query_one(VerticalScroll).scroll_home(animate=False)

    def on_lines_opened(self) -> None:
        self._go_on()

    def _go_on(self) -> None:
        """To the next note that is not signed, round from the last to the first."""
        keys = [one.member or SHARED for one in self.found.layers]
        place = keys.index(self.note.member or SHARED)
        open_ = {one.member or SHARED for one in self.found.layers if not one.signed}
        turn = [*keys[place + 1 :], *keys[:place]]
        following = next((key for key in turn if key in open_), "")
        if following:
            self.query_one("#layers", Lines).go_to(following)
        else:
            self.say("No other note is left to sign.")

    def action_section(self, by: int) -> None:
        shown = [s.name for s in drawn.shown(self.note)]
        self._at[self.note.member] = shown[(shown.index(self.at) + by) % len(shown)]
        self._show_note()
        self.query_one(f"#row-{self.at}").scroll_visible(animate=False)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by * 8, animate=False)

    def action_chart(self) -> None:
        self.app.open_place("chart", self.note.client)

    def action_back(self) -> None:
        if self._writing is not None:
            if not self.is_saving:  # what is being saved ends by itself, one way or the other
                self.keep_draft_now()
                self._leave_editor()
        else:
            super().action_back()

    # --- writing ------------------------------------------------------------------------------------------------

    @property
    def _form(self) -> str:
        member, section = self._writing or ("", "")
        return f"note {self.session_id} {member} {section}"

    def action_edit(self) -> None:
        if not self.may("write notes"):
            return
        note, name = self.note, self.at
        section = next(s for s in note.sections if s.name == name)
        self._writing, self._rev, self._began = (note.member, name), note.rev, section.text
        left = self.app.behind.draft(self._form)
        editor, rows = self.query_one(TextArea), self.query_one(VerticalScroll)
        rows.move_child(editor, after=self.query_one(f"#row-{name}"))
        editor.text = left.get("text", "") if left is not None else section.text
        self._show_note()
        editor.focus()
        editor.move_cursor(editor.document.end)
        self.call_after_refresh(editor.scroll_visible, animate=False)

    def keep_draft_now(self) -> None:
        """Keep what is typed and not saved, to come back to; nothing where nothing was typed."""
        if self._writing is None or self.is_saving or self.app.desk is None:
            return
        text = self.query_one(TextArea).text
        if text == self._began:
            self.app.behind.forget_draft(self._form)
        else:
            self.app.behind.keep_draft(self._form, {"text": text})

    def on_screen_suspend(self) -> None:
        self.keep_draft_now()

    def on_text_area_changed(self) -> None:
        self.set_timer(KEEP_SECONDS, self.keep_draft_now)

    def action_keep(self) -> None:
        if self._writing is not None and not self.is_saving:
            self.is_saving = True
            self.app.run_worker(self._keep(self._writing), group="acts")  # leaving the page does not call it off

    async def _keep(self, writing: tuple[str, str]) -> None:
        (member, section), form, rev, editor = writing, self._form, self._rev, self.query_one(TextArea)
        text = editor.text

        def act(who: SignIn) -> notes.Note:
            return notes.write_section(who, self.session_id, section, text, member=member, over_rev=rev)

        refusal: RecordError | None = None
        try:
            said = f"kept what was written of {section}"
            await save_form(self.app, editor, act, said, draft=form, typed={"text": text})
        except RecordError as refused:
            refusal = refused
        self.is_saving = False
        if not self.is_there:
            return
        if refusal is not None:
            self.app.tell(str(refusal))
        if self._writing == writing:
            self._ended(refusal)

    def _ended(self, refusal: RecordError | None) -> None:
        """Where somebody else has saved theirs is shown above, and keeping again puts this in its place."""
        if refusal is None:
            self._leave_editor()
        elif isinstance(refusal, Stale):
            self._theirs = True
            self.reload()
            self._rev = self.note.rev

    def _leave_editor(self) -> None:
        self._writing, self._theirs = None, False
        self.query_one("#layers", Lines).focus()
        self._show_note()

    # --- signing ------------------------------------------------------------------------------------------------

    @work(group="asking")
    async def action_sign(self) -> None:
        note = self.note
        advice = [remark.why for remark in note.remarks]
        if not self.may("sign notes"):
            return
        if any(r.blocks for r in note.remarks) or (advice and Role.clinician not in self.who.staff.roles):
            mends = "" if any(r.blocks for r in note.remarks) else " Mend it, or have a clinician sign."
            self.app.tell(f"Not signed: {' '.join(advice)}{mends}")
            return
        if advice and not await self.app.push_screen_wait(
            Confirm(f"{' '.join(advice)} Sign all the same?", yes="sign", no="not yet")
        ):
            return
        self._sign(
            lambda who: notes.sign_note(
                who, self.session_id, member=note.member, seen=note.seen, over_advice=bool(advice)
            ),
            f"signed the note on {self._named(note) if note.member else 'the group'}",
        )

    @work(group="asking")
    async def action_sign_all(self) -> None:
        ready = sum(one.ready for one in self.found.layers)
        question = f"Sign {count(ready, 'note')} without a remark? A signed note stays as it is."
        if self.may("sign notes") and await self.app.push_screen_wait(Confirm(question, yes="sign", no="not yet")):
            self._sign(lambda who: notes.sign_all(who, self.session_id), f"signed {count(ready, 'note')}")

    def _sign(self, act: Callable[[SignIn], object], said: str) -> None:
        def signed(_: object) -> None:
            self.reload()
            if any(not one.signed for one in self.found.layers):
                self._go_on()

        self.do(act, said, then=signed)

    def action_add(self) -> None:
        note = self.note

        def act(values: dict[str, str]) -> Callable[[SignIn], notes.Note]:
            return lambda who: notes.add_addendum(who, self.session_id, values["text"], member=note.member)

        self.app.push_screen(
            FormDialog(
                f"Addendum · {self._named(note)}",
                [Field("text", "What is added", "lines", needed=True)],
                act,
                "added to the note",
                words="It stands below the note with your name and the time, and is never taken back.",
                save="sign it",
                draft=f"addendum {self.session_id} {note.member}",
            )
        )
