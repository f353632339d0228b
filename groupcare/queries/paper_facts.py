"""What several papers of a group say alike: of which session they are, when and where it is, and who leads it."""

from collections.abc import Iterable

from msgspec import Struct

from groupcare.record.errors import Refused
from groupcare.record.lookups import expected_members
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.curriculum import Module
from groupcare.rules.group import Group, Member, Session, SessionStatus
from groupcare.rules.people import Client, client_number, group_number
from groupcare.rules.words import span, whole_day

KEPT_IN = "For the clinic's own use. It holds people's data: keep it where it belongs, and shred it afterwards."


class Met(Struct, frozen=True, kw_only=True):
    """A session with its group; `of` is the number of its last session."""

    group: Group
    session: Session
    of: int
    modules: tuple[Module, ...]
    leaders: tuple[Staff, ...]

    @property
    def reference(self) -> str:
        """G-012-3: group and session, by number."""
        return f"{group_number(self.group.number)}-{self.session.number}"

    @property
    def titles(self) -> str:
        """What it covers, or is to cover."""
        return " and ".join(module.title for module in self.modules)

    @property
    def when(self) -> str:
        """Tue 6 Oct 2026, 14:00–15:30."""
        return f"{whole_day(self.session.date)}, {span(self.session.start, self.session.minutes)}"

    @property
    def where(self) -> str:
        """The room of this session; nothing where none is named."""
        return self.session.room or self.group.room

    @property
    def led_by(self) -> str:
        """Who leads it, with credentials."""
        return listed_staff(self.leaders)

    @property
    def about(self) -> str:
        """The line below a paper's title."""
        parts = (self.group.name, f"session {self.session.number} of {self.of}", self.titles, self.when, self.where)
        return " · ".join(part for part in parts if part)


def met(who: SignIn, session_id: str) -> Met:
    """A session as papers speak of it: once it is over, with what was covered and who really led. Raises NotFound."""
    session = who.of(Session).get(session_id)
    group = who.of(Group).get(session.group)
    held = session.status is SessionStatus.held
    numbers = session.covered if held and session.covered else session.modules
    led = tuple(lead.staff for lead in session.leads) or session.led_by if held else ()
    leaders = dict.fromkeys(led or session.leaders or group.facilitators)
    return Met(
        group=group,
        session=session,
        of=max(s.number for s in who.of(Session).linked(group=group.id)),
        modules=tuple(module for n in numbers if (module := group.curriculum.find(n)) is not None),
        leaders=tuple(found for i in leaders if (found := who.of(Staff).find(i)) is not None),
    )


def expected(who: SignIn, session: Session) -> list[tuple[Member, Client]]:
    """Whoever is expected at a session, with who they are. Raises Refused where that is nobody."""
    found = [(member, who.of(Client).get(member.client)) for member in expected_members(who, session)]
    if not found:
        raise Refused("Nobody has a seat at this session, so there is nothing to print yet.")
    return found


def listed_staff(staff: Iterable[Staff]) -> str:
    """Dana Reyes, LCSW; R. Osei."""
    return "; ".join(", ".join(part for part in (one.name, one.credentials) if part) for one in staff)


def staff_name(who: SignIn, staff: str | None) -> str:
    """A member of staff with credentials; somebody, where the record does not know them any more."""
    found = who.of(Staff).find(staff) if staff else None
    return listed_staff((found,)) if found is not None else "somebody"


def person_reference(client: Client, more: str) -> str:
    """GC-0042-G-012-3: whom and what a paper is about, by number."""
    return f"{client_number(client.number)}-{more}"


def letter_name(client: Client) -> str:
    """Elena Ruiz, as letters and certificates name somebody; their number where no name is known."""
    names = " ".join(part for part in (client.given_name or client.preferred_name, client.family_name) if part)
    return names or client_number(client.number)
