"""Writing down an idea or a resource: without names, and found again by what it helps with."""

from collections.abc import Callable, Sequence

from groupcare.acts import SignIn
from groupcare.acts.ideas import IdeaWords
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.homework import Barrier
from groupcare.rules.idea import Idea, names_in
from groupcare.rules.words import listed
from groupcare.tui.dialogs import AnyDialog, FormDialog
from groupcare.tui.forms import Field

NONE = "none"
Keep = Callable[[IdeaWords, bool], Callable[[SignIn], object]]
"""What keeps the words; the other says that somebody has looked at a name in them."""


def idea_dialog(
    curriculum: Curriculum,
    names: Sequence[str],
    keep: Keep,
    *,
    known: Idea | None = None,
    module: int | None = None,
    draft: str = "",
) -> AnyDialog:
    """A new one, or one to correct. Where a word of it is a member's name it asks before it is kept."""

    def said(values: dict[str, str]) -> IdeaWords:
        of = values["module"] or NONE
        barrier = values["barrier"] or NONE
        return IdeaWords(
            what=values["what"],
            mattered=values["mattered"],
            new_way=values["new_way"],
            where=values["where"],
            module=None if of == NONE else int(of),
            barrier=None if barrier == NONE else Barrier(barrier),
        )

    def named(values: dict[str, str]) -> tuple[str, ...]:
        return names_in(" ".join(values[name] for name in ("what", "mattered", "new_way", "where")), names)

    def sure(values: dict[str, str]) -> str:
        found = listed([f"“{word}”" for word in named(values)]) if named(values) else ""
        return f"{found} is a name in this group, and ideas are kept without names. Keep it all the same?" * bool(found)

    of = known.module if known is not None else module
    fields = [
        Field("what", "What helps", value=known.what if known else "", hint="the activity, or a title", needed=True),
        Field("mattered", "What mattered", value=known.mattered if known else "", hint="about doing it"),
        Field("new_way", "The new way", value=known.new_way if known else "", hint="how it is done now"),
        Field("where", "Where it is", value=known.where if known else "", hint="of a resource: address or place"),
        Field("barrier", "Helps against", "choice", str(known.barrier or NONE) if known else NONE,
              ((NONE, "nothing in particular"), *((str(b), str(b)) for b in Barrier))),
        Field("module", "Goes with", "choice", NONE if of is None else str(of),
              ((NONE, "no module"), *((str(m.number), f"{m.number} {m.title}") for m in curriculum.module))),
    ]  # fmt: skip
    return FormDialog(
        "Correct it" if known is not None else "Idea or resource",
        fields,
        lambda values: keep(said(values), bool(named(values))),
        "corrected it" if known is not None else "kept it under Ideas",
        words="For everybody, and without names: not who found it, nor whom it helped.",
        draft=draft,
        sure=sure,
    )
