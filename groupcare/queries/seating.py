"""Who waits for a seat in a group's curriculum. Whether a seat may be given is asked of the act itself."""

from datetime import date

from msgspec import Struct

from groupcare.queries.groups import GroupLine, group_line
from groupcare.queries.permissions import may_see
from groupcare.record.lookups import latest_screening
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Group, Member, MemberStatus
from groupcare.rules.people import Client, Referral, ReferralStatus, full_name
from groupcare.rules.policy import GRAVITY, Route

ALL_TIME = "9999-12-31"


class Waiting(Struct, frozen=True, kw_only=True):
    """Somebody on the waitlist of the group's curriculum, waiting since that day."""

    referral: str
    client: str
    client_number: int
    name: str
    birth_year: int | None
    since: date
    route: Route | None = None


class Seating(Struct, frozen=True, kw_only=True):
    """A group with everybody who waits for its curriculum: the graver route first, then the longer wait."""

    line: GroupLine
    group: Group
    waiting: tuple[Waiting, ...]


def seating(who: SignIn, group: Group) -> Seating:
    """Referrals carry the open work, so ten years of people seated cost nothing."""
    may_see(who, "groups")
    waiting = []
    for referral in who.of(Referral).open_work(ALL_TIME):
        if referral.status is not ReferralStatus.waitlisted or referral.curriculum not in ("", group.curriculum.id):
            continue
        client = who.of(Client).get(referral.client)
        places = [m for m in who.of(Member).linked(referral=referral.id) if m.status is MemberStatus.waitlist]
        waiting.append(
            Waiting(
                referral=referral.id,
                client=client.id,
                client_number=client.number,
                name=full_name(client),
                birth_year=client.date_of_birth.year if client.date_of_birth else None,
                route=screening.route if (screening := latest_screening(who, referral.id)) is not None else None,
                since=min((m.start for m in places), default=referral.received_on),
            )
        )
    return Seating(
        line=group_line(who, group),
        group=group,
        waiting=tuple(sorted(waiting, key=lambda w: (-GRAVITY.get(w.route or Route.group, 0), w.since, w.name))),
    )
