"""Curriculum files: found by id or path, read, checked, and given as a `Curriculum` with its id set.

An id is the file's name without .toml. The shipped ones stand in curricula/ of a checkout or an installed package.
"""

import re
from pathlib import Path

import msgspec

from groupcare.exchange.files import FileFault
from groupcare.exchange.toml_file import line_of, read_struct
from groupcare.rules.curriculum import Curriculum, faults
from groupcare.rules.text import TextRefused, clean_all

_PACKAGE = Path(__file__).resolve().parent.parent
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def shipped_folder() -> Path:
    """Where the shipped curricula stand: inside an installed package, else at the top of the checkout."""
    inside = _PACKAGE / "curricula"
    return inside if inside.is_dir() else _PACKAGE.parent / "curricula"


def shipped() -> list[Path]:
    """The shipped curriculum files, by name."""
    return sorted(shipped_folder().glob("*.toml"))


def find(id_or_file: str) -> Path:
    """The file meant by a curriculum's id or by a path. Raises FileFault with the ids there are."""
    path = Path(id_or_file)
    if path.suffix == ".toml" or "/" in id_or_file or path.is_file():
        return path
    for known in shipped():
        if known.stem == id_or_file:
            return known
    ids = ", ".join(p.stem for p in shipped())
    raise FileFault(id_or_file, None, f"a curriculum's id ({ids}) or the path of a .toml file")


def read(path: Path) -> Curriculum:
    """The curriculum in that file, whole and sound. Raises FileFault with file, line and what was expected."""
    if path.suffix != ".toml" or not _ID.fullmatch(path.stem):
        raise FileFault(path, None, "a file name of small letters, digits and hyphens that ends in .toml: it is the id")
    curriculum, text = read_struct(path, Curriculum)
    try:
        curriculum = msgspec.convert(
            clean_all(msgspec.to_builtins(curriculum), of="A text in the curriculum"), Curriculum
        )
    except TextRefused as refused:
        raise FileFault(path, None, str(refused)) from refused
    for fault in faults(curriculum):
        raise FileFault(path, line_of(text, fault.where), _where(fault.where) + f"expected {fault.expected}")
    return msgspec.structs.replace(curriculum, id=path.stem)


def _where(where: tuple[str | int, ...]) -> str:
    words = [f"{step + 1}" if isinstance(step, int) else step for step in where]
    return " ".join(words) + ": " if words else ""
