"""The certificate of somebody who has finished: what they took part in, from when to when, and how often they came. No
diagnosis, no score and nothing about safety stands on it.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from groupcare.queries.outgoing import MEMBER, Whose, going
from groupcare.queries.paper_facts import letter_name, listed_staff, person_reference
from groupcare.queries.permissions import may_see
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, Member, Session, has_completed
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.paper import Block, Paper, Paragraph, Signature, facts, pages
from groupcare.rules.people import Client, client_number, full_name, group_number
from groupcare.rules.text import name_key
from groupcare.rules.words import count, whole_day


def certificate(who: SignIn, member_id: str, *, to: str = "") -> Paper:
    """The certificate, to be handed to the person, or sent to somebody whom their release names.

    Raises NotPermitted, NotFound, NotReleased, and Refused for somebody who has not finished or never came.
    """
    may_see(who, "members")
    member = who.of(Member).get(member_id)
    client = who.of(Client).get(member.client)
    if not has_completed(member.status, member.end_reason) or member.group is None:
        how = f"{member.status}, {member.end_reason}" if member.end_reason else member.status
        raise Refused(
            f"{client_number(client.number)} has not completed the programme, so there is no certificate: their place "
            f"is {how}."
        )
    group = who.of(Group).get(member.group)
    gone = going(who, client, to, Whose.member)
    had = _had(who, member)
    if had is None:
        raise Refused(f"{client_number(client.number)} is marked at no session, so there is nothing to certify.")
    return _paper(
        who,
        "certificate",
        person_reference(client, group_number(group.number)),
        (f"To {gone.to}\n" if gone.to else "") + letter_name(client),
        tuple(_page(who, group, client, had)),
        gone.foot,
        (client.id,),
    )


def certificates(who: SignIn, group_id: str) -> Paper:
    """Those of everybody who has completed a group, each on a page of its own, to be handed to the members.

    Raises NotPermitted, NotFound, and Refused where nobody has.
    """
    may_see(who, "members")
    group = who.of(Group).get(group_id)
    done = [m for m in who.of(Member).linked(group=group.id) if has_completed(m.status, m.end_reason)]
    found = [(who.of(Client).get(m.client), had) for m in done if (had := _had(who, m)) is not None]
    if not found:
        raise Refused(f"Nobody has completed {group.name} yet, so there is no certificate.")
    found.sort(key=lambda pair: (name_key(full_name(pair[0])), pair[0].number))
    about, blocks = pages((letter_name(client), tuple(_page(who, group, client, had))) for client, had in found)
    clients = tuple(client.id for client, _ in found)
    return _paper(who, "certificates", group_number(group.number), about, blocks, MEMBER, clients)


def _paper(
    who: SignIn, kind: str, reference: str, about: str, blocks: tuple[Block, ...], foot: str, clients: tuple[str, ...]
) -> Paper:
    return Paper(
        kind=kind,
        title="Certificate of completion",
        reference=reference,
        clinic=who.clinic.name,
        made_on=who.today(),
        about=about,
        blocks=blocks,
        foot=(foot,),
        large=True,
        clients=clients,
    )


class _Had(Struct, frozen=True, kw_only=True):
    """From when to when somebody came, and how often."""

    first: date
    last: date
    words: str


def _had(who: SignIn, member: Member) -> _Had | None:
    """None where they are marked at nothing."""
    places = {place.id for place in _places(who, member)}
    marks = who.of(Attendance).linked(client=member.client)
    came = [a for a in marks if a.member in places and a.mark is Mark.attended]
    made_up = who.of(MakeUp).linked(client=member.client)
    apart = [m for m in made_up if m.member in places and m.status is MakeUpStatus.done and m.session is None]
    days = sorted([*(who.of(Session).get(a.session).date for a in came), *(m.on for m in apart)])
    if not days:
        return None
    words = count(len(came), "session") + (f" and {count(len(apart), 'individual meeting')}" if apart else "")
    return _Had(first=days[0], last=days[-1], words=words)


def _page(who: SignIn, group: Group, client: Client, had: _Had) -> Iterator[Block]:
    leaders = [found for i in group.facilitators if (found := who.of(Staff).find(i)) is not None]
    yield Paragraph(text=f"{letter_name(client)} has completed the programme below.")
    yield facts(
        ("Programme", group.curriculum.name),
        ("From", whole_day(had.first)),
        ("To", whole_day(had.last)),
        ("Attended", had.words),
    )
    signed = tuple(listed_staff((one,)) for one in leaders[:2]) or ("Facilitator",)
    yield Signature(labels=(*signed, "Date"))


def _places(who: SignIn, member: Member) -> Iterator[Member]:
    """This place and those it came from: sessions of before a transfer or a break count, of the same curriculum."""
    seen: set[str] = set()
    place: Member | None = member
    while place is not None and place.id not in seen:
        if place.curriculum == member.curriculum:
            yield place
        seen.add(place.id)
        place = who.of(Member).find(place.came_from) if place.came_from else None
