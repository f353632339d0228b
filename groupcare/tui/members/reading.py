"""Dialogs that are only read: what was answered, and what an act changed. Up and down scroll, escape closes."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from groupcare.queries.answers import Answer, AnswerSet
from groupcare.queries.changes import FieldChange
from groupcare.rules.measures import came_in_file, how_asked
from groupcare.tui.dialogs import BOX
from groupcare.tui.modal import Modal
from groupcare.tui.safe import joined, plain


class ReadDialog(Modal[None]):
    """A text under a title."""

    HELP = "A text to read in full. The arrows scroll it."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss", "close", key_display="esc")]
    DEFAULT_CSS = f"ReadDialog {{ {BOX} }}"

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self.title, self.text = title, text

    def compose(self) -> ComposeResult:
        box = VerticalScroll(Static(self.text, classes="words"))
        box.border_title, box.border_subtitle = plain(str(self.title)), plain("↑↓ scroll · esc close")
        yield box


class AnswersDialog(ReadDialog):
    """Item by item what was answered: the wording where the licence allows it, else our own labels."""

    def __init__(self, found: AnswerSet, when: str) -> None:
        super().__init__(f"{found.name} · {when}", Content("\n").join(_answers(found)))


def _answers(found: AnswerSet) -> Iterable[Content]:
    asked = found.assessment
    how_ = how_asked(asked.mode, came_in_file(asked))
    how = ", ".join(words for words in (how_, f"asked by {asked.asked_by}" if asked.asked_by else "") if words)
    entered = f"entered by {found.entered_by}" if found.entered_by else ""
    head = "; ".join(words for words in (found.window, how, entered) if words)
    yield joined((f"{found.title}\n", "bold"), (head, "$text-quiet"))
    if found.answers and not any(a.wording for a in found.answers):
        yield joined(("The labels are ours; staff ask from their licensed form.", "$text-quiet"))
    if asked.stated_total is not None:
        yield joined(f"Total as stated: {asked.stated_total}")
    if found.note:
        yield joined((found.note, "$warning"))
    yield Content("")
    summed = any(answer.scored for answer in found.answers)
    for answer in found.answers:
        yield _answer(answer, summed)


def _answer(answer: Answer, summed: bool) -> Content:
    given = "" if answer.answer is None else f"{answer.answer}  "
    style = "bold" if answer.answer is not None else "$warning" if answer.scored else "$text-quiet"
    scored = "  (not scored)" if summed and not answer.scored else ""
    return joined((f"{answer.number:>2}  ", "$accent"), answer.text, (scored, "$text-quiet"), "\n    ",
                  (f"{given}{answer.words}".rstrip(), style))  # fmt: skip


class ChangesDialog(ReadDialog):
    """Field by field what an act changed, from what to what."""

    def __init__(self, title: str, said: str, changes: Iterable[FieldChange]) -> None:
        super().__init__(title, Content("\n").join([joined((said, "$text-quiet"), "\n"), *_changes(changes)]))


def _changes(changes: Iterable[FieldChange]) -> Iterable[Content]:
    before = ""
    for change in changes:
        if change.of != before:
            yield joined((change.of[:1].upper() + change.of[1:], "bold"))
            before = change.of
        field = f"{change.field}: " if change.field else ""
        was = f"{change.before} → " if change.before not in ("", "–") else ""
        yield joined("  ", (field, "$text-quiet"), was, (change.after, "bold" if was else ""))
    if not before:
        yield joined(("Only links between documents were changed.", "$text-quiet"))
