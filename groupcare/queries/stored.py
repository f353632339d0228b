"""Whole tables at once, for screens that look at everybody: only the fields asked for, three times as fast as `all()`.

A shape is a Struct with some fields of the stored document, under their names. A document of an older schema takes the
long way, by which it is upgraded; one that cannot be read is refused as everywhere.
"""

from collections.abc import Iterable, Iterator, Set
from typing import TypeVar

import msgspec
from msgspec import Struct

from groupcare.record.documents import SCHEMA
from groupcare.record.rows import Row
from groupcare.record.sign_in import SignIn
from groupcare.rules.kept import Kept
from groupcare.rules.text import name_key

S = TypeVar("S", bound=Struct)


class _Schema(Struct, frozen=True):
    schema: int = 1


def every(
    who: SignIn, kind: type[Kept], shape: type[S], link: str = "", about: Set[str] | None = None
) -> Iterator[tuple[str, S]]:
    """Every document of a kind as that shape, with its id, oldest first; or those whose `link` is one of `about`."""
    records = who.of(kind)
    newest = records.spec.schema
    begins = f'{{"{SCHEMA}":{newest},'  # as the record writes them; one that begins otherwise is asked for its schema
    schema_of, content_of = msgspec.json.Decoder(_Schema), msgspec.json.Decoder(shape)
    for row in _rows(who, records.spec.name, link, about):
        try:
            if row.doc.startswith(begins) or schema_of.decode(row.doc).schema == newest:
                yield row.id, content_of.decode(row.doc)
                continue
        except (msgspec.MsgspecError, UnicodeError):
            pass
        yield row.id, msgspec.convert(msgspec.to_builtins(records.get(row.id)), shape)


def _rows(who: SignIn, table: str, link: str, about: Set[str] | None) -> Iterable[Row]:
    engine = who.db.engine
    if about is None:
        return engine.every(table)  # one by one: ten years of a table are not held at once
    if table == link:
        return engine.read_several(table, about)
    return [row for key in about for row in engine.select(table, {link: key})]


class Folded(dict[str, str]):
    """Texts with their `name_key`, each worked out once, and sooner where it is plain. Made for one query and dropped:
    names are kept no longer than that."""

    def __missing__(self, text: str) -> str:
        self[text] = key = folded(text)
        return key


def folded(text: str) -> str:
    """`name_key`, sooner where the text is plain."""
    return " ".join(text.casefold().split()) if text.isascii() else name_key(text)
