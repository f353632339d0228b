"""Who must not sit in one group with a person, and which groups two people are in together."""

from msgspec import Struct

from groupcare.record.sign_in import SignIn
from groupcare.rules.group import IN_GROUP, Group, Member
from groupcare.rules.people import Client, full_name


class KeptApart(Struct, frozen=True, kw_only=True):
    """Somebody who must not sit with the person."""

    client: str
    number: int
    name: str


def kept_apart(who: SignIn, client: Client) -> tuple[KeptApart, ...]:
    """Those with whom a person must not sit, in the order in which it was said. For a query that asked who may see."""
    others = (who.of(Client).find(other) for other in client.keep_apart)
    return tuple(KeptApart(client=o.id, number=o.number, name=full_name(o)) for o in others if o is not None)


def together_in(who: SignIn, client: str, other: str) -> tuple[str, ...]:
    """The groups in which both have a place now."""
    groups = [{m.group for m in who.of(Member).linked(client=one) if m.status in IN_GROUP} for one in (client, other)]
    both = {group for group in groups[0] & groups[1] if group is not None}
    return tuple(sorted(who.of(Group).get(group).name for group in both))
