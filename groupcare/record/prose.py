"""Where people's own words stand in the documents of a group: an erased person's name may stand in them, too.

Every other text of these documents is an id, a code or a word of the program's own. A test asks that each text of
each of these kinds is one or the other.
"""

from collections.abc import Callable, Mapping
from typing import Any

GROUP_PROSE: Mapping[str, tuple[str, ...]] = {
    "session": ("reason", "debrief.quiet", "debrief.drifted", "debrief.carry_over"),
    "member": ("end_words", "waived.why", "paused.why"),
    "attendance": ("location", "mattered", "response", "note"),
    "homework": (
        "task.what",
        "practice.helped",
        "practice.log.words",
        "practice.log.trials.feared",
        "practice.log.trials.happened",
        "practice.log.trials.learned",
        "review.comment",
    ),
    "make_up": ("words",),
    "notice": ("what", "how"),
    "idea": ("what", "mattered", "new_way", "where"),
    "group_note": ("heading", "topic", "interventions", "process", "addenda.text"),
    "member_note": (
        "attendance",
        "participation",
        "response",
        "objective",
        "homework",
        "scores",
        "risk",
        "plan",
        "addenda.text",
    ),
}
"""By table, the fields with free text; a dot goes into a part, and through every entry of a list."""
REASON_PROSE = ("text",)
"""Likewise of a reason."""


def reworded(content: Any, fields: tuple[str, ...], words: Callable[[str], str]) -> Any:
    """A stored document with each free text as `words` gives it; everything else as it is."""
    for field in fields:
        content = _reworded(content, field.split("."), words)
    return content


def _reworded(part: Any, path: list[str], words: Callable[[str], str]) -> Any:
    if isinstance(part, list):
        return [_reworded(one, path, words) for one in part]
    if not path:
        return words(part) if isinstance(part, str) else part
    if isinstance(part, dict) and path[0] in part:
        return {**part, path[0]: _reworded(part[path[0]], path[1:], words)}
    return part
