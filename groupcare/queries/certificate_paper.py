"""The certificate of somebody who has finished: what they took part in, from when to when, and how often they came. No
diagnosis, no score and nothing about safety stands on it.
"""

from collections.abc import Iterator

from groupcare.queries.outgoing import Whose, going
from groupcare.queries.paper_facts import letter_name, listed_staff, person_reference
from groupcare.queries.permissions import may_see
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, Member, MemberStatus, Session
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.paper import Paper, Paragraph, Signature, facts
from groupcare.rules.people import Client, client_number, group_number
from groupcare.rules.words import count, whole_day


def certificate(who: SignIn, member_id: str, *, to: str = "") -> Paper:
    """The certificate, to be handed to the person, or sent to somebody whom their release names.

    Raises NotPermitted, NotFound, NotReleased, and Refused for somebody who has not finished or never came.
    """
    may_see(who, "members")
    member = who.of(Member).get(member_id)
    client = who.of(Client).get(member.client)
    if member.status is not MemberStatus.finished or member.group is None:
        raise Refused(
            f"{client_number(client.number)} has not finished, so there is no certificate: their place is "
            f"{member.status}."
        )
    group = who.of(Group).get(member.group)
    gone = going(who, client, to, Whose.member)
    places = {place.id for place in _places(who, member)}
    came = [a for a in who.of(Attendance).linked(client=client.id) if a.member in places and a.mark is Mark.attended]
    apart = [m for m in who.of(MakeUp).linked(client=client.id)
             if m.member in places and m.status is MakeUpStatus.done and m.session is None]  # fmt: skip
    days = sorted([*(who.of(Session).get(a.session).date for a in came), *(m.on for m in apart)])
    if not days:
        raise Refused(f"{client_number(client.number)} is marked at no session, so there is nothing to certify.")
    name = letter_name(client)
    attended = count(len(came), "session") + (f" and {count(len(apart), 'individual meeting')}" if apart else "")
    leaders = [found for i in group.facilitators if (found := who.of(Staff).find(i)) is not None]
    return Paper(
        kind="certificate",
        title="Certificate of completion",
        reference=person_reference(client, group_number(group.number)),
        clinic=who.clinic.name,
        made_on=who.today(),
        about=(f"To {gone.to}\n" if gone.to else "") + name,
        blocks=(
            Paragraph(text=f"{name} has completed the programme below."),
            facts(
                ("Programme", group.curriculum.name),
                ("From", whole_day(days[0])),
                ("To", whole_day(days[-1])),
                ("Attended", attended),
            ),
            Signature(labels=(*(listed_staff((one,)) for one in leaders[:2]), "Date") if leaders
                      else ("Facilitator", "Date")),
        ),
        foot=(gone.foot,),
        large=True,
        clients=(client.id,),
    )  # fmt: skip


def _places(who: SignIn, member: Member) -> Iterator[Member]:
    """This place and those it came from: sessions of before a transfer or a break count, of the same curriculum."""
    seen: set[str] = set()
    place: Member | None = member
    while place is not None and place.id not in seen:
        if place.curriculum == member.curriculum:
            yield place
        seen.add(place.id)
        place = who.of(Member).find(place.came_from) if place.came_from else None
