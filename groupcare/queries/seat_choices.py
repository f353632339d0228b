"""Groups in which somebody could be seated: those forming or running, with their seats. Reasons against: the act's."""

from datetime import date

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.lookups import GroupOutline, open_groups
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import IN_GROUP, Member
from groupcare.rules.people import Client, Referral, full_name


class OpenGroup(Struct, frozen=True, kw_only=True):
    """A group that is forming or running."""

    id: str
    number: int
    name: str
    curriculum: str
    taken: int
    seats: int


class SeatChoices(Struct, frozen=True, kw_only=True):
    """The person who is to be seated, and the groups: those of the curriculum they wait for first."""

    referral: Referral
    client: Client
    name: str
    on: date
    groups: tuple[OpenGroup, ...]


def seat_choices(who: SignIn, referral_id: str) -> SeatChoices:
    """The choices for one referral."""
    may_see(who, "groups")
    referral = who.of(Referral).get(referral_id)
    client = who.of(Client).get(referral.client)
    groups = [_open(who, group) for group in open_groups(who)]
    return SeatChoices(
        referral=referral,
        client=client,
        name=full_name(client),
        on=who.today(),
        groups=tuple(sorted(groups, key=lambda g: (g.curriculum != referral.curriculum, g.number))),
    )


def _open(who: SignIn, group: GroupOutline) -> OpenGroup:
    return OpenGroup(
        id=group.id,
        number=group.number,
        name=group.name,
        curriculum=group.curriculum or "",
        taken=sum(m.status in IN_GROUP for m in who.of(Member).linked(group=group.id)),
        seats=group.seats,
    )
