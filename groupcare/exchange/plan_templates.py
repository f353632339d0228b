"""Templates of plans: files in data/plan-templates that a clinician can read and change."""

from functools import cache
from pathlib import Path

from groupcare.exchange.files import FileFault
from groupcare.exchange.library import DATA
from groupcare.exchange.toml_file import line_of, read_struct
from groupcare.rules.plan_template import PlanTemplate


def read(path: Path) -> PlanTemplate:
    """The template in that file; the file's name is its id. Raises FileFault."""
    template, text = read_struct(path, PlanTemplate)
    if template.id != path.stem:
        raise FileFault(path, line_of(text, ("id",)), f"the id to be the file's name, {path.stem!r}")
    return template


@cache
def shipped_templates() -> tuple[PlanTemplate, ...]:
    """What GroupCare ships, the plainer before what builds on it."""
    return tuple(read(path) for path in sorted((DATA / "plan-templates").glob("*.toml"), key=lambda path: path.stem))
