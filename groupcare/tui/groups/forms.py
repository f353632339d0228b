"""Paper forms handed in: each is looked at for item 9 of the PHQ-9 before the session closes, with one key."""

from collections.abc import Sequence

from groupcare.queries.run_sheet import RunSheet, SheetRow
from groupcare.rules.attendance import Looked
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.groups.concern import remote_words
from groupcare.tui.groups.room import Leaf
from groupcare.tui.safe import joined

SKIP = "skip"


def looked_choice(name: str, due: Sequence[str] = (), *, in_turn: bool = False) -> Choose:
    """What stands at the last item of their form. The room may look on: the question is not read out. `due` names the
    forms that they are due; `in_turn` another follows, and this one can be left for later."""
    choices = [
        Choice(Looked.zero, "0", "0", "the last item is marked 0"),
        Choice(Looked.above, "1", "above 0", "or not marked at all"),
        Choice(Looked.none, "n", "no form", "none was handed in"),
        *([Choice(SKIP, "s", "skip", "not looked at yet")] if in_turn else []),
    ]
    return Choose(f"{name} · form", choices, f"Due: {', '.join(due)}" if due else "")


def looked_words(name: str, looked: Looked) -> str:
    """What was kept, as the footer names it."""
    return f"kept that {name} handed in no form" if looked is Looked.none else f"kept that {name}’s form was looked at"


def above_leaf(sheet: RunSheet, name: str, row: SheetRow | None = None) -> Leaf:
    """What is done before the person leaves, and whom to phone."""
    steps = [
        "Speak with them privately before they leave; they are not sent away alone.",
        "Ask the C-SSRS since last contact from your licensed form: their chart, m, then n.",
        "Phone the clinician with the answers. Their place is kept.",
        "On the alert list (g t) somebody takes it and writes down what was done.",
    ]
    content = joined(
        ("Phone now\n", "bold $error"),
        f"{sheet.whom_to_call}\n\n",
        *remote_words(row),
        ("Before they leave\n", "bold"),
        "\n".join(f"– {step}" for step in steps),
    )
    return Leaf(name, content)
