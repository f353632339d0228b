"""Merging two records of one person: whose it is, every fact in which they differ, and how it is known."""

from collections.abc import Callable

from groupcare.acts import SignIn
from groupcare.acts.merging import Merged, merge
from groupcare.queries import find
from groupcare.rules.merging import differing
from groupcare.rules.people import Client, client_number
from groupcare.rules.words import count
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault

WHY = "why"
MINE, THEIRS = "kept", "other"


def other_dialog(keep: Client) -> FormDialog[Client]:
    """Asks whose record is this person's, too."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Client]:
        def look(who: SignIn) -> Client:
            other = find.client(who, values["other"])
            if other.id == keep.id:
                raise FieldFault("other", "This is the record that you are looking at.")
            return other

        return look

    words = f"The record that is {client_number(keep.number)}'s, too. Its everything moves here."
    return FormDialog(
        f"Merge into {client_number(keep.number)}",
        [Field("other", "The other record", needed=True, hint="GC-0043, or the full name")],
        act,
        words=words,
        save="go on",
    )


def merge_dialog(keep: Client, other: Client) -> FormDialog[Merged]:
    """Asks for every fact in which the two differ which one is right, and how it is known that they are one person."""
    kept, gone = client_number(keep.number), client_number(other.number)
    differ = differing(keep, other)
    fields = [
        Field(
            name,
            name.replace("_", " ").capitalize(),
            "choice",
            options=((MINE, f"{mine} ({kept})"), (THEIRS, f"{theirs} ({gone})")),
            needed=True,
        )
        for name, (mine, theirs) in differ.items()
    ]

    def act(values: dict[str, str]) -> Callable[[SignIn], Merged]:
        take = [name for name in differ if values[name] == THEIRS]
        return lambda who: merge(who, keep.id, other.id, values[WHY], take)

    words = (
        f"Referrals, answers, findings, holds and plans of {gone} move to {kept}; nothing is weighed or dropped. "
        f"{gone} is no more, and still finds this person."
    )
    return FormDialog(
        f"Merge {gone} into {kept}",
        [*fields, Field(WHY, "How it is known", "lines", needed=True, hint="who looked, and at what")],
        act,
        lambda done: f"merged {gone} into {kept}: {count(done.moved, 'document')} moved",
        words=words,
        save="merge",
        sure=lambda _: f"Merge {gone} into {kept}? Merging is never undone.",
    )
