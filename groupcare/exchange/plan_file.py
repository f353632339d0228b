"""Plan files: an individual plan written as TOML, read into what a plan holds."""

from pathlib import Path

from groupcare.exchange.toml_file import read_struct
from groupcare.rules.plan import PlanContent


def read(path: Path) -> PlanContent:
    """The plan in that file. Raises FileFault with file, line and what was expected."""
    content, _ = read_struct(path, PlanContent)
    return content
