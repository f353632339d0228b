"""TOML files read into frozen Structs, with faults that name file, line and what was expected.

tomllib gives no line for a value, so the line of a fault is found with the parser itself: the shortest beginning of
the file that parses and already holds that value ends on its line.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from groupcare.exchange.files import FileFault, read_bytes

T = TypeVar("T")
Where = Sequence[str | int]

LARGEST = 2 * 1024 * 1024
"""Bytes; a hand-written file is far below."""


def read_text(path: Path) -> str:
    """The file's text as UTF-8. Raises FileFault where it cannot be read."""
    raw = read_bytes(path, LARGEST)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileFault(path, line, "expected text in UTF-8; save the file again with that encoding") from error


def read_struct(path: Path, kind: type[T]) -> tuple[T, str]:
    """Read the file as `kind` and give it with the text it came from. Raises FileFault."""
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, line = _reason(str(error)), _line_said(str(error), text)
        raise FileFault(path, line, f"not readable as TOML: {reason}") from error
    except (ValueError, RecursionError) as error:
        raise FileFault(path, None, "expected shorter numbers, and fewer brackets inside brackets") from error
    try:
        return msgspec.convert(data, kind), text
    except msgspec.ValidationError as error:
        reason, _, at = str(error).partition(" - at `")
        where = _path(at.rstrip("`"))
        if (field := _named_field(reason)) and "unknown" in reason:
            where = [*where, field]
        choices = _choices(inspect.type_info(kind), where) if "enum" in reason else ""
        raise FileFault(path, line_of(text, where), f"{_place(where)}{choices or reason}") from error


def line_of(text: str, where: Where) -> int:
    """The 1-based line on which the value at `where` begins, or that of the nearest part around it."""
    while where and not _holds(text, where):
        where = where[:-1]
    if not where:
        return 1
    lines = text.split("\n")
    low, high = 1, len(lines)
    while low < high:
        middle = (low + high) // 2
        if _holds(_parseable(lines, middle), where):
            high = middle
        else:
            low = middle + 1
    return low


def _parseable(lines: list[str], least: int) -> str:
    """The shortest beginning of at least that many lines which is whole TOML (a text over several lines is not cut)."""
    return next(
        (begun for end in range(least, len(lines)) if _parses(begun := "\n".join(lines[:end]))), "\n".join(lines)
    )


def _parses(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _holds(text: str, where: Where) -> bool:
    try:
        value: Any = tomllib.loads(text)
        for step in where:
            value = value[step]
    except (tomllib.TOMLDecodeError, KeyError, IndexError, TypeError):
        return False
    return True


def _line_said(message: str, text: str) -> int:
    _, _, tail = message.partition("(at line ")
    number, _, _ = tail.partition(",")
    return int(number) if number.isdigit() else max(1, len(text.rstrip("\n").split("\n")))


def _reason(message: str) -> str:
    return message.partition(" (at ")[0]


def _path(dotted: str) -> list[str | int]:
    """msgspec's `$.module[3].agenda[0].minutes` as steps."""
    steps: list[str | int] = []
    for part in dotted.removeprefix("$").replace("[", ".[").split("."):
        if part.startswith("["):
            inner = part.strip("[]")
            if inner.isdigit():
                steps.append(int(inner))
        elif part:
            steps.append(part)
    return steps


def _named_field(reason: str) -> str:
    return reason.split("`")[1] if "`" in reason else ""


def _choices(kind: inspect.Type, where: Where) -> str:
    """ "expected one of …" where the value at `where` is to be one of a few words."""
    for step in where:
        if isinstance(kind, inspect.StructType):
            kind = next(field.type for field in kind.fields if field.encode_name == step)
        elif isinstance(kind, inspect.VarTupleType | inspect.ListType):
            kind = kind.item_type
        if isinstance(kind, inspect.UnionType):
            kind = next((t for t in kind.types if not isinstance(t, inspect.NoneType)), kind)
    if not isinstance(kind, inspect.EnumType):
        return ""
    return "expected one of " + ", ".join(repr(member.value) for member in kind.cls)


def _place(where: Where) -> str:
    words = "".join(f" {step + 1}" if isinstance(step, int) else f", {step}" for step in where)
    return words.removeprefix(", ") + ": " if words else ""
