"""Two records of one person become one: what is kept of who they are, and what two people must choose between.

Only facts about who somebody is are merged here. What was recorded of them, findings and holds first of all, is moved
and never weighed: merging keeps the worst of both.
"""

from collections.abc import Collection
from typing import Any

from msgspec import structs

from groupcare.rules.people import Client, Identifier, Interpreter, client_number

MERGED = "GroupCare"
"""The system of the number that a merged record had: it still finds the person."""
_JOINED = frozenset({"identifiers", "keep_apart", "told_apart", "merged", "interpreter"})
_OWN = frozenset({"id", "rev", "number"})


def facts() -> tuple[str, ...]:
    """The fields that say who somebody is and how to reach them."""
    return tuple(name for name in Client.__struct_fields__ if name not in _JOINED | _OWN)


def differing(keep: Client, other: Client) -> dict[str, tuple[Any, Any]]:
    """The facts that both records hold and differ in: the kept record's, and the other's."""
    pairs = {name: (getattr(keep, name), getattr(other, name)) for name in facts()}
    return {name: pair for name, pair in pairs.items() if all(map(_is_known, pair)) and pair[0] != pair[1]}


def _is_known(fact: Any) -> bool:
    return bool(fact) and fact is not Interpreter.not_asked


def merged(keep: Client, other: Client, take: Collection[str] = ()) -> Client:
    """The kept record with what only the other one knew; where both know, its own, or the other's for those in `take`.

    The other record's number stays as an identifier, its id in `merged`.
    """
    differ = differing(keep, other)
    found = {
        name: getattr(other, name)
        for name in facts()
        if (name in take if name in differ else not _is_known(getattr(keep, name)))
    }
    number = Identifier(system=MERGED, value=client_number(other.number))
    return structs.replace(
        keep,
        **found,
        interpreter=keep.interpreter or other.interpreter,
        identifiers=tuple(dict.fromkeys((*keep.identifiers, *other.identifiers, number))),
        keep_apart=_others(keep, other, "keep_apart"),
        told_apart=_others(keep, other, "told_apart"),
        merged=(*keep.merged, *other.merged, other.id),
    )


def _others(keep: Client, other: Client, name: str) -> tuple[str, ...]:
    both = dict.fromkeys((*getattr(keep, name), *getattr(other, name)))
    return tuple(i for i in both if i not in (keep.id, other.id))


def pointed_anew(client: Client, gone: str, keep: str) -> Client:
    """Somebody else, with the person whose record is gone named by the record that is kept."""
    return structs.replace(
        client,
        keep_apart=_instead(client.keep_apart, gone, keep),
        told_apart=_instead(client.told_apart, gone, keep),
    )


def _instead(ids: tuple[str, ...], gone: str, keep: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keep if i == gone else i for i in ids))
