"""Saving to a file that the person names: asked until it is written or left, and over nothing without asking."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from groupcare.acts import RecordError, Refused, SignIn, access
from groupcare.exchange.files import FileFault
from groupcare.exchange.report_csv import AlreadyThere, write_file
from groupcare.tui.dialogs import Confirm, FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.page import AnyPage


class ToSave(NamedTuple):
    """A file to be: the name offered, what goes into it, what the access log notes, and of which clients' ids; `said`
    is told of it, before the path."""

    name: str
    content: bytes
    noted: str
    clients: tuple[str, ...] = ()
    said: str = "written"


async def save_as(page: AnyPage, title: str, file: ToSave, words: str = "") -> bool:
    """Whether it was written where the person says, readable by them alone. Call it in a worker of the page."""
    folder = _folder()
    typed: str | None = file.name
    while typed is not None:
        typed = await page.app.push_screen_wait(_ask(title, typed, folder, words))
        if typed is None:
            return False
        if await _written(page, folder / Path(typed).expanduser(), file):
            return True
    return False


def _folder() -> Path:
    """Where a name without a folder goes: the current folder, else the person's own."""
    here = Path.cwd()
    return here if os.access(here, os.W_OK) else Path.home()


def _ask(title: str, name: str, folder: Path, words: str) -> FormDialog[str]:
    def act(values: dict[str, str]) -> Callable[[SignIn], str]:
        return lambda who: values["path"].strip()

    said = "\n".join(part for part in (words, f"A name without a folder goes to {folder}") if part)
    return FormDialog(title, [Field("path", "File", value=name, needed=True)], act, words=said, save="write")


async def _written(page: AnyPage, path: Path, file: ToSave, *, replace: bool = False) -> bool:
    """Whether it was written; what is in the way is said, and the person asked before a file goes."""

    def write(who: SignIn) -> None:
        try:
            write_file(path, file.content, replace=replace)
            for client in file.clients or ("",):
                access.note(who, file.noted, client)
        except AlreadyThere:
            raise
        except FileFault as fault:
            raise Refused(str(fault)) from None

    try:
        await page.app.perform(write, f"{file.said} to {path}")
    except AlreadyThere:
        question = f"{path} is there already. Put this in its place?"
        if await page.app.push_screen_wait(Confirm(question, yes="replace it", no="another name")):
            return await _written(page, path, file, replace=True)
        return False
    except RecordError as refused:
        page.app.tell(str(refused))
        return False
    return True
