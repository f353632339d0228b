"""Making a group: the form on the left, every date that would come of it on the right, anew at each change."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from groupcare.acts import RecordError, Refused, group
from groupcare.acts.permissions import role_for
from groupcare.exchange import curriculum_file
from groupcare.exchange.files import FileFault
from groupcare.queries.groups import Ground, ground
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.group import Group
from groupcare.rules.people import group_number
from groupcare.rules.text import TextRefused
from groupcare.rules.words import NotADay, read_day
from groupcare.tui.chrome import Pane
from groupcare.tui.form_saving import save_form
from groupcare.tui.forms import FieldFault, Form
from groupcare.tui.groups import preview_lines
from groupcare.tui.groups.group_form import GroupForm, read_group, with_date
from groupcare.tui.groups.saying import say_there
from groupcare.tui.groups.toggles import Toggles
from groupcare.tui.lines import Lines
from groupcare.tui.page import Page
from groupcare.tui.safe import joined, plain

DRAFT = "new group"
DEBOUNCE = 0.15
KEEP_AFTER = 1.0
EMPTY = "Give the first date and the time: every session appears here, with what is skipped and what clashes."


class Found(NamedTuple):
    """What the form offers."""

    ground: Ground
    curricula: tuple[Curriculum, ...]


class BuilderPage(Page[Found]):
    """What cannot be read is said over the preview, which keeps showing the dates of before until it can."""

    HELP = """A new group from a curriculum. Fill in the form: the dates on the right follow each change, with public
    holidays and the clinic's closed days skipped, clock changes, who is away, and what another group has at the same
    time. Order lays the modules out: 3+4 in one meeting, 5 5 over two. Space on a date there skips it, or holds it
    though it is closed. ctrl+s makes the group with its own copy of the curriculum. What is typed is kept until then;
    f8 begins anew."""
    CSS_PATH = "builder.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", id="save", tooltip="Make the group and open it"),
        Binding("f8,ctrl+t", "anew", "begin anew", id="anew", key_display="f8", tooltip="Empty the form"),
        Binding("f5,ctrl+r", "other_side", "to the dates", id="other-side", key_display="f5", tooltip="And back again"),
        Binding("space", "switch_date", "skip or keep", id="switch-date", tooltip="Skip or keep this date", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._later: Timer | None = None
        self._keeping: Timer | None = None
        self._typed_first: dict[str, str] = {}
        self._own_days = self._has_begun = False
        self.is_saving = False
        self._made: Group | None = None
        self._planned: group.GroupPlan | None = None
        self._own: frozenset[date] = frozenset()

    def body(self) -> Iterable[Widget]:
        yield Horizontal(
            Pane(VerticalScroll(id="form"), title="What and when", keys=("save", "anew", "back"), id="form-pane"),
            Pane(
                Static(id="notes"),
                Lines(*preview_lines.COLUMNS, empty=EMPTY, titles=False, id="dates"),
                title="Preview",
                keys=("switch-date", "other-side"),
                id="preview-pane",
            ),
            classes="body",
        )

    def load(self) -> Found:
        role_for("make a group", self.who.staff)
        curricula = self.found.curricula if hasattr(self, "found") else _curricula()
        return Found(ground(self.who), curricula)

    def show(self, found: Found) -> None:
        if self._has_begun:
            self._preview()
        elif not self.query(GroupForm):
            self.query_one("#form").can_focus = False
            self._begin(GroupForm(found.ground, found.curricula))

    @work(group="form")
    async def _begin(self, form: GroupForm) -> None:
        """The form, with what was typed before. Until its fields are drawn nothing is read from it or kept."""
        await self.query_one("#form").mount(form)
        self._has_begun = True
        self._typed_first = {field.name: field.value for field in form.fields.values()}
        left = self.app.behind.draft(DRAFT)
        if left is not None:
            form.fill(left)
            self._own_days = bool(left.get("days"))
            form.fault("This was typed before and not saved: go on, change it, or f8 begins anew.")
        form.focus_first()
        self._preview()

    # --- the preview --------------------------------------------------------------------------------------------

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.name == "days":
            self._own_days = True
        elif event.name == "first" and not self._own_days:
            self._take_weekday()
        for timer in (self._later, self._keeping):
            if timer is not None:
                timer.stop()
        self._later = self.set_timer(DEBOUNCE, self._preview)
        self._keeping = self.set_timer(KEEP_AFTER, self.keep_draft_now)

    def _take_weekday(self) -> None:
        """The first date's own day, until somebody chooses days."""
        form = self.query_one(GroupForm)
        try:
            first = read_day(form.value_of("first"), self.found.ground.today)
        except NotADay:
            return
        form.query_one("#field-days", Toggles).value = str(first.isoweekday())

    def _preview(self) -> None:
        """The dates of what stands in the form; where it cannot be read, why, over the dates of before."""
        form, today = self.query_one(GroupForm), self.found.ground.today
        pane, notes = self.query_one("#preview-pane", Pane), self.query_one("#notes", Static)
        try:
            new = read_group(form.typed(), self.found.curricula, today)
            planned = group.preview_group(self.who, new)
        except (FieldFault, RecordError, TextRefused) as wrong:
            before = "" if self._planned is None else "\nThe dates below are those of before."
            notes.update(joined((str(wrong), "$warning"), before))
            notes.display = self._planned is not None or self._has_typed(form)
            pane.name_it("Preview" if self._planned is None else "Preview, as it was")
            pane.set_class(self._planned is not None, "-stale")
            return
        self._planned, self._own = planned, frozenset({*new.skip, *new.keep})
        notes.update(plain(preview_lines.notes(planned, today), "$warning"))
        notes.display = bool(planned.warnings)
        pane.name_it(f"Preview · {preview_lines.title(planned, today)}")
        pane.remove_class("-stale")
        self.query_one("#dates", Lines).put(preview_lines.lines(planned, today))
        self.refresh_bindings()

    def _has_typed(self, form: GroupForm) -> bool:
        """Whether somebody typed something: a field that is still to be drawn is empty, and no fault of theirs."""
        return any(value and value != self._typed_first.get(name) for name, value in form.typed().items())

    def on_lines_moved(self) -> None:
        self.refresh_bindings()

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action != "back" and not self._has_begun:
            return False
        if action == "switch_date":
            return self._planned is not None
        return super().allows(action, parameters)

    def action_other_side(self) -> None:
        dates = self.query_one("#dates", Lines)
        if dates.has_focus:
            self.query_one(GroupForm).focus_first()
        else:
            dates.focus()

    def on_lines_opened(self) -> None:
        self.action_switch_date()

    def action_switch_date(self) -> None:
        """Skip the date under the cursor, or keep it: a line of the own dates comes or goes."""
        dates = self.query_one("#dates", Lines)
        if self._planned is None or not dates.key or not dates.has_focus:
            return
        on = date.fromisoformat(dates.key)
        skipped = on in {s.date for s in self._planned.schedule.skipped}
        area = self.query_one("#field-dates", TextArea)
        area.text = with_date(area.text, on, self.found.ground.today, skipped=skipped, own=on in self._own)

    # --- saving and keeping -------------------------------------------------------------------------------------

    def keep_draft_now(self) -> None:
        """Keep what is typed, to come back to; nothing where nothing was."""
        if self.is_saving or not self._has_begun:
            return
        typed = self.query_one(GroupForm).typed()
        if typed == self._typed_first:
            self.app.behind.forget_draft(DRAFT)
        else:
            self.app.behind.keep_draft(DRAFT, typed)

    def action_back(self) -> None:
        self.keep_draft_now()
        super().action_back()

    def action_anew(self) -> None:
        form = self.query_one(GroupForm)
        form.fill(self._typed_first)
        self._own_days, self._planned = False, None
        self.query_one("#dates", Lines).put([])
        form.fault("")
        form.focus_first()

    def action_save(self) -> None:
        if not self.is_saving:
            self.is_saving = True
            self.app.run_worker(self._save(), group="acts")  # the program's own: leaving the page does not call it off

    async def _save(self) -> None:
        form = self.query_one(GroupForm)
        try:
            new = read_group(form.values(), self.found.curricula, self.found.ground.today)
            act = partial(group.make_group, new=new)
            made, _ = await save_form(self.app, form, act, _said, draft=DRAFT, typed=form.typed())
        except FieldFault as fault:
            form.fault(str(fault), fault.name)
        except RecordError as refused:
            form.fault(str(refused))
        else:
            self._made = made
            self._go_on(made)
            return
        self.is_saving = False

    def _go_on(self, made: Group) -> None:
        """To the group, unless something lies over this page, or it was left."""
        if self.app.screen is self:
            self.app.pop_screen()
            self.app.open_place("group", made.id)
            say_there(self.app.screen, f"Made {group_number(made.number)} {made.name}.")

    def on_screen_resume(self) -> None:
        if self._made is not None:
            self._go_on(self._made)


def _said(done: tuple[Group, group.GroupPlan]) -> str:
    return f"made {group_number(done[0].number)} {done[0].name}"


def _curricula() -> tuple[Curriculum, ...]:
    try:
        return tuple(curriculum_file.read(path) for path in curriculum_file.shipped())
    except FileFault as fault:
        raise Refused(f"A curriculum cannot be read. {fault}") from None
