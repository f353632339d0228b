"""Which papers there are to make about one person, for the choice on their chart."""

from msgspec import Struct

from groupcare.queries.permissions import can_see, may_see
from groupcare.record.lookups import open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Group, Member, Session, SessionStatus, has_completed
from groupcare.rules.homework import Homework
from groupcare.rules.note import MemberNote
from groupcare.rules.plan import Plan

NEWEST = 8
"""Session notes that the choice shows; older ones are on the group's page."""


class PersonPapers(Struct, frozen=True, kw_only=True):
    """Members' ids with what there is of each: groups finished by name, the session at which homework was set last, and
    held sessions with a note, newest first. `plan` is their open plan.
    """

    finished: tuple[tuple[str, str], ...]
    log: tuple[str, str] | None
    plan: Plan | None
    notes: tuple[tuple[str, Session], ...]


def person_papers(who: SignIn, client_id: str) -> PersonPapers:
    """What can be printed about this person by somebody who sees their chart. Raises NotPermitted."""
    may_see(who, "charts")
    places = [m for m in who.of(Member).linked(client=client_id) if m.group is not None]
    finished = [m for m in places if has_completed(m.status, m.end_reason)]
    tasks = who.of(Homework).linked(client=client_id) if can_see(who, "homework") else []
    last = max(tasks, key=lambda h: h.set_on, default=None)
    written = who.of(MemberNote).linked(client=client_id) if can_see(who, "notes") else []
    about = [(note.member, who.of(Session).get(note.session)) for note in written]
    notes = [(member, session) for member, session in about if session.status is SessionStatus.held]
    notes.sort(key=lambda pair: pair[1].date, reverse=True)
    return PersonPapers(
        finished=tuple((m.id, who.of(Group).get(str(m.group)).name) for m in finished),
        plan=open_plan(who, client_id) if can_see(who, "plans") else None,
        log=(last.member, last.session) if last is not None else None,
        notes=tuple(notes[:NEWEST]),
    )
