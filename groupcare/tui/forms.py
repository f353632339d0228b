"""Forms: labelled fields, what was typed in them, and a sentence where something cannot be taken.

A form decides nothing. Its values are texts by name; whoever owns it turns them into an act. What stands in it is kept
as a draft, and comes back after a crash, a lock, or leaving it with escape.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from groupcare.tui.safe import joined, plain, visible


class Field(NamedTuple):
    """One field. `options` are (value, words) of a choice; `hint` stands behind it while it is empty, `above` what is
    to be read before it."""

    name: str
    label: str
    kind: Literal["text", "lines", "choice", "secret"] = "text"
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    needed: bool = False
    above: str = ""


class FieldFault(Exception):
    """A field that cannot be taken as it stands; the message is for the person who typed it."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


class TextInput(Input):
    """An input in which ctrl+z takes typing back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "take_back", "undo typing", show=False)]

    def __init__(self, value: str = "", *, hint: str = "", password: bool = False, id: str | None = None) -> None:
        self._before: list[str] = []
        super().__init__(value, placeholder=hint, password=password, compact=True, id=id, select_on_focus=False)
        self._before.clear()  # a value to begin with counts as a change

    def watch_value(self, before: str, value: str) -> None:
        if not self._before or self._before[-1] != before:
            self._before.append(before)

    def action_take_back(self) -> None:
        while self._before:
            before = self._before.pop()
            if before != self.value:
                with self.prevent(Input.Changed):
                    self.value = before
                self._before.pop()
                self.cursor_position = len(before)
                self.post_message(Input.Changed(self, before))
                return


class Form(VerticalScroll, can_focus=False):
    """Fields below each other, labels left. Enter goes on to the next, from the last to its owner."""

    DEFAULT_CSS = """
    Form { height: auto; padding: 0 1; scrollbar-size-vertical: 0; }
    Form Horizontal { height: auto; margin: 0; }
    Form .above { height: auto; margin: 1 0 0 0; }
    Form .label { width: 22; color: $text-quiet; }
    Form TextInput, Form Select { width: 1fr; background: $panel; }
    Form TextInput:focus, Form Select:focus { background: $block-cursor-background; }
    Form TextArea { width: 1fr; height: 6; border: none; padding: 0 1; background: $panel; }
    Form TextArea:focus { background: $block-cursor-background; }
    Form #fault { color: $warning; height: auto; padding: 0 0; }
    """

    @dataclass
    class Changed(Message):
        """Something was typed or chosen; `name` is the field."""

        form: "Form"
        name: str

        @property
        def control(self) -> "Form":
            return self.form

    @dataclass
    class Done(Message):
        """Enter was pressed in the last field."""

        form: "Form"

        @property
        def control(self) -> "Form":
            return self.form

    def __init__(self, fields: Iterable[Field], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.fields = {field.name: field for field in fields}

    def compose(self) -> ComposeResult:
        for field in self.fields.values():
            if field.above:
                yield Static(plain(field.above), classes="above", id=f"above-{field.name}")
            label = joined(field.label, (" *" if field.needed else "", "$accent"))
            yield Horizontal(Static(label, classes="label"), self._widget(field))
        yield Static(id="fault")

    def _widget(self, field: Field) -> Widget:
        name = f"field-{field.name}"
        if field.kind == "choice":
            # Rich's literal text, for letters typed into the open list are not searched for in Textual's own
            options = [(Text(visible(words)), value) for value, words in field.options]
            known = {value for value, _ in field.options}
            chosen = field.value if field.value in known else Select.NULL
            return Select(options, value=chosen, prompt=field.hint or "choose", compact=True, id=name)
        if field.kind == "lines":
            area = TextArea(field.value, id=name, tab_behavior="focus", soft_wrap=True, show_line_numbers=False)
            return area
        return TextInput(field.value, hint=field.hint, password=field.kind == "secret", id=name)

    def on_mount(self) -> None:
        for area in self.query(TextArea):
            area.placeholder = plain(self.fields[area.id.removeprefix("field-")].hint) if area.id else ""
            if area.document.line_count == 1:
                area.move_cursor(area.document.end)

    # --- values -------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, str]:
        """What stands in the fields, by name. Raises FieldFault for a needed one that is empty."""
        found = self.typed()
        for field in self.fields.values():
            if field.needed and not found[field.name].strip():
                raise FieldFault(field.name, f"{field.label} is needed.")
        return found

    def typed(self) -> dict[str, str]:
        """What stands in the fields, whatever is missing."""
        return {name: self.value_of(name) for name in self.fields}

    def value_of(self, name: str) -> str:
        """What stands in one field."""
        widget = next(iter(self.query(f"#field-{name}")), None)
        if widget is None:  # asked before the form is drawn, or after it is gone
            return self.fields[name].value
        if isinstance(widget, Select):
            return "" if widget.is_blank() else str(widget.value)
        return widget.text if isinstance(widget, TextArea) else widget.value if isinstance(widget, Input) else ""

    def fill(self, values: Mapping[str, str]) -> None:
        """Put these into the fields of their names; what fits no field is passed over."""
        for name, value in values.items():
            field = self.fields.get(name)
            if field is None:
                continue
            widget = self.query_one(f"#field-{name}")
            if isinstance(widget, Select):
                if value in {known for known, _ in field.options}:
                    widget.value = value
            elif isinstance(widget, TextArea):
                widget.text = value
            elif isinstance(widget, Input):
                widget.value = value

    def fault(self, sentence: str, name: str = "") -> None:
        """Show why it cannot be taken, and put the cursor where it is mended."""
        for line in self.query("#fault").results(Static):
            line.update(plain(sentence))
            if sentence:
                self.call_after_refresh(line.scroll_visible, animate=False)
        for widget in self.query(f"#field-{name}") if name else ():
            widget.focus(scroll_visible=False)

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        for widget in self.query(f"#field-{next(iter(self.fields), '')}"):
            widget.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == f"field-{list(self.fields)[-1]}":
            self.post_message(self.Done(self))
        else:
            self.screen.focus_next()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._tell(event.input, event)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._tell(event.text_area, event)

    def on_select_changed(self, event: Select.Changed) -> None:
        self._tell(event.select, event)

    def _tell(self, widget: Widget, event: events.Event | Message) -> None:
        event.stop()
        self.post_message(self.Changed(self, (widget.id or "").removeprefix("field-")))
