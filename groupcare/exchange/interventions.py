"""The library of interventions: files in data/interventions that a clinician can read and change."""

from functools import cache
from pathlib import Path

from groupcare.exchange.files import FileFault
from groupcare.exchange.library import DATA
from groupcare.exchange.toml_file import line_of, read_struct
from groupcare.rules.interventions import Approach


def read(path: Path) -> Approach:
    """The approach in that file; the file's name is its id, and each letter stands once. Raises FileFault."""
    approach, text = read_struct(path, Approach)
    if approach.id != path.stem:
        raise FileFault(path, line_of(text, ("id",)), f"the id to be the file's name, {path.stem!r}")
    keys = [one.key for one in approach.intervention]
    for place, key in enumerate(keys):
        if len(key) != 1 or key in keys[:place]:
            raise FileFault(path, line_of(text, ("intervention", place)), "a key of one letter, each of them once")
    return approach


@cache
def shipped_interventions() -> tuple[Approach, ...]:
    """What GroupCare ships."""
    return tuple(read(path) for path in sorted((DATA / "interventions").glob("*.toml")))
