"""Lines worked out of whole tables, kept between two askings and made anew where the ledger has touched them.

Ten thousand people or a thousand groups are read once; after that a list costs what has changed since. Lines are kept
by client or by group, with the person's sign-in, and never inside an act, whose changes do not stand in the ledger yet.
"""

from collections.abc import Callable, Set
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from groupcare.record.sign_in import SignIn

L = TypeVar("L")
MOST = 500
"""Changes after which all is made anew."""


class _Links(Struct, frozen=True):
    client: str | None = None
    group: str | None = None


class _Kept(Struct):
    stamp: Any
    seq: int
    lines: dict[str, Any]


def up_to_date(
    who: SignIn,
    name: str,
    link: str,
    stamp: Any,
    everything: Callable[[], dict[str, L]],
    some: Callable[[Set[str]], dict[str, L]],
) -> dict[str, L]:
    """Lines by what they are about (`link`: client or group).

    All are made by `everything` at first and whenever `stamp` differs from last time, and by `some` those about which
    the ledger tells of a change. Ask inside a snapshot, and do not change what is given.
    """
    if who.db.is_writing:
        return everything()
    seq = who.db.engine.head()[0]
    kept: _Kept | None = who.worked_out.get(name)
    touched = _touched(who, kept.seq, link) if kept is not None and kept.stamp == stamp else None
    if kept is None or touched is None:
        lines = everything()
    elif touched:
        lines = {key: line for key, line in kept.lines.items() if key not in touched} | some(touched)
    else:
        lines = kept.lines
    who.worked_out[name] = _Kept(stamp, seq, lines)
    return lines


def _touched(who: SignIn, seq: int, link: str) -> set[str] | None:
    """About whom or what there are changes; None where that is too much, or cannot be told any more."""
    changes = who.db.engine.changed_after(seq, MOST)
    if changes is None:
        return None
    decoder, found = msgspec.json.Decoder(_Links), set()
    for table, doc_id, before, after in changes:
        if table == link:
            found.add(doc_id)
            continue
        if before is None and after is None:
            return None  # erased
        for text in (before, after):
            about = getattr(decoder.decode(text), link) if text is not None else None
            if about is not None:
                found.add(about)
    return found
