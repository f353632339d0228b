"""Saving what stands in a form: done whether or not its page is still there, and never typed into meanwhile."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from textual.widget import Widget

from groupcare.acts import RecordError, SignIn
from groupcare.tui.fault import is_leaving

if TYPE_CHECKING:
    from groupcare.tui.app import GroupCareApp

T = TypeVar("T")


async def save_form(
    app: "GroupCareApp",
    form: Widget,
    act: Callable[[SignIn], T],
    said: str | Callable[[T], str] = "",
    *,
    draft: str = "",
    typed: Mapping[str, str] | None = None,
) -> T:
    """Do the act of a form, or of one field, and give what it gives; then its draft is forgotten. Raises RecordError:
    what was `typed` is kept as its draft, and where the form is gone by then this is told. Call it in a worker of the
    program, which leaving the form does not call off.
    """
    behind, focused = app.behind, form.screen.focused  # whoever typed it, should somebody take over meanwhile
    form.disabled = True  # what was typed now would neither be saved nor stay
    try:
        result = await app.perform(act, said)
    except RecordError as refused:
        if draft and typed is not None:
            behind.keep_draft(draft, dict(typed))
        if is_leaving(form):
            kept = " What was typed stands in the form when you open it again." if draft and typed is not None else ""
            app.tell(f"{refused}{kept}")
        raise
    finally:
        form.disabled = False
        if focused is not None and form in focused.ancestors_with_self and not is_leaving(form):
            focused.focus(scroll_visible=False)
    if draft:
        behind.forget_draft(draft)
    return result
