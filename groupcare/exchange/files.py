"""Files as people hand them over: read within a limit, or refused with a sentence that names file and line."""

from pathlib import Path


class FileFault(ValueError):
    """A file that cannot be used. The message names the file, the line where one is known, and what was expected."""

    def __init__(self, path: Path | str, line: int | None, expected: str) -> None:
        self.path, self.line, self.expected = str(path), line, expected
        super().__init__(f"{path}, line {line}: {expected}" if line else f"{path}: {expected}")


def read_bytes(path: Path, largest: int, advice: str = "") -> bytes:
    """The file's bytes, at most `largest`. Raises FileFault where it cannot be read or is larger."""
    try:
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file can have this name"
        raise FileFault(path, None, f"the file cannot be read ({reason})") from error
    if len(raw) > largest:
        raise FileFault(path, None, f"a file of at most {largest // 1024**2} MiB{advice}")
    return raw
