"""Raising a concern from the run sheet: its kind, words if there is time for them, then whom to call and what to do."""

from collections.abc import Callable

from groupcare.acts import SignIn, safety
from groupcare.queries.run_sheet import RunSheet, SheetRow
from groupcare.rules.attendance import Mode
from groupcare.rules.safety import CONCERN_RESPOND, HOLDS, Alert, ConcernKind
from groupcare.tui.dialogs import Choice, FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.groups.room import Leaf
from groupcare.tui.safe import joined

LETTERS = {
    ConcernKind.self_harm: "s",
    ConcernKind.harm_to_others: "h",
    ConcernKind.abuse: "a",
    ConcernKind.medical: "m",
    ConcernKind.intoxicated: "i",
    ConcernKind.distressed: "d",
}
STEPS = {
    ConcernKind.self_harm: "Ask the C-SSRS from your licensed form, and phone the clinician with the answers.",
    ConcernKind.harm_to_others: "Tell the clinician who may be in danger: there may be a duty to warn.",
    ConcernKind.abuse: "Keep their own words and ask no more than is needed: the report is a legal duty.",
    ConcernKind.medical: "If it cannot wait, phone the emergency number first, then the clinician.",
    ConcernKind.intoxicated: "They do not drive: somebody takes them home, or fetches them.",
    ConcernKind.distressed: "Before they leave, agree on what helps tonight and who will ring them.",
}
"""What comes with each kind besides the call [P]."""
KEPT = "They are not sent away alone, and their place is kept: d marks them as held by us."


def kinds() -> list[Choice]:
    """The kinds of concern, by letter."""
    hold = "keeps their place until a clinician decides"
    return [Choice(str(kind), letter, str(kind), hold if kind in HOLDS else "") for kind, letter in LETTERS.items()]


def dialog(sheet: RunSheet, row: SheetRow, name: str, kind: ConcernKind) -> FormDialog[Alert]:
    """Saving without words raises it all the same."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Alert]:
        return lambda who: safety.raise_concern(who, row.client, kind, values["words"], session=sheet.session.id)

    return FormDialog(
        f"{name} · {kind}",
        [Field("words", "In your words", "lines", hint="what was said or seen; may be empty")],
        act,
        f"noted for {name}: see the alert list",
        words="ctrl+s raises it now, with words or without, and shows whom to call.",
        save="raise it",
        draft=f"concern {sheet.session.id} {row.member} {kind}",
    )


def whereabouts(row: SheetRow | None) -> str:
    """Where somebody who is not in the room is today, for whoever calls for help; empty of those who are."""
    given = row.attendance if row is not None else None
    if given is None or given.mode is not Mode.remote:
        return ""
    where = given.location or "not asked yet: ask now"
    return f"{where} · by phone there: {given.phone or 'not asked yet'}"


def remote_words(row: SheetRow | None) -> tuple[tuple[str, str] | str, ...]:
    """The same as a paragraph with its title, or nothing."""
    where = whereabouts(row)
    return (("They are not in the room\n", "bold"), f"{where}\n\n") if where else ()


def call_leaf(sheet: RunSheet, row: SheetRow, name: str, kind: ConcernKind) -> Leaf:
    """Whom to phone and by when, where the person is, and how to be with them until then."""
    now = CONCERN_RESPOND[kind] == "now"
    steps = [
        "Speak with them privately; somebody stays with them.",
        *([KEPT] if kind in HOLDS else []),
        STEPS[kind],
        "On the alert list (g t) somebody takes it and writes down what was done.",
    ]
    content = joined(
        ("Phone now\n" if now else "Phone today, before you leave\n", "bold $error"),
        f"{sheet.whom_to_call}\n\n",
        *remote_words(row),
        ("Until then\n", "bold"),
        "\n".join(f"– {step}" for step in steps),
    )
    return Leaf(name, content)
